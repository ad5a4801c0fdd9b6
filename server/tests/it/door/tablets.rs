//! Tablets of the office's rooms: enrolled once, lent in meetings, free again by themselves.

use nghisu_protocol::{
    door::{Door, GRACE_MS, IssuedTablet, LendableTablet, RoomTablet, TabletState},
    error::ErrorCode,
    ids::PersonId,
    machine::Machine,
    people::Me,
    room::RoomCommand,
    socket::close,
};
use serde_json::{Value, json};

use super::{DOOR, Doorway, MINUTE, find};
use crate::{
    client::{Answer, Client},
    rooms::MEETING,
    support::NOW,
};

const NAME: &str = "Máy phòng họp 07";
const OWN: &str = "/api/v1/room-tablet";
const ALL: &str = "/api/v1/room-tablets";

impl Doorway {
    async fn code_of_new(&self) -> IssuedTablet {
        let plan = json!({ "name": NAME });
        self.office.administrator.post(ALL, &plan).await.ok()
    }

    /// A tablet that was enrolled.
    async fn enrolled(&self) -> (Client, IssuedTablet) {
        let issued = self.code_of_new().await;
        let tablet = self.app.stranger();
        enrol(&tablet, &issued.code).await.ok::<TabletState>();
        (tablet, issued)
    }

    async fn lend(&self, by: &Client, tablet: &IssuedTablet, person: PersonId) -> Answer {
        let loan = json!({ "tablet": tablet.id, "person": person });
        by.post(&format!("{DOOR}/loans"), &loan).await
    }

    /// Whether the tablet is free, as the secretary sees it.
    async fn is_free(&self) -> bool {
        let path = format!("{DOOR}/tablets");
        let all: Vec<LendableTablet> = self.office.secretary.get(&path).await.ok();
        assert_eq!(all.len(), 1);
        all[0].is_free
    }
}

async fn enrol(tablet: &Client, code: &str) -> Answer {
    let path = format!("{OWN}/enrol");
    tablet.post(&path, &json!({ "code": code })).await
}

async fn begin(tablet: &Client) -> Answer {
    tablet.post(&format!("{OWN}/begin"), &Value::Null).await
}

#[tokio::test]
async fn do_9_a_tablet_is_enrolled_once_and_is_nobody() {
    for doorway in Doorway::on_both().await {
        let admin = &doorway.office.administrator;
        let issued = doorway.code_of_new().await;
        assert_eq!(
            issued.link,
            format!("{}/room-tablet#{}", doorway.app.url, issued.code)
        );
        let tablet = doorway.app.stranger();
        let path = format!("{OWN}/enrol");
        let body = json!({ "code": issued.code });
        let answer = tablet.request(reqwest::Method::POST, &path).json(&body);
        let answer = answer.send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in [
            "nghisu-tablet=",
            "HttpOnly",
            "SameSite=Strict",
            "Path=/",
            "Max-Age=34560000",
        ] {
            assert!(cookie.contains(part), "{part} is missing in {cookie}");
        }
        let again = enrol(&doorway.app.stranger(), &issued.code).await;
        assert_eq!(again.refused(), ErrorCode::ActivationUnknown);
        let shown: TabletState = tablet.get(OWN).await.ok();
        assert_eq!((shown.name.as_str(), shown.loan), (NAME, None));
        // Its cookie is no session, and what is typed there is no pass.
        let nobody = tablet.get("/api/v1/me").await;
        assert_eq!(nobody.refused(), ErrorCode::SignInRequired);
        let none = begin(&tablet).await;
        assert_eq!(none.refused(), ErrorCode::ActivationExpired);

        doorway.app.clock.advance(6 * MINUTE);
        tablet.get(OWN).await.ok::<TabletState>();
        let all: Vec<RoomTablet> = admin.get(ALL).await.ok();
        assert_eq!(all[0].machine, Some(Machine::Ipad));
        assert_eq!(all[0].enrolled_at, Some(NOW));
        assert_eq!(all[0].last_seen_at.unwrap().0, NOW.0 + 6 * MINUTE);

        // A new code enrols another device under the name; the first is out with that.
        let code: IssuedTablet = admin
            .post(&format!("{ALL}/{}/code", issued.id), &Value::Null)
            .await
            .ok();
        tablet.get(OWN).await.ok::<TabletState>();
        let second = doorway.app.stranger();
        enrol(&second, &code.code).await.ok::<TabletState>();
        assert_eq!(tablet.get(OWN).await.refused(), ErrorCode::TabletUnknown);
        admin.delete(&format!("{ALL}/{}", issued.id)).await.done();
        assert_eq!(second.get(OWN).await.refused(), ErrorCode::TabletUnknown);
        let gone = admin.delete(&format!("{ALL}/{}", issued.id)).await;
        assert_eq!(gone.refused(), ErrorCode::TabletUnknown);
    }
}

