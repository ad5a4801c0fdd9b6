//! What a reopened meeting has recorded since the draft took its words from the log, and what is to be done about it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catching_up::{Difference, differences};
use super::store::use_minutes;
use crate::ui::{Banner, Button, Tone};
use crate::{icon, move_tr, tr};

/// Both texts of each part, with the choice between them; nothing while the draft follows the log.
#[component]
pub fn Behind() -> impl IntoView {
    let store = use_minutes();
    let found = Memo::new(move |_| {
        store
            .view
            .with(|view| view.as_ref().map(differences).unwrap_or_default())
    });
    // The parts, by their order, in which the minutes keep their own words.
    let kept = RwSignal::new(BTreeSet::<usize>::new());
    Effect::new(move |_| {
        found.track();
        kept.set(BTreeSet::new());
    });
    let save = move || {
        let (found, kept) = (found.get_untracked(), kept.get_untracked());
        let takes_any = kept.len() < found.len();
        let own = kept.iter().filter_map(|at| found.get(*at)?.part).collect();
        spawn_local(store.catch_up(own, takes_any));
    };
    move || {
        let differences = found.get();
        let count = differences.len();
        (count > 0).then(|| view! {
            <section class="panel-part behind">
                <Banner tone=Tone::Warn icon=icon!("history")>
                    <b>{tr!("minutes-behind", { "count" => count })}</b>
                    <p>{tr!("minutes-behind-why")}</p>
                </Banner>
                {differences
                    .into_iter()
                    .enumerate()
                    .map(|(at, difference)| view! { <Both at difference kept/> })
                    .collect_view()}
                <Button label=move_tr!("minutes-behind-save") icon=icon!("check") wide=true online=true on_press=Callback::from(save)/>
            </section>
        })
    }
}

/// What the minutes say and what the log says now.
#[component]
fn Both(at: usize, difference: Difference, kept: RwSignal<BTreeSet<usize>>) -> impl IntoView {
    let Difference {
        place,
        minutes,
        log,
        ..
    } = difference;
    let keeps = move || kept.with(|kept| kept.contains(&at));
    let name = format!("behind-{at}");
    let other = name.clone();
    view! {
        <fieldset class="clash">
            <legend class="t-second-strong" lang="vi">{place}</legend>
            <label class="version" class:chosen=keeps>
                <span class="check">
                    <input type="radio" name=name prop:checked=keeps on:change=move |_| {
                        kept.update(|kept| { kept.insert(at); });
                    }/>
                    <span class="t-strong">{move || tr!("minutes-behind-keep")}</span>
                </span>
                {words(minutes, move_tr!("minutes-behind-lacks"))}
            </label>
            <label class="version" class:chosen=move || !keeps()>
                <span class="check">
                    <input type="radio" name=other prop:checked=move || !keeps() on:change=move |_| {
                        kept.update(|kept| { kept.remove(&at); });
                    }/>
                    <span class="t-strong">{move || tr!("minutes-behind-take")}</span>
                </span>
                {words(log, move_tr!("minutes-behind-struck"))}
            </label>
        </fieldset>
    }
}

/// A side's paragraphs, or in quiet words that it has none.
fn words(said: Vec<String>, nothing: Signal<String>) -> AnyView {
    if said.is_empty() {
        view! { <span class="words c-2">{move || nothing.get()}</span> }.into_any()
    } else {
        view! { <span class="words" lang="vi">{said.join("\n")}</span> }.into_any()
    }
}
