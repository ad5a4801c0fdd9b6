//! The sheet of a printable set: what is in it, one PDF or a ZIP, what is left out and why, how far its making is.
//!
//! The server makes the set, so without a connection there is none to be had; what was saved before is the tablet's own file.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::printable::{LeftOut, PaperSet, SetPdf};

use super::api;
use super::model::{Figures, figures, left_out, share};
use crate::link::{ApiError, Connection, use_link};
use crate::meeting::upload_view::megabytes;
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, Fetch, Icon, Loaded, Place, Progress, Spinner, Tone,
};
use crate::{icon, move_tr, tr};

/// How often a PDF that is being made is asked for.
const ASKING: Duration = Duration::from_millis(800);

/// The button that opens the sheet, with the sheet.
#[component]
pub fn PrintButton(
    /// Whose papers.
    meeting: MeetingId,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Button label=move_tr!("print-set") icon=icon!("printer") kind on_press=Callback::from(move || open.set(true))/>
        <PrintSheet meeting open/>
    }
}

/// The sheet.
#[component]
pub fn PrintSheet(
    /// Whose papers.
    meeting: MeetingId,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title=move_tr!("print-set") place=Place::RightNarrow>
            <Set meeting/>
        </Dialog>
    }
}

#[component]
fn Set(meeting: MeetingId) -> impl IntoView {
    let set = Fetch::new(move || api::set(meeting));
    let offline = Signal::derive(move || use_link().connection.get() == Connection::Offline);
    // While it is being made it is asked for again, as long as somebody looks.
    Effect::new(move |_| {
        let is_made = set
            .ready()
            .is_some_and(|set| matches!(set.pdf, SetPdf::Making { .. }));
        if is_made {
            set_timeout(move || set.refresh(), ASKING);
        }
    });
    view! {
        <div class="print-set">
            <Show when=move || offline.get()>
                <Banner tone=Tone::Warn icon=icon!("wifi-off")>{move || tr!("print-offline")}</Banner>
            </Show>
            <Loaded of=set failed=move_tr!("print-failed") view=move |found| {
                view! { <Contents meeting set found offline/> }.into_any()
            }/>
        </div>
    }
}

#[component]
fn Contents(
    meeting: MeetingId,
    set: Fetch<PaperSet>,
    found: PaperSet,
    offline: Signal<bool>,
) -> impl IntoView {
    let count = figures(&found);
    let named = count.named;
    let is_empty = found.papers.is_empty();
    let not_bound = left_out(&found, |paper| paper.not_in_pdf);
    let not_packed = left_out(&found, |paper| paper.not_in_zip);
    view! {
        <p class="t-second">{move || if is_empty { tr!("print-empty") } else { tr!("print-what") }}</p>
        <section class="print-way" aria-labelledby="print-pdf">
            <h3 id="print-pdf" class="t-item">{move || tr!("print-pdf")}</h3>
            <p>{move || said_pages(count)}</p>
            {(named > 0).then(|| view! { <p class="t-second">{move || tr!("print-named", { "count" => named })}</p> })}
            <LeftOutList papers=not_bound/>
            <PdfWay meeting set found offline/>
        </section>
        <section class="print-way" aria-labelledby="print-zip">
            <h3 id="print-zip" class="t-item">{move || tr!("print-zip")}</h3>
            <p>{move || tr!("print-zip-what", { "count" => count.packed })}</p>
            <LeftOutList papers=not_packed/>
            <a
                class="button"
                href=move || (!offline.get()).then(|| api::zip_address(meeting))
                aria-disabled=move || offline.get().then_some("true")
                download=""
            >
                <Icon of=icon!("download")/>
                <span>{move || tr!("print-zip-save", { "size" => megabytes(count.bytes) })}</span>
            </a>
        </section>
    }
}

fn said_pages(count: Figures) -> String {
    tr!("print-pdf-what", { "papers" => count.bound, "pages" => count.pages })
}

/// Make it, watch it, save it.
#[component]
fn PdfWay(
    meeting: MeetingId,
    set: Fetch<PaperSet>,
    found: PaperSet,
    offline: Signal<bool>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<ApiError>);
    let make = Callback::new(move |()| {
        busy.set(true);
        refused.set(None);
        spawn_local(async move {
            match api::make(meeting).await {
                Ok(begun) => set.change(|known| *known = begun),
                Err(error) => {
                    let _ = refused.try_set(Some(error));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let part = share(&found);
    let pages = figures(&found).pages;
    match found.pdf {
        SetPdf::Absent {} | SetPdf::Failed {} => {
            let has_failed = matches!(found.pdf, SetPdf::Failed {});
            view! {
                {move || match refused.get() {
                    Some(error) => Some(error.say()),
                    None => has_failed.then(|| tr!("print-not-made")),
                }
                .map(|said| view! {
                    <div role="alert"><Banner tone=Tone::Warn icon=icon!("triangle-alert")>{said}</Banner></div>
                })}
                <Button
                    label=move_tr!("print-make")
                    icon=icon!("printer")
                    kind=ButtonKind::Primary
                    busy
                    disabled=offline
                    on_press=make
                />
            }
            .into_any()
        }
        SetPdf::Making { done } => view! {
            <div class="print-making" role="status">
                {match (done, part) {
                    (Some(done), Some(part)) => view! {
                        <Progress share=Signal::stored(part) label=move_tr!("print-making-label")/>
                        <p class="t-second">{move || tr!("print-making", { "done" => done, "pages" => pages })}</p>
                    }
                    .into_any(),
                    _ => view! { <p class="t-second"><Spinner small=true/>" "{move || tr!("print-waits")}</p> }.into_any(),
                }}
            </div>
        }
        .into_any(),
        SetPdf::Ready { size, pages, .. } => view! {
            <p class="print-ready" role="status">
                <Icon of=icon!("circle-check") small=true/>
                <span>{move || tr!("print-ready", { "pages" => pages })}</span>
            </p>
            <a
                class="button primary"
                href=move || (!offline.get()).then(|| api::pdf_address(meeting))
                aria-disabled=move || offline.get().then_some("true")
                download=""
            >
                <Icon of=icon!("download")/>
                <span>{move || tr!("print-pdf-save", { "size" => megabytes(size) })}</span>
            </a>
        }
        .into_any(),
    }
}

/// What a file comes without, and why.
#[component]
fn LeftOutList(papers: Vec<(String, LeftOut)>) -> impl IntoView {
    let count = papers.len();
    (count > 0).then(|| {
        view! {
            <div class="print-left-out">
                <p class="t-strong">{move || tr!("print-left-out", { "count" => count })}</p>
                <ul>
                    {papers.into_iter().map(|(title, why)| view! {
                        <li><span lang="vi">{title}</span>" – "{move || why_word(why)}</li>
                    }).collect_view()}
                </ul>
            </div>
        }
    })
}

fn why_word(why: LeftOut) -> String {
    match why {
        LeftOut::Internal => tr!("print-left-internal"),
        LeftOut::Unreadable => tr!("print-left-unreadable"),
        LeftOut::Missing => tr!("print-left-missing"),
    }
}
