//! Tests of copies: who makes them, what comes along, who is left out, into what they go.

use std::collections::BTreeMap;

use nghisu_protocol::{
    ids::{ItemId, MeetingId, Timestamp, UnitId, Uuid},
    meetings::{CopyPlan, LeftOutReason},
    room::{
        Rejection, Room, RoomCommand, RoomEvent, Viewer,
        command::ItemPlan,
        state::{Attendance, Details, ItemStatus, MeetingKind, ParticipantRole, Stage},
    },
};

use super::{
    CHAIR, DELEGATE, FIRST, GUEST, NOW, SECOND, SECRETARY, STRANGER, THIRD, act, details, done,
    facts, happen, in_stage, item, open, plan, published,
};
use crate::live::room::{Facts, copy, step};

const COPY: MeetingId = MeetingId(Uuid::from_u128(900));
const LATER: Timestamp = Timestamp(NOW.0 + 86_400_000);

fn wanted() -> CopyPlan {
    CopyPlan {
        meeting: COPY,
        title: "Họp giao ban tháng sau".into(),
        starts_at: Some(LATER),
        ends_at: None,
    }
}

/// The ids of the items in the copy: a hundred more.
fn ids(source: &Room) -> BTreeMap<ItemId, ItemId> {
    let later = |id: &ItemId| ItemId(Uuid::from_u128(id.0.as_u128() + 100));
    source.items.keys().map(|id| (*id, later(id))).collect()
}

fn decide(
    room: &Room,
    source: &Room,
    actor: &Viewer,
    facts: &Facts,
) -> Result<Vec<RoomEvent>, Rejection> {
    copy::decide(room, source, &wanted(), actor, &ids(source), facts)
}

fn copied(source: &Room, facts: &Facts) -> Room {
    let mut room = Room::new(COPY);
    let events = decide(&room, source, &SECRETARY, facts).unwrap();
    happen(&mut room, &events);
    room
}

#[test]
fn pp_2_only_who_prepares_a_meeting_and_may_make_meetings_copies_it() {
    let source = published();
    let there = Room::new(COPY);
    let with = |viewer: Viewer, is_secretary| Viewer {
        is_secretary,
        ..viewer
    };
    for (who, may) in [
        (SECRETARY, true),
        (with(SECRETARY, false), false),
        (with(CHAIR, true), true),
        (CHAIR, false),
        (with(DELEGATE, true), false),
        (with(GUEST, true), false),
        (with(STRANGER, true), false),
    ] {
        let decided = decide(&there, &source, &who, &facts(NOW));
        assert_eq!(decided.is_ok(), may, "{who:?}: {decided:?}");
        if !may {
            assert_eq!(decided, Err(Rejection::NotAllowed));
        }
    }
}

#[test]
fn pp_3_a_copy_has_people_and_agenda_and_nothing_that_happened() {
    let mut source = open();
    for command in [
        RoomCommand::ChangeItem {
            item: SECOND,
            plan: ItemPlan {
                presenter: Some(DELEGATE.person),
                presenting_body: "Sở Tài chính".into(),
                minutes: 35,
                ..plan("Hai")
            },
        },
        RoomCommand::RecordAttendance {
            person: DELEGATE.person,
            attendance: Attendance::Present { at: NOW },
        },
        RoomCommand::RankParticipants {
            order: vec![CHAIR.person, DELEGATE.person],
        },
        RoomCommand::WithdrawItem { item: THIRD },
    ] {
        done(&mut source, &SECRETARY, command);
    }
    let room = copied(&source, &facts(NOW));

    assert_eq!(room.stage, Stage::Draft);
    assert_eq!(room.details.title, "Họp giao ban tháng sau");
    assert_eq!(room.details.starts_at, Some(LATER));
    assert_eq!(
        (room.chair, &room.secretaries),
        (Some(CHAIR.person), &source.secretaries)
    );
    let order = |room: &Room| -> Vec<_> {
        let ranked = room.ranked().into_iter();
        ranked.map(|(id, who)| (id, who.role)).collect()
    };
    assert_eq!(order(&room), order(&source));
    let unknown =
        |who: &nghisu_protocol::room::state::Participant| who.attendance == Attendance::Unknown;
    assert!(room.participants.values().all(unknown));
    let agenda = room.agenda();
    let titles: Vec<_> = agenda.iter().map(|(_, item)| item.title.as_str()).collect();
    assert_eq!(titles, ["Một", "Hai"], "the third was withdrawn");
    let second = agenda[1].1;
    assert_eq!(
        (
            second.presenter,
            second.presenting_body.as_str(),
            second.minutes
        ),
        (Some(DELEGATE.person), "Sở Tài chính", 35)
    );
    for (_, item) in agenda {
        assert_eq!(item.status, ItemStatus::Pending);
        assert!(item.votes.is_empty() && item.conclusions.is_empty());
    }
    // The guest of the second item is the guest of its copy.
    assert_eq!(
        room.participants[&GUEST.person].items,
        [item(122)].into_iter().collect()
    );
    assert!(room.documents.is_empty());
}

