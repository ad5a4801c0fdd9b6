//! People as a spreadsheet lists them, matched to the directory: found, doubtful, or not there. Columns stand in any
//! order; whoever is found is found by their name, and told from another of that name by unit and position. Pure.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::ids::PersonId;
use nghisu_protocol::text::fold;

use super::agenda_line::{Sign, is_number, sign};
use super::people_units::Phrase;
use super::text::{bare, lower, rows, tidy};

/// Rows of a list that are read at most: a meeting has no more people.
pub const MOST_ROWS: usize = 500;
/// Letters of it.
const MOST_LETTERS: usize = 200_000;
/// Letters of a cell that are read.
const LONGEST_CELL: usize = 200;
/// Whom one row may mean at most; more are no help.
const MOST_CANDIDATES: usize = 8;

/// A person of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// What they hold today.
    pub positions: Vec<Held>,
}

/// A position that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its title.
    pub title: String,
    /// The unit's name.
    pub unit: String,
    /// The unit's short name; empty without one.
    pub unit_short: String,
}

/// What a list says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Its people in their order.
    pub rows: Vec<Row>,
    /// Lines that name nobody: heads and titles.
    pub left_out: Vec<String>,
    /// Whether the list is longer than what was read.
    pub is_cut: bool,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name, or what stands in its place.
    pub name: String,
    /// What else the row says.
    pub about: String,
    /// Whom it means.
    pub outcome: Outcome,
}

/// Whom a row means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This person.
    Found(PersonId),
    /// Perhaps one of these.
    Doubtful(Vec<PersonId>, Doubt),
    /// Somebody whom an earlier row named.
    Twice(PersonId),
    /// Nobody of the directory.
    Missing,
}

/// Why it is not certain whom a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Several have this name.
    SameName,
    /// Who has this name belongs to another unit.
    OtherUnit,
    /// The name is like theirs.
    LikeName,
    /// No name is given; they hold the position.
    ByPosition,
}

/// Reads a list.
pub fn read(text: &str, directory: &[Listed]) -> Reading {
    let text: String = text.chars().take(MOST_LETTERS).collect();
    let matcher = Matcher::of(directory);
    let mut reading = Reading::default();
    let mut named = BTreeSet::new();
    for row in rows(&text) {
        let line = tidy(&row.join(" "));
        let cells = cells(&row);
        if cells.is_empty() {
            if line.chars().any(char::is_alphabetic) {
                reading.left_out.push(line);
            }
            continue;
        }
        let found = matcher.find(&cells);
        if found.is_none() && is_head(&cells) {
            reading.left_out.push(line);
            continue;
        }
        if reading.rows.len() == MOST_ROWS {
            reading.is_cut = true;
            break;
        }
        let (at, outcome) = found.unwrap_or((name_place(&cells), Outcome::Missing));
        let outcome = match outcome {
            Outcome::Found(person) if !named.insert(person) => Outcome::Twice(person),
            other => other,
        };
        let rest = cells.iter().enumerate().filter(|(place, _)| *place != at);
        reading.rows.push(Row {
            name: cells[at].clone(),
            about: rest
                .map(|(_, cell)| cell.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            outcome,
        });
    }
    reading
}

/// The cells of a row that say something of a person: without numbers, addresses and honorifics.
fn cells(row: &[String]) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for cell in row.iter().take(20) {
        let cell: String = cell.chars().take(LONGEST_CELL).collect();
        let cell = match sign(&cell) {
            (Sign::Number | Sign::Point | Sign::Decimal, words) => words,
            _ => tidy(&cell),
        };
        cells.extend(pieces(&cell, row.len() == 1));
    }
    cells.retain(|cell| {
        let says = cell.chars().any(char::is_alphabetic);
        says && !cell.contains('@') && !is_number(cell)
    });
    cells
}

/// What stands between commas, semicolons and, where there are no other columns, dashes.
fn pieces(cell: &str, is_only: bool) -> Vec<String> {
    let parts: Vec<&str> = cell.split([',', ';', '|']).collect();
    let parts = if is_only && parts.len() == 1 {
        cell.split(" - ")
            .flat_map(|part| part.split(['–', '—', ':']))
            .collect()
    } else {
        parts
    };
    parts
        .into_iter()
        .map(|part| without_honorific(&tidy(part)))
        .filter(|part| !part.is_empty())
        .collect()
}

