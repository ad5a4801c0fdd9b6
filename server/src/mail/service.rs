//! Writing letters, calling them back, and handing them to the mail server a few at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::resume_unwind,
    sync::Arc,
    time::Duration,
};

use nghisu_protocol::{
    ids::{MeetingId, PersonId, Timestamp},
    mail::{Addressee, Letter, LetterState, Letters, MAX_NOTE, SendLetters},
    people::AuditEntry,
    room::{
        Act, Rejection, Room, Viewer,
        state::{ParticipantRole, Stage},
    },
};
use serde_json::json;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};
use url::Url;

use super::{
    MailError, Sender,
    letter::{self, Draft},
    sender::Unsent,
    store::{self, StoredLetter},
};
use crate::{
    clock::{Clock, Random},
    db::Db,
    identity::audit,
    live::Rooms,
    text::passage,
};

/// How often it is looked for letters whose next try has come.
const ROUND: Duration = Duration::from_secs(30);
/// How many letters are handed over at once.
const AT_ONCE: usize = 4;
/// Between two tries of one letter: five minutes, in milliseconds.
const PAUSE: i64 = 5 * 60_000;
/// After so long a letter counts as failed: a day, in milliseconds.
const GIVEN_UP: i64 = 24 * 3_600_000;

/// The service of this feature. Copies are the same service.
#[derive(Debug, Clone)]
pub struct Mail(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    rooms: Rooms,
    clock: Clock,
    random: Random,
    sender: Option<Sender>,
    public_url: Url,
    written: Notify,
    /// Moves with each letter whose state changed.
    moved: watch::Sender<()>,
}

