//! Streams: the logs that the product keeps, and their names.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{MeetingId, PersonId, VersionId};

/// The name of one log. Every stream is numbered from 1 without gaps (rule EV-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum StreamId {
    /// Everything that happens in a meeting, from its first draft to its archive.
    Room(MeetingId),
    /// The shared annotations on one version of a document.
    Annotations(VersionId),
    /// What concerns one person alone.
    Person(PersonId),
}

/// A text that names no stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no stream; expected room/<id>, annotations/<id> or person/<id>")]
pub struct UnknownStream(pub String);

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(id) => write!(f, "room/{id}"),
            Self::Annotations(id) => write!(f, "annotations/{id}"),
            Self::Person(id) => write!(f, "person/{id}"),
        }
    }
}

impl FromStr for StreamId {
    type Err = UnknownStream;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownStream(text.to_owned());
        let (family, id) = text.split_once('/').ok_or_else(unknown)?;
        match family {
            "room" => id.parse().map(Self::Room).map_err(|_| unknown()),
            "annotations" => id.parse().map(Self::Annotations).map_err(|_| unknown()),
            "person" => id.parse().map(Self::Person).map_err(|_| unknown()),
            _ => Err(unknown()),
        }
    }
}

impl From<StreamId> for String {
    fn from(stream: StreamId) -> Self {
        stream.to_string()
    }
}

impl TryFrom<String> for StreamId {
    type Error = UnknownStream;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_stream_reads_back_its_name() {
        for stream in [
            StreamId::Room(MeetingId(Uuid::from_u128(1))),
            StreamId::Annotations(VersionId(Uuid::from_u128(2))),
            StreamId::Person(PersonId(Uuid::from_u128(3))),
        ] {
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
    }

    #[test]
    fn a_foreign_name_is_refused() {
        for text in [
            "",
            "room",
            "room/",
            "room/7",
            "votes/00000000-0000-0000-0000-000000000001",
        ] {
            assert!(text.parse::<StreamId>().is_err(), "{text}");
        }
    }
}
