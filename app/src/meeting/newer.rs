//! What a new version means to this reader: when it came and why, which pages changed, and whether one had written on
//! them. Own notes stay where they were written; the way to the old version stands beside.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::documents::{Changes, PageChange};
use nghisu_protocol::ids::{Timestamp, VersionId};

use super::api;
use super::room::RoomStore;
use crate::ink::store::InkStore;
use crate::ui::Icon;
use crate::viewer::store::ViewerStore;
use crate::{dates, icon, tr};

/// More pages than this are told as a number.
const NAMED: usize = 6;
/// While the server still reads a fresh upload, it is asked again, so often and no more.
const TRIES: u32 = 6;

/// What changed, apart by what it means to the reader. Pages count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct ForMe {
    /// Changed pages of the new version on whose old ones one has written.
    written_on: Vec<u32>,
    /// Other changed pages, in the new version.
    changed: Vec<u32>,
    /// New pages, in the new version.
    added: Vec<u32>,
    /// Pages of the old version that are gone.
    removed: Vec<u32>,
}

fn for_me(changes: &[PageChange], written: &BTreeSet<u32>) -> ForMe {
    let mut told = ForMe::default();
    for change in changes {
        match *change {
            PageChange::Changed { older, newer } if written.contains(&older) => {
                told.written_on.push(newer);
            }
            PageChange::Changed { newer, .. } => told.changed.push(newer),
            PageChange::Added { newer } => told.added.push(newer),
            PageChange::Removed { older } => told.removed.push(older),
        }
    }
    told
}

impl ForMe {
    /// In words, what concerns the reader first.
    fn say(&self) -> Vec<String> {
        let mut said = Vec::new();
        if !self.written_on.is_empty() {
            said.push(tr!("newer-written", { "pages" => listed(&self.written_on) }));
        }
        if !self.changed.is_empty() {
            said.push(tr!("newer-changed", { "pages" => listed(&self.changed) }));
        }
        if !self.added.is_empty() {
            said.push(tr!("newer-added", { "pages" => listed(&self.added) }));
        }
        if !self.removed.is_empty() {
            said.push(tr!("newer-removed", { "pages" => listed(&self.removed) }));
        }
        said
    }
}

/// `12, 15 và 20`; many pages are counted.
fn listed(pages: &[u32]) -> String {
    if pages.len() > NAMED {
        return tr!("pages-count", { "count" => pages.len() });
    }
    let numbers: Vec<String> = pages.iter().map(ToString::to_string).collect();
    let sentence = match numbers.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {} {last}", before.join(", "), tr!("and")),
        None => String::new(),
    };
    tr!("newer-page", { "pages" => sentence, "count" => pages.len() })
}

/// What somebody gave as a reason, with its full stop: sentences follow it.
fn sentence(said: &str) -> String {
    let said = said.trim();
    let is_closed = said.is_empty() || said.ends_with(['.', '!', '?', '…', ';', ':']);
    format!("{said}{}", if is_closed { "" } else { "." })
}

