//! What of a text is not kept, whatever field it was written in.

/// Whether a character is seen by nobody and changes what is seen: marks of direction, with which a name can be made to
/// read as another, and what pages and word processors leave in text that is copied from them (spaces without width, byte
/// order marks, soft hyphens). Joiners are no such: they belong to scripts and signs.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}
