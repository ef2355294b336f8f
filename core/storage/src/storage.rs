//! The store as its callers hold it: open it, read, write, close.
//!
//! Rule: reading takes a [`Db`], changing takes a [`Tx`], and only [`Storage::write`] gives a `Tx`. A `Tx` can be read
//! from too, so a function that only looks takes `&Db` and works in both places.

use std::{ops::Deref, path::PathBuf, sync::Arc};

use loadin_migrations::MigrationError;
use loadin_types::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement, Value};
use tokio::sync::{
    Notify,
    mpsc::{self, error::SendTimeoutError},
    oneshot,
};
use tracing::info;

#[cfg(feature = "postgres")]
use crate::ServerAddress;
use crate::{
    BackupError, OpenError, StoreError, USUAL_COPIES,
    backup::{Backups, KeptCopy},
    collections::{SlowLog, SlowQuestion, Surveys},
    dialect::Dialect,
    folder::Folder,
    link::{Link, Session},
    sqlite::{self, Durability},
    writer::{self, Batch, Message, Work},
};

/// How long a write waits for a place in the queue.
const QUEUE_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Where the database is and how large it may be.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// The folder; it is made when missing. The database in it is `loadin.db`.
    pub folder: PathBuf,
    /// The size in bytes that the database file may have; `None` for what the disk holds.
    pub max_bytes: Option<u64>,
}

/// The store. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Storage(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    readers: Db,
    writer: mpsc::Sender<Message>,
    /// Told when a job was put in.
    jobs: Notify,
    /// Where copies go before a change, on SQLite.
    backups: Option<Backups>,
    /// Where the file is and how large it may be, on SQLite.
    place: Option<StoreSettings>,
    slow: SlowLog,
    surveys: Surveys,
    /// Where a connection for long work is made; SQLite's writer does that itself.
    #[cfg(feature = "postgres")]
    server: Option<ServerAddress>,
}

/// A place to read from.
#[derive(Debug)]
pub struct Db(Link);

/// A place to write to: one request's part of the writer's transaction.
#[derive(Debug)]
pub struct Tx(Db);

/// What only one batch of all nodes may decide about at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Who runs the instance: the set-up and its operators.
    Instance = 1,
    /// Who owns a space.
    Owners = 2,
    /// Who takes which jobs.
    Jobs = 3,
}

/// Beside the lock of the migrations, which ends in 0.
const TURNS: i64 = 0x006c_6f61_6469_6e00;

impl Db {
    pub(crate) const fn rows(&self) -> &Link {
        &self.0
    }

    /// Returns a statement for this database; `?` stands for each value.
    pub(crate) fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        self.dialect().statement(sql, values)
    }

    /// Returns which database this is.
    pub(crate) fn dialect(&self) -> Dialect {
        Dialect::of(self.0.get_database_backend())
    }
}

impl Tx {
    pub(crate) const fn over(held: DatabaseTransaction) -> Self {
        Self(Db(Link::Held(held)))
    }

    /// Waits until no other node is inside a batch that has taken the same turn; until this batch ends nobody else is. For
    /// whoever reads rows and then changes others because of them. SQLite has one writer and needs none.
    pub(crate) async fn take(&self, turn: Turn) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Postgres {
            let number = TURNS | turn as i64;
            self.rows().execute_raw(self.statement("SELECT pg_advisory_xact_lock(?)", [number.into()])).await?;
        }
        Ok(())
    }

    /// As [`Self::take`], but does not wait. Returns false when another node has the turn.
    pub(crate) async fn try_take(&self, turn: Turn) -> Result<bool, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(true);
        }
        let number = TURNS | turn as i64;
        let asked = self.statement("SELECT pg_try_advisory_xact_lock(?)", [number.into()]);
        let row = self.rows().query_one_raw(asked).await?;
        Ok(row.map_or(Ok(false), |row| row.try_get_by_index(0))?)
    }
}