/// What stands before a name; the longer before those that they begin with.
const HONORIFICS: [&str; 20] = [
    "ông/bà",
    "ông (bà)",
    "ông bà",
    "đồng chí",
    "các đồng chí",
    "đ/c",
    "đ.c",
    "đ/ch",
    "gs.ts.",
    "gs.ts",
    "pgs.ts.",
    "pgs.ts",
    "ths.",
    "ths",
    "ts.",
    "bs.",
    "ks.",
    "ls.",
    "ông",
    "bà",
];

fn without_honorific(text: &str) -> String {
    let mut text = text
        .trim_matches([' ', '.', ':', '(', ')', '-', '*'])
        .to_owned();
    for _ in 0..3 {
        let start = lower(&text);
        let rest = HONORIFICS.into_iter().find_map(|word| {
            let rest = start.strip_prefix(word)?;
            let is_apart = rest.starts_with([' ', ':', '.']) || word.ends_with('.');
            (is_apart && !rest.trim().is_empty()).then(|| word.chars().count())
        });
        match rest {
            Some(length) => {
                let rest: String = text.chars().skip(length).collect();
                text = rest.trim_matches([' ', ':', '.']).to_owned();
            }
            None => break,
        }
    }
    tidy(&text)
}

/// A head of columns, or the title of a list.
fn is_head(cells: &[String]) -> bool {
    let is_word = |cell: &String| {
        let cell = bare(cell);
        let cell = cell.trim_matches([' ', '.', ':', '*', '(', ')']);
        matches!(
            cell,
            "stt"
                | "tt"
                | "so tt"
                | "ho va ten"
                | "ho ten"
                | "ho"
                | "ten"
                | "ho dem"
                | "ho va dem"
                | "ten goi"
                | "chuc vu"
                | "chuc danh"
                | "don vi"
                | "don vi cong tac"
                | "co quan"
                | "phong ban"
                | "noi cong tac"
                | "ghi chu"
                | "dien thoai"
                | "so dien thoai"
                | "email"
                | "thanh phan"
                | "ten dai bieu"
                | "dai bieu"
                | "name"
                | "position"
                | "unit"
                | "gioi tinh"
                | "ngay sinh"
                | "chuc vu/don vi"
                | "ky ten"
                | "vai tro"
                | "co quan/don vi"
        )
    };
    let first = cells.first().map(|cell| bare(cell)).unwrap_or_default();
    let is_title = [
        "danh sach",
        "thanh phan",
        "kem theo",
        "ban hanh kem",
        "ubnd tinh thanh phan",
    ]
    .iter()
    .any(|begin| first.starts_with(begin));
    is_title || cells.iter().all(is_word)
}

/// Where a name most likely stands: two to six words that each begin with a capital, else the first cell.
fn name_place(cells: &[String]) -> usize {
    let is_name = |cell: &&String| {
        let words: Vec<&str> = cell.split(' ').collect();
        (2..=6).contains(&words.len())
            && words
                .iter()
                .all(|word| word.starts_with(char::is_uppercase))
    };
    cells.iter().position(|cell| is_name(&cell)).unwrap_or(0)
}

/// A cell of a row, as it is compared.
struct Cell {
    text: String,
    folded: String,
    phrase: Phrase,
}

/// A position of the directory, as it is compared.
struct Place {
    title: Phrase,
    unit: Phrase,
    unit_short: String,
}

impl Place {
    fn is_unit(&self, cell: &Cell) -> bool {
        cell.phrase.is_same(&self.unit)
            || !self.unit_short.is_empty() && cell.folded == self.unit_short
    }
}

struct Matcher<'a> {
    directory: &'a [Listed],
    /// The words of each name.
    names: Vec<Vec<String>>,
    places: Vec<Vec<Place>>,
    by_name: BTreeMap<String, Vec<usize>>,
    units: BTreeSet<Phrase>,
}

