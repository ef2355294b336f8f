//! Counters that tell caches what has changed.
//!
//! Rule: a change that somebody may have cached raises its epoch in its own transaction. A cache that compares the
//! epoch it was filled at with the one stored now cannot be wrong, even when it missed the hint.

use loadin_types::{PersonId, SpaceId};
use sea_orm::{ConnectionTrait as _, Value};

use crate::{
    Db, StoreError, Tx,
    rows::{self, ColumnId as _},
};

/// What can change under a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Epoch {
    /// What a person may do, or whether they may sign in.
    Person(PersonId),
    /// What holds in a space for everybody.
    Space(SpaceId),
    /// What roles allow.
    Policy,
    /// Which plugins there are and what they may.
    Plugins,
}

impl Epoch {
    fn key(self) -> [Value; 2] {
        let (kind, key) = match self {
            Self::Person(id) => ("person", id.column().into_bytes().to_vec()),
            Self::Space(id) => ("space", id.column().into_bytes().to_vec()),
            Self::Policy => ("policy", Vec::new()),
            Self::Plugins => ("plugins", Vec::new()),
        };
        [kind.into(), key.into()]
    }
}

/// Counts a change and returns the new epoch.
///
/// # Errors
/// The store's.
pub async fn raise(tx: &Tx, epoch: Epoch) -> Result<u64, StoreError> {
    let count = "INSERT INTO epochs (kind, key, epoch) VALUES (?, ?, 1) \
                 ON CONFLICT (kind, key) DO UPDATE SET epoch = epochs.epoch + 1 RETURNING epoch";
    let row = tx.rows().query_one_raw(tx.statement(count, epoch.key())).await?;
    row.map_or(Ok(0), |row| rows::version(row.try_get_by_index(0)?))
}

/// Returns the epoch; 0 when nothing has changed yet.
///
/// # Errors
/// The store's.
pub async fn of(db: &Db, epoch: Epoch) -> Result<u64, StoreError> {
    let read = db.statement("SELECT epoch FROM epochs WHERE kind = ? AND key = ?", epoch.key());
    let row = db.rows().query_one_raw(read).await?;
    row.map_or(Ok(0), |row| rows::version(row.try_get_by_index(0)?))
}
