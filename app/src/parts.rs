//! The parts of the client that tablets load when a screen first needs them: whoever reads never carries what prepares
//! a meeting. The build driver takes the module apart at the functions below; in native tests they are called as they
//! are. Signing in, the calendar and the frame are in the main module, which every start needs; a tablet is activated
//! once.

use std::pin::Pin;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use nghisu_protocol::ids::PersonId;

use crate::identity::prf::Secret;
use crate::ink::note_key::{self, NoteKeyError};
use crate::link::ApiError;
use crate::move_tr;
use crate::ui::{Again, ErrorState, Skeleton};
use crate::viewer::first_page;

type Shown = Result<AnyView, SplitLoaderError>;
type Soon<T> = Pin<Box<dyn Future<Output = T>>>;

/// A screen of a part: how its part is loaded, and what shows it then.
#[derive(Clone, Copy)]
pub struct Screen {
    load: fn() -> Soon<Result<(), SplitLoaderError>>,
    show: fn() -> Soon<Shown>,
}

macro_rules! screen {
    ($name:ident, $load:ident, $show:ident) => {
        /// See the function of this name.
        pub const $name: Screen = Screen {
            load: || Box::pin($load()),
            show: || Box::pin($show()),
        };
    };
}

screen!(ROOM, load_room, room);
screen!(SIGNING, load_signing, signing);
screen!(MINUTES, load_minutes, minutes);
screen!(ARCHIVE, load_archive, archive);
screen!(EDITOR, load_editor, editor);
screen!(NEW_MEETING, load_new_meeting, new_meeting);
screen!(COPY, load_copy, copy);
screen!(CHOOSE_COPIED, load_choose_copied, choose_copied);
screen!(PEOPLE, load_people, people);
screen!(PERSON, load_person, person);
screen!(UNITS, load_units, units);
screen!(TABLETS, load_tablets, tablets);
screen!(OFFICE_CALENDAR, load_office_calendar, office_calendar);
screen!(ME, load_me, me);
screen!(ACTIVATE, load_activate, activate);
screen!(JOIN, load_join, join);
screen!(ROOM_TABLET, load_room_tablet, room_tablet);

#[wasm_split(room, wasm_split_path = ::leptos::wasm_split, preload(load_room), fallible)]
fn room() -> Shown {
    Ok(view! { <crate::meeting::screen::RoomScreen/> }.into_any())
}

#[wasm_split(minutes, wasm_split_path = ::leptos::wasm_split, preload(load_signing), fallible)]
fn signing() -> Shown {
    Ok(view! { <crate::signing::screen::SigningScreen/> }.into_any())
}

#[wasm_split(minutes, wasm_split_path = ::leptos::wasm_split, preload(load_minutes), fallible)]
fn minutes() -> Shown {
    Ok(view! { <crate::minutes::screen::MinutesScreen/> }.into_any())
}

#[wasm_split(minutes, wasm_split_path = ::leptos::wasm_split, preload(load_archive), fallible)]
fn archive() -> Shown {
    Ok(view! { <crate::archive::screen::ArchiveScreen/> }.into_any())
}

#[wasm_split(editor, wasm_split_path = ::leptos::wasm_split, preload(load_editor), fallible)]
fn editor() -> Shown {
    Ok(view! { <crate::meeting::editor::EditorScreen/> }.into_any())
}

#[wasm_split(editor, wasm_split_path = ::leptos::wasm_split, preload(load_new_meeting), fallible)]
fn new_meeting() -> Shown {
    Ok(view! { <crate::meeting::editor::NewMeetingScreen/> }.into_any())
}

#[wasm_split(editor, wasm_split_path = ::leptos::wasm_split, preload(load_copy), fallible)]
fn copy() -> Shown {
    Ok(view! { <crate::meeting::copying::form::CopyScreen/> }.into_any())
}

#[wasm_split(editor, wasm_split_path = ::leptos::wasm_split, preload(load_choose_copied), fallible)]
fn choose_copied() -> Shown {
    Ok(view! { <crate::meeting::copying::choose::ChooseScreen/> }.into_any())
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, preload(load_people), fallible)]
fn people() -> Shown {
    Ok(view! { <crate::admin::people::PeopleScreen/> }.into_any())
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, preload(load_person), fallible)]
fn person() -> Shown {
    Ok(view! { <crate::admin::person::PersonScreen/> }.into_any())
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, preload(load_units), fallible)]
fn units() -> Shown {
    Ok(view! { <crate::admin::units::UnitsScreen/> }.into_any())
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, preload(load_tablets), fallible)]
fn tablets() -> Shown {
    Ok(view! { <crate::admin::tablets::TabletsScreen/> }.into_any())
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, preload(load_office_calendar), fallible)]
fn office_calendar() -> Shown {
    Ok(view! { <crate::admin::calendar::CalendarScreen/> }.into_any())
}

#[wasm_split(me, wasm_split_path = ::leptos::wasm_split, preload(load_me), fallible)]
fn me() -> Shown {
    Ok(view! { <crate::identity::me::MeScreen/> }.into_any())
}

#[wasm_split(activate, wasm_split_path = ::leptos::wasm_split, preload(load_activate), fallible)]
fn activate() -> Shown {
    Ok(view! { <crate::identity::activate::ActivateScreen/> }.into_any())
}

#[wasm_split(activate, wasm_split_path = ::leptos::wasm_split, preload(load_join), fallible)]
fn join() -> Shown {
    Ok(view! { <crate::identity::activate::JoinScreen/> }.into_any())
}

#[wasm_split(activate, wasm_split_path = ::leptos::wasm_split, preload(load_room_tablet), fallible)]
fn room_tablet() -> Shown {
    Ok(view! { <crate::pass::room_tablet::RoomTabletScreen/> }.into_any())
}

/// Brings the key of private notes to this tablet with the secret of a ceremony just passed: no screen, and seldom
/// needed, so none that starts carries it.
#[wasm_split(notes, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn bring_notes(
    person: PersonId,
    secret: Secret,
) -> Result<Soon<Result<(), NoteKeyError>>, SplitLoaderError> {
    Ok(Box::pin(note_key::join(person, secret)))
}

#[derive(Clone, Copy, PartialEq)]
enum Standing {
    OnItsWay,
    Here,
    Failed,
}

/// Shows a screen, once its part is here.
#[component]
pub fn Part(
    /// Which.
    screen: Screen,
) -> impl IntoView {
    let standing = RwSignal::new(Standing::OnItsWay);
    let load = move || match (screen.load)().now_or_never() {
        Some(Ok(())) => standing.set(Standing::Here),
        _ => {
            standing.set(Standing::OnItsWay);
            spawn_local(async move {
                let loaded = match (screen.load)().await {
                    Ok(()) => Standing::Here,
                    Err(_) => {
                        first_page::take_away();
                        Standing::Failed
                    }
                };
                // Whoever has gone on meanwhile needs it no more.
                let _ = standing.try_set(loaded);
            });
        }
    };
    load();
    // What is here is there at once: the screen is built where it stands, with all that it finds around it.
    let show = move || (screen.show)().now_or_never().and_then(Result::ok);
    move || {
        match standing.get() {
        Standing::OnItsWay => view! { <Skeleton may_leave=true/> }.into_any(),
        Standing::Failed => {
            view! { <ErrorState error=ApiError::Offline title=move_tr!("error-title") on_retry=Callback::new(move |()| load()) again=Again::Asks(Signal::stored(false))/> }
                .into_any()
        }
        Standing::Here => untrack(show).into_any(),
    }
    }
}
