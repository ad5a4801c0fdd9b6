//! Adding a person: name, position, roles, in one sheet; the activation code follows at once.

use leptos::prelude::*;
use nghisu_protocol::people::{Person, PersonPlan, PositionPlan, Role, RoleGrant, Unit};

use super::api;
use super::model::{has_ended, laid_out, role_word};
use crate::dates;
use crate::ui::{
    Checkbox, Choice, Dialog, Fetch, Openings, Place, Select, Sending, SheetForm, TextField,
};
use crate::{move_tr, tr};

/// Units that stand today as choices, indented by their depth.
pub fn unit_choices(units: &[Unit]) -> Vec<Choice> {
    let today = dates::today();
    let standing: Vec<Unit> = units
        .iter()
        .filter(|unit| !has_ended(unit, &today))
        .cloned()
        .collect();
    every_unit_choices(&standing)
}

/// All units as choices, those that have ended too (predecessors).
pub fn every_unit_choices(units: &[Unit]) -> Vec<Choice> {
    laid_out(units)
        .into_iter()
        .map(|placed| {
            // No-break spaces: a list keeps them, ordinary ones it swallows.
            let indent = "\u{a0}\u{a0}\u{a0}".repeat(placed.depth);
            Choice::new(
                placed.unit.id.to_string(),
                format!("{indent}{}", placed.unit.name),
            )
        })
        .collect()
}

/// The sheet that adds a person.
#[component]
pub fn AddPerson(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called with the person who was added.
    #[prop(into)]
    on_added: Callback<Person>,
) -> impl IntoView {
    view! {
        <Dialog open=open place=Place::RightNarrow title=move_tr!("add-person")>
            <AddPersonForm open=open on_added=on_added/>
        </Dialog>
    }
}

#[component]
fn AddPersonForm(open: RwSignal<bool>, on_added: Callback<Person>) -> impl IntoView {
    let units = Fetch::new(api::units);
    let (name, title, unit) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let precedence = RwSignal::new(String::new());
    let (email, phone) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let roles = RoleBoxes::new(&[Role::Official]);
    // Roles hold where the person works until somebody says otherwise.
    let role_place = RwSignal::new(String::new());
    Effect::new(move |before: Option<String>| {
        let unit = unit.get();
        if before.is_none_or(|before| before == role_place.get_untracked()) {
            role_place.set(unit.clone());
        }
        unit
    });
    let sending = Sending::default();
    let openings = Openings::of(open);
    let missing = move || {
        let mut missing = Vec::new();
        if name.with(|name| name.trim().is_empty()) {
            missing.push(tr!("person-name").to_lowercase());
        }
        if unit.with(String::is_empty) {
            missing.push(tr!("unit").to_lowercase());
        }
        if title.with(|title| title.trim().is_empty()) {
            missing.push(tr!("position-title").to_lowercase());
        }
        missing
    };
    let add = move || {
        let Ok(unit) = unit.get_untracked().parse() else {
            return;
        };
        let optional = |text: RwSignal<String>| {
            Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
        };
        let plan = PersonPlan {
            name: name.get_untracked().trim().to_owned(),
            email: optional(email),
            phone: optional(phone),
            positions: vec![PositionPlan {
                unit,
                title: title.get_untracked().trim().to_owned(),
                precedence: precedence.get_untracked().trim().parse().unwrap_or(100),
                valid_from: None,
                valid_to: None,
            }],
            grants: roles.grants(role_place.get_untracked().parse().ok()),
        };
        let adding = async move { api::add_person(&plan).await };
        let close = openings.closer();
        sending.send(adding, move |person| {
            close();
            on_added.run(person);
        });
    };
    view! {
        <SheetForm
            label=move_tr!("add-and-issue")
            sending
            incomplete=Signal::derive(move || !missing().is_empty())
            missing=Signal::derive(move || tr!("still-missing", { "what" => missing().join(", ") }))
            on_send=Callback::from(add)
        >
            <TextField focus=true label=move_tr!("person-name") help=move_tr!("person-name-help") value=name/>
            <Select
                label=move_tr!("unit")
                prompt=move_tr!("choose-unit")
                value=unit
                choices=Signal::derive(move || units.ready().map(|units| unit_choices(&units)).unwrap_or_default())
            />
            <TextField label=move_tr!("position-title") help=move_tr!("position-title-help") value=title/>
            <TextField label=move_tr!("precedence") help=move_tr!("precedence-help") kind="number" inputmode="numeric" value=precedence optional=true/>
            <RoleFields boxes=roles/>
            <div hidden=move || !roles.reach_further()>
                <RolePlace place=role_place units=units/>
            </div>
            <TextField label=move_tr!("email") kind="email" inputmode="email" value=email optional=true/>
            <TextField label=move_tr!("phone") kind="tel" inputmode="tel" value=phone optional=true/>
        </SheetForm>
    }
}

/// One box a role.
#[derive(Clone, Copy)]
pub struct RoleBoxes([RwSignal<bool>; 4]);

impl RoleBoxes {
    /// Boxes with some of them ticked.
    pub fn new(ticked: &[Role]) -> Self {
        Self(Role::ALL.map(|role| RwSignal::new(ticked.contains(&role))))
    }

    /// Whether one of the roles ticked reaches further than the meetings to which a person is invited.
    fn reach_further(self) -> bool {
        let mut ticked = Role::ALL.into_iter().zip(self.0);
        ticked.any(|(role, ticked)| role != Role::Official && ticked.get())
    }

    /// The roles ticked, in a unit and below it, or in the whole tree.
    pub fn grants(self, unit: Option<nghisu_protocol::ids::UnitId>) -> Vec<RoleGrant> {
        Role::ALL
            .into_iter()
            .zip(self.0)
            .filter(|(_, ticked)| ticked.get_untracked())
            .map(|(role, _)| RoleGrant { role, unit })
            .collect()
    }
}

/// In which unit, with those below it, roles hold; nothing chosen is the whole tree.
#[component]
pub fn RolePlace(
    /// The unit's id, or nothing.
    place: RwSignal<String>,
    /// All units.
    units: Fetch<Vec<Unit>>,
) -> impl IntoView {
    view! {
        <Select
            label=move_tr!("role-place")
            help=Signal::derive(move || {
                if place.with(String::is_empty) { tr!("role-place-all") } else { tr!("role-place-help") }
            })
            prompt=move_tr!("whole-tree")
            value=place
            choices=Signal::derive(move || units.ready().map(|units| unit_choices(&units)).unwrap_or_default())
        />
    }
}

/// The boxes on screen, each with what the role may do.
#[component]
pub fn RoleFields(
    /// The boxes.
    boxes: RoleBoxes,
) -> impl IntoView {
    let help = |role| match role {
        Role::Administrator => move_tr!("role-administrator-help"),
        Role::Secretary => move_tr!("role-secretary-help"),
        Role::Clerk => move_tr!("role-clerk-help"),
        Role::Official => move_tr!("role-official-help"),
    };
    view! {
        <fieldset class="roles">
            <legend class="t-second-strong">{move || tr!("roles")}</legend>
            {Role::ALL
                .into_iter()
                .zip(boxes.0)
                .map(|(role, ticked)| view! {
                    <Checkbox label=Signal::derive(move || role_word(role)) help=help(role) checked=ticked/>
                })
                .collect_view()}
        </fieldset>
    }
}
