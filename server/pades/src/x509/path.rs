//! Certification paths (RFC 5280, 6): from a signer's certificate to a trust anchor.
//!
//! Checked are signatures, validity at one given time, names, authority and length constraints, key usage, name
//! constraints and critical extensions. Revocation is not checked here, and a path that demands an explicit policy is
//! reported as beyond what is checked rather than accepted.

use super::certificate::{Certificate, DIGITAL_SIGNATURE, KEY_CERT_SIGN, NON_REPUDIATION};
use super::constraints::NameConstraints;
use super::oids;
use crate::algorithm::AlgorithmProblem;
use crate::asn1::{self, Malformed, Reader};
use der::oid::ObjectIdentifier;

/// Certificates in one path, the anchor included.
const MAX_LENGTH: usize = 10;
/// Signature checks in one search: crossed certificates could otherwise be combined without end.
const MAX_CHECKS: usize = 200;

/// What the leaf is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Signature,
    Timestamp,
}

/// Why no path holds, ordered from the least to the most telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathProblem {
    NoAnchor,
    TooComplex,
    Malformed,
    Policy,
    CriticalExtension,
    UnsupportedAlgorithm,
    WeakAlgorithm,
    NameConstraints,
    NotAuthority,
    PathLength,
    KeyUsage,
    NotYetValid,
    Expired,
}

/// A path that holds: the leaf first, the anchor last.
pub(crate) struct Path {
    pub(crate) certificates: Vec<Certificate>,
    /// Index of the anchor among those given.
    pub(crate) anchor: usize,
}

struct Search<'a> {
    candidates: &'a [Certificate],
    anchors: &'a [Certificate],
    at: i64,
    purpose: Purpose,
    checks: usize,
    worst: PathProblem,
}

/// Looks for a path that holds at the time `at`.
pub(crate) fn find(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchors: &[Certificate],
    at: i64,
    purpose: Purpose,
) -> Result<Path, PathProblem> {
    let mut search = Search {
        candidates,
        anchors,
        at,
        purpose,
        checks: 0,
        worst: PathProblem::NoAnchor,
    };
    let mut path = vec![leaf.clone()];
    match search.extend(&mut path) {
        Some(anchor) => Ok(Path {
            certificates: path,
            anchor,
        }),
        None => Err(search.worst),
    }
}

impl Search<'_> {
    /// Extends a path by one issuer after the other; leaves it complete when it returns the anchor's index.
    fn extend(&mut self, path: &mut Vec<Certificate>) -> Option<usize> {
        let last = path.last()?.clone();
        if let Some(anchor) = self
            .anchors
            .iter()
            .position(|anchor| anchor.der == last.der)
        {
            match check(path, self.at, self.purpose) {
                Ok(()) => return Some(anchor),
                Err(problem) => self.worst = self.worst.max(problem),
            }
        }
        if path.len() == MAX_LENGTH {
            return None;
        }
        let (anchors, candidates) = (self.anchors, self.candidates);
        for issuer in anchors.iter().chain(candidates) {
            let is_new = !path
                .iter()
                .any(|one| one.spki == issuer.spki && one.subject.matches(&issuer.subject));
            if !is_new || !last.issuer.matches(&issuer.subject) {
                continue;
            }
            self.checks += 1;
            if self.checks > MAX_CHECKS {
                self.worst = self.worst.max(PathProblem::TooComplex);
                return None;
            }
            let key = match issuer.public_key() {
                Ok(key) if key.is_strong() => key,
                Ok(_) => {
                    self.worst = self.worst.max(PathProblem::WeakAlgorithm);
                    continue;
                }
                Err(problem) => {
                    self.worst = self.worst.max(problem.into());
                    continue;
                }
            };
            match last.is_signed_by(&key) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(problem) => {
                    self.worst = self.worst.max(problem.into());
                    continue;
                }
            }
            path.push(issuer.clone());
            if let Some(anchor) = self.extend(path) {
                return Some(anchor);
            }
            path.pop();
        }
        None
    }
}

impl From<AlgorithmProblem> for PathProblem {
    fn from(problem: AlgorithmProblem) -> Self {
        match problem {
            AlgorithmProblem::Weak => Self::WeakAlgorithm,
            AlgorithmProblem::Unsupported => Self::UnsupportedAlgorithm,
            AlgorithmProblem::Malformed => Self::Malformed,
        }
    }
}

