//! Printable sets over REST: who gets which papers, what stands in the PDF and in the ZIP, and what happens when a paper
//! cannot be bound.

use std::fs::OpenOptions;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;
use std::process::Command;

use nghisu_protocol::{
    documents::Secrecy,
    error::ErrorCode,
    ids::ItemId,
    log::Hash,
    printable::{LeftOut, PaperSet, SetPdf},
    room::{RoomCommand, state::ParticipantRole},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use zip::ZipArchive;

use crate::{client::Client, papers::Meeting, pdf, rooms::invite, support::NOW};

/// A file that is no PDF, whatever it says.
const BROKEN: &[u8] = b"%PDF-1.7\nnothing";

impl Meeting {
    fn papers(&self, what: &str) -> String {
        format!("/api/v1/meetings/{}/papers{what}", self.id)
    }

    async fn set(&self, by: &Client) -> PaperSet {
        by.get(&self.papers("")).await.ok()
    }

    /// The bytes of an answer of 200.
    async fn fetch(&self, by: &Client, what: &str) -> Vec<u8> {
        let answer = by
            .request(Method::GET, &self.papers(what))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
        answer.bytes().await.unwrap().to_vec()
    }

    /// Where the file of these bytes lies.
    fn file_of(&self, bytes: &[u8]) -> PathBuf {
        let hash = Hash::of(bytes).to_hex();
        let blobs = self.app.data().join("blobs");
        blobs.join(&hash[..2]).join(&hash[2..4]).join(hash)
    }

    async fn unzip(&self, by: &Client, what: &str) -> Vec<(String, Vec<u8>)> {
        let bytes = self.fetch(by, what).await;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..zip.len())
            .map(|index| {
                let mut entry = zip.by_index(index).unwrap();
                let mut content = Vec::new();
                entry.read_to_end(&mut content).unwrap();
                (entry.name().unwrap().into_owned(), content)
            })
            .collect()
    }
}

/// The text of each page as it is laid out, by poppler, after qpdf found the file sound.
fn pages(bytes: &[u8]) -> Vec<String> {
    pages_by(bytes, "-layout")
}

fn pages_by(bytes: &[u8], order: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.pdf");
    std::fs::write(&path, bytes).unwrap();
    let checked = Command::new("qpdf")
        .arg("--check")
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
    let text = Command::new("pdftotext")
        .arg(order)
        .arg(&path)
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let mut pages: Vec<String> = text.split('\u{0C}').map(str::to_owned).collect();
    pages.pop();
    pages
}

fn item(id: ItemId) -> String {
    format!("?item={id}")
}

/// A meeting with a paper of two pages and an internal one of one page in its first item, and one in the second.
async fn with_papers() -> Meeting {
    let meeting = Meeting::open().await;
    for (item, file, secrecy) in [
        (
            meeting.first,
            pdf::pdf(&["Dự toán, trang 1", "Dự toán, trang 2"]),
            Secrecy::Normal,
        ),
        (
            meeting.first,
            pdf::pdf(&["Ý kiến thẩm định"]),
            Secrecy::Internal,
        ),
        (meeting.second, pdf::pdf(&["Tuyển sinh"]), Secrecy::Normal),
    ] {
        meeting.bring_as(item, &file, secrecy).await;
    }
    meeting
}

#[tokio::test]
async fn ps_1_each_reader_gets_the_papers_of_the_items_that_they_see() {
    let meeting = with_papers().await;
    let office = &meeting.office;
    // The official holds the chair.
    for (who, count, expected) in [
        (
            &office.secretary,
            3,
            vec!["trang 1", "trang 2", "thẩm định", "Tuyển sinh"],
        ),
        (
            &office.official,
            3,
            vec!["trang 1", "trang 2", "thẩm định", "Tuyển sinh"],
        ),
        (&office.guest, 1, vec!["Tuyển sinh"]),
    ] {
        let set = meeting.set(who).await;
        assert_eq!(set.papers.len(), count);
        let pages = pages(&meeting.fetch(who, ".pdf").await);
        assert_eq!(pages.len(), expected.len() + 1, "{pages:?}");
        for (page, words) in pages[1..].iter().zip(&expected) {
            assert!(page.contains(words), "{words}: {page}");
        }
        let files = meeting.unzip(who, ".zip").await;
        assert_eq!(files.len(), count + 1);
    }
    for who in [&office.clerk, &office.administrator] {
        for what in ["", ".pdf", ".zip"] {
            let refused = who.get(&meeting.papers(what)).await.refused();
            assert_eq!(refused, ErrorCode::MeetingUnknown, "{what}");
        }
    }
    // One item alone; one that the reader does not see is as unknown as one that is not there.
    let one = meeting.papers(&format!(".pdf{}", item(meeting.first)));
    assert_eq!(
        office.guest.get(&one).await.refused(),
        ErrorCode::ValueInvalid
    );
    let first = meeting
        .fetch(&office.secretary, &format!(".pdf{}", item(meeting.first)))
        .await;
    assert_eq!(pages(&first).len(), 4);
}

