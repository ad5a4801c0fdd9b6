//! What was chosen in the archive: the minutes, the papers, the log, and above all the verdict in one sentence.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::archive::{ArchiveEntry, Verification};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::meetings::MeetingView;
use nghisu_protocol::minutes::file_name;

use super::api;
use super::findings::Check;
use super::journal::Journal;
use super::model::{ItemPapers, Paper, papers, size};
use super::screen::use_archive;
use super::verdict::Judged;
use crate::dates::Local;
use crate::link::ApiError;
use crate::signing::pages::PaperPages;
use crate::ui::{
    Banner, Button, ButtonKind, DownloadLink, EmptyState, Fetch, Icon, LinkButton, Load, Loaded,
    Shape, Tab, TabPanel, Tabs, is_cut_off, kept_whole, use_toasts,
};
use crate::{icon, move_tr, tr};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Minutes,
    Papers,
    Log,
    Check,
}

/// A meeting of the archive that is being looked at. It outlives the view: a tablet that is turned is drawn anew, and
/// loses neither its tab nor the verdict.
#[derive(Clone, Copy)]
pub struct Opened {
    meeting: MeetingId,
    part: RwSignal<Part>,
    check: Fetch<Verification>,
    /// Whether everything that was checked is unfolded.
    is_unfolded: RwSignal<bool>,
}

impl Opened {
    /// Opens a meeting and has it checked.
    pub fn new(meeting: MeetingId) -> Self {
        Self {
            meeting,
            part: RwSignal::new(Part::Check),
            check: Fetch::new(move || api::verify(meeting)),
            is_unfolded: RwSignal::new(false),
        }
    }
}

impl PartialEq for Opened {
    fn eq(&self, other: &Self) -> bool {
        self.meeting == other.meeting
    }
}

