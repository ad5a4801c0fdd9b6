//! The pages of minutes as images, one below the other, with their thumbnails. Tells which part of which page is in
//! view, and only once its image is really there. Another version of the same pages takes their place image by image:
//! a browser shows the old one until the new one has come, and calls it complete only then.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::minutes::SignaturePlace;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlImageElement};

use crate::minutes::api;
use crate::settings::{TextSize, use_settings};
use crate::ui::Icon;
use crate::{icon, tr};

/// Long edge of a page's image, a rung of the ladder that server and tablets share.
const EDGE: u32 = 2000;
/// Height of the printed line above, and of the one below, the box for a signature, as a part of the page's width.
const PRINTED_AROUND: f64 = 0.06;
/// Long edge of a thumbnail.
const THUMBNAIL: u32 = 256;

/// A part of a page that is in view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InView {
    /// Page, from 1.
    pub page: u32,
    /// Upper edge of the part, from 0 to 1.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A file of minutes on the desk.
#[component]
pub fn PaperPages(
    /// Of which meeting.
    meeting: MeetingId,
    /// Which file; another version of it has as many pages.
    #[prop(into)]
    file: Signal<Hash>,
    /// How many pages it has.
    pages: u32,
    /// Told for every part that comes into view.
    #[prop(optional, into)]
    on_view: Option<Callback<InView>>,
    /// Whether a page was seen; leave out where nobody counts.
    #[prop(optional, into)]
    seen: Option<Callback<u32, bool>>,
    /// Set it to go to a page.
    #[prop(optional, into)]
    go_to: Option<RwSignal<Option<u32>>>,
    /// Where the reader's own signature will stand; leave out where nobody signs.
    #[prop(optional, into)]
    place: Option<Signal<Option<SignaturePlace>>>,
    /// Brings the reader to that place as soon as it holds, unless it is in view.
    #[prop(optional, into)]
    goes_to_place: Option<Signal<bool>>,
) -> impl IntoView {
    let desk = NodeRef::<html::Div>::new();
    let current = RwSignal::new(1_u32);
    let measure = move || {
        let Some(desk) = desk.get_untracked() else {
            return;
        };
        let frame = desk.get_bounding_client_rect();
        let mut largest = (0.0, current.get_untracked());
        for page in 1..=pages {
            let Some(image) = image_of(&desk, page) else {
                continue;
            };
            let rect = image.get_bounding_client_rect();
            let height = rect.height().max(1.0);
            let top = (frame.top().max(0.0) - rect.top()) / height;
            let bottom = (frame.bottom() - rect.top()) / height;
            let (top, bottom) = (top.clamp(0.0, 1.0), bottom.clamp(0.0, 1.0));
            if bottom - top > largest.0 {
                largest = (bottom - top, page);
            }
            let is_painted = image.complete() && image.natural_width() > 0;
            if bottom > top
                && is_painted
                && !document().hidden()
                && let Some(told) = on_view
            {
                told.run(InView { page, top, bottom });
            }
        }
        if current.get_untracked() != largest.1 {
            current.set(largest.1);
        }
    };
    let is_asked = StoredValue::new(false);
    let later = move || {
        if is_asked.try_get_value() == Some(false) {
            is_asked.set_value(true);
            request_animation_frame(move || {
                if is_asked.try_set_value(false).is_none() {
                    measure();
                }
            });
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| later());
    on_cleanup(move || resized.remove());
    let show = move |page: u32| {
        if let Some(image) = desk.get_untracked().and_then(|desk| image_of(&desk, page)) {
            image.scroll_into_view();
        }
    };
    Effect::new(move |_| {
        if let Some(go_to) = go_to
            && let Some(page) = go_to.get()
        {
            show(page);
            go_to.set(None);
        }
    });
    // Larger letters move everything: the place is shown again then.
    let size = use_settings().text_size;
    Effect::new(move |was: Option<(bool, TextSize)>| {
        let is_due = goes_to_place.is_some_and(|due| due.get())
            && place.is_some_and(|place| place.with(Option::is_some));
        let now = (is_due, size.get());
        if is_due && was != Some(now) {
            // The box is drawn by the next frame.
            request_animation_frame(move || {
                if let Some(Some(desk)) = desk.try_get_untracked() {
                    show_place(&desk);
                }
            });
        }
        now
    });
    let is_seen = move |page| seen.is_some_and(|seen| seen.run(page));
    view! {
        <div class="paper-pages">
            <nav class="page-thumbnails" aria-label=move || tr!("pages")>
                {(1..=pages)
                    .map(|page| view! {
                        <button type="button" aria-current=move || (current.get() == page).then_some("true") on:click=move |_| show(page)>
                            <img src=move || api::page_address(meeting, file.get(), page, THUMBNAIL) alt="" decoding="sync" draggable="false"/>
                            <span class="number">
                                {move || is_seen(page).then(|| view! {
                                    <Icon of=icon!("check") small=true/>
                                    <span class="words-only">{tr!("page-seen")}</span>
                                })}
                                {page}
                            </span>
                        </button>
                    })
                    .collect_view()}
            </nav>
            <div class="page-column" node_ref=desk tabindex="0" role="region" aria-label=move || tr!("minutes-pages") on:scroll=move |_| later()>
                {(1..=pages)
                    .map(|page| view! {
                        <div class="paper-leaf">
                            // Never a white page: until the sharp image is there, the thumbnail's stands in for it.
                            <img
                                class="minutes-page"
                                style:background-image=move || format!("url(\"{}\")", api::page_address(meeting, file.get(), page, THUMBNAIL))
                                data-page=page.to_string()
                                src=move || api::page_address(meeting, file.get(), page, EDGE)
                                // Painted with its own pixels from the first frame, not white until they are decoded.
                                decoding="sync"
                                alt=move || tr!("page-of", { "page" => page, "pages" => pages })
                                draggable="false"
                                on:load=move |_| later()
                            />
                            {move || {
                                place
                                    .and_then(|place| place.get())
                                    .filter(|place| place.page == page)
                                    .map(|place| {
                                        let [left, top, width, height] = parts_of(&place);
                                        view! { <p class="signature-place" style:left=left style:top=top style:width=width style:height=height>{tr!("sign-place")}</p> }
                                    })
                            }}
                        </div>
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

/// Left, top, width and height of a place as parts of its page, so that it stays there however large the page is shown.
fn parts_of(place: &SignaturePlace) -> [String; 4] {
    let [left, bottom, right, top] = place.rect;
    let [width, height] = place.page_size;
    let part = |length: f64, of: f64| format!("{:.3}%", length / of.max(1.0) * 100.0);
    [
        part(left, width),
        part(height - top, height),
        part(right - left, width),
        part(top - bottom, height),
    ]
}

/// Scrolls the box for the signature into the middle, unless the whole of it is in view, with the title printed above
/// it and the name below.
fn show_place(desk: &HtmlElement) {
    let Ok(Some(place)) = desk.query_selector(".signature-place") else {
        return;
    };
    let (frame, place) = (
        desk.get_bounding_client_rect(),
        place.get_bounding_client_rect(),
    );
    let around = leaf_width(desk) * PRINTED_AROUND;
    if place.top() - around < frame.top() || place.bottom() + around > frame.bottom() {
        let middle = |rect: &web_sys::DomRect| (rect.top() + rect.bottom()) / 2.0;
        desk.set_scroll_top(desk.scroll_top() + (middle(&place) - middle(&frame)).round() as i32);
    }
}

fn leaf_width(desk: &HtmlElement) -> f64 {
    image_of(desk, 1).map_or(0.0, |page| page.get_bounding_client_rect().width())
}

fn image_of(desk: &HtmlElement, page: u32) -> Option<HtmlImageElement> {
    desk.query_selector(&format!("img[data-page=\"{page}\"]"))
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::room::state::SigningCapacity;

    use super::*;

    #[test]
    fn a_place_is_measured_from_the_pages_upper_left() {
        let place = SignaturePlace {
            capacity: SigningCapacity::Chair,
            page: 2,
            rect: [300.0, 80.0, 450.0, 160.0],
            page_size: [600.0, 800.0],
        };
        assert_eq!(
            parts_of(&place),
            ["50.000%", "80.000%", "25.000%", "10.000%"]
        );
    }
}
