//! A copy of the tables before they change, on PostgreSQL: a schema of its own inside the database, as no program can be
//! assumed on the server and none of ours reaches its disk.
//!
//! Rule: a copy is one moment (one REPEATABLE READ transaction) and whole or not there at all. It has the rows, and in
//! `loadin_remake` every statement that makes the rest again: keys, indexes, triggers. Whoever makes one has the turn to
//! change tables and keeps it until they are changed, so of several nodes one makes it.

use loadin_migrations::{MigrationError, USUAL_WAIT};
use loadin_types::Timestamp;
use sea_orm::{ConnectionTrait, DbErr};
use tracing::info;

use crate::{BackupError, OpenError, StoreError, dialect::Dialect, error::postgres_code};

/// The longest name that PostgreSQL keeps whole.
const LONGEST_NAME: usize = 63;

/// Every table of ours, and the columns that can be written.
const TABLES: &str = "SELECT t.relname::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) \
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid \
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' \
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' \
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e') \
    GROUP BY t.relname ORDER BY t.relname";

/// What a table has besides rows, as statements, in the order in which they can be run.
const REMAKE: &str = "CREATE TABLE {copy}.loadin_remake (number bigint PRIMARY KEY, sql text NOT NULL);
INSERT INTO {copy}.loadin_remake SELECT row_number() OVER (ORDER BY place, name), sql FROM (
    SELECT CASE c.contype WHEN 'f' THEN 3 ELSE 1 END AS place, c.conname::text AS name,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS sql
    FROM pg_constraint c
    WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('p', 'u', 'x', 'f') AND c.conrelid <> 0
    UNION ALL
    SELECT 2, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND i.indisvalid
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 4, p.oid::regprocedure::text, pg_get_functiondef(p.oid)
    FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 5, g.tgname::text, pg_get_triggerdef(g.oid)
    FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal
    UNION ALL
    SELECT 6, t.relname::text, format('ALTER TABLE %s SET (%s)', t.oid::regclass, array_to_string(t.reloptions, ', '))
    FROM pg_class t
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND t.reloptions IS NOT NULL
    UNION ALL
    SELECT 7, s.name, format('SELECT setval(pg_get_serial_sequence(%L, %L), %s)', s.name, s.attname, s.last)
    FROM (SELECT a.attrelid::regclass::text AS name, a.attname::text,
            pg_sequence_last_value(pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)) AS last
        FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND a.attidentity <> '') s
    WHERE s.last IS NOT NULL
) made";

/// Copies of ours, the oldest first: by when they were made, whatever release made them.
const COPIES: &str = "SELECT nspname::text FROM pg_namespace \
    WHERE nspname ~ '^loadin_.*_[0-9]{8}t[0-9]{9}z_before_' AND pg_has_role(nspowner, 'USAGE') \
    ORDER BY substring(nspname from '_([0-9]{8}t[0-9]{9}z)_before_')";

/// Waits for the turn to change tables, and makes a copy when steps of the core are missing in a database that has some.
/// The caller gives the turn back. Returns false when there is no turn to give back.
pub(crate) async fn before_steps(
    db: &impl ConnectionTrait,
    keep: u32,
    (now, shown): (Timestamp, &std::path::Path),
) -> Result<bool, OpenError> {
    let schema = |source| OpenError::Schema { path: shown.to_path_buf(), source };
    if keep == 0 || !loadin_migrations::is_behind(db).await.map_err(schema)? {
        return Ok(false);
    }
    loadin_migrations::take_turn(db, USUAL_WAIT).await.map_err(schema)?;
    let behind = loadin_migrations::is_behind(db).await;
    let done = match behind {
        Ok(true) => {
            let next = loadin_migrations::STEPS.last().map_or(0, |step| step.number);
            copy(db, keep, (&format!("step-{next}"), now)).await.map_err(OpenError::Backup)
        }
        Ok(false) => Ok(()),
        Err(error) => Err(schema(error)),
    };
    if let Err(error) = done {
        give_back(db).await;
        return Err(error);
    }
    Ok(true)
}

/// Gives the turn back. A session that ends does so too, so a failure changes nothing.
pub(crate) async fn give_back(db: &impl ConnectionTrait) {
    let _: Result<(), MigrationError> = loadin_migrations::give_turn_back(db).await;
}

