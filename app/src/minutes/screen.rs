//! `/meetings/:id/minutes`: the paper on the left, what is to be done on the right; in portrait behind one button.

use leptos::prelude::*;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::state::SubmittedMinutes;

use super::api;
use super::conflict::ConflictSheet;
use super::model::{Act, act};
use super::panel::{ActLink, Panel};
use super::paper::Sheet;
use super::standing::Standing;
use super::store::{MinutesStore, Saving, use_minutes};
use crate::identity::store::use_session;
use crate::link::shelf::Shelf;
use crate::meeting::door::MeetingDoor;
use crate::meeting::model::time_of;
use crate::meeting::screen::wide;
use crate::signing::pages::PaperPages;
use crate::ui::{
    Again, Button, ButtonKind, Dialog, EmptyState, ErrorState, Fetch, Icon, LinkButton, Loaded,
    Place, Screen, Shape, Size, Skeleton, is_cut_off,
};
use crate::{icon, move_tr, tr};

/// The screen.
#[component]
pub fn MinutesScreen() -> impl IntoView {
    view! { <MeetingDoor opens=|meeting, shelf| view! { <Editor meeting shelf/> }.into_any()/> }
}

#[component]
fn Editor(meeting: MeetingId, shelf: Option<Shelf>) -> impl IntoView {
    let store = MinutesStore::open(meeting, shelf);
    let is_wide = wide();
    let panel_open = RwSignal::new(false);
    // Saving brings new facts only when the log grew; the form is drawn anew then, and only then.
    let facts = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().map(|view| view.facts.clone()))
    });
    let file = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()?
                .submitted
                .as_ref()
                .map(SubmittedMinutes::file)
        })
    });
    let session = use_session();
    let act = Memo::new(move |_| {
        store
            .view
            .with(|view| act(view.as_ref()?, session.person_id()))
    });
    // Of interest only while there is nothing to show.
    let failed = Memo::new(move |_| {
        facts
            .with(Option::is_none)
            .then(|| store.failed.get())
            .flatten()
    });
    // Until the submission it is checked what is missing; from then on, who has signed.
    let panel_word = move || {
        let is_over =
            facts.with(|facts| facts.as_ref().is_some_and(|facts| facts.ended_at.is_some()));
        if file.get().is_some() {
            tr!("minutes-standing")
        } else if !is_over {
            tr!("minutes-look")
        } else {
            tr!("minutes-check")
        }
    };
    view! {
        <Screen title=move_tr!("minutes") back=format!("/meetings/{meeting}") status=move || view! { <SavedWord/> }>
            {move || match (facts.get(), failed.get()) {
                (None, Some(error)) if error.is_not_for_them() => view! {
                    <div class="scroll">
                        <EmptyState icon=icon!("lock") title=move_tr!("minutes-not-for-you")>
                            <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/>
                        </EmptyState>
                    </div>
                }
                .into_any(),
                (None, Some(error)) => view! {
                    <div class="scroll"><ErrorState error=error title=move_tr!("minutes-failed") on_retry=Callback::from(move || store.load()) again=Again::Asks(store.is_asking())/></div>
                }
                .into_any(),
                (None, None) => view! {
                    <div class="fill minutes" class:wide=is_wide>
                        <div class="paper-desk"><Skeleton shape=Shape::Paper on_retry=Callback::from(move || store.load())/></div>
                        {move || is_wide.get().then(|| view! { <aside class="side-panel"><PanelWaits/></aside> })}
                    </div>
                }
                .into_any(),
                (Some(facts), _) => view! {
                    {move || (!is_wide.get()).then(|| view! { <Standing on_look=Callback::from(move || panel_open.set(true))/> })}
                    <div class="fill minutes" class:wide=is_wide>
                        {move || match file.get() {
                            // What was submitted is shown as it is, not as a form.
                            Some(file) => view! { <div class="pages-desk"><SubmittedPages meeting file/></div> }.into_any(),
                            // Whoever may not write finds no field to hold on to: the keyboard scrolls it all the same.
                            None => view! {
                                <div class="paper-desk" tabindex="0" role="region" aria-label=move || tr!("minutes")><Sheet facts=facts.clone()/></div>
                            }
                            .into_any(),
                        }}
                        {move || is_wide.get().then(|| view! { <aside class="side-panel"><Panel/></aside> })}
                    </div>
                    {move || (!is_wide.get()).then(|| view! {
                        <footer class="foot minutes-foot">
                            // The act is the same as in the panel beside a tablet that lies; to look is no act.
                            {move || {
                                let act = act.get();
                                let submits = act == Some(Act::Submit);
                                view! {
                                    <Button
                                        label=Signal::derive(panel_word)
                                        icon=icon!("list-todo")
                                        kind=if submits { ButtonKind::Primary } else { ButtonKind::Secondary }
                                        size=Size::Big
                                        wide=true
                                        on_press=Callback::from(move || panel_open.set(true))
                                    />
                                    {act.filter(|_| !submits).map(|act| view! { <ActLink act/> })}
                                }
                            }}
                        </footer>
                        <Dialog open=panel_open title=Signal::derive(panel_word) place=Place::RightNarrow>
                            <div class="side-panel in-dialog"><Panel/></div>
                        </Dialog>
                    })}
                }
                .into_any(),
            }}
            <ConflictSheet/>
        </Screen>
    }
}

