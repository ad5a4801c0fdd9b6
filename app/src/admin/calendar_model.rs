//! What the calendar of the office decides without a browser: which days a year's law fixes, and which days a span has.

use nghisu_protocol::calendar::CalendarDay;

use crate::meeting::model::Day;

/// Days that one span names at most: Tết is the longest, and a slip of the year is not a year off.
pub const LONGEST: usize = 31;

/// The holidays that the law puts on a day of the solar calendar (Bộ luật Lao động 2019, Điều 112): month, day, name.
/// Tết, Giỗ Tổ and the second day of the National Day are announced year by year.
const FIXED: [(i64, i64, &str); 4] = [
    (1, 1, "Tết Dương lịch"),
    (4, 30, "Ngày Chiến thắng"),
    (5, 1, "Ngày Quốc tế Lao động"),
    (9, 2, "Quốc khánh"),
];

/// Why a span is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadSpan {
    /// A day is missing, or is none.
    Missing,
    /// It ends before it begins.
    Backwards,
    /// It has more than [`LONGEST`] days.
    TooLong,
}

/// The fixed holidays of a year that are not named yet.
pub fn fixed(year: i64, named: &[CalendarDay]) -> Vec<CalendarDay> {
    FIXED
        .into_iter()
        .filter_map(|(month, day, name)| Some((Day::from_date(year, month, day)?.iso(), name)))
        .filter(|(day, _)| named.iter().all(|one| one.day != *day))
        .map(|(day, name)| CalendarDay {
            day,
            is_working: false,
            name: name.to_owned(),
        })
        .collect()
}

/// The days from `first` to `last`, both with it (`yyyy-MM-dd`); an empty `last` is the first day alone.
///
/// # Errors
/// [`BadSpan`].
pub fn span(first: &str, last: &str) -> Result<Vec<String>, BadSpan> {
    let from = Day::from_iso(first).ok_or(BadSpan::Missing)?;
    let to = if last.is_empty() {
        from
    } else {
        Day::from_iso(last).ok_or(BadSpan::Missing)?
    };
    if to < from {
        return Err(BadSpan::Backwards);
    }
    if to.0 - from.0 >= LONGEST as i64 {
        return Err(BadSpan::TooLong);
    }
    Ok((from.0..=to.0).map(|day| Day(day).iso()).collect())
}

/// Whether a day off falls on a weekend, so that another day is given for it (Điều 111, khoản 3).
pub fn is_made_up_for(day: &CalendarDay) -> bool {
    !day.is_working && Day::from_iso(&day.day).is_some_and(|day| day.weekday() >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_lacks_the_fixed_holidays_that_are_not_named() {
        let all = fixed(2027, &[]);
        let days: Vec<_> = all.iter().map(|day| day.day.as_str()).collect();
        assert_eq!(
            days,
            ["2027-01-01", "2027-04-30", "2027-05-01", "2027-09-02"]
        );
        assert_eq!(fixed(2027, &all[1..]).len(), 1);
        assert_eq!(fixed(2026, &all).len(), 4);
    }

    #[test]
    fn a_span_has_both_its_ends_and_crosses_months() {
        assert_eq!(span("2027-02-28", ""), Ok(vec!["2027-02-28".to_owned()]));
        let days = span("2027-01-31", "2027-02-02").unwrap();
        assert_eq!(days, ["2027-01-31", "2027-02-01", "2027-02-02"]);
    }

    #[test]
    fn a_span_that_is_none_says_why() {
        assert_eq!(span("", "2027-02-02"), Err(BadSpan::Missing));
        assert_eq!(span("2027-02-03", "2027-02-02"), Err(BadSpan::Backwards));
        assert_eq!(span("2026-02-03", "2027-02-02"), Err(BadSpan::TooLong));
    }

    #[test]
    fn a_holiday_on_a_weekend_is_made_up_for() {
        let day = |day: &str, is_working| CalendarDay {
            day: day.to_owned(),
            is_working,
            name: "x".to_owned(),
        };
        assert!(is_made_up_for(&day("2027-05-01", false)));
        assert!(!is_made_up_for(&day("2027-05-01", true)));
        assert!(!is_made_up_for(&day("2027-04-30", false)));
    }
}
