//! Every message of a socket as every role: what `routes` is for HTTP. Who gets which images is asked of real papers, in
//! `waiting` and `papers` (rule PG-6).

use std::collections::BTreeSet;

use nghisu_protocol::{
    annotation::{AnnotationCommand, Sharing},
    error::ErrorCode,
    frame::PageImage,
    ids::{AnnotationId, ConclusionId, DocumentId, ItemId, PersonId, Timestamp},
    people::Role,
    room::{
        Rejection, RoomCommand,
        command::{ItemPlan, PlannedItem},
        state::{Attendance, Conclusion, ParticipantRole, Presented, Reply},
    },
    socket::{ClientMessage, Command, Outcome, Priority, ServerMessage},
};
use nghisu_server::http::openapi;
use tokio_tungstenite::tungstenite::http::StatusCode;

use crate::{
    rooms::{FIRST, SECOND, VERSION, details, envelope, id, in_room, ink, invite, plan},
    support::TestApp,
    tablet::{Guest, Hall, Tablet, guest},
};

/// Who is in the room, from the most rights to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Secretary,
    Chair,
    /// A delegate who presents the item that is open.
    Presenter,
    Delegate,
    /// Invited to the second item alone; the paper belongs to the first.
    Guest,
}
use Who::{Chair, Delegate, Guest as Invited, Presenter, Secretary};

const EVERYBODY: [Who; 5] = [Secretary, Chair, Presenter, Delegate, Invited];
const CONDUCTS: &[Who] = &[Secretary, Chair];
const LEADS: &[Who] = &[Secretary, Chair, Presenter];

/// Every command to a room, with those who may give it. Most of them name what is not there, so that the room stays as
/// it is: a refusal for another reason than the role shows that the role was admitted.
fn commands() -> Vec<(RoomCommand, &'static [Who])> {
    let nobody = PersonId(id(9_001));
    let item = ItemId(id(9_002));
    let document = DocumentId(id(9_003));
    let text = || "Họp".to_owned();
    let place = Presented {
        version: VERSION,
        page: 99,
        y: 0,
    };
    let conclusion = ConclusionId(id(9_004));
    vec![
        (
            RoomCommand::CreateMeeting { details: details() },
            &[Secretary],
        ),
        (RoomCommand::ChangeDetails { details: details() }, CONDUCTS),
        (
            RoomCommand::SetParticipants {
                people: vec![invite(nobody, ParticipantRole::Delegate, &[])],
            },
            CONDUCTS,
        ),
        (RoomCommand::RemoveParticipant { person: nobody }, CONDUCTS),
        (
            RoomCommand::RankParticipants {
                order: vec![nobody],
            },
            CONDUCTS,
        ),
        (RoomCommand::AssignChair { person: nobody }, CONDUCTS),
        (
            RoomCommand::AssignSecretaries {
                people: vec![nobody],
            },
            CONDUCTS,
        ),
        (
            RoomCommand::InviteGuest {
                person: nobody,
                items: [SECOND].into(),
            },
            CONDUCTS,
        ),
        (
            RoomCommand::AddItem {
                item: FIRST,
                plan: plan("Họp"),
                position: None,
            },
            CONDUCTS,
        ),
        (
            RoomCommand::AddItems {
                items: vec![PlannedItem {
                    item: FIRST,
                    plan: plan("Họp"),
                }],
            },
            CONDUCTS,
        ),
        (
            RoomCommand::ChangeItem {
                item,
                plan: plan("Họp"),
            },
            CONDUCTS,
        ),
        (RoomCommand::MoveItem { item, position: 0 }, CONDUCTS),
        (RoomCommand::RemoveItem { item }, CONDUCTS),
        (
            RoomCommand::RenameDocument {
                document,
                title: text(),
            },
            CONDUCTS,
        ),
        (RoomCommand::RemoveDocument { document }, CONDUCTS),
        (RoomCommand::Publish {}, CONDUCTS),
        (RoomCommand::Cancel { reason: text() }, CONDUCTS),
        (RoomCommand::Open {}, CONDUCTS),
        (RoomCommand::OpenItem { item }, CONDUCTS),
        (RoomCommand::CloseItem { item }, CONDUCTS),
        (RoomCommand::PostponeItem { item }, CONDUCTS),
        (RoomCommand::WithdrawItem { item }, CONDUCTS),
        (RoomCommand::RestoreItem { item }, CONDUCTS),
        (RoomCommand::PassChair { to: nobody }, CONDUCTS),
        (RoomCommand::TakeLead {}, LEADS),
        (RoomCommand::Present { place }, LEADS),
        (RoomCommand::ReleaseLead {}, LEADS),
        (RoomCommand::CheckIn {}, &EVERYBODY),
        (
            RoomCommand::AnswerInvitation {
                person: nobody,
                reply: Reply::Attend {},
            },
            CONDUCTS,
        ),
        (
            RoomCommand::RecordAttendance {
                person: nobody,
                attendance: Attendance::Unknown,
            },
            CONDUCTS,
        ),
        (
            RoomCommand::AddSubstitute {
                person: nobody,
                substitute_for: nobody,
            },
            CONDUCTS,
        ),
        (
            RoomCommand::StartBreak {
                until: Timestamp(1),
            },
            CONDUCTS,
        ),
        (RoomCommand::EndBreak {}, CONDUCTS),
        (RoomCommand::RecordCourse { item, text: text() }, CONDUCTS),
        (
            RoomCommand::RecordHandVote {
                item,
                subject: text(),
                approve: 1,
                reject: 0,
                abstain: 0,
            },
            CONDUCTS,
        ),
        (
            RoomCommand::StrikeHandVote {
                item,
                index: 0,
                at: None,
            },
            CONDUCTS,
        ),
        (
            RoomCommand::RecordConclusion {
                item,
                conclusion: Conclusion {
                    id: conclusion,
                    text: text(),
                },
            },
            CONDUCTS,
        ),
        (RoomCommand::StrikeConclusion { item, conclusion }, CONDUCTS),
        (RoomCommand::Reopen { reason: text() }, CONDUCTS),
        // At the end, because it is done.
        (RoomCommand::Close {}, CONDUCTS),
    ]
}

