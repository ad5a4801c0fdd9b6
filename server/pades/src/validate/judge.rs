//! Judging one signature by itself: container, digest, certificate, algorithms, chain.

use super::locate::{Covered, Located};
use super::reason::{Reason, ReasonCode};
use super::report::{Algorithms, CertificateFacts, Chain, Integrity, SignatureKind, sha256};
use super::{Anchors, Options};
use crate::algorithm::{self, AlgorithmProblem};
use crate::asn1::{self, Malformed, Reader};
use crate::sign::attributes::DATA;
use crate::sign::cms::{Binding, Container};
use crate::time;
use crate::x509::certificate::Certificate;
use crate::x509::path::{self, PathProblem, Purpose};
use der::oid::ObjectIdentifier;

const TIMESTAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// What was found out about one signature.
#[derive(Default)]
pub(crate) struct Judgement {
    pub(crate) reasons: Vec<Reason>,
    pub(crate) integrity: Integrity,
    pub(crate) attributes_sha256: Option<String>,
    pub(crate) signer: Option<CertificateFacts>,
    pub(crate) chain: Chain,
    pub(crate) algorithms: Algorithms,
    pub(crate) timestamp: Option<i64>,
    pub(crate) has_unsigned_attributes: bool,
}

impl Judgement {
    fn add(&mut self, code: ReasonCode) {
        self.reasons.push(Reason::new(code));
    }
}

/// Judges the signature's value against the bytes that it covers.
pub(crate) fn judge(
    located: &Located,
    covered: &Covered,
    bytes: &[u8],
    options: &Options,
    anchors: &Anchors,
) -> Judgement {
    let mut judgement = Judgement::default();
    let kind = located.kind();
    let is_known = matches!(
        located.sub_filter().as_deref(),
        Some("ETSI.CAdES.detached" | "adbe.pkcs7.detached" | "ETSI.RFC3161")
    );
    if !is_known {
        judgement.reasons.push(Reason {
            detail: located.sub_filter(),
            ..Reason::new(ReasonCode::SubFilterUnsupported)
        });
        return judgement;
    }
    let container = match Container::read(&covered.contents) {
        Ok(container) => container,
        Err(Malformed) => {
            let is_indefinite = matches!(covered.contents.as_slice(), [0x30, 0x80, ..]);
            let code = if is_indefinite {
                ReasonCode::ContainerEncoding
            } else {
                ReasonCode::ContainerMalformed
            };
            judgement.add(code);
            return judgement;
        }
    };
    judgement.has_unsigned_attributes = container.has_unsigned_attributes;
    judgement.attributes_sha256 = container.signed_attributes().map(sha256);
    if covered
        .contents
        .get(container.length..)
        .is_some_and(|rest| rest.iter().any(|byte| *byte != 0))
    {
        judgement.add(ReasonCode::ContentsPadding);
    }
    check_digest(&mut judgement, kind, &container, covered, bytes);
    check_signature(&mut judgement, located, &container);
    let at = options.existed_by.map_or(options.validation_time, |known| {
        known.min(options.validation_time)
    });
    judgement.chain.at = at;
    if let Some(certificate) = container.signer_certificate() {
        let purpose = match kind {
            SignatureKind::DocumentTimestamp => Purpose::Timestamp,
            _ => Purpose::Signature,
        };
        check_chain(
            &mut judgement,
            certificate,
            &container.certificates,
            anchors,
            at,
            purpose,
        );
    }
    judgement
}

fn check_digest(
    judgement: &mut Judgement,
    kind: SignatureKind,
    container: &Container,
    covered: &Covered,
    bytes: &[u8],
) {
    let parts = covered
        .ranges
        .clone()
        .map(|range| bytes.get(range).unwrap_or_default());
    let hash = match container.digest_algorithm {
        Ok(hash) => hash,
        Err(problem) => return judgement.add(algorithm_reason(problem)),
    };
    judgement.algorithms.digest = Some(hash);
    if !container.has_signed_attributes() {
        return judgement.add(ReasonCode::SignedAttributesMissing);
    }
    let (Some(signed), Some(content_type)) =
        (&container.message_digest, container.signed_content_type)
    else {
        return judgement.add(ReasonCode::SignedAttributesMissing);
    };
    let matches = if kind == SignatureKind::DocumentTimestamp {
        match timestamp_info(container) {
            Ok((imprint_hash, imprint, at)) => {
                judgement.timestamp = Some(at);
                let content = container.content.as_deref().unwrap_or_default();
                let is_own =
                    container.content_type == TIMESTAMP_INFO && content_type == TIMESTAMP_INFO;
                if !is_own {
                    judgement.add(ReasonCode::ContentTypeMismatch);
                }
                match imprint_hash {
                    Ok(imprint_hash) => {
                        imprint == imprint_hash.digest(&parts).value
                            && *signed == hash.digest(&[content]).value
                    }
                    Err(problem) => return judgement.add(algorithm_reason(problem)),
                }
            }
            Err(Malformed) => return judgement.add(ReasonCode::ContainerMalformed),
        }
    } else {
        // Detached means detached: a container with a content of its own has been wrapped around something else.
        if container.content_type != DATA || content_type != DATA || container.content.is_some() {
            judgement.add(ReasonCode::ContentTypeMismatch);
        }
        *signed == hash.digest(&parts).value
    };
    judgement.integrity.digest_matches = Some(matches);
    if !matches {
        judgement.add(ReasonCode::DigestMismatch);
    }
}

type Imprint = (Result<crate::HashAlgorithm, AlgorithmProblem>, Vec<u8>, i64);

