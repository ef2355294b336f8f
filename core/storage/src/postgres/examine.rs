//! Looking at a server before anything is done on it, and at who else is there.
//!
//! Rule: it only reads, on a connection of its own that is closed again.

use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _, postgres::PgRow};
use tokio::time::timeout;

use super::{ServerAddress, ServerError, options};

/// The oldest release of PostgreSQL that works.
const OLDEST: u32 = 15;
/// How long the first answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

const LOOK: &str = "SELECT current_setting('server_version_num')::bigint, current_setting('server_version'), \
    pg_encoding_to_char(d.encoding)::text, \
    least(current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint \
            - coalesce(current_setting('reserved_connections', true)::bigint, 0) \
            - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()), \
        CASE WHEN d.datconnlimit < 0 THEN 1000000 ELSE d.datconnlimit \
            - (SELECT count(*) FROM pg_stat_activity WHERE datid = d.oid AND pid <> pg_backend_pid()) END, \
        CASE WHEN r.rolconnlimit < 0 THEN 1000000 ELSE r.rolconnlimit \
            - (SELECT count(*) FROM pg_stat_activity WHERE usesysid = r.oid AND pid <> pg_backend_pid()) END)::bigint \
    FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user";

/// Every other session of ours on this database.
const NODES: &str = "SELECT DISTINCT application_name::text, host(client_addr) FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name LIKE 'loadin/%' ORDER BY 1";

/// Returns how a process is known to the server, and so to other nodes: `loadin/venue-1/4711/0d5c…`. The last part is a mark
/// of the node's root key, if it has one.
pub(super) fn node_name(mark: &str) -> String {
    let machine = rustix::system::uname();
    let machine = machine.nodename().to_string_lossy();
    let machine: String =
        machine.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).take(30).collect();
    format!("loadin/{machine}/{}/{mark}", std::process::id())
}

/// Refuses a server that cannot be worked with; returns the other nodes that work with it.
pub(crate) async fn examine(server: &ServerAddress) -> Result<Vec<String>, ServerError> {
    let refused = |error: sqlx::Error| ServerError::of(&error, server);
    let mut connection = match timeout(PATIENCE, options(server).connect()).await {
        Ok(connected) => connected.map_err(refused)?,
        Err(_) => {
            let reason = format!("no answer within {} s", PATIENCE.as_secs());
            return Err(ServerError::NoServer { place: server.place(), reason });
        }
    };
    let row = sqlx::query(LOOK).fetch_one(&mut connection).await.map_err(refused)?;
    judge(told(&row).map_err(refused)?, server)?;
    let rows = sqlx::query(NODES).fetch_all(&mut connection).await.map_err(refused)?;
    let _: Result<(), sqlx::Error> = PgConnection::close(connection).await;
    let nodes = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, sqlx::Error>>();
    others(nodes.map_err(refused)?, &node_name(&server.mark))
}

/// Returns the nodes besides this one, in words; refuses when one of them has another root key.
fn others(nodes: Vec<(String, Option<String>)>, own: &str) -> Result<Vec<String>, ServerError> {
    let parts = |name: &str| match name.rsplit_once('/') {
        Some((process, mark)) => (process.to_owned(), mark.to_owned()),
        None => (name.to_owned(), String::new()),
    };
    let (this_process, own_mark) = parts(own);
    let mut found = Vec::new();
    for (name, address) in nodes {
        let (process, mark) = parts(&name);
        if process == this_process {
            continue;
        }
        let node = address.map_or_else(|| process.clone(), |address| format!("{process} at {address}"));
        if !own_mark.is_empty() && !mark.is_empty() && own_mark != mark {
            return Err(ServerError::OtherKey { node });
        }
        found.push(node);
    }
    Ok(found)
}

/// What a server tells of itself.
#[derive(Debug, Clone)]
struct Told {
    number: i64,
    version: String,
    encoding: String,
    /// Connections that are left.
    free: i64,
}

fn told(row: &PgRow) -> Result<Told, sqlx::Error> {
    Ok(Told { number: row.try_get(0)?, version: row.try_get(1)?, encoding: row.try_get(2)?, free: row.try_get(3)? })
}

fn judge(told: Told, server: &ServerAddress) -> Result<(), ServerError> {
    let place = server.place();
    if told.number / 10_000 < i64::from(OLDEST) {
        return Err(ServerError::TooOld { place, found: told.version, oldest: OLDEST });
    }
    if told.encoding != "UTF8" {
        let database = server.database().to_owned();
        return Err(ServerError::Encoding { place, database, found: told.encoding });
    }
    let free = u32::try_from(told.free).unwrap_or(0);
    if free < server.connections {
        return Err(ServerError::Crowded { place, free, needed: server.connections });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Told, judge, others};
    use crate::{ServerAddress, ServerError};

    #[test]
    fn a_server_that_is_too_old_or_too_full_is_told_so() {
        let server = ServerAddress::parse("postgres://loadin@db.example.org/loadin").unwrap();
        let good = Told { number: 150_018, version: "15.18".to_owned(), encoding: "UTF8".to_owned(), free: 10 };
        judge(good.clone(), &server).unwrap();
        for (told, said) in [
            (
                Told { number: 140_009, version: "14.9".to_owned(), ..good.clone() },
                "the PostgreSQL server at db.example.org:5432 is release 14.9; 15 is the oldest that works",
            ),
            (
                Told { encoding: "LATIN1".to_owned(), ..good.clone() },
                "the database `loadin` at db.example.org:5432 keeps text as LATIN1, which cannot hold every name",
            ),
            (
                Told { free: 9, ..good.clone() },
                "the PostgreSQL server at db.example.org:5432 has 9 connections left, this node needs 10",
            ),
        ] {
            let error = judge(told, &server).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn another_node_has_the_same_root_key_or_is_named() {
        let node = |name: &str, address: Option<&str>| (name.to_owned(), address.map(str::to_owned));
        let nodes =
            || vec![node("loadin/a/1/aa", None), node("loadin/b/2/aa", Some("10.0.0.5")), node("loadin/c/3/", None)];
        assert_eq!(others(nodes(), "loadin/a/1/aa").unwrap(), ["loadin/b/2 at 10.0.0.5", "loadin/c/3"]);
        assert_eq!(others(nodes(), "loadin/d/4/").unwrap().len(), 3, "a command has no mark");
        let error = others(nodes(), "loadin/a/1/bb").unwrap_err();
        let ServerError::OtherKey { node } = error else { panic!("{error}") };
        assert_eq!(node, "loadin/b/2 at 10.0.0.5");
    }
}