impl From<Malformed> for PathProblem {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Everything but the signatures, which the search has checked, from the anchor down to the leaf.
fn check(path: &[Certificate], at: i64, purpose: Purpose) -> Result<(), PathProblem> {
    let mut names = NameConstraints::default();
    let mut length_left = u32::MAX;
    for (depth, certificate) in path.iter().enumerate().rev() {
        let (is_anchor, is_leaf) = (depth == path.len() - 1, depth == 0);
        if at < certificate.not_before {
            return Err(PathProblem::NotYetValid);
        }
        if at > certificate.not_after {
            return Err(PathProblem::Expired);
        }
        check_extensions(certificate)?;
        let is_counted = !is_anchor && !is_leaf && !certificate.is_self_issued();
        // RFC 5280, 6.1.3 (b): self-issued intermediates are not held against the names.
        if !is_anchor && (is_leaf || !certificate.is_self_issued()) && !names.allow(certificate)? {
            return Err(PathProblem::NameConstraints);
        }
        if is_leaf {
            check_leaf(certificate, purpose)?;
            continue;
        }
        let constraints = certificate.basic_constraints()?;
        // An anchor is trusted by decision and may be of the first version, without extensions.
        let is_old_anchor = is_anchor && certificate.version < 3;
        if !is_old_anchor && constraints.is_none_or(|constraints| !constraints.is_authority) {
            return Err(PathProblem::NotAuthority);
        }
        if certificate
            .key_usage()?
            .is_some_and(|usage| usage & KEY_CERT_SIGN == 0)
        {
            return Err(PathProblem::KeyUsage);
        }
        if is_counted {
            length_left = length_left.checked_sub(1).ok_or(PathProblem::PathLength)?;
        }
        if let Some(length) = constraints.and_then(|constraints| constraints.path_length) {
            length_left = length_left.min(length);
        }
        names.add(certificate)?;
    }
    Ok(())
}

/// Critical extensions that are not processed end the path (RFC 5280, 4.2), and so does a demand for policies.
fn check_extensions(certificate: &Certificate) -> Result<(), PathProblem> {
    const KNOWN: [ObjectIdentifier; 9] = [
        oids::BASIC_CONSTRAINTS,
        oids::KEY_USAGE,
        oids::EXTENDED_KEY_USAGE,
        oids::SUBJECT_ALT_NAME,
        oids::NAME_CONSTRAINTS,
        // Policies matter only where a path requires one, which is refused below.
        oids::CERTIFICATE_POLICIES,
        oids::POLICY_MAPPINGS,
        oids::POLICY_CONSTRAINTS,
        oids::INHIBIT_ANY_POLICY,
    ];
    if let Some(extension) = certificate.extension(oids::POLICY_CONSTRAINTS) {
        let mut reader = Reader::single(&extension.value, asn1::SEQUENCE)?.reader();
        if reader.optional(0x80)?.is_some() {
            return Err(PathProblem::Policy);
        }
    }
    let is_unknown = |kind: ObjectIdentifier| !KNOWN.contains(&kind);
    if certificate
        .extensions
        .iter()
        .any(|extension| extension.is_critical && is_unknown(extension.kind))
    {
        return Err(PathProblem::CriticalExtension);
    }
    Ok(())
}

fn check_leaf(certificate: &Certificate, purpose: Purpose) -> Result<(), PathProblem> {
    const ANY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
    const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
    // E-mail, document signing (RFC 9336), client authentication as personal certificates carry it, and the two
    // document-signing usages of vendors.
    const SIGNING: [ObjectIdentifier; 5] = [
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2"),
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
        ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
    ];
    let usage = certificate.key_usage()?;
    if usage.is_some_and(|usage| usage & (DIGITAL_SIGNATURE | NON_REPUDIATION) == 0) {
        return Err(PathProblem::KeyUsage);
    }
    let extended = certificate.extended_key_usage()?;
    let fits = match (purpose, extended) {
        (Purpose::Signature, None) => true,
        (Purpose::Signature, Some(usages)) => usages
            .iter()
            .any(|one| *one == ANY || SIGNING.contains(one)),
        // RFC 3161, 2.3: exactly this usage.
        (Purpose::Timestamp, usages) => usages.as_deref() == Some(&[TIMESTAMP]),
    };
    if fits {
        Ok(())
    } else {
        Err(PathProblem::KeyUsage)
    }
}
