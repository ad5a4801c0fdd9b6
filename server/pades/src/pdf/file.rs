//! A file as a chain of revisions (ISO 32000-2, 7.5.6), each with its own view of the objects.

use super::ReadError;
use super::lexer::{Indirect, Lexer};
use super::object::{Dictionary, Object, ObjectId, Stream};
use super::stream;
use super::xref::{self, Section};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

pub(crate) use super::xref::Entry;

/// More revisions than any office produces.
const MAX_REVISIONS: usize = 512;
/// What all object streams together may hold when inflated.
const OBJECT_STREAM_BUDGET: usize = 256 << 20;
/// Steps from a reference to a reference.
const MAX_INDIRECTIONS: usize = 8;

/// One revision: what was appended at once.
pub(crate) struct Revision {
    /// First byte of what it appends.
    pub(crate) start: usize,
    /// Its cross-reference section.
    pub(crate) xref_at: usize,
    /// The first byte behind its `%%EOF`, and behind the line end that may follow.
    pub(crate) mark_end: usize,
    pub(crate) end: usize,
    pub(crate) entries: BTreeMap<u32, Entry>,
    pub(crate) trailer: Dictionary,
    pub(crate) is_stream: bool,
}

/// A file read strictly. Objects are parsed when they are asked for.
pub(crate) struct PdfFile<'a> {
    pub(crate) bytes: &'a [u8],
    /// Oldest first, at least one.
    pub(crate) revisions: Vec<Revision>,
    containers: RefCell<HashMap<usize, Rc<ObjectStream>>>,
    budget: Cell<usize>,
}

struct ObjectStream {
    data: Vec<u8>,
    /// Object number and offset into `data`, by index.
    index: Vec<(u32, usize)>,
}

