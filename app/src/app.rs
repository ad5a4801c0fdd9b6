//! The root: provides the stores, draws the router. A screen's author adds one line to [`Client`]'s routes and, for
//! a place in the rail, one to [`rail_places`]; a route exists only when its screen does.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::admin::people::PeopleScreen;
use crate::admin::person::PersonScreen;
use crate::admin::units::UnitsScreen;
use crate::archive::screen::ArchiveScreen;
use crate::identity::activate::ActivateScreen;
use crate::identity::me::MeScreen;
use crate::identity::sign_in::SignInScreen;
use crate::identity::store::Session;
use crate::link::Link;
use crate::meeting::MeetingsScreen;
use crate::meeting::editor::{EditorScreen, NewMeetingScreen};
use crate::meeting::screen::RoomScreen;
use crate::minutes::screen::MinutesScreen;
use crate::settings::Settings;
use crate::signing::screen::SigningScreen;
use crate::ui::{Frame, NotFound, Svg, ToastRegion, Toasts};
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
    view! {
        <Router>
            <Routes fallback=|| view! { <NotFound/> }>
                <Route path=path!("/sign-in") view=SignInScreen/>
                <Route path=path!("/activate") view=ActivateScreen/>
                <Route path=path!("/meetings/new") view=NewMeetingScreen/>
                <Route path=path!("/meetings/:id") view=RoomScreen/>
                <Route path=path!("/meetings/:id/sign") view=SigningScreen/>
                <ParentRoute path=path!("/") view=Frame>
                    <Route path=path!("/") view=MeetingsScreen/>
                    <Route path=path!("/meetings/:id/edit") view=EditorScreen/>
                    <Route path=path!("/meetings/:id/minutes") view=MinutesScreen/>
                    <Route path=path!("/waiting") view=WaitingScreen/>
                    <Route path=path!("/archive") view=ArchiveScreen/>
                    <Route path=path!("/archive/:id") view=ArchiveScreen/>
                    <Route path=path!("/me") view=MeScreen/>
                    <Route path=path!("/admin") view=|| view! { <Redirect path="/admin/people"/> }/>
                    <Route path=path!("/admin/people") view=PeopleScreen/>
                    <Route path=path!("/admin/people/:id") view=PersonScreen/>
                    <Route path=path!("/admin/units") view=UnitsScreen/>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}
