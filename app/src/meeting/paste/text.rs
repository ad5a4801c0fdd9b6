//! Letters of pasted text beside the same letters as they are compared: in lower case, and without marks. All three are
//! of one length, so that a place in one is a place in the others. Pure.

use nghisu_protocol::text::fold;

/// A line of pasted text. Places are counted in letters.
#[derive(Debug, Clone)]
pub struct Text {
    /// As it was written.
    pub letters: Vec<char>,
    /// In lower case, with its marks.
    pub lower: Vec<char>,
    /// In lower case, without marks.
    pub bare: Vec<char>,
}

impl Text {
    /// Of a line.
    pub fn of(line: &str) -> Self {
        let letters: Vec<char> = line.chars().collect();
        let lower: Vec<char> = letters.iter().map(|letter| lowered(*letter)).collect();
        let bare = lower.iter().map(|letter| bared(*letter)).collect();
        Self {
            letters,
            lower,
            bare,
        }
    }

    /// How many letters it has.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// A part of it as it was written.
    pub fn part(&self, from: usize, to: usize) -> String {
        let to = to.min(self.len());
        self.letters[from.min(to)..to].iter().collect()
    }

    /// Whether words without marks stand at a place, as whole words.
    pub fn has_at(&self, at: usize, words: &str) -> bool {
        self.begins_word(at) && self.goes_on_with(at, words)
    }

    /// The same where the words may stand right behind others, as a unit does behind its number.
    pub fn goes_on_with(&self, at: usize, words: &str) -> bool {
        let length = words.chars().count();
        let is_there = at + length <= self.len()
            && words
                .chars()
                .zip(&self.bare[at..])
                .all(|(wanted, letter)| wanted == *letter);
        is_there && self.ends_word(at + length)
    }

    /// Where words without marks stand first from a place on.
    pub fn find(&self, words: &str, from: usize) -> Option<usize> {
        (from..self.len()).find(|at| self.has_at(*at, words))
    }

    /// Whether the words before a place end there.
    pub fn begins_word(&self, at: usize) -> bool {
        at == 0 || !self.bare[at - 1].is_alphanumeric()
    }

    fn ends_word(&self, at: usize) -> bool {
        at >= self.len() || !self.bare[at].is_alphanumeric() || !self.bare[at - 1].is_alphanumeric()
    }
}

fn lowered(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

fn bared(letter: char) -> char {
    if letter.is_ascii() || !letter.is_alphabetic() {
        return letter;
    }
    let folded = fold(letter.encode_utf8(&mut [0; 4]));
    folded.chars().next().unwrap_or(letter)
}

/// A line without marks, in lower case, its punctuation kept.
pub fn bare(line: &str) -> String {
    Text::of(line).bare.into_iter().collect()
}

/// A line in lower case.
pub fn lower(line: &str) -> String {
    Text::of(line).lower.into_iter().collect()
}

/// The lines of a text: word processors break them with more than one character, write spaces of many widths, and leave
/// characters behind that nobody sees.
pub fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.split([
        '\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}', '\u{85}',
    ])
    .map(|line| {
        line.chars()
            .filter(|letter| !is_unseen(*letter))
            .map(|letter| match letter {
                '\t' => '\t',
                space if space.is_whitespace() || space.is_control() => ' ',
                // Bullets of the fonts Symbol and Wingdings.
                '\u{f000}'..='\u{f0ff}' => '•',
                other => other,
            })
            .collect()
    })
    .collect()
}

const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A text with one space between its words.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters within which a cell in quotes ends, or it is no such cell.
const LONGEST_CELL: usize = 4_000;

/// The rows of a table as spreadsheets copy it: cells between tabs; a cell of several lines stands in quotes, and is put
/// into one line.
pub fn rows(text: &str) -> Vec<Vec<String>> {
    let letters: Vec<char> = lines(text).join("\n").chars().collect();
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut at = 0;
    while at <= letters.len() {
        let (cell, end) = quoted(&letters, at).unwrap_or_else(|| {
            let rest = &letters[at..];
            let length = rest.iter().position(|letter| matches!(letter, '\t' | '\n'));
            let end = at + length.unwrap_or(rest.len());
            (letters[at..end].iter().collect(), end)
        });
        row.push(cell.trim().to_owned());
        if letters.get(end) != Some(&'\t') {
            rows.push(std::mem::take(&mut row));
        }
        at = end + 1;
    }
    rows
}

/// A cell in quotes that begins at a place, and where it ends.
fn quoted(letters: &[char], at: usize) -> Option<(String, usize)> {
    if letters.get(at) != Some(&'"') {
        return None;
    }
    let mut cell = String::new();
    let mut next = at + 1;
    while next < letters.len().min(at + LONGEST_CELL) {
        match (letters[next], letters.get(next + 1)) {
            ('"', Some('"')) => {
                cell.push('"');
                next += 2;
            }
            ('"', None | Some('\t' | '\n')) => return Some((cell, next + 1)),
            // A quotation within a line is none of a spreadsheet's.
            ('"', Some(_)) => return None,
            ('\n', _) => {
                cell.push(' ');
                next += 1;
            }
            (letter, _) => {
                cell.push(letter);
                next += 1;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_with_and_without_marks() {
        let text = Text::of("Đặng Thị HƯỜNG — Sở Tài chính");
        assert_eq!(text.letters.len(), text.bare.len());
        assert_eq!(
            text.bare.iter().collect::<String>(),
            "dang thi huong — so tai chinh"
        );
        let at = text.find("so tai chinh", 0).unwrap();
        assert_eq!(text.part(at, text.len()), "Sở Tài chính");
        // Only whole words.
        assert_eq!(text.find("so tai chin", 0), None);
        assert_eq!(text.find("hi huong", 0), None);
    }

    #[test]
    fn a_cell_of_several_lines_is_one_cell() {
        let rows = rows("1\t\"Báo cáo\nkinh tế\"\tSở Tài chính\n2\tHọp \"giao ban\"\t");
        assert_eq!(rows[0], ["1", "Báo cáo kinh tế", "Sở Tài chính"]);
        assert_eq!(rows[1], ["2", "Họp \"giao ban\"", ""]);
        assert_eq!(
            super::rows("\"Không đóng\nhai"),
            [["\"Không đóng"], ["hai"]]
        );
        assert_eq!(super::rows("\"a \"\"b\"\"\"\tc"), [["a \"b\"", "c"]]);
    }

    #[test]
    fn lines_end_as_word_processors_end_them() {
        assert_eq!(lines("một\r\nhai\u{b}ba\rbốn"), ["một", "hai", "ba", "bốn"]);
        assert_eq!(lines("a\u{a0}b\u{200b}c\u{feff}"), ["a bc"]);
    }
}
