//! Why a PostgreSQL server cannot be used, in one line each.
//!
//! Rule: every message names the server and says what to do; none has a password in it.

use std::io;

use sqlx::{Error as SqlxError, postgres::PgDatabaseError};

use super::ServerAddress;

/// Why a PostgreSQL server, or the database on it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Nobody answers there.
    #[error("no PostgreSQL server answers at {place} ({reason}): start it, or set database.url to where it is")]
    NoServer {
        /// Where it was looked for.
        place: String,
        /// What the system says.
        reason: String,
    },
    /// The connection cannot be trusted.
    #[error(
        "the connection to {place} is not safe ({reason}): set database.tls_ca to the certificate of its authority, use the \
         name that its certificate has, or add ?sslmode=disable to database.url where the network itself is safe"
    )]
    Tls {
        /// The server.
        place: String,
        /// What is wrong with the certificate, or that the server has none.
        reason: String,
    },
    /// The password is wrong or missing.
    #[error(
        "the PostgreSQL server at {place} does not take the password of `{user}`: set it by \
         LOADIN_DATABASE__PASSWORD_FILE=PATH, or give the role a new one with ALTER ROLE {user} PASSWORD '…'"
    )]
    Password {
        /// The server.
        place: String,
        /// Who signs in.
        user: String,
    },
    /// The role may not come in.
    #[error(
        "the PostgreSQL server at {place} does not let `{user}` in ({reason}): make the role with `createuser {user}`, and \
         allow it in pg_hba.conf"
    )]
    Role {
        /// The server.
        place: String,
        /// Who signs in.
        user: String,
        /// What the server says.
        reason: String,
    },
    /// There is no such database.
    #[error(
        "the PostgreSQL server at {place} has no database `{database}`: make it with \
         `createdb --owner={user} --encoding=UTF8 --template=template0 {database}`"
    )]
    NoDatabase {
        /// The server.
        place: String,
        /// The database.
        database: String,
        /// Who is to own it.
        user: String,
    },
    /// The server is too old.
    #[error("the PostgreSQL server at {place} is release {found}; {oldest} is the oldest that works: upgrade it")]
    TooOld {
        /// The server.
        place: String,
        /// Its release.
        found: String,
        /// The oldest that works.
        oldest: u32,
    },
    /// Its texts are not Unicode.
    #[error(
        "the database `{database}` at {place} keeps text as {found}, which cannot hold every name: make it anew with \
         --encoding=UTF8 --template=template0"
    )]
    Encoding {
        /// The server.
        place: String,
        /// The database.
        database: String,
        /// Its encoding.
        found: String,
    },
    /// No room for this node's connections.
    #[error(
        "the PostgreSQL server at {place} has {free} connections left, this node needs {needed} (database.connections): raise \
         max_connections there, or set database.connections to less"
    )]
    Crowded {
        /// The server.
        place: String,
        /// How many are left.
        free: u32,
        /// How many are needed.
        needed: u32,
    },
    /// Another node works with another root key.
    #[error(
        "this node's root.key is not the one of {node}, which uses the same database: copy root.key from the data folder of \
         that node into this one's"
    )]
    OtherKey {
        /// A node that is running.
        node: String,
    },
    /// Anything else.
    #[error("the PostgreSQL server at {place} cannot be used: {reason}")]
    Other {
        /// The server.
        place: String,
        /// What it says.
        reason: String,
    },
}

impl ServerError {
    /// Returns what an error of the driver means for this server.
    pub(super) fn of(error: &SqlxError, server: &ServerAddress) -> Self {
        let (place, user) = (server.place(), server.user().to_owned());
        match error {
            SqlxError::Database(database) => {
                let refused = database.try_downcast_ref::<PgDatabaseError>();
                let reason = database.message().to_owned();
                match refused.map_or("", PgDatabaseError::code) {
                    "28P01" => Self::Password { place, user },
                    "28000" => Self::Role { place, user, reason },
                    "3D000" => Self::NoDatabase { place, database: server.database().to_owned(), user },
                    "53300" => Self::Crowded { place, free: 0, needed: server.connections },
                    _ => Self::Other { place, reason },
                }
            }
            SqlxError::Tls(source) => Self::Tls { place, reason: source.to_string() },
            // The certificate is judged while the socket is read.
            SqlxError::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
                Self::Tls { place, reason: source.to_string() }
            }
            SqlxError::Io(source) => Self::NoServer { place, reason: source.to_string() },
            SqlxError::PoolTimedOut => Self::NoServer { place, reason: "no answer in time".to_owned() },
            // The driver's own words when a password is asked for and there is none.
            other => Self::Other { place, reason: other.to_string() },
        }
    }
}
