//! A file that PDFium writes, with its objects numbered for the file that it becomes a part of.
//!
//! It reads what PDFium's writer writes, as it comes, and no other PDF: an object after the other, streams with their length
//! in their dictionary, a table of references at the end. The catalogue and the table are left out; the root of the page
//! tree gets a parent (ISO 32000-2, 7.7.3.2). Only the object that is being read is held in memory, a stream's bytes are not.

use std::io::{self, Write};

use super::scan::{Cursor, Trouble, scan};
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
