//! People who came to a meeting and were not in the directory (rule DO-7): entered there in words, without rights, and
//! joined later to a real entry or closed.

use nghisu_protocol::{
    door::{EnterSubstitute, MAX_NAME, MAX_WORDS},
    ids::{MeetingId, PersonId},
    people::{AtDoor, Person},
};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, audit,
    directory::tidy,
    error::Thing,
    store::{self, doors::Which, people::StoredPerson},
};

impl StoredPerson {
    /// The same person, where they are in the directory.
    ///
    /// # Errors
    /// When they were entered at a door: they come in by passes alone.
    pub(super) fn of_the_directory(self) -> Result<Self, IdentityError> {
        match self.at_door {
            None => Ok(self),
            Some(_) => Err(IdentityError::AtDoor),
        }
    }
}

impl Identity {
    /// The words of a newcomer as they are kept.
    ///
    /// # Errors
    /// When a value is not allowed.
    pub(crate) fn checked_newcomer(
        plan: EnterSubstitute,
    ) -> Result<EnterSubstitute, IdentityError> {
        let words = |text: &str, least: usize, most: usize, field| {
            let text = tidy(text);
            if (least..=most).contains(&text.chars().count()) {
                Ok(text)
            } else {
                Err(IdentityError::ValueInvalid(field))
            }
        };
        Ok(EnterSubstitute {
            name: words(&plan.name, 1, MAX_NAME, "name")?,
            position: words(&plan.position, 0, MAX_WORDS, "position")?,
            unit_name: words(&plan.unit_name, 0, MAX_WORDS, "unit_name")?,
            ..plan
        })
    }

    /// Enters somebody who came to a meeting. The same request sent again changes nothing.
    ///
    /// # Errors
    /// When the id is somebody else's.
    pub(crate) async fn enter_newcomer(
        &self,
        actor: &Actor,
        meeting: MeetingId,
        plan: EnterSubstitute,
    ) -> Result<(), IdentityError> {
        let now = self.now();
        let details = json!({ "meeting": meeting });
        let entry = self.entry(actor, "person_entered_at_door", Some(plan.id.0), details);
        self.db
            .write(move |txn| async move {
                match store::people::get(&*txn, plan.id).await? {
                    None => {
                        store::people::insert_newcomer(&*txn, meeting, &plan, now).await?;
                        audit::add(&*txn, entry).await
                    }
                    Some(known) if is_same(&known, meeting, &plan) => Ok(()),
                    Some(_) => Err(IdentityError::ValueInvalid("id")),
                }
            })
            .await
    }

    /// Says whose entry in the directory somebody is who was entered at a door. Their own is closed; in the logs of
    /// meetings they stay who they were entered as.
    ///
    /// # Errors
    /// When the right is missing, they were not entered at a door, or the other entry is none of the directory's.
    pub async fn join_newcomer(
        &self,
        actor: &Actor,
        id: PersonId,
        into: PersonId,
    ) -> Result<Person, IdentityError> {
        let newcomer = self.managed(actor, id).await?;
        if newcomer.at_door.is_none() {
            return Err(IdentityError::ValueInvalid("id"));
        }
        let stays = match self.managed(actor, into).await {
            Err(IdentityError::NotFound(Thing::Person)) => None,
            stays => Some(stays?),
        };
        if stays.is_none_or(|stays| stays.closed_at.is_some() || stays.at_door.is_some()) {
            return Err(IdentityError::ValueInvalid("into"));
        }
        let now = self.now();
        let details = json!({ "into": into });
        let entry = self.entry(actor, "person_joined", Some(id.0), details);
        self.write_rights(id, move |txn| async move {
            store::people::set_closed(&*txn, id, Some(now)).await?;
            store::people::set_joined(&*txn, id, into).await?;
            store::doors::end_sessions(&*txn, id, Which::All, now).await?;
            store::passes::void_all(&*txn, id, now).await?;
            audit::add(&*txn, entry).await
        })
        .await?;
        self.person(actor, id).await
    }
}

/// Whether somebody is the newcomer whom a request enters.
fn is_same(known: &StoredPerson, meeting: MeetingId, plan: &EnterSubstitute) -> bool {
    let entered = AtDoor {
        meeting,
        position: plan.position.clone(),
        unit_name: plan.unit_name.clone(),
        joined_to: None,
    };
    known.name == plan.name && known.at_door.as_ref() == Some(&entered)
}
