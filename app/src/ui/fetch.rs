//! One thing asked from the server and shown: loading, there, or failed with a way to ask again.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pause::pause;
use super::states::{ErrorState, Shape, Skeleton};
use crate::link::ApiError;

/// Where a question stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Load<T> {
    /// Asked, no answer yet.
    Waiting,
    /// Answered.
    Ready(T),
    /// Refused, or no way to the server.
    Failed(ApiError),
}

/// How much later a second failure is told: at once would look as if nothing had been tried.
const TRYING: Duration = Duration::from_millis(600);

type Ask<T> = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, ApiError>>>>>;

/// A question that can be asked again. Copy it into closures freely.
pub struct Fetch<T: Send + Sync + 'static> {
    /// The state, to be read by views.
    pub state: RwSignal<Load<T>>,
    ask: StoredValue<Ask<T>, LocalStorage>,
    turn: StoredValue<u64>,
}

impl<T: Send + Sync + 'static> Clone for Fetch<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetch<T> {}

impl<T: Clone + Send + Sync + 'static> Fetch<T> {
    /// Asks at once.
    pub fn new<F, Fut>(ask: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<T, ApiError>> + 'static,
    {
        let fetch = Self {
            state: RwSignal::new(Load::Waiting),
            ask: StoredValue::new_local(Box::new(move || Box::pin(ask()))),
            turn: StoredValue::new(0),
        };
        fetch.refresh();
        fetch
    }

    /// Asks again and shows the skeleton meanwhile. After a failure its words stay, with their busy button; failing once
    /// more takes long enough to be seen.
    pub fn reload(self) {
        if self
            .state
            .with_untracked(|state| matches!(state, Load::Failed(_)))
        {
            self.put(TRYING);
        } else {
            self.state.set(Load::Waiting);
            self.refresh();
        }
    }

    /// Asks again while the old answer stays on screen; an answer to an older question is dropped.
    pub fn refresh(self) {
        self.put(Duration::ZERO);
    }

    /// Puts the question; a failure is told that much later.
    fn put(self, failing_takes: Duration) {
        let Some(answer) = self.ask.try_with_value(|ask| ask()) else {
            return;
        };
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        spawn_local(async move {
            let answer = answer.await;
            if answer.is_err() && !failing_takes.is_zero() {
                pause(failing_takes).await;
            }
            if self.turn.try_get_value() == Some(turn) {
                self.state.set(match answer {
                    Ok(answer) => Load::Ready(answer),
                    Err(error) => Load::Failed(error),
                });
            }
        });
    }

    /// The answer, if it is there; the running effect follows it.
    pub fn ready(self) -> Option<T> {
        match self.state.get() {
            Load::Ready(answer) => Some(answer),
            Load::Waiting | Load::Failed(_) => None,
        }
    }

    /// Whether it was refused, or there is no way to the server; the running effect follows it.
    pub fn has_failed(self) -> bool {
        self.state.with(|state| matches!(state, Load::Failed(_)))
    }

    /// Changes the answer on this tablet, for an act whose outcome is known.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        self.state.update(|state| {
            if let Load::Ready(answer) = state {
                change(answer);
            }
        });
    }
}

/// Shows a [`Fetch`]: skeleton, error with "try again", or what `view` makes of the answer.
#[component]
pub fn Loaded<T, V>(
    /// The question.
    of: Fetch<T>,
    /// What failed, in the words of the screen.
    #[prop(into)]
    failed: Signal<String>,
    /// What the answer will look like.
    #[prop(optional)]
    shape: Shape,
    /// Makes the view of an answer.
    view: V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let again = Callback::from(move || of.reload());
    move || match of.state.get() {
        Load::Waiting => view! { <Skeleton shape on_retry=again/> }.into_any(),
        Load::Ready(answer) => view(answer),
        Load::Failed(error) => {
            view! { <ErrorState error=error title=failed on_retry=again/> }.into_any()
        }
    }
}
