//! Small pieces: chip, status word, banner, list row, a person's line. Every colour comes with a word.

use leptos::prelude::*;
use leptos_router::components::A;

use super::icon::{Icon, Svg};

/// What a colour says. Never the only thing that says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Chosen, in progress.
    Info,
    /// Valid, done.
    Valid,
    /// Needs attention, overdue.
    Warn,
    /// Live, refused, irreversible.
    Live,
    /// Others see this.
    Shared,
}

impl Tone {
    /// The class that carries the tone.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Info => "info",
            Self::Valid => "valid",
            Self::Warn => "warn",
            Self::Live => "live",
            Self::Shared => "shared",
        }
    }
}

/// A state in a pill.
#[component]
pub fn Chip(
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// Its tone.
    #[prop(optional)]
    tone: Tone,
    /// A dot before the word (live).
    #[prop(optional)]
    dot: bool,
    /// An icon before the word.
    #[prop(optional, into)]
    icon: Option<Svg>,
) -> impl IntoView {
    view! {
        <span class=format!("chip {}", tone.class())>
            {dot.then(|| view! { <span class="dot" aria-hidden="true"></span> })}
            {icon.map(|icon| view! { <Icon of=icon small=true/> })}
            {move || label.get()}
        </span>
    }
}

/// A state as an icon and a word, in a row.
#[component]
pub fn StatusWord(
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// The icon.
    icon: Svg,
    /// Its tone.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! {
        <span class=format!("word {}", tone.class())>
            <Icon of=icon small=true/>
            {move || label.get()}
        </span>
    }
}

/// A sentence that stays: a verdict, a warning, a rule.
#[component]
pub fn Banner(
    /// Its tone.
    #[prop(optional)]
    tone: Tone,
    /// The icon.
    icon: Svg,
    /// The sentence, and a button if there is a way out.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", tone.class())>
            <Icon of=icon/>
            <div class="words">{children()}</div>
        </div>
    }
}

/// A row of a list (64 px or more), as a link if `href` is given. Children stand at its end: status word, button.
#[component]
pub fn ListRow(
    /// First line.
    #[prop(into)]
    title: Signal<String>,
    /// Second line.
    #[prop(optional, into)]
    second: Option<Signal<String>>,
    /// Icon at the start.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Makes the row a link.
    #[prop(optional, into)]
    href: Option<String>,
    /// The chosen row of a list beside its detail.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// End of the row.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let inside = view! {
        {icon.map(|icon| view! { <Icon of=icon/> })}
        <span class="what">
            <span class="title">{move || title.get()}</span>
            {second.map(|second| view! { <span class="second">{move || second.get()}</span> })}
        </span>
        {children.map(|children| children())}
    };
    match href {
        Some(href) => view! {
            <A href=href attr:class="row" attr:aria-current=move || current.get().then_some("true")>{inside}</A>
        }
        .into_any(),
        None => view! { <div class="row" aria-current=move || current.get().then_some("true")>{inside}</div> }.into_any(),
    }
}

/// A person: full name, never cut, and what they are. No pictures.
#[component]
pub fn Person(
    /// Full name.
    #[prop(into)]
    name: Signal<String>,
    /// Position.
    #[prop(optional, into)]
    position: Option<Signal<String>>,
) -> impl IntoView {
    view! {
        <span class="person">
            <span class="name" lang="vi">{move || name.get()}</span>
            {position.map(|position| view! { <span class="position" lang="vi">{move || position.get()}</span> })}
        </span>
    }
}
