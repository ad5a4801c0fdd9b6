//! A file that PDFium writes, with its objects numbered for the file that it becomes a part of.
//!
//! It reads what PDFium's writer writes, as it comes, and no other PDF: an object after the other, streams with their length
//! in their dictionary, a table of references at the end. The catalogue and the table are left out; the root of the page
//! tree gets a parent (ISO 32000-2, 7.7.3.2). Only the object that is being read is held in memory, a stream's bytes are not.

use std::io::{self, Write};

use crate::RenderError;
use crate::model::Place;

/// An object apart from a stream's bytes is never so long in a file that does no harm.
const MAX_OBJECT: usize = 32 << 20;

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The root of the page tree.
    pub(super) tree: u32,
    /// The first page.
    pub(super) first_page: u32,
    /// Every object with the place at which it begins, in rising order.
    pub(super) objects: Vec<(u32, u64)>,
}

/// See the module.
pub(super) struct Rewriting<W> {
    out: W,
    place: Place,
    /// The bytes that came and are not read yet.
    buffer: Vec<u8>,
    state: State,
    /// Where the next byte will stand.
    at: u64,
    /// The page tree's root as PDFium numbered it, once the catalogue was read.
    root: Option<u32>,
    tree: Option<u32>,
    first_page: Option<u32>,
    objects: Vec<(u32, u64)>,
    trouble: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before an object, or after the last one.
    Between,
    /// In a stream of which so many bytes are to come.
    Stream(u64),
    /// After a stream's bytes.
    End,
    /// Only the table is left.
    Over,
}

impl<W: Write> Rewriting<W> {
    pub(super) fn new(out: W, place: Place) -> Self {
        Self {
            out,
            place,
            buffer: Vec::new(),
            state: State::Between,
            at: place.at,
            root: None,
            tree: None,
            first_page: None,
            objects: Vec::new(),
            trouble: None,
        }
    }

    /// After the last byte.
    pub(super) fn finish(mut self) -> Result<Written, RenderError> {
        let broken = |what: &str| RenderError::Broken(format!("the pages cannot be bound: {what}"));
        if let Some(trouble) = self.trouble {
            return Err(broken(&trouble));
        }
        self.out
            .flush()
            .map_err(|error| broken(&error.to_string()))?;
        match (self.state, self.tree, self.first_page) {
            (State::Over, Some(tree), Some(first_page)) => Ok(Written {
                tree,
                first_page,
                objects: self.objects,
            }),
            _ => Err(broken("the file ends early")),
        }
    }

    /// Reads as far as what came allows.
    fn go_on(&mut self) -> Result<(), Trouble> {
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        let done = loop {
            match self.step(&mut rest) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(trouble) => break Err(trouble),
            }
        };
        self.buffer = rest.to_vec();
        done
    }

    /// One step, if enough has come for it.
    fn step(&mut self, rest: &mut &[u8]) -> Result<bool, Trouble> {
        match self.state {
            State::Over => {
                *rest = &[];
                Ok(false)
            }
            State::Stream(left) => {
                let taken = usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()));
                self.put(&rest[..taken])?;
                *rest = &rest[taken..];
                match left - taken as u64 {
                    0 => self.state = State::End,
                    left => self.state = State::Stream(left),
                }
                Ok(self.state == State::End)
            }
            State::End => {
                let mut cursor = Cursor::new(rest);
                if cursor.word(b"endstream")? && cursor.word(b"endobj")? {
                    *rest = cursor.rest();
                    self.put(b"\nendstream\nendobj\n")?;
                    self.state = State::Between;
                    return Ok(true);
                }
                Ok(false)
            }
            State::Between => self.object(rest),
        }
    }

    fn object(&mut self, rest: &mut &[u8]) -> Result<bool, Trouble> {
        let mut cursor = Cursor::new(rest);
        cursor.skip_space();
        match cursor.peek() {
            None => return Ok(false),
            // The header's two lines.
            Some(b'%') => {
                let Some(end) = cursor.rest().iter().position(|byte| *byte == b'\n') else {
                    return Ok(false);
                };
                *rest = &cursor.rest()[end + 1..];
                return Ok(true);
            }
            Some(b'x') => {
                self.state = State::Over;
                return Ok(true);
            }
            Some(_) => {}
        }
        let Some(scanned) = scan(cursor.rest(), &self.place, self.root)? else {
            return match rest.len() > MAX_OBJECT {
                true => Err(Trouble::new("an object is too long")),
                false => Ok(false),
            };
        };
        *rest = &cursor.rest()[scanned.taken..];
        let Some(root) = self.root else {
            // PDFium writes the catalogue first.
            let root = scanned.pages.filter(|_| scanned.stream.is_none());
            self.root = Some(root.ok_or(Trouble::new("the catalogue is not the first object"))?);
            return Ok(true);
        };
        let number = scanned.number + self.place.first - 1;
        if scanned.number == root {
            self.tree = Some(number);
            self.first_page = scanned.first_kid;
        }
        if self.objects.last().is_some_and(|(last, _)| *last >= number) {
            return Err(Trouble::new("the objects are not in order"));
        }
        self.objects.push((number, self.at));
        self.put(format!("{number} 0 obj\n").as_bytes())?;
        self.put(&scanned.written)?;
        match scanned.stream {
            Some(length) => self.state = State::Stream(length),
            None => self.put(b"\nendobj\n")?,
        }
        Ok(true)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.out
            .write_all(bytes)
            .map_err(|error| Trouble(error.to_string()))?;
        self.at += bytes.len() as u64;
        Ok(())
    }
}

