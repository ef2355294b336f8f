//! Who belongs to a space, and as what.
//!
//! Invariant: a space always has an owner who can sign in. The one writer, and among nodes the turn that they take, makes
//! that check and the change one step, so two owners who leave at the same moment cannot both succeed. Every change raises the person's epoch in its own
//! transaction, so no cache outlives it.

use loadin_types::{
    PersonId, Scope, SpaceId, Timestamp,
    people::{Membership, Role},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};

use crate::{
    Db, Page, PageRequest, StoreError, Tx,
    epochs::{self, Epoch},
    rows::{ColumnId as _, membership, person, version_column},
    storage::Turn,
};

/// A member, as the list shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their place in the space.
    pub membership: Membership,
    /// The name others see.
    pub display_name: String,
}

/// Why a membership cannot be made or changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MemberError {
    /// They belong to the space already.
    #[error("they belong to this space already")]
    AlreadyMember,
    /// No such member, or no such person.
    #[error("there is no such member in this space")]
    NotFound,
    /// Somebody changed it meanwhile.
    #[error("somebody changed this member meanwhile; the current version is {current}")]
    Conflict {
        /// The version there is now.
        current: u64,
    },
    /// Nobody would be left to own the space.
    #[error("this is the only owner who can sign in: make somebody else owner first")]
    LastOwner,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Lists the members of the space, by id.
///
/// # Errors
/// [`StoreError::BadCursor`], or the store's.
pub async fn list(db: &Db, scope: &Scope, page: &PageRequest) -> Result<Page<Member>, StoreError> {
    let mut query = membership::Entity::find()
        .filter(membership::Column::Space.eq(scope.space().column()))
        .order_by_asc(membership::Column::Person)
        .limit(page.rows_to_fetch());
    if let Some(after) = page.after::<PersonId>()? {
        query = query.filter(membership::Column::Person.gt(after.column()));
    }
    let rows = query.all(db.rows()).await?;
    let ids = rows.iter().map(|row| row.person);
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db.rows()).await?;
    let name_of = |id| people.iter().find(|row| row.id == id).map(|row| row.display_name.clone());
    let members = rows.into_iter().map(|row| {
        let display_name = name_of(row.person).unwrap_or_default();
        Ok(Member { membership: row.read()?, display_name })
    });
    let members: Vec<Member> = members.collect::<Result<_, StoreError>>()?;
    Ok(page.cut(members, |member| member.membership.person.to_string()))
}

/// Returns one member of the space.
///
/// # Errors
/// The store's.
pub async fn get(db: &Db, scope: &Scope, person: PersonId) -> Result<Option<Membership>, StoreError> {
    in_any_space(db, scope.space(), person).await
}

/// Returns a person's place in a space, for `core/auth` to decide whether the space may be opened.
///
/// # Errors
/// The store's.
pub async fn in_any_space(db: &Db, space: SpaceId, person: PersonId) -> Result<Option<Membership>, StoreError> {
    let key = (space.column(), person.column());
    membership::Entity::find_by_id(key).one(db.rows()).await?.map(membership::Model::read).transpose()
}

/// Adds a person to the space.
///
/// # Errors
/// [`MemberError::AlreadyMember`], [`MemberError::NotFound`] when there is no such person, or the store's.
pub async fn add(
    tx: &Tx,
    scope: &Scope,
    person: PersonId,
    role: &Role,
    now: Timestamp,
) -> Result<Membership, MemberError> {
    insert(tx, scope.space(), person, role, now).await.map_err(|error| match error {
        StoreError::Duplicate { .. } => MemberError::AlreadyMember,
        StoreError::Dangling => MemberError::NotFound,
        other => other.into(),
    })
}

/// Writes the row; also for a space's first owner, before there is a scope.
pub(crate) async fn insert(
    tx: &Tx,
    space: SpaceId,
    person: PersonId,
    role: &Role,
    now: Timestamp,
) -> Result<Membership, StoreError> {
    let row = membership::ActiveModel {
        space: Set(space.column()),
        person: Set(person.column()),
        role: Set(role.to_string()),
        version: Set(1),
        created_at: Set(now.micros()),
    };
    let stored = row.insert(tx.rows()).await?;
    epochs::raise(tx, Epoch::Person(person)).await?;
    stored.read()
}

/// Gives a member another role. `expect_version` is the version that the editor saw.
///
/// # Errors
/// See [`MemberError`].
pub async fn change_role(
    tx: &Tx,
    scope: &Scope,
    person: PersonId,
    role: &Role,
    expect_version: u64,
) -> Result<Membership, MemberError> {
    let current = check(tx, scope, person, Some(expect_version)).await?;
    if role.as_str() != Role::OWNER {
        keep_an_owner(tx, &current).await?;
    }
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.as_str()))
        .col_expr(membership::Column::Version, Expr::value(version_column(current.version + 1)))
        .filter(membership::Column::Space.eq(scope.space().column()))
        .filter(membership::Column::Person.eq(person.column()))
        .exec(tx.rows())
        .await
        .map_err(StoreError::from)?;
    epochs::raise(tx, Epoch::Person(person)).await?;
    Ok(Membership { role: role.clone(), version: current.version + 1, ..current })
}

/// Takes a member out of the space. Without a version: whatever they are by now.
///
/// # Errors
/// See [`MemberError`].
pub async fn remove(tx: &Tx, scope: &Scope, person: PersonId, expect_version: Option<u64>) -> Result<(), MemberError> {
    let current = check(tx, scope, person, expect_version).await?;
    keep_an_owner(tx, &current).await?;
    let key = (scope.space().column(), person.column());
    membership::Entity::delete_by_id(key).exec(tx.rows()).await.map_err(StoreError::from)?;
    epochs::raise(tx, Epoch::Person(person)).await?;
    Ok(())
}

async fn check(tx: &Tx, scope: &Scope, person: PersonId, expect: Option<u64>) -> Result<Membership, MemberError> {
    tx.take(Turn::Owners).await?;
    let current = get(tx, scope, person).await?.ok_or(MemberError::NotFound)?;
    match expect {
        Some(expected) if expected != current.version => Err(MemberError::Conflict { current: current.version }),
        _ => Ok(current),
    }
}

/// Refuses to lose an owner when no other of the space can sign in.
async fn keep_an_owner(tx: &Tx, leaving: &Membership) -> Result<(), MemberError> {
    if leaving.role.as_str() != Role::OWNER {
        return Ok(());
    }
    let others = "SELECT 1 FROM memberships m JOIN people p ON p.id = m.person \
                  WHERE m.space = ? AND m.role = ? AND m.person <> ? AND p.disabled_at IS NULL LIMIT 1";
    let values = [leaving.space.column().into(), Role::OWNER.into(), leaving.person.column().into()];
    let other = tx.rows().query_one_raw(tx.statement(others, values)).await.map_err(StoreError::from)?;
    if other.is_some() { Ok(()) } else { Err(MemberError::LastOwner) }
}

#[cfg(test)]
mod tests;
