//! Sessions: who is signed in, in which browser.
//!
//! Rule: a session is found by the digest of its token and by nothing else; the id is for lists and logs. One that is
//! over, or whose person may not sign in, is never returned, so no caller can forget to check.

use loadin_types::{
    PersonId, SessionId, Timestamp,
    people::{Session, TokenHash},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};

use crate::{
    Db, StoreError, Tx,
    rows::{ColumnId as _, session},
};

/// How many sessions a person may have; a new one ends the one that was used longest ago.
const MOST_PER_PERSON: i64 = 30;

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The id, new.
    pub id: SessionId,
    /// The digest of its token.
    pub token: TokenHash,
    /// Who signed in; nobody before that.
    pub person: Option<PersonId>,
    /// Random bytes that form tokens are bound to.
    pub csrf_id: [u8; 16],
    /// When it ends unless it is used.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends: Timestamp,
    /// The browser, in a few words.
    pub user_agent: String,
}

/// Begins a session.
///
/// # Errors
/// The store's.
pub async fn create(tx: &Tx, new: &NewSession, now: Timestamp) -> Result<Session, StoreError> {
    let row = session::ActiveModel {
        id: Set(new.id.column()),
        token_hash: Set(new.token.0.to_vec()),
        person: Set(new.person.map(PersonId::column)),
        csrf_id: Set(new.csrf_id.to_vec()),
        created_at: Set(now.micros()),
        proved_at: Set(now.micros()),
        last_seen_at: Set(now.micros()),
        idle_until: Set(new.idle_until.micros()),
        ends_at: Set(new.ends.micros()),
        user_agent: Set(new.user_agent.clone()),
    };
    let stored = row.insert(tx.rows()).await?;
    if let Some(person) = new.person {
        let surplus = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE person = ? AND id <> ? \
                       ORDER BY last_seen_at DESC, id DESC LIMIT 1000000 OFFSET ?)";
        let values = [person.column().into(), new.id.column().into(), (MOST_PER_PERSON - 1).into()];
        tx.rows().execute_raw(tx.statement(surplus, values)).await?;
    }
    stored.read()
}

/// Returns the session of a token, unless it is over or its person may not sign in.
///
/// # Errors
/// The store's.
pub async fn by_token(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError> {
    let live = "SELECT s.* FROM sessions s LEFT JOIN people p ON p.id = s.person \
                WHERE s.token_hash = ? AND s.idle_until > ? AND s.ends_at > ? AND p.disabled_at IS NULL";
    let values = [token.0.to_vec().into(), now.micros().into(), now.micros().into()];
    let found = session::Entity::find().from_raw_sql(db.statement(live, values)).one(db.rows()).await?;
    found.map(session::Model::read).transpose()
}

/// Notes that a session is in use and moves its idle end. Called once a minute at most, not at every request.
///
/// # Errors
/// The store's.
pub async fn touch(tx: &Tx, id: SessionId, now: Timestamp, idle_until: Timestamp) -> Result<(), StoreError> {
    let change = session::ActiveModel {
        last_seen_at: Set(now.micros()),
        idle_until: Set(idle_until.micros()),
        ..Default::default()
    };
    let one = session::Entity::update_many().set(change).filter(session::Column::Id.eq(id.column()));
    one.exec(tx.rows()).await?;
    Ok(())
}

/// Lists a person's live sessions, the one used last first.
///
/// # Errors
/// The store's.
pub async fn list_of_person(db: &Db, person: PersonId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let rows = session::Entity::find()
        .filter(session::Column::Person.eq(person.column()))
        .filter(session::Column::IdleUntil.gt(now.micros()))
        .filter(session::Column::EndsAt.gt(now.micros()))
        .order_by_desc(session::Column::LastSeenAt)
        .all(db.rows())
        .await?;
    rows.into_iter().map(session::Model::read).collect()
}

/// Ends the session of a token: sign-out. Returns true when there was one.
///
/// # Errors
/// The store's.
pub async fn end(tx: &Tx, token: &TokenHash) -> Result<bool, StoreError> {
    let one = session::Entity::delete_many().filter(session::Column::TokenHash.eq(token.0.to_vec()));
    Ok(one.exec(tx.rows()).await?.rows_affected > 0)
}

/// Ends one of a person's own sessions, from their list of devices. Returns true when there was one.
///
/// # Errors
/// The store's.
pub async fn end_one_of_person(tx: &Tx, person: PersonId, id: SessionId) -> Result<bool, StoreError> {
    let one = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id.column()))
        .filter(session::Column::Person.eq(person.column()));
    Ok(one.exec(tx.rows()).await?.rows_affected > 0)
}

/// Ends all of a person's sessions, but for the one they change their password in. Returns how many.
///
/// # Errors
/// The store's.
pub async fn end_all_of_person(tx: &Tx, person: PersonId, except: Option<SessionId>) -> Result<u64, StoreError> {
    let mut all = session::Entity::delete_many().filter(session::Column::Person.eq(person.column()));
    if let Some(kept) = except {
        all = all.filter(session::Column::Id.ne(kept.column()));
    }
    Ok(all.exec(tx.rows()).await?.rows_affected)
}

/// Removes the sessions of all people that are over. Returns how many.
///
/// # Errors
/// The store's.
pub async fn purge_ended_of_all_people(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    let ended = "DELETE FROM sessions WHERE idle_until <= ? OR ends_at <= ?";
    let values = [now.micros().into(), now.micros().into()];
    Ok(tx.rows().execute_raw(tx.statement(ended, values)).await?.rows_affected())
}

#[cfg(test)]
mod tests;
