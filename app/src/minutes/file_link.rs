//! The link to the minutes' file, named by what it holds: what was submitted, or what was signed.

use leptos::prelude::*;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::room::state::SubmittedMinutes;

use super::api;
use crate::ui::DownloadLink;
use crate::{icon, tr};

/// The link; without submitted minutes it has no file to lead to, and is not there.
#[component]
pub fn FileLink(
    /// Whose minutes.
    meeting: MeetingId,
    /// What was submitted of them.
    #[prop(into)]
    submitted: Signal<Option<SubmittedMinutes>>,
    /// How it is drawn: a button's classes.
    class: &'static str,
) -> impl IntoView {
    move || {
        submitted.get().map(
            |submitted| {
                let (file, given) = (submitted.file_name(), submitted.signatures.len());
                let label = Signal::derive(move || match given {
                    0 => tr!("minutes-download"),
                    // What lacks a signature is not passed on as if it had all.
                    1 => tr!("minutes-download-half"),
                    _ => tr!("minutes-download-signed"),
                });
                view! {
                    <DownloadLink href=api::file_address(meeting) file label icon=icon!("download") class/>
                }
            },
        )
    }
}
