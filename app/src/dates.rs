//! Days and hours as offices write them: dd/MM/yyyy, 24 hours, always +07:00, whatever the tablet's clock zone is.
//! Pure; the current time is passed in (see [`now`] for the one place that reads the clock).

pub use nghisu_protocol::local_time::Local;
use nghisu_protocol::local_time::{OFFSET_MS, civil};

const DAY_MS: i64 = 86_400_000;

/// The moment at which a day (`2026-12-16`) and an hour (`08:00`) of Vietnam's time stand, or nothing if they do not exist.
pub fn moment(day: &str, hour: &str) -> Option<i64> {
    let mut parts = day.split('-').map(str::parse::<i64>);
    let (year, month, date) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let (hours, minutes) = hour.split_once(':')?;
    let (hours, minutes) = (
        hours.parse::<i64>().ok()?,
        minutes.get(..2)?.parse::<i64>().ok()?,
    );
    if !(1..=12).contains(&month) || !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * m + 2) / 5 + date - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let day_number = y.div_euclid(400) * 146_097 + day_of_era - 719_468;
    // A 31st of February would have become a day in March.
    (civil(day_number) == (year, month as u32, date as u32))
        .then(|| day_number * DAY_MS + hours * 3_600_000 + minutes * 60_000 - OFFSET_MS)
}

/// Reads an hour as people type it: `8`, `8:30`, `8h30`, `08g30`, `0830`; answers `08:30`.
///
/// A field of the browser's own shows twelve hours with AM and PM on devices that are set to English.
pub fn read_hour(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match typed.split_once([':', 'h', 'H', 'g', 'G', '.']) {
        Some((hours, "")) => (hours, "0"),
        Some((hours, minutes)) => (hours, minutes),
        None if matches!(typed.len(), 3 | 4) && is_number(typed) => typed.split_at(typed.len() - 2),
        None => (typed, "0"),
    };
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

/// A stored day (`2026-12-16`) as it is shown (`16/12/2026`); what is no day stays as it is.
pub fn shown_day(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    match parts.as_slice() {
        [year, month, date] => format!("{date}/{month}/{year}"),
        _ => day.to_owned(),
    }
}

/// How far a day is from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// The same day.
    Today,
    /// The day before.
    Yesterday,
    /// The day after.
    Tomorrow,
    /// Any other day.
    Other,
}

/// How far a moment's day is from the day of `now`.
pub fn nearness(at_ms: i64, now_ms: i64) -> Nearness {
    match Local::of(at_ms).day_number - Local::of(now_ms).day_number {
        0 => Nearness::Today,
        -1 => Nearness::Yesterday,
        1 => Nearness::Tomorrow,
        _ => Nearness::Other,
    }
}

/// `08:00 hôm nay`, `21:40 hôm qua`, `14/12/2026`, in the language in use.
pub fn said(at_ms: i64, now_ms: i64) -> String {
    let local = Local::of(at_ms);
    match nearness(at_ms, now_ms) {
        Nearness::Today => crate::tr!("time-today", { "time" => local.time() }),
        Nearness::Yesterday => crate::tr!("time-yesterday", { "time" => local.time() }),
        Nearness::Tomorrow => crate::tr!("time-tomorrow", { "time" => local.time() }),
        Nearness::Other => local.date(),
    }
}

/// `thứ Tư`, in the language in use.
pub fn weekday(at_ms: i64) -> String {
    match Local::of(at_ms).weekday() {
        0 => crate::tr!("weekday-monday"),
        1 => crate::tr!("weekday-tuesday"),
        2 => crate::tr!("weekday-wednesday"),
        3 => crate::tr!("weekday-thursday"),
        4 => crate::tr!("weekday-friday"),
        5 => crate::tr!("weekday-saturday"),
        _ => crate::tr!("weekday-sunday"),
    }
}

/// The tablet's clock, milliseconds since 1970 UTC. For showing only: what counts is the server's time.
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// Today in Vietnam as it travels: `2026-12-16`.
pub fn today() -> String {
    let local = Local::of(now());
    format!("{}-{:02}-{:02}", local.year, local.month, local.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 16/12/2026 08:47 in Vietnam.
    const MORNING: i64 = 1_797_385_620_000;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for typed in ["8:30", "08:30", "8h30", "08g30", "0830", "830", " 8.30 "] {
            assert_eq!(super::read_hour(typed).as_deref(), Some("08:30"), "{typed}");
        }
        assert_eq!(super::read_hour("14h").as_deref(), Some("14:00"));
        assert_eq!(super::read_hour("7").as_deref(), Some("07:00"));
        for typed in ["", "24:00", "8:60", "sáng", "8:3x", ":30"] {
            assert_eq!(super::read_hour(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_moment_is_shown_in_vietnams_time() {
        let local = Local::of(MORNING);
        assert_eq!(
            (local.date().as_str(), local.time().as_str()),
            ("16/12/2026", "08:47")
        );
        assert_eq!(local.weekday(), 2, "a Wednesday");
    }

    #[test]
    fn the_day_changes_at_midnight_in_hanoi_and_not_in_london() {
        let midnight = moment("2026-12-17", "00:00").expect("a day");
        assert_eq!(Local::of(midnight - 1).date(), "16/12/2026");
        assert_eq!(Local::of(midnight).date(), "17/12/2026");
        assert_eq!(nearness(midnight, MORNING), Nearness::Tomorrow);
    }

    #[test]
    fn every_day_of_four_centuries_survives_both_ways() {
        for day_number in (-36_525..146_097).step_by(17) {
            let (year, month, day) = civil(day_number);
            let at = moment(&format!("{year}-{month:02}-{day:02}"), "12:30").expect("a day");
            assert_eq!(Local::of(at).day_number, day_number);
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_moment() {
        assert_eq!(moment("2026-02-29", "08:00"), None);
        assert_eq!(moment("2026-13-01", "08:00"), None);
        assert_eq!(moment("2026-12-16", "24:00"), None);
        assert_eq!(moment("hôm nay", "08:00"), None);
        assert!(moment("2028-02-29", "08:00").is_some());
    }
}