/// A connection of its own, for work that would hold up the writer.
#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) tx: Tx,
    pool: sea_orm::DatabaseConnection,
}

impl Own {
    /// Runs work in a transaction.
    pub(crate) async fn run<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.tx.rows().execute_unprepared("BEGIN READ WRITE").await?;
        let done = work.await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.tx.rows().execute_unprepared(end).await?;
        done
    }

    /// Closes it, and lets go of the locks that it has.
    pub(crate) async fn close(self) {
        drop(self.tx);
        self.pool.close().await.unwrap_or_default();
    }
}

impl Deref for Tx {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.0
    }
}

impl Storage {
    /// Opens the database, made or brought up to date as needed, and starts its writer on the current runtime.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    pub async fn open(settings: &StoreSettings, now: Timestamp) -> Result<Self, OpenError> {
        Self::open_keeping(settings, USUAL_COPIES, now).await
    }

    /// As [`Self::open`], keeping so many copies of the database from before a change of its tables; 0 for none.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    pub async fn open_keeping(settings: &StoreSettings, copies: u32, now: Timestamp) -> Result<Self, OpenError> {
        Self::open_in(Folder::take(&settings.folder)?, (settings, Durability::Full, copies), now).await
    }

    /// Keeps a copy of the database before something changes; `turn` is what [`Self::turn_to_change`] gave.
    pub(crate) async fn back_up(&self, turn: Option<&Own>, before: &str, now: Timestamp) -> Result<(), BackupError> {
        if let Some(backups) = &self.0.backups {
            return backups.copy(before, now).await;
        }
        #[cfg(feature = "postgres")]
        if let (Some(server), Some(own)) = (&self.0.server, turn) {
            return crate::postgres::copies::copy(own.tx.rows(), server.copies, (before, now)).await;
        }
        #[cfg(not(feature = "postgres"))]
        let _ = turn;
        Ok(())
    }

    /// Waits until no other node changes tables, and keeps the turn until it is closed. `None` where there are no other
    /// nodes, or no copies are kept: then the change itself waits.
    pub(crate) async fn turn_to_change(&self) -> Result<Option<Own>, MigrationError> {
        #[cfg(feature = "postgres")]
        if self.0.server.as_ref().is_some_and(|server| server.copies > 0) {
            let failed = |error: StoreError| MigrationError::Database(sea_orm::DbErr::Custom(error.to_string()));
            if let Some(own) = self.own_connection().await.map_err(failed)? {
                loadin_migrations::take_turn(own.tx.rows(), loadin_migrations::USUAL_WAIT).await?;
                return Ok(Some(own));
            }
        }
        Ok(None)
    }

    /// Opens the database so that a power cut loses writes that were answered. Only for tests that must see them lost.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    #[doc(hidden)]
    pub async fn open_careless_of_power_cuts(settings: &StoreSettings, now: Timestamp) -> Result<Self, OpenError> {
        Self::open_in(Folder::take(&settings.folder)?, (settings, Durability::Careless, 0), now).await
    }

    /// Opens the database for a short command, also while a server has it open: SQLite lets both write in turn. Then the
    /// tables stay as they are, and must be the ones that this binary knows.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    pub async fn open_beside_a_server(settings: &StoreSettings, now: Timestamp) -> Result<Self, OpenError> {
        Self::open_in(Folder::take_or_share(&settings.folder)?, (settings, Durability::Full, USUAL_COPIES), now).await
    }

    /// Opens a database on a PostgreSQL server, made or brought up to date as needed, and starts this node's writer.
    /// Several nodes may have it open.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    #[cfg(feature = "postgres")]
    pub async fn connect(server: &ServerAddress, now: Timestamp) -> Result<Self, OpenError> {
        Self::connect_as(server, now, true).await
    }

    /// Opens a database on a PostgreSQL server for a short command. The tables stay as they are while a server is at work
    /// with them, and must be the ones that this binary knows.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is then as it was.
    #[cfg(feature = "postgres")]
    pub async fn connect_beside_a_server(server: &ServerAddress, now: Timestamp) -> Result<Self, OpenError> {
        Self::connect_as(server, now, false).await
    }

    #[cfg(feature = "postgres")]
    async fn connect_as(server: &ServerAddress, now: Timestamp, is_server: bool) -> Result<Self, OpenError> {
        use crate::postgres;
        let others = postgres::examine(server).await?;
        let shown = || PathBuf::from(server.to_string());
        let failed = |source| OpenError::Store { path: shown(), source };
        let db = postgres::writer(server).await.map_err(failed)?;
        let schema = |source| OpenError::Schema { path: shown(), source };
        let readers = Db(Link::Pool(postgres::readers(server).await.map_err(failed)?));
        let older = if is_server { None } else { others.into_iter().next() };
        if let Some(node) = older
            && loadin_migrations::is_behind(&db).await.map_err(schema)?
        {
            return Err(OpenError::Older { node });
        }
        let has_turn = postgres::copies::before_steps(&db, server.copies, (now, &shown())).await?;
        let applied = loadin_migrations::up(&db, now.micros()).await.map_err(schema);
        if has_turn {
            postgres::copies::give_back(&db).await;
        }
        let applied = applied?;
        if applied.before != applied.now {
            info!("brought the database from schema step {} to {}", applied.before, applied.now);
        }
        let (writer, inbox) = mpsc::channel(writer::QUEUE);
        let session = Session::take(db).await.map_err(|source| failed(source.into()))?;
        tokio::spawn(writer::run(inbox, session, None));
        Ok(Self(Arc::new(Inner {
            readers,
            writer,
            jobs: Notify::new(),
            backups: None,
            place: None,
            slow: SlowLog::default(),
            surveys: Surveys::default(),
            server: Some(server.clone()),
        })))
    }

    async fn open_in(
        folder: Folder,
        (settings, durability, keep): (&StoreSettings, Durability, u32),
        now: Timestamp,
    ) -> Result<Self, OpenError> {
        let file = folder.database();
        let failed = |source| OpenError::Store { path: file.clone(), source: StoreError::from(source) };
        let db = sqlite::writer(&file, settings.max_bytes, durability).await.map_err(failed)?;
        sqlite::check_library(&db, &file).await?;
        let schema = |source| OpenError::Schema { path: file.clone(), source };
        if !folder.is_owned() && loadin_migrations::is_behind(&db).await.map_err(schema)? {
            return Err(folder.locked());
        }
        let backups = Backups::of(&settings.folder, file.clone(), keep);
        if loadin_migrations::is_behind(&db).await.map_err(schema)? && sqlite::has_tables(&db).await.map_err(failed)? {
            let next = loadin_migrations::STEPS.last().map_or(0, |step| step.number);
            backups.copy(&format!("step-{next}"), now).await?;
        }
        let applied = loadin_migrations::up(&db, now.micros()).await.map_err(schema)?;
        if applied.before != applied.now {
            info!("brought the database from schema step {} to {}", applied.before, applied.now);
        }
        let readers = Db(Link::Pool(sqlite::readers(&file).await.map_err(failed)?));
        let (writer, inbox) = mpsc::channel(writer::QUEUE);
        let session = Session::take(db).await.map_err(failed)?;
        tokio::spawn(writer::run(inbox, session, Some(folder)));
        Ok(Self(Arc::new(Inner {
            readers,
            writer,
            jobs: Notify::new(),
            backups: Some(backups),
            place: Some(settings.clone()),
            slow: SlowLog::default(),
            surveys: Surveys::default(),
            #[cfg(feature = "postgres")]
            server: None,
        })))
    }

    /// Returns a connection for long work beside the writer, on PostgreSQL: nothing limits how long its statements take,
    /// and it writes without being asked twice. SQLite has one writer.
    pub(crate) async fn own_connection(&self) -> Result<Option<Own>, StoreError> {
        #[cfg(feature = "postgres")]
        if let Some(server) = &self.0.server {
            let pool = crate::postgres::writer(server).await?;
            let tx = crate::link::hold(&pool).await?;
            let free = "SET default_transaction_read_only = off; SET statement_timeout = 0; SET lock_timeout = 0";
            tx.rows().execute_unprepared(free).await?;
            return Ok(Some(Own { tx, pool }));
        }
        Ok(None)
    }

    /// Sets from how many milliseconds on a question to a collection is slow; 0 for every one.
    pub fn set_slow_ms(&self, ms: u64) {
        self.0.slow.set_threshold_ms(ms);
    }

    /// Returns from how many milliseconds on a question is slow.
    #[must_use]
    pub fn slow_ms(&self) -> u64 {
        self.0.slow.threshold_ms()
    }

    /// Returns the slow questions of this process, the one first that took most time in all.
    #[must_use]
    pub fn slow_questions(&self) -> Vec<SlowQuestion> {
        self.0.slow.questions()
    }

    pub(crate) fn slow(&self) -> &SlowLog {
        &self.0.slow
    }

    pub(crate) fn surveys(&self) -> &Surveys {
        &self.0.surveys
    }

    /// Returns the copies that are kept, and whether any are.
    pub(crate) fn kept_copies(&self) -> (Vec<KeptCopy>, bool) {
        self.0.backups.as_ref().map_or_else(|| (Vec::new(), false), |backups| (backups.kept(), true))
    }

    /// Returns how much room a database of this size has left; `None` where nobody here knows.
    pub(crate) fn free_bytes(&self, size: u64) -> Option<u64> {
        let place = self.0.place.as_ref()?;
        let room = rustix::fs::statvfs(&place.folder).ok()?;
        let on_disk = room.f_bavail.saturating_mul(room.f_frsize);
        Some(place.max_bytes.map_or(on_disk, |most| most.saturating_sub(size).min(on_disk)))
    }

    /// Tells whoever takes jobs in this process that there may be one.
    pub(crate) fn tell_of_jobs(&self) {
        self.0.jobs.notify_one();
    }

    /// Returns once this process has put a job in since the last time.
    pub(crate) async fn told_of_jobs(&self) {
        self.0.jobs.notified().await;
    }

    /// Returns the place to read from. It sees what is committed, statement by statement.
    #[must_use]
    pub fn reader(&self) -> &Db {
        &self.0.readers
    }

    /// Runs `work` in the one writer and returns its answer once it is on the disk; nothing stays when it errs.
    ///
    /// `work` is a finished batch: it touches rows and nothing else, for it may run twice and others wait for it.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`] of the commit.
    pub async fn write<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> Work<'t, T, E> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let request = Message::Write(Box::new(Batch { work, answer: None, reply }));
        match self.0.writer.send_timeout(request, QUEUE_WAIT).await {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into())),
            Err(SendTimeoutError::Timeout(_)) => Err(StoreError::Busy.into()),
            Err(SendTimeoutError::Closed(_)) => Err(StoreError::Closed.into()),
        }
    }

    /// Returns what is wrong inside the database file, in SQLite's words; nothing when it is whole. It reads all of it, so it
    /// takes seconds. PostgreSQL looks after its own files and is not asked.
    ///
    /// # Errors
    /// A [`StoreError`] when the file cannot even be read.
    pub async fn damage(&self) -> Result<Vec<String>, StoreError> {
        let db = self.reader();
        if db.dialect() == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let rows = db.rows().query_all_raw(db.statement("PRAGMA integrity_check(20)", [])).await?;
        let said: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// Finishes the writes that wait, closes the database and lets go of its folder.
    pub async fn close(&self) {
        let (done, stopped) = oneshot::channel();
        self.0.readers.rows().close().await;
        if self.0.writer.send(Message::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}
