//! The recovery code of private notes as it is printed and typed: 28 characters in groups of four, 128 bits.
//!
//! Its letters are those of `typed_code`, which no input method rewrites. Codes printed before have 26 of Crockford's
//! alphabet (no I, L, O and U; what is typed for 1 and 0 is understood), and open what they sealed. A code is a secret of
//! full strength by itself, so nothing slows its guessing but its length.

use nghisu_protocol::typed_code::{self, LETTERS};

/// Characters of a code.
const LENGTH: usize = 28;
/// Characters of a group.
const GROUP: usize = 4;
/// Characters of a code printed before, and its alphabet.
const EARLIER_LENGTH: usize = 26;
const EARLIER_LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The code that random bytes make.
    pub fn new(random: &[u8; 32]) -> Self {
        Self(typed_code::draw(random, LENGTH))
    }

    /// Reads what was typed: small letters, blanks and dashes are fine.
    pub fn read(typed: &str) -> Option<Self> {
        let letters: String = typed
            .chars()
            .filter(|letter| !typed_code::is_gap(*letter))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let (letters, alphabet) = match letters.chars().count() {
            LENGTH => (letters, LETTERS),
            EARLIER_LENGTH => (
                letters.replace(['I', 'L'], "1").replace('O', "0"),
                EARLIER_LETTERS,
            ),
            _ => return None,
        };
        letters
            .chars()
            .all(|letter| alphabet.contains(letter))
            .then_some(Self(letters))
    }

    /// What the key is derived from.
    pub fn secret(&self) -> Vec<u8> {
        self.0.clone().into_bytes()
    }

    /// The groups in which it is shown and printed.
    pub fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.0.chars().collect();
        letters
            .chunks(GROUP)
            .map(|group| group.iter().collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::RecoveryCode;

    fn code() -> RecoveryCode {
        RecoveryCode::new(&std::array::from_fn(|index| index as u8 * 7))
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = code();
        let groups = code.groups();
        assert_eq!(groups.len(), 7);
        assert!(groups.iter().all(|group| group.len() == 4));
        let shown = groups.join("-");
        for typed in [
            groups.concat(),
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', "–"),
        ] {
            assert!(RecoveryCode::read(&typed) == Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn a_code_that_was_printed_before_still_opens_what_it_sealed() {
        let printed = "07E1W-4AA2D-DY8KM-0P1TV-3XZ5W-6";
        for typed in [
            printed.to_owned(),
            printed.to_lowercase(),
            printed.replace('0', "O").replace('1', "l"),
        ] {
            let code = RecoveryCode::read(&typed).expect("read");
            assert_eq!(code.secret(), b"07E1W4AA2DDY8KM0P1TV3XZ5W6", "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let shown = code().groups().join("-");
        for typed in [
            "",
            "BBB",
            &shown[1..],
            &format!("{shown}2"),
            &format!("A{}", &shown[1..]),
            &format!("Đ{}", &shown[1..]),
            "U7E1W-4AA2D-DY8KM-0P1TV-3XZ5W-6",
        ] {
            assert!(RecoveryCode::read(typed).is_none(), "{typed}");
        }
    }
}
