//! Who is signed in on this tablet, and for which office.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{MeetingId, PersonId};
use nghisu_protocol::people::{Me, Office, Role};

use super::api;
use crate::dates::now;
use crate::identity::prf;
use crate::link::{ApiError, use_link};
use crate::parts;
use crate::pass::model::{Visit, address, is_address};
use crate::pass::visit::{Wipe, room_tablet};
use crate::settings::{Settings, Stored, use_settings};
use crate::ui::pause::pause;
use crate::ui::{Toasts, use_toasts};

/// How long before it is asked again whether a session lasts that no passkey opens anew.
const ASKING_AGAIN: Duration = Duration::from_secs(5);

/// What is known about the person at the tablet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Presence {
    /// Not asked yet.
    Unknown,
    /// Nobody.
    Out,
    /// This person.
    In(Me),
}

/// The session. Copy it freely; take it with [`use_session`].
#[derive(Clone, Copy)]
pub struct Session {
    presence: RwSignal<Presence>,
    /// Whether the key of private notes is on its way to this tablet: until it is there, nobody can say where they open.
    pub joins_notes: RwSignal<bool>,
    /// The office of this server, once known.
    pub office: RwSignal<Option<Office>>,
    /// How far this device is with wiping what a session left that a pass had opened.
    pub wipe: RwSignal<Wipe>,
    settings: Settings,
    toasts: Toasts,
}

impl Session {
    /// Provides the session and asks the server who is here. Call once, in the root's owner.
    pub fn provide() -> Self {
        let session = Self {
            presence: RwSignal::new(Presence::Unknown),
            joins_notes: RwSignal::new(false),
            office: RwSignal::new(None),
            wipe: RwSignal::new(Wipe::Idle),
            settings: use_settings(),
            toasts: use_toasts(),
        };
        provide_context(session);
        session.refresh();
        spawn_local(async move {
            if let Ok(office) = api::office().await {
                session.office.set(Some(office));
            }
        });
        // A refusal anywhere ("nobody is signed in") ends the session here too.
        let link = use_link();
        Effect::new(move |before: Option<u64>| {
            let times = link.signed_out.get();
            if before.is_some_and(|before| before != times) {
                session.is_over();
            }
            times
        });
        session
    }

    /// Asks the server who is here. Without a connection nobody is: what the tablet carries is offered there.
    pub fn refresh(self) {
        spawn_local(async move {
            match api::me().await {
                Ok(me) => self.come_in(me).await,
                Err(error) => self.is_nobody(&error),
            }
        });
    }

    /// Somebody is in. What another visit left on this device goes first.
    pub async fn come_in(self, me: Me) {
        let visit = Visit::of(&me, now());
        let before = Visit::remembered();
        let goes_on = before
            .zip(visit)
            .is_some_and(|(before, visit)| before.is_like(&visit));
        if let Some(before) = before.filter(|_| !goes_on)
            && let Err(error) = before.wipe(self.settings, self.toasts).await
        {
            web_sys::console::warn_1(&error.to_string().into());
        }
        if let Some(visit) = visit.filter(|_| !goes_on) {
            visit.remember();
        }
        if visit.is_none() {
            self.join_notes(me.id);
        }
        self.wipe.set(Wipe::Idle);
        self.presence.set(Presence::In(me));
    }

    /// It is not known that anybody is in. A session that a pass opened is asked about again: its code is used up.
    fn is_nobody(self, error: &ApiError) {
        let lasts = Visit::remembered().is_some_and(|visit| !visit.is_past(now()));
        if !lasts || error.is_signed_out() {
            self.is_over();
            return;
        }
        spawn_local(async move {
            pause(ASKING_AGAIN).await;
            if self
                .presence
                .with_untracked(|presence| *presence == Presence::Unknown)
            {
                self.refresh();
            }
        });
    }

    /// Nobody is in any more. What a session left that a pass had opened is wiped.
    pub fn is_over(self) {
        let visit = Visit::remembered();
        if visit.is_some() && !self.wipe.get_untracked().is_under_way() {
            self.wipe_again();
        }
        self.presence.set(Presence::Out);
    }

    /// Wipes what is still remembered here.
    pub fn wipe_again(self) {
        let Some(visit) = Visit::remembered() else {
            self.wipe.set(Wipe::Done);
            return;
        };
        self.wipe.set(Wipe::UnderWay);
        spawn_local(async move {
            // The room lets go of its shelf first.
            pause(Duration::ZERO).await;
            self.wipe
                .set(match visit.wipe(self.settings, self.toasts).await {
                    Ok(()) => Wipe::Done,
                    Err(error) => {
                        web_sys::console::warn_1(&error.to_string().into());
                        Wipe::Failed
                    }
                });
        });
    }

