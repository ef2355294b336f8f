//! Versions of plugins that have not served yet: tried out before anything of theirs is changed, then their documents are
//! brought along.
//!
//! Rule: whatever can fail without the documents fails before them. The host here is one of its own that keeps nothing, for a
//! version must not reach documents before they are in its form.

use std::sync::Arc;

use loadin_auth::Policy;
use loadin_host::{Host, PoolSettings, Ports};
use loadin_storage::{CollectionTools, Collections, MigrateError, Migrated, Storage};
use loadin_types::ports::Absent;
use loadin_wit::manifest::{Manifest, Plugin};
use tracing::info;

use super::plugins::{Plugins, defaults_of};
use crate::{command::refusal::one_line, ground::Ground, settings::Settings, towns::Towns};

/// Calls of a version that is tried out; one at a time.
const CALLS: u32 = 2;

/// Tries out every version that has not served yet and migrates its documents; one that fails is left for the one before.
pub(super) async fn try_out(
    plugins: &mut Plugins<'_>,
    ground: &Ground,
    settings: &Settings,
    (storage, tools): (&Storage, &CollectionTools),
) -> anyhow::Result<()> {
    let mut host = None;
    let coming = plugins.coming().iter().map(|coming| (coming.manifest.clone(), coming.digest.clone(), coming.is_news));
    for (manifest, digest, is_news) in coming.collect::<Vec<_>>() {
        let id = &manifest.plugin.id;
        let behind = match Collections::to_migrate(storage, &manifest).await {
            Ok(behind) => !behind.is_empty(),
            Err(MigrateError::Storage(error)) => return Err(error.into()),
            Err(error) => {
                plugins.fail(id, &error);
                continue;
            }
        };
        if !is_news && !behind {
            continue;
        }
        let host = match &host {
            Some(host) => host,
            None => host.insert(host_without_documents(plugins, ground, settings)?),
        };
        let tried = try_one(host, &manifest).await;
        let done = match tried {
            Ok(true) if behind => migrate(host, &manifest, digest.as_deref(), (storage, tools)).await,
            tried => tried.map(drop),
        };
        host.unload(id).await;
        if let Err(reason) = done {
            plugins.fail(id, &reason);
        }
    }
    Ok(())
}

/// Looks at everything about a version but its documents. Returns true when it brings them along.
async fn try_one(host: &Host, manifest: &Manifest) -> Result<bool, String> {
    let id = &manifest.plugin.id;
    Policy::load(&defaults_of(manifest)?, &[]).await.map_err(|error| error.to_string())?;
    host.load(manifest).await.map_err(|error| error.to_string())?;
    host.instantiate(id).await.map_err(|error| format!("its component does not start: {error}"))?;
    Ok(host.migrates(id).await)
}

async fn migrate(
    host: &Host,
    manifest: &Manifest,
    digest: Option<&str>,
    (storage, tools): (&Storage, &CollectionTools),
) -> Result<(), String> {
    let Plugin { id, version, .. } = &manifest.plugin;
    let version = one_line(version);
    info!(plugin.id = %id, "bringing the documents of {id} to version {version}");
    let digest = digest.unwrap_or(&version);
    let migrated = Collections::migrate(storage, manifest, tools, host, digest).await;
    let Migrated { documents, .. } = migrated.map_err(|error| error.to_string())?;
    info!(plugin.id = %id, documents, "the documents of {id} are those of version {version}");
    Ok(())
}

fn host_without_documents(plugins: &Plugins<'_>, ground: &Ground, settings: &Settings) -> anyhow::Result<Host> {
    let mut set = ground.host_settings(settings)?;
    set.pool = PoolSettings { instances: CALLS, per_plugin: CALLS, ..set.pool };
    let ports = Ports {
        gazetteer: Arc::new(Towns),
        clock: Arc::clone(&ground.clock),
        entropy: Arc::clone(&ground.entropy),
        settings: Arc::new(plugins.settings()),
        collections: Arc::new(Absent),
        jobs: Arc::new(Absent),
        low_priority: ground.low_priority.handle(),
    };
    Ok(Host::new(set, ports)?)
}
