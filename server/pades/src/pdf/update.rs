//! Writing one incremental update (ISO 32000-2, 7.5.6): the bytes that were there stay as they are.

use super::file::PdfFile;
use super::object::{Dictionary, Object, ObjectId, Stream};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Objects to append to a file as one new revision.
pub(crate) struct Update<'f, 'a> {
    file: &'f PdfFile<'a>,
    objects: BTreeMap<u32, (u16, Content)>,
    next: u32,
}

enum Content {
    Object(Object),
    /// Already serialised, for an object whose inside must be found again.
    Raw(Vec<u8>),
}

/// The file with its new revision.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    /// Where each new object's content begins, behind `n g obj` and its line end.
    pub(crate) content_at: BTreeMap<u32, usize>,
}

impl<'f, 'a> Update<'f, 'a> {
    pub(crate) fn new(file: &'f PdfFile<'a>) -> Self {
        Self {
            file,
            objects: BTreeMap::new(),
            next: file.next_number(),
        }
    }

    /// Reserves a number.
    pub(crate) fn reserve(&mut self) -> ObjectId {
        let id = ObjectId {
            number: self.next,
            generation: 0,
        };
        self.next += 1;
        id
    }

    pub(crate) fn add(&mut self, object: Object) -> ObjectId {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    pub(crate) fn put(&mut self, id: ObjectId, object: Object) {
        self.objects
            .insert(id.number, (id.generation, Content::Object(object)));
    }

    pub(crate) fn put_raw(&mut self, id: ObjectId, bytes: Vec<u8>) {
        self.objects
            .insert(id.number, (id.generation, Content::Raw(bytes)));
    }

    /// The object as it will be: from this update when it is in it, else from the file.
    pub(crate) fn current(&self, id: ObjectId) -> Result<Object, super::ReadError> {
        match self.objects.get(&id.number) {
            Some((_, Content::Object(object))) => Ok(object.clone()),
            _ => self.file.object(self.file.last(), id),
        }
    }

    /// Appends the revision. The kind of its cross-reference section is that of the file.
    pub(crate) fn finish(mut self) -> Written {
        let last = &self.file.revisions[self.file.last()];
        let mut bytes = self.file.bytes.to_vec();
        if !matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.push(b'\n');
        }
        let mut content_at = BTreeMap::new();
        let mut offsets: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
        for (&number, (generation, content)) in &self.objects {
            offsets.insert(number, (bytes.len(), *generation));
            bytes.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            content_at.insert(number, bytes.len());
            match content {
                Content::Object(Object::Stream(stream)) => {
                    let mut stream = stream.clone();
                    let length = i64::try_from(stream.data.len()).unwrap_or(i64::MAX);
                    stream.dictionary.set("Length", Object::Integer(length));
                    Object::Stream(stream).write(&mut bytes);
                }
                Content::Object(object) => object.write(&mut bytes),
                Content::Raw(raw) => bytes.extend_from_slice(raw),
            }
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let xref_at = bytes.len();
        let stream_number = last.is_stream.then(|| self.reserve().number);
        if let Some(number) = stream_number {
            offsets.insert(number, (xref_at, 0));
        }
        let trailer = self.trailer(last.xref_at, &bytes);
        match stream_number {
            Some(number) => write_stream_section(number, &offsets, trailer, &mut bytes),
            None => write_table(&offsets, &trailer, &mut bytes),
        }
        bytes.extend_from_slice(format!("startxref\n{xref_at}\n%%EOF\n").as_bytes());
        Written { bytes, content_at }
    }

    fn trailer(&self, previous: usize, written: &[u8]) -> Dictionary {
        let old = &self.file.revisions[self.file.last()].trailer;
        let mut trailer = Dictionary::new()
            .with("Size", Object::Integer(i64::from(self.next)))
            .with(
                "Prev",
                Object::Integer(i64::try_from(previous).unwrap_or(i64::MAX)),
            );
        for key in ["Root", "Info"] {
            if let Some(value) = old.get(key) {
                trailer.set(key, value.clone());
            }
        }
        // The second half of the identifier tells revisions apart (14.4); derived from the content, since nothing
        // here may draw random numbers.
        if let Some([first, _]) = old.get("ID").and_then(Object::as_array) {
            let changing = Sha256::digest(written)[..16].to_vec();
            trailer.set(
                "ID",
                Object::Array(vec![first.clone(), Object::String(changing)]),
            );
        }
        trailer
    }
}

/// Consecutive numbers as (first, length).
fn runs(offsets: &BTreeMap<u32, (usize, u16)>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in offsets.keys() {
        match runs.last_mut() {
            Some((first, length)) if *first + *length == number => *length += 1,
            _ => runs.push((number, 1)),
        }
    }
    runs
}

fn write_table(offsets: &BTreeMap<u32, (usize, u16)>, trailer: &Dictionary, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"xref\n");
    for (first, length) in runs(offsets) {
        bytes.extend_from_slice(format!("{first} {length}\n").as_bytes());
        for (_, (offset, generation)) in offsets.range(first..first + length) {
            bytes.extend_from_slice(format!("{offset:010} {generation:05} n \n").as_bytes());
        }
    }
    bytes.extend_from_slice(b"trailer\n");
    Object::Dictionary(trailer.clone()).write(bytes);
    bytes.push(b'\n');
}

fn write_stream_section(
    number: u32,
    offsets: &BTreeMap<u32, (usize, u16)>,
    trailer: Dictionary,
    bytes: &mut Vec<u8>,
) {
    let integer = |value: u32| Object::Integer(i64::from(value));
    let index = runs(offsets)
        .into_iter()
        .flat_map(|(first, length)| [integer(first), integer(length)])
        .collect();
    let mut data = Vec::with_capacity(offsets.len() * 7);
    for (offset, generation) in offsets.values() {
        data.push(1);
        data.extend_from_slice(&u32::try_from(*offset).unwrap_or(u32::MAX).to_be_bytes());
        data.extend_from_slice(&generation.to_be_bytes());
    }
    let dictionary = trailer
        .with("Type", Object::name("XRef"))
        .with("W", Object::Array(vec![integer(1), integer(4), integer(2)]))
        .with("Index", Object::Array(index))
        .with(
            "Length",
            Object::Integer(i64::try_from(data.len()).unwrap_or(i64::MAX)),
        );
    bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    Object::Stream(Stream { dictionary, data }).write(bytes);
    bytes.extend_from_slice(b"\nendobj\n");
}