/// The panel's shape, before there is anything to say in it.
#[component]
pub fn PanelWaits() -> impl IntoView {
    view! {
        <div class="panel-body waits" aria-hidden="true">
            <div class="skeleton">{(0..6).map(|_| view! { <i></i> }).collect_view()}</div>
        </div>
    }
}

/// The pages of what was submitted.
#[component]
fn SubmittedPages(meeting: MeetingId, file: Hash) -> impl IntoView {
    let pages = Fetch::new(move || api::pages(meeting, file));
    view! {
        <Loaded of=pages failed=move_tr!("minutes-failed") shape=Shape::Paper view=move |counted| view! {
            <PaperPages meeting file pages=counted.pages/>
        }.into_any()/>
    }
}

/// "Đã lưu 14:32", or how it stands otherwise.
#[component]
fn SavedWord() -> impl IntoView {
    let store = use_minutes();
    view! {
        <span class="saved-word" role="status">
            {move || match store.saving.get() {
                // Closed without a choice: nothing is saved over the other text, and the sheet opens again from here.
                _ if store.conflict.with(Option::is_some) => view! {
                    <button type="button" class="button text small" on:click=move |_| store.conflict.notify()>
                        <Icon of=icon!("cloud-alert") small=true/>
                        <span>{tr!("minutes-conflict")}</span>
                    </button>
                }
                .into_any(),
                // What was submitted is no draft that is saved.
                Saving::At(_) if store.view.with(|view| view.as_ref().is_some_and(|view| view.submitted.is_some())) => ().into_any(),
                Saving::Unchanged => ().into_any(),
                // Without a connection nothing is on its way, and what was saved is no news of the present.
                Saving::At(at) if is_cut_off() => view! { <span class="said">{tr!("saved-before", { "time" => time_of(at) })}</span> }.into_any(),
                Saving::UnderWay if !is_cut_off() => view! { <span class="said">{tr!("saving")}</span> }.into_any(),
                Saving::At(at) => view! {
                    <Icon of=icon!("cloud-check") small=true/>
                    <span class="said">{tr!("saved-at", { "time" => time_of(at) })}</span>
                }
                .into_any(),
                Saving::OnTablet | Saving::UnderWay => view! {
                    <span class="c-warn"><Icon of=icon!("cloud-off") small=true/></span>
                    <span class="said c-warn">{tr!("minutes-on-tablet")}</span>
                }
                .into_any(),
                Saving::Refused(why) => view! {
                    <span class="c-warn"><Icon of=icon!("cloud-alert") small=true/></span>
                    <span class="said c-warn">{why}</span>
                }
                .into_any(),
            }}
        </span>
    }
}
