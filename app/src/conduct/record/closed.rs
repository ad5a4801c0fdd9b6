//! After the meeting: that it is over, what is due, and the one way on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Stage;

use super::model::{PeopleFilter, WayOn, lasted, way_on};
use super::store::Records;
use crate::conduct::acts::Acts;
use crate::dates;
use crate::meeting::bars::stage_word;
use crate::meeting::room::RoomStore;
use crate::minutes::attendance::REOPEN;
use crate::minutes::model::a_few;
use crate::ui::{Button, ButtonKind, Dialog, Icon, LinkButton, Size, TextArea};
use crate::{icon, move_tr, tr};

/// The card that stands above the record once the meeting is over.
#[component]
pub(super) fn AfterCard(
    records: Records,
    now: Signal<i64>,
    /// Goes to the people.
    on_people: Callback<()>,
) -> impl IntoView {
    let room = records.room;
    let facts = Memo::new(move |_| {
        room.with(|room, viewer| {
            let way = way_on(room, viewer)?;
            let sent_back = room.minutes.sent_back.as_ref().map(|sent| {
                let who = room.participants.get(&sent.by);
                let who = who.map(|who| (who.name.clone(), who.position.clone()));
                (who, sent.at, sent.reason.clone())
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
    // Whoever comes from the minutes to record what is open there is asked at once, and once.
    Effect::new(move |asked: Option<bool>| {
        let may_reopen = facts.with(|facts| {
            facts
                .as_ref()
                .is_some_and(|(way, stage, ..)| *way == WayOn::Write && *stage == Stage::Closed)
        });
        let is_wanted = window()
            .location()
            .search()
            .is_ok_and(|search| search.trim_start_matches('?') == REOPEN);
        if may_reopen && is_wanted && asked != Some(true) {
            reopens.set(true);
        }
        asked == Some(true) || may_reopen
    });
    let card = move || {
        let (way, stage, lasted, conclusions, sent_back, signer) = facts.get()?;
        let minutes = format!("/meetings/{meeting}/minutes");
        let sent_back = sent_back.filter(|_| stage == Stage::Closed);
        let link = match way {
            WayOn::Write if sent_back.is_some() => {
                Some((minutes, move_tr!("duty-mend-act"), icon!("pen-line")))
            }
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
                {sent_back.map(|(who, at, reason)| {
                    let when = dates::said(at.0, now.get_untracked());
                    let (name, position) = who.unwrap_or_default();
                    let said = if name.is_empty() {
                        tr!("minutes-sent-back", { "when" => when })
                    } else {
                        tr!("minutes-sent-back-by", { "name" => name, "when" => when })
                    };
                    view! {
                        <div class="told">
                            <Icon of=icon!("undo-2") small=true/>
                            <div>
                                <p class="t-second-strong">{said}</p>
                                {(!position.is_empty()).then(|| view! { <p class="t-second" lang="vi">{position}</p> })}
                                <p lang="vi">{reason}</p>
                            </div>
                        </div>
                    }
                })}
                {(stage == Stage::Closed && way == WayOn::Write).then(|| view! { <LeftOpen records on_people/> })}
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

/// Who was recorded neither as present nor as absent, and the way to them; nothing while everybody is recorded.
#[component]
fn LeftOpen(records: Records, on_people: Callback<()>) -> impl IntoView {
    let open = Memo::new(move |_| records.counted.left_open().unwrap_or_default());
    let look = move || {
        records.filter.set(PeopleFilter::Unrecorded);
        on_people.run(());
    };
    move || {
        let names = open.get();
        let count = names.len();
        (count > 0).then(|| {
            let (named, more) = a_few(&names);
            let named = named.join(", ");
            let more = (more > 0)
                .then(|| format!(" {}", tr!("minutes-unrecorded-more", { "count" => more })));
            view! {
                <div class="told left-open" role="status">
                    <Icon of=icon!("users-round") small=true/>
                    <div>
                        <p class="t-second-strong">{tr!("minutes-unrecorded", { "count" => count })}</p>
                        <p><span lang="vi">{named}</span> {more} ". " {tr!("after-unrecorded-way")}</p>
                        <Button kind=ButtonKind::Text size=Size::Small icon=icon!("users-round") label=move_tr!("after-unrecorded-look") on_press=look/>
                    </div>
                </div>
            }
        })
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
