//! What waits for the person, as the rail, the calendar and the list show it. Asked for when somebody signs in, every
//! minute, and after each act that changes it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, Timestamp};
use nghisu_protocol::meetings::{MeetingSummary, MeetingView};

use super::model::{Due, called_off, count, due, may_wait};
use crate::identity::store::{Session, use_session};
use crate::link::{self, ApiError};
use crate::ui::{Asking, Load};

/// The store. Copy it freely; take it with [`use_waiting`].
#[derive(Clone, Copy)]
pub struct Waiting {
    /// What waits.
    pub state: RwSignal<Load<Vec<Due>>>,
    session: Session,
    asking: Asking,
}

impl Waiting {
    /// Provides the store. Call once, in the root's owner, after the session.
    pub fn provide() {
        let waiting = Self {
            state: RwSignal::new(Load::Waiting),
            session: use_session(),
            asking: Asking::new(),
        };
        provide_context(waiting);
        let person = Memo::new(move |_| waiting.session.person_id());
        Effect::new(move |_| {
            if person.get().is_some() {
                waiting.refresh();
            } else {
                waiting.state.set(Load::Waiting);
            }
        });
        // The root lives as long as the page, and so does its clock.
        let _ = set_interval_with_handle(
            move || {
                if !document().hidden() && !waiting.asking.is_on_now() {
                    waiting.refresh();
                }
            },
            Duration::from_secs(60),
        );
    }

    /// Asks again; what is known stays in sight meanwhile.
    pub fn refresh(self) {
        let Some(person) = self.session.person_id_now() else {
            return;
        };
        // In a session that reaches one meeting nothing waits elsewhere.
        if untrack(|| self.session.is_limited()) {
            return;
        }
        let Some(turn) = self.asking.begin() else {
            return;
        };
        spawn_local(async move {
            let found = found(person).await;
            if !self.asking.answered(turn) || self.session.person_id_now() != Some(person) {
                return;
            }
            match found {
                Ok(list) => self.state.set(Load::Ready(list)),
                Err(error) if self.count_now().is_none() => self.state.set(Load::Failed(error)),
                // Without a connection the last answer stays.
                Err(_) => {}
            }
        });
    }

    /// Whether an answer is awaited.
    pub fn is_asking(self) -> Signal<bool> {
        self.asking.is_on()
    }

    /// How many things wait, once known.
    pub fn count(self) -> Option<usize> {
        self.state.with(|state| match state {
            Load::Ready(list) => Some(count(list)),
            Load::Waiting | Load::Failed(_) => None,
        })
    }

    fn count_now(self) -> Option<usize> {
        untrack(|| self.count())
    }
}

async fn found(person: PersonId) -> Result<Vec<Due>, ApiError> {
    let meetings: Vec<MeetingSummary> = link::get("/meetings").await?;
    let now = Timestamp(crate::dates::now());
    let mut list: Vec<Due> = meetings
        .iter()
        .filter_map(|meeting| called_off(meeting, now))
        .collect();
    for meeting in meetings.iter().filter(|meeting| may_wait(meeting)) {
        let view: MeetingView = link::get(&format!("/meetings/{}", meeting.id)).await?;
        list.extend(due(&view, person));
    }
    list.sort_by_key(|due| (due.duty, due.starts_at));
    Ok(list)
}

/// The store, in any view.
pub fn use_waiting() -> Waiting {
    expect_context()
}