/// Makes a copy, unless nothing of ours is there, and forgets the oldest beyond `keep`.
pub(crate) async fn copy(
    db: &impl ConnectionTrait,
    keep: u32,
    (before, now): (&str, Timestamp),
) -> Result<(), BackupError> {
    let name = name(before, now);
    for work in [Work::Copy, Work::Forget] {
        begin(db).await.map_err(|error| meaning(&error))?;
        let done = match work {
            Work::Copy => make(db, &name, before).await,
            Work::Forget => forget_old(db, keep).await.map_err(|error| meaning(&error)),
        };
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = db.execute_unprepared(end).await.map(drop).map_err(|error| meaning(&error));
        done.and(ended)?;
    }
    Ok(())
}

/// Each in a transaction of its own: the newest copies are the last to go.
#[derive(Clone, Copy)]
enum Work {
    Copy,
    Forget,
}

async fn begin(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; SET LOCAL statement_timeout = 0; \
                 SET LOCAL lock_timeout = '20s'";
    db.execute_unprepared(begin).await.map(drop)
}

async fn make(db: &impl ConnectionTrait, name: &str, before: &str) -> Result<(), BackupError> {
    let failed = |error: DbErr| meaning(&error);
    let tables = db.query_all_raw(Dialect::Postgres.statement(TABLES, [])).await.map_err(failed)?;
    if tables.is_empty() {
        return Ok(());
    }
    refuse_without_right(db).await?;
    db.execute_unprepared(&format!("CREATE SCHEMA {name}")).await.map_err(failed)?;
    for table in &tables {
        let (table, columns): (String, String) =
            (table.try_get_by_index(0).map_err(failed)?, table.try_get_by_index(1).map_err(failed)?);
        let sql = format!(
            "CREATE TABLE {name}.{table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES); \
             INSERT INTO {name}.{table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {table}"
        );
        db.execute_unprepared(&sql).await.map_err(failed)?;
    }
    db.execute_unprepared(&REMAKE.replace("{copy}", name)).await.map_err(failed)?;
    let comment = format!("COMMENT ON SCHEMA {name} IS 'Loadin: what was there before {before}'");
    db.execute_unprepared(&comment).await.map_err(failed)?;
    info!("kept a copy of the tables in the schema {name} of the database");
    Ok(())
}

async fn refuse_without_right(db: &impl ConnectionTrait) -> Result<(), BackupError> {
    let failed = |error: DbErr| meaning(&error);
    let asked =
        "SELECT has_database_privilege(current_database(), 'CREATE'), current_user::text, current_database()::text";
    let Some(row) = db.query_one_raw(Dialect::Postgres.statement(asked, [])).await.map_err(failed)? else {
        return Ok(());
    };
    if row.try_get_by_index(0).map_err(failed)? {
        return Ok(());
    }
    let (role, database) = (row.try_get_by_index(1).map_err(failed)?, row.try_get_by_index(2).map_err(failed)?);
    Err(BackupError::NoRight { role, database })
}

async fn forget_old(db: &impl ConnectionTrait, keep: u32) -> Result<(), DbErr> {
    let rows = db.query_all_raw(Dialect::Postgres.statement(COPIES, [])).await?;
    let too_many = rows.len().saturating_sub(usize::try_from(keep).unwrap_or(usize::MAX));
    for row in rows.iter().take(too_many) {
        let name: String = row.try_get_by_index(0)?;
        db.execute_unprepared(&format!("DROP SCHEMA {name} CASCADE")).await?;
    }
    Ok(())
}

/// Returns what an error means for a copy.
fn meaning(error: &DbErr) -> BackupError {
    match (StoreError::from(error.clone()), postgres_code(error).as_deref()) {
        (StoreError::Full, _) => BackupError::ServerFull,
        (source, Some("42501")) => BackupError::Refused { reason: source.said() },
        (source, _) => BackupError::Copy { source },
    }
}

/// Returns a copy's name: `loadin_0_1_0_20270115t080000000z_before_step_7`. Nothing in it needs quotes.
fn name(before: &str, now: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or_default();
    let at = instant.strftime("%Y%m%dt%H%M%S%3fz");
    let name = format!("loadin_{}_{at}_before_{before}", env!("CARGO_PKG_VERSION")).to_lowercase();
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests;
