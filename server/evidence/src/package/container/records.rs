//! The records of the container, byte for byte: what a writer writes, and what a reader takes out of them.

use std::io::{Read, Seek, SeekFrom};

use super::{ContainerError, MAX_FILES, Member};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
/// Version 2.0 of the format; 4.5 knows ZIP64.
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1980-01-01: the format's zero. When the package was made stands in its manifest.
const DATE: u16 = 1 << 5 | 1;
const END_LENGTH: u64 = 22;
const END_64_LENGTH: u64 = 56;
const LOCATOR_64_LENGTH: u64 = 20;

pub(super) fn local_header(member: &Member) -> Vec<u8> {
    let mut head = Vec::with_capacity(30 + member.path.len());
    put32(&mut head, LOCAL);
    for half in [VERSION, FLAGS, 0, 0, DATE] {
        put16(&mut head, half);
    }
    put32(&mut head, member.crc);
    // Stored: both sizes are one. MAX_FILE keeps it far below what would need ZIP64.
    put32(&mut head, member.size as u32);
    put32(&mut head, member.size as u32);
    put16(&mut head, member.path.len() as u16);
    put16(&mut head, 0);
    head.extend_from_slice(member.path.as_bytes());
    head
}

/// The central directory with everything behind it; it begins at `start`.
pub(super) fn directory(members: &[Member], start: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for member in members {
        let is_far = member.offset >= u64::from(u32::MAX);
        let version = if is_far { VERSION_64 } else { VERSION };
        put32(&mut bytes, CENTRAL);
        for half in [version, version, FLAGS, 0, 0, DATE] {
            put16(&mut bytes, half);
        }
        put32(&mut bytes, member.crc);
        put32(&mut bytes, member.size as u32);
        put32(&mut bytes, member.size as u32);
        put16(&mut bytes, member.path.len() as u16);
        put16(&mut bytes, if is_far { 12 } else { 0 });
        for _ in 0..3 {
            put16(&mut bytes, 0);
        }
        put32(&mut bytes, 0);
        put32(
            &mut bytes,
            if is_far {
                u32::MAX
            } else {
                member.offset as u32
            },
        );
        bytes.extend_from_slice(member.path.as_bytes());
        if is_far {
            put16(&mut bytes, 1);
            put16(&mut bytes, 8);
            bytes.extend_from_slice(&member.offset.to_le_bytes());
        }
    }
    let size = bytes.len() as u64;
    let is_far = start >= u64::from(u32::MAX);
    if is_far {
        put32(&mut bytes, END_64);
        bytes.extend_from_slice(&(END_64_LENGTH - 12).to_le_bytes());
        put16(&mut bytes, VERSION_64);
        put16(&mut bytes, VERSION_64);
        put32(&mut bytes, 0);
        put32(&mut bytes, 0);
        for number in [members.len() as u64, members.len() as u64, size, start] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        put32(&mut bytes, LOCATOR_64);
        put32(&mut bytes, 0);
        bytes.extend_from_slice(&(start + size).to_le_bytes());
        put32(&mut bytes, 1);
    }
    put32(&mut bytes, END);
    put16(&mut bytes, 0);
    put16(&mut bytes, 0);
    // MAX_FILES keeps the number below what would need ZIP64.
    put16(&mut bytes, members.len() as u16);
    put16(&mut bytes, members.len() as u16);
    put32(&mut bytes, size as u32);
    put32(&mut bytes, if is_far { u32::MAX } else { start as u32 });
    put16(&mut bytes, 0);
    bytes
}

/// Where the directory begins and how many files it names, as the file's end says.
pub(super) fn find_directory<R: Read + Seek>(
    input: &mut R,
    length: u64,
) -> Result<(u64, usize), ContainerError> {
    let form = ContainerError::Form("it does not end like one");
    let Some(end) = length.checked_sub(END_LENGTH) else {
        return Err(form);
    };
    let mut bytes = [0; END_LENGTH as usize];
    input.seek(SeekFrom::Start(end))?;
    input.read_exact(&mut bytes)?;
    let mut fields = Fields(&bytes);
    let count = match (fields.u32(), fields.u32(), fields.u16(), fields.u16()) {
        (Some(END), Some(0), Some(here), Some(all)) if here == all => usize::from(all),
        _ => return Err(form),
    };
    if count > MAX_FILES {
        return Err(ContainerError::Form("too many files"));
    }
    let (Some(_), Some(start)) = (fields.u32(), fields.u32()) else {
        return Err(form);
    };
    if start != u32::MAX {
        return Ok((u64::from(start), count));
    }
    let Some(at) = end.checked_sub(LOCATOR_64_LENGTH + END_64_LENGTH) else {
        return Err(form);
    };
    let mut bytes = [0; END_64_LENGTH as usize];
    input.seek(SeekFrom::Start(at))?;
    input.read_exact(&mut bytes)?;
    // The rest of the record is compared when the whole directory is.
    let mut start = Fields(&bytes[48..]);
    start.u64().map(|start| (start, count)).ok_or(form)
}

pub(super) fn read_members(bytes: &[u8], count: usize) -> Result<Vec<Member>, ContainerError> {
    let mut fields = Fields(bytes);
    (0..count)
        .map(|_| read_member(&mut fields).ok_or(ContainerError::Form("its directory is cut off")))
        .collect()
}

fn read_member(fields: &mut Fields<'_>) -> Option<Member> {
    fields.take(16)?;
    let crc = fields.u32()?;
    let size = u64::from(fields.u32()?);
    fields.take(4)?;
    let (name, extra) = (usize::from(fields.u16()?), usize::from(fields.u16()?));
    fields.take(10)?;
    let offset = u64::from(fields.u32()?);
    let path = String::from_utf8(fields.take(name)?.to_vec()).ok()?;
    let mut extra = Fields(fields.take(extra)?);
    let offset = if offset == u64::from(u32::MAX) {
        extra.take(4)?;
        extra.u64()?
    } else {
        offset
    };
    Some(Member {
        path,
        size,
        offset,
        crc,
    })
}

/// Little-endian numbers from the front of some bytes.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

fn put16(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}
