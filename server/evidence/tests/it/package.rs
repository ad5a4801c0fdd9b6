//! Packages and signed PDFs: a sound one is valid, everything else is not.

use std::io::Cursor;

use nghisu_evidence::package::ClosedLog;
use nghisu_evidence::verify::{Trust, verify_package, verify_pdf};
use nghisu_protocol::archive::{Verdict, Verification};
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::log::Hash;

use crate::sample::{COURSE, NOW, PAPER, REASON, Sample, authority, log_key, pem};

fn check(package: &[u8]) -> Verification {
    verify_package(Cursor::new(package), &Trust::default(), NOW)
}

fn has(verification: &Verification, code: &str) -> bool {
    verification
        .findings
        .iter()
        .any(|finding| finding.code == code)
}

/// Changes a sound sample; the package must be invalid for this reason.
#[track_caller]
fn refused(code: &str, change: impl Fn(&mut Sample)) {
    let mut sample = Sample::new();
    change(&mut sample);
    let verification = check(&sample.package(3));
    assert_eq!(verification.verdict, Verdict::Invalid, "{verification:#?}");
    assert!(has(&verification, code), "{code}: {verification:#?}");
}

#[test]
fn a_sound_package_is_valid_and_says_by_whose_word() {
    let package = Sample::new().package(3);
    let verification = check(&package);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    assert_eq!(verification.file, Hash::of(&package));
    let signers: Vec<_> = verification
        .signatures
        .iter()
        .map(|one| (one.signer.as_str(), one.issuer.as_str(), one.is_internal))
        .collect();
    assert_eq!(
        signers,
        [
            ("Nguyễn Thị Thư Ký", "CA nội bộ", true),
            ("Trần Văn Chủ Tọa", "CA nội bộ", true)
        ]
    );
    for code in [
        "package.files_intact",
        "log.consistent",
        "documents.match",
        "minutes.match",
        "minutes.log_named",
        "ceremony.authorised",
        "trust.log_key_carried",
        "trust.authority_carried",
    ] {
        assert!(has(&verification, code), "{code}");
    }
}

#[test]
fn no_byte_of_a_package_can_be_flipped() {
    let package = Sample::new().package(3);
    // Of the directory one byte of three, of the manifest and its seal one of seven; of the rest, which is hashed alike, fewer.
    let (dense, directory) = (5_000, package.len() - 900);
    let places = (0..dense).step_by(7);
    let places = places.chain((dense..directory).step_by(331));
    for at in places.chain((directory..package.len()).step_by(3)) {
        let mut altered = package.clone();
        altered[at] ^= 1 << (at % 8);
        let verdict = check(&altered).verdict;
        assert_eq!(verdict, Verdict::Invalid, "byte {at} of {}", package.len());
    }
    for length in (0..package.len()).step_by(101) {
        assert_eq!(check(&package[..length]).verdict, Verdict::Invalid);
    }
}

#[test]
fn everything_that_is_wrong_is_named_and_what_still_stands_too() {
    let mut package = Sample::new().package(3);
    let mut flip = |words: &[u8]| {
        let at = package
            .windows(words.len())
            .position(|found| found == words);
        package[at.unwrap()] ^= 1;
    };
    flip(PAPER);
    // One of the log's entries.
    flip(b"meeting_opened");
    let verification = check(&package);
    assert_eq!(verification.verdict, Verdict::Invalid);
    let altered: Vec<_> = verification
        .findings
        .iter()
        .filter(|finding| finding.code == "package.file_altered")
        .map(|finding| finding.subject.as_str())
        .collect();
    assert_eq!(altered.len(), 2, "{verification:#?}");
    assert!(has(&verification, "log.entry_broken"), "{verification:#?}");
    // The minutes were not touched: both signatures are judged.
    assert_eq!(verification.signatures.len(), 2);
    assert!(
        verification
            .signatures
            .iter()
            .all(|one| one.verdict == Verdict::Valid)
    );
}