impl<'a> Matcher<'a> {
    fn of(directory: &'a [Listed]) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut names = Vec::new();
        let mut places = Vec::new();
        let mut units = BTreeSet::new();
        for (at, person) in directory.iter().enumerate() {
            let name = fold(&person.name);
            names.push(name.split(' ').map(str::to_owned).collect());
            by_name.entry(name).or_default().push(at);
            let held = person.positions.iter().map(|held| Place {
                title: Phrase::of(&held.title),
                unit: Phrase::of(&held.unit),
                unit_short: fold(&held.unit_short),
            });
            let held: Vec<Place> = held.collect();
            units.extend(held.iter().map(|place| place.unit.clone()));
            places.push(held);
        }
        Self {
            directory,
            names,
            places,
            by_name,
            units,
        }
    }

    /// Whom a row means, and in which of its cells the name stands.
    fn find(&self, texts: &[String]) -> Option<(usize, Outcome)> {
        let cells: Vec<Cell> = texts
            .iter()
            .map(|text| Cell {
                text: text.clone(),
                folded: fold(text),
                phrase: Phrase::of(text),
            })
            .collect();
        let others = |at: usize, width: usize| -> Vec<&Cell> {
            let kept = cells.iter().enumerate();
            kept.filter(|(place, _)| !(at..at + width).contains(place))
                .map(|(_, cell)| cell)
                .collect()
        };
        for (at, cell) in cells.iter().enumerate() {
            if let Some(found) = self.by_name.get(&cell.folded) {
                return Some((at, self.among(found, &cell.text, &others(at, 1))));
            }
        }
        // Family name and given name may stand in two cells.
        for (at, pair) in cells.windows(2).enumerate() {
            let [family, given] = pair else { continue };
            let name = format!("{} {}", family.folded, given.folded);
            if let Some(found) = self.by_name.get(&name) {
                let name = format!("{} {}", family.text, given.text);
                return Some((at, self.among(found, &name, &others(at, 2))));
            }
        }
        for (at, cell) in cells.iter().enumerate() {
            let alike = self.alike(cell, &others(at, 1));
            if !alike.is_empty() {
                return Some((at, Outcome::Doubtful(alike, Doubt::LikeName)));
            }
        }
        let name = cells.get(name_place(texts))?;
        if looks_like_name(&name.text) && self.holders(name).is_empty() {
            // Somebody is named who is not in the directory; who holds the position now is somebody else.
            return None;
        }
        for (at, cell) in cells.iter().enumerate() {
            let holders = self.holders(cell);
            if !holders.is_empty() {
                return Some((at, Outcome::Doubtful(holders, Doubt::ByPosition)));
            }
        }
        None
    }

    /// One of several of a name: by the marks that were written, then by unit and position.
    fn among(&self, found: &[usize], written: &str, others: &[&Cell]) -> Outcome {
        let exact: Vec<usize> = found
            .iter()
            .copied()
            .filter(|at| same_marks(&self.directory[*at].name, written))
            .collect();
        let found = if exact.is_empty() { found } else { &exact };
        let scores: Vec<(u32, usize)> = found
            .iter()
            .map(|at| (self.score(*at, others), *at))
            .collect();
        let best = scores.iter().map(|(score, _)| *score).max().unwrap_or(0);
        let mut first = scores.iter().filter(|(score, _)| *score == best);
        let (Some((_, at)), None) = (first.next(), first.next()) else {
            let ids = found.iter().map(|at| self.directory[*at].id);
            return Outcome::Doubtful(ids.take(MOST_CANDIDATES).collect(), Doubt::SameName);
        };
        let id = self.directory[*at].id;
        if self.names_another_unit(*at, others) {
            return Outcome::Doubtful(vec![id], Doubt::OtherUnit);
        }
        Outcome::Found(id)
    }

    /// How much of what a row says is true of somebody.
    fn score(&self, at: usize, others: &[&Cell]) -> u32 {
        let of = |cell: &Cell, place: &Place| {
            if cell.phrase.is_same(&place.title) || place.is_unit(cell) {
                2
            } else {
                let is_part = cell.phrase.holds(&place.unit)
                    || place.title.holds(&cell.phrase)
                    || cell.phrase.holds(&place.title);
                u32::from(is_part)
            }
        };
        let best = |cell: &Cell| self.places[at].iter().map(|place| of(cell, place)).max();
        others.iter().filter_map(|cell| best(cell)).sum()
    }

