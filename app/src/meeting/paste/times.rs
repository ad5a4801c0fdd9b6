//! Minutes and hours in a line of an agenda: "40 phút", "(40')", "08:00 - 08:40", "8h00–8h40". What is found is taken out
//! of the line, so that the title remains. Pure.

use super::text::{Text, tidy};

/// What a line says of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Time {
    /// Minutes that it takes.
    pub minutes: Option<u32>,
    /// Minutes after midnight at which it begins.
    pub starts: Option<u32>,
}

/// Words that lead to a time, and go with it; the longer before those that begin like them.
const LEADING: [&str; 12] = [
    "thoi gian trinh bay",
    "thoi gian du kien",
    "thoi luong",
    "thoi gian",
    "bat dau",
    "du kien",
    "khoang",
    "trong",
    "luc",
    "tu",
    "time",
    "(",
];

/// Letters of a line that is searched at most: no title is longer.
const LONGEST: usize = 1_500;

/// The line without its time, and the time.
pub fn take(line: &str) -> (String, Time) {
    if line.chars().nth(LONGEST).is_some() {
        return (tidy(line), Time::default());
    }
    let text = Text::of(line);
    if let Some((from, to, starts, ends)) = span(&text) {
        let minutes = (ends > starts).then(|| ends - starts);
        let (rest, more) = take(&without(&text, from, to));
        let time = Time {
            minutes: more.minutes.or(minutes),
            starts: Some(starts),
        };
        return (rest, time);
    }
    if let Some((from, to, minutes)) = duration(&text) {
        let (rest, more) = take_start(&without(&text, from, to));
        let time = Time {
            minutes: Some(minutes),
            starts: more,
        };
        return (rest, time);
    }
    let (rest, starts) = take_start(line);
    (
        rest,
        Time {
            minutes: None,
            starts,
        },
    )
}

/// What a cell of a table says that holds a time alone: "40", "40 phút", "8h00".
pub fn of_cell(cell: &str) -> Time {
    let (rest, time) = take(cell);
    let bare = rest.trim().trim_matches(['(', ')', '\'', '’', '.']);
    match bare.parse::<u32>() {
        Ok(minutes) if time == Time::default() && minutes > 0 => Time {
            minutes: Some(minutes),
            starts: None,
        },
        _ => time,
    }
}

/// An hour at the beginning of a line, as programmes that say when each item begins have it.
fn take_start(line: &str) -> (String, Option<u32>) {
    let text = Text::of(line);
    let from = text.bare.iter().take_while(|c| **c == ' ').count();
    let from = if text.has_at(from, "tu") || text.has_at(from, "luc") {
        text.bare[from..]
            .iter()
            .position(|c| *c == ' ')
            .map_or(from, |space| from + space + 1)
    } else {
        from
    };
    match clock(&text, from) {
        Some((end, starts)) if end < text.len() || from == 0 => {
            let rest = text.part(end, text.len());
            let rest = rest.trim_start_matches([' ', ':', '-', '–', '—', ',', '.', ')', '|']);
            (tidy(rest), Some(starts))
        }
        _ => (tidy(line), None),
    }
}

/// A clock time at a place: its end, and the minutes after midnight.
fn clock(text: &Text, at: usize) -> Option<(usize, u32)> {
    if !text.begins_word(at) {
        return None;
    }
    let (hours_end, hours) = number(text, at, 2)?;
    let mut next = hours_end;
    let sign = *text.bare.get(next)?;
    let is_word = text.goes_on_with(skipped(text, next), "gio");
    if is_word {
        next = skipped(text, next) + 3;
    } else if matches!(sign, ':' | 'h' | 'g') {
        next += 1;
    } else {
        return None;
    }
    let after = if is_word { skipped(text, next) } else { next };
    let (end, minutes) = match number(text, after, 2) {
        Some((end, minutes)) if end == after + 2 => (end, minutes),
        Some(_) => return None,
        None if sign == ':' => return None,
        None => (next, 0),
    };
    // "1 giờ 30 phút" is no clock time, "3 ha" neither.
    let follows = text.bare.get(end).copied().unwrap_or(' ');
    let is_duration = ["phut", "p", "ph"]
        .iter()
        .any(|unit| text.goes_on_with(skipped(text, end), unit));
    let is_clock = hours < 24 && minutes < 60 && !follows.is_alphanumeric() && !is_duration;
    is_clock.then_some((end, hours * 60 + minutes))
}