impl Mail {
    /// The service; without a sender it writes nothing.
    #[must_use]
    pub fn new(
        db: Db,
        rooms: Rooms,
        (clock, random): (Clock, Random),
        sender: Option<Sender>,
        public_url: Url,
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            rooms,
            clock,
            random,
            sender,
            public_url,
            written: Notify::new(),
            moved: watch::Sender::new(()),
        }))
    }

    /// Sends what waits, from before the start too, until the service ends.
    pub fn attend(&self) {
        if self.0.sender.is_none() {
            return;
        }
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while let Some(mail) = inner.upgrade().map(Self) {
                if let Err(error) = mail.send_due().await {
                    tracing::error!(%error, "letters cannot be sent");
                }
                let _ = tokio::time::timeout(ROUND, mail.0.written.notified()).await;
            }
        });
    }

    /// Tells whenever a letter is further than before.
    #[must_use]
    pub fn moves(&self) -> watch::Receiver<()> {
        self.0.moved.subscribe()
    }

    /// Everybody who is invited, and how their letters are.
    ///
    /// # Errors
    /// When the person does not prepare the meeting.
    pub async fn letters(&self, viewer: &Viewer, meeting: MeetingId) -> Result<Letters, MailError> {
        let room = self.room(viewer, meeting).await?;
        self.view(&room).await
    }

    /// Writes letters to some of those who are invited (rules LT-1 and LT-2).
    ///
    /// # Errors
    /// When the person does not prepare the meeting, it is not announced, somebody is not invited, or no mail server is
    /// set up; the field `id` when it stands for other letters (rule LT-2).
    pub async fn send(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        request: SendLetters,
    ) -> Result<Letters, MailError> {
        let room = self.room(viewer, meeting).await?;
        if self.0.sender.is_none() {
            return Err(MailError::NotSetUp);
        }
        if !invites(&room) {
            return Err(Rejection::WrongStage.into());
        }
        if request
            .people
            .iter()
            .any(|person| !room.participants.contains_key(person))
        {
            return Err(Rejection::UnknownPerson.into());
        }
        let note = passage(&request.note, 0, MAX_NOTE).map_err(|_| MailError::Field("note"))?;
        let now = self.0.clock.now();
        let reached = store::addresses(self.0.db.read(), request.people).await?;
        let letters: Vec<_> = reached
            .into_keys()
            .map(|person| StoredLetter {
                id: self.0.random.id(now),
                sending: request.id,
                meeting,
                person,
                letter: Letter {
                    kind: request.kind,
                    state: LetterState::Waiting,
                    at: now,
                },
                note: note.clone(),
                written_at: now,
            })
            .collect();
        if !letters.is_empty() {
            self.0
                .db
                .write(move |txn| async move {
                    let said = (request.kind, note.as_str());
                    if store::is_of_other(&*txn, request.id, meeting, said).await? {
                        return Err(MailError::Field("id"));
                    }
                    Ok(store::insert(&*txn, letters).await?)
                })
                .await?;
            self.0.written.notify_one();
        }
        self.view(&room).await
    }

    /// Calls letters back that have not gone yet (rule LT-5); `entry` is the audit table's, without its details.
    ///
    /// # Errors
    /// When the person does not prepare the meeting.
    pub async fn call_back(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        people: BTreeSet<PersonId>,
        mut entry: AuditEntry,
    ) -> Result<Letters, MailError> {
        let room = self.room(viewer, meeting).await?;
        let now = self.0.clock.now();
        self.0
            .db
            .write(move |txn| async move {
                let people = store::call_back(&*txn, meeting, people, now).await?;
                if !people.is_empty() {
                    entry.details = json!({ "people": people });
                    audit::add(&*txn, entry).await?;
                }
                Ok::<_, MailError>(())
            })
            .await?;
        self.0.moved.send_replace(());
        self.view(&room).await
    }

    async fn room(&self, viewer: &Viewer, meeting: MeetingId) -> Result<Arc<Room>, MailError> {
        let room = self.0.rooms.read(meeting).await?;
        if !room.is_visible_to(viewer) {
            return Err(Rejection::UnknownMeeting.into());
        }
        if !room.allows(viewer, Act::Prepare) {
            return Err(Rejection::NotAllowed.into());
        }
        Ok(room)
    }

    async fn view(&self, room: &Room) -> Result<Letters, MailError> {
        let people = room.participants.keys().copied();
        let reached = store::addresses(self.0.db.read(), people).await?;
        let mut last: BTreeMap<PersonId, Letter> = store::last_of(self.0.db.read(), room.meeting)
            .await?
            .into_iter()
            .map(|stored| (stored.person, stored.letter))
            .collect();
        Ok(Letters {
            can_send: self.0.sender.is_some(),
            addressees: room
                .ranked()
                .into_iter()
                .map(|(person, _)| Addressee {
                    person,
                    has_address: reached.contains_key(&person),
                    last: last.remove(&person),
                })
                .collect(),
        })
    }

    /// Hands the letters that are due to the mail server. When it is away, all of them wait for the next try.
    async fn send_due(&self) -> Result<(), MailError> {
        loop {
            let due = store::due(self.0.db.read(), self.0.clock.now()).await?;
            if due.is_empty() {
                return Ok(());
            }
            if self.send_some(due).await? == Server::Away {
                return self.hold_back().await;
            }
        }
    }

    /// A few at a time; those that are under way come to their end, whatever becomes of the others.
    async fn send_some(&self, due: Vec<StoredLetter>) -> Result<Server, MailError> {
        let mut due = due.into_iter();
        let mut under_way = JoinSet::new();
        let mut outcome = Ok(Server::There);
        loop {
            while matches!(outcome, Ok(Server::There))
                && under_way.len() < AT_ONCE
                && let Some(stored) = due.next()
            {
                under_way.spawn(self.clone().send_one(stored));
            }
            match under_way.join_next().await {
                None => return outcome,
                Some(Ok(Ok(Server::There))) => {}
                Some(Ok(other)) => outcome = other,
                Some(Err(error)) => resume_unwind(error.into_panic()),
            }
        }
    }

    async fn send_one(self, stored: StoredLetter) -> Result<Server, MailError> {
        let letter = stored.id;
        // Noted before it goes: where nothing can be written, nothing is sent, and not sent again at every round.
        let next = Timestamp(self.0.clock.now().0 + PAUSE);
        let is_taken = self
            .0
            .db
            .write(move |txn| async move { store::take(&*txn, letter, next).await })
            .await?;
        if !is_taken {
            // It was called back meanwhile.
            return Ok(Server::There);
        }
        let outcome = self.try_to_send(&stored).await?;
        let now = self.0.clock.now();
        let is_old = now.0 - stored.written_at.0 >= GIVEN_UP;
        let mut server = Server::There;
        let state = match outcome {
            Ok(()) => LetterState::Sent,
            Err(Unsent::Never(why)) => {
                tracing::warn!(%letter, person = %stored.person, %why, "a letter is not taken");
                LetterState::Failed
            }
            Err(Unsent::Sender(why)) => {
                tracing::error!(%letter, %why, "the mail server takes no letters in the office's name: look at --mail-from, and at what the mail server allows");
                LetterState::SenderRefused
            }
            Err(Unsent::Later(why)) if is_old => {
                tracing::warn!(%letter, %why, "a letter is given up");
                LetterState::Failed
            }
            Err(Unsent::Later(why)) => {
                tracing::warn!(%letter, %why, "a letter is tried again later");
                return Ok(Server::There);
            }
            Err(Unsent::Away(why)) => {
                tracing::warn!(%letter, %why, "the mail server is away");
                server = Server::Away;
                if !is_old {
                    return Ok(server);
                }
                LetterState::Failed
            }
        };
        self.0
            .db
            .write(move |txn| async move { store::settle(&*txn, letter, state, now).await })
            .await?;
        self.0.moved.send_replace(());
        Ok(server)
    }

    /// What is due waits for the next try, or is given up after a day.
    async fn hold_back(&self) -> Result<(), MailError> {
        let now = self.0.clock.now();
        let (given_up, next) = (Timestamp(now.0 - GIVEN_UP), Timestamp(now.0 + PAUSE));
        self.0
            .db
            .write(move |txn| async move { store::hold_back(&*txn, now, given_up, next).await })
            .await?;
        self.0.moved.send_replace(());
        Ok(())
    }

    /// A letter says what is so when it goes (rule LT-3).
    async fn try_to_send(&self, stored: &StoredLetter) -> Result<Result<(), Unsent>, MailError> {
        let Some(sender) = &self.0.sender else {
            return Err(MailError::NotSetUp);
        };
        let room = match self.0.rooms.read(stored.meeting).await {
            Ok(room) => room,
            // The others' letters are not held up by it.
            Err(error) => return Ok(Err(Unsent::Later(error.to_string()))),
        };
        if !invites(&room) {
            // It waited too long: nobody is invited to what is over, or was taken back.
            let stage = format!("the meeting is {:?}", room.stage);
            return Ok(Err(Unsent::Never(stage)));
        }
        let reached = store::addresses(self.0.db.read(), [stored.person]).await?;
        let (Some(reached), Some(who)) = (
            reached.get(&stored.person),
            room.participants.get(&stored.person),
        ) else {
            return Ok(Err(Unsent::Never("nobody is there any more".to_owned())));
        };
        let address = match reached.address.parse() {
            Ok(address) => address,
            Err(error) => return Ok(Err(Unsent::Never(format!("no address: {error}")))),
        };
        let viewer = Viewer::of(stored.person);
        let mut place = self.0.public_url.clone();
        place.set_path(&format!("/meetings/{}", stored.meeting));
        let is_guest = who.role == ParticipantRole::Guest;
        let draft = Draft {
            id: stored.id,
            kind: stored.letter.kind,
            name: &reached.name,
            address,
            note: if is_guest { "" } else { &stored.note },
            facts: letter::facts(&room, &viewer, &place),
            room: &room,
            place: &place,
            now: self.0.clock.now(),
        };
        Ok(sender.send(&draft).await)
    }
}

/// Whether the mail server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    There,
    Away,
}

/// Whether people are invited to a meeting now: it is announced, and not over.
fn invites(room: &Room) -> bool {
    matches!(room.stage, Stage::Published | Stage::Open)
}
