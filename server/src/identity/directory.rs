//! The directory: people, their positions and their roles.
//!
//! What is typed is brought to NFC once, here. Lists of people are made in `search`.

use std::collections::HashMap;

use nghisu_protocol::{
    ids::{PersonId, PositionId},
    people::{Grants, ManagedPerson, Person, PersonPlan, Position, PositionPlan, RoleGrant},
};
use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Actor, Identity, IdentityError, audit,
    error::Thing,
    permission::{Places, Tree},
    store::{self, doors::Which, people::StoredPerson},
};
use crate::text::{is_day, is_unseen};

impl Identity {
    /// One person.
    ///
    /// # Errors
    /// When they are unknown.
    pub async fn person(&self, actor: &Actor, id: PersonId) -> Result<Person, IdentityError> {
        let tree = self.tree().await?;
        let stored = store::people::get(self.db.read(), id)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        self.complete(actor, &tree, vec![stored], Some(id))
            .await?
            .pop()
            .ok_or(IdentityError::NotFound(Thing::Person))
    }

    /// Names and titles of people, for those who show them: titles as they are today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names(
        &self,
    ) -> Result<HashMap<PersonId, (String, Option<String>)>, IdentityError> {
        let mut titles: HashMap<PersonId, String> = HashMap::new();
        for (person, position) in
            store::people::positions(self.db.read(), None, &self.clock.today()).await?
        {
            titles.entry(person).or_insert(position.title);
        }
        Ok(store::people::all(self.db.read())
            .await?
            .into_iter()
            .map(|person| (person.id, (person.name, titles.remove(&person.id))))
            .collect())
    }

    /// People with their positions, and what the actor may see of them. `one` spares reading others.
    pub(super) async fn complete(
        &self,
        actor: &Actor,
        tree: &Tree,
        people: Vec<StoredPerson>,
        one: Option<PersonId>,
    ) -> Result<Vec<Person>, IdentityError> {
        let reader = self.db.read();
        let now = self.now();
        let mut positions: HashMap<PersonId, Vec<Position>> = HashMap::new();
        for (person, position) in store::people::positions(reader, one, &self.clock.today()).await?
        {
            positions.entry(person).or_default().push(position);
        }
        let mut grants: HashMap<PersonId, Vec<RoleGrant>> = HashMap::new();
        for (person, grant) in store::people::grants(reader, one).await? {
            grants.entry(person).or_default().push(grant);
        }
        let mut passkeys: HashMap<PersonId, u32> = HashMap::new();
        for person in store::passkeys::owners(reader).await? {
            *passkeys.entry(person).or_default() += 1;
        }
        let last_seen: HashMap<_, _> = store::doors::last_seen(reader).await?.into_iter().collect();
        let codes: HashMap<_, _> = store::doors::open_activations(reader, now)
            .await?
            .into_iter()
            .collect();
        Ok(people
            .into_iter()
            .map(|stored| {
                let id = stored.id;
                let positions = positions.remove(&id).unwrap_or_default();
                let grants = grants.remove(&id).unwrap_or_default();
                let places = Places {
                    positions: positions.iter().map(|position| position.unit).collect(),
                    grants: grants.clone(),
                };
                let managed = actor.may_manage(tree, &places).then(|| ManagedPerson {
                    email: stored.email,
                    phone: stored.phone,
                    grants,
                    passkeys: passkeys.get(&id).copied().unwrap_or_default(),
                    last_seen_at: last_seen.get(&id).copied(),
                    activation_expires_at: codes.get(&id).copied(),
                    at_door: stored.at_door,
                });
                Person {
                    id,
                    name: stored.name,
                    positions,
                    active: stored.closed_at.is_none(),
                    managed,
                }
            })
            .collect())
    }

    /// Makes a person with their first positions and roles.
    ///
    /// # Errors
    /// When a place lies outside one's part, or a value is not allowed.
    pub async fn create_person(
        &self,
        actor: &Actor,
        plan: PersonPlan,
    ) -> Result<Person, IdentityError> {
        let tree = self.tree().await?;
        let plan = checked_person(plan, &tree)?;
        let places = Places {
            positions: plan
                .positions
                .iter()
                .map(|position| position.unit)
                .collect(),
            grants: plan.grants.clone(),
        };
        if !actor.may_manage(&tree, &places) {
            return Err(IdentityError::Denied);
        }
        let now = self.now();
        let id = PersonId(self.random.id(now));
        let positions: Vec<_> = plan
            .positions
            .iter()
            .map(|position| (PositionId(self.random.id(now)), position.clone()))
            .collect();
        let grants: Vec<_> = plan
            .grants
            .iter()
            .map(|grant| (self.random.id(now), grant.clone()))
            .collect();
        let entry = self.entry(
            actor,
            "person_created",
            Some(id.0),
            json!({ "grants": plan.grants }),
        );
        self.db
            .write(move |txn| async move {
                store::people::insert(&*txn, id, &plan, now).await?;
                for (position, plan) in &positions {
                    store::people::save_position(&*txn, *position, id, plan, true).await?;
                }
                for (grant_id, grant) in &grants {
                    store::people::insert_grant(&*txn, *grant_id, id, grant, now).await?;
                }
                audit::add(&*txn, entry).await
            })
            .await?;
        self.person(actor, id).await
    }

    /// Changes a person's name and addresses. Positions and roles have routes of their own.
    ///
    /// # Errors
    /// When the right is missing, or a value is not allowed.
    pub async fn change_person(
        &self,
        actor: &Actor,
        id: PersonId,
        plan: PersonPlan,
    ) -> Result<Person, IdentityError> {
        let tree = self.tree().await?;
        self.managed(actor, id).await?;
        let plan = checked_person(plan, &tree)?;
        let entry = self.entry(actor, "person_changed", Some(id.0), json!({}));
        self.db
            .write(move |txn| async move {
                store::people::update(&*txn, id, &plan).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        self.person(actor, id).await
    }

    /// Closes a person's account: sessions end, codes and tokens are void. Or opens it again.
    ///
    /// # Errors
    /// When the right is missing, or nobody would administrate the whole tree any more.
    pub async fn set_person_closed(
        &self,
        actor: &Actor,
        id: PersonId,
        closed: bool,
    ) -> Result<Person, IdentityError> {
        self.managed(actor, id).await?;
        let now = self.now();
        let kind = if closed {
            "person_closed"
        } else {
            "person_reopened"
        };
        let entry = self.entry(actor, kind, Some(id.0), json!({}));
        self.write_rights(id, move |txn| async move {
            let before = store::people::lock_whole_tree_administrators(&*txn).await?;
            store::people::set_closed(&*txn, id, closed.then_some(now)).await?;
            if closed {
                store::doors::end_sessions(&*txn, id, Which::All, now).await?;
                store::doors::revoke_activations(&*txn, id, now).await?;
                store::doors::revoke_tokens(&*txn, id, None, now).await?;
                store::passes::void_all(&*txn, id, now).await?;
            }
            keep_an_administrator(&*txn, before).await?;
            audit::add(&*txn, entry).await
        })
        .await?;
        self.person(actor, id).await
    }

    /// Replaces all roles of a person.
    ///
    /// # Errors
    /// When an old or a new role lies outside one's part, or nobody would administrate the whole
    /// tree any more.
    pub async fn set_grants(
        &self,
        actor: &Actor,
        id: PersonId,
        grants: Grants,
    ) -> Result<Person, IdentityError> {
        let tree = self.tree().await?;
        self.managed(actor, id).await?.of_the_directory()?;
        let wanted = checked_grants(grants.grants, &tree)?;
        if wanted
            .iter()
            .any(|grant| !actor.administers(&tree, grant.unit))
        {
            return Err(IdentityError::Denied);
        }
        let now = self.now();
        let rows: Vec<_> = wanted
            .iter()
            .map(|grant| (self.random.id(now), grant.clone()))
            .collect();
        let entry = self.entry(
            actor,
            "roles_changed",
            Some(id.0),
            json!({ "grants": wanted }),
        );
        self.write_rights(id, move |txn| async move {
            let before = store::people::lock_whole_tree_administrators(&*txn).await?;
            store::people::clear_grants(&*txn, id).await?;
            for (row, grant) in &rows {
                store::people::insert_grant(&*txn, *row, id, grant, now).await?;
            }
            keep_an_administrator(&*txn, before).await?;
            audit::add(&*txn, entry).await
        })
        .await?;
        self.person(actor, id).await
    }

    /// Gives a person a position.
    ///
    /// # Errors
    /// When the right is missing for the person or the unit.
    pub async fn create_position(
        &self,
        actor: &Actor,
        person: PersonId,
        plan: PositionPlan,
    ) -> Result<Person, IdentityError> {
        let id = PositionId(self.random.id(self.now()));
        self.save_position(actor, person, id, plan, true).await
    }

    /// Changes a position; its end is its last day.
    ///
    /// # Errors
    /// When the right is missing for the person or the unit, or the position unknown.
    pub async fn change_position(
        &self,
        actor: &Actor,
        id: PositionId,
        plan: PositionPlan,
    ) -> Result<Person, IdentityError> {
        let (person, _) = store::people::position(self.db.read(), id)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Position))?;
        self.save_position(actor, person, id, plan, false).await
    }

    async fn save_position(
        &self,
        actor: &Actor,
        person: PersonId,
        id: PositionId,
        plan: PositionPlan,
        is_new: bool,
    ) -> Result<Person, IdentityError> {
        let tree = self.tree().await?;
        self.managed(actor, person).await?.of_the_directory()?;
        let plan = checked_position(plan, &tree)?;
        if !actor.administers(&tree, Some(plan.unit)) {
            return Err(IdentityError::Denied);
        }
        let entry = self.entry(
            actor,
            "position_saved",
            Some(person.0),
            json!({ "position": id, "unit": plan.unit }),
        );
        self.write_rights(person, move |txn| async move {
            store::people::save_position(&*txn, id, person, &plan, is_new).await?;
            audit::add(&*txn, entry).await
        })
        .await?;
        self.person(actor, person).await
    }

    /// A person whom the actor may manage.
    pub(super) async fn managed(
        &self,
        actor: &Actor,
        id: PersonId,
    ) -> Result<StoredPerson, IdentityError> {
        self.within_reach(actor, id, Actor::may_manage).await
    }

    /// A person for whom the actor may hand out codes.
    pub(super) async fn reachable(
        &self,
        actor: &Actor,
        id: PersonId,
    ) -> Result<StoredPerson, IdentityError> {
        self.within_reach(actor, id, Actor::may_activate).await
    }

    async fn within_reach(
        &self,
        actor: &Actor,
        id: PersonId,
        may: fn(&Actor, &Tree, &Places) -> bool,
    ) -> Result<StoredPerson, IdentityError> {
        let reader = self.db.read();
        let stored = store::people::get(reader, id)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        let places = store::people::places(reader, id, &self.clock.today()).await?;
        if may(actor, &self.tree().await?, &places) {
            Ok(stored)
        } else {
            Err(IdentityError::Denied)
        }
    }
}

