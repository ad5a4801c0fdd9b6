//! Judges that are not ours: poppler's `pdfsig` and pyHanko, on files that the server has signed.
//!
//! `pdfsig` is Debian's `poppler-utils`. pyHanko is found by `NGHISU_PYHANKO`, the path of its command `pyhanko` (or
//! of the virtual environment around it), else on the path. A judge that is missing is a failure, not a pass.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use nghisu_protocol::ids::Timestamp;

/// Prints one line for each signature of a file, judged at a moment under one root.
const SCRIPT: &str = r#"
import datetime, sys
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
root = x509.Certificate.load(pem.unarmor(open(sys.argv[2], "rb").read())[2])
moment = datetime.datetime.fromtimestamp(int(sys.argv[3]), datetime.timezone.utc)
with open(sys.argv[1], "rb") as file:
    for signature in PdfFileReader(file).embedded_signatures:
        context = ValidationContext(trust_roots=[root], moment=moment)
        status = validate_pdf_signature(signature, context)
        print("VERDICT", signature.field_name, "valid" if status.bottom_line else "invalid")
"#;

/// What pyHanko says of each signature, such as `ThuKy valid`.
pub(crate) fn pyhanko(pdf: &[u8], root_pem: &str, at: Timestamp) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (file, root) = (folder.path().join("file.pdf"), folder.path().join("ca.pem"));
    std::fs::write(&file, pdf).unwrap();
    std::fs::write(&root, root_pem).unwrap();
    let output = Command::new(python())
        .args(["-c", SCRIPT])
        .args([&file, &root])
        .arg((at.0 / 1_000).to_string())
        .output()
        .expect("python3 runs");
    assert!(
        output.status.success(),
        "pyHanko failed; where it is missing, install it from PyPI and name it by NGHISU_PYHANKO\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines(&output.stdout, "VERDICT ")
}

/// What `pdfsig` says of each signature.
pub(crate) fn pdfsig(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdfsig")
        .arg("-nocert")
        .arg(&file)
        .output()
        .expect("pdfsig runs: it is in Debian's poppler-utils");
    lines(&output.stdout, "- Signature Validation: ")
}

fn lines(output: &[u8], prefix: &str) -> Vec<String> {
    String::from_utf8_lossy(output)
        .lines()
        .filter_map(|line| line.trim().strip_prefix(prefix))
        .map(str::to_owned)
        .collect()
}

/// The Python that has pyHanko.
pub(crate) fn python() -> PathBuf {
    let Some(told) = std::env::var_os("NGHISU_PYHANKO").map(PathBuf::from) else {
        return PathBuf::from("python3");
    };
    if told.is_dir() {
        told.join("bin/python3")
    } else {
        told.parent()
            .map(Path::to_path_buf)
            .unwrap_or_default()
            .join("python3")
    }
}
