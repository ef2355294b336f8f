//! The one task that writes.
//!
//! It takes whatever waits (up to [`GROUP`]), runs each request inside its own savepoint of one transaction, commits
//! once and answers all: one flush serves the whole group. Invariants: nobody is answered before the commit; a request
//! that fails or panics leaves nothing behind and costs its neighbours nothing; a dropped caller does not stop a
//! request half-way. On PostgreSQL each node has such a task; there a commit counts only once the server says so of its
//! transaction's number, for a lost connection may come back as a new one. A request may run twice (when SQLite gave up the group's transaction, say on a full disk, everyone
//! is tried again alone), so it touches rows only.

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use sea_orm::{ConnectionTrait as _, DbErr};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tracing::{debug, error, warn};

use crate::{StoreError, Tx, dialect::Dialect, folder::Folder, link::Session};

/// How many requests may wait.
pub(crate) const QUEUE: usize = 1_024;

/// How many share one commit.
const GROUP: usize = 256;

/// Fails when SQLite gave up the whole transaction: then the group cannot be committed either.
const UNDO: &str = "ROLLBACK TO SAVEPOINT request";

/// After so long without a write the log is emptied and freed pages go back to the disk.
const IDLE: Duration = Duration::from_secs(5);

/// What a request's work returns while it runs.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// What is sent to the task.
pub(crate) enum Message {
    Write(Box<dyn Request>),
    Stop(oneshot::Sender<()>),
}

/// A finished batch, whatever its types.
pub(crate) trait Request: Send {
    /// Does the work and keeps the answer. Returns true when its rows may stay.
    fn run<'t>(&'t mut self, tx: &'t Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 't>>;

    /// Answers the caller; with the error when the commit failed.
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A request with its types.
pub(crate) struct Batch<F, T, E> {
    pub(crate) work: F,
    pub(crate) answer: Option<Result<T, E>>,
    pub(crate) reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Request for Batch<F, T, E>
where
    F: for<'t> FnOnce(&'t Tx) -> Work<'t, T, E> + Clone + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t Tx) -> Pin<Box<dyn Future<Output = bool> + Send + 't>> {
        Box::pin(async move {
            let work = self.work.clone();
            // The closure itself may panic too, so it is called inside the future that catches.
            let attempt = AssertUnwindSafe(async { work(tx).await });
            let answer = attempt.catch_unwind().await.unwrap_or_else(|_| Err(StoreError::Broken.into()));
            let is_good = answer.is_ok();
            self.answer = Some(answer);
            is_good
        })
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.answer, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(error.into()),
            (Some(answer), Ok(())) => answer,
            (None, Ok(())) => Err(StoreError::Broken.into()),
        };
        // Whoever asked may have gone; the rows are written all the same.
        let _ = self.reply.send(answer);
    }
}

/// Runs until it is told to stop, or nobody is left to send.
pub(crate) async fn run(mut inbox: mpsc::Receiver<Message>, mut session: Session, folder: Option<Folder>) {
    let mut stop = None;
    let mut is_idle = true;
    while stop.is_none() {
        let first = if is_idle {
            inbox.recv().await
        } else if let Ok(message) = timeout(IDLE, inbox.recv()).await {
            message
        } else {
            tidy_up(&mut session).await;
            is_idle = true;
            continue;
        };
        let Some(first) = first else { break };
        is_idle = false;
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Write(request) => group.push(request),
                Message::Stop(done) => stop = Some(done),
            }
            next = if stop.is_none() && group.len() < GROUP { inbox.try_recv().ok() } else { None };
        }
        serve(&mut session, group).await;
    }
    inbox.close();
    if let Err(error) = session.close().await {
        warn!(
            error = &error as &dyn std::error::Error,
            "the database was not closed in order; it will recover at the next start"
        );
    }
    drop(folder);
    if let Some(done) = stop {
        let _ = done.send(());
    }
}

/// Serves a group with one commit; one by one when that fails.
async fn serve(session: &mut Session, mut group: Vec<Box<dyn Request>>) {
    if group.is_empty() {
        return;
    }
    let failure = match attempt(session, &mut group).await {
        Ok(()) => return settle(group, &Ok(())),
        Err(failure) => failure,
    };
    if group.len() == 1 || failure.at != Stage::Requests {
        return settle(group, &Err(failure.error));
    }
    debug!(
        error = &failure.error as &dyn std::error::Error,
        "a group of {} writes failed; trying each alone",
        group.len()
    );
    let mut away = None;
    for request in group {
        let mut alone = vec![request];
        let outcome = match &away {
            Some(error) => Err(StoreError::clone(error)),
            None => attempt(session, &mut alone).await.map_err(|failure| {
                // Nobody waits in turn for a database that is away.
                away = (failure.at == Stage::Begin).then(|| failure.error.clone());
                failure.error
            }),
        };
        settle(alone, &outcome);
    }
}

