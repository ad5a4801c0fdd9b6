//! Administration: people and their ways in, units, days off. Shows what the server lets this administrator see; decides nothing.

pub mod api;
pub mod calendar;
pub mod calendar_model;
pub mod issue;
pub mod model;
pub mod people;
pub mod person;
pub mod person_form;
pub mod sheet_form;
pub mod units;

use leptos::prelude::*;

use crate::move_tr;
use crate::ui::{NavTab, NavTabs};

/// The tabs of administration.
#[component]
pub fn AdminTabs() -> impl IntoView {
    view! {
        <NavTabs
            label=move_tr!("rail-admin")
            tabs=vec![
                NavTab { href: "/admin/people".to_owned(), label: move_tr!("admin-people") },
                NavTab { href: "/admin/units".to_owned(), label: move_tr!("admin-units") },
                NavTab { href: "/admin/calendar".to_owned(), label: move_tr!("admin-calendar") },
            ]
        />
    }
}
