//! How each kind of value is written: times, sizes, addresses, networks.
//!
//! Rule: a value that makes no sense is refused here, with what to write instead; nothing is clamped in silence.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use bytesize::ByteSize;
use ipnet::IpNet;
use loadin_auth::{Origin, Secret};
use serde::{Deserialize as _, Deserializer, de::Error as _};

use super::Place;

/// Below this the tables themselves do not fit.
const SMALLEST_DATABASE: u64 = 1 << 20;

/// Reads a time.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let said = humantime::parse_duration(&text)
        .map_err(|_| D::Error::custom(format!("`{text}` is not a time: write \"500ms\", \"10s\" or \"15m\"")))?;
    if said.is_zero() {
        return Err(D::Error::custom("no time at all would stop every call: write at least \"1ms\""));
    }
    Ok(said)
}

/// Reads a size.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    size(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Reads the size that the database may have; empty means no limit of ours.
pub(super) fn database_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    match size(&text).map_err(D::Error::custom)? {
        small if small < SMALLEST_DATABASE => {
            Err(D::Error::custom(format!("`{text}` holds no database: write at least \"1MiB\", or \"\" for no limit")))
        }
        size => Ok(Some(size)),
    }
}

/// Reads where the database is.
pub(super) fn database<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.split_once("://") {
        Some(("sqlite", "")) => Ok(Place::Folder),
        Some(("sqlite", _)) => Err(D::Error::custom(
            "the file of SQLite is always loadin.db in the data folder: write \"sqlite://\" and set data.dir",
        )),
        Some(("postgres" | "postgresql", _)) => server(&text).map_err(D::Error::custom),
        // The text itself is not told: who knows what is in it.
        scheme => Err(D::Error::custom(format!(
            "`{}` is no database that Loadin keeps data in: write \"sqlite://\" for a file in the data folder, or \
             \"postgres://USER@HOST/DATABASE\"",
            scheme.map_or("what is set", |(scheme, _)| scheme)
        ))),
    }
}

#[cfg(feature = "postgres")]
fn server(text: &str) -> Result<Place, String> {
    loadin_storage::ServerAddress::parse(text)
        .map(|server| Place::Server(server.into()))
        .map_err(|error| error.to_string())
}

#[cfg(not(feature = "postgres"))]
fn server(_: &str) -> Result<Place, String> {
    Err("this program was built without PostgreSQL: build it with the feature `postgres`, or write \"sqlite://\""
        .into())
}

/// Reads how many connections a node may have.
pub(super) fn connections<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        number @ 2..=1_000 => Ok(number),
        number => Err(D::Error::custom(format!("{number} connections: write 2 (one writes, one reads) to 1000"))),
    }
}

/// Reads what is not to be shown.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    // Whatever else stands there is not repeated either.
    String::deserialize(deserializer).map(Secret::new).map_err(|_| D::Error::custom("it is no text: put it in quotes"))
}

/// Reads an address to listen on.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        let hint = "write an address of this machine and a port, such as \"127.0.0.1:8080\", \"[::1]:8080\", or \
                    \"0.0.0.0:8080\" for every network";
        D::Error::custom(format!("`{text}` cannot be listened on: {hint}"))
    })
}

/// Reads where the instance is reached; empty means this machine only.
pub(super) fn public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Origin>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    Origin::of_public_url(&text).map(Some).map_err(D::Error::custom)
}

/// Reads addresses and networks.
pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let network = |text: &String| {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse::<IpNet>().or_else(|_| address()).map_err(|_| {
            D::Error::custom(format!(
                "`{text}` is no proxy's address: write IP addresses or networks, such as [\"127.0.0.1\", \"10.0.0.0/8\"]"
            ))
        })
    };
    texts.iter().map(network).collect()
}

fn size(text: &str) -> Result<u64, String> {
    let size: ByteSize =
        text.parse().map_err(|_| format!("`{text}` is not a size: write \"64MiB\", \"512KiB\" or \"1GiB\""))?;
    match size.as_u64() {
        0 => Err("a size of nothing would refuse everything: write at least \"1KiB\"".to_owned()),
        bytes => Ok(bytes),
    }
}
