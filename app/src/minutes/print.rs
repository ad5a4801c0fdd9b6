//! What the log says, in the words in which the paper prints it (Nghị định 30/2020/NĐ-CP, Mẫu 1.9). Always
//! Vietnamese, whatever language the screen speaks: it is what will be signed. Pure.

use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::minutes::{MinutesFacts, MinutesItem, MinutesPerson, Tenure};
use nghisu_protocol::room::state::{Attendance, HandVote, ItemStatus, ParticipantRole};

use crate::dates::Local;

/// People of one kind, in rank order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `Có mặt: 18 người`.
    pub heading: String,
    /// Each person's line.
    pub people: Vec<String>,
}

/// `08 giờ 00 phút`.
pub fn long_time(at: Timestamp) -> String {
    let local = Local::of(at.0);
    format!("{:02} giờ {:02} phút", local.hour, local.minute)
}

/// `ngày 16 tháng 12 năm 2026`; the month is padded for January and February only.
pub fn long_date(at: Timestamp) -> String {
    let local = Local::of(at.0);
    let month = if local.month < 3 {
        format!("{:02}", local.month)
    } else {
        local.month.to_string()
    };
    format!("ngày {:02} tháng {month} năm {}", local.day, local.year)
}

/// `08 giờ 00 phút, ngày 16 tháng 12 năm 2026`.
pub fn moment(at: Timestamp) -> String {
    format!("{}, {}", long_time(at), long_date(at))
}

fn named(name: &str, position: &str) -> String {
    match phrase(position) {
        "" => name.to_owned(),
        position => format!("{name}, {position}"),
    }
}

/// Takes the closing punctuation away, for a text that goes on.
fn phrase(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ';', ','])
}

/// The participants as the paper groups them.
pub fn groups(facts: &MinutesFacts) -> Vec<Group> {
    const KINDS: [&str; 5] = [
        "Có mặt",
        "Khách mời",
        "Vắng có lý do",
        "Vắng không có lý do",
        "Chưa ghi nhận có mặt hay vắng",
    ];
    KINDS
        .into_iter()
        .enumerate()
        .filter_map(|(kind, label)| {
            let people: Vec<String> = facts
                .participants
                .iter()
                .filter(|person| kind_of(person) == kind)
                .map(person_line)
                .collect();
            (!people.is_empty()).then(|| Group {
                heading: format!("{label}: {:02} người", people.len()),
                people,
            })
        })
        .collect()
}

fn kind_of(person: &MinutesPerson) -> usize {
    match &person.attendance {
        Attendance::Present { .. } | Attendance::Late { .. } => {
            usize::from(person.substitute_for.is_none() && person.role == ParticipantRole::Guest)
        }
        Attendance::AbsentWithReason { .. } => 2,
        Attendance::Absent => 3,
        Attendance::Unknown => 4,
    }
}

fn person_line(person: &MinutesPerson) -> String {
    let mut line = named(&person.name, &person.position);
    // Whoever was to stand in is told so in every list.
    if let Some(absent) = &person.substitute_for {
        line = format!("{line} – dự thay {absent}");
    }
    match (&person.attendance, &person.substitute_for, person.role) {
        (Attendance::Present { .. } | Attendance::Late { .. }, None, ParticipantRole::Guest)
            if !person.items.is_empty() =>
        {
            format!("{line} – dự nội dung {}", listed(&person.items))
        }
        (Attendance::Late { at }, None, ParticipantRole::Delegate) => {
            format!("{line} – có mặt từ {}", long_time(*at))
        }
        (Attendance::AbsentWithReason { reason }, ..) if !reason.trim().is_empty() => {
            format!("{line} – lý do: {}", phrase(reason))
        }
        _ => line,
    }
}

fn listed(numbers: &[u32]) -> String {
    let words: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} và {last}", first.join(", ")),
        words => words.join(""),
    }
}

/// Who chaired, or wrote, and from when to when.
pub fn tenure(tenure: &Tenure) -> String {
    let line = named(&tenure.name, &tenure.position);
    match (tenure.from, tenure.until) {
        (Some(from), Some(until)) => {
            format!("{line} (từ {} đến {})", long_time(from), long_time(until))
        }
        (Some(from), None) => format!("{line} (từ {})", long_time(from)),
        (None, Some(until)) => format!("{line} (đến {})", long_time(until)),
        (None, None) => line,
    }
}

