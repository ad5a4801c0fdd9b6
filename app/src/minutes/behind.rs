//! What a reopened meeting has recorded since the draft took its words from the log, and what is to be done about it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

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
    // What was chosen for the parts, by their order: whether the minutes keep their own words.
    let chosen = RwSignal::new(BTreeMap::<usize, bool>::new());
    Effect::new(move |_| {
        found.track();
        chosen.set(BTreeMap::new());
    });
    let is_open =
        Signal::derive(move || chosen.with(BTreeMap::len) < found.with(std::vec::Vec::len));
    let save = move || {
        let (found, chosen) = (found.get_untracked(), chosen.get_untracked());
        let takes_any = chosen.values().any(|keeps| !keeps);
        let kept = chosen.iter().filter(|(_, keeps)| **keeps);
        let own = kept.filter_map(|(at, _)| found.get(*at)?.part).collect();
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
                    .map(|(at, difference)| view! { <Both at difference chosen/> })
                    .collect_view()}
                <Button label=move_tr!("minutes-behind-save") icon=icon!("check") wide=true online=true disabled=is_open on_press=Callback::from(save)/>
            </section>
        })
    }
}

/// Brings the reader to the first part that waits for a choice.
pub fn show_behind() {
    let find = |what: &str| document().query_selector(what).ok().flatten();
    if let Some(part) = find(".side-panel .behind") {
        part.scroll_into_view();
    }
    let choice = find(".side-panel .behind input").and_then(|input| input.dyn_into().ok());
    if let Some(choice) = choice {
        let choice: HtmlElement = choice;
        let _ = choice.focus();
    }
}

/// What the minutes say and what the log says now.
#[component]
fn Both(
    at: usize,
    difference: Difference,
    chosen: RwSignal<BTreeMap<usize, bool>>,
) -> impl IntoView {
    let Difference {
        place,
        minutes,
        log,
        ..
    } = difference;
    let is = move |keeps: bool| chosen.with(|chosen| chosen.get(&at) == Some(&keeps));
    let choose = move |keeps: bool| {
        chosen.update(|chosen| {
            chosen.insert(at, keeps);
        });
    };
    let name = format!("behind-{at}");
    let other = name.clone();
    view! {
        <fieldset class="clash">
            <legend class="t-second-strong" lang="vi">{place}</legend>
            <label class="version" class:chosen=move || is(true)>
                <span class="check">
                    <input type="radio" name=name prop:checked=move || is(true) on:change=move |_| choose(true)/>
                    <span class="t-strong">{move || tr!("minutes-behind-keep")}</span>
                </span>
                {words(minutes, move_tr!("minutes-behind-lacks"))}
            </label>
            <label class="version" class:chosen=move || is(false)>
                <span class="check">
                    <input type="radio" name=other prop:checked=move || is(false) on:change=move |_| choose(false)/>
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
