//! Finding the signatures of every revision, and what each one covers (ISO 32000-2, 12.8.1).
//!
//! A signature covers its file up to the end of the revision that brought it, with nothing left out but the
//! hexadecimal string of its own value. Any other range is how signatures are moved, wrapped or emptied.

use super::reason::{Reason, ReasonCode};
use super::report::{Claims, Coverage, SignatureKind};
use crate::document::{self, SignatureField};
use crate::pdf::ReadError;
use crate::pdf::file::{Entry, PdfFile};
use crate::pdf::lexer::{Lexer, hex_digit};
use crate::pdf::object::{Dictionary, Object, ObjectId, decode_text};
use crate::time;
use std::collections::BTreeSet;
use std::ops::Range;

/// Fields over all revisions: a file may not keep the validator busy for ever.
const MAX_FIELD_VISITS: usize = 50_000;

/// A signature as it was when it was made.
pub(crate) struct Located {
    pub(crate) field: String,
    /// Index of the revision that holds the signature dictionary.
    pub(crate) revision: usize,
    pub(crate) dictionary: Dictionary,
    pub(crate) value_id: Option<ObjectId>,
    /// Where the values of the dictionary's keys stand, in their order.
    spans: Vec<Range<usize>>,
    /// Whether the newest revision still has it in the same field.
    pub(crate) is_current: bool,
    pub(crate) is_shared: bool,
}

/// What a signature covers, and the bytes of its value.
pub(crate) struct Covered {
    pub(crate) ranges: [Range<usize>; 2],
    pub(crate) contents: Vec<u8>,
    pub(crate) coverage: Coverage,
}

/// All signatures of all revisions, in the order of the file.
pub(crate) fn signatures(file: &PdfFile<'_>) -> Result<Vec<Located>, ReadError> {
    let mut found: Vec<Located> = Vec::new();
    let mut seen: BTreeSet<(String, Option<u32>, usize)> = BTreeSet::new();
    let mut visits = 0;
    for view in 0..file.revisions.len() {
        let fields = document::signature_fields(file, view)?;
        visits += fields.len() + 1;
        if visits > MAX_FIELD_VISITS {
            return Err(ReadError::Limit("too many signature fields"));
        }
        for field in fields {
            let Some(value) = field.value() else { continue };
            let place = place_of(file, view, value);
            let number = value.as_reference().map(|id| id.number);
            if seen.insert((field.name.clone(), number, place.unwrap_or(usize::MAX))) {
                found.push(locate(file, view, &field, place));
            }
        }
    }
    mark_current(file, &mut found)?;
    found.sort_by_key(|one| (one.revision, one.spans.first().map_or(0, |span| span.start)));
    Ok(found)
}

/// The offset of the object that a value refers to.
fn place_of(file: &PdfFile<'_>, view: usize, value: &Object) -> Option<usize> {
    match file.entry(view, value.as_reference()?.number)? {
        Entry::At { offset, .. } => Some(offset),
        _ => None,
    }
}

fn locate(
    file: &PdfFile<'_>,
    view: usize,
    field: &SignatureField,
    place: Option<usize>,
) -> Located {
    let own = place.and_then(|place| {
        file.revisions
            .iter()
            .position(|revision| (revision.start..revision.mark_end).contains(&place))
    });
    let value_id = field.value().and_then(Object::as_reference);
    let (dictionary, spans) = place
        .and_then(|place| read_spans(file, place))
        .unwrap_or_default();
    Located {
        field: field.name.clone(),
        revision: own.unwrap_or(view),
        dictionary,
        value_id,
        spans,
        is_current: false,
        is_shared: false,
    }
}

fn read_spans(file: &PdfFile<'_>, place: usize) -> Option<(Dictionary, Vec<Range<usize>>)> {
    let mut lexer = Lexer::new(file.bytes, place);
    lexer.indirect_head().ok()?;
    lexer.spanned_dictionary(0).ok()
}

fn mark_current(file: &PdfFile<'_>, found: &mut [Located]) -> Result<(), ReadError> {
    let view = file.last();
    let now: Vec<(String, Option<ObjectId>, Option<usize>)> =
        document::signature_fields(file, view)?
            .into_iter()
            .filter_map(|field| {
                let value = field.value()?;
                Some((
                    field.name.clone(),
                    value.as_reference(),
                    place_of(file, view, value),
                ))
            })
            .collect();
    for one in found {
        let holders = now
            .iter()
            .filter(|(_, id, _)| id.is_some() && *id == one.value_id)
            .count();
        one.is_shared = holders > 1;
        // The same object in the same field, and its bytes still those of its own revision.
        one.is_current = now.iter().any(|(name, id, place)| {
            let start = file.revisions[one.revision].start;
            let is_same = place.is_none_or(|place| {
                (start..file.revisions[one.revision].mark_end).contains(&place)
            });
            *name == one.field && *id == one.value_id && is_same
        });
    }
    Ok(())
}

impl Located {
    fn span(&self, key: &str) -> Option<Range<usize>> {
        let index = self
            .dictionary
            .iter()
            .position(|(name, _)| name == key.as_bytes())?;
        self.spans.get(index).cloned()
    }

