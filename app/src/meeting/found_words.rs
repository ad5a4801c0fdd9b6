//! Where a phrase stands in the words around a hit. It is looked for as the server's search does: by letters without
//! their marks (đ as d), small and large alike, so that `nghi dinh` is found in *Nghị định*. Pure.

/// The words around a hit in parts; a part is marked where the phrase stands. `decomposed` gives a character's canonical
/// decomposition (NFD).
pub fn parts(
    words: &str,
    phrase: &str,
    decomposed: impl Fn(char) -> String,
) -> Vec<(bool, String)> {
    let chars: Vec<char> = words.chars().collect();
    let folded = |chars: &[char]| -> Vec<(usize, char)> {
        let places = chars.iter().enumerate();
        places
            .flat_map(|(at, c)| fold(*c, &decomposed).into_iter().map(move |c| (at, c)))
            .collect()
    };
    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let phrase: Vec<char> = phrase.chars().collect();
    let needle: Vec<char> = folded(&phrase).into_iter().map(|(_, c)| c).collect();
    let text = folded(&chars);
    let mut parts = Vec::new();
    let mut begun = 0;
    let mut at = 0;
    let mut take = |from: usize, to: usize, is_found: bool| {
        if from < to {
            parts.push((is_found, chars[from..to].iter().collect::<String>()));
        }
    };
    while !needle.is_empty() && at + needle.len() <= text.len() {
        let window = &text[at..at + needle.len()];
        if !window.iter().map(|(_, c)| c).eq(&needle) {
            at += 1;
            continue;
        }
        let from = window[0].0;
        // Marks that follow the last letter belong to it.
        let mut to = window[window.len() - 1].0 + 1;
        while chars.get(to).is_some_and(|c| is_mark(*c)) {
            to += 1;
        }
        take(begun, from, false);
        take(from, to, true);
        begun = to;
        at += needle.len();
    }
    take(begun, chars.len(), false);
    parts
}

fn fold(c: char, decomposed: &impl Fn(char) -> String) -> Vec<char> {
    if c.is_ascii() {
        return vec![c.to_ascii_lowercase()];
    }
    decomposed(c)
        .chars()
        .filter(|c| !is_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// Whether a character is a mark that stands over or under the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::parts;

    /// The decompositions of the letters in these tests.
    fn decomposed(c: char) -> String {
        match c {
            'ị' => "i\u{323}".to_owned(),
            'ả' => "a\u{309}".to_owned(),
            'â' => "a\u{302}".to_owned(),
            'Â' => "A\u{302}".to_owned(),
            other => other.to_string(),
        }
    }

    fn found(words: &str, phrase: &str) -> Vec<String> {
        let parts = parts(words, phrase, decomposed);
        let whole: String = parts.iter().map(|(_, part)| part.as_str()).collect();
        assert_eq!(whole, words, "nothing is lost");
        let found = parts.into_iter().filter(|(is_found, _)| *is_found);
        found.map(|(_, part)| part).collect()
    }

    #[test]
    fn a_phrase_is_marked_with_and_without_its_marks() {
        let words = "…được giải ngân sớm, GIẢI NGÂN chậm…";
        for phrase in ["giai ngan", "giải ngân", "GIAI  ngan "] {
            assert_eq!(found(words, phrase)[0], "giải ngân", "{phrase}");
        }
        assert_eq!(found("Nghị định", "nghi dinh"), ["Nghị định"]);
        assert_eq!(found("Điều 5", "dieu"), [] as [String; 0]);
        assert_eq!(found("Đi", "di"), ["Đi"]);
    }

    #[test]
    fn marks_that_stand_alone_go_with_their_letter() {
        assert_eq!(found("nghi\u{323} này", "nghị"), ["nghi\u{323}"]);
    }

    #[test]
    fn what_is_not_there_marks_nothing() {
        assert!(found("giải ngân", "quyết toán").is_empty());
        assert!(found("giải ngân", "  ").is_empty());
    }
}
