//! Tests of who may do what when: every command in every stage, by those who may and those who may not.

use nghisu_protocol::{
    ids::Timestamp,
    room::{
        Rejection, RoomCommand, RoomEvent, Viewer,
        state::{Attendance, Details, ParticipantRole, Presented, Reply, SentBack, Stage},
    },
};

use super::{
    CHAIR, CONCLUSION, DELEGATE, DOCUMENT, FIRST, GUEST, NOW, SECOND, SECRETARY, STRANGER, THIRD,
    VERSION, act, conclusion, details, happen, in_stage, invite, item, plan,
};

const ALL_STAGES: [Stage; 8] = [
    Stage::Draft,
    Stage::Published,
    Stage::Open,
    Stage::Closed,
    Stage::Minutes,
    Stage::Signed,
    Stage::Archived,
    Stage::Cancelled,
];

/// Every command but the first, by whom it is given, and the stages in which it is taken.
fn table() -> Vec<(Viewer, RoomCommand, &'static [Stage])> {
    use Stage::{Closed, Draft, Minutes, Open, Published};
    let before: &[Stage] = &[Draft, Published];
    let until_end: &[Stage] = &[Draft, Published, Open];
    let announced: &[Stage] = &[Published, Open];
    let open: &[Stage] = &[Open];
    let text = || "Lý do".to_owned();
    vec![
        (
            SECRETARY,
            RoomCommand::ChangeDetails {
                details: Details {
                    place: "Phòng 2".into(),
                    ..details()
                },
            },
            before,
        ),
        (
            SECRETARY,
            RoomCommand::SetParticipants {
                people: vec![invite(STRANGER, ParticipantRole::Delegate, &[])],
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::RemoveParticipant {
                person: DELEGATE.person,
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::RankParticipants {
                order: vec![GUEST.person],
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::AssignChair {
                person: DELEGATE.person,
            },
            before,
        ),
        (
            SECRETARY,
            RoomCommand::AssignSecretaries {
                people: vec![SECRETARY.person, DELEGATE.person],
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::InviteGuest {
                person: GUEST.person,
                items: [FIRST].into(),
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::AddItem {
                item: item(29),
                plan: plan("Bốn"),
                position: Some(1),
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::ChangeItem {
                item: FIRST,
                plan: plan("Một, sửa"),
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::MoveItem {
                item: THIRD,
                position: 1,
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::RemoveItem { item: SECOND },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::RenameDocument {
                document: DOCUMENT,
                title: "Tờ trình 12".into(),
            },
            until_end,
        ),
        (
            SECRETARY,
            RoomCommand::RemoveDocument { document: DOCUMENT },
            until_end,
        ),
        (SECRETARY, RoomCommand::Publish {}, &[Draft]),
        (SECRETARY, RoomCommand::Cancel { reason: text() }, before),
        (SECRETARY, RoomCommand::Open {}, &[Published]),
        (SECRETARY, RoomCommand::OpenItem { item: SECOND }, open),
        (SECRETARY, RoomCommand::CloseItem { item: FIRST }, open),
        (
            SECRETARY,
            RoomCommand::PostponeItem { item: SECOND },
            announced,
        ),
        (
            SECRETARY,
            RoomCommand::WithdrawItem { item: SECOND },
            announced,
        ),
        (
            SECRETARY,
            RoomCommand::RestoreItem { item: THIRD },
            announced,
        ),
        (
            SECRETARY,
            RoomCommand::PassChair {
                to: DELEGATE.person,
            },
            open,
        ),
        (CHAIR, RoomCommand::TakeLead {}, open),
        (SECRETARY, RoomCommand::ReleaseLead {}, open),
        (
            SECRETARY,
            RoomCommand::Present {
                place: Presented {
                    version: VERSION,
                    page: 12,
                    y: 10_000,
                },
            },
            open,
        ),
        (SECRETARY, RoomCommand::CheckIn {}, announced),
        (
            SECRETARY,
            RoomCommand::AnswerInvitation {
                person: CHAIR.person,
                reply: Reply::Attend {},
            },
            &[Published],
        ),
        (
            SECRETARY,
            RoomCommand::RecordAttendance {
                person: DELEGATE.person,
                attendance: Attendance::Absent,
            },
            announced,
        ),
        (
            SECRETARY,
            RoomCommand::AddSubstitute {
                person: STRANGER.person,
                substitute_for: DELEGATE.person,
            },
            announced,
        ),
        (
            SECRETARY,
            RoomCommand::StartBreak {
                until: Timestamp(NOW.0 + 5_000),
            },
            open,
        ),
        (SECRETARY, RoomCommand::EndBreak {}, open),
        (
            SECRETARY,
            RoomCommand::RecordCourse {
                item: FIRST,
                text: "Ông A phát biểu.".into(),
            },
            open,
        ),
        (
            SECRETARY,
            RoomCommand::RecordHandVote {
                item: FIRST,
                subject: text(),
                approve: 3,
                reject: 0,
                abstain: 0,
            },
            open,
        ),
        (
            SECRETARY,
            RoomCommand::StrikeHandVote {
                item: FIRST,
                index: 0,
                at: None,
            },
            open,
        ),
        (
            SECRETARY,
            RoomCommand::RecordConclusion {
                item: FIRST,
                conclusion: conclusion("Không đồng ý."),
            },
            open,
        ),
        (
            SECRETARY,
            RoomCommand::StrikeConclusion {
                item: FIRST,
                conclusion: CONCLUSION,
            },
            open,
        ),
        (SECRETARY, RoomCommand::Close {}, open),
        (
            SECRETARY,
            RoomCommand::Reopen { reason: text() },
            &[Closed, Minutes],
        ),
    ]
}

#[test]
fn every_command_is_taken_in_its_stages_and_in_no_other() {
    for stage in ALL_STAGES {
        for (actor, command, stages) in table() {
            let outcome = act(&mut in_stage(stage), &actor, command.clone());
            if stages.contains(&stage) {
                assert!(outcome.is_ok(), "{command:?} in {stage:?}: {outcome:?}");
            } else {
                assert_eq!(
                    outcome,
                    Err(Rejection::WrongStage),
                    "{command:?} in {stage:?}"
                );
            }
        }
    }
}

#[test]
fn every_command_is_refused_to_those_who_may_not_give_it() {
    for stage in ALL_STAGES {
        for (_, command, _) in table() {
            let room = in_stage(stage);
            let of = |actor: &Viewer| act(&mut room.clone(), actor, command.clone());
            assert_eq!(of(&STRANGER), Err(Rejection::UnknownMeeting), "{command:?}");
            if stage == Stage::Draft {
                assert_eq!(of(&DELEGATE), Err(Rejection::UnknownMeeting), "{command:?}");
            } else if !matches!(command, RoomCommand::CheckIn {}) {
                assert_eq!(of(&GUEST), Err(Rejection::NotAllowed), "{command:?}");
                assert_eq!(of(&DELEGATE), Err(Rejection::NotAllowed), "{command:?}");
            }
        }
    }
}

#[test]
fn minutes_that_were_sent_back_leave_the_meeting_closed() {
    let mut room = in_stage(Stage::Minutes);
    let sent_back = SentBack {
        by: CHAIR.person,
        reason: "Thiếu".into(),
        at: NOW,
    };
    happen(&mut room, &[RoomEvent::MinutesSentBack { sent_back }]);
    assert_eq!(room.stage, Stage::Closed);
}
