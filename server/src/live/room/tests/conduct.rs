//! Tests of a meeting in session: its items, its chair and its lead, who is there, and votes.

use nghisu_protocol::{
    ids::{ItemId, Timestamp},
    room::{
        Rejection, Room, RoomCommand, RoomEvent, Viewer,
        command::ItemPlan,
        state::{Attendance, ItemStatus, Presented},
    },
};

use super::{
    CHAIR, DELEGATE, DOCUMENT, FIRST, GUEST, NOW, SECOND, SECRETARY, STRANGER, THIRD, VERSION, act,
    done, facts, item, open, plan, published,
};
use crate::live::room::step;

#[test]
fn hs_7_only_secretaries_act_for_another_and_only_for_who_holds_the_chair() {
    let room = open();
    let by = |actor: &Viewer, whom: Viewer| {
        step(
            &room,
            &RoomCommand::TakeLead {},
            actor,
            Some(whom.person),
            &facts(NOW),
        )
    };
    assert_eq!(by(&SECRETARY, DELEGATE), Err(Rejection::NotAllowed));
    assert_eq!(by(&CHAIR, CHAIR), Err(Rejection::NotAllowed));
    assert_eq!(
        by(&SECRETARY, CHAIR),
        Ok(vec![RoomEvent::LeadTaken {
            person: CHAIR.person
        }])
    );
}

#[test]
fn opening_an_item_ends_the_break_and_the_item_before_and_fixes_its_annotations() {
    let mut room = open();
    let events = done(
        &mut room,
        &SECRETARY,
        RoomCommand::OpenItem { item: SECOND },
    );
    assert!(matches!(
        events.as_slice(),
        [
            RoomEvent::BreakEnded {},
            RoomEvent::ItemClosed { item: FIRST },
            RoomEvent::AnnotationsAnchored {
                item: FIRST,
                size: 3,
                ..
            },
            RoomEvent::ItemOpened { item: SECOND },
        ]
    ));
    assert_eq!(room.items[&FIRST].status, ItemStatus::Done);
    assert_eq!(room.current_item, Some(SECOND));
}

#[test]
fn a_close_ends_the_open_item_and_fixes_all_annotations_before_it() {
    let mut room = open();
    let events = done(&mut room, &SECRETARY, RoomCommand::Close {});
    assert!(matches!(
        events.as_slice(),
        [
            RoomEvent::ItemClosed { item: FIRST },
            RoomEvent::AnnotationsAnchored { .. },
            RoomEvent::MeetingClosed {},
        ]
    ));
    assert_eq!(room.closing.unwrap().size, room.seq);
}

#[test]
fn what_ended_an_item_is_taken_back_by_restoring_it() {
    for command in [
        RoomCommand::CloseItem { item: FIRST },
        RoomCommand::PostponeItem { item: FIRST },
        RoomCommand::WithdrawItem { item: FIRST },
        RoomCommand::RemoveItem { item: FIRST },
    ] {
        let mut room = open();
        done(&mut room, &SECRETARY, command);
        done(
            &mut room,
            &SECRETARY,
            RoomCommand::RestoreItem { item: FIRST },
        );
        assert_eq!(room.items[&FIRST].status, ItemStatus::Pending);
    }
    let mut room = open();
    let again = act(
        &mut room,
        &SECRETARY,
        RoomCommand::RestoreItem { item: FIRST },
    );
    assert_eq!(again, Err(Rejection::WrongItemStatus));
}

