//! The ceremonies: that each signature of the minutes was authorised by a passkey, over exactly what was signed.

use nghisu_pades::Report;
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::Room;
use nghisu_protocol::signing::signing_challenge;

use super::findings::{Findings, Statement};
use crate::assertion::{self, Expectation};
use crate::package::{CeremonyRecord, path};

/// Checks the minutes' file and every ceremony against the log's state and the report on the file's signatures.
pub(super) fn check(
    pdf: &[u8],
    report: &Report,
    room: &Room,
    records: &[CeremonyRecord],
    findings: &mut Findings,
) {
    let Some(submitted) = &room.minutes.submitted else {
        return findings.add(Statement::MinutesMissing, path::MINUTES, "");
    };
    // Signed bytes are only added to: each signature's file is a beginning of the last one.
    let prefix = |length: usize| pdf.get(..length).map(Hash::of);
    let signed_files: Vec<Option<Hash>> = report
        .signatures
        .iter()
        .map(|signature| prefix(signature.coverage.as_ref()?.signed_length))
        .collect();
    let named: Vec<Option<Hash>> = submitted
        .signatures
        .iter()
        .map(|given| Some(given.pdf))
        .collect();
    let ends_with_last = named.last().copied().flatten() == Some(Hash::of(pdf));
    if signed_files != named || !ends_with_last {
        findings.add(Statement::MinutesDiffer, path::MINUTES, "");
    } else if !begins_with(pdf, submitted.pdf) {
        findings.add(Statement::SubmittedDiffer, path::MINUTES, "");
    } else {
        findings.add(Statement::MinutesMatch, path::MINUTES, &submitted.number);
    }
    for signature in &report.signatures {
        if !records.iter().any(|record| record.field == signature.field) {
            findings.add(Statement::CeremonyMissing, &signature.field, "");
        }
    }
    if records.len() > report.signatures.len() {
        findings.add(Statement::CeremonyForeign, path::CEREMONIES, "");
    }
    for record in records {
        let statement = check_one(report, room, record);
        findings.add(statement, &record.field, &record.name);
    }
}

fn check_one(report: &Report, room: &Room, record: &CeremonyRecord) -> Statement {
    let signature = report
        .signatures
        .iter()
        .find(|signature| signature.field == record.field);
    let is_recorded = room.minutes.submitted.as_ref().is_some_and(|submitted| {
        submitted.signatures.iter().any(|given| {
            given.person == record.person
                && given.capacity == record.capacity
                && given.pdf == record.signed
        })
    });
    let is_participant = room
        .participants
        .get(&record.person)
        .is_some_and(|participant| participant.name == record.name);
    let Some(signature) = signature.filter(|_| is_recorded && is_participant) else {
        return Statement::CeremonyForeign;
    };
    let certificate = signature.signer.as_ref().map(|facts| facts.sha256.as_str());
    if certificate != Some(Hash::of(&record.certificate.0).to_hex().as_str()) {
        return Statement::CeremonyCertificate;
    }
    if signature.attributes_sha256 != Some(record.digest.to_hex()) {
        return Statement::CeremonyUnbound;
    }
    let Ok(nonce) = <[u8; 32]>::try_from(record.nonce.0.as_slice()) else {
        return Statement::CeremonyRefused;
    };
    let expected = Expectation {
        challenge: &signing_challenge(&record.digest.0, record.person, &nonce),
        origin: &record.origin,
        rp_id: &record.rp_id,
        public_key: &record.public_key,
    };
    match assertion::verify(&record.assertion, &expected) {
        Ok(_) => Statement::CeremonyAuthorised,
        Err(_) => Statement::CeremonyRefused,
    }
}

/// Whether a file with this hash is where the PDF begins. Every revision ends with the mark `%%EOF` (ISO 32000-2,
/// 7.5.5), so only beginnings up to such a mark are tried.
fn begins_with(pdf: &[u8], hash: Hash) -> bool {
    const MARK: &[u8] = b"%%EOF";
    pdf.windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK)
        .flat_map(|(at, _)| (0..=2).map(move |end_of_line| at + MARK.len() + end_of_line))
        // A file full of marks would be hashed once for each.
        .take(3 * 64)
        .filter_map(|end| pdf.get(..end))
        .any(|prefix| Hash::of(prefix) == hash)
}
