//! Buttons. One primary button a screen; a busy button keeps its width and says that it is busy; a disabled one
//! stays focusable (`aria-disabled`), so that its label, which says why, can be read.

use leptos::prelude::*;

use super::icon::{Icon, Svg};
use crate::link::{Connection, use_link};

/// How much a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one act of a screen, 56 px.
    Primary,
    /// An ordinary act, 48 px.
    #[default]
    Secondary,
    /// An act that must not draw the eye.
    Text,
    /// What cannot be undone.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "",
            Self::Text => "text",
            Self::Danger => "danger",
        }
    }
}

/// A step of height where the kind's own does not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// The kind's own height.
    #[default]
    Normal,
    /// 44 px, inside rows.
    Small,
    /// 56 px, beside a primary button.
    Big,
}

impl Size {
    const fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Small => "small",
            Self::Big => "big",
        }
    }
}

/// Whether there is no connection to the server now; the running effect follows it.
pub fn is_cut_off() -> bool {
    use_link().connection.get() == Connection::Offline
}

/// A button with its word, and an icon before it if wanted.
#[component]
pub fn Button(
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// What it does. Not called while busy or disabled.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Height.
    #[prop(optional)]
    size: Size,
    /// Icon before the word.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Work is under way: keeps the width, shows a spinner, ignores presses.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Takes presses while busy too: trying once more is never wrong.
    #[prop(optional)]
    repeats: bool,
    /// Cannot be pressed now; the label says why.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Fills the width.
    #[prop(optional)]
    wide: bool,
    /// Sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
    /// Asks the server at once: it cannot be pressed without a connection, and says so.
    #[prop(optional)]
    online: bool,
) -> impl IntoView {
    let waits = move || busy.get() && !repeats;
    let is_cut = move || online && is_cut_off();
    let off = move || waits() || disabled.get() || is_cut();
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=format!("button {} {}", kind.class(), size.class())
            class:wide=wide
            class:busy=busy
            aria-disabled=move || off().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            title=move || is_cut().then(|| crate::tr!("needs-connection"))
            on:click=move |event| {
                if untrack(off) {
                    event.prevent_default();
                } else if let Some(act) = on_press {
                    act.run(());
                }
            }
        >
            {icon.map(|icon| view! { <Icon of=icon small=size == Size::Small/> })}
            <span>{move || label.get()}</span>
            <Show when=move || busy.get()><Spinner/></Show>
        </button>
    }
}

/// A link that looks like a button: goes somewhere, does nothing else.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// Weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Height.
    #[prop(optional)]
    size: Size,
    /// Icon before the word.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Fills the width.
    #[prop(optional)]
    wide: bool,
    /// Where it leads asks the server: without a connection it leads nowhere, and says so.
    #[prop(optional)]
    online: bool,
) -> impl IntoView {
    let wide = if wide { " wide" } else { "" };
    let is_cut = Memo::new(move |_| online && is_cut_off());
    // One node whatever the connection does, so that a focus on it stays. The router takes a press on any link.
    view! {
        <a
            class=format!("button {} {}{wide}", kind.class(), size.class())
            href=move || (!is_cut.get()).then(|| href.get())
            role=move || is_cut.get().then_some("link")
            tabindex=move || is_cut.get().then_some("0")
            aria-disabled=move || is_cut.get().then_some("true")
            title=move || is_cut.get().then(|| crate::tr!("needs-connection"))
        >
            {icon.map(|icon| view! { <Icon of=icon small=size == Size::Small/> })}
            <span>{move || label.get()}</span>
        </a>
    }
}

/// A link that fetches a file from the server. Without a connection it leads nowhere; it stays readable and says why.
#[component]
pub fn DownloadLink(
    /// Where the file is.
    #[prop(into)]
    href: Signal<String>,
    /// The name under which it is kept.
    #[prop(into)]
    file: String,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// Icon before the word.
    icon: Svg,
    /// How it is drawn: a button's classes.
    class: &'static str,
    /// What the pointer is told of it: the file's size.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    view! {
        <a
            class=class
            href=move || (!is_cut_off()).then(|| href.get())
            download=file
            role=move || is_cut_off().then_some("link")
            tabindex=move || is_cut_off().then_some("0")
            aria-disabled=move || is_cut_off().then_some("true")
            title=move || if is_cut_off() { Some(crate::tr!("needs-connection")) } else { title.clone() }
        >
            <Icon of=icon/>
            <span>{move || label.get()}</span>
        </a>
    }
}

/// An icon with its word, for bars; `stacked` puts the word below. `bare` keeps the word for screen readers only:
/// for the pen bar after first use and for nothing else.
#[component]
pub fn IconButton(
    /// The icon.
    icon: Svg,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// A switch's state; leave out for a plain act.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The word under the icon.
    #[prop(optional)]
    stacked: bool,
    /// The word only for screen readers and as a tooltip.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            class:stacked=stacked
            class:bare=bare
            aria-pressed=move || pressed.map(|pressed| if pressed.get() { "true" } else { "false" })
            aria-disabled=move || disabled.get().then_some("true")
            title=move || bare.then(|| label.get())
            on:click=move |_| {
                if let Some(act) = on_press.filter(|_| !disabled.get_untracked()) {
                    act.run(());
                }
            }
        >
            <Icon of=icon/>
            <span class:words-only=bare>{move || label.get()}</span>
        </button>
    }
}

/// Turns while work of unknown length goes on. Says nothing itself: the element around it carries `aria-busy`.
#[component]
pub fn Spinner(
    /// 18 px, inside text.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! { <span class="spinner" class:small=small aria-hidden="true"></span> }
}

/// Progress of known length, 0 to 1, with its name for screen readers.
#[component]
pub fn Progress(
    /// Share done, 0 to 1.
    #[prop(into)]
    share: Signal<f64>,
    /// What is progressing.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <progress class="progress" max="1" prop:value=move || share.get().clamp(0.0, 1.0) aria-label=move || label.get()></progress>
    }
}
