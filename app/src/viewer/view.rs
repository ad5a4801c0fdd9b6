//! The viewer as the room shows it: the desk with its keyboard and its voice, and the pager below.

use std::rc::Rc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::room::state::Presented;
use web_sys::{PointerEvent, WheelEvent};

use super::desk::{Desk, Watcher};
use super::images::{Images, is_passing};
use super::keys::turn_by_keys;
use super::near::bring_into_sight;
use super::store::{ViewerStore, chapter_of};
use super::thumbnails::PageChoice;
use super::turning::Ends;
use crate::ui::{Button, Dialog, Icon, Place, Size as ButtonSize};
use crate::{icon, move_tr, tr};

/// Tells the store what the desk shows.
struct Reporter {
    store: ViewerStore,
}

impl Reporter {
    fn show(&self, place: Presented) {
        if self.store.place.get_untracked() != Some(place) {
            self.store.place.set(Some(place));
        }
    }
}

impl Watcher for Reporter {
    fn turned(&self, place: Presented) {
        self.store.turned.run(place);
    }

    fn shows(&self, place: Presented) {
        self.show(place);
    }

    fn painted(&self, place: Presented) {
        self.show(place);
        self.store.painted.run(place);
    }

    fn tapped(&self) {
        self.store.has_bars.update(|has| *has = !*has);
    }

    fn zoomed(&self, zoom: f64) {
        if self.store.zoom.get_untracked() != zoom {
            self.store.zoom.set(zoom);
        }
    }

    fn ends(&self, ends: Ends) {
        if self.store.ends.get_untracked() != ends {
            self.store.ends.set(ends);
        }
    }

    fn lacks(&self, why: Option<&str>) {
        let lack = self.store.lack;
        if lack.with_untracked(|lack| lack.as_deref() != why) {
            lack.set(why.map(str::to_owned));
        }
    }
}

/// The desk. It fills what it stands in; `children` lie over it.
#[component]
pub fn DeskView(
    /// What it shows.
    store: ViewerStore,
    /// The page images.
    images: Rc<Images>,
    /// Whether the room opens on it.
    #[prop(optional)]
    is_first: bool,
    /// Called once the desk is there.
    #[prop(into)]
    on_ready: Callback<(), ()>,
    /// What lies over the page.
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let images = StoredValue::new_local(images);
    Effect::new(move |_| {
        let Some(root) = root.get() else { return };
        if store.desk().is_some() {
            return;
        }
        if let Some(desk) = Desk::new(root.into(), images.get_value(), is_first) {
            desk.watch_with(Rc::new(Reporter { store }));
            store.take_desk(Some(desk));
            on_ready.run(());
        }
    });
    Effect::new(move |_| {
        let stamp = store.stamp.get();
        if root.get().is_some()
            && let Some(desk) = store.desk()
        {
            desk.stamp(&stamp);
        }
    });
    Effect::new(move |_| {
        let is_cut = store.is_cut.get();
        if root.get().is_some()
            && let Some(desk) = store.desk()
        {
            desk.cut_off(is_cut);
        }
    });
    on_cleanup(move || store.take_desk(None));
    let with = move |act: &dyn Fn(&Desk)| {
        if let Some(desk) = store.desk() {
            act(&desk);
        }
    };
    turn_by_keys(store, move || root.get_untracked().map(Into::into));
    view! {
        <div class="desk-holder">
            <div
                class="desk"
                node_ref=root
                tabindex="0"
                role="region"
                aria-label=move || tr!("viewer-desk")
                on:pointerdown=move |event: PointerEvent| with(&|desk| desk.pointer_down(&event))
                on:pointermove=move |event: PointerEvent| with(&|desk| desk.pointer_moved(&event))
                on:pointerup=move |event: PointerEvent| with(&|desk| desk.pointer_up(&event))
                on:pointercancel=move |event: PointerEvent| with(&|desk| desk.pointer_cancelled(&event))
                on:wheel=move |event: WheelEvent| with(&|desk| desk.wheel(&event))
            ></div>
            <PageVoice store/>
            <Lack store/>
            <ZoomChip store/>
            {children()}
        </div>
    }
}

/// Why the page is not there, and the way out, where the server would not send it.
#[component]
fn Lack(store: ViewerStore) -> impl IntoView {
    let why = move |code: &str| match code {
        "page_unreadable" => tr!("viewer-page-unreadable"),
        code if is_passing(code) => tr!("viewer-server-busy"),
        _ => tr!("viewer-page-not-sent"),
    };
    let again = Callback::new(move |()| {
        if let Some(desk) = store.desk() {
            desk.ask_anew();
        }
    });
    move || {
        store.lack.get().map(|code| {
            view! {
                <div class="desk-lack" role="status">
                    <span>{why(&code)}</span>
                    <Button label=move_tr!("retry") size=ButtonSize::Small on_press=again/>
                </div>
            }
        })
    }
}

/// For how long the word of the zoom lies over the page after the zoom has changed.
const ZOOM_STAYS: Duration = Duration::from_secs(8);

