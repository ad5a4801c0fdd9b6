//! A code that is handed out once: on its way, refused, or its QR code, its eight characters, and how much of its time is
//! left. It lives in the sheet that shows it and is gone when the sheet closes.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::door::{IssuedPass, IssuedTablet};
use nghisu_protocol::people::IssuedActivation;

use super::button::{Button, Progress};
use super::icon::Icon;
use super::states::{ErrorState, Skeleton};
use super::toast::use_toasts;
use crate::dates::{self, Local};
use crate::identity::model::grouped;
use crate::link::ApiError;
use crate::{icon, move_tr, tr};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A code as it was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedCode {
    /// Eight characters.
    pub code: String,
    /// The link that holds the code.
    pub link: String,
    /// The link as a QR code (SVG).
    pub qr_svg: String,
    /// Until when it can be used; milliseconds since 1970.
    pub expires_at: i64,
}

/// Answers that hand out a code, among other things.
macro_rules! hands_out {
    ($($answer:ty),+) => {
        $(impl From<$answer> for HandedCode {
            fn from(issued: $answer) -> Self {
                Self {
                    code: issued.code,
                    link: issued.link,
                    qr_svg: issued.qr_svg,
                    expires_at: issued.expires_at.0,
                }
            }
        })+
    };
}

hands_out!(IssuedActivation, IssuedPass, IssuedTablet);

/// The answer to who asked for a code, as it comes.
#[component]
pub fn OneTimeCode<I>(
    /// The answer.
    issued: RwSignal<Option<Result<I, ApiError>>>,
    /// The title of a refusal.
    #[prop(into)]
    failed: Signal<String>,
    /// What the QR code is, for who does not see it.
    #[prop(into)]
    qr_label: Signal<String>,
    /// What is done with it.
    #[prop(into)]
    how: Signal<String>,
    /// That it is good once, and for what.
    #[prop(into)]
    once: Signal<String>,
    /// The word on the button that makes another.
    #[prop(into)]
    again: Signal<String>,
    /// Makes another.
    #[prop(into)]
    on_again: Callback<()>,
    /// Another can be made while this one is good; the link can be copied.
    #[prop(optional)]
    passes_on: bool,
) -> impl IntoView
where
    I: Into<HandedCode> + Clone + Send + Sync + 'static,
{
    move || match issued.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Err(error)) => view! { <ErrorState error title=failed on_retry=on_again/> }.into_any(),
        Some(Ok(issued)) => {
            let handed = issued.into();
            view! { <Code handed qr_label how once again on_again passes_on/> }.into_any()
        }
    }
}

/// The code with its QR code and its time; what it takes is told at [`OneTimeCode`].
#[component]
fn Code(
    handed: HandedCode,
    qr_label: Signal<String>,
    how: Signal<String>,
    once: Signal<String>,
    again: Signal<String>,
    on_again: Callback<()>,
    passes_on: bool,
) -> impl IntoView {
    let HandedCode {
        code,
        link,
        qr_svg,
        expires_at,
    } = handed;
    let now = RwSignal::new(dates::now());
    let ticking = set_interval_with_handle(move || now.set(dates::now()), Duration::from_secs(1));
    on_cleanup(move || ticking.iter().for_each(IntervalHandle::clear));
    let whole = seconds_left(expires_at, now.get_untracked()).max(1);
    let left = Memo::new(move |_| seconds_left(expires_at, now.get()));
    let until = Local::of(expires_at);
    let toasts = use_toasts();
    let copy = move || {
        let written = window().navigator().clipboard().write_text(&link);
        spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(written).await {
                Ok(_) => toasts.say(tr!("link-copied")),
                Err(_) => toasts.say(tr!("link-not-copied")),
            }
        });
    };
    view! {
        <div class="issue">
            <div class="qr" role="img" aria-label=move || qr_label.get() inner_html=qr_svg></div>
            <div class="issue-code">
                <p class="t-second">{move || how.get()}</p>
                <p class="code" aria-label=spelled(&code)>
                    {grouped(&code)
                        .split(' ')
                        .map(|group| view! { <span>{group.to_owned()}</span> })
                        .collect_view()}
                </p>
                <div class="left" class:over=move || left.get() == 0>
                    <p>
                        <Icon of=icon!("timer") small=true/>
                        <span>{move || match left.get() {
                            0 => tr!("code-over"),
                            seconds if seconds > DAY => tr!("code-good-until"),
                            _ => tr!("code-good-for"),
                        }}</span>
                        // A clock that counts days says nothing; the last moment does.
                        <b>{move || {
                            let seconds = left.get();
                            if seconds > DAY {
                                tr!("code-moment", { "time" => until.time(), "date" => until.short_date() })
                            } else {
                                clock(seconds)
                            }
                        }}</b>
                    </p>
                    <Progress
                        label=move_tr!("code-good-for")
                        share=Signal::derive(move || left.get() as f64 / whole as f64)
                    />
                </div>
                <p class="t-second">{move || once.get()}</p>
                <div class="issue-ways">
                    <Show when=move || passes_on || left.get() == 0>
                        <Button label=again icon=icon!("refresh-cw") online=true on_press=on_again/>
                    </Show>
                    {passes_on.then(|| view! { <Button label=move_tr!("link-copy") icon=icon!("copy") on_press=Callback::from(copy)/> })}
                </div>
            </div>
        </div>
    }
}

/// A code as a screen reader should say it: character by character.
fn spelled(code: &str) -> String {
    code.chars().flat_map(|letter| [letter, ' ']).collect()
}

/// Seconds left until `until`, never below zero.
pub fn seconds_left(until_ms: i64, now_ms: i64) -> i64 {
    (until_ms - now_ms).max(0) / 1000
}

/// Time left as a clock: `14:32`, above an hour `23:59:07`.
fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codes_clock_runs_down_to_zero_and_stops() {
        assert_eq!(clock(seconds_left(872_900, 900)), "14:32");
        assert_eq!(clock(seconds_left(0, 5_000)), "00:00");
        assert_eq!(clock(86_399), "23:59:59");
    }
}
