//! What a signature costs the server: preparing a revision with a stamp and a placeholder, and embedding what the
//! tablet signed, which verifies it first. The document is the minutes of the demonstration's meeting.

use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use nghisu_load::{Figure, Samples};
use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
use nghisu_pades::request::{VerifiedRequest, finish_request, request_to_be_signed};
use nghisu_pades::{
    DEFAULT_ROOM, FieldSpec, HashAlgorithm, SignatureAlgorithm, SignatureMeta, Subject, add_fields,
    prepare, signed_attributes,
};
use nghisu_typeset::{Minutes, SignatureStamp, minutes, signature_stamp};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};

use crate::say;

const MINUTES: &str = include_str!("../../../server/typeset/tests/it/minutes.json");
/// 2026-12-16 11:30:00 +07:00.
const NOW: i64 = 1_797_395_400;
const YEAR: i64 = 365 * 86_400;
const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::EcdsaP256Sha256;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Signatures
    #[arg(long, default_value_t = 100)]
    signatures: usize,
}

pub(crate) fn measure(options: &Options) -> anyhow::Result<Vec<Figure>> {
    let data: Minutes = serde_json::from_str(MINUTES)?;
    let made_at = jiff::Timestamp::from_second(NOW)?;
    let typeset = minutes(&data, &[], made_at)?;
    let anchor = typeset
        .anchors
        .iter()
        .find(|anchor| anchor.label.starts_with("sig"))
        .context("the minutes have no place for a signature")?;
    let field = FieldSpec {
        name: "ThuKy".to_owned(),
        page: anchor.page as usize - 1,
        rect: anchor.rect(),
        tooltip: "Chữ ký của thư ký".to_owned(),
    };
    let pdf = add_fields(&typeset.pdf, &[field])?;
    let stamp = signature_stamp(&SignatureStamp {
        name: "Trịnh Thu Uyên".to_owned(),
        image: None,
        width: anchor.width,
        height: anchor.height,
    })?;
    let (key, certificate, root) = signer()?;
    let meta = SignatureMeta {
        name: "Trịnh Thu Uyên".to_owned(),
        time: NOW,
        utc_offset_minutes: 420,
        ..SignatureMeta::default()
    };

    let (mut preparing, mut embedding, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.signatures {
        let began = Instant::now();
        let prepared = prepare(&pdf, "ThuKy", &meta, Some(&stamp), DEFAULT_ROOM)?;
        let prepared_after = milliseconds(began);
        // The tablet's part, which is not the server's time.
        let digest = prepared.digest(HashAlgorithm::Sha256)?;
        let attributes = signed_attributes(&digest, &certificate, ALGORITHM)?;
        let signature: Signature = key.sign(attributes.to_be_signed());
        let began = Instant::now();
        let chain = std::slice::from_ref(&root);
        prepared.complete(&attributes, &signature.to_bytes(), chain)?;
        let embedded_after = milliseconds(began);
        preparing.push(prepared_after);
        embedding.push(embedded_after);
        both.push(prepared_after + embedded_after);
    }
    say(format!(
        "minutes of {} pages, {} bytes",
        typeset.pages,
        pdf.len()
    ));
    [
        ("prepare and embed a signature on the minutes", both),
        ("  of it prepare", preparing),
        ("  of it verify and embed", embedding),
    ]
    .into_iter()
    .map(|(name, values)| {
        let samples = Samples::new(values).context("nothing was signed")?;
        Ok(Figure::time(name, 95, &samples, None))
    })
    .collect()
}

/// A key, its certificate, and the root that issued it.
fn signer() -> anyhow::Result<(SigningKey, Vec<u8>, Vec<u8>)> {
    let validity = Validity {
        not_before: NOW - YEAR,
        not_after: NOW + YEAR,
    };
    let authority = Authority::create(
        AuthorityKey::read(&[7; 32])?,
        &Subject::named("CA nội bộ"),
        &[1; 8],
        validity,
    )?;
    let key = SigningKey::from_slice(&[8; 32])?;
    let spki = AuthorityKey::read(&[8; 32])?.spki();
    let person = Subject::named("Trịnh Thu Uyên");
    let request = request_to_be_signed(&spki, &person)?;
    let proof: Signature = key.sign(&request);
    let request = finish_request(&request, ALGORITHM, &proof.to_bytes())?;
    let request = VerifiedRequest::read(&request)?;
    let certificate = authority.issue(&request, &person, &[2; 8], validity)?;
    Ok((key, certificate, authority.certificate().to_vec()))
}

fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}
