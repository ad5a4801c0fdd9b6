//! The meeting's log in a package: every entry, the roots, the close, the checkpoint, and the facts that other files
//! are checked against.

use std::io::{BufRead as _, BufReader, Read};

use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::log::{Entry, Hash, Header, Salt, commitment, leaf};
use nghisu_protocol::merkle::{Tree, verify_consistency};
use nghisu_protocol::room::state::Version;
use nghisu_protocol::room::{Room, RoomEvent, WITHHELD_KINDS};
use nghisu_protocol::stream::StreamId;

use super::findings::{Findings, Statement};
use crate::package::{ClosedLog, LogLine, LogProof, MAX_LINE, path};

/// A log that was read: its tree, and how many payloads are not there.
pub(super) struct ReadLog {
    pub(super) tree: Tree,
    missing: u64,
    /// Those of them that a package may withhold.
    withholdable: u64,
}

/// Whether a package may hold an entry of this kind without its content (rules VE-5, VE-6).
fn may_be_withheld(stream: StreamId, kind: &str) -> bool {
    match stream {
        StreamId::Room(_) => WITHHELD_KINDS.contains(&kind),
        StreamId::Annotations(_) => true,
        StreamId::Person(_) => false,
    }
}

/// A log that does not read: what was found at its first bad entry.
type Broken = (Statement, String);

/// Reads a log line by line and hands every entry on.
pub(super) fn read(
    content: impl Read,
    stream: StreamId,
    mut each: impl FnMut(&Header, &LogLine) -> Option<()>,
) -> Result<ReadLog, Broken> {
    let mut input = BufReader::new(content);
    let mut log = ReadLog {
        tree: Tree::default(),
        missing: 0,
        withholdable: 0,
    };
    let mut bytes = Vec::new();
    loop {
        let seq = log.tree.size() + 1;
        let broken = |what: Statement| (what, seq.to_string());
        bytes.clear();
        (&mut input)
            .take(MAX_LINE as u64 + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|_| broken(Statement::LogBroken))?;
        if bytes.is_empty() {
            return Ok(log);
        }
        let line: LogLine =
            serde_json::from_slice(&bytes).map_err(|_| broken(Statement::LogBroken))?;
        let header: Header =
            serde_json::from_str(&line.header).map_err(|_| broken(Statement::LogBroken))?;
        if header.seq != seq || header.stream != stream {
            return Err(broken(Statement::LogBroken));
        }
        match (&line.payload, &line.salt) {
            (Some(payload), Some(salt)) => {
                let salt =
                    Salt::try_from(salt.0.as_slice()).map_err(|_| broken(Statement::LogAltered))?;
                if commitment(&salt, payload.as_bytes()) != header.payload_commitment {
                    return Err(broken(Statement::LogAltered));
                }
            }
            (None, None) => {
                log.missing += 1;
                log.withholdable += u64::from(may_be_withheld(stream, &header.kind));
            }
            _ => return Err(broken(Statement::LogAltered)),
        }
        log.tree.push(leaf(line.header.as_bytes()));
        each(&header, &line).ok_or_else(|| broken(Statement::LogBroken))?;
    }
}

/// What the meeting's log says.
pub(super) struct RoomLog {
    pub(super) tree: Tree,
    /// The state at its end.
    pub(super) room: Room,
    /// Every anchor of an annotation stream: its name, size and root.
    pub(super) anchors: Vec<(String, u64, Hash)>,
    /// Every version of a paper that ever entered the meeting, in order.
    pub(super) papers: Vec<Version>,
    /// The entries that closed the meeting.
    closes: Vec<u64>,
}

impl RoomLog {
    /// Reads the log and folds it.
    pub(super) fn read(
        content: impl Read,
        meeting: MeetingId,
        withheld: u64,
        findings: &mut Findings,
    ) -> Option<Self> {
        let mut room = Room::new(meeting);
        let (mut anchors, mut closes, mut papers) = (Vec::new(), Vec::new(), Vec::new());
        let stream = StreamId::Room(meeting);
        let log = read(content, stream, |header, line| {
            let Some(payload) = &line.payload else {
                let without_content = Entry::Redacted {
                    seq: header.seq,
                    leaf: leaf(line.header.as_bytes()),
                };
                return room.apply(&without_content).ok();
            };
            room.apply(&Entry::Full {
                header: line.header.clone(),
                payload: payload.clone(),
            })
            .ok()?;
            match RoomEvent::read(&header.kind, header.version, payload.as_bytes()).ok()? {
                RoomEvent::AnnotationsAnchored {
                    stream, size, root, ..
                } => anchors.push((stream, size, root)),
                RoomEvent::DocumentAdded { version, .. }
                | RoomEvent::DocumentReplaced { version, .. } => papers.push(version),
                RoomEvent::MeetingClosed {} => closes.push(header.seq),
                _ => {}
            }
            Some(())
        });
        match log {
            Ok(log) => {
                let words = Statement::EntriesWithheld;
                state_read(&log, (withheld, words), path::LOG, findings);
                Some(Self {
                    tree: log.tree,
                    room,
                    anchors,
                    papers,
                    closes,
                })
            }
            Err((statement, entry)) => {
                findings.add(statement, path::LOG, &entry);
                None
            }
        }
    }

