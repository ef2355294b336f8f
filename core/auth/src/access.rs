//! From credentials to a principal, from a principal to a grant: the two questions of every request.
//!
//! Rule: both are asked of the database at each request, so a session that was ended, a token that was revoked and a member
//! who was demoted are so at the next request, on every node. Only the policy is held in memory.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use loadin_storage::{Storage, StoreError, instance_roles, memberships, people, sessions, spaces, tokens};
use loadin_types::{
    Caller, Held, PersonId, PluginId, PrincipalKind, SpaceId, Timestamp, TokenId, people::Slug, ports::Clock,
};
use tracing::warn;

use crate::{
    grant::{self, Authorised, Grant, OnInstance, Refusal},
    permission::{AskInSpace, AskOnInstance, Permission, PluginPermission},
    principal::{Principal, SignedIn, TokenHolder},
    random_token::read_api_token,
    session::{SessionCookie, touched},
    snapshot::Snapshot,
};

/// A token's last use is written down at most this often.
const TOUCH: std::time::Duration = std::time::Duration::from_secs(60);

/// What a request brings to show who makes it.
#[derive(Clone, Copy)]
pub enum Credentials<'a> {
    /// Nothing.
    Nothing,
    /// The value of the session cookie.
    Cookie(&'a str),
    /// What follows `Bearer` in the `Authorization` header. A request that has that header has no other credential.
    Bearer(&'a str),
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Cookie(_) => "Cookie(..)",
            Self::Bearer(_) => "Bearer(..)",
        })
    }
}

/// A space as an address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpaceName {
    /// By its id.
    Id(SpaceId),
    /// By its name in URLs.
    Slug(Slug),
}

impl SpaceName {
    /// Reads the part of an address that names a space; `None` when no space can have that name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.parse().map(Self::Id).or_else(|_| text.parse().map(Self::Slug)).ok()
    }
}

/// Why there is no grant.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccessError {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error("cannot find out what the caller may do")]
    Storage(#[from] StoreError),
}

/// Answers who makes a request and what they may do.
pub struct Access {
    storage: Storage,
    clock: Arc<dyn Clock>,
    snapshot: RwLock<Arc<Snapshot>>,
}

impl Access {
    /// Returns the answers that this policy gives over this database.
    #[must_use]
    pub fn new(storage: Storage, clock: Arc<dyn Clock>, snapshot: Snapshot) -> Self {
        Self { storage, clock, snapshot: RwLock::new(Arc::new(snapshot)) }
    }

    /// Returns the policy that is in force.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another policy in force, for every request that begins from now on.
    pub fn replace_snapshot(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Finds out who makes a request. Credentials that are broken, over or unknown are nobody's.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn principal(&self, credentials: Credentials<'_>) -> Result<Principal, StoreError> {
        let now = Timestamp::from_millis(self.clock.now_ms());
        let found = match credentials {
            Credentials::Nothing => None,
            Credentials::Cookie(value) => self.session(value, now).await?.map(Principal::Person),
            Credentials::Bearer(value) => self.token(value, now).await?.map(Principal::Token),
        };
        Ok(found.unwrap_or(Principal::Anonymous))
    }

    /// Decides about one of core's permissions in a space.
    ///
    /// # Errors
    ///
    /// The refusal, or the store's.
    pub async fn authorise<P: AskInSpace>(
        &self,
        principal: &Principal,
        space: &SpaceName,
    ) -> Result<Authorised<P>, AccessError> {
        let grant = self.decide(principal, space, &P::PERMISSION.into()).await?;
        Ok(Authorised::of(grant))
    }

    /// Decides about a plugin's permission in a space.
    ///
    /// # Errors
    ///
    /// The refusal, or the store's.
    pub async fn authorise_plugin(
        &self,
        principal: &Principal,
        space: &SpaceName,
        permission: &PluginPermission,
    ) -> Result<Grant, AccessError> {
        self.decide(principal, space, &permission.clone().into()).await
    }

    /// Returns the space in which a page that is open to everybody is called. That it exists is no secret: it has such a
    /// page.
    ///
    /// # Errors
    ///
    /// [`Refusal::Stranger`] when there is none, or the store's.
    pub async fn open_to_everybody(&self, name: &SpaceName) -> Result<SpaceId, AccessError> {
        let db = self.storage.reader();
        let space = match name {
            SpaceName::Id(id) => spaces::any_by_id(db, *id).await?,
            SpaceName::Slug(slug) => spaces::any_by_slug(db, slug).await?,
        };
        space.map(|space| space.id).ok_or(Refusal::Stranger.into())
    }

