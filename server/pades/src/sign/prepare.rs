//! A revision with a placeholder for the signature, its byte range, and the embedding (ISO 32000-2, 12.8.1;
//! ETSI EN 319 142-1, 5 and 6).

use super::attributes::SignedAttributes;
use super::{cms, fields, stamp};
use crate::Error;
use crate::algorithm::{Digest, HashAlgorithm};
use crate::document::{self, SignatureField};
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dictionary, Object, hex_upper};
use crate::pdf::update::Update;
use crate::time;
use serde::{Deserialize, Serialize};

/// Room for a container with a chain of a few certificates, in bytes: some 4 to 5 KB are used, a timestamp takes more.
pub const DEFAULT_ROOM: usize = 16 * 1024;

/// What the signature dictionary says about the signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureMeta {
    /// The signer's full name.
    pub name: String,
    /// Why, e.g. "Ký biên bản với tư cách chủ tọa".
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// The claimed signing time in seconds since 1970.
    pub time: i64,
    /// The zone in which it is written, in minutes east of UTC; 420 in Vietnam.
    pub utc_offset_minutes: i16,
}

/// Where in the document the signature goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The field's name.
    pub field: String,
    /// Offset and length of the two ranges that are signed; between them stands the hexadecimal placeholder.
    pub byte_range: [usize; 4],
}

/// A document with room for one signature. It can be stored and taken up again after any pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// The whole file with its placeholder; base64 in JSON.
    #[serde(with = "crate::base64_bytes")]
    pub document: Vec<u8>,
    /// The place of the signature.
    pub slot: Slot,
}

impl Slot {
    /// The digest over both ranges of `document`, which is what the signature covers.
    ///
    /// A tablet computes it over the very bytes that it shows: file and slot are all that it needs.
    ///
    /// # Errors
    /// When the ranges are not the document with exactly an empty placeholder cut out.
    pub fn digest(&self, document: &[u8], hash: HashAlgorithm) -> Result<Digest, Error> {
        let [before, gap, after] = self.parts(document)?;
        let is_placeholder = matches!(gap, [b'<', digits @ .., b'>']
            if !digits.is_empty() && digits.len() % 2 == 0 && digits.iter().all(|digit| *digit == b'0'));
        if !is_placeholder {
            return Err(Error::Placeholder);
        }
        Ok(hash.digest(&[before, after]))
    }

    /// What stands before the placeholder, the placeholder, what stands behind it.
    fn parts<'d>(&self, document: &'d [u8]) -> Result<[&'d [u8]; 3], Error> {
        let [start, first, second, length] = self.byte_range;
        let is_whole =
            start == 0 && second.checked_add(length) == Some(document.len()) && first < second;
        match (
            document.get(..first),
            document.get(first..second),
            document.get(second..),
        ) {
            (Some(before), Some(gap), Some(after)) if is_whole => Ok([before, gap, after]),
            _ => Err(Error::Placeholder),
        }
    }
}

impl Prepared {
    /// The digest that the signature will cover.
    ///
    /// # Errors
    /// When document and slot do not belong together.
    pub fn digest(&self, hash: HashAlgorithm) -> Result<Digest, Error> {
        self.slot.digest(&self.document, hash)
    }

    /// Bytes that a container may take.
    #[must_use]
    pub fn room(&self) -> usize {
        let [_, first, second, _] = self.slot.byte_range;
        second.saturating_sub(first).saturating_sub(2) / 2
    }

    /// Puts a signature container into its place, after checking it once more against this very document: the digest
    /// is computed anew, and the signature must verify under its signer's certificate.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] or [`Error::ForeignSignature`] when it does not hold, [`Error::NoRoom`] when it is
    /// too large.
    pub fn embed(&self, container: &[u8]) -> Result<Vec<u8>, Error> {
        cms::check_against(container, |hash| self.digest(hash))?;
        let room = self.room();
        if container.len() > room {
            return Err(Error::NoRoom {
                needed: container.len(),
                room,
            });
        }
        let mut signed = self.document.clone();
        let start = self.slot.byte_range[1] + 1;
        let digits = hex_upper(container);
        let place = signed
            .get_mut(start..start + digits.len())
            .ok_or(Error::Placeholder)?;
        place.copy_from_slice(digits.as_bytes());
        Ok(signed)
    }

    /// Builds the container from the key's answer and embeds it: [`cms::signed_data`] and [`Prepared::embed`] at once.
    ///
    /// `signature` is what the key returned: r‖s or DER for ECDSA, the plain octets for RSA. `chain` holds further
    /// certificates up to and without the root.
    ///
    /// # Errors
    /// As for [`Prepared::embed`].
    pub fn complete(
        &self,
        attributes: &SignedAttributes,
        signature: &[u8],
        chain: &[Vec<u8>],
    ) -> Result<Vec<u8>, Error> {
        self.embed(&cms::signed_data(attributes, signature, chain)?)
    }
}

