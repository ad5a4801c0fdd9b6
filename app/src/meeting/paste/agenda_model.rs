//! An agenda as offices write it in a word processor or a spreadsheet, read into items: what was recognised, what is
//! doubtful about it, and what was left out and why. Nothing is invented: whatever is not understood is shown. Pure.

use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::command::{MAX_ITEM_BODY, MAX_ITEM_MINUTES, MAX_ITEM_TITLE};

use super::agenda_body::{self, Body, Known, clean_title};
use super::agenda_frame::{is_about_the_meeting, is_agenda_word, is_closing, is_heading};
use super::agenda_line::{Sign, sign};
use super::agenda_table;
use super::text::{bare, rows, tidy};
use super::times::{self, Time};

/// Letters of a text that are read at most.
pub const MOST_LETTERS: usize = 60_000;
/// Items and lines of it at most, so that nobody waits for a preview of what nobody wants.
const MOST_ITEMS: usize = 300;

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The items in their order.
    pub items: Vec<Found>,
    /// What is no item, in its order.
    pub left_out: Vec<LeftOut>,
    /// Whether the text is longer than what was read.
    pub is_cut: bool,
}

/// An item that was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What it is about.
    pub title: String,
    /// The presenting body.
    pub body: String,
    /// Who presents it, where a participant is named.
    pub presenter: Option<PersonId>,
    /// The person who is named as presenting it, where they are no participant; empty where nobody is.
    pub named: String,
    /// Planned minutes; 0 where none are said.
    pub minutes: u32,
    /// What is to be looked at.
    pub doubts: Vec<Doubt>,
}

/// Why an item is to be looked at before it is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The title has more letters than an item's may.
    TitleTooLong,
    /// The body has.
    BodyTooLong,
    /// The title has hardly a word in it.
    TitleTooShort,
    /// More minutes than an item may have.
    MinutesTooMany,
    /// Where the body stood, it does not look like one.
    BodyGuessed,
    /// A person is named who does not take part, or more than one of that name does.
    PersonUnknown,
    /// It has no number, as the others have.
    Unnumbered,
}

/// A line that is no item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The line.
    pub line: String,
    /// Why.
    pub why: Why,
}

/// Why a line is no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It stands above the agenda: title, place, time, who takes part.
    Heading,
    /// It is the head of a table.
    TableHead,
    /// It is the head of a section.
    Section,
    /// It stands below the agenda.
    Closing,
    /// It has no number, and stands apart.
    Loose,
}

/// Reads a text. `people` are the meeting's participants.
pub fn read(text: &str, people: &[Known]) -> Reading {
    let is_cut = text.chars().nth(MOST_LETTERS).is_some();
    let text: String = text.chars().take(MOST_LETTERS).collect();
    let rows = rows(&text);
    let mut reading = match agenda_table::read(&rows, people) {
        Some(reading) => reading,
        None => of_lines(&rows, people),
    };
    reading.is_cut = is_cut || reading.items.len() > MOST_ITEMS;
    reading.items.truncate(MOST_ITEMS);
    for item in &mut reading.items {
        item.doubts = doubts(item);
    }
    reading
}

/// What is to be looked at about an item as it stands: what was doubtful when it was read, and what its words say.
pub fn doubts(item: &Found) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = item
        .doubts
        .iter()
        .copied()
        .filter(|doubt| {
            matches!(
                doubt,
                Doubt::BodyGuessed | Doubt::PersonUnknown | Doubt::Unnumbered
            )
        })
        .collect();
    let letters = item.title.chars().filter(|c| c.is_alphabetic()).count();
    let checks = [
        (
            item.title.chars().count() > MAX_ITEM_TITLE,
            Doubt::TitleTooLong,
        ),
        (
            item.body.chars().count() > MAX_ITEM_BODY,
            Doubt::BodyTooLong,
        ),
        (letters < 4, Doubt::TitleTooShort),
        (item.minutes > MAX_ITEM_MINUTES, Doubt::MinutesTooMany),
    ];
    doubts.extend(
        checks
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, doubt)| doubt),
    );
    doubts.sort_unstable();
    doubts.dedup();
    doubts
}

