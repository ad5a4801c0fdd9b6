//! What narrows the archive's list: the year, which the server is asked for, and of what it found the unit, the chair
//! and the verdict. Each is a chip that opens its values, or takes its choice off.

use std::collections::BTreeMap;

use leptos::prelude::*;
use nghisu_protocol::archive::{ArchiveEntry, Verdict};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::text;

use super::verdict::{Judged, verdict_sign};
use crate::ui::{Icon, Menu, MenuItem, is_cut_off};
use crate::{icon, move_tr, tr};

/// What was chosen of what the server found. Nothing chosen narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The unit that held the meeting.
    pub unit: Option<String>,
    /// Who chaired it.
    pub chair: Option<String>,
    /// What its check came to.
    pub verdict: Option<Verdict>,
}

impl Facets {
    /// Whether an entry, with what its check came to, is what was chosen.
    pub fn admit(&self, entry: &ArchiveEntry, verdict: Option<Verdict>) -> bool {
        let is =
            |chosen: &Option<String>, value: &str| chosen.as_deref().is_none_or(|it| it == value);
        is(&self.unit, &entry.unit_name)
            && is(&self.chair, &entry.chair_name)
            && self.verdict.is_none_or(|chosen| verdict == Some(chosen))
    }
}

/// What a facet can be narrowed to: each value once, in the order of the alphabet, none that is empty.
pub fn values(list: &[ArchiveEntry], value: impl Fn(&ArchiveEntry) -> &str) -> Vec<String> {
    let mut values: Vec<String> = list.iter().map(value).map(str::to_owned).collect();
    values.retain(|value| !value.is_empty());
    values.sort_by_cached_key(|value| (text::sort_key(value), value.clone()));
    values.dedup();
    values
}

/// The chips. One stands there as soon as it can tell two dossiers apart, or while something is chosen in it.
#[component]
pub fn FacetChips(
    /// What the server found.
    #[prop(into)]
    found: Signal<Vec<ArchiveEntry>>,
    /// What the checks came to.
    verdicts: RwSignal<BTreeMap<MeetingId, Judged>>,
    /// Years in which meetings were held.
    #[prop(into)]
    years: Signal<Vec<i64>>,
    /// The year that is asked for; empty for all.
    year: RwSignal<String>,
    /// What else was chosen.
    facets: RwSignal<Facets>,
) -> impl IntoView {
    let named = |value: String| (value.clone(), Signal::stored(value));
    let all_years = Signal::derive(move || {
        let years = years.get().into_iter();
        years
            .map(|year| named(year.to_string()))
            .collect::<Vec<_>>()
    });
    let units = Signal::derive(move || {
        let units = found.with(|list| values(list, |entry| &entry.unit_name));
        units.into_iter().map(named).collect::<Vec<_>>()
    });
    let chairs = Signal::derive(move || {
        let chairs = found.with(|list| values(list, |entry| &entry.chair_name));
        chairs.into_iter().map(named).collect::<Vec<_>>()
    });
    let outcomes = Signal::derive(move || {
        let mut outcomes: Vec<Verdict> =
            verdicts.with(|all| all.values().map(|one| one.verdict).collect());
        outcomes.sort_unstable();
        outcomes.dedup();
        let named = outcomes.into_iter().map(|one| (one, verdict_sign(one).2));
        named.collect::<Vec<_>>()
    });
    view! {
        <div class="chips" role="group" aria-label=move || tr!("archive-facets")>
            <Facet
                label=move_tr!("archive-year")
                online=true
                values=all_years
                chosen=Signal::derive(move || Some(year.get()).filter(|year| !year.is_empty()))
                on_choose=Callback::new(move |chosen: Option<String>| year.set(chosen.unwrap_or_default()))
            />
            <Facet
                label=move_tr!("archive-unit")
                values=units
                chosen=Signal::derive(move || facets.with(|facets| facets.unit.clone()))
                on_choose=Callback::new(move |chosen| facets.update(|facets| facets.unit = chosen))
            />
            <Facet
                label=move_tr!("archive-chair")
                values=chairs
                chosen=Signal::derive(move || facets.with(|facets| facets.chair.clone()))
                on_choose=Callback::new(move |chosen| facets.update(|facets| facets.chair = chosen))
            />
            <Facet
                label=move_tr!("archive-outcome")
                values=outcomes
                chosen=Signal::derive(move || facets.with(|facets| facets.verdict))
                on_choose=Callback::new(move |chosen| facets.update(|facets| facets.verdict = chosen))
            />
        </div>
    }
}

