//! Finding people in the directory: by unit and by what was typed, in the order that was asked for.
//!
//! Lists stand in rank order (thứ bậc); pickers ask for the alphabet.

use nghisu_protocol::{ids::UnitId, people::Person, text};

use super::{Actor, Identity, IdentityError, error::Thing, store};

/// In what order people stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By the rank of their first position, then by name.
    #[default]
    Rank,
    /// By given, family and middle name.
    Name,
}

/// Which people, and in what order.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Words that begin words of the name or of a title; marks may be left out.
    pub search: Option<String>,
    /// Only people with a position in this unit or below.
    pub unit: Option<UnitId>,
    /// The order; where a search is given, exact matches come first.
    pub order: Order,
    /// Also people whose account is closed.
    pub closed: bool,
    /// Also people who were entered at the door of a meeting, where one manages them.
    pub at_door: bool,
}

impl Identity {
    /// People, as everybody who is signed in may see them; more of those whom one manages.
    ///
    /// # Errors
    /// When the unit is unknown.
    pub async fn people(
        &self,
        actor: &Actor,
        listing: Listing,
    ) -> Result<Vec<Person>, IdentityError> {
        let tree = self.tree().await?;
        if listing.unit.is_some_and(|unit| !tree.contains(unit)) {
            return Err(IdentityError::NotFound(Thing::Unit));
        }
        let mut people = store::people::all(self.db.read()).await?;
        if !(listing.at_door && actor.administers(&tree, None)) {
            people.retain(|person| person.at_door.is_none());
        }
        let mut found: Vec<(u8, Person)> = self
            .complete(actor, &tree, people, None)
            .await?
            .into_iter()
            .filter(|person| person.active || listing.closed)
            .filter(|person| {
                listing.unit.is_none_or(|unit| {
                    person
                        .positions
                        .iter()
                        .any(|position| tree.is_within(position.unit, unit))
                })
            })
            .filter_map(|person| Some((answers(&person, listing.search.as_deref())?, person)))
            .collect();
        let rank = |person: &Person| {
            person
                .positions
                .first()
                .map_or(i32::MAX, |position| position.precedence)
        };
        found.sort_by_cached_key(|(exact, person)| {
            let first = match listing.order {
                Order::Rank => rank(person),
                Order::Name => 0,
            };
            (*exact, first, text::name_key(&person.name), person.id)
        });
        Ok(found.into_iter().map(|(_, person)| person).collect())
    }
}

/// How well a person answers a search: by name before by title.
fn answers(person: &Person, search: Option<&str>) -> Option<u8> {
    let Some(search) = search.map(str::trim).filter(|search| !search.is_empty()) else {
        return Some(0);
    };
    text::rank(search, &person.name).or_else(|| {
        person
            .positions
            .iter()
            .filter_map(|position| text::rank(search, &position.title))
            .min()
            .map(|rank| rank + 2)
    })
}
