//! Verdicts: whether a signed PDF or a package proves what it says, in sentences for people and codes for programs.
//!
//! Nothing here is an error: whatever the bytes are, a [`Verification`] comes out. It is valid only when every
//! finding is. What is trusted is decided by the caller ([`Trust`]); a package carries the authority and the log key
//! that made it, and where the caller trusts none, its verdict says so and names them, to be compared with what the
//! office has published.

mod ceremonies;
mod findings;
mod log;
mod named_log;
mod package;
mod signatures;
mod trust;

use std::io::{Read, Seek, SeekFrom};

use nghisu_protocol::archive::{SignatureFinding, Verdict, Verification};
use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::log::Hash;
use sha2::{Digest as _, Sha256};

use findings::{Findings, Statement};
use named_log::NamedLog;
pub use trust::{NothingToTrust, Trust};

/// Judges a signed PDF.
#[must_use]
pub fn verify_pdf(pdf: &[u8], trust: &Trust, now: Timestamp) -> Verification {
    let mut findings = Findings::default();
    let judge = signatures::Judge {
        trust,
        carried: None,
        now,
        existed_by: None,
    };
    let (signatures, _) = judge.judge(pdf, "", &mut findings);
    NamedLog::of(pdf).state(&mut findings);
    conclude(Kind::Pdf, findings, signatures, Hash::of(pdf), now)
}

/// Judges a package.
pub fn verify_package<R: Read + Seek>(mut input: R, trust: &Trust, now: Timestamp) -> Verification {
    let mut findings = Findings::default();
    let Ok(file) = hash(&mut input) else {
        findings.add(Statement::PackageUnreadable, "", "");
        return conclude(Kind::Package, findings, Vec::new(), Hash([0; 32]), now);
    };
    let signatures = package::check(input, trust, now, &mut findings).unwrap_or_default();
    conclude(Kind::Package, findings, signatures, file, now)
}

fn hash(input: &mut (impl Read + Seek)) -> std::io::Result<Hash> {
    input.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 128 * 1024];
    loop {
        match input.read(&mut piece)? {
            0 => return Ok(Hash(hasher.finalize().into())),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// What was judged.
#[derive(Clone, Copy)]
enum Kind {
    Pdf,
    Package,
}

fn conclude(
    kind: Kind,
    findings: Findings,
    signatures: Vec<SignatureFinding>,
    file: Hash,
    checked_at: Timestamp,
) -> Verification {
    let (verdict, findings) = findings.into_sorted();
    let (vi, en) = sentence(kind, verdict, &signatures);
    Verification {
        verdict,
        vi,
        en,
        file,
        signatures,
        findings,
        checked_at,
    }
}

/// The whole in one sentence, Vietnamese and English. What is valid says how many signatures it is by.
fn sentence(kind: Kind, verdict: Verdict, signatures: &[SignatureFinding]) -> (String, String) {
    let said = match (kind, verdict) {
        (Kind::Package, Verdict::Valid) => {
            let (vi, en) = counted(signatures);
            return (
                format!("{vi} hợp lệ. Nội dung không đổi từ khi ký; gói lưu trữ còn nguyên vẹn."),
                format!("{en}. Nothing has changed since signing; the package is intact."),
            );
        }
        (Kind::Pdf, Verdict::Valid) => {
            let (vi, en) = counted(signatures);
            return (
                format!("{vi} hợp lệ. Nội dung không đổi từ khi ký."),
                format!("{en}. Nothing has changed since signing."),
            );
        }
        (Kind::Package, Verdict::Invalid) => (
            "Không hợp lệ. Gói lưu trữ đã bị thay đổi hoặc không nhất quán.",
            "Invalid. The package was altered or is inconsistent.",
        ),
        (Kind::Package, Verdict::Undecided) => (
            "Không kiểm tra được. Không thấy sai lệch, nhưng chưa đủ căn cứ để kết luận gói lưu trữ hợp lệ.",
            "Cannot be verified. No discrepancy was found, but there is not enough evidence to call the package valid.",
        ),
        (Kind::Pdf, Verdict::Invalid) => (
            "Không hợp lệ. Tệp đã bị thay đổi sau khi ký, hoặc chữ ký không đúng.",
            "Invalid. The file was changed after signing, or a signature is incorrect.",
        ),
        (Kind::Pdf, Verdict::Undecided) => (
            "Không kiểm tra được. Chưa đủ căn cứ để kết luận chữ ký hợp lệ.",
            "Cannot be verified. There is not enough evidence to call the signatures valid.",
        ),
    };
    (said.0.to_owned(), said.1.to_owned())
}

/// How many signatures there are and of which kind: `2 chữ ký nội bộ`, `2 valid internal signatures`.
fn counted(signatures: &[SignatureFinding]) -> (String, String) {
    let count = signatures.len();
    let (vi, en) = if signatures.iter().all(|one| one.is_internal) {
        (" nội bộ", "internal ")
    } else {
        ("", "")
    };
    let plural = if count == 1 { "" } else { "s" };
    (
        format!("{count} chữ ký{vi}"),
        format!("{count} valid {en}signature{plural}"),
    )
}
