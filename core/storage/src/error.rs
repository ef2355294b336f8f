//! How storage fails, in words that say what to do.
//!
//! Rule: a code of SQLite or PostgreSQL gets its meaning here and nowhere else. Whoever needs to know (the disk is full, something of
//! that name exists) matches a variant; nobody reads messages.

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use loadin_migrations::MigrationError;
use loadin_types::PluginError;
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use tracing::error;

/// Why a read or a write failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// No room left; nothing was written.
    #[error(
        "the disk, or the size the database may have, is full: nothing was written; free space on the disk or raise `database.max_size`, then try again"
    )]
    Full,
    /// Too much is waiting to be written.
    #[error("too many writes are waiting: try again in a moment")]
    Busy,
    /// The way to the database server is cut.
    #[error("the database server cannot be reached: nothing was written; try again in a moment")]
    Unreachable {
        /// What the way to it said.
        source: Arc<DbErr>,
    },
    /// The way to the database server was cut while it finished a write.
    #[error("the database server went away while it finished the write: look whether it was done before you try again")]
    Uncertain {
        /// What the way to it said.
        source: Arc<DbErr>,
    },
    /// The process is ending.
    #[error("storage is closed: the server is stopping")]
    Closed,
    /// The code that writes failed; nothing was written.
    #[error("a write stopped half-way by a fault of ours: nothing was written")]
    Broken,
    /// The file is damaged.
    #[error("the database file is damaged: stop the server, keep a copy of the file, and restore the last backup")]
    Corrupt {
        /// What the database said.
        source: Arc<DbErr>,
    },
    /// The file cannot be written any more.
    #[error(
        "the database file cannot be written: check that its folder is mounted for writing and belongs to the user that runs the server"
    )]
    Unwritable {
        /// What the database said.
        source: Arc<DbErr>,
    },
    /// A unique constraint refused it.
    #[error("there is one already: {constraint}")]
    Duplicate {
        /// The columns that must be unique, as the database names them.
        constraint: String,
    },
    /// A table that this process knows is not there any more.
    #[error(
        "the tables were replaced by another node, which runs a later release of the plugin: nothing was written; start this node again with that release"
    )]
    Replaced {
        /// What the database said.
        source: Arc<DbErr>,
    },
    /// It refers to something that is not there.
    #[error("it belongs to something that is not there (any more)")]
    Dangling,
    /// A stored value is not what this release writes.
    #[error("a stored {what} cannot be read: the database was changed by hand or is damaged")]
    Unreadable {
        /// Which value.
        what: &'static str,
    },
    /// A cursor that no list of ours gave out.
    #[error("that cursor does not come from this list: start again without one")]
    BadCursor,
    /// Anything else.
    #[error("the database failed")]
    Database {
        /// What it said.
        source: Arc<DbErr>,
    },
}

const BUSY: u32 = 5;
const READONLY: u32 = 8;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const NOT_A_DATABASE: u32 = 26;
const FOREIGN_KEY: u32 = 787;
const PRIMARY_KEY: u32 = 1555;
const UNIQUE: u32 = 2067;
/// The shared-memory file beside the WAL could not grow.
const SHARED_MEMORY_SIZE: u32 = 4874;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Busy;
        }
        #[cfg(feature = "postgres")]
        if let Some(meant) = postgres_meaning(&error) {
            return meant;
        }
        let (code, message) = sqlite_code(&error).unwrap_or((0, String::new()));
        match (code, code & 0xff) {
            (FOREIGN_KEY, _) => Self::Dangling,
            (PRIMARY_KEY | UNIQUE, _) => Self::Duplicate { constraint: columns(&message) },
            (SHARED_MEMORY_SIZE, _) | (_, FULL) => Self::Full,
            (_, BUSY) => Self::Busy,
            (_, READONLY) => Self::Unwritable { source: Arc::new(error) },
            (_, CORRUPT | NOT_A_DATABASE) => Self::Corrupt { source: Arc::new(error) },
            _ => Self::Database { source: Arc::new(error) },
        }
    }
}

impl StoreError {
    /// Tells a plugin what it can act on, and the log the rest: `what` could not be read or written.
    pub(crate) fn told_to_plugins(self, what: &str) -> PluginError {
        match self {
            Self::Full
            | Self::Replaced { .. }
            | Self::Busy
            | Self::Closed
            | Self::Unreachable { .. }
            | Self::Uncertain { .. } => PluginError::Unavailable(self.to_string()),
            other => {
                error!(error = &other as &dyn std::error::Error, "{what} could not be read or written");
                PluginError::Internal(format!("{what} cannot be read or written; the server's log says why"))
            }
        }
    }

