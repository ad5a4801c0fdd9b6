//! Lending a tablet of the office's rooms: one touch, and the tablet shows whose it is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::door::{LendTablet, LendableTablet};
use nghisu_protocol::ids::{PersonId, TabletId};

use super::{DoorKeeping, api};
use crate::dates;
use crate::ui::{DialogAbout, EmptyState, Fetch, Icon, Loaded, Place, Shape, Spinner, use_toasts};
use crate::{icon, move_tr, tr};

/// The sheet; open while somebody is lent a tablet.
#[component]
pub fn LendSheet(
    /// The door.
    keeping: DoorKeeping,
) -> impl IntoView {
    view! {
        <DialogAbout about=keeping.lending place=Place::RightNarrow title=move_tr!("lend-tablet")>
            {move || keeping.lending.get().map(|person| view! { <Tablets keeping person/> })}
        </DialogAbout>
    }
}

#[component]
fn Tablets(keeping: DoorKeeping, person: PersonId) -> impl IntoView {
    let meeting = keeping.room.meeting;
    let tablets = Fetch::new(move || async move {
        api::tablets(meeting).await.map(|mut all| {
            // Whichever can be lent comes first; within that they stay in the order of their names.
            all.sort_by_key(|tablet| !tablet.is_free);
            all
        })
    });
    let toasts = use_toasts();
    let busy = RwSignal::new(None::<TabletId>);
    let lend = move |tablet: TabletId, name: String| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(tablet));
        spawn_local(async move {
            match api::lend(meeting, &LendTablet { tablet, person }).await {
                Ok(_) => {
                    toasts.say(
                        tr!("lend-done", { "tablet" => name, "name" => keeping.name_now(person) }),
                    );
                    let _ = keeping.lending.try_set(None);
                }
                Err(error) => {
                    toasts.say(error.say());
                    tablets.refresh();
                }
            }
            keeping.refresh();
            let _ = busy.try_set(None);
        });
    };
    view! {
        <div class="lend">
            <div class="issue-who">
                <p class="t-item" lang="vi">{move || keeping.name(person)}</p>
                <p class="t-second">{move || tr!("lend-help")}</p>
            </div>
            <Loaded of=tablets failed=move_tr!("lend-failed") shape=Shape::Rows view=move |all| {
                if all.is_empty() {
                    return view! { <EmptyState icon=icon!("tablet") title=move_tr!("lend-none") why=move_tr!("lend-none-why")/> }.into_any();
                }
                view! {
                    <ul class="card rows lendable">
                        {all.into_iter().map(|tablet| view! { <TabletLine keeping tablet busy on_lend=Callback::new(move |(tablet, name)| lend(tablet, name))/> }).collect_view()}
                    </ul>
                }.into_any()
            }/>
        </div>
    }
}

#[component]
fn TabletLine(
    keeping: DoorKeeping,
    tablet: LendableTablet,
    busy: RwSignal<Option<TabletId>>,
    on_lend: Callback<(TabletId, String)>,
) -> impl IntoView {
    let LendableTablet {
        id,
        name,
        last_seen_at,
        is_free,
    } = tablet;
    let shown = name.clone();
    view! {
        <li>
            <button
                type="button"
                class="row"
                aria-disabled=move || (!is_free || keeping.is_cut()).then_some("true")
                aria-busy=move || (busy.get() == Some(id)).then_some("true")
                title=move || keeping.is_cut().then(|| tr!("needs-connection"))
                on:click=move |_| {
                    if is_free && !untrack(|| keeping.is_cut()) {
                        on_lend.run((id, name.clone()));
                    }
                }
            >
                <Icon of=icon!("tablet")/>
                <span class="what">
                    <span class="title" lang="vi">{shown}</span>
                    <span class="second">{move || match last_seen_at {
                        Some(at) => tr!("tablet-seen", { "time" => dates::said(at.0, dates::now()) }),
                        None => tr!("tablet-unseen"),
                    }}</span>
                </span>
                {move || if busy.get() == Some(id) {
                    view! { <Spinner/> }.into_any()
                } else if is_free {
                    view! { <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("tablet-free")}</span> }.into_any()
                } else {
                    view! { <span class="word plain">{tr!("tablet-lent")}</span> }.into_any()
                }}
            </button>
        </li>
    }
}
