//! Units and people of the demonstration: made where they are missing, left alone where they are there.

use std::collections::BTreeMap;

use anyhow::Context as _;
use nghisu_protocol::{
    ids::{PersonId, UnitId},
    people::{IssuedActivation, Person, PersonPlan, PositionPlan, Role, RoleGrant, Unit, UnitPlan},
};

use super::{api::Api, office::Office};

/// Ids by names.
#[derive(Debug, Default)]
pub(super) struct Known {
    units: BTreeMap<String, UnitId>,
    people: BTreeMap<String, PersonId>,
}

/// What is given to a person on paper.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) name: String,
    pub(super) position: String,
    pub(super) issued: IssuedActivation,
}

impl Known {
    pub(super) fn unit(&self, name: &str) -> anyhow::Result<UnitId> {
        let found = self.units.get(name).copied();
        found.with_context(|| format!("there is no unit “{name}”"))
    }

    pub(super) fn person(&self, name: &str) -> anyhow::Result<PersonId> {
        let found = self.people.get(name).copied();
        found.with_context(|| format!("nobody is called “{name}”"))
    }

    pub(super) fn all(&self, names: &[String]) -> anyhow::Result<Vec<PersonId>> {
        names.iter().map(|name| self.person(name)).collect()
    }

    /// Makes the units that are missing, and says how many.
    pub(super) async fn make_units(&mut self, api: &Api, office: &Office) -> anyhow::Result<usize> {
        let there: Vec<Unit> = api.get("units").await?;
        self.units = there.into_iter().map(|unit| (unit.name, unit.id)).collect();
        let mut made = 0;
        for unit in &office.units {
            if self.units.contains_key(&unit.name) {
                continue;
            }
            let parent = match &unit.within {
                Some(above) => Some(self.unit(above)?),
                None => None,
            };
            let predecessors = unit.predecessors.iter().map(|name| self.unit(name));
            let plan = UnitPlan {
                parent,
                name: unit.name.clone(),
                short_name: unit.short.clone(),
                code: None,
                precedence: unit.precedence,
                valid_from: unit.from.clone(),
                valid_to: unit.to.clone(),
                predecessors: predecessors.collect::<anyhow::Result<_>>()?,
            };
            let unit: Unit = api.post("units", &plan).await?;
            self.units.insert(unit.name, unit.id);
            made += 1;
        }
        Ok(made)
    }

    /// Makes the people who are missing, and says how many. The administrator, who was made without a
    /// unit because there was none yet, gets their position.
    pub(super) async fn make_people(
        &mut self,
        api: &Api,
        office: &Office,
    ) -> anyhow::Result<usize> {
        let there: Vec<Person> = api.get("people").await?;
        let mut made = 0;
        for (index, person) in office.people.iter().enumerate() {
            let position = PositionPlan {
                unit: self.unit(&person.unit)?,
                title: person.position.clone(),
                precedence: i32::try_from(index + 1)?,
                valid_from: None,
                valid_to: None,
            };
            let found = there.iter().find(|one| one.name == person.name);
            let id = match found {
                Some(one) if one.positions.is_empty() => {
                    let path = format!("people/{}/positions", one.id);
                    let one: Person = api.post(&path, &position).await?;
                    made += 1;
                    one.id
                }
                Some(one) => one.id,
                None => {
                    let plan = PersonPlan {
                        name: person.name.clone(),
                        email: None,
                        phone: None,
                        positions: vec![position],
                        grants: self.grants(office, &person.roles)?,
                    };
                    let one: Person = api.post("people", &plan).await?;
                    made += 1;
                    one.id
                }
            };
            self.people.insert(person.name.clone(), id);
        }
        Ok(made)
    }

    /// Roles in the whole office: the first unit and everything below it.
    fn grants(&self, office: &Office, roles: &[Role]) -> anyhow::Result<Vec<RoleGrant>> {
        let root = office.units.first().context("the office has no unit")?;
        let unit = Some(self.unit(&root.name)?);
        Ok(roles.iter().map(|&role| RoleGrant { role, unit }).collect())
    }

    /// A code for everybody who has no passkey yet. Codes made before become void.
    pub(super) async fn issue_codes(
        &self,
        api: &Api,
        office: &Office,
    ) -> anyhow::Result<Vec<Slip>> {
        let there: Vec<Person> = api.get("people").await?;
        let mut slips = Vec::new();
        for person in &office.people {
            let id = self.person(&person.name)?;
            let is_activated = there
                .iter()
                .find(|one| one.id == id)
                .and_then(|one| one.managed.as_ref())
                .is_some_and(|managed| managed.passkeys > 0);
            if is_activated {
                continue;
            }
            slips.push(Slip {
                name: person.name.clone(),
                position: person.position.clone(),
                issued: api
                    .post(&format!("people/{id}/activation"), &serde_json::json!({}))
                    .await?,
            });
        }
        Ok(slips)
    }
}