impl<'a> PdfFile<'a> {
    /// Reads the whole chain of revisions.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(ReadError::Header);
        }
        let sections = read_chain(bytes)?;
        let revisions = arrange(bytes, sections)?;
        let file = Self {
            bytes,
            revisions,
            containers: RefCell::default(),
            budget: Cell::new(OBJECT_STREAM_BUDGET),
        };
        file.check_entries()?;
        if file
            .revisions
            .iter()
            .any(|revision| revision.trailer.contains("Encrypt"))
        {
            return Err(ReadError::Encrypted);
        }
        Ok(file)
    }

    /// The index of the newest revision.
    pub(crate) fn last(&self) -> usize {
        self.revisions.len() - 1
    }

    pub(crate) fn entry(&self, view: usize, number: u32) -> Option<Entry> {
        let revisions = self.revisions.get(..=view).unwrap_or(&self.revisions);
        revisions
            .iter()
            .rev()
            .find_map(|revision| revision.entries.get(&number).copied())
    }

    /// The object as the reader of revision `view` sees it; null where there is none (7.3.10).
    pub(crate) fn object(&self, view: usize, id: ObjectId) -> Result<Object, ReadError> {
        match self.entry(view, id.number) {
            None | Some(Entry::Free) => Ok(Object::Null),
            Some(Entry::At { generation, .. }) if generation != id.generation => {
                Err(ReadError::Object {
                    number: id.number,
                    what: "is referred to by a wrong generation",
                })
            }
            Some(Entry::At { .. }) => Ok(self.indirect(view, id.number)?.object),
            Some(Entry::Compressed { container, index }) => {
                self.compressed(view, id.number, container, index)
            }
        }
    }

    /// An object that stands in the file by itself, with its place.
    pub(crate) fn indirect(&self, view: usize, number: u32) -> Result<Indirect, ReadError> {
        let Some(Entry::At { offset, generation }) = self.entry(view, number) else {
            return Err(ReadError::Object {
                number,
                what: "does not stand by itself in the file",
            });
        };
        let length_of = |id: ObjectId| match self.entry(view, id.number) {
            Some(Entry::At { offset, generation }) if generation == id.generation => {
                let mut lexer = Lexer::new(self.bytes, offset);
                (lexer.indirect_head().ok()? == id)
                    .then(|| lexer.object().ok()?.as_integer())
                    .flatten()
            }
            _ => None,
        };
        let found = Lexer::new(self.bytes, offset).indirect(&length_of)?;
        if found.id != (ObjectId { number, generation }) {
            return Err(ReadError::Object {
                number,
                what: "is not where the cross-reference says",
            });
        }
        Ok(found)
    }

    /// Follows references until a direct object.
    pub(crate) fn resolve(&self, view: usize, object: &Object) -> Result<Object, ReadError> {
        let mut current = object.clone();
        for _ in 0..MAX_INDIRECTIONS {
            match current {
                Object::Reference(id) => current = self.object(view, id)?,
                direct => return Ok(direct),
            }
        }
        Err(ReadError::Limit("references form a loop"))
    }

    /// The value of a key, references followed; null where the key is missing.
    pub(crate) fn get(
        &self,
        view: usize,
        dictionary: &Dictionary,
        key: &str,
    ) -> Result<Object, ReadError> {
        dictionary
            .get(key)
            .map_or(Ok(Object::Null), |value| self.resolve(view, value))
    }

    /// The document catalogue as revision `view` has it, with its number.
    pub(crate) fn catalog(&self, view: usize) -> Result<(ObjectId, Dictionary), ReadError> {
        let trailer = &self.revisions[view].trailer;
        let Some(id) = trailer.get("Root").and_then(Object::as_reference) else {
            return Err(ReadError::CrossReference {
                at: self.revisions[view].xref_at,
                what: "the trailer names no catalogue",
            });
        };
        match self.object(view, id)? {
            Object::Dictionary(catalog) => Ok((id, catalog)),
            _ => Err(ReadError::Object {
                number: id.number,
                what: "is no catalogue",
            }),
        }
    }

    /// The first object number that no revision uses.
    pub(crate) fn next_number(&self) -> u32 {
        let sizes = self.revisions.iter().map(|revision| {
            revision
                .trailer
                .get("Size")
                .and_then(Object::as_integer)
                .and_then(|s| u32::try_from(s).ok())
                .unwrap_or(1)
        });
        sizes.max().unwrap_or(1)
    }

    fn compressed(
        &self,
        view: usize,
        number: u32,
        container: u32,
        index: u32,
    ) -> Result<Object, ReadError> {
        let wrong = |what| ReadError::Object { number, what };
        let Some(Entry::At { offset, .. }) = self.entry(view, container) else {
            return Err(wrong("stands in an object stream that does not exist"));
        };
        let cached = self.containers.borrow().get(&offset).cloned();
        let content = if let Some(content) = cached {
            content
        } else {
            let Object::Stream(stream) = self.indirect(view, container)?.object else {
                return Err(wrong("stands in something that is no object stream"));
            };
            let content = Rc::new(ObjectStream::read(&stream, container)?);
            let left = self.budget.get().checked_sub(content.data.len());
            self.budget
                .set(left.ok_or(ReadError::Limit("the object streams are too large"))?);
            self.containers
                .borrow_mut()
                .insert(offset, Rc::clone(&content));
            content
        };
        let place = usize::try_from(index)
            .ok()
            .and_then(|index| content.index.get(index));
        match place {
            Some(&(found, at)) if found == number => Lexer::new(&content.data, at).object(),
            _ => Err(wrong("is not where its object stream says")),
        }
    }

    /// Every entry must point into its own revision: an entry that reaches back could turn the inside of a signed
    /// stream into an object. Tools that repeat old entries unchanged are tolerated.
    fn check_entries(&self) -> Result<(), ReadError> {
        for (view, revision) in self.revisions.iter().enumerate() {
            for (&number, &entry) in &revision.entries {
                let Entry::At { offset, .. } = entry else {
                    continue;
                };
                let is_own = (revision.start..=revision.xref_at).contains(&offset)
                    || (view == 0 && offset < revision.mark_end);
                let is_repeated = view > 0 && self.entry(view - 1, number) == Some(entry);
                if !is_own && !is_repeated {
                    return Err(ReadError::CrossReference {
                        at: revision.xref_at,
                        what: "an entry points outside of its own revision",
                    });
                }
            }
        }
        Ok(())
    }
}

impl ObjectStream {
    fn read(stream: &Stream, number: u32) -> Result<Self, ReadError> {
        let malformed = || ReadError::Object {
            number,
            what: "is a malformed object stream",
        };
        let integer = |key: &str| {
            let value = stream.dictionary.get(key).and_then(Object::as_integer);
            value
                .and_then(|value| usize::try_from(value).ok())
                .ok_or_else(malformed)
        };
        if !stream.dictionary.is_type("ObjStm") {
            return Err(malformed());
        }
        let (count, first) = (integer("N")?, integer("First")?);
        let data = stream::decode(stream)?;
        let mut lexer = Lexer::new(&data, 0);
        let mut index = Vec::new();
        for _ in 0..count {
            lexer.skip_blank();
            let number = u32::try_from(lexer.unsigned()?).map_err(|_| malformed())?;
            lexer.skip_blank();
            let offset = usize::try_from(lexer.unsigned()?).map_err(|_| malformed())?;
            index.push((number, first.checked_add(offset).ok_or_else(malformed)?));
        }
        Ok(Self { data, index })
    }
}

