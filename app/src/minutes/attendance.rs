//! Who was recorded neither as present nor as absent: the paper will say so, and a secretary knows it before it is
//! submitted.

use leptos::prelude::*;

use super::model::a_few;
use super::store::{MinutesStore, use_minutes};
use crate::ui::{Banner, ButtonKind, LinkButton, Tone};
use crate::{icon, move_tr, tr};

/// What an address of a room ends in that asks at once whether to reopen the meeting.
pub const REOPEN: &str = "reopen";

/// The names of those whose attendance is open, in rank order.
pub fn unrecorded(store: MinutesStore) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| {
                    let open = view.facts.unrecorded();
                    open.map(|person| person.name.clone()).collect()
                })
                .unwrap_or_default()
        })
    })
}

/// How many and who they are, and the way to record them; nothing while everybody is recorded.
#[component]
pub fn OpenAttendance(
    /// Beside the paper, where other things stand too: the way is told when the minutes are submitted.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let store = use_minutes();
    let open = unrecorded(store);
    let weight = if brief {
        ButtonKind::Text
    } else {
        ButtonKind::Secondary
    };
    move || {
        let names = open.get();
        let count = names.len();
        (count > 0).then(|| {
            let (named, more) = a_few(&names);
            let named = named.join(", ");
            let more = (more > 0).then(|| tr!("minutes-unrecorded-more", { "count" => more }));
            view! {
                <section class="panel-part acts">
                    <Banner tone=Tone::Warn icon=icon!("users-round")>
                        <b>{tr!("minutes-unrecorded", { "count" => count })}</b>
                        <p class="unrecorded-names"><span lang="vi">{named}</span> " " {more}</p>
                        {(!brief).then(|| view! { <p>{tr!("minutes-unrecorded-way")}</p> })}
                    </Banner>
                    <LinkButton
                        href=format!("/meetings/{}?{REOPEN}", store.meeting)
                        label=move_tr!("minutes-unrecorded-go")
                        icon=icon!("door-open")
                        online=true
                        kind=weight
                        wide=!brief
                    />
                </section>
            }
        })
    }
}
