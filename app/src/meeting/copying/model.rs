//! How the next meeting of a kind is called, and when it is: "tháng 12 năm 2026" goes on to the month after, "lần thứ 12"
//! to the thirteenth time, and the day stands where it stood in its month or week. Pure.

use nghisu_protocol::ids::Timestamp;

use crate::meeting::model::{Day, moment, time_of};
use crate::meeting::paste::text::{Text, tidy};

/// After how long a meeting of this kind is held again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// A week.
    Week,
    /// So many months: 1, 3 or 12.
    Months(i64),
}

/// What the next meeting is to be, for its secretary to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Its name.
    pub title: String,
    /// Whether the name says something else than before.
    pub is_renamed: bool,
    /// When it begins.
    pub starts_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// After how long.
    pub pace: Pace,
}

/// Times that are gone through at most until one lies ahead.
const MOST_STEPS: i64 = 60;

/// The meeting after one of this name and time: the first that is not over by `now`.
pub fn next(
    title: &str,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Next {
    let pace = pace_of(title);
    let today = Day::of(now);
    let (steps, day) = match starts_at.map(Day::of) {
        None => (1, None),
        Some(day) => {
            let ahead = (1..=MOST_STEPS)
                .map(|steps| (steps, later(day, pace, steps)))
                .find(|(_, day)| *day >= today);
            match ahead {
                Some((steps, day)) => (steps, Some(day)),
                None => (1, None),
            }
        }
    };
    let title_now = renamed(title, steps);
    // A name that says a month is kept to, where that day still lies ahead of the meeting that is copied.
    let day = day.map(|day| {
        let before = starts_at.map(Day::of);
        let named = before.and_then(|before| in_named_month(before, &title_now, day));
        let is_ahead =
            |named: &Day| *named >= today && before.is_some_and(|before| *named > before);
        named.filter(is_ahead).unwrap_or(day)
    });
    let at = |old: Option<Timestamp>| moment(&day?.iso(), &time_of(old?));
    let starts = at(starts_at);
    // A meeting that went on past midnight ends on the day after.
    let length = starts_at
        .zip(ends_at)
        .map(|(starts, ends)| ends.0 - starts.0);
    Next {
        is_renamed: title_now != tidy(title),
        title: title_now,
        starts_at: starts,
        ends_at: starts
            .zip(length)
            .map(|(starts, length)| Timestamp(starts.0 + length)),
        pace,
    }
}

fn pace_of(title: &str) -> Pace {
    let text = Text::of(title);
    let has = |words: &str| text.find(words, 0).is_some();
    if number_after(&text, "thang").is_some() {
        Pace::Months(1)
    } else if number_after(&text, "tuan").is_some() || has("hang tuan") || has("giao ban tuan") {
        Pace::Week
    } else if quarter(&text).is_some() {
        Pace::Months(3)
    } else if number_after(&text, "nam").is_some() && (has("tong ket") || has("thuong nien")) {
        Pace::Months(12)
    } else if has("giao ban") {
        Pace::Week
    } else {
        Pace::Months(1)
    }
}

/// The day so many paces later: the same day of the week, and in months the same one of its month, or the last.
fn later(day: Day, pace: Pace, steps: i64) -> Day {
    let months = match pace {
        Pace::Week => return Day(day.0 + 7 * steps),
        Pace::Months(months) => months * steps,
    };
    let (year, month, _) = day.date();
    let total = year * 12 + (month - 1) + months;
    like(day, total.div_euclid(12), total.rem_euclid(12) + 1)
}

/// The day of a month that is like another one of its own: the third Wednesday, or the last where there is no fifth.
fn like(day: Day, year: i64, month: i64) -> Day {
    let place = (day.date().2 - 1) / 7;
    let Some(first) = Day::from_date(year, month, 1) else {
        return day;
    };
    let first_of_kind = first.0 + (day.weekday() - first.weekday()).rem_euclid(7);
    let wanted = Day(first_of_kind + 7 * place);
    if wanted.date().1 == month {
        wanted
    } else {
        Day(wanted.0 - 7)
    }
}

/// The day like one before, in the month that a name says: of the year that it says, or of the one in which that month is
/// nearest to a day.
fn in_named_month(before: Day, title: &str, near: Day) -> Option<Day> {
    let text = Text::of(title);
    let month = number_after(&text, "thang").filter(|found| (1..=12).contains(&found.number))?;
    let (near_year, near_month, _) = near.date();
    let year = match year_after(&text, month.end) {
        Some(year) => year.number,
        None => (near_year - 1..=near_year + 1)
            .min_by_key(|year| (year * 12 + month.number - near_year * 12 - near_month).abs())?,
    };
    Some(like(before, year, month.number))
}

/// The name so many times later.
fn renamed(title: &str, steps: i64) -> String {
    let title = tidy(title);
    let text = Text::of(&title);
    if let Some(found) =
        number_after(&text, "thang").filter(|found| (1..=12).contains(&found.number))
    {
        let year = year_after(&text, found.end);
        let total = found.number - 1 + steps;
        let (years, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
        // Offices write the first two months with a nought.
        let is_padded = month <= 2 || text.letters.get(found.start) == Some(&'0');
        let month = if is_padded {
            format!("{month:02}")
        } else {
            month.to_string()
        };
        return with(&text, &[(found.start, found.end, month)], year, years);
    }
    if let Some(found) =
        number_after(&text, "tuan").filter(|found| (1..=53).contains(&found.number))
    {
        let year = year_after(&text, found.end);
        let weeks = year.as_ref().map_or(52, |year| weeks_of(year.number));
        let total = found.number - 1 + steps;
        let (years, week) = (total.div_euclid(weeks), total.rem_euclid(weeks) + 1);
        let is_padded = text.letters.get(found.start) == Some(&'0') && week < 10;
        let week = if is_padded {
            format!("{week:02}")
        } else {
            week.to_string()
        };
        return with(&text, &[(found.start, found.end, week)], year, years);
    }
    if let Some((start, end, number, is_roman)) = quarter(&text) {
        let total = number - 1 + steps;
        let (years, number) = (total.div_euclid(4), total.rem_euclid(4) + 1);
        let said = if is_roman {
            roman(number)
        } else {
            number.to_string()
        };
        let year = year_after(&text, end);
        return with(&text, &[(start, end, said)], year, years);
    }
    for words in [
        "lan thu",
        "lan",
        "phien hop thu",
        "phien thu",
        "ky hop thu",
        "hoi nghi thu",
        "cuoc hop thu",
        "phien hop so",
        "phien hop lan thu",
    ] {
        // However many were skipped meanwhile, the next one has the next number.
        if let Some(found) = number_after(&text, words) {
            let said = (found.number + 1).to_string();
            return with(&text, &[(found.start, found.end, said)], None, 0);
        }
        if let Some((start, end, number)) = roman_after(&text, words) {
            return with(&text, &[(start, end, roman(number + 1))], None, 0);
        }
    }
    if matches!(pace_of(&title), Pace::Months(12)) {
        let year = number_after(&text, "nam").filter(|found| (1900..2200).contains(&found.number));
        return with(&text, &[], year, steps);
    }
    title
}

/// A number within a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    start: usize,
    end: usize,
    number: i64,
}

/// The first number right behind some words.
fn number_after(text: &Text, words: &str) -> Option<Number> {
    let mut from = 0;
    while let Some(at) = text.find(words, from) {
        let start = skipped(text, at + words.chars().count());
        if let Some(number) = number_at(text, start) {
            return Some(number);
        }
        from = at + 1;
    }
    None
}

fn number_at(text: &Text, start: usize) -> Option<Number> {
    let digits: String = text
        .letters
        .get(start..)?
        .iter()
        .take_while(|letter| letter.is_ascii_digit())
        .collect();
    let end = start + digits.len();
    let number = digits.parse().ok().filter(|_| digits.len() <= 4)?;
    Some(Number { start, end, number })
}

/// The year that belongs to a month, week or quarter: "năm 2026", "/2026", "- 2026".
fn year_after(text: &Text, end: usize) -> Option<Number> {
    let mut at = skipped(text, end);
    if text.has_at(at, "nam") {
        at = skipped(text, at + 3);
    } else if matches!(text.letters.get(at), Some('/' | '-' | '.')) {
        at = skipped(text, at + 1);
    }
    number_at(text, at).filter(|found| (1900..2200).contains(&found.number))
}

/// "quý IV", "quý 4": its place, which one it is, and whether it is written in Roman.
fn quarter(text: &Text) -> Option<(usize, usize, i64, bool)> {
    if let Some(found) = number_after(text, "quy").filter(|found| (1..=4).contains(&found.number)) {
        return Some((found.start, found.end, found.number, false));
    }
    let (start, end, number) = roman_after(text, "quy").filter(|(.., number)| *number <= 4)?;
    Some((start, end, number, true))
}

fn roman_after(text: &Text, words: &str) -> Option<(usize, usize, i64)> {
    let at = text.find(words, 0)?;
    let start = skipped(text, at + words.chars().count());
    let letters = text.letters.get(start..)?;
    let length = letters
        .iter()
        .take_while(|letter| matches!(letter, 'I' | 'V' | 'X'))
        .count();
    let is_word = letters
        .get(length)
        .is_none_or(|next| !next.is_alphanumeric());
    let written: String = letters[..length].iter().collect();
    let number = (1..=39).find(|number| roman(*number) == written)?;
    is_word.then_some((start, start + length, number))
}

fn roman(number: i64) -> String {
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let number = usize::try_from(number).unwrap_or(0).min(399);
    format!("{}{}", "X".repeat(number / 10), ones[number % 10])
}

fn skipped(text: &Text, at: usize) -> usize {
    let rest = text.letters.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|letter| **letter == ' ').count()
}

