//! Sessions and service tokens: opening, recognising, listing, ending.
//!
//! Every request asks the database: what was ended is over with the next request. Nothing is cached.

use nghisu_protocol::{
    ids::{CredentialId, PersonId, SessionId, Timestamp, TokenId},
    people::{IssuedToken, Me, Role, Session, Token, TokenPlan},
    room::Offices,
};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, audit,
    error::Thing,
    permission::{Door, Reach},
    secret,
    store::{
        self,
        doors::{NewSession, OpenedBy, Which},
    },
};

/// Last seen is written at most this often.
const SEEN_MS: i64 = 5 * 60_000;
/// Begins every service token, so that scanners of leaked secrets know it.
const TOKEN_PREFIX: &str = "nghisu_";

/// Who comes before anybody is known: address and browser.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// From where.
    pub address: String,
    /// The browser, in its own words.
    pub agent: String,
}

/// A session that was just opened. Its secret goes into the cookie and nowhere else.
pub struct Opened {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub session: SessionId,
    /// The cookie's value.
    pub secret: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("person", &self.person)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl Identity {
    pub(super) fn new_session(
        &self,
        person: PersonId,
        credential: CredentialId,
        visitor: &Visitor,
    ) -> (NewSession, Opened) {
        let lasts = i64::from(self.config.session_days) * 86_400_000;
        self.session_by(person, OpenedBy::Passkey(credential), visitor, lasts)
    }

    /// A session that lasts so many milliseconds.
    pub(super) fn session_by(
        &self,
        person: PersonId,
        opened_by: OpenedBy,
        visitor: &Visitor,
        lasts: i64,
    ) -> (NewSession, Opened) {
        let now = self.now();
        let (secret, secret_hash) = secret::new_secret(&self.random, "");
        let id = SessionId(self.random.id(now));
        let expires_at = Timestamp(now.0 + lasts);
        (
            NewSession {
                id,
                person,
                opened_by,
                secret_hash,
                agent: visitor.agent.chars().take(200).collect(),
                address: visitor.address.clone(),
                expires_at,
            },
            Opened {
                person,
                session: id,
                secret,
                expires_at,
            },
        )
    }

    /// Who sends a request: by the session's cookie, or by a token after `Bearer`.
    ///
    /// # Errors
    /// [`IdentityError::SignInRequired`] when the secret opens no door.
    pub async fn recognise(
        &self,
        cookie: Option<&str>,
        bearer: Option<&str>,
        address: &str,
    ) -> Result<Actor, IdentityError> {
        let now = self.now();
        let reader = self.db.read();
        let (door, person, seen) = if let Some(token) = bearer {
            let (id, person, used) = store::doors::token(reader, &secret::hash_secret(token), now)
                .await?
                .ok_or(IdentityError::SignInRequired)?;
            (Door::Token(id), person, used.unwrap_or_default())
        } else {
            let cookie = cookie.ok_or(IdentityError::SignInRequired)?;
            store::doors::session(reader, &secret::hash_secret(cookie), now)
                .await?
                .ok_or(IdentityError::SignInRequired)?
        };
        let actor = self.actor_of(person, door, address).await?;
        self.note_seen(door, seen).await?;
        Ok(actor)
    }

    /// Notes that somebody was here, when it was last noted some time ago.
    async fn note_seen(&self, door: Door, seen: Timestamp) -> Result<(), IdentityError> {
        let now = self.now();
        if now.0 - seen.0 < SEEN_MS {
            return Ok(());
        }
        self.db
            .write(move |txn| async move {
                match door {
                    Door::Session(id) | Door::Pass { session: id, .. } => {
                        store::doors::seen(&*txn, id, now).await?;
                    }
                    Door::Token(id) => store::doors::token_used(&*txn, id, now).await?,
                    Door::Terminal => {}
                }
                Ok(())
            })
            .await
    }

    /// The person behind a door with the rights they have now.
    ///
    /// # Errors
    /// [`IdentityError::SignInRequired`] when the account is closed.
    pub async fn actor_of(
        &self,
        person: PersonId,
        door: Door,
        address: &str,
    ) -> Result<Actor, IdentityError> {
        let stored = store::people::get(self.db.read(), person)
            .await?
            .filter(|stored| stored.closed_at.is_none())
            .ok_or(IdentityError::SignInRequired)?;
        let grants = store::people::grants(self.db.read(), Some(person))
            .await?
            .into_iter()
            .map(|(_, grant)| grant)
            .collect::<Vec<_>>();
        let clerk_of = if grants.iter().any(|grant| grant.role == Role::Clerk) {
            self.tree().await?.clerk_of(&grants)
        } else {
            Offices::None
        };
        Ok(Actor {
            person: Some(person),
            name: stored.name,
            door,
            grants,
            clerk_of,
            address: address.to_owned(),
        }
        .held_to_their_door())
    }

    /// Whether a door is still open.
    async fn is_still_open(&self, actor: &Actor) -> Result<bool, IdentityError> {
        let now = self.now();
        let open = match actor.door {
            Door::Session(id) => store::doors::is_open(self.db.read(), id, now)
                .await?
                .is_some(),
            Door::Pass { session, .. } => {
                let seen = store::doors::is_open(self.db.read(), session, now).await?;
                // A tablet in a meeting may ask for nothing but what comes over its socket.
                if let Some(seen) = seen {
                    self.note_seen(actor.door, seen).await?;
                }
                seen.is_some()
            }
            Door::Token(id) => store::doors::is_good(self.db.read(), id, now).await?,
            Door::Terminal => true,
        };
        Ok(open
            && match actor.person {
                Some(person) => store::people::get(self.db.read(), person)
                    .await?
                    .is_some_and(|person| person.closed_at.is_none()),
                None => true,
            })
    }

    /// Whether a door is still open and leads to the rights that it led to: asked by sockets when rights changed, and
    /// from time to time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_still_welcome(&self, actor: &Actor) -> Result<bool, IdentityError> {
        if !self.is_still_open(actor).await? {
            return Ok(false);
        }
        match self.actor_of(actor.id(), actor.door, &actor.address).await {
            Ok(now) => Ok(now.viewer() == actor.viewer()),
            Err(IdentityError::SignInRequired) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What the client shows of whoever is signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn me(&self, actor: &Actor) -> Result<Me, IdentityError> {
        let id = actor.id();
        let mut roles: Vec<_> = actor.grants.iter().map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        Ok(Me {
            id,
            name: actor.name.clone(),
            position: store::people::title(self.db.read(), id, &self.clock.today()).await?,
            roles,
            grants: actor.grants.clone(),
            session: actor.door.session(),
            meeting: match actor.reach() {
                Reach::Everything => None,
                Reach::Meeting(meeting) => Some(meeting),
            },
            office: self.config.office_name.clone(),
        })
    }

    /// Ends the session that asks.
    ///
    /// # Errors
    /// When the database fails. A token has nothing to sign out of.
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), IdentityError> {
        match actor.door.session() {
            Some(id) => {
                self.end(actor, actor.id(), Which::One(id), "sign_out")
                    .await
            }
            None => Ok(()),
        }
    }

    /// A person's open sessions: one's own, or of somebody whom one manages.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn sessions(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<Vec<Session>, IdentityError> {
        self.own_or_managed(actor, person).await?;
        let current = actor.door.session();
        Ok(store::doors::sessions(self.db.read(), person, current, self.now()).await?)
    }