/// A line with what it begins with.
#[derive(Debug)]
struct Line {
    sign: Sign,
    words: String,
    /// As it was written.
    whole: String,
    /// Whether an empty line stands above it.
    is_apart: bool,
    /// When it begins, and how long it takes.
    time: Time,
}

/// An item in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) body: Option<Body>,
    pub(super) time: Time,
    /// Sub-lines, each with its letter.
    subs: Vec<String>,
    is_unnumbered: bool,
}

impl Draft {
    /// Of the words of an item: what presents and how long is taken out of them.
    pub(super) fn of(words: &str, people: &[Known]) -> Self {
        let (rest, time) = times::take(words);
        let (title, body) = agenda_body::take(&rest, people);
        Self {
            title: clean_title(&title),
            body,
            time,
            ..Self::default()
        }
    }

    pub(super) fn found(self, next_starts: Option<u32>) -> Found {
        let mut title = self.title;
        if !self.subs.is_empty() {
            title = if title.is_empty() {
                self.subs.join("; ")
            } else {
                format!("{title}: {}", self.subs.join("; "))
            };
        }
        let until_next = match (self.time.starts, next_starts) {
            (Some(starts), Some(next)) if next > starts => Some(next - starts),
            _ => None,
        };
        let body = self.body.unwrap_or_default();
        let mut doubts = Vec::new();
        if body.is_guessed {
            doubts.push(Doubt::BodyGuessed);
        }
        if body.is_unknown {
            doubts.push(Doubt::PersonUnknown);
        }
        if self.is_unnumbered {
            doubts.push(Doubt::Unnumbered);
        }
        let minutes = self
            .time
            .minutes
            .or(until_next.filter(|minutes| *minutes <= MAX_ITEM_MINUTES));
        Found {
            title,
            body: body.words,
            presenter: body.presenter,
            named: body.named,
            minutes: minutes.unwrap_or(0),
            doubts,
        }
    }
}

/// Makes items of drafts: who says only when it begins takes until the next one does.
pub(super) fn finished(drafts: Vec<Draft>) -> Vec<Found> {
    let starts: Vec<Option<u32>> = drafts.iter().map(|draft| draft.time.starts).collect();
    let nexts = starts.into_iter().skip(1).chain([None]);
    drafts
        .into_iter()
        .zip(nexts)
        .map(|(draft, next)| draft.found(next))
        .collect()
}

/// Which sign begins an item in this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    With(Sign),
    /// With an hour.
    Hour,
    /// Every line is one.
    Line,
}

fn of_lines(rows: &[Vec<String>], people: &[Known]) -> Reading {
    let mut closing = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    let mut is_apart = false;
    let mut has_ended = false;
    for row in rows {
        let whole = tidy(&row.join(" "));
        if whole.is_empty() {
            is_apart = true;
            continue;
        }
        has_ended |= is_closing(&whole);
        if has_ended {
            closing.push(LeftOut {
                line: whole,
                why: Why::Closing,
            });
            continue;
        }
        let (timeless, time) = times::take(&whole);
        // An hour may stand before the number: "8h00: 1. Khai mạc".
        let (sign, words) = match sign(&whole) {
            (Sign::None, _) if time.starts.is_some() => sign(&timeless),
            known => known,
        };
        lines.push(Line {
            sign,
            words,
            whole,
            is_apart,
            time,
        });
        is_apart = false;
    }
    let begins = begins_with(&lines);
    let mut reader = LineReader {
        people,
        begins,
        drafts: Vec::new(),
        left_out: Vec::new(),
        is_open: false,
        skips: false,
        skips_section: false,
    };
    for (at, line) in lines.iter().enumerate() {
        reader.line(line, &lines[at + 1..]);
    }
    let mut reading = reader.finish();
    reading.left_out.extend(closing);
    reading
}

