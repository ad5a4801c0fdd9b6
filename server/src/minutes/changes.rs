//! What differs between two versions of minutes, part by part and paragraph by paragraph. Pure.
//!
//! Parts are named in the words of the form, items by their numbers. Within a part the paragraphs that
//! both versions share stay where they are (a longest common subsequence); what stands between them is
//! a change.

use nghisu_protocol::{
    ids::Timestamp,
    minutes::{MinutesChange, MinutesFacts, MinutesPerson, Tenure},
    room::state::{Attendance, HandVote},
};

use unicode_normalization::UnicodeNormalization as _;

use super::paper::{Content, local, outcome};
use crate::subsequence::longest_common;

/// The changes from one version to another, in the order of the newer one; parts that are gone follow.
#[must_use]
pub fn between(old: &Content, new: &Content) -> Vec<MinutesChange> {
    let (old, new) = (parts(old), parts(new));
    let paragraphs = |parts: &[(String, Vec<String>)], place: &str| -> Vec<String> {
        parts
            .iter()
            .find(|(other, _)| other == place)
            .map(|(_, paragraphs)| paragraphs.clone())
            .unwrap_or_default()
    };
    let mut changes = Vec::new();
    for (place, now) in &new {
        compare(place, &paragraphs(&old, place), now, &mut changes);
    }
    for (place, before) in &old {
        if !new.iter().any(|(other, _)| other == place) {
            compare(place, before, &[], &mut changes);
        }
    }
    changes
}

/// Letters of a passage by which it is looked for: enough to be the only one, and seldom over a page's end.
const BEGINNING: usize = 60;

/// Says on which page of a file each change stands, where its words are there: `pages` are the words of each page, in one
/// line. The order of the changes is that of the text, so a passage that stands in several places is looked for from where
/// the one before it was found.
pub fn place_on_pages(changes: &mut [MinutesChange], pages: &[String]) {
    let pages: Vec<String> = pages.iter().map(|page| letters(page).collect()).collect();
    let mut from = 0;
    for change in changes {
        let beginning: String = letters(&change.new).take(BEGINNING).collect();
        if beginning.is_empty() {
            continue;
        }
        let found = pages
            .iter()
            .skip(from)
            .position(|page| page.contains(&beginning))
            .map(|further| from + further)
            .or_else(|| pages.iter().position(|page| page.contains(&beginning)));
        if let Some(at) = found {
            from = at;
            change.page = u32::try_from(at + 1).ok();
        }
    }
}

/// Letters and digits alone: how a line was broken and what joins words in print says nothing.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.nfc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

/// Everything that is printed, by the part in which it stands.
fn parts(content: &Content) -> Vec<(String, Vec<String>)> {
    let Content {
        number,
        facts,
        text,
    } = content;
    let mut parts = Vec::new();
    let mut part = |place: &str, paragraphs: Vec<String>| {
        let filled = paragraphs
            .into_iter()
            .map(|paragraph| paragraph.trim().to_owned())
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        parts.push((place.to_owned(), filled));
    };
    let number = number.map_or_else(
        || text.symbol.clone(),
        |number| format!("{number:02}/{}", text.symbol),
    );
    let moment = |at: Option<Timestamp>| vec![at.map(day_and_time).unwrap_or_default()];
    part("Cơ quan cấp trên", vec![text.superior_agency.clone()]);
    part("Cơ quan ban hành", vec![text.issuing_agency.clone()]);
    part("Số, ký hiệu", vec![number]);
    part("Tên cuộc họp", vec![facts.title.clone()]);
    part("Thời gian bắt đầu", moment(facts.started_at));
    part("Địa điểm", vec![text.place.clone()]);
    part("Căn cứ", vec![text.basis.clone()]);
    part(
        "Thành phần tham dự",
        facts.participants.iter().map(person).collect(),
    );
    part("Chủ tọa", facts.chairs.iter().map(tenure).collect());
    part("Thư ký", facts.secretaries.iter().map(tenure).collect());
    for item in &facts.items {
        let place = format!("Nội dung {}", item.number);
        let words = text.items.iter().find(|words| words.item == item.item);
        let mut course = words.map(|words| words.course.clone()).unwrap_or_default();
        course.extend(outcome(item.status).map(str::to_owned));
        part(&place, vec![item.title.clone(), item.presenter.clone()]);
        part(&format!("{place}, diễn biến"), course);
        part(
            &format!("{place}, biểu quyết"),
            item.votes.iter().map(vote).collect(),
        );
        part(
            &format!("{place}, kết luận"),
            words
                .map(|words| words.conclusions.clone())
                .unwrap_or_default(),
        );
    }
    part("Thông qua biên bản", vec![text.adoption.clone()]);
    part("Thời gian kết thúc", moment(facts.ended_at));
    part(
        "Người ký, thư ký",
        vec![
            text.secretary_authority.clone(),
            name_of(facts, text.secretary),
        ],
    );
    part(
        "Người ký, chủ tọa",
        vec![text.chair_authority.clone(), name_of(facts, text.chair)],
    );
    part("Nơi nhận", text.recipients.clone());
    part("Lưu", vec![text.archive.clone()]);
    parts
}

