//! `/admin/calendar`: the days off, and the Saturdays that make up for them. Deadlines in working days are counted by it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::calendar::CalendarDay;

use super::calendar_model::{BadSpan, fixed, is_made_up_for, span};
use super::{AdminTabs, api};
use crate::dates::now;
use crate::meeting::calendar::long_day;
use crate::meeting::model::Day;
use crate::ui::{
    Button, ButtonKind, Chip, DateField, Dialog, EmptyState, Fetch, Icon, Loaded, Openings, Place,
    Screen, Segmented, Sending, Shape, SheetForm, TextField, Toasts, Tone, is_cut_off, use_toasts,
};
use crate::{icon, move_tr, tr};

/// The calendar, a year at a time.
#[component]
pub fn CalendarScreen() -> impl IntoView {
    let days = Fetch::new(crate::meeting::api::calendar);
    let this_year = Day::of(nghisu_protocol::ids::Timestamp(now())).date().0;
    let year = RwSignal::new(this_year);
    let adds = RwSignal::new(false);
    let toasts = use_toasts();
    let missing = Memo::new(move |_| fixed(year.get(), &days.ready().unwrap_or_default()));
    let busy = RwSignal::new(false);
    let add_fixed = move || {
        busy.set(true);
        let wanted = missing.get_untracked();
        spawn_local(async move {
            match api::set_calendar_days(wanted).await {
                Ok(_) => {
                    days.refresh();
                    toasts.say(tr!("calendar-fixed-added"));
                }
                Err(error) => toasts.say(error.say()),
            }
            let _ = busy.try_set(false);
        });
    };
    let fixed_label = Signal::derive(
        move || tr!("calendar-add-fixed", { "count" => missing.with(Vec::len), "year" => year.get().to_string() }),
    );
    let has_days = Memo::new(move |_| {
        let days = days.ready().unwrap_or_default();
        of_year(&days, year.get()).next().is_some()
    });
    let years = (this_year - 1..=this_year + 1)
        .map(|year| (year, Signal::derive(move || year.to_string())))
        .collect::<Vec<_>>();
    view! {
        <Screen title=move_tr!("rail-admin")>
            <AdminTabs/>
            <div class="scroll admin">
                <div class="tools">
                    <Segmented label=move_tr!("calendar-year") value=year options=years/>
                    <span class="grow"></span>
                    // In a year without any day this is what to begin with, and stands where the days will be.
                    <Show when=move || has_days.get() && !missing.with(Vec::is_empty)>
                        <Button label=fixed_label online=true busy=busy on_press=Callback::from(add_fixed)/>
                    </Show>
                    <Button label=move_tr!("calendar-add") online=true icon=icon!("plus") disabled=Signal::derive(move || !days.is_here()) on_press=Callback::from(move || adds.set(true))/>
                </div>
                <p class="t-second">{move || tr!("calendar-about")}</p>
                <Loaded of=days failed=move_tr!("days-off-failed") shape=Shape::Rows view=move |all| {
                    let all = StoredValue::new(all);
                    view! {
                        {move || {
                            let shown: Vec<CalendarDay> = all.with_value(|all| of_year(all, year.get()).cloned().collect());
                            if shown.is_empty() {
                                view! {
                                    <div class="card">
                                        <EmptyState
                                            icon=icon!("calendar")
                                            title=Signal::derive(move || tr!("calendar-empty", { "year" => year.get().to_string() }))
                                            why=move_tr!("calendar-empty-why")
                                        >
                                            <Button label=fixed_label kind=ButtonKind::Primary online=true busy=busy on_press=Callback::from(add_fixed)/>
                                        </EmptyState>
                                    </div>
                                }
                                .into_any()
                            } else {
                                view! { <ul class="card rows days">{shown.into_iter().map(|day| view! { <DayRow day days/> }).collect_view()}</ul> }.into_any()
                            }
                        }}
                    }.into_any()
                }/>
            </div>
        </Screen>
        <Dialog open=adds place=Place::RightNarrow title=move_tr!("calendar-add")>
            <DayForm days open=adds/>
        </Dialog>
    }
}

/// The days of a year.
fn of_year(days: &[CalendarDay], year: i64) -> impl Iterator<Item = &CalendarDay> {
    let prefix = format!("{year}-");
    days.iter().filter(move |day| day.day.starts_with(&prefix))
}

