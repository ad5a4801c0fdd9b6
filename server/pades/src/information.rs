//! What a file says of itself: the document information dictionary (ISO 32000-2, 14.3.3).
//!
//! The validation lets no later revision change it, but for the date of the last change and the program's name: what
//! it says was signed with the page. XMP metadata may be replaced, and is not read here.

use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Object, decode_text};

/// A text of the information dictionary as the newest revision has it, such as `Title` or `Keywords`.
///
/// # Errors
/// When the file cannot be read strictly.
pub fn information(pdf: &[u8], key: &str) -> Result<Option<String>, ReadError> {
    let file = PdfFile::read(pdf)?;
    let view = file.last();
    let info = file.get(view, &file.revisions[view].trailer, "Info")?;
    let Object::Dictionary(info) = info else {
        return Ok(None);
    };
    Ok(file.get(view, &info, key)?.as_string().map(decode_text))
}
