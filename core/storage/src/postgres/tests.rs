//! Servers that cannot be used, connections that are lost, and several nodes at once.
//!
//! Rule: they need the server that `trial::VARIABLE` names, and without it they have nothing to say.

use std::time::Duration;

use loadin_migrations::{MigrationError, STEPS, up_within};
use loadin_types::people::Role;
use sea_orm::ConnectionTrait;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};
use tempfile::TempDir;

use super::{ServerAddress, writer};
use crate::{
    OpenError, Storage, StoreError,
    epochs::{self, Epoch},
    instance_roles, people,
    people::PersonError,
    testing::{NOW, batch, new_person, person_id},
    trial,
};

/// An empty database, and a session that may do everything there.
pub(super) struct Ground {
    pub(super) url: String,
    pub(super) admin: PgConnection,
    _folder: TempDir,
}

impl Ground {
    pub(super) async fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = trial::new_database(folder.path()).await.unwrap()?;
        let admin = PgConnection::connect(&url).await.unwrap();
        Some(Self { url, admin, _folder: folder })
    }

    pub(super) fn server(&self) -> ServerAddress {
        let mut server = ServerAddress::parse(&self.url).unwrap();
        server.connections = 3;
        server
    }

    /// The same database as somebody else.
    pub(super) fn server_of(&self, role: &str) -> ServerAddress {
        ServerAddress::parse(&self.url.replace("user=loadin", &format!("user={role}"))).unwrap()
    }

    pub(super) async fn run(&mut self, sql: &str) {
        self.admin.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }

    /// Makes a role, unless an earlier run has, and gives it these rights.
    pub(super) async fn role(&mut self, name: &str, rights: &str) {
        let make = format!("CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL");
        self.run(&format!("DO $$ BEGIN {make}; END $$; ALTER ROLE {name} LOGIN {rights}")).await;
    }
}