#[tokio::test]
async fn ps_2_the_cover_lists_the_papers_with_the_pages_on_which_they_begin() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    let cover = pages(&meeting.fetch(secretary, ".pdf").await).swap_remove(0);
    for words in [
        "Họp giao ban tháng 12",
        "Ngân sách",
        "Giáo dục",
        "Tổng cộng 03 tài liệu",
    ] {
        assert!(cover.contains(words), "{words}\n{cover}");
    }
    assert!(!cover.contains("Điểm danh"), "nobody was there yet");
    let row = |words: &str| {
        let line = cover.lines().rfind(|line| line.contains(words));
        let numbers = line.unwrap_or_default().split_whitespace().rev().take(2);
        numbers.map(str::to_owned).collect::<Vec<_>>()
    };
    // From page, then number of pages; the cover is page 1.
    assert_eq!(row("nội bộ"), ["4", "1"], "{cover}");

    meeting.command(RoomCommand::Open {}).await;
    let cover = pages(&meeting.fetch(secretary, ".pdf").await).swap_remove(0);
    assert!(cover.contains("Điểm danh đến lúc in"), "{cover}");
}

#[tokio::test]
async fn ps_4_pages_of_internal_papers_carry_the_name_of_who_prints_and_no_others_do() {
    let meeting = with_papers().await;
    let office = &meeting.office;
    for (who, name) in [
        (&office.secretary, "TrịnhThuUyên"),
        (&office.official, "ĐoànMinhTriết"),
    ] {
        // In the order of the file: the letters of a slanting line are on many lines as they are laid out.
        let pages = pages_by(&meeting.fetch(who, ".pdf").await, "-raw");
        let is_stamped: Vec<bool> = pages[1..]
            .iter()
            .map(|page| page.split_whitespace().collect::<String>().contains(name))
            .collect();
        assert_eq!(is_stamped, [false, false, true, false], "{pages:?}");
    }
}

#[tokio::test]
async fn ps_6_files_in_the_zip_are_those_that_came_and_internal_ones_are_for_who_may_take_them() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    let files = meeting.unzip(secretary, ".zip").await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[0], "00 Chương trình.pdf");
    assert_eq!(
        names[1..],
        ["01 Báo cáo.pdf", "02 Báo cáo.pdf", "03 Báo cáo.pdf"]
    );
    assert_eq!(
        files[1].1,
        pdf::pdf(&["Dự toán, trang 1", "Dự toán, trang 2"])
    );
    assert_eq!(files[3].1, pdf::pdf(&["Tuyển sinh"]));
    assert!(pages(&files[0].1).concat().contains("03 Báo cáo.pdf"));

    // A delegate reads the internal paper in the room, and in the PDF under their name; its file is not theirs.
    let delegate = &meeting.office.administrator;
    meeting
        .command(RoomCommand::SetParticipants {
            people: vec![invite(delegate.id, ParticipantRole::Delegate, &[])],
        })
        .await;
    let set = meeting.set(delegate).await;
    let left_out: Vec<_> = set
        .papers
        .iter()
        .map(|paper| (paper.not_in_pdf, paper.not_in_zip))
        .collect();
    assert_eq!(
        left_out,
        [(None, None), (None, Some(LeftOut::Internal)), (None, None)]
    );
    let files = meeting.unzip(delegate, ".zip").await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["00 Chương trình.pdf", "01 Báo cáo.pdf", "03 Báo cáo.pdf"]
    );
    assert!(
        pages(&files[0].1)
            .concat()
            .contains("lưu hành nội bộ chỉ đọc")
    );
    assert_eq!(pages(&meeting.fetch(delegate, ".pdf").await).len(), 5);
}

#[tokio::test]
async fn ps_5_a_paper_that_cannot_be_bound_is_named_and_left_out() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    let set = meeting.set(secretary).await;
    // Its file is broken on the disk, after it was checked: the bytes are there, and no PDF any more.
    let blobs = meeting.app.server.state().documents.blobs().clone();
    blobs.put(BROKEN).unwrap();
    let tuition = pdf::pdf(&["Tuyển sinh"]);
    let target = meeting.file_of(&tuition);
    std::fs::remove_file(&target).unwrap();
    std::fs::copy(meeting.file_of(BROKEN), &target).unwrap();

    let pages = pages(&meeting.fetch(secretary, ".pdf").await);
    assert_eq!(pages.len(), 4, "{pages:?}");
    assert!(
        pages[0].contains("Không ghép được vào bộ in"),
        "{}",
        pages[0]
    );
    let after = meeting.set(secretary).await;
    let left_out: Vec<_> = after.papers.iter().map(|paper| paper.not_in_pdf).collect();
    assert_eq!(left_out, [None, None, Some(LeftOut::Unreadable)]);
    assert_eq!(after.bound().count(), 2);
    assert_eq!(set.papers.len(), after.papers.len());
}