#[test]
fn ve_1_a_package_that_was_sealed_anew_must_still_agree_with_its_log() {
    refused("documents.differ", |sample| sample.paper.push(b' '));
    refused("package.manifest_broken", |sample| {
        sample.title.push('!');
    });
    refused("log.annotations_differ", |sample| {
        sample.annotations.clear();
    });
    refused("log.entry_altered", |sample| {
        sample.log[1].payload = Some("{}".to_owned());
    });
    refused("log.entry_broken", |sample| {
        sample.log.swap(1, 2);
    });
    // Without its last entry the log is another than the signed one.
    refused("log.root_differs", |sample| {
        sample.log.pop();
    });
    refused("log.close_missing", |sample| {
        sample.proof.closed.size -= 1;
    });
    refused("log.close_differs", |sample| {
        sample.proof.closed.root = Hash::of(b"another");
    });
    refused("log.consistency_refused", |sample| {
        sample.proof.consistency.proof.pop();
    });
    refused("log.checkpoint_refused", |sample| {
        sample.proof.checkpoint.at = Timestamp(1);
    });
    // A log that ends before the signatures, proved by the log key: the minutes are not in it.
    refused("minutes.differ", |sample| {
        sample.relog(|log| log.truncate(log.len() - 1), 3);
    });
    // Signed by another key than the seal.
    refused("log.checkpoint_refused", |sample| {
        sample.relog(|_| {}, 4);
    });
}

#[test]
fn a_signature_counts_only_with_the_passkeys_word_for_it() {
    refused("ceremony.missing", |sample| {
        sample.ceremonies.pop();
    });
    refused("ceremony.foreign", |sample| {
        let one = sample.ceremonies[0].clone();
        sample.ceremonies.push(one);
    });
    refused("ceremony.foreign", |sample| {
        sample.ceremonies[0].person = sample.ceremonies[1].person;
    });
    refused("ceremony.foreign", |sample| {
        sample.ceremonies[0].name = "Ai đó".to_owned();
    });
    refused("ceremony.unbound", |sample| {
        sample.ceremonies[0].digest = Hash::of(b"another");
    });
    refused("ceremony.certificate_differs", |sample| {
        sample.ceremonies[0].certificate = sample.ceremonies[1].certificate.clone();
    });
    refused("ceremony.assertion_refused", |sample| {
        sample.ceremonies[0].nonce = Base64Url(vec![1; 32]);
    });
    refused("ceremony.assertion_refused", |sample| {
        sample.ceremonies[0].assertion = sample.ceremonies[1].assertion.clone();
    });
    refused("ceremony.assertion_refused", |sample| {
        sample.ceremonies[0].public_key = sample.ceremonies[1].public_key.clone();
    });
    refused("ceremony.assertion_refused", |sample| {
        sample.ceremonies[0].origin = "https://attacker.example".to_owned();
    });
}

#[test]
fn minutes_that_were_touched_are_not_those_of_the_log() {
    refused("minutes.differ", |sample| sample.minutes.push(b'\n'));
    refused("minutes.differ", |sample| {
        let at = sample.minutes.len() - 3_000;
        sample.minutes[at] ^= 1;
    });
}

#[test]
fn ve_2_minutes_that_name_another_log_are_not_those_of_the_package() {
    let judged = |keywords: fn(&ClosedLog) -> String| {
        check(&Sample::with_keywords(|closed| keywords(&closed)).package(3))
    };
    for other in [
        |closed: &ClosedLog| format!("nghisu-log:{}:{}", closed.size, Hash([7; 32])),
        |closed: &ClosedLog| format!("nghisu-log:{}:{}", closed.size + 1, closed.root),
        // Whoever names two logs names none.
        |closed: &ClosedLog| {
            let word = format!("nghisu-log:{}:{}", closed.size, closed.root);
            format!("{word}, nghisu-log:{}:{}", closed.size, Hash([7; 32]))
        },
    ] {
        let verification = judged(other);
        assert_eq!(verification.verdict, Verdict::Invalid, "{verification:#?}");
        assert!(has(&verification, "minutes.log_differs"));
        assert!(has(&verification, "minutes.match"), "all else is sound");
    }
    let silent = judged(|_| "bien ban".to_owned());
    assert_eq!(silent.verdict, Verdict::Undecided, "{silent:#?}");
    assert!(has(&silent, "minutes.log_not_named"));
}

