//! Settings of a space, as JSON values under keys.
//!
//! Rule: which keys there are and what they may hold is known by whoever reads them; here a value is JSON and has a
//! version, so that two people who edit it at once are told.

use loadin_types::{Scope, Timestamp};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::{
    Db, StoreError, Tx,
    epochs::{self, Epoch},
    rows::{self, ColumnId as _, space_setting, version_column},
};

/// A setting as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceSetting {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: serde_json::Value,
    /// Goes up with each change.
    pub version: u64,
}

/// Why a setting cannot be changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SettingError {
    /// Somebody changed it meanwhile.
    #[error("somebody changed this setting meanwhile; the current version is {current}")]
    Conflict {
        /// The version there is now; 0 when it is not set.
        current: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Returns one setting of the space, if it is set.
///
/// # Errors
/// The store's.
pub async fn get(db: &Db, scope: &Scope, key: &str) -> Result<Option<SpaceSetting>, StoreError> {
    let id = (scope.space().column(), key.to_owned());
    space_setting::Entity::find_by_id(id).one(db.rows()).await?.map(setting).transpose()
}

/// Returns every setting of the space that is set.
///
/// # Errors
/// The store's.
pub async fn list(db: &Db, scope: &Scope) -> Result<Vec<SpaceSetting>, StoreError> {
    let all = space_setting::Entity::find().filter(space_setting::Column::Space.eq(scope.space().column()));
    all.all(db.rows()).await?.into_iter().map(setting).collect()
}

/// Sets a setting. `expect_version` is the version that the editor saw, 0 when it was not set.
///
/// # Errors
/// [`SettingError::Conflict`], or the store's.
pub async fn put(tx: &Tx, scope: &Scope, wish: SpaceSetting, now: Timestamp) -> Result<SpaceSetting, SettingError> {
    let current = get(tx, scope, &wish.key).await?.map_or(0, |setting| setting.version);
    if current != wish.version {
        return Err(SettingError::Conflict { current });
    }
    let next = SpaceSetting { version: current + 1, ..wish };
    let row = space_setting::ActiveModel {
        space: Set(scope.space().column()),
        key: Set(next.key.clone()),
        value: Set(next.value.to_string()),
        version: Set(version_column(next.version)),
        updated_at: Set(now.micros()),
    };
    let stored = if current == 0 { row.insert(tx.rows()).await } else { row.update(tx.rows()).await };
    stored.map_err(StoreError::from)?;
    epochs::raise(tx, Epoch::Space(scope.space())).await?;
    Ok(next)
}

fn setting(row: space_setting::Model) -> Result<SpaceSetting, StoreError> {
    Ok(SpaceSetting {
        value: serde_json::from_str(&row.value).map_err(|_| StoreError::Unreadable { what: "setting" })?,
        version: rows::version(row.version)?,
        key: row.key,
    })
}
