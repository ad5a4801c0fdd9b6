//! What can be done with an item of the agenda, by where it stands, and the way back from each. The server decides
//! the same once more.

use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::{ItemStatus, Room, Stage};
use nghisu_protocol::room::{Act, RoomCommand};

use super::acts::Acts;
use super::order::{move_item, place_of};
use crate::ui::{Icon, Menu, MenuItem, Svg};
use crate::{icon, move_tr, tr};

/// One thing to do with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemAct {
    /// Discuss it now.
    Open,
    /// End its discussion.
    Close,
    /// Put it off.
    Postpone,
    /// Take it off the agenda.
    Withdraw,
    /// Take back what ended, put off or withdrew it.
    Restore,
}

impl ItemAct {
    /// What can be done with an item that stands so, in a meeting that stands so.
    pub fn of(stage: Stage, status: ItemStatus) -> &'static [Self] {
        match (stage, status) {
            (Stage::Open, ItemStatus::Pending) => &[Self::Open, Self::Postpone, Self::Withdraw],
            (Stage::Open, ItemStatus::Open) => &[Self::Close, Self::Postpone, Self::Withdraw],
            (Stage::Open, ItemStatus::Postponed) => &[Self::Open, Self::Restore, Self::Withdraw],
            (Stage::Open, ItemStatus::Done | ItemStatus::Withdrawn) => &[Self::Restore],
            (Stage::Published, ItemStatus::Pending) => &[Self::Postpone, Self::Withdraw],
            (Stage::Published, ItemStatus::Postponed) => &[Self::Restore, Self::Withdraw],
            (Stage::Published, ItemStatus::Withdrawn) => &[Self::Restore],
            _ => &[],
        }
    }

    /// The command.
    pub fn command(self, item: ItemId) -> RoomCommand {
        match self {
            Self::Open => RoomCommand::OpenItem { item },
            Self::Close => RoomCommand::CloseItem { item },
            Self::Postpone => RoomCommand::PostponeItem { item },
            Self::Withdraw => RoomCommand::WithdrawItem { item },
            Self::Restore => RoomCommand::RestoreItem { item },
        }
    }

    /// What brings back how things stood before; empty where nothing does.
    pub fn undo(self, room: &Room, item: ItemId) -> Vec<RoomCommand> {
        let status = room
            .items
            .get(&item)
            .map_or(ItemStatus::Pending, |content| content.status);
        let restore = RoomCommand::RestoreItem { item };
        let again = match status {
            ItemStatus::Open => Some(RoomCommand::OpenItem { item }),
            ItemStatus::Postponed => Some(RoomCommand::PostponeItem { item }),
            ItemStatus::Withdrawn => Some(RoomCommand::WithdrawItem { item }),
            ItemStatus::Pending | ItemStatus::Done => None,
        };
        match self {
            Self::Open => {
                let mut undo = vec![RoomCommand::CloseItem { item }, restore];
                undo.extend(again);
                // Opening an item ended the one before.
                if let Some(item) = room.current_item.filter(|current| *current != item) {
                    undo.push(RoomCommand::RestoreItem { item });
                    undo.push(RoomCommand::OpenItem { item });
                }
                undo
            }
            Self::Close | Self::Postpone | Self::Withdraw => {
                let mut undo = vec![restore];
                undo.extend(again);
                undo
            }
            // Opened again for a moment, an ended item would end the one that is being discussed.
            Self::Restore if status == ItemStatus::Done && room.current_item.is_none() => {
                vec![
                    RoomCommand::OpenItem { item },
                    RoomCommand::CloseItem { item },
                ]
            }
            Self::Restore => again.into_iter().collect(),
        }
    }

    /// Does it, says so, offers the way back; a second tap does nothing.
    pub fn run(self, acts: Acts, item: ItemId) {
        let (undo, number) = acts.room.room.with_untracked(|room| {
            room.as_ref()
                .map(|room| {
                    let number = room.number_of(item).unwrap_or_default();
                    (self.undo(room, item), number)
                })
                .unwrap_or_default()
        });
        acts.run_once_with_undo(self.command(item), self.said(number), undo);
    }

    fn icon(self) -> Svg {
        match self {
            Self::Open => icon!("play"),
            Self::Close => icon!("check"),
            Self::Postpone => icon!("clock"),
            Self::Withdraw => icon!("ban"),
            Self::Restore => icon!("rotate-ccw"),
        }
    }

    fn word(self) -> Signal<String> {
        match self {
            Self::Open => move_tr!("item-act-open"),
            Self::Close => move_tr!("item-act-close"),
            Self::Postpone => move_tr!("item-act-postpone"),
            Self::Withdraw => move_tr!("item-act-withdraw"),
            Self::Restore => move_tr!("item-act-restore"),
        }
    }

    /// What is said of it once it was done with the item of this number.
    fn said(self, number: usize) -> String {
        match self {
            Self::Open => tr!("did-open-this-item", { "number" => number }),
            Self::Close => tr!("did-close-item", { "number" => number }),
            Self::Postpone => tr!("did-postpone", { "number" => number }),
            Self::Withdraw => tr!("did-withdraw-item", { "number" => number }),
            Self::Restore => tr!("did-restore", { "number" => number }),
        }
    }
}

