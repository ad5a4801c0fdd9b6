//! Choosing a page: a number to type, and the thumbnails of all pages, of which only those that come into sight are
//! asked for. The list opens at the page that is read.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::images::Images;
use super::near::{Near, PLACE};
use super::store::ViewerStore;
use crate::ui::Icon;
use crate::ui::field::{HelpAndError, next_id};
use crate::{icon, tr};

/// A number to type and the thumbnails of all pages.
#[component]
pub(super) fn PageChoice(
    /// What is shown.
    store: ViewerStore,
    /// The page images.
    images: Rc<Images>,
    /// The sheet that it stands in.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None);
    let go = move |page: u32| {
        if let Some(desk) = store.desk() {
            desk.turn_to(page);
        }
        is_open.set(false);
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let all = untrack(|| store.page_count());
        match page_number(&typed.get_untracked(), all) {
            Some(page) => go(page),
            None => error.set(Some(tr!("viewer-no-such-page", { "all" => all }))),
        }
    };
    let id = next_id("page");
    let images = StoredValue::new_local(images);
    let current = store.place.get_untracked().map_or(1, |place| place.page);
    let count = untrack(|| store.page_count());
    let near = StoredValue::new(Near::new(count as usize));
    let list = NodeRef::<html::Ol>::new();
    Effect::new(move |_| {
        let Some(list) = list.get() else { return };
        // The sheet is laid out only after it was shown.
        request_animation_frame(move || {
            let scroller = list
                .closest(".body")
                .ok()
                .flatten()
                .and_then(|body| body.dyn_into::<HtmlElement>().ok());
            let place = (current as usize).saturating_sub(1);
            if let (Some(scroller), Some(row)) = (
                &scroller,
                list.query_selector(&format!("[{PLACE}=\"{place}\"]"))
                    .ok()
                    .flatten(),
            ) {
                // Only when the page is out of sight, and then with the row before it.
                let (row, shown) = (
                    row.get_bounding_client_rect(),
                    scroller.get_bounding_client_rect(),
                );
                if row.bottom() > shown.bottom() {
                    scroller.set_scroll_top((row.top() - shown.top() - row.height()) as i32);
                }
            }
            let _ = near.try_with_value(|near| near.watch(&list, scroller.as_ref()));
        });
    });
    view! {
        <form class="page-entry" on:submit=submit>
            <label>
                <span>{move || tr!("viewer-page-number", { "all" => store.page_count() })}</span>
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-describedby=format!("{id}-error")
                    aria-invalid=move || error.get().is_some().to_string()
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        error.set(None);
                    }
                />
            </label>
            <button
                type="submit"
                class="button"
                aria-disabled=move || typed.with(|typed| typed.trim().is_empty()).then_some("true")
            >
                {move || tr!("viewer-go")}
            </button>
            <HelpAndError id help=None error=error.into()/>
        </form>
        <ol class="thumbnails" node_ref=list>
            {(1..=count)
                .map(|page| {
                    view! { <Thumbnail store images page near is_current=page == current on_choose=move || go(page)/> }
                })
                .collect_view()}
        </ol>
    }
}

/// The page that was typed, if a paper of so many pages has it.
fn page_number(typed: &str, all: u32) -> Option<u32> {
    let page = typed.trim().parse().ok()?;
    (1..=all).contains(&page).then_some(page)
}

#[component]
fn Thumbnail(
    store: ViewerStore,
    images: StoredValue<Rc<Images>, LocalStorage>,
    page: u32,
    near: StoredValue<Near>,
    is_current: bool,
    on_choose: impl Fn() + 'static,
) -> impl IntoView {
    let size = store.page_size(page);
    let ratio = format!("{:.3} / {:.3}", size.width, size.height);
    let place = page as usize - 1;
    let is_noted = Memo::new(move |_| store.noted.with(|noted| noted.contains(&page)));
    let source = Memo::new(move |_| {
        if !near.with_value(|near| near.has_come(place)) {
            return None;
        }
        let version = store.version.get()?;
        images.with_value(|images| {
            // Once it is here nothing is waited for any more.
            let found = images.thumbnail(version, page);
            if found.is_none() {
                store.thumbnails_seen.track();
                images.want_thumbnail(version, page);
            }
            found
        })
    });
    view! {
        <li data-place=place.to_string()>
            <button
                type="button"
                aria-current=is_current.then_some("page")
                aria-label=move || if is_noted.get() {
                    tr!("viewer-page-noted", { "page" => page })
                } else {
                    tr!("viewer-page", { "page" => page })
                }
                on:click=move |_| on_choose()
            >
                <span class="picture" style:aspect-ratio=ratio>
                    {move || source.get().map(|source| view! { <img src=source alt=""/> })}
                </span>
                <span class="caption">
                    {page}
                    {move || is_noted.get().then(|| view! {
                        <span class="noted"><Icon of=icon!("pencil") small=true/>{tr!("viewer-noted")}</span>
                    })}
                </span>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::page_number;

    #[test]
    fn a_number_leads_to_a_page_that_the_paper_has_and_to_no_other() {
        assert_eq!(page_number(" 12 ", 40), Some(12));
        assert_eq!(page_number("40", 40), Some(40));
        for typed in ["", "0", "41", "-3", "1,5", "mười", "99999999999"] {
            assert_eq!(page_number(typed, 40), None, "{typed:?}");
        }
    }
}
