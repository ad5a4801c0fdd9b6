//! Uploads on screen: the row of each, the sheet that asks for secrecy before the first byte leaves, the sheet that
//! replaces a paper by a new version.

use leptos::prelude::*;
use nghisu_protocol::documents::{Secrecy, UploadTarget};
use nghisu_protocol::ids::{DocumentId, ItemId};

use super::editor_store::use_editor;
use super::model::{item_for, takes_papers};
use super::upload::UploadRow;
use super::upload_file::{Picked, picked};
use super::upload_model::{REASONS, Reason, Stall, Step, fault_of, size_words};
use super::upload_order::file_key;
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Confirm, Dialog, DialogAbout, Icon, Progress, Segmented,
    Select, Size, Suggestions, TextField, Tone, is_cut_off,
};
use crate::words::is_english;
use crate::{icon, move_tr, tr};

/// A size in the reader's language.
pub fn megabytes(bytes: u64) -> String {
    size_words(bytes, if is_english() { '.' } else { ',' })
}

fn say_reason(reason: &Reason) -> String {
    match reason {
        Reason::Said { vi, en } => {
            if is_english() {
                en.clone()
            } else {
                vi.clone()
            }
        }
        Reason::Empty => tr!("file-empty"),
        Reason::TooLarge => tr!("file-too-large"),
        Reason::NotPdf => tr!("file-not-pdf"),
        Reason::Unread => tr!("file-unread"),
        Reason::Unreadable => tr!("error-unreadable"),
    }
}

/// A button that opens the tablet's file chooser.
#[component]
pub fn PickFiles(
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// Called with what was chosen.
    on_pick: Callback<Vec<Picked>>,
    /// More than one file.
    #[prop(optional)]
    many: bool,
    /// Without a border.
    #[prop(optional)]
    text: bool,
    /// It cannot be pressed without a connection, and says so.
    #[prop(optional)]
    online: bool,
) -> impl IntoView {
    let is_cut = move || online && is_cut_off();
    view! {
        <label
            class="button small pick"
            class:text=text
            class:cut=is_cut
            title=move || is_cut().then(|| tr!("needs-connection"))
        >
            <span>{move || label.get()}</span>
            <input
                type="file"
                class="words-only"
                accept="application/pdf,.pdf"
                multiple=many
                disabled=is_cut
                on:change=move |event| {
                    let field: web_sys::HtmlInputElement = event_target(&event);
                    let files = picked(field.as_ref());
                    // The same file may be chosen again.
                    field.set_value("");
                    if !files.is_empty() {
                        on_pick.run(files);
                    }
                }
            />
        </label>
    }
}

