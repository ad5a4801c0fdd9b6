//! Judges that are not ours: poppler's `pdfsig` and pyHanko, on the same sound and damaged files as our validator.
//!
//! `pdfsig` is Debian's `poppler-utils`. pyHanko is found by `NGHISU_PYHANKO`, the path of its command `pyhanko` (or
//! of the virtual environment around it), else on the path. A judge that is missing is a failure, not a pass.

use crate::sample;
use crate::validation::options;
use nghisu_pades::{Verdict, validate};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Judges a file with pyHanko at the day after the meeting; prints one line for each signature.
const SCRIPT: &str = r#"
import datetime, sys
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
root = x509.Certificate.load(open(sys.argv[2], "rb").read())
with open(sys.argv[1], "rb") as file:
    for signature in PdfFileReader(file).embedded_signatures:
        context = ValidationContext(trust_roots=[root], moment=datetime.datetime(2026, 6, 6, tzinfo=datetime.timezone.utc))
        status = validate_pdf_signature(signature, context)
        print("VERDICT", signature.field_name, "valid" if status.bottom_line else "invalid", status.summary())
"#;

/// The Python that has pyHanko.
fn python() -> PathBuf {
    let told = std::env::var_os("NGHISU_PYHANKO").map(PathBuf::from);
    let Some(told) = told else {
        return PathBuf::from("python3");
    };
    let directory = if told.is_dir() {
        told.join("bin")
    } else {
        told.parent().map(Path::to_path_buf).unwrap_or_default()
    };
    let python = directory.join("python3");
    assert!(
        python.exists(),
        "NGHISU_PYHANKO names {}, but there is no {}",
        told.display(),
        python.display()
    );
    python
}

/// What pyHanko says of each signature, or its refusal.
fn pyhanko(pdf: &[u8]) -> Vec<String> {
    let directory = tempfile::tempdir().expect("a directory");
    let (file, root) = (
        directory.path().join("file.pdf"),
        directory.path().join("root.der"),
    );
    std::fs::write(&file, pdf).expect("written");
    std::fs::write(&root, sample::authority().certificate()).expect("written");
    let output = Command::new(python())
        .args(["-c", SCRIPT])
        .args([&file, &root])
        .output()
        .expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !errors.contains("ModuleNotFoundError"),
        "pyHanko is missing: install it from PyPI and name it by NGHISU_PYHANKO\n{errors}"
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("VERDICT "))
        .map(str::to_owned)
        .collect();
    if !output.status.success() {
        lines.push(format!("refused: {errors}"));
    }
    lines
}

/// What `pdfsig` says of each signature.
fn pdfsig(pdf: &[u8]) -> Vec<String> {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file.pdf");
    std::fs::write(&file, pdf).expect("written");
    let output = Command::new("pdfsig").arg("-nocert").arg(&file).output();
    let output = output.expect("pdfsig runs: it is in Debian's poppler-utils");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let verdicts = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- Signature Validation: "));
    verdicts.map(str::to_owned).collect()
}

#[test]
fn all_judges_call_both_signatures_valid() {
    let pdf = sample::signed_twice();
    assert_eq!(validate(&pdf, &options()).verdict, Verdict::Valid);
    assert_eq!(pdfsig(&pdf), ["Signature is Valid.", "Signature is Valid."]);
    let lines = pyhanko(&pdf);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("ThuKy valid"), "{lines:?}");
    assert!(lines[1].starts_with("ChuToa valid"), "{lines:?}");
}

#[test]
fn all_judges_catch_a_flipped_byte() {
    let mut pdf = sample::signed_twice();
    let at = pdf
        .windows(5)
        .position(|window| window == b"38/38")
        .expect("the vote stands in the page");
    pdf[at] = b'0';
    assert_eq!(validate(&pdf, &options()).verdict, Verdict::Invalid);
    assert_eq!(pdfsig(&pdf), ["Digest Mismatch.", "Digest Mismatch."]);
    let lines = pyhanko(&pdf);
    assert!(
        !lines.is_empty() && lines.iter().all(|line| !line.contains(" valid ")),
        "{lines:?}"
    );
}

#[test]
fn pyhanko_agrees_that_an_exchanged_page_is_no_signed_document() {
    let content = "BT /F1 12 Tf 72 730 Td (Khong: 0/38) Tj ET";
    let forged = format!(
        "<</Length {}>>\nstream\n{content}\nendstream",
        content.len()
    );
    let pdf = crate::attacks::append(&sample::signed_twice(), &[(4, &forged)]);
    assert_eq!(validate(&pdf, &options()).verdict, Verdict::Invalid);
    let lines = pyhanko(&pdf);
    assert!(
        !lines.is_empty() && lines.iter().all(|line| !line.contains(" valid ")),
        "{lines:?}"
    );
}

/// The same document as other writers keep it: object streams and a cross-reference stream, made by qpdf.
#[test]
fn a_document_with_object_streams_is_signed_and_judged_alike() {
    let directory = tempfile::tempdir().expect("a directory");
    let (plain, packed) = (
        directory.path().join("plain.pdf"),
        directory.path().join("packed.pdf"),
    );
    std::fs::write(&plain, sample::minutes()).expect("written");
    let status = Command::new("qpdf")
        .args(["--object-streams=generate", "--deterministic-id"])
        .args([&plain, &packed])
        .status();
    assert!(
        status
            .expect("qpdf runs: it is in Debian's package of the same name")
            .success()
    );
    let base = std::fs::read(&packed).expect("read");
    let specs = [sample::field("ThuKy", 72.0), sample::field("ChuToa", 320.0)];
    let fields = nghisu_pades::add_fields(&base, &specs).expect("fields fit");
    assert!(fields.starts_with(&base));
    let pdf = sample::chair().sign(&sample::secretary().sign(&fields, "ThuKy"), "ChuToa");
    let report = validate(&pdf, &options());
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    assert_eq!(pdfsig(&pdf), ["Signature is Valid.", "Signature is Valid."]);
    let lines = pyhanko(&pdf);
    assert!(
        lines.len() == 2 && lines.iter().all(|line| line.contains(" valid ")),
        "{lines:?}"
    );
}
