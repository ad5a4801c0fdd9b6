//! What lies over the page, on the native `<dialog>`: the browser keeps the focus inside, gives it back on closing,
//! and Esc closes one layer. Contents exist only while it is open.

use leptos::html;
use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::field::next_id;
use super::icon::Icon;
use super::toast::use_toasts;

/// Where it lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the middle: a question, a small form.
    #[default]
    Centre,
    /// In the middle, wide.
    CentreWide,
    /// A sheet from the right, 760 px.
    Right,
    /// A narrow sheet from the right.
    RightNarrow,
    /// A sheet from the left: the agenda in portrait.
    Left,
    /// A sheet from below, 60 % of the height.
    Bottom,
    /// Nearly the whole screen: a page of a document.
    Page,
}

impl Place {
    const fn class(self) -> &'static str {
        match self {
            Self::Centre => "dialog centre",
            Self::CentreWide => "dialog centre wide",
            Self::Right => "dialog right",
            Self::RightNarrow => "dialog right narrow",
            Self::Left => "dialog left",
            Self::Bottom => "dialog bottom",
            Self::Page => "dialog page",
        }
    }
}

/// A dialog or sheet with a title, a body that scrolls and, if wanted, a foot of buttons.
#[component]
pub fn Dialog(
    /// Whether it is open; set it to open or close.
    open: RwSignal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// Where it lies.
    #[prop(optional)]
    place: Place,
    /// The foot: buttons, the primary one last.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The foot begins with *Thôi*, and the head has no *Đóng* then: a question has one way out in words.
    #[prop(optional)]
    cancel: bool,
    /// A button of the foot is the way out in words, and the head has no *Đóng* beside it.
    #[prop(optional)]
    foot_closes: bool,
    /// Called after it closed, however that happened.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The body.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = next_id("dialog");
    let named_by = heading.clone();
    let toasts = use_toasts();
    let lies = StoredValue::new_local(None::<web_sys::HtmlDialogElement>);
    let leave = move || {
        if let Some(dialog) = lies.try_update_value(Option::take).flatten() {
            toasts.leave(&dialog);
        }
    };
    on_cleanup(leave);
    let is_ground = move |target: Option<web_sys::EventTarget>| {
        target.is_some_and(|target| {
            node.get_untracked().is_some_and(|dialog| {
                let dialog: &web_sys::EventTarget = dialog.as_ref();
                *dialog == target
            })
        })
    };
    let began_on_ground = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = node.get() {
            if wanted && !dialog.open() {
                let _ = dialog.show_modal();
                lies.set_value(Some(dialog.clone()));
                toasts.rise_into(&dialog);
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
    let children = StoredValue::new(children);
    let foot = StoredValue::new(foot);
    view! {
        <dialog
            node_ref=node
            class=place.class()
            aria-labelledby=named_by
            on:close=move |_| {
                leave();
                open.set(false);
                if let Some(closed) = on_close {
                    closed.run(());
                }
            }
            // A press on the dark ground closes, as on every tablet. It must begin there too: whoever selects text and
            // lets go outside makes a click whose target is the dialog as well.
            on:pointerdown=move |event| began_on_ground.set_value(is_ground(event.target()))
            on:click=move |event| {
                if began_on_ground.get_value() && is_ground(event.target()) {
                    open.set(false);
                }
            }
        >
            <header>
                <h2 id=heading>{move || title.get()}</h2>
                {(!cancel && !foot_closes).then(|| view! {
                    <button type="button" class="button text" on:click=move |_| open.set(false)>
                        <Icon of=crate::icon!("x") small=true/>
                        <span>{move || crate::tr!("close")}</span>
                    </button>
                })}
            </header>
            <Show when=move || open.get()>
                <div class="body">{children.get_value()()}</div>
                {foot.get_value().map(|foot| view! {
                    <footer>
                        {cancel.then(|| view! { <Button label=crate::move_tr!("cancel") on_press=Callback::from(move || open.set(false))/> })}
                        {foot.run()}
                    </footer>
                })}
            </Show>
        </dialog>
    }
}

/// A dialog about something: open while there is something, and however it closes, that is taken away.
#[component]
pub fn DialogAbout<T>(
    /// What it is about; nothing while it is closed.
    about: RwSignal<Option<T>>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// Where it lies.
    #[prop(optional)]
    place: Place,
    /// The foot: buttons, the primary one last.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The foot begins with *Thôi*; see [`Dialog`].
    #[prop(optional)]
    cancel: bool,
    /// Fills it for what it opens on.
    #[prop(optional, into)]
    on_open: Option<Callback<T>>,
    /// Called after it closed. What it was about is still there where a hand closed it, and not where it was taken away.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The body.
    children: ChildrenFn,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let found = about.get();
        let is_there = found.is_some();
        if let (Some(found), Some(fill)) = (found, on_open) {
            untrack(|| fill.run(found));
        }
        open.set(is_there);
    });
    let closed = Callback::new(move |()| {
        if let Some(closed) = on_close {
            closed.run(());
        }
        about.set(None);
    });
    view! { <Dialog open title place nostrip:foot=foot cancel on_close=closed children/> }
}

/// Asks before what has consequences (and only then: everything else is done at once and can be undone).
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is about to happen, as a question.
    #[prop(into)]
    title: Signal<String>,
    /// What follows from it.
    #[prop(into)]
    follows: Signal<String>,
    /// The word on the button that does it.
    #[prop(into)]
    act: Signal<String>,
    /// The weight of that button: red only where it cannot be undone.
    #[prop(default = ButtonKind::Danger)]
    kind: ButtonKind,
    /// Does it.
    #[prop(into)]
    on_yes: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog
            open=open
            title=title
            cancel=true
            foot=ViewFn::from(move || view! {
                <Button label=act kind on_press=Callback::from(move || {
                    open.set(false);
                    on_yes.run(());
                })/>
            })
        >
            <p>{move || follows.get()}</p>
        </Dialog>
    }
}
