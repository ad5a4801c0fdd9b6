//! The fold of a version's shared annotations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnnotationEvent, SharedAnnotation, Sharing};
use crate::fold::{self, Unreadable, UnreadableEvent};
use crate::ids::{AnnotationId, PersonId, VersionId};
use crate::log::{Entry, Header};
use crate::room::{Audience, Room, Viewer};

/// The shared annotations of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Annotations {
    /// Which version.
    pub version: VersionId,
    /// The last entry folded in.
    pub seq: u64,
    /// Those that stand.
    pub shared: BTreeMap<AnnotationId, SharedAnnotation>,
}

impl AnnotationEvent {
    /// Every kind that this build writes.
    pub const KINDS: &'static [&'static str] = &["annotation_shared", "annotation_withdrawn"];

    /// The event's kind: its tag in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AnnotationShared { .. } => "annotation_shared",
            Self::AnnotationWithdrawn { .. } => "annotation_withdrawn",
        }
    }

    /// The payload's bytes.
    pub fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an event has string keys only")
    }

    /// Reads a payload of any version ever released.
    pub fn read(kind: &str, version: u16, payload: &[u8]) -> Result<Self, UnreadableEvent> {
        fold::read(kind, version, payload, Self::kind)
    }
}

impl Annotations {
    /// A version's annotations before the first.
    pub fn new(version: VersionId) -> Self {
        Self {
            version,
            seq: 0,
            shared: BTreeMap::new(),
        }
    }

    /// Folds in one entry as it came over the wire.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Unreadable> {
        if let Some((header, event)) = fold::next(&mut self.seq, entry, AnnotationEvent::read)? {
            self.fold(&header, &event);
        }
        Ok(())
    }

    /// Counts one entry without looking into it.
    pub fn advance(&mut self, seq: u64) -> Result<(), Unreadable> {
        fold::advance(&mut self.seq, seq)
    }

    /// What one event does.
    pub fn fold(&mut self, header: &Header, event: &AnnotationEvent) {
        match event {
            AnnotationEvent::AnnotationShared {
                annotation,
                author_name,
                sharing,
            } => {
                self.shared.insert(
                    annotation.id,
                    SharedAnnotation {
                        annotation: annotation.clone(),
                        author: author(header),
                        author_name: author_name.clone(),
                        sharing: *sharing,
                        at: header.at,
                    },
                );
            }
            AnnotationEvent::AnnotationWithdrawn { annotation } => {
                self.shared.remove(annotation);
            }
        }
    }

    /// How much of an event a reader is given (rule AN-3). Withdrawing is told to all: it carries an id alone.
    pub fn audience(
        room: &Room,
        header: &Header,
        event: &AnnotationEvent,
        viewer: &Viewer,
        version: VersionId,
    ) -> Audience {
        let shows = room
            .version(version)
            .is_some_and(|(_, document, _)| room.shows_item(viewer, document.item));
        let may = match event {
            AnnotationEvent::AnnotationShared { sharing, .. } => {
                sees(room, viewer, author(header), *sharing)
            }
            AnnotationEvent::AnnotationWithdrawn { .. } => true,
        };
        if shows && may {
            Audience::Full
        } else {
            Audience::Redacted
        }
    }

    /// The annotations as a reader may see them.
    pub fn view_for(&self, room: &Room, viewer: &Viewer) -> Self {
        let shows = room
            .version(self.version)
            .is_some_and(|(_, document, _)| room.shows_item(viewer, document.item));
        let mut view = self.clone();
        view.shared
            .retain(|_, shared| shows && sees(room, viewer, shared.author, shared.sharing));
        view
    }
}

fn author(header: &Header) -> PersonId {
    header.on_behalf_of.unwrap_or(header.actor)
}

fn sees(room: &Room, viewer: &Viewer, author: PersonId, sharing: Sharing) -> bool {
    match sharing {
        Sharing::Meeting => true,
        Sharing::Secretary => viewer.person == author || room.keeps_record(viewer),
    }
}
