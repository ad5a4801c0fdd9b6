//! The root: provides the stores, draws the router. A screen's author adds one line to [`Client`]'s routes (by way
//! of [`parts`] unless every start needs it) and, for a place in the rail, one to [`rail_places`]; a route
//! exists only when its screen does.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::identity::sign_in::SignInScreen;
use crate::identity::store::Session;
use crate::link::Link;
use crate::meeting::MeetingsScreen;
use crate::parts::{self, Part};
use crate::pass::left::LeftScreen;
use crate::settings::Settings;
use crate::ui::{Frame, NotFound, Svg, ToastRegion, Toasts, focus};
use crate::waiting::screen::WaitingScreen;
use crate::waiting::store::Waiting;
use crate::{icon, move_tr, words};

/// Mounts the client on `<body>`, in place of what the page showed while loading.
pub fn mount() {
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
    leptos::mount::mount_to_body(Client);
}

/// Places of the rail between *Lịch họp* and *Quản trị*: address, icon, word.
pub fn rail_places() -> Vec<(&'static str, Svg, Signal<String>)> {
    vec![
        ("/waiting", icon!("inbox"), move_tr!("waiting")),
        ("/archive", icon!("archive"), move_tr!("archive")),
    ]
}

/// The whole client.
#[component]
pub fn Client() -> impl IntoView {
    words::provide_words();
    Settings::provide();
    Link::provide();
    Toasts::provide();
    Session::provide();
    Waiting::provide();
    focus::tell_hand_from_keys();
    view! {
        <Router>
            <Routes fallback=|| view! { <NotFound/> }>
                <Route path=path!("/sign-in") view=SignInScreen/>
                <Route path=path!("/activate") view=|| view! { <Part screen=parts::ACTIVATE/> }/>
                <Route path=path!("/join") view=|| view! { <Part screen=parts::JOIN/> }/>
                <Route path=path!("/room-tablet") view=|| view! { <Part screen=parts::ROOM_TABLET/> }/>
                <Route path=path!("/left") view=LeftScreen/>
                <ParentRoute path=path!("/") view=Frame>
                    <Route path=path!("/") view=MeetingsScreen/>
                    <Route path=path!("/meetings/new") view=|| view! { <Part screen=parts::NEW_MEETING/> }/>
                    <Route path=path!("/meetings/new/from") view=|| view! { <Part screen=parts::CHOOSE_COPIED/> }/>
                    <Route path=path!("/meetings/:id/copy") view=|| view! { <Part screen=parts::COPY/> }/>
                    <Route path=path!("/meetings/:id/edit") view=|| view! { <Part screen=parts::EDITOR/> }/>
                    <Route path=path!("/meetings/:id/minutes") view=|| view! { <Part screen=parts::MINUTES/> }/>
                    <Route path=path!("/waiting") view=WaitingScreen/>
                    <Route path=path!("/archive") view=|| view! { <Part screen=parts::ARCHIVE/> }/>
                    <Route path=path!("/archive/:id") view=|| view! { <Part screen=parts::ARCHIVE/> }/>
                    <Route path=path!("/me") view=|| view! { <Part screen=parts::ME/> }/>
                    <Route path=path!("/admin") view=|| view! { <Redirect path="/admin/people"/> }/>
                    <Route path=path!("/admin/people") view=|| view! { <Part screen=parts::PEOPLE/> }/>
                    <Route path=path!("/admin/people/:id") view=|| view! { <Part screen=parts::PERSON/> }/>
                    <Route path=path!("/admin/units") view=|| view! { <Part screen=parts::UNITS/> }/>
                    <Route path=path!("/admin/tablets") view=|| view! { <Part screen=parts::TABLETS/> }/>
                    <Route path=path!("/admin/calendar") view=|| view! { <Part screen=parts::OFFICE_CALENDAR/> }/>
                </ParentRoute>
                // After `/meetings/new`, which would be the id of a room.
                <Route path=path!("/meetings/:id") view=|| view! { <Part screen=parts::ROOM/> }/>
                <Route path=path!("/meetings/:id/sign") view=|| view! { <Part screen=parts::SIGNING/> }/>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}