/// From when to when: the place of both, and both as minutes after midnight.
fn span(text: &Text) -> Option<(usize, usize, u32, u32)> {
    (0..text.len())
        .filter(|at| text.bare[*at].is_ascii_digit())
        .find_map(|at| {
            let (end, starts) = clock(text, at)?;
            let mut next = skipped(text, end);
            if text.has_at(next, "den") {
                next += 3;
            } else {
                let signs = text.bare[next..]
                    .iter()
                    .take_while(|sign| matches!(sign, '-' | '–' | '—' | '→' | '>' | '~'))
                    .count();
                if signs == 0 {
                    return None;
                }
                next += signs;
            }
            let (end, ends) = clock(text, skipped(text, next))?;
            Some((at, end, starts, ends))
        })
}

/// How long: in brackets, or at the end of the line, or before everything else. Elsewhere minutes are what the item is about.
fn duration(text: &Text) -> Option<(usize, usize, u32)> {
    let mut found = None;
    let mut at = 0;
    while at < text.len() {
        let here = text.bare[at].is_ascii_digit() && text.begins_word(at);
        match length(text, at).filter(|_| here) {
            Some((end, minutes)) => {
                if stands_apart(text, at, end) {
                    found = Some((at, end, minutes));
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Words before minutes that make them part of what an item is about.
const ABOUT: [&str; 7] = ["trong", "moi", "cu", "sau", "truoc", "qua", "toi da"];

fn stands_apart(text: &Text, at: usize, end: usize) -> bool {
    let before = text.part(0, at);
    let before = Text::of(before.trim_end());
    let after = text.part(end, text.len());
    let after = after.trim_start();
    let ends_with = |words: &str| {
        let from = before.len().checked_sub(words.chars().count());
        from.is_some_and(|from| before.has_at(from, words))
    };
    if ABOUT.into_iter().any(ends_with) {
        return false;
    }
    let last = before.letters.last().copied();
    let is_sign = |letter: char| matches!(letter, ',' | ';' | ':' | '-' | '–' | '—' | '|' | '.');
    let opens =
        last.is_none_or(|last| last == '(' || is_sign(last)) || LEADING.into_iter().any(ends_with);
    let closes = after.is_empty() || after.starts_with([')', '/']) || after.starts_with(is_sign);
    let is_at_end = after.trim_matches([')', '.', ';', ' ', ',']).is_empty();
    is_at_end || (opens && closes)
}

/// So many minutes at a place, and where they end: "40 phút", "40'", "1 giờ 30 phút", "90p".
fn length(text: &Text, at: usize) -> Option<(usize, u32)> {
    let (end, first) = number(text, at, 4)?;
    let next = skipped(text, end);
    for unit in ["gio", "tieng", "h"] {
        if text.goes_on_with(next, unit) {
            let after = skipped(text, next + unit.len());
            let rest = number(text, after, 2).and_then(|(end, minutes)| {
                let unit_end = unit_of_minutes(text, end)?;
                Some((unit_end, minutes))
            });
            return match rest {
                Some((end, minutes)) => Some((end, first.saturating_mul(60) + minutes)),
                // Hours alone are the time of the day, except where they can be none.
                None if unit == "tieng" => Some((next + unit.len(), first.saturating_mul(60))),
                None => None,
            };
        }
    }
    unit_of_minutes(text, end).map(|end| (end, first))
}

fn unit_of_minutes(text: &Text, end: usize) -> Option<usize> {
    if let Some('\'' | '’' | '′' | '´' | '`') = text.bare.get(end) {
        return Some(end + 1);
    }
    let next = skipped(text, end);
    ["phut", "minutes", "minute", "min", "ph", "p"]
        .into_iter()
        .find(|unit| text.goes_on_with(next, unit))
        .map(|unit| next + unit.len())
}

/// A number of at most so many digits at a place, and where it ends.
fn number(text: &Text, at: usize, most: usize) -> Option<(usize, u32)> {
    let digits: String = text
        .bare
        .get(at..)?
        .iter()
        .take_while(|letter| letter.is_ascii_digit())
        .take(most + 1)
        .collect();
    let is_number = !digits.is_empty() && digits.len() <= most;
    is_number.then(|| Some((at + digits.len(), digits.parse().ok()?)))?
}

fn skipped(text: &Text, at: usize) -> usize {
    let rest = text.bare.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|letter| **letter == ' ').count()
}

/// The line without a part, and without what led to it and held it.
fn without(text: &Text, from: usize, to: usize) -> String {
    let mut before = text.part(0, from);
    let mut after = text.part(to, text.len());
    loop {
        let trimmed = before.trim_end_matches([' ', ':']).to_owned();
        let word = LEADING.iter().find_map(|words| {
            let bare = Text::of(&trimmed);
            let at = bare.len().checked_sub(words.chars().count())?;
            bare.has_at(at, words).then(|| bare.part(0, at))
        });
        match word {
            Some(shorter) => {
                let opened = trimmed.ends_with('(');
                if opened && let Some(rest) = after.trim_start().strip_prefix(')') {
                    after = rest.to_owned();
                } else if opened {
                    // Something else stands in the brackets as well.
                    before = format!("{}(", shorter.trim_end());
                    after = after
                        .trim_start_matches([' ', ',', ';', ':', '-', '–'])
                        .to_owned();
                    break;
                }
                before = shorter;
            }
            None => {
                before = trimmed;
                break;
            }
        }
    }
    let ends_bracket = after.trim_start().starts_with(')');
    let before = before.trim_end_matches([' ', ',', ';', ':', '-', '–', '—', '|', '/']);
    if before.is_empty() {
        let after = after.trim_start_matches([' ', ',', ';', ':', '-', '–', '—', '.', ')', '|']);
        return tidy(after);
    }
    let after = if ends_bracket {
        after
    } else {
        after.trim_start_matches([' ', ',', ';', '.']).to_owned()
    };
    if after.is_empty() {
        return tidy(before);
    }
    let apart = if before.ends_with('(') || ends_bracket {
        ""
    } else {
        " "
    };
    tidy(&format!("{before}{apart}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(line: &str) -> (String, Option<u32>) {
        let (rest, time) = take(line);
        (rest, time.minutes)
    }

    #[test]
    fn minutes_are_found_where_agendas_write_them() {
        for line in [
            "Tình hình kinh tế (40 phút)",
            "Tình hình kinh tế (40')",
            "Tình hình kinh tế - 40 phút",
            "Tình hình kinh tế, 40 phút.",
            "Tình hình kinh tế (thời gian: 40 phút)",
            "Tình hình kinh tế (dự kiến 40’)",
            "Tình hình kinh tế: thời gian khoảng 40 phút",
            "08:00 - 08:40: Tình hình kinh tế",
            "8h00–8h40 Tình hình kinh tế",
            "Từ 8h00 đến 8h40: Tình hình kinh tế",
            "8 giờ 00 - 8 giờ 40: Tình hình kinh tế",
            "Tình hình kinh tế (8g00-8g40)",
            "40 phút: Tình hình kinh tế",
            "Tình hình kinh tế 40p",
        ] {
            assert_eq!(
                minutes(line),
                ("Tình hình kinh tế".into(), Some(40)),
                "{line}"
            );
        }
        assert_eq!(
            minutes("Thảo luận (1 giờ 30 phút)"),
            ("Thảo luận".into(), Some(90))
        );
        assert_eq!(
            minutes("Thảo luận (2 tiếng)"),
            ("Thảo luận".into(), Some(120))
        );
    }

    #[test]
    fn a_time_between_title_and_body_leaves_both() {
        assert_eq!(
            minutes("Giao chỉ tiêu (35 phút) — Sở Tài chính"),
            ("Giao chỉ tiêu — Sở Tài chính".into(), Some(35))
        );
        assert_eq!(
            minutes("Giao chỉ tiêu — Sở Tài chính, 35 phút"),
            ("Giao chỉ tiêu — Sở Tài chính".into(), Some(35))
        );
        assert_eq!(
            minutes("Giao chỉ tiêu (Sở Tài chính, 35 phút)"),
            ("Giao chỉ tiêu (Sở Tài chính)".into(), Some(35))
        );
    }

    #[test]
    fn minutes_of_which_an_item_speaks_stay_in_its_title() {
        for line in [
            "Đề án cấp cứu trong 15 phút đầu tiên",
            "Hồ sơ được giải quyết trong 30 phút",
            "Chuyến tàu 45 phút một lần",
            "Kế hoạch 2026 - 2030",
            "Dự án 35 ha tại xã Vân Khê",
            "Quyết định 45/2018/QĐ-TTg",
        ] {
            assert_eq!(minutes(line), (line.into(), None), "{line}");
        }
    }

    #[test]
    fn an_hour_before_an_item_is_when_it_begins() {
        let (rest, time) = take("8h30: Khai mạc");
        assert_eq!((rest.as_str(), time.starts), ("Khai mạc", Some(510)));
        let (rest, time) = take("08:00 - 08:40: Khai mạc");
        assert_eq!((rest.as_str(), time.starts), ("Khai mạc", Some(480)));
        assert_eq!(of_cell("40").minutes, Some(40));
        assert_eq!(of_cell("40'").minutes, Some(40));
        assert_eq!(of_cell("8h00").starts, Some(480));
        assert_eq!(of_cell("08:00-08:40").minutes, Some(40));
        assert_eq!(of_cell(""), Time::default());
        assert_eq!(of_cell("cả buổi"), Time::default());
    }

    #[test]
    fn hours_that_run_backwards_are_no_minutes() {
        assert_eq!(minutes("14:00 - 08:00 Họp"), ("Họp".into(), None));
        assert_eq!(minutes("25:00 - 26:00 Họp").1, None);
    }
}
