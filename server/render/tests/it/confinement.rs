//! A worker can do nothing but draw.

use nghisu_render::Pool;

use crate::{document, pdf, pool};

/// The fields of `/proc/<id>/status`.
fn status(id: u32, field: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with(&format!("{field}:")))
        .unwrap();
    line.split_once(':').unwrap().1.trim().to_owned()
}

fn only_worker(pool: &Pool) -> u32 {
    let [id] = pool.worker_ids()[..] else {
        panic!("one worker")
    };
    id
}

#[test]
fn a_worker_cannot_open_connect_execute_or_fork() {
    let confinement = pool().confinement().unwrap();
    assert!(!confinement.opens_files);
    assert!(!confinement.makes_sockets);
    assert!(!confinement.connects);
    assert!(!confinement.executes);
    assert!(!confinement.forks);
    assert!(!confinement.starts_threads);
    assert!(confinement.holds());
}

#[test]
fn the_kernel_confirms_the_filter_and_the_limits() {
    let pool = pool();
    let id = only_worker(&pool);
    assert_eq!(status(id, "Seccomp"), "2");
    assert_eq!(status(id, "NoNewPrivs"), "1");
    assert_eq!(status(id, "Threads"), "1");
    let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
    for (limit, value) in [
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max open files", "32"),
        ("Max address space", "1610612736"),
    ] {
        let line = limits.lines().find(|line| line.starts_with(limit)).unwrap();
        let values: Vec<_> = line[limit.len()..].split_whitespace().take(2).collect();
        assert_eq!(values, [value, value], "{limit}");
    }
}

#[test]
fn workers_end_with_their_pool() {
    let pool = pool();
    let id = only_worker(&pool);
    drop(pool);
    assert!(!std::path::Path::new(&format!("/proc/{id}")).exists());
}

#[test]
fn a_writable_document_is_handed_on_for_reading_only() {
    let document = document(&pdf::text("chi doc"));
    // `document` was made from a temporary file that permits writing.
    let shown = format!("{document:?}");
    assert!(
        shown.contains("read: true") && shown.contains("write: false"),
        "{shown}"
    );
}
