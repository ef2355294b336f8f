//! Choosing a new password.
//!
//! Rule: whoever changes a password proves the old one in the same step, and everything that was got with the old one is
//! over afterwards, in the same transaction: other sessions, API tokens, and the session it was changed in, which goes on
//! under a new cookie.

use loadin_storage::{PersonError, StoreError, instance_roles, people, sessions, spaces, tokens};
use loadin_types::people::Person;

use super::{Accounts, NewSession, SignInError, Visitor};
use crate::{
    password::{PasswordError, QueueError, Urgency, check_new_password},
    principal::SignedIn,
    secret::Secret,
    session::{Lifetime, begin_session},
    throttle::Target,
};

/// Why the password stays as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangePasswordError {
    /// The new one is not good enough.
    #[error(transparent)]
    New(#[from] PasswordError),
    /// The old one is wrong, or could not be looked at.
    #[error(transparent)]
    Old(#[from] SignInError),
}

impl From<StoreError> for ChangePasswordError {
    fn from(error: StoreError) -> Self {
        Self::Old(error.into())
    }
}

impl From<QueueError> for ChangePasswordError {
    fn from(error: QueueError) -> Self {
        Self::Old(error.into())
    }
}

impl Accounts {
    /// Changes a person's password, ends everything that was got with the old one, and begins a new session.
    ///
    /// # Errors
    ///
    /// See [`ChangePasswordError`]; then nothing has changed.
    pub async fn change_password(
        &self,
        signed_in: &SignedIn,
        old: Secret,
        new: Secret,
        from: Visitor<'_>,
    ) -> Result<NewSession, ChangePasswordError> {
        let (db, id) = (self.storage.reader(), signed_in.person());
        let person = people::by_id(db, id).await?.ok_or(SignInError::Wrong)?;
        self.check_their_new(&person, &new).await?;
        self.prove_once(Some(id), Target::Person(id), old, from).await?;
        let hash = self.queue.hash(new, Urgency::Stranger).await?;
        let roles = instance_roles::of_person(db, id).await?;
        let now = self.now();
        let (row, cookie) = begin_session(&*self.entropy, now, id, Lifetime::of(!roles.is_empty()), from.user_agent);
        let session = self
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    match people::set_password(tx, id, &hash).await {
                        Ok(()) => {}
                        Err(PersonError::Storage(error)) => return Err(error),
                        // Setting a hash touches neither names nor roles, and the person was there a moment ago.
                        Err(PersonError::NotFound | PersonError::LoginTaken | PersonError::LastOperator) => {
                            return Err(StoreError::Broken);
                        }
                    }
                    sessions::end_all_of_person(tx, id, None).await?;
                    for token in tokens::list_of_owner(tx, id).await? {
                        tokens::revoke(tx, id, token.id, now).await?;
                    }
                    sessions::create(tx, &row, now).await
                })
            })
            .await?;
        Ok(NewSession { session, cookie })
    }

    async fn check_their_new(&self, person: &Person, new: &Secret) -> Result<(), ChangePasswordError> {
        let spaces = spaces::list_of_person(self.storage.reader(), person.id).await?;
        let mut words = vec![person.login.as_str(), person.display_name.as_str(), "loadin"];
        words.extend(spaces.iter().flat_map(|(space, _)| [space.name.as_str(), space.slug.as_str()]));
        Ok(check_new_password(new.expose(), &words)?)
    }
}
