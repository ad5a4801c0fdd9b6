//! What happens in the room, for whoever does not see it: an item that is opened is said politely, the result of a vote at
//! once. In full words, and only what happened after one came in.

use std::collections::BTreeMap;

use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::HandVote;

use super::room::RoomStore;
use crate::tr;

/// The live regions of a room. They stand there from the beginning: what comes into them is read aloud.
#[component]
pub(super) fn Spoken(
    /// The room.
    room: RoomStore,
) -> impl IntoView {
    let item = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let title = room.items.get(&id)?.title.clone();
            Some((room.number_of(id)?, room.items.len(), title))
        })
    });
    let votes = Memo::new(move |_| {
        room.room.with(|room| {
            let items = room.iter().flat_map(|room| &room.items);
            items
                .map(|(id, item)| (*id, item.votes.clone()))
                .collect::<BTreeMap<ItemId, Vec<HandVote>>>()
        })
    });
    let counted = RwSignal::new(None::<HandVote>);
    Effect::new(move |before: Option<BTreeMap<ItemId, Vec<HandVote>>>| {
        let votes = votes.get();
        if let Some(before) = before {
            counted.set(newly_counted(&before, &votes));
        }
        votes
    });
    view! {
        <div class="words-only" role="status" aria-live="polite">
            {move || item.get().map(|(number, all, title)| {
                let opened = match (room.is_resting(), room.knows_numbers()) {
                    (true, _) => tr!("more-break"),
                    (false, true) => tr!("spoken-item", { "number" => number, "all" => all }),
                    (false, false) => tr!("spoken-your-item"),
                };
                view! { {opened} ": " <span lang="vi">{title}</span> }
            })}
        </div>
        <div class="words-only" role="alert" aria-live="assertive">
            {move || counted.get().map(|HandVote { subject, approve, reject, abstain, .. }| view! {
                {tr!("spoken-vote", { "approve" => approve, "reject" => reject, "abstain" => abstain })}
                " " <span lang="vi">{subject}</span>
            })}
        </div>
    }
}

/// The vote that was added, where one was and none was struck.
fn newly_counted(
    before: &BTreeMap<ItemId, Vec<HandVote>>,
    now: &BTreeMap<ItemId, Vec<HandVote>>,
) -> Option<HandVote> {
    let added = now.iter().find(|(id, votes)| {
        before
            .get(*id)
            .is_some_and(|known| known.len() < votes.len())
    });
    added.and_then(|(_, votes)| votes.last().cloned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::slice;

    use nghisu_protocol::ids::{ItemId, Timestamp, Uuid};
    use nghisu_protocol::room::state::HandVote;

    use super::newly_counted;

    fn vote(subject: &str) -> HandVote {
        HandVote {
            subject: subject.to_owned(),
            approve: 5,
            reject: 0,
            abstain: 1,
            at: Timestamp(0),
        }
    }

    #[test]
    fn a_vote_is_said_when_it_comes_and_not_when_one_is_struck_or_an_item_first_seen() {
        let id = ItemId(Uuid::nil());
        let with = |votes: &[HandVote]| BTreeMap::from([(id, votes.to_vec())]);
        let (one, two) = (vote("Báo cáo"), vote("Phụ lục"));
        let said = newly_counted(
            &with(slice::from_ref(&one)),
            &with(&[one.clone(), two.clone()]),
        );
        assert_eq!(said, Some(two.clone()));
        let both = with(&[one.clone(), two]);
        assert_eq!(newly_counted(&both, &with(slice::from_ref(&one))), None);
        assert_eq!(newly_counted(&both, &both), None);
        assert_eq!(newly_counted(&BTreeMap::new(), &with(&[one])), None);
    }
}