/// Refuses a change after which nobody administrates the whole tree, when somebody did before.
async fn keep_an_administrator(
    connection: &impl crate::db::Connection,
    before: usize,
) -> Result<(), IdentityError> {
    if before > 0 && store::people::whole_tree_administrators(connection).await? == 0 {
        return Err(IdentityError::AdministratorLast);
    }
    Ok(())
}

fn checked_person(plan: PersonPlan, tree: &Tree) -> Result<PersonPlan, IdentityError> {
    let name = tidy(&plan.name);
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(IdentityError::ValueInvalid("name"));
    }
    let email = optional(plan.email, 200, "email")?;
    if email.as_ref().is_some_and(|email| {
        !email
            .split_once('@')
            .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
    }) {
        return Err(IdentityError::ValueInvalid("email"));
    }
    Ok(PersonPlan {
        name,
        email,
        phone: optional(plan.phone, 40, "phone")?,
        positions: plan
            .positions
            .into_iter()
            .map(|position| checked_position(position, tree))
            .collect::<Result<_, _>>()?,
        grants: checked_grants(plan.grants, tree)?,
    })
}

fn checked_position(plan: PositionPlan, tree: &Tree) -> Result<PositionPlan, IdentityError> {
    if !tree.contains(plan.unit) {
        return Err(IdentityError::NotFound(Thing::Unit));
    }
    let title = tidy(&plan.title);
    if title.is_empty() || title.chars().count() > 240 {
        return Err(IdentityError::ValueInvalid("title"));
    }
    let (valid_from, valid_to) = validity(plan.valid_from, plan.valid_to)?;
    Ok(PositionPlan {
        title,
        valid_from,
        valid_to,
        ..plan
    })
}