/// The sections from the newest to the oldest, as `startxref` and `/Prev` chain them.
fn read_chain(bytes: &[u8]) -> Result<Vec<Section>, ReadError> {
    let mut next = Some(last_startxref(bytes)?);
    let mut seen = BTreeSet::new();
    let mut sections = Vec::new();
    let mut spent = 0;
    while let Some(offset) = next {
        if !seen.insert(offset) || offset >= bytes.len() {
            return Err(ReadError::CrossReference {
                at: offset,
                what: "the chain loops or leaves the file",
            });
        }
        if sections.len() == MAX_REVISIONS {
            return Err(ReadError::Limit("too many revisions"));
        }
        let section = xref::read(bytes, offset, &mut spent)?;
        next = match section.trailer.get("Prev") {
            None => None,
            Some(value) => Some(
                value
                    .as_integer()
                    .and_then(|at| usize::try_from(at).ok())
                    .ok_or(ReadError::CrossReference {
                        at: offset,
                        what: "/Prev is not an offset",
                    })?,
            ),
        };
        sections.push(section);
    }
    Ok(sections)
}

/// Puts the sections into the order of the file and finds where each revision ends.
fn arrange(bytes: &[u8], mut sections: Vec<Section>) -> Result<Vec<Revision>, ReadError> {
    sections.reverse();
    // A linearised file (Annex F) has the section of its first page before that of the rest: both are one revision.
    let is_linearised =
        matches!(sections.as_slice(), [rest, first, ..] if first.offset < rest.offset);
    if is_linearised {
        let rest = sections.remove(0);
        let first = &mut sections[0];
        let mut first_end = Lexer::new(bytes, first.end);
        startxref(&mut first_end)?;
        for (number, entry) in rest.entries {
            first.entries.entry(number).or_insert(entry);
        }
        first.end = rest.end;
    }
    let mut revisions: Vec<Revision> = Vec::with_capacity(sections.len());
    for (index, section) in sections.into_iter().enumerate() {
        let start = revisions.last().map_or(0, |previous| previous.end);
        if section.offset < start {
            return Err(ReadError::CrossReference {
                at: section.offset,
                what: "the chain does not follow the file",
            });
        }
        if index > 0 && section.trailer.contains("XRefStm") {
            return Err(ReadError::CrossReference {
                at: section.offset,
                what: "an update is a hybrid of two kinds",
            });
        }
        let mut lexer = Lexer::new(bytes, section.end);
        if startxref(&mut lexer)? != section.offset {
            return Err(ReadError::CrossReference {
                at: section.end,
                what: "startxref points elsewhere",
            });
        }
        let mark_end = lexer.position();
        lexer.take_line_end();
        revisions.push(Revision {
            start,
            xref_at: section.offset,
            mark_end,
            end: lexer.position(),
            entries: section.entries,
            trailer: section.trailer,
            is_stream: section.is_stream,
        });
    }
    if revisions.last().is_none_or(|last| last.end != bytes.len()) {
        return Err(ReadError::Tail);
    }
    Ok(revisions)
}

/// `startxref`, the offset, `%%EOF`; leaves the lexer behind the mark.
fn startxref(lexer: &mut Lexer<'_>) -> Result<usize, ReadError> {
    lexer.skip_blank();
    if !lexer.take_keyword(b"startxref") {
        return Err(lexer.error("startxref is expected"));
    }
    lexer.skip_blank();
    let offset = lexer.unsigned()?;
    lexer.skip_blank();
    if !lexer.take(b"%%EOF") {
        return Err(lexer.error("%%EOF is expected"));
    }
    usize::try_from(offset).map_err(|_| lexer.error("an offset is too large"))
}

/// The offset in the last lines of the file.
fn last_startxref(bytes: &[u8]) -> Result<usize, ReadError> {
    const TAIL: usize = 64;
    let from = bytes.len().saturating_sub(TAIL);
    let tail = bytes.get(from..).unwrap_or_default();
    let keyword = b"startxref";
    let at = (0..tail.len())
        .rev()
        .find(|&at| tail[at..].starts_with(keyword))
        .ok_or(ReadError::Tail)?;
    startxref(&mut Lexer::new(bytes, from + at)).map_err(|_| ReadError::Tail)
}
