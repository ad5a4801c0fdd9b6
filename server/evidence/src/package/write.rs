//! Makes a package. Documents pass through; nothing larger than a log is held in memory.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, Write};

use nghisu_protocol::archive::path_stem;
use nghisu_protocol::ids::{DocumentId, MeetingId, Timestamp, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::stream::StreamId;

use super::container::{MAX_PATH, Writer, is_plain_path};
use super::{
    CeremonyRecord, FORMAT, File, LogLine, LogProof, MAX_LINE, Manifest, Role, Seal, path,
};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";
const PDF: &str = "application/pdf";

/// Everything that goes into a package.
pub struct Contents<'a> {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its name.
    pub title: String,
    /// When the package is made.
    pub made_at: Timestamp,
    /// The signed minutes.
    pub minutes: Content<'a>,
    /// Every version of every document, in the agenda's order.
    pub documents: Vec<DocumentContent<'a>>,
    /// The meeting's log.
    pub log: Vec<LogLine>,
    /// How many of its entries stand without their content because not every reader of the package may read it.
    pub withheld: u64,
    /// The logs of the shared annotations.
    pub annotations: Vec<AnnotationLog>,
    /// What proves the meeting's log.
    pub proof: LogProof,
    /// The signing authority's certificate, PEM.
    pub authority: String,
    /// The ceremonies, in the order of the signatures.
    pub ceremonies: Vec<CeremonyRecord>,
}

/// The log of a version's shared annotations.
#[derive(Debug)]
pub struct AnnotationLog {
    /// Which version.
    pub version: VersionId,
    /// Its entries.
    pub lines: Vec<LogLine>,
    /// How many of them stand without their content because not every reader of the package may read it.
    pub withheld: u64,
}

/// A file by its hash.
pub struct Content<'a> {
    /// Its bytes.
    pub size: u64,
    /// Their SHA-256.
    pub hash: Hash,
    /// Opens it when its turn comes.
    pub open: Opener<'a>,
}

type Opener<'a> = Box<dyn FnOnce() -> io::Result<Box<dyn Read + 'a>> + Send + 'a>;

impl Content<'_> {
    /// Bytes in memory.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            size: bytes.len() as u64,
            hash: Hash::of(&bytes),
            open: Box::new(move || Ok(Box::new(io::Cursor::new(bytes)))),
        }
    }
}

/// A version of a document.
pub struct DocumentContent<'a> {
    /// Which document.
    pub document: DocumentId,
    /// Which version.
    pub version: VersionId,
    /// The name under which the file came.
    pub file_name: String,
    /// The file.
    pub content: Content<'a>,
}

/// Why no package was made. What was written until then is worth nothing.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A line of a log is longer than a reader takes.
    #[error("an entry of the log is longer than a package takes")]
    LineTooLong,
    /// A file is not what its hash says, or the disk said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a package; `sign` gives the log key's public half and its signature over the bytes, both in hexadecimal
/// digits.
///
/// # Errors
/// When a file is not what its hash says, or cannot be read or written.
pub fn write<W: Write + Seek>(
    contents: Contents<'_>,
    sign: impl FnOnce(&[u8]) -> (String, String),
    out: W,
) -> Result<(Manifest, W), WriteError> {
    let (title, meeting, made_at) = (contents.title.clone(), contents.meeting, contents.made_at);
    let parts = parts(contents)?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        meeting,
        title,
        made_at,
        files: parts.iter().map(|(file, _)| file.clone()).collect(),
    };
    let manifest_bytes = json(&manifest)?;
    let hash = Hash::of(&manifest_bytes);
    let (key, signature) = sign(&Seal::signed_bytes(hash));
    let seal = json(&Seal {
        manifest: hash,
        key,
        signature,
    })?;
    let mut writer = Writer::new(out);
    for (path, bytes) in [(path::MANIFEST, manifest_bytes), (path::SEAL, seal)] {
        writer.add(path, bytes.len() as u64, Hash::of(&bytes), &bytes[..])?;
    }
    for (file, open) in parts {
        writer.add(&file.path, file.size, file.sha256, open()?)?;
    }
    Ok((manifest, writer.finish()?))
}

fn parts<'a>(contents: Contents<'a>) -> Result<Vec<(File, Opener<'a>)>, WriteError> {
    let mut parts = Vec::new();
    let mut add = |path: String, media_type: &str, role, content: Content<'a>| {
        let file = File {
            path,
            size: content.size,
            sha256: content.hash,
            media_type: media_type.to_owned(),
            role,
        };
        parts.push((file, content.open));
    };
    add(
        path::MINUTES.into(),
        PDF,
        Role::Minutes {},
        contents.minutes,
    );
    let mut names = BTreeSet::new();
    for (index, document) in contents.documents.into_iter().enumerate() {
        add(
            document_path(index + 1, &document.file_name, &mut names),
            PDF,
            Role::Document {
                document: document.document,
                version: document.version,
            },
            document.content,
        );
    }
    add(
        path::LOG.into(),
        LINES,
        Role::Log {
            stream: StreamId::Room(contents.meeting),
            withheld: contents.withheld,
        },
        lines(&contents.log)?,
    );
    let proof = json(&contents.proof)?;
    add(path::PROOF.into(), JSON, Role::Proof {}, Content::of(proof));
    for log in contents.annotations {
        add(
            format!("annotations/{}.jsonl", log.version),
            LINES,
            Role::Log {
                stream: StreamId::Annotations(log.version),
                withheld: log.withheld,
            },
            lines(&log.lines)?,
        );
    }
    add(
        path::AUTHORITY.into(),
        "application/x-pem-file",
        Role::Authority {},
        Content::of(contents.authority.into_bytes()),
    );
    let ceremonies = json(&contents.ceremonies)?;
    add(
        path::CEREMONIES.into(),
        JSON,
        Role::Ceremonies {},
        Content::of(ceremonies),
    );
    Ok(parts)
}

/// JSON for people too: indented.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, io::Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn lines<'a>(log: &[LogLine]) -> Result<Content<'a>, WriteError> {
    let mut bytes = Vec::new();
    for line in log {
        let before = bytes.len();
        serde_json::to_writer(&mut bytes, line).map_err(io::Error::from)?;
        bytes.push(b'\n');
        if bytes.len() - before > MAX_LINE {
            return Err(WriteError::LineTooLong);
        }
    }
    Ok(Content::of(bytes))
}

/// `documents/01-<name>.pdf`, with what of the name stands in a path on every system.
fn document_path(number: usize, file_name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut path = format!("documents/{number:02}-{}.pdf", path_stem(file_name));
    // A name of wide letters may be short in characters and long in bytes.
    if path.len() > MAX_PATH || !is_plain_path(&path) || !taken.insert(path.to_lowercase()) {
        path = format!("documents/{number:02}.pdf");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documents_name_becomes_a_plain_path() {
        let mut taken = BTreeSet::new();
        let mut path = |name: &str| document_path(7, name, &mut taken);
        assert_eq!(path("Tờ trình.pdf"), "documents/07-Tờ trình.pdf");
        assert_eq!(
            path("../../etc/passwd"),
            "documents/07-.._.._etc_passwd.pdf"
        );
        assert_eq!(path("a\u{0}b|c.PDF"), "documents/07-a_b_c.pdf");
        assert_eq!(path(""), "documents/07-.pdf");
        assert!(is_plain_path(&path(&"ệ".repeat(500))));
    }
}
