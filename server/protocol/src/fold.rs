//! What the folds of all streams share: counting entries, and reading events of any version ever released.

use serde::de::DeserializeOwned;

use crate::log::{Entry, Header};

/// The version under which this build writes every kind of event.
pub const EVENT_VERSION: u16 = 1;

/// An entry that no build of this product wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableEvent {
    /// A kind or a version that this build does not know: it is newer.
    #[error("event kind `{kind}` version {version} is newer than this build")]
    Unknown {
        /// The kind.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// The payload does not have the shape of its kind.
    #[error("the payload of a `{kind}` event does not read: {reason}")]
    Malformed {
        /// The kind.
        kind: String,
        /// What the reader said.
        reason: String,
    },
}

/// An entry that cannot be folded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not the next entry.
    #[error("entry {found} where {expected} was due")]
    Gap {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// The header is no header.
    #[error("the header does not read: {0}")]
    Header(String),
    /// The payload is no event.
    #[error(transparent)]
    Event(#[from] UnreadableEvent),
}

/// Counts the entry and reads what it holds; nothing of one that is redacted.
pub(crate) fn next<E>(
    seq: &mut u64,
    entry: &Entry,
    read: fn(&str, u16, &[u8]) -> Result<E, UnreadableEvent>,
) -> Result<Option<(Header, E)>, Unreadable> {
    match entry {
        Entry::Redacted { seq: found, .. } => advance(seq, *found).map(|()| None),
        Entry::Full { header, payload } => {
            let header: Header = serde_json::from_str(header)
                .map_err(|error| Unreadable::Header(error.to_string()))?;
            let event = read(&header.kind, header.version, payload.as_bytes())?;
            advance(seq, header.seq)?;
            Ok(Some((header, event)))
        }
    }
}

/// Counts one entry; only the next one counts.
pub(crate) fn advance(seq: &mut u64, found: u64) -> Result<(), Unreadable> {
    let expected = *seq + 1;
    if found != expected {
        return Err(Unreadable::Gap { expected, found });
    }
    *seq = found;
    Ok(())
}

/// Reads a payload under the kind and the version that its header names.
pub(crate) fn read<E: DeserializeOwned>(
    kind: &str,
    version: u16,
    payload: &[u8],
    kind_of: fn(&E) -> &'static str,
) -> Result<E, UnreadableEvent> {
    if version != EVENT_VERSION {
        return Err(UnreadableEvent::Unknown {
            kind: kind.to_owned(),
            version,
        });
    }
    let malformed = |reason: String| UnreadableEvent::Malformed {
        kind: kind.to_owned(),
        reason,
    };
    let event: E = serde_json::from_slice(payload).map_err(|error| malformed(error.to_string()))?;
    if kind_of(&event) == kind {
        Ok(event)
    } else {
        Err(malformed("the header names another kind".to_owned()))
    }
}
