//! What a field of the minutes can hold, said before the server refuses it. Pure but for the sentence.

use nghisu_protocol::minutes::{
    MAX_LINE, MAX_PARAGRAPH, MAX_PARAGRAPHS, MAX_RECIPIENTS, MAX_SYMBOL,
};

use super::model::{Part, paragraphs};
use crate::tr;

/// What of a field's words cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// A text of one line has too many characters.
    Characters {
        /// How many it may have.
        most: usize,
        /// How many more it has.
        over: usize,
    },
    /// One line of several has.
    Line {
        /// Which, from 1; lines without words are not counted.
        line: usize,
        /// How many characters it may have.
        most: usize,
        /// How many more it has.
        over: usize,
    },
    /// There are too many lines.
    Lines {
        /// How many there may be.
        most: usize,
        /// How many more there are.
        over: usize,
    },
}

impl Excess {
    /// What is wrong with the words of a part, if anything is.
    pub fn of(part: Part, typed: &str) -> Option<Self> {
        let whole = |most| over(typed.trim(), most).map(|over| Self::Characters { most, over });
        let lines = |most_lines: usize, most: usize| {
            let lines = paragraphs(typed);
            if let Some(over) = lines.len().checked_sub(most_lines).filter(|over| *over > 0) {
                return Some(Self::Lines {
                    most: most_lines,
                    over,
                });
            }
            lines.iter().enumerate().find_map(|(at, line)| {
                let over = over(line, most)?;
                Some(Self::Line {
                    line: at + 1,
                    most,
                    over,
                })
            })
        };
        match part {
            Part::Superior | Part::Issuing | Part::Place | Part::Basis | Part::Archive => {
                whole(MAX_LINE)
            }
            Part::Symbol => whole(MAX_SYMBOL),
            Part::Adoption => whole(MAX_PARAGRAPH),
            Part::Course(_) | Part::Conclusions(_) => lines(MAX_PARAGRAPHS, MAX_PARAGRAPH),
            Part::Recipients => lines(MAX_RECIPIENTS, MAX_LINE),
            Part::SecretaryAuthority | Part::ChairAuthority => {
                lines(2, MAX_LINE).or_else(|| whole(MAX_LINE))
            }
            Part::Secretary | Part::Chair => None,
        }
    }

    /// The same, in the reader's language.
    pub fn say(self) -> String {
        match self {
            Self::Characters { most, over } => {
                tr!("text-too-long", { "most" => most, "over" => over })
            }
            Self::Line { line, most, over } => {
                tr!("minutes-line-too-long", { "line" => line, "most" => most, "over" => over })
            }
            Self::Lines { most, over } => {
                tr!("minutes-too-many-lines", { "most" => most, "over" => over })
            }
        }
    }
}

fn over(text: &str, most: usize) -> Option<usize> {
    let length = text.chars().count();
    (length > most).then(|| length - most)
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{ItemId, Uuid};

    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_named_by_its_number_and_by_how_much() {
        let item = Part::Course(ItemId(Uuid::from_u128(1)));
        let typed = format!("Một.\n\n{}\nBa.", "ế".repeat(MAX_PARAGRAPH + 7));
        assert_eq!(
            Excess::of(item, &typed),
            Some(Excess::Line {
                line: 2,
                most: MAX_PARAGRAPH,
                over: 7
            })
        );
        assert_eq!(Excess::of(item, &"ế".repeat(MAX_PARAGRAPH)), None);
    }

    #[test]
    fn too_many_lines_are_said_before_their_lengths() {
        let typed = "a\n".repeat(MAX_RECIPIENTS + 2);
        let excess = Excess::of(Part::Recipients, &typed);
        assert_eq!(
            excess,
            Some(Excess::Lines {
                most: MAX_RECIPIENTS,
                over: 2
            })
        );
        let three = Excess::of(
            Part::ChairAuthority,
            "TM. ỦY BAN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        );
        assert_eq!(three, Some(Excess::Lines { most: 2, over: 1 }));
    }

    #[test]
    fn a_text_of_one_line_counts_as_it_is_kept() {
        assert_eq!(
            Excess::of(Part::Symbol, &format!("  {}  ", "x".repeat(MAX_SYMBOL))),
            None
        );
        assert_eq!(
            Excess::of(Part::Place, &"x".repeat(MAX_LINE + 1)),
            Some(Excess::Characters {
                most: MAX_LINE,
                over: 1
            })
        );
        assert_eq!(Excess::of(Part::Chair, &"x".repeat(MAX_LINE + 1)), None);
    }
}
