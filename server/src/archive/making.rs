//! Gathers what a meeting's package holds.
//!
//! Everything is read at one size of the log. What the log names has to be there and to fit; a package that the
//! verifier would not call sound is never recorded.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek as _};
use std::path::Path;

use nghisu_evidence::package::{
    AnnotationLog, CeremonyRecord, ClosedLog, Content, Contents, DocumentContent, LogLine,
    LogProof, write,
};
use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::annotation::{AnnotationEvent, Sharing};
use nghisu_protocol::archive::Verdict;
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::{Timestamp, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::meetings::ConsistencyProof;
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::SubmittedMinutes;
use nghisu_protocol::stream::StreamId;

use super::error::ArchiveError;
use crate::documents::blobs::Blobs;
use crate::live::key::LogKey;
use crate::live::{LiveError, Rooms, log::StoredEntry};
use crate::signing::{Signing, StoredCeremony, StoredCertificate};

/// Entries that are read at once.
const PAGE: u64 = 1_000;

/// What is read from the database for a package.
pub(super) struct Gathered {
    room: std::sync::Arc<Room>,
    minutes: Hash,
    log: Vec<LogLine>,
    annotations: Vec<AnnotationLog>,
    proof: LogProof,
    authority: String,
    ceremonies: Vec<CeremonyRecord>,
    made_at: Timestamp,
}

/// Reads everything of a meeting whose minutes are signed.
pub(super) async fn gather(
    rooms: &Rooms,
    signing: &Signing,
    log_key: &LogKey,
    room: std::sync::Arc<Room>,
    made_at: Timestamp,
) -> Result<Gathered, ArchiveError> {
    let submitted = room
        .minutes
        .submitted
        .as_ref()
        .ok_or(ArchiveError::NotSigned)?;
    let minutes = submitted
        .signatures
        .last()
        .ok_or(ArchiveError::NotSigned)?
        .pdf;
    let closing = room.closing.ok_or(ArchiveError::NotSigned)?;
    let stream = StreamId::Room(room.meeting);
    let log = lines(rooms, stream, room.seq, |_| Ok(true)).await?;
    let tree = rooms.log().tree(stream).await.map_err(LiveError::from)?;
    let root_at = |size| tree.root_at(size).ok_or(LiveError::OutOfRange);
    let (old_root, new_root) = (root_at(closing.size)?, root_at(room.seq)?);
    let proof = LogProof {
        closed: ClosedLog {
            size: closing.size,
            root: old_root,
        },
        consistency: ConsistencyProof {
            old: closing.size,
            old_root,
            new: room.seq,
            new_root,
            proof: tree
                .consistency(closing.size, room.seq)
                .ok_or(LiveError::OutOfRange)?,
        },
        checkpoint: log_key.checkpoint(stream, room.seq, new_root, made_at),
    };
    let mut annotations = Vec::new();
    for version in annotated(&room, &log) {
        let stream = StreamId::Annotations(version);
        let size = rooms.log().size(stream).await.map_err(LiveError::from)?;
        if size > 0 {
            annotations.push(annotation_log(rooms, version, size).await?);
        }
    }
    let mut ceremonies = Vec::new();
    for (ceremony, certificate) in signing.embedded(room.meeting).await? {
        if let Some(record) = record(&room, submitted, ceremony, certificate) {
            ceremonies.push(record);
        }
    }
    Ok(Gathered {
        minutes,
        log,
        annotations,
        proof,
        authority: signing.authority().pem(),
        ceremonies,
        made_at,
        room,
    })
}

/// The versions that may have annotations: those of the papers, and those that the log has anchored since.
fn annotated(room: &Room, log: &[LogLine]) -> Vec<VersionId> {
    use nghisu_protocol::room::RoomEvent;
    let mut versions: Vec<VersionId> = room
        .documents
        .values()
        .flat_map(|document| document.versions.iter().map(|version| version.id))
        .collect();
    for line in log {
        let Some(payload) = &line.payload else {
            continue;
        };
        if let Ok(RoomEvent::AnnotationsAnchored { stream, .. }) = serde_json::from_str(payload)
            && let Ok(StreamId::Annotations(version)) = stream.parse()
        {
            versions.push(version);
        }
    }
    versions.sort();
    versions.dedup();
    versions
}

/// A version's annotations. What was shared with the secretary alone stands in it by its header, because the chair and
/// the clerks have the package too (rules AN-3, VE-5).
async fn annotation_log(
    rooms: &Rooms,
    version: VersionId,
    size: u64,
) -> Result<AnnotationLog, ArchiveError> {
    let stream = StreamId::Annotations(version);
    let mut withheld = 0;
    let is_for_all = |entry: &StoredEntry| {
        let Some((payload, _)) = &entry.payload else {
            return Ok(true);
        };
        let (kind, event_version) = (&entry.header.kind, entry.header.version);
        let event = AnnotationEvent::read(kind, event_version, payload.as_bytes())
            .map_err(|error| ArchiveError::Broken(format!("{stream}: {error}")))?;
        let is_for_all = match event {
            AnnotationEvent::AnnotationShared { sharing, .. } => sharing == Sharing::Meeting,
            AnnotationEvent::AnnotationWithdrawn { .. } => true,
        };
        withheld += u64::from(!is_for_all);
        Ok(is_for_all)
    };
    let lines = lines(rooms, stream, size, is_for_all).await?;
    Ok(AnnotationLog {
        version,
        lines,
        withheld,
    })
}

/// A log's first entries, with the contents of those that are wanted.
async fn lines(
    rooms: &Rooms,
    stream: StreamId,
    size: u64,
    mut wants_content: impl FnMut(&StoredEntry) -> Result<bool, ArchiveError>,
) -> Result<Vec<LogLine>, ArchiveError> {
    let mut lines = Vec::new();
    let mut since = 0;
    while since < size {
        let page = rooms
            .log()
            .since(stream, since, PAGE.min(size - since))
            .await
            .map_err(LiveError::from)?;
        let Some(last) = page.last() else {
            return Err(ArchiveError::Broken(format!("{stream} ends at {since}")));
        };
        since = last.header.seq;
        for entry in &page {
            let payload = match wants_content(entry)? {
                true => entry.payload.as_ref(),
                false => None,
            };
            lines.push(LogLine::new(
                &entry.header_bytes,
                payload.map(|(payload, salt)| (payload.as_str(), salt)),
            ));
        }
    }
    Ok(lines)
}

/// What a package keeps of a ceremony; nothing of one whose signature is not on the submitted minutes.
fn record(
    room: &Room,
    submitted: &SubmittedMinutes,
    ceremony: StoredCeremony,
    certificate: StoredCertificate,
) -> Option<CeremonyRecord> {
    let given = submitted
        .signatures
        .iter()
        .find(|given| Some(given.pdf) == ceremony.signed);
    let (Some(given), Some(authorisation)) = (given, ceremony.authorisation) else {
        return None;
    };
    let name = room
        .participants
        .get(&ceremony.person)
        .map(|participant| participant.name.clone());
    Some(CeremonyRecord {
        id: ceremony.id,
        person: ceremony.person,
        name: name.unwrap_or_default(),
        capacity: ceremony.capacity,
        field: ceremony.slot.field.clone(),
        digest: authorisation.digest,
        nonce: Base64Url(ceremony.nonce.to_vec()),
        assertion: authorisation.assertion,
        public_key: authorisation.public_key,
        // Where the product was when they signed; it may have moved since.
        origin: authorisation.origin,
        rp_id: authorisation.rp_id,
        certificate: Base64Url(certificate.der),
        signed: given.pdf,
        signed_at: given.at,
    })
}

/// Writes the package beside the blobs, checks it, and stores it. Blocks on the disk.
pub(super) fn store(
    gathered: Gathered,
    blobs: &Blobs,
    data: &Path,
    log_key: &LogKey,
) -> Result<Hash, ArchiveError> {
    let blob = |hash: Hash, size: u64| -> Content<'_> {
        let blobs = blobs.clone();
        Content {
            size,
            hash,
            open: Box::new(move || Ok(Box::new(blobs.get(hash)?) as Box<dyn Read>)),
        }
    };
    let room = &gathered.room;
    let minutes_size = blobs.get(gathered.minutes)?.metadata()?.len();
    let mut documents = Vec::new();
    let mut in_order: Vec<_> = room
        .agenda()
        .into_iter()
        .flat_map(|(item, _)| room.documents_of(item))
        .collect();
    let shown: BTreeMap<_, ()> = in_order.iter().map(|(id, _)| (*id, ())).collect();
    // What stands under an item that is gone comes last, and is not left out.
    in_order.extend(
        room.documents
            .iter()
            .filter(|(id, _)| !shown.contains_key(id))
            .map(|(id, document)| (*id, document)),
    );
    for (id, document) in in_order {
        for version in &document.versions {
            documents.push(DocumentContent {
                document: id,
                version: version.id,
                file_name: version.file_name.clone(),
                content: blob(version.hash, version.size),
            });
        }
    }
    let (trust, made_at) = (Trust::default(), gathered.made_at);
    let contents = Contents {
        meeting: room.meeting,
        title: room.details.title.clone(),
        made_at,
        minutes: blob(gathered.minutes, minutes_size),
        documents,
        log: gathered.log,
        annotations: gathered.annotations,
        proof: gathered.proof,
        authority: gathered.authority,
        ceremonies: gathered.ceremonies,
    };
    // Named so that it is swept away when the server stops in between.
    let file = tempfile::Builder::new()
        .prefix("put-")
        .tempfile_in(data.join("incoming"))?;
    let (_, out) = write(
        contents,
        |statement| log_key.seal(statement),
        file.as_file(),
    )?;
    let verification = verify_package(BufReader::new(out), &trust, made_at);
    if verification.verdict == Verdict::Invalid {
        let wrong = verification.findings.first();
        return Err(ArchiveError::Broken(
            wrong.map_or_else(String::new, |wrong| {
                format!("{} {}", wrong.code, wrong.subject)
            }),
        ));
    }
    let mut content = file.as_file();
    content.rewind()?;
    let (hash, _) = blobs.put(content)?;
    Ok(hash)
}
