//! `/meetings/:id/sign`: the exact document, and beside it the panel. Without the frame: nothing else to press.

use leptos::prelude::*;
use leptos_router::components::A;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;

use super::pages::PaperPages;
use super::panel::Panel;
use super::store::{Readiness, SigningStore};
use crate::link::ApiError;
use crate::link::shelf::Shelf;
use crate::meeting::door::MeetingDoor;
use crate::meeting::screen::wide;
use crate::minutes::screen::PanelWaits;
use crate::ui::frame::{ConnectionWord, SignedIn, TextSizes};
use crate::ui::{Again, EmptyState, ErrorState, Icon, LinkButton, Shape, Skeleton, Strips};
use crate::{icon, move_tr, tr};

/// The screen.
#[component]
pub fn SigningScreen() -> impl IntoView {
    view! { <SignedIn><MeetingDoor opens=|meeting, shelf| view! { <Signing meeting shelf/> }.into_any()/></SignedIn> }
}

/// What lies on the desk.
#[derive(Debug, Clone, PartialEq)]
enum Lies {
    /// So many pages, whichever version of the file they are.
    Pages(u32),
    /// Nothing, and why.
    Failure(ApiError),
    /// Nothing was submitted.
    Nothing,
    /// The file is on its way.
    Waiting,
}

#[component]
fn Signing(meeting: MeetingId, shelf: Option<Shelf>) -> impl IntoView {
    let store = SigningStore::open(meeting, shelf);
    let is_wide = wide();
    let title = move || {
        store
            .view
            .with(|view| view.as_ref().map(|view| view.facts.title.clone()))
            .unwrap_or_default()
    };
    let eye = move || {
        store
            .view
            .with(|view| {
                view.as_ref().and_then(|view| view.submitted.as_ref()).map(
                    |submitted| tr!("minutes-numbered", { "number" => submitted.number.clone() }),
                )
            })
            .unwrap_or_else(|| tr!("minutes"))
    };
    Effect::new(move |_| document().set_title(&format!("{} · Nghị Sự", tr!("sign-minutes"))));
    let is_there = Memo::new(move |_| store.view.with(Option::is_some));
    let is_submitted = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().is_some_and(|view| view.submitted.is_some()))
    });
    let has_failed = Memo::new(move |_| store.failed.with(Option::is_some));
    // The signed file takes the place of the one that was read page by page; the pages themselves stay.
    let lies = Memo::new(move |_| {
        let is_nothing = is_there.get() && !is_submitted.get();
        match (store.desk.get(), store.failed.get()) {
            (Some(desk), _) => Lies::Pages(desk.pages),
            (None, Some(error)) => Lies::Failure(error),
            (None, None) if is_nothing => Lies::Nothing,
            (None, None) => Lies::Waiting,
        }
    });
    let file = Memo::new(move |_| {
        store
            .desk
            .with(|desk| desk.map_or(Hash([0; 32]), |desk| desk.hash))
    });
    // Once everything was read, and again after an attempt, where the signature stands is in sight.
    let goes_to_place = Memo::new(move |_| {
        store.readiness() == Readiness::Ready && store.step.with(Option::is_none)
    });
    view! {
        <main class="sign" class:wide=is_wide>
            <header class="sign-top">
                <A href=format!("/meetings/{meeting}") attr:class="back">
                    <Icon of=icon!("chevron-left")/>
                    <span class="words-only">{move || tr!("back")}</span>
                </A>
                <h1>
                    <span class="eye">{eye}</span>
                    <span class="name" lang="vi">{title}</span>
                </h1>
                <ConnectionWord/>
                <TextSizes/>
            </header>
            <div class="sign-strip"><Strips/></div>
            <div class="sign-desk">
                {move || match lies.get() {
                    Lies::Pages(pages) => view! {
                        <PaperPages
                            meeting
                            file
                            pages
                            on_view=Callback::new(move |part| store.in_view(part))
                            // What was read counts for whoever signs.
                            seen=Callback::new(move |page| store.my_turn().is_some() && store.shown.with(|shown| shown.is_seen(page)))
                            go_to=store.go_to
                            place=Signal::derive(move || store.my_place())
                            goes_to_place
                        />
                    }
                    .into_any(),
                    Lies::Failure(error) => view! { <ErrorState error=error title=move_tr!("minutes-failed") on_retry=Callback::from(move || store.load()) again=Again::Asks(store.is_asking())/> }.into_any(),
                    Lies::Nothing => view! {
                        <EmptyState icon=icon!("file-text") title=move_tr!("sign-not-submitted") why=move_tr!("sign-not-submitted-why")>
                            <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/>
                        </EmptyState>
                    }
                    .into_any(),
                    Lies::Waiting => view! { <Skeleton shape=Shape::Paper may_leave=true on_retry=Callback::from(move || store.load())/> }.into_any(),
                }}
            </div>
            // What was not submitted, and what failed, is said on the desk, once.
            <aside class="side-panel">
                {move || match (is_submitted.get(), is_there.get(), has_failed.get()) {
                    (true, ..) => view! { <Panel/> }.into_any(),
                    (false, true, _) | (false, false, true) => ().into_any(),
                    (false, false, false) => view! { <PanelWaits/> }.into_any(),
                }}
            </aside>
        </main>
    }
}
