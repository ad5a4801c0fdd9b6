//! As much of CBOR (RFC 8949) as keys and extensions need, in the one form that CTAP2 allows: definite lengths,
//! shortest heads. Everything else does not read.

/// Maps and arrays inside one another at most.
const MAX_DEPTH: u8 = 8;

/// Reads from the front of some bytes.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether the bytes are one map and nothing behind it.
    pub(super) fn is_one_map(bytes: &[u8]) -> bool {
        let mut reader = Reader::new(bytes);
        bytes.first().is_some_and(|head| head >> 5 == 5)
            && reader.skip(0).is_some()
            && reader.rest.is_empty()
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number of a map's pairs.
    pub(super) fn map(&mut self) -> Option<u64> {
        self.head().and_then(|(major, n)| (major == 5).then_some(n))
    }

    /// A whole number, positive or negative.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let (major, n) = self.head()?;
        let n = i64::try_from(n).ok()?;
        match major {
            0 => Some(n),
            1 => Some(-1 - n),
            _ => None,
        }
    }

    /// A byte string.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let (major, length) = self.head()?;
        if major != 2 {
            return None;
        }
        self.take(length)
    }

    /// The major type and the argument of the next item.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = *self.take(1)?.first()?;
        let (length, least) = match first & 0x1f {
            small @ 0..=23 => return Some((first >> 5, u64::from(small))),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return None,
        };
        let argument = self
            .take(length)?
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        (argument >= least).then_some((first >> 5, argument))
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    /// Passes over one item.
    fn skip(&mut self, depth: u8) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (major, argument) = self.head()?;
        let inner = match major {
            0 | 1 => 0,
            2 => return self.take(argument).map(|_| ()),
            3 => return core::str::from_utf8(self.take(argument)?).ok().map(|_| ()),
            4 => argument,
            5 => argument.checked_mul(2)?,
            // Of the simple values only true, false and null; no tags, no floats.
            7 if (20..=22).contains(&argument) => 0,
            _ => return None,
        };
        // Every item takes a byte, so a number that the bytes cannot hold ends here soon.
        for _ in 0..inner {
            self.skip(depth + 1)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_whole_map_in_its_shortest_form_is_a_map() {
        // {"credProtect": 2}, {}
        assert!(Reader::is_one_map(b"\xa1\x6bcredProtect\x02"));
        assert!(Reader::is_one_map(b"\xa0"));
        for broken in [
            &b""[..],
            b"\x80",                                                 // an array
            b"\xa0\x00",                                             // something behind it
            b"\xb8\x00",                                             // not the shortest head
            b"\xbf\xff",                                             // indefinite length
            b"\xa1\x61a",                                            // no value
            b"\xa1\x61\xff\x01",                                     // no UTF-8
            b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",                 // more than the bytes hold
            b"\xa1\x01\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01", // too deep
        ] {
            assert!(!Reader::is_one_map(broken), "{broken:x?}");
        }
    }
}
