//! Passes: a code, its link and its QR code let a person into one meeting for a while, once, without a passkey.
//!
//! Who may be given one, and when, is the room's to say ([`crate::live::room::passes`]); this part keeps codes and
//! opens sessions. It knows of a meeting nothing but its id.

use nghisu_protocol::{
    door::{Door, IssuedPass, MAX_PASSES, PASS_MS, SESSION_MS},
    ids::{MeetingId, PassId, PersonId, Timestamp},
    machine::Machine,
};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, Opened, Visitor,
    activation::qr_svg,
    audit,
    error::Thing,
    secret,
    store::{
        self,
        doors::{OpenedBy, Which},
        passes::StoredPass,
    },
};

/// What a code is good for.
#[derive(Debug)]
pub(crate) enum GoodCode {
    /// To make a passkey.
    Activation,
    /// To come into a meeting.
    Pass(StoredPass),
}

impl Identity {
    /// A new pass's id.
    pub(crate) fn pass_id(&self) -> PassId {
        PassId(self.random.id(self.now()))
    }

    /// Whether a person can be given a pass of a meeting at all.
    ///
    /// # Errors
    /// When they are unknown or closed, or the meeting has as many as it may have.
    pub(crate) async fn can_have_pass(
        &self,
        meeting: MeetingId,
        person: PersonId,
    ) -> Result<(), IdentityError> {
        let stored = store::people::get(self.db.read(), person)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        if stored.closed_at.is_some() {
            return Err(IdentityError::PersonInactive);
        }
        has_place(self.db.read(), meeting, self.now()).await
    }

