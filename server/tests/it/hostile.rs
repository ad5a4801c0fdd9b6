//! Files that mean harm or are damaged, over REST to a server with real page workers: each is refused with its
//! sentence or harmless, readers are served meanwhile, and nothing of it stays.

use std::path::Path;
use std::time::Duration;

use nghisu_protocol::{
    documents::{Upload, UploadState},
    error::ErrorCode,
};
use nghisu_server::clock::Clock;
use reqwest::Method;
use serde_json::json;

use crate::{
    papers::{Meeting, put},
    pdf,
    support::{NOW, TestApp, with_papers},
};

/// How long a page may take here.
const DEADLINE: Duration = Duration::from_secs(2);

/// One page of 600 × 800 points with page entries and content. Objects from 5 on are free.
fn page(entries: &str, content: &str, more: Vec<String>) -> Vec<u8> {
    pages("", entries, content, more)
}

fn pages(catalogue: &str, entries: &str, content: &str, more: Vec<String>) -> Vec<u8> {
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalogue}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R {entries}>>"),
        pdf::stream(content),
    ];
    objects.extend(more);
    pdf::file(&objects, "")
}

fn form(entries: &str, content: &str) -> String {
    format!(
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{entries}/Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// Forms from object `first` on, each drawing the next so many times.
fn nested(first: usize, levels: usize, times: usize) -> Vec<String> {
    let one = |level| match level + 1 == levels {
        true => form("", "0 0 600 800 re f"),
        false => form(
            &format!("/Resources<</XObject<</X {} 0 R>>>>", first + level + 1),
            &"/X Do ".repeat(times),
        ),
    };
    (0..levels).map(one).collect()
}

/// A first page that never ends: eleven levels of forms, each drawing the next twenty times.
fn endless() -> Vec<u8> {
    let resources = "/Resources<</XObject<</X 5 0 R>>>>";
    page(resources, "/X Do", nested(5, 11, 20))
}

/// Its first page is like any other; the second never ends.
fn endless_later() -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 600 800]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned(),
        pdf::stream("100 100 200 200 re f"),
        "<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</XObject<</X 7 0 R>>>>>>".to_owned(),
        pdf::stream("/X Do"),
    ];
    objects.extend(nested(7, 11, 20));
    pdf::file(&objects, "")
}

/// So many times 258 spaces, deflated (RFC 1950, RFC 1951 3.2.6) into 13 bits each.
fn deflated_spaces(runs: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut push = |value: u16, count: u16| {
        bits.extend((0..count).rev().map(|at| value >> at & 1 == 1));
    };
    push(0b1_10, 3); // the last block, fixed codes: 1, then 01 from its lowest bit
    push(0x30 + 0x20, 8); // a space
    // Eight runs fill thirteen bytes, whatever bit they begin at.
    const PERIOD: usize = 13;
    for _ in 0..16 {
        push(0xC5, 8); // 258 bytes
        push(0, 5); // from one byte before
    }
    let bytes: Vec<u8> = bits
        .chunks(8)
        .map(|bits| {
            bits.iter()
                .rev()
                .fold(0, |byte, bit| byte << 1 | u8::from(*bit))
        })
        .collect();
    let (beginning, rest) = bytes.split_at(PERIOD);
    let mut deflated = vec![0x78, 0x01];
    deflated.extend(beginning);
    for _ in 0..runs / 8 {
        deflated.extend(&rest[..PERIOD]);
    }
    deflated
}

/// A stream object of bytes that are no text.
fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// More than a gigabyte of spaces as a page's content.
fn content_bomb() -> Vec<u8> {
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
        stream("/Filter/FlateDecode", &deflated_spaces(5_000_000)),
    ];
    pdf::file(&objects, "")
}