/// The menu of an item, for those who conduct; nothing where nothing can be done.
#[component]
pub fn ItemMenu(
    /// What it does.
    acts: Acts,
    /// Which item.
    item: ItemId,
    /// Its number on the agenda.
    number: usize,
    /// Whether this person conducts now.
    #[prop(into)]
    conducts: Signal<bool>,
) -> impl IntoView {
    let room = acts.room;
    let able = Memo::new(move |_| {
        let found = room.room.with(|room| {
            let room = room.as_ref()?;
            Some(ItemAct::of(room.stage, room.items.get(&item)?.status))
        });
        found
            .filter(|_| conducts.get() && room.may(Act::Conduct))
            .unwrap_or_default()
    });
    // Where the item can be moved to: a place earlier, a place later.
    let places = Memo::new(move |_| {
        let found = room.room.with(|room| {
            let room = room.as_ref()?;
            let at = place_of(room, item)?;
            let is_on = matches!(room.stage, Stage::Published | Stage::Open);
            let goes = |to: &usize| is_on && room.may_move(at, *to);
            let earlier = at.checked_sub(1).filter(goes);
            Some((earlier, Some(at + 1).filter(goes)))
        });
        let may = conducts.get() && room.may(Act::Prepare);
        found.filter(|_| may).unwrap_or_default()
    });
    move || {
        let (able, (earlier, later)) = (able.get(), places.get());
        (!able.is_empty() || earlier.is_some() || later.is_some()).then(|| {
            view! {
                <Menu class="icon-button bare" label=move_tr!("item-acts") button=move || view! {
                    <Icon of=icon!("ellipsis")/>
                    <span class="words-only">{tr!("item-acts-for", { "number" => number })}</span>
                }>
                    {able.iter().map(|act| {
                        let act = *act;
                        view! { <MenuItem label=act.word() icon=act.icon() on_press=Callback::from(move || act.run(acts, item))/> }
                    }).collect_view()}
                    {earlier.map(|to| view! {
                        <MenuItem label=move_tr!("item-act-earlier") icon=icon!("arrow-up") on_press=Callback::from(move || move_item(acts, item, to))/>
                    })}
                    {later.map(|to| view! {
                        <MenuItem label=move_tr!("item-act-later") icon=icon!("arrow-down") on_press=Callback::from(move || move_item(acts, item, to))/>
                    })}
                </Menu>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{MeetingId, Uuid};
    use nghisu_protocol::room::state::Item;

    fn room(statuses: &[ItemStatus]) -> Room {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.stage = Stage::Open;
        for (n, status) in (1..).zip(statuses) {
            let id = ItemId(Uuid::from_u128(n));
            let item = Item {
                title: String::new(),
                position: n as u64,
                presenter: None,
                presenting_body: String::new(),
                minutes: 0,
                is_closed_session: false,
                status: *status,
                opened_at: None,
                spent_ms: 0,
                course: String::new(),
                votes: Vec::new(),
                conclusions: Vec::new(),
            };
            room.items.insert(id, item);
            if *status == ItemStatus::Open {
                room.current_item = Some(id);
            }
        }
        room
    }

    fn id(n: u128) -> ItemId {
        ItemId(Uuid::from_u128(n))
    }

    #[test]
    fn undoing_an_opening_opens_the_item_before_again() {
        let room = room(&[ItemStatus::Open, ItemStatus::Pending]);
        assert_eq!(
            ItemAct::Open.undo(&room, id(2)),
            [
                RoomCommand::CloseItem { item: id(2) },
                RoomCommand::RestoreItem { item: id(2) },
                RoomCommand::RestoreItem { item: id(1) },
                RoomCommand::OpenItem { item: id(1) },
            ]
        );
    }

    #[test]
    fn undoing_brings_back_where_the_item_stood() {
        let room = room(&[ItemStatus::Open, ItemStatus::Postponed, ItemStatus::Done]);
        assert_eq!(
            ItemAct::Postpone.undo(&room, id(1)),
            [
                RoomCommand::RestoreItem { item: id(1) },
                RoomCommand::OpenItem { item: id(1) },
            ]
        );
        assert_eq!(
            ItemAct::Withdraw.undo(&room, id(2)),
            [
                RoomCommand::RestoreItem { item: id(2) },
                RoomCommand::PostponeItem { item: id(2) },
            ]
        );
        assert_eq!(
            ItemAct::Restore.undo(&room, id(2)),
            [RoomCommand::PostponeItem { item: id(2) }]
        );
        assert_eq!(
            ItemAct::Restore.undo(&room, id(3)),
            [],
            "it would end the item that is being discussed"
        );
    }

    #[test]
    fn only_what_the_room_would_accept_is_offered() {
        assert_eq!(
            ItemAct::of(Stage::Open, ItemStatus::Done),
            [ItemAct::Restore]
        );
        assert!(!ItemAct::of(Stage::Published, ItemStatus::Pending).contains(&ItemAct::Open));
        assert!(ItemAct::of(Stage::Closed, ItemStatus::Pending).is_empty());
    }
}
