//! The demonstration's papers: found in a directory, sent in pieces, awaited until they are checked.
//!
//! As when a secretary drops many files at once, the number in front of a file's name finds its item.

use std::collections::BTreeSet;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use nghisu_protocol::{
    documents::{
        BeginUpload, ConfirmUpload, FinishUpload, Secrecy, Upload, UploadState, UploadTarget,
        leading_number,
    },
    ids::MeetingId,
};

use super::{api::Api, meetings::item_id, office::Meeting};

/// How often the server is asked whether a paper is checked.
const PAUSE: Duration = Duration::from_millis(150);

/// Where progress is told.
pub(super) type Report<'a> = &'a dyn Fn(&str) -> std::io::Result<()>;

/// Uploads what the directory holds for this meeting's items and the meeting does not have yet.
pub(super) async fn upload(
    api: &Api,
    id: MeetingId,
    meeting: &Meeting,
    directory: &Path,
    report: Report<'_>,
) -> anyhow::Result<()> {
    if meeting.papers.is_empty() {
        return Ok(());
    }
    let view = api.meeting(id).await?;
    let there: BTreeSet<String> = view
        .iter()
        .flat_map(|view| view.room.documents.values())
        .flat_map(|document| &document.versions)
        .map(|version| version.file_name.clone())
        .collect();
    for (number, file) in files(meeting, directory)? {
        let name = name_of(&file);
        if there.contains(&name) {
            continue;
        }
        let title = meeting
            .papers
            .iter()
            .find(|paper| paper.file == name)
            .map(|paper| paper.title.clone());
        let target = UploadTarget::New {
            item: item_id(meeting, number),
            title,
        };
        let upload = send(api, id, &file, name, target).await?;
        let pages = await_check(api, upload, report).await?;
        report(&format!("  {} ({pages} trang)", name_of(&file)))?;
    }
    Ok(())
}

/// The directory's PDF files with the numbers of their items, by name.
fn files(meeting: &Meeting, directory: &Path) -> anyhow::Result<Vec<(usize, PathBuf)>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(directory).with_context(|| {
        format!(
            "the papers' directory {} cannot be read",
            directory.display()
        )
    })?;
    for entry in entries {
        let path = entry?.path();
        let name = name_of(&path);
        let is_pdf = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        let number = leading_number(&name).map(|number| number as usize);
        match number.filter(|number| (1..=meeting.items.len()).contains(number)) {
            Some(number) if is_pdf && !meeting.later_versions.contains(&name) => {
                found.push((number, path));
            }
            _ => {}
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

async fn send(
    api: &Api,
    meeting: MeetingId,
    path: &Path,
    file_name: String,
    target: UploadTarget,
) -> anyhow::Result<Upload> {
    let unreadable = || format!("{} cannot be read", path.display());
    let mut file = std::fs::File::open(path).with_context(unreadable)?;
    let size = file.metadata().with_context(unreadable)?.len();
    let begin = BeginUpload {
        id: None,
        file_name,
        size,
        secrecy: Secrecy::Normal,
        target,
    };
    let mut upload: Upload = api
        .post(&format!("meetings/{meeting}/uploads"), &begin)
        .await?;
    while upload.received < size {
        let from = upload.received;
        let mut piece = Vec::new();
        file.seek(std::io::SeekFrom::Start(from))?;
        std::io::Read::by_ref(&mut file)
            .take(u64::from(upload.chunk_size))
            .read_to_end(&mut piece)
            .with_context(unreadable)?;
        let path = format!("uploads/{}?offset={from}", upload.id);
        upload = api.put_bytes(&path, piece).await?;
        if upload.received <= from {
            bail!("{}: the server takes no more bytes", upload.file_name);
        }
    }
    api.post(
        &format!("uploads/{}/finish", upload.id),
        &FinishUpload::default(),
    )
    .await
}

/// Waits until the paper is checked, and says how many pages it has.
async fn await_check(api: &Api, mut upload: Upload, report: Report<'_>) -> anyhow::Result<u32> {
    let path = format!("uploads/{}", upload.id);
    loop {
        match &upload.state {
            UploadState::Ready { pages, .. } => return Ok(*pages),
            UploadState::Refused { message, .. } => {
                bail!("{}: {}", upload.file_name, message.en);
            }
            UploadState::AwaitingConfirmation { mark } => {
                // The papers are invented; a mark on one of them is part of the play.
                report(&format!(
                    "  {}: trang 1 có chữ {mark}, xác nhận không phải tài liệu mật",
                    upload.file_name
                ))?;
                upload = api
                    .post(
                        &format!("{path}/confirm"),
                        &ConfirmUpload { is_secret: false },
                    )
                    .await?;
            }
            UploadState::Receiving | UploadState::Checking => {
                tokio::time::sleep(PAUSE).await;
                upload = api.get(&path).await?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::office::Office;

    #[test]
    fn the_number_in_front_of_a_file_finds_its_item_and_later_versions_wait() {
        let directory = tempfile::tempdir().unwrap();
        let names = [
            "1. Bao cao KTXH 2026.pdf",
            "1. Bao cao KTXH 2026 (phien ban 2).pdf",
            "3. Ban ve.PDF",
            "9. Khong co noi dung nay.pdf",
            "2. Ghi chu.txt",
            "Khong so.pdf",
        ];
        for name in names {
            std::fs::write(directory.path().join(name), "%PDF").unwrap();
        }
        let office = Office::read().unwrap();
        let found: Vec<(usize, String)> = files(&office.meetings[0], directory.path())
            .unwrap()
            .into_iter()
            .map(|(number, path)| (number, name_of(&path)))
            .collect();
        assert_eq!(found, [(1, names[0].to_owned()), (3, names[2].to_owned())]);
    }
}