#[test]
fn pp_3_numbers_of_one_meeting_stay_with_it() {
    let unit = UnitId(Uuid::from_u128(7));
    let mut facts = facts(NOW);
    facts.units.insert(unit, "Sở Tài chính".into());
    let mut source = Room::new(MeetingId(Uuid::from_u128(1)));
    let details = Details {
        kind: MeetingKind::CommitteeSession,
        unit: Some(unit),
        place: "Phòng họp số 1".into(),
        dossier_code: "07.2026.PH-TH".into(),
        invitation: "452/GM-UBND".into(),
        wants_notice: true,
        ..details()
    };
    let create = RoomCommand::CreateMeeting { details };
    let events = step(&source, &create, &SECRETARY, None, &facts).unwrap();
    happen(&mut source, &events);
    let room = copied(&source, &facts);
    let seen = &room.details;
    assert_eq!(
        (seen.kind, seen.unit, seen.unit_name.as_str()),
        (MeetingKind::CommitteeSession, Some(unit), "Sở Tài chính")
    );
    assert_eq!(
        (seen.place.as_str(), seen.wants_notice),
        ("Phòng họp số 1", true)
    );
    assert_eq!(
        (seen.dossier_code.as_str(), seen.invitation.as_str()),
        ("", "")
    );
    // A unit that was dissolved meanwhile holds no copy.
    facts.units.clear();
    assert_eq!(copied(&source, &facts).details.unit, None);
}

#[test]
fn pp_4_who_left_and_whose_position_ended_is_left_out_and_named() {
    let mut source = published();
    for command in [
        RoomCommand::AddSubstitute {
            person: STRANGER.person,
            substitute_for: DELEGATE.person,
        },
        RoomCommand::ChangeItem {
            item: FIRST,
            plan: ItemPlan {
                presenter: Some(DELEGATE.person),
                ..plan("Một")
            },
        },
    ] {
        done(&mut source, &SECRETARY, command);
    }
    let mut facts = facts(NOW);
    facts.people.remove(&CHAIR.person);
    facts
        .people
        .get_mut(&DELEGATE.person)
        .unwrap()
        .position
        .clear();
    let guest = facts.people.get_mut(&GUEST.person).unwrap();
    guest.position = "Giám đốc".into();
    let left: Vec<_> = copy::left_out(&source, SECRETARY.person, &facts.people)
        .into_iter()
        .map(|left| (left.person, left.reason))
        .collect();
    assert_eq!(left.len(), 3);
    for expected in [
        (CHAIR.person, LeftOutReason::Left),
        (DELEGATE.person, LeftOutReason::PositionEnded),
        (STRANGER.person, LeftOutReason::Substitute),
    ] {
        assert!(left.contains(&expected), "{left:?}");
    }
    // Who presents has a part of their own, and comes again.
    let mut presented = source.clone();
    let presents = RoomCommand::ChangeItem {
        item: SECOND,
        plan: ItemPlan {
            presenter: Some(STRANGER.person),
            ..plan("Hai")
        },
    };
    done(&mut presented, &SECRETARY, presents);
    let left = copy::left_out(&presented, SECRETARY.person, &facts.people);
    assert!(left.iter().all(|left| left.person != STRANGER.person));

    let room = copied(&source, &facts);
    assert_eq!(room.chair, None);
    assert_eq!(room.agenda()[0].1.presenter, None);
    let here: Vec<_> = room.participants.keys().copied().collect();
    assert_eq!(here, [SECRETARY.person, GUEST.person]);
    assert_eq!(room.participants[&GUEST.person].position, "Giám đốc");
}

