//! The activation slip (phiếu kích hoạt): an A5 sheet that is handed to a person, who scans its code
//! with a tablet and so binds that tablet to the account.

use serde::Serialize;

use crate::compile::{Request, Standard, Template, Typeset, typeset};
use crate::error::Error;

const TEMPLATE: Template = Template {
    name: "activation-slip",
    source: include_str!("../../../assets/typst/activation-slip.typ"),
};

/// What an activation slip says.
#[derive(Debug, Clone, Serialize)]
pub struct ActivationSlip {
    /// The office that runs the server, such as "Văn phòng UBND tỉnh Thanh Giang".
    pub office: String,
    /// Whom the slip is for.
    pub person: String,
    /// That person's position and unit.
    pub position: Option<String>,
    /// The address to open when the code cannot be scanned, such as `https://hop.thanhgiang.vn`.
    pub address: String,
    /// The code of 8 characters. It is printed in two groups of four.
    pub code: String,
    /// The last moment at which the code works, in Vietnamese time.
    pub expires_at: jiff::civil::DateTime,
    /// The QR code of the address with the code in it, as an SVG image.
    #[serde(skip)]
    pub qr_svg: Vec<u8>,
}

/// Typesets an activation slip.
///
/// # Errors
/// As [`typeset`].
pub fn activation_slip(slip: &ActivationSlip, made_at: jiff::Timestamp) -> Result<Typeset, Error> {
    typeset(&Request {
        template: TEMPLATE,
        data: &serde_json::to_value(slip)?,
        files: &[("qr", slip.qr_svg.clone())],
        attachments: &[],
        standard: Standard::Archive,
        made_at: Some(made_at),
    })
}
