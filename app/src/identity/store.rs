//! Who is signed in on this tablet, and for which office.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::people::{Me, Office, Role};

use super::api;
use crate::identity::prf;
use crate::link::use_link;
use crate::parts;
use crate::settings::Stored;

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
}

impl Session {
    /// Provides the session and asks the server who is here. Call once, in the root's owner.
    pub fn provide() -> Self {
        let session = Self {
            presence: RwSignal::new(Presence::Unknown),
            joins_notes: RwSignal::new(false),
            office: RwSignal::new(None),
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
                session.presence.set(Presence::Out);
            }
            times
        });
        session
    }

    /// Asks the server who is here. Without a connection nobody is: what the tablet carries is offered there.
    pub fn refresh(self) {
        spawn_local(async move {
            self.presence.set(match api::me().await {
                Ok(me) => {
                    self.join_notes(me.id);
                    Presence::In(me)
                }
                Err(_) => Presence::Out,
            });
        });
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
