//! API tokens: what programs sign in with.
//!
//! Rule: a token is found by its digest; one that is over, revoked, or whose owner may not sign in is never returned.
//! What it may do is decided at each use, from its scopes and its owner's rights of that moment.

use loadin_types::{
    PersonId, SpaceId, Timestamp, TokenId,
    people::{ApiToken, TokenHash},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};

use crate::{
    Db, StoreError, Tx,
    rows::{ColumnId as _, api_token, api_token_space},
};

/// A token to be.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The id, new.
    pub id: TokenId,
    /// The digest of the token.
    pub token: TokenHash,
    /// Whose rights it can use.
    pub owner: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// The spaces it works in.
    pub spaces: Vec<SpaceId>,
    /// The permissions it gets.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires: Timestamp,
}

/// Makes a token.
///
/// # Errors
/// [`StoreError::Dangling`] when a space is not there, or the store's.
pub async fn create(tx: &Tx, new: &NewToken, now: Timestamp) -> Result<ApiToken, StoreError> {
    let row = api_token::ActiveModel {
        id: Set(new.id.column()),
        token_hash: Set(new.token.0.to_vec()),
        owner: Set(new.owner.column()),
        name: Set(new.name.clone()),
        scopes: Set(serde_json::Value::from(new.scopes.clone()).to_string()),
        created_at: Set(now.micros()),
        expires_at: Set(new.expires.micros()),
        revoked_at: Set(None),
        last_used_at: Set(None),
    };
    let stored = row.insert(tx.rows()).await?;
    for space in &new.spaces {
        // Named twice is named once.
        let insert = "INSERT INTO api_token_spaces (token, space) VALUES (?, ?) ON CONFLICT (token, space) DO NOTHING";
        tx.rows().execute_raw(tx.statement(insert, [new.id.column().into(), space.column().into()])).await?;
    }
    with_spaces(tx, stored).await
}

/// Returns a token by its digest, unless it is over, revoked, or its owner may not sign in.
///
/// # Errors
/// The store's.
pub async fn by_hash(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
    let live = "SELECT t.* FROM api_tokens t JOIN people p ON p.id = t.owner \
                WHERE t.token_hash = ? AND t.expires_at > ? AND t.revoked_at IS NULL AND p.disabled_at IS NULL";
    let values = [token.0.to_vec().into(), now.micros().into()];
    match api_token::Entity::find().from_raw_sql(db.statement(live, values)).one(db.rows()).await? {
        Some(row) => with_spaces(db, row).await.map(Some),
        None => Ok(None),
    }
}

/// Lists a person's tokens, the newest first; those that are over or revoked too.
///
/// # Errors
/// The store's.
pub async fn list_of_owner(db: &Db, owner: PersonId) -> Result<Vec<ApiToken>, StoreError> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::Owner.eq(owner.column()))
        .order_by_desc(api_token::Column::Id)
        .all(db.rows())
        .await?;
    let mut tokens = Vec::with_capacity(rows.len());
    for row in rows {
        tokens.push(with_spaces(db, row).await?);
    }
    Ok(tokens)
}

/// Revokes one of a person's own tokens. Returns true when there was one that still worked.
///
/// # Errors
/// The store's.
pub async fn revoke(tx: &Tx, owner: PersonId, id: TokenId, now: Timestamp) -> Result<bool, StoreError> {
    let one = api_token::Entity::update_many()
        .set(api_token::ActiveModel { revoked_at: Set(Some(now.micros())), ..Default::default() })
        .filter(api_token::Column::Id.eq(id.column()))
        .filter(api_token::Column::Owner.eq(owner.column()))
        .filter(api_token::Column::RevokedAt.is_null());
    Ok(one.exec(tx.rows()).await?.rows_affected > 0)
}

/// Notes that a token is in use. Called once a minute at most.
///
/// # Errors
/// The store's.
pub async fn touch(tx: &Tx, id: TokenId, now: Timestamp) -> Result<(), StoreError> {
    let change = api_token::ActiveModel { last_used_at: Set(Some(now.micros())), ..Default::default() };
    let one = api_token::Entity::update_many().set(change).filter(api_token::Column::Id.eq(id.column()));
    one.exec(tx.rows()).await?;
    Ok(())
}

async fn with_spaces(db: &Db, row: api_token::Model) -> Result<ApiToken, StoreError> {
    let spaces = api_token_space::Entity::find().filter(api_token_space::Column::Token.eq(row.id)).all(db.rows());
    let spaces = spaces.await?;
    row.with_spaces(spaces)
}
