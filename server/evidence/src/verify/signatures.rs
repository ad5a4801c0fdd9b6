//! The signatures of a PDF, as the PAdES validation judges them, in this product's words.

use nghisu_pades::report::CertificateFacts;
use nghisu_pades::{Options, ReasonCode, Report, SignatureReport, TrustAnchor, validate};
use nghisu_protocol::archive::{Finding, SignatureFinding, Verdict};
use nghisu_protocol::ids::Timestamp;

use super::findings::{Findings, Statement};
use super::trust::{Anchor, Trust};

/// The label of the authority that came with a package: no file is called so.
const CARRIED: &str = "\u{0}package";

/// What signatures are judged by.
pub(super) struct Judge<'a> {
    pub(super) trust: &'a Trust,
    /// The authority that came with a package, where it counts.
    pub(super) carried: Option<Vec<u8>>,
    pub(super) now: Timestamp,
    /// When the file provably existed.
    pub(super) existed_by: Option<Timestamp>,
}

impl Judge<'_> {
    /// Judges a PDF, states what was found, and hands on the report for further checks.
    pub(super) fn judge(
        &self,
        pdf: &[u8],
        subject: &str,
        findings: &mut Findings,
    ) -> (Vec<SignatureFinding>, Report) {
        let trusted = self.trust.anchors.iter().map(|one| one.anchor.clone());
        let carried = self.carried.iter().map(|certificate| TrustAnchor {
            label: CARRIED.to_owned(),
            certificate: certificate.clone(),
        });
        let report = validate(
            pdf,
            &Options {
                validation_time: self.now.0.div_euclid(1_000),
                existed_by: self.existed_by.map(|at| at.0.div_euclid(1_000)),
                anchors: trusted.chain(carried).collect(),
                ..Options::default()
            },
        );
        for reason in &report.reasons {
            findings.push(finding(reason, subject));
        }
        let signatures = report
            .signatures
            .iter()
            .map(|signature| self.one(signature, findings))
            .collect();
        (signatures, report)
    }

    fn one(&self, signature: &SignatureReport, findings: &mut Findings) -> SignatureFinding {
        let field = &signature.field;
        let verdict = verdict(signature.verdict);
        let is_internal = signature.chain.anchor.as_deref().is_some_and(|label| {
            label == CARRIED
                || self.trust.anchors.iter().any(
                    |Anchor {
                         anchor,
                         is_internal,
                     }| *is_internal && anchor.label == label,
                )
        });
        for reason in &signature.reasons {
            findings.push(finding(reason, field));
            if reason.code == ReasonCode::ChainNotFound {
                let issuer = signature.signer.as_ref().map(issuer).unwrap_or_default();
                findings.add(Statement::AnchorMissing, field, &format!("“{issuer}”"));
            }
        }
        let signer = signature.signer.as_ref().map(name).unwrap_or_default();
        if verdict == Verdict::Valid {
            findings.add(Statement::SignatureValid, field, &signer);
            if is_internal {
                findings.add(Statement::SignatureInternal, field, "");
            }
        } else if signature.reasons.is_empty() {
            // A verdict always has its reason; without one nothing is said to be good.
            findings.add(Statement::AnchorMissing, field, "?");
        }
        let seconds = |time: i64| Timestamp(time.saturating_mul(1_000));
        SignatureFinding {
            field: field.clone(),
            signer,
            issuer: signature.signer.as_ref().map(issuer).unwrap_or_default(),
            is_internal,
            signed_at: signature.claimed.time.map(seconds),
            not_before: seconds(
                signature
                    .signer
                    .as_ref()
                    .map_or(0, |facts| facts.not_before),
            ),
            not_after: seconds(signature.signer.as_ref().map_or(0, |facts| facts.not_after)),
            verdict,
        }
    }
}

fn verdict(verdict: nghisu_pades::Verdict) -> Verdict {
    match verdict {
        nghisu_pades::Verdict::Valid => Verdict::Valid,
        nghisu_pades::Verdict::Invalid => Verdict::Invalid,
        nghisu_pades::Verdict::CannotBeChecked => Verdict::Undecided,
    }
}

fn finding(reason: &nghisu_pades::Reason, subject: &str) -> Finding {
    let code = serde_json::to_value(reason.code).ok();
    let code = code
        .as_ref()
        .and_then(|code| code.as_str())
        .unwrap_or("unknown");
    Finding {
        verdict: verdict(reason.code.verdict()),
        code: format!("signature.{code}"),
        subject: subject.to_owned(),
        vi: reason.vi.clone(),
        en: reason.en.clone(),
    }
}

fn name(facts: &CertificateFacts) -> String {
    facts
        .common_name
        .clone()
        .unwrap_or_else(|| facts.subject.clone())
}

/// The issuer's common name, out of its RFC 4514 form, where it is plain; otherwise all of it.
fn issuer(facts: &CertificateFacts) -> String {
    let common = facts
        .issuer
        .split(',')
        .find_map(|part| part.strip_prefix("CN="));
    match common {
        Some(name) if !name.contains('\\') => name.to_owned(),
        _ => facts.issuer.clone(),
    }
}
