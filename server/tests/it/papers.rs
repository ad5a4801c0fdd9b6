//! Papers over REST: sending a file in pieces, reading it, and who may not.

use std::io;

use futures_util::{StreamExt as _, stream};
use nghisu_protocol::{
    documents::{MAX_FILE, PageText, SearchResult, Secrecy, Upload, UploadState, VersionInfo},
    error::{ErrorBody, ErrorCode},
    ids::{CommandId, ItemId, MeetingId, VersionId},
    room::{
        RoomCommand, Viewer,
        state::{ParticipantRole, Presented},
    },
    socket::{Command, CommandEnvelope, Outcome},
};
use nghisu_server::http::route;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    client::{Answer, Client},
    pdf,
    rooms::{add, details, invite},
    support::{Office, TestApp},
};

/// A published meeting of two items in an office; the guest is invited to the second.
pub(crate) struct Meeting {
    pub(crate) app: TestApp,
    pub(crate) office: Office,
    pub(crate) id: MeetingId,
    pub(crate) first: ItemId,
    pub(crate) second: ItemId,
}

impl Meeting {
    pub(crate) async fn open() -> Self {
        Self::open_in(TestApp::start_with_papers().await).await
    }

    pub(crate) async fn open_in(app: TestApp) -> Self {
        let office = app.office().await;
        let [id, first, second] = std::array::from_fn(|_| uuid::Uuid::new_v4());
        let meeting = Self {
            app,
            office,
            id: MeetingId(id),
            first: ItemId(first),
            second: ItemId(second),
        };
        for command in [
            RoomCommand::CreateMeeting { details: details() },
            RoomCommand::AssignChair {
                person: meeting.office.official.id,
            },
            add(meeting.first, "Ngân sách"),
            add(meeting.second, "Giáo dục"),
            RoomCommand::SetParticipants {
                people: vec![invite(
                    meeting.office.guest.id,
                    ParticipantRole::Guest,
                    &[meeting.second],
                )],
            },
            RoomCommand::Publish {},
        ] {
            meeting.command(command).await;
        }
        meeting
    }

