//! The entry for a person's calendar (RFC 5545): published, not requested, because who attends is answered in the product.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;
use nghisu_protocol::{ids, room::Room};

/// What a calendar program is told; `None` where the meeting has no time yet.
///
/// A later entry of the same meeting takes the place of an earlier one: `UID` is the meeting's, `SEQUENCE` the number of
/// the log's entry that the letter rests on (RFC 5545, 3.8.7.4), `DTSTAMP` the time of this letter (3.8.7.2).
pub(super) fn entry(
    room: &Room,
    host: &str,
    address: &str,
    words: &str,
    now: ids::Timestamp,
) -> Option<String> {
    let starts = stamp(room.details.starts_at?.0)?;
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", room.meeting))
        .sequence(u32::try_from(room.seq).unwrap_or(u32::MAX))
        .status(EventStatus::Confirmed)
        .summary(&room.details.title)
        .description(words)
        .url(address)
        .append_property(Property::new("DTSTAMP", stamp(now.0)?))
        .append_property(Property::new("DTSTART", &starts));
    if let Some(ends) = room.details.ends_at.and_then(|ends| stamp(ends.0)) {
        event.append_property(Property::new("DTEND", &ends));
    }
    if !room.details.place.is_empty() {
        event.location(&room.details.place);
    }
    let mut calendar = Calendar::new();
    calendar
        .append_property(Property::new("METHOD", "PUBLISH"))
        .push(event.done());
    Some(calendar.to_string())
}

/// `20261216T010000Z`.
fn stamp(at_ms: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(at_ms).ok()?;
    Some(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}
