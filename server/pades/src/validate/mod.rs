//! Validation as data: for each signature a verdict with its reasons (ETSI EN 319 102-1, 5).
//!
//! Nothing here is an error: whatever the bytes are, a [`Report`] comes out. The file is read strictly, so that a
//! verdict is only given where every reader sees the same document. Revocation is not looked at, and neither are
//! signature timestamps inside a container; the report says so in its own fields.

mod changes;
pub(crate) mod filling;
mod judge;
mod locate;
pub(crate) mod reason;
pub mod report;

use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;
use crate::x509::certificate::Certificate;
use changes::Step;
use locate::Located;
use reason::{Reason, ReasonCode};
use report::{Chain, Change, ChangeKind, Indication, Report, Revocation, SignatureReport, Verdict};
use serde::{Deserialize, Serialize};

/// A certificate that is trusted by decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustAnchor {
    /// What the report calls it, e.g. "CA nội bộ".
    pub label: String,
    /// DER; base64 in JSON.
    #[serde(with = "crate::base64_bytes")]
    pub certificate: Vec<u8>,
}

/// What the validation may rely on.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Now, in seconds since 1970.
    pub validation_time: i64,
    /// A time at which the file provably existed, e.g. from an archive's log: certificates are judged then. Without
    /// it they are judged at the validation time, since what a signature claims about its own time proves nothing.
    pub existed_by: Option<i64>,
    /// Where chains may end.
    pub anchors: Vec<TrustAnchor>,
    /// Further certificates for building chains, in DER.
    pub intermediates: Vec<Vec<u8>>,
}

/// The options' certificates taken apart; unreadable ones help nobody and are left out.
pub(crate) struct Anchors {
    certificates: Vec<Certificate>,
    labels: Vec<String>,
    intermediates: Vec<Certificate>,
}

impl Anchors {
    fn read(options: &Options) -> Self {
        let mut anchors = Self {
            certificates: Vec::new(),
            labels: Vec::new(),
            intermediates: Vec::new(),
        };
        for anchor in &options.anchors {
            if let Ok(certificate) = Certificate::read(&anchor.certificate) {
                anchors.certificates.push(certificate);
                anchors.labels.push(anchor.label.clone());
            }
        }
        anchors.intermediates = options
            .intermediates
            .iter()
            .filter_map(|der| Certificate::read(der).ok())
            .collect();
        anchors
    }
}

/// Validates every signature of a file. Never fails and never panics, whatever the bytes are.
#[must_use]
pub fn validate(pdf: &[u8], options: &Options) -> Report {
    let mut report = Report {
        verdict: Verdict::CannotBeChecked,
        reasons: Vec::new(),
        revisions: 0,
        length: pdf.len(),
        sha256: report::sha256(pdf),
        signatures: Vec::new(),
    };
    let outcome = PdfFile::read(pdf).and_then(|file| {
        report.revisions = file.revisions.len();
        let signatures = locate::signatures(&file)?;
        Ok((file, signatures))
    });
    let (file, located) = match outcome {
        Ok(read) => read,
        Err(error) => {
            let code = if error == ReadError::Encrypted {
                ReasonCode::PdfEncrypted
            } else {
                ReasonCode::PdfNotReadable
            };
            report.reasons.push(Reason::with(code, error.to_string()));
            return report;
        }
    };
    if located.is_empty() {
        report.reasons.push(Reason::new(ReasonCode::NoSignature));
        return report;
    }
    let anchors = Anchors::read(options);
    let earliest = located.iter().map(|one| one.revision).min().unwrap_or(0);
    let steps = changes::steps(&file, earliest);
    report.signatures = located
        .iter()
        .map(|one| one_signature(&file, one, &steps, options, &anchors))
        .collect();
    weigh_later_signatures(&mut report.signatures);

    let covers_all = |one: &SignatureReport| {
        one.coverage
            .as_ref()
            .is_some_and(|coverage| coverage.whole_file)
    };
    if !report.signatures.iter().any(covers_all) && !ends_harmlessly(&file, &located, &steps) {
        report
            .reasons
            .push(Reason::new(ReasonCode::BytesAfterLastSignature));
    }
    let verdicts = report.signatures.iter().map(|one| one.verdict);
    let verdicts = verdicts.chain(report.reasons.iter().map(|reason| reason.code.verdict()));
    report.verdict = verdicts.max().unwrap_or(Verdict::CannotBeChecked);
    report
}

/// Whether everything behind the last signature is of the harmless kind, such as validation data.
fn ends_harmlessly(file: &PdfFile<'_>, located: &[Located], steps: &[Step]) -> bool {
    let last = located.iter().map(|one| one.revision).max().unwrap_or(0);
    let later: Vec<&Step> = steps.iter().filter(|step| step.revision > last).collect();
    later.len() == file.last() - last
        && later
            .iter()
            .all(|step| step.error.is_none() && step.changes.iter().all(|change| change.allowed))
}

