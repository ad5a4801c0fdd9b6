//! The log of a meeting as people read it: when, who, what.

use leptos::prelude::*;
use nghisu_protocol::ids::MeetingId;

use super::api;
use super::model::{Line, lines};
use crate::dates::Local;
use crate::link::ApiError;
use crate::ui::{Fetch, Loaded, Shape};
use crate::{move_tr, tr};

async fn all(meeting: MeetingId) -> Result<Vec<Line>, ApiError> {
    let view = api::meeting(meeting).await?;
    Ok(lines(&api::log(meeting).await?, &view.room))
}

/// The log.
#[component]
pub fn Journal(
    /// Of which meeting.
    meeting: MeetingId,
) -> impl IntoView {
    let log = Fetch::new(move || all(meeting));
    view! {
        <Loaded of=log failed=move_tr!("log-failed") shape=Shape::Rows view=move |log| view! {
            <ol class="card rows journal">
                {log.into_iter().map(|line| view! { <JournalRow line/> }).collect_view()}
            </ol>
        }.into_any()/>
    }
}

#[component]
fn JournalRow(line: Line) -> impl IntoView {
    let Line {
        seq,
        at,
        kind,
        subject,
        actor,
        on_behalf_of,
    } = line;
    view! {
        <li class="row">
            <span class="seq t-small">{seq}</span>
            <span class="what">
                <span class="title">
                    {move || kind.as_deref().map_or_else(|| tr!("log-hidden"), said)}
                    {(!subject.is_empty()).then(|| view! { ": " <span lang="vi">{subject}</span> })}
                </span>
                <span class="second">
                    {(!actor.is_empty()).then(|| view! { <span>{move || tr!("log-by", { "name" => actor.clone() })}</span> })}
                    {on_behalf_of.map(|person| view! { ", " {move || tr!("log-for", { "name" => person.clone() })} })}
                </span>
            </span>
            {at.map(|at| {
                let local = Local::of(at.0);
                view! {
                    <span class="at t-second">
                        <span class="time">{local.time_with_seconds()}</span>
                        <span class="words-only">", "</span>
                        <span>{local.date()}</span>
                    </span>
                }
            })}
        </li>
    }
}

/// A kind of entry in words; one of a newer server keeps its own.
fn said(kind: &str) -> String {
    match kind {
        "meeting_created" => tr!("log-meeting-created"),
        "details_changed" => tr!("log-details-changed"),
        "participant_set" => tr!("log-participant-set"),
        "participant_removed" => tr!("log-participant-removed"),
        "participants_ranked" => tr!("log-participants-ranked"),
        "chair_assigned" => tr!("log-chair-assigned"),
        "secretaries_assigned" => tr!("log-secretaries-assigned"),
        "guest_invited" => tr!("log-guest-invited"),
        "invitation_answered" => tr!("log-invitation-answered"),
        "pass_given" => tr!("log-pass-given"),
        "pass_used" => tr!("log-pass-used"),
        "pass_taken_back" => tr!("log-pass-taken-back"),
        "item_added" => tr!("log-item-added"),
        "item_changed" => tr!("log-item-changed"),
        "item_moved" => tr!("log-item-moved"),
        "item_removed" => tr!("log-item-removed"),
        "document_added" => tr!("log-document-added"),
        "document_replaced" => tr!("log-document-replaced"),
        "document_renamed" => tr!("log-document-renamed"),
        "document_removed" => tr!("log-document-removed"),
        "document_removed_secret" => tr!("log-document-removed-secret"),
        "meeting_published" => tr!("log-meeting-published"),
        "meeting_cancelled" => tr!("log-meeting-cancelled"),
        "meeting_opened" => tr!("log-meeting-opened"),
        "item_opened" => tr!("log-item-opened"),
        "item_closed" => tr!("log-item-closed"),
        "item_postponed" => tr!("log-item-postponed"),
        "item_withdrawn" => tr!("log-item-withdrawn"),
        "item_restored" => tr!("log-item-restored"),
        "chair_passed" => tr!("log-chair-passed"),
        "lead_taken" => tr!("log-lead-taken"),
        "lead_released" => tr!("log-lead-released"),
        "attendance_recorded" => tr!("log-attendance-recorded"),
        "break_started" => tr!("log-break-started"),
        "break_ended" => tr!("log-break-ended"),
        "course_recorded" => tr!("log-course-recorded"),
        "hand_vote_recorded" => tr!("log-hand-vote-recorded"),
        "hand_vote_struck" => tr!("log-hand-vote-struck"),
        "conclusion_recorded" => tr!("log-conclusion-recorded"),
        "conclusion_struck" => tr!("log-conclusion-struck"),
        "annotations_anchored" => tr!("log-annotations-anchored"),
        "meeting_closed" => tr!("log-meeting-closed"),
        "meeting_reopened" => tr!("log-meeting-reopened"),
        "minutes_submitted" => tr!("log-minutes-submitted"),
        "minutes_sent_back" => tr!("log-minutes-sent-back"),
        "minutes_signed" => tr!("log-minutes-signed"),
        "meeting_archived" => tr!("log-meeting-archived"),
        other => other.replace('_', " "),
    }
}
