//! People: their accounts and what they sign in with.
//!
//! Rule: a sign-in name is compared in its folded form only, so look-alikes are one account. Passwords arrive hashed;
//! this module has never seen one.

use loadin_types::{
    PersonId, Timestamp,
    people::{LoginName, PasswordHash, Person},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::{
    Db, Page, PageRequest, StoreError, Tx,
    epochs::{self, Epoch},
    instance_roles,
    rows::{ColumnId as _, person},
    sessions,
    storage::Turn,
};

/// A person to be.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The id, new.
    pub id: PersonId,
    /// What they sign in with.
    pub login: LoginName,
    /// What others see.
    pub display_name: String,
    /// Their password's hash; without one they sign in some other way.
    pub password: Option<PasswordHash>,
}

/// Why an account cannot be made or changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PersonError {
    /// Somebody has the name, or one that looks like it.
    #[error("that sign-in name is taken: choose another")]
    LoginTaken,
    /// No such person.
    #[error("there is no such person")]
    NotFound,
    /// Nobody would be left to administer the instance.
    #[error("this is the only operator who can sign in: make somebody else operator first")]
    LastOperator,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Makes an account.
///
/// # Errors
/// [`PersonError::LoginTaken`], or the store's.
pub async fn create(tx: &Tx, new: &NewPerson, now: Timestamp) -> Result<Person, PersonError> {
    let row = person::ActiveModel {
        id: Set(new.id.column()),
        login: Set(new.login.shown.clone()),
        login_folded: Set(new.login.folded.clone()),
        display_name: Set(new.display_name.clone()),
        password_phc: Set(new.password.as_ref().map(|hash| hash.phc.clone())),
        pepper_id: Set(new.password.as_ref().map(|hash| hash.pepper_id.clone())),
        created_at: Set(now.micros()),
        disabled_at: Set(None),
    };
    let stored = row.insert(tx.rows()).await.map_err(StoreError::from).map_err(|error| {
        if error.is_duplicate_of("people.login_folded") { PersonError::LoginTaken } else { error.into() }
    })?;
    Ok(stored.read())
}

/// Returns the person who signs in with this name, in its folded form; disabled ones too.
///
/// # Errors
/// The store's.
pub async fn by_login(db: &Db, folded: &str) -> Result<Option<Person>, StoreError> {
    let found = person::Entity::find().filter(person::Column::LoginFolded.eq(folded)).one(db.rows()).await?;
    Ok(found.map(person::Model::read))
}

/// Returns a person; disabled ones too.
///
/// # Errors
/// The store's.
pub async fn by_id(db: &Db, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(person::Entity::find_by_id(id.column()).one(db.rows()).await?.map(person::Model::read))
}

/// Returns the hash of a person's password, if they have one.
///
/// # Errors
/// The store's.
pub async fn password_of(db: &Db, id: PersonId) -> Result<Option<PasswordHash>, StoreError> {
    let row = person::Entity::find_by_id(id.column()).one(db.rows()).await?;
    Ok(row.and_then(|row| Some(PasswordHash { phc: row.password_phc?, pepper_id: row.pepper_id? })))
}

/// Sets a person's password. Ending other sessions is the caller's part of the same batch: a hash that is only made
/// anew at sign-in must not sign anybody out.
///
/// # Errors
/// [`PersonError::NotFound`], or the store's.
pub async fn set_password(tx: &Tx, id: PersonId, hash: &PasswordHash) -> Result<(), PersonError> {
    let change = person::ActiveModel {
        password_phc: Set(Some(hash.phc.clone())),
        pepper_id: Set(Some(hash.pepper_id.clone())),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// Changes the name others see.
///
/// # Errors
/// [`PersonError::NotFound`], or the store's.
pub async fn rename(tx: &Tx, id: PersonId, display_name: &str) -> Result<(), PersonError> {
    let change = person::ActiveModel { display_name: Set(display_name.to_owned()), ..Default::default() };
    update(tx, id, change).await
}

/// Stops a person from signing in, and ends every session they have.
///
/// # Errors
/// [`PersonError::NotFound`], [`PersonError::LastOperator`], or the store's.
pub async fn disable(tx: &Tx, id: PersonId, now: Timestamp) -> Result<(), PersonError> {
    tx.take(Turn::Instance).await?;
    if instance_roles::is_last_operator(tx, id).await? {
        return Err(PersonError::LastOperator);
    }
    update(tx, id, person::ActiveModel { disabled_at: Set(Some(now.micros())), ..Default::default() }).await?;
    sessions::end_all_of_person(tx, id, None).await?;
    epochs::raise(tx, Epoch::Person(id)).await?;
    Ok(())
}

/// Lets a person sign in again.
///
/// # Errors
/// [`PersonError::NotFound`], or the store's.
pub async fn enable(tx: &Tx, id: PersonId) -> Result<(), PersonError> {
    update(tx, id, person::ActiveModel { disabled_at: Set(None), ..Default::default() }).await?;
    epochs::raise(tx, Epoch::Person(id)).await?;
    Ok(())
}

/// Lists everybody with an account on the instance, oldest account first. For operators.
///
/// # Errors
/// [`StoreError::BadCursor`], or the store's.
pub async fn list_of_instance(db: &Db, page: &PageRequest) -> Result<Page<Person>, StoreError> {
    let mut query = person::Entity::find().order_by_asc(person::Column::Id).limit(page.rows_to_fetch());
    if let Some(after) = page.after::<PersonId>()? {
        query = query.filter(person::Column::Id.gt(after.column()));
    }
    let people = query.all(db.rows()).await?.into_iter().map(person::Model::read).collect();
    Ok(page.cut(people, |person: &Person| person.id.to_string()))
}

async fn update(tx: &Tx, id: PersonId, change: person::ActiveModel) -> Result<(), PersonError> {
    let done = person::Entity::update_many()
        .set(change)
        .filter(person::Column::Id.eq(id.column()))
        .exec(tx.rows())
        .await
        .map_err(StoreError::from)?;
    if done.rows_affected == 0 { Err(PersonError::NotFound) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