    pub(crate) async fn command(&self, command: RoomCommand) {
        let actor = Viewer {
            is_secretary: true,
            ..Viewer::of(self.office.secretary.id)
        };
        let envelope = CommandEnvelope {
            id: CommandId(uuid::Uuid::new_v4()),
            on_behalf_of: None,
            command: Command::Room { room: command },
        };
        let rooms = &self.app.server.state().into_inner().rooms;
        let outcome = rooms.command(self.id, actor, envelope).await.unwrap();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    pub(crate) async fn begin(&self, by: &Client, item: ItemId, size: u64) -> Answer {
        self.begin_as(by, item, size, Secrecy::Internal).await
    }

    async fn begin_as(&self, by: &Client, item: ItemId, size: u64, secrecy: Secrecy) -> Answer {
        let request = json!({
            "file_name": "1. Báo cáo.pdf",
            "size": size,
            "secrecy": secrecy,
            "target": { "kind": "new", "item": item },
        });
        by.post(&format!("/api/v1/meetings/{}/uploads", self.id), &request)
            .await
    }

    /// Brings a paper all the way.
    pub(crate) async fn bring(&self, item: ItemId, file: &[u8]) -> VersionId {
        self.bring_as(item, file, Secrecy::Internal).await
    }

    pub(crate) async fn bring_as(&self, item: ItemId, file: &[u8], secrecy: Secrecy) -> VersionId {
        let secretary = &self.office.secretary;
        let size = file.len() as u64;
        let upload: Upload = self.begin_as(secretary, item, size, secrecy).await.ok();
        let sent: Upload = put(secretary, &upload, 0, file.to_vec()).await.ok();
        assert_eq!(sent.received, upload.size);
        self.finish(&upload).await
    }

    pub(crate) async fn finish(&self, upload: &Upload) -> VersionId {
        let secretary = &self.office.secretary;
        let mut moves = self.app.server.state().documents.moves();
        let address = format!("/api/v1/uploads/{}", upload.id);
        secretary
            .post(&format!("{address}/finish"), &json!({}))
            .await
            .ok::<Upload>();
        loop {
            let upload: Upload = secretary.get(&address).await.ok();
            match upload.state {
                UploadState::Checking => moves.recv().await.unwrap(),
                UploadState::Ready { .. } => return upload.version,
                state => panic!("{state:?}"),
            };
        }
    }
}

pub(crate) async fn put(
    by: &Client,
    upload: &Upload,
    offset: u64,
    body: impl Into<reqwest::Body>,
) -> Answer {
    let path = format!("/api/v1/uploads/{}?offset={offset}", upload.id);
    by.send(by.request(Method::PUT, &path).body(body)).await
}

#[tokio::test]
async fn up_1_a_broken_connection_goes_on_where_it_ended() {
    let meeting = Meeting::open().await;
    let secretary = &meeting.office.secretary;
    let file = pdf::padded(&["Báo cáo kinh tế"], 400_000);
    let upload: Upload = meeting
        .begin(secretary, meeting.first, file.len() as u64)
        .await
        .ok();
    let address = format!("/api/v1/uploads/{}", upload.id);
    let received = async || secretary.get(&address).await.ok::<Upload>().received;

    // The connection hangs after 300,000 bytes and is given up when some of them have arrived.
    let sent = io::Result::Ok(file[..300_000].to_vec());
    let hanging = stream::iter([sent]).chain(stream::pending());
    let sending = secretary
        .request(Method::PUT, &format!("{address}?offset=0"))
        .body(reqwest::Body::wrap_stream(hanging))
        .send();
    let noticing = async { while received().await == 0 {} };
    tokio::select! {
        answer = sending => panic!("{answer:?}"),
        () = noticing => {}
    }
    // While the server still notices the end, more of what was on its way may be kept.
    let mut end = received().await;
    loop {
        let next = file[usize::try_from(end).unwrap()..][..1].to_vec();
        match put(secretary, &upload, end, next).await.status {
            StatusCode::OK => break,
            _ => end = received().await,
        }
    }
    end += 1;
    assert!((2..=300_001).contains(&end), "{end}");

    // Whoever sends from elsewhere is told from where.
    for wrong in [0, end - 1, end + 1] {
        let answer = put(secretary, &upload, wrong, file.clone()).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let body: ErrorBody = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body.code, ErrorCode::UploadOffset);
        assert_eq!(body.details.unwrap()["received"], end);
    }
    let rest = file[usize::try_from(end).unwrap()..].to_vec();
    put(secretary, &upload, end, rest).await.ok::<Upload>();
    let version = meeting.finish(&upload).await;
    let stored = secretary
        .request(Method::GET, &format!("/api/v1/versions/{version}/file"))
        .send()
        .await
        .unwrap();
    assert_eq!(stored.bytes().await.unwrap(), file);
}

#[tokio::test]
async fn a_file_is_as_long_as_announced() {
    let meeting = Meeting::open().await;
    let secretary = &meeting.office.secretary;
    let begin = |size| meeting.begin(secretary, meeting.first, size);
    let too_large = begin(MAX_FILE + 1).await;
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(too_large.refused(), ErrorCode::FileTooLarge);
    assert_eq!(begin(0).await.refused(), ErrorCode::FileEmpty);

    let upload: Upload = begin(100).await.ok();
    let more = put(secretary, &upload, 0, vec![b'x'; 101]).await;
    assert_eq!(more.refused(), ErrorCode::UploadSize);
    put(secretary, &upload, 0, vec![b'x'; 99])
        .await
        .ok::<Upload>();
    let address = format!("/api/v1/uploads/{}", upload.id);
    let early = secretary
        .post(&format!("{address}/finish"), &json!({}))
        .await;
    assert_eq!(early.refused(), ErrorCode::UploadSize);
    put(secretary, &upload, 99, vec![b'x'; 1])
        .await
        .ok::<Upload>();
    let other_hash = json!({ "hash": "00".repeat(32) });
    let altered = secretary
        .post(&format!("{address}/finish"), &other_hash)
        .await;
    assert_eq!(altered.refused(), ErrorCode::UploadAltered);

    secretary.delete(&address).await.done();
    assert_eq!(
        secretary.get(&address).await.refused(),
        ErrorCode::UploadUnknown
    );
    let list: Vec<Upload> = secretary
        .get(&format!("/api/v1/meetings/{}/uploads", meeting.id))
        .await
        .ok();
    assert_eq!(list, []);
}

