//! Documents written byte by byte, so that each test shows what it is about.

use crate::pdf_file::file;

/// Objects, numbered from 1; the first is the catalogue.
pub(crate) struct Pdf {
    objects: Vec<String>,
    trailer: String,
}

impl Pdf {
    pub(crate) fn new(objects: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            objects: objects.into_iter().map(Into::into).collect(),
            trailer: String::new(),
        }
    }

    pub(crate) fn trailer(mut self, entries: &str) -> Self {
        entries.clone_into(&mut self.trailer);
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        file(&self.objects, &self.trailer)
    }
}

/// A stream object.
pub(crate) fn stream(entries: &str, content: &str) -> String {
    format!(
        "<<{entries}/Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// One page of 600 × 800 points with the given page entries and content. Objects from 5 on are free.
pub(crate) fn page(entries: &str, content: &str) -> Pdf {
    page_with(entries, content, &[])
}

pub(crate) fn page_with(entries: &str, content: &str, more: &[String]) -> Pdf {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R {entries}>>"),
        stream("", content),
    ];
    Pdf::new(objects.into_iter().chain(more.iter().cloned()))
}

/// A page that says something in a font that is not embedded.
pub(crate) fn text(words: &str) -> Vec<u8> {
    page(
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
        &format!("BT /F1 24 Tf 72 700 Td ({words}) Tj ET"),
    )
    .bytes()
}

/// A page that takes longer than anyone waits: eleven levels of forms, each drawing the next twenty times. The page after
/// it is empty.
pub(crate) fn endless() -> Vec<u8> {
    let levels = 11;
    let forms: Vec<String> = (0..levels)
        .map(|level| match level + 1 == levels {
            true => stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", "0 0 600 800 re f"),
            false => stream(
                &format!(
                    "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X {} 0 R>>>>",
                    level + 6
                ),
                &"/X Do ".repeat(20),
            ),
        })
        .collect();
    let last = levels + 5;
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[3 0 R {last} 0 R]/Count 2/MediaBox[0 0 600 800]>>"),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>".to_owned(),
        stream("", "/X Do"),
    ];
    let empty = "<</Type/Page/Parent 2 0 R>>".to_owned();
    Pdf::new(objects.into_iter().chain(forms).chain([empty])).bytes()
}