impl<W: Write> Write for Rewriting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        self.go_on().map_err(|Trouble(trouble)| {
            self.trouble = Some(trouble.clone());
            io::Error::other(trouble)
        })?;
        Ok(bytes.len())
    }

    /// What is collected is sent by [`Self::finish`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was found where PDFium writes something else.
#[derive(Debug)]
struct Trouble(String);

impl Trouble {
    fn new(what: &str) -> Self {
        Self(what.to_owned())
    }
}

/// An object without a stream's bytes.
struct Scanned {
    number: u32,
    /// Its body with new numbers, up to a stream's first byte.
    written: Vec<u8>,
    /// The bytes that it takes, up to a stream's first.
    taken: usize,
    /// The length of the stream that follows.
    stream: Option<u64>,
    /// The number that its `/Pages` refers to, as PDFium numbered it.
    pages: Option<u32>,
    /// The first of its `/Kids`, with its new number.
    first_kid: Option<u32>,
}

/// An open bracket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Dictionary,
    Array,
}

/// Reads one object; none when its end has not come yet.
fn scan(bytes: &[u8], place: &Place, root: Option<u32>) -> Result<Option<Scanned>, Trouble> {
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

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn skip_space(&mut self) {
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
    fn word(&mut self, word: &[u8]) -> Result<bool, Trouble> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        first: 101,
        parent: 2,
        at: 1000,
    };

    /// As PDFium writes it: carriage returns, no space where none is needed.
    const FILE: &[u8] = b"%PDF-1.7\r\n%\xa1\xb3\xc5\xd7\r\n1 0 obj\r\n<</Pages 2 0 R /Type/Catalog>>\r\nendobj\r\n\
        2 0 obj\r\n<</Count 1/Kids[ 4 0 R ]/Type/Pages>>\r\nendobj\r\n\
        4 0 obj\r\n<</Contents 5 0 R /A[1 0 2 -3 .5 true null]/Parent 2 0 R /S(a\\) 7 0 R \\( (b))/X<41 0>/Type/Page/N/a7>>\r\nendobj\r\n\
        5 0 obj\r\n<</Length 24/Length1 3>>stream\r\n9 0 R endstream endobj 7\r\nendstream\r\nendobj\r\n\
        xref\r\n0 6\r\n0000000000 65535 f\r\ntrailer\r\n<</Root 1 0 R>>\r\n";

    const EXPECTED: &str = "102 0 obj\n<</Parent 2 0 R/Count 1/Kids[104 0 R]/Type/Pages>>\nendobj\n\
        104 0 obj\n<</Contents 105 0 R/A[1 0 2 -3 .5 true null]/Parent 102 0 R/S(a\\) 7 0 R \\( (b))/X<41 0>/Type/Page/N/a7>>\nendobj\n\
        105 0 obj\n<</Length 24/Length1 3>>\nstream\r\n9 0 R endstream endobj 7\nendstream\nendobj\n";

    fn rewrite(pieces: impl Iterator<Item = &'static [u8]>) -> (String, Written) {
        let mut out = Vec::new();
        let mut rewriting = Rewriting::new(&mut out, PLACE);
        for piece in pieces {
            rewriting.write_all(piece).unwrap();
        }
        let written = rewriting.finish().unwrap();
        (String::from_utf8(out).unwrap(), written)
    }

    #[test]
    fn objects_are_numbered_anew_and_strings_and_streams_stay_as_they_are() {
        let (text, written) = rewrite([FILE].into_iter());
        assert_eq!(text, EXPECTED);
        let at = |object: &str| 1000 + EXPECTED.find(object).unwrap() as u64;
        assert_eq!(
            written,
            Written {
                tree: 102,
                first_page: 104,
                objects: vec![
                    (102, at("102 0 obj")),
                    (104, at("104 0 obj")),
                    (105, at("105 0 obj")),
                ],
            }
        );
    }

    #[test]
    fn it_is_the_same_in_whatever_pieces_it_comes() {
        let whole = rewrite([FILE].into_iter());
        for size in [1, 2, 3, 7, 64] {
            assert_eq!(rewrite(FILE.chunks(size)), whole, "{size}");
        }
    }

    #[test]
    fn what_pdfium_does_not_write_is_refused() {
        for file in [
            &b"1 0 obj\n<</Type/Catalog>>\nendobj\n"[..],
            b"1 0 obj\n<</Pages 2 0 R>>\nendobj\n2 0 obj\n<</Length 3 0 R>>stream\r\nabc",
            b"1 0 obj\n<</Pages 2 0 R>>\nendobj\n2 0 obj\n[>>\nendobj\n",
            b"1 0 obj\n<</Pages 2 0 R>>\nendobj\n2 0 obj\n[9999999999 0 R]\nendobj\n",
            b"1 0 obj\n<</Pages 2 0 R>>\nendobj\n2 0 obj\nwhat\nendobj\n",
        ] {
            let mut rewriting = Rewriting::new(Vec::new(), PLACE);
            assert!(rewriting.write_all(file).is_err(), "{file:?}");
            assert!(rewriting.finish().is_err());
        }
        let mut early = Rewriting::new(Vec::new(), PLACE);
        early.write_all(&FILE[..FILE.len() - 200]).unwrap();
        assert!(early.finish().is_err());
    }
}
