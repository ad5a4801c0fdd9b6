//! The demonstration office as it is written in `assets/demo/office.json`.
//!
//! People and units are named by their names, items by their numbers; ids are given by the server.

use nghisu_protocol::{
    ids::Uuid,
    people::Role,
    room::state::{MeetingKind, Stage},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

const SOURCE: &str = include_str!("../../../../assets/demo/office.json");

/// The whole office.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    /// Who is made first, in the data directory, because nobody else could make anybody.
    pub(super) administrator: String,
    /// Parents before their children, predecessors before their successors.
    pub(super) units: Vec<Unit>,
    /// In rank order.
    pub(super) people: Vec<Person>,
    pub(super) meetings: Vec<Meeting>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) short: Option<String>,
    pub(super) within: Option<String>,
    pub(super) precedence: i32,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    #[serde(default)]
    pub(super) predecessors: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) position: String,
    pub(super) unit: String,
    pub(super) roles: Vec<Role>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meeting {
    /// What its ids are made of, for ever.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) kind: MeetingKind,
    pub(super) unit: String,
    pub(super) place: String,
    /// Days after the day of the demonstration.
    pub(super) days_later: i32,
    pub(super) starts: jiff::civil::Time,
    pub(super) ends: jiff::civil::Time,
    #[serde(default)]
    pub(super) dossier: String,
    #[serde(default)]
    pub(super) invitation: String,
    #[serde(default)]
    pub(super) wants_notice: bool,
    pub(super) chair: String,
    /// The first of them makes the meeting.
    pub(super) secretaries: Vec<String>,
    /// Everybody but guests, in rank order.
    pub(super) delegates: Vec<String>,
    #[serde(default)]
    pub(super) guests: Vec<Guest>,
    #[serde(default)]
    pub(super) substitutes: Vec<Substitute>,
    /// Who has answered that they come; the others have not answered yet.
    #[serde(default)]
    pub(super) attending: Vec<String>,
    pub(super) items: Vec<Item>,
    #[serde(default)]
    pub(super) papers: Vec<Paper>,
    /// Papers that lie beside the others and are left for the reader to replace one with.
    #[serde(default)]
    pub(super) later_versions: Vec<String>,
    /// Draft, published or closed.
    pub(super) ends_as: Stage,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guest {
    pub(super) person: String,
    /// Numbers of items, from 1.
    pub(super) items: Vec<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Substitute {
    pub(super) person: String,
    pub(super) comes_for: String,
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) presenter: String,
    pub(super) body: String,
    pub(super) minutes: u32,
    pub(super) conclusion: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paper {
    pub(super) file: String,
    pub(super) title: String,
}

impl Office {
    pub(super) fn read() -> anyhow::Result<Self> {
        Ok(serde_json::from_str(SOURCE)?)
    }
}

/// An id that is the same in every run, so that whatever was done before is answered and not done again.
pub(super) fn id_of(name: &str) -> Uuid {
    let digest = Sha256::digest(format!("nghisu/demonstration/v1/{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // Version 4 is what a tablet's own ids may be; these are as good as random.
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_names_nobody_and_nothing_that_it_does_not_have() {
        let office = Office::read().unwrap();
        let person = |name: &String| office.people.iter().any(|one| one.name == *name);
        let mut units: Vec<&String> = Vec::new();
        for unit in &office.units {
            for above in unit.within.iter().chain(&unit.predecessors) {
                assert!(units.contains(&above), "{above} stands after {}", unit.name);
            }
            units.push(&unit.name);
        }
        assert!(person(&office.administrator));
        for one in &office.people {
            assert!(units.contains(&&one.unit), "{}", one.unit);
        }
        for meeting in &office.meetings {
            assert!(units.contains(&&meeting.unit));
            let delegate = |name: &String| meeting.delegates.contains(name);
            assert!(meeting.delegates.iter().all(person));
            assert!(delegate(&meeting.chair));
            assert!(meeting.secretaries.iter().all(delegate));
            assert!(meeting.items.iter().all(|item| delegate(&item.presenter)));
            for guest in &meeting.guests {
                assert!(person(&guest.person));
                assert!(
                    guest
                        .items
                        .iter()
                        .all(|n| (1..=meeting.items.len()).contains(n))
                );
            }
            for substitute in &meeting.substitutes {
                assert!(delegate(&substitute.person) && delegate(&substitute.comes_for));
            }
            for person in &meeting.attending {
                assert!(delegate(person), "{person} is invited");
            }
            assert!(matches!(
                meeting.ends_as,
                Stage::Draft | Stage::Published | Stage::Closed
            ));
        }
    }

    #[test]
    fn an_id_is_made_of_its_name_alone() {
        assert_eq!(id_of("a"), id_of("a"));
        assert_ne!(id_of("a"), id_of("b"));
        assert_eq!(id_of("a").get_version_num(), 4);
    }
}