#[test]
fn pp_6_an_item_that_was_or_is_discussed_keeps_its_place() {
    let order =
        |room: &Room| -> Vec<ItemId> { room.agenda().into_iter().map(|(item, _)| item).collect() };
    let to = |item, position| RoomCommand::MoveItem { item, position };
    let at = |number, position| RoomCommand::AddItem {
        item: item(number),
        plan: plan("Mới"),
        position: Some(position),
    };
    // The first is being discussed.
    let mut room = open();
    for command in [to(FIRST, 1), to(FIRST, 99), to(THIRD, 0), at(30, 0)] {
        let refused = act(&mut room, &SECRETARY, command.clone());
        assert_eq!(refused, Err(Rejection::ItemKeepsPlace), "{command:?}");
    }
    // What stays where it is asks for nothing.
    let nothing = act(&mut room, &SECRETARY, to(FIRST, 0));
    assert_eq!(nothing, Err(Rejection::NothingToDo));
    done(&mut room, &SECRETARY, to(THIRD, 1));
    assert_eq!(order(&room), [FIRST, THIRD, SECOND]);

    // The first was discussed, and the last is.
    let open_last = RoomCommand::OpenItem { item: SECOND };
    done(&mut room, &SECRETARY, open_last);
    for command in [to(FIRST, 1), to(THIRD, 0), to(THIRD, 2), at(30, 1)] {
        let refused = act(&mut room, &CHAIR, command.clone());
        assert_eq!(refused, Err(Rejection::ItemKeepsPlace), "{command:?}");
    }
    done(&mut room, &SECRETARY, at(30, 3));
    assert_eq!(order(&room), [FIRST, THIRD, SECOND, item(30)]);

    // What was discussed and then put off is known by its number too.
    let postpone = RoomCommand::PostponeItem { item: SECOND };
    done(&mut room, &SECRETARY, postpone);
    for command in [to(SECOND, 1), to(SECOND, 3), to(THIRD, 2), at(31, 2)] {
        let refused = act(&mut room, &CHAIR, command.clone());
        assert_eq!(refused, Err(Rejection::ItemKeepsPlace), "{command:?}");
    }

    // One that waits again is moved again.
    let restore = RoomCommand::RestoreItem { item: FIRST };
    done(&mut room, &SECRETARY, restore);
    done(&mut room, &SECRETARY, to(FIRST, 1));
    assert_eq!(order(&room), [THIRD, FIRST, SECOND, item(30)]);
}

#[test]
fn no_more_hands_are_counted_than_delegates_who_may_be_there() {
    let mut room = open();
    let vote = |approve| RoomCommand::RecordHandVote {
        item: FIRST,
        subject: "Thông qua".into(),
        approve,
        reject: 0,
        abstain: 0,
    };
    // Secretary, chair and delegate; a guest raises no hand.
    assert_eq!(
        act(&mut room, &SECRETARY, vote(4)),
        Err(Rejection::TooManyHands)
    );
    assert!(act(&mut room, &SECRETARY, vote(3)).is_ok());
    let absent = RoomCommand::RecordAttendance {
        person: DELEGATE.person,
        attendance: Attendance::Absent,
    };
    done(&mut room, &SECRETARY, absent);
    assert_eq!(
        act(&mut room, &SECRETARY, vote(3)),
        Err(Rejection::TooManyHands)
    );
    assert_eq!(
        act(&mut room, &SECRETARY, vote(u32::MAX)),
        Err(Rejection::TooManyHands)
    );
    assert_eq!(
        act(&mut room, &SECRETARY, vote(0)),
        Err(Rejection::NothingToDo)
    );
}

#[test]
fn the_chair_goes_to_a_delegate_who_is_not_away_and_takes_the_lead_along() {
    let mut room = open();
    done(&mut room, &CHAIR, RoomCommand::TakeLead {});
    let pass = |to: Viewer| RoomCommand::PassChair { to: to.person };
    for to in [GUEST, STRANGER] {
        assert_eq!(
            act(&mut room, &CHAIR, pass(to)),
            Err(Rejection::UnknownPerson)
        );
    }
    let mut away = room.clone();
    done(
        &mut away,
        &SECRETARY,
        RoomCommand::RecordAttendance {
            person: DELEGATE.person,
            attendance: Attendance::Absent,
        },
    );
    assert_eq!(
        act(&mut away, &CHAIR, pass(DELEGATE)),
        Err(Rejection::UnknownPerson)
    );
    let events = done(&mut room, &CHAIR, pass(DELEGATE));
    // Who has left the chair leads no longer.
    assert_eq!(events.last(), Some(&RoomEvent::LeadReleased {}));
    assert_eq!(
        act(&mut room, &CHAIR, RoomCommand::Close {}),
        Err(Rejection::NotAllowed)
    );
    assert!(act(&mut room, &DELEGATE, RoomCommand::Close {}).is_ok());
}

