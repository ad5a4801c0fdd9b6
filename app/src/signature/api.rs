//! The calls of signature images. Whose image it is: a person's, as an administrator asks for it, or without one one's own.

use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::signing::{SetSignatureImage, SignatureImageView};

use crate::link::{self, ApiError, Nothing};

/// The image, and who changed it last.
pub async fn view(of: Option<PersonId>) -> Result<SignatureImageView, ApiError> {
    link::get(&path(of)).await
}

/// Sets it from a PNG; the answer is what the server made of it.
pub async fn set(of: Option<PersonId>, png: Vec<u8>) -> Result<SignatureImageView, ApiError> {
    let png = Base64Url(png);
    link::put(&path(of), &SetSignatureImage { png }).await
}

/// Removes it.
pub async fn remove(of: Option<PersonId>) -> Result<Nothing, ApiError> {
    link::delete(&path(of)).await
}

fn path(of: Option<PersonId>) -> String {
    match of {
        Some(person) => format!("/people/{person}/signature-image"),
        None => "/me/signature-image".to_owned(),
    }
}
