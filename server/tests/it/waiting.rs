//! What waits for a tablet: how much of it, and that nobody gets what they may no longer see.

use std::time::Duration;

use nghisu_protocol::{
    documents::{Upload, UploadState},
    frame::PageImage,
    ids::VersionId,
    room::{RoomCommand, state::Presented},
    socket::{ClientMessage, Priority, ServerMessage},
};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    papers, pdf,
    rooms::{FIRST, MEETING, SECOND},
    tablet::{Hall, Tablet},
};

/// A paper of so many pages on the second item, whose images are larger than what goes out without credit.
async fn heavy_paper(hall: &Hall, pages: usize) -> VersionId {
    let mut seed = 7_u32;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    let lines: String = (0..1_500)
        .map(|_| {
            let (x, y) = (random(595), random(842));
            format!("{x} {y} m {} {} l S\n", random(595), random(842))
        })
        .collect();
    let kids: String = (0..pages)
        .map(|page| format!("{} 0 R ", page + 4))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>"),
        // Thin ones: a page that is black all over would be small again.
        pdf::stream(&format!("0.3 w\n{lines}")),
    ];
    for _ in 0..pages {
        objects.push("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>".into());
    }
    bring(hall, pdf::file(&objects, "")).await
}

/// A paper on the second item.
async fn bring(hall: &Hall, file: Vec<u8>) -> VersionId {
    let secretary = &hall.secretary.client;
    let begun = secretary
        .post(
            &format!("/api/v1/meetings/{MEETING}/uploads"),
            &json!({
                "file_name": "Bản đồ.pdf",
                "size": file.len(),
                "secrecy": "normal",
                "target": { "kind": "new", "item": SECOND },
            }),
        )
        .await;
    let upload: Upload = begun.ok();
    let mut moves = hall.app.server.state().documents.moves();
    papers::put(secretary, &upload, 0, file)
        .await
        .ok::<Upload>();
    let address = format!("/api/v1/uploads/{}", upload.id);
    let finish = format!("{address}/finish");
    let mut upload: Upload = secretary.post(&finish, &json!({})).await.ok();
    while upload.state == UploadState::Checking {
        moves.recv().await.unwrap();
        upload = secretary.get(&address).await.ok();
    }
    assert!(matches!(upload.state, UploadState::Ready { .. }));
    upload.version
}

fn large(version: VersionId, page: u32) -> ClientMessage {
    ClientMessage::Page {
        request: page,
        image: PageImage {
            version,
            page,
            long_edge: 2800,
            tile: None,
        },
        priority: Priority::Visible,
    }
}

/// The next image that is refused, and why.
async fn refused(tablet: &mut Tablet) -> (u32, String) {
    match tablet
        .until(|message| matches!(message, ServerMessage::PageRefused { .. }))
        .await
    {
        ServerMessage::PageRefused { request, code } => (request, code),
        other => panic!("{other:?}"),
    }
}

/// Everything that the server has sent before it answers this is here.
async fn quiet(tablet: &mut Tablet) -> usize {
    tablet.is_answered().await;
    tablet.image_bytes
}

#[tokio::test]
async fn pg_7_the_next_page_comes_by_itself_to_whoever_follows() {
    let hall = Hall::open_with_papers().await;
    let version = bring(&hall, pdf::pdf(&["Một", "Hai"])).await;
    let mut follower = hall.tablet(&hall.guest).await;
    let mut reader = hall.tablet(&hall.delegate).await;
    let first = ClientMessage::Page {
        request: 1,
        image: PageImage {
            version,
            page: 1,
            long_edge: 1200,
            tile: None,
        },
        priority: Priority::Visible,
    };
    let mut held = Vec::new();
    for tablet in [&mut follower, &mut reader] {
        tablet.say(&first).await;
        while quiet(tablet).await == 0 {}
        held.push(quiet(tablet).await);
    }
    reader
        .say(&ClientMessage::Follow {
            is_following: false,
        })
        .await;
    assert_eq!(quiet(&mut reader).await, held[1]);

    let place = Presented {
        version,
        page: 1,
        y: 0,
    };
    hall.accept(&hall.secretary, RoomCommand::TakeLead {}).await;
    hall.accept(&hall.secretary, RoomCommand::Present { place })
        .await;
    while quiet(&mut follower).await == held[0] {}
    assert_eq!(quiet(&mut reader).await, held[1]);
}

#[tokio::test]
async fn pg_8_a_tablet_waits_for_no_more_than_eight_large_pages() {
    let hall = Hall::open_with_papers().await;
    let version = heavy_paper(&hall, 9).await;
    let mut guest = hall.tablet(&hall.guest).await;
    for page in 1..=9 {
        guest.say(&large(version, page)).await;
    }
    assert_eq!(refused(&mut guest).await, (9, "too_many_attempts".into()));
}

#[tokio::test]
async fn pg_6_whoever_loses_sight_of_a_paper_gets_no_more_of_an_image_that_waits() {
    let hall = Hall::open_with_papers().await;
    let version = heavy_paper(&hall, 1).await;
    let mut guest = hall.tablet(&hall.guest).await;
    guest.say(&large(version, 1)).await;
    // As far as it goes without credit: the rest of the image waits.
    let is_on_its_way = async { while quiet(&mut guest).await < 200_000 {} };
    timeout(Duration::from_secs(60), is_on_its_way)
        .await
        .expect("the image is large");
    let before = quiet(&mut guest).await;
    let other_item = RoomCommand::InviteGuest {
        person: hall.guest.viewer.person,
        items: [FIRST].into(),
    };
    hall.accept(&hall.secretary, other_item).await;
    guest.say(&ClientMessage::Credit { bytes: 262_144 }).await;
    assert_eq!(refused(&mut guest).await, (1, "version_unknown".into()));
    assert_eq!(quiet(&mut guest).await, before);
}

#[tokio::test]
async fn er_4_whoever_does_not_read_the_answers_is_no_longer_listened_to() {
    let hall = Hall::open().await;
    for number in 0..8 {
        let course = RoomCommand::RecordCourse {
            item: FIRST,
            text: format!("{number} {}", "ộ".repeat(19_000)),
        };
        if number == 0 {
            let open = RoomCommand::OpenItem { item: FIRST };
            hall.accept(&hall.secretary, open).await;
        }
        hall.accept(&hall.secretary, course).await;
    }
    let mut deaf = hall.tablet(&hall.chair).await;
    // The way to the tablet is full of states that it does not read: 32 wait in the socket, more in the network.
    for _ in 0..96 {
        deaf.say(&ClientMessage::Resync {}).await;
    }
    let ping = serde_json::to_string(&ClientMessage::Ping { token: 1 }).unwrap();
    let ping = format!("{ping}{}", " ".repeat(16 * 1024));
    let mut is_heard = true;
    for _ in 0..3_000 {
        let said = deaf.say_raw(Message::text(ping.clone()));
        if timeout(Duration::from_secs(2), said).await.is_err() {
            is_heard = false;
            break;
        }
    }
    assert!(!is_heard, "what is not read grows in the server's memory");
    // Nobody else notices.
    hall.tablet(&hall.delegate).await;
}