/// Fills an empty signature field with a placeholder, as one new revision. The bytes of `pdf` stay as they are.
///
/// `appearance` is a one-page PDF that becomes the field's stamp, fitted into its rectangle. `room` is the number of
/// bytes kept for the container; [`DEFAULT_ROOM`] suits most chains.
///
/// # Errors
/// When the PDF cannot be read strictly, the field is missing or signed, or the stamp is unsuitable.
pub fn prepare(
    pdf: &[u8],
    field: &str,
    meta: &SignatureMeta,
    appearance: Option<&[u8]>,
    room: usize,
) -> Result<Prepared, Error> {
    let file = PdfFile::read(pdf)?;
    let view = file.last();
    let all = document::signature_fields(&file, view)?;
    let target = all
        .into_iter()
        .find(|one| one.name == field)
        .ok_or_else(|| Error::NoSuchField(field.to_owned()))?;
    if target.value().is_some() {
        return Err(Error::AlreadySigned(field.to_owned()));
    }
    let mut update = Update::new(&file);
    let signature_id = update.reserve();
    let (raw, places) = placeholder(meta, room)?;
    update.put_raw(signature_id, raw);
    let mut dictionary = target.dictionary.clone();
    dictionary.set("V", Object::Reference(signature_id));
    update.put(target.id, Object::Dictionary(dictionary));
    if let Some(stamp) = appearance {
        apply_stamp(&file, &target, stamp, &mut update)?;
    }
    set_signature_flags(&file, &mut update)?;

    let written = update.finish();
    let mut document = written.bytes;
    let content = written
        .content_at
        .get(&signature_id.number)
        .copied()
        .ok_or(Error::Placeholder)?;
    let first = content + places.contents.0;
    let second = content + places.contents.1;
    let byte_range = [0, first, second, document.len() - second];
    let at = content + places.byte_range.0;
    let width = places.byte_range.1 - places.byte_range.0;
    let text = format!("[0 {first} {second} {}", byte_range[3]);
    let text = format!("{text:<fill$}]", fill = width - 1);
    let place = document
        .get_mut(at..at + width)
        .filter(|place| place.len() == text.len());
    place
        .ok_or(Error::Placeholder)?
        .copy_from_slice(text.as_bytes());
    Ok(Prepared {
        document,
        slot: Slot {
            field: field.to_owned(),
            byte_range,
        },
    })
}

/// Offsets within the signature dictionary's bytes.
struct Places {
    contents: (usize, usize),
    byte_range: (usize, usize),
}

/// The signature dictionary with room for its two late values.
fn placeholder(meta: &SignatureMeta, room: usize) -> Result<(Vec<u8>, Places), Error> {
    // Three offsets of ten digits: a file of ten gigabytes.
    const RANGE_WIDTH: usize = 3 + 3 * 11 + 1;
    let date =
        time::encode_pdf(meta.time, meta.utc_offset_minutes).ok_or(Error::Time(meta.time))?;
    let mut raw = Vec::with_capacity(2 * room + 512);
    raw.extend_from_slice(
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange ",
    );
    let range_at = raw.len();
    raw.resize(range_at + RANGE_WIDTH, b' ');
    raw.extend_from_slice(b"/Contents ");
    let contents_at = raw.len();
    raw.push(b'<');
    raw.resize(contents_at + 1 + 2 * room, b'0');
    raw.push(b'>');
    let contents_end = raw.len();
    let mut text = |key: &str, value: Object| {
        raw.extend_from_slice(key.as_bytes());
        value.write(&mut raw);
    };
    if !meta.name.is_empty() {
        text("/Name", Object::text(&meta.name));
    }
    if let Some(reason) = &meta.reason {
        text("/Reason", Object::text(reason));
    }
    if let Some(location) = &meta.location {
        text("/Location", Object::text(location));
    }
    text("/M", Object::text(&date));
    raw.extend_from_slice(b">>");
    let places = Places {
        contents: (contents_at, contents_end),
        byte_range: (range_at, range_at + RANGE_WIDTH),
    };
    Ok((raw, places))
}

fn apply_stamp(
    file: &PdfFile<'_>,
    field: &SignatureField,
    stamp: &[u8],
    update: &mut Update<'_, '_>,
) -> Result<(), Error> {
    let Some(&widget_id) = field.widgets.first() else {
        return Err(Error::Rectangle(field.name.clone()));
    };
    let Object::Dictionary(mut widget) = update.current(widget_id)? else {
        return Err(Error::Rectangle(field.name.clone()));
    };
    let rect = widget
        .get("Rect")
        .and_then(|rect| document::rectangle(file, file.last(), rect));
    let Some([left, bottom, right, top]) = rect.filter(|[l, b, r, t]| r - l >= 1.0 && t - b >= 1.0)
    else {
        return Err(Error::Rectangle(field.name.clone()));
    };
    let form = stamp::import(stamp, right - left, top - bottom, update)?;
    widget.set(
        "AP",
        Object::Dictionary(Dictionary::new().with("N", Object::Reference(form))),
    );
    update.put(widget_id, Object::Dictionary(widget));
    Ok(())
}

/// Documents of other makers may have fields without the flags that a signed document needs.
fn set_signature_flags(file: &PdfFile<'_>, update: &mut Update<'_, '_>) -> Result<(), Error> {
    let (catalog_id, mut catalog) = file.catalog(file.last())?;
    let Object::Dictionary(mut form) = file.get(file.last(), &catalog, "AcroForm")? else {
        return Ok(());
    };
    if form.get("SigFlags").and_then(Object::as_integer) == Some(fields::SIGNATURE_FLAGS) {
        return Ok(());
    }
    form.set("SigFlags", Object::Integer(fields::SIGNATURE_FLAGS));
    match catalog.get("AcroForm") {
        Some(Object::Reference(id)) => update.put(*id, Object::Dictionary(form)),
        _ => {
            catalog.set("AcroForm", Object::Dictionary(form));
            update.put(catalog_id, Object::Dictionary(catalog));
        }
    }
    Ok(())
}