fn checked_grants(
    mut grants: Vec<RoleGrant>,
    tree: &Tree,
) -> Result<Vec<RoleGrant>, IdentityError> {
    if grants
        .iter()
        .any(|grant| grant.unit.is_some_and(|unit| !tree.contains(unit)))
    {
        return Err(IdentityError::NotFound(Thing::Unit));
    }
    grants.sort_by_key(|grant| (grant.role, grant.unit));
    grants.dedup();
    Ok(grants)
}

/// A line of text as it is stored: NFC, without control characters and what nobody sees, one space between words.
pub(super) fn tidy(text: &str) -> String {
    let text: String = text
        .nfc()
        .filter(|letter| letter.is_whitespace() || !letter.is_control() && !is_unseen(*letter))
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An optional line of text; an empty one is none.
pub(super) fn optional(
    value: Option<String>,
    most: usize,
    field: &'static str,
) -> Result<Option<String>, IdentityError> {
    let value = value
        .map(|value| tidy(&value))
        .filter(|value| !value.is_empty());
    if value
        .as_ref()
        .is_some_and(|value| value.chars().count() > most)
    {
        return Err(IdentityError::ValueInvalid(field));
    }
    Ok(value)
}

/// A day as `yyyy-MM-dd`; an empty one is none.
pub(super) fn day(
    value: Option<String>,
    field: &'static str,
) -> Result<Option<String>, IdentityError> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    if is_day(&value) {
        Ok(Some(value))
    } else {
        Err(IdentityError::ValueInvalid(field))
    }
}

