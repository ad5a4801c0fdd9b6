//! Administration: people and their ways in, units, the tablets of rooms, days off. Shows what the server lets this administrator see; decides nothing.

pub mod api;
pub mod at_door;
pub mod calendar;
pub mod calendar_model;
pub mod issue;
pub mod model;
pub mod people;
pub mod person;
pub mod person_form;
pub mod tablets;
pub mod units;

use leptos::prelude::*;
use nghisu_protocol::people::Role;

use crate::identity::store::use_session;
use crate::move_tr;
use crate::ui::{NavTab, NavTabs};

/// The tabs of administration.
#[component]
pub fn AdminTabs() -> impl IntoView {
    let tab = |href: &str, label| NavTab {
        href: href.to_owned(),
        label,
    };
    let mut tabs = vec![
        tab("/admin/people", move_tr!("admin-people")),
        tab("/admin/units", move_tr!("admin-units")),
    ];
    if untrack(manages_everything) {
        tabs.push(tab("/admin/tablets", move_tr!("admin-tablets")));
    }
    tabs.push(tab("/admin/calendar", move_tr!("admin-calendar")));
    view! { <NavTabs label=move_tr!("rail-admin") tabs/> }
}

/// Whether whoever is signed in administers the whole tree. Hides and shows; the server decides.
fn manages_everything() -> bool {
    let me = use_session().me();
    me.is_some_and(|me| {
        me.grants
            .iter()
            .any(|grant| grant.role == Role::Administrator && grant.unit.is_none())
    })
}