    /// Whether a row names a unit of the directory that is not this person's, and not theirs.
    fn names_another_unit(&self, at: usize, others: &[&Cell]) -> bool {
        let own = &self.places[at];
        let names_own = own.iter().any(|own| {
            others.iter().any(|cell| {
                own.is_unit(cell)
                    || cell.phrase.is_same(&own.title)
                    || cell.phrase.holds(&own.unit)
                    || own.unit.holds(&cell.phrase)
            })
        });
        !names_own
            && self.units.iter().any(|unit| {
                own.iter().all(|own| own.unit != *unit)
                    && others
                        .iter()
                        .any(|cell| cell.phrase.is_same(unit) || cell.phrase.holds(unit))
            })
    }

    /// People whose names are nearly so, the likeliest first.
    fn alike(&self, cell: &Cell, others: &[&Cell]) -> Vec<PersonId> {
        let words: Vec<&str> = cell.folded.split(' ').collect();
        if !(2..=7).contains(&words.len()) {
            return Vec::new();
        }
        let mut found: Vec<(u32, std::cmp::Reverse<u32>, usize)> = self
            .names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| {
                let unlike = unlike(&words, name)?;
                Some((unlike, std::cmp::Reverse(self.score(at, others)), at))
            })
            .collect();
        found.sort_unstable();
        let best = found.first().map_or(0, |(unlike, ..)| *unlike);
        found
            .into_iter()
            .filter(|(unlike, ..)| *unlike <= best + 1)
            .take(MOST_CANDIDATES)
            .map(|(_, _, at)| self.directory[at].id)
            .collect()
    }

    /// Who holds a position that is named in full.
    fn holders(&self, cell: &Cell) -> Vec<PersonId> {
        let is_held = |places: &[Place]| {
            let mut titles = places.iter().map(|place| &place.title);
            titles.any(|title| title.words() > 1 && cell.phrase.is_same(title))
        };
        let held = self.directory.iter().zip(&self.places);
        held.filter(|(_, places)| is_held(places))
            .take(MOST_CANDIDATES)
            .map(|(person, _)| person.id)
            .collect()
    }
}

fn same_marks(one: &str, other: &str) -> bool {
    nghisu_protocol::text::sort_key(one) == nghisu_protocol::text::sort_key(other)
}

fn looks_like_name(cell: &str) -> bool {
    let words: Vec<&str> = cell.split(' ').collect();
    (2..=6).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase)
        })
}

/// How unlike a name is what was written: nothing where it is another name.
fn unlike(words: &[&str], name: &[String]) -> Option<u32> {
    let parts: Vec<&str> = name.iter().map(String::as_str).collect();
    let mut sorted = [words.to_vec(), parts.clone()];
    for list in &mut sorted {
        list.sort_unstable();
    }
    if sorted[0] == sorted[1] {
        // Given name first.
        return Some(1);
    }
    let (first, last) = (parts.first()?, parts.last()?);
    let ends_meet = words.first() == Some(first) && words.last() == Some(last);
    let is_part = |short: &[&str], long: &[&str]| short.iter().all(|word| long.contains(word));
    if ends_meet && (is_part(words, &parts) || is_part(&parts, words)) {
        // A middle name too few or too many.
        return Some(2);
    }
    // Slips of a finger.
    if words.len() == parts.len() {
        let slips: u32 = words
            .iter()
            .zip(&parts)
            .map(|(one, other)| distance(one, other))
            .sum();
        return (slips <= 2 && words.len() > 2 || slips <= 1).then_some(slips + 1);
    }
    None
}

/// How many letters differ between two words.
fn distance(one: &str, other: &str) -> u32 {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 2 || one.len() > 20 || other.len() > 20 {
        return 9;
    }
    let mut before: Vec<u32> = (0..).take(other.len() + 1).collect();
    for (row, letter) in (1_u32..).zip(&one) {
        let mut now = vec![row];
        for (column, against) in other.iter().enumerate() {
            let change = before[column] + u32::from(letter != against);
            now.push(change.min(before[column + 1] + 1).min(now[column] + 1));
        }
        before = now;
    }
    before.last().copied().unwrap_or(9)
}