/// How near the page is, and the way back to the whole of it. It stands there while the page is nearer.
#[component]
fn ZoomChip(store: ViewerStore) -> impl IntoView {
    let percent = Memo::new(move |_| (store.zoom.get() * 100.0).round() as u32);
    let back = move |_| {
        if let Some(desk) = store.desk() {
            desk.zoom_out();
        }
    };
    // It has been read after a while, and gives the page free until the zoom changes again.
    let (is_quiet, changes) = (RwSignal::new(false), StoredValue::new(0_u32));
    Effect::new(move |_| {
        percent.track();
        is_quiet.set(false);
        changes.update_value(|count| *count = count.wrapping_add(1));
        let this = changes.get_value();
        set_timeout(
            move || {
                if changes.try_get_value() == Some(this) {
                    let _ = is_quiet.try_set(true);
                }
            },
            ZOOM_STAYS,
        );
    });
    view! {
        <Show when=move || { percent.get() > 100 }>
            <button type="button" class="zoom-chip" class:quiet=is_quiet aria-keyshortcuts="0" on:click=back>
                <Icon of=icon!("zoom-out") small=true/>
                <span>{move || tr!("viewer-fit", { "percent" => percent.get() })}</span>
            </button>
        </Show>
    }
}

/// How long a page lies there before its number is said: of pages that are leafed through, the last one is.
const RESTS: Duration = Duration::from_millis(400);

/// Reads the page aloud for screen readers: its number, then its text.
#[component]
fn PageVoice(store: ViewerStore) -> impl IntoView {
    let page = Memo::new(move |_| store.place.get().map(|place| place.page));
    let said = RwSignal::new(None::<u32>);
    Effect::new(move |_| {
        let now = page.get();
        set_timeout(
            move || {
                if page.try_get_untracked() == Some(now) {
                    let _ = said.try_set(now);
                }
            },
            RESTS,
        );
    });
    view! {
        <div class="words-only" role="status" aria-live="polite">
            {move || said.get().map(|page| tr!("viewer-page-of", { "page" => page, "all" => store.page_count() }))}
        </div>
        <div class="words-only" lang="vi">{move || store.page_text.get()}</div>
    }
}

/// The pager: back, "17/41" that opens the number pad and the thumbnails, on.
#[component]
pub fn Pager(
    /// What is shown.
    store: ViewerStore,
    /// The page images.
    images: Rc<Images>,
    /// Pages turn sideways (portrait) or by half pages (landscape): decides the arrows.
    #[prop(into)]
    is_sideways: Signal<bool>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let images = StoredValue::new_local(images);
    let page = move || store.place.get().map_or(1, |place| place.page);
    // Unknown until the paper's facts are here.
    let all = move || match store.page_count() {
        0 => "–".to_owned(),
        all => all.to_string(),
    };
    let back = move |_| {
        if let Some(desk) = store.desk() {
            desk.back();
        }
    };
    let forward = move |_| {
        if let Some(desk) = store.desk() {
            desk.forward();
        }
    };
    let arrow = move |sideways, upright| {
        move || {
            if is_sideways.get() {
                view! { <Icon of=sideways/> }
            } else {
                view! { <Icon of=upright/> }
            }
        }
    };
    view! {
        <span class="pager" role="group" aria-label=move || tr!("viewer-pages")>
            <button
                type="button"
                aria-label=move || tr!("viewer-back")
                aria-disabled=move || store.ends.get().is_start.then_some("true")
                on:click=back
            >
                {arrow(icon!("chevron-left"), icon!("chevron-up"))}
            </button>
            <button
                type="button"
                class="number"
                aria-label=move || tr!("viewer-go-to", { "page" => page(), "all" => store.page_count() })
                on:click=move |_| is_open.set(true)
            >
                <span>{page} <span class="all">"/" {all}</span></span>
            </button>
            <button
                type="button"
                aria-label=move || tr!("viewer-forward")
                aria-disabled=move || store.ends.get().is_end.then_some("true")
                on:click=forward
            >
                {arrow(icon!("chevron-right"), icon!("chevron-down"))}
            </button>
        </span>
        <Dialog open=is_open title=move_tr!("viewer-pages") place=Place::Bottom>
            <PageChoice store images=images.get_value() is_open/>
        </Dialog>
    }
}

/// The outline: chapters with their pages.
#[component]
pub fn OutlineSheet(
    /// What is shown.
    store: ViewerStore,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let entries = move || {
        store
            .document
            .with(|document| document.as_ref().map(|document| document.outline.clone()))
    };
    let current = Memo::new(move |_| {
        let page = store.place.get()?.page;
        store.document.with(|document| {
            let outline = &document.as_ref()?.outline;
            chapter_of(outline, page)
        })
    });
    // The sheet opens where one reads.
    let list = NodeRef::<html::Ol>::new();
    Effect::new(move |_| {
        let Some(list) = list.get() else { return };
        // It is laid out only after it was shown.
        request_animation_frame(move || {
            bring_into_sight(&list, "[aria-current]", ".body");
        });
    });
    view! {
        <Dialog open title=move_tr!("viewer-outline") place=Place::RightNarrow>
            {move || match entries() {
                Some(entries) if !entries.is_empty() => view! {
                    <ol class="outline" node_ref=list>
                        {entries
                            .into_iter()
                            .enumerate()
                            .map(|(place, entry)| {
                                let page = entry.page;
                                let level = entry.level.min(4);
                                view! {
                                    <li class=format!("level-{level}")>
                                        <button
                                            type="button"
                                            aria-current=move || (current.get() == Some(place)).then_some("location")
                                            on:click=move |_| {
                                                if let Some(desk) = store.desk() {
                                                    desk.turn_to(page);
                                                }
                                                open.set(false);
                                            }
                                        >
                                            <span lang="vi">{entry.title}</span>
                                            <span class="page">{page}</span>
                                        </button>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ol>
                }
                .into_any(),
                _ => view! { <p class="empty">{tr!("viewer-no-outline")}</p> }.into_any(),
            }}
        </Dialog>
    }
}