/// On the agenda, below a paper that was replaced.
#[component]
pub fn NewerVersion(
    /// The room.
    room: RoomStore,
    /// The version in force.
    version: VersionId,
    /// The one before.
    before: VersionId,
    /// Which version is in force, from 1.
    number: usize,
    /// Why it was replaced.
    reason: String,
    /// When.
    added_at: Timestamp,
    /// The annotations.
    ink: InkStore,
    /// The version on the desk.
    shown: Signal<Option<VersionId>>,
    /// Opens a version.
    on_open: Callback<VersionId>,
) -> impl IntoView {
    ink.load(before, async move { api::notes(before).await.ok() });
    // What lies on the desk is no news, nor is anything in a meeting that is over.
    let is_read = move || shown.get() == Some(version) || room.has_ended();
    let changes = RwSignal::new(None::<Changes>);
    ask(before, version, changes, TRIES);
    let written = Memo::new(move |_| {
        let own = ink.on_version(before);
        own.into_iter()
            .filter(|shown| shown.author.is_none())
            .map(|shown| shown.annotation.page)
            .collect::<BTreeSet<_>>()
    });
    view! {
        <div class="new" class:read=is_read>
            <span class="dot" aria-hidden="true"></span>
            <p>
                <strong>{move || if is_read() {
                    format!("{}:", tr!("paper-version", { "number" => number }))
                } else {
                    tr!("paper-new-version", { "number" => number, "when" => dates::said(added_at.0, dates::now()) })
                }}</strong>
                " " <span lang="vi">{sentence(&reason)}</span>
                {move || changes.with(|changes| {
                    changes.as_ref().map(|changes| written.with(|written| for_me(&changes.changes, written).say()))
                }).map(|said| said.into_iter().map(|line| view! { <span class="change">{line}</span> }).collect_view())}
                {move || (!written.with(BTreeSet::is_empty) && shown.get() != Some(before)).then(|| view! {
                    <button type="button" class="link" on:click=move |_| on_open.run(before)>
                        {tr!("paper-notes-on-old", { "number" => number - 1 })}
                    </button>
                })}
            </p>
        </div>
    }
}

fn ask(before: VersionId, version: VersionId, changes: RwSignal<Option<Changes>>, tries: u32) {
    spawn_local(async move {
        match api::changes(before, version).await {
            Ok(answer) if answer.is_complete => {
                let _ = changes.try_set(Some(answer));
            }
            Ok(_) if tries > 1 => set_timeout(
                move || {
                    if changes.try_get_untracked().is_some() {
                        ask(before, version, changes, tries - 1);
                    }
                },
                Duration::from_secs(5),
            ),
            // Without an answer the reason alone stands there; opening the paper shows the pages.
            Ok(_) | Err(_) => {}
        }
    });
}

/// Over the desk, while an older version is being read: which one it is, and the way to the one in force.
#[component]
pub fn OlderBanner(
    /// The room.
    room: RoomStore,
    /// What is read.
    viewer: ViewerStore,
    /// Opens a version.
    on_open: Callback<VersionId>,
) -> impl IntoView {
    let newer = Memo::new(move |_| {
        let shown = viewer.version.get()?;
        room.room.with(|room| {
            let documents = &room.as_ref()?.documents;
            documents.values().find_map(|document| {
                let at = document
                    .versions
                    .iter()
                    .position(|version| version.id == shown)?;
                let last = document.versions.last()?;
                (at + 1 < document.versions.len()).then_some((
                    at + 1,
                    document.versions.len(),
                    last.id,
                    last.added_at,
                ))
            })
        })
    });
    move || {
        newer.get().map(|(shown, number, version, added_at)| view! {
            <div class="older-banner" role="status">
                <Icon of=icon!("history") small=true/>
                <span>
                    {tr!("older-shown", { "shown" => shown, "number" => number, "when" => dates::said(added_at.0, dates::now()) })}
                </span>
                <button type="button" class="button small" on:click=move |_| on_open.run(version)>
                    {tr!("older-open", { "number" => number })}
                </button>
            </div>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_ends_as_a_sentence_does() {
        let said = ["Cập nhật số liệu", "Sửa lỗi.", " Bổ sung phụ lục … ", ""].map(sentence);
        assert_eq!(
            said,
            ["Cập nhật số liệu.", "Sửa lỗi.", "Bổ sung phụ lục …", ""]
        );
    }

    #[test]
    fn a_change_is_told_by_what_one_wrote_on_the_old_page() {
        let changes = [
            PageChange::Added { newer: 2 },
            PageChange::Changed {
                older: 11,
                newer: 12,
            },
            PageChange::Changed {
                older: 12,
                newer: 13,
            },
            PageChange::Removed { older: 40 },
        ];
        let told = for_me(&changes, &BTreeSet::from([11, 40]));
        assert_eq!(told.written_on, [12]);
        assert_eq!(told.changed, [13]);
        assert_eq!(told.added, [2]);
        assert_eq!(told.removed, [40]);
    }
}
