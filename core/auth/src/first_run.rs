//! The first run: a one-time token opens the set-up, which makes the operator and the first space in one batch.
//!
//! Rule: there is no default account. The set-up is there only while nobody operates the instance, needs the token that the
//! server printed, and of two at the same moment one wins and the other changes nothing.

use std::time::Duration;

use loadin_storage::{
    PersonError, StoreError, instance_roles, people,
    people::NewPerson,
    sessions,
    setup::{self, SetupError},
    spaces::{self, NewSpace, SpaceError},
};
use loadin_types::{
    PersonId, SpaceId,
    people::{Person, Role, Session, Slug, Space, SpaceKind},
};

use crate::{
    accounts::{Accounts, NewSession, Visitor},
    login_name::{LoginNameError, new_login_name},
    name::{NameError, check_name},
    password::{Busy, HashError, PasswordError, QueueError, Urgency, check_new_password},
    random_token::{RandomToken, new_setup_token, read_setup_token},
    secret::Secret,
    session::{Lifetime, begin_session},
};

/// How long the token is good.
pub const SETUP_TOKEN_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// What the set-up is to make.
#[derive(Debug)]
pub struct FirstRun<'a> {
    /// The token as somebody typed it.
    pub token: &'a str,
    /// The operator's sign-in name.
    pub login: &'a str,
    /// The operator's name for others.
    pub display_name: &'a str,
    /// The operator's password.
    pub password: Secret,
    /// The first space's name.
    pub space_name: &'a str,
    /// The first space's name in URLs.
    pub slug: Slug,
    /// What kind of group shares it.
    pub kind: SpaceKind,
}

/// What the set-up has made.
#[derive(Debug)]
pub struct FirstPeople {
    /// The operator, who owns the space as well.
    pub person: Person,
    /// The first space.
    pub space: Space,
    /// The operator's session.
    pub session: NewSession,
}

/// Why the instance is not set up.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FirstRunError {
    /// Already done (then there is nothing here any more), a wrong token, or one that is too old.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The sign-in name.
    #[error(transparent)]
    Login(#[from] LoginNameError),
    /// The name for others.
    #[error("your name: {0}")]
    DisplayName(NameError),
    /// The name of the space.
    #[error("the space: {0}")]
    SpaceName(NameError),
    /// The password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The name is taken: the account of somebody who operates nothing is there from an earlier time.
    #[error("cannot make the operator's account")]
    Person(#[from] PersonError),
    /// The space is there from an earlier time.
    #[error("cannot make the first space")]
    Space(#[from] SpaceError),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Hashing failed.
    #[error("cannot hash the password")]
    Hash(#[source] HashError),
    /// The store failed.
    #[error("cannot set the instance up")]
    Storage(#[from] StoreError),
}

impl From<QueueError> for FirstRunError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Busy(busy) => Self::Busy(busy),
            QueueError::Hash(hash) => Self::Hash(hash),
        }
    }
}

impl Accounts {
    /// Makes a token for the first run, in place of any earlier one; `None` when the first run is over. The server shows
    /// it on the terminal and in a file that only its own user reads.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn offer_setup(&self) -> Result<Option<Secret>, StoreError> {
        let RandomToken { token, hash } = new_setup_token(&*self.entropy);
        let expires = self.now().after(SETUP_TOKEN_LIFETIME);
        let offered =
            self.storage.write(move |tx| Box::pin(async move { setup::offer(tx, &hash, expires).await })).await;
        match offered {
            Ok(()) => Ok(Some(token)),
            Err(SetupError::AlreadyDone) => Ok(None),
            Err(SetupError::Storage(error)) => Err(error),
            // Only a claim looks at an offered token.
            Err(SetupError::WrongToken | SetupError::Expired) => Err(StoreError::Broken),
        }
    }

    /// Returns true while the set-up is there.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn is_setup_open(&self) -> Result<bool, StoreError> {
        setup::is_open(self.storage.reader()).await
    }

    /// Sets the instance up: makes the operator, the first space, which the same person owns, and a session.
    ///
    /// # Errors
    ///
    /// See [`FirstRunError`]; then nothing is made and the token is as good as before.
    pub async fn set_up(&self, wish: FirstRun<'_>, from: Visitor<'_>) -> Result<FirstPeople, FirstRunError> {
        if !self.is_setup_open().await? {
            return Err(SetupError::AlreadyDone.into());
        }
        let token = read_setup_token(wish.token).ok_or(SetupError::WrongToken)?;
        let login = new_login_name(wish.login)?;
        let display_name = check_name(wish.display_name).map_err(FirstRunError::DisplayName)?;
        let space_name = check_name(wish.space_name).map_err(FirstRunError::SpaceName)?;
        let words = [login.shown.as_str(), display_name.as_str(), space_name.as_str(), wish.slug.as_str(), "loadin"];
        check_new_password(wish.password.expose(), &words)?;
        let password = self.queue.hash(wish.password, Urgency::Stranger).await?;

        let now = self.now();
        let person = NewPerson { id: self.person_id(), login, display_name, password: Some(password) };
        let space = NewSpace { id: self.space_id(), slug: wish.slug, name: space_name, kind: wish.kind };
        let (row, cookie) = begin_session(&*self.entropy, now, person.id, Lifetime::OPERATOR, from.user_agent);
        let made: Result<(Person, Space, Session), FirstRunError> = self
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    setup::claim(tx, &token, now).await?;
                    let operator = people::create(tx, &person, now).await?;
                    instance_roles::grant(tx, operator.id, &Role::operator(), now).await?;
                    let space = spaces::create(tx, &space, operator.id, now).await?;
                    let session = sessions::create(tx, &row, now).await?;
                    Ok((operator, space, session))
                })
            })
            .await;
        let (person, space, session) = made?;
        Ok(FirstPeople { person, space, session: NewSession { session, cookie } })
    }

    pub(crate) fn person_id(&self) -> PersonId {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        PersonId::from_parts(self.clock.now_ms(), &random)
    }

    pub(crate) fn space_id(&self) -> SpaceId {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        SpaceId::from_parts(self.clock.now_ms(), &random)
    }
}

#[cfg(test)]
mod tests;
