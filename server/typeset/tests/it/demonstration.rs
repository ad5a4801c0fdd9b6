//! The demonstration's papers, as its command writes them. Only the quick ones: the book of tables and
//! the scans are written whenever the demonstration is filled.

use std::process::Command;

use crate::judges;

#[test]
fn the_report_has_two_versions_that_differ_on_page_12_and_by_a_page() {
    let directory = tempfile::tempdir().unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_demo-documents"))
        .arg(directory.path())
        .args(["--only", "KTXH"])
        .status()
        .unwrap();
    assert!(status.success());

    let read = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
    let first = read("1. Bao cao KTXH 2026.pdf");
    let second = read("1. Bao cao KTXH 2026 (phien ban 2).pdf");
    judges::assert_sound(&first);
    judges::assert_sound(&second);

    let (first, second) = (judges::pages(&first), judges::pages(&second));
    assert_eq!((first.len(), second.len()), (40, 41));
    let different: Vec<usize> = (0..40)
        .filter(|&page| first[page] != second[page])
        .collect();
    assert_eq!(different, [11]);
    assert!(
        first[11].contains("năm 2026 ước tăng 8,17%."),
        "{}",
        first[11]
    );
    assert!(
        second[11].contains("năm 2026 ước tăng 8,24%."),
        "{}",
        second[11]
    );
}
