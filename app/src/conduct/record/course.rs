//! The course of a discussion, in one field that nobody but the secretary's hand changes while it is written.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;
use wasm_bindgen::JsCast;

use super::draft::{opinions, with_opinion};
use super::store::{ItemDesk, Records};
use crate::meeting::bars::time_of_day;
use crate::ui::{Banner, Button, ButtonKind, Dialog, Icon, Person, Place, Size, TextArea, Tone};
use crate::{icon, move_tr, tr};

/// The card of the course.
#[component]
pub(super) fn Course(records: Records, desk: ItemDesk) -> impl IntoView {
    let is_open = Memo::new(move |_| records.is_open());
    let count = Memo::new(move |_| desk.course.with(|text| opinions(text)));
    let chooses = RwSignal::new(false);
    let field = NodeRef::<html::Div>::new();
    let begin = Callback::new(move |name: String| {
        chooses.set(false);
        let time = time_of_day(records.room.now().0);
        desk.course
            .update(|text| *text = with_opinion(text, &time, &name));
        // The dialog gives the focus back first; then the caret goes to where the opinion begins.
        set_timeout(
            move || {
                let area = field
                    .try_get_untracked()
                    .flatten()
                    .and_then(|field| field.query_selector("textarea").ok().flatten())
                    .and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
                if let Some(area) = area {
                    let end = area.value().encode_utf16().count() as u32;
                    let _ = area.focus();
                    let _ = area.set_selection_range(end, end);
                    area.set_scroll_top(area.scroll_height());
                }
            },
            std::time::Duration::from_millis(60),
        );
    });
    view! {
        <section class="card record-card">
            <header>
                <h3>
                    {move || tr!("record-course")}
                    <span class="t-second">{move || (count.get() > 0).then(|| format!(" · {}", tr!("record-opinions", { "count" => count.get() })))}</span>
                </h3>
                <Show when=move || is_open.get()>
                    <Button kind=ButtonKind::Text size=Size::Small icon=icon!("message-square-text") label=move_tr!("record-opinion-of") on_press=move || chooses.set(true)/>
                </Show>
            </header>
            <Show
                when=move || is_open.get()
                fallback=move || view! {
                    <p class="course-text" lang="vi">{move || desk.course.get()}</p>
                    <Show when=move || desk.course.with(String::is_empty)>
                        <p class="c-2">{move || tr!("record-no-course")}</p>
                    </Show>
                }
            >
                <div
                    class="course-field"
                    lang="vi"
                    node_ref=field
                    on:focusin=move |_| desk.is_focused.set_value(true)
                    on:focusout=move |_| desk.left()
                    on:compositionstart=move |_| desk.is_composing.set_value(true)
                    on:compositionend=move |_| desk.composed()
                >
                    <TextArea
                        label=move_tr!("record-course")
                        quiet_label=true
                        value=desk.course
                        rows=4
                        placeholder=move_tr!("record-course-placeholder")
                    />
                </div>
                <Beside records desk/>
            </Show>
            <SpeakerSheet records desk open=chooses on_choose=begin/>
        </section>
    }
}

/// What somebody else wrote meanwhile, and the choice.
#[component]
fn Beside(records: Records, desk: ItemDesk) -> impl IntoView {
    let name = move |writer: Option<PersonId>| {
        let found = records.room.room.with(|room| {
            let who = room.as_ref()?.participants.get(&writer?)?;
            Some(who.name.clone())
        });
        found.unwrap_or_else(|| tr!("record-somebody"))
    };
    move || {
        desk.theirs.get().map(|(writer, text)| {
            view! {
                <Banner tone=Tone::Warn icon=icon!("file-diff")>
                    <p class="t-strong">{tr!("record-was-changed", { "name" => name(writer) })}</p>
                    <p class="course-text" lang="vi">{text}</p>
                    <div class="choices">
                        <Button size=Size::Small label=move_tr!("record-keep-mine") on_press=move || desk.keep_mine()/>
                        <Button size=Size::Small label=move_tr!("record-take-theirs") on_press=move || desk.take_theirs()/>
                        <Button size=Size::Small label=move_tr!("record-join") on_press=move || desk.join()/>
                    </div>
                </Banner>
            }
        })
    }
}

/// Whose opinion is written next: who presents the item, then everybody in the room, in rank order.
#[component]
fn SpeakerSheet(
    records: Records,
    desk: ItemDesk,
    open: RwSignal<bool>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let people = move || {
        records.room.room.with(|room| {
            let Some(room) = room.as_ref() else {
                return Vec::new();
            };
            let presenter = room.items.get(&desk.item).and_then(|item| item.presenter);
            let mut people: Vec<_> = room
                .ranked()
                .into_iter()
                .map(|(id, who)| {
                    (
                        id,
                        who.name.clone(),
                        who.position.clone(),
                        who.attendance.is_there(),
                    )
                })
                .collect();
            people.sort_by_key(|(id, _, _, is_there)| (Some(*id) != presenter, !is_there));
            people
        })
    };
    view! {
        <Dialog open title=move_tr!("record-opinion-of") place=Place::RightNarrow>
            <ul class="people-choice">
                {move || people().into_iter().map(|(_, name, position, is_there)| {
                    let chosen = name.clone();
                    view! {
                        <li>
                            <button type="button" class="row" on:click=move |_| on_choose.run(chosen.clone())>
                                <span class="what"><Person name=name position=Signal::stored(position)/></span>
                                {is_there.then(|| view! { <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("attendance-present")}</span> })}
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Dialog>
    }
}
