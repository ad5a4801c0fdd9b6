//! Tests of what is prepared: the meeting, its people, its agenda and its documents, and their limits.

use std::collections::BTreeSet;

use nghisu_protocol::{
    ids::{ItemId, MeetingId, Timestamp, Uuid, VersionId},
    room::{
        Rejection, Room, RoomCommand,
        command::{Invitation, ItemPlan, MAX_ITEMS, PlannedItem},
        state::{Attendance, Details, ParticipantRole, Stage, Version},
    },
};

use super::{
    CHAIR, DELEGATE, DOCUMENT, FIRST, GUEST, NOW, SECOND, SECRETARY, STRANGER, THIRD, VERSION, act,
    details, done, draft, facts, happen, in_stage, item, open, person, plan, published, version,
};
use crate::live::room::{documents, step};

#[test]
fn a_meeting_is_made_once_and_by_secretaries_only() {
    let create = RoomCommand::CreateMeeting { details: details() };
    let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
    assert_eq!(
        act(&mut room, &DELEGATE, create.clone()),
        Err(Rejection::NotAllowed)
    );
    done(&mut room, &SECRETARY, create.clone());
    assert_eq!(room.secretaries, [SECRETARY.person]);
    assert_eq!(
        act(&mut room, &SECRETARY, create),
        Err(Rejection::MeetingExists)
    );
}

#[test]
fn publishing_needs_a_start_a_chair_and_an_item() {
    let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
    let publish = |room: &mut Room| act(room, &SECRETARY, RoomCommand::Publish {});
    let no_start = Details {
        starts_at: None,
        ..details()
    };
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::CreateMeeting { details: no_start },
    );
    assert_eq!(publish(&mut room), Err(Rejection::Incomplete));
    for command in [
        RoomCommand::ChangeDetails { details: details() },
        RoomCommand::AssignChair {
            person: CHAIR.person,
        },
        RoomCommand::AddItem {
            item: FIRST,
            plan: plan("Một"),
            position: None,
        },
    ] {
        assert_eq!(publish(&mut room), Err(Rejection::Incomplete));
        done(&mut room, &SECRETARY, command);
    }
    assert!(publish(&mut room).is_ok());
}

#[test]
fn co_1_a_meeting_is_called_off_with_a_reason_until_it_is_opened() {
    let cancel = |reason: &str| RoomCommand::Cancel {
        reason: reason.into(),
    };
    for make in [draft, published] {
        for who in [&DELEGATE, &GUEST, &STRANGER] {
            assert!(act(&mut make(), who, cancel("Bão")).is_err());
        }
        for reason in ["", " \n", &"a".repeat(2_001)] {
            let refused = act(&mut make(), &SECRETARY, cancel(reason));
            assert_eq!(
                refused,
                Err(Rejection::BadText),
                "{} characters",
                reason.len()
            );
        }
        for who in [&SECRETARY, &CHAIR] {
            let mut room = make();
            done(&mut room, who, cancel(" Bão số 12 "));
            assert_eq!(room.stage, Stage::Cancelled);
            let how = room.called_off.as_ref().unwrap();
            assert_eq!(how.reason, "Bão số 12");
        }
    }
    let opened = act(&mut open(), &SECRETARY, cancel("Bão"));
    assert_eq!(opened, Err(Rejection::WrongStage));
}

#[test]
fn co_2_a_draft_that_is_called_off_is_there_for_nobody() {
    let mut room = draft();
    let reason = "Tạo nhầm".into();
    done(&mut room, &SECRETARY, RoomCommand::Cancel { reason });
    for who in [&SECRETARY, &CHAIR, &DELEGATE, &GUEST, &STRANGER] {
        assert!(!room.is_visible_to(who));
        let anew = act(&mut room, who, RoomCommand::Publish {});
        assert_eq!(anew, Err(Rejection::UnknownMeeting));
        assert_eq!(room.view_for(who).details, Details::default());
    }
}

#[test]
fn co_3_an_announced_meeting_that_is_called_off_stays_with_its_reason() {
    let mut room = published();
    let reason: String = "Bão".into();
    done(&mut room, &SECRETARY, RoomCommand::Cancel { reason });
    for who in [&SECRETARY, &CHAIR, &DELEGATE, &GUEST] {
        let view = room.view_for(who);
        assert_eq!(
            view.called_off.map(|how| how.reason).as_deref(),
            Some("Bão")
        );
        assert_eq!(view.stage, Stage::Cancelled);
    }
    assert!(!room.is_visible_to(&STRANGER));
}

#[test]
fn a_draft_s_item_goes_with_its_documents_and_invitations() {
    let mut room = draft();
    let everything = RoomCommand::InviteGuest {
        person: GUEST.person,
        items: [FIRST, SECOND].into(),
    };
    done(&mut room, &SECRETARY, everything);
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::RemoveItem { item: FIRST },
    );
    assert!(!room.items.contains_key(&FIRST));
    assert!(room.documents.is_empty() && room.document_order.is_empty());
    assert_eq!(
        room.participants[&GUEST.person].items,
        BTreeSet::from([SECOND])
    );
}

