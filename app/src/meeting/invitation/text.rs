//! The words that a secretary pastes into a messenger: the invitation, what changed since, whom to remind. They go to
//! people in the office, so they are Vietnamese whatever language the app is set to. Pure.

use std::fmt::Write as _;

use nghisu_protocol::invitation::{chair, facts, when};
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{Document, ItemStatus};

use super::model::{Answer, Invited};

/// The invitation, with the address where papers and answer are.
pub fn invitation(room: &Room, address: &str) -> String {
    let title = &room.details.title;
    format!("Kính mời dự: {title}\n{}", facts(room, |_| true, address))
}

/// What is different now from what was announced; `None` where nothing is.
pub fn changes(announced: &Room, now: &Room, address: &str) -> Option<String> {
    let mut lines = Vec::new();
    if announced.details.title != now.details.title {
        lines.push(format!("Tên cuộc họp: {}", now.details.title));
    }
    let (before, after) = (when(&announced.details), when(&now.details));
    if before != after {
        lines.extend(after.map(|when| format!("Thời gian: {when}")));
    }
    if announced.details.place != now.details.place {
        lines.push(format!("Địa điểm: {}", now.details.place));
    }
    let (before, after) = (chair(announced), chair(now));
    if before != after {
        lines.extend(after.map(|chair| format!("Chủ trì: {chair}")));
    }
    lines.extend(changed_items(announced, now));
    lines.extend(changed_papers(announced, now));
    if lines.is_empty() {
        return None;
    }
    let mut said = format!("Có thay đổi: {}\n", now.details.title);
    for line in lines {
        let _ = writeln!(said, "- {line}");
    }
    let _ = write!(said, "Xem tại: {address}");
    Some(said)
}

fn changed_items(announced: &Room, now: &Room) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, (id, item)) in (1..).zip(now.agenda()) {
        let is_off = item.status == ItemStatus::Withdrawn;
        match announced.items.get(&id) {
            None if is_off => {}
            None => lines.push(format!("Thêm nội dung {number}: {}", item.title)),
            Some(before) if is_off && before.status != ItemStatus::Withdrawn => {
                lines.push(format!("Rút nội dung: {}", item.title));
            }
            Some(before) if before.title != item.title => {
                lines.push(format!("Nội dung {number} sửa thành: {}", item.title));
            }
            Some(_) => {}
        }
    }
    for (id, item) in announced.agenda() {
        if !now.items.contains_key(&id) {
            lines.push(format!("Bỏ nội dung: {}", item.title));
        }
    }
    let order = |room: &Room, other: &Room| -> Vec<_> {
        let agenda = room.agenda().into_iter().map(|(id, _)| id);
        agenda.filter(|id| other.items.contains_key(id)).collect()
    };
    if order(announced, now) != order(now, announced) {
        lines.push("Đổi thứ tự các nội dung".to_owned());
    }
    lines
}

fn changed_papers(announced: &Room, now: &Room) -> Vec<String> {
    let mut lines = Vec::new();
    let reason = |document: &Document| {
        let reason = document.current().map(|version| version.reason.clone());
        let reason = reason.filter(|reason| !reason.is_empty());
        reason
            .map(|reason| format!(" ({reason})"))
            .unwrap_or_default()
    };
    for id in &now.document_order {
        let Some(document) = now.documents.get(id) else {
            continue;
        };
        match announced.documents.get(id) {
            None => lines.push(format!("Thêm tài liệu: {}", document.title)),
            Some(before) if before.versions.len() < document.versions.len() => {
                lines.push(format!(
                    "Bản mới của tài liệu: {}{}",
                    document.title,
                    reason(document)
                ));
            }
            Some(_) => {}
        }
    }
    for (id, document) in &announced.documents {
        if !now.documents.contains_key(id) {
            lines.push(format!("Rút tài liệu: {}", document.title));
        }
    }
    lines
}