#[tokio::test]
async fn up_2_a_secret_paper_is_refused_before_its_first_byte() {
    let meeting = Meeting::open().await;
    let request = json!({
        "file_name": "Phương án.pdf",
        "size": 10,
        "secrecy": "top_secret",
        "target": { "kind": "new", "item": meeting.first },
    });
    let path = format!("/api/v1/meetings/{}/uploads", meeting.id);
    let answer = meeting.office.secretary.post(&path, &request).await;
    assert_eq!(answer.refused(), ErrorCode::SecretPaper);
}

#[tokio::test]
async fn pg_6_no_route_gives_a_guest_anything_of_another_item() {
    let meeting = Meeting::open().await;
    let hidden = meeting
        .bring(meeting.first, &pdf::pdf(&["Ngân sách mật thiết"]))
        .await;
    let shown = meeting
        .bring_as(meeting.second, &pdf::pdf(&["Giáo dục"]), Secrecy::Normal)
        .await;
    let paths: Vec<String> = route::all()
        .into_iter()
        .filter(|endpoint| endpoint.path.starts_with("/api/v1/versions/"))
        // What writes there are one's own notes; the annotations' tests hold their door.
        .filter(|endpoint| endpoint.method == Method::GET.as_str())
        .map(|endpoint| endpoint.path)
        .collect();
    assert!(paths.len() >= 6, "{paths:?}");
    let Office {
        secretary,
        guest,
        clerk,
        ..
    } = &meeting.office;
    for path in paths {
        let of = |version: VersionId| {
            let path = path
                .replace("{id}", &version.to_string())
                .replace("{version}", &version.to_string())
                .replace("{older}", &version.to_string())
                .replace("{newer}", &version.to_string())
                .replace("{page}", "1");
            format!("{path}?q=mat&long_edge=256")
        };
        // Only statuses: a file or an image is no text.
        let status = async |client: &Client, path: &str| {
            client
                .request(Method::GET, path)
                .send()
                .await
                .unwrap()
                .status()
        };
        assert_eq!(
            status(secretary, &of(hidden)).await,
            StatusCode::OK,
            "{path}"
        );
        assert_eq!(status(guest, &of(shown)).await, StatusCode::OK, "{path}");
        for client in [guest, clerk] {
            let answer = client.get(&of(hidden)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.refused(), ErrorCode::VersionUnknown, "{path}");
        }
        let stranger = meeting.app.stranger().get(&of(shown)).await;
        assert_eq!(stranger.refused(), ErrorCode::SignInRequired, "{path}");
    }
    // Nor do they bring papers.
    let begun = meeting.begin(guest, meeting.second, 10).await;
    assert_eq!(begun.refused(), ErrorCode::PermissionDenied);
    let begun = meeting.begin(clerk, meeting.second, 10).await;
    assert_eq!(begun.refused(), ErrorCode::MeetingUnknown);
}