#[test]
fn ve_4_a_paper_that_was_taken_back_is_named_and_not_missed() {
    let verification = check(&Sample::new().package(3));
    let named: Vec<_> = verification
        .findings
        .iter()
        .filter(|finding| finding.code == "documents.withdrawn")
        .map(|finding| (finding.subject.clone(), finding.verdict))
        .collect();
    let hash = Hash::of(b"another paper").to_hex();
    assert_eq!(named, [(hash, Verdict::Valid)]);
}

#[test]
fn erased_entries_leave_a_package_undecided() {
    let mut sample = Sample::new();
    sample.annotations[0].payload = None;
    sample.annotations[0].salt = None;
    let verification = check(&sample.package(3));
    assert_eq!(verification.verdict, Verdict::Undecided);
    assert!(has(&verification, "log.payload_erased"));
}

#[test]
fn ve_5_what_only_the_secretary_may_read_is_withheld_and_the_proofs_stand() {
    let withholding = |stated| {
        let mut sample = Sample::new();
        sample.annotations[0].payload = None;
        sample.annotations[0].salt = None;
        sample.withheld = stated;
        check(&sample.package(3))
    };
    let verification = withholding(1);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    assert!(has(&verification, "log.payload_withheld"));
    assert!(!has(&verification, "log.payload_erased"));

    // Exactly those: no entry is erased under that name, and none is there that is said to be missing.
    let mut sample = Sample::new();
    for line in &mut sample.annotations {
        (line.payload, line.salt) = (None, None);
    }
    sample.withheld = 1;
    let verification = check(&sample.package(3));
    assert_eq!(verification.verdict, Verdict::Undecided);
    assert!(has(&verification, "log.payload_erased"));
    let verification = withholding(2);
    assert_eq!(verification.verdict, Verdict::Invalid);
    assert!(has(&verification, "package.manifest_broken"));
}

fn holds(package: &[u8], words: &str) -> bool {
    let mut places = package.windows(words.len());
    places.any(|place| place == words.as_bytes())
}

/// A package as it is written: for its least reader.
fn for_a_clerk() -> Sample {
    let mut sample = Sample::new();
    for kind in ["course_recorded", "invitation_answered"] {
        sample.withhold(kind);
    }
    sample.log_withheld = 2;
    sample
}

#[test]
fn ve_6_a_package_without_what_a_clerk_is_not_given_is_valid_and_says_how_much_that_is() {
    let package = for_a_clerk().package(3);
    let verification = check(&package);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    let mut findings = verification.findings.iter();
    let withheld = findings.find(|finding| finding.code == "log.entry_withheld");
    let withheld = withheld.unwrap();
    assert_eq!(withheld.subject, "log/room.jsonl");
    assert!(withheld.vi.contains("2 mục nhật ký"), "{withheld:?}");
    assert!(withheld.en.contains("(2 in total"), "{withheld:?}");
    assert!(!has(&verification, "log.payload_erased"));
    // Files stand in a package as they are.
    for words in [REASON, COURSE] {
        assert!(!holds(&package, words), "{words}");
    }
}

#[test]
fn ve_6_a_package_of_before_that_withheld_nothing_is_valid() {
    let package = Sample::new().package(3);
    let verification = check(&package);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    assert!(!has(&verification, "log.entry_withheld"));
    assert!(holds(&package, REASON) && holds(&package, COURSE));
}