#[test]
fn only_who_leads_shows_places_and_only_those_that_exist() {
    let mut room = open();
    let show = |page, y| RoomCommand::Present {
        place: Presented {
            version: VERSION,
            page,
            y,
        },
    };
    assert_eq!(
        act(&mut room, &CHAIR, show(1, 0)),
        Err(Rejection::NotLeading)
    );
    for (page, y) in [(0, 0), (13, 0), (1, 10_001)] {
        assert_eq!(
            act(&mut room, &SECRETARY, show(page, y)),
            Err(Rejection::UnknownPage)
        );
    }
    done(&mut room, &SECRETARY, show(5, 300));
    assert_eq!(
        act(&mut room, &SECRETARY, show(5, 300)),
        Err(Rejection::NothingToDo)
    );
    // A removed document is no longer shown.
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::RemoveDocument { document: DOCUMENT },
    );
    assert_eq!(room.lead.as_ref().unwrap().presented(), None);
}

#[test]
fn the_presenter_of_the_open_item_leads_until_it_ends() {
    let mut room = open();
    let presented = ItemPlan {
        presenter: Some(DELEGATE.person),
        ..plan("Một")
    };
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::ChangeItem {
            item: FIRST,
            plan: presented,
        },
    );
    done(&mut room, &DELEGATE, RoomCommand::TakeLead {});
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::CloseItem { item: FIRST },
    );
    assert_eq!(room.lead, None);
    assert_eq!(
        act(&mut room, &DELEGATE, RoomCommand::TakeLead {}),
        Err(Rejection::NotAllowed)
    );
}

#[test]
fn who_comes_after_the_opening_and_the_hour_is_late() {
    let check_in = |room: &Room, now: i64| {
        let now = Timestamp(NOW.0 + now);
        let events = step(room, &RoomCommand::CheckIn {}, &DELEGATE, None, &facts(now));
        match events.unwrap().remove(0) {
            RoomEvent::AttendanceRecorded { attendance, .. } => attendance,
            other => panic!("{other:?}"),
        }
    };
    let present = |now: i64| Attendance::Present {
        at: Timestamp(NOW.0 + now),
    };
    assert_eq!(check_in(&published(), 60), present(60));
    // Opened at the very hour.
    assert_eq!(check_in(&open(), 0), present(0));
    assert!(matches!(check_in(&open(), 60), Attendance::Late { .. }));
}

#[test]
fn a_substitute_stands_where_the_one_would_for_whom_they_come() {
    let mut room = published();
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::AddSubstitute {
            person: STRANGER.person,
            substitute_for: GUEST.person,
        },
    );
    let (substitute, principal) = (
        &room.participants[&STRANGER.person],
        &room.participants[&GUEST.person],
    );
    assert_eq!(substitute.substitute_for, Some(GUEST.person));
    assert_eq!(
        (substitute.rank, substitute.role, &substitute.items),
        (principal.rank, principal.role, &principal.items)
    );
    assert!(matches!(
        principal.attendance,
        Attendance::AbsentWithReason { .. }
    ));
}

#[test]
fn a_vote_is_struck_only_where_it_is_the_one_that_was_meant() {
    let mut room = open();
    let vote = RoomCommand::RecordHandVote {
        item: FIRST,
        subject: "Thông qua".into(),
        approve: 3,
        reject: 0,
        abstain: 0,
    };
    done(&mut room, &SECRETARY, vote);
    let all = room.items[&FIRST].votes.len();
    let strike = |at| RoomCommand::StrikeHandVote {
        item: FIRST,
        index: 0,
        at,
    };
    let another = Some(Timestamp(NOW.0 - 1));
    assert_eq!(
        act(&mut room, &SECRETARY, strike(another)),
        Err(Rejection::UnknownRecord)
    );
    done(&mut room, &SECRETARY, strike(Some(NOW)));
    assert_eq!(room.items[&FIRST].votes.len(), all - 1);
}