/// Message imprint and time of a `TSTInfo` (RFC 3161, 2.4.2). Fractions of a second are cut off.
fn timestamp_info(container: &Container) -> Result<Imprint, Malformed> {
    let content = container.content.as_deref().ok_or(Malformed)?;
    let mut info = Reader::single(content, asn1::SEQUENCE)?.reader();
    info.expect(asn1::INTEGER)?;
    info.expect(asn1::OID)?;
    let mut imprint = info.expect(asn1::SEQUENCE)?.reader();
    let hash = algorithm::read_hash(imprint.expect(asn1::SEQUENCE)?.raw);
    let value = imprint.expect(asn1::OCTET_STRING)?.value.to_vec();
    info.expect(asn1::INTEGER)?;
    let written = info.expect(asn1::GENERALIZED_TIME)?;
    let whole = written
        .value
        .iter()
        .position(|byte| *byte == b'.')
        .map_or_else(
            || written.value.to_vec(),
            |point| [written.value.get(..point).unwrap_or_default(), b"Z"].concat(),
        );
    let element = asn1::Element {
        tag: asn1::GENERALIZED_TIME,
        value: &whole,
        raw: &whole,
    };
    Ok((hash, value, time::decode_x509(&element).ok_or(Malformed)?))
}

fn check_signature(judgement: &mut Judgement, located: &Located, container: &Container) {
    judgement.algorithms.signature = container
        .scheme
        .ok()
        .map(|scheme| scheme.label().to_owned());
    let Some(certificate) = container.signer_certificate() else {
        return judgement.add(ReasonCode::SignerCertificateMissing);
    };
    judgement.signer = Some(CertificateFacts::of(certificate));
    if let Ok(key) = certificate.public_key() {
        judgement.algorithms.key_bits = Some(key.bits());
        if !key.is_strong() {
            judgement.add(ReasonCode::AlgorithmWeak);
        }
    }
    match container.binding(certificate) {
        Binding::Bound => judgement.integrity.certificate_bound = Some(true),
        Binding::Different => {
            judgement.integrity.certificate_bound = Some(false);
            judgement.add(ReasonCode::CertificateNotBound);
        }
        Binding::Unsupported => judgement.add(ReasonCode::AlgorithmWeak),
        // The older format does not ask for the attribute (ISO 32000-1, 12.8.3.3).
        Binding::Missing if located.sub_filter().as_deref() == Some("adbe.pkcs7.detached") => {}
        Binding::Missing => judgement.add(ReasonCode::CertificateBindingMissing),
    }
    if !container.has_signed_attributes() {
        return;
    }
    match container.verify(certificate) {
        Ok(true) => judgement.integrity.signature_verifies = Some(true),
        Ok(false) => {
            judgement.integrity.signature_verifies = Some(false);
            judgement.add(ReasonCode::SignatureMismatch);
        }
        Err(problem) => judgement.add(algorithm_reason(problem)),
    }
}

fn algorithm_reason(problem: AlgorithmProblem) -> ReasonCode {
    match problem {
        AlgorithmProblem::Weak => ReasonCode::AlgorithmWeak,
        AlgorithmProblem::Unsupported => ReasonCode::AlgorithmUnsupported,
        AlgorithmProblem::Malformed => ReasonCode::ContainerMalformed,
    }
}

fn check_chain(
    judgement: &mut Judgement,
    certificate: &Certificate,
    own: &[Certificate],
    anchors: &Anchors,
    at: i64,
    purpose: Purpose,
) {
    let candidates: Vec<Certificate> = own.iter().chain(&anchors.intermediates).cloned().collect();
    match path::find(certificate, &candidates, &anchors.certificates, at, purpose) {
        Ok(path) => {
            judgement.chain.trusted = true;
            judgement.chain.anchor = anchors.labels.get(path.anchor).cloned();
            judgement.chain.certificates =
                path.certificates.iter().map(CertificateFacts::of).collect();
        }
        Err(problem) => {
            let code = match problem {
                PathProblem::NoAnchor => ReasonCode::ChainNotFound,
                PathProblem::Expired => ReasonCode::CertificateExpired,
                PathProblem::NotYetValid => ReasonCode::CertificateNotYetValid,
                PathProblem::WeakAlgorithm => ReasonCode::AlgorithmWeak,
                PathProblem::UnsupportedAlgorithm
                | PathProblem::Policy
                | PathProblem::TooComplex => ReasonCode::ChainNotSupported,
                PathProblem::Malformed
                | PathProblem::CriticalExtension
                | PathProblem::NameConstraints
                | PathProblem::NotAuthority
                | PathProblem::PathLength
                | PathProblem::KeyUsage => ReasonCode::ChainConstraints,
            };
            judgement
                .reasons
                .push(Reason::with(code, path_detail(problem)));
        }
    }
}

fn path_detail(problem: PathProblem) -> &'static str {
    match problem {
        PathProblem::NoAnchor => "no path to a trust anchor",
        PathProblem::TooComplex => "too many possible paths",
        PathProblem::Malformed => "a certificate is malformed",
        PathProblem::Policy => "an explicit policy is required",
        PathProblem::CriticalExtension => "an unknown critical extension",
        PathProblem::UnsupportedAlgorithm => "an unsupported algorithm",
        PathProblem::WeakAlgorithm => "a weak algorithm or key",
        PathProblem::NameConstraints => "a name outside of the name constraints",
        PathProblem::NotAuthority => "an issuer is no authority",
        PathProblem::PathLength => "the path is longer than an authority allows",
        PathProblem::KeyUsage => "a key is used for what its certificate does not allow",
        PathProblem::NotYetValid => "a certificate was not yet valid",
        PathProblem::Expired => "a certificate had expired",
    }
}
