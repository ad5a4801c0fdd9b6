//! Rows to what they mean, and back. A value that does not read is an error, never a guess.

use nghisu_protocol::ids::{
    DocumentId, ItemId, MeetingId, PersonId, Timestamp, UploadId, VersionId,
};
use nghisu_protocol::log::Hash;
use serde::{Serialize, de::DeserializeOwned};

use super::{Answer, Stage, StoredUpload};
use crate::documents::error::DocumentError;
use crate::documents::versions::StoredVersion;
use crate::entity::{document_version, upload};

pub(super) fn upload_row(upload: &StoredUpload) -> Answer<upload::Model> {
    Ok(upload::Model {
        id: upload.id.0,
        meeting_id: upload.meeting.0,
        item_id: upload.item.0,
        document_id: upload.document.0,
        version_id: upload.version.0,
        is_replacement: upload.is_replacement,
        title: upload.title.clone(),
        reason: upload.reason.clone(),
        file_name: upload.file_name.clone(),
        size: upload.size.cast_signed(),
        secrecy: write_word(&upload.secrecy, "secrecy")?,
        person_id: upload.person.0,
        state: upload.stage.name().to_owned(),
        note: upload.stage.note(),
        hash: upload.hash.map(Hash::to_hex),
        facts: upload
            .facts
            .as_ref()
            .map(|facts| write_json(facts, "facts"))
            .transpose()?,
        begun_at: upload.begun_at.0,
        touched_at: upload.touched_at.0,
    })
}

pub(super) fn read_upload(row: upload::Model) -> Answer<StoredUpload> {
    Ok(StoredUpload {
        id: UploadId(row.id),
        meeting: MeetingId(row.meeting_id),
        item: ItemId(row.item_id),
        document: DocumentId(row.document_id),
        version: VersionId(row.version_id),
        is_replacement: row.is_replacement,
        title: row.title,
        reason: row.reason,
        file_name: row.file_name,
        size: row.size.cast_unsigned(),
        secrecy: read_word(&row.secrecy, "secrecy")?,
        person: PersonId(row.person_id),
        stage: Stage::read(&row.state, row.note.as_deref())
            .ok_or(DocumentError::Stored("state"))?,
        hash: row
            .hash
            .map(|hash| hash.parse().map_err(|_| DocumentError::Stored("hash")))
            .transpose()?,
        facts: row
            .facts
            .map(|facts| serde_json::from_str(&facts).map_err(|_| DocumentError::Stored("facts")))
            .transpose()?,
        begun_at: Timestamp(row.begun_at),
        touched_at: Timestamp(row.touched_at),
    })
}

pub(super) fn version_row(version: &StoredVersion) -> Answer<document_version::Model> {
    Ok(document_version::Model {
        id: version.id.0,
        document_id: version.document.0,
        meeting_id: version.meeting.0,
        hash: version.hash.to_hex(),
        size: version.size.cast_signed(),
        file_name: version.file_name.clone(),
        secrecy: write_word(&version.secrecy, "secrecy")?,
        facts: write_json(&version.facts, "facts")?,
        is_indexed: false,
        added_by: version.added_by.0,
        added_at: version.added_at.0,
    })
}

pub(super) fn read_version(row: document_version::Model) -> Answer<StoredVersion> {
    Ok(StoredVersion {
        id: VersionId(row.id),
        document: DocumentId(row.document_id),
        meeting: MeetingId(row.meeting_id),
        hash: row
            .hash
            .parse()
            .map_err(|_| DocumentError::Stored("hash"))?,
        size: row.size.cast_unsigned(),
        file_name: row.file_name,
        secrecy: read_word(&row.secrecy, "secrecy")?,
        facts: serde_json::from_str(&row.facts).map_err(|_| DocumentError::Stored("facts"))?,
        added_by: PersonId(row.added_by),
        added_at: Timestamp(row.added_at),
    })
}

pub(super) fn write_json(value: &impl Serialize, column: &'static str) -> Answer<String> {
    serde_json::to_string(value).map_err(|_| DocumentError::Stored(column))
}

/// A value that is one word in JSON, without its quotation marks.
fn write_word(value: &impl Serialize, column: &'static str) -> Answer<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(DocumentError::Stored(column)),
    }
}

fn read_word<T: DeserializeOwned>(word: &str, column: &'static str) -> Answer<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| DocumentError::Stored(column))
}
