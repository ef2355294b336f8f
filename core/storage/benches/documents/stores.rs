//! The databases that are measured: a file of SQLite, and a server of PostgreSQL when one is named.
//!
//! Rule: what is sent by hand goes through a pool of the same kind and size, over the same file or server, and reads the
//! same columns; otherwise the difference would not be ours.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

#[cfg(feature = "postgres")]
use loadin_storage::ServerAddress;
use loadin_storage::{CollectionTools, Collections, Storage, StoreSettings};
use loadin_types::{
    Timestamp,
    ports::{Clock, Entropy},
};
use loadin_wit::manifest::Manifest;
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// Counts instead of telling the time and drawing lots.
#[derive(Default)]
struct Counter(AtomicU64);

impl Clock for Counter {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000 + self.0.fetch_add(1, Ordering::Relaxed) / 64
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
        bytes.iter_mut().zip(count.into_iter().cycle()).for_each(|(byte, random)| *byte = random);
    }
}

/// A store with the collections of the manifest, and a way past it.
pub(crate) struct Store {
    pub(crate) name: &'static str,
    pub(crate) storage: Storage,
    pub(crate) collections: Collections,
    pub(crate) hand: Hand,
    _folder: TempDir,
}

/// The same database without our layer.
pub(crate) enum Hand {
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    #[cfg(feature = "postgres")]
    Postgres {
        readers: PgPool,
        writer: PgPool,
    },
}

/// A value as it is bound.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Id(Uuid),
    Whole(i64),
    Real(f64),
    Text(String),
}

/// How a row is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// The columns of a document.
    Document,
    /// A text and whole numbers.
    Group,
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
impl Store {
    pub(crate) async fn sqlite(manifest: &Manifest) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = StoreSettings { folder: folder.path().to_owned(), max_bytes: None };
        let storage = Storage::open(&settings, NOW).await.unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("loadin.db"))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("temp_store", "MEMORY")
            .pragma("mmap_size", "0")
            .disable_statement_logging();
        let pool = |most| SqlitePoolOptions::new().max_connections(most).test_before_acquire(false);
        let reading = options.clone().pragma("cache_size", "-8192").pragma("query_only", "ON");
        let writing = options.pragma("cache_size", "-32768").pragma("wal_autocheckpoint", "4096");
        let hand = Hand::Sqlite {
            readers: pool(4).connect_with(reading).await.unwrap(),
            writer: pool(1).connect_with(writing).await.unwrap(),
        };
        Self::over("SQLite", storage, manifest, (hand, folder)).await
    }

    /// Makes a database on the server that `LOADIN_TEST_POSTGRES` names; its address has the path `/postgres`.
    #[cfg(feature = "postgres")]
    pub(crate) async fn postgres(server: &str, manifest: &Manifest) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("bench_{}", std::process::id());
        let options: PgConnectOptions = server.parse().unwrap();
        let admin = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.unwrap();
        admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await.unwrap();
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        let address = ServerAddress::parse(&server.replacen("/postgres?", &format!("/{name}?"), 1)).unwrap();
        let storage = Storage::connect(&address, NOW).await.unwrap();
        let options = options.database(&name).disable_statement_logging();
        let pool = |most| PgPoolOptions::new().max_connections(most).test_before_acquire(false);
        let hand = Hand::Postgres {
            readers: pool(9).connect_with(options.clone()).await.unwrap(),
            writer: pool(1).connect_with(options).await.unwrap(),
        };
        Self::over("PostgreSQL", storage, manifest, (hand, folder)).await
    }

    async fn over(name: &'static str, storage: Storage, manifest: &Manifest, (hand, folder): (Hand, TempDir)) -> Self {
        let counter = Arc::new(Counter::default());
        let tools = CollectionTools { clock: counter.clone(), entropy: counter, cursor_key: [9; 32] };
        let collections = Collections::open(storage.clone(), std::slice::from_ref(manifest), tools).await.unwrap();
        Self { name, storage, collections, hand, _folder: folder }
    }

    /// Lets the database look at what it has, as it does by itself once a day.
    pub(crate) async fn look_around(&self) {
        match &self.hand {
            Hand::Sqlite { writer, .. } => {
                writer.execute("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002").await.unwrap();
            }
            #[cfg(feature = "postgres")]
            Hand::Postgres { writer, .. } => {
                writer.execute("VACUUM ANALYZE").await.unwrap();
            }
        }
    }

    pub(crate) async fn close(self) {
        self.storage.close().await;
        match self.hand {
            Hand::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            #[cfg(feature = "postgres")]
            Hand::Postgres { readers, writer } => {
                readers.close().await;
                let options = (*writer.connect_options()).clone();
                let name = options.get_database().unwrap().to_owned();
                writer.close().await;
                let admin = PgPoolOptions::new().connect_with(options.database("postgres")).await.unwrap();
                admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.unwrap();
            }
        }
    }
}

