//! The tree of units: any depth, with validity, predecessors and a history of names.
//!
//! A rename adds a name from a day on and touches nothing else: old papers keep the old name.

use nghisu_protocol::{
    ids::UnitId,
    people::{Unit, UnitName, UnitPlan},
};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, audit,
    directory::{day, tidy},
    error::Thing,
    permission::Tree,
    store,
};

/// The day before all days: the first name of a unit without a first day holds from here.
const ALWAYS: &str = "0001-01-01";

impl Identity {
    /// All units with the names that they have, or had on a day.
    ///
    /// # Errors
    /// When the day is none.
    pub async fn units(&self, on: Option<String>) -> Result<Vec<Unit>, IdentityError> {
        let on = day(on, "on")?.unwrap_or_else(|| self.clock.today());
        Ok(store::units::list(self.db.read(), &on).await?)
    }

    /// One unit with the name that it has today.
    ///
    /// # Errors
    /// When it is unknown.
    pub async fn unit(&self, id: UnitId) -> Result<Unit, IdentityError> {
        self.units(None)
            .await?
            .into_iter()
            .find(|unit| unit.id == id)
            .ok_or(IdentityError::NotFound(Thing::Unit))
    }

    /// The tree, for permissions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tree(&self) -> Result<Tree, IdentityError> {
        Ok(store::units::tree(self.db.read()).await?)
    }

    /// Makes a unit.
    ///
    /// # Errors
    /// When the right is missing above it, or a value is not allowed.
    pub async fn create_unit(&self, actor: &Actor, plan: UnitPlan) -> Result<Unit, IdentityError> {
        let tree = self.tree().await?;
        let plan = checked(plan, &tree)?;
        if !actor.administers(&tree, plan.parent) {
            return Err(IdentityError::Denied);
        }
        let name = UnitName {
            valid_from: plan.valid_from.clone().unwrap_or_else(|| ALWAYS.to_owned()),
            name: plan.name.clone(),
            short_name: plan.short_name.clone(),
            code: plan.code.clone(),
        };
        let now = self.now();
        let id = UnitId(self.random.id(now));
        let name_id = self.random.id(now);
        let entry = self.entry(actor, "unit_created", Some(id.0), json!({}));
        self.db
            .write(move |txn| async move {
                store::units::insert(&*txn, id, &plan, now).await?;
                store::units::set_name(&*txn, name_id, id, &name).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        self.unit(id).await
    }

    /// Moves a unit, or changes its rank, validity and predecessors. Its names stay.
    ///
    /// # Errors
    /// When the right is missing here or there, or the unit would stand below itself.
    pub async fn change_unit(
        &self,
        actor: &Actor,
        id: UnitId,
        plan: UnitPlan,
    ) -> Result<Unit, IdentityError> {
        let tree = self.tree().await?;
        let before = self.unit(id).await?;
        let plan = checked(plan, &tree)?;
        let moves = before.parent != plan.parent;
        // Who moves a unit out of their part would lose it, who moves one in would gain it.
        if !actor.administers(&tree, Some(id))
            || (moves
                && !(actor.administers(&tree, before.parent)
                    && actor.administers(&tree, plan.parent)))
        {
            return Err(IdentityError::Denied);
        }
        if plan.parent.is_some_and(|parent| tree.is_within(parent, id))
            || plan.predecessors.contains(&id)
        {
            return Err(IdentityError::UnitLoop);
        }
        let entry = self.entry(actor, "unit_changed", Some(id.0), json!({ "moved": moves }));
        self.db
            .write(move |txn| async move {
                store::units::update(&*txn, id, &plan).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        self.unit(id).await
    }

    /// A unit's names, oldest first.
    ///
    /// # Errors
    /// When it is unknown.
    pub async fn unit_names(&self, id: UnitId) -> Result<Vec<UnitName>, IdentityError> {
        self.unit(id).await?;
        Ok(store::units::names(self.db.read(), id).await?)
    }

    /// Gives a unit a name from a day on.
    ///
    /// # Errors
    /// When the right is missing, or a value is not allowed.
    pub async fn rename_unit(
        &self,
        actor: &Actor,
        id: UnitId,
        name: UnitName,
    ) -> Result<Vec<UnitName>, IdentityError> {
        let tree = self.tree().await?;
        if !tree.contains(id) {
            return Err(IdentityError::NotFound(Thing::Unit));
        }
        if !actor.administers(&tree, Some(id)) {
            return Err(IdentityError::Denied);
        }
        let name = UnitName {
            valid_from: day(Some(name.valid_from), "valid_from")?
                .ok_or(IdentityError::ValueInvalid("valid_from"))?,
            name: unit_name(&name.name)?,
            short_name: optional(name.short_name, 80, "short_name")?,
            code: optional(name.code, 80, "code")?,
        };
        let name_id = self.random.id(self.now());
        let entry = self.entry(
            actor,
            "unit_renamed",
            Some(id.0),
            json!({ "valid_from": name.valid_from }),
        );
        self.db
            .write(move |txn| async move {
                store::units::set_name(&*txn, name_id, id, &name).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok(store::units::names(self.db.read(), id).await?)
    }
}

fn checked(plan: UnitPlan, tree: &Tree) -> Result<UnitPlan, IdentityError> {
    let known = |unit: &UnitId| {
        if tree.contains(*unit) {
            Ok(())
        } else {
            Err(IdentityError::NotFound(Thing::Unit))
        }
    };
    plan.parent.iter().try_for_each(known)?;
    plan.predecessors.iter().try_for_each(known)?;
    let (valid_from, valid_to) = super::directory::validity(plan.valid_from, plan.valid_to)?;
    let mut predecessors = plan.predecessors;
    predecessors.sort_unstable();
    predecessors.dedup();
    Ok(UnitPlan {
        parent: plan.parent,
        name: unit_name(&plan.name)?,
        short_name: optional(plan.short_name, 80, "short_name")?,
        code: optional(plan.code, 80, "code")?,
        precedence: plan.precedence,
        valid_from,
        valid_to,
        predecessors,
    })
}

fn unit_name(name: &str) -> Result<String, IdentityError> {
    let name = tidy(name);
    if name.is_empty() || name.chars().count() > 240 {
        return Err(IdentityError::ValueInvalid("name"));
    }
    Ok(name)
}

fn optional(
    value: Option<String>,
    most: usize,
    field: &'static str,
) -> Result<Option<String>, IdentityError> {
    super::directory::optional(value, most, field)
}
