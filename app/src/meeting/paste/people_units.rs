//! Names of units and positions as offices shorten them: "STC", "Sở TC", "SNN&MT", "UBND x. Vân Khê", "GĐ". Pure.

use nghisu_protocol::text::fold;

/// A name of a unit or position, as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Phrase(Vec<String>);

impl Phrase {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        // "NN&MT" and "Nông nghiệp và Môi trường" say the same.
        let words = folded.split_whitespace().filter(|word| *word != "va");
        Self(words.map(str::to_owned).collect())
    }

    /// Whether two name the same: one of them may be shortened to first letters, wholly or in parts.
    pub fn is_same(&self, other: &Self) -> bool {
        let (one, other) = (&self.0, &other.0);
        !one.is_empty() && !other.is_empty() && (shortens(one, other) || shortens(other, one))
    }

    /// Whether it is longer than another one, and begins or ends with it: "Giám đốc Sở Tài chính" and "Sở Tài chính".
    pub fn holds(&self, part: &Self) -> bool {
        let (longer, part) = (&self.0, &part.0);
        part.len() >= 2
            && longer.len() > part.len()
            && (longer.ends_with(part) || longer.starts_with(part))
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.0.len()
    }
}

/// Whether each short word is a word of the long text, or the first letters of some that follow each other.
fn shortens(short: &[String], long: &[String]) -> bool {
    let Some((first, rest)) = short.split_first() else {
        return long.is_empty();
    };
    if long.first() == Some(first) && shortens(rest, &long[1..]) {
        return true;
    }
    let letters = first.chars().count();
    // A shortened word is no longer than the longest name of a unit has words.
    if letters > long.len() || letters > 10 {
        return false;
    }
    let are_first = first
        .chars()
        .zip(long)
        .all(|(letter, word)| word.starts_with(letter));
    are_first && shortens(rest, &long[letters..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        Phrase::of(one).is_same(&Phrase::of(other))
    }

    fn holds(longer: &str, part: &str) -> bool {
        Phrase::of(longer).holds(&Phrase::of(part))
    }

    #[test]
    fn shortened_names_are_the_same() {
        for (short, long) in [
            ("STC", "Sở Tài chính"),
            ("Sở TC", "Sở Tài chính"),
            ("so tai chinh", "Sở Tài chính"),
            ("SNN&MT", "Sở Nông nghiệp và Môi trường"),
            ("Sở NNMT", "Sở Nông nghiệp và Môi trường"),
            ("Sở NN và MT", "Sở Nông nghiệp và Môi trường"),
            ("UBND xã Vân Khê", "Ủy ban nhân dân xã Vân Khê"),
            ("Ủy ban nhân dân xã Vân Khê", "UBND xã Vân Khê"),
            ("UBND x. Vân Khê", "UBND xã Vân Khê"),
            ("VP UBND tỉnh", "Văn phòng UBND tỉnh"),
            ("VPUBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
            ("GĐ Sở TC", "Giám đốc Sở Tài chính"),
            ("PCT UBND tỉnh", "Phó Chủ tịch UBND tỉnh"),
        ] {
            assert!(is_same(short, long), "{short} and {long}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (one, other) in [
            ("STP", "Sở Tài chính"),
            ("Sở Xây dựng", "Sở Tài chính"),
            ("UBND xã", "UBND xã Vân Khê"),
            ("", "Sở Tài chính"),
            ("-", "Sở Tài chính"),
            ("S", "Sở Tài chính"),
        ] {
            assert!(!is_same(one, other), "{one} and {other}");
        }
        assert!(holds("Giám đốc Sở Tài chính", "Sở Tài chính"));
        assert!(!holds("Giám đốc Sở Tài chính", "Sở"));
    }
}