    /// Returns what the database said, for messages that have their own words around it.
    #[cfg(feature = "postgres")]
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Database { source } | Self::Unreachable { source } => match cause(source) {
                Some(SqlxError::Database(database)) => database.message().to_owned(),
                _ => source.to_string(),
            },
            other => other.to_string(),
        }
    }

    /// Returns true when a unique constraint over exactly this column refused the write.
    pub(crate) fn is_duplicate_of(&self, column: &str) -> bool {
        matches!(self, Self::Duplicate { constraint } if constraint == column)
    }
}

/// Returns what the database driver said, if it was it.
fn cause(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause.as_ref()),
        _ => None,
    }
}

/// Returns PostgreSQL's code of an error (`42501`), if it has one.
#[cfg(feature = "postgres")]
pub(crate) fn postgres_code(error: &DbErr) -> Option<String> {
    let SqlxError::Database(database) = cause(error)? else { return None };
    database.code().map(Cow::into_owned)
}

/// Returns SQLite's extended result code and its message.
fn sqlite_code(error: &DbErr) -> Option<(u32, String)> {
    let SqlxError::Database(database) = cause(error)? else { return None };
    let code = database.code().map(Cow::into_owned)?.parse().ok()?;
    Some((code, database.message().to_owned()))
}

/// Returns what an error of PostgreSQL, or of the way to it, means.
#[cfg(feature = "postgres")]
fn postgres_meaning(error: &DbErr) -> Option<StoreError> {
    let unreachable = || StoreError::Unreachable { source: Arc::new(error.clone()) };
    let database = match cause(error)? {
        SqlxError::Database(database) => database,
        SqlxError::PoolTimedOut => return Some(StoreError::Busy),
        SqlxError::Io(_) | SqlxError::PoolClosed | SqlxError::WorkerCrashed => return Some(unreachable()),
        _ => return None,
    };
    let postgres = database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
    let meant = match postgres.code() {
        "23505" => StoreError::Duplicate { constraint: broken(postgres) },
        "23503" => StoreError::Dangling,
        "42P01" => StoreError::Replaced { source: Arc::new(error.clone()) },
        "53100" => StoreError::Full,
        // Deadlock, serialisation, a lock or a statement that took too long, too many connections.
        "40001" | "40P01" | "55P03" | "57014" => StoreError::Busy,
        // Memory and other things that the server has too little of at the moment.
        code if code.starts_with("53") => StoreError::Busy,
        // Our session was ended, or the server is stopping or starting; a lost transaction is found to be read-only.
        "25006" | "25P01" | "25P02" | "3B001" => unreachable(),
        code if code.starts_with("57P0") || code.starts_with("08") => unreachable(),
        // Not to be looked up among SQLite's: its numbers are others.
        _ => StoreError::Database { source: Arc::new(error.clone()) },
    };
    Some(meant)
}

/// Names a broken unique constraint as SQLite does where it is one of a table's columns (`people.login_folded`), and by
/// its index where that is its own.
#[cfg(feature = "postgres")]
fn broken(error: &sqlx::postgres::PgDatabaseError) -> String {
    let constraint = error.constraint().unwrap_or_default();
    let (Some(table), Some(detail)) = (error.table(), error.detail()) else { return constraint.to_owned() };
    // "Key (login_folded)=(ada) already exists."
    let columns = detail.strip_prefix("Key (").and_then(|rest| rest.split_once(")=(")).map(|(columns, _)| columns);
    match columns {
        Some(columns) if !constraint.contains("__") => {
            columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
        }
        _ => constraint.to_owned(),
    }
}

/// `UNIQUE constraint failed: people.login_folded` → `people.login_folded`.
fn columns(message: &str) -> String {
    message.split_once(": ").map_or(message, |(_, columns)| columns).to_owned()
}

/// Why the database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or written in.
    #[error("cannot write in {}: make the folder, or give it to the user that runs the server", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder lies on another machine.
    #[error(
        "{} lies on {kind}, where locks and flushes cannot be trusted and the database would break: name a folder on a disk of this machine",
        path.display()
    )]
    Network {
        /// The folder.
        path: PathBuf,
        /// The file system.
        kind: &'static str,
    },
    /// Another process has it.
    #[error("another process ({holder}) has the database in {} open: stop it first", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who it is, as far as it is known.
        holder: String,
    },
    /// An older release is at work with it.
    #[error(
        "{node} has the database open and is of an older release than this command: use the command of that release, or \
         start this release's server first"
    )]
    Older {
        /// A node that runs.
        node: String,
    },
    /// The database server cannot be used.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Server(#[from] crate::ServerError),
    /// The library is too old.
    #[error(
        "this binary was linked with SQLite {found}, which can lose a write-ahead log; build it with 3.51.3 or newer"
    )]
    OldLibrary {
        /// Its version.
        found: String,
    },
    /// There is no copy of what it was.
    #[error(transparent)]
    Backup(#[from] crate::BackupError),
    /// The tables cannot be brought up to date.
    #[error("the tables in {} cannot be brought up to date", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// Why.
        source: MigrationError,
    },
    /// The database itself refuses.
    #[error("cannot open {}", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
}
