//! One thing asked from the server and shown: loading, there, or failed with a way to ask again.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::asking::Asking;
use super::pause::pause;
use super::states::{Again, ErrorState, Shape, Skeleton};
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

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;
type Ask<T> = Box<dyn Fn() -> Answer<T>>;

/// A question that can be asked again. Copy it into closures freely.
pub struct Fetch<T: Send + Sync + 'static> {
    /// The state, to be read by views.
    pub state: RwSignal<Load<T>>,
    ask: StoredValue<Ask<T>, LocalStorage>,
    asking: Asking,
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
            asking: Asking::new(),
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

    /// Looks from time to time whether something has changed: not while an answer is awaited, and what is known stays
    /// where there is no way to the server now.
    pub fn look_again(self) {
        if self.asking.is_on_now() {
            return;
        }
        let Some((turn, answer)) = self.asked() else {
            return;
        };
        spawn_local(async move {
            let answer = answer.await;
            if self.asking.answered(turn)
                && let Ok(answer) = answer
            {
                self.state.set(Load::Ready(answer));
            }
        });
    }

    /// Takes an answer that came with an act: whatever was asked before it is older.
    pub fn take(self, answer: T) {
        self.asking.forget();
        let _ = self.state.try_set(Load::Ready(answer));
    }

    /// Puts the question; a failure is told that much later.
    fn put(self, failing_takes: Duration) {
        let Some((turn, answer)) = self.asked() else {
            return;
        };
        spawn_local(async move {
            let answer = answer.await;
            if answer.is_err() && !failing_takes.is_zero() {
                pause(failing_takes).await;
            }
            if self.asking.answered(turn) {
                self.state.set(match answer {
                    Ok(answer) => Load::Ready(answer),
                    Err(error) => Load::Failed(error),
                });
            }
        });
    }

    fn asked(self) -> Option<(u64, Answer<T>)> {
        let answer = self.ask.try_with_value(|ask| ask())?;
        Some((self.asking.begin()?, answer))
    }

    /// Whether an answer is awaited.
    pub fn is_asking(self) -> Signal<bool> {
        self.asking.is_on()
    }

    /// The answer, if it is there; the running effect follows it.
    pub fn ready(self) -> Option<T> {
        match self.state.get() {
            Load::Ready(answer) => Some(answer),
            Load::Waiting | Load::Failed(_) => None,
        }
    }

    /// Whether the answer is there; the running effect follows it.
    pub fn is_here(self) -> bool {
        self.state.with(|state| matches!(state, Load::Ready(_)))
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
    move || {
        match of.state.get() {
        Load::Waiting => view! { <Skeleton shape on_retry=again/> }.into_any(),
        Load::Ready(answer) => view(answer),
        Load::Failed(error) => {
            view! { <ErrorState error=error title=failed on_retry=again again=Again::Asks(of.is_asking())/> }.into_any()
        }
    }
    }
}
