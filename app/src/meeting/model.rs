//! What the screens around a meeting decide without a browser: days and times at +07:00, what comes when, what is
//! missing before a meeting can be announced, and where a moved row lands.

use nghisu_protocol::documents::leading_number;
use nghisu_protocol::ids::{ItemId, Timestamp};
use nghisu_protocol::meetings::MeetingSummary;
use nghisu_protocol::room::Standing;
use nghisu_protocol::room::state::{Item, ItemStatus, Room, Stage};

/// Viet Nam is seven hours ahead all year.
const AHEAD_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;
/// The name of a meeting that nobody has named yet: a name is required to make one.
pub const UNTITLED: &str = "Cuộc họp chưa đặt tên";

/// A day at +07:00, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// The day of a moment.
    pub fn of(at: Timestamp) -> Self {
        Self((at.0 + AHEAD_MS).div_euclid(DAY_MS))
    }

    /// Year, month and day of the Gregorian calendar.
    pub fn date(self) -> (i64, i64, i64) {
        // Counted from 1 March of year 0, so that the leap day is the last of its year.
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// From year, month and day; nothing for a day that no calendar has.
    pub fn from_date(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let shifted_year = year - i64::from(month <= 2);
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * shifted + 2) / 5 + day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let found = Self(era * 146_097 + of_era - 719_468);
        (found.date() == (year, month, day)).then_some(found)
    }

    /// 0 is Monday.
    pub fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// `2026-12-16`, as date fields have it.
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// From what a date field has.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        Self::from_date(year, month, day).filter(|_| parts.next().is_none())
    }

    /// `16/12/2026`.
    pub fn written(self) -> String {
        let (year, month, day) = self.date();
        format!("{day:02}/{month:02}/{year}")
    }

    /// `16/12`.
    pub fn short(self) -> String {
        let (_, month, day) = self.date();
        format!("{day:02}/{month:02}")
    }
}

/// `08:00`.
pub fn time_of(at: Timestamp) -> String {
    let minutes = (at.0 + AHEAD_MS).rem_euclid(DAY_MS) / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A moment from what a date field and a time field have.
pub fn moment(date: &str, time: &str) -> Option<Timestamp> {
    let day = Day::from_iso(date)?;
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes) = (
        hours.parse::<i64>().ok()?,
        minutes.get(..2)?.parse::<i64>().ok()?,
    );
    ((0..24).contains(&hours) && (0..60).contains(&minutes))
        .then(|| Timestamp(day.0 * DAY_MS + (hours * 60 + minutes) * 60_000 - AHEAD_MS))
}

/// A meeting that ends before it begins by the clock ends on the next day, if that makes it no longer than this:
/// otherwise an hour was mistyped. Eight hours, in milliseconds.
const LONGEST_NIGHT: i64 = 8 * 3_600_000;

/// When a meeting ends that begins at `starts` on the day `date`: at the hour `time`, past midnight where that is meant;
/// nothing for what is no hour, or none after the beginning.
pub fn ending(starts: Option<Timestamp>, date: &str, time: &str) -> Option<Timestamp> {
    let (starts, same_day) = (starts?, moment(date, time)?);
    let next_day = Timestamp(same_day.0 + DAY_MS);
    if same_day > starts {
        Some(same_day)
    } else {
        (next_day.0 - starts.0 <= LONGEST_NIGHT).then_some(next_day)
    }
}

/// `08:00–11:00`, or the beginning alone.
pub fn hours(starts: Timestamp, ends: Option<Timestamp>) -> String {
    match ends {
        Some(ends) => format!("{}–{}", time_of(starts), time_of(ends)),
        None => time_of(starts),
    }
}

/// Whether a meeting is over, or will never be.
pub fn is_over(meeting: &MeetingSummary) -> bool {
    !matches!(meeting.stage, Stage::Draft | Stage::Published | Stage::Open)
}

/// Whether the reader prepares a meeting, and so meets it in the editor while it is a draft.
pub fn is_prepared_by_reader(meeting: &MeetingSummary) -> bool {
    matches!(meeting.standing, Standing::Secretary | Standing::Chair)
}

/// Where a touch on a meeting leads.
pub fn address(meeting: &MeetingSummary) -> String {
    match meeting.stage {
        Stage::Draft if is_prepared_by_reader(meeting) => format!("/meetings/{}/edit", meeting.id),
        _ => format!("/meetings/{}", meeting.id),
    }
}

/// The meetings of a day; without a day, those that have none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfMeetings {
    /// The day.
    pub day: Option<Day>,
    /// Its meetings by their beginning.
    pub meetings: Vec<MeetingSummary>,
}

