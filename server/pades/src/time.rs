//! Times as seconds since 1970-01-01T00:00:00Z, and their spellings in certificates and PDF.
//!
//! Nothing here asks a clock: every time is passed in.

use crate::asn1::{self, Element};

/// 1950-01-01 and the end of 9999: what X.509 can write (RFC 5280, 4.1.2.5).
const EARLIEST: i64 = -631_152_000;
const LATEST: i64 = 253_402_300_799;
/// From here on GeneralizedTime is used.
const YEAR_2050: i64 = 2_524_608_000;

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

/// The proleptic Gregorian calendar, counted in eras of 400 years from 1 March.
fn civil(unix: i64) -> Civil {
    let (days, seconds) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    Civil {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
        hour: seconds / 3_600,
        minute: seconds / 60 % 60,
        second: seconds % 60,
    }
}

fn unix(at: &Civil) -> Option<i64> {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = lengths.get(usize::try_from(at.month - 1).ok()?)?;
    if !(1..=*length).contains(&at.day) || at.hour > 23 || at.minute > 59 || at.second > 59 {
        return None;
    }
    let year = if at.month <= 2 { at.year - 1 } else { at.year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((at.month + 9) % 12) + 2) / 5 + at.day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    let unix = days * 86_400 + at.hour * 3_600 + at.minute * 60 + at.second;
    // The 29th of February of an ordinary year comes out as another day.
    let back = civil(unix);
    ((back.month, back.day) == (at.month, at.day)).then_some(unix)
}

/// `UTCTime` or `GeneralizedTime` as RFC 5280 asks, or nothing outside of 1950 to 9999.
pub(crate) fn encode_x509(time: i64) -> Option<Vec<u8>> {
    if !(EARLIEST..=LATEST).contains(&time) {
        return None;
    }
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = civil(time);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    Some(if time < YEAR_2050 {
        asn1::tlv(
            asn1::UTC_TIME,
            &[format!("{:02}{rest}", year % 100).as_bytes()],
        )
    } else {
        asn1::tlv(
            asn1::GENERALIZED_TIME,
            &[format!("{year:04}{rest}").as_bytes()],
        )
    })
}

/// Reads either kind of certificate time.
pub(crate) fn decode_x509(element: &Element<'_>) -> Option<i64> {
    let text = std::str::from_utf8(element.value).ok()?;
    let (year, rest) = match (element.tag, text.len()) {
        (asn1::UTC_TIME, 13) => {
            let short = digits(text, 0, 2)?;
            (
                if short < 50 {
                    2000 + short
                } else {
                    1900 + short
                },
                2,
            )
        }
        (asn1::GENERALIZED_TIME, 15) => (digits(text, 0, 4)?, 4),
        _ => return None,
    };
    if !text.ends_with('Z') {
        return None;
    }
    let part = |index: usize| digits(text, rest + 2 * index, 2);
    unix(&Civil {
        year,
        month: part(0)?,
        day: part(1)?,
        hour: part(2)?,
        minute: part(3)?,
        second: part(4)?,
    })
}

/// A PDF date (ISO 32000-2, 7.9.4) in a zone given in minutes east of UTC, e.g. `D:20260605143000+07'00'`.
pub(crate) fn encode_pdf(time: i64, offset_minutes: i16) -> Option<String> {
    let is_zone = offset_minutes.unsigned_abs() < 24 * 60;
    let local = time.checked_add(i64::from(offset_minutes) * 60)?;
    if !is_zone || !(0..=LATEST).contains(&time) || local > LATEST {
        return None;
    }
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = civil(local);
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (zone_hour, zone_minute) = (
        offset_minutes.unsigned_abs() / 60,
        offset_minutes.unsigned_abs() % 60,
    );
    Some(format!(
        "D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{sign}{zone_hour:02}'{zone_minute:02}'"
    ))
}

/// Reads a PDF date down to the day at least; without a zone it is taken as UTC.
pub(crate) fn decode_pdf(text: &str) -> Option<i64> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let zone_at = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let (date, zone) = (text.get(..zone_at)?, text.get(zone_at..)?);
    let part = |at: usize, missing: i64| {
        if date.len() >= at + 2 {
            digits(date, at, 2)
        } else {
            Some(missing)
        }
    };
    let local = unix(&Civil {
        year: digits(date, 0, 4)?,
        month: part(4, 1)?,
        day: part(6, 1)?,
        hour: part(8, 0)?,
        minute: part(10, 0)?,
        second: part(12, 0)?,
    })?;
    let offset = match zone.as_bytes().first() {
        Some(b'+' | b'-') => {
            let minutes = zone
                .get(3..)
                .map_or("", |rest| rest.trim_start_matches('\''));
            let minutes = if minutes.len() >= 2 {
                digits(minutes, 0, 2)?
            } else {
                0
            };
            let offset = digits(zone, 1, 2)? * 3_600 + minutes * 60;
            if zone.starts_with('-') {
                -offset
            } else {
                offset
            }
        }
        _ => 0,
    };
    Some(local - offset)
}

/// `2026-06-05T07:30:00Z`.
pub(crate) fn rfc3339(time: i64) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = civil(time.clamp(EARLIEST, LATEST));
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn digits(text: &str, at: usize, count: usize) -> Option<i64> {
    let digits = text.get(at..at + count)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_date_in_hanoi_reads_back_as_the_same_instant() {
        let text = encode_pdf(1_780_644_600, 7 * 60).expect("a time of this century");
        assert_eq!(text, "D:20260605143000+07'00'");
        assert_eq!(decode_pdf(&text), Some(1_780_644_600));
    }

    #[test]
    fn certificate_times_change_their_form_in_2050() {
        for time in [0, 951_782_400, YEAR_2050 - 1, YEAR_2050, 4_107_542_400] {
            let der = encode_x509(time).expect("within X.509");
            let element = asn1::Reader::new(&der).any().expect("own output");
            assert_eq!(decode_x509(&element), Some(time));
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_time() {
        assert_eq!(decode_pdf("D:20250229"), None);
        assert!(decode_pdf("D:20240229").is_some());
    }
}
