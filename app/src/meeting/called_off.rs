//! A meeting that was called off, as everybody sees it who could see it before: what it was, why it is not held, and the
//! way to hold it another time.

use leptos::prelude::*;
use nghisu_protocol::room::Act;

use super::calendar::{StageChip, long_day, shown_title};
use super::model::{Day, hours};
use super::room::RoomStore;
use crate::dates;
use crate::identity::store::use_session;
use crate::pass::in_room::LeaveVisit;
use crate::ui::{ButtonKind, Icon, LinkButton, Size};
use crate::{icon, move_tr, tr};

/// The meeting in a card; nothing for one that was not called off.
#[component]
pub fn CalledOffCard(
    /// The room.
    room: RoomStore,
) -> impl IntoView {
    let meeting = room.meeting;
    let is_limited = untrack(|| use_session().is_limited());
    let may_copy = Memo::new(move |_| room.may(Act::Copy));
    let about = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let how = room.called_off.clone()?;
            let by = room.participants.get(&how.by).map(|by| by.name.clone());
            Some((room.stage, room.details.clone(), how, by))
        })
    });
    move || {
        about.get().map(|(stage, details, how, by)| {
            let when = details.starts_at.map(|starts| {
                let hours = hours(starts, details.ends_at);
                move || {
                    let when = format!("{hours}, {}", long_day(Day::of(starts)));
                    tr!("called-off-was", { "when" => when })
                }
            });
            let place = Some(details.place).filter(|place| !place.is_empty());
            let at = how.at.0;
            let called_off = move || {
                let time = dates::said(at, dates::now());
                match by.clone() {
                    Some(name) => tr!("called-off-by", { "name" => name, "time" => time }),
                    None => tr!("called-off-at", { "time" => time }),
                }
            };
            view! {
                <article class="card called-off">
                    <StageChip stage/>
                    <h2 class="t-section" lang="vi">{shown_title(&details.title)}</h2>
                    <ul class="facts">
                        {when.map(|when| view! { <li><Icon of=icon!("calendar") small=true/><span>{when}</span></li> })}
                        {place.map(|place| view! { <li><Icon of=icon!("map-pin") small=true/><span lang="vi">{place}</span></li> })}
                    </ul>
                    <div class="reason">
                        <p class="t-second">{move || tr!("call-off-reason")}</p>
                        <p class="said" lang="vi">{how.reason}</p>
                        <p class="t-second">{called_off}</p>
                    </div>
                    <div class="ways">
                        {if is_limited {
                            view! { <LeaveVisit room class="button big"/> }.into_any()
                        } else {
                            view! { <LinkButton href="/".to_owned() label=move_tr!("not-found-way") size=Size::Big/> }.into_any()
                        }}
                        <Show when=move || may_copy.get()>
                            <LinkButton
                                href=format!("/meetings/{meeting}/copy")
                                label=move_tr!("called-off-copy")
                                icon=icon!("copy")
                                kind=ButtonKind::Primary
                                online=true
                            />
                        </Show>
                    </div>
                </article>
            }
        })
    }
}