/// A person's meetings as the calendar shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The one of today that matters now.
    pub now: Option<MeetingSummary>,
    /// The others of today.
    pub today: Vec<MeetingSummary>,
    /// Later days in order, those without a day last.
    pub coming: Vec<DayOfMeetings>,
    /// Earlier days, the latest first.
    pub past: Vec<MeetingSummary>,
}

impl Calendar {
    /// Sorts a list by what it means at a moment.
    pub fn at(now: Timestamp, meetings: Vec<MeetingSummary>) -> Self {
        let today = Day::of(now);
        let mut calendar = Self::default();
        let mut meetings = meetings;
        meetings
            .sort_by_key(|meeting| (meeting.starts_at.is_none(), meeting.starts_at, meeting.id));
        for meeting in meetings {
            let day = meeting.starts_at.map(Day::of);
            match day {
                // A session that runs past midnight is still today's.
                _ if meeting.stage == Stage::Open => calendar.today.push(meeting),
                Some(day) if day == today => calendar.today.push(meeting),
                Some(day) if day < today => calendar.past.push(meeting),
                None if is_over(&meeting) => calendar.past.push(meeting),
                day => match calendar.coming.last_mut() {
                    Some(last) if last.day == day => last.meetings.push(meeting),
                    _ => calendar.coming.push(DayOfMeetings {
                        day,
                        meetings: vec![meeting],
                    }),
                },
            }
        }
        calendar.past.reverse();
        let open = calendar
            .today
            .iter()
            .position(|meeting| meeting.stage == Stage::Open);
        let next = || calendar.today.iter().position(|meeting| !is_over(meeting));
        if let Some(at) = open.or_else(next) {
            calendar.now = Some(calendar.today.remove(at));
        }
        calendar
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.now.is_none()
            && self.today.is_empty()
            && self.coming.is_empty()
            && self.past.is_empty()
    }
}

/// Something that a meeting still needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A name.
    Title,
    /// Day and time.
    Time,
    /// Who chairs it.
    Chair,
    /// Items.
    Agenda,
    /// Papers of the items with these numbers.
    Papers(Vec<usize>),
}

impl Missing {
    /// Whether the meeting cannot be announced without it. Papers may follow.
    pub fn blocks(&self) -> bool {
        !matches!(self, Self::Papers(_))
    }
}

/// What a meeting still needs before it is announced.
pub fn missing(room: &Room) -> Vec<Missing> {
    let mut missing = Vec::new();
    let details = &room.details;
    if details.title.is_empty() || details.title == UNTITLED {
        missing.push(Missing::Title);
    }
    if details.starts_at.is_none() {
        missing.push(Missing::Time);
    }
    if room.chair.is_none() {
        missing.push(Missing::Chair);
    }
    let agenda = room.agenda();
    if agenda.is_empty() {
        missing.push(Missing::Agenda);
    }
    let bare: Vec<usize> = agenda
        .iter()
        .zip(1..)
        .filter(|((id, item), _)| takes_papers(item) && room.documents_of(*id).is_empty())
        .map(|(_, number)| number)
        .collect();
    if !bare.is_empty() {
        missing.push(Missing::Papers(bare));
    }
    missing
}

/// Whether files can be put to an item.
pub fn takes_papers(item: &Item) -> bool {
    !item.is_closed_session && item.status != ItemStatus::Withdrawn
}

/// The item that a file's name asks for, where it takes papers.
pub fn item_for(room: &Room, file_name: &str) -> Option<ItemId> {
    let number = leading_number(file_name)? as usize;
    let agenda = room.agenda();
    let (id, item) = agenda.get(number.checked_sub(1)?)?;
    takes_papers(item).then_some(*id)
}

/// `3`, `3 và 4`, `3, 4 và 5`.
pub fn listed(numbers: &[usize], and: &str) -> String {
    let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {and} {last}", before.join(", ")),
    }
}

/// Where a row lands that is held at height `y`, given the middles of all rows: its place among the others.
pub fn landing(middles: &[f64], from: usize, y: f64) -> usize {
    middles
        .iter()
        .enumerate()
        .filter(|(index, middle)| *index != from && **middle < y)
        .count()
}

/// Where a row lands that goes one step up or down; nothing at the ends.
pub fn one_step(from: usize, is_up: bool, length: usize) -> Option<usize> {
    if is_up {
        from.checked_sub(1)
    } else {
        Some(from + 1).filter(|to| *to < length)
    }
}