/// One upload: name, size, bar, and what can be done about it.
#[component]
pub fn UploadLine(
    /// The tablet's number of the upload.
    key: u32,
) -> impl IntoView {
    let uploads = use_editor().uploads;
    let row = Memo::new(move |_| uploads.row(key));
    let step = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.step.clone())));
    let kind = Memo::new(move |_| {
        row.with(|row| {
            let row = row.as_ref()?;
            Some((std::mem::discriminant(&row.step), row.may_discard))
        })
    });
    let is_others = move || row.with(|row| row.as_ref().is_some_and(|row| row.by.is_some()));
    let asks = RwSignal::new(false);
    let share = Signal::derive(move || {
        row.with(|row| match row {
            Some(row) => row
                .step
                .sent()
                .map_or(1.0, |sent| sent as f64 / row.size.max(1) as f64),
            None => 0.0,
        })
    });
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let is_bad = move || {
        step.with(|step| {
            matches!(
                step,
                Some(Step::Refused(_) | Step::Asking { .. } | Step::Interrupted { .. })
            )
        })
    };
    let words = move || row.with(|row| row.as_ref().map(line_words).unwrap_or_default());
    let has_bar = move || step.with(|step| step.as_ref().is_some_and(|step| step.sent().is_some()));
    view! {
        <div class="paper-line" class:bad=is_bad>
            {move || if is_bad() { view! { <Icon of=icon!("file-warning")/> } } else { view! { <Icon of=icon!("file-up")/> } }}
            <div class="about">
                <p class="name" lang="vi">{name}</p>
                <Show when=has_bar><Progress share label=move_tr!("upload-progress")/></Show>
                <p class="paper-state" aria-live="polite">{words}</p>
            </div>
            <div class="ways">
                {move || {
                    // Read, not only followed: a memo that nobody has read follows nothing itself.
                    kind.get();
                    let choose = move || view! {
                        <PickFiles label=move_tr!("choose-again") on_pick=Callback::new(move |mut files: Vec<Picked>| {
                            if !files.is_empty() {
                                uploads.choose_again(key, files.swap_remove(0));
                            }
                        })/>
                    };
                    let drop = move || view! {
                        <Button label=move_tr!("upload-dismiss") kind=ButtonKind::Text size=Size::Small on_press=Callback::from(move || {
                            if untrack(is_others) {
                                asks.set(true);
                            } else {
                                uploads.dismiss(key);
                            }
                        })/>
                    };
                    let may_discard = row.with_untracked(|row| row.as_ref().is_some_and(|row| row.may_discard));
                    match step.get_untracked() {
                        // The other tablet sends it: there it is paused, or dropped.
                        None | Some(Step::Ready { .. } | Step::OnAnother { .. }) => ().into_any(),
                        Some(Step::Checking | Step::Elsewhere { .. }) => may_discard.then(drop).into_any(),
                        Some(Step::Refused(_)) if untrack(is_others) => drop().into_any(),
                        Some(Step::Waiting { .. } | Step::Sending { .. } | Step::Behind { .. } | Step::Stalled { .. }) => view! {
                            <Button label=move_tr!("upload-pause") size=Size::Small on_press=Callback::from(move || uploads.pause(key))/>
                        }
                        .into_any(),
                        Some(Step::Paused { .. }) => view! {
                            {drop()}
                            <Button label=move_tr!("upload-resume") size=Size::Small on_press=Callback::from(move || uploads.resume(key))/>
                        }
                        .into_any(),
                        Some(Step::Interrupted { .. } | Step::Refused(_)) => view! { {drop()} {choose()} }.into_any(),
                        Some(Step::Asking { .. }) => view! {
                            <Button label=move_tr!("mark-is-secret") size=Size::Small on_press=Callback::from(move || uploads.confirm(key, true))/>
                            <Button label=move_tr!("mark-not-secret") size=Size::Small on_press=Callback::from(move || uploads.confirm(key, false))/>
                        }
                        .into_any(),
                    }
                }}
            </div>
            <Confirm
                open=asks
                title=Signal::derive(move || tr!("upload-discard-title", { "name" => name() }))
                follows=move_tr!("upload-discard-why")
                act=move_tr!("upload-dismiss")
                on_yes=Callback::from(move || uploads.dismiss(key))
            />
        </div>
    }
}

