//! The demonstration's meetings, prepared by their secretary as any secretary prepares one.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use nghisu_protocol::{
    ids::{ConclusionId, ItemId, MeetingId, Timestamp},
    room::{
        RoomCommand,
        command::{Invitation, ItemPlan},
        state::{Attendance, Conclusion, Details, ParticipantRole, Reply, Stage},
    },
};

use super::{
    api::Api,
    office::{Meeting, id_of},
    papers::{self, Report},
    people::Known,
};

/// Makes a meeting, or finishes one that an earlier run began. Says whether anything was left to do.
pub(super) async fn make(
    api: &Api,
    known: &Known,
    meeting: &Meeting,
    day: Date,
    documents: Option<&Path>,
    report: Report<'_>,
) -> anyhow::Result<bool> {
    let id = MeetingId(id_of(&meeting.key));
    let before = api.meeting(id).await?;
    // Whoever plays with the demonstration may have gone on with it: that is left alone.
    if before
        .as_ref()
        .is_some_and(|view| view.room.stage >= meeting.ends_as && is_prepared(meeting, view))
    {
        return Ok(false);
    }
    report(&format!("Cuộc họp: {}", meeting.title))?;
    let desk = Desk {
        api,
        known,
        meeting,
        id,
    };
    desk.prepare(day).await?;
    if let Some(directory) = documents {
        papers::upload(api, id, meeting, directory, report).await?;
    }
    desk.carry_on().await?;
    Ok(true)
}

/// Whether the last step of the preparation was taken.
fn is_prepared(meeting: &Meeting, view: &nghisu_protocol::meetings::MeetingView) -> bool {
    view.room.items.len() >= meeting.items.len()
        && meeting.substitutes.iter().all(|substitute| {
            view.room
                .participants
                .values()
                .any(|one| one.name == substitute.person && one.substitute_for.is_some())
        })
}

/// The item of a number, from 1.
pub(super) fn item_id(meeting: &Meeting, number: usize) -> ItemId {
    ItemId(id_of(&format!("{}/item/{number}", meeting.key)))
}

struct Desk<'a> {
    api: &'a Api,
    known: &'a Known,
    meeting: &'a Meeting,
    id: MeetingId,
}

