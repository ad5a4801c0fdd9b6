//! The fold: what each event does to the state.
//!
//! It refuses nothing that was logged: a decision was made when the event was, and a fold that argued
//! with it would leave two tablets with two truths. An event about a thing that the state does not hold
//! (because an earlier event was redacted for this reader) changes nothing.

use super::event::RoomEvent;
use super::state::{
    CalledOff, Closing, GivenReply, GivenSignature, HandVote, Item, ItemStatus, Lead, Room,
    ShownPlace, Stage,
};
use crate::fold::{self, Unreadable};
use crate::ids::{ItemId, Timestamp};
use crate::log::{Entry, Header};

/// The version of this fold. It rises whenever equal logs would give other states than before; server
/// and tablet compare it in their handshake (rule HS-2).
pub const FOLD_VERSION: u32 = 2;

impl Room {
    /// Folds in one entry as it came over the wire (rules EV-5, EV-6).
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Unreadable> {
        if let Some((header, event)) = fold::next(&mut self.seq, entry, RoomEvent::read)? {
            self.fold(&header, &event);
        }
        Ok(())
    }

    /// Counts one entry without looking into it.
    pub fn advance(&mut self, seq: u64) -> Result<(), Unreadable> {
        fold::advance(&mut self.seq, seq)
    }