/// The catalogue itself stands in an object stream of more than a gigabyte (ISO 32000-2, 7.5.7 and 7.5.8).
fn object_stream_bomb() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let bomb = bytes.len();
    bytes.extend(b"1 0 obj\n");
    bytes.extend(stream(
        "/Type/ObjStm/N 1/First 500000000/Filter/FlateDecode",
        &deflated_spaces(5_000_000),
    ));
    bytes.extend(b"\nendobj\n");
    let table = bytes.len();
    bytes.extend(
        format!(
            "3 0 obj\n<</Type/XRef/Size 4/Root 2 0 R/W[1 4 1]/Filter/ASCIIHexDecode/Length 52>>\nstream\n\
             000000000000 01{bomb:08x}00 020000000100 01{table:08x}00>\nendstream\nendobj\n\
             startxref\n{table}\n%%EOF\n"
        )
        .bytes(),
    );
    bytes
}

/// A page tree of so many pages that are all the same one.
fn many(pages: usize) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{}]/Count {pages}/MediaBox[0 0 600 800]>>",
            "3 0 R ".repeat(pages)
        ),
        "<</Type/Page/Parent 2 0 R>>".to_owned(),
    ];
    pdf::file(&objects, "")
}

fn refused() -> Vec<(&'static str, Vec<u8>, ErrorCode)> {
    let whole = pdf::pdf(&["Báo cáo"]);
    let own_parent = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 3/Parent 2 0 R>>",
    ]
    .map(str::to_owned);
    let own_length = pdf::file(
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!(
                "<</Type/Pages/Kids{}3 0 R{}/Count 1>>",
                "[".repeat(100_000),
                "]".repeat(100_000)
            ),
            "<</Type/Page/Parent 2 0 R>>".to_owned(),
        ],
        "",
    );
    vec![
        (
            "another format",
            b"PK\x03\x04 a word processor's file".to_vec(),
            ErrorCode::FileNotPdf,
        ),
        (
            "only a header",
            b"%PDF-1.7\n".to_vec(),
            ErrorCode::FileBroken,
        ),
        ("encrypted", pdf::encrypted(), ErrorCode::FileEncrypted),
        (
            "truncated",
            whole[..whole.len() / 3].to_vec(),
            ErrorCode::FileBroken,
        ),
        (
            "a page tree in itself",
            pdf::file(&own_parent, ""),
            ErrorCode::FileBroken,
        ),
        ("arrays without end", own_length, ErrorCode::FileBroken),
        (
            "a hundred thousand pages",
            many(100_000),
            ErrorCode::FileTooManyPages,
        ),
        (
            "an object stream bomb",
            object_stream_bomb(),
            ErrorCode::FileHostile,
        ),
        ("an endless page", endless(), ErrorCode::FileHostile),
        (
            "an endless second page",
            endless_later(),
            ErrorCode::FileHostile,
        ),
        ("a content bomb", content_bomb(), ErrorCode::FileHostile),
    ]
}

/// Odd, and harmless behind the workers' door.
fn harmless() -> Vec<(&'static str, Vec<u8>)> {
    let whole = pdf::pdf(&["Báo cáo"]);
    let text = String::from_utf8(whole).unwrap();
    let at = text.rfind("startxref\n").unwrap();
    let script = "/OpenAction<</S/JavaScript/JS(while\\(true\\){app.alert\\(1\\)})>>\
                  /AA<</WC<</S/Launch/F(/bin/sh)>>>>";
    let launch = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/Launch/F(/bin/sh)>>>>]/AA<</O<</S/URI/URI(http://127.0.0.1:1/)>>>>";
    vec![
        (
            "a table at the wrong place",
            format!("{}startxref\n7\n%%EOF\n", &text[..at]).into_bytes(),
        ),
        (
            "scripts and programs",
            pages(script, launch, "0 0 600 800 re f", Vec::new()),
        ),
        (
            "a page of a kilometre",
            page(
                "/MediaBox[0 0 2800000 1400000]/UserUnit 75000",
                "0 0 9 9 re f",
                Vec::new(),
            ),
        ),
        (
            "forms five thousand deep",
            page(
                "/Resources<</XObject<</X 5 0 R>>>>",
                "/X Do",
                nested(5, 5_000, 1),
            ),
        ),
    ]
}

