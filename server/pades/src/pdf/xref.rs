//! Cross-reference sections (ISO 32000-2, 7.5.4 and 7.5.8): tables, streams and the hybrid of both.

use super::ReadError;
use super::lexer::Lexer;
use super::object::{Dictionary, Object};
use super::stream;
use std::collections::BTreeMap;

/// Entries over all revisions together; a file may not fill the memory with them.
const MAX_ENTRIES: usize = 2_000_000;
/// The largest object number (ISO 32000-2, Annex C).
const MAX_NUMBER: u64 = 8_388_607;

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Free,
    At { offset: usize, generation: u16 },
    Compressed { container: u32, index: u32 },
}

/// One cross-reference section.
pub(crate) struct Section {
    /// Where `startxref` points.
    pub(crate) offset: usize,
    /// The first byte behind the trailer dictionary or behind `endobj`.
    pub(crate) end: usize,
    pub(crate) entries: BTreeMap<u32, Entry>,
    pub(crate) trailer: Dictionary,
    pub(crate) is_stream: bool,
}

/// Reads the section at `offset`; `spent` counts the entries of the whole file.
pub(crate) fn read(bytes: &[u8], offset: usize, spent: &mut usize) -> Result<Section, ReadError> {
    let mut lexer = Lexer::new(bytes, offset);
    if lexer.take_keyword(b"xref") {
        table(bytes, offset, lexer, spent)
    } else {
        stream_section(bytes, offset, spent)
    }
}

fn broken(at: usize, what: &'static str) -> ReadError {
    ReadError::CrossReference { at, what }
}

fn count(spent: &mut usize, more: u64) -> Result<(), ReadError> {
    *spent = spent.saturating_add(usize::try_from(more).unwrap_or(usize::MAX));
    if *spent > MAX_ENTRIES {
        return Err(ReadError::Limit("too many cross-reference entries"));
    }
    Ok(())
}

fn table(
    bytes: &[u8],
    offset: usize,
    mut lexer: Lexer<'_>,
    spent: &mut usize,
) -> Result<Section, ReadError> {
    let mut entries = BTreeMap::new();
    lexer.skip_blank();
    while !lexer.take_keyword(b"trailer") {
        let first = lexer.unsigned()?;
        lexer.skip_blank();
        let length = lexer.unsigned()?;
        if first + length > MAX_NUMBER + 1 {
            return Err(ReadError::Limit("an object number is too large"));
        }
        count(spent, length)?;
        while lexer.peek() == Some(b' ') {
            lexer.skip(1);
        }
        if !lexer.take_line_end() {
            return Err(broken(
                lexer.position(),
                "a subsection's head does not end its line",
            ));
        }
        for number in first..first + length {
            let at = lexer.position();
            let Some(line) = bytes.get(at..at + 20) else {
                return Err(broken(at, "the table is cut off"));
            };
            let number =
                u32::try_from(number).map_err(|_| broken(at, "an object number is too large"))?;
            let entry = table_entry(line)
                .ok_or_else(|| broken(at, "an entry is not twenty bytes of the table"))?;
            lexer.skip(20);
            if entries.insert(number, entry).is_some() {
                return Err(broken(at, "an object stands twice in one table"));
            }
        }
        lexer.skip_blank();
    }
    let (trailer, _) = lexer.spanned_dictionary(0)?;
    let end = lexer.position();
    if let Some(hidden) = trailer.get("XRefStm") {
        // Hybrid files: the stream adds what the table hides from old readers. The table wins where both speak.
        let at = hidden.as_integer().and_then(|at| usize::try_from(at).ok());
        let at = at.ok_or_else(|| broken(offset, "XRefStm is not an offset"))?;
        for (number, entry) in stream_section(bytes, at, spent)?.entries {
            match entries.get(&number) {
                None | Some(Entry::Free) => {
                    entries.insert(number, entry);
                }
                Some(_) => {}
            }
        }
    }
    check_size(offset, &entries, &trailer)?;
    Ok(Section {
        offset,
        end,
        entries,
        trailer,
        is_stream: false,
    })
}

/// `nnnnnnnnnn ggggg n` and two bytes of line end.
fn table_entry(line: &[u8]) -> Option<Entry> {
    let digits = |range: std::ops::Range<usize>| {
        let digits = line.get(range)?;
        let is_number = digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| {
            digits
                .iter()
                .fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'))
        })
    };
    let offset = usize::try_from(digits(0..10)?).ok()?;
    let generation = digits(11..16)?;
    let has_line_end = matches!(line.get(18..20)?, b" \n" | b" \r" | b"\r\n");
    if line.get(10) != Some(&b' ') || line.get(16) != Some(&b' ') || !has_line_end {
        return None;
    }
    match line.get(17)? {
        b'f' => Some(Entry::Free),
        b'n' => Some(Entry::At {
            offset,
            generation: u16::try_from(generation).ok()?,
        }),
        _ => None,
    }
}

