//! Submitting minutes, sending them back, their files, and who has read them.

use std::io::Read as _;

use nghisu_protocol::{
    ids::MeetingId,
    log::Hash,
    minutes::{
        MinutesChanges, MinutesReading, MinutesView, MissingPart, NumberChoice, NumberSeries,
        SendBackMinutes, SignaturePlace, SubmitMinutes,
    },
    room::{Act, Viewer, state::SubmittedMinutes},
};

use super::{
    Minutes, MinutesError, changes, draft,
    paper::{self, Content},
    store::{self, Reading, Series},
};
use crate::{live::room::minutes as decide, pages::workers::blocking, text::passage};

/// How often a number is looked for again when another meeting took it at the same moment.
const ATTEMPTS: u32 = 16;
/// The largest number that a hand may type.
const MAX_NUMBER: u32 = 999_999;

impl Minutes {
    /// What the register says of a symbol's series this year.
    ///
    /// # Errors
    /// [`MinutesError::Denied`] for who may not write the minutes.
    pub async fn series(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        symbol: &str,
    ) -> Result<NumberSeries, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        if !room.allows(viewer, Act::WriteMinutes) {
            return Err(MinutesError::Denied);
        }
        let series = self.series_of(&room, draft::checked_symbol(symbol)?);
        let next = store::next_number(self.0.db.read(), meeting, &series).await?;
        let own = store::reserved(self.0.db.read(), meeting, &series).await?;
        Ok(NumberSeries {
            symbol: series.symbol,
            year: series.year,
            next,
            own,
        })
    }

    /// Submits the draft for signature (rules MI-3, MI-4, MI-6, MI-8, MI-9): number, paper, note, and last the event. What
    /// stops in between leaves the meeting closed, and submitting again goes on with the same number.
    ///
    /// # Errors
    /// [`MinutesError::Conflict`], [`MinutesError::Behind`], [`MinutesError::Incomplete`], [`MinutesError::SameSigner`],
    /// [`MinutesError::AttendanceOpen`], [`MinutesError::NumberTaken`], [`MinutesError::Unprintable`].
    pub async fn submit(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        submit: SubmitMinutes,
    ) -> Result<MinutesView, MinutesError> {
        // Until the event is committed nobody else gives the number away that it names.
        let _turn = self.0.turns.take(meeting).await;
        let room = self.room(viewer, meeting).await?;
        decide::may_write(&room, viewer)?;
        if let NumberChoice::Hand { number } = submit.number
            && !(1..=MAX_NUMBER).contains(&number)
        {
            return Err(MinutesError::Field("number"));
        }
        let record = self.record(&room).await?;
        let saved = store::draft(self.0.db.read(), meeting).await?;
        if saved.as_ref().map_or(0, |draft| draft.revision) != submit.revision {
            let theirs = self.view(viewer, meeting).await?;
            return Err(MinutesError::Conflict(Box::new(theirs)));
        }
        let behind = record.behind(&room, saved.as_ref());
        if !behind.is_empty() {
            return Err(MinutesError::Behind(behind));
        }
        let text = record.words(saved.as_ref());
        let missing = draft::missing(&record.facts, &text);
        if missing == [MissingPart::TwoSigners] {
            return Err(MinutesError::SameSigner);
        }
        let (Some(secretary), Some(chair), []) = (text.secretary, text.chair, missing.as_slice())
        else {
            return Err(MinutesError::Incomplete(missing));
        };
        let symbol = draft::checked_symbol(&text.symbol)?;
        if text.archive.is_empty() {
            return Err(MinutesError::Field("archive"));
        }
        let unrecorded: Vec<_> = record.facts.unrecorded().cloned().collect();
        if u32::try_from(unrecorded.len()).ok() != Some(submit.unrecorded) {
            return Err(MinutesError::AttendanceOpen(unrecorded));
        }
        let series = self.series_of(&room, symbol.clone());
        let number = self.reserve(meeting, series, submit.number).await?;
        let content = Content {
            number: Some(number),
            facts: record.facts.clone(),
            text,
        };
        let now = self.0.clock.now();
        let seal = record.seal;
        let paper = self.print(content.clone(), seal, now).await?;
        let blobs = self.0.blobs.clone();
        let (pdf, _) = blocking(move || blobs.put(paper.as_slice())).await?;
        self.0
            .db
            .write(move |txn| async move {
                store::keep_submission(&txn, meeting, pdf, &content, now)
                    .await
                    .map_err(MinutesError::from)
            })
            .await?;
        let submitted = SubmittedMinutes {
            number: format!("{number:02}/{symbol}"),
            pdf,
            secretary,
            chair,
            signatures: Vec::new(),
        };
        let actor = viewer.clone();
        self.0
            .rooms
            .record(meeting, viewer.person, None, move |room, _| {
                decide::submit(room, &actor, seal.size, submitted)
            })
            .await?;
        self.view(viewer, meeting).await
    }

    async fn reserve(
        &self,
        meeting: MeetingId,
        series: Series,
        choice: NumberChoice,
    ) -> Result<u32, MinutesError> {
        let is_register = matches!(choice, NumberChoice::Register {});
        let mut attempt = 0;
        loop {
            let (series, choice, now) = (series.clone(), choice.clone(), self.0.clock.now());
            let reserved = self
                .0
                .db
                .write(move |txn| async move {
                    store::reserve(&txn, meeting, &series, &choice, now).await
                })
                .await;
            attempt += 1;
            match reserved {
                // The next number went to another meeting between the question and the answer.
                Err(MinutesError::NumberTaken) if is_register && attempt < ATTEMPTS => {}
                Err(error) if store::was_overtaken(&error) && attempt < ATTEMPTS => {}
                reserved => return reserved,
            }
        }
    }

    /// Sends submitted minutes back (rule MI-5).
    ///
    /// # Errors
    /// [`MinutesError::WrongState`] when none wait for a signature.
    pub async fn send_back(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        back: SendBackMinutes,
    ) -> Result<MinutesView, MinutesError> {
        self.room(viewer, meeting).await?;
        passage(&back.reason, 1, 1_000).map_err(|_| MinutesError::Field("reason"))?;
        let actor = viewer.clone();
        self.0
            .rooms
            .record(meeting, viewer.person, None, move |room, now| {
                decide::send_back(room, &actor, &back.reason, now)
            })
            .await?;
        self.view(viewer, meeting).await
    }

    /// SHA-256 of the current file of submitted minutes. A file that is named must be the current one.
    ///
    /// # Errors
    /// [`MinutesError::FileUnknown`] when there is none, or another.
    pub async fn current(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        wanted: Option<Hash>,
    ) -> Result<Hash, MinutesError> {
        let submitted = self.submitted(viewer, meeting, wanted).await?;
        Ok(submitted.file())
    }

    async fn submitted(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        wanted: Option<Hash>,
    ) -> Result<SubmittedMinutes, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        let submitted = room.minutes.submitted.as_ref();
        submitted
            .filter(|submitted| wanted.is_none_or(|wanted| wanted == submitted.file()))
            .cloned()
            .ok_or(MinutesError::FileUnknown)
    }

    /// The current file of submitted minutes, with its hash and its name: see [`Self::current`].
    ///
    /// # Errors
    /// [`MinutesError::FileUnknown`] when there is none, or another.
    pub async fn file(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        wanted: Option<Hash>,
    ) -> Result<(Hash, String, Vec<u8>), MinutesError> {
        let submitted = self.submitted(viewer, meeting, wanted).await?;
        let current = submitted.file();
        let blobs = self.0.blobs.clone();
        let bytes = blocking(move || {
            let mut bytes = Vec::new();
            blobs.get(current)?.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
        .await?;
        Ok((current, submitted.file_name(), bytes))
    }

    /// Where the signatures that the current file still lacks will stand, and its hash: see [`Self::current`].
    ///
    /// # Errors
    /// [`MinutesError::FileUnknown`] when there is none, or another.
    pub async fn places(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        wanted: Option<Hash>,
    ) -> Result<(Hash, Vec<SignaturePlace>), MinutesError> {
        let (current, _, bytes) = self.file(viewer, meeting, wanted).await?;
        let places = tokio::task::spawn_blocking(move || paper::places(&bytes))
            .await
            .map_err(std::io::Error::other)??;
        Ok((current, places))
    }

    /// Notes that somebody has read a file of the current submission.
    ///
    /// # Errors
    /// [`MinutesError::FileUnknown`] for any other file.
    pub async fn read(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
        reading: MinutesReading,
    ) -> Result<(), MinutesError> {
        let room = self.room(viewer, meeting).await?;
        let submission = room
            .minutes
            .submitted
            .as_ref()
            .filter(|submitted| submitted.holds(reading.read))
            .ok_or(MinutesError::FileUnknown)?
            .pdf;
        let (person, file) = (viewer.person, reading.read);
        let read_at = self.0.clock.now();
        self.0
            .db
            .write(move |txn| async move {
                let reading = Reading {
                    submission,
                    read_at,
                };
                store::keep_reading(&txn, meeting, person, file, reading).await
            })
            .await
    }

    /// What changed since the reader last read a submission: to the current one, or to the draft while
    /// nothing is submitted.
    ///
    /// # Errors
    /// [`MinutesError::Unknown`] for who may not read the minutes.
    pub async fn changes(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<MinutesChanges, MinutesError> {
        let room = self.room(viewer, meeting).await?;
        let db = self.0.db.read();
        let Some(reading) = store::last_reading(db, meeting, viewer.person).await? else {
            return Ok(MinutesChanges {
                read_at: None,
                changes: Vec::new(),
            });
        };
        let current = room.minutes.submitted.as_ref().map(|current| current.pdf);
        let changes = if current == Some(reading.submission) {
            Vec::new()
        } else {
            let old = self.content(meeting, reading.submission).await?;
            let new = match current {
                Some(pdf) => self.content(meeting, pdf).await?,
                None => {
                    let record = self.record(&room).await?;
                    let draft = store::draft(db, meeting).await?;
                    Content {
                        number: old.number,
                        facts: record.facts.clone(),
                        text: record.words(draft.as_ref()),
                    }
                }
            };
            changes::between(&old, &new)
        };
        Ok(MinutesChanges {
            read_at: Some(reading.read_at),
            changes,
        })
    }

    async fn content(&self, meeting: MeetingId, pdf: Hash) -> Result<Content, MinutesError> {
        store::submission(self.0.db.read(), meeting, pdf)
            .await?
            .ok_or_else(|| MinutesError::Stored(format!("the content of {pdf} is missing")))
    }
}
