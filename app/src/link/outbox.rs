//! The outbox: what was made here and is not yet acknowledged. Pure; keeping it is `link/shelf.rs`'s.
//!
//! What waits leaves in the order in which it was made: until the server has bidden the tablet welcome and everything
//! that waits was sent, nothing that is made leaves by itself.

use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::ids::{AnnotationId, CommandId, ItemId, MeetingId};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::socket::{Command, CommandEnvelope};
use serde::{Deserialize, Serialize};

/// One thing that waits for its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "waiting", rename_all = "snake_case")]
pub enum Waiting {
    /// A command to a meeting's streams.
    Command {
        /// Which meeting.
        meeting: MeetingId,
        /// The command; its id makes it arrive once.
        envelope: CommandEnvelope,
    },
    /// A private note, sealed.
    Note {
        /// The note; its id makes it arrive once.
        note: SealedNote,
    },
}

impl Waiting {
    /// The key under which it is kept: repeating it replaces it.
    pub fn key(&self) -> String {
        match self {
            Self::Command { envelope, .. } => format!("command/{}", envelope.id),
            Self::Note { note } => format!("note/{}", note.id),
        }
    }

    /// The course of an item's discussion that it carries, if it does.
    fn course_of(&self, of: MeetingId, asked: ItemId) -> Option<&str> {
        match self {
            Self::Command { meeting, envelope } if *meeting == of => match &envelope.command {
                Command::Room {
                    room: RoomCommand::RecordCourse { item, text },
                } if *item == asked => Some(text),
                _ => None,
            },
            Self::Command { .. } | Self::Note { .. } => None,
        }
    }
}

/// What waits, in the order in which it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    waiting: Vec<Waiting>,
    /// Whether what is put in may leave at once.
    is_open: bool,
}

impl Outbox {
    /// The outbox as it was kept.
    pub fn new(waiting: Vec<Waiting>) -> Self {
        Self {
            waiting,
            is_open: false,
        }
    }

    /// The server bids the tablet welcome: the caller sends everything that waits now, and what is put in later leaves
    /// at once.
    pub fn open(&mut self) {
        self.is_open = true;
    }

    /// There is no connection, or it is not known yet whether there is one.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Adds one; the same thing again takes the old one's place, so that its latest state is sent. Whether it may leave
    /// now, or waits behind the others.
    pub fn put(&mut self, one: Waiting) -> bool {
        match self
            .waiting
            .iter_mut()
            .find(|other| other.key() == one.key())
        {
            Some(other) => *other = one,
            None => self.waiting.push(one),
        }
        self.is_open
    }

    /// Takes out a command that was answered.
    pub fn settle(&mut self, id: CommandId) -> Option<Waiting> {
        self.take(|one| matches!(one, Waiting::Command { envelope, .. } if envelope.id == id))
    }

    /// Takes out a note that was kept by the server, unless it has changed since it was sent.
    pub fn settle_note(&mut self, sent: &SealedNote) -> Option<Waiting> {
        self.take(|one| matches!(one, Waiting::Note { note } if note.id == sent.id && note.envelope == sent.envelope))
    }

    /// What is to be sent for a meeting, in order.
    pub fn commands(&self, meeting: MeetingId) -> impl Iterator<Item = &CommandEnvelope> {
        self.waiting.iter().filter_map(move |one| match one {
            Waiting::Command {
                meeting: other,
                envelope,
            } if *other == meeting => Some(envelope),
            _ => None,
        })
    }

    /// Takes out the courses of an item that wait: a later text takes their place.
    pub fn take_courses(&mut self, meeting: MeetingId, item: ItemId) -> Vec<Waiting> {
        let mut taken = Vec::new();
        while let Some(one) = self.take(|one| one.course_of(meeting, item).is_some()) {
            taken.push(one);
        }
        taken
    }

    /// The course of an item that waits.
    pub fn course(&self, meeting: MeetingId, item: ItemId) -> Option<String> {
        let mut found = self
            .waiting
            .iter()
            .filter_map(|one| one.course_of(meeting, item));
        found.next_back().map(str::to_owned)
    }

    /// The notes to be sent, in order.
    pub fn notes(&self) -> impl Iterator<Item = &SealedNote> {
        self.waiting.iter().filter_map(|one| match one {
            Waiting::Note { note } => Some(note),
            Waiting::Command { .. } => None,
        })
    }

    /// Whether a note waits.
    pub fn holds_note(&self, id: AnnotationId) -> bool {
        self.notes().any(|note| note.id == id)
    }