/// A meeting in session whose first item is open and presented by a delegate.
async fn hall() -> (Hall, Guest, Vec<Tablet>) {
    let hall = Hall::open().await;
    let presenter = guest(&hall.app, "Võ Hoài Nghĩa", None).await;
    for command in [
        RoomCommand::SetParticipants {
            people: vec![invite(
                presenter.viewer.person,
                ParticipantRole::Delegate,
                &[],
            )],
        },
        RoomCommand::ChangeItem {
            item: FIRST,
            plan: ItemPlan {
                presenter: Some(presenter.viewer.person),
                ..plan("Ngân sách")
            },
        },
        RoomCommand::OpenItem { item: FIRST },
    ] {
        hall.accept(&hall.secretary, command).await;
    }
    let mut tablets = Vec::new();
    for who in [
        &hall.secretary,
        &hall.chair,
        &presenter,
        &hall.delegate,
        &hall.guest,
    ] {
        tablets.push(hall.tablet(who).await);
    }
    (hall, presenter, tablets)
}

/// The commands that the contract knows, by their words.
fn described() -> BTreeSet<String> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    document["components"]["schemas"]["RoomCommand"]["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| {
            let word = &variant["properties"]["do"]["enum"][0];
            word.as_str().unwrap().to_owned()
        })
        .collect()
}