/// Sends a file and asks for its check.
async fn send(meeting: &Meeting, file: &[u8]) -> Upload {
    let secretary = &meeting.office.secretary;
    let upload: Upload = meeting
        .begin(secretary, meeting.first, file.len() as u64)
        .await
        .ok();
    put(secretary, &upload, 0, file.to_vec())
        .await
        .ok::<Upload>();
    let finish = format!("/api/v1/uploads/{}/finish", upload.id);
    secretary.post(&finish, &json!({})).await.ok()
}

#[tokio::test]
async fn up_7_no_hostile_file_stays_or_stops_a_reader() {
    let app = TestApp::start_as(Clock::fixed(NOW), |config| {
        with_papers(config);
        config.page_deadline = DEADLINE;
    })
    .await;
    let meeting = Meeting::open_in(app).await;
    let words = ["Một trang như mọi trang"; 40];
    let good = meeting.bring(meeting.first, &pdf::pdf(&words)).await;
    let mut moves = meeting.app.server.state().documents.moves();
    let before = workers();
    assert_eq!(before.len(), 2);

    let mut sent = Vec::new();
    for (name, file, code) in refused() {
        sent.push((name, send(&meeting, &file).await, file, code));
    }
    // Somebody reads on: a page after the other that was never drawn.
    let (reader, secretary) = (&meeting.office.official, &meeting.office.secretary);
    let reading = async {
        for page in 4..=13 {
            let path = format!("/api/v1/versions/{good}/pages/{page}/image?long_edge=1200");
            let answer = reader.request(Method::GET, &path).send().await.unwrap();
            assert!(answer.status().is_success());
        }
    };
    let checking = async {
        let mut outcomes = Vec::new();
        for (name, upload, file, code) in &sent {
            loop {
                let upload: Upload = secretary
                    .get(&format!("/api/v1/uploads/{}", upload.id))
                    .await
                    .ok();
                match upload.state {
                    UploadState::Checking => {
                        moves.recv().await.unwrap();
                    }
                    state => {
                        outcomes.push((*name, state, file, *code));
                        break;
                    }
                }
            }
        }
        outcomes
    };
    let ((), outcomes) = tokio::join!(reading, checking);
    for (name, state, file, code) in outcomes {
        let UploadState::Refused {
            code: said,
            message,
        } = state
        else {
            panic!("{name}: {state:?}");
        };
        assert_eq!((said, message), (code, code.message()), "{name}");
        assert!(!is_on_disk(meeting.app.data(), file), "{name}");
    }
    assert_eq!(
        workers().len(),
        2,
        "those that were ended were taken leave of"
    );
    assert_eq!(
        std::fs::read_dir(meeting.app.data().join("incoming"))
            .unwrap()
            .count(),
        0
    );

    for (name, file) in harmless() {
        let version = meeting.bring(meeting.first, &file).await;
        let path = format!("/api/v1/versions/{version}/pages/1/image?long_edge=1200");
        let answer = reader.request(Method::GET, &path).send().await.unwrap();
        assert!(answer.status().is_success(), "{name}");
    }
    assert_eq!(workers().len(), 2);
}

/// The page workers of this process, those that have ended and were not waited for among them.
fn workers() -> Vec<u32> {
    let own = std::process::id();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .filter(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            let parent = stat
                .rsplit(')')
                .next()
                .and_then(|rest| rest.split_whitespace().nth(1));
            parent.and_then(|parent| parent.parse().ok()) == Some(own)
        })
        .collect()
}

fn is_on_disk(folder: &Path, file: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => is_on_disk(&path, file),
            // Its own name may be gone meanwhile: the server works on.
            false => std::fs::read(&path).is_ok_and(|bytes| bytes == file),
        }
    })
}