/// First and last day, in this order.
pub(super) fn validity(
    from: Option<String>,
    to: Option<String>,
) -> Result<(Option<String>, Option<String>), IdentityError> {
    let (from, to) = (day(from, "valid_from")?, day(to, "valid_to")?);
    if let (Some(from), Some(to)) = (&from, &to)
        && from > to
    {
        return Err(IdentityError::ValueInvalid("valid_to"));
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_stored_in_nfc_with_single_spaces() {
        assert_eq!(tidy("  Hồ\u{a0} Thị   Xuân A\u{301}i\n"), "Hồ Thị Xuân Ái");
        assert_eq!(tidy("Lê\nQuang\u{2028}Thiệu\u{0}"), "Lê Quang Thiệu");
        assert_eq!(
            tidy("Lê \u{202e}Quang\u{200b} Thiệu\u{feff}"),
            "Lê Quang Thiệu"
        );
    }

    #[test]
    fn days_have_one_spelling_and_an_order() {
        assert!(validity(Some("2025-03-01".into()), Some("2025-02-28".into())).is_err());
        assert!(day(Some("2025-02-30".into()), "on").is_err());
        assert!(day(Some("20250228".into()), "on").is_err());
        assert_eq!(
            day(Some("2025-02-28".into()), "on").unwrap().as_deref(),
            Some("2025-02-28")
        );
        assert_eq!(day(Some(String::new()), "on").unwrap(), None);
    }
}