fn word(command: &RoomCommand) -> String {
    let value = serde_json::to_value(command).unwrap();
    value["do"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_command_to_a_room_is_taken_from_exactly_the_roles_that_may_give_it() {
    let walked: BTreeSet<String> = commands()
        .iter()
        .map(|(command, _)| word(command))
        .collect();
    assert_eq!(walked, described(), "a command is walked, or is none");

    let (_hall, _presenter, mut tablets) = hall().await;
    for (command, may) in commands() {
        // From the least rights to the most: what is done by those who may is done at the end.
        for (tablet, who) in tablets.iter_mut().zip(EVERYBODY).rev() {
            let outcome = tablet.command(in_room(command.clone())).await;
            let is_refused = outcome
                == Outcome::Rejected {
                    reason: Rejection::NotAllowed,
                };
            assert_eq!(
                !is_refused,
                may.contains(&who),
                "{} as {who:?}: {outcome:?}",
                word(&command)
            );
        }
    }
}

#[tokio::test]
async fn what_is_said_of_a_paper_is_taken_from_those_alone_who_see_its_item() {
    let (_hall, _presenter, mut tablets) = hall().await;
    for (number, (tablet, who)) in (0..).zip(tablets.iter_mut().zip(EVERYBODY)) {
        let sees = who != Invited;
        let annotation = ink(7_000 + number);
        let own = annotation.id;
        let unknown = AnnotationId(id(9_005));
        for (annotations, admitted) in [
            (
                AnnotationCommand::Share {
                    annotation,
                    sharing: Sharing::Meeting,
                },
                None,
            ),
            (
                AnnotationCommand::ChangeSharing {
                    annotation: own,
                    sharing: Sharing::Secretary,
                },
                None,
            ),
            (AnnotationCommand::Withdraw { annotation: own }, None),
            (
                AnnotationCommand::Withdraw {
                    annotation: unknown,
                },
                Some(Rejection::UnknownAnnotation),
            ),
        ] {
            let said = format!("{annotations:?} as {who:?}");
            let outcome = tablet
                .command(envelope(Command::Annotations {
                    version: VERSION,
                    annotations,
                }))
                .await;
            let expected = if sees {
                admitted
            } else {
                Some(Rejection::UnknownDocument)
            };
            match (&outcome, expected) {
                (Outcome::Accepted { .. }, None) => {}
                (Outcome::Rejected { reason }, Some(expected)) => {
                    assert_eq!(*reason, expected, "{said}");
                }
                _ => panic!("{said}: {outcome:?}"),
            }
        }

        tablet
            .say(&ClientMessage::WatchAnnotations {
                version: VERSION,
                since: None,
            })
            .await;
        // What the room answers next stands behind whatever it had to say about that.
        let annotations = AnnotationCommand::Withdraw {
            annotation: unknown,
        };
        let behind = Command::Annotations {
            version: VERSION,
            annotations,
        };
        tablet.command(envelope(behind)).await;
        assert_eq!(tablet.annotations.contains_key(&VERSION), sees, "{who:?}");
    }
}

#[tokio::test]
async fn what_concerns_ones_own_tablet_is_taken_from_everybody_in_the_room() {
    let (hall, _presenter, mut tablets) = hall().await;
    let before = hall.room().await.seq;
    let place = Presented {
        version: VERSION,
        page: 1,
        y: 0,
    };
    for tablet in &mut tablets {
        for message in [
            ClientMessage::Painted { place: Some(place) },
            ClientMessage::Painted { place: None },
            ClientMessage::Follow { is_following: true },
            ClientMessage::UnwatchAnnotations { version: VERSION },
            ClientMessage::CancelPage { request: 1 },
            ClientMessage::Credit { bytes: 0 },
            ClientMessage::Resync {},
        ] {
            match &message {
                // A new message is walked here, or in one of the tests above.
                ClientMessage::Hello { .. }
                | ClientMessage::Command(_)
                | ClientMessage::Page { .. }
                | ClientMessage::WatchAnnotations { .. }
                | ClientMessage::Ping { .. } => panic!("walked above"),
                ClientMessage::Painted { .. }
                | ClientMessage::Follow { .. }
                | ClientMessage::UnwatchAnnotations { .. }
                | ClientMessage::CancelPage { .. }
                | ClientMessage::Credit { .. }
                | ClientMessage::Resync {} => tablet.say(&message).await,
            }
        }
        tablet.say(&ClientMessage::Ping { token: 4 }).await;
        tablet
            .until(|message| matches!(message, ServerMessage::Pong { token: 4, .. }))
            .await;
    }
    // Rule PR-1: nothing of it is in the log.
    assert_eq!(hall.room().await.seq, before);
}

#[tokio::test]
async fn hs_3_who_is_not_in_the_meeting_is_refused_the_socket_and_that_is_noted() {
    let hall = Hall::open().await;
    for role in [
        Role::Administrator,
        Role::Clerk,
        Role::Official,
        Role::Secretary,
    ] {
        let outsider = guest(&hall.app, "Bùi Thị Lụa", Some(role)).await;
        let refused = hall.connect(&outsider).await.err();
        assert_eq!(refused, Some(StatusCode::NOT_FOUND), "{role:?}");
        let noted = noted(&hall.app, "refused").await;
        assert!(noted.contains(&Some(outsider.viewer.person)), "{role:?}");
    }
    // From another site's page: noted as well, and as often as one address is written down at most.
    let bearer = format!("Bearer {}", hall.delegate.secret);
    let foreign = [
        ("Authorization", bearer.as_str()),
        ("Origin", "https://evil.example"),
    ];
    for _ in 0..25 {
        let refused = hall.connect_as(&foreign).await.err();
        assert_eq!(refused, Some(StatusCode::FORBIDDEN));
    }
    assert_eq!(noted(&hall.app, "origin_refused").await.len(), 20);
}

#[tokio::test]
async fn whatever_refuses_somebody_what_is_not_theirs_it_is_noted_with_who_and_what() {
    let hall = Hall::open().await;
    let invited = &hall.guest;
    let paper = format!("/api/v1/versions/{VERSION}");
    let command = || in_room(RoomCommand::OpenItem { item: FIRST });

    // A handler's door, a program that would make keys, and a room over HTTP and over the socket.
    let client = &invited.client;
    assert_eq!(
        client.get(&paper).await.refused(),
        ErrorCode::VersionUnknown
    );
    let keys = client
        .post("/api/v1/me/credentials/start", &serde_json::json!(null))
        .await;
    assert_eq!(keys.refused(), ErrorCode::PermissionDenied);
    hall.send(invited, &command()).await;
    let mut tablet = hall.tablet(invited).await;
    tablet.command(command()).await;
    tablet
        .say(&ClientMessage::Page {
            request: 1,
            image: PageImage {
                version: VERSION,
                page: 1,
                long_edge: 1_200,
                tile: None,
            },
            priority: Priority::Visible,
        })
        .await;
    tablet
        .until(|message| matches!(message, ServerMessage::PageRefused { .. }))
        .await;

    let entries = refusals(&hall.app, invited.viewer.person).await;
    let expected = [
        ("page", "version_unknown"),
        ("command", "permission_denied"),
        ("command", "permission_denied"),
        ("POST", "permission_denied"),
        ("GET", "version_unknown"),
    ];
    assert_eq!(entries, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));

    // Nobody floods the table: the rest of a minute is refused and not written down.
    for _ in 0..30 {
        client.get(&paper).await.refused();
    }
    assert_eq!(refusals(&hall.app, invited.viewer.person).await.len(), 20);
}

/// What was noted as refused to a person, the newest first: how they asked, and how it was refused.
async fn refusals(app: &TestApp, person: PersonId) -> Vec<(String, String)> {
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    audited(app, "refused")
        .await
        .into_iter()
        .filter(|entry| entry.actor == Some(person))
        .map(|entry| (word(&entry.details["method"]), word(&entry.details["code"])))
        .collect()
}

/// Who stands in the audit table's entries of a kind.
async fn noted(app: &TestApp, kind: &str) -> Vec<Option<PersonId>> {
    let entries = audited(app, kind).await;
    entries.into_iter().map(|entry| entry.actor).collect()
}

/// The audit table's entries of a kind, the newest first.
async fn audited(app: &TestApp, kind: &str) -> Vec<nghisu_protocol::people::AuditEntry> {
    let administrator = guest(app, "Lý Quốc Toản", Some(Role::Administrator)).await;
    let mut entries: Vec<nghisu_protocol::people::AuditEntry> = administrator
        .client
        .get("/api/v1/audit?limit=200")
        .await
        .ok();
    entries.retain(|entry| entry.kind == kind);
    entries
}
