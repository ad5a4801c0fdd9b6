//! A paper of as many bytes as are taken. Nearly all of them are a hole on the disk, so that nothing takes long.

use std::{fs::File, io::Write as _};

use nghisu_protocol::documents::{MAX_FILE, PageText, Upload, VersionInfo};
use reqwest::{Method, StatusCode};

use crate::{
    papers::{Meeting, put},
    pdf,
};

/// The beginning and the end of a PDF of [`MAX_FILE`] bytes. Between them are zeros: a stream that no page uses.
fn largest() -> (Vec<u8>, Vec<u8>) {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
            .to_owned(),
        pdf::stream("BT /F 18 Tf 72 700 Td (Ngan sach) Tj ET"),
    ];
    let mut beginning = b"%PDF-1.7\n".to_vec();
    let mut table = "xref\n0 6\n0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", beginning.len());
        beginning.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    table += &format!("{:010} 00000 n \n", beginning.len());
    // Numbers of a fixed width, so that every part has its length before they are known.
    let opened = |length: u64| format!("5 0 obj\n<</Length {length:010}>>\nstream\n");
    let closed = "\nendstream\nendobj\n";
    let trailer =
        |at: u64| format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{at:010}\n%%EOF\n");
    let table_at = MAX_FILE - (table.len() + trailer(0).len()) as u64;
    let stream_at = (beginning.len() + opened(0).len()) as u64;
    let length = table_at - closed.len() as u64 - stream_at;
    beginning.extend(opened(length).bytes());
    let end = [closed, &table, &trailer(table_at)].concat();
    (beginning, end.into_bytes())
}

#[tokio::test]
async fn a_paper_of_exactly_500_mb_is_taken_shown_and_given_out() {
    let meeting = Meeting::open().await;
    let secretary = &meeting.office.secretary;
    let upload: Upload = meeting.begin(secretary, meeting.first, MAX_FILE).await.ok();

    // All but the end has come in before, as if in many pieces.
    let (beginning, end) = largest();
    let sent = MAX_FILE - end.len() as u64;
    let incoming = meeting.app.data().join("incoming");
    let mut file = File::create(incoming.join(upload.id.to_string())).unwrap();
    file.write_all(&beginning).unwrap();
    file.set_len(sent).unwrap();
    let whole: Upload = put(secretary, &upload, sent, end.clone()).await.ok();
    assert_eq!(whole.received, MAX_FILE);
    let version = meeting.finish(&upload).await;

    let address = format!("/api/v1/versions/{version}");
    let info: VersionInfo = secretary.get(&address).await.ok();
    assert_eq!(info.pages.len(), 1);
    let text: PageText = secretary.get(&format!("{address}/text/1")).await.ok();
    assert_eq!(text.runs[0].text.trim(), "Ngan sach");
    let image = format!("{address}/pages/1/image?long_edge=256");
    let image = secretary.request(Method::GET, &image).send().await.unwrap();
    assert_eq!(image.status(), StatusCode::OK);
    let last = secretary
        .request(Method::GET, &format!("{address}/file"))
        .header("range", format!("bytes={sent}-"))
        .send()
        .await
        .unwrap();
    assert_eq!(last.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(last.bytes().await.unwrap(), end);
}
