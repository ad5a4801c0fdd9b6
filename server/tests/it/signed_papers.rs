//! A file that carries signatures already, brought as a paper: they are counted, and their stamps are drawn.

use nghisu_protocol::documents::VersionInfo;
use reqwest::Method;

use crate::{archive::signed, papers::Meeting, support::TestApp};

#[tokio::test]
async fn a_signed_file_says_how_many_signatures_it_has_and_shows_their_stamps() {
    let desk = signed().await;
    let minutes = desk.room().await.minutes.submitted.clone().unwrap();
    let last = minutes.signatures.last().unwrap().pdf;
    let meeting = Meeting::open_in(TestApp::start_with_papers().await).await;
    let secretary = &meeting.office.secretary;
    let mut stamped = Vec::new();
    for (file, expected) in [(desk.file(desk.submitted), 0), (desk.file(last), 2)] {
        let version = meeting.bring(meeting.first, &file).await;
        let path = format!("/api/v1/versions/{version}");
        let info: VersionInfo = secretary.get(&path).await.ok();
        assert_eq!(info.signatures, expected);
        let page = info.pages.len();
        let image = secretary
            .request(
                Method::GET,
                &format!("{path}/pages/{page}/image?long_edge=1200"),
            )
            .send()
            .await
            .unwrap();
        assert!(image.status().is_success(), "{}", image.status());
        stamped.push(image.bytes().await.unwrap());
    }
    assert_ne!(stamped[0], stamped[1], "the stamps are drawn");
}
