//! Tablets of the office's rooms (rule DO-9): enrolled once with a code, known by a cookie of their own from then on. A tablet
//! is nobody: its cookie opens nothing but what it is asked about itself, and the session of whoever it is lent to.

use nghisu_protocol::{
    door::{IssuedTablet, LendableTablet, RoomTablet, TabletPlan},
    ids::{MeetingId, PassId, PersonId, TabletId, Timestamp},
};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, Visitor,
    activation::qr_svg,
    audit,
    directory::tidy,
    error::Thing,
    passes::new_pass,
    secret,
    store::{self, doors::Which, passes::StoredPass},
};

/// Begins every tablet's secret.
const PREFIX: &str = "tablet_";
/// Last seen is written at most this often, in milliseconds.
const SEEN_MS: i64 = 5 * 60_000;
/// Characters of a name.
const MAX_NAME: usize = 80;
/// Tablets of an office at most.
const MAX_TABLETS: usize = 1_000;

impl Identity {
    /// Makes a tablet of the office's rooms, with the code by which it is enrolled.
    ///
    /// # Errors
    /// For everybody but administrators of the whole tree, or when the name is not allowed.
    pub(crate) async fn add_tablet(
        &self,
        actor: &Actor,
        plan: TabletPlan,
    ) -> Result<IssuedTablet, IdentityError> {
        self.keeps_tablets(actor).await?;
        let name = tidy(&plan.name);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Err(IdentityError::ValueInvalid("name"));
        }
        if store::tablets::all(self.db.read()).await?.len() >= MAX_TABLETS {
            return Err(IdentityError::ValueInvalid("name"));
        }
        let id = TabletId(self.random.id(self.now()));
        self.give_code(actor, id, name, true).await
    }

    /// Makes a new code for a tablet that lost its cookie. What it held before goes on until the code is used.
    ///
    /// # Errors
    /// For everybody but administrators of the whole tree, or when there is no such tablet.
    pub(crate) async fn tablet_code(
        &self,
        actor: &Actor,
        id: TabletId,
    ) -> Result<IssuedTablet, IdentityError> {
        self.keeps_tablets(actor).await?;
        let known = self.known_tablet(id).await?;
        self.give_code(actor, id, known.name, false).await
    }

    async fn give_code(
        &self,
        actor: &Actor,
        id: TabletId,
        name: String,
        is_new: bool,
    ) -> Result<IssuedTablet, IdentityError> {
        let now = self.now();
        let code = secret::new_code(&self.random);
        let hash = self.code_key.hash(&code);
        let hours = i64::from(self.config.activation_hours);
        let expires_at = Timestamp(now.0 + hours * 3_600_000);
        let details = json!({ "name": name });
        let entry = self.entry(actor, "tablet_code_issued", Some(id.0), details);
        let called = name.clone();
        self.db
            .write(move |txn| async move {
                if is_new {
                    store::tablets::insert(&*txn, id, called, now).await?;
                }
                store::tablets::set_code(&*txn, id, hash, expires_at).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        // The code stands behind `#`: browsers never send that part, so no log has it.
        let link = format!("{}room-tablet#{code}", self.config.public_url());
        Ok(IssuedTablet {
            id,
            name,
            qr_svg: qr_svg(&link)?,
            code,
            link,
            expires_at,
        })
    }

    /// All tablets of the office's rooms.
    ///
    /// # Errors
    /// For everybody but administrators of the whole tree.
    pub(crate) async fn tablets(&self, actor: &Actor) -> Result<Vec<RoomTablet>, IdentityError> {
        self.keeps_tablets(actor).await?;
        Ok(store::tablets::all(self.db.read()).await?)
    }

    /// Takes a tablet out of use; the session of whoever it is lent to ends.
    ///
    /// # Errors
    /// For everybody but administrators of the whole tree, or when there is no such tablet.
    pub(crate) async fn remove_tablet(
        &self,
        actor: &Actor,
        id: TabletId,
    ) -> Result<(), IdentityError> {
        self.keeps_tablets(actor).await?;
        let now = self.now();
        let loan = store::tablets::loan(self.db.read(), id, now).await?;
        let entry = self.entry(actor, "tablet_removed", Some(id.0), json!({}));
        // Where it is lent to nobody, nobody's rights change.
        let person = loan.map_or(actor.id(), |(pass, _)| pass.person);
        self.write_rights(person, move |txn| async move {
            if !store::tablets::revoke(&*txn, id, now).await? {
                return Err(IdentityError::NotFound(Thing::Tablet));
            }
            if let Some((pass, _)) = loan {
                store::passes::revoke(&*txn, pass.id, now).await?;
                let which = Which::OfPass(pass.id);
                store::doors::end_sessions(&*txn, pass.person, which, now).await?;
            }
            audit::add(&*txn, entry).await
        })
        .await
    }

    /// Enrols the tablet that types a code; answers it with the secret of its cookie.
    ///
    /// # Errors
    /// When the code is wrong, used or over, or too many wrong ones came.
    pub(crate) async fn enrol_tablet(
        &self,
        visitor: &Visitor,
        typed: &str,
    ) -> Result<(RoomTablet, String), IdentityError> {
        self.check_codes(visitor)?;
        let found = self.tablet_of_code(typed).await;
        let (tablet, code_hash) = self.counted(visitor, "tablet_refused", found).await?;
        let (secret, hash) = secret::new_secret(&self.random, PREFIX);
        let (id, now, agent) = (tablet.id, self.now(), visitor.agent.clone());
        let address = &visitor.address;
        let entry = self.entry_of(None, address, "tablet_enrolled", Some(id.0), json!({}));
        self.db
            .write(move |txn| async move {
                if !store::tablets::enrol(&*txn, id, &code_hash, hash, &agent, now).await? {
                    return Err(IdentityError::ActivationUsed);
                }
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok((tablet, secret))
    }

    async fn tablet_of_code(&self, typed: &str) -> Result<(RoomTablet, String), IdentityError> {
        let code = secret::read_code(typed).ok_or(IdentityError::ActivationUnknown)?;
        let hash = self.code_key.hash(&code);
        let tablet = store::tablets::by_code(self.db.read(), &hash)
            .await?
            .ok_or(IdentityError::ActivationUnknown)?;
        if tablet.code_expires_at.is_none_or(|at| self.now() >= at) {
            return Err(IdentityError::ActivationExpired);
        }
        Ok((tablet, hash))
    }

    /// The tablet that asks, by its cookie.
    ///
    /// # Errors
    /// When it is none of the office's.
    pub(crate) async fn recognise_tablet(
        &self,
        cookie: Option<&str>,
    ) -> Result<RoomTablet, IdentityError> {
        let unknown = || IdentityError::NotFound(Thing::Tablet);
        let hash = secret::hash_secret(cookie.ok_or_else(unknown)?);
        let tablet = store::tablets::by_secret(self.db.read(), &hash)
            .await?
            .ok_or_else(unknown)?;
        let (id, now) = (tablet.id, self.now());
        if tablet.last_seen_at.is_none_or(|at| now.0 - at.0 >= SEEN_MS) {
            self.db
                .write(move |txn| async move {
                    Ok::<_, IdentityError>(store::tablets::seen(&*txn, id, now).await?)
                })
                .await?;
        }
        Ok(tablet)
    }

    /// The pass by which a tablet is lent, and whether its session is open.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn loan_of(
        &self,
        tablet: TabletId,
    ) -> Result<Option<(StoredPass, bool)>, IdentityError> {
        Ok(store::tablets::loan(self.db.read(), tablet, self.now()).await?)
    }

    /// The enrolled tablets, as whoever lends one sees them.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn lendable_tablets(&self) -> Result<Vec<LendableTablet>, IdentityError> {
        let mut lendable = Vec::new();
        for tablet in store::tablets::all(self.db.read()).await? {
            if tablet.enrolled_at.is_some() {
                lendable.push(LendableTablet {
                    is_free: self.loan_of(tablet.id).await?.is_none(),
                    id: tablet.id,
                    name: tablet.name,
                    last_seen_at: tablet.last_seen_at,
                });
            }
        }
        Ok(lendable)
    }

    /// A tablet that can be lent now.
    ///
    /// # Errors
    /// When there is none, or it is lent.
    pub(crate) async fn free_tablet(&self, id: TabletId) -> Result<RoomTablet, IdentityError> {
        let tablet = self.known_tablet(id).await?;
        if tablet.enrolled_at.is_none() {
            return Err(IdentityError::NotFound(Thing::Tablet));
        }
        match self.loan_of(id).await? {
            None => Ok(tablet),
            Some(_) => Err(IdentityError::TabletLent),
        }
    }

    /// Lends a tablet: a pass that it alone can use, without a code.
    ///
    /// # Errors
    /// When it was lent or taken out of use meanwhile, or the meeting has as many passes as it may have.
    pub(crate) async fn lend_tablet(
        &self,
        actor: &Actor,
        meeting: MeetingId,
        (pass, person): (PassId, PersonId),
        tablet: TabletId,
    ) -> Result<(), IdentityError> {
        let now = self.now();
        let stored = new_pass(pass, meeting, person, now);
        // Nobody is told a code: what is kept instead is of a secret that is thrown away.
        let (_, hash) = secret::new_secret(&self.random, PREFIX);
        let by = actor.id();
        let details = json!({ "meeting": meeting, "pass": pass, "tablet": tablet });
        let entry = self.entry(actor, "pass_given", Some(person.0), details);
        self.db
            .write(move |txn| async move {
                if store::tablets::locked(&*txn, tablet).await?.is_none() {
                    return Err(IdentityError::NotFound(Thing::Tablet));
                }
                if store::tablets::loan(&*txn, tablet, now).await?.is_some() {
                    return Err(IdentityError::TabletLent);
                }
                super::passes::has_place(&*txn, meeting, now).await?;
                store::passes::insert(&*txn, &stored, hash, by, Some(tablet), now).await?;
                audit::add(&*txn, entry).await
            })
            .await
    }

    async fn known_tablet(&self, id: TabletId) -> Result<RoomTablet, IdentityError> {
        store::tablets::locked(self.db.read(), id)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Tablet))
    }

    /// The tablets are the whole office's.
    async fn keeps_tablets(&self, actor: &Actor) -> Result<(), IdentityError> {
        if actor.administers(&self.tree().await?, None) {
            Ok(())
        } else {
            Err(IdentityError::Denied)
        }
    }
}
