//! Making the parts of a collection that a change of its declaration left to be done, while everybody reads and writes.
//!
//! Rules: each step is a short transaction of its own and says in the registry how far it came, so it goes on after a
//! crash. On SQLite the steps take turns with the other writes. On PostgreSQL they have a connection of their own, on one
//! node at a time, and indexes are made beside the writes. A part is ready in the transaction that says so, never before.

use std::{sync::Arc, time::Duration};

use loadin_types::{Timestamp, ports::Clock};
use sea_orm::{ConnectionTrait as _, DbErr};
use tracing::{info, warn};
use uuid::Uuid;

use super::{
    beside, declare,
    definition::Shelf,
    parts::{self, Part, Parts, State},
    tables,
};
use crate::{Storage, StoreError, Tx, dialect::Dialect, storage::Own};

/// How many entries of a list that is gone are taken away at a time.
const ENTRIES: i64 = 2_000;

/// How often an index is tried on PostgreSQL: one that was made beside writes may fail.
const TRIES: u32 = 3;

/// How long a node waits before it looks again whether another one is done.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// How many documents are between two lines of the log.
const TOLD_EVERY: u64 = 50_000;

/// Why a part could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum SettleError {
    /// Documents share what was declared unique.
    #[error("{0}")]
    Shared(String),
    #[error(transparent)]
    Storage(#[from] StoreError),
}

impl From<DbErr> for SettleError {
    fn from(error: DbErr) -> Self {
        Self::Storage(error.into())
    }
}

/// Where the steps run.
enum Hand {
    /// In the one writer.
    Writer(Storage),
    /// On a connection of its own, on PostgreSQL.
    Own(Own),
}

/// Makes whatever is not ready, and tells the shelf.
pub(super) async fn settle(storage: &Storage, shelf: &Arc<Shelf>, clock: &Arc<dyn Clock>) -> Result<(), SettleError> {
    let parts = Parts::read(storage.reader(), shelf.number).await?;
    if parts.waiting().next().is_none() {
        shelf.set_parts(parts);
        return Ok(());
    }
    let hand = match storage.own_connection().await? {
        None => Hand::Writer(storage.clone()),
        Some(own) => {
            if !take_turn(&own.tx, storage, shelf).await? {
                own.close().await;
                return Ok(());
            }
            Hand::Own(own)
        }
    };
    let work = Work { hand, storage, shelf, clock };
    let done = work.run().await;
    if let Hand::Own(own) = work.hand {
        // Lets go of the turn, too.
        own.close().await;
    }
    done
}

/// Waits until no other node works on the collection. Returns false when there is nothing left to do.
async fn take_turn(tx: &Tx, storage: &Storage, shelf: &Shelf) -> Result<bool, StoreError> {
    loop {
        let lock = tx.statement("SELECT pg_try_advisory_lock(7237117, ?::integer)", [shelf.number.into()]);
        let row = tx.rows().query_one_raw(lock).await?;
        if row.map_or(Ok(false), |row| row.try_get_by_index(0))? {
            return Ok(true);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        let parts = Parts::read(storage.reader(), shelf.number).await?;
        let is_done = parts.waiting().next().is_none();
        shelf.set_parts(parts);
        if is_done {
            return Ok(false);
        }
    }
}

struct Work<'a> {
    hand: Hand,
    storage: &'a Storage,
    shelf: &'a Arc<Shelf>,
    clock: &'a Arc<dyn Clock>,
}

/// One step, in a transaction of its own.
#[derive(Clone)]
enum Step {
    Fill { parts: Vec<Part>, after: Uuid },
    Index { name: String, sql: String },
    Clear { field: String },
    Set { parts: Vec<Part>, state: State },
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    async fn parts(&self) -> Result<Parts, StoreError> {
        let parts = Parts::read(self.storage.reader(), self.shelf.number).await?;
        self.shelf.set_parts(parts.clone());
        Ok(parts)
    }

    async fn run(&self) -> Result<(), SettleError> {
        self.fill().await?;
        self.clear().await?;
        self.index().await?;
        let parts = self.parts().await?;
        let rest: Vec<Part> = parts.waiting().map(|(part, _)| part.clone()).collect();
        self.step(Step::Set { parts: rest, state: State::Ready }).await?;
        self.parts().await?;
        let name = &self.shelf.name;
        info!("the collection `{name}` follows its new declaration");
        Ok(())
    }

    /// Goes through the documents, if some part needs it.
    async fn fill(&self) -> Result<(), SettleError> {
        let (parts, mut after) = self.parts().await?.to_fill();
        let definition = &self.shelf.shape.definition;
        let (at_once, through): (Vec<Part>, Vec<Part>) = parts
            .into_iter()
            .partition(|part| parts::is_made_at_once(self.storage.reader().dialect(), part, definition));
        let mut filled = 0_u64;
        while !through.is_empty() {
            let step = Step::Fill { parts: through.clone(), after };
            match self.step(step).await? {
                Some(last) => after = last,
                None => break,
            }
            if filled == 0 {
                self.parts().await?;
            }
            filled += beside::SLICE.unsigned_abs();
            if filled.is_multiple_of(TOLD_EVERY) {
                info!("{filled} documents of the collection `{}` were brought to its new declaration", self.shelf.name);
            }
        }
        let parts = [at_once, through].concat();
        self.step(Step::Set { parts, state: State::Indexing }).await?;
        Ok(())
    }

