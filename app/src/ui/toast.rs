//! Undo instead of "are you sure": what was done stays on screen for eight seconds with the way back. The clock
//! stops while a finger, a mouse or the focus rests on it: nothing that matters vanishes under a hand.
//!
//! A toast outlives the view that made it: what it holds belongs to nobody's owner (handlers run under the owner of the
//! view that was pressed, and whatever is made there goes with that view).
//!
//! A modal `<dialog>` makes everything outside of it dead to hands, so what is said while one is open is said in whichever
//! lies on top. What was said before stays below it with the page, and its clock stops until it can be reached again.

use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlDialogElement;

/// How long an undo is offered.
pub const UNDO_SECONDS: u64 = 8;

#[derive(Clone)]
struct Toast {
    id: u64,
    said: String,
    undo: Option<Undo>,
    about: Option<About>,
    held: ArcRwSignal<bool>,
}

/// What a toast is about: the next one about the same takes its place.
pub type About = &'static str;
type Undo = Arc<dyn Fn() + Send + Sync>;
/// Whether what was said still holds.
type Holds = Arc<dyn Fn() -> bool + Send + Sync>;

/// The toasts of the client. Provided at the root; take it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
    region: NodeRef<html::Div>,
    /// Open dialogs, the topmost last.
    layers: StoredValue<Vec<HtmlDialogElement>, LocalStorage>,
}

impl Toasts {
    /// Provides the store. Call once, in the root's owner.
    pub fn provide() {
        provide_context(Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            region: NodeRef::new(),
            layers: StoredValue::new_local(Vec::new()),
        });
    }

    /// A dialog has opened over everything else.
    pub(super) fn rise_into(self, dialog: &HtmlDialogElement) {
        self.layers
            .update_value(|layers| layers.push(dialog.clone()));
    }

    /// A dialog has closed, or went with its screen.
    pub(super) fn leave(self, dialog: &HtmlDialogElement) {
        self.layers
            .update_value(|layers| layers.retain(|layer| layer != dialog));
        self.rise();
    }

    /// What lies on top: the last dialog that was opened, or the page.
    fn top(self) -> Option<web_sys::Node> {
        self.layers
            .with_value(|layers| layers.last().map(|top| web_sys::Node::from(top.clone())))
            .or_else(|| document().body().map(web_sys::Node::from))
    }

    /// Moves the region into the topmost dialog, or back to the page.
    fn rise(self) {
        if let (Some(top), Some(region)) = (self.top(), self.region.get_untracked())
            && region.parent_node().as_ref() != Some(&top)
        {
            let _ = top.append_child(&region);
        }
    }

    /// Whether a dialog lies over what is said.
    fn is_below(self) -> bool {
        let region = self.region.get_untracked();
        region.is_some_and(|region| region.parent_node() != self.top())
    }

    /// Says that something was done, or why it was not; the same sentence stands there once.
    pub fn say(self, said: impl Into<String>) {
        self.push(said.into(), None, None, None);
    }

    /// Says it in the place of what was said about the same, whose way back is none any more.
    pub fn say_about(self, said: impl Into<String>, about: Option<About>) {
        self.push(said.into(), about, None, None);
    }

    /// Says that something was done and offers to undo it for eight seconds. The screen may be left meanwhile: what
    /// undoes must not need anything of it, or say that it could not.
    pub fn undo(self, said: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.push(said.into(), None, Some(Arc::new(undo)), None);
    }

    /// The same for what can come to an end by itself: within a second of that, words and way back are gone, also from
    /// under a hand. `holds` is asked after the screen was left too, and must bear it.
    pub fn undo_while(
        self,
        said: impl Into<String>,
        about: Option<About>,
        undo: impl Fn() + Send + Sync + 'static,
        holds: impl Fn() -> bool + Send + Sync + 'static,
    ) {
        self.push(
            said.into(),
            about,
            Some(Arc::new(undo)),
            Some(Arc::new(holds)),
        );
    }

    /// Takes away what was said about this: something else has begun.
    pub fn dismiss(self, about: About) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.about != Some(about)));
    }

    /// Takes everything away that was said: it is not for whoever comes next.
    pub fn clear(self) {
        self.shown.set(Vec::new());
    }

    fn push(self, said: String, about: Option<About>, undo: Option<Undo>, holds: Option<Holds>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let held = ArcRwSignal::new(false);
        self.rise();
        self.shown.update(|shown| {
            // Twenty strokes that were refused for one reason are one sentence.
            shown.retain(|toast| toast.undo.is_some() || undo.is_some() || toast.said != said);
            shown.retain(|toast| about.is_none() || toast.about != about);
            shown.push(Toast {
                id,
                said,
                undo,
                about,
                held: held.clone(),
            });
            // Three at most: an older one has been seen.
            if shown.len() > 3 {
                shown.remove(0);
            }
        });
        self.expire(id, held, holds, UNDO_SECONDS);
    }

    /// Counts seconds in which it is neither held nor out of reach; every second is short enough to feel exact and long enough to cost nothing.
    fn expire(self, id: u64, held: ArcRwSignal<bool>, holds: Option<Holds>, left: u64) {
        set_timeout(
            move || {
                let is_over = holds.as_ref().is_some_and(|holds| !holds());
                match (held.get_untracked() || self.is_below(), left) {
                    _ if is_over => self.close(id),
                    (true, _) => self.expire(id, held, holds, left),
                    (false, 0 | 1) => self.close(id),
                    (false, _) => self.expire(id, held, holds, left - 1),
                }
            },
            Duration::from_secs(1),
        );
    }

    fn close(self, id: u64) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// The toasts, in any view.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where toasts appear; stands once in the root.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite" node_ref=toasts.region>
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                {
                    let Toast {
                        id,
                        said,
                        undo,
                        held,
                        ..
                    } = toast;
                    let is_plain = undo.is_none();
                    let (entered, left, focused, blurred) = (held.clone(), held.clone(), held.clone(), held);
                    view! {
                        <div
                            class="toast"
                            class:plain=is_plain
                            on:pointerenter=move |_| entered.set(true)
                            on:pointerleave=move |_| left.set(false)
                            on:focusin=move |_| focused.set(true)
                            on:focusout=move |_| blurred.set(false)
                        >
                            <span>{said}</span>
                            {undo.map(|undo| view! {
                                <button type="button" class="button text" on:click=move |_| {
                                    toasts.close(id);
                                    undo();
                                }>
                                    {move || crate::tr!("undo")}
                                </button>
                                <span class="left" aria-hidden="true"></span>
                            })}
                        </div>
                    }
                }
            </For>
        </div>
    }
}
