//! The service of minutes: the draft, what it shows, and its preview. Submission is beside it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use nghisu_protocol::{
    ids::{MeetingId, Timestamp},
    minutes::{
        DueSignature, MinutesChange, MinutesFacts, MinutesItemText, MinutesText, MinutesView,
        Redraft, RedraftMinutes, SaveMinutes, SignedInFile,
    },
    room::{Act, Room, RoomEvent, Viewer, state::Stage},
    stream::StreamId,
};
use tokio::sync::Semaphore;

use super::{
    MinutesError, behind,
    draft::{self, Agencies},
    facts::Gathering,
    paper::{self, Content, Seal},
    store::{self, Draft, Series},
};
use crate::{
    clock::{Clock, day_of},
    db::Db,
    documents::blobs::Blobs,
    live::{LiveError, Rooms, log::LogError, room::minutes as decide},
    turns::Turns,
};

/// Entries that are read at once.
const PAGE: u64 = 2_000;
/// Meetings whose log is kept folded.
const RECORDS: usize = 32;
/// Papers that are typeset at once.
const PRESSES: usize = 2;

/// The service of minutes. Cheap to clone.
#[derive(Clone)]
pub struct Minutes(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) db: Db,
    pub(super) rooms: Rooms,
    pub(super) blobs: Blobs,
    pub(super) clock: Clock,
    /// What the logs say, by meeting and size, so that an autosave folds no log.
    records: Mutex<HashMap<MeetingId, Arc<Record>>>,
    presses: Semaphore,
    /// Taken by whoever submits a meeting's minutes.
    pub(super) turns: Turns,
}

/// What a log of one size says.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) seal: Seal,
    pub(super) facts: MinutesFacts,
    pub(super) suggested: MinutesText,
}

