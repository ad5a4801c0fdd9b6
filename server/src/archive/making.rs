//! Gathers what a meeting's package holds.
//!
//! Everything is read at one size of the log. What the log names has to be there and to fit; a package that the
//! verifier would not call sound is never recorded. Of each log's entries the package holds the content that its least
//! reader is given; of the others the header alone (rules VE-5, VE-6).

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek as _};
use std::path::Path;

use nghisu_evidence::package::{
    AnnotationLog, CeremonyRecord, ClosedLog, Content, Contents, DocumentContent, LogLine,
    LogProof, write,
};
use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::annotation::{AnnotationEvent, Annotations};
use nghisu_protocol::archive::Verdict;
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::fold::UnreadableEvent;
use nghisu_protocol::ids::{Timestamp, VersionId};
use nghisu_protocol::log::{Hash, Header};
use nghisu_protocol::meetings::ConsistencyProof;
use nghisu_protocol::room::state::SubmittedMinutes;
use nghisu_protocol::room::{Audience, Room, RoomEvent, package_reader};
use nghisu_protocol::stream::StreamId;

use super::error::ArchiveError;
use super::unrecorded::Notes;
use crate::documents::blobs::Blobs;
use crate::live::key::LogKey;
use crate::live::{LiveError, Rooms};
use crate::signing::{Signing, StoredCeremony, StoredCertificate};

/// Entries that are read at once.
const PAGE: u64 = 1_000;

/// What is read from the database for a package.
pub(super) struct Gathered {
    room: std::sync::Arc<Room>,
    minutes: Hash,
    log: Vec<LogLine>,
    withheld: u64,
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
    let (log, withheld) = room_log(rooms, &room).await?;
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
            annotations.push(annotation_log(rooms, &room, version, size).await?);
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
        withheld,
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

/// The meeting's log, and of how many entries the content is withheld.
async fn room_log(rooms: &Rooms, room: &Room) -> Result<(Vec<LogLine>, u64), ArchiveError> {
    let (stream, reader) = (StreamId::Room(room.meeting), package_reader());
    lines(rooms, (stream, room.seq), false, |header, payload| {
        let event = RoomEvent::read(&header.kind, header.version, payload)?;
        Ok(room.audience(&event, &reader))
    })
    .await
}

/// A version's annotations.
async fn annotation_log(
    rooms: &Rooms,
    room: &Room,
    version: VersionId,
    size: u64,
) -> Result<AnnotationLog, ArchiveError> {
    let (stream, reader) = (StreamId::Annotations(version), package_reader());
    // Nobody is given the notes on a paper that was withdrawn, erased (rule UP-12) or not.
    let is_withdrawn = room.version(version).is_none();
    let (lines, withheld) = lines(rooms, (stream, size), is_withdrawn, |header, payload| {
        let event = AnnotationEvent::read(&header.kind, header.version, payload)?;
        Ok(Annotations::audience(
            room, header, &event, &reader, version,
        ))
    })
    .await?;
    Ok(AnnotationLog {
        version,
        lines,
        withheld,
    })
}

/// A log's first entries with the contents that may be given, and how many are not; those that are erased among them where
/// nobody would be given them.
async fn lines(
    rooms: &Rooms,
    (stream, size): (StreamId, u64),
    counts_erased: bool,
    audience: impl Fn(&Header, &[u8]) -> Result<Audience, UnreadableEvent>,
) -> Result<(Vec<LogLine>, u64), ArchiveError> {
    let (mut lines, mut withheld) = (Vec::new(), 0);
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
            let mut content = None;
            if let Some((payload, salt)) = &entry.payload {
                let audience = audience(&entry.header, payload.as_bytes())
                    .map_err(|error| ArchiveError::Broken(format!("{stream}: {error}")))?;
                match audience {
                    Audience::Full => content = Some((payload.as_str(), salt)),
                    Audience::Redacted => withheld += 1,
                }
            } else if counts_erased {
                withheld += 1;
            }
            lines.push(LogLine::new(&entry.header_bytes, content));
        }
    }
    Ok((lines, withheld))
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

/// Writes the package beside the blobs, checks it, and stores it under a note of it. Blocks on the disk.
pub(super) fn store(
    gathered: Gathered,
    blobs: &Blobs,
    data: &Path,
    notes: &Notes,
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
        withheld: gathered.withheld,
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
    let meeting = room.meeting;
    let (hash, _) = blobs.put_noted(content, |hash| notes.note(hash, meeting))?;
    Ok(hash)
}
