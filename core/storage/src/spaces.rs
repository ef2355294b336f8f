//! Spaces: whatever owns data.
//!
//! Rule: a space is made together with its first owner, so there is never one that nobody can administer. To look one
//! up by slug or id before the caller was checked is `core/auth`'s business; those functions say `any`.

use loadin_types::{
    PersonId, Scope, SpaceId, Timestamp,
    people::{Role, Slug, Space, SpaceKind},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::{
    Db, Page, PageRequest, StoreError, Tx, memberships,
    rows::{ColumnId as _, membership, space},
};

/// A space to be.
#[derive(Debug, Clone)]
pub struct NewSpace {
    /// The id, new.
    pub id: SpaceId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// What kind of group shares it.
    pub kind: SpaceKind,
}

/// Why a space cannot be made or changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SpaceError {
    /// Another space has that name in URLs.
    #[error("the address `{slug}` is taken: choose another")]
    SlugTaken {
        /// The name.
        slug: Slug,
    },
    /// No such space.
    #[error("there is no such space")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Makes a space that `owner` owns.
///
/// # Errors
/// [`SpaceError::SlugTaken`], or the store's.
pub async fn create(tx: &Tx, new: &NewSpace, owner: PersonId, now: Timestamp) -> Result<Space, SpaceError> {
    let row = space::ActiveModel {
        id: Set(new.id.column()),
        slug: Set(new.slug.to_string()),
        name: Set(new.name.clone()),
        kind: Set(new.kind.name().to_owned()),
        created_at: Set(now.micros()),
    };
    let stored = row.insert(tx.rows()).await.map_err(StoreError::from).map_err(|error| {
        if error.is_duplicate_of("spaces.slug") {
            SpaceError::SlugTaken { slug: new.slug.clone() }
        } else {
            error.into()
        }
    })?;
    memberships::insert(tx, new.id, owner, &Role::owner(), now).await?;
    Ok(stored.read()?)
}

/// Returns the space that was opened.
///
/// # Errors
/// [`SpaceError::NotFound`] when it is gone meanwhile, or the store's.
pub async fn get(db: &Db, scope: &Scope) -> Result<Space, SpaceError> {
    any_by_id(db, scope.space()).await?.ok_or(SpaceError::NotFound)
}

/// Changes a space's name for people.
///
/// # Errors
/// [`SpaceError::NotFound`], or the store's.
pub async fn rename(tx: &Tx, scope: &Scope, name: &str) -> Result<(), SpaceError> {
    let done = space::Entity::update_many()
        .set(space::ActiveModel { name: Set(name.to_owned()), ..Default::default() })
        .filter(space::Column::Id.eq(scope.space().column()))
        .exec(tx.rows())
        .await
        .map_err(StoreError::from)?;
    if done.rows_affected == 0 { Err(SpaceError::NotFound) } else { Ok(()) }
}

/// Lists the spaces that a person belongs to, with their role in each, by name.
///
/// # Errors
/// The store's.
pub async fn list_of_person(db: &Db, person: PersonId) -> Result<Vec<(Space, Role)>, StoreError> {
    let memberships =
        membership::Entity::find().filter(membership::Column::Person.eq(person.column())).all(db.rows()).await?;
    let ids = memberships.iter().map(|row| row.space);
    let spaces = space::Entity::find()
        .filter(space::Column::Id.is_in(ids))
        .order_by_asc(space::Column::Name)
        .order_by_asc(space::Column::Id)
        .all(db.rows())
        .await?;
    let role_in = |id| memberships.iter().find(|row| row.space == id).map(|row| row.role.clone());
    let with_role = spaces.into_iter().map(|space| {
        let role = role_in(space.id).unwrap_or_default().parse();
        Ok((space.read()?, role.map_err(|_| StoreError::Unreadable { what: "role" })?))
    });
    with_role.collect()
}

/// Returns a space by its name in URLs, for `core/auth` to ask who may enter.
///
/// # Errors
/// The store's.
pub async fn any_by_slug(db: &Db, slug: &Slug) -> Result<Option<Space>, StoreError> {
    let found = space::Entity::find().filter(space::Column::Slug.eq(slug.as_str())).one(db.rows()).await?;
    found.map(space::Model::read).transpose()
}

/// Returns a space by its id, for `core/auth` to ask who may enter.
///
/// # Errors
/// The store's.
pub async fn any_by_id(db: &Db, id: SpaceId) -> Result<Option<Space>, StoreError> {
    space::Entity::find_by_id(id.column()).one(db.rows()).await?.map(space::Model::read).transpose()
}

/// Lists every space of the instance, oldest first. For operators, who see names and no contents.
///
/// # Errors
/// [`StoreError::BadCursor`], or the store's.
pub async fn list_of_all_spaces(db: &Db, page: &PageRequest) -> Result<Page<Space>, StoreError> {
    let mut query = space::Entity::find().order_by_asc(space::Column::Id).limit(page.rows_to_fetch());
    if let Some(after) = page.after::<SpaceId>()? {
        query = query.filter(space::Column::Id.gt(after.column()));
    }
    let spaces: Vec<Space> =
        query.all(db.rows()).await?.into_iter().map(space::Model::read).collect::<Result<_, _>>()?;
    Ok(page.cut(spaces, |space| space.id.to_string()))
}
