//! Copies inside the database: before which change there is one, by whom, and that the guide's commands bring it back.

use loadin_migrations::STEPS;
use sqlx::{Executor as _, Row as _};

use super::{copy, name};
use crate::{
    Storage, people,
    postgres::{tests::Ground, writer},
    testing::{NOW, batch, new_person, person_id},
};

const GUIDE: &str = include_str!("../../../../../docs/guides/run-on-postgresql.md");
const EXAMPLE: &str = "loadin_0_1_0_20270305t081500000z_before_step_7";

/// Makes the tables as a release before the last step had them.
async fn older(ground: &mut Ground) {
    ground.run("CREATE TABLE schema_steps (number bigint NOT NULL PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at bigint NOT NULL)").await;
    for step in &STEPS[..STEPS.len() - 1] {
        ground.run(step.postgres).await;
        let (number, name, digest) = (step.number, step.name, step.postgres_sha256);
        ground.run(&format!("INSERT INTO schema_steps VALUES ({number}, '{name}', '{digest}', 1)")).await;
    }
    ground.run("INSERT INTO collections (plugin, name, version, definition, schema, created_at, updated_at) SELECT 'org.example.book', 'old', 1, '{}', '{}', 1, 1").await;
    ground.run("DELETE FROM collections").await;
}

async fn copies(ground: &mut Ground) -> Vec<String> {
    let rows = ground.admin.fetch_all(super::COPIES).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Returns the whole shape of the tables in `public`, as text.
async fn shape(ground: &mut Ground) -> Vec<String> {
    let asked = "SELECT x FROM (
        SELECT format('%s.%s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation, a.attidentity) x
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN
            (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', relname, reloptions) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        ) shapes ORDER BY 1";
    let rows = ground.admin.fetch_all(asked).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Returns the block of the guide that puts a copy back, for the copy of this name.
fn commands(copy: &str) -> String {
    let block = GUIDE.split("```sql\n").find(|block| block.starts_with("BEGIN;")).unwrap();
    let block = block.split("```").next().unwrap();
    assert!(block.contains(EXAMPLE));
    block.replace(EXAMPLE, copy)
}

#[tokio::test]
async fn of_nodes_that_start_at_once_one_copies_the_tables_and_the_guide_brings_them_back() {
    let Some(mut ground) = Ground::new().await else { return };
    older(&mut ground).await;
    ground
        .run(
            "CREATE FUNCTION c9__fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
        CREATE TRIGGER c9__fill BEFORE INSERT ON spaces FOR EACH ROW EXECUTE FUNCTION c9__fill(); \
        ALTER TABLE spaces SET (autovacuum_vacuum_insert_scale_factor = 0.02)",
        )
        .await;
    let before = shape(&mut ground).await;
    let (one, other) = (ground.server(), ground.server());
    let nodes = tokio::join!(Storage::connect(&one, NOW), Storage::connect(&other, NOW));
    let nodes = [nodes.0.unwrap(), nodes.1.unwrap()];
    let kept = copies(&mut ground).await;
    let last = STEPS.last().unwrap().number;
    let expected =
        format!("loadin_{}_20270115t080000000z_before_step_{last}", env!("CARGO_PKG_VERSION").replace(['.', '-'], "_"));
    assert_eq!(kept, [expected]);
    let new = new_person(7);
    nodes[0]
        .write(batch(move |tx| {
            let new = new.clone();
            Box::pin(async move { people::create(tx, &new, NOW).await })
        }))
        .await
        .unwrap();
    assert_ne!(shape(&mut ground).await, before);
    for node in &nodes {
        node.close().await;
    }
    ground.run(&commands(&kept[0])).await;
    assert_eq!(shape(&mut ground).await, before, "the tables are what they were");
    let next: i64 =
        ground.admin.fetch_one("SELECT nextval(pg_get_serial_sequence('collections', 'id'))").await.unwrap().get(0);
    assert_eq!(next, 2, "no number is given out twice");
    let storage = Storage::connect(&ground.server(), NOW).await.unwrap();
    assert!(people::by_id(storage.reader(), person_id(7)).await.unwrap().is_none(), "who came later is gone");
    storage.close().await;
}

#[tokio::test]
async fn a_new_database_is_not_copied_and_only_the_newest_copies_stay() {
    let Some(mut ground) = Ground::new().await else { return };
    let storage = Storage::connect(&ground.server(), NOW).await.unwrap();
    assert_eq!(copies(&mut ground).await, Vec::<String>::new(), "a new database has nothing to copy");
    let db = writer(&ground.server()).await.unwrap();
    for second in 0..3_i64 {
        let at = loadin_types::Timestamp::from_micros(NOW.micros() + second * 1_000_000);
        copy(&db, 2, ("org.example.book-holds-4", at)).await.unwrap();
    }
    let kept = copies(&mut ground).await;
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[1].ends_with("_20270115t080002000z_before_org_example_book_holds_"), "{kept:?}");
    storage.close().await;
}

#[tokio::test]
async fn whoever_may_not_make_a_copy_is_told_what_to_do_and_nothing_changes() {
    let Some(mut ground) = Ground::new().await else { return };
    older(&mut ground).await;
    let role = format!("poor_{}", std::process::id());
    ground.role(&role, "").await;
    ground
        .run(&format!("GRANT ALL ON SCHEMA public TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"))
        .await;
    let before = shape(&mut ground).await;
    let error = Storage::connect(&ground.server_of(&role), NOW).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("`{role}` may not keep a copy of the tables before they change, and nothing was changed: give it the right with `GRANT CREATE ON DATABASE")), "{error}");
    assert_eq!(shape(&mut ground).await, before);
    let database: String = ground.admin.fetch_one("SELECT current_database()::text").await.unwrap().get(0);
    ground.run(&format!("GRANT CREATE ON DATABASE {database} TO {role}")).await;
    let storage = Storage::connect(&ground.server_of(&role), NOW).await.unwrap();
    storage.close().await;
    assert_eq!(
        ground
            .admin
            .fetch_all("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'loadin%before%'")
            .await
            .unwrap()
            .len(),
        1
    );
    ground.run(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}")).await;
}

#[tokio::test]
async fn whoever_wants_no_copies_gets_none() {
    let Some(mut ground) = Ground::new().await else { return };
    older(&mut ground).await;
    let mut server = ground.server();
    server.copies = 0;
    Storage::connect(&server, NOW).await.unwrap().close().await;
    assert_eq!(copies(&mut ground).await, Vec::<String>::new());
}

#[test]
fn a_name_needs_no_quotes_and_is_kept_whole() {
    let long = name("org.example.a-plugin-with-a-long-name-holds-12", NOW);
    assert!(
        long.len() <= 63 && long.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
        "{long}"
    );
}