/// A list with one of its rows at another place.
pub fn moved<T: Clone>(list: &[T], from: usize, to: usize) -> Vec<T> {
    let mut list = list.to_vec();
    if from < list.len() {
        let row = list.remove(from);
        list.insert(to.min(list.len()), row);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{DocumentId, MeetingId, PersonId, Uuid};
    use nghisu_protocol::room::state::{Document, Item};

    fn at(date: &str, time: &str) -> Timestamp {
        moment(date, time).unwrap()
    }

    fn meeting(number: u128, starts_at: Option<Timestamp>, stage: Stage) -> MeetingSummary {
        MeetingSummary {
            id: MeetingId(Uuid::from_u128(number)),
            title: format!("Họp {number}"),
            stage,
            place: String::new(),
            unit_name: String::new(),
            starts_at,
            ends_at: None,
            chair: None,
            chair_name: String::new(),
            standing: Standing::Delegate,
            items: 0,
            documents: 0,
            pages: 0,
            called_off: None,
            progress: None,
        }
    }

    fn item(title: &str, position: u64) -> Item {
        Item {
            title: title.to_owned(),
            position,
            presenter: None,
            presenting_body: String::new(),
            minutes: 30,
            is_closed_session: false,
            status: ItemStatus::Pending,
            opened_at: None,
            spent_ms: 0,
            course: String::new(),
            votes: Vec::new(),
            conclusions: Vec::new(),
        }
    }

    fn id(number: u128) -> ItemId {
        ItemId(Uuid::from_u128(number))
    }

    #[test]
    fn a_day_reads_as_it_is_written() {
        let day = Day::from_iso("2026-12-16").unwrap();
        assert_eq!(
            (day.written(), day.short(), day.iso()),
            ("16/12/2026".into(), "16/12".into(), "2026-12-16".into())
        );
        assert_eq!(day.weekday(), 2, "a Wednesday");
        for number in [-800_000, -1, 0, 58, 59, 60, 11_016, 20_803, 900_000] {
            let (year, month, day) = Day(number).date();
            assert_eq!(Day::from_date(year, month, day), Some(Day(number)));
        }
        assert_eq!(Day::from_iso("2026-02-29"), None);
        assert_eq!(Day::from_iso("2026-13-01"), None);
        assert_eq!(Day::from_iso(""), None);
    }

    #[test]
    fn a_moment_is_taken_at_plus_seven() {
        let starts = at("2026-12-16", "08:00");
        assert_eq!(starts.0, 1_797_382_800_000);
        assert_eq!(time_of(starts), "08:00");
        assert_eq!(
            hours(starts, Some(at("2026-12-16", "11:00"))),
            "08:00–11:00"
        );
        assert_eq!(Day::of(at("2026-12-17", "00:30")).iso(), "2026-12-17");
        assert_eq!(moment("2026-12-16", "24:00"), None);
        assert_eq!(moment("2026-12-16", ""), None);
    }

    #[test]
    fn a_meeting_may_end_past_midnight_and_a_mistyped_hour_is_none() {
        let day = "2026-12-16";
        let ends = |starts, hour| ending(moment(day, starts), day, hour);
        assert_eq!(ends("08:00", "11:00"), Some(at(day, "11:00")));
        assert_eq!(ends("20:00", "00:30"), Some(at("2026-12-17", "00:30")));
        assert_eq!(ends("13:30", "11:00"), None);
        assert_eq!(ends("08:00", "08:00"), None);
        assert_eq!(ends("", "11:00"), None);
    }

    #[test]
    fn the_calendar_puts_first_what_matters_now() {
        let now = at("2026-12-16", "08:47");
        let today = |time| Some(at("2026-12-16", time));
        let calendar = Calendar::at(
            now,
            vec![
                meeting(1, today("14:00"), Stage::Published),
                meeting(2, today("08:00"), Stage::Open),
                meeting(3, today("07:00"), Stage::Closed),
                meeting(4, Some(at("2026-12-21", "09:00")), Stage::Published),
                meeting(5, Some(at("2026-12-17", "14:00")), Stage::Published),
                meeting(6, Some(at("2026-12-17", "08:00")), Stage::Published),
                meeting(7, None, Stage::Draft),
                meeting(8, Some(at("2026-12-01", "08:00")), Stage::Archived),
                meeting(9, Some(at("2026-12-09", "08:00")), Stage::Signed),
            ],
        );
        let numbers = |meetings: &[MeetingSummary]| -> Vec<u128> {
            meetings
                .iter()
                .map(|meeting| meeting.id.0.as_u128())
                .collect()
        };
        assert_eq!(
            calendar.now.as_ref().map(|meeting| meeting.id.0.as_u128()),
            Some(2)
        );
        assert_eq!(numbers(&calendar.today), [3, 1]);
        let days: Vec<_> = calendar
            .coming
            .iter()
            .map(|day| (day.day.map(Day::short), numbers(&day.meetings)))
            .collect();
        assert_eq!(
            days,
            [
                (Some("17/12".to_owned()), vec![6, 5]),
                (Some("21/12".to_owned()), vec![4]),
                (None, vec![7]),
            ]
        );
        assert_eq!(numbers(&calendar.past), [9, 8]);
        assert!(Calendar::at(now, Vec::new()).is_empty());
    }

    #[test]
    fn a_session_past_midnight_is_still_todays() {
        let calendar = Calendar::at(
            at("2026-12-17", "00:10"),
            vec![meeting(1, Some(at("2026-12-16", "20:00")), Stage::Open)],
        );
        assert!(calendar.now.is_some());
    }

    #[test]
    fn a_draft_leads_its_secretary_to_the_editor_and_nobody_else() {
        let mut draft = meeting(1, None, Stage::Draft);
        draft.standing = Standing::Secretary;
        assert!(address(&draft).ends_with("/edit"));
        draft.stage = Stage::Published;
        assert!(!address(&draft).ends_with("/edit"));
    }

    #[test]
    fn a_new_meeting_misses_everything_but_papers() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.details.title = UNTITLED.to_owned();
        assert_eq!(
            missing(&room),
            [
                Missing::Title,
                Missing::Time,
                Missing::Chair,
                Missing::Agenda
            ]
        );
    }

    #[test]
    fn papers_are_missed_by_number_and_do_not_block() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.details.title = "Phiên họp".to_owned();
        room.details.starts_at = Some(Timestamp(0));
        room.chair = Some(PersonId(Uuid::from_u128(5)));
        room.items.insert(id(1), item("Một", 10));
        room.items.insert(id(2), item("Hai", 20));
        room.items.insert(
            id(3),
            Item {
                is_closed_session: true,
                ..item("Ba", 30)
            },
        );
        let document = DocumentId(Uuid::from_u128(9));
        room.documents.insert(
            document,
            Document {
                item: id(1),
                title: "Báo cáo".to_owned(),
                versions: Vec::new(),
                is_late: false,
            },
        );
        room.document_order.push(document);
        let missing = missing(&room);
        assert_eq!(missing, [Missing::Papers(vec![2])]);
        assert!(!missing[0].blocks());
    }

    #[test]
    fn a_leading_number_finds_an_item_that_takes_papers() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.items.insert(id(7), item("Hai", 20));
        room.items.insert(id(8), item("Một", 10));
        room.items.insert(
            id(9),
            Item {
                is_closed_session: true,
                ..item("Kín", 30)
            },
        );
        assert_eq!(item_for(&room, "1. Bao cao KTXH 2026.pdf"), Some(id(8)));
        assert_eq!(item_for(&room, "02_To trinh.pdf"), Some(id(7)));
        assert_eq!(item_for(&room, "3. Kin.pdf"), None);
        assert_eq!(item_for(&room, "4. Thua.pdf"), None);
        assert_eq!(item_for(&room, "Bao cao.pdf"), None);
    }

    #[test]
    fn numbers_are_listed_as_one_says_them() {
        assert_eq!(listed(&[4], "và"), "4");
        assert_eq!(listed(&[3, 4], "và"), "3 và 4");
        assert_eq!(listed(&[1, 3, 4], "và"), "1, 3 và 4");
    }

    #[test]
    fn a_row_lands_between_the_rows_that_it_is_held_between() {
        let middles = [32.0, 96.0, 160.0, 224.0];
        assert_eq!(landing(&middles, 0, 10.0), 0);
        assert_eq!(landing(&middles, 0, 170.0), 2);
        assert_eq!(landing(&middles, 3, 40.0), 1);
        assert_eq!(landing(&middles, 1, 999.0), 3);
        assert_eq!(moved(&['a', 'b', 'c', 'd'], 0, 2), ['b', 'c', 'a', 'd']);
        assert_eq!(moved(&['a', 'b', 'c', 'd'], 3, 1), ['a', 'd', 'b', 'c']);
    }

    #[test]
    fn a_step_at_the_end_goes_nowhere() {
        assert_eq!(one_step(0, true, 3), None);
        assert_eq!(one_step(2, false, 3), None);
        assert_eq!(one_step(1, true, 3), Some(0));
        assert_eq!(one_step(1, false, 3), Some(2));
    }
}
