//! Tokens and objects (ISO 32000-2, 7.2 and 7.3), read strictly.
//!
//! No recovery: a dictionary with the same key twice, an unbalanced string or a stream of another length than stated
//! is an error, since two viewers could read two documents there. Nesting is limited.

use super::ReadError;
use super::object::{Dictionary, Object, ObjectId, Stream};
use std::ops::Range;

/// Arrays and dictionaries within each other; real documents stay below ten.
const MAX_DEPTH: usize = 48;

pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
}

/// An indirect object with the place where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Indirect {
    pub(crate) id: ObjectId,
    pub(crate) object: Object,
    /// From its number to the end of `endobj`.
    pub(crate) span: Range<usize>,
}

pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position: position.min(bytes.len()),
        }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn error(&self, what: &'static str) -> ReadError {
        ReadError::Syntax {
            at: self.position,
            what,
        }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(crate) fn skip(&mut self, count: usize) {
        self.position = (self.position + count).min(self.bytes.len());
    }

    /// Skips white space and comments.
    pub(crate) fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if is_white(byte) {
                self.position += 1;
            } else if byte == b'%' {
                while self
                    .peek()
                    .is_some_and(|byte| byte != b'\r' && byte != b'\n')
                {
                    self.position += 1;
                }
            } else {
                break;
            }
        }
    }

    /// Skips white space, but no comment: `%%EOF` is one.
    pub(crate) fn skip_blank(&mut self) {
        while self.peek().is_some_and(is_white) {
            self.position += 1;
        }
    }

    /// Takes these bytes when they come next.
    pub(crate) fn take(&mut self, literal: &[u8]) -> bool {
        let found = self.rest().starts_with(literal);
        if found {
            self.position += literal.len();
        }
        found
    }

    /// Takes a keyword that ends at white space, a delimiter or the end.
    pub(crate) fn take_keyword(&mut self, keyword: &[u8]) -> bool {
        let rest = self.rest();
        let ends = rest
            .get(keyword.len())
            .is_none_or(|&byte| is_white(byte) || is_delimiter(byte));
        if rest.starts_with(keyword) && ends {
            self.position += keyword.len();
            return true;
        }
        false
    }

    /// An unsigned decimal number of at most ten digits.
    pub(crate) fn unsigned(&mut self) -> Result<u64, ReadError> {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.position - start <= 10 {
            self.position += 1;
        }
        let digits = &self.bytes[start..self.position];
        if digits.is_empty() || digits.len() > 10 {
            return Err(self.error("a number is expected"));
        }
        Ok(digits
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
    }

    /// One end of line: CR LF, LF or CR. True when there was one.
    pub(crate) fn take_line_end(&mut self) -> bool {
        self.take(b"\r\n") || self.take(b"\n") || self.take(b"\r")
    }

    /// Any direct object or reference.
    pub(crate) fn object(&mut self) -> Result<Object, ReadError> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Object, ReadError> {
        if depth > MAX_DEPTH {
            return Err(ReadError::Limit("objects are nested too deeply"));
        }
        self.skip_white();
        let Some(byte) = self.peek() else {
            return Err(self.error("the file ends inside an object"));
        };
        match byte {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal_string().map(Object::String),
            b'<' if self.rest().starts_with(b"<<") => {
                self.dictionary(depth).map(Object::Dictionary)
            }
            b'<' => self.hex_string().map(Object::String),
            b'[' => {
                self.position += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_white();
                    if self.take(b"]") {
                        return Ok(Object::Array(items));
                    }
                    items.push(self.nested(depth + 1)?);
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference(),
            _ if self.take_keyword(b"true") => Ok(Object::Boolean(true)),
            _ if self.take_keyword(b"false") => Ok(Object::Boolean(false)),
            _ if self.take_keyword(b"null") => Ok(Object::Null),
            _ => Err(self.error("an object is expected")),
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, ReadError> {
        Ok(self.spanned_dictionary(depth)?.0)
    }

    /// A dictionary and, for each of its keys in order, where the value's bytes stand.
    pub(crate) fn spanned_dictionary(
        &mut self,
        depth: usize,
    ) -> Result<(Dictionary, Vec<Range<usize>>), ReadError> {
        self.skip_white();
        if !self.take(b"<<") {
            return Err(self.error("a dictionary is expected"));
        }
        let mut dictionary = Dictionary::new();
        let mut spans = Vec::new();
        let mut keys = std::collections::HashSet::new();
        loop {
            self.skip_white();
            if self.take(b">>") {
                return Ok((dictionary, spans));
            }
            if self.peek() != Some(b'/') {
                return Err(self.error("a dictionary key is expected"));
            }
            let key = self.name()?;
            if !keys.insert(key.clone()) {
                return Err(self.error("a dictionary holds a key twice"));
            }
            self.skip_white();
            let start = self.position;
            let value = self.nested(depth + 1)?;
            spans.push(start..self.position);
            dictionary.push(key, value);
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, ReadError> {
        self.position += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek() {
            if is_white(byte) || is_delimiter(byte) {
                break;
            }
            self.position += 1;
            if byte == b'#' {
                let digits = self.rest().get(..2).and_then(hex_pair);
                let Some(value) = digits else {
                    return Err(self.error("a name holds a wrong # escape"));
                };
                self.position += 2;
                name.push(value);
            } else {
                name.push(byte);
            }
        }
        Ok(name)
    }

    fn literal_string(&mut self) -> Result<Vec<u8>, ReadError> {
        self.position += 1;
        let mut out = Vec::new();
        let mut open = 1_usize;
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.error("a string does not end"));
            };
            self.position += 1;
            match byte {
                b'(' => {
                    open += 1;
                    out.push(byte);
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(out);
                    }
                    out.push(byte);
                }
                b'\\' => self.escape(&mut out)?,
                // Any end of line inside a string reads as a line feed.
                b'\r' => {
                    self.take(b"\n");
                    out.push(b'\n');
                }
                _ => out.push(byte),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let Some(byte) = self.peek() else {
            return Err(self.error("a string does not end"));
        };
        if byte.is_ascii_digit() && byte < b'8' {
            let mut value = 0_u16;
            for _ in 0..3 {
                match self.peek() {
                    Some(digit @ b'0'..=b'7') => {
                        value = value * 8 + u16::from(digit - b'0');
                        self.position += 1;
                    }
                    _ => break,
                }
            }
            // High-order overflow is ignored (7.3.4.2).
            out.push(value.to_le_bytes()[0]);
            return Ok(());
        }
        self.position += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => {
                self.take(b"\n");
            }
            b'\n' => {}
            other => out.push(other),
        }
        Ok(())
    }

    fn hex_string(&mut self) -> Result<Vec<u8>, ReadError> {
        self.position += 1;
        let mut digits = Vec::new();
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.error("a hexadecimal string does not end"));
            };
            self.position += 1;
            match byte {
                b'>' => break,
                _ if is_white(byte) => {}
                _ => match hex_digit(byte) {
                    Some(digit) => digits.push(digit),
                    None => return Err(self.error("a hexadecimal string holds another character")),
                },
            }
        }
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        Ok(digits
            .chunks_exact(2)
            .map(|pair| (pair[0] << 4) | pair[1])
            .collect())
    }

    fn number_or_reference(&mut self) -> Result<Object, ReadError> {
        let start = self.position;
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.position += 1;
        }
        let mut has_point = false;
        let mut digits = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'0'..=b'9' => digits += 1,
                b'.' if !has_point => has_point = true,
                _ => break,
            }
            self.position += 1;
        }
        if digits == 0
            || digits > 64
            || self
                .peek()
                .is_some_and(|b| !is_white(b) && !is_delimiter(b))
        {
            return Err(self.error("a number is malformed"));
        }
        let Ok(text) = std::str::from_utf8(&self.bytes[start..self.position]) else {
            return Err(self.error("a number is malformed"));
        };
        if has_point {
            return Ok(Object::Real(text.to_owned()));
        }
        let Ok(value) = text.parse::<i64>() else {
            return Err(self.error("a number is too large"));
        };
        let after_number = self.position;
        if let Ok(number) = u32::try_from(value)
            && number > 0
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && self.peek().is_some_and(is_white)
        {
            self.skip_blank();
            if self.peek().is_some_and(|byte| byte.is_ascii_digit())
                && let Ok(generation) = self.unsigned()
                && let Ok(generation) = u16::try_from(generation)
                && self.peek().is_some_and(is_white)
            {
                self.skip_blank();
                if self.take_keyword(b"R") {
                    return Ok(Object::Reference(ObjectId { number, generation }));
                }
            }
            self.position = after_number;
        }
        Ok(Object::Integer(value))
    }

    /// `n g obj … endobj`. `length_of` answers for a stream length that stands in an object of its own.
    pub(crate) fn indirect(
        &mut self,
        length_of: &dyn Fn(ObjectId) -> Option<i64>,
    ) -> Result<Indirect, ReadError> {
        let start = self.position;
        let id = self.indirect_head()?;
        let object = self.nested(0)?;
        self.skip_white();
        let object = if let Object::Dictionary(dictionary) = object {
            if self.take_keyword(b"stream") {
                Object::Stream(self.stream(dictionary, length_of)?)
            } else {
                Object::Dictionary(dictionary)
            }
        } else {
            object
        };
        self.skip_white();
        if !self.take_keyword(b"endobj") {
            return Err(self.error("endobj is expected"));
        }
        Ok(Indirect {
            id,
            object,
            span: start..self.position,
        })
    }

    /// `n g obj`.
    pub(crate) fn indirect_head(&mut self) -> Result<ObjectId, ReadError> {
        let number = self.unsigned()?;
        self.skip_blank();
        let generation = self.unsigned()?;
        self.skip_blank();
        let is_head = self.take_keyword(b"obj");
        match (u32::try_from(number), u16::try_from(generation)) {
            (Ok(number), Ok(generation)) if is_head && number > 0 => {
                Ok(ObjectId { number, generation })
            }
            _ => Err(self.error("an object's head is expected")),
        }
    }

    fn stream(
        &mut self,
        dictionary: Dictionary,
        length_of: &dyn Fn(ObjectId) -> Option<i64>,
    ) -> Result<Stream, ReadError> {
        if !(self.take(b"\r\n") || self.take(b"\n")) {
            return Err(self.error("a line end is expected after stream"));
        }
        let length = match dictionary.get("Length") {
            Some(Object::Integer(length)) => Some(*length),
            Some(Object::Reference(id)) => length_of(*id),
            _ => None,
        };
        let length = length.and_then(|length| usize::try_from(length).ok());
        let Some(length) = length else {
            return Err(self.error("a stream has no length"));
        };
        let Some(data) = self.rest().get(..length) else {
            return Err(self.error("a stream is longer than the file"));
        };
        let data = data.to_vec();
        self.position += length;
        self.take_line_end();
        if !self.take_keyword(b"endstream") {
            return Err(self.error("a stream has another length than stated"));
        }
        Ok(Stream { dictionary, data })
    }
}

pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    Some((hex_digit(*pair.first()?)? << 4) | hex_digit(*pair.get(1)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Object, ReadError> {
        Lexer::new(text.as_bytes(), 0).object()
    }

    #[test]
    fn an_object_reads_back_what_was_written() {
        let source = "<</A [1 -2 .5 4 0 R (a\\)b\\101) <48 4>]/B#20C null /D<</E true>>>>";
        let object = parse(source).expect("valid syntax");
        let mut written = Vec::new();
        object.write(&mut written);
        assert_eq!(
            Lexer::new(&written, 0).object().expect("own output"),
            object
        );
    }

    #[test]
    fn a_key_held_twice_is_refused() {
        assert!(parse("<</A 1/A 2>>").is_err());
    }

    #[test]
    fn deep_nesting_is_refused_without_exhausting_the_stack() {
        assert_eq!(
            parse(&"[".repeat(100_000)),
            Err(ReadError::Limit("objects are nested too deeply"))
        );
    }
}