fn begins_with(lines: &[Line]) -> Begins {
    let count = |wanted: Sign| {
        let found = lines.iter().filter(|line| line.sign == wanted);
        found
            .filter(|line| !is_about_the_meeting(&line.words))
            .count()
    };
    for wanted in [Sign::Item, Sign::Number] {
        if count(wanted) > 0 {
            return Begins::With(wanted);
        }
    }
    let hours = lines
        .iter()
        .filter(|line| line.time.starts.is_some())
        .count();
    let is_hour = hours >= 2 || hours == 1 && lines.len() == 1;
    for wanted in [Sign::Decimal, Sign::Roman, Sign::Capital] {
        if count(wanted) > 0 && !(is_hour && hours > count(wanted)) {
            return Begins::With(wanted);
        }
    }
    if is_hour {
        return Begins::Hour;
    }
    for wanted in [Sign::Letter, Sign::Point] {
        if count(wanted) > 0 {
            return Begins::With(wanted);
        }
    }
    Begins::Line
}

struct LineReader<'a> {
    people: &'a [Known],
    begins: Begins,
    drafts: Vec<Draft>,
    left_out: Vec<LeftOut>,
    /// Whether what follows may belong to the last item.
    is_open: bool,
    /// Whether the item is about the meeting and not of its agenda.
    skips: bool,
    /// Whether the whole section is.
    skips_section: bool,
}

