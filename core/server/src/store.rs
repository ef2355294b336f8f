//! Opening what the settings name: a file in the data folder, or a database on a server.
//!
//! Rule: whatever is wrong ends in one line that says what to change. Nodes of one instance have one root key, or one of
//! them does not start.

use anyhow::Context as _;
use loadin_storage::{OpenError, Storage, StoreSettings};

use crate::{
    ground::Ground,
    settings::{Place, Settings},
};

/// Opens it for a server.
pub(crate) async fn open(settings: &Settings, ground: &Ground) -> anyhow::Result<Storage> {
    match &settings.database.url {
        Place::Folder => {
            let copies = settings.database.backups;
            Ok(Storage::open_keeping(&in_folder(settings), copies, ground.now()).await?)
        }
        #[cfg(feature = "postgres")]
        Place::Server(address) => {
            let mut server = on_server(settings, address)?;
            server.mark = mark(ground);
            Ok(Storage::connect(&server, ground.now()).await?)
        }
    }
}

/// Opens it for a short command, also while servers run.
pub(crate) async fn open_beside_a_server(settings: &Settings, ground: &Ground) -> anyhow::Result<Storage> {
    let opened = match &settings.database.url {
        Place::Folder => Storage::open_beside_a_server(&in_folder(settings), ground.now()).await,
        #[cfg(feature = "postgres")]
        Place::Server(address) => {
            let mut server = on_server(settings, address)?;
            (server.mark, server.connections) = (mark(ground), 2);
            Storage::connect_beside_a_server(&server, ground.now()).await
        }
    };
    match opened {
        Err(error @ OpenError::Locked { .. }) => {
            let hint = "the server that runs there is of an older release than this command";
            Err(anyhow::Error::new(error).context(hint))
        }
        opened => Ok(opened?),
    }
}

fn in_folder(settings: &Settings) -> StoreSettings {
    StoreSettings { folder: settings.data.dir.clone(), max_bytes: settings.database.max_size }
}

#[cfg(feature = "postgres")]
fn on_server(
    settings: &Settings,
    address: &loadin_storage::ServerAddress,
) -> anyhow::Result<loadin_storage::ServerAddress> {
    let database = &settings.database;
    let mut server = address.clone();
    (server.connections, server.copies) = (database.connections, database.backups);
    let password = database.password.expose();
    if !password.is_empty() {
        server = server.with_password(password);
    }
    if !database.tls_ca.as_os_str().is_empty() {
        let file = &database.tls_ca;
        std::fs::File::open(file).with_context(|| format!("cannot read {} (database.tls_ca)", file.display()))?;
        server = server.with_authorities(file);
    }
    Ok(server)
}

/// Returns the first bytes of a key that is for nothing else.
#[cfg(feature = "postgres")]
fn mark(ground: &Ground) -> String {
    let key = ground.key.derive(crate::root_key::Purpose::Mark);
    key.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
