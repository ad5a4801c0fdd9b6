//! What a finding is about, in words: a paper by its title and its item, the minutes, the log. Pure.
//!
//! A finding names a path in the package. Papers lie there in the order of the agenda, every version of each, under
//! `documents/NN-name.pdf`; the number says which it is, and the name, made by the rule by which a package is written, is
//! compared, so that a paper is never named for another that a reader cannot see.

use nghisu_protocol::archive::path_stem;
use nghisu_protocol::ids::DocumentId;
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{Document, Version};

/// What a path in the package holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A paper of the meeting, as far as it can be told which.
    Paper(Option<Named>),
    /// The notes that were shared on a paper.
    Notes(Option<Named>),
    /// The signed minutes.
    Minutes,
    /// The signature of the secretary, or of the chair.
    Signature {
        /// The chair's.
        is_chairs: bool,
    },
    /// The meeting's log and what proves it.
    Log,
    /// The list of the package's files and its seal.
    List,
    /// The signing authority and the records of the ceremonies.
    Signing,
    /// The whole, or something that this client has no word for.
    Whole,
}

/// A paper by its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its title.
    pub title: String,
    /// Which version, from 1, where there are several.
    pub version: Option<usize>,
    /// The number and the title of its item.
    pub item: Option<(usize, String)>,
}

/// What a finding's subject is. Without the room a paper is told as one of the meeting's.
pub fn about(subject: &str, room: Option<&Room>) -> About {
    if let Some(name) = subject.strip_prefix("documents/") {
        return About::Paper(room.and_then(|room| paper(room, name)));
    }
    if let Some(name) = subject.strip_prefix("annotations/") {
        return About::Notes(room.and_then(|room| noted(room, name)));
    }
    match subject {
        "ThuKy" => About::Signature { is_chairs: false },
        "ChuToa" => About::Signature { is_chairs: true },
        "manifest.json" | "seal.json" => About::List,
        _ if subject.starts_with("minutes/") => About::Minutes,
        _ if subject.starts_with("log/") => About::Log,
        _ if subject.starts_with("signing/") => About::Signing,
        _ => About::Whole,
    }
}

/// Every version of every paper, in the order of the package.
fn in_order(room: &Room) -> Vec<(&Document, &Version)> {
    let mut papers: Vec<(DocumentId, &Document)> = room
        .agenda()
        .into_iter()
        .flat_map(|(item, _)| room.documents_of(item))
        .collect();
    let others = room.documents.iter();
    let others: Vec<_> = others
        .filter(|(id, _)| !papers.iter().any(|(shown, _)| shown == *id))
        .map(|(id, document)| (*id, document))
        .collect();
    papers.extend(others);
    let versions = |(_, document): (DocumentId, _)| {
        let document: &Document = document;
        document
            .versions
            .iter()
            .map(move |version| (document, version))
    };
    papers.into_iter().flat_map(versions).collect()
}

/// The paper at `NN-name.pdf`; a name that fits none is looked for where it stands once.
fn paper(room: &Room, name: &str) -> Option<Named> {
    let name = name.strip_suffix(".pdf")?;
    let (number, name) = name.split_once('-').unwrap_or((name, ""));
    let all = in_order(room);
    let fits = |version: &Version| name.is_empty() || path_stem(&version.file_name) == name;
    let numbered = number.parse::<usize>().ok().and_then(|number| {
        let (document, version) = *all.get(number.checked_sub(1)?)?;
        fits(version).then_some((document, version))
    });
    let (document, version) = numbered.or_else(|| {
        let mut found = all.iter().filter(|(_, version)| fits(version));
        let one = found.next().filter(|_| !name.is_empty())?;
        found.next().is_none().then_some(*one)
    })?;
    Some(named(room, document, version))
}

/// The paper whose version names a file of notes.
fn noted(room: &Room, name: &str) -> Option<Named> {
    let version = name.strip_suffix(".jsonl")?.parse().ok()?;
    let (_, document, version) = room.version(version)?;
    Some(named(room, document, version))
}

