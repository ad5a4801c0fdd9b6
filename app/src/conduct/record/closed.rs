//! After the meeting: that it is over, what is due, and the one way on.

use leptos::prelude::*;
use nghisu_protocol::room::state::Stage;

use super::model::{WayOn, lasted, way_on};
use crate::dates;
use crate::meeting::bars::stage_word;
use crate::meeting::room::RoomStore;
use crate::ui::{ButtonKind, Icon, LinkButton};
use crate::{icon, move_tr, tr};

/// The card that stands above the record once the meeting is over.
#[component]
pub(super) fn AfterCard(room: RoomStore, now: Signal<i64>) -> impl IntoView {
    let facts = Memo::new(move |_| {
        room.with(|room, viewer| {
            let way = way_on(room, viewer.person)?;
            let sent_back = room.minutes.sent_back.as_ref().map(|sent| {
                let name = room.participants.get(&sent.by).map(|who| who.name.clone());
                (name.unwrap_or_default(), sent.reason.clone())
            });
            let items = room.items.values();
            let conclusions: usize = items.map(|item| item.conclusions.len()).sum();
            let signer = room
                .minutes
                .next_signer()
                .and_then(|(signer, _)| room.participants.get(&signer).map(|who| who.name.clone()));
            Some((
                way,
                room.stage,
                lasted(room),
                conclusions,
                sent_back,
                signer,
            ))
        })
        .flatten()
    });
    let meeting = room.meeting;
    move || {
        let (way, stage, lasted, conclusions, sent_back, signer) = facts.get()?;
        let minutes = format!("/meetings/{meeting}/minutes");
        let sent_back = sent_back.filter(|_| stage == Stage::Closed);
        let (href, label, icon) = match way {
            WayOn::Write => (minutes, move_tr!("way-write"), icon!("pen-line")),
            WayOn::Sign => (
                format!("/meetings/{meeting}/sign"),
                move_tr!("way-sign"),
                icon!("signature"),
            ),
            WayOn::Read => (minutes, move_tr!("way-read"), icon!("file-text")),
        };
        Some(view! {
            <section class="card before-card after-card">
                <h2 class="t-item"><Icon of=icon!("circle-check")/>{stage_word(stage)}</h2>
                <p class="t-body c-2">
                    {lasted.map(|(at, minutes)| tr!("after-closed-at", {
                        "when" => dates::said(at.0, now.get_untracked()),
                        "minutes" => minutes,
                    }))}
                    " " {tr!("after-conclusions", { "count" => conclusions })}
                </p>
                {sent_back.map(|(name, reason)| view! {
                    <p class="sent-back"><Icon of=icon!("undo-2") small=true/><span>{tr!("after-sent-back", { "name" => name })} " " <span lang="vi">{reason}</span></span></p>
                })}
                {signer.filter(|_| way == WayOn::Read).map(|name| view! {
                    <p class="t-body">{tr!("after-waits-for", { "name" => name })}</p>
                })}
                <div class="ways">
                    <LinkButton href label icon kind=ButtonKind::Primary/>
                </div>
            </section>
        })
    }
}