/// Writes the same for either driver: they share no type.
macro_rules! with_each {
    ($hand:expr, $role:ident, $pool:ident => $body:expr) => {
        match $hand {
            Hand::Sqlite { $role: $pool, .. } => $body,
            #[cfg(feature = "postgres")]
            Hand::Postgres { $role: $pool, .. } => $body,
        }
    };
}

macro_rules! bound {
    ($sql:expr, $values:expr) => {
        $values.iter().fold(sqlx::query(AssertSqlSafe($sql)), |query, value| match value {
            Bound::Id(id) => query.bind(*id),
            Bound::Whole(whole) => query.bind(*whole),
            Bound::Real(real) => query.bind(*real),
            Bound::Text(text) => query.bind(text.clone()),
        })
    };
}

macro_rules! length {
    ($row:expr, $shape:expr) => {
        match $shape {
            Shape::Document => {
                let ids: (Uuid, Uuid) = ($row.get(0), $row.get(1));
                let numbers: [i64; 4] = [$row.get(2), $row.get(3), $row.get(5), $row.get(6)];
                let (doc, deleted): (String, Option<i64>) = ($row.get(4), $row.get(7));
                let parties: Option<String> = $row.get(8);
                std::hint::black_box((ids, numbers, deleted, parties));
                doc.len()
            }
            Shape::Group => {
                let key: Option<String> = $row.get(0);
                let numbers: [Option<i64>; 4] = [$row.get(1), $row.get(2), $row.get(3), $row.get(4)];
                std::hint::black_box(numbers);
                key.map_or(0, |key| key.len())
            }
        }
    };
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
impl Hand {
    /// Returns the statement as its database reads it: `?` stands for each value.
    pub(crate) fn sql(&self, text: &str) -> String {
        match self {
            Self::Sqlite { .. } => text.to_owned(),
            #[cfg(feature = "postgres")]
            Self::Postgres { .. } => {
                let numbered = |(number, piece)| if number == 0 { String::new() } else { format!("${number}") } + piece;
                text.split('?').enumerate().map(numbered).collect()
            }
        }
    }

    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Reads rows, each column of each; returns how many.
    pub(crate) async fn read(&self, sql: &str, values: &[Bound], shape: Shape) -> usize {
        with_each!(self, readers, pool => {
            let rows = bound!(sql.to_owned(), values).fetch_all(pool).await.unwrap();
            rows.iter().map(|row| length!(row, shape)).filter(|length| *length > 0).count()
        })
    }

    /// Writes each row in one transaction.
    pub(crate) async fn insert(&self, sql: &str, rows: &[Vec<Bound>]) {
        with_each!(self, writer, pool => {
            let mut connection = pool.acquire().await.unwrap();
            let begin = if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" };
            connection.execute(begin).await.unwrap();
            for row in rows {
                bound!(sql.to_owned(), row).execute(&mut *connection).await.unwrap();
            }
            connection.execute("COMMIT").await.unwrap();
        });
    }
}