#[tokio::test]
async fn pg_9_an_internal_paper_leaves_the_room_with_those_who_prepare_and_with_no_reader() {
    let meeting = Meeting::open().await;
    let Office {
        administrator: delegate,
        secretary,
        official: chair,
        guest,
        clerk,
        ..
    } = &meeting.office;
    meeting
        .command(RoomCommand::SetParticipants {
            people: vec![
                invite(guest.id, ParticipantRole::Guest, &[meeting.second]),
                invite(delegate.id, ParticipantRole::Delegate, &[]),
            ],
        })
        .await;
    let internal = meeting.bring(meeting.second, &pdf::pdf(&["Nội bộ"])).await;
    let normal = meeting
        .bring_as(meeting.second, &pdf::pdf(&["Thường"]), Secrecy::Normal)
        .await;
    let unstamped = [
        "/file",
        "/pages/1/image?long_edge=1200",
        "/pages/1/image?long_edge=2800&column=0&row=0",
    ];
    let read = ["", "/text/1", "/pages/1/image?long_edge=256"];
    let of = |version: VersionId, rest: &str| format!("/api/v1/versions/{version}{rest}");
    let status = async |client: &Client, path: &str| {
        let asked = client.request(Method::GET, path);
        asked.send().await.unwrap().status()
    };
    for reader in [delegate, guest] {
        for rest in unstamped {
            let refused = reader.get(&of(internal, rest)).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{rest}");
            assert_eq!(refused.refused(), ErrorCode::PaperInternal, "{rest}");
            assert_eq!(
                status(reader, &of(normal, rest)).await,
                StatusCode::OK,
                "{rest}"
            );
        }
        for rest in read {
            assert_eq!(
                status(reader, &of(internal, rest)).await,
                StatusCode::OK,
                "{rest}"
            );
        }
    }
    for keeper in [secretary, chair] {
        for rest in unstamped.into_iter().chain(read) {
            assert_eq!(
                status(keeper, &of(internal, rest)).await,
                StatusCode::OK,
                "{rest}"
            );
        }
    }
    // The clerk, who will have the package, sees nothing before the minutes are signed.
    for rest in unstamped {
        let refused = clerk.get(&of(internal, rest)).await.refused();
        assert_eq!(refused, ErrorCode::VersionUnknown, "{rest}");
    }
}

#[tokio::test]
async fn a_file_is_given_whole_in_part_or_not_again() {
    let meeting = Meeting::open().await;
    let file = pdf::pdf(&["Một", "Hai"]);
    let version = meeting.bring(meeting.first, &file).await;
    let path = format!("/api/v1/versions/{version}/file");
    let get = |name: &'static str, value: String| {
        meeting
            .office
            .secretary
            .request(Method::GET, &path)
            .header(name, value)
            .send()
    };
    let whole = get("accept", "*/*".into()).await.unwrap();
    assert_eq!(whole.headers()["content-type"], "application/pdf");
    assert_eq!(
        whole.headers()["content-disposition"],
        "inline; filename=\"1. B_o c_o.pdf\"; filename*=UTF-8''1.%20B%C3%A1o%20c%C3%A1o.pdf"
    );
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(whole.bytes().await.unwrap(), file);

    let part = get("range", "bytes=10-19".into()).await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    let range = format!("bytes 10-19/{}", file.len());
    assert_eq!(part.headers()["content-range"], range.as_str());
    assert_eq!(part.bytes().await.unwrap(), file[10..20]);
    let beyond = get("range", format!("bytes={}-", file.len()))
        .await
        .unwrap();
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let known = get("if-none-match", tag).await.unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_first_page_is_where_the_leader_is_and_never_of_what_one_may_not_see() {
    let meeting = Meeting::open().await;
    let address = format!("/api/v1/meetings/{}/first-page", meeting.id);
    let asked = async |by: &Client, long_edge: u16| {
        let path = format!("{address}?long_edge={long_edge}");
        by.request(Method::GET, &path).send().await.unwrap()
    };
    let shown = async |by: &Client| {
        let answer = asked(by, 256).await;
        let page = answer.headers().get("nghisu-page");
        page.map(|page| page.to_str().unwrap().to_owned())
            .ok_or(answer.status())
    };
    let (chair, guest) = (&meeting.office.official, &meeting.office.guest);
    assert_eq!(shown(chair).await, Err(StatusCode::NO_CONTENT));

    let pages = pdf::pdf(&["Một", "Hai", "Ba"]);
    let budget = meeting
        .bring_as(meeting.first, &pages, Secrecy::Normal)
        .await;
    assert_eq!(shown(chair).await.as_deref(), Ok("1"));
    assert_eq!(shown(guest).await, Err(StatusCode::NO_CONTENT));
    let image = asked(chair, 256).await;
    assert_eq!(image.headers()["content-type"], "image/webp");
    assert!(image.bytes().await.unwrap().starts_with(b"RIFF"));

    // An internal paper is not shown without its stamp, and nothing in its stead.
    meeting.bring(meeting.second, &pages).await;
    assert_eq!(shown(guest).await, Err(StatusCode::NO_CONTENT));

    let place = Presented {
        version: budget,
        page: 3,
        y: 2_500,
    };
    for command in [
        RoomCommand::Open {},
        RoomCommand::TakeLead {},
        RoomCommand::Present { place },
    ] {
        meeting.command(command).await;
    }
    assert_eq!(shown(chair).await.as_deref(), Ok("3"));
    assert_eq!(shown(guest).await, Err(StatusCode::NO_CONTENT));

    // Whoever has it asks whether it is still so, and hears the same about it.
    let whole = asked(chair, 256).await;
    let known = chair
        .request(Method::GET, &format!("{address}?long_edge=256"))
        .header("if-none-match", &whole.headers()["etag"])
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    for name in ["etag", "cache-control", "nghisu-page", "nghisu-y"] {
        assert_eq!(known.headers()[name], whole.headers()[name], "{name}");
    }
    assert_eq!(known.headers()["nghisu-y"], "2500");
    let clerk = &meeting.office.clerk;
    assert_eq!(shown(clerk).await, Err(StatusCode::NOT_FOUND));
    assert_eq!(asked(chair, 257).await.status(), 422);
}

