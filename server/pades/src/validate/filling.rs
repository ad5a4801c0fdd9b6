//! What a prepared file adds to the file that its signer has read: one revision that fills one signature field.
//!
//! A signature covers the whole prepared file, so whoever prepares it could append more than the signature's place:
//! other contents of a page, an annotation over a number. Who signs asks this first (ISO 32000-2, 12.8.2.2, by the
//! rules of `changes`, but with no allowance for what a signature does not need).

use super::changes::{self, Step};
use super::report::{Change, ChangeKind};
use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;

/// Why a prepared file is not the file that was read with one field filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotOnlyFilled {
    /// One of both files cannot be read strictly, so what was added cannot be told.
    #[error("what the prepared file adds cannot be read: {0}")]
    Unreadable(#[from] ReadError),
    /// It does not begin with the bytes that were read.
    #[error("the prepared file does not begin with the file that was read")]
    OtherFile,
    /// It adds no revision, or more than one.
    #[error("the prepared file adds {0} revisions instead of one")]
    Revisions(usize),
    /// It changes something else than the field.
    #[error("the prepared file changes more than its signature field: {0:?}")]
    Changed(Change),
    /// The field is not filled by what was added.
    #[error("the prepared file does not fill the signature field {0:?}")]
    NotFilled(String),
}

/// Checks that `prepared` is `read` with exactly one revision behind it, and that this revision fills the signature
/// field `field` and changes nothing else that anybody could see; dates in the metadata may move on.
///
/// # Errors
/// [`NotOnlyFilled`], with the first thing that a signature does not need.
pub fn only_fills(read: &[u8], prepared: &[u8], field: &str) -> Result<(), NotOnlyFilled> {
    if read.is_empty() || !prepared.starts_with(read) {
        return Err(NotOnlyFilled::OtherFile);
    }
    let before = PdfFile::read(read)?.revisions.len();
    let file = PdfFile::read(prepared)?;
    let added = file.revisions.len().saturating_sub(before);
    if added != 1 {
        return Err(NotOnlyFilled::Revisions(added));
    }
    let mut is_filled = false;
    for Step { changes, error, .. } in changes::steps(&file, before - 1) {
        if let Some(error) = error {
            return Err(error.into());
        }
        for change in changes {
            match change.kind {
                ChangeKind::SignatureFieldFilled
                    if change.allowed && change.detail.as_deref() == Some(field) =>
                {
                    is_filled = true;
                }
                ChangeKind::MetadataUpdated if change.allowed => {}
                _ => return Err(NotOnlyFilled::Changed(change)),
            }
        }
    }
    if is_filled {
        Ok(())
    } else {
        Err(NotOnlyFilled::NotFilled(field.to_owned()))
    }
}
