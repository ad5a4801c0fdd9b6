//! Independent programs that look at a PDF: Debian's `poppler-utils` and `qpdf`.

use std::io::Write;
use std::process::Command;

use tempfile::NamedTempFile;

fn run(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let mut file = NamedTempFile::with_suffix(".pdf").unwrap();
    file.write_all(pdf).unwrap();
    let output = Command::new(program)
        .args(before)
        .arg(file.path())
        .args(after)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    assert!(
        output.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The text in reading order, with white space folded.
pub(crate) fn text(pdf: &[u8]) -> String {
    fold(&run("pdftotext", &["-enc", "UTF-8"], pdf, &["-"]))
}

/// The text of each page, with white space folded.
pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    let all = run("pdftotext", &["-enc", "UTF-8"], pdf, &["-"]);
    all.trim_end_matches('\u{c}')
        .split('\u{c}')
        .map(fold)
        .collect()
}

/// The text inside a rectangle of a page, given with the origin at the upper left corner.
pub(crate) fn text_in(pdf: &[u8], page: u32, [x, y, width, height]: [u32; 4]) -> String {
    let args = [
        "-f",
        &page.to_string(),
        "-l",
        &page.to_string(),
        "-x",
        &x.to_string(),
        "-y",
        &y.to_string(),
        "-W",
        &width.to_string(),
        "-H",
        &height.to_string(),
        "-r",
        "72",
    ]
    .map(str::to_owned);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    fold(&run("pdftotext", &args, pdf, &["-"]))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names of the fonts, after asserting that each is embedded as a subset with a Unicode map.
pub(crate) fn embedded_fonts(pdf: &[u8]) -> Vec<String> {
    let listed = run("pdffonts", &[], pdf, &[]);
    listed
        .lines()
        .skip(2)
        .map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [.., embedded, subset, unicode, _, _] = columns.as_slice() else {
                panic!("{line}");
            };
            assert_eq!([*embedded, *subset, *unicode], ["yes"; 3], "{line}");
            columns[0].to_owned()
        })
        .collect()
}

/// What `pdfinfo` says.
pub(crate) fn info(pdf: &[u8]) -> String {
    run("pdfinfo", &[], pdf, &[])
}

/// The names of the attached files.
pub(crate) fn attachments(pdf: &[u8]) -> String {
    run("pdfdetach", &["-list"], pdf, &[])
}

/// Asserts that qpdf finds no fault in the file's syntax.
pub(crate) fn assert_sound(pdf: &[u8]) {
    run("qpdf", &["--check"], pdf, &[]);
}
