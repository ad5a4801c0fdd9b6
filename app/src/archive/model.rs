//! What the archive's screens decide: years to choose, where a search stands in a title, sizes in
//! words, entries of a log that people can read. Pure.

use nghisu_protocol::archive::ArchiveEntry;
use nghisu_protocol::ids::{DocumentId, ItemId, PersonId, Timestamp};
use nghisu_protocol::log::{Entry, Header};
use nghisu_protocol::room::Room;
use nghisu_protocol::text;

use crate::dates::Local;

/// An entry of the log, as a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub seq: u64,
    /// When it was taken.
    pub at: Option<Timestamp>,
    /// Its kind; nothing where the reader may not see it.
    pub kind: Option<String>,
    /// What or whom it is about, by name; empty where it is about the meeting.
    pub subject: String,
    /// Who did it.
    pub actor: String,
    /// For whom.
    pub on_behalf_of: Option<String>,
}

/// A title in pieces, each with whether the search found it.
pub fn pieces(query: &str, title: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for found in text::found(query, title) {
        pieces.push((title[done..found.start].to_owned(), false));
        pieces.push((title[found.clone()].to_owned(), true));
        done = found.end;
    }
    pieces.push((title[done..].to_owned(), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// A digest in groups of eight digits, between which a line may break.
pub fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = digits
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// Digits from which on they are a digest, and no number.
const DIGEST: usize = 40;

/// What a check says, and the digest with which its sentence ends, in groups; one that stands within the sentence stays
/// there, in groups too.
pub fn told(said: &str) -> (String, Option<String>) {
    let sentence = said.strip_suffix('.').unwrap_or(said);
    let head = sentence.trim_end_matches(|letter: char| letter.is_ascii_hexdigit());
    let digest = &sentence[head.len()..];
    let grouped_within = |words: &str| {
        let words = words.split(' ').map(|word| {
            let core = word.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit());
            let is_digest =
                core.len() >= DIGEST && core.chars().all(|letter| letter.is_ascii_hexdigit());
            if is_digest {
                format!("{}{}", grouped(core), &word[core.len()..])
            } else {
                word.to_owned()
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let words = head.trim_end();
    if digest.len() < DIGEST || words.len() == head.len() {
        return (grouped_within(said), None);
    }
    let end = if words.ends_with(':') { "" } else { "." };
    (
        format!("{}{end}", grouped_within(words)),
        Some(grouped(digest)),
    )
}

/// The years in which meetings of a list were held, the latest first.
pub fn years(list: &[ArchiveEntry]) -> Vec<i64> {
    let mut years: Vec<i64> = list
        .iter()
        .filter_map(|entry| entry.held_at)
        .map(|at| Local::of(at.0).year)
        .collect();
    years.sort_unstable_by(|one, other| other.cmp(one));
    years.dedup();
    years
}

/// Entries as lines. Steps of the shown page are left out: they are hundreds, and no act of the meeting.
pub fn lines(entries: &[Entry], room: &Room) -> Vec<Line> {
    entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Redacted { seq, .. } => Some(Line {
                seq: *seq,
                at: None,
                kind: None,
                subject: String::new(),
                actor: String::new(),
                on_behalf_of: None,
            }),
            Entry::Full { header, payload } => {
                let header: Header = serde_json::from_str(header).ok()?;
                (header.kind != "presented").then(|| Line {
                    seq: header.seq,
                    at: Some(header.at),
                    subject: subject(room, payload),
                    actor: name(room, header.actor),
                    on_behalf_of: header.on_behalf_of.map(|person| name(room, person)),
                    kind: Some(kind(header.kind, payload)),
                })
            }
        })
        .collect()
}

/// The kind of an entry; of a paper that was withdrawn because it holds a state secret, a word of its own.
fn kind(kind: String, payload: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Withdrawal {
        #[serde(default)]
        is_secret: bool,
    }
    let is_secret = kind == "document_removed"
        && serde_json::from_str::<Withdrawal>(payload).is_ok_and(|event| event.is_secret);
    if is_secret {
        "document_removed_secret".to_owned()
    } else {
        kind
    }
}

/// What an event is about: a person, an item or a document of the room, as they are called now.
fn subject(room: &Room, payload: &str) -> String {
    /// What events name, under the names that they use.
    #[derive(serde::Deserialize)]
    struct About {
        #[serde(alias = "to")]
        person: Option<PersonId>,
        item: Option<ItemId>,
        document: Option<DocumentId>,
    }
    let Ok(about) = serde_json::from_str::<About>(payload) else {
        return String::new();
    };
    let person = about.person.map(|person| name(room, person));
    let item = || Some(room.items.get(&about.item?)?.title.clone());
    let document = || Some(room.documents.get(&about.document?)?.title.clone());
    person.or_else(document).or_else(item).unwrap_or_default()
}

fn name(room: &Room, person: PersonId) -> String {
    room.participants
        .get(&person)
        .map(|participant| participant.name.clone())
        .unwrap_or_default()
}

/// A paper of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// Pages of the version in force.
    pub pages: u32,
    /// How many versions there are.
    pub versions: usize,
}

/// An item of the agenda with its papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPapers {
    /// The item's number.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Its papers, in order.
    pub papers: Vec<Paper>,
}

/// The papers of a meeting by their items.
pub fn papers(room: &Room) -> Vec<ItemPapers> {
    let papers_of = |item| {
        room.document_order
            .iter()
            .filter_map(|document| room.documents.get(document))
            .filter(|document| document.item == item)
            .map(|document| Paper {
                title: document.title.clone(),
                pages: document.current().map_or(0, |version| version.pages),
                versions: document.versions.len(),
            })
            .collect()
    };
    room.agenda()
        .into_iter()
        .enumerate()
        .map(|(index, (id, item))| ItemPapers {
            number: index + 1,
            title: item.title.clone(),
            papers: papers_of(id),
        })
        .collect()
}

/// A size as people say it: `2,1 MB`.
pub fn size(bytes: u64) -> String {
    let (value, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    let said = if value < 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    format!("{} {unit}", said.replace('.', ","))
}

/// A signed meeting that was held at a time.
#[cfg(test)]
pub(super) fn entry(held_at: Option<i64>) -> ArchiveEntry {
    use nghisu_protocol::ids::{MeetingId, Uuid};
    use nghisu_protocol::log::Hash;
    use nghisu_protocol::room::state::Stage;

    ArchiveEntry {
        meeting: MeetingId(Uuid::from_u128(1)),
        title: String::new(),
        unit_name: String::new(),
        chair_name: String::new(),
        dossier_code: String::new(),
        held_at: held_at.map(Timestamp),
        stage: Stage::Signed,
        number: "05/BB-UBND".into(),
        minutes: Hash([0; 32]),
        package: None,
        package_size: None,
        archived_at: None,
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{MeetingId, Uuid};
    use nghisu_protocol::log::Hash;

    use super::*;

    #[test]
    fn a_digest_stands_in_groups() {
        assert_eq!(grouped("0123456789abcdef01"), "01234567 89abcdef 01");
        assert_eq!(grouped(""), "");
    }

    #[test]
    fn years_are_vietnams_and_stand_once() {
        // 31/12/2026 23:30 UTC is 2027 in Vietnam.
        let list = [
            entry(Some(1_798_759_800_000)),
            entry(Some(1_797_382_800_000)),
            entry(Some(1_797_382_800_000)),
            entry(None),
        ];
        assert_eq!(years(&list), [2027, 2026]);
    }

    #[test]
    fn what_may_not_be_seen_still_has_its_number() {
        let room = Room::new(MeetingId(Uuid::from_u128(1)));
        let hidden = Entry::Redacted {
            seq: 7,
            leaf: Hash([0; 32]),
        };
        let lines = lines(&[hidden], &room);
        assert_eq!((lines[0].seq, lines[0].kind.clone()), (7, None));
    }

    #[test]
    fn an_event_is_shown_with_what_it_is_about() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        let item = ItemId(Uuid::from_u128(2));
        let payload = |item: ItemId| format!(r#"{{"kind":"item_opened","item":"{item}"}}"#);
        assert_eq!(subject(&room, &payload(item)), "");
        let content: nghisu_protocol::room::state::Item =
            serde_json::from_value(serde_json::json!({ "title": "Việc khác", "position": 1 }))
                .unwrap();
        room.items.insert(item, content);
        assert_eq!(subject(&room, &payload(item)), "Việc khác");
        assert_eq!(subject(&room, r#"{"kind":"break_ended"}"#), "");
    }

    #[test]
    fn a_title_is_shown_with_what_was_found_in_it() {
        let whole = |piece: &str, found| (piece.to_owned(), found);
        assert_eq!(
            pieces("hop phiên", "Phiên họp tháng 11"),
            [
                whole("Phiên", true),
                whole(" ", false),
                whole("họp", true),
                whole(" tháng 11", false)
            ]
        );
        assert_eq!(pieces("", "Phiên họp"), [whole("Phiên họp", false)]);
    }

    #[test]
    fn a_digest_stands_below_the_sentence_that_ends_with_it() {
        let digest = "6246be27".repeat(8);
        let groups = Some(["6246be27"; 8].join(" "));
        let sealed = told(&format!(
            "Danh mục được niêm phong bằng khóa nhật ký {digest}."
        ));
        let words = "Danh mục được niêm phong bằng khóa nhật ký.".to_owned();
        assert_eq!(sealed, (words, groups.clone()));
        let compared = told(&format!("Hãy đối chiếu: {digest}."));
        assert_eq!(compared, ("Hãy đối chiếu:".to_owned(), groups));
        let within = told(&format!("Gốc {digest}, 55 mục."));
        let words = format!("Gốc {}, 55 mục.", ["6246be27"; 8].join(" "));
        assert_eq!(within, (words, None));
        let plain = "Cả 11 tệp đều còn nguyên vẹn.";
        assert_eq!(told(plain), (plain.to_owned(), None));
    }

    #[test]
    fn sizes_are_said_with_a_comma() {
        assert_eq!(size(2_100_000), "2,1 MB");
        assert_eq!(size(45_300), "45 kB");
        assert_eq!(size(12), "12 B");
    }
}