impl Desk<'_> {
    async fn act(&self, name: &str, command: RoomCommand) -> anyhow::Result<()> {
        self.api.command(self.id, name, command).await
    }

    async fn prepare(&self, day: Date) -> anyhow::Result<()> {
        let meeting = self.meeting;
        let day = working_day(day, meeting.days_later)?;
        let details = Details {
            title: meeting.title.clone(),
            kind: meeting.kind,
            unit: Some(self.known.unit(&meeting.unit)?),
            unit_name: String::new(),
            place: meeting.place.clone(),
            starts_at: Some(moment(day, meeting.starts)?),
            ends_at: Some(moment(day, meeting.ends)?),
            dossier_code: meeting.dossier.clone(),
            invitation: meeting.invitation.clone(),
            wants_notice: meeting.wants_notice,
        };
        self.act("create", RoomCommand::CreateMeeting { details })
            .await?;
        let delegates = self.known.all(&meeting.delegates)?;
        let people = delegates
            .iter()
            .map(|&person| Invitation {
                person,
                role: ParticipantRole::Delegate,
                items: BTreeSet::new(),
            })
            .collect();
        self.act("delegates", RoomCommand::SetParticipants { people })
            .await?;
        let person = self.known.person(&meeting.chair)?;
        self.act("chair", RoomCommand::AssignChair { person })
            .await?;
        // Whoever makes a meeting is its secretary already.
        if meeting.secretaries.len() > 1 {
            let people = self.known.all(&meeting.secretaries)?;
            self.act("secretaries", RoomCommand::AssignSecretaries { people })
                .await?;
        }
        self.add_items().await?;
        self.invite_guests().await?;
        self.act("rank", RoomCommand::RankParticipants { order: delegates })
            .await
    }

    async fn add_items(&self) -> anyhow::Result<()> {
        for (index, item) in self.meeting.items.iter().enumerate() {
            let number = index + 1;
            let plan = ItemPlan {
                title: item.title.clone(),
                presenter: Some(self.known.person(&item.presenter)?),
                presenting_body: item.body.clone(),
                minutes: item.minutes,
                is_closed_session: false,
            };
            let command = RoomCommand::AddItem {
                item: item_id(self.meeting, number),
                plan,
                position: None,
            };
            self.act(&format!("item {number}"), command).await?;
        }
        Ok(())
    }

    async fn invite_guests(&self) -> anyhow::Result<()> {
        for guest in &self.meeting.guests {
            let items = guest
                .items
                .iter()
                .map(|&number| item_id(self.meeting, number))
                .collect();
            let invitation = Invitation {
                person: self.known.person(&guest.person)?,
                role: ParticipantRole::Guest,
                items,
            };
            let command = RoomCommand::SetParticipants {
                people: vec![invitation],
            };
            self.act(&format!("guest {}", guest.person), command)
                .await?;
        }
        Ok(())
    }

    /// From the draft to where the demonstration leaves the meeting.
    async fn carry_on(&self) -> anyhow::Result<()> {
        if self.meeting.ends_as >= Stage::Published {
            self.act("publish", RoomCommand::Publish {}).await?;
        }
        for person in &self.meeting.attending {
            let command = RoomCommand::AnswerInvitation {
                person: self.known.person(person)?,
                reply: Reply::Attend {},
            };
            self.act(&format!("answer of {person}"), command).await?;
        }
        for substitute in &self.meeting.substitutes {
            let absent = self.known.person(&substitute.comes_for)?;
            let attendance = Attendance::AbsentWithReason {
                reason: substitute.reason.clone(),
            };
            self.act(
                &format!("absence of {}", substitute.comes_for),
                RoomCommand::RecordAttendance {
                    person: absent,
                    attendance,
                },
            )
            .await?;
            self.act(
                &format!("substitute for {}", substitute.comes_for),
                RoomCommand::AddSubstitute {
                    person: self.known.person(&substitute.person)?,
                    substitute_for: absent,
                },
            )
            .await?;
        }
        if self.meeting.ends_as >= Stage::Closed {
            self.hold().await?;
        }
        Ok(())
    }

    /// Opens the meeting, concludes its items and closes it.
    async fn hold(&self) -> anyhow::Result<()> {
        self.act("open", RoomCommand::Open {}).await?;
        for (index, item) in self.meeting.items.iter().enumerate() {
            let number = index + 1;
            let id = item_id(self.meeting, number);
            self.act(
                &format!("open item {number}"),
                RoomCommand::OpenItem { item: id },
            )
            .await?;
            if let Some(text) = &item.conclusion {
                let name = format!("conclusion of item {number}");
                let conclusion = Conclusion {
                    id: ConclusionId(id_of(&format!("{}/{name}", self.meeting.key))),
                    text: text.clone(),
                };
                self.act(
                    &name,
                    RoomCommand::RecordConclusion {
                        item: id,
                        conclusion,
                    },
                )
                .await?;
            }
            self.act(
                &format!("end item {number}"),
                RoomCommand::CloseItem { item: id },
            )
            .await?;
        }
        self.act("close", RoomCommand::Close {}).await
    }
}

/// The day so many days later, or earlier; on a weekend the next working day in that direction. Today stays today.
fn working_day(today: Date, days_later: i32) -> anyhow::Result<Date> {
    let mut day = today.checked_add(jiff::Span::new().days(days_later))?;
    while days_later != 0 && matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.checked_add(jiff::Span::new().days(days_later.signum()))?;
    }
    Ok(day)
}

/// A time of day at +07:00.
fn moment(day: Date, time: Time) -> anyhow::Result<Timestamp> {
    let zone = TimeZone::fixed(jiff::tz::offset(7));
    let at = day
        .to_datetime(time)
        .to_zoned(zone)
        .context("there is no such moment")?;
    Ok(Timestamp(at.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_of_another_day_is_held_on_a_working_day() {
        let tuesday = jiff::civil::date(2026, 11, 24);
        for (later, day) in [(5, 30), (-2, 20), (3, 27), (0, 24)] {
            assert_eq!(
                working_day(tuesday, later).unwrap(),
                jiff::civil::date(2026, 11, day)
            );
        }
        let sunday = jiff::civil::date(2026, 11, 29);
        assert_eq!(working_day(sunday, 0).unwrap(), sunday);
    }

    #[test]
    fn a_time_of_day_is_meant_at_seven_hours_before_greenwich() {
        let at = moment(
            jiff::civil::date(2026, 12, 16),
            jiff::civil::time(8, 0, 0, 0),
        )
        .unwrap();
        assert_eq!(at, Timestamp(1_797_382_800_000));
    }
}
