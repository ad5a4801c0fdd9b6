//! Drafts and numbers of minutes on both databases, without HTTP.

use nghisu_protocol::{
    ids::{ItemId, MeetingId},
    log::Hash,
    minutes::{
        MinutesText, NumberChoice, NumberSeries, SaveMinutes, SendBackMinutes, SubmitMinutes,
    },
    room::{
        RoomCommand, Viewer,
        state::{Details, Stage},
    },
    socket::Outcome,
};
use nghisu_server::{
    clock::{Clock, Random},
    documents::blobs::Blobs,
    live::Rooms,
    minutes::{Minutes, MinutesError},
};

use crate::{
    databases::{TestDb, on_both_databases},
    rooms::{CHAIR, SECRETARY, enter_people, id, in_room, plan},
    support::NOW,
};

on_both_databases! {
    of_two_who_save_one_revision_the_second_is_told_of_the_first,
    numbers_given_at_once_are_all_different,
    a_number_belongs_to_one_meeting_in_its_series_and_year,
    a_submission_that_stopped_half_way_is_made_again_with_its_number,
    mi_4_minutes_that_are_submitted_twice_at_once_carry_the_number_that_the_register_has,
}

/// The service without HTTP, on a database of either kind.
struct Desk {
    rooms: Rooms,
    minutes: Minutes,
    clock: Clock,
    test: TestDb,
}

impl Desk {
    async fn open(test: TestDb) -> Self {
        enter_people(&test.db).await;
        Self::on(test, Clock::fixed(NOW))
    }

    fn on(test: TestDb, clock: Clock) -> Self {
        let rooms = Rooms::new(test.db.clone(), clock.clone(), Random::system());
        let blobs = Blobs::open(test.folder.path()).unwrap();
        Self {
            minutes: Minutes::new(test.db.clone(), rooms.clone(), blobs, clock.clone()),
            rooms,
            clock,
            test,
        }
    }

    /// The same after a restart of the server.
    async fn restarted(self) -> Self {
        self.rooms.stop_all().await;
        Self::on(self.test, self.clock)
    }

