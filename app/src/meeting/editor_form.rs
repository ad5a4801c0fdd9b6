//! What is known of a meeting before it begins, as fields; each is kept when it is left.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, UnitId};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::{Details, MeetingKind};
use wasm_bindgen::JsCast;

use super::editor_store::use_editor;
use super::model::{Day, UNTITLED, ending, moment, time_of};
use super::participants_pick::PeopleSheet;
use crate::ui::{Choice, DateField, Ground, Icon, Segmented, Select, TextArea, TextField};
use crate::{dates, icon, move_tr, tr};

/// The form.
#[component]
pub fn DetailsForm() -> impl IntoView {
    let editor = use_editor();
    let title = RwSignal::new(String::new());
    let kind = RwSignal::new(String::new());
    let unit = RwSignal::new(String::new());
    let date = RwSignal::new(String::new());
    let starts = RwSignal::new(String::new());
    let ends = RwSignal::new(String::new());
    let place = RwSignal::new(String::new());
    let dossier = RwSignal::new(String::new());
    let invitation = RwSignal::new(String::new());
    let notice = RwSignal::new(false);

    // The room's word changes a field only where the room's word changed: what is being typed elsewhere stays.
    let details = Memo::new(move |_| editor.read(|room| room.details.clone()));
    let seen = StoredValue::new(None::<Details>);
    Effect::new(move |_| {
        let Some(now) = details.get() else { return };
        let before = seen.get_value();
        let differs = |same: fn(&Details, &Details) -> bool| {
            before.as_ref().is_none_or(|before| !same(before, &now))
        };
        if differs(|a, b| a.title == b.title) {
            title.set(if now.title == UNTITLED {
                String::new()
            } else {
                now.title.clone()
            });
        }
        if differs(|a, b| a.kind == b.kind) {
            kind.set(kind_value(now.kind).to_owned());
        }
        if differs(|a, b| a.unit == b.unit) {
            unit.set(now.unit.map(|unit| unit.to_string()).unwrap_or_default());
        }
        if differs(|a, b| a.starts_at == b.starts_at)
            && let Some(at) = now.starts_at
        {
            date.set(Day::of(at).iso());
            starts.set(time_of(at));
        }
        if differs(|a, b| a.ends_at == b.ends_at)
            && let Some(at) = now.ends_at
        {
            ends.set(time_of(at));
        }
        if differs(|a, b| a.place == b.place) {
            place.set(now.place.clone());
        }
        if differs(|a, b| a.dossier_code == b.dossier_code) {
            dossier.set(now.dossier_code.clone());
        }
        if differs(|a, b| a.invitation == b.invitation) {
            invitation.set(now.invitation.clone());
        }
        if differs(|a, b| a.wants_notice == b.wants_notice) {
            notice.set(now.wants_notice);
        }
        seen.set_value(Some(now));
    });
    Effect::new(move |before: Option<bool>| {
        let wants = notice.get();
        if before.is_some() {
            editor.change(|details| details.wants_notice = wants);
        }
        wants
    });

    let keep_title = Callback::new(move |text: String| {
        let text = text.trim().to_owned();
        editor.change(|details| {
            details.title = if text.is_empty() {
                UNTITLED.to_owned()
            } else {
                text
            }
        });
    });
    let keep_times = Callback::new(move |_: String| {
        for field in [starts, ends] {
            if let Some(hour) = dates::read_hour(&field.get_untracked())
                && hour != field.get_untracked()
            {
                field.set(hour);
            }
        }
        let starts_at = moment(&date.get_untracked(), &starts.get_untracked());
        let ends_after =
            |starts_at| ending(starts_at, &date.get_untracked(), &ends.get_untracked());
        let kept = details.with_untracked(|details| {
            let details = details.as_ref()?;
            Some((details.starts_at, details.ends_at))
        });
        if kept == Some((starts_at, ends_after(starts_at))) {
            return;
        }
        editor.change(|details| {
            // Half a time is kept on the tablet until its other half is there.
            if starts_at.is_some() {
                details.starts_at = starts_at;
            }
            details.ends_at = ends_after(details.starts_at);
        });
    });
    // A day is kept as soon as it is whole; hours when their field is left.
    Effect::new(move |before: Option<String>| {
        let day = date.get();
        if before.is_some_and(|before| before != day) {
            keep_times.run(day.clone());
        }
        day
    });
    let hour_error = move |field: RwSignal<String>| {
        let typed = field.get();
        // While it is being typed an hour may be short; only what can never become one is told.
        let is_hopeless = typed.trim().len() > 3 && dates::read_hour(&typed).is_none();
        is_hopeless.then(|| tr!("form-hour-bad"))
    };
    let starts_error = Signal::derive(move || hour_error(starts));
    let ends_error = Signal::derive(move || {
        let (date, typed) = (date.get(), ends.get());
        let starts_at = moment(&date, &starts.get());
        let is_early = starts_at.is_some()
            && moment(&date, &typed).is_some()
            && ending(starts_at, &date, &typed).is_none();
        hour_error(ends).or_else(|| is_early.then(|| tr!("form-ends-bad")))
    });
    let ends_help = Signal::derive(move || {
        let date = date.get();
        let starts_at = moment(&date, &starts.get());
        let next_day = ending(starts_at, &date, &ends.get())
            .map(Day::of)
            .filter(|day| Some(*day) != starts_at.map(Day::of));
        next_day.map_or_else(
            String::new,
            |day| tr!("form-ends-next-day", { "day" => day.written() }),
        )
    });
    let need = move |is_missing: bool| {
        if is_missing {
            Ground::Need
        } else {
            Ground::Plain
        }
    };
    let units = Signal::derive(move || {
        let mut choices: Vec<Choice> = editor
            .units
            .ready()
            .unwrap_or_default()
            .into_iter()
            .map(|unit| Choice::new(unit.id.to_string(), unit.name))
            .collect();
        // A unit that is no longer in the directory keeps the name of its day.
        details.with(|details| {
            if let Some(Details {
                unit: Some(unit),
                unit_name,
                ..
            }) = details
                && choices
                    .iter()
                    .all(|choice| choice.value != unit.to_string())
            {
                choices.push(Choice::new(unit.to_string(), unit_name.clone()));
            }
        });
        choices
    });
    let chooses_chair = RwSignal::new(false);
    let chooses_secretaries = RwSignal::new(false);
    let chair = Memo::new(move |_| editor.read(|room| room.chair).flatten());
    let secretaries = Memo::new(move |_| {
        editor
            .read(|room| room.secretaries.clone())
            .unwrap_or_default()
    });
    // Who is touched while an earlier touch is on its way is chosen beside it, not in its place.
    let touched = StoredValue::new(None::<Vec<PersonId>>);
    let names = move |ids: &[PersonId]| {
        editor
            .read(|room| {
                let names = ids
                    .iter()
                    .filter_map(|id| room.participants.get(id))
                    .map(|who| who.name.clone());
                names.collect::<Vec<_>>().join(", ")
            })
            .unwrap_or_default()
    };
    let chair_name =
        Signal::derive(move || chair.get().map(|chair| names(&[chair])).unwrap_or_default());
    let secretary_names = Signal::derive(move || secretaries.with(|ids| names(ids)));

    // Of a meeting that was just made nothing is missing yet: its fields ask only once they were left empty.
    let is_fresh = editor
        .read_untracked(|room| {
            let Details {
                title, starts_at, ..
            } = &room.details;
            (title.is_empty() || title == UNTITLED)
                && starts_at.is_none()
                && room.chair.is_none()
                && room.items.is_empty()
        })
        .unwrap_or_default();
    view! {
        <section class="details-form" class:fresh=is_fresh on:focusout=move |event| leave(&event) aria-label=move || tr!("tab-details")>
            <TextArea
                label=move_tr!("form-title")
                value=title
                rows=2
                most=300
                placeholder=move_tr!("form-title-placeholder")
                need=Signal::derive(move || title.with(|title| title.trim().is_empty()))
                on_change=keep_title
            />
            <Select
                label=move_tr!("form-kind")
                value=kind
                choices=Signal::derive(move || vec![
                    Choice::new(kind_value(MeetingKind::Meeting), tr!("kind-meeting")),
                    Choice::new(kind_value(MeetingKind::CommitteeSession), tr!("kind-session")),
                ])
                on_change=Callback::new(move |value: String| {
                    let kind = if value == kind_value(MeetingKind::CommitteeSession) { MeetingKind::CommitteeSession } else { MeetingKind::Meeting };
                    editor.change(|details| details.kind = kind);
                })
            />
            <Select
                label=move_tr!("form-unit")
                value=unit
                choices=units
                prompt=move_tr!("form-unit-none")
                on_change=Callback::new(move |value: String| {
                    let unit = value.parse::<UnitId>().ok();
                    editor.change(|details| details.unit = unit);
                })
            />
            <DateField
                label=move_tr!("form-date")
                value=date
                need=Signal::derive(move || date.with(String::is_empty))
            />
            <div class="two">
                <TextField
                    label=move_tr!("form-starts")
                    value=starts
                    inputmode="numeric"
                    placeholder=move_tr!("form-hour-example")
                    error=starts_error
                    ground=Signal::derive(move || need(starts.with(String::is_empty)))
                    on_change=keep_times
                />
                <TextField
                    label=move_tr!("form-ends")
                    value=ends
                    inputmode="numeric"
                    placeholder=move_tr!("form-hour-example")
                    help=ends_help
                    error=ends_error
                    on_change=keep_times
                />
            </div>
            <TextField
                label=move_tr!("form-place")
                value=place
                maxlength=300
                on_change=Callback::new(move |text: String| editor.change(|details| details.place = text.trim().to_owned()))
            />
            <PickField
                label=move_tr!("form-chair")
                names=chair_name
                prompt=move_tr!("form-chair-choose")
                need=Signal::derive(move || chair.get().is_none())
                open=chooses_chair
            />
            <PickField label=move_tr!("form-secretaries") names=secretary_names prompt=move_tr!("form-secretaries-choose") open=chooses_secretaries/>
            <div class="two">
                <TextField
                    label=move_tr!("form-dossier")
                    value=dossier
                    maxlength=100
                    on_change=Callback::new(move |text: String| editor.change(|details| details.dossier_code = text.trim().to_owned()))
                />
                <TextField
                    label=move_tr!("form-invitation")
                    value=invitation
                    maxlength=100
                    on_change=Callback::new(move |text: String| editor.change(|details| details.invitation = text.trim().to_owned()))
                />
            </div>
            <div class="field">
                <span class="label">{move || tr!("form-notice")}</span>
                <Segmented
                    wide=true
                    mark=true
                    label=move_tr!("form-notice")
                    value=notice
                    options=vec![(true, move_tr!("yes")), (false, move_tr!("no"))]
                />
            </div>
            <PeopleSheet
                open=chooses_chair
                title=move_tr!("form-chair-choose")
                chosen=Signal::derive(move || chair.get().into_iter().collect::<BTreeSet<_>>())
                on_press=Callback::new(move |person: PersonId| {
                    editor.save(RoomCommand::AssignChair { person });
                    chooses_chair.set(false);
                })
            />
            <PeopleSheet
                open=chooses_secretaries
                title=move_tr!("form-secretaries-choose")
                chosen=Signal::derive(move || secretaries.get().into_iter().collect::<BTreeSet<_>>())
                on_press=Callback::new(move |person: PersonId| {
                    let mut people = touched.get_value().unwrap_or_else(|| secretaries.get_untracked());
                    if people.contains(&person) {
                        people.retain(|other| *other != person);
                    } else {
                        people.push(person);
                    }
                    touched.set_value(Some(people.clone()));
                    spawn_local(async move {
                        let was_kept = editor.kept(RoomCommand::AssignSecretaries { people: people.clone() }).await;
                        let is_last = touched.try_get_value() == Some(Some(people));
                        if is_last || !was_kept {
                            let _ = touched.try_set_value(None);
                        }
                    });
                })
            />
        </section>
    }
}

/// Marks a field that was left, for the style of what is missing in it.
fn leave(event: &web_sys::FocusEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(Ok(Some(field))) = target.map(|target| target.closest(".field")) {
        let _ = field.class_list().add_1("left");
    }
}

const fn kind_value(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::Meeting => "meeting",
        MeetingKind::CommitteeSession => "committee_session",
    }
}

/// A field whose value is chosen in a sheet.
#[component]
fn PickField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] names: Signal<String>,
    #[prop(into)] prompt: Signal<String>,
    #[prop(optional, into)] need: Signal<bool>,
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <div class="field" class:need=need>
            <span class="label">{move || label.get()}</span>
            <button type="button" class="box pick-field" aria-haspopup="dialog" on:click=move |_| open.set(true)>
                {move || need.get().then(|| view! { <Icon of=icon!("circle-alert") small=true/> })}
                <span class="words-only">{move || label.get()} ": "</span>
                <span class="grow" lang="vi">{move || names.with(|names| if names.is_empty() { prompt.get() } else { names.clone() })}</span>
                <Icon of=icon!("chevron-down") small=true/>
            </button>
        </div>
    }
}