#[test]
fn pp_4_whoever_copies_is_there_and_keeps_the_record_where_they_do_not_chair() {
    let source = published();
    let mut facts = facts(NOW);
    // Nothing that the directory says of their position takes them out of their own meeting.
    facts
        .people
        .get_mut(&SECRETARY.person)
        .unwrap()
        .position
        .clear();
    assert!(copy::left_out(&source, SECRETARY.person, &facts.people).is_empty());
    assert_eq!(copied(&source, &facts).secretaries, [SECRETARY.person]);

    // The chair copies, and the secretary has left: somebody has to keep the record.
    facts.people.remove(&SECRETARY.person);
    let chair = Viewer {
        is_secretary: true,
        ..CHAIR
    };
    let mut room = Room::new(COPY);
    let events = decide(&room, &source, &chair, &facts).unwrap();
    happen(&mut room, &events);
    assert_eq!(room.secretaries, [CHAIR.person]);
    assert_eq!(room.chair, Some(CHAIR.person));
}

#[test]
fn pp_5_a_copy_fills_a_draft_that_holds_nothing_and_no_other_meeting() {
    let source = published();
    let mut draft = Room::new(COPY);
    done(
        &mut draft,
        &SECRETARY,
        RoomCommand::CreateMeeting { details: details() },
    );
    let mut filled = draft.clone();
    let events = decide(&filled, &source, &SECRETARY, &facts(NOW)).unwrap();
    happen(&mut filled, &events);
    assert_eq!(filled.agenda().len(), 3);
    assert_eq!(filled.details.title, "Họp giao ban tháng sau");
    assert_eq!(filled.chair, Some(CHAIR.person));
    let again = decide(&filled, &source, &SECRETARY, &facts(NOW));
    assert_eq!(again, Err(Rejection::MeetingExists));

    let item = RoomCommand::AddItem {
        item: item(77),
        plan: plan("Một"),
        position: None,
    };
    act(&mut draft, &SECRETARY, item).unwrap();
    let over = decide(&draft, &source, &SECRETARY, &facts(NOW));
    assert_eq!(over, Err(Rejection::MeetingExists));
    let itself = CopyPlan {
        meeting: source.meeting,
        ..wanted()
    };
    assert_eq!(
        copy::decide(
            &source,
            &source,
            &itself,
            &SECRETARY,
            &ids(&source),
            &facts(NOW)
        ),
        Err(Rejection::MeetingExists)
    );
}

#[test]
fn a_meeting_is_copied_in_every_stage() {
    for stage in [
        Stage::Draft,
        Stage::Published,
        Stage::Open,
        Stage::Closed,
        Stage::Minutes,
        Stage::Signed,
        Stage::Archived,
        Stage::Cancelled,
    ] {
        let room = copied(&in_stage(stage), &facts(NOW));
        assert_eq!(room.stage, Stage::Draft, "{stage:?}");
        let guest = &room.participants[&GUEST.person];
        assert_eq!(guest.role, ParticipantRole::Guest, "{stage:?}");
    }
}

#[test]
fn what_is_no_title_or_time_makes_no_copy() {
    let source = published();
    let there = Room::new(COPY);
    let try_plan = |plan: CopyPlan| {
        copy::decide(
            &there,
            &source,
            &plan,
            &SECRETARY,
            &ids(&source),
            &facts(NOW),
        )
    };
    let untitled = CopyPlan {
        title: " ".into(),
        ..wanted()
    };
    assert_eq!(try_plan(untitled), Err(Rejection::BadText));
    let backwards = CopyPlan {
        ends_at: Some(NOW),
        ..wanted()
    };
    assert_eq!(try_plan(backwards), Err(Rejection::BadTime));
}