impl LineReader<'_> {
    fn line(&mut self, line: &Line, following: &[Line]) {
        let is_section = matches!(line.sign, Sign::Roman | Sign::Capital);
        if self.skips_section && !is_section {
            return self.leave(line, Why::Heading);
        }
        if self.is_item(line, following) {
            self.skips = is_about_the_meeting(&line.words);
            if self.skips {
                return self.leave(line, Why::Heading);
            }
            let words = if self.begins == Begins::Line {
                &line.whole
            } else {
                &line.words
            };
            let mut draft = Draft::of(words, self.people);
            if draft.time == Time::default() {
                draft.time = line.time;
            }
            draft.is_unnumbered = matches!(self.begins, Begins::With(_)) && line.sign == Sign::None;
            self.drafts.push(draft);
            self.is_open = true;
            return;
        }
        if self.skips && !is_section {
            return self.leave(line, Why::Heading);
        }
        match line.sign {
            _ if is_section => {
                self.is_open = false;
                self.skips = false;
                self.skips_section = is_about_the_meeting(&line.words);
                self.leave(line, Why::Section);
            }
            _ if self.drafts.is_empty() => self.leave(line, Why::Heading),
            _ if !self.is_open => self.leave(line, Why::Loose),
            Sign::None => self.goes_on(line),
            _ => self.sub(line),
        }
    }

    fn is_item(&self, line: &Line, following: &[Line]) -> bool {
        match self.begins {
            Begins::With(Sign::Number) if line.sign == Sign::Roman => {
                // A section without numbers of its own is an item itself: "I. Khai mạc".
                let next = following
                    .iter()
                    .find(|next| matches!(next.sign, Sign::Number | Sign::Roman | Sign::Capital));
                next.is_none_or(|next| next.sign != Sign::Number)
                    && !is_about_the_meeting(&line.words)
                    && !line.words.is_empty()
            }
            Begins::With(wanted) => line.sign == wanted,
            Begins::Hour => line.time.starts.is_some(),
            Begins::Line => !self.continues(line),
        }
    }

    /// Whether an unnumbered line among unnumbered lines goes on with the one above.
    fn continues(&self, line: &Line) -> bool {
        if is_heading(&line.whole) {
            return true;
        }
        let begins_small = line
            .whole
            .starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | ')' | ',' | '–' | '—'));
        self.is_open
            && (begins_small
                || agenda_body::whole(&line.whole, self.people).is_some()
                || is_time_alone(line))
    }

    /// A line without a sign below an item: who presents it, how long, or its title's next line.
    fn goes_on(&mut self, line: &Line) {
        let people = self.people;
        let Some(draft) = self.drafts.last_mut() else {
            return;
        };
        if is_time_alone(line) {
            draft.time = line.time;
            return;
        }
        if is_heading(&line.whole) {
            self.is_open = false;
            return self.leave(line, Why::Section);
        }
        if draft.body.is_none()
            && let Some(body) = agenda_body::whole(&line.whole, people)
        {
            draft.body = Some(body);
            return;
        }
        let begins_small = line
            .whole
            .starts_with(|c: char| !c.is_uppercase() && !c.is_ascii_digit());
        if line.is_apart && !begins_small {
            self.is_open = false;
            return self.leave(line, Why::Loose);
        }
        let (rest, time) = times::take(&line.whole);
        let (rest, body) = agenda_body::take(&rest, people);
        if time.minutes.is_some() && draft.time.minutes.is_none() {
            draft.time = time;
        }
        if draft.body.is_none() {
            draft.body = body;
        }
        match draft.subs.last_mut() {
            Some(sub) => *sub = tidy(&format!("{sub} {rest}")),
            None => draft.title = clean_title(&format!("{} {rest}", draft.title)),
        }
    }

    /// "a)", "-" or "1.1" below an item.
    fn sub(&mut self, line: &Line) {
        let people = self.people;
        let Some(draft) = self.drafts.last_mut() else {
            return;
        };
        let (rest, time) = times::take(&line.words);
        if rest.is_empty() || is_time_label(&rest) {
            if draft.time.minutes.is_none() {
                draft.time = time;
            }
            return;
        }
        if draft.body.is_none()
            && let Some(body) = agenda_body::whole(&rest, people)
        {
            draft.body = Some(body);
            if draft.time.minutes.is_none() {
                draft.time = time;
            }
            return;
        }
        let letter = matches!(line.sign, Sign::Letter | Sign::Decimal)
            .then(|| line.whole.split([' ', '\t']).next())
            .flatten()
            .filter(|letter| letter.chars().count() <= 5);
        let words = clean_title(&line.words);
        draft.subs.push(match letter {
            Some(letter) => format!("{letter} {words}"),
            None => words,
        });
    }

    fn leave(&mut self, line: &Line, why: Why) {
        self.left_out.push(LeftOut {
            line: line.whole.clone(),
            why,
        });
    }

    fn finish(mut self) -> Reading {
        // "4. Nội dung:" with points below: those are the items.
        if let [only] = self.drafts.as_slice()
            && is_agenda_word(&only.title)
            && !only.subs.is_empty()
        {
            let only = self.drafts.remove(0);
            self.left_out.push(LeftOut {
                line: only.title,
                why: Why::Section,
            });
            let people = self.people;
            self.drafts = only
                .subs
                .iter()
                .map(|sub| Draft::of(&without_letter(sub), people))
                .collect();
        }
        let is_empty = |draft: &Draft| draft.title.is_empty() && draft.subs.is_empty();
        self.drafts.retain(|draft| !is_empty(draft));
        Reading {
            items: finished(self.drafts),
            left_out: self.left_out,
            is_cut: false,
        }
    }
}

fn without_letter(sub: &str) -> String {
    match sign(sub) {
        (Sign::None, _) => sub.to_owned(),
        (_, words) => words,
    }
}

fn is_time_alone(line: &Line) -> bool {
    let (rest, time) = times::take(&line.whole);
    time != Time::default() && (rest.is_empty() || is_time_label(&rest))
}

fn is_time_label(words: &str) -> bool {
    matches!(
        bare(words).trim_matches([' ', ':', '.', '(', ')']),
        "thoi gian" | "thoi luong" | "du kien" | "thoi gian du kien" | "thoi gian trinh bay"
    )
}
