//! A one-page PDF as the appearance of a signature (ISO 32000-2, 8.10 and 12.5.5).
//!
//! The page comes from whoever sets type; it is copied as it is, with the resources that it uses.

use crate::Error;
use crate::document;
use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dictionary, Object, ObjectId, Stream};
use crate::pdf::stream;
use crate::pdf::update::Update;
use std::collections::BTreeMap;

/// A stamp is a name, a date and an image; not a book.
const MAX_OBJECTS: usize = 2_000;
/// Arrays and dictionaries within a copied object are as deep as the reader lets them be.
const MAX_CONTENT: usize = 16 << 20;

/// Copies the first page of `stamp` into `update` as a form XObject that fills `width` × `height` points without
/// being distorted: the shorter side gets a margin.
pub(crate) fn import(
    stamp: &[u8],
    width: f64,
    height: f64,
    update: &mut Update<'_, '_>,
) -> Result<ObjectId, Error> {
    let file = PdfFile::read(stamp).map_err(Error::Stamp)?;
    let page = document::pages(&file, file.last())
        .map_err(Error::Stamp)?
        .into_iter()
        .next();
    let page = page.ok_or(Error::StampPage("it has no page"))?;
    let bounds = document::rectangle(&file, file.last(), &page.media_box)
        .filter(|[left, bottom, right, top]| right - left >= 1.0 && top - bottom >= 1.0)
        .ok_or(Error::StampPage("its page has no size"))?;

    let mut copy = Copy {
        file: &file,
        update,
        numbers: BTreeMap::new(),
        queue: Vec::new(),
    };
    let resources = copy.translate(page.resources);
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with(
            "BBox",
            Object::Array(fit(bounds, width, height).map(Object::number).to_vec()),
        )
        .with("Resources", resources);
    if let Some(group) = page.dictionary.get("Group") {
        // A form's group must not carry what belongs to pages alone; colour space and kind are the same.
        let group = copy.translate(group.clone());
        dictionary.set("Group", group);
    }
    let content = page_content(&file, &page.dictionary).map_err(Error::Stamp)?;
    if let Some(filter) = content.dictionary.get("Filter") {
        dictionary.set("Filter", filter.clone());
    }
    if let Some(parameters) = content.dictionary.get("DecodeParms") {
        dictionary.set("DecodeParms", parameters.clone());
    }
    copy.run()?;
    Ok(update.add(Object::Stream(Stream {
        dictionary,
        data: content.data,
    })))
}

/// The bounding box widened to the shape of the field: a viewer stretches the box to the field.
fn fit([left, bottom, right, top]: [f64; 4], width: f64, height: f64) -> [f64; 4] {
    let (stamp_width, stamp_height) = (right - left, top - bottom);
    let scale = (width / stamp_width).min(height / stamp_height);
    let horizontal = (width / scale - stamp_width) / 2.0;
    let vertical = (height / scale - stamp_height) / 2.0;
    [
        left - horizontal,
        bottom - vertical,
        right + horizontal,
        top + vertical,
    ]
}

/// One stream as it is stored, or several decoded and joined.
fn page_content(file: &PdfFile<'_>, page: &Dictionary) -> Result<Stream, ReadError> {
    let view = file.last();
    match file.get(view, page, "Contents")? {
        Object::Stream(stream) => {
            let is_direct =
                |key: &str| !matches!(stream.dictionary.get(key), Some(Object::Reference(_)));
            if is_direct("Filter") && is_direct("DecodeParms") {
                Ok(stream)
            } else {
                Err(ReadError::Stream("the filter is a reference"))
            }
        }
        Object::Array(parts) => {
            let mut data = Vec::new();
            for part in parts {
                let Object::Stream(part) = file.resolve(view, &part)? else {
                    continue;
                };
                data.extend_from_slice(&stream::decode(&part)?);
                data.push(b'\n');
                if data.len() > MAX_CONTENT {
                    return Err(ReadError::Limit("the page's content is too large"));
                }
            }
            Ok(Stream {
                dictionary: Dictionary::new(),
                data,
            })
        }
        _ => Ok(Stream {
            dictionary: Dictionary::new(),
            data: Vec::new(),
        }),
    }
}

/// Objects on their way from the stamp's file into the update, under new numbers.
struct Copy<'c, 's, 'f, 'a> {
    file: &'c PdfFile<'s>,
    update: &'c mut Update<'f, 'a>,
    numbers: BTreeMap<ObjectId, ObjectId>,
    queue: Vec<ObjectId>,
}

impl Copy<'_, '_, '_, '_> {
    fn translate(&mut self, object: Object) -> Object {
        match object {
            Object::Reference(old) => {
                let new = if let Some(new) = self.numbers.get(&old) {
                    *new
                } else {
                    let new = self.update.reserve();
                    self.numbers.insert(old, new);
                    self.queue.push(old);
                    new
                };
                Object::Reference(new)
            }
            Object::Array(items) => {
                Object::Array(items.into_iter().map(|item| self.translate(item)).collect())
            }
            Object::Dictionary(dictionary) => {
                Object::Dictionary(self.translate_dictionary(dictionary))
            }
            Object::Stream(stream) => {
                let dictionary = self.translate_dictionary(stream.dictionary);
                Object::Stream(Stream {
                    dictionary,
                    data: stream.data,
                })
            }
            direct => direct,
        }
    }

    /// Leaves out what ties an object to the page tree or to the tags of its old document.
    fn translate_dictionary(&mut self, mut dictionary: Dictionary) -> Dictionary {
        for key in ["Parent", "StructParent", "StructParents", "Length"] {
            dictionary.remove(key);
        }
        for value in dictionary.values_mut() {
            *value = self.translate(std::mem::replace(value, Object::Null));
        }
        dictionary
    }

    fn run(mut self) -> Result<(), Error> {
        while let Some(old) = self.queue.pop() {
            if self.numbers.len() > MAX_OBJECTS {
                return Err(Error::Stamp(ReadError::Limit(
                    "the stamp has too many objects",
                )));
            }
            let object = self
                .file
                .object(self.file.last(), old)
                .map_err(Error::Stamp)?;
            let is_page = object
                .as_dictionary()
                .is_some_and(|d| d.is_type("Page") || d.is_type("Pages"));
            let object = if is_page {
                Object::Null
            } else {
                self.translate(object)
            };
            let new = self.numbers[&old];
            self.update.put(new, object);
        }
        Ok(())
    }
}
