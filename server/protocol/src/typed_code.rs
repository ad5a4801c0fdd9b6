//! The letters of codes that people type from paper or a screen: activation codes and recovery codes.
//!
//! An input method for Vietnamese rewrites letters before a field sees them. Telex turns `aa`, `aw`, `ee`, `oo`, `dd` and
//! `w` into â, ă, ê, ô, đ and ư, and hangs its tones (`s f r x j`) on a vowel; VNI does the same with digits behind a vowel
//! or a `d`; the quick Telex of some keyboards writes a doubled consonant as two others (`cc` as `ch`). A code therefore has
//! no vowel (Y is one in Vietnamese), no D, no W and no letter beside itself. It also has no L, 0 and 1, which are taken for
//! one another or for the letters that are missing.
//!
//! It draws nothing by itself: random bytes are passed in.

/// Letters and digits of codes that are made now.
pub const LETTERS: &str = "23456789BCFGHJKMNPQRSTVXZ";

/// Letters that activation codes also had before; a code with them that is still open is accepted until it expires.
pub const EARLIER_LETTERS: &str = "ADEWY";

/// Length of an activation code without its gap.
///
/// 25 letters, each but the first one of 24, make 4.64 + 7 × 4.58 = 36.7 bits, or 1.1 × 10¹¹ codes. The server takes 600
/// wrong ones in ten minutes from everywhere together: a given code is found once in 440 000 times in the three days that
/// it lives, once in 44 000 times in the thirty that it lives at most.
pub const ACTIVATION_LENGTH: usize = 8;

/// A code of so many letters, at most 40. The bytes are read as one number, so that 28 letters take 128 bits of them; what
/// is left over makes no letter oftener than another by more than one part in 2⁷².
#[must_use]
pub fn draw(random: &[u8; 32], length: usize) -> String {
    let letters = LETTERS.as_bytes();
    let mut number = *random;
    let mut at = 0;
    (0..length)
        .map(|place| {
            // The first letter is any; each further one stands one to 24 places behind the one before.
            at = if place == 0 {
                divide(&mut number, 25)
            } else {
                (at + 1 + divide(&mut number, 24)) % letters.len()
            };
            char::from(letters[at])
        })
        .collect()
}

/// Divides a number of 256 bits, the greatest byte first, and gives what remains.
fn divide(number: &mut [u8; 32], by: usize) -> usize {
    let mut rest = 0;
    for byte in number {
        let part = rest * 256 + usize::from(*byte);
        *byte = u8::try_from(part / by).unwrap_or(u8::MAX);
        rest = part % by;
    }
    rest
}

/// What may stand between the letters of a code, and means nothing.
#[must_use]
pub fn is_gap(typed: char) -> bool {
    typed.is_whitespace() || matches!(typed, '-' | '–')
}

/// A letter of an activation code as it was typed, in capitals; nothing where no code has it.
#[must_use]
pub fn activation_letter(typed: char) -> Option<char> {
    let letter = typed.to_ascii_uppercase();
    (LETTERS.contains(letter) || EARLIER_LETTERS.contains(letter)).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What Telex, VNI and the quick Telex answer to what is typed, where they answer with another letter: a shape
    /// (`aa`, `d9`), a tone behind a vowel, a letter that is one of Vietnamese by itself.
    fn is_rewritten(code: &str) -> bool {
        let typed: Vec<char> = code.to_lowercase().chars().collect();
        let is_shape = |a: char, b: char| a == b && !a.is_ascii_digit() || (a, b) == ('d', '9');
        typed.iter().any(|letter| "aeiouyw[]".contains(*letter))
            || typed.windows(2).any(|two| is_shape(two[0], two[1]))
    }

    #[test]
    fn the_judge_knows_what_input_methods_rewrite() {
        for rewritten in [
            "K7AA4M9X", "KTDD4M9X", "KTD94M9X", "W7TR4M9X", "KCC74M9X", "KYS74M9X",
        ] {
            assert!(is_rewritten(rewritten), "{rewritten}");
        }
        assert!(!is_rewritten("K7TR4M99"));
    }

    #[test]
    fn no_letter_is_taken_for_another() {
        assert!(
            LETTERS
                .chars()
                .all(|letter| !"01ILODWAEUY".contains(letter))
        );
        assert_eq!(LETTERS.len(), 25);
        assert!(
            EARLIER_LETTERS
                .chars()
                .all(|letter| !LETTERS.contains(letter))
        );
    }

    #[test]
    fn a_letter_is_read_however_it_was_typed() {
        assert_eq!(activation_letter('k'), Some('K'));
        assert_eq!(activation_letter('w'), Some('W'));
        for stranger in ['0', '1', 'l', 'O', 'đ', 'â', 'ｋ', '\u{212A}'] {
            assert_eq!(activation_letter(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn every_letter_comes_about_as_often_at_every_place() {
        // The numbers 0 to 25 × 24 − 1 make each pair of first letters once.
        let pairs: std::collections::BTreeSet<String> = (0..600_u16)
            .map(|number| {
                let mut random = [0; 32];
                random[30..].copy_from_slice(&number.to_be_bytes());
                draw(&random, 2)
            })
            .collect();
        assert_eq!(pairs.len(), 600);
    }

    proptest! {
        #[test]
        fn a_code_passes_every_input_method_unchanged(random: [u8; 32], length in 1_usize..=40) {
            let code = draw(&random, length);
            prop_assert_eq!(code.len(), length);
            prop_assert!(!is_rewritten(&code), "{}", code);
            prop_assert!(code.bytes().zip(code.bytes().skip(1)).all(|(a, b)| a != b), "{}", code);
        }
    }
}
