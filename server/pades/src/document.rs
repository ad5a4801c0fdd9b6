//! The parts of a document that signatures touch: pages in order and signature fields.

use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dictionary, Object, ObjectId, decode_text};
use std::collections::BTreeSet;

/// Trees of pages and fields are no deeper and no larger in real documents.
const MAX_TREE_DEPTH: usize = 64;
const MAX_TREE_NODES: usize = 200_000;

/// A page with what it inherits.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) id: ObjectId,
    pub(crate) dictionary: Dictionary,
    pub(crate) resources: Object,
    pub(crate) media_box: Object,
}

/// A terminal field of type `Sig`.
#[derive(Clone, Debug)]
pub(crate) struct SignatureField {
    /// Fully qualified name.
    pub(crate) name: String,
    pub(crate) id: ObjectId,
    pub(crate) dictionary: Dictionary,
    /// The widget annotations; the field itself where both are one object.
    pub(crate) widgets: Vec<ObjectId>,
}

impl SignatureField {
    /// The signature dictionary's object, once the field is signed.
    pub(crate) fn value(&self) -> Option<&Object> {
        self.dictionary
            .get("V")
            .filter(|value| **value != Object::Null)
    }
}

/// The pages of revision `view` in their order.
pub(crate) fn pages(file: &PdfFile<'_>, view: usize) -> Result<Vec<Page>, ReadError> {
    let (_, catalog) = file.catalog(view)?;
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    let root = catalog.get("Pages").and_then(Object::as_reference);
    let mut stack: Vec<(ObjectId, usize, Object, Object)> = root
        .map(|id| (id, 0, Object::Null, Object::Null))
        .into_iter()
        .collect();
    while let Some((id, depth, resources, media_box)) = stack.pop() {
        if !seen.insert(id) || depth > MAX_TREE_DEPTH || seen.len() > MAX_TREE_NODES {
            return Err(ReadError::Object {
                number: id.number,
                what: "makes the page tree a loop or too large",
            });
        }
        let Object::Dictionary(dictionary) = file.object(view, id)? else {
            return Err(ReadError::Object {
                number: id.number,
                what: "is no page",
            });
        };
        let resources = dictionary.get("Resources").cloned().unwrap_or(resources);
        let media_box = dictionary.get("MediaBox").cloned().unwrap_or(media_box);
        if let Object::Array(kids) = file.get(view, &dictionary, "Kids")? {
            // The stack gives the last pushed first.
            for kid in kids.iter().rev() {
                let Some(kid) = kid.as_reference() else {
                    return Err(ReadError::Object {
                        number: id.number,
                        what: "holds a page that is no reference",
                    });
                };
                stack.push((kid, depth + 1, resources.clone(), media_box.clone()));
            }
        } else {
            pages.push(Page {
                id,
                dictionary,
                resources,
                media_box,
            });
        }
    }
    Ok(pages)
}

/// All signature fields of revision `view`, signed or not.
pub(crate) fn signature_fields(
    file: &PdfFile<'_>,
    view: usize,
) -> Result<Vec<SignatureField>, ReadError> {
    let (_, catalog) = file.catalog(view)?;
    let Object::Dictionary(form) = file.get(view, &catalog, "AcroForm")? else {
        return Ok(Vec::new());
    };
    let Object::Array(roots) = file.get(view, &form, "Fields")? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack: Vec<(Object, usize, String, Object)> = roots
        .into_iter()
        .rev()
        .map(|root| (root, 0, String::new(), Object::Null))
        .collect();
    while let Some((object, depth, prefix, inherited)) = stack.pop() {
        let Some(id) = object.as_reference() else {
            return Err(ReadError::CrossReference {
                at: 0,
                what: "a form field is no reference",
            });
        };
        if !seen.insert(id) || depth > MAX_TREE_DEPTH || seen.len() > MAX_TREE_NODES {
            return Err(ReadError::Object {
                number: id.number,
                what: "makes the field tree a loop or too large",
            });
        }
        let Object::Dictionary(dictionary) = file.object(view, id)? else {
            return Err(ReadError::Object {
                number: id.number,
                what: "is no form field",
            });
        };
        let partial = file.get(view, &dictionary, "T")?;
        let partial = partial.as_string().map(decode_text).unwrap_or_default();
        let name = if prefix.is_empty() {
            partial
        } else {
            format!("{prefix}.{partial}")
        };
        let kind = dictionary.get("FT").cloned().unwrap_or(inherited);
        let mut widgets = Vec::new();
        let mut has_fields = false;
        if let Object::Array(kids) = file.get(view, &dictionary, "Kids")? {
            for kid in kids.into_iter().rev() {
                let kid_dictionary = file.resolve(view, &kid)?;
                let is_field = kid_dictionary
                    .as_dictionary()
                    .is_some_and(|kid| kid.contains("T"));
                if is_field {
                    has_fields = true;
                    stack.push((kid, depth + 1, name.clone(), kind.clone()));
                } else if let Some(id) = kid.as_reference() {
                    widgets.push(id);
                }
            }
        } else {
            widgets.push(id);
        }
        if !has_fields && kind.is_name("Sig") {
            found.push(SignatureField {
                name,
                id,
                dictionary,
                widgets,
            });
        }
    }
    Ok(found)
}

/// Every name that a field already has at the top, of whatever type.
pub(crate) fn top_field_names(
    file: &PdfFile<'_>,
    view: usize,
) -> Result<BTreeSet<String>, ReadError> {
    let (_, catalog) = file.catalog(view)?;
    let form = file.get(view, &catalog, "AcroForm")?;
    let fields = form
        .as_dictionary()
        .map_or(Ok(Object::Null), |form| file.get(view, form, "Fields"))?;
    let mut names = BTreeSet::new();
    for field in fields.as_array().unwrap_or_default() {
        let field = file.resolve(view, field)?;
        if let Some(Object::String(name)) = field.as_dictionary().and_then(|field| field.get("T")) {
            names.insert(decode_text(name));
        }
    }
    Ok(names)
}

/// Four finite numbers, lower left and upper right put in order.
pub(crate) fn rectangle(file: &PdfFile<'_>, view: usize, object: &Object) -> Option<[f64; 4]> {
    let items = file.resolve(view, object).ok()?;
    let [a, b, c, d] = items.as_array()? else {
        return None;
    };
    let number = |object: &Object| file.resolve(view, object).ok()?.as_number();
    let (a, b, c, d) = (number(a)?, number(b)?, number(c)?, number(d)?);
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}