fn one_signature(
    file: &PdfFile<'_>,
    located: &Located,
    steps: &[Step],
    options: &Options,
    anchors: &Anchors,
) -> SignatureReport {
    let mut reasons = Vec::new();
    let mut judgement = judge::Judgement::default();
    let mut coverage = None;
    match located.covered(file) {
        Ok(covered) => {
            judgement = judge::judge(located, &covered, file.bytes, options, anchors);
            coverage = Some(covered.coverage);
        }
        Err(reason) => reasons.push(reason),
    }
    if located.is_shared {
        reasons.push(Reason::new(ReasonCode::SignatureShared));
    }
    if !located.is_current {
        reasons.push(Reason::new(ReasonCode::SignatureRemoved));
    }
    reasons.append(&mut judgement.reasons);
    let changes = collect_changes(located, steps, &mut reasons);
    // The most telling verdict first: it decides.
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.code.verdict()));
    let mut report = SignatureReport {
        field: located.field.clone(),
        kind: located.kind(),
        verdict: Verdict::Valid,
        indication: Indication::TotalPassed,
        sub_indication: None,
        reasons,
        sub_filter: located.sub_filter(),
        claimed: located.claims(),
        signer: judgement.signer,
        integrity: judgement.integrity,
        attributes_sha256: judgement.attributes_sha256,
        coverage,
        changes,
        chain: Chain {
            at: judgement.chain.at,
            ..judgement.chain
        },
        algorithms: judgement.algorithms,
        revocation: Revocation::NotChecked,
        timestamp: judgement.timestamp,
        has_unsigned_attributes: judgement.has_unsigned_attributes,
    };
    decide(&mut report);
    report
}

/// Takes verdict and indications from the deciding reason.
fn decide(report: &mut SignatureReport) {
    if let Some(first) = report.reasons.first() {
        report.verdict = first.code.verdict();
        report.indication = first.code.indication();
        report.sub_indication = first.code.sub_indication();
    }
}

/// What was changed after this signature, with what the signature itself forbids.
fn collect_changes(located: &Located, steps: &[Step], reasons: &mut Vec<Reason>) -> Vec<Change> {
    let mut changes = Vec::new();
    for step in steps.iter().filter(|step| step.revision > located.revision) {
        if let Some(error) = &step.error {
            reasons.push(Reason::with(
                ReasonCode::ChangesNotReadable,
                error.to_string(),
            ));
        }
        for change in &step.changes {
            let is_signing = matches!(
                change.kind,
                ChangeKind::SignatureFieldFilled | ChangeKind::SignatureFieldAdded
            );
            let is_locked = change
                .detail
                .as_deref()
                .is_some_and(|field| located.locks(field));
            let is_forbidden = is_signing && (located.modification_level() == Some(1) || is_locked);
            changes.push(Change {
                allowed: change.allowed && !is_forbidden,
                ..change.clone()
            });
        }
    }
    for change in changes.iter().filter(|change| !change.allowed) {
        let detail = format!(
            "{:?} in revision {}{}{}",
            change.kind,
            change.revision,
            change
                .object
                .map(|number| format!(", object {number}"))
                .unwrap_or_default(),
            change
                .detail
                .as_deref()
                .map(|detail| format!(": {detail}"))
                .unwrap_or_default(),
        );
        reasons.push(Reason::with(ReasonCode::ChangedAfterSigning, detail));
    }
    changes
}

/// A signature that was added together with its field may paint over the page. It is no excuse unless it is valid
/// itself.
fn weigh_later_signatures(signatures: &mut [SignatureReport]) {
    let verdicts: Vec<(String, Verdict)> = signatures
        .iter()
        .map(|one| (one.field.clone(), one.verdict))
        .collect();
    for one in signatures.iter_mut() {
        let mut added = Vec::new();
        for change in one
            .changes
            .iter_mut()
            .filter(|change| change.kind == ChangeKind::SignatureFieldAdded)
        {
            let verdict = verdicts
                .iter()
                .find(|(field, _)| Some(field) == change.detail.as_ref());
            match verdict.map_or(Verdict::Invalid, |(_, verdict)| *verdict) {
                Verdict::Valid => {}
                Verdict::CannotBeChecked => added.push(ReasonCode::LaterSignatureUnproven),
                Verdict::Invalid => {
                    change.allowed = false;
                    added.push(ReasonCode::ChangedAfterSigning);
                }
            }
        }
        for code in added {
            one.reasons.push(Reason::with(
                code,
                "a signature that was added later is not valid",
            ));
        }
        one.reasons
            .sort_by_key(|reason| std::cmp::Reverse(reason.code.verdict()));
        decide(one);
    }
}