fn person(person: &MinutesPerson) -> String {
    let mut words = tidy(&person.name, &person.position);
    words.push_str(&match &person.attendance {
        Attendance::Unknown => ": chưa ghi nhận".to_owned(),
        Attendance::Present { .. } => ": có mặt".to_owned(),
        Attendance::Late { at } => format!(": có mặt từ {}", local(*at).strftime("%H:%M")),
        Attendance::AbsentWithReason { reason } if reason.is_empty() => {
            ": vắng có lý do".to_owned()
        }
        Attendance::AbsentWithReason { reason } => format!(": vắng có lý do ({reason})"),
        Attendance::Absent => ": vắng".to_owned(),
    });
    if let Some(absent) = &person.substitute_for {
        words.push_str(&format!(", dự thay {absent}"));
    }
    words
}

fn tenure(tenure: &Tenure) -> String {
    let mut words = tidy(&tenure.name, &tenure.position);
    if let Some(from) = tenure.from {
        words.push_str(&format!(", từ {}", local(from).strftime("%H:%M")));
    }
    if let Some(until) = tenure.until {
        words.push_str(&format!(", đến {}", local(until).strftime("%H:%M")));
    }
    words
}

fn vote(vote: &HandVote) -> String {
    format!(
        "{}: tán thành {}, không tán thành {}, không biểu quyết {}",
        vote.subject, vote.approve, vote.reject, vote.abstain
    )
}

fn name_of(facts: &MinutesFacts, person: Option<nghisu_protocol::ids::PersonId>) -> String {
    facts
        .chairs
        .iter()
        .chain(&facts.secretaries)
        .find(|tenure| Some(tenure.person) == person)
        .map(|tenure| tenure.name.clone())
        .unwrap_or_default()
}

fn tidy(name: &str, position: &str) -> String {
    if position.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {position}")
    }
}

fn day_and_time(at: Timestamp) -> String {
    local(at).strftime("%H:%M, %d/%m/%Y").to_string()
}

/// The changes between two lists of paragraphs.
fn compare(place: &str, old: &[String], new: &[String], changes: &mut Vec<MinutesChange>) {
    let mut push = |old: &[String], new: &[String]| {
        // Paragraphs that took each other's place are shown beside each other, one by one.
        for index in 0..old.len().max(new.len()) {
            let at = |texts: &[String]| texts.get(index).cloned().unwrap_or_default();
            changes.push(MinutesChange {
                place: place.to_owned(),
                old: at(old),
                new: at(new),
                page: None,
            });
        }
    };
    let (mut left, mut right) = (0, 0);
    for (in_old, in_new) in longest_common(old, new) {
        push(&old[left..in_old], &new[right..in_new]);
        (left, right) = (in_old + 1, in_new + 1);
    }
    push(&old[left..], &new[right..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(old: &[&str], new: &[&str]) -> Vec<(String, String)> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (texts(old), texts(new));
        let mut changes = Vec::new();
        compare("Nội dung 1", &old, &new, &mut changes);
        changes
            .into_iter()
            .map(|change| (change.old, change.new))
            .collect()
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn a_change_is_on_the_page_where_its_words_begin() {
        let mut changes = Vec::new();
        let new = ["Nhất trí.", "Giao Sở Tài chính\nchủ trì.", "không in ra"];
        compare(
            "Nội dung 1",
            &["cũ".to_owned()],
            &new.map(str::to_owned),
            &mut changes,
        );
        compare("Lưu", &["VT".to_owned()], &[], &mut changes);
        let pages = [
            "Nhất trí. BIÊN BẢN",
            "… Giao Sở Tài chính chủ trì.",
            "Nhất trí.",
        ];
        place_on_pages(&mut changes, &pages.map(str::to_owned));
        let on: Vec<_> = changes.iter().map(|change| change.page).collect();
        // What was taken out is on no page.
        assert_eq!(on, [Some(1), Some(2), None, None]);
    }

    #[test]
    fn paragraphs_that_both_have_are_no_change() {
        assert_eq!(changes(&["a", "b"], &["a", "b"]), []);
        assert_eq!(
            changes(&["a", "b", "c"], &["a", "x", "c"]),
            [pair("b", "x")]
        );
        assert_eq!(changes(&["a", "c"], &["a", "b", "c"]), [pair("", "b")]);
        assert_eq!(
            changes(&["a", "b", "c"], &["c"]),
            [pair("a", ""), pair("b", "")]
        );
        assert_eq!(
            changes(&["a"], &["b", "c"]),
            [pair("a", "b"), pair("", "c")]
        );
    }
}