#[test]
fn ve_6_nothing_else_is_withheld_and_an_entry_without_its_content_is_proved_as_before() {
    let wrong = |code: &str, change: fn(&mut Sample)| {
        let mut sample = for_a_clerk();
        change(&mut sample);
        let verification = check(&sample.package(3));
        assert_eq!(verification.verdict, Verdict::Invalid, "{verification:#?}");
        assert!(has(&verification, code), "{code}: {verification:#?}");
    };
    let at = |sample: &Sample| {
        let mut lines = sample.log.iter();
        lines.position(|line| line.payload.is_none()).unwrap()
    };
    // Who answered, and when, stays as it was logged.
    let touched = move |sample: &mut Sample, from: &str, to: &str| {
        let line = at(sample);
        let line = &mut sample.log[line];
        assert!(line.header.contains(from), "{}", line.header);
        line.header = line.header.replacen(from, to, 1);
    };
    let mut sample = for_a_clerk();
    touched(&mut sample, "\"at\":1", "\"at\":2");
    let verification = check(&sample.package(3));
    assert_eq!(verification.verdict, Verdict::Invalid);
    assert!(has(&verification, "log.root_differs"), "{verification:#?}");
    // Words that were never logged do not take the place of those that are withheld.
    let mut sample = for_a_clerk();
    let line = at(&sample);
    sample.log[line].payload = Some("{}".to_owned());
    sample.log[line].salt = Some(Base64Url(vec![0; 32]));
    let verification = check(&sample.package(3));
    assert!(has(&verification, "log.entry_altered"), "{verification:#?}");
    // More is said to be withheld than is, or what all may read is under that name.
    wrong("package.manifest_broken", |sample| sample.log_withheld = 3);
    wrong("package.manifest_broken", |sample| {
        sample.withhold("annotations_anchored");
        sample.log_withheld = 3;
    });
    // What is missing beyond that was erased, and nobody can say what it was.
    let mut sample = for_a_clerk();
    sample.log_withheld = 1;
    let verification = check(&sample.package(3));
    assert_eq!(verification.verdict, Verdict::Undecided);
    assert!(has(&verification, "log.payload_erased"));
}

#[test]
fn who_decides_what_to_trust_is_told_when_a_package_brings_something_else() {
    let package = Sample::new().package(3);
    let key = hex::encode(log_key(3).verifying_key());
    let mut trust = Trust::default();
    trust.add("log.pub", &format!("{key}\n")).unwrap();
    trust
        .add("signing-ca.pem", &pem(authority().certificate()))
        .unwrap();
    let verification = verify_package(Cursor::new(&package), &trust, NOW);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    assert!(has(&verification, "trust.log_key_known"));
    assert!(verification.signatures.iter().all(|one| one.is_internal));

    let mut other = Trust::default();
    other.add_log_key(&hex::encode(log_key(9).verifying_key()));
    let verification = verify_package(Cursor::new(&package), &other, NOW);
    assert_eq!(verification.verdict, Verdict::Undecided);
    assert!(has(&verification, "trust.log_key_unknown"));
    assert!(other.add("readme.txt", "no key").is_err());
}

#[test]
fn ve_3_only_a_trusted_log_key_says_that_a_signature_is_older_than_its_certificates_end() {
    let later = Timestamp(NOW.0 + 2 * 365 * 86_400_000);
    let mut sample = Sample::new();
    sample.relog(|_| {}, 9);
    let package = sample.package(9);
    let mut trust = Trust::default();
    trust.add_internal(authority().certificate().to_vec());
    let verification = verify_package(Cursor::new(&package), &trust, later);
    assert_eq!(
        verification.verdict,
        Verdict::Undecided,
        "{verification:#?}"
    );
    assert!(has(&verification, "signature.certificate_expired"));

    trust.add_log_key(&hex::encode(log_key(9).verifying_key()));
    let verification = verify_package(Cursor::new(&package), &trust, later);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
}

#[test]
fn a_signed_pdf_alone_is_judged_by_what_is_trusted() {
    let pdf = Sample::new().minutes;
    let unknown = verify_pdf(&pdf, &Trust::default(), NOW);
    assert_eq!(unknown.verdict, Verdict::Undecided);
    let missing = unknown
        .findings
        .iter()
        .find(|finding| finding.code == "trust.anchor_missing");
    assert!(missing.unwrap().vi.contains("“CA nội bộ”"));

    let mut trust = Trust::default();
    trust.add_internal(authority().certificate().to_vec());
    let known = verify_pdf(&pdf, &trust, NOW);
    assert_eq!(known.verdict, Verdict::Valid, "{known:#?}");
    assert!(has(&known, "minutes.log_stated"));
    assert!(known.signatures.iter().all(|one| one.is_internal));

    let mut altered = pdf;
    let at = altered
        .windows(5)
        .position(|part| part == b"BT ET")
        .unwrap();
    altered[at] ^= 1;
    assert_eq!(verify_pdf(&altered, &trust, NOW).verdict, Verdict::Invalid);
    assert_eq!(verify_pdf(b"", &trust, NOW).verdict, Verdict::Undecided);
}
