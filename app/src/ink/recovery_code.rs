//! The recovery code of private notes as it is printed and typed: 26 characters in groups, 130 bits.
//!
//! Crockford's alphabet has no I, L, O and U; what is typed for 1 and 0 is understood. The code is a secret of full
//! strength by itself, so nothing slows its guessing but its length.

/// The alphabet.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code.
const LENGTH: usize = 26;
/// Characters of a group.
const GROUP: usize = 5;

/// A code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LENGTH]);

impl RecoveryCode {
    /// The code that random bytes make: five bits of each of the first 26.
    pub fn new(random: &[u8; 32]) -> Self {
        let mut letters = [0; LENGTH];
        for (letter, byte) in letters.iter_mut().zip(random) {
            *letter = LETTERS[usize::from(byte & 31)];
        }
        Self(letters)
    }

    /// Reads what was typed: small letters, blanks and dashes are fine.
    pub fn read(typed: &str) -> Option<Self> {
        let mut letters = [0; LENGTH];
        let mut count = 0;
        for character in typed.chars() {
            let letter = match character.to_ascii_uppercase() {
                ' ' | '-' | '–' => continue,
                'I' | 'L' => '1',
                'O' => '0',
                other => other,
            };
            let letter = u8::try_from(letter)
                .ok()
                .filter(|letter| LETTERS.contains(letter))?;
            *letters.get_mut(count)? = letter;
            count += 1;
        }
        (count == LENGTH).then_some(Self(letters))
    }

    /// What the key is derived from.
    pub fn secret(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// The code in groups, as it is printed.
    pub fn shown(&self) -> String {
        self.groups().concat()
    }

    /// The groups, each but the last with its dash: set one by one, so that lines break evenly.
    pub fn groups(&self) -> Vec<String> {
        let groups = self.0.chunks(GROUP).map(|group| {
            let letters = group.iter().map(|letter| char::from(*letter));
            let dash = (group.len() == GROUP).then_some('-');
            letters.chain(dash).collect()
        });
        groups.collect()
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
        let shown = code.shown();
        assert_eq!(shown.len(), 26 + 5);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('0', "O").replace('1', "l"),
        ] {
            assert!(RecoveryCode::read(&typed) == Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let shown = code().shown();
        for typed in [
            "",
            "ABC",
            &shown[1..],
            &format!("{shown}0"),
            &shown.replace('0', "U"),
            &shown.replace('0', "Đ"),
        ] {
            assert!(RecoveryCode::read(typed).is_none(), "{typed}");
        }
    }
}
