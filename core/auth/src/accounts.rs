//! The acts that need a password: signing in, confirming it is still you, and the first run.
//!
//! Rule: every way in is the same few steps in the same order (count the attempt, look the name up, do the work of a hash,
//! begin a new session), whether the name exists or not. What goes to the database is one batch: both the rows and the
//! session, or neither.

mod password_change;

use std::{net::IpAddr, sync::Arc};

use loadin_storage::{PersonError, Storage, StoreError, instance_roles, people, sessions};
use loadin_types::{
    PersonId, Timestamp,
    people::{PasswordHash, Session, TokenHash},
    ports::{Clock, Entropy},
};

use crate::{
    login_name::fold_login,
    password::{Busy, HashError, HashQueue, QueueError, Urgency, Verdict},
    principal::SignedIn,
    secret::Secret,
    session::{Lifetime, SessionCookie, begin_session},
    throttle::{Attempt, Target, Throttle, Wait},
};

pub use password_change::ChangePasswordError;

/// Somebody signs in.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// The name they typed.
    pub login: &'a str,
    /// The password they typed.
    pub password: Secret,
    /// Where from.
    pub from: Visitor<'a>,
}

/// The browser that a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// Its address, as the trusted proxies tell it.
    pub address: IpAddr,
    /// What it calls itself.
    pub user_agent: &'a str,
    /// The value of the session cookie that it holds until now; that session, if it is one, ends.
    pub cookie: Option<&'a str>,
    /// The digest of its cookie as a browser that this account has signed in from before, once there are such cookies.
    pub known_browser: Option<TokenHash>,
}

/// A session that has just begun.
#[derive(Debug)]
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// The value of its cookie.
    pub cookie: Secret,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
    /// The name or the password is wrong; which one is nobody's business.
    #[error("that name and password do not belong together")]
    Wrong,
    /// Too many attempts at this account or from this network.
    #[error(transparent)]
    Wait(#[from] Wait),
    /// Too many people at once.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Hashing failed.
    #[error("cannot check the password")]
    Hash(#[source] HashError),
    /// The store failed.
    #[error("cannot sign in")]
    Storage(#[from] StoreError),
}

impl From<QueueError> for SignInError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Busy(busy) => Self::Busy(busy),
            QueueError::Hash(hash) => Self::Hash(hash),
        }
    }
}

/// Signs people in and out.
pub struct Accounts {
    pub(crate) storage: Storage,
    pub(crate) queue: HashQueue,
    throttle: Arc<dyn Throttle>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Accounts {
    /// Returns the accounts of this database.
    #[must_use]
    pub fn new(
        storage: Storage,
        queue: HashQueue,
        throttle: Arc<dyn Throttle>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { storage, queue, throttle, clock, entropy }
    }

    /// Signs somebody in: checks the password and begins a new session in place of whatever the browser held.
    ///
    /// # Errors
    ///
    /// See [`SignInError`]; nothing tells a wrong name from a wrong password.
    pub async fn sign_in(&self, wish: SignIn<'_>) -> Result<NewSession, SignInError> {
        let db = self.storage.reader();
        let folded = fold_login(wish.login);
        // A name that nobody can have is looked up like any other: by one that nobody has.
        let person = people::by_login(db, folded.as_deref().unwrap_or_default()).await?;
        let person = person.filter(|person| person.disabled.is_none()).map(|person| person.id);
        let target = person.map_or_else(|| Target::nobody(folded.as_deref().unwrap_or_default()), Target::Person);
        self.prove(person, target, wish.password, wish.from).await
    }

    /// Confirms that whoever holds a session still is its person, and begins a new session in its place.
    ///
    /// # Errors
    ///
    /// See [`SignInError`].
    pub async fn confirm(
        &self,
        signed_in: &SignedIn,
        password: Secret,
        from: Visitor<'_>,
    ) -> Result<NewSession, SignInError> {
        let person = signed_in.person();
        self.prove(Some(person), Target::Person(person), password, from).await
    }

    /// Ends the session of a cookie. Returns true when there was one.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn sign_out(&self, cookie: &str) -> Result<bool, StoreError> {
        let Some(cookie) = SessionCookie::read(cookie) else { return Ok(false) };
        let hash = cookie.hash();
        self.storage.write(move |tx| Box::pin(async move { sessions::end(tx, &hash).await })).await
    }

