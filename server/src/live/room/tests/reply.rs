//! Answers to the invitation.

use nghisu_protocol::room::{
    Rejection, RoomCommand,
    state::{Attendance, Reply, Stage},
};

use super::{CHAIR, DELEGATE, GUEST, NOW, SECRETARY, act, done, in_stage};

fn answer(of: nghisu_protocol::ids::PersonId, reply: Reply) -> RoomCommand {
    RoomCommand::AnswerInvitation { person: of, reply }
}

fn absent(reason: &str) -> Reply {
    Reply::Absent {
        reason: reason.into(),
    }
}

#[test]
fn rp_1_everybody_answers_for_themselves_and_the_secretary_for_others() {
    let mut room = in_stage(Stage::Published);
    for who in [CHAIR, DELEGATE, GUEST] {
        done(&mut room, &who, answer(who.person, Reply::Attend {}));
    }
    assert_eq!(
        act(&mut room, &DELEGATE, answer(GUEST.person, absent("Bận"))),
        Err(Rejection::NotAllowed)
    );
    done(&mut room, &SECRETARY, answer(GUEST.person, absent("Bận")));
    // The later one counts, with its time.
    let given = &room.replies[&GUEST.person];
    assert_eq!((&given.reply, given.at), (&absent("Bận"), NOW));
    assert_eq!(
        act(&mut room, &SECRETARY, answer(GUEST.person, absent(" Bận "))),
        Err(Rejection::NothingToDo)
    );
}

#[test]
fn rp_2_an_answer_is_shown_to_its_person_the_secretaries_and_the_chair() {
    let mut room = in_stage(Stage::Published);
    done(
        &mut room,
        &DELEGATE,
        answer(DELEGATE.person, absent("Việc riêng")),
    );
    for who in [SECRETARY, CHAIR, DELEGATE] {
        assert!(room.view_for(&who).replies.contains_key(&DELEGATE.person));
    }
    assert!(room.view_for(&GUEST).replies.is_empty());
}

#[test]
fn rp_3_an_absence_has_its_reason_and_a_substitute_a_name_and_nobody_is_entered() {
    let mut room = in_stage(Stage::Published);
    let all = room.participants.len();
    for wordless in [absent("  "), Reply::Substitute { who: String::new() }] {
        assert_eq!(
            act(&mut room, &DELEGATE, answer(DELEGATE.person, wordless)),
            Err(Rejection::BadText)
        );
    }
    let who = "Ứng Thị Hạnh Ngân, Phó Giám đốc Sở Xây dựng".to_owned();
    done(
        &mut room,
        &DELEGATE,
        answer(DELEGATE.person, Reply::Substitute { who }),
    );
    assert_eq!(room.participants.len(), all);
    // Who is taken off the list takes their answer along.
    let remove = RoomCommand::RemoveParticipant {
        person: DELEGATE.person,
    };
    done(&mut room, &SECRETARY, remove);
    assert!(room.replies.is_empty());
}

#[test]
fn rp_4_an_answer_that_somebody_comes_takes_away_what_was_noted_before_it() {
    let mut room = in_stage(Stage::Published);
    let person = DELEGATE.person;
    let away = |reason: &str| RoomCommand::RecordAttendance {
        person,
        attendance: Attendance::AbsentWithReason {
            reason: reason.into(),
        },
    };
    let comes = || answer(person, Reply::Attend {});
    // The second answer is the same as the first, and newer than the note.
    for reason in ["Họp ở trung ương", "Ốm"] {
        done(&mut room, &SECRETARY, away(reason));
        done(&mut room, &DELEGATE, comes());
        assert_eq!(room.participants[&person].attendance, Attendance::Unknown);
        assert_eq!(room.replies[&person].reply, Reply::Attend {});
    }
    // What is noted after the answer stands, and another answer leaves it.
    done(&mut room, &SECRETARY, away("Bận"));
    assert!(room.replies.contains_key(&person));
    done(&mut room, &DELEGATE, answer(person, absent("Việc riêng")));
    assert!(matches!(
        room.participants[&person].attendance,
        Attendance::AbsentWithReason { .. }
    ));
}
