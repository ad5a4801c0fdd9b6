//! In which order files become papers of an item: by their names, as a directory shows them, whichever is sent or
//! checked first.

use nghisu_protocol::documents::UploadTarget;
use nghisu_protocol::text::{SortKey, sort_key};

use super::upload::UploadRow;

/// A number in a name: its length without leading zeros, then its digits, so that no number is too long.
type Number = (usize, String);

/// A piece of a name behind its leading numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(Number),
    Words(SortKey),
}

/// The key by which files are sorted: those that begin with a number first, `1`, `1.2`, `2`, `10`; then numbers within
/// the names as numbers, and words in the order of the Vietnamese alphabet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileKey {
    has_no_number: bool,
    leading: Vec<Number>,
    rest: Vec<Piece>,
}

/// See [`FileKey`]. The file's extension counts for nothing.
pub fn file_key(name: &str) -> FileKey {
    let stem = name.trim();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let (leading, rest) = leading_numbers(stem);
    FileKey {
        has_no_number: leading.is_empty(),
        leading,
        rest: pieces(rest),
    }
}

/// `01.2_Tờ trình` → `1`, `2` and what follows.
fn leading_numbers(stem: &str) -> (Vec<Number>, &str) {
    let mut numbers = Vec::new();
    let mut rest = stem;
    loop {
        let digits = digits_of(rest);
        if digits.is_empty() {
            return (numbers, rest);
        }
        numbers.push(number(digits));
        rest = &rest[digits.len()..];
        let next = rest.strip_prefix(['.', '-', '_']);
        match next.filter(|next| !digits_of(next).is_empty()) {
            Some(next) => rest = next,
            None => return (numbers, rest),
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = digits_of(rest);
        let length = if first.is_ascii_digit() {
            pieces.push(Piece::Number(number(digits)));
            digits.len()
        } else {
            let end = rest.find(|letter: char| letter.is_ascii_digit());
            let words = &rest[..end.unwrap_or(rest.len())];
            // Points and lines between numbers say nothing.
            if words.chars().any(char::is_alphanumeric) {
                pieces.push(Piece::Words(sort_key(words)));
            }
            words.len()
        };
        rest = &rest[length..];
    }
    pieces
}

fn digits_of(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

fn number(digits: &str) -> Number {
    let digits = digits.trim_start_matches('0');
    (digits.len(), digits.to_owned())
}

/// Whether another file of the same item, begun before it on this tablet, becomes a paper without anybody's doing: the
/// later one waits for it, so that papers stand in the order of their files. What was paused, refused or is asked about
/// holds nobody up.
pub fn comes_after_another(rows: &[UploadRow], key: u32) -> bool {
    let is_new = |row: &UploadRow| matches!(row.target, UploadTarget::New { .. });
    let Some(row) = rows.iter().find(|row| row.key == key) else {
        return false;
    };
    let mut before = rows.iter().take_while(|other| other.key != key);
    is_new(row)
        && before.any(|other| {
            other.item == row.item
                && is_new(other)
                && other.by.is_none()
                && other.trouble.is_none()
                && other.step.comes_by_itself()
        })
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::documents::Secrecy;
    use nghisu_protocol::ids::{ItemId, Uuid};

    use super::super::upload_model::{Arrivals, Stall, Step};
    use super::*;

    #[test]
    fn files_stand_as_a_directory_shows_them() {
        let expected = [
            "1. Báo cáo.pdf",
            "1.1 Phụ lục.pdf",
            "1.2 Phụ lục.pdf",
            "2. Tờ trình.pdf",
            "02_Tờ trình bổ sung.PDF",
            "10. Nghị quyết.pdf",
            "Ảnh.pdf",
            "Báo cáo.pdf",
            "Đề án.pdf",
            "Phụ lục 2.pdf",
            "Phụ lục 10.pdf",
            "Phụ lục A.pdf",
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_by_key(|name| file_key(name));
        assert_eq!(sorted, expected);
    }

    #[test]
    fn names_without_letters_and_long_numbers_are_sorted_too() {
        assert!(file_key("2.pdf") < file_key("10.pdf"));
        assert!(file_key("99999999999999999999.pdf") < file_key("100000000000000000000.pdf"));
        assert_eq!(file_key("007.pdf"), file_key("7.pdf"));
        assert!(file_key("3. Tờ trình.pdf") < file_key("….pdf"));
    }

    #[test]
    fn a_file_waits_for_the_ones_before_it_that_come_by_themselves() {
        let item = |n| ItemId(Uuid::from_u128(n));
        let row = |key, of, step| UploadRow {
            key,
            item: item(of),
            target: UploadTarget::New {
                item: item(of),
                title: None,
            },
            secrecy: Secrecy::Normal,
            name: String::new(),
            size: 9,
            by: None,
            may_discard: true,
            upload: None,
            version: None,
            step,
            arrivals: Arrivals::default(),
            trouble: None,
        };
        let waits = |before: Step| {
            let rows = [row(1, 7, before), row(2, 7, Step::Sending { sent: 9 })];
            comes_after_another(&rows, 2)
        };
        assert!(waits(Step::Sending { sent: 3 }));
        assert!(waits(Step::Behind { sent: 9 }), "it has its own before it");
        assert!(waits(Step::Checking));
        assert!(
            !waits(Step::Waiting { sent: 3 }),
            "no line may wait for the queue"
        );
        assert!(!waits(Step::Paused { sent: 3 }));
        assert!(
            !waits(Step::Stalled {
                sent: 3,
                why: Stall::Busy
            }),
            "nobody knows for how long"
        );
        assert!(!waits(Step::Asking {
            mark: "MẬT".to_owned()
        }));
        let rows = [
            row(1, 8, Step::Checking),
            row(2, 7, Step::Sending { sent: 9 }),
        ];
        assert!(!comes_after_another(&rows, 2), "of another item");
        assert!(!comes_after_another(&rows, 1), "nobody is before the first");
    }
}
