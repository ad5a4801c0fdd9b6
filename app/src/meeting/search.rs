//! *Tìm*: a phrase in the paper on the desk, with or without its marks. A hit leads to its page and is marked there
//! until the page is turned. Searching is the server's; nothing of what is typed is kept.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::documents::{PageBox, SearchResult, SearchedPage};
use nghisu_protocol::ids::VersionId;

use super::{api, found_words};
use crate::ink::canvas;
use crate::link::ApiError;
use crate::ui::{Dialog, ErrorState, Place, Shape, Skeleton, TextField};
use crate::viewer::desk::{Desk, PageCanvas};
use crate::viewer::sheet::pixel_ratio;
use crate::viewer::store::ViewerStore;
use crate::{icon, move_tr, tr};

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(300);
/// The part of the page's height that is left above a hit, in ten-thousandths.
const ABOVE: f64 = 800.0;

/// What is known of the phrase.
#[derive(Clone)]
enum Found {
    Nothing,
    Waiting,
    /// What was found, and of which phrase.
    Answer(SearchResult, String),
    Failed(ApiError),
}

/// The sheet with the field and the pages found.
#[component]
pub fn SearchSheet(
    /// What is read.
    viewer: ViewerStore,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let phrase = RwSignal::new(String::new());
    let found = RwSignal::new(Found::Nothing);
    let asked = StoredValue::new(0_u32);
    let mark = StoredValue::new_local(None::<PageCanvas>);
    let wipe = move || drop(mark.try_update_value(Option::take));
    // Another paper or phrase makes the answer void; only the last question's answer is shown.
    Effect::new(move |_| {
        let said = phrase.with(|phrase| phrase.trim().to_owned());
        let version = viewer.version.get();
        asked.update_value(|asked| *asked += 1);
        let turn = asked.get_value();
        let (Some(version), false) = (version, said.is_empty()) else {
            found.set(Found::Nothing);
            return;
        };
        found.set(Found::Waiting);
        set_timeout(
            move || {
                if asked.try_get_value() == Some(turn) {
                    spawn_local(ask(version, said, asked, turn, found));
                }
            },
            REST,
        );
    });
    // The mark belongs to one page; turning it away takes the mark off.
    let page = Memo::new(move |_| viewer.place.get().map(|place| (place.version, place.page)));
    Effect::new(move |_| {
        // Read, not only followed: a memo that nobody has read follows nothing itself.
        page.get();
        wipe();
    });
    on_cleanup(wipe);
    let go = Callback::new(move |(page, boxes): (u32, Vec<PageBox>)| {
        open.set(false);
        let Some(desk) = viewer.desk() else { return };
        let height = viewer.page_size(page).height;
        let top = boxes.first().map_or(0.0, |first| f64::from(first.y));
        let y = (top / height * 10_000.0 - ABOVE).clamp(0.0, 10_000.0) as u16;
        desk.turn_to_height(page, y);
        // The page's own change is told first, which wipes; the new mark is laid after it.
        set_timeout(
            move || {
                wipe();
                if let Some(desk) = viewer.desk() {
                    let _ = mark.try_set_value(draw_mark(&desk, &boxes));
                }
            },
            Duration::ZERO,
        );
    });
    view! {
        <Dialog open title=move_tr!("find-in-paper") place=Place::RightNarrow>
            <TextField
                label=move_tr!("find-phrase")
                value=phrase
                kind="search"
                icon=icon!("search")
                help=move_tr!("find-hint")
                maxlength=100
                focus=true
            />
            <div class="found" role="status" aria-live="polite">
                {move || match found.get() {
                    Found::Nothing => ().into_any(),
                    Found::Waiting => view! { <Skeleton lines=3 shape=Shape::Rows/> }.into_any(),
                    Found::Failed(error) => view! { <ErrorState error title=move_tr!("search-failed")/> }.into_any(),
                    Found::Answer(answer, phrase) => view! { <Pages answer phrase viewer on_go=go/> }.into_any(),
                }}
            </div>
        </Dialog>
    }
}

async fn ask(
    version: VersionId,
    phrase: String,
    asked: StoredValue<u32>,
    turn: u32,
    found: RwSignal<Found>,
) {
    let answer = match api::search(version, &phrase).await {
        Ok(answer) => Found::Answer(answer, phrase),
        Err(error) => Found::Failed(error),
    };
    if asked.try_get_value() == Some(turn) {
        let _ = found.try_set(answer);
    }
}

#[component]
fn Pages(
    answer: SearchResult,
    phrase: String,
    viewer: ViewerStore,
    on_go: Callback<(u32, Vec<PageBox>)>,
) -> impl IntoView {
    let SearchResult {
        pages,
        is_truncated,
        is_complete,
    } = answer;
    let count = pages.len();
    let has_text = viewer
        .document
        .with(|document| document.as_ref().is_some_and(|document| document.has_text));
    view! {
        <p class="t-second c-2">{move || match (count, has_text) {
            (0, false) => tr!("find-scanned"),
            (0, true) => tr!("find-none"),
            (count, _) => tr!("find-pages", { "count" => count }),
        }}</p>
        <ol class="found-pages">
            {pages.into_iter().map(|page| view! { <FoundPage page phrase=phrase.clone() on_go/> }).collect_view()}
        </ol>
        {is_truncated.then(|| view! { <p class="t-second c-2">{move || tr!("find-more")}</p> })}
        {(!is_complete).then(|| view! { <p class="t-second c-warn">{move || tr!("find-incomplete")}</p> })}
    }
}

#[component]
fn FoundPage(
    page: SearchedPage,
    phrase: String,
    on_go: Callback<(u32, Vec<PageBox>)>,
) -> impl IntoView {
    let SearchedPage { page, hits } = page;
    let count = hits.len();
    let boxes: Vec<PageBox> = hits.iter().flat_map(|hit| hit.boxes.clone()).collect();
    let excerpt = hits.into_iter().next().map(|hit| {
        let parts = found_words::parts(&hit.excerpt, &phrase, decomposed);
        let part = |(is_found, words): (bool, String)| {
            if is_found {
                view! { <mark>{words}</mark> }.into_any()
            } else {
                words.into_any()
            }
        };
        parts.into_iter().map(part).collect_view()
    });
    view! {
        <li>
            <button type="button" on:click=move |_| on_go.run((page, boxes.clone()))>
                <span class="page">
                    {move || tr!("viewer-page", { "page" => page })}
                    {(count > 1).then(|| view! { " · " {move || tr!("find-times", { "count" => count })} })}
                </span>
                <span class="text" lang="vi">{excerpt}</span>
            </button>
        </li>
    }
}

/// A character's canonical decomposition.
fn decomposed(c: char) -> String {
    String::from(js_sys::JsString::from(c.to_string()).normalize("NFD"))
}

/// Marks the boxes on the page that lies on the desk.
fn draw_mark(desk: &Desk, boxes: &[PageBox]) -> Option<PageCanvas> {
    let over = desk.page_canvas()?;
    let context = canvas::prepare(&over.canvas, over.sheet, pixel_ratio())?;
    let scale = f64::from(over.canvas.width()) / over.points.width;
    context.set_fill_style_str("rgb(255 214 102 / 0.65)");
    for found in boxes {
        context.fill_rect(
            f64::from(found.x) * scale - 2.0,
            f64::from(found.y) * scale - 2.0,
            f64::from(found.width) * scale + 4.0,
            f64::from(found.height) * scale + 4.0,
        );
    }
    Some(over)
}
