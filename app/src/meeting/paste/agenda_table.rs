//! An agenda in a table: which column holds what, by its head or by what stands in it. Pure.

use super::agenda_body::{self, Body, Known, clean_title};
use super::agenda_frame::is_closing;
use super::agenda_line::{Sign, is_number, sign};
use super::agenda_model::{Draft, LeftOut, Reading, Why, finished};
use super::text::{bare, tidy};
use super::times::{self, Time};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Title,
    Body,
    Time,
    /// Notes and papers.
    Other,
}

/// Columns of a table at most; what stands further right is none of an agenda's.
const MOST: usize = 12;

/// Reads a table; nothing where the rows are none.
pub(super) fn read(rows: &[Vec<String>], people: &[Known]) -> Option<Reading> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
    let is_row = |row: &&Vec<String>| filled(row) >= 2;
    let wide = rows.iter().filter(is_row).count();
    let has_wide = rows.iter().any(|row| filled(row) >= 3);
    if wide < 2 && !has_wide {
        return None;
    }
    let head = rows.iter().position(|row| head_of(row).is_some());
    let columns = match head {
        Some(at) => head_of(&rows[at])?,
        None => columns_of(&rows)?,
    };
    let mut left_out = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut has_ended = false;
    for (at, row) in rows.iter().enumerate() {
        let line = tidy(&row.join(" "));
        if line.is_empty() {
            continue;
        }
        has_ended |= is_closing(&line);
        let why = if has_ended {
            Some(Why::Closing)
        } else if head == Some(at) || head_of(row).is_some() {
            Some(Why::TableHead)
        } else if head.is_some_and(|head| at < head) || drafts.is_empty() && filled(row) < 2 {
            Some(Why::Heading)
        } else {
            None
        };
        if let Some(why) = why {
            left_out.push(LeftOut { line, why });
            continue;
        }
        if let Err(why) = take_row(row, &columns, people, &mut drafts) {
            left_out.push(LeftOut { line, why });
        }
    }
    Some(Reading {
        items: finished(drafts),
        left_out,
        is_cut: false,
    })
}

/// The cells of a row. A tab behind a number is a list's and makes no column.
fn cells(row: &[String]) -> Vec<String> {
    match row {
        [number, words] if sign_alone(number) => vec![format!("{number} {words}")],
        _ => row.iter().take(MOST).map(|cell| tidy(cell)).collect(),
    }
}