    /// Ends one session of a person, or all of them.
    ///
    /// # Errors
    /// When the right is missing or the session unknown.
    pub async fn end_sessions(
        &self,
        actor: &Actor,
        person: PersonId,
        one: Option<SessionId>,
    ) -> Result<(), IdentityError> {
        self.own_or_managed(actor, person).await?;
        let which = one.map_or(Which::All, Which::One);
        self.end(actor, person, which, "session_ended").await
    }

    async fn end(
        &self,
        actor: &Actor,
        person: PersonId,
        which: Which,
        kind: &str,
    ) -> Result<(), IdentityError> {
        let now = self.now();
        let entry = self.entry(actor, kind, Some(person.0), json!({}));
        self.write_rights(person, move |txn| async move {
            let ended = store::doors::end_sessions(&*txn, person, which, now).await?;
            if ended.is_empty() && matches!(which, Which::One(_)) {
                return Err(IdentityError::NotFound(Thing::Session));
            }
            audit::add(&*txn, entry).await
        })
        .await?;
        Ok(())
    }

    /// Makes a service token that acts as a person.
    ///
    /// # Errors
    /// When the right is missing, or a value is not allowed.
    pub async fn issue_token(
        &self,
        actor: &Actor,
        person: PersonId,
        plan: TokenPlan,
    ) -> Result<IssuedToken, IdentityError> {
        self.managed(actor, person).await?.of_the_directory()?;
        let now = self.now();
        let name = super::directory::tidy(&plan.name);
        if name.is_empty() || name.chars().count() > 120 {
            return Err(IdentityError::ValueInvalid("name"));
        }
        if plan.expires_at.is_some_and(|at| at <= now) {
            return Err(IdentityError::ValueInvalid("expires_at"));
        }
        let (secret, hash) = secret::new_secret(&self.random, TOKEN_PREFIX);
        let token = Token {
            id: TokenId(self.random.id(now)),
            name,
            created_at: now,
            expires_at: plan.expires_at,
            last_used_at: None,
        };
        let issued = IssuedToken {
            id: token.id,
            secret,
            expires_at: token.expires_at,
        };
        let entry = self.entry(
            actor,
            "token_issued",
            Some(person.0),
            json!({ "token": token.id }),
        );
        let by = actor.person;
        self.db
            .write(move |txn| async move {
                store::doors::issue_token(&*txn, &token, person, hash, by).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok(issued)
    }

    /// A person's service tokens.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn tokens(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<Vec<Token>, IdentityError> {
        self.own_or_managed(actor, person).await?;
        Ok(store::doors::tokens(self.db.read(), person, self.now()).await?)
    }

    /// Revokes a service token.
    ///
    /// # Errors
    /// When the right is missing or the token unknown.
    pub async fn revoke_token(
        &self,
        actor: &Actor,
        person: PersonId,
        token: TokenId,
    ) -> Result<(), IdentityError> {
        self.own_or_managed(actor, person).await?;
        let now = self.now();
        let entry = self.entry(
            actor,
            "token_revoked",
            Some(person.0),
            json!({ "token": token }),
        );
        self.write_rights(person, move |txn| async move {
            if store::doors::revoke_tokens(&*txn, person, Some(token), now).await? == 0 {
                return Err(IdentityError::NotFound(Thing::Token));
            }
            audit::add(&*txn, entry).await
        })
        .await?;
        Ok(())
    }

    async fn own_or_managed(&self, actor: &Actor, person: PersonId) -> Result<(), IdentityError> {
        if actor.person == Some(person) {
            return Ok(());
        }
        self.managed(actor, person).await.map(drop)
    }
}
