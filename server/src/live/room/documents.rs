//! Deciding on documents. Their files are checked and stored elsewhere; what reaches the room are
//! facts that the server found itself, never a client's word.

use nghisu_protocol::{
    ids::{DocumentId, ItemId},
    room::{
        Act, Rejection, Room, RoomEvent, Viewer,
        state::{ItemStatus, Stage, Version},
    },
};

use super::{MAX_DOCUMENTS, MAX_VERSIONS};
use crate::text::{line, passage};

/// Whether documents may be added to an item now, by this actor: ask before an upload begins, too.
///
/// # Errors
/// Why not.
pub fn may_add(room: &Room, actor: &Viewer, item: ItemId) -> Result<(), Rejection> {
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if !room.allows(actor, Act::Prepare) {
        return Err(Rejection::NotAllowed);
    }
    if !matches!(room.stage, Stage::Draft | Stage::Published | Stage::Open) {
        return Err(Rejection::WrongStage);
    }
    let item = room.items.get(&item).ok_or(Rejection::UnknownItem)?;
    if item.is_closed_session {
        return Err(Rejection::ClosedSession);
    }
    if item.status == ItemStatus::Withdrawn {
        return Err(Rejection::WrongItemStatus);
    }
    if room.documents.len() >= MAX_DOCUMENTS {
        return Err(Rejection::TooMany);
    }
    Ok(())
}

/// A document with its first version is added to an item.
///
/// # Errors
/// Why not.
pub fn add(
    room: &Room,
    actor: &Viewer,
    document: DocumentId,
    item: ItemId,
    title: &str,
    version: Version,
) -> Result<Vec<RoomEvent>, Rejection> {
    may_add(room, actor, item)?;
    if room.documents.contains_key(&document) || room.version(version.id).is_some() {
        return Err(Rejection::DocumentExists);
    }
    Ok(vec![RoomEvent::DocumentAdded {
        document,
        item,
        title: line(title, 1, 300)?,
        version,
    }])
}

/// A document gets a new version; `version.reason` says why.
///
/// # Errors
/// Why not.
pub fn replace(
    room: &Room,
    actor: &Viewer,
    document: DocumentId,
    version: Version,
) -> Result<Vec<RoomEvent>, Rejection> {
    let known = room
        .documents
        .get(&document)
        .ok_or(Rejection::UnknownDocument)?;
    may_add(room, actor, known.item)?;
    if room.version(version.id).is_some() {
        return Err(Rejection::DocumentExists);
    }
    if known.versions.len() >= MAX_VERSIONS {
        return Err(Rejection::TooMany);
    }
    Ok(vec![RoomEvent::DocumentReplaced {
        document,
        item: known.item,
        version: Version {
            reason: passage(&version.reason, 1, 500)?,
            ..version
        },
    }])
}
