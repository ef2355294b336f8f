//! Somebody new, let in by the operator: an account with a password that is shown once, and a place in a space.
//!
//! Rule: the same rules as for whoever comes in by a form; what goes to the database is one batch. The password is made
//! here, so that nobody has to think of one for somebody else.

use loadin_storage::{
    PersonError, StoreError,
    memberships::{self, MemberError},
    people::{self, NewPerson},
    spaces::{self, NewSpace, SpaceError},
};
use loadin_types::{
    Scope,
    people::{Person, Role, Slug, Space, SpaceKind},
};

use crate::{
    accounts::Accounts,
    login_name::{LoginNameError, new_login_name},
    name::{NameError, check_name},
    password::{Busy, HashError, QueueError, Urgency},
    random_token::new_password,
    secret::Secret,
};

/// Who is to be let in.
#[derive(Debug)]
pub struct Newcomer<'a> {
    /// The name they sign in with.
    pub login: &'a str,
    /// Their name for others.
    pub display_name: &'a str,
    /// Where they belong from the start.
    pub place: Place<'a>,
}

/// Where somebody new belongs from the start.
#[derive(Debug)]
pub enum Place<'a> {
    /// Nowhere yet.
    Nowhere,
    /// To a space that is there.
    Member {
        /// Its name in URLs.
        space: Slug,
        /// As what. Whether the policy knows the role was asked before.
        role: Role,
    },
    /// To a new space, as its owner.
    Owner {
        /// The space's name for people.
        name: &'a str,
        /// Its name in URLs.
        slug: Slug,
        /// What kind of group shares it.
        kind: SpaceKind,
    },
}

/// Who was let in.
#[derive(Debug)]
pub struct LetIn {
    /// The person.
    pub person: Person,
    /// Their password, to be shown once.
    pub password: Secret,
    /// The space that they belong to.
    pub space: Option<Space>,
}

/// Why nobody was let in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NewcomerError {
    /// The sign-in name.
    #[error(transparent)]
    Login(#[from] LoginNameError),
    /// The name for others.
    #[error("the display name: {0}")]
    DisplayName(NameError),
    /// The name of the new space.
    #[error("the space: {0}")]
    SpaceName(NameError),
    /// Somebody has the sign-in name.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The new space's address is taken, or the space is not there.
    #[error(transparent)]
    Space(#[from] SpaceError),
    /// They cannot be made a member.
    #[error(transparent)]
    Member(#[from] MemberError),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Hashing failed.
    #[error("cannot hash the password")]
    Hash(#[source] HashError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

impl From<QueueError> for NewcomerError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Busy(busy) => Self::Busy(busy),
            QueueError::Hash(hash) => Self::Hash(hash),
        }
    }
}

/// [`Place`], ready to be written.
#[derive(Clone)]
enum Seat {
    Nowhere,
    Member(Slug, Role),
    Owner(NewSpace),
}

impl Accounts {
    /// Makes an account for somebody, with a password of four random groups.
    ///
    /// # Errors
    ///
    /// See [`NewcomerError`]; then nothing is made.
    pub async fn let_in(&self, newcomer: Newcomer<'_>) -> Result<LetIn, NewcomerError> {
        let login = new_login_name(newcomer.login)?;
        let display_name = check_name(newcomer.display_name).map_err(NewcomerError::DisplayName)?;
        let seat = match newcomer.place {
            Place::Nowhere => Seat::Nowhere,
            Place::Member { space, role } => Seat::Member(space, role),
            Place::Owner { name, slug, kind } => {
                let name = check_name(name).map_err(NewcomerError::SpaceName)?;
                Seat::Owner(NewSpace { id: self.space_id(), slug, name, kind })
            }
        };
        let password = new_password(&*self.entropy);
        let hash = self.queue.hash(password.clone(), Urgency::Stranger).await?;
        let (person, now) = (NewPerson { id: self.person_id(), login, display_name, password: Some(hash) }, self.now());
        let made: Result<(Person, Option<Space>), NewcomerError> = self
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    let person = people::create(tx, &person, now).await?;
                    let space = match &seat {
                        Seat::Nowhere => None,
                        Seat::Owner(space) => Some(spaces::create(tx, space, person.id, now).await?),
                        Seat::Member(slug, role) => {
                            let space = spaces::any_by_slug(tx, slug).await?.ok_or(SpaceError::NotFound)?;
                            memberships::add(tx, &Scope::for_auth_only(space.id, None), person.id, role, now).await?;
                            Some(space)
                        }
                    };
                    Ok((person, space))
                })
            })
            .await;
        let (person, space) = made?;
        Ok(LetIn { person, password, space })
    }
}

#[cfg(test)]
mod tests;
