//! A copy of the database before its tables change, on SQLite.
//!
//! Rule: a file has its name only once it is whole and on the disk. What cannot be copied is not changed: no room is an
//! error before anything is written, and the newest copies are the last to go.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use loadin_types::Timestamp;
use sea_orm::{ConnectionTrait as _, DbErr};
use tracing::info;

use crate::{
    StoreError,
    sqlite::{self, Durability},
};

/// How many copies are kept, unless it is set otherwise.
pub const USUAL_COPIES: u32 = 5;

/// How the file of a copy ends.
const END: &str = ".db";

/// Where the copies of one database go.
#[derive(Debug, Clone)]
pub(crate) struct Backups {
    database: PathBuf,
    folder: PathBuf,
    /// 0 for none at all.
    keep: u32,
}

/// Why a copy could not be made; the tables are as they were.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BackupError {
    /// There is no room for it.
    #[error(
        "a copy of the database before it changes needs {needed} bytes in {}, which has {free}: free some, or set `database.backups` to 0 after copying it yourself", folder.display()
    )]
    NoRoom {
        /// Where it would go.
        folder: PathBuf,
        /// How large it would be.
        needed: u64,
        /// What is free.
        free: u64,
    },
    /// The disk refuses.
    #[error("a copy of the database before it changes cannot be written in {}: {reason}", folder.display())]
    Disk {
        /// Where it would go.
        folder: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The role may not make a schema on PostgreSQL.
    #[error(
        "`{role}` may not keep a copy of the tables before they change, and nothing was changed: give it the right with \
         `GRANT CREATE ON DATABASE \"{database}\" TO \"{role}\"`, or set `database.backups` to 0 after taking a copy with pg_dump"
    )]
    NoRight {
        /// Who signs in.
        role: String,
        /// The database.
        database: String,
    },
    /// PostgreSQL refuses something of it.
    #[error(
        "the PostgreSQL server refuses a copy of the tables before they change ({reason}), and nothing was changed: give the role \
         the right, or set `database.backups` to 0 after taking a copy with pg_dump"
    )]
    Refused {
        /// What it said.
        reason: String,
    },
    /// The server of PostgreSQL has no room for it.
    #[error(
        "the disk of the PostgreSQL server has no room for a copy of the tables before they change, and nothing was changed: \
         free some there, or set `database.backups` to 0 after taking a copy with pg_dump"
    )]
    ServerFull,
    /// The database refuses.
    #[error("the database cannot be copied before it changes")]
    Copy {
        /// What it said.
        source: StoreError,
    },
}

/// A copy of the database from before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCopy {
    /// Before what it was made, such as `step-6`.
    pub before: String,
    /// When it was made.
    pub made: Timestamp,
    /// How large it is.
    pub bytes: u64,
}

impl Backups {
    pub(crate) fn of(folder: &Path, database: PathBuf, keep: u32) -> Self {
        Self { database, folder: folder.join("backups"), keep }
    }

    /// Makes a copy; `before` says before what, such as `step-6`. Writing and reading go on meanwhile.
    pub(crate) async fn copy(&self, before: &str, now: Timestamp) -> Result<(), BackupError> {
        if self.keep == 0 {
            return Ok(());
        }
        let disk = |error: io::Error| BackupError::Disk { folder: self.folder.clone(), reason: error.to_string() };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(disk)?;
        self.refuse_without_room()?;
        let name = format!("loadin-{}-{}-before-{before}", env!("CARGO_PKG_VERSION"), written(now));
        let (part, whole) = (self.folder.join(format!("{name}.part")), self.folder.join(format!("{name}{END}")));
        // Empty and ours alone; SQLite would make it readable for everybody that the umask allows.
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).map_err(disk)?;
        if let Err(source) = self.fill(&part).await {
            let _ = fs::remove_file(&part);
            return Err(BackupError::Copy { source: source.into() });
        }
        File::open(&part).and_then(|file| file.sync_all()).map_err(disk)?;
        fs::rename(&part, &whole).map_err(disk)?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(disk)?;
        info!("kept a copy of the database in {}", whole.display());
        self.forget_old().map_err(disk)
    }

    /// `VACUUM INTO` reads one moment of the database, and leaves out what was deleted.
    async fn fill(&self, part: &Path) -> Result<(), DbErr> {
        let db = sqlite::writer(&self.database, None, Durability::Full).await?;
        let into =
            crate::dialect::Dialect::Sqlite.statement("VACUUM INTO ?", [part.to_string_lossy().into_owned().into()]);
        let copied = db.execute_raw(into).await;
        db.close().await?;
        copied.map(drop)
    }

    /// Returns the copies that are kept, the newest first; none where they cannot be read.
    pub(crate) fn kept(&self) -> Vec<KeptCopy> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut kept: Vec<KeptCopy> = entries.filter_map(|entry| kept(&entry)).collect();
        kept.sort_by_key(|copy| std::cmp::Reverse(copy.made));
        kept
    }

    fn refuse_without_room(&self) -> Result<(), BackupError> {
        let disk = |error: io::Error| BackupError::Disk { folder: self.folder.clone(), reason: error.to_string() };
        let needed = fs::metadata(&self.database).map_err(disk)?.len();
        let room = rustix::fs::statvfs(&self.folder).map_err(|errno| disk(errno.into()))?;
        let free = room.f_bavail.saturating_mul(room.f_frsize);
        if needed > free { Err(BackupError::NoRoom { folder: self.folder.clone(), needed, free }) } else { Ok(()) }
    }

    /// Takes the oldest copies away, and what a crash left half-made.
    fn forget_old(&self) -> io::Result<()> {
        let mut copies = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("loadin-") && name.contains("-before-") {
                if name.ends_with(".part") {
                    fs::remove_file(entry.path())?;
                } else if name.ends_with(END) {
                    copies.push((entry.metadata()?.modified()?, entry.path()));
                }
            }
        }
        copies.sort();
        let too_many = copies.len().saturating_sub(usize::try_from(self.keep).unwrap_or(usize::MAX));
        copies.iter().take(too_many).try_for_each(|(_, path)| fs::remove_file(path))
    }
}

fn kept(entry: &fs::DirEntry) -> Option<KeptCopy> {
    let name = entry.file_name().to_string_lossy().into_owned();
    let (_, before) = name.strip_prefix("loadin-")?.strip_suffix(END)?.split_once("-before-")?;
    let metadata = entry.metadata().ok()?;
    let made = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let made = Timestamp::from_micros(i64::try_from(made.as_micros()).ok()?);
    Some(KeptCopy { before: before.to_owned(), made, bytes: metadata.len() })
}

/// Returns an instant as names of files have it: `20270115T080000.000Z`.
fn written(now: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or_default();
    instant.strftime("%Y%m%dT%H%M%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests;
