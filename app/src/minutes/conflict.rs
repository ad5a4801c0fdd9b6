//! Two people wrote at once: both texts side by side, and the choice, field by field. Nothing is thrown away before
//! somebody has seen it.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::model::{Clash, Part, Saver, saver};
use super::store::{Conflict, use_minutes};
use crate::dates;
use crate::identity::store::use_session;
use crate::ui::{Button, ButtonKind, Dialog, Place};
use crate::{move_tr, tr};

/// Which text a place keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Mine,
    Theirs,
}

/// What was chosen so far: for no place is one of the texts chosen beforehand.
type Choices = BTreeMap<Part, Text>;

/// The sheet; open while there is something to decide.
#[component]
pub fn ConflictSheet() -> impl IntoView {
    let store = use_minutes();
    let session = use_session();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(store.conflict.with(Option::is_some)));
    let choices = RwSignal::new(Choices::new());
    let is_undecided = Memo::new(move |_| {
        let clashes = store.conflict.with(|conflict| {
            let clashes = conflict.as_ref().map(|conflict| &conflict.clashes);
            clashes.map_or_else(Vec::new, |clashes| {
                clashes.iter().map(|clash| clash.part).collect()
            })
        });
        choices.with(|choices| clashes.iter().any(|part| !choices.contains_key(part)))
    });
    let decide = move || {
        let theirs: Vec<Part> = choices.with_untracked(|choices| {
            let theirs = choices.iter().filter(|(_, text)| **text == Text::Theirs);
            theirs.map(|(part, _)| *part).collect()
        });
        choices.set(Choices::new());
        store.decide(&theirs);
    };
    let act = Signal::derive(move || {
        if is_undecided.get() {
            tr!("minutes-conflict-choose")
        } else {
            tr!("minutes-conflict-save")
        }
    });
    view! {
        <Dialog
            open=open
            title=move_tr!("minutes-conflict")
            place=Place::CentreWide
            foot=ViewFn::from(move || view! {
                <Button label=act kind=ButtonKind::Primary disabled=is_undecided on_press=Callback::from(decide)/>
            })
        >
            {move || store.conflict.get().map(|Conflict { view, clashes }| {
                let at = view.saved_at.map(|at| dates::Local::of(at.0).time()).unwrap_or_default();
                let saver = saver(&view, session.person_id());
                let who = match &saver {
                    Saver::Oneself => tr!("minutes-conflict-own", { "time" => at }),
                    Saver::Named(name) => tr!("minutes-conflict-by", { "name" => name.clone(), "time" => at }),
                    Saver::Unknown => tr!("minutes-conflict-somebody", { "time" => at }),
                };
                view! {
                    <p class="t-body">{who} " " {tr!("minutes-conflict-why")}</p>
                    <div class="clashes">
                        {clashes
                            .into_iter()
                            .map(|clash| view! { <ClashChoice clash saver=saver.clone() choices/> })
                            .collect_view()}
                    </div>
                }
            })}
        </Dialog>
    }
}

#[component]
fn ClashChoice(
    clash: Clash,
    /// Whose the other text is.
    saver: Saver,
    choices: RwSignal<Choices>,
) -> impl IntoView {
    let store = use_minutes();
    let part = clash.part;
    let name = format!("clash-{part:?}").replace(['(', ')', ' '], "-");
    let takes = move |text: Text| choices.with(|choices| choices.get(&part) == Some(&text));
    let choose = move |text: Text| {
        choices.update(|choices| {
            choices.insert(part, text);
        });
    };
    let other = name.clone();
    let shown = |text: String| {
        if text.trim().is_empty() {
            tr!("minutes-empty")
        } else {
            text
        }
    };
    view! {
        <fieldset class="clash">
            <legend class="t-item">{move || part_word(part, &|item| store.view.with(|view| {
                view.as_ref().and_then(|view| view.facts.items.iter().find(|one| one.item == item).map(|one| one.number))
            }))}</legend>
            <label class="version" class:chosen=move || takes(Text::Mine)>
                <span class="check">
                    <input type="radio" name=name prop:checked=move || takes(Text::Mine) on:change=move |_| choose(Text::Mine)/>
                    <span class="t-strong">{move || tr!("minutes-mine")}</span>
                </span>
                <span class="words" lang="vi">{shown(clash.mine)}</span>
            </label>
            <label class="version" class:chosen=move || takes(Text::Theirs)>
                <span class="check">
                    <input type="radio" name=other prop:checked=move || takes(Text::Theirs) on:change=move |_| choose(Text::Theirs)/>
                    <span class="t-strong">{move || match &saver {
                        Saver::Oneself => tr!("minutes-theirs-own"),
                        Saver::Named(name) => tr!("minutes-theirs-by", { "name" => name.clone() }),
                        Saver::Unknown => tr!("minutes-theirs"),
                    }}</span>
                </span>
                <span class="words" lang="vi">{shown(clash.theirs)}</span>
            </label>
        </fieldset>
    }
}

fn part_word(part: Part, number: &dyn Fn(nghisu_protocol::ids::ItemId) -> Option<u32>) -> String {
    match part {
        Part::Superior => tr!("minutes-superior"),
        Part::Issuing => tr!("minutes-issuing"),
        Part::Symbol => tr!("minutes-symbol"),
        Part::Place => tr!("minutes-place"),
        Part::Basis => tr!("minutes-basis"),
        Part::Course(item) => {
            tr!("minutes-course-of", { "number" => number(item).unwrap_or_default() })
        }
        Part::Conclusions(item) => {
            tr!("minutes-conclusions-of", { "number" => number(item).unwrap_or_default() })
        }
        Part::Adoption => tr!("minutes-adoption"),
        Part::Recipients => tr!("minutes-recipients"),
        Part::Archive => tr!("minutes-archive"),
        Part::SecretaryAuthority | Part::ChairAuthority => tr!("minutes-authority"),
        Part::Secretary => tr!("minutes-signer-secretary"),
        Part::Chair => tr!("minutes-signer-chair"),
    }
}
