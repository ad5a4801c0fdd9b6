//! Distinguished names (RFC 5280, 4.1.2.4 and 7.1): reading, comparing, showing and writing.

use super::oids;
use crate::Error;
use crate::asn1::{self, Malformed, Reader};
use der::oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) kind: ObjectIdentifier,
    tag: u8,
    value: Vec<u8>,
}

/// A name as a sequence of relative names.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) raw: Vec<u8>,
    relative: Vec<Vec<Attribute>>,
}

impl Attribute {
    pub(crate) fn text(&self) -> String {
        match self.tag {
            0x1e => {
                let units: Vec<u16> = self
                    .value
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            // Teletex strings are read as Latin-1, as everyone does.
            0x14 => self.value.iter().map(|byte| char::from(*byte)).collect(),
            _ => String::from_utf8_lossy(&self.value).into_owned(),
        }
    }

    fn is_text(&self) -> bool {
        matches!(
            self.tag,
            asn1::UTF8_STRING | asn1::PRINTABLE_STRING | asn1::IA5_STRING | 0x14 | 0x1e
        )
    }

    /// Case and runs of spaces do not matter (RFC 5280, 7.1).
    fn matches(&self, other: &Self) -> bool {
        if self.kind != other.kind {
            return false;
        }
        if self.is_text() && other.is_text() {
            let fold = |text: String| {
                text.split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .to_lowercase()
            };
            fold(self.text()) == fold(other.text())
        } else {
            self.tag == other.tag && self.value == other.value
        }
    }
}

impl Name {
    pub(crate) fn read(raw: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::single(raw, asn1::SEQUENCE)?.reader();
        let mut relative = Vec::new();
        while !reader.is_empty() {
            let mut set = reader.expect(asn1::SET)?.reader();
            let mut attributes = Vec::new();
            while !set.is_empty() {
                let mut pair = set.expect(asn1::SEQUENCE)?.reader();
                let kind = pair.expect(asn1::OID)?.oid()?;
                let value = pair.any()?;
                pair.finish()?;
                attributes.push(Attribute {
                    kind,
                    tag: value.tag,
                    value: value.value.to_vec(),
                });
            }
            relative.push(attributes);
        }
        Ok(Self {
            raw: raw.to_vec(),
            relative,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.relative.is_empty()
    }

    pub(crate) fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.relative.iter().flatten()
    }

    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.relative.len() == other.relative.len() && self.is_within(other)
    }

    /// Whether `base` is this name or the beginning of it.
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        let same = |mine: &Vec<Attribute>, theirs: &Vec<Attribute>| {
            mine.len() == theirs.len()
                && mine
                    .iter()
                    .all(|one| theirs.iter().any(|other| one.matches(other)))
        };
        base.relative.len() <= self.relative.len()
            && self
                .relative
                .iter()
                .zip(&base.relative)
                .all(|(mine, theirs)| same(mine, theirs))
    }

    /// All values of one attribute, in order.
    pub(crate) fn values(&self, kind: ObjectIdentifier) -> Vec<String> {
        self.attributes()
            .filter(|attribute| attribute.kind == kind)
            .map(Attribute::text)
            .collect()
    }

    /// RFC 4514: the most specific part first.
    pub(crate) fn to_rfc4514(&self) -> String {
        let relative: Vec<String> = self
            .relative
            .iter()
            .rev()
            .map(|set| {
                let pairs: Vec<String> = set
                    .iter()
                    .map(|one| format!("{}={}", label(one.kind), escape(&one.text())))
                    .collect();
                pairs.join("+")
            })
            .collect();
        relative.join(",")
    }
}

fn label(kind: ObjectIdentifier) -> String {
    match kind {
        oids::COMMON_NAME => "CN".into(),
        oids::SERIAL_NUMBER => "serialNumber".into(),
        oids::COUNTRY => "C".into(),
        oids::LOCALITY => "L".into(),
        oids::STATE => "ST".into(),
        oids::ORGANIZATION => "O".into(),
        oids::ORGANIZATIONAL_UNIT => "OU".into(),
        oids::TITLE => "title".into(),
        oids::EMAIL => "E".into(),
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            out.push('\u{fffd}');
            continue;
        }
        if ",+\"\\<>;=".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The subject of a certificate that this crate issues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// Full name of the person or name of the authority; required.
    pub common_name: String,
    /// Organisations from the outermost inwards.
    pub organizations: Vec<String>,
    /// Units from the outermost inwards.
    pub organizational_units: Vec<String>,
    /// Place.
    pub locality: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// What tells two people of one name apart, e.g. the person's id in the directory.
    pub serial_number: Option<String>,
}

impl Subject {
    /// A subject with a common name alone.
    #[must_use]
    pub fn named(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        if self.common_name.trim().is_empty() {
            return Err(Error::Subject("the common name is missing"));
        }
        let mut parts: Vec<Vec<u8>> = Vec::new();
        let mut add = |kind: ObjectIdentifier, tag: u8, value: &str| {
            let pair = asn1::sequence(&[&asn1::oid(kind), &asn1::tlv(tag, &[value.as_bytes()])]);
            parts.push(asn1::set_of(vec![pair]));
        };
        if let Some(country) = &self.country {
            if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(Error::Subject("a country is two capital letters"));
            }
            add(oids::COUNTRY, asn1::PRINTABLE_STRING, country);
        }
        if let Some(locality) = &self.locality {
            add(oids::LOCALITY, asn1::UTF8_STRING, locality);
        }
        for organization in &self.organizations {
            add(oids::ORGANIZATION, asn1::UTF8_STRING, organization);
        }
        for unit in &self.organizational_units {
            add(oids::ORGANIZATIONAL_UNIT, asn1::UTF8_STRING, unit);
        }
        add(oids::COMMON_NAME, asn1::UTF8_STRING, &self.common_name);
        if let Some(serial) = &self.serial_number {
            if !serial
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte))
            {
                return Err(Error::Subject(
                    "a serial number is plain letters, digits and hyphens",
                ));
            }
            add(oids::SERIAL_NUMBER, asn1::PRINTABLE_STRING, serial);
        }
        if let Some(email) = &self.email {
            if !email.is_ascii() {
                return Err(Error::Subject("an e-mail address is ASCII"));
            }
            add(oids::EMAIL, asn1::IA5_STRING, email);
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Ok(asn1::sequence(&parts))
    }
}