async fn refusal(server: &ServerAddress) -> String {
    Storage::connect(server, NOW).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_refused_in_one_line() {
    let Some(mut ground) = Ground::new().await else { return };
    let nowhere = ServerAddress::parse("postgres:///loadin?host=/nowhere&user=ada").unwrap();
    let said = refusal(&nowhere).await;
    assert!(said.starts_with("no PostgreSQL server answers at /nowhere (No such file"), "{said}");
    let said = refusal(&ServerAddress::parse("postgres://ada@127.0.0.1:1/loadin").unwrap()).await;
    assert!(said.starts_with("no PostgreSQL server answers at 127.0.0.1:1 (Connection refused"), "{said}");

    let (before, after) = ground.url.split_once('?').unwrap();
    let lost = format!("{}/lost?{after}", before.rsplit_once('/').unwrap().0);
    let said = refusal(&ServerAddress::parse(&lost).unwrap()).await;
    assert!(said.contains("has no database `lost`: make it with `createdb --owner=loadin"), "{said}");

    let said = refusal(&ground.server_of("nobody_here")).await;
    assert!(said.contains("does not let `nobody_here` in (role \"nobody_here\" does not exist)"), "{said}");

    ground.role("guarded", "SUPERUSER PASSWORD 'open sesame'").await;
    for wrong in [ground.server_of("guarded"), ground.server_of("guarded").with_password("open barley")] {
        let said = refusal(&wrong).await;
        assert!(
            said.contains("does not take the password of `guarded`: set it by LOADIN_DATABASE__PASSWORD"),
            "{said}"
        );
        assert!(!said.contains("barley") && !said.contains('\n'), "{said}");
    }
    let storage = Storage::connect(&ground.server_of("guarded").with_password("open sesame"), NOW).await.unwrap();
    storage.close().await;

    let role = format!("crowd_{}", std::process::id());
    ground.role(&role, "SUPERUSER CONNECTION LIMIT 4").await;
    let said = refusal(&ground.server_of(&role)).await;
    assert!(said.contains("has 4 connections left, this node needs 10 (database.connections)"), "{said}");
    ground.run(&format!("DROP ROLE {role}")).await;
}

#[tokio::test]
async fn of_nodes_that_start_at_once_one_makes_the_tables() {
    let Some(mut ground) = Ground::new().await else { return };
    let (one, other, third) = (ground.server(), ground.server(), ground.server());
    let nodes = tokio::join!(Storage::connect(&one, NOW), Storage::connect(&other, NOW), Storage::connect(&third, NOW));
    let nodes = [nodes.0.unwrap(), nodes.1.unwrap(), nodes.2.unwrap()];
    let row = ground.admin.fetch_one("SELECT count(*), max(number) FROM schema_steps").await.unwrap();
    let last = i64::from(STEPS.last().unwrap().number);
    assert_eq!((row.get::<i64, _>(0), row.get::<i64, _>(1)), (last, last));
    for node in &nodes {
        node.write(|tx| Box::pin(async { epochs::raise(tx, Epoch::Policy).await })).await.unwrap();
    }
    assert_eq!(epochs::of(nodes[0].reader(), Epoch::Policy).await.unwrap(), 3, "what one wrote the others see");
}

#[tokio::test]
async fn whoever_waits_in_vain_for_the_tables_is_told_who_has_them() {
    let Some(mut ground) = Ground::new().await else { return };
    let pid: i32 = ground.admin.fetch_one("SELECT pg_backend_pid()").await.unwrap().get(0);
    let lock = format!(
        "SET application_name = 'loadin/venue-1/4711'; BEGIN; SELECT pg_advisory_xact_lock({})",
        0x006c_6f61_6469_6e00_i64
    );
    ground.run(&lock).await;
    let db = writer(&ground.server()).await.unwrap();
    let error = up_within(&db, NOW.micros(), Duration::from_millis(200)).await.unwrap_err();
    let MigrationError::Held { holder, process, .. } = &error else { panic!("{error}") };
    assert!(holder.starts_with(&format!("loadin/venue-1/4711 (server process {pid}, since 20")), "{holder}");
    assert_eq!(*process, i64::from(pid));
    assert!(error.to_string().contains(&format!("SELECT pg_terminate_backend({pid})")), "{error}");
    ground.run("COMMIT").await;
    let applied = up_within(&db, NOW.micros(), Duration::from_millis(200)).await.unwrap();
    assert_eq!((applied.before, applied.now), (0, STEPS.last().unwrap().number));
}

/// Ends every session of this database but the caller's.
async fn cut(admin: &mut PgConnection) -> u64 {
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'loadin/%'";
    admin.fetch_all(cut).await.unwrap().len() as u64
}

#[tokio::test]
async fn a_lost_connection_loses_no_answered_batch_and_leaves_no_half_one() {
    let Some(mut ground) = Ground::new().await else { return };
    let storage = Storage::connect(&ground.server(), NOW).await.unwrap();
    // A batch is three rows with its number; a cut falls somewhere between its statements, or around the commit.
    let rows = |number: i64| {
        batch(move |tx| {
            Box::pin(async move {
                for part in 0..3_i64 {
                    let row = "INSERT INTO epochs (kind, key, epoch) VALUES (?, decode(lpad(to_hex(?::bigint), 16, '0'), 'hex'), 1)";
                    let values = [format!("part {part}").into(), number.into()];
                    tx.rows().execute_raw(tx.statement(row, values)).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
    };
    let writing = async {
        let (mut answered, mut refused) = (Vec::new(), 0);
        for number in 0..400_i64 {
            match storage.write(rows(number)).await {
                Ok(()) => answered.push(number),
                Err(_) => refused += 1,
            }
        }
        (answered, refused)
    };
    let cutting = async {
        let mut cuts = 0;
        while cuts < 40 {
            cuts += cut(&mut ground.admin).await;
            tokio::task::yield_now().await;
        }
    };
    let ((answered, refused), ()) = tokio::join!(writing, cutting);
    assert_eq!(answered.len() + refused, 400);
    assert!(answered.len() > 350, "hardly any writer noticed: {refused} of 400 were refused");
    let kept =
        "SELECT ('x' || encode(key, 'hex'))::bit(64)::bigint, count(*) FROM epochs WHERE kind LIKE 'part %' GROUP BY 1";
    let kept: Vec<(i64, i64)> =
        ground.admin.fetch_all(kept).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    assert!(kept.iter().all(|(_, parts)| *parts == 3), "no half batch: {kept:?}");
    let is_kept = |number: &i64| kept.iter().any(|(other, _)| other == number);
    assert!(answered.iter().all(is_kept), "what was answered is there");
}

#[tokio::test]
async fn a_lost_reader_is_replaced() {
    let Some(mut ground) = Ground::new().await else { return };
    let storage = Storage::connect(&ground.server(), NOW).await.unwrap();
    epochs::of(storage.reader(), Epoch::Policy).await.unwrap();
    assert!(cut(&mut ground.admin).await > 0);
    let mut tries = 0;
    while let Err(error) = epochs::of(storage.reader(), Epoch::Policy).await {
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
        tries += 1;
        assert!(tries < 10, "{error}");
    }
}

#[tokio::test]
async fn two_nodes_never_take_the_last_two_operators_away_together() {
    let Some(ground) = Ground::new().await else { return };
    let one = Storage::connect(&ground.server(), NOW).await.unwrap();
    let other = Storage::connect(&ground.server(), NOW).await.unwrap();
    for number in [1, 2] {
        let new = new_person(number);
        one.write(move |tx| Box::pin(async move { people::create(tx, &new, NOW).await })).await.unwrap();
    }
    let grant = |number| {
        batch(move |tx| {
            Box::pin(async move { instance_roles::grant(tx, person_id(number), &Role::operator(), NOW).await })
        })
    };
    let revoke = |number| {
        batch(move |tx| Box::pin(async move { instance_roles::revoke(tx, person_id(number), &Role::operator()).await }))
    };
    for round in 0..20 {
        one.write(grant(1)).await.unwrap();
        one.write(grant(2)).await.unwrap();
        let (first, second) = tokio::join!(one.write(revoke(1)), other.write(revoke(2)));
        let refused = [&first, &second].iter().filter(|done| matches!(done, Err(PersonError::LastOperator))).count();
        assert_eq!(refused, 1, "round {round}: {first:?} {second:?}");
        assert_eq!(operators(one.reader().rows()).await, 1, "round {round}");
    }
}

async fn operators(db: &impl ConnectionTrait) -> i64 {
    let count = crate::dialect::Dialect::Postgres.statement("SELECT count(*) FROM instance_roles", []);
    db.query_one_raw(count).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_command_of_a_newer_release_leaves_the_tables_to_the_server() {
    let Some(mut ground) = Ground::new().await else { return };
    let mut other = PgConnection::connect(&ground.url).await.unwrap();
    other.execute("SET application_name = 'loadin/venue-1/4711/'").await.unwrap();
    let error = Storage::connect_beside_a_server(&ground.server(), NOW).await.unwrap_err();
    assert!(matches!(&error, OpenError::Older { node } if node == "loadin/venue-1/4711"), "{error}");
    other.close().await.unwrap();
    let row = ground.admin.fetch_one("SELECT to_regclass('schema_steps') IS NULL").await.unwrap();
    assert!(row.get::<bool, _>(0), "nothing was made");
}

#[tokio::test]
async fn what_the_server_lacks_or_ends_is_told_apart_from_a_fault_of_ours() {
    let Some(ground) = Ground::new().await else { return };
    let db = writer(&ground.server()).await.unwrap();
    for (code, said) in [
        ("53100", "the disk, or the size the database may have, is full"),
        ("53200", "too many writes are waiting"),
        ("53300", "too many writes are waiting"),
        ("53400", "too many writes are waiting"),
        ("57P01", "the database server cannot be reached"),
        ("57P02", "the database server cannot be reached"),
        ("57P03", "the database server cannot be reached"),
        ("57P05", "the database server cannot be reached"),
        ("08006", "the database server cannot be reached"),
        // As numbers these would be SQLite's for busy and full.
        ("42501", "the database failed"),
        ("42509", "the database failed"),
    ] {
        // A read that fails as it does when a sort finds no room for its file.
        let fail = format!("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$");
        let error = StoreError::from(db.execute_unprepared(&fail).await.unwrap_err());
        assert!(error.to_string().starts_with(said), "{code}: {error}");
    }
}