#[tokio::test]
async fn a_page_is_seen_read_and_searched() {
    let meeting = Meeting::open().await;
    let version = meeting
        .bring_as(
            meeting.second,
            &pdf::pdf(&["Mở đầu", "Chỉ tiêu giáo dục"]),
            Secrecy::Normal,
        )
        .await;
    let guest = &meeting.office.guest;
    let address = format!("/api/v1/versions/{version}");
    let info: VersionInfo = guest.get(&address).await.ok();
    assert_eq!(
        (info.pages.len(), info.file_name.as_str()),
        (2, "1. Báo cáo.pdf")
    );

    let text: PageText = guest.get(&format!("{address}/text/2")).await.ok();
    assert_eq!(text.runs[0].text.trim(), "Chỉ tiêu giáo dục");
    let beyond = guest.get(&format!("{address}/text/3")).await;
    assert_eq!(beyond.refused(), ErrorCode::PageUnknown);

    let mut moves = meeting.app.server.state().documents.moves();
    let found = loop {
        let found: SearchResult = guest
            .get(&format!("{address}/search?q=giao%20duc"))
            .await
            .ok();
        if found.is_complete {
            break found;
        }
        moves.recv().await.unwrap();
    };
    assert_eq!(found.pages.len(), 1);
    let hit = &found.pages[0].hits[0];
    assert_eq!(
        (found.pages[0].page, hit.excerpt.as_str()),
        (2, "Chỉ tiêu giáo dục")
    );
    // The text begins at 72 points and stands on the line 142 points from the top.
    let place = hit.boxes[0];
    assert!(
        place.x > 72.0 && place.y > 120.0 && place.y < 145.0,
        "{place:?}"
    );

    let image = guest
        .request(
            Method::GET,
            &format!("{address}/pages/2/image?long_edge=1200"),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(image.headers()["content-type"], "image/webp");
    assert_eq!(&image.bytes().await.unwrap()[8..12], b"WEBP");
    let odd = guest
        .get(&format!("{address}/pages/2/image?long_edge=1201"))
        .await;
    assert_eq!(odd.refused(), ErrorCode::ImageNotOffered);
}
