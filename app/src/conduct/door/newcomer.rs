//! A substitute who is not in the directory: three words about them, and the slip that lets them in.

use leptos::prelude::*;
use nghisu_protocol::door::{EnterSubstitute, MAX_NAME, MAX_WORDS};
use nghisu_protocol::ids::{PersonId, Uuid};

use super::model::Newcomer;
use super::{DoorKeeping, api};
use crate::ui::{DialogAbout, Place, Sending, SheetForm, TextField};
use crate::{move_tr, tr};

/// The form; open while it is known for whom somebody comes.
#[component]
pub fn NewcomerSheet(
    /// The door.
    keeping: DoorKeeping,
) -> impl IntoView {
    view! {
        <DialogAbout about=keeping.entering place=Place::RightNarrow title=move_tr!("newcomer")>
            {move || keeping.entering.get().map(|(principal, searched)| view! { <NewcomerForm keeping principal searched/> })}
        </DialogAbout>
    }
}

#[component]
fn NewcomerForm(keeping: DoorKeeping, principal: PersonId, searched: String) -> impl IntoView {
    // What was searched for is the name, where it was written like one.
    let is_name = searched.chars().next().is_some_and(char::is_uppercase);
    let name = RwSignal::new(if is_name { searched } else { String::new() });
    let (position, unit_name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let newcomer = Memo::new(move |_| Newcomer {
        name: name.get(),
        position: position.get(),
        unit_name: unit_name.get(),
    });
    let whom = Memo::new(move |_| {
        let room = keeping.room.room;
        room.with(|room| room.as_ref()?.participants.get(&principal).cloned())
    });
    let sentence =
        Memo::new(move |_| newcomer.with(|newcomer| newcomer.in_minutes(whom.get().as_ref()?)));
    let sending = Sending::default();
    // The same words sent again enter nobody twice; other words are somebody else.
    let sent = StoredValue::new(None::<(Newcomer, PersonId)>);
    let send = move || {
        let wanted = newcomer.get_untracked();
        let known = sent.with_value(|sent| {
            let same = sent.as_ref().filter(|(before, _)| *before == wanted);
            same.map(|(_, id)| *id)
        });
        let id = known.unwrap_or_else(|| PersonId(Uuid::now_v7()));
        sent.set_value(Some((wanted.clone(), id)));
        let trimmed = |text: String| text.trim().to_owned();
        let plan = EnterSubstitute {
            id,
            name: trimmed(wanted.name),
            position: trimmed(wanted.position),
            unit_name: trimmed(wanted.unit_name),
            substitute_for: principal,
        };
        let meeting = keeping.room.meeting;
        sending.send(async move { api::enter(meeting, &plan).await }, move |_| {
            let _ = keeping.entering.try_set(None);
            let _ = keeping.giving.try_set(Some(id));
        });
    };
    view! {
        <SheetForm
            label=move_tr!("newcomer-add")
            sending
            incomplete=Signal::derive(move || newcomer.with(|newcomer| !newcomer.is_complete()))
            missing=move_tr!("newcomer-missing")
            on_send=Callback::from(send)
        >
            <div class="newcomer-whom">
                <p class="t-small c-2">{move || tr!("substitute-whom")}</p>
                <p class="t-strong" lang="vi">{move || whom.get().map(|whom| whom.name)}</p>
                <p class="t-second" lang="vi">{move || whom.get().map(|whom| whom.position)}</p>
            </div>
            <div lang="vi"><TextField focus=true label=move_tr!("newcomer-name") help=move_tr!("newcomer-name-help") value=name maxlength=MAX_NAME as i32/></div>
            <div lang="vi"><TextField label=move_tr!("newcomer-position") optional=true value=position maxlength=MAX_WORDS as i32/></div>
            <div lang="vi"><TextField label=move_tr!("newcomer-unit") optional=true value=unit_name maxlength=MAX_WORDS as i32/></div>
            <div class="newcomer-minutes" role="status">
                <p class="t-small c-2">{move || tr!("newcomer-minutes")}</p>
                <p lang="vi">{move || sentence.get().unwrap_or_else(|| "…".to_owned())}</p>
                <p class="t-second c-2">{move || tr!("newcomer-agreed")}</p>
            </div>
        </SheetForm>
    }
}
