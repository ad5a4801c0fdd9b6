//! Name constraints (RFC 5280, 4.2.1.10): which names an authority may speak for.

use super::certificate::Certificate;
use super::name::Name;
use super::oids;
use crate::asn1::{self, Element, Malformed, Reader};

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const DIRECTORY: u8 = 0xa4;
const URI: u8 = 0x86;
const ADDRESS: u8 = 0x87;

/// What the authorities above allow so far. Each authority's permitted names narrow those before it.
#[derive(Default)]
pub(crate) struct NameConstraints {
    permitted: Vec<Vec<General>>,
    excluded: Vec<General>,
}

/// A general name: its tag and its value without the tag.
struct General {
    tag: u8,
    value: Vec<u8>,
}

impl General {
    fn read(element: &Element<'_>) -> Self {
        Self {
            tag: element.tag,
            value: element.value.to_vec(),
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.value).to_lowercase()
    }

    /// Whether this name lies within the subtree that `base` spans; both are of one kind.
    fn is_within(&self, base: &Self) -> Result<bool, Malformed> {
        Ok(match self.tag {
            DIRECTORY => Name::read(&self.value)?.is_within(&Name::read(&base.value)?),
            EMAIL => {
                let (name, base) = (self.text(), base.text());
                let host = name.rsplit_once('@').map_or("", |(_, host)| host);
                if base.contains('@') {
                    name == base
                } else {
                    host_is_within(host, &base)
                }
            }
            DNS => {
                let (name, base) = (self.text(), base.text());
                base.is_empty() || name == base || name.ends_with(&format!(".{base}"))
            }
            URI => {
                let name = self.text();
                let authority = name.split_once("://").map_or("", |(_, rest)| rest);
                let host = authority.split(['/', '?', '#']).next().unwrap_or_default();
                let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
                host_is_within(host.split(':').next().unwrap_or_default(), &base.text())
            }
            ADDRESS => {
                let (address, mask) = base.value.split_at(base.value.len() / 2);
                self.value.len() == address.len()
                    && self
                        .value
                        .iter()
                        .zip(address)
                        .zip(mask)
                        .all(|((a, b), mask)| a & mask == b & mask)
            }
            // A kind that is not understood is never within.
            _ => return Err(Malformed),
        })
    }
}

/// `.example.vn` means hosts below, `example.vn` the host itself.
fn host_is_within(host: &str, base: &str) -> bool {
    if base.starts_with('.') {
        host.ends_with(base) && host.len() > base.len()
    } else {
        host == base
    }
}

impl NameConstraints {
    /// Takes over the constraints of an authority's certificate.
    pub(crate) fn add(&mut self, certificate: &Certificate) -> Result<(), Malformed> {
        let Some(extension) = certificate.extension(oids::NAME_CONSTRAINTS) else {
            return Ok(());
        };
        let mut reader = Reader::single(&extension.value, asn1::SEQUENCE)?.reader();
        if let Some(permitted) = reader.optional(0xa0)? {
            self.permitted.push(subtrees(permitted.reader())?);
        }
        if let Some(excluded) = reader.optional(0xa1)? {
            self.excluded.extend(subtrees(excluded.reader())?);
        }
        reader.finish()
    }

    /// Whether all names of a certificate are allowed.
    pub(crate) fn allow(&self, certificate: &Certificate) -> Result<bool, Malformed> {
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return Ok(true);
        }
        for name in names(certificate)? {
            for base in self.excluded.iter().filter(|base| base.tag == name.tag) {
                if name.is_within(base)? {
                    return Ok(false);
                }
            }
            for set in &self.permitted {
                let mut bases = set.iter().filter(|base| base.tag == name.tag).peekable();
                if bases.peek().is_none() {
                    continue;
                }
                let mut is_allowed = false;
                for base in bases {
                    is_allowed |= name.is_within(base)?;
                }
                if !is_allowed {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

fn subtrees(mut reader: Reader<'_>) -> Result<Vec<General>, Malformed> {
    let mut bases = Vec::new();
    while !reader.is_empty() {
        let mut subtree = reader.expect(asn1::SEQUENCE)?.reader();
        bases.push(General::read(&subtree.any()?));
        // minimum is 0 by default and maximum is absent (RFC 5280); anything else is not understood.
        subtree.finish()?;
    }
    Ok(bases)
}

/// Subject, alternative names, and the e-mail attributes of the subject.
fn names(certificate: &Certificate) -> Result<Vec<General>, Malformed> {
    let mut names = Vec::new();
    if !certificate.subject.is_empty() {
        names.push(General {
            tag: DIRECTORY,
            value: certificate.subject.raw.clone(),
        });
    }
    if let Some(extension) = certificate.extension(oids::SUBJECT_ALT_NAME) {
        let mut reader = Reader::single(&extension.value, asn1::SEQUENCE)?.reader();
        while !reader.is_empty() {
            names.push(General::read(&reader.any()?));
        }
    }
    for email in certificate.subject.values(oids::EMAIL) {
        names.push(General {
            tag: EMAIL,
            value: email.into_bytes(),
        });
    }
    Ok(names)
}