impl Minutes {
    /// Minutes of the rooms' meetings, their files in the blob store.
    #[must_use]
    pub fn new(db: Db, rooms: Rooms, blobs: Blobs, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            db,
            rooms,
            blobs,
            clock,
            records: Mutex::default(),
            presses: Semaphore::new(PRESSES),
            turns: Turns::new(),
        }))
    }

    /// The minutes as somebody may see them.
    ///
    /// # Errors
    /// [`MinutesError::Unknown`] for who may not read them.
    pub async fn view(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<MinutesView, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        let record = self.record(&room).await?;
        let draft = store::draft(self.0.db.read(), meeting).await?;
        self.show(viewer, &room, &record, draft).await
    }

    /// Saves the draft (rule MI-2).
    ///
    /// # Errors
    /// [`MinutesError::Conflict`] with theirs when another revision is there.
    pub async fn save(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        save: SaveMinutes,
    ) -> Result<MinutesView, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        decide::may_write(&room, viewer)?;
        let record = self.record(&room).await?;
        let text = draft::checked(save.text, &record.facts)?;
        // The first draft begins with the log's words; later ones are as far behind as they were.
        let log_words = match store::draft(self.0.db.read(), meeting).await? {
            Some(draft) => draft.log_words,
            None => Some(record.suggested.items.clone()),
        };
        self.keep(viewer, &room, &record, save.revision, text, log_words)
            .await
    }

    /// Takes the items' words from the log, as far as they are wanted; from then on the draft is behind in nothing.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn redraft(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        redraft: RedraftMinutes,
    ) -> Result<MinutesView, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        decide::may_write(&room, viewer)?;
        let record = self.record(&room).await?;
        let draft = store::draft(self.0.db.read(), meeting).await?;
        let own = record.words(draft.as_ref());
        let now = &record.suggested.items;
        let then = draft.as_ref().and_then(|draft| draft.log_words.as_deref());
        let text = match (redraft.take, then) {
            (Redraft::All, _) => MinutesText {
                items: now.clone(),
                ..own
            },
            (Redraft::Changed, Some(then)) => behind::caught_up(&own, then, now),
            (Redraft::Changed, None) | (Redraft::Nothing, _) => own,
        };
        let log_words = Some(now.clone());
        self.keep(viewer, &room, &record, redraft.revision, text, log_words)
            .await
    }

    /// The PDF as it would be now.
    ///
    /// # Errors
    /// [`MinutesError::Unprintable`] for text that the paper cannot show.
    pub async fn preview(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<Vec<u8>, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        let record = self.record(&room).await?;
        let draft = store::draft(self.0.db.read(), meeting).await?;
        let text = self.text(&room, &record, draft.as_ref()).await?;
        let series = self.series_of(&room, text.symbol.clone());
        let number = store::reserved(self.0.db.read(), meeting, &series).await?;
        let content = Content {
            number,
            facts: record.facts.clone(),
            text,
        };
        self.print(content, record.seal, self.0.clock.now()).await
    }

    /// The room, for somebody who may read its minutes.
    pub(super) async fn room(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<Arc<Room>, MinutesError> {
        let room = match self.0.rooms.read(meeting).await {
            Err(LiveError::UnknownMeeting) => return Err(MinutesError::Unknown),
            room => room?,
        };
        if room.allows(viewer, Act::ReadMinutes) {
            Ok(room)
        } else {
            Err(MinutesError::Unknown)
        }
    }

    async fn keep(
        &self,
        viewer: &Viewer,
        room: &Room,
        record: &Record,
        edited: u64,
        text: MinutesText,
        log_words: Option<Vec<MinutesItemText>>,
    ) -> Result<MinutesView, MinutesError> {
        let meeting = room.meeting;
        let draft = Draft {
            revision: edited.saturating_add(1),
            text,
            saved_at: self.0.clock.now(),
            saved_by: viewer.person,
            log_words,
        };
        let written = draft.clone();
        let is_saved = self
            .0
            .db
            .write(move |txn| async move {
                store::save(&txn, meeting, edited, &written)
                    .await
                    .map_err(MinutesError::from)
            })
            .await?;
        if is_saved {
            return self.show(viewer, room, record, Some(draft)).await;
        }
        let theirs = store::draft(self.0.db.read(), meeting).await?;
        // A save whose answer was lost comes again: what is there is what was sent.
        let is_there = theirs
            .as_ref()
            .is_some_and(|theirs| theirs.text == draft.text && theirs.log_words == draft.log_words);
        let view = self.show(viewer, room, record, theirs).await?;
        if is_there {
            Ok(view)
        } else {
            Err(MinutesError::Conflict(Box::new(view)))
        }
    }

    /// The words that stand: those that were submitted, while they are, else the draft's.
    pub(super) async fn text(
        &self,
        room: &Room,
        record: &Record,
        draft: Option<&Draft>,
    ) -> Result<MinutesText, MinutesError> {
        if let Some(submitted) = &room.minutes.submitted
            && let Some(content) =
                store::submission(self.0.db.read(), room.meeting, submitted.pdf).await?
        {
            return Ok(content.text);
        }
        Ok(record.words(draft))
    }

    async fn show(
        &self,
        viewer: &Viewer,
        room: &Room,
        record: &Record,
        draft: Option<Draft>,
    ) -> Result<MinutesView, MinutesError> {
        let text = self.text(room, record, draft.as_ref()).await?;
        let next_signer = room
            .minutes
            .next_signer()
            .map(|(person, capacity)| DueSignature {
                person,
                name: room
                    .participants
                    .get(&person)
                    .map(|who| who.name.clone())
                    .unwrap_or_default(),
                capacity,
            });
        let given = room.minutes.submitted.as_ref();
        let given = given.map_or(&[][..], |submitted| submitted.signatures.as_slice());
        let named = if given.is_empty() {
            HashMap::new()
        } else {
            store::named_moments(self.0.db.read(), room.meeting).await?
        };
        Ok(MinutesView {
            signed: given
                .iter()
                .map(|given| SignedInFile {
                    capacity: given.capacity,
                    at: named.get(&given.pdf).copied().unwrap_or(given.at),
                })
                .collect(),
            revision: draft.as_ref().map_or(0, |draft| draft.revision),
            saved_at: draft.as_ref().map(|draft| draft.saved_at),
            saved_by: draft.as_ref().map(|draft| draft.saved_by),
            missing: draft::missing(&record.facts, &text),
            behind: record.behind(room, draft.as_ref()),
            facts: record.facts.clone(),
            text,
            submitted: room.minutes.submitted.clone(),
            next_signer,
            sent_back: room.minutes.sent_back.clone(),
            may_edit: decide::may_write(room, viewer).is_ok(),
        })
    }

    pub(super) fn series_of(&self, room: &Room, symbol: String) -> Series {
        let day = day_of(self.0.clock.now());
        Series {
            unit: room.details.unit,
            symbol,
            year: day
                .split('-')
                .next()
                .and_then(|year| year.parse().ok())
                .unwrap_or_default(),
        }
    }

    pub(super) async fn print(
        &self,
        content: Content,
        seal: Seal,
        now: Timestamp,
    ) -> Result<Vec<u8>, MinutesError> {
        let _press = self
            .0
            .presses
            .acquire()
            .await
            .map_err(|_| LiveError::Stopping)?;
        tokio::task::spawn_blocking(move || paper::print(&content, seal, now))
            .await
            .map_err(std::io::Error::other)?
    }

    /// What the meeting's log says: up to its close, or so far while it has none.
    pub(super) async fn record(&self, room: &Room) -> Result<Arc<Record>, MinutesError> {
        let is_over = matches!(
            room.stage,
            Stage::Closed | Stage::Minutes | Stage::Signed | Stage::Archived
        );
        let size = room
            .closing
            .filter(|_| is_over)
            .map_or(room.seq, |closing| closing.size);
        {
            let records = self
                .0
                .records
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(record) = records.get(&room.meeting)
                && record.seal.size == size
            {
                return Ok(Arc::clone(record));
            }
        }
        let record = Arc::new(self.gather(room.meeting, size).await?);
        let mut records = self
            .0
            .records
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if records.len() >= RECORDS {
            records.clear();
        }
        records.insert(room.meeting, Arc::clone(&record));
        Ok(record)
    }

    async fn gather(&self, meeting: MeetingId, size: u64) -> Result<Record, MinutesError> {
        let stream = StreamId::Room(meeting);
        let log = self.0.rooms.log();
        let mut gathering = Gathering::new(meeting);
        let unreadable = |seq: u64, reason: String| LogError::Unreadable {
            stream,
            seq,
            reason,
        };
        while gathering.room.seq < size {
            let after = gathering.room.seq;
            let page = log.since(stream, after, PAGE.min(size - after)).await?;
            if page.is_empty() {
                return Err(unreadable(after + 1, "it is missing".to_owned()).into());
            }
            for stored in page {
                let header = &stored.header;
                gathering
                    .room
                    .advance(header.seq)
                    .map_err(|error| unreadable(header.seq, error.to_string()))?;
                if let Some((payload, _)) = &stored.payload {
                    let event = RoomEvent::read(&header.kind, header.version, payload.as_bytes())
                        .map_err(|error| unreadable(header.seq, error.to_string()))?;
                    gathering.take(header, &event);
                }
            }
        }
        let root = log
            .tree(stream)
            .await?
            .root_at(size)
            .ok_or_else(|| unreadable(size, "the tree does not reach it".to_owned()))?;
        let facts = gathering.facts(root);
        let agencies = self.agencies(&gathering.room, &facts).await?;
        Ok(Record {
            seal: Seal { size, root },
            suggested: draft::suggest(&gathering.room, &facts, &agencies),
            facts,
        })
    }

    /// The names of the agencies on the meeting's day.
    async fn agencies(&self, room: &Room, facts: &MinutesFacts) -> Result<Agencies, MinutesError> {
        let details = &room.details;
        let day = day_of(
            facts
                .started_at
                .or(details.starts_at)
                .unwrap_or_else(|| self.0.clock.now()),
        );
        let known = match details.unit {
            Some(unit) => store::agencies(self.0.db.read(), unit, &day).await?,
            None => Agencies::default(),
        };
        Ok(Agencies {
            // As the meeting was called under; a unit that was renamed since keeps its old name here.
            issuing: if details.unit_name.is_empty() {
                known.issuing
            } else {
                details.unit_name.clone()
            },
            superior: known.superior,
        })
    }
}

impl Record {
    /// Where the draft is behind the log (rule MI-7); a submission stands for its own log, and is behind in nothing.
    pub(super) fn behind(&self, room: &Room, draft: Option<&Draft>) -> Vec<MinutesChange> {
        match draft.and_then(|draft| Some((draft, draft.log_words.as_deref()?))) {
            Some((draft, then)) if room.minutes.submitted.is_none() => behind::changes(
                &self.facts,
                &self.words(Some(draft)),
                then,
                &self.suggested.items,
            ),
            _ => Vec::new(),
        }
    }

    /// The draft's words on what the log says now; without a draft, what the log suggests.
    pub(super) fn words(&self, draft: Option<&Draft>) -> MinutesText {
        match draft {
            Some(draft) => draft::reconciled(draft.text.clone(), &self.suggested, &self.facts),
            None => self.suggested.clone(),
        }
    }
}

impl std::fmt::Debug for Minutes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Minutes")
    }
}
