//! One object of a file that PDFium writes: its body with new numbers, and what has to be known of it.

use crate::model::Place;

/// What was found where PDFium writes something else.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) String);

impl Trouble {
    pub(super) fn new(what: &str) -> Self {
        Self(what.to_owned())
    }
}

/// An object without a stream's bytes.
pub(super) struct Scanned {
    pub(super) number: u32,
    /// Its body with new numbers, up to a stream's first byte.
    pub(super) written: Vec<u8>,
    /// The bytes that it takes, up to a stream's first.
    pub(super) taken: usize,
    /// The length of the stream that follows.
    pub(super) stream: Option<u64>,
    /// The number that its `/Pages` refers to, as PDFium numbered it.
    pub(super) pages: Option<u32>,
    /// The first of its `/Kids`, with its new number.
    pub(super) first_kid: Option<u32>,
}

/// An open bracket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Dictionary,
    Array,
}

/// Reads one object; none when its end has not come yet.
pub(super) fn scan(
    bytes: &[u8],
    place: &Place,
    root: Option<u32>,
) -> Result<Option<Scanned>, Trouble> {
    let mut cursor = Cursor::new(bytes);
    let (Some(number), Some(_)) = (cursor.integer()?, cursor.integer()?) else {
        return Ok(None);
    };
    let number = u32::try_from(number).map_err(|_| Trouble::new("an object's number"))?;
    if !cursor.word(b"obj")? {
        return Ok(None);
    }
    let mut scanned = Scanned {
        number,
        written: Vec::new(),
        taken: 0,
        stream: None,
        pages: None,
        first_kid: None,
    };
    let mut brackets: Vec<Bracket> = Vec::new();
    let mut key: Option<&[u8]> = None;
    let mut length = None;
    loop {
        cursor.skip_space();
        let Some(byte) = cursor.peek() else {
            return Ok(None);
        };
        let begin = cursor.at;
        // A value that ends here belongs to the outermost dictionary's last key.
        let mut ends_value = brackets == [Bracket::Dictionary];
        match byte {
            b'<' if cursor.rest().len() < 2 => return Ok(None),
            b'<' if cursor.rest()[1] == b'<' => {
                cursor.at += 2;
                brackets.push(Bracket::Dictionary);
                scanned.written.extend_from_slice(b"<<");
                if brackets.len() == 1 && root == Some(number) {
                    let parent = format!("/Parent {} 0 R", place.parent);
                    scanned.written.extend_from_slice(parent.as_bytes());
                }
                continue;
            }
            b'[' => {
                cursor.at += 1;
                brackets.push(Bracket::Array);
                scanned.written.push(b'[');
                continue;
            }
            b'>' | b']' => {
                let (bracket, end): (_, &[u8]) = match byte {
                    b']' => (Bracket::Array, b"]"),
                    _ => (Bracket::Dictionary, b">>"),
                };
                if cursor.rest().len() < end.len() {
                    return Ok(None);
                }
                if brackets.pop() != Some(bracket) || !cursor.rest().starts_with(end) {
                    return Err(Trouble::new("brackets do not match"));
                }
                cursor.at += end.len();
                scanned.written.extend_from_slice(end);
                ends_value = brackets == [Bracket::Dictionary];
            }
            b'<' => {
                let Some(end) = cursor.rest().iter().position(|byte| *byte == b'>') else {
                    return Ok(None);
                };
                cursor.at += end + 1;
                scanned.written.extend_from_slice(&bytes[begin..cursor.at]);
            }
            b'(' => {
                if !cursor.skip_string() {
                    return Ok(None);
                }
                scanned.written.extend_from_slice(&bytes[begin..cursor.at]);
            }
            b'/' => {
                cursor.at += 1;
                let Some(name) = cursor.regular() else {
                    return Ok(None);
                };
                scanned.written.extend_from_slice(&bytes[begin..cursor.at]);
                if ends_value && key.is_none() {
                    key = Some(name);
                    continue;
                }
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => {
                let Some(token) = cursor.regular() else {
                    return Ok(None);
                };
                separate(&mut scanned.written);
                match cursor.reference(token)? {
                    Reference::Unknown => return Ok(None),
                    Reference::To(old) => {
                        let new = if old == 0 { 0 } else { old + place.first - 1 };
                        scanned
                            .written
                            .extend_from_slice(format!("{new} 0 R").as_bytes());
                        if ends_value && key == Some(b"Pages") {
                            scanned.pages = Some(old);
                        }
                        if brackets == [Bracket::Dictionary, Bracket::Array]
                            && key == Some(b"Kids")
                            && scanned.first_kid.is_none()
                        {
                            scanned.first_kid = Some(new);
                        }
                    }
                    Reference::No => {
                        scanned.written.extend_from_slice(token);
                        if ends_value && key == Some(b"Length") {
                            length = str::from_utf8(token)
                                .ok()
                                .and_then(|text| text.parse().ok());
                        }
                    }
                }
            }
            _ => {
                let Some(word) = cursor.regular() else {
                    return Ok(None);
                };
                match word {
                    b"endobj" if brackets.is_empty() => {
                        scanned.taken = cursor.at;
                        return Ok(Some(scanned));
                    }
                    b"stream" if brackets.is_empty() => {
                        // One line feed, before which a carriage return may stand, and then the bytes.
                        let line = match cursor.rest() {
                            [b'\r', b'\n', ..] => 2,
                            [b'\n', ..] => 1,
                            [] | [b'\r'] => return Ok(None),
                            _ => return Err(Trouble::new("a stream begins on no line of its own")),
                        };
                        let length = length.ok_or(Trouble::new("a stream has no length"))?;
                        scanned.written.extend_from_slice(b"\nstream\r\n");
                        scanned.taken = cursor.at + line;
                        scanned.stream = Some(length);
                        return Ok(Some(scanned));
                    }
                    b"true" | b"false" | b"null" => {
                        separate(&mut scanned.written);
                        scanned.written.extend_from_slice(word);
                    }
                    _ => return Err(Trouble::new("an unknown word")),
                }
            }
        }
        if ends_value {
            key = None;
        }
    }
}

/// Two tokens of ordinary characters need a space between them.
fn separate(written: &mut Vec<u8>) {
    if written.last().is_some_and(|byte| is_regular(*byte)) {
        written.push(b' ');
    }
}

/// Neither white space nor a delimiter (ISO 32000-2, 7.2.3).
fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0C
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// Whether an integer is the beginning of a reference.
enum Reference {
    To(u32),
    No,
    /// What follows has not come yet.
    Unknown,
}

/// Reads tokens from the front.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    pub(super) fn skip_space(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' '))
        {
            self.at += 1;
        }
    }

    /// The regular characters from here on; none when more of them may come.
    fn regular(&mut self) -> Option<&'a [u8]> {
        let length = self.rest().iter().position(|byte| !is_regular(*byte))?;
        let token = &self.rest()[..length];
        self.at += length;
        Some(token)
    }

    /// The next token, which must be an integer.
    fn integer(&mut self) -> Result<Option<u64>, Trouble> {
        self.skip_space();
        let Some(token) = self.regular() else {
            return Ok(None);
        };
        let number = str::from_utf8(token)
            .ok()
            .and_then(|text| text.parse().ok());
        number
            .map(Some)
            .ok_or(Trouble::new("no number where an object begins"))
    }

    /// Whether the next token has come; it must be this word.
    pub(super) fn word(&mut self, word: &[u8]) -> Result<bool, Trouble> {
        self.skip_space();
        match self.regular() {
            None => Ok(false),
            Some(token) if token == word => Ok(true),
            Some(_) => Err(Trouble::new("another word than expected")),
        }
    }

    /// Goes behind a literal string (7.3.4.2); says whether its end has come.
    fn skip_string(&mut self) -> bool {
        let mut depth = 0_usize;
        let mut is_escaped = false;
        for (place, byte) in self.rest().iter().enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += place + 1;
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// After a number: whether it and what follows are a reference, behind which the cursor then stands.
    fn reference(&mut self, token: &[u8]) -> Result<Reference, Trouble> {
        let begin = self.at;
        let digits = |token: &[u8]| !token.is_empty() && token.iter().all(u8::is_ascii_digit);
        if !digits(token) {
            return Ok(Reference::No);
        }
        self.skip_space();
        let generation = match self.peek() {
            None => return Ok(Reference::Unknown),
            Some(b'0'..=b'9') => self.regular(),
            Some(_) => {
                self.at = begin;
                return Ok(Reference::No);
            }
        };
        let Some(generation) = generation else {
            return Ok(Reference::Unknown);
        };
        self.skip_space();
        let is_reference = match self.rest() {
            [] | [b'R'] => return Ok(Reference::Unknown),
            [b'R', next, ..] => digits(generation) && !is_regular(*next),
            _ => false,
        };
        if !is_reference {
            self.at = begin;
            return Ok(Reference::No);
        }
        self.at += 1;
        let number = str::from_utf8(token)
            .ok()
            .and_then(|text| text.parse().ok());
        let number = number.filter(|number| *number <= Place::LAST);
        number
            .map(Reference::To)
            .ok_or(Trouble::new("a reference beyond all objects"))
    }
}
