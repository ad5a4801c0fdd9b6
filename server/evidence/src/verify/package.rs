//! A package: container, seal, files, then what the files say of one another.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use nghisu_protocol::archive::SignatureFinding;
use nghisu_protocol::ids::{Timestamp, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::stream::StreamId;
use serde::de::DeserializeOwned;

use super::ceremonies;
use super::findings::{Findings, Statement};
use super::log::{self, RoomLog};
use super::named_log::NamedLog;
use super::signatures::Judge;
use super::trust::{Trust, read_pem};
use crate::package::container::{Container, ContainerError, Member};
use crate::package::{
    CeremonyRecord, ClosedLog, FORMAT, File, LogProof, MAX_JSON, MAX_MANIFEST, MAX_MINUTES,
    Manifest, Role, Seal, json, path,
};

/// Judges a package. `None` when it ends before its signatures are reached.
pub(super) fn check<R: Read + Seek>(
    input: R,
    trust: &Trust,
    now: Timestamp,
    findings: &mut Findings,
) -> Option<Vec<SignatureFinding>> {
    let mut container = match Container::open(input) {
        Ok(container) => container,
        Err(ContainerError::Form(_)) => {
            findings.add(Statement::PackageForm, "", "");
            return None;
        }
        Err(ContainerError::Io(_)) => {
            findings.add(Statement::PackageUnreadable, "", "");
            return None;
        }
    };
    let (manifest, seal) = read_manifest(&mut container, findings)?;
    check_files(&mut container, &manifest, findings);
    check_log_key(trust, &seal.key, findings);
    let mut package = Package {
        container,
        manifest,
    };
    // One file that is not as it was is no reason to say nothing of the others: whoever looks for what happened wants to
    // know what of it still stands. The verdict is the worst that was found.
    let log = package.log(findings);
    let proof: Option<LogProof> = package.json(path::PROOF, Statement::ProofBroken, findings);
    let existed_by = log.as_ref().zip(proof.as_ref()).and_then(|(log, proof)| {
        let (at, key) = log.check(proof, findings)?;
        if key == seal.key {
            Some(at)
        } else {
            // One server, one log key.
            findings.add(Statement::CheckpointRefused, path::PROOF, "");
            None
        }
    });
    // Whose log key nobody trusts could state any time, and with it make a certificate good again (rule VE-3).
    let existed_by = existed_by.filter(|_| trust.is_empty() || trust.has_log_key(&seal.key));
    if let Some(log) = &log {
        if package.manifest.title != log.room.details.title {
            findings.add(Statement::ManifestBroken, path::MANIFEST, "");
        }
        package.check_documents(log, findings);
        package.check_annotations(log, findings);
    }
    let closed = proof.map(|proof| proof.closed);
    package.check_minutes(log.as_ref(), closed, trust, (now, existed_by), findings)
}

fn read_manifest<R: Read + Seek>(
    container: &mut Container<R>,
    findings: &mut Findings,
) -> Option<(Manifest, Seal)> {
    let [manifest_member, seal_member, ..] = container.members() else {
        findings.add(Statement::PackageForm, "", "");
        return None;
    };
    let (manifest_member, seal_member) = (manifest_member.clone(), seal_member.clone());
    if manifest_member.path != path::MANIFEST || seal_member.path != path::SEAL {
        findings.add(Statement::PackageForm, "", "");
        return None;
    }
    let read = |container: &mut Container<R>, member: &Member| {
        let (_, is_sound) = container.hash(member).ok()?;
        let mut bytes = Vec::new();
        if !is_sound || member.size > MAX_MANIFEST {
            return None;
        }
        container
            .content(member)
            .ok()?
            .read_to_end(&mut bytes)
            .ok()?;
        Some(bytes)
    };
    let Some(bytes) = read(container, &manifest_member) else {
        findings.add(Statement::ManifestBroken, path::MANIFEST, "");
        return None;
    };
    let seal: Option<Seal> = read(container, &seal_member).and_then(|bytes| {
        let seal: Seal = serde_json::from_slice(&bytes).ok()?;
        // Hexadecimal digits have two cases and JSON has spaces: one form counts.
        (json(&seal).ok()? == bytes).then_some(seal)
    });
    let Some(seal) = seal.filter(|seal| seal.manifest == Hash::of(&bytes) && seal.is_signed())
    else {
        findings.add(Statement::SealBroken, path::SEAL, "");
        return None;
    };
    // Which form it has is said before it is read.
    #[derive(serde::Deserialize)]
    struct Format {
        format: String,
    }
    if let Ok(Format { format }) = serde_json::from_slice(&bytes)
        && format != FORMAT
    {
        findings.add(Statement::PackageNewer, path::MANIFEST, &format);
        return None;
    }
    match serde_json::from_slice(&bytes) {
        Ok(manifest) => {
            findings.add(Statement::Sealed, path::MANIFEST, &seal.key);
            Some((manifest, seal))
        }
        Err(_) => {
            findings.add(Statement::ManifestBroken, path::MANIFEST, "");
            None
        }
    }
}

/// Compares every file with the manifest.
fn check_files<R: Read + Seek>(
    container: &mut Container<R>,
    manifest: &Manifest,
    findings: &mut Findings,
) {
    let members = container.members().to_vec();
    let mut listed: BTreeMap<&str, &File> = BTreeMap::new();
    let mut is_good = true;
    for file in &manifest.files {
        if !is_in_place(file, manifest) || listed.insert(&file.path, file).is_some() {
            findings.add(Statement::ManifestBroken, &file.path, "");
            is_good = false;
        }
    }
    for member in members.iter().skip(2) {
        let Some(file) = listed.remove(member.path.as_str()) else {
            findings.add(Statement::FileUnlisted, &member.path, "");
            is_good = false;
            continue;
        };
        match container.hash(member) {
            Ok((hash, true)) if hash == file.sha256 && member.size == file.size => {}
            Ok(_) => {
                findings.add(Statement::FileAltered, &member.path, "");
                is_good = false;
            }
            Err(_) => {
                findings.add(Statement::PackageUnreadable, &member.path, "");
                is_good = false;
            }
        }
    }
    for missing in listed.keys() {
        findings.add(Statement::FileMissing, missing, "");
        is_good = false;
    }
    let count = manifest.files.len().to_string();
    if is_good {
        findings.add(Statement::FilesIntact, "", &count);
    }
}

/// Whether a file stands where its role belongs: nothing is carried along under a good name.
fn is_in_place(file: &File, manifest: &Manifest) -> bool {
    match &file.role {
        Role::Minutes {} => file.path == path::MINUTES,
        Role::Document { .. } => file.path.starts_with("documents/"),
        Role::Log {
            stream: StreamId::Room(meeting),
            ..
        } => file.path == path::LOG && *meeting == manifest.meeting,
        Role::Log {
            stream: StreamId::Annotations(version),
            ..
        } => file.path == format!("annotations/{version}.jsonl"),
        Role::Log {
            stream: StreamId::Person(_),
            ..
        } => false,
        Role::Proof {} => file.path == path::PROOF,
        Role::Authority {} => file.path == path::AUTHORITY,
        Role::Ceremonies {} => file.path == path::CEREMONIES,
    }
}

fn check_log_key(trust: &Trust, key: &str, findings: &mut Findings) {
    let statement = if trust.log_keys.is_empty() {
        Statement::LogKeyCarried
    } else if trust.has_log_key(key) {
        Statement::LogKeyKnown
    } else {
        Statement::LogKeyUnknown
    };
    findings.add(statement, path::SEAL, key);
}

/// A package whose manifest is sealed.
struct Package<R> {
    container: Container<R>,
    manifest: Manifest,
}

impl<R: Read + Seek> Package<R> {
    fn reader(&mut self, path: &str, limit: u64) -> Option<impl Read + use<'_, R>> {
        let member = self
            .container
            .members()
            .iter()
            .find(|member| member.path == path && member.size <= limit)?
            .clone();
        self.container.content(&member).ok()
    }

    fn bytes(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader(path, limit)?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    fn json<T: DeserializeOwned>(
        &mut self,
        path: &str,
        broken: Statement,
        findings: &mut Findings,
    ) -> Option<T> {
        let read = self
            .bytes(path, MAX_JSON)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if read.is_none() {
            findings.add(broken, path, "");
        }
        read
    }

    fn log(&mut self, findings: &mut Findings) -> Option<RoomLog> {
        let meeting = self.manifest.meeting;
        let withheld = self.manifest.files.iter().find_map(|file| match file.role {
            Role::Log {
                stream: StreamId::Room(_),
                withheld,
            } => Some(withheld),
            _ => None,
        });
        let Some(content) = self.reader(path::LOG, u64::MAX) else {
            findings.add(Statement::FileMissing, path::LOG, "");
            return None;
        };
        RoomLog::read(content, meeting, withheld.unwrap_or_default(), findings)
    }

    /// Every version of every document that the log's state holds is there, and nothing else.
    fn check_documents(&self, log: &RoomLog, findings: &mut Findings) {
        let mut due: BTreeMap<VersionId, _> = BTreeMap::new();
        for (id, document) in &log.room.documents {
            for version in &document.versions {
                due.insert(version.id, (*id, version));
            }
        }
        // Whoever takes a paper back takes it out of the archive too; that it was there stays in the log.
        for version in &log.papers {
            if !due.contains_key(&version.id) {
                let hash = version.hash.to_hex();
                findings.add(Statement::DocumentWithdrawn, &hash, &version.file_name);
            }
        }
        let (mut count, mut is_good) = (0_usize, true);
        for file in &self.manifest.files {
            let Role::Document { document, version } = &file.role else {
                continue;
            };
            let is_named = due.remove(version).is_some_and(|(id, version)| {
                id == *document && version.hash == file.sha256 && version.size == file.size
            });
            if is_named {
                count += 1;
            } else {
                findings.add(Statement::DocumentDiffers, &file.path, "");
                is_good = false;
            }
        }
        for (_, version) in due.values() {
            findings.add(Statement::DocumentMissing, "", &version.file_name);
            is_good = false;
        }
        if is_good {
            findings.add(Statement::DocumentsMatch, "", &count.to_string());
        }
    }

    /// Every annotation stream reads, and stood where the meeting's log fixed it.
    fn check_annotations(&mut self, log: &RoomLog, findings: &mut Findings) {
        let mut there = BTreeSet::new();
        for file in self.manifest.files.clone() {
            let Role::Log {
                stream: stream @ StreamId::Annotations(_),
                withheld,
            } = file.role
            else {
                continue;
            };
            there.insert(stream.to_string());
            let Some(content) = self.reader(&file.path, u64::MAX) else {
                findings.add(Statement::FileBroken, &file.path, "");
                continue;
            };
            match log::read(content, stream, |_, _| Some(())) {
                Ok(read) => {
                    let words = Statement::NotesWithheld;
                    log::state_read(&read, (withheld, words), &file.path, findings);
                    let name = stream.to_string();
                    let differs = log
                        .anchors
                        .iter()
                        .filter(|(stream, ..)| *stream == name)
                        .any(|(_, size, root)| read.tree.root_at(*size) != Some(*root));
                    if differs {
                        findings.add(Statement::AnchorDiffers, &file.path, "");
                    }
                }
                Err((statement, entry)) => findings.add(statement, &file.path, &entry),
            }
        }
        let missing: BTreeSet<&String> = log
            .anchors
            .iter()
            .filter(|(_, size, _)| *size > 0)
            .map(|(stream, ..)| stream)
            .filter(|stream| !there.contains(*stream))
            .collect();
        for stream in missing {
            findings.add(Statement::AnnotationsMissing, stream, "");
        }
    }

    fn check_minutes(
        &mut self,
        log: Option<&RoomLog>,
        closed: Option<ClosedLog>,
        trust: &Trust,
        (now, existed_by): (Timestamp, Option<Timestamp>),
        findings: &mut Findings,
    ) -> Option<Vec<SignatureFinding>> {
        let Some(pdf) = self.bytes(path::MINUTES, MAX_MINUTES) else {
            findings.add(Statement::PdfTooLarge, path::MINUTES, "");
            return None;
        };
        if let Some(closed) = closed {
            NamedLog::of(&pdf).compare(closed, findings);
        }
        let carried = self.authority(trust, findings);
        let judge = Judge {
            trust,
            carried,
            now,
            existed_by,
        };
        let (signatures, report) = judge.judge(&pdf, path::MINUTES, findings);
        let records =
            self.json::<Vec<CeremonyRecord>>(path::CEREMONIES, Statement::CeremonyBroken, findings);
        if let Some((log, records)) = log.zip(records) {
            ceremonies::check(&pdf, &report, &log.room, &records, findings);
        }
        Some(signatures)
    }

    /// The authority that came with the package; it counts where the caller trusts none.
    fn authority(&mut self, trust: &Trust, findings: &mut Findings) -> Option<Vec<u8>> {
        let pem = self
            .bytes(path::AUTHORITY, MAX_JSON)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| read_pem(&text));
        let Some(certificate) = pem.and_then(|found| <[Vec<u8>; 1]>::try_from(found).ok()) else {
            findings.add(Statement::AuthorityBroken, path::AUTHORITY, "");
            return None;
        };
        let [certificate] = certificate;
        if !trust.anchors.is_empty() {
            return None;
        }
        let digits = Hash::of(&certificate).to_hex();
        findings.add(Statement::AuthorityCarried, path::AUTHORITY, &digits);
        Some(certificate)
    }
}
