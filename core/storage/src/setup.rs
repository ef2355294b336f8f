//! The first run: one token, printed to the terminal, makes the first operator.
//!
//! Invariant: it works once. [`claim`] spends the token in the same batch that makes the operator; of two batches at
//! the same moment the second finds it spent and leaves nothing behind.

use loadin_types::{Timestamp, people::TokenHash};
use sea_orm::ConnectionTrait as _;

use crate::{Db, StoreError, Tx, instance_roles, storage::Turn};

/// Why the instance cannot be set up.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SetupError {
    /// There is an operator, or the token was used.
    #[error("this instance is set up already: sign in")]
    AlreadyDone,
    /// The token is not the one that was printed.
    #[error("that is not the token that the server printed when it started")]
    WrongToken,
    /// The token is too old.
    #[error("that token is too old: restart the server for a new one")]
    Expired,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Offers a new token; an older one stops to work.
///
/// # Errors
/// [`SetupError::AlreadyDone`], or the store's.
pub async fn offer(tx: &Tx, token: &TokenHash, expires: Timestamp) -> Result<(), SetupError> {
    tx.take(Turn::Instance).await?;
    if !is_open(tx).await? {
        return Err(SetupError::AlreadyDone);
    }
    let put = "INSERT INTO setup (id, token_hash, expires_at) VALUES (1, ?, ?) \
               ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at";
    let values = [token.0.to_vec().into(), expires.micros().into()];
    tx.rows().execute_raw(tx.statement(put, values)).await.map_err(StoreError::from)?;
    Ok(())
}

/// Returns true while nobody operates the instance; afterwards the set-up page is not there.
///
/// # Errors
/// The store's.
pub async fn is_open(db: &Db) -> Result<bool, StoreError> {
    let spent = db.rows().query_one_raw(db.statement("SELECT 1 FROM setup WHERE used_at IS NOT NULL", [])).await?;
    Ok(spent.is_none() && !instance_roles::has_operator(db).await?)
}

/// Spends the token. The caller makes the operator in the same batch; if that fails the token is whole again.
///
/// # Errors
/// See [`SetupError`].
pub async fn claim(tx: &Tx, token: &TokenHash, now: Timestamp) -> Result<(), SetupError> {
    tx.take(Turn::Instance).await?;
    if !is_open(tx).await? {
        return Err(SetupError::AlreadyDone);
    }
    let read = tx.statement("SELECT token_hash = ?, expires_at FROM setup WHERE id = 1", [token.0.to_vec().into()]);
    let row = tx.rows().query_one_raw(read).await.map_err(StoreError::from)?.ok_or(SetupError::WrongToken)?;
    let (fits, expires): (bool, i64) =
        (row.try_get_by_index(0).map_err(StoreError::from)?, row.try_get_by_index(1).map_err(StoreError::from)?);
    if !fits {
        return Err(SetupError::WrongToken);
    }
    if expires <= now.micros() {
        return Err(SetupError::Expired);
    }
    let spend = tx.statement("UPDATE setup SET used_at = ? WHERE id = 1", [now.micros().into()]);
    tx.rows().execute_raw(spend).await.map_err(StoreError::from)?;
    Ok(())
}

#[cfg(test)]
mod tests;