    /// Makes a pass for a person who takes part in a meeting. One that they have there and that waits becomes void.
    ///
    /// # Errors
    /// When the meeting has as many as it may have.
    pub(crate) async fn issue_pass(
        &self,
        actor: &Actor,
        meeting: MeetingId,
        pass: PassId,
        person: PersonId,
    ) -> Result<IssuedPass, IdentityError> {
        let now = self.now();
        let code = secret::new_code(&self.random);
        let stored = new_pass(pass, meeting, person, now);
        let hash = self.code_key.hash(&code);
        let by = actor.id();
        let details = json!({ "meeting": meeting, "pass": pass });
        let entry = self.entry(actor, "pass_given", Some(person.0), details);
        self.db
            .write(move |txn| async move {
                has_place(&*txn, meeting, now).await?;
                store::passes::insert(&*txn, &stored, hash, by, None, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        // The code stands behind `#`: browsers never send that part, so no log has it.
        let link = format!("{}join#{code}", self.config.public_url());
        Ok(IssuedPass {
            pass,
            person,
            qr_svg: qr_svg(&link)?,
            code,
            link,
            expires_at: stored.expires_at,
        })
    }

    /// Says what a code is good for.
    ///
    /// # Errors
    /// When it is wrong, used or over, or too many wrong ones came.
    pub(crate) async fn good_code(
        &self,
        visitor: &Visitor,
        typed: &str,
    ) -> Result<GoodCode, IdentityError> {
        self.check_codes(visitor)?;
        let found = self.find_code(typed).await;
        self.counted(visitor, "pass_refused", found).await
    }

    async fn find_code(&self, typed: &str) -> Result<GoodCode, IdentityError> {
        let code = secret::read_code(typed).ok_or(IdentityError::ActivationUnknown)?;
        match store::passes::by_code(self.db.read(), &self.code_key.hash(&code)).await? {
            Some(pass) if pass.is_used => Err(IdentityError::ActivationUsed),
            Some(pass) if pass.is_revoked || self.now() >= pass.expires_at => {
                Err(IdentityError::ActivationExpired)
            }
            Some(pass) => Ok(GoodCode::Pass(pass)),
            None => self
                .good_activation(typed)
                .await
                .map(|_| GoodCode::Activation),
        }
    }

    /// Uses a pass up and opens the session that it is for.
    ///
    /// # Errors
    /// When it was used meanwhile, or the account is closed.
    pub(crate) async fn open_by_pass(
        &self,
        visitor: &Visitor,
        pass: StoredPass,
        machine: Option<Machine>,
    ) -> Result<Opened, IdentityError> {
        let StoredPass {
            id,
            meeting,
            person,
            ..
        } = pass;
        let opened_by = OpenedBy::Pass(id, meeting);
        let (session, opened) = self.session_by(person, opened_by, visitor, SESSION_MS);
        let details = json!({ "meeting": meeting, "pass": id });
        let entry = self.entry_of(
            Some(person),
            &visitor.address,
            "pass_used",
            Some(person.0),
            details,
        );
        let (now, agent) = (self.now(), visitor.agent.clone());
        self.db
            .write(move |txn| async move {
                let is_open = store::people::locked(&*txn, person)
                    .await?
                    .is_some_and(|person| person.closed_at.is_none());
                if !is_open {
                    return Err(IdentityError::PersonInactive);
                }
                if !store::passes::use_up(&*txn, id, machine, &agent, now).await? {
                    return Err(IdentityError::ActivationUsed);
                }
                store::doors::open_session(&*txn, session, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok(opened)
    }

    /// Ends a session whose secret nobody was told.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn end_opened(
        &self,
        visitor: &Visitor,
        opened: &Opened,
    ) -> Result<(), IdentityError> {
        let (person, session, now) = (opened.person, opened.session, self.now());
        let entry = self.entry_of(
            Some(person),
            &visitor.address,
            "session_ended",
            Some(person.0),
            json!({}),
        );
        self.db
            .write(move |txn| async move {
                let one = Which::One(session);
                store::doors::end_sessions(&*txn, person, one, now).await?;
                audit::add(&*txn, entry).await
            })
            .await
    }

    /// Takes a pass back and ends the session that it opened. Answers whose it was.
    ///
    /// # Errors
    /// When there is none, or nothing is left of it.
    pub(crate) async fn take_back_pass(
        &self,
        actor: &Actor,
        meeting: MeetingId,
        pass: PassId,
    ) -> Result<PersonId, IdentityError> {
        let unknown = || IdentityError::NotFound(Thing::Pass);
        let stored = store::passes::of_meeting(self.db.read(), meeting, pass)
            .await?
            .ok_or_else(unknown)?;
        let (person, now) = (stored.person, self.now());
        let details = json!({ "meeting": meeting, "pass": pass });
        let entry = self.entry(actor, "pass_taken_back", Some(person.0), details);
        self.write_rights(person, move |txn| async move {
            let is_new = store::passes::revoke(&*txn, pass, now).await?;
            let of_pass = Which::OfPass(pass);
            let ended = store::doors::end_sessions(&*txn, person, of_pass, now).await?;
            if !is_new && ended.is_empty() {
                return Err(IdentityError::NotFound(Thing::Pass));
            }
            audit::add(&*txn, entry).await
        })
        .await?;
        Ok(person)
    }

    /// Who was let into a meeting and is about to be.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn door_of(&self, meeting: MeetingId) -> Result<Door, IdentityError> {
        let now = self.now();
        Ok(Door {
            waiting: store::passes::waiting(self.db.read(), meeting, now).await?,
            devices: store::passes::devices(self.db.read(), meeting, now).await?,
        })
    }
}

/// A pass that waits from now on.
pub(super) fn new_pass(
    id: PassId,
    meeting: MeetingId,
    person: PersonId,
    now: Timestamp,
) -> StoredPass {
    StoredPass {
        id,
        meeting,
        person,
        expires_at: Timestamp(now.0 + PASS_MS),
        is_used: false,
        is_revoked: false,
    }
}

/// Whether a meeting has place for one more pass.
pub(super) async fn has_place(
    connection: &impl crate::db::Connection,
    meeting: MeetingId,
    now: Timestamp,
) -> Result<(), IdentityError> {
    if store::passes::count_live(connection, meeting, now).await? >= MAX_PASSES as u64 {
        return Err(IdentityError::TooManyPasses);
    }
    Ok(())
}