/// One facet: its chip opens what can be chosen; a choice is taken off by pressing it.
#[component]
fn Facet<T>(
    label: Signal<String>,
    /// The server is asked for it: without a connection it stays as it is, and says so.
    #[prop(optional)]
    online: bool,
    #[prop(into)] values: Signal<Vec<(T, Signal<String>)>>,
    #[prop(into)] chosen: Signal<Option<T>>,
    on_choose: Callback<Option<T>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let word = Memo::new(move |_| {
        let chosen = chosen.get()?;
        let values = values.get();
        let found = values.into_iter().find(|(value, _)| *value == chosen);
        Some(found.map_or_else(|| label.get(), |(_, word)| word.get()))
    });
    let is_cut = move || online && is_cut_off();
    let tells_apart = Memo::new(move |_| values.with(|values| values.len() > 1));
    move || {
        match word.get() {
        Some(word) => {
            let off = tr!("archive-facet-off", { "facet" => label.get(), "value" => word.clone() });
            view! {
            <button
                type="button"
                class="filter"
                aria-pressed="true"
                aria-label=off
                aria-disabled=move || is_cut().then_some("true")
                title=move || is_cut().then(|| tr!("needs-connection"))
                on:click=move |_| if !untrack(is_cut) {
                    on_choose.run(None);
                }
            >
                <span class="cut" lang="vi">{word}</span>
                <Icon of=icon!("x") small=true/>
            </button>
            }
            .into_any()
        }
        None if tells_apart.get() => view! {
            <Menu
                class="filter"
                start=true
                online
                label=label
                button=move || view! { <span>{label.get()}</span> <Icon of=icon!("chevron-down") small=true/> }
            >
                {move || values.get().into_iter().map(|(value, word)| view! {
                    <MenuItem label=word on_press=Callback::new(move |()| on_choose.run(Some(value.clone())))/>
                }).collect_view()}
            </Menu>
        }
        .into_any(),
        None => ().into_any(),
    }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::entry;
    use super::*;

    fn held_by(unit: &str, chair: &str) -> ArchiveEntry {
        ArchiveEntry {
            unit_name: unit.into(),
            chair_name: chair.into(),
            ..entry(None)
        }
    }

    #[test]
    fn values_stand_once_in_the_alphabets_order() {
        let list = [
            held_by("Sở Xây dựng", ""),
            held_by("UBND tỉnh Thanh Giang", "Lê Quang Thiệu"),
            held_by("Sở Tài chính", "Lê Quang Thiệu"),
            held_by("Sở Xây dựng", "Đoàn Minh Triết"),
        ];
        assert_eq!(
            values(&list, |entry| &entry.unit_name),
            ["Sở Tài chính", "Sở Xây dựng", "UBND tỉnh Thanh Giang"]
        );
        assert_eq!(
            values(&list, |entry| &entry.chair_name),
            ["Đoàn Minh Triết", "Lê Quang Thiệu"]
        );
    }

    #[test]
    fn what_is_chosen_in_several_facets_must_all_hold() {
        let mut facets = Facets::default();
        let one = held_by("Sở Xây dựng", "Đoàn Minh Triết");
        assert!(facets.admit(&one, None));
        facets.unit = Some("Sở Xây dựng".into());
        assert!(facets.admit(&one, None));
        facets.chair = Some("Lê Quang Thiệu".into());
        assert!(!facets.admit(&one, None));
        facets.chair = None;
        facets.verdict = Some(Verdict::Valid);
        assert!(!facets.admit(&one, None), "nothing was checked yet");
        assert!(facets.admit(&one, Some(Verdict::Valid)));
        assert!(!facets.admit(&one, Some(Verdict::Invalid)));
    }
}