/// Who presented an item and when; nothing when neither is known.
pub fn presented(item: &MinutesItem) -> Option<String> {
    let times = match (item.started_at, item.ended_at) {
        (Some(from), Some(until)) => {
            Some(format!("từ {} đến {}", long_time(from), long_time(until)))
        }
        (Some(from), None) => Some(format!("bắt đầu lúc {}", long_time(from))),
        (None, _) => None,
    };
    match (phrase(&item.presenter), times) {
        ("", None) => None,
        ("", Some(times)) => Some(format!("Thời gian: {times}.")),
        (presenter, None) => Some(format!("Trình bày: {presenter}.")),
        (presenter, Some(times)) => Some(format!("Trình bày: {presenter} ({times}).")),
    }
}

/// A hand vote in its three numbers.
pub fn vote(vote: &HandVote) -> String {
    let all = vote
        .approve
        .saturating_add(vote.reject)
        .saturating_add(vote.abstain);
    format!(
        "Biểu quyết (giơ tay): {}. Kết quả trên tổng số {all} đại biểu biểu quyết: tán thành {}; không tán thành {}; không biểu quyết {}.",
        phrase(&vote.subject),
        vote.approve,
        vote.reject,
        vote.abstain,
    )
}

/// What is said of an item that was not done.
pub fn outcome(status: ItemStatus) -> Option<&'static str> {
    match status {
        ItemStatus::Pending => Some("Nội dung này chưa được xem xét."),
        ItemStatus::Postponed => Some("Nội dung này được hoãn."),
        ItemStatus::Withdrawn => Some("Nội dung này được rút khỏi chương trình."),
        ItemStatus::Open | ItemStatus::Done => None,
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{PersonId, Uuid};

    use super::*;

    /// 16/12/2026 08:00 in Vietnam.
    const EIGHT: Timestamp = Timestamp(1_797_382_800_000);

    fn person(name: &str, attendance: Attendance) -> MinutesPerson {
        MinutesPerson {
            person: PersonId(Uuid::from_u128(1)),
            name: name.into(),
            position: "Phó Giám đốc Sở Xây dựng".into(),
            role: ParticipantRole::Delegate,
            attendance,
            substitute_for: None,
            items: vec![],
        }
    }

    #[test]
    fn a_moment_is_written_as_decree_30_wants_it() {
        assert_eq!(moment(EIGHT), "08 giờ 00 phút, ngày 16 tháng 12 năm 2026");
    }

    #[test]
    fn people_keep_their_rank_within_their_group() {
        let there = Attendance::Present { at: EIGHT };
        let away = Attendance::AbsentWithReason {
            reason: "đi công tác.".into(),
        };
        let mut stand_in = person("Ứng Thị Hạnh Ngân", there.clone());
        stand_in.substitute_for = Some("Ngô Bá Thịnh, Giám đốc Sở Xây dựng".into());
        let facts = MinutesFacts {
            title: "Họp".into(),
            started_at: Some(EIGHT),
            ended_at: None,
            participants: vec![person("Z", there), person("Y", away), stand_in],
            chairs: vec![],
            secretaries: vec![],
            items: vec![],
            log_size: None,
            log_root: None,
        };
        let mut unrecorded = facts.clone();
        unrecorded.participants[2].attendance = Attendance::Unknown;
        let open = &groups(&unrecorded)[2];
        assert_eq!(open.heading, "Chưa ghi nhận có mặt hay vắng: 01 người");
        assert!(open.people[0].ends_with("dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng"));
        let groups = groups(&facts);
        assert_eq!(groups[0].heading, "Có mặt: 02 người");
        assert_eq!(groups[0].people[0], "Z, Phó Giám đốc Sở Xây dựng");
        assert!(groups[0].people[1].ends_with("dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng"));
        assert!(groups[1].people[0].ends_with("– lý do: đi công tác"));
    }

    #[test]
    fn a_vote_is_three_numbers() {
        let said = vote(&HandVote {
            subject: "Thông qua dự toán.".into(),
            approve: 18,
            reject: 1,
            abstain: 2,
            at: EIGHT,
        });
        assert!(said.contains("tổng số 21 đại biểu"), "{said}");
        assert!(said.contains("tán thành 18; không tán thành 1; không biểu quyết 2"));
    }
}
