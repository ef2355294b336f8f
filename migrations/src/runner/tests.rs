//! What the runner promises: once, whole, and never over somebody else's data.

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};

use super::{Applied, MigrationError, run, statement};
use crate::{STEPS, Step};

async fn empty() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let all = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let rows = db.query_all_raw(statement(db, all, [])).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

const fn step(number: u32, sqlite: &'static str, sqlite_sha256: &'static str) -> Step {
    Step { number, name: "a step", sqlite, postgres: "", sqlite_sha256, postgres_sha256: "" }
}

#[tokio::test]
async fn all_steps_are_applied_once() {
    let (db, last) = (empty().await, STEPS.last().unwrap().number);
    assert_eq!(run(&db, STEPS, 1).await.unwrap(), Applied { before: 0, now: last });
    let first = tables(&db).await;
    for table in ["people", "spaces", "memberships", "sessions", "api_tokens", "setup", "epochs", "collections"] {
        assert!(first.iter().any(|name| name == table), "{table}");
    }
    assert_eq!(run(&db, STEPS, 2).await.unwrap(), Applied { before: last, now: last });
    assert_eq!(tables(&db).await, first);
}

#[tokio::test]
async fn a_failing_step_takes_the_ones_before_it_back() {
    let db = empty().await;
    let steps = [step(1, "CREATE TABLE a (x INTEGER) STRICT", "1"), step(2, "CREATE TABLE b (x WHAT) STRICT", "2")];
    let error = run(&db, &steps, 1).await.unwrap_err();
    assert_eq!(error.to_string(), "schema step 2 (a step) failed; nothing was changed");
    assert!(tables(&db).await.is_empty());
    assert!(run(&db, &steps[..1], 1).await.is_ok(), "the connection is usable and the database can still be made");
}

#[tokio::test]
async fn a_database_of_a_later_release_is_left_alone() {
    let db = empty().await;
    let steps = [step(1, "CREATE TABLE a (x INTEGER) STRICT", "1"), step(2, "CREATE TABLE b (x INTEGER) STRICT", "2")];
    run(&db, &steps, 1).await.unwrap();
    let error = run(&db, &steps[..1], 2).await.unwrap_err();
    assert!(matches!(error, MigrationError::Newer { found: 2, known: 1 }), "{error}");
    assert!(error.to_string().contains("start the release that wrote it"));
}

#[tokio::test]
async fn a_step_that_was_edited_after_its_release_is_noticed() {
    let db = empty().await;
    run(&db, &[step(1, "CREATE TABLE a (x INTEGER) STRICT", "1")], 1).await.unwrap();
    let error = run(&db, &[step(1, "CREATE TABLE a (y INTEGER) STRICT", "other")], 2).await.unwrap_err();
    assert!(matches!(error, MigrationError::Edited { number: 1 }), "{error}");
}

#[tokio::test]
async fn another_programs_database_is_not_touched() {
    let db = empty().await;
    db.execute_unprepared("CREATE TABLE moz_places (x INTEGER)").await.unwrap();
    let error = run(&db, STEPS, 1).await.unwrap_err();
    assert!(error.to_string().contains("`moz_places`") && error.to_string().contains("name another file"), "{error}");
    assert_eq!(tables(&db).await, ["moz_places"]);
}
