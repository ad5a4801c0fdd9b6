//! After the meeting: that it is over, what is due, and the one way on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Stage;

use super::model::{WayOn, lasted, way_on};
use crate::conduct::acts::Acts;
use crate::dates;
use crate::meeting::bars::stage_word;
use crate::meeting::room::RoomStore;
use crate::ui::{Button, ButtonKind, Dialog, Icon, LinkButton, TextArea};
use crate::{icon, move_tr, tr};

/// The card that stands above the record once the meeting is over.
#[component]
pub(super) fn AfterCard(room: RoomStore, now: Signal<i64>) -> impl IntoView {
    let facts = Memo::new(move |_| {
        room.with(|room, viewer| {
            let way = way_on(room, viewer)?;
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
    let reopens = RwSignal::new(false);
    let card = move || {
        let (way, stage, lasted, conclusions, sent_back, signer) = facts.get()?;
        let minutes = format!("/meetings/{meeting}/minutes");
        let sent_back = sent_back.filter(|_| stage == Stage::Closed);
        let link = match way {
            WayOn::Write => Some((minutes, move_tr!("way-write"), icon!("pen-line"))),
            WayOn::Sign => Some((
                format!("/meetings/{meeting}/sign"),
                move_tr!("way-sign"),
                icon!("signature"),
            )),
            WayOn::Read => Some((minutes, move_tr!("way-read"), icon!("file-text"))),
            WayOn::Wait | WayOn::Over => None,
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
                    <p class="t-body">{tr!("minutes-next", { "name" => name })}</p>
                })}
                <div class="ways">
                    {(stage == Stage::Closed && way == WayOn::Write).then(|| view! {
                        <Button kind=ButtonKind::Text label=move_tr!("reopen") on_press=move || reopens.set(true)/>
                    })}
                    {link.map(|(href, label, icon)| view! { <LinkButton href label icon kind=ButtonKind::Primary/> })}
                </div>
            </section>
        })
    };
    view! {
        {card}
        <ReopenDialog room open=reopens/>
    }
}

/// Reopens the meeting to mend the record; the reason stands in the log.
#[component]
fn ReopenDialog(room: RoomStore, open: RwSignal<bool>) -> impl IntoView {
    let acts = Acts::new(room);
    let reason = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let reopen = move || {
        busy.set(true);
        spawn_local(async move {
            let command = RoomCommand::Reopen {
                reason: reason.get_untracked(),
            };
            if acts.did(command).await {
                let _ = open.try_set(false);
                let _ = reason.try_set(String::new());
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Dialog
            open
            title=move_tr!("reopen-title")
            cancel=true
            foot=move || view! {
                <Button
                    label=move_tr!("reopen")
                    kind=ButtonKind::Primary
                    busy
                    disabled=Signal::derive(move || reason.with(|reason| reason.trim().is_empty()))
                    on_press=reopen
                />
            }
        >
            <div class="stack">
                <p>{move || tr!("reopen-why")}</p>
                <div lang="vi"><TextArea label=move_tr!("reopen-reason") value=reason rows=2 focus=true/></div>
            </div>
        </Dialog>
    }
}
