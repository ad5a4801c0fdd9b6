//! After the meeting: that it is over, what is due, and the one way on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
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
use crate::minutes::standing::sent_back as sent_back_words;
use crate::ui::{Button, ButtonKind, Icon, LinkButton, ReasonDialog, Size};
use crate::{icon, move_tr, tr};

/// Characters of a reason, as the server takes them.
const REASON: usize = 2_000;

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
            let sent_back = room.minutes.sent_back.clone().map(|back| {
                let who = room.participants.get(&back.by);
                let who = who.map(|who| (who.name.clone(), who.position.clone()));
                (back, who)
            });
            let reader = viewer.person;
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
                reader,
            ))
        })
        .flatten()
    });
    let meeting = room.meeting;
    let reopens = RwSignal::new(false);
    let navigate = use_navigate();
    // Whoever comes from the minutes to record what is open there is asked at once, and once: the address that asked
    // gives way to the room's own, which neither loading it again nor going back opens the question from.
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
            let instead = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("/meetings/{meeting}"), instead);
        }
        asked == Some(true) || may_reopen
    });
    let card = move || {
        let (way, stage, lasted, conclusions, sent_back, signer, reader) = facts.get()?;
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
                {sent_back.map(|(back, who)| {
                    let (name, position) = who.unzip();
                    // To the one who did it, their own position is no news.
                    let position = position.filter(|position| back.by != reader && !position.is_empty());
                    let said = sent_back_words(&back, name, Some(reader));
                    view! {
                        <div class="told">
                            <Icon of=icon!("undo-2") small=true/>
                            <div>
                                <p class="t-second-strong">{said}</p>
                                {position.map(|position| view! { <p class="t-second" lang="vi">{position}</p> })}
                                <p lang="vi">{back.reason}</p>
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
    let written = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let reopen = Callback::new(move |reason: String| {
        busy.set(true);
        spawn_local(async move {
            if acts.did(RoomCommand::Reopen { reason }).await {
                let _ = open.try_set(false);
                let _ = written.try_set(String::new());
            }
            let _ = busy.try_set(false);
        });
    });
    view! {
        <ReasonDialog
            open
            title=move_tr!("reopen-title")
            label=move_tr!("reopen-reason")
            reason=written
            most=REASON
            act=move_tr!("reopen")
            missing=move_tr!("write-reason")
            busy
            on_act=reopen
        >
            {move || tr!("reopen-why")}
        </ReasonDialog>
    }
}