    async fn prove(
        &self,
        person: Option<PersonId>,
        target: Target,
        password: Secret,
        from: Visitor<'_>,
    ) -> Result<NewSession, SignInError> {
        let (person, better) = self.prove_once(person, target, password, from).await?;
        self.begin(person, better, from).await
    }

    /// Counts the attempt and looks at the password. Returns whose it is, and a better hash when theirs is weak.
    async fn prove_once(
        &self,
        person: Option<PersonId>,
        target: Target,
        password: Secret,
        from: Visitor<'_>,
    ) -> Result<(PersonId, Option<PasswordHash>), SignInError> {
        let attempt = Attempt { target, known_browser: from.known_browser, address: from.address };
        self.throttle.begin(attempt, self.now()).await?;
        let checked = self.check(person, password, from.known_browser).await;
        let proved = match checked {
            Ok((Some(person), better)) => (person, better),
            Ok((None, _)) => return Err(SignInError::Wrong),
            Err(error) => {
                // Nobody looked at the password.
                self.throttle.take_back(attempt, self.now(), false).await;
                return Err(error);
            }
        };
        self.throttle.take_back(attempt, self.now(), true).await;
        Ok(proved)
    }

    /// Returns the person when the password is theirs, and a better hash when theirs is weak.
    async fn check(
        &self,
        person: Option<PersonId>,
        password: Secret,
        known_browser: Option<TokenHash>,
    ) -> Result<(Option<PersonId>, Option<PasswordHash>), SignInError> {
        // Asked for nobody as well, so that both take the same queries.
        let asked = person.unwrap_or(PersonId::from_bytes([0; 16]));
        let stored = people::password_of(self.storage.reader(), asked).await?;
        let urgency = known_browser.map_or(Urgency::Stranger, |_| Urgency::KnownBrowser);
        Ok(match self.queue.verify(password, stored, urgency).await? {
            Verdict::Right => (person, None),
            Verdict::RightButWeak(better) => (person, Some(better)),
            Verdict::Wrong => (None, None),
        })
    }

    async fn begin(
        &self,
        person: PersonId,
        better: Option<PasswordHash>,
        from: Visitor<'_>,
    ) -> Result<NewSession, SignInError> {
        let roles = instance_roles::of_person(self.storage.reader(), person).await?;
        let now = self.now();
        let (row, cookie) =
            begin_session(&*self.entropy, now, person, Lifetime::of(!roles.is_empty()), from.user_agent);
        let old = from.cookie.and_then(SessionCookie::read).map(|cookie| cookie.hash());
        let session = self
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(better) = better {
                        rehash(tx, person, &better).await?;
                    }
                    if let Some(old) = old {
                        sessions::end(tx, &old).await?;
                    }
                    sessions::create(tx, &row, now).await
                })
            })
            .await?;
        Ok(NewSession { session, cookie })
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

async fn rehash(tx: &loadin_storage::Tx, person: PersonId, better: &PasswordHash) -> Result<(), StoreError> {
    match people::set_password(tx, person, better).await {
        // An account that has gone meanwhile has no password to keep; its session is refused below.
        Ok(()) | Err(PersonError::NotFound) => Ok(()),
        Err(PersonError::Storage(error)) => Err(error),
        // Setting a hash touches neither names nor roles.
        Err(PersonError::LoginTaken | PersonError::LastOperator) => Err(StoreError::Broken),
    }
}

#[cfg(test)]
mod tests;