#[test]
fn items_stand_where_they_were_put_also_when_no_gap_is_left() {
    let mut room = draft();
    let mut expected = vec![FIRST, SECOND, THIRD];
    // Always between the same two: the gap is halved until all are numbered anew.
    for number in 0..40 {
        let added = item(1_000 + number);
        done(
            &mut room,
            &SECRETARY,
            RoomCommand::AddItem {
                item: added,
                plan: plan("Nội dung"),
                position: Some(1),
            },
        );
        expected.insert(1, added);
        let agenda: Vec<ItemId> = room.agenda().iter().map(|(id, _)| *id).collect();
        assert_eq!(agenda, expected);
    }
    for (from, to) in [(0, 5), (40, 0), (3, 3_000), (7, 6)] {
        let moved = expected.remove(from);
        let to = to.min(expected.len());
        expected.insert(to, moved);
        let command = RoomCommand::MoveItem {
            item: moved,
            position: u32::try_from(to).unwrap(),
        };
        done(&mut room, &SECRETARY, command);
        let agenda: Vec<ItemId> = room.agenda().iter().map(|(id, _)| *id).collect();
        assert_eq!(agenda, expected);
    }
}

#[test]
fn whoever_is_entered_stands_where_their_position_stands_in_the_directory() {
    let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
    let ids = |room: &Room| -> Vec<u128> {
        let ranked = room.ranked();
        ranked.iter().map(|(id, _)| id.0.as_u128()).collect()
    };
    let mut facts = facts(NOW);
    // The smaller the precedence, the higher; number 9 has no position.
    for (number, precedence) in [
        (1, 40),
        (2, 1),
        (3, 3),
        (4, 2),
        (5, 3),
        (6, 1),
        (7, 2),
        (8, 30),
    ] {
        let known = facts.people.get_mut(&person(number)).unwrap();
        known.precedence = Some(precedence);
    }
    let enter = |room: &mut Room, role, numbers: &[u128]| {
        let people = numbers.iter().map(|number| Invitation {
            person: person(*number),
            role,
            items: BTreeSet::new(),
        });
        let command = RoomCommand::SetParticipants {
            people: people.collect(),
        };
        let events = step(room, &command, &SECRETARY, None, &facts).unwrap();
        happen(room, &events);
    };
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::CreateMeeting { details: details() },
    );
    let secretary = SECRETARY.person.0.as_u128();
    enter(&mut room, ParticipantRole::Delegate, &[3, 9, 4]);
    assert_eq!(ids(&room), [4, 3, secretary, 9]);
    // Equals stand in the order in which they were entered.
    enter(&mut room, ParticipantRole::Delegate, &[5]);
    assert_eq!(ids(&room), [4, 3, 5, secretary, 9]);
    // Guests come after the delegates, whatever they are at home, and stand by rank among themselves.
    enter(&mut room, ParticipantRole::Guest, &[8]);
    enter(&mut room, ParticipantRole::Guest, &[6]);
    assert_eq!(ids(&room), [4, 3, 5, secretary, 9, 6, 8]);
    // What was ordered by hand stays so.
    let order = vec![person(5), person(4)];
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::RankParticipants { order },
    );
    enter(&mut room, ParticipantRole::Delegate, &[7]);
    assert_eq!(ids(&room), [5, 4, 7, 3, secretary, 9, 6, 8]);
    // Nobody is put above the chair.
    let chair = RoomCommand::AssignChair { person: person(3) };
    done(&mut room, &SECRETARY, chair);
    enter(&mut room, ParticipantRole::Delegate, &[2]);
    assert_eq!(ids(&room), [5, 4, 7, 3, 2, secretary, 9, 6, 8]);
}

#[test]
fn the_chair_and_the_secretaries_stay_on_the_list_and_are_no_guests() {
    let mut room = open();
    done(
        &mut room,
        &CHAIR,
        RoomCommand::PassChair {
            to: DELEGATE.person,
        },
    );
    for who in [SECRETARY, CHAIR, DELEGATE] {
        assert_eq!(
            act(
                &mut room,
                &SECRETARY,
                RoomCommand::RemoveParticipant { person: who.person }
            ),
            Err(Rejection::PersonNeeded)
        );
        let as_guest = RoomCommand::SetParticipants {
            people: vec![Invitation {
                person: who.person,
                role: ParticipantRole::Guest,
                items: BTreeSet::new(),
            }],
        };
        assert_eq!(
            act(&mut room, &SECRETARY, as_guest),
            Err(Rejection::PersonNeeded)
        );
    }
    let nobody = RoomCommand::AssignSecretaries { people: vec![] };
    assert_eq!(
        act(&mut room, &SECRETARY, nobody),
        Err(Rejection::PersonNeeded)
    );
}

