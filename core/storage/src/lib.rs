//! Everything that is kept: people, spaces, sessions, tokens, settings, and the documents of plugins.
//!
//! Rules: the only SQL of the house is here and in `migrations`. Rows never leave as rows, only as the types of
//! `core/types`. What belongs to a space is read through a [`Scope`](loadin_types::Scope); a function that looks over
//! all spaces or all people says so in its name.

mod backup;
mod collections;
mod dialect;
pub mod epochs;
mod error;
mod folder;
pub mod instance_roles;
pub mod jobs;
mod link;
pub mod memberships;
mod page;
pub mod people;
#[cfg(feature = "postgres")]
mod postgres;
pub mod preferences;
mod rows;
pub mod sessions;
pub mod setup;
pub mod space_settings;
pub mod spaces;
mod sqlite;
mod storage;
#[cfg(test)]
mod testing;
pub mod tokens;
#[cfg(any(test, feature = "trial"))]
pub mod trial;
mod writer;

pub use backup::{BackupError, KeptCopy, USUAL_COPIES};
pub use collections::{
    Asked, CollectionSurvey, CollectionTools, Collections, DatabaseSurvey, DeclareError, IndexKind, IndexSurvey,
    KeptVersion, MigrateError, Migrated, MigrationProgress, PartState, Remedy, Served, SlowQuestion, SlowShape, Survey,
    USUAL_SLOW_MS, migrations, versions,
};
pub use error::{OpenError, StoreError};
pub use jobs::Queue;
pub use page::{Page, PageRequest};
pub use people::PersonError;
#[cfg(feature = "postgres")]
pub use postgres::{AddressError, ServerAddress, ServerError, USUAL_CONNECTIONS};
pub use storage::{Db, Storage, StoreSettings, Tx};
pub use writer::Work;