    pub(crate) fn sub_filter(&self) -> Option<String> {
        Some(decode_text(self.dictionary.get("SubFilter")?.as_name()?))
    }

    pub(crate) fn kind(&self) -> SignatureKind {
        if self.sub_filter().as_deref() == Some("ETSI.RFC3161") {
            SignatureKind::DocumentTimestamp
        } else if self.modification_level().is_some() {
            SignatureKind::Certification
        } else {
            SignatureKind::Approval
        }
    }

    pub(crate) fn claims(&self) -> Claims {
        let text = |key: &str| {
            self.dictionary
                .get(key)
                .and_then(Object::as_string)
                .map(decode_text)
        };
        Claims {
            name: text("Name"),
            reason: text("Reason"),
            location: text("Location"),
            time: text("M").and_then(|date| time::decode_pdf(&date)),
        }
    }

    /// `/P` of a DocMDP transform (12.8.2.2), read from direct dictionaries, which are within the signed bytes.
    pub(crate) fn modification_level(&self) -> Option<i64> {
        let parameters = self.transform("DocMDP")?;
        Some(
            parameters
                .and_then(|one| one.get("P")?.as_integer())
                .unwrap_or(2),
        )
    }

    /// Whether a FieldMDP transform (12.8.2.4) locks the field of this name.
    pub(crate) fn locks(&self, field: &str) -> bool {
        let Some(Some(parameters)) = self.transform("FieldMDP") else {
            return false;
        };
        let names = parameters
            .get("Fields")
            .and_then(Object::as_array)
            .unwrap_or_default();
        let is_named = names.iter().filter_map(Object::as_string).any(|name| {
            let name = decode_text(name);
            field == name
                || field
                    .strip_prefix(&name)
                    .is_some_and(|rest| rest.starts_with('.'))
        });
        match parameters.get("Action").and_then(Object::as_name) {
            Some(b"All") => true,
            Some(b"Include") => is_named,
            Some(b"Exclude") => !is_named,
            _ => false,
        }
    }

    fn transform(&self, method: &str) -> Option<Option<&Dictionary>> {
        let references = self.dictionary.get("Reference")?.as_array()?;
        let reference = references
            .iter()
            .filter_map(Object::as_dictionary)
            .find(|one| {
                one.get("TransformMethod")
                    .is_some_and(|name| name.is_name(method))
            })?;
        Some(
            reference
                .get("TransformParams")
                .and_then(Object::as_dictionary),
        )
    }

    /// Checks the byte range and cuts out the value.
    pub(crate) fn covered(&self, file: &PdfFile<'_>) -> Result<Covered, Reason> {
        let refuse = |code: ReasonCode| Err(Reason::new(code));
        if self.dictionary.len() == 0 {
            return refuse(ReasonCode::SignatureDictionaryMalformed);
        }
        let Some(range) = self.dictionary.get("ByteRange") else {
            return refuse(ReasonCode::ByteRangeMissing);
        };
        if self
            .dictionary
            .get("Contents")
            .and_then(Object::as_string)
            .is_none()
        {
            return refuse(ReasonCode::ContentsMissing);
        }
        let Some(contents_span) = self.span("Contents") else {
            return refuse(ReasonCode::ContentsMissing);
        };
        let numbers: Option<Vec<usize>> = range.as_array().and_then(|items| {
            items
                .iter()
                .map(|item| {
                    item.as_integer()
                        .and_then(|value| usize::try_from(value).ok())
                })
                .collect()
        });
        let Some(&[0, first, second, length]) = numbers.as_deref() else {
            return refuse(ReasonCode::ByteRangeMalformed);
        };
        let end = second
            .checked_add(length)
            .filter(|end| *end <= file.bytes.len() && first <= second);
        let Some(end) = end else {
            return refuse(ReasonCode::ByteRangeMalformed);
        };
        if contents_span != (first..second) {
            return refuse(ReasonCode::ByteRangeGap);
        }
        let digits = match file.bytes.get(first..second) {
            Some([b'<', digits @ .., b'>']) if digits.len() % 2 == 0 => digits,
            _ => return refuse(ReasonCode::ByteRangeGap),
        };
        let contents: Option<Vec<u8>> = digits
            .chunks_exact(2)
            .map(|pair| Some((hex_digit(pair[0])? << 4) | hex_digit(pair[1])?))
            .collect();
        let Some(contents) = contents else {
            return refuse(ReasonCode::ByteRangeGap);
        };
        if contents.iter().all(|byte| *byte == 0) {
            return refuse(ReasonCode::ContentsEmpty);
        }
        let own = &file.revisions[self.revision];
        let is_last = self.revision == file.last();
        let ends_well = if is_last {
            end == file.bytes.len()
        } else {
            end == own.mark_end || end == own.end
        };
        if !ends_well {
            return refuse(ReasonCode::ByteRangeEnd);
        }
        Ok(Covered {
            ranges: [0..first, second..end],
            contents,
            coverage: Coverage {
                whole_file: is_last,
                revision: self.revision + 1,
                revisions: file.revisions.len(),
                signed_length: end,
            },
        })
    }
}