    /// Checks the proof against the log. Answers the time of a checkpoint that holds, with its key.
    pub(super) fn check(
        &self,
        proof: &LogProof,
        findings: &mut Findings,
    ) -> Option<(Timestamp, String)> {
        let subject = path::PROOF;
        let size = self.tree.size();
        let (closed, consistency, checkpoint) =
            (&proof.closed, &proof.consistency, &proof.checkpoint);
        let root = self.tree.root_at(size);
        let mut is_good = true;
        let mut wrong = |statement| {
            findings.add(statement, subject, "");
            is_good = false;
        };
        if checkpoint.stream != StreamId::Room(self.room.meeting).to_string()
            || checkpoint.size != size
            || Some(checkpoint.root) != root
        {
            wrong(Statement::RootDiffers);
        } else if !crate::package::is_signed_by(
            &checkpoint.key,
            &checkpoint.signature,
            &checkpoint.signed_bytes(),
        ) {
            wrong(Statement::CheckpointRefused);
        }
        // The close that the minutes stand for is the last one: after a reopening there is another.
        if self.closes.last() != Some(&closed.size)
            || self
                .room
                .closing
                .is_none_or(|closing| closing.size != closed.size)
        {
            wrong(Statement::CloseMissing);
        } else if self.tree.root_at(closed.size) != Some(closed.root) {
            wrong(Statement::CloseDiffers);
        }
        if (consistency.old, consistency.old_root) != (closed.size, closed.root)
            || (consistency.new, Some(consistency.new_root)) != (size, root)
            || !verify_consistency(
                (consistency.old, consistency.old_root),
                (consistency.new, consistency.new_root),
                &consistency.proof,
            )
        {
            wrong(Statement::ConsistencyRefused);
        }
        if !is_good {
            return None;
        }
        findings.add(Statement::CheckpointSigned, subject, &size.to_string());
        findings.add(Statement::Consistent, subject, &closed.size.to_string());
        Some((checkpoint.at, checkpoint.key.clone()))
    }
}

/// What the minutes print of the log, as their form prints it: thousands with points, the root in groups of four.
pub(super) fn printed(ClosedLog { size, root }: ClosedLog) -> String {
    let mut number = size.to_string();
    for at in (1..number.len()).rev().skip(2).step_by(3) {
        number.insert(at, '.');
    }
    let digits: Vec<char> = root.to_hex().chars().collect();
    let groups: Vec<String> = digits
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    format!("“{number} sự kiện, gốc {}”", groups.join(" "))
}

/// States that a log reads, of which the manifest says that so many contents are withheld, and in which words to say so.
pub(super) fn state_read(
    log: &ReadLog,
    (withheld, words): (u64, Statement),
    subject: &str,
    findings: &mut Findings,
) {
    findings.add(Statement::LogIntact, subject, &log.tree.size().to_string());
    if withheld > log.withholdable {
        // Content is there that is said to be withheld, or is withheld that everybody who has the package may read.
        return findings.add(Statement::ManifestBroken, subject, "");
    }
    let erased = log.missing - withheld;
    if withheld > 0 {
        findings.add(words, subject, &withheld.to_string());
    }
    if erased > 0 {
        findings.add(Statement::LogErased, subject, &erased.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_to_compare_are_those_that_the_minutes_print() {
        let log = |size, root| ClosedLog {
            size,
            root: Hash(root),
        };
        let text = printed(log(1_234_567, [0xab; 32]));
        assert!(text.starts_with("“1.234.567 sự kiện, gốc abab abab "));
        for (size, words) in [(7, "“7 sự"), (999, "“999 sự"), (1_000, "“1.000 sự")] {
            assert!(printed(log(size, [0; 32])).starts_with(words), "{size}");
        }
    }
}
