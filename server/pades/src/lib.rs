//! PDF signatures: PAdES B-B (ETSI EN 319 142-1) in phases that can pause anywhere for a remote key, and their
//! validation as data.
//!
//! The crate knows no meeting, does no IO, asks no clock and draws no random numbers: times, serial numbers and keys
//! are passed in. It compiles to `wasm32-unknown-unknown`, so that server, command line and tablet run the same code.
//!
//! # Signing
//!
//! 1. [`add_fields`] lays down **all** empty signature fields before the first signature.
//! 2. [`prepare`] appends a revision with a placeholder; [`Prepared`] can be stored (serde) for as long as it takes.
//! 3. [`Slot::digest`] over the document's bytes, then [`signed_attributes`]: the tablet does both itself, over the
//!    very bytes that it shows, and signs only what came out.
//! 4. A key anywhere signs [`SignedAttributes::to_be_signed`] (or its hash) and returns r‖s, DER, or RSA octets.
//! 5. [`Prepared::complete`] verifies, builds the container and embeds. A signature that does not verify is never
//!    embedded; [`signed_data`] and [`Prepared::embed`] are its two halves.
//!
//! Each step only appends: the bytes before it are the beginning of the bytes after it.
//!
//! ```
//! use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
//! use nghisu_pades::request::{VerifiedRequest, finish_request, request_to_be_signed};
//! use nghisu_pades::*;
//! use p256::ecdsa::{Signature, SigningKey, signature::Signer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let content = "BT ET";
//! # let mut pdf = b"%PDF-1.7\n".to_vec();
//! # let mut offsets = vec![];
//! # for (n, object) in ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
//! #     "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"].iter().enumerate() {
//! #     offsets.push(pdf.len());
//! #     pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
//! # }
//! # let start = pdf.len();
//! # pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
//! # for offset in offsets { pdf.extend(format!("{offset:010} 00000 n \n").bytes()); }
//! # pdf.extend(format!("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
//! let now = 1_780_644_600;
//! let year = 365 * 86_400;
//! // The office's own authority, and a certificate for a key that stays on the tablet.
//! let validity = Validity { not_before: now - year, not_after: now + year };
//! let authority = Authority::create(AuthorityKey::read(&[7; 32])?, &Subject::named("CA nội bộ"), &[1; 8], validity)?;
//! let tablet = SigningKey::from_slice(&[8; 32]).expect("a number below the order");
//! let spki = AuthorityKey::read(&[8; 32])?.spki(); // WebCrypto: exportKey("spki", publicKey)
//! let person = Subject::named("Trần Văn Chủ Tọa");
//! let request = request_to_be_signed(&spki, &person)?;
//! let proof: Signature = tablet.sign(&request);
//! let request = finish_request(&request, SignatureAlgorithm::EcdsaP256Sha256, &proof.to_bytes())?;
//! let certificate = authority.issue(&VerifiedRequest::read(&request)?, &person, &[2; 8], validity)?;
//!
//! // The signature.
//! let field = FieldSpec { name: "ChuToa".into(), page: 0, rect: [320.0, 100.0, 500.0, 180.0],
//!     tooltip: "Chữ ký của chủ tọa".into() };
//! let pdf = add_fields(&pdf, &[field])?;
//! let meta = SignatureMeta { name: "Trần Văn Chủ Tọa".into(), time: now, utc_offset_minutes: 420,
//!     ..SignatureMeta::default() };
//! let prepared = prepare(&pdf, "ChuToa", &meta, None, DEFAULT_ROOM)?;
//! let digest = prepared.slot.digest(&prepared.document, HashAlgorithm::Sha256)?;
//! let attributes = signed_attributes(&digest, &certificate, SignatureAlgorithm::EcdsaP256Sha256)?;
//! let signature: Signature = tablet.sign(attributes.to_be_signed());
//! let signed = prepared.complete(&attributes, &signature.to_bytes(), &[])?;
//!
//! // The verdict.
//! let anchors = vec![TrustAnchor { label: "CA nội bộ".into(), certificate: authority.certificate().to_vec() }];
//! let report = validate(&signed, &Options { validation_time: now, anchors, ..Options::default() });
//! assert_eq!(report.verdict, Verdict::Valid);
//! # Ok(())
//! # }
//! ```
//!
//! # Validating
//!
//! [`validate`] reads the file strictly, revision by revision, and says for each signature: whether the bytes are
//! those that were signed, how much of the file it covers, what every later revision changed, whether the signer's
//! certificate leads to a trust anchor at the time in question, and why not. What only a lenient reader opens "cannot
//! be checked". Not judged, and said so in the report: revocation, and unsigned attributes such as signature
//! timestamps; a chain that demands an explicit policy is not supported.
//!
//! # Map
//!
//! `pdf` reads strictly and appends · `document` finds pages and signature fields · `sign` holds the phases · `x509`
//! certificates, paths, requests and the authority · `information` what a file says of itself · `validate` the verdict · `algorithm`, `asn1`, `time` what they
//! share.

mod algorithm;
mod asn1;
mod base64_bytes;
mod document;
mod error;
mod information;
mod pdf;
mod sign;
mod time;
mod validate;
mod x509;

pub use algorithm::{Digest, HashAlgorithm, SignatureAlgorithm};
pub use error::Error;
pub use information::information;
pub use pdf::ReadError;
pub use sign::attributes::{SignedAttributes, signed_attributes};
pub use sign::cms::signed_data;
pub use sign::fields::{FieldSpec, add_fields};
pub use sign::places::{FieldPlace, empty_fields};
pub use sign::prepare::{DEFAULT_ROOM, Prepared, SignatureMeta, Slot, prepare};
pub use validate::filling::{NotOnlyFilled, only_fills};
pub use validate::reason::{Reason, ReasonCode};
pub use validate::report;
pub use validate::report::{Report, SignatureReport, Verdict};
pub use validate::{Options, TrustAnchor, validate};
pub use x509::issue;
pub use x509::name::Subject;
pub use x509::request;