fn line_words(row: &UploadRow) -> String {
    let all = megabytes(row.size);
    let part = |sent: u64| megabytes(sent);
    match &row.step {
        Step::Waiting { .. } => tr!("upload-waiting", { "size" => all }),
        Step::Sending { sent } => tr!("upload-sending", { "sent" => part(*sent), "size" => all }),
        Step::Behind { .. } => tr!("upload-behind"),
        Step::Paused { sent } => tr!("upload-paused", { "sent" => part(*sent), "size" => all }),
        Step::Stalled { sent, why } => {
            let sent = part(*sent);
            match why {
                Stall::Offline => tr!("upload-offline", { "sent" => sent, "size" => all }),
                Stall::SignedOut => tr!("upload-signed-out", { "sent" => sent, "size" => all }),
                Stall::Busy => tr!("upload-busy", { "sent" => sent, "size" => all }),
            }
        }
        Step::Interrupted { .. } => tr!("upload-interrupted"),
        Step::OnAnother { sent } => {
            tr!("upload-on-another", { "sent" => part(*sent), "size" => all })
        }
        Step::Elsewhere { sent } => {
            let (name, sent) = (row.by.clone().unwrap_or_default(), part(*sent));
            if row.may_discard {
                tr!("upload-left", { "name" => name, "sent" => sent, "size" => all })
            } else {
                tr!("upload-elsewhere", { "name" => name, "sent" => sent, "size" => all })
            }
        }
        Step::Checking => match &row.trouble {
            Some(trouble) => {
                let why = if is_english() {
                    &trouble.en
                } else {
                    &trouble.vi
                };
                tr!("upload-trouble", { "why" => why.clone() })
            }
            None => tr!("upload-checking", { "size" => all }),
        },
        Step::Asking { mark } => tr!("upload-asking", { "mark" => mark.clone() }),
        Step::Ready { pages, signatures } => ready_words(*pages, row.size, *signatures),
        Step::Refused(reason) => say_reason(reason),
    }
}

/// `40 trang · 2,1 MB · Có 3 chữ ký số trên tệp`.
pub fn ready_words(pages: u32, size: u64, signatures: u32) -> String {
    let mut words = vec![tr!("pages-count", { "count" => pages }), megabytes(size)];
    if signatures > 0 {
        words.push(tr!("paper-signatures", { "count" => signatures }));
    }
    words.join(" · ")
}

/// What the person chose of the levels of secrecy: three, since the upper ones are all refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Unsaid,
    Normal,
    Internal,
    Secret,
}

impl Level {
    fn secrecy(self) -> Option<Secrecy> {
        match self {
            Self::Unsaid | Self::Secret => None,
            Self::Normal => Some(Secrecy::Normal),
            Self::Internal => Some(Secrecy::Internal),
        }
    }
}

#[component]
fn SecrecyChoice(level: RwSignal<Level>) -> impl IntoView {
    view! {
        <div class="field">
            <span class="label">{move || tr!("secrecy")}</span>
            <Segmented
                wide=true
                mark=true
                label=move_tr!("secrecy")
                value=level
                options=vec![
                    (Level::Normal, move_tr!("secrecy-normal")),
                    (Level::Internal, move_tr!("secrecy-internal")),
                    (Level::Secret, move_tr!("secrecy-secret")),
                ]
            />
        </div>
        <Show when=move || level.get() == Level::Secret>
            <Banner tone=Tone::Live icon=icon!("ban")>{move || tr!("secrecy-refused")}</Banner>
        </Show>
        <Show when=move || level.get() == Level::Internal>
            <p class="t-second">{move || tr!("secrecy-internal-help")}</p>
        </Show>
    }
}

/// A file that waits for the answer about its secrecy.
#[derive(Debug, Clone)]
struct Planned {
    file: Picked,
    item: RwSignal<String>,
}

/// Files that were dropped or chosen, before anything of them is sent. Copy it freely.
#[derive(Clone, Copy)]
pub struct Intake {
    open: RwSignal<bool>,
    planned: RwSignal<Vec<Planned>, LocalStorage>,
    level: RwSignal<Level>,
}

impl Intake {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            planned: RwSignal::new_local(Vec::new()),
            level: RwSignal::new(Level::Unsaid),
        }
    }
}