    /// Everything, in order.
    pub fn into_waiting(self) -> Vec<Waiting> {
        self.waiting
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn take(&mut self, is_it: impl Fn(&Waiting) -> bool) -> Option<Waiting> {
        let index = self.waiting.iter().position(is_it)?;
        Some(self.waiting.remove(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::annotation::note::Envelope;
    use nghisu_protocol::ids::{Timestamp, Uuid, VersionId};

    fn command(n: u128) -> Waiting {
        Waiting::Command {
            meeting: MeetingId(Uuid::from_u128(1)),
            envelope: CommandEnvelope {
                id: CommandId(Uuid::from_u128(n)),
                on_behalf_of: None,
                command: Command::Room {
                    room: RoomCommand::CheckIn {},
                },
            },
        }
    }

    fn note(sealed: &str) -> SealedNote {
        SealedNote {
            id: AnnotationId(Uuid::from_u128(9)),
            version: VersionId(Uuid::from_u128(2)),
            page: 1,
            envelope: Some(Envelope {
                v: 1,
                key_id: "k".into(),
                nonce: "n".into(),
                sealed: sealed.into(),
            }),
            kept_at: Timestamp(0),
        }
    }

    #[test]
    fn commands_leave_in_the_order_in_which_they_were_made() {
        let mut outbox = Outbox::default();
        outbox.put(command(5));
        outbox.put(command(3));
        outbox.put(command(5));
        let ids: Vec<u128> = outbox
            .commands(MeetingId(Uuid::from_u128(1)))
            .map(|envelope| envelope.id.0.as_u128())
            .collect();
        assert_eq!(ids, [5, 3]);
        assert!(outbox.settle(CommandId(Uuid::from_u128(5))).is_some());
        assert!(outbox.settle(CommandId(Uuid::from_u128(5))).is_none());
        assert_eq!(outbox.len(), 1);
    }

    #[test]
    fn nothing_that_is_made_before_the_servers_welcome_overtakes_what_waits() {
        let mut outbox = Outbox::new(vec![command(5)]);
        assert!(!outbox.put(command(6)), "the socket may be open by now");
        outbox.open();
        let waiting = outbox.commands(MeetingId(Uuid::from_u128(1)));
        let ids: Vec<u128> = waiting.map(|envelope| envelope.id.0.as_u128()).collect();
        assert_eq!(ids, [5, 6]);
        assert!(outbox.put(command(7)));
        outbox.close();
        assert!(!outbox.put(command(8)));
    }

    #[test]
    fn a_later_course_of_an_item_takes_the_place_of_what_waited() {
        let meeting = MeetingId(Uuid::from_u128(1));
        let course = |n: u128, item: u128, text: &str| Waiting::Command {
            meeting,
            envelope: CommandEnvelope {
                id: CommandId(Uuid::from_u128(n)),
                on_behalf_of: None,
                command: Command::Room {
                    room: RoomCommand::RecordCourse {
                        item: ItemId(Uuid::from_u128(item)),
                        text: text.into(),
                    },
                },
            },
        };
        let (first, second) = (ItemId(Uuid::from_u128(1)), ItemId(Uuid::from_u128(2)));
        let mut outbox = Outbox::default();
        outbox.put(course(1, 1, "một"));
        outbox.put(course(2, 2, "khác"));
        outbox.put(course(3, 1, "một hai"));
        outbox.put(command(4));
        assert_eq!(outbox.course(meeting, first).as_deref(), Some("một hai"));
        assert_eq!(outbox.take_courses(meeting, first).len(), 2);
        assert_eq!(outbox.course(meeting, first), None);
        assert_eq!(outbox.course(meeting, second).as_deref(), Some("khác"));
        assert_eq!(outbox.len(), 2);
    }

    #[test]
    fn a_note_that_changed_while_it_was_sent_is_sent_again() {
        let mut outbox = Outbox::default();
        let sent = note("first");
        outbox.put(Waiting::Note { note: sent.clone() });
        outbox.put(Waiting::Note {
            note: note("second"),
        });
        assert!(outbox.settle_note(&sent).is_none());
        assert!(outbox.settle_note(&note("second")).is_some());
        assert!(outbox.is_empty());
    }

    #[test]
    fn what_waits_reads_back_as_it_was_kept() {
        for one in [command(1), Waiting::Note { note: note("x") }] {
            let text = serde_json::to_string(&one).unwrap();
            assert_eq!(serde_json::from_str::<Waiting>(&text).unwrap(), one);
        }
    }
}
