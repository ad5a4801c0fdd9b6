//! Votes by raised hands, in three numbers.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::room::state::HandVote;
use nghisu_protocol::room::{Room, RoomCommand};

use super::model::fewer_present;
use super::store::{ItemDesk, Records, VoteForm};
use crate::meeting::bars::time_of_day;
use crate::ui::{Button, ButtonKind, Icon, Size, TextArea, TextField, focus};
use crate::{icon, move_tr, tr};

/// The card of the votes.
#[component]
pub(super) fn Votes(records: Records, desk: ItemDesk) -> impl IntoView {
    let item = desk.item;
    let votes = Memo::new(move |_| {
        records
            .item(item, |item| item.votes.clone())
            .unwrap_or_default()
    });
    let is_open = Memo::new(move |_| records.is_open());
    let form = desk.vote;
    let begin = move || {
        // A vote is on the item itself unless the secretary says otherwise.
        let title = records.room.room.with_untracked(|room| {
            let item = room.as_ref()?.items.get(&item)?;
            Some(item.title.clone())
        });
        form.subject.set(title.unwrap_or_default());
        form.is_open.set(true);
    };
    // A keyboard goes on in the form, and comes back to the button that opened it.
    let card = NodeRef::<html::Section>::new();
    Effect::new(move |before: Option<bool>| {
        let is_open = form.is_open.get();
        if before.is_some_and(|before| before != is_open) {
            let next = if is_open {
                ".vote-entry"
            } else {
                "header .button"
            };
            focus::take_up(card.get_untracked().as_deref().map(AsRef::as_ref), next);
        }
        is_open
    });
    view! {
        <section class="card record-card" node_ref=card>
            <header>
                <h3>{move || tr!("record-vote")}</h3>
                <Show when=move || is_open.get() && !form.is_open.get()>
                    <Button kind=ButtonKind::Text size=Size::Small icon=icon!("plus") label=move_tr!("vote-add") on_press=begin/>
                </Show>
            </header>
            {move || votes.get().into_iter().zip(0..).map(|(vote, index)| view! { <VoteRow records desk vote index/> }).collect_view()}
            <Show when=move || votes.with(Vec::is_empty) && !form.is_open.get()>
                <p class="c-2">{move || tr!("vote-none")}</p>
            </Show>
            <Show when=move || is_open.get() && form.is_open.get()>
                <VoteEntry records desk form/>
            </Show>
        </section>
    }
}

#[component]
fn VoteRow(records: Records, desk: ItemDesk, vote: HandVote, index: u32) -> impl IntoView {
    let item = desk.item;
    let again = RoomCommand::RecordHandVote {
        item,
        subject: vote.subject.clone(),
        approve: vote.approve,
        reject: vote.reject,
        abstain: vote.abstain,
    };
    let at = vote.at;
    let strike = move || {
        records.acts.run_once_with_undo(
            RoomCommand::StrikeHandVote {
                item,
                index,
                at: Some(at),
            },
            tr!("did-strike-vote"),
            vec![again.clone()],
        );
    };
    let strike = StoredValue::new(strike);
    let hands = [vote.approve, vote.reject, vote.abstain];
    let hands = hands.into_iter().map(u64::from).sum::<u64>();
    view! {
        <div class="vote">
            <p class="vote-head">
                <span>{time_of_day(vote.at.0)} " · " <span lang="vi">{vote.subject}</span></span>
                <Show when=move || records.is_open()>
                    <Button kind=ButtonKind::Text size=Size::Small label=move_tr!("remove") disabled=records.acts.is_settling on_press=move || strike.with_value(|strike| strike())/>
                </Show>
            </p>
            <dl class="hands">
                <div><dt>{move || tr!("vote-approve")}</dt><dd>{vote.approve}</dd></div>
                <div><dt>{move || tr!("vote-reject")}</dt><dd>{vote.reject}</dd></div>
                <div><dt>{move || tr!("vote-abstain")}</dt><dd>{vote.abstain}</dd></div>
            </dl>
            <Show when=move || records.is_open()>
                <FewerPresent records hands=Signal::stored(hands)/>
            </Show>
        </div>
    }
}

/// Says that more hands were counted than people were recorded as present. Forbids nothing: the list may be behind.
#[component]
fn FewerPresent(records: Records, hands: Signal<u64>) -> impl IntoView {
    let there = Memo::new(move |_| {
        let room = records.room.room;
        room.with(|room| fewer_present(room.as_ref()?, hands.get()))
    });
    move || {
        there.get().map(|there| {
            view! {
                <p class="vote-short" role="status">
                    <Icon of=icon!("triangle-alert") small=true/>
                    <span>{match there {
                        0 => tr!("vote-nobody-present", { "sum" => hands.get() }),
                        _ => tr!("vote-fewer-present", { "sum" => hands.get(), "there" => there }),
                    }}</span>
                </p>
            }
        })
    }
}

