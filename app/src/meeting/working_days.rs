//! Working days, as deadlines are counted in them. Pure.

use std::collections::BTreeMap;

use nghisu_protocol::calendar::CalendarDay;

use super::model::Day;

/// Working days that papers are to be sent ahead (Quyết định 45/2018/QĐ-TTg).
pub const WORKING_DAYS_AHEAD: i64 = 3;

/// Working days after `from`, up to and including `to`: Monday to Friday, but for the days that the calendar names.
pub fn working_days(from: Day, to: Day, calendar: &[CalendarDay]) -> i64 {
    let named: BTreeMap<i64, bool> = calendar
        .iter()
        .filter_map(|day| Some((Day::from_iso(&day.day)?.0, day.is_working)))
        .collect();
    let is_working = |day: &i64| {
        let by_weekday = || Day(*day).weekday() < 5;
        named.get(day).copied().unwrap_or_else(by_weekday)
    };
    (from.0 + 1..=to.0).filter(is_working).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_are_no_working_days() {
        let day = |text| Day::from_iso(text).unwrap();
        assert_eq!(working_days(day("2026-12-14"), day("2026-12-16"), &[]), 2);
        assert_eq!(working_days(day("2026-12-11"), day("2026-12-16"), &[]), 3);
        assert_eq!(working_days(day("2026-12-16"), day("2026-12-16"), &[]), 0);
    }

    #[test]
    fn days_off_are_no_working_days_and_the_saturdays_that_make_up_for_them_are() {
        let day = |text| Day::from_iso(text).unwrap();
        let named = |day: &str, is_working| CalendarDay {
            day: day.to_owned(),
            is_working,
            name: "Quốc khánh".to_owned(),
        };
        let calendar = [
            named("2026-08-29", true),
            named("2026-09-01", false),
            named("2026-09-02", false),
        ];
        // From Friday: Saturday counts, Sunday does not, Monday does, two days are off, Thursday counts.
        let (from, to) = (day("2026-08-28"), day("2026-09-03"));
        assert_eq!(working_days(from, to, &calendar), 3);
        assert_eq!(working_days(from, to, &[]), 4);
    }
}