#[tokio::test]
async fn ps_7_a_pdf_is_made_once_for_its_content_and_its_reader() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    assert_eq!(meeting.set(secretary).await.pdf, SetPdf::Absent {});
    let begun: PaperSet = secretary.post(&meeting.papers(""), &json!(null)).await.ok();
    assert!(!matches!(begun.pdf, SetPdf::Absent {}), "{begun:?}");
    let first = meeting.fetch(secretary, ".pdf").await;
    match meeting.set(secretary).await.pdf {
        SetPdf::Ready {
            pages,
            size,
            made_at,
        } => {
            assert_eq!((pages, size, made_at), (5, first.len() as u64, NOW));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(meeting.fetch(secretary, ".pdf").await, first);
    // Somebody else's is made for them; another paper makes it out of date, and so does time.
    assert_eq!(
        meeting.set(&meeting.office.official).await.pdf,
        SetPdf::Absent {}
    );
    meeting
        .bring_as(meeting.second, &pdf::pdf(&["Học phí"]), Secrecy::Normal)
        .await;
    assert_eq!(meeting.set(secretary).await.pdf, SetPdf::Absent {});
    let second = meeting.fetch(secretary, ".pdf").await;
    assert_eq!(pages(&second).len(), 6);
    meeting.app.clock.advance(16 * 60 * 1000);
    let third = meeting.fetch(secretary, ".pdf").await;
    assert!(
        pages(&third)[0].contains("09 giờ 03 phút"),
        "{}",
        pages(&third)[0]
    );
    // One file is kept for one set.
    let kept = std::fs::read_dir(meeting.app.data().join("cache/sets")).unwrap();
    assert_eq!(kept.count(), 1);
}

/// A paper's file that is not read before this value goes: the making of a PDF stands still in it.
struct Stopped {
    place: PathBuf,
    kept: PathBuf,
    pipe: PathBuf,
}

impl Stopped {
    fn at(place: PathBuf) -> Self {
        let (kept, pipe) = (place.with_extension("kept"), place.with_extension("pipe"));
        std::fs::rename(&place, &kept).unwrap();
        // A named pipe is opened once somebody writes to it.
        let made = Command::new("mkfifo").arg(&place).status().unwrap();
        assert!(made.success());
        Self { place, kept, pipe }
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let renamed = std::fs::rename(&self.place, &self.pipe)
            .and_then(|()| std::fs::rename(&self.kept, &self.place));
        // Whoever waits in it goes on, with a file that is no PDF. For reading and writing it opens at once.
        let opened = OpenOptions::new().read(true).write(true).open(&self.pipe);
        assert!(renamed.is_ok() && opened.is_ok());
    }
}

#[tokio::test]
async fn ps_7_that_a_set_could_not_be_made_is_told_until_it_is_begun_anew_or_long_past() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    let folder = meeting.app.data().join("cache/sets");
    std::fs::remove_dir(&folder).unwrap();
    let fails = async || {
        let answer = secretary.get(&meeting.papers(".pdf")).await;
        assert!(answer.status.is_server_error(), "{}", answer.body);
    };
    fails().await;
    // Somebody else looks, and takes nothing of it away.
    assert_eq!(
        meeting.set(&meeting.office.official).await.pdf,
        SetPdf::Absent {}
    );
    for _ in 0..2 {
        assert_eq!(meeting.set(secretary).await.pdf, SetPdf::Failed {});
    }
    meeting.app.clock.advance(16 * 60 * 1000);
    assert_eq!(meeting.set(secretary).await.pdf, SetPdf::Absent {});
    fails().await;
    std::fs::create_dir(&folder).unwrap();
    meeting.fetch(secretary, ".pdf").await;
    let anew = meeting.set(secretary).await.pdf;
    assert!(matches!(anew, SetPdf::Ready { .. }), "{anew:?}");
}

#[tokio::test]
async fn ps_8_beyond_the_line_a_set_is_refused_for_a_while() {
    let meeting = with_papers().await;
    let secretary = &meeting.office.secretary;
    let begin = async |by: &Client, what: &str| by.post(&meeting.papers(what), &json!(null)).await;
    let (first, second) = (item(meeting.first), item(meeting.second));
    let stopped =
        Stopped::at(meeting.file_of(&pdf::pdf(&["Dự toán, trang 1", "Dự toán, trang 2"])));
    // Two of one's own are made or wait; what was begun is not begun again.
    for what in ["", &first, ""] {
        assert_eq!(begin(secretary, what).await.status, StatusCode::ACCEPTED);
    }
    let refused = begin(secretary, &second).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        refused.body.contains("\"retry_after_seconds\":60"),
        "{}",
        refused.body
    );
    assert_eq!(refused.refused(), ErrorCode::PrintingBusy);
    // Somebody else's waits behind them.
    let chair = &meeting.office.official;
    assert_eq!(begin(chair, &second).await.status, StatusCode::ACCEPTED);
    drop(stopped);
    meeting.fetch(secretary, &format!(".pdf{first}")).await;
    let answer = begin(secretary, &second).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
}
