//! What a reopened meeting has recorded since the draft took its words from the log, and what is to be done about it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::minutes::{MinutesChange, Redraft};

use super::store::use_minutes;
use crate::ui::{Banner, Button, ButtonKind, Icon, Tone};
use crate::{icon, move_tr, tr};

/// The changes, each with its place, and the two answers; nothing while the draft follows the log.
#[component]
pub fn Behind() -> impl IntoView {
    let store = use_minutes();
    let behind = Memo::new(move |_| {
        store.view.with(|view| {
            view.as_ref()
                .map(|view| view.behind.clone())
                .unwrap_or_default()
        })
    });
    let answer = move |take| Callback::from(move || spawn_local(store.redraft(take)));
    move || {
        let changes = behind.get();
        let count = changes.len();
        (count > 0).then(|| view! {
            <section class="panel-part acts">
                <Banner tone=Tone::Warn icon=icon!("history")>
                    <b>{tr!("minutes-behind", { "count" => count })}</b>
                    <p>{tr!("minutes-behind-why")}</p>
                </Banner>
                <div class="changes"><ul>{changes.into_iter().map(|change| view! { <Row change/> }).collect_view()}</ul></div>
                <Button label=move_tr!("minutes-behind-take") icon=icon!("history") wide=true online=true on_press=answer(Redraft::Changed)/>
                <Button label=move_tr!("minutes-behind-keep") icon=icon!("check") kind=ButtonKind::Text wide=true online=true on_press=answer(Redraft::Nothing)/>
            </section>
        })
    }
}

/// What the log said, and what it says.
#[component]
fn Row(change: MinutesChange) -> impl IntoView {
    let MinutesChange {
        place, old, new, ..
    } = change;
    let between = (!old.is_empty() && !new.is_empty())
        .then(|| view! { <Icon of=icon!("arrow-right") small=true/> });
    view! {
        <li>
            <div class="what">
                <p class="words">
                    {(!old.is_empty()).then(|| view! { <del lang="vi">{old}</del> })}
                    {between}
                    {(!new.is_empty()).then(|| view! { <ins lang="vi">{new}</ins> })}
                </p>
                <p class="t-second" lang="vi">{place}</p>
            </div>
        </li>
    }
}