/// Who has not answered yet, to be reminded; `None` where everybody has.
pub fn reminder(room: &Room, all: &[Invited], address: &str) -> Option<String> {
    let silent: Vec<&Invited> = all
        .iter()
        .filter(|one| one.answer == Answer::Silent)
        .collect();
    if silent.is_empty() {
        return None;
    }
    let mut said = format!("Chưa trả lời dự họp: {}\n", room.details.title);
    if let Some(when) = when(&room.details) {
        let _ = writeln!(said, "Thời gian: {when}");
    }
    for one in silent {
        let _ = match one.position.as_str() {
            "" => writeln!(said, "- {}", one.name),
            position => writeln!(said, "- {}, {position}", one.name),
        };
    }
    let _ = write!(said, "Đề nghị trả lời tại: {address}");
    Some(said)
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{DocumentId, ItemId, Timestamp, Uuid};
    use nghisu_protocol::room::state::Item;

    use super::super::model::invited;
    use super::super::model::tests::{person, room};
    use super::*;

    const ADDRESS: &str = "https://hop.example.vn/meetings/1";

    fn item(title: &str, position: u64) -> Item {
        serde_json::from_value(serde_json::json!({
            "title": title, "position": position, "presenting_body": "Sở Tài chính",
        }))
        .unwrap()
    }

    fn announced() -> Room {
        let mut room = room();
        room.details.title = "Phiên họp tháng 12".into();
        room.details.place = "Phòng họp số 1".into();
        // 16/12/2026, 08:00 and 11:00 in Vietnam.
        room.details.starts_at = Some(Timestamp(1_797_382_800_000));
        room.details.ends_at = Some(Timestamp(1_797_393_600_000));
        room.chair = Some(person(2));
        room.items
            .insert(ItemId(Uuid::from_u128(1)), item("Tình hình kinh tế", 1));
        room.items
            .insert(ItemId(Uuid::from_u128(2)), item("Dự toán", 2));
        room
    }

    #[test]
    fn the_invitation_says_when_where_who_and_what() {
        assert_eq!(
            invitation(&announced(), ADDRESS),
            "Kính mời dự: Phiên họp tháng 12\n\
             Thời gian: 08:00–11:00, thứ Tư, 16/12/2026\n\
             Địa điểm: Phòng họp số 1\n\
             Chủ trì: Lê Quang Thiệu\n\
             Nội dung:\n\
             1. Tình hình kinh tế (Sở Tài chính)\n\
             2. Dự toán (Sở Tài chính)\n\
             Tài liệu, trả lời dự họp và vào phòng họp: https://hop.example.vn/meetings/1"
        );
    }

    #[test]
    fn what_changed_holds_only_what_changed() {
        let before = announced();
        assert_eq!(changes(&before, &before, ADDRESS), None);
        let mut now = before.clone();
        now.details.place = "Phòng họp số 2".into();
        now.items
            .insert(ItemId(Uuid::from_u128(3)), item("Việc khác", 3));
        if let Some(first) = now.items.get_mut(&ItemId(Uuid::from_u128(1))) {
            first.status = ItemStatus::Withdrawn;
        }
        let document = DocumentId(Uuid::from_u128(7));
        now.document_order.push(document);
        now.documents.insert(
            document,
            serde_json::from_value(serde_json::json!({
                "item": Uuid::from_u128(2), "title": "Tờ trình 12", "versions": [], "is_late": true,
            }))
            .unwrap(),
        );
        assert_eq!(
            changes(&before, &now, ADDRESS).as_deref(),
            Some(
                "Có thay đổi: Phiên họp tháng 12\n\
                 - Địa điểm: Phòng họp số 2\n\
                 - Rút nội dung: Tình hình kinh tế\n\
                 - Thêm nội dung 3: Việc khác\n\
                 - Thêm tài liệu: Tờ trình 12\n\
                 Xem tại: https://hop.example.vn/meetings/1"
            )
        );
    }

    #[test]
    fn who_has_not_answered_is_named_until_everybody_has() {
        let mut room = announced();
        let said = reminder(&room, &invited(&room), ADDRESS).unwrap();
        assert!(
            said.contains("- Ngô Bá Thịnh\n- Hồ Thị Xuân Ái\n"),
            "{said}"
        );
        for number in 2..5 {
            let reply = nghisu_protocol::room::state::Reply::Attend {};
            let at = Timestamp(1);
            room.replies.insert(
                person(number),
                nghisu_protocol::room::state::GivenReply { reply, at },
            );
        }
        assert_eq!(reminder(&room, &invited(&room), ADDRESS), None);
    }
}