    /// Takes the entries of lists away that are no longer declared.
    async fn clear(&self) -> Result<(), SettleError> {
        for (part, _) in self.parts().await?.waiting() {
            let Part::Gone(field) = part else { continue };
            while self.step(Step::Clear { field: field.clone() }).await?.is_some() {}
        }
        Ok(())
    }

    async fn index(&self) -> Result<(), SettleError> {
        let Shelf { table, shape, .. } = &**self.shelf;
        let wanted = tables::wanted_indexes(self.storage.reader().dialect(), table, &shape.definition);
        let there = tables::indexes(self.storage.reader(), table).await?;
        for (name, sql) in wanted.into_iter().filter(|(name, _)| !there.contains(name)) {
            let part = vec![Part::Index(name.clone())];
            self.step(Step::Set { parts: part.clone(), state: State::Indexing }).await?;
            self.make_index(name, sql).await?;
            self.step(Step::Set { parts: part, state: State::Ready }).await?;
        }
        Ok(())
    }

    async fn make_index(&self, name: String, sql: String) -> Result<(), SettleError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let made = match &self.hand {
                Hand::Writer(_) => self.step(Step::Index { name: name.clone(), sql: sql.clone() }).await.map(drop),
                Hand::Own(own) => beside_writes(&own.tx, &name, &sql).await,
            };
            match made {
                Err(StoreError::Duplicate { .. }) => return Err(self.shared(&name).await?),
                Err(error) if tries < TRIES && matches!(self.hand, Hand::Own(_)) => {
                    warn!(error = &error as &dyn std::error::Error, "the index {name} could not be made; trying again");
                }
                made => return Ok(made?),
            }
        }
    }

    async fn shared(&self, name: &str) -> Result<SettleError, StoreError> {
        let Shelf { table, shape, .. } = &**self.shelf;
        let group = shape.definition.unique.iter().find(|group| table.index("u", group) == name);
        let group = group.cloned().unwrap_or_default();
        let twins = declare::twins(self.storage.reader(), table, &group, &shape.definition).await?;
        Ok(SettleError::Shared(declare::shared(&group, &twins)))
    }

    async fn step(&self, step: Step) -> Result<Option<Uuid>, StoreError> {
        let (shelf, now) = (Arc::clone(self.shelf), self.now());
        match &self.hand {
            Hand::Writer(storage) => {
                storage.write(move |tx| Box::pin(async move { take(tx, &shelf, step, now).await })).await
            }
            Hand::Own(own) => own.run(take(&own.tx, &shelf, step, now)).await,
        }
    }
}

/// Makes an index while others write, on PostgreSQL. One that fails stays behind, half-made, and is taken away first.
async fn beside_writes(tx: &Tx, name: &str, sql: &str) -> Result<(), StoreError> {
    tx.rows().execute_unprepared(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
    let sql = sql.replace("INDEX {name}", &format!("INDEX CONCURRENTLY {name}"));
    Ok(tx.rows().execute_unprepared(&sql).await.map(drop)?)
}

async fn take(tx: &Tx, shelf: &Shelf, step: Step, now: Timestamp) -> Result<Option<Uuid>, StoreError> {
    match step {
        Step::Fill { parts, after } => fill(tx, shelf, (&parts, after), now).await,
        Step::Index { name, sql } => {
            tx.rows().execute_unprepared(&sql.replace("{name}", &name)).await?;
            Ok(None)
        }
        Step::Clear { field } => {
            let lists = &shelf.table.lists;
            let columns = "field, value, id";
            let delete = format!(
                "DELETE FROM {lists} WHERE ({columns}) IN (SELECT {columns} FROM {lists} WHERE field = ? LIMIT {ENTRIES})"
            );
            let gone = tx.rows().execute_raw(tx.statement(&delete, [field.into()])).await?.rows_affected();
            Ok((gone > 0).then(Uuid::nil))
        }
        Step::Set { parts, state } => {
            for part in &parts {
                if matches!((part, state), (Part::Gone(_), State::Ready)) {
                    parts::forget(tx, shelf.number, part).await?;
                } else {
                    parts::set(tx, shelf.number, part, (state, None), now).await?;
                }
            }
            Ok(None)
        }
    }
}

async fn fill(
    tx: &Tx,
    shelf: &Shelf,
    (parts, after): (&[Part], Uuid),
    now: Timestamp,
) -> Result<Option<Uuid>, StoreError> {
    let with_fields = tx.dialect() == Dialect::Postgres && parts.iter().any(|part| matches!(part, Part::Field(_)));
    let definition = &shelf.shape.definition;
    let last = beside::fill_slice(tx, &shelf.table, definition, (after, with_fields)).await?;
    if last.is_some() {
        for part in parts {
            parts::set(tx, shelf.number, part, (State::Backfilling, last), now).await?;
        }
    }
    Ok(last)
}

/// Returns true when some unique group is not guarded yet.
pub(super) fn lacks_a_guard(shelf: &Shelf) -> bool {
    shelf.usable().definition.unique.len() < shelf.shape.definition.unique.len()
}
