//! Where a PostgreSQL server is, as an operator writes it.
//!
//! Rule: whatever goes to another machine is encrypted and its certificate checked, unless the address says otherwise. What
//! is secret in an address is in no message, log or `Debug`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::USUAL_CONNECTIONS;

/// What may stand behind the `?`.
const PARAMETERS: [&str; 10] =
    ["host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "options"];

/// A database on a PostgreSQL server, and how it is reached.
#[derive(Clone)]
pub struct ServerAddress {
    options: PgConnectOptions,
    shown: String,
    /// How many connections this node may have at most; at least two.
    pub connections: u32,
    /// How many copies of the tables from before a change are kept; 0 for none.
    pub copies: u32,
    /// Tells nodes with different root keys apart; a text that everybody may see, or none.
    pub mark: String,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not one of PostgreSQL.
    #[error(
        "`{shown}` is no address of a PostgreSQL database: write postgres://USER@HOST/DATABASE, or \
         postgres:///DATABASE?host=/run/postgresql&user=USER for a server on this machine"
    )]
    Malformed {
        /// The address without what is secret.
        shown: String,
    },
    /// A parameter that does not exist.
    #[error("`{shown}` has the unknown parameter `{parameter}`: those that count are {known}", known = PARAMETERS.join(", "))]
    Parameter {
        /// The address without what is secret.
        shown: String,
        /// The parameter's name.
        parameter: String,
    },
    /// It names no database.
    #[error("`{shown}` names no database: write its name behind the last `/`")]
    NoDatabase {
        /// The address without what is secret.
        shown: String,
    },
}

impl ServerAddress {
    /// Reads an address (`postgres://user@host/database`). What it leaves out is what PostgreSQL's own programs take:
    /// variables such as `PGPASSWORD`, and `~/.pgpass`.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let shown = shown(url);
        let malformed = || AddressError::Malformed { shown: shown.clone() };
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(malformed());
        }
        let parameters = url.split_once('?').map(|(_, parameters)| parameters).unwrap_or_default();
        let names = parameters.split('&').filter(|text| !text.is_empty());
        let mut names = names.map(|text| text.split('=').next().unwrap_or_default());
        let is_tls_said = names.clone().any(|name| name == "sslmode");
        if let Some(parameter) = names.find(|name| !PARAMETERS.contains(name)) {
            return Err(AddressError::Parameter { shown, parameter: parameter.to_owned() });
        }
        let mut options = PgConnectOptions::from_str(url).map_err(|_| malformed())?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err(AddressError::NoDatabase { shown });
        }
        if !is_tls_said {
            let is_here = options.get_socket().is_some() || is_this_machine(options.get_host());
            options = options.ssl_mode(if is_here { PgSslMode::Disable } else { PgSslMode::VerifyFull });
        }
        Ok(Self { options, shown, connections: USUAL_CONNECTIONS, copies: crate::USUAL_COPIES, mark: String::new() })
    }

    /// Sets the password, also when the address has one.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.options = self.options.password(password);
        self
    }

    /// Trusts the certificates in a file, besides those that this machine trusts.
    #[must_use]
    pub fn with_authorities(mut self, file: &Path) -> Self {
        self.options = self.options.ssl_root_cert(PathBuf::from(file));
        self
    }

    pub(super) fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// Returns the server's place, for messages: `db.example.org:5432`, `/run/postgresql`.
    pub(super) fn place(&self) -> String {
        match self.options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None if self.options.get_host().starts_with('/') => self.options.get_host().to_owned(),
            None => format!("{}:{}", self.options.get_host(), self.options.get_port()),
        }
    }

    pub(super) fn user(&self) -> &str {
        self.options.get_username()
    }

    pub(super) fn database(&self) -> &str {
        self.options.get_database().unwrap_or_default()
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerAddress({})", self.shown)
    }
}

/// Returns true when nobody between us and the server can listen.
fn is_this_machine(host: &str) -> bool {
    let is_loopback = |address: std::net::IpAddr| address.is_loopback();
    host.starts_with('/') || host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(is_loopback)
}

/// Returns the address without its password; who signs in may be seen.
fn shown(url: &str) -> String {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(address, rest)| (address, Some(rest)));
    let address = match address.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((user, place)))) => {
            let user = user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:…"));
            format!("{scheme}://{user}@{place}")
        }
        _ => address.to_owned(),
    };
    let Some(parameters) = parameters else { return address };
    let hide = |text: &str| match text.split_once('=') {
        Some((name, _)) if name == "password" || !PARAMETERS.contains(&name) => format!("{name}=…"),
        _ => text.to_owned(),
    };
    format!("{address}?{}", parameters.split('&').map(hide).collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use sqlx::postgres::PgSslMode;

    use super::{AddressError, ServerAddress, shown};

    #[test]
    fn a_password_is_not_shown() {
        for (url, expected) in [
            ("postgres://loadin:secret@db.example.org/loadin", "postgres://loadin:…@db.example.org/loadin"),
            ("postgres://loadin:se@cret@db/loadin", "postgres://loadin:…@db/loadin"),
            ("postgres://loadin@db/loadin", "postgres://loadin@db/loadin"),
            (
                "postgres:///loadin?host=/run&password=secret&pasword=secret",
                "postgres:///loadin?host=/run&password=…&pasword=…",
            ),
            ("mysql://root:secret@db/x", "mysql://root:…@db/x"),
        ] {
            assert_eq!(shown(url), expected);
        }
        let address = ServerAddress::parse("postgres://a:secret@db/x").unwrap().with_password("secret");
        assert_eq!(format!("{address:?} {address}"), "ServerAddress(postgres://a:…@db/x) postgres://a:…@db/x");
    }

    #[test]
    fn what_goes_to_another_machine_is_encrypted_and_checked() {
        for (url, expected) in [
            ("postgres://a@db.example.org/x", "VerifyFull"),
            ("postgres://a@10.0.0.5/x", "VerifyFull"),
            ("postgres://a@127.0.0.1/x", "Disable"),
            ("postgres://a@[::1]:5433/x", "Disable"),
            ("postgres://a@localhost/x", "Disable"),
            ("postgres:///x?host=/run/postgresql", "Disable"),
            ("postgres://a@db.example.org/x?sslmode=require", "Require"),
            ("postgres://a@localhost/x?sslmode=verify-full", "VerifyFull"),
        ] {
            let mode: PgSslMode = ServerAddress::parse(url).unwrap().options().get_ssl_mode();
            assert_eq!(format!("{mode:?}"), expected, "{url}");
        }
    }

    #[test]
    fn a_wrong_address_says_what_to_write() {
        let refused = |url| ServerAddress::parse(url).unwrap_err();
        assert_eq!(
            refused("mysql://root:secret@db/x"),
            AddressError::Malformed { shown: "mysql://root:…@db/x".to_owned() }
        );
        assert!(matches!(refused("postgres://a@db:port/x"), AddressError::Malformed { .. }));
        assert!(matches!(refused("postgres://a@db/"), AddressError::NoDatabase { .. }));
        let typed = refused("postgres://a@db/x?pasword=secret").to_string();
        assert!(typed.contains("unknown parameter `pasword`") && !typed.contains("secret"), "{typed}");
    }

    #[test]
    fn a_server_is_named_by_its_place() {
        let place = |url| ServerAddress::parse(url).unwrap().place();
        assert_eq!(place("postgres://a@db.example.org/x"), "db.example.org:5432");
        assert_eq!(place("postgres:///x?host=/run/postgresql&user=a"), "/run/postgresql");
    }
}