/// One meeting of the archive.
#[component]
pub fn Detail(
    /// Which.
    opened: Opened,
) -> impl IntoView {
    let Opened {
        meeting,
        part,
        check,
        is_unfolded,
    } = opened;
    let store = use_archive();
    let entry = Memo::new(move |_| store.entry(meeting));
    let is_known = Memo::new(move |_| {
        store
            .found
            .with(|found| matches!(found, Load::Ready(_) | Load::Failed(_)))
    });
    // A package that was made meanwhile can be checked now.
    let package = Memo::new(move |_| store.entry(meeting).and_then(|entry| entry.package));
    Effect::new(move |before: Option<Option<Hash>>| {
        let now = package.get();
        if before.is_some_and(|before| before != now) && now.is_some() {
            check.reload();
        }
        now
    });
    Effect::new(move |_| {
        if let Some(verification) = check.ready() {
            store.verdicts.update(|verdicts| {
                let judged = Judged {
                    verdict: verification.verdict,
                    at: verification.checked_at,
                };
                verdicts.insert(meeting, judged);
            });
        }
    });
    move || match entry.get() {
        Some(entry) => view! { <Entry entry part check is_unfolded/> }.into_any(),
        None if is_known.get() => view! {
            <EmptyState icon=icon!("archive") title=move_tr!("archive-not-here")>
                <LinkButton href="/archive".to_owned() label=move_tr!("archive-all")/>
            </EmptyState>
        }
        .into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Entry(
    entry: ArchiveEntry,
    part: RwSignal<Part>,
    check: Fetch<Verification>,
    is_unfolded: RwSignal<bool>,
) -> impl IntoView {
    let meeting = entry.meeting;
    let minutes = entry.minutes;
    let has_package = entry.package.is_some();
    let unchecked = Signal::derive(|| {
        if is_cut_off() {
            tr!("archive-check-cut")
        } else {
            tr!("archive-check-failed")
        }
    });
    let about = [
        (!entry.dossier_code.is_empty())
            .then(|| tr!("archive-dossier", { "code" => entry.dossier_code.clone() })),
        entry.held_at.map(|at| Local::of(at.0).date()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    view! {
        <header class="archive-head">
            <p class="t-second">{about}</p>
            <h2 class="t-section" lang="vi">{entry.title.clone()}</h2>
        </header>
        <Tabs
            label=move_tr!("archive-parts")
            chosen=part
            tabs=vec![
                Tab::new(Part::Check, move_tr!("archive-tab-check")),
                Tab::new(Part::Minutes, move_tr!("minutes")),
                Tab::new(Part::Papers, move_tr!("archive-tab-papers")),
                Tab::new(Part::Log, move_tr!("archive-tab-log")),
            ]
        />
        {move || match part.get() {
            Part::Check if !has_package => view! {
                <TabPanel class="archive-part">
                    <Banner icon=icon!("info")>{move || tr!("archive-check-later")}</Banner>
                </TabPanel>
            }
            .into_any(),
            Part::Check => view! {
                <TabPanel class="archive-part">
                    <Loaded of=check failed=unchecked view=move |found| view! { <Check meeting found is_unfolded/> }.into_any()/>
                </TabPanel>
            }
            .into_any(),
            Part::Minutes => view! { <TabPanel class="archive-part pages"><MinutesPages meeting minutes/></TabPanel> }.into_any(),
            Part::Papers => view! { <TabPanel class="archive-part"><Papers meeting/></TabPanel> }.into_any(),
            Part::Log => view! { <TabPanel class="archive-part"><Journal meeting/></TabPanel> }.into_any(),
        }}
        <Foot entry check/>
    }
}

#[component]
fn MinutesPages(meeting: MeetingId, minutes: Hash) -> impl IntoView {
    let pages = Fetch::new(move || crate::minutes::api::pages(meeting, minutes));
    view! {
        <Loaded of=pages failed=move_tr!("minutes-failed") shape=Shape::Paper view=move |counted| view! {
            <PaperPages meeting file=minutes pages=counted.pages/>
        }.into_any()/>
    }
}

#[component]
fn Papers(meeting: MeetingId) -> impl IntoView {
    async fn ask(meeting: MeetingId) -> Result<MeetingView, ApiError> {
        api::meeting(meeting).await
    }
    let found = Fetch::new(move || ask(meeting));
    view! {
        <Loaded of=found failed=move_tr!("papers-failed") shape=Shape::Rows view=move |found| view! {
            <div class="stack">
                <LinkButton href=format!("/meetings/{meeting}") label=move_tr!("archive-open-room") icon=icon!("door-open")/>
                {papers(&found.room)
                    .into_iter()
                    .map(|ItemPapers { number, title, papers: list }| view! {
                        <section class="card rows">
                            <h3 class="row t-strong" lang="vi"><span>{kept_whole(&format!("{number}. {title}"))}</span></h3>
                            {if list.is_empty() {
                                view! { <p class="row t-second">{move || tr!("archive-no-papers")}</p> }.into_any()
                            } else {
                                list.into_iter()
                                    .map(|Paper { title, pages, versions }| view! {
                                        <div class="row">
                                            <Icon of=icon!("file-text")/>
                                            <span class="what">
                                                <span class="title" lang="vi">{kept_whole(&title)}</span>
                                                <span class="second">
                                                    {move || tr!("pages-count", { "count" => pages })}
                                                    {(versions > 1).then(|| view! { " · " {move || tr!("paper-version", { "number" => versions })} })}
                                                </span>
                                            </span>
                                        </div>
                                    })
                                    .collect_view()
                                    .into_any()
                            }}
                        </section>
                    })
                    .collect_view()}
            </div>
        }.into_any()/>
    }
}

#[component]
fn Foot(entry: ArchiveEntry, check: Fetch<Verification>) -> impl IntoView {
    let store = use_archive();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let meeting = entry.meeting;
    let make = move || {
        busy.set(true);
        spawn_local(async move {
            match api::archive(meeting).await {
                Ok(_) => {
                    toasts.say(tr!("archived"));
                    store.refresh();
                    check.refresh();
                }
                Err(error) => toasts.say(error.say()),
            }
            let _ = busy.try_set(false);
        });
    };
    let package_name = format!("{}.zip", file_name(&entry.number).trim_end_matches(".pdf"));
    view! {
        <footer class="archive-foot">
            <Show when=is_cut_off>
                <p class="t-second">{move || tr!("archive-download-cut")}</p>
            </Show>
            <DownloadLink
                href=api::minutes_address(meeting)
                file=file_name(&entry.number)
                label=move_tr!("archive-minutes")
                icon=icon!("file-check")
                class="button"
            />
            {match entry.package {
                Some(_) => {
                    let bytes = entry.package_size.map(size).unwrap_or_default();
                    view! {
                        <DownloadLink
                            href=api::package_address(meeting)
                            file=package_name
                            label=move_tr!("archive-package")
                            icon=icon!("download")
                            class="button primary"
                            title=bytes
                        />
                    }
                    .into_any()
                }
                None => view! {
                    <Button label=move_tr!("archive-make") icon=icon!("archive") kind=ButtonKind::Primary online=true busy on_press=Callback::from(make)/>
                }
                .into_any(),
            }}
        </footer>
    }
}