fn stream_section(bytes: &[u8], offset: usize, spent: &mut usize) -> Result<Section, ReadError> {
    // The length must be direct: nothing can be looked up before the section is read.
    let object = Lexer::new(bytes, offset).indirect(&|_| None)?;
    let Object::Stream(content) = object.object else {
        return Err(broken(offset, "a section is expected here"));
    };
    let dictionary = &content.dictionary;
    if !dictionary.is_type("XRef") {
        return Err(broken(offset, "the stream is no cross-reference stream"));
    }
    let data = stream::decode(&content)?;
    let malformed = || broken(offset, "the cross-reference stream is malformed");
    let small = |object: &Object| {
        object
            .as_integer()
            .and_then(|value| u64::try_from(value).ok())
    };
    let widths: Option<Vec<u64>> = dictionary
        .get("W")
        .and_then(Object::as_array)
        .map(|items| items.iter().filter_map(small).collect());
    let widths = match widths.as_deref() {
        Some(&[a, b, c]) if a <= 2 && (1..=8).contains(&b) && c <= 4 => {
            [a, b, c].map(|width| usize::try_from(width).unwrap_or(0))
        }
        _ => return Err(malformed()),
    };
    let size = dictionary
        .get("Size")
        .and_then(small)
        .ok_or_else(malformed)?;
    let index: Vec<u64> = match dictionary.get("Index") {
        None => vec![0, size],
        Some(Object::Array(items)) => items
            .iter()
            .map(small)
            .collect::<Option<_>>()
            .ok_or_else(malformed)?,
        Some(_) => return Err(malformed()),
    };
    let row_length = widths.iter().sum::<usize>();
    let mut rows = data.chunks_exact(row_length);
    let mut entries = BTreeMap::new();
    for pair in index.chunks(2) {
        let &[first, length] = pair else {
            return Err(malformed());
        };
        if first > MAX_NUMBER || length > MAX_NUMBER || first + length > MAX_NUMBER + 1 {
            return Err(ReadError::Limit("an object number is too large"));
        }
        count(spent, length)?;
        for number in first..first + length {
            let row = rows.next().ok_or_else(malformed)?;
            let number = u32::try_from(number).map_err(|_| malformed())?;
            let entry = stream_entry(row, widths).ok_or_else(malformed)?;
            if entries.insert(number, entry).is_some() {
                return Err(broken(offset, "an object stands twice in one section"));
            }
        }
    }
    // Bytes behind the last row say nothing about the file, but somebody could show them.
    if rows.next().is_some() || !rows.remainder().is_empty() {
        return Err(malformed());
    }
    check_size(offset, &entries, dictionary)?;
    Ok(Section {
        offset,
        end: object.span.end,
        entries,
        trailer: content.dictionary,
        is_stream: true,
    })
}

fn stream_entry(row: &[u8], [a, b, c]: [usize; 3]) -> Option<Entry> {
    let field = |from: usize, width: usize| {
        row.get(from..from + width).map(|bytes| {
            bytes
                .iter()
                .fold(0_u64, |v, byte| (v << 8) | u64::from(*byte))
        })
    };
    let kind = if a == 0 { 1 } else { field(0, a)? };
    let (second, third) = (field(a, b)?, field(a + b, c)?);
    match kind {
        0 => Some(Entry::Free),
        1 => Some(Entry::At {
            offset: usize::try_from(second).ok()?,
            generation: u16::try_from(third).ok()?,
        }),
        2 => Some(Entry::Compressed {
            container: u32::try_from(second).ok()?,
            index: u32::try_from(third).ok()?,
        }),
        _ => None,
    }
}

/// An entry at or above /Size is seen by some readers and not by others.
fn check_size(
    offset: usize,
    entries: &BTreeMap<u32, Entry>,
    trailer: &Dictionary,
) -> Result<(), ReadError> {
    let size = trailer
        .get("Size")
        .and_then(Object::as_integer)
        .unwrap_or(-1);
    let highest = entries
        .keys()
        .next_back()
        .map_or(-1, |number| i64::from(*number));
    if highest >= size {
        return Err(broken(offset, "an object number is not below /Size"));
    }
    Ok(())
}
