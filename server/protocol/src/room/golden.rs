//! Golden files: every kind and version that was ever released is read for ever (rule EV-8).
//!
//! One file each in `golden/`, named `<kind>.v<version>.json`, holding the payload's bytes. A file is
//! written once, when its kind is released, and never changed.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use crate::annotation::AnnotationEvent;
use crate::fold::EVENT_VERSION;
use crate::room::RoomEvent;

pub(super) fn files() -> Vec<(String, u16, Vec<u8>)> {
    // Asked when the test runs: what another clone compiled into the same target directory may be what runs here.
    let folder = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("golden");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            let (kind, version) = name
                .strip_suffix(".json")
                .and_then(|stem| stem.rsplit_once(".v"))
                .unwrap_or_else(|| panic!("{name} is not named <kind>.v<version>.json"));
            (
                kind.to_owned(),
                version.parse().unwrap(),
                fs::read(file.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn ev_8_every_released_event_still_reads() {
    for (kind, version, bytes) in files() {
        let written = if AnnotationEvent::KINDS.contains(&kind.as_str()) {
            AnnotationEvent::read(&kind, version, &bytes)
                .unwrap()
                .write()
        } else {
            RoomEvent::read(&kind, version, &bytes).unwrap().write()
        };
        if version == EVENT_VERSION {
            assert_eq!(
                String::from_utf8(written).unwrap(),
                String::from_utf8(bytes).unwrap(),
                "a {kind} event is written as it was released"
            );
        }
    }
}

#[test]
fn ev_8_every_kind_has_its_golden_file() {
    let released: BTreeSet<String> = files()
        .into_iter()
        .filter(|(_, version, _)| *version == EVENT_VERSION)
        .map(|(kind, ..)| kind)
        .collect();
    let written: BTreeSet<String> = RoomEvent::KINDS
        .iter()
        .chain(AnnotationEvent::KINDS)
        .map(|kind| (*kind).to_owned())
        .collect();
    assert_eq!(released, written);
}

#[test]
fn ev_8_a_kind_or_version_of_a_later_build_is_named() {
    let error = RoomEvent::read("meeting_opened", EVENT_VERSION + 1, b"{}").unwrap_err();
    assert!(error.to_string().contains("newer"), "{error}");
    let error = RoomEvent::read("meeting_closed", 1, br#"{"kind":"meeting_opened"}"#).unwrap_err();
    assert!(error.to_string().contains("another kind"), "{error}");
}
