//! DER, element by element (X.690, 10).
//!
//! Signatures cover exact bytes, so the structures that carry them are walked here with their raw encoding at hand
//! rather than decoded and encoded again. Definite, minimal lengths and low tag numbers only; no recursion.

use der::oid::ObjectIdentifier;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const IA5_STRING: u8 = 0x16;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The bytes are not the DER that their place demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

pub(crate) type Result<T> = std::result::Result<T, Malformed>;

/// One tag, length, value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) value: &'a [u8],
    /// Tag and length included.
    pub(crate) raw: &'a [u8],
}

impl<'a> Element<'a> {
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader { rest: self.value }
    }

    pub(crate) fn oid(&self) -> Result<ObjectIdentifier> {
        if self.tag == OID {
            ObjectIdentifier::from_bytes(self.value).map_err(|_| Malformed)
        } else {
            Err(Malformed)
        }
    }

    /// A non-negative integer that fits.
    pub(crate) fn small(&self) -> Result<u32> {
        match self.value {
            [first, ..] if self.tag == INTEGER && *first < 0x80 && self.value.len() <= 4 => {
                Ok(self
                    .value
                    .iter()
                    .fold(0, |value, byte| (value << 8) | u32::from(*byte)))
            }
            _ => Err(Malformed),
        }
    }

    /// The octets of a bit string without unused bits.
    pub(crate) fn bits(&self) -> Result<&'a [u8]> {
        match self.value {
            [0, rest @ ..] if self.tag == BIT_STRING => Ok(rest),
            _ => Err(Malformed),
        }
    }
}

/// Walks the elements of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The only element of these bytes.
    pub(crate) fn single(bytes: &'a [u8], tag: u8) -> Result<Element<'a>> {
        let mut reader = Self::new(bytes);
        let element = reader.expect(tag)?;
        reader.finish()?;
        Ok(element)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn finish(&self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Malformed)
        }
    }

    pub(crate) fn any(&mut self) -> Result<Element<'a>> {
        let bytes = self.rest;
        let (&tag, &first) = (
            bytes.first().ok_or(Malformed)?,
            bytes.get(1).ok_or(Malformed)?,
        );
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let (header, length) = if first < 0x80 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            let octets = bytes.get(2..2 + count).ok_or(Malformed)?;
            let length = octets
                .iter()
                .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
            let is_minimal = (1..=4).contains(&count) && octets[0] != 0 && length >= 0x80;
            if !is_minimal {
                return Err(Malformed);
            }
            (2 + count, usize::try_from(length).map_err(|_| Malformed)?)
        };
        let end = header.checked_add(length).ok_or(Malformed)?;
        let raw = bytes.get(..end).ok_or(Malformed)?;
        self.rest = &bytes[end..];
        Ok(Element {
            tag,
            value: &raw[header..],
            raw,
        })
    }

    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>> {
        let element = self.any()?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(Malformed)
        }
    }

    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) {
            self.any().map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Encodes one element from its parts.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = vec![tag];
    if length < 0x80 {
        out.extend_from_slice(&length.to_be_bytes()[size_of::<usize>() - 1..]);
    } else {
        let octets = length.to_be_bytes();
        let skip = octets.iter().take_while(|byte| **byte == 0).count();
        let count = u8::try_from(octets.len() - skip).expect("a length has at most eight octets");
        out.push(0x80 | count);
        out.extend_from_slice(&octets[skip..]);
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, parts)
}

/// A SET OF in DER order (X.690, 11.6).
pub(crate) fn set_of(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    tlv(SET, &members)
}

pub(crate) fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    tlv(OID, &[oid.as_bytes()])
}

pub(crate) fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, &[bytes])
}

pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0], bytes])
}

/// A non-negative integer from big-endian octets.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let start = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len());
    let digits = &bytes[start..];
    match digits.first() {
        None => tlv(INTEGER, &[&[0]]),
        Some(first) if *first >= 0x80 => tlv(INTEGER, &[&[0], digits]),
        Some(_) => tlv(INTEGER, &[digits]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_must_be_minimal_and_within_the_bytes() {
        assert!(Reader::new(&[0x04, 0x81, 0x01, 0]).any().is_err());
        assert!(Reader::new(&[0x30, 0x80, 0, 0]).any().is_err());
        assert!(
            Reader::new(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff])
                .any()
                .is_err()
        );
        let long = octet_string(&[7; 300]);
        assert_eq!(
            Reader::new(&long).any().map(|element| element.value.len()),
            Ok(300)
        );
    }
}