    /// Returns somebody who ordered something earlier with the rights that they had then *and* still have; `None` when they may
    /// not call plugins in that space any more.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn by_now(&self, plugin: &PluginId, then: &Caller) -> Result<Option<Caller>, StoreError> {
        let person = match then.kind {
            PrincipalKind::Service | PrincipalKind::System => return Ok(Some(then.clone())),
            PrincipalKind::Anonymous | PrincipalKind::Link => None,
            PrincipalKind::Person => then.id.parse::<PersonId>().ok(),
        };
        let (Some(person), false) = (person, then.roles.is_empty()) else {
            // They never had more than everybody has.
            return Ok(Some(Caller { roles: Vec::new(), held: Held::These(Vec::new()), ..then.clone() }));
        };
        let db = self.storage.reader();
        if people::by_id(db, person).await?.is_none_or(|person| person.disabled.is_some()) {
            return Ok(None);
        }
        let Some(membership) = memberships::in_any_space(db, then.space, person).await? else { return Ok(None) };
        let snapshot = self.snapshot();
        Ok(grant::by_now(&snapshot, plugin, then, &membership))
    }

    /// Decides about a permission over the installation.
    ///
    /// # Errors
    ///
    /// The refusal, or the store's.
    pub async fn authorise_on_instance<P: AskOnInstance>(
        &self,
        principal: &Principal,
    ) -> Result<OnInstance<P>, AccessError> {
        let roles = match principal {
            Principal::Person(signed_in) => {
                instance_roles::of_person(self.storage.reader(), signed_in.person()).await?
            }
            Principal::Anonymous | Principal::Token(_) => Vec::new(),
        };
        Ok(grant::on_instance(&self.snapshot(), principal, &roles)?)
    }

    async fn decide(
        &self,
        principal: &Principal,
        name: &SpaceName,
        permission: &Permission,
    ) -> Result<Grant, AccessError> {
        let Some(person) = principal.person() else { return Err(Refusal::SignInFirst.into()) };
        let db = self.storage.reader();
        let space = match name {
            SpaceName::Id(id) => Some(*id),
            SpaceName::Slug(slug) => spaces::any_by_slug(db, slug).await?.map(|space| space.id),
        };
        // Asked for a space that is not there, too: both strangers wait for the same queries.
        let asked = space.unwrap_or(SpaceId::from_bytes([0; 16]));
        let membership = memberships::in_any_space(db, asked, person).await?;
        Ok(grant::decide(&self.snapshot(), principal, space, membership.as_ref(), permission)?)
    }

    async fn session(&self, value: &str, now: Timestamp) -> Result<Option<SignedIn>, StoreError> {
        let Some(cookie) = SessionCookie::read(value) else { return Ok(None) };
        let Some(session) = sessions::by_token(self.storage.reader(), &cookie.hash(), now).await? else {
            return Ok(None);
        };
        if let Some(idle_until) = touched(&session, now) {
            let (storage, id) = (self.storage.clone(), session.id);
            // Once a minute, and beside the request: nobody waits for the disk in order to look at a page.
            tokio::spawn(async move {
                let write = storage.write(move |tx| Box::pin(sessions::touch(tx, id, now, idle_until))).await;
                note(write, "session");
            });
        }
        Ok(SignedIn::of(session))
    }

    async fn token(&self, value: &str, now: Timestamp) -> Result<Option<TokenHolder>, StoreError> {
        let Some(hash) = read_api_token(value) else { return Ok(None) };
        let Some(token) = tokens::by_hash(self.storage.reader(), &hash, now).await? else { return Ok(None) };
        if token.last_used.is_none_or(|used| now.since(used) >= TOUCH) {
            let (storage, id): (_, TokenId) = (self.storage.clone(), token.id);
            tokio::spawn(async move {
                note(storage.write(move |tx| Box::pin(tokens::touch(tx, id, now))).await, "token");
            });
        }
        Ok(Some(TokenHolder::new(token)))
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

fn note(written: Result<(), StoreError>, what: &str) {
    if let Err(error) = written {
        warn!(%error, "cannot note that a {what} was used; it may end earlier than it should");
    }
}
