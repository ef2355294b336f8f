//! Roles on the instance itself: who operates it.
//!
//! Invariant: once there is an operator there is always one who can sign in. An operator is no member of any space by
//! that: she administers people and plugins and reads nobody's documents.

use loadin_types::{PersonId, Timestamp, people::Role};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};

use crate::{
    Db, PersonError, StoreError, Tx,
    epochs::{self, Epoch},
    rows::{ColumnId as _, instance_role},
    storage::Turn,
};

/// Gives a person a role on the instance; to have it already is fine.
///
/// # Errors
/// [`PersonError::NotFound`], or the store's.
pub async fn grant(tx: &Tx, person: PersonId, role: &Role, now: Timestamp) -> Result<(), PersonError> {
    let insert =
        "INSERT INTO instance_roles (person, role, created_at) VALUES (?, ?, ?) ON CONFLICT (person, role) DO NOTHING";
    let values = [person.column().into(), role.to_string().into(), now.micros().into()];
    match tx.rows().execute_raw(tx.statement(insert, values)).await.map_err(StoreError::from) {
        Ok(done) if done.rows_affected() == 0 => Ok(()),
        Ok(_) => epochs::raise(tx, Epoch::Person(person)).await.map(drop).map_err(PersonError::from),
        Err(StoreError::Dangling) => Err(PersonError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// Takes a role on the instance away.
///
/// # Errors
/// [`PersonError::LastOperator`], [`PersonError::NotFound`] when they do not hold it, or the store's.
pub async fn revoke(tx: &Tx, person: PersonId, role: &Role) -> Result<(), PersonError> {
    tx.take(Turn::Instance).await?;
    if role.as_str() == Role::OPERATOR && is_last_operator(tx, person).await? {
        return Err(PersonError::LastOperator);
    }
    let key = (person.column(), role.to_string());
    let done = instance_role::Entity::delete_by_id(key).exec(tx.rows()).await.map_err(StoreError::from)?;
    if done.rows_affected == 0 {
        return Err(PersonError::NotFound);
    }
    epochs::raise(tx, Epoch::Person(person)).await?;
    Ok(())
}

/// Returns the roles that a person holds on the instance.
///
/// # Errors
/// The store's.
pub async fn of_person(db: &Db, person: PersonId) -> Result<Vec<Role>, StoreError> {
    let rows =
        instance_role::Entity::find().filter(instance_role::Column::Person.eq(person.column())).all(db.rows()).await?;
    rows.into_iter().map(|row| role(&row.role)).collect()
}

/// Returns true when somebody operates the instance: the first run is over.
///
/// # Errors
/// The store's.
pub async fn has_operator(db: &Db) -> Result<bool, StoreError> {
    let any = instance_role::Entity::find().filter(instance_role::Column::Role.eq(Role::OPERATOR));
    Ok(any.one(db.rows()).await?.is_some())
}

/// Returns true when this person is operator and no other operator can sign in.
pub(crate) async fn is_last_operator(db: &Db, person: PersonId) -> Result<bool, StoreError> {
    let operators = "SELECT count(*) FILTER (WHERE r.person = ?), count(*) FILTER (WHERE r.person <> ?) \
                     FROM instance_roles r JOIN people p ON p.id = r.person WHERE r.role = ? AND p.disabled_at IS NULL";
    let values = [person.column().into(), person.column().into(), Role::OPERATOR.into()];
    let Some(row) = db.rows().query_one_raw(db.statement(operators, values)).await? else { return Ok(false) };
    let (own, others): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(own > 0 && others == 0)
}

fn role(stored: &str) -> Result<Role, StoreError> {
    stored.parse().map_err(|_| StoreError::Unreadable { what: "role" })
}