#[tokio::test]
async fn do_9_tablets_are_kept_by_administrators_of_the_whole_tree() {
    let doorway = Doorway::announced().await;
    let (tablet, issued) = doorway.enrolled().await;
    let office = &doorway.office;
    let code = format!("{ALL}/{}/code", issued.id);
    for by in [&office.secretary, &office.official, &office.clerk] {
        let refused = [
            by.get(ALL).await,
            by.post(ALL, &json!({ "name": "x" })).await,
            by.post(&code, &Value::Null).await,
            by.delete(&format!("{ALL}/{}", issued.id)).await,
        ];
        for answer in refused {
            assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
        }
    }
    let unnamed = office
        .administrator
        .post(ALL, &json!({ "name": " " }))
        .await;
    assert_eq!(unnamed.refused(), ErrorCode::ValueInvalid);
    tablet.get(OWN).await.ok::<TabletState>();
}

#[tokio::test]
async fn do_10_a_tablet_is_lent_to_one_person_and_taken_back() {
    for doorway in Doorway::on_both().await {
        let office = &doorway.office;
        let (tablet, issued) = doorway.enrolled().await;
        let (delegate, guest) = (doorway.delegate.id, office.guest.id);
        assert!(doorway.is_free().await);
        doorway
            .lend(&office.secretary, &issued, delegate)
            .await
            .done();
        assert!(!doorway.is_free().await);
        let twice = doorway.lend(&office.official, &issued, guest).await;
        assert_eq!(twice.refused(), ErrorCode::TabletLent);
        let door: Door = office.secretary.get(DOOR).await.ok();
        let waits = &door.waiting[0];
        assert_eq!(
            (waits.person, waits.tablet.as_deref()),
            (delegate, Some(NAME))
        );

        let shown: TabletState = tablet.get(OWN).await.ok();
        let loan = shown.loan.unwrap();
        assert_eq!(
            (loan.name.as_str(), loan.meeting),
            ("Nguyễn Thị Hòa", MEETING)
        );
        assert!(!loan.is_begun);
        let me: Me = begin(&tablet).await.ok();
        assert_eq!((me.id, me.meeting), (delegate, Some(MEETING)));
        let shown: TabletState = tablet.get(OWN).await.ok();
        assert!(shown.loan.unwrap().is_begun);
        let door: Door = office.secretary.get(DOOR).await.ok();
        assert_eq!(door.devices[0].tablet.as_deref(), Some(NAME));

        let mut socket = doorway.socket(&tablet).await;
        let path = format!("{DOOR}/passes/{}", loan.pass);
        let taking = office.secretary.delete(&path);
        socket.is_closed_by(close::SIGNED_OUT, taking).await.done();
        let shown: TabletState = tablet.get(OWN).await.ok();
        assert_eq!(shown.loan, None);
        assert!(doorway.is_free().await);
        doorway.lend(&office.secretary, &issued, guest).await.done();
        let me: Me = begin(&tablet).await.ok();
        assert_eq!(me.id, guest);
    }
}

#[tokio::test]
async fn do_10_at_the_end_a_tablet_gives_itself_back() {
    let doorway = Doorway::announced().await;
    doorway.accept(RoomCommand::Open {}).await;
    let (tablet, issued) = doorway.enrolled().await;
    let person = doorway.delegate.id;
    doorway
        .lend(&doorway.office.secretary, &issued, person)
        .await
        .done();
    begin(&tablet).await.ok::<Me>();
    doorway.accept(RoomCommand::Close {}).await;
    doorway.app.clock.advance(GRACE_MS);
    assert!(doorway.is_free().await);
    let shown: TabletState = tablet.get(OWN).await.ok();
    assert_eq!(shown.loan, None);
    let out = tablet.get("/api/v1/me").await.refused();
    assert_eq!(out, ErrorCode::SignInRequired);
}

#[tokio::test]
async fn do_10_who_may_not_give_a_pass_lends_no_tablet_and_nobody_else_uses_a_loan() {
    let doorway = Doorway::announced().await;
    let office = &doorway.office;
    let (tablet, issued) = doorway.enrolled().await;
    let person = doorway.delegate.id;
    for (by, code) in [
        (&doorway.delegate, ErrorCode::PermissionDenied),
        (&office.clerk, ErrorCode::MeetingUnknown),
    ] {
        assert_eq!(doorway.lend(by, &issued, person).await.refused(), code);
    }
    for chairs in [office.official.id, office.secretary.id] {
        let refused = doorway.lend(&office.secretary, &issued, chairs).await;
        assert_eq!(refused.refused(), ErrorCode::PassNotForThem);
    }
    doorway
        .lend(&office.secretary, &issued, person)
        .await
        .done();
    let other = doorway.app.stranger();
    assert_eq!(begin(&other).await.refused(), ErrorCode::TabletUnknown);
    let no_pass = find(&other, &issued.code).await.refused();
    assert_eq!(no_pass, ErrorCode::ActivationUnknown);
    // Taken out of use, it is lent to nobody.
    begin(&tablet).await.ok::<Me>();
    let path = format!("{ALL}/{}", issued.id);
    let mut socket = doorway.socket(&tablet).await;
    let removing = office.administrator.delete(&path);
    socket
        .is_closed_by(close::SIGNED_OUT, removing)
        .await
        .done();
}