impl Default for Intake {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks where files belong and how secret they are. `intake.offer` opens it.
#[component]
pub fn IntakeSheet(
    /// The files.
    intake: Intake,
) -> impl IntoView {
    let editor = use_editor();
    let Intake {
        open,
        planned,
        level,
    } = intake;
    let choices = Signal::derive(move || {
        editor
            .read(|room| {
                let agenda = room.agenda();
                agenda
                    .into_iter()
                    .zip(1..)
                    .filter(|((_, item), _)| takes_papers(item))
                    .map(|((id, item), number)| {
                        Choice::new(id.to_string(), format!("{number}. {}", item.title))
                    })
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let able = move || {
        planned.with(|planned| {
            planned
                .iter()
                .filter(|one| fault_of(&one.file.name, one.file.size).is_none())
                .count()
        })
    };
    let all_placed = move || {
        planned.with(|planned| {
            planned
                .iter()
                .filter(|one| fault_of(&one.file.name, one.file.size).is_none())
                .all(|one| !one.item.get().is_empty())
        })
    };
    let label = Signal::derive(move || match (level.get(), all_placed(), able()) {
        (Level::Unsaid, ..) => tr!("upload-choose-secrecy"),
        (Level::Secret, ..) => tr!("upload-secret"),
        (_, false, _) => tr!("upload-choose-item"),
        (.., count) => tr!("upload-start", { "count" => count }),
    });
    let off =
        Signal::derive(move || level.get().secrecy().is_none() || !all_placed() || able() == 0);
    let start = move || {
        let Some(secrecy) = level.get_untracked().secrecy() else {
            return;
        };
        let files = planned.try_update(std::mem::take).unwrap_or_default();
        open.set(false);
        for one in files {
            if fault_of(&one.file.name, one.file.size).is_some() {
                continue;
            }
            if let Ok(item) = one.item.get_untracked().parse::<ItemId>() {
                editor.uploads.take(
                    item,
                    UploadTarget::New { item, title: None },
                    secrecy,
                    one.file,
                );
            }
        }
    };
    let choose_again = move |at: usize, mut files: Vec<Picked>| {
        if !files.is_empty() {
            planned.update(|planned| {
                if let Some(one) = planned.get_mut(at) {
                    one.file = files.swap_remove(0);
                }
            });
        }
    };
    let leave_out = move |at: usize| {
        planned.update(|planned| {
            if at < planned.len() {
                planned.remove(at);
            }
        });
        if planned.with_untracked(Vec::is_empty) {
            open.set(false);
        }
    };
    view! {
        <Dialog
            open
            title=move_tr!("upload-title")
            on_close=Callback::from(move || planned.update(Vec::clear))
            cancel=true
            foot=move || view! {
                <Button label=label kind=ButtonKind::Primary disabled=off on_press=Callback::from(start)/>
            }
        >
            <div class="stack">
                <SecrecyChoice level/>
                <ul class="planned">
                    {move || planned.with(|planned| {
                        planned
                            .iter()
                            .enumerate()
                            .map(|(at, one)| {
                                let fault = fault_of(&one.file.name, one.file.size);
                                let item = one.item;
                                let is_faulty = fault.is_some();
                                view! {
                                    <li class:bad=is_faulty>
                                        <p class="name" lang="vi">{one.file.name.clone()}</p>
                                        <p class="paper-state">
                                            {match &fault { Some(reason) => say_reason(reason), None => megabytes(one.file.size) }}
                                        </p>
                                        {(!is_faulty).then(|| view! {
                                            <Select
                                                quiet_label=true
                                                label=move_tr!("upload-item")
                                                value=item
                                                choices
                                                prompt=move_tr!("upload-which-item")
                                                need=Signal::derive(move || item.get().is_empty())
                                            />
                                        })}
                                        {is_faulty.then(|| view! {
                                            <div class="ways">
                                                <PickFiles label=move_tr!("choose-again") on_pick=Callback::new(move |files| choose_again(at, files))/>
                                                <Button label=move_tr!("upload-dismiss") kind=ButtonKind::Text size=Size::Small on_press=Callback::from(move || leave_out(at))/>
                                            </div>
                                        })}
                                    </li>
                                }
                            })
                            .collect_view()
                    })}
                </ul>
            </div>
        </Dialog>
    }
}

impl Intake {
    /// Opens the sheet for files in the order of their names; a given item takes all of them, else their names find it.
    pub fn offer(
        self,
        editor: super::editor_store::Editor,
        mut files: Vec<Picked>,
        item: Option<ItemId>,
    ) {
        files.sort_by_cached_key(|file| (file_key(&file.name), file.name.clone()));
        let place = |name: &str| {
            let found =
                item.or_else(|| editor.read_untracked(|room| item_for(room, name)).flatten());
            found.map(|item| item.to_string()).unwrap_or_default()
        };
        let files: Vec<Planned> = files
            .into_iter()
            .map(|file| Planned {
                item: ArcRwSignal::new(place(&file.name)).into(),
                file,
            })
            .collect();
        if !files.is_empty() {
            self.level.set(Level::Unsaid);
            self.planned.set(files);
            self.open.set(true);
        }
    }
}

/// The sheet *Thay bằng bản mới*: why, how secret, which file.
#[component]
pub fn ReplaceSheet(
    /// The paper to replace, while the sheet is open.
    paper: RwSignal<Option<(DocumentId, ItemId)>>,
) -> impl IntoView {
    let editor = use_editor();
    let reason = RwSignal::new(String::new());
    let level = RwSignal::new(Level::Unsaid);
    let chosen = RwSignal::new_local(None::<Picked>);
    let fill = Callback::new(move |_| {
        reason.set(String::new());
        level.set(Level::Unsaid);
        chosen.set(None);
    });
    let name = move || {
        let (document, _) = paper.get()?;
        let found = editor.read(|room| Some(room.documents.get(&document)?.title.clone()));
        found.flatten()
    };
    let fault = move || {
        chosen.with(|file| {
            file.as_ref()
                .and_then(|file| fault_of(&file.name, file.size))
        })
    };
    let label = Signal::derive(move || {
        if reason.with(|reason| reason.trim().is_empty()) {
            tr!("replace-choose-reason")
        } else if level.get() == Level::Unsaid {
            tr!("upload-choose-secrecy")
        } else if level.get() == Level::Secret {
            tr!("upload-secret")
        } else if chosen.with(Option::is_none) {
            tr!("replace-choose-file")
        } else {
            tr!("replace-start")
        }
    });
    let off = Signal::derive(move || {
        reason.with(|reason| reason.trim().is_empty())
            || level.get().secrecy().is_none()
            || chosen.with(Option::is_none)
            || fault().is_some()
    });
    let start = move || {
        let file = chosen.try_update(Option::take).flatten();
        if let (Some((document, item)), Some(secrecy), Some(file)) =
            (paper.get_untracked(), level.get_untracked().secrecy(), file)
        {
            let target = UploadTarget::Replacement {
                document,
                reason: reason.get_untracked().trim().to_owned(),
            };
            editor.uploads.take(item, target, secrecy, file);
        }
        paper.set(None);
    };
    view! {
        <DialogAbout
            about=paper
            title=move_tr!("replace-title")
            on_open=fill
            cancel=true
            foot=move || view! {
                <Button label=label kind=ButtonKind::Primary disabled=off on_press=Callback::from(start)/>
            }
        >
            <div class="stack">
                <p class="t-strong" lang="vi">{name}</p>
                <Suggestions label=move_tr!("replace-reason") words=&REASONS value=reason/>
                <TextField label=move_tr!("replace-reason") value=reason help=move_tr!("replace-reason-help") maxlength=500/>
                <SecrecyChoice level/>
                <div class="chosen-file">
                    <PickFiles label=move_tr!("choose-file") on_pick=Callback::new(move |mut files: Vec<Picked>| {
                        if !files.is_empty() {
                            chosen.set(Some(files.swap_remove(0)));
                        }
                    })/>
                    <p class="paper-state" class:c-live=move || fault().is_some()>
                        {move || match (chosen.get(), fault()) {
                            (_, Some(reason)) => say_reason(&reason),
                            (Some(file), None) => format!("{} · {}", file.name, megabytes(file.size)),
                            (None, None) => String::new(),
                        }}
                    </p>
                </div>
            </div>
        </DialogAbout>
    }
}