#[test]
fn texts_and_times_out_of_their_limits_are_refused() {
    let room = open();
    let refused =
        |command: RoomCommand| step(&room, &command, &SECRETARY, None, &facts(NOW)).unwrap_err();
    let add = |plan: ItemPlan| RoomCommand::AddItem {
        item: item(99),
        plan,
        position: None,
    };
    assert_eq!(refused(add(plan(""))), Rejection::BadText);
    assert_eq!(refused(add(plan(&"a".repeat(501)))), Rejection::BadText);
    assert_eq!(
        refused(add(ItemPlan {
            minutes: 601,
            ..plan("Bốn")
        })),
        Rejection::BadTime
    );
    assert_eq!(
        refused(add(ItemPlan {
            presenter: Some(STRANGER.person),
            ..plan("Bốn")
        })),
        Rejection::UnknownPerson
    );
    for until in [NOW.0, NOW.0 - 1, NOW.0 + 25 * 3_600_000] {
        let until = Timestamp(until);
        assert_eq!(
            refused(RoomCommand::StartBreak { until }),
            Rejection::BadTime
        );
    }
    let at = Timestamp(NOW.0 + 1);
    assert_eq!(
        refused(RoomCommand::RecordAttendance {
            person: DELEGATE.person,
            attendance: Attendance::Present { at }
        }),
        Rejection::BadTime
    );
    let backwards = Details {
        ends_at: Some(NOW),
        ..details()
    };
    let details = RoomCommand::ChangeDetails { details: backwards };
    assert_eq!(
        step(&draft(), &details, &SECRETARY, None, &facts(NOW)),
        Err(Rejection::BadTime)
    );
}

#[test]
fn an_item_behind_closed_doors_carries_no_documents() {
    let mut room = draft();
    let closed = |title| ItemPlan {
        is_closed_session: true,
        ..plan(title)
    };
    assert_eq!(
        act(
            &mut room,
            &SECRETARY,
            RoomCommand::ChangeItem {
                item: FIRST,
                plan: closed("Một"),
            }
        ),
        Err(Rejection::ClosedSession)
    );
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::ChangeItem {
            item: SECOND,
            plan: closed("Hai"),
        },
    );
    assert_eq!(
        documents::may_add(&room, &SECRETARY, SECOND),
        Err(Rejection::ClosedSession)
    );
}

#[test]
fn a_version_is_added_once_and_replaced_with_a_reason() {
    let room = published();
    let other = VersionId(Uuid::from_u128(42));
    let replace = |reason: &str, id| {
        let version = Version {
            reason: reason.into(),
            ..version(id)
        };
        documents::replace(&room, &SECRETARY, DOCUMENT, version)
    };
    assert!(replace("Sửa số liệu", other).is_ok());
    assert_eq!(replace("", other), Err(Rejection::BadText));
    assert_eq!(
        replace("Sửa số liệu", VERSION),
        Err(Rejection::DocumentExists)
    );
    assert_eq!(
        documents::may_add(&room, &DELEGATE, FIRST),
        Err(Rejection::NotAllowed)
    );
    assert_eq!(
        documents::may_add(&in_stage(Stage::Closed), &SECRETARY, FIRST),
        Err(Rejection::WrongStage)
    );
}

#[test]
fn pp_1_items_that_are_added_at_once_are_added_in_order_or_not_at_all() {
    let mut room = draft();
    let before = room.agenda().len();
    let add = |titles: &[&str]| RoomCommand::AddItems {
        items: (50..)
            .zip(titles)
            .map(|(number, title)| PlannedItem {
                item: item(number),
                plan: plan(title),
            })
            .collect(),
    };
    // The second has no title, so that the first is not added either.
    assert_eq!(
        act(&mut room, &SECRETARY, add(&["Bốn", ""])),
        Err(Rejection::BadText)
    );
    assert_eq!(room.agenda().len(), before);
    let most = vec!["Nội dung"; MAX_ITEMS + 1 - before];
    assert_eq!(
        act(&mut room, &SECRETARY, add(&most)),
        Err(Rejection::TooMany)
    );
    done(&mut room, &SECRETARY, add(&["Bốn", "Năm"]));
    let titles: Vec<_> = room
        .agenda()
        .into_iter()
        .map(|(_, item)| item.title.as_str())
        .collect();
    assert_eq!(titles, ["Một", "Hai", "Ba", "Bốn", "Năm"]);
    assert_eq!(
        act(&mut room, &SECRETARY, add(&[])),
        Err(Rejection::NothingToDo)
    );
    assert_eq!(
        act(&mut room, &DELEGATE, add(&["Sáu"])),
        Err(Rejection::UnknownMeeting),
        "a draft is not there for delegates"
    );
}