/// The name with parts of it said anew, and its year so many years later.
fn with(text: &Text, parts: &[(usize, usize, String)], year: Option<Number>, years: i64) -> String {
    let mut parts = parts.to_vec();
    if let Some(year) = year.filter(|_| years != 0) {
        parts.push((year.start, year.end, (year.number + years).to_string()));
    }
    parts.sort_by_key(|(start, ..)| *start);
    let mut name = String::new();
    let mut from = 0;
    for (start, end, said) in parts {
        name.push_str(&text.part(from, start));
        name.push_str(&said);
        from = end;
    }
    name.push_str(&text.part(from, text.len()));
    name
}

/// Weeks of a year, as ISO 8601 counts them: a year that begins or ends on a Thursday has 53.
fn weeks_of(year: i64) -> i64 {
    let is_thursday =
        |month, date| Day::from_date(year, month, date).is_some_and(|day| day.weekday() == 3);
    if is_thursday(1, 1) || is_thursday(12, 31) {
        53
    } else {
        52
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, hour: &str) -> Option<Timestamp> {
        moment(day, hour)
    }

    /// The next one, looked for on the day after.
    fn after(title: &str, day: &str) -> (String, String) {
        let starts = at(day, "08:00");
        let now = Timestamp(starts.unwrap().0 + 86_400_000);
        let next = next(title, starts, None, now);
        (
            next.title,
            next.starts_at
                .map(|at| Day::of(at).iso())
                .unwrap_or_default(),
        )
    }

    #[test]
    fn a_monthly_session_goes_on_to_the_month_after() {
        for (title, expected) in [
            (
                "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026",
                "Phiên họp UBND tỉnh thường kỳ tháng 01 năm 2027",
            ),
            ("Phiên họp tháng 12/2026", "Phiên họp tháng 01/2027"),
            ("HỌP THÁNG 12 NĂM 2026", "HỌP THÁNG 01 NĂM 2027"),
            ("Họp tháng 12 (lần 2)", "Họp tháng 01 (lần 2)"),
        ] {
            // The third Wednesday, and again the third.
            assert_eq!(
                after(title, "2026-12-16"),
                (expected.into(), "2027-01-20".into())
            );
        }
        assert_eq!(
            after("Họp tháng 9 năm 2026", "2026-09-16"),
            ("Họp tháng 10 năm 2026".into(), "2026-10-21".into())
        );
        assert_eq!(
            after("Họp tháng 02 năm 2026", "2026-02-02").0,
            "Họp tháng 03 năm 2026"
        );
    }

    #[test]
    fn a_name_that_says_a_month_has_its_day_in_that_month() {
        // Held ahead of the month that it is about: the fourth Monday of November, and then of January.
        for (title, expected) in [
            ("Họp tháng 12 năm 2026", "Họp tháng 01 năm 2027"),
            ("Họp thường kỳ tháng 12", "Họp thường kỳ tháng 01"),
        ] {
            assert_eq!(
                after(title, "2026-11-23"),
                (expected.into(), "2027-01-25".into())
            );
        }
        // A month that is spoken of once it is over has no day ahead: the first Monday again, of the month after.
        for title in ["Họp đánh giá tháng 11 năm 2026", "Họp đánh giá tháng 11"] {
            assert_eq!(after(title, "2026-12-07").1, "2027-01-04");
        }
        // A fifth Monday, and a month that has four.
        assert_eq!(after("Họp tháng 12", "2026-11-30").1, "2027-01-25");
    }

    #[test]
    fn a_weekly_meeting_goes_on_to_the_week_after() {
        assert_eq!(
            after("Giao ban tuần 50", "2026-12-07"),
            ("Giao ban tuần 51".into(), "2026-12-14".into())
        );
        assert_eq!(
            after("Giao ban tuần 53 năm 2026", "2026-12-28"),
            ("Giao ban tuần 1 năm 2027".into(), "2027-01-04".into()),
            "2026 has 53 weeks"
        );
        assert_eq!(
            after("Họp giao ban Văn phòng UBND tỉnh", "2026-12-16").1,
            "2026-12-23"
        );
    }

    #[test]
    fn quarters_years_and_times_are_counted_on() {
        assert_eq!(
            after("Họp quý IV năm 2026", "2026-10-06"),
            ("Họp quý I năm 2027".into(), "2027-01-05".into())
        );
        assert_eq!(after("Họp quý 1/2026", "2026-01-06").0, "Họp quý 2/2026");
        assert_eq!(
            after("Hội nghị tổng kết năm 2026", "2026-12-29"),
            ("Hội nghị tổng kết năm 2027".into(), "2027-12-28".into())
        );
        for (title, expected) in [
            ("Phiên họp lần thứ 12", "Phiên họp lần thứ 13"),
            ("Ban Chỉ đạo họp lần 9", "Ban Chỉ đạo họp lần 10"),
            ("Phiên họp thứ 5 của Ủy ban", "Phiên họp thứ 6 của Ủy ban"),
            ("Kỳ họp thứ XIX", "Kỳ họp thứ XX"),
        ] {
            assert_eq!(after(title, "2026-12-16").0, expected);
        }
    }

    #[test]
    fn names_without_a_count_stay() {
        for title in [
            "Họp giao ban thứ 2",
            "Họp về dự án 635",
            "Họp năm học 2026",
            "",
            "Tháng công nhân",
            "Tuần lễ 0",
        ] {
            assert_eq!(after(title, "2026-12-16").0, title);
        }
    }

    #[test]
    fn an_old_meeting_goes_on_to_the_first_that_lies_ahead() {
        let starts = at("2026-08-19", "08:00");
        let next = next(
            "Họp tháng 8 năm 2026",
            starts,
            at("2026-08-19", "11:30"),
            at("2026-11-23", "09:00").unwrap(),
        );
        assert_eq!(next.title, "Họp tháng 12 năm 2026");
        assert_eq!(next.starts_at, at("2026-12-16", "08:00"));
        assert_eq!(next.ends_at, at("2026-12-16", "11:30"));
        assert!(next.is_renamed);
    }

    #[test]
    fn a_fifth_day_of_a_month_is_the_last_where_there_is_no_fifth() {
        // The fifth Wednesday of December; January has four.
        assert_eq!(after("Họp tháng 12", "2026-12-30").1, "2027-01-27");
    }

    #[test]
    fn a_meeting_without_a_time_has_none_in_its_copy() {
        let next = next("Họp tháng 12", None, None, Timestamp(0));
        assert_eq!((next.starts_at, next.ends_at), (None, None));
        assert_eq!(next.title, "Họp tháng 01");
        // Too long ago for any pace.
        let old = super::next(
            "Họp",
            at("1970-01-02", "08:00"),
            None,
            at("2026-12-01", "08:00").unwrap(),
        );
        assert_eq!(old.starts_at, None);
    }
}