    async fn command(&self, meeting: MeetingId, actor: Viewer, command: RoomCommand) {
        let outcome = self
            .rooms
            .command(meeting, actor, in_room(command))
            .await
            .unwrap();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    /// A closed meeting whose minutes can be submitted at revision 1.
    async fn closed(&self, number: u128) -> MeetingId {
        let meeting = MeetingId(id(900 + number));
        let details = Details {
            title: format!("Cuộc họp {number}"),
            starts_at: Some(NOW),
            place: "Phòng 1".into(),
            ..Details::default()
        };
        for command in [
            RoomCommand::CreateMeeting { details },
            RoomCommand::AssignChair {
                person: CHAIR.person,
            },
            RoomCommand::AddItem {
                item: ItemId(id(2_000 + number)),
                plan: plan("Ngân sách"),
                position: None,
            },
            RoomCommand::Publish {},
            RoomCommand::Open {},
            RoomCommand::Close {},
        ] {
            self.command(meeting, SECRETARY, command).await;
        }
        let view = self.minutes.view(&SECRETARY, meeting).await.unwrap();
        let text = MinutesText {
            issuing_agency: "Sở Tài chính".into(),
            symbol: "BB-STC".into(),
            ..view.text
        };
        let save = SaveMinutes { revision: 0, text };
        self.minutes.save(&SECRETARY, meeting, save).await.unwrap();
        meeting
    }

    async fn submit(
        &self,
        meeting: MeetingId,
        number: NumberChoice,
    ) -> Result<String, MinutesError> {
        let view = self.minutes.view(&SECRETARY, meeting).await?;
        let submit = SubmitMinutes {
            revision: 1,
            number,
            unrecorded: u32::try_from(view.facts.unrecorded().count()).unwrap(),
        };
        let view = self.minutes.submit(&SECRETARY, meeting, submit).await?;
        Ok(view.submitted.unwrap().number)
    }

    async fn next(&self, meeting: MeetingId) -> NumberSeries {
        self.minutes
            .series(&SECRETARY, meeting, "BB-STC")
            .await
            .unwrap()
    }
}

async fn of_two_who_save_one_revision_the_second_is_told_of_the_first(test: TestDb) {
    let desk = Desk::open(test).await;
    let meeting = desk.closed(1).await;
    let secretary = SECRETARY;
    let text = desk.minutes.view(&secretary, meeting).await.unwrap().text;
    for revision in 1..4 {
        let saves = ["Phòng 1", "Phòng 2", "Phòng 3"].map(|place| {
            let text = MinutesText {
                place: format!("{place}, lần {revision}"),
                ..text.clone()
            };
            desk.minutes
                .save(&secretary, meeting, SaveMinutes { revision, text })
        });
        let mut kept = 0;
        for saved in futures_util::future::join_all(saves).await {
            match saved {
                Ok(view) => {
                    kept += 1;
                    assert_eq!(view.revision, revision + 1);
                }
                Err(MinutesError::Conflict(theirs)) => assert_eq!(theirs.revision, revision + 1),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(kept, 1);
    }
}

async fn numbers_given_at_once_are_all_different(test: TestDb) {
    let desk = Desk::open(test).await;
    let mut meetings = Vec::new();
    for number in 0..6 {
        meetings.push(desk.closed(number).await);
    }
    let submissions = meetings
        .iter()
        .map(|meeting| desk.submit(*meeting, NumberChoice::Register {}));
    let mut numbers: Vec<String> = futures_util::future::join_all(submissions)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=6).map(|number| format!("0{number}/BB-STC")).collect();
    assert_eq!(numbers, expected);
}

async fn a_number_belongs_to_one_meeting_in_its_series_and_year(test: TestDb) {
    let desk = Desk::open(test).await;
    let (first, second) = (desk.closed(1).await, desk.closed(2).await);
    let hand = |number| NumberChoice::Hand { number };
    assert_eq!(desk.submit(first, hand(12)).await.unwrap(), "12/BB-STC");
    assert!(matches!(
        desk.submit(second, hand(12)).await,
        Err(MinutesError::NumberTaken)
    ));
    assert!(matches!(
        desk.submit(second, hand(0)).await,
        Err(MinutesError::Field("number"))
    ));
    let series = desk.next(second).await;
    assert_eq!((series.year, series.next), (2026, 13));
    // Sent back and given another number, the first one is free again.
    let back = SendBackMinutes {
        reason: "Sai số".into(),
    };
    desk.minutes
        .send_back(&SECRETARY, first, back)
        .await
        .unwrap();
    // Until then it keeps its own, which the secretary is told.
    assert_eq!(desk.next(first).await.own, Some(12));
    assert_eq!(desk.submit(first, hand(3)).await.unwrap(), "03/BB-STC");
    assert_eq!(desk.submit(second, hand(12)).await.unwrap(), "12/BB-STC");
    // 1 January begins anew: 00:00 in Vietnam is 17:00 of the day before in London.
    let third = desk.closed(3).await;
    let new_year = 1_798_736_400_000 - NOW.0;
    desk.clock.advance(new_year - 1);
    assert_eq!(desk.next(third).await.next, 13);
    desk.clock.advance(1);
    let series = desk.next(third).await;
    assert_eq!((series.year, series.next), (2027, 1));
    assert_eq!(desk.submit(third, hand(12)).await.unwrap(), "12/BB-STC");
}

async fn a_submission_that_stopped_half_way_is_made_again_with_its_number(test: TestDb) {
    let desk = Desk::open(test).await;
    let meeting = desk.closed(1).await;
    // The blob folder cannot be written, as on a full disk: number reserved, nothing submitted.
    let folder = desk.test.folder.path().join("incoming");
    std::fs::remove_dir_all(&folder).unwrap();
    let stopped = desk.submit(meeting, NumberChoice::Hand { number: 4 }).await;
    assert!(matches!(stopped, Err(MinutesError::Disk(_))), "{stopped:?}");
    let room = desk.rooms.read(meeting).await.unwrap();
    assert_eq!(
        (room.stage, room.minutes.submitted.is_some()),
        (Stage::Closed, false)
    );

    let desk = desk.restarted().await;
    assert_eq!(desk.next(meeting).await.next, 4);
    let number = desk
        .submit(meeting, NumberChoice::Register {})
        .await
        .unwrap();
    assert_eq!(number, "04/BB-STC");
    let (hash, _, bytes) = desk.minutes.file(&CHAIR, meeting, None).await.unwrap();
    assert_eq!(Hash::of(&bytes), hash);
}

async fn mi_4_minutes_that_are_submitted_twice_at_once_carry_the_number_that_the_register_has(
    test: TestDb,
) {
    let desk = Desk::open(test).await;
    for number in 0..3 {
        let meeting = desk.closed(number).await;
        let [first, second] = [5, 7].map(|hand| NumberChoice::Hand {
            number: hand + 10 * u32::try_from(number).unwrap(),
        });
        let (first, second) =
            tokio::join!(desk.submit(meeting, first), desk.submit(meeting, second));
        // One is submitted; the other comes too late and takes nothing.
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let room = desk.rooms.read(meeting).await.unwrap();
        let registered = desk.next(meeting).await;
        assert_eq!(
            room.minutes.submitted.as_ref().unwrap().number,
            format!("{:02}/BB-STC", registered.next)
        );
    }
}