fn named(room: &Room, document: &Document, version: &Version) -> Named {
    let mut versions = document.versions.iter();
    let at = versions.position(|one| one.id == version.id);
    let item = room.items.get(&document.item);
    Named {
        title: document.title.clone(),
        version: at.filter(|_| document.versions.len() > 1).map(|at| at + 1),
        item: item.and_then(|item| Some((room.number_of(document.item)?, item.title.clone()))),
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{ItemId, MeetingId, Timestamp, Uuid, VersionId};
    use nghisu_protocol::log::Hash;

    use super::*;

    fn version(n: u128, file_name: &str) -> Version {
        Version {
            id: VersionId(Uuid::from_u128(n)),
            hash: Hash([0; 32]),
            size: 1,
            pages: 1,
            file_name: file_name.to_owned(),
            signatures: 0,
            added_at: Timestamp(0),
            reason: String::new(),
        }
    }

    /// Two items; the first has a paper of two versions, the second has one of the same file's name.
    fn room() -> Room {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        for (n, title) in [(1, "Ngân sách"), (2, "An toàn hồ chứa")] {
            let item = serde_json::json!({ "title": title, "position": n });
            let item = serde_json::from_value(item).unwrap();
            room.items.insert(ItemId(Uuid::from_u128(n)), item);
        }
        let papers = [
            (
                1,
                1,
                "Báo cáo",
                vec![version(11, "Bao cao.pdf"), version(12, "Bao cao.pdf")],
            ),
            (2, 2, "Hồ sơ hồ chứa", vec![version(21, "4: Ho so.pdf")]),
        ];
        for (n, item, title, versions) in papers {
            let id = DocumentId(Uuid::from_u128(n));
            let document = Document {
                item: ItemId(Uuid::from_u128(item)),
                title: title.to_owned(),
                versions,
                is_late: false,
            };
            room.documents.insert(id, document);
            room.document_order.push(id);
        }
        room
    }

    #[test]
    fn a_paper_is_told_by_its_title_its_version_and_its_item() {
        let room = room();
        let told = |path: &str| about(path, Some(&room));
        let report = |version| {
            About::Paper(Some(Named {
                title: "Báo cáo".into(),
                version: Some(version),
                item: Some((1, "Ngân sách".into())),
            }))
        };
        assert_eq!(told("documents/01-Bao cao.pdf"), report(1));
        assert_eq!(told("documents/02-Bao cao.pdf"), report(2));
        let dossier = Named {
            title: "Hồ sơ hồ chứa".into(),
            version: None,
            item: Some((2, "An toàn hồ chứa".into())),
        };
        let dossier = About::Paper(Some(dossier));
        assert_eq!(told("documents/03-4_ Ho so.pdf"), dossier);
        // A reader who sees fewer papers still finds the one that has this name alone.
        assert_eq!(told("documents/09-4_ Ho so.pdf"), dossier);
        assert_eq!(told("documents/03.pdf"), dossier);
    }

    #[test]
    fn a_paper_is_never_named_for_another() {
        let room = room();
        let told = |path: &str| about(path, Some(&room));
        assert_eq!(told("documents/03-Khac.pdf"), About::Paper(None));
        assert_eq!(told("documents/09-Bao cao.pdf"), About::Paper(None));
        assert_eq!(told("documents/09.pdf"), About::Paper(None));
        assert_eq!(about("documents/01-Bao cao.pdf", None), About::Paper(None));
    }

    #[test]
    fn the_other_files_have_their_own_words() {
        for (path, told) in [
            ("minutes/minutes.pdf", About::Minutes),
            ("log/proof.json", About::Log),
            ("seal.json", About::List),
            ("signing/authority.pem", About::Signing),
            ("ChuToa", About::Signature { is_chairs: true }),
            ("", About::Whole),
        ] {
            assert_eq!(about(path, None), told, "{path}");
        }
        let notes = format!("annotations/{}.jsonl", version(21, "").id);
        assert!(matches!(
            about(&notes, Some(&room())),
            About::Notes(Some(_))
        ));
    }
}