/// "1." or "-", as a list begins; the plain "1" of a table is none.
fn sign_alone(cell: &str) -> bool {
    let cell = cell.trim();
    let is_sign = cell.ends_with(['.', ')']) || matches!(sign(cell).0, Sign::Point);
    is_sign
        && cell.chars().count() <= 6
        && (is_number(cell)
            || matches!(sign(cell), (Sign::Point | Sign::Decimal, words) if words.is_empty()))
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

fn head_of(row: &[String]) -> Option<Vec<Column>> {
    let roles: Vec<Option<Column>> = row.iter().map(|cell| role(cell)).collect();
    let known = roles.iter().flatten().count();
    let has_title = roles.contains(&Some(Column::Title));
    (known >= 2 && has_title).then(|| {
        roles
            .into_iter()
            .map(|role| role.unwrap_or(Column::Other))
            .collect()
    })
}

/// What the head of a column says that it holds.
fn role(cell: &str) -> Option<Column> {
    let words = bare(cell);
    let words = words.trim_matches([' ', ':', '.', '*']);
    if words.is_empty() || words.chars().count() > 45 {
        return None;
    }
    let has = |any: &[&str]| any.iter().any(|part| words.contains(part));
    if matches!(
        words,
        "stt" | "tt" | "so tt" | "so thu tu" | "#" | "no" | "thu tu"
    ) {
        Some(Column::Number)
    } else if has(&["ghi chu", "tai lieu", "dia diem"]) {
        Some(Column::Other)
    } else if words.starts_with("noi dung")
        || matches!(
            words,
            "van de" | "cong viec" | "ten noi dung" | "chuong trinh" | "agenda"
        )
    {
        Some(Column::Title)
    } else if has(&["thoi gian", "thoi luong", "so phut", "thoi diem"])
        || matches!(words, "phut" | "gio" | "tu - den" | "time")
    {
        Some(Column::Time)
    } else if has(&[
        "trinh",
        "bao cao",
        "don vi",
        "co quan",
        "nguoi",
        "chu tri",
        "phu trach",
        "thuc hien",
        "chuan bi",
    ]) {
        Some(Column::Body)
    } else if has(&["noi dung", "cong viec", "van de", "tieu de"]) {
        Some(Column::Title)
    } else {
        None
    }
}

/// What columns without a head hold: numbers and times are known by their form, the longest words are titles.
fn columns_of(rows: &[Vec<String>]) -> Option<Vec<Column>> {
    let body: Vec<&Vec<String>> = rows.iter().filter(|row| filled(row) >= 2).collect();
    let width = body.iter().map(|row| row.len()).max()?;
    let column = |at: usize| {
        body.iter()
            .filter_map(move |row| row.get(at))
            .filter(|cell| !cell.is_empty())
    };
    let mut columns = vec![Column::Other; width];
    let mut lengths = Vec::new();
    for (at, kind) in columns.iter_mut().enumerate() {
        let count = column(at).count();
        let share =
            |holds: fn(&str) -> bool| column(at).filter(|cell| holds(cell)).count() * 2 > count;
        if count == 0 {
            continue;
        }
        if at == 0 && share(is_number) {
            *kind = Column::Number;
        } else if share(|cell| times::of_cell(cell) != Time::default() && cell.chars().count() < 30)
        {
            *kind = Column::Time;
        } else {
            let letters: usize = column(at).map(|cell| cell.chars().count()).sum();
            lengths.push((letters / count.max(1), at));
        }
    }
    let title = lengths
        .iter()
        .max_by_key(|(length, at)| (*length, width - *at))?
        .1;
    columns[title] = Column::Title;
    for (_, at) in lengths {
        if at != title {
            columns[at] = Column::Body;
        }
    }
    Some(columns)
}

/// Takes a row as an item, or as more of the one above it.
fn take_row(
    row: &[String],
    columns: &[Column],
    people: &[Known],
    drafts: &mut Vec<Draft>,
) -> Result<(), Why> {
    let of = |wanted: Column| {
        let cells = columns
            .iter()
            .zip(row)
            .filter(move |(column, _)| **column == wanted);
        cells
            .map(|(_, cell)| cell.as_str())
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
    };
    let number = of(Column::Number).join("");
    let title = of(Column::Title).join(" ");
    let bodies = of(Column::Body);
    let time = of(Column::Time)
        .iter()
        .map(|cell| times::of_cell(cell))
        .fold(Time::default(), |all, one| Time {
            minutes: all.minutes.or(one.minutes),
            starts: all.starts.or(one.starts),
        });
    let others = bodies.is_empty() && time == Time::default();
    if title.is_empty() {
        // A cell of the row above that was torn in two, or a row that holds nothing of an agenda.
        return match drafts.last_mut() {
            Some(last) if !bodies.is_empty() => {
                let more = agenda_body::of_words(&bodies.join(", "), people);
                last.body = Some(joined(last.body.take(), more));
                Ok(())
            }
            _ => Err(Why::Loose),
        };
    }
    let is_section = number.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | '.'))
        && !number.is_empty()
        || matches!(sign(&title).0, Sign::Roman | Sign::Capital);
    if others && is_section && filled(row) <= 2 {
        return Err(Why::Section);
    }
    let has_numbers = columns.contains(&Column::Number);
    if has_numbers
        && number.is_empty()
        && others
        && let Some(last) = drafts.last_mut()
    {
        // The title's next line.
        last.title = clean_title(&format!("{} {title}", last.title));
        return Ok(());
    }
    let words = match sign(&title) {
        (Sign::None, _) => title,
        (_, words) => words,
    };
    let mut draft = if bodies.is_empty() {
        Draft::of(&words, people)
    } else {
        let (rest, time) = times::take(&words);
        let mut draft = Draft::default();
        draft.title = clean_title(&rest);
        draft.body = Some(agenda_body::of_words(&bodies.join(", "), people));
        draft.time = time;
        draft
    };
    if time != Time::default() {
        draft.time = time;
    }
    if draft.title.is_empty() {
        return Err(Why::Loose);
    }
    drafts.push(draft);
    Ok(())
}

fn joined(before: Option<Body>, more: Body) -> Body {
    let before = before.unwrap_or_default();
    Body {
        words: tidy(&format!("{} {}", before.words, more.words)),
        presenter: before.presenter.or(more.presenter),
        named: tidy(&format!("{} {}", before.named, more.named)),
        is_unknown: before.is_unknown || more.is_unknown,
        is_guessed: before.is_guessed,
    }
}