fn settle(group: Vec<Box<dyn Request>>, outcome: &Result<(), StoreError>) {
    for request in group {
        request.settle(outcome.clone());
    }
}

/// Why a group was not committed.
struct Failure {
    error: StoreError,
    at: Stage,
}

/// How far a group came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not to its first request: the database is away, or busy.
    Begin,
    /// To its requests, and nothing of them was kept.
    Requests,
    /// To the end, and nobody can say whether it was kept.
    Commit,
}

async fn attempt(session: &mut Session, group: &mut [Box<dyn Request>]) -> Result<(), Failure> {
    let mut at = Stage::Begin;
    let outcome = transact(session, group, &mut at).await;
    if outcome.is_err()
        && let Some(tx) = session.held()
    {
        // After a full disk SQLite has rolled back already; then this fails and there is nothing to do.
        let _ = tx.rows().execute_unprepared("ROLLBACK").await;
    }
    outcome.map_err(|error| {
        session.let_go();
        let error = if at == Stage::Commit { StoreError::Uncertain { source: Arc::new(error) } } else { error.into() };
        Failure { error, at }
    })
}

async fn transact(session: &mut Session, group: &mut [Box<dyn Request>], at: &mut Stage) -> Result<(), DbErr> {
    let number = match begin(session.tx().await?).await {
        // The connection was lost while nobody wrote: a new one is as good.
        Err(_) if session.let_go() => begin(session.tx().await?).await?,
        begun => begun?,
    };
    *at = Stage::Requests;
    let tx = session.tx().await?;
    let mut savepoint = "SAVEPOINT request";
    for request in group {
        tx.rows().execute_unprepared(savepoint).await?;
        // What one leaves behind is dealt with on the way to the next: a statement less to wait for.
        savepoint = if request.run(tx).await { "RELEASE SAVEPOINT request; SAVEPOINT request" } else { UNDO };
    }
    if savepoint == UNDO {
        tx.rows().execute_unprepared(UNDO).await?;
    }
    commit(session, number, at).await
}

/// Begins the transaction; returns its number on PostgreSQL.
async fn begin(tx: &Tx) -> Result<Option<String>, DbErr> {
    let db = tx.rows();
    if tx.dialect() == Dialect::Sqlite {
        db.execute_unprepared("BEGIN IMMEDIATE").await?;
        return Ok(None);
    }
    db.execute_unprepared("BEGIN READ WRITE").await?;
    let row = db.query_one_raw(tx.statement("SELECT pg_current_xact_id()::text", [])).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

async fn commit(session: &mut Session, number: Option<String>, at: &mut Stage) -> Result<(), DbErr> {
    let outcome = session.tx().await?.rows().execute_unprepared("COMMIT").await;
    let Some(number) = number else { return outcome.map(drop) };
    // A COMMIT on a connection that has no transaction succeeds, and one whose answer was lost may have been done. Until
    // the server says that it was not, nothing is done again.
    *at = Stage::Commit;
    let known = status(session.tx().await?, &number).await;
    let status = if known.is_err() {
        session.let_go();
        status(session.tx().await?, &number).await?
    } else {
        known?
    };
    if status.as_deref() == Some("aborted") {
        *at = Stage::Requests;
    }
    match (status.as_deref(), outcome) {
        (Some("committed"), _) => Ok(()),
        (_, Err(error)) => Err(error),
        (_, Ok(_)) => Err(DbErr::RecordNotInserted),
    }
}

async fn status(tx: &Tx, number: &str) -> Result<Option<String>, DbErr> {
    let asked = tx.statement("SELECT pg_xact_status(?::xid8)", [number.into()]);
    let row = tx.rows().query_one_raw(asked).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

async fn tidy_up(session: &mut Session) {
    let Ok(tx) = session.tx().await else { return };
    if tx.dialect() == Dialect::Postgres {
        return;
    }
    for pragma in ["PRAGMA incremental_vacuum(1000)", "PRAGMA wal_checkpoint(TRUNCATE)"] {
        if let Err(error) = tx.rows().execute_unprepared(pragma).await {
            error!(
                error = &error as &dyn std::error::Error,
                "`{pragma}` failed; it is tried again after the next write"
            );
            return;
        }
    }
}

#[cfg(test)]
mod tests;
