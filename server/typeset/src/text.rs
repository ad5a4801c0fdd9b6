//! The check that text can be printed exactly, before anything is laid out.
//!
//! Typst would replace a character without a glyph by an empty box and only sometimes say so. A
//! signed paper that lacks a letter of a name is worse than no paper: so the data is refused first.

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::error::Error;
use crate::world;

/// Checks every string of `data`, keys excepted: they belong to the template, not to the reader.
pub(crate) fn check(data: &Value) -> Result<(), Error> {
    visit(data, &mut String::new())
}

fn visit(value: &Value, at: &mut String) -> Result<(), Error> {
    let length = at.len();
    match value {
        Value::String(text) => check_text(text, at)?,
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                at.push('/');
                at.push_str(&index.to_string());
                visit(value, at)?;
                at.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                at.push('/');
                at.push_str(&key.replace('~', "~0").replace('/', "~1"));
                visit(value, at)?;
                at.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

fn check_text(text: &str, at: &str) -> Result<(), Error> {
    if !is_nfc(text) {
        return Err(Error::NotNormalised { at: at.to_owned() });
    }
    if let Some(c) = text.chars().find(|&c| is_refused_control(c)) {
        return Err(Error::ControlCharacter {
            at: at.to_owned(),
            code: u32::from(c),
        });
    }
    let missing = world::missing_glyphs(text.chars().filter(|c| *c != '\n'));
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::MissingGlyphs {
            at: at.to_owned(),
            characters: name_characters(&missing),
        })
    }
}

/// The same data with every string as far as it can be printed, for a list that must not fail for a character: composed,
/// without what has no shape, and with a question mark for what Tinos cannot draw.
pub(crate) fn made_printable(data: Value) -> Value {
    match data {
        Value::String(text) => {
            let composed: String = text.nfc().filter(|c| !is_refused_control(*c)).collect();
            let missing = world::missing_glyphs(composed.chars().filter(|c| *c != '\n'));
            Value::String(match missing.is_empty() {
                true => composed,
                false => composed.replace(missing.as_slice(), "?"),
            })
        }
        Value::Array(values) => values.into_iter().map(made_printable).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, made_printable(value)))
            .collect(),
        other => other,
    }
}

/// Line feeds separate paragraphs. Everything else that has no shape of its own is refused: in a
/// paper that is signed, text must not read otherwise than it is stored.
fn is_refused_control(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Lists characters as `😀 (U+1F600), ☃ (U+2603)`.
pub(crate) fn name_characters(characters: &[char]) -> String {
    characters
        .iter()
        .map(|&c| format!("{c} (U+{:04X})", u32::from(c)))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_vietnamese_letter_can_be_printed() {
        let letters = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";
        let data = json!([letters, letters.to_uppercase(), "“”‘’–—…•×≤≥±°²³€₫§№½"]);
        check(&data).unwrap();
    }

    #[test]
    fn a_missing_glyph_is_named_with_its_place() {
        let error = check(&json!({ "items": [{ "title": "Họp 😀 và 會" }] })).unwrap_err();
        let Error::MissingGlyphs { at, characters } = error else {
            panic!("{error}");
        };
        assert_eq!(at, "/items/0/title");
        assert_eq!(characters, "😀 (U+1F600), 會 (U+6703)");
    }

    #[test]
    fn what_is_made_printable_passes_the_check() {
        let data = json!({ "a": ["Họp 😀 \u{202E}và 會", "U\u{031B}\u{0301}ng"], "b": 3 });
        let printable = made_printable(data);
        check(&printable).unwrap();
        assert_eq!(printable, json!({ "a": ["Họp ? và ?", "Ứng"], "b": 3 }));
    }

    #[test]
    fn decomposed_text_is_refused() {
        let error = check(&json!({ "name": "U\u{031B}\u{0301}ng" })).unwrap_err();
        assert!(matches!(error, Error::NotNormalised { at } if at == "/name"));
    }

    #[test]
    fn text_that_reorders_its_neighbours_is_refused() {
        for c in ['\u{202E}', '\u{200B}', '\u{0007}', '\t'] {
            let error = check(&json!(format!("a{c}b"))).unwrap_err();
            assert!(
                matches!(error, Error::ControlCharacter { code, .. } if code == u32::from(c)),
                "{c:?}"
            );
        }
    }

    #[test]
    fn a_key_with_a_slash_is_escaped_in_the_pointer() {
        let error = check(&json!({ "a/b": "\u{202E}" })).unwrap_err();
        assert!(matches!(error, Error::ControlCharacter { at, .. } if at == "/a~1b"));
    }
}