    /// What one event does. The entry's number must have been counted by [`Room::advance`].
    pub fn fold(&mut self, header: &Header, event: &RoomEvent) {
        let at = header.at;
        match event {
            RoomEvent::MeetingCreated { details } => {
                self.details = details.clone();
                self.created_by = Some(header.actor);
            }
            RoomEvent::DetailsChanged { details } => self.details = details.clone(),
            RoomEvent::ParticipantSet {
                person,
                participant,
            } => {
                self.participants.insert(*person, participant.clone());
            }
            RoomEvent::ParticipantRemoved { person } => {
                self.participants.remove(person);
                self.replies.remove(person);
            }
            RoomEvent::InvitationAnswered { person, reply } => {
                let reply = reply.clone();
                self.replies.insert(*person, GivenReply { reply, at });
            }
            RoomEvent::ParticipantsRanked { order } => self.rank(order),
            RoomEvent::ChairAssigned { person } => self.chair = *person,
            RoomEvent::SecretariesAssigned { people } => self.secretaries = people.clone(),
            RoomEvent::GuestInvited { person, items } => {
                if let Some(guest) = self.participants.get_mut(person) {
                    guest.items = items.clone();
                }
            }
            RoomEvent::ItemAdded { item, content } => {
                self.items.insert(*item, content.clone());
            }
            RoomEvent::ItemChanged {
                item,
                title,
                presenter,
                presenting_body,
                minutes,
                is_closed_session,
            } => {
                if let Some(item) = self.items.get_mut(item) {
                    item.title = title.clone();
                    item.presenter = *presenter;
                    item.presenting_body = presenting_body.clone();
                    item.minutes = *minutes;
                    item.is_closed_session = *is_closed_session;
                }
            }
            RoomEvent::ItemMoved { item, position } => {
                if let Some(item) = self.items.get_mut(item) {
                    item.position = *position;
                }
            }
            RoomEvent::ItemRemoved { item } => {
                self.items.remove(item);
            }
            RoomEvent::DocumentAdded {
                document,
                item,
                title,
                version,
            } => {
                self.documents.insert(
                    *document,
                    super::state::Document {
                        item: *item,
                        title: title.clone(),
                        versions: vec![version.clone()],
                        is_late: self.published,
                    },
                );
                self.document_order.push(*document);
            }
            RoomEvent::DocumentReplaced {
                document, version, ..
            } => {
                if let Some(document) = self.documents.get_mut(document) {
                    document.versions.push(version.clone());
                }
            }
            RoomEvent::DocumentRenamed {
                document, title, ..
            } => {
                if let Some(document) = self.documents.get_mut(document) {
                    document.title = title.clone();
                }
            }
            RoomEvent::DocumentRemoved { document, .. } => {
                let removed = self.documents.remove(document);
                self.document_order.retain(|other| other != document);
                if let (Some(removed), Some(lead)) = (removed, &mut self.lead) {
                    lead.places.retain(|shown| {
                        removed
                            .versions
                            .iter()
                            .all(|version| version.id != shown.place.version)
                    });
                }
            }
            RoomEvent::MeetingPublished {} => {
                self.stage = Stage::Published;
                self.published = true;
            }
            RoomEvent::MeetingCancelled { reason } => {
                self.stage = Stage::Cancelled;
                self.called_off = Some(CalledOff {
                    by: header.actor,
                    reason: reason.clone(),
                    at,
                });
            }
            RoomEvent::MeetingOpened {} => {
                self.stage = Stage::Open;
                self.presiding = self.chair;
                self.opened_at = Some(at);
            }
            RoomEvent::ItemOpened { item } => {
                self.break_until = None;
                if let Some(content) = self.items.get_mut(item) {
                    content.status = ItemStatus::Open;
                    content.opened_at = Some(at);
                    self.current_item = Some(*item);
                }
            }
            RoomEvent::ItemClosed { item } => self.leave_item(*item, ItemStatus::Done, at),
            RoomEvent::ItemPostponed { item } => self.leave_item(*item, ItemStatus::Postponed, at),
            RoomEvent::ItemWithdrawn { item } => self.leave_item(*item, ItemStatus::Withdrawn, at),
            RoomEvent::ItemRestored { item } => self.leave_item(*item, ItemStatus::Pending, at),
            RoomEvent::ChairPassed { to } => self.presiding = Some(*to),
            RoomEvent::LeadTaken { person } => {
                let places = self.lead.take().map(|lead| lead.places).unwrap_or_default();
                self.lead = Some(Lead {
                    person: *person,
                    places,
                });
            }
            RoomEvent::LeadReleased {} => self.lead = None,
            RoomEvent::Presented { item, place } => {
                if let Some(lead) = &mut self.lead {
                    lead.places.retain(|shown| shown.item != *item);
                    lead.places.push(ShownPlace {
                        item: *item,
                        place: *place,
                    });
                }
            }
            RoomEvent::AttendanceRecorded { person, attendance } => {
                if let Some(participant) = self.participants.get_mut(person) {
                    participant.attendance = attendance.clone();
                }
            }
            RoomEvent::BreakStarted { until } => self.break_until = Some(*until),
            RoomEvent::BreakEnded {} => self.break_until = None,
            RoomEvent::CourseRecorded { item, text } => {
                if let Some(item) = self.items.get_mut(item) {
                    item.course = text.clone();
                }
            }
            RoomEvent::HandVoteRecorded {
                item,
                subject,
                approve,
                reject,
                abstain,
            } => {
                if let Some(item) = self.items.get_mut(item) {
                    item.votes.push(HandVote {
                        subject: subject.clone(),
                        approve: *approve,
                        reject: *reject,
                        abstain: *abstain,
                        at,
                    });
                }
            }
            RoomEvent::HandVoteStruck { item, index } => {
                if let Some(item) = self.items.get_mut(item)
                    && (*index as usize) < item.votes.len()
                {
                    item.votes.remove(*index as usize);
                }
            }
            RoomEvent::ConclusionRecorded { item, conclusion } => {
                if let Some(item) = self.items.get_mut(item) {
                    record_conclusion(item, conclusion.clone());
                }
            }
            RoomEvent::ConclusionStruck { item, conclusion } => {
                if let Some(item) = self.items.get_mut(item) {
                    item.conclusions.retain(|other| other.id != *conclusion);
                }
            }
            // How people came in is read in the log; nothing of the meeting depends on it.
            RoomEvent::AnnotationsAnchored { .. }
            | RoomEvent::PassGiven { .. }
            | RoomEvent::PassUsed { .. }
            | RoomEvent::PassTakenBack { .. } => {}
            RoomEvent::MeetingClosed {} => {
                self.stage = Stage::Closed;
                self.lead = None;
                self.break_until = None;
                self.closing = Some(Closing {
                    size: header.seq,
                    at,
                });
            }
            RoomEvent::MeetingReopened { .. } => {
                self.stage = Stage::Open;
                self.closing = None;
                self.minutes.submitted = None;
            }
            RoomEvent::MinutesSubmitted { minutes } => {
                self.stage = Stage::Minutes;
                self.minutes.submitted = Some(minutes.clone());
                self.minutes.sent_back = None;
            }
            RoomEvent::MinutesSentBack { sent_back } => {
                self.stage = Stage::Closed;
                self.minutes.submitted = None;
                self.minutes.sent_back = Some(sent_back.clone());
            }
            RoomEvent::MinutesSigned {
                person,
                capacity,
                pdf,
            } => {
                if let Some(submitted) = &mut self.minutes.submitted {
                    submitted.signatures.push(GivenSignature {
                        person: *person,
                        capacity: *capacity,
                        pdf: *pdf,
                        at,
                    });
                    if self.minutes.next_signer().is_none() {
                        self.stage = Stage::Signed;
                    }
                }
            }
            RoomEvent::MeetingArchived { package } => {
                self.stage = Stage::Archived;
                self.minutes.package = Some(*package);
            }
        }
    }

    /// Ends the discussion of an item and adds up its time.
    fn leave_item(&mut self, item: ItemId, status: ItemStatus, at: Timestamp) {
        if let Some(content) = self.items.get_mut(&item) {
            if content.status == ItemStatus::Open
                && let Some(opened) = content.opened_at
            {
                content.spent_ms += (at.0 - opened.0).max(0);
            }
            content.status = status;
        }
        if self.current_item == Some(item) {
            self.current_item = None;
        }
    }

    fn rank(&mut self, order: &[crate::ids::PersonId]) {
        let rest: Vec<_> = self
            .ranked()
            .into_iter()
            .map(|(id, _)| id)
            .filter(|id| !order.contains(id))
            .collect();
        for (rank, person) in (1_u32..).zip(order.iter().chain(&rest)) {
            if let Some(participant) = self.participants.get_mut(person) {
                participant.rank = rank;
            }
        }
    }
}

fn record_conclusion(item: &mut Item, conclusion: super::state::Conclusion) {
    match item
        .conclusions
        .iter_mut()
        .find(|other| other.id == conclusion.id)
    {
        Some(other) => *other = conclusion,
        None => item.conclusions.push(conclusion),
    }
}
