//! Ways to the database: a pool that readers share, and the one connection that the writer keeps.
//!
//! Rule: the writer never gives its connection back between two statements. A pool pings what is given back, which makes
//! every statement two, and might go on with another connection in the middle of a transaction.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionTrait as _,
};
use tokio::time::sleep;

use crate::{StoreError, Tx};

/// How long a server that is away is waited for, and how long between two tries.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Something to send statements to.
#[derive(Debug)]
pub(crate) enum Link {
    /// Any connection of a pool.
    Pool(DatabaseConnection),
    /// One connection, kept.
    Held(DatabaseTransaction),
}

impl Link {
    /// Closes a pool when nobody uses it any more.
    pub(crate) async fn close(&self) {
        if let Self::Pool(pool) = self {
            pool.close_by_ref().await.unwrap_or_default();
        }
    }
}

#[async_trait]
impl ConnectionTrait for Link {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Held(held) => held.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Held(held) => held.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Held(held) => held.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Held(held) => held.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Held(held) => held.query_all_raw(statement).await,
        }
    }
}

/// The writer's connection, out of a pool of one.
#[derive(Debug)]
pub(crate) struct Session {
    pool: DatabaseConnection,
    held: Option<Tx>,
}

impl Session {
    /// Takes the pool's connection for good.
    pub(crate) async fn take(pool: DatabaseConnection) -> Result<Self, DbErr> {
        let mut session = Self { pool, held: None };
        session.tx().await?;
        Ok(session)
    }

    /// Returns the connection; another one when the last was let go. A server that is away is waited for a while: one that
    /// crashed is back in seconds.
    pub(crate) async fn tx(&mut self) -> Result<&Tx, DbErr> {
        let begun = Instant::now();
        let tx = loop {
            if let Some(tx) = self.held.take() {
                break tx;
            }
            match hold(&self.pool).await {
                Ok(tx) => break tx,
                Err(error) if begun.elapsed() < PATIENCE && is_away(&error) => sleep(PAUSE).await,
                Err(error) => return Err(error),
            }
        };
        Ok(self.held.insert(tx))
    }

    /// Returns the connection if there is one.
    pub(crate) const fn held(&self) -> Option<&Tx> {
        self.held.as_ref()
    }

    /// Lets go of a connection that may be lost; returns false when there is nothing to let go of. SQLite's cannot be lost.
    pub(crate) fn let_go(&mut self) -> bool {
        let is_of_a_server = self.pool.get_database_backend() == DbBackend::Postgres;
        is_of_a_server && self.held.take().is_some()
    }

    /// Closes the connection and the pool.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        drop(self.held);
        self.pool.close().await
    }
}

fn is_away(error: &DbErr) -> bool {
    matches!(StoreError::from(error.clone()), StoreError::Unreachable { .. })
}

/// Returns a connection that no statement gives back. The driver is told of a transaction, and holds the connection until
/// it hears of an end; the transaction itself ends here, and those of the writer begin and end in words of their own.
pub(crate) async fn hold(pool: &DatabaseConnection) -> Result<Tx, DbErr> {
    let transaction = pool.begin().await?;
    transaction.execute_unprepared("COMMIT").await?;
    Ok(Tx::over(transaction))
}
