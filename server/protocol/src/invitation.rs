//! The words of an invitation, as they go to people in the office: Vietnamese, whatever language a screen is set to. Pure.

use std::fmt::Write as _;

use crate::ids::ItemId;
use crate::local_time::Local;
use crate::room::Room;
use crate::room::state::{Details, ItemStatus};

const WEEKDAYS: [&str; 7] = [
    "thứ Hai",
    "thứ Ba",
    "thứ Tư",
    "thứ Năm",
    "thứ Sáu",
    "thứ Bảy",
    "Chủ nhật",
];

/// `08:00–11:00, thứ Tư, 16/12/2026`; nothing where there is no time yet.
#[must_use]
pub fn when(details: &Details) -> Option<String> {
    let starts = Local::of(details.starts_at?.0);
    let mut said = starts.time();
    if let Some(ends) = details.ends_at {
        let _ = write!(said, "–{}", Local::of(ends.0).time());
    }
    let weekday = WEEKDAYS[starts.weekday() as usize % WEEKDAYS.len()];
    let _ = write!(said, ", {weekday}, {}", starts.date());
    Some(said)
}

/// Who chairs, with their position; nothing where nobody is named.
#[must_use]
pub fn chair(room: &Room) -> Option<String> {
    let who = room.participants.get(&room.chair?)?;
    Some(if who.position.is_empty() {
        who.name.clone()
    } else {
        format!("{}, {}", who.name, who.position)
    })
}

/// Time, place, chair, those items that `shows` lets through, and the address where papers and answer are. An item keeps
/// the number that it has on the whole agenda only where all are shown.
#[must_use]
pub fn facts(room: &Room, shows: impl Fn(ItemId) -> bool, address: &str) -> String {
    let mut said = String::new();
    if let Some(when) = when(&room.details) {
        let _ = writeln!(said, "Thời gian: {when}");
    }
    if !room.details.place.is_empty() {
        let _ = writeln!(said, "Địa điểm: {}", room.details.place);
    }
    if let Some(chair) = chair(room) {
        let _ = writeln!(said, "Chủ trì: {chair}");
    }
    let agenda = room.agenda();
    let items: Vec<_> = agenda
        .into_iter()
        .filter(|(_, item)| item.status != ItemStatus::Withdrawn)
        .collect();
    let shown: Vec<_> = items.iter().filter(|(id, _)| shows(*id)).collect();
    if !shown.is_empty() {
        said.push_str("Nội dung:\n");
        let is_whole = shown.len() == items.len();
        for (number, (_, item)) in (1..).zip(shown) {
            let _ = if is_whole {
                write!(said, "{number}. {}", item.title)
            } else {
                write!(said, "- {}", item.title)
            };
            if !item.presenting_body.is_empty() {
                let _ = write!(said, " ({})", item.presenting_body);
            }
            said.push('\n');
        }
    }
    let _ = write!(said, "Tài liệu, trả lời dự họp và vào phòng họp: {address}");
    said
}
