//! What the validation says about sound files and about what it cannot prove.

use crate::sample::{self, NOW, Person, YEAR};
use nghisu_pades::issue::Validity;
use nghisu_pades::report::{ChangeKind, Indication, SubIndication};
use nghisu_pades::{Options, ReasonCode, Report, TrustAnchor, Verdict, validate};

/// The office's own authority is trusted, the day after the meeting.
pub(crate) fn options() -> Options {
    Options {
        validation_time: NOW + 86_400,
        anchors: vec![TrustAnchor {
            label: "CA nội bộ".into(),
            certificate: sample::authority().certificate().to_vec(),
        }],
        ..Options::default()
    }
}

pub(crate) fn codes(report: &Report, signature: usize) -> Vec<ReasonCode> {
    report.signatures[signature]
        .reasons
        .iter()
        .map(|reason| reason.code)
        .collect()
}

#[test]
fn two_serial_signatures_on_a_tagged_document_are_valid() {
    let report = validate(&sample::signed_twice(), &options());
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    let [secretary, chair] = report.signatures.as_slice() else {
        panic!("two signatures: {report:#?}")
    };
    assert_eq!(
        (secretary.field.as_str(), chair.field.as_str()),
        ("ThuKy", "ChuToa")
    );
    assert_eq!(secretary.indication, Indication::TotalPassed);
    let signer = secretary.signer.as_ref().expect("a signer");
    assert_eq!(signer.common_name.as_deref(), Some("Nguyễn Thị Thư Ký"));
    assert_eq!(secretary.claimed.time, Some(NOW));
    assert_eq!(secretary.chain.anchor.as_deref(), Some("CA nội bộ"));
    let covers = |one: &nghisu_pades::SignatureReport| {
        one.coverage
            .as_ref()
            .map(|coverage| (coverage.whole_file, coverage.revision, coverage.revisions))
    };
    assert_eq!(covers(secretary), Some((false, 3, 4)));
    assert_eq!(covers(chair), Some((true, 4, 4)));
    let kinds: Vec<ChangeKind> = secretary.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::SignatureFieldFilled]);
    assert_eq!(secretary.changes[0].detail.as_deref(), Some("ChuToa"));
    assert!(chair.changes.is_empty());
}

#[test]
fn a_report_keeps_its_field_names() {
    let report = validate(&sample::signed_twice(), &options());
    let json = serde_json::to_value(&report).expect("serialises");
    assert_eq!(json["verdict"], "valid");
    assert_eq!(json["signatures"][0]["indication"], "TOTAL_PASSED");
    assert_eq!(
        json["signatures"][0]["changes"][0]["kind"],
        "signature_field_filled"
    );
    assert_eq!(json["signatures"][0]["integrity"]["digest_matches"], true);
    assert_eq!(json["signatures"][0]["revocation"], "not_checked");
    assert_eq!(json["signatures"][1]["coverage"]["whole_file"], true);
    assert_eq!(json["signatures"][1]["algorithms"]["signature"], "ecdsa");
    let back: Report = serde_json::from_value(json).expect("reads back");
    assert_eq!(back, report);
}

#[test]
fn every_reason_has_a_sentence_in_both_languages_and_a_code_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for code in ReasonCode::ALL {
        let (vi, en) = code.sentences();
        assert!(
            vi.ends_with('.') && en.ends_with('.') && vi != en,
            "{code:?}"
        );
        assert_ne!(code.verdict(), Verdict::Valid);
        assert!(seen.insert(serde_json::to_string(code).expect("serialises")));
    }
}

#[test]
fn without_a_trust_anchor_a_sound_signature_cannot_be_checked() {
    let report = validate(
        &sample::signed_twice(),
        &Options {
            anchors: Vec::new(),
            ..options()
        },
    );
    assert_eq!(report.verdict, Verdict::CannotBeChecked);
    assert_eq!(codes(&report, 0), [ReasonCode::ChainNotFound]);
    assert_eq!(report.signatures[0].indication, Indication::Indeterminate);
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::NoCertificateChainFound)
    );
    assert_eq!(report.signatures[0].integrity.digest_matches, Some(true));
}

#[test]
fn after_expiry_only_a_proof_of_age_keeps_a_signature_valid() {
    let pdf = sample::signed_twice();
    let late = Options {
        validation_time: NOW + 2 * YEAR,
        ..options()
    };
    let report = validate(&pdf, &late);
    assert_eq!(codes(&report, 0), [ReasonCode::CertificateExpired]);
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::OutOfBoundsNoPoe)
    );

    let archived = Options {
        existed_by: Some(NOW + 60),
        ..late
    };
    assert_eq!(validate(&pdf, &archived).verdict, Verdict::Valid);
}

#[test]
fn a_signature_older_than_its_certificate_is_invalid() {
    let future = Validity {
        not_before: NOW + YEAR,
        not_after: NOW + 2 * YEAR,
    };
    let pdf =
        Person::with_validity("Người Tương Lai", 33, future).sign(&sample::with_fields(), "ThuKy");
    let report = validate(&pdf, &options());
    assert_eq!(report.verdict, Verdict::Invalid);
    assert_eq!(codes(&report, 0), [ReasonCode::CertificateNotYetValid]);
}

#[test]
fn a_file_without_signatures_is_neither_valid_nor_invalid() {
    let report = validate(&sample::with_fields(), &options());
    assert_eq!(report.verdict, Verdict::CannotBeChecked);
    assert_eq!(report.reasons[0].code, ReasonCode::NoSignature);
}

#[test]
fn what_only_a_lenient_reader_opens_cannot_be_checked() {
    let pdf = sample::signed_twice();
    let behind_rubbish = [b"rubbish\n".as_slice(), &pdf].concat();
    let before_rubbish = [pdf.as_slice(), b"rubbish"].concat();
    for pdf in [behind_rubbish, before_rubbish] {
        let report = validate(&pdf, &options());
        assert_eq!(report.verdict, Verdict::CannotBeChecked);
        assert_eq!(report.reasons[0].code, ReasonCode::PdfNotReadable);
    }
}