/// Three numbers and what they are about.
#[component]
fn VoteEntry(records: Records, desk: ItemDesk, form: VoteForm) -> impl IntoView {
    let busy = RwSignal::new(false);
    let counted = move |count: fn(&Room) -> usize| {
        let room = records.room.room;
        Memo::new(move |_| room.with(|room| room.as_ref().map(count).unwrap_or_default()))
    };
    let (able, most) = (counted(Room::entitled), counted(Room::most_hands));
    let sum = move || form.counted().into_iter().map(u64::from).sum::<u64>();
    let is_too_many = move || sum() > most.get() as u64;
    let is_ready = Signal::derive(move || {
        sum() > 0 && !is_too_many() && form.subject.with(|subject| !subject.trim().is_empty())
    });
    let keep = move || {
        let [approve, reject, abstain] = form.counted();
        let command = RoomCommand::RecordHandVote {
            item: desk.item,
            subject: form.subject.get_untracked(),
            approve,
            reject,
            abstain,
        };
        busy.set(true);
        spawn_local(async move {
            if records.acts.did(command).await {
                form.clear();
            }
            let _ = busy.try_set(false);
        });
    };
    let words = [
        move_tr!("vote-approve"),
        move_tr!("vote-reject"),
        move_tr!("vote-abstain"),
    ];
    let entry = NodeRef::<html::Div>::new();
    // The form opens with its buttons in sight, and keeps them there when a line is added to it or the tablet is turned.
    let is_short = Memo::new(move |_| {
        let hands = sum();
        let room = records.room.room;
        room.with(|room| fewer_present(room.as_ref()?, hands).map(|_| ()))
            .is_some()
    });
    Effect::new(move |_| {
        is_short.track();
        if let Some(entry) = entry.get() {
            request_animation_frame(move || bring_into_sight(&entry));
        }
    });
    let turned = window_event_listener(leptos::ev::resize, move |_| {
        let written = entry.get_untracked().filter(|entry| {
            let active = document().active_element();
            entry.contains(active.as_ref().map(AsRef::as_ref))
        });
        if let Some(entry) = written {
            request_animation_frame(move || bring_into_sight(&entry));
        }
    });
    on_cleanup(move || turned.remove());
    view! {
        <div class="vote-entry" node_ref=entry tabindex="-1" role="group" aria-label=move || tr!("vote-add")>
            <div lang="vi"><TextArea label=move_tr!("vote-subject") value=form.subject one_line=true most=500/></div>
            <div class="hand-fields">
                {words.into_iter().zip(form.hands).map(|(word, hand)| view! { <HandField word hand/> }).collect_view()}
            </div>
            <p class="vote-sum" class:c-live=is_too_many role="status">
                {move || if is_too_many() {
                    tr!("vote-too-many", { "sum" => sum(), "all" => most.get() })
                } else if sum() > able.get() as u64 {
                    // A member who keeps the record raises a hand too.
                    tr!("vote-sum-with-secretary", { "sum" => sum(), "all" => able.get() })
                } else {
                    tr!("vote-sum", { "sum" => sum(), "all" => able.get() })
                }}
            </p>
            <Show when=move || !is_too_many()>
                <FewerPresent records hands=Signal::derive(sum)/>
            </Show>
            <div class="form-foot">
                <Button label=move_tr!("cancel") on_press=move || form.clear()/>
                <Button label=move_tr!("vote-keep") icon=icon!("check") busy disabled=Signal::derive(move || !is_ready.get()) on_press=keep/>
            </div>
        </div>
    }
}

/// Scrolls an element's lower edge into its column, where it lies below.
fn bring_into_sight(element: &web_sys::Element) {
    let Some(column) = element.closest(".column").ok().flatten() else {
        return;
    };
    let lower = |element: &web_sys::Element| element.get_bounding_client_rect().bottom();
    if lower(element) > lower(&column) {
        element.scroll_into_view_with_bool(false);
    }
}

/// A number of hands: typed, or one more and one fewer by thumb.
#[component]
fn HandField(word: Signal<String>, hand: RwSignal<String>) -> impl IntoView {
    let count = move || hand.with(|typed| typed.trim().parse::<u32>().unwrap_or(0));
    let step = move |by: i64| {
        let next = (i64::from(untrack(count)) + by).clamp(0, 9_999);
        hand.set(next.to_string());
    };
    view! {
        <div class="hand-field">
            <button type="button" aria-label=move || tr!("vote-fewer", { "what" => word.get() }) on:click=move |_| step(-1)><Icon of=icon!("minus") small=true/></button>
            <TextField label=word value=hand inputmode="numeric" maxlength=4 placeholder=Signal::stored("0".to_owned())/>
            <button type="button" aria-label=move || tr!("vote-more", { "what" => word.get() }) on:click=move |_| step(1)><Icon of=icon!("plus") small=true/></button>
        </div>
    }
}
