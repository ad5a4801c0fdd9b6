//! Where signatures that nobody has given yet will stand on the pages: read from the fields, which stay as they are.

use crate::Error;
use crate::document;
use crate::pdf::file::PdfFile;
use crate::pdf::object::Object;
use serde::{Deserialize, Serialize};

/// The place of an empty signature field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldPlace {
    /// The field's fully qualified name.
    pub name: String,
    /// The page, counted from 0.
    pub page: usize,
    /// Left, bottom, right, top in PDF points, the origin at the page's lower left.
    pub rect: [f64; 4],
    /// Width and height of the page in PDF points.
    pub page_size: [f64; 2],
}

/// The empty signature fields that have a place on a page, page by page. They are measured from the page's media box, for
/// pages that stand upright.
///
/// # Errors
/// When the PDF cannot be read strictly.
pub fn empty_fields(pdf: &[u8]) -> Result<Vec<FieldPlace>, Error> {
    let file = PdfFile::read(pdf)?;
    let view = file.last();
    let fields = document::signature_fields(&file, view)?;
    let mut places = Vec::new();
    for (number, page) in document::pages(&file, view)?.iter().enumerate() {
        let Some([page_left, page_bottom, page_right, page_top]) =
            document::rectangle(&file, view, &page.media_box)
        else {
            continue;
        };
        let annotations = file.get(view, &page.dictionary, "Annots")?;
        let annotations = annotations.as_array().unwrap_or_default();
        for field in fields.iter().filter(|field| field.value().is_none()) {
            let Some(&widget) = field.widgets.first() else {
                continue;
            };
            if !annotations.contains(&Object::Reference(widget)) {
                continue;
            }
            let widget = file.object(view, widget)?;
            let rect = widget.as_dictionary().and_then(|widget| widget.get("Rect"));
            if let Some([left, bottom, right, top]) =
                rect.and_then(|rect| document::rectangle(&file, view, rect))
            {
                places.push(FieldPlace {
                    name: field.name.clone(),
                    page: number,
                    rect: [
                        left - page_left,
                        bottom - page_bottom,
                        right - page_left,
                        top - page_bottom,
                    ],
                    page_size: [page_right - page_left, page_top - page_bottom],
                });
            }
        }
    }
    Ok(places)
}