    /// Ends a session that a pass opened, by hand.
    ///
    /// # Errors
    /// When the server was not reached: the session would go on there.
    pub async fn leave(self) -> Result<(), ApiError> {
        match api::sign_out().await {
            Err(error) if !error.is_signed_out() => Err(error),
            _ => {
                self.is_over();
                Ok(())
            }
        }
    }

    /// Brings the key of private notes to this tablet, where the passkey just used can, whatever screen is shown
    /// meanwhile. Notes are written without it too.
    fn join_notes(self, person: PersonId) {
        let Some(secret) = prf::take() else { return };
        self.joins_notes.set(true);
        spawn_local(async move {
            let brought = match parts::bring_notes(person, secret).await {
                Ok(brought) => brought.await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = brought {
                web_sys::console::warn_1(&error.into());
            }
            self.joins_notes.set(false);
        });
    }

    /// Whether it is certain that nobody is signed in.
    pub fn is_out(self) -> bool {
        self.presence.with(|presence| *presence == Presence::Out)
    }

    /// The signed-in person.
    pub fn me(self) -> Option<Me> {
        match self.presence.get() {
            Presence::In(me) => Some(me),
            Presence::Unknown | Presence::Out => None,
        }
    }

    /// The only meeting that the session reaches, where a pass opened it.
    pub fn only_meeting(self) -> Option<MeetingId> {
        self.me()?.meeting
    }

    /// Whether a pass opened the session.
    pub fn is_limited(self) -> bool {
        self.only_meeting().is_some()
    }

    /// The only address that the session has, where a path is another one.
    pub fn only_address(self, path: &str) -> Option<String> {
        let meeting = self.only_meeting()?;
        (!is_address(path, meeting)).then(|| address(meeting))
    }

    /// Where whoever is not in is led: to what is said after a visit, on a tablet of a room to where it waits.
    pub fn way_in(self) -> &'static str {
        if self.wipe.get_untracked() != Wipe::Idle {
            "/left"
        } else if room_tablet().is_some() {
            "/room-tablet"
        } else {
            "/sign-in"
        }
    }

    /// The name of the person's shelf on this device.
    pub fn shelf(self) -> Option<String> {
        let me = self.me()?;
        Some(match Visit::of(&me, 0) {
            Some(visit) => visit.shelf(),
            None => me.id.to_string(),
        })
    }

    /// The signed-in person's id.
    pub fn person_id(self) -> Option<PersonId> {
        self.me().map(|me| me.id)
    }

    /// The signed-in person's id now, for event handlers and after an `await`.
    pub fn person_id_now(self) -> Option<PersonId> {
        untrack(|| self.person_id())
    }

    /// The signed-in person's name.
    pub fn name(self) -> Option<String> {
        self.me().map(|me| me.name)
    }

    /// Whether the person administers anything. Hides and shows; the server decides.
    pub fn is_administrator(self) -> bool {
        self.has_role(Role::Administrator)
    }

    /// Whether the person has a role anywhere.
    pub fn has_role(self, role: Role) -> bool {
        self.presence.with(|presence| match presence {
            Presence::In(me) => me.roles.contains(&role),
            Presence::Unknown | Presence::Out => false,
        })
    }

    /// Ends the session on the server and here.
    pub fn sign_out(self) {
        spawn_local(async move {
            // Offline the cookie cannot be ended; the screen leaves all the same, and the server's own limit holds.
            let _ = api::sign_out().await;
            Stored::ReturnTo.forget();
            self.presence.set(Presence::Out);
        });
    }

    /// Notes where to go after signing in.
    pub fn remember_return(self, address: &str) {
        if !address.starts_with("/sign-in") && !address.starts_with("/activate") {
            Stored::ReturnTo.write(address);
        }
    }

    /// Where to go after signing in; asked once.
    pub fn take_return(self) -> String {
        let address = Stored::ReturnTo
            .read()
            .filter(|address| address.starts_with('/') && !address.starts_with("//"));
        Stored::ReturnTo.forget();
        address.unwrap_or_else(|| "/".to_owned())
    }
}

/// The session, in any view.
pub fn use_session() -> Session {
    expect_context()
}