#[component]
fn DayRow(day: CalendarDay, days: Fetch<Vec<CalendarDay>>) -> impl IntoView {
    let toasts = use_toasts();
    // The row goes with its day, and its undo stays: nothing of the row may be asked by then.
    let known = day.clone();
    let remove = move || {
        let known = known.clone();
        spawn_local(async move {
            match api::remove_calendar_day(&known.day).await {
                Ok(_) => {
                    days.refresh();
                    let said = tr!("calendar-removed", { "name" => known.name.clone() });
                    toasts.undo(said, move || put_back(known.clone(), days, toasts));
                }
                Err(error) => toasts.say(error.say()),
            }
        });
    };
    let shown = day.day.clone();
    let written = move || Day::from_iso(&shown).map_or_else(|| shown.clone(), long_day);
    let second = written.clone();
    let name = day.name.clone();
    let is_working = day.is_working;
    let made_up = is_made_up_for(&day);
    view! {
        <li class="row">
            <span class="what">
                <span class="title">{written}</span>
                <span class="second" lang="vi">{day.name}</span>
                {made_up.then(|| view! { <span class="second c-warn">{move || tr!("calendar-made-up")}</span> })}
            </span>
            // Days off are what the list is of; the others stand out.
            {is_working.then(|| view! { <Chip label=move_tr!("calendar-working") tone=Tone::Warn/> })}
            <button
                type="button"
                class="button text small"
                aria-label=move || tr!("calendar-remove", { "day" => second(), "name" => name.clone() })
                aria-disabled=move || is_cut_off().then_some("true")
                title=move || is_cut_off().then(|| tr!("needs-connection"))
                on:click=move |_| if !untrack(is_cut_off) {
                    remove();
                }
            >
                <Icon of=icon!("trash-2") small=true/>
                <span>{move || tr!("remove")}</span>
            </button>
        </li>
    }
}

fn put_back(day: CalendarDay, days: Fetch<Vec<CalendarDay>>, toasts: Toasts) {
    spawn_local(async move {
        match api::set_calendar_days(vec![day]).await {
            Ok(_) => days.refresh(),
            Err(error) => toasts.say(error.say()),
        }
    });
}

#[component]
fn DayForm(days: Fetch<Vec<CalendarDay>>, open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let name = RwSignal::new(String::new());
    let is_working = RwSignal::new(false);
    let (first, last) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sending = Sending::default();
    let openings = Openings::of(open);
    let spanned = Memo::new(move |_| span(&first.get(), &last.get()));
    let incomplete =
        move || name.with(|name| name.trim().is_empty()) || spanned.with(Result::is_err);
    let said = move || match spanned.get() {
        Ok(days) if days.len() > 1 => Some(tr!("calendar-days", { "count" => days.len() })),
        Ok(_) | Err(BadSpan::Missing) => None,
        Err(BadSpan::Backwards) => Some(tr!("calendar-backwards")),
        Err(BadSpan::TooLong) => Some(tr!("calendar-too-long")),
    };
    let save = move || {
        let Ok(spanned) = spanned.get_untracked() else {
            return;
        };
        let wanted = spanned
            .into_iter()
            .map(|day| CalendarDay {
                day,
                is_working: is_working.get_untracked(),
                name: name.get_untracked().trim().to_owned(),
            })
            .collect();
        let close = openings.closer();
        sending.send(api::set_calendar_days(wanted), move |_| {
            close();
            days.refresh();
            toasts.say(tr!("saved"));
        });
    };
    view! {
        <SheetForm label=move_tr!("save") sending incomplete=Signal::derive(incomplete) on_send=Callback::from(save)>
            <TextField focus=true label=move_tr!("calendar-name") help=move_tr!("calendar-name-help") value=name/>
            <Segmented
                label=move_tr!("calendar-kind")
                value=is_working
                wide=true
                mark=true
                options=vec![(false, move_tr!("calendar-off")), (true, move_tr!("calendar-working"))]
            />
            <div class="pair">
                <DateField label=move_tr!("valid-from") value=first/>
                <DateField label=move_tr!("valid-to") help=move_tr!("calendar-to-help") value=last/>
            </div>
            <p class="t-second" role="status">{said}</p>
        </SheetForm>
    }
}
