//! Which plugins come along, and why the others do not.
//!
//! Rule: one plugin never keeps the instance, or another plugin, from starting. Whoever is left out is said once in the log
//! with its reason, and named to whoever asks how the instance is.

use std::collections::HashMap;

use loadin_auth::{Permission, PluginDefault, PluginPermission, Policy, PolicyError};
use loadin_host::Host;
use loadin_storage::{CollectionTools, Collections, DeclareError, Storage};
use loadin_types::{PluginId, people::Role};
use loadin_wit::manifest::Manifest;
use tracing::error;

use crate::{adapters::PluginSettings, catalog::Catalog, plugin_settings, settings};

/// The plugins that come along so far.
#[derive(Debug, Default)]
pub(super) struct Plugins {
    manifests: Vec<Manifest>,
    settings: PluginSettings,
    left_out: Vec<String>,
}

impl Plugins {
    /// Takes every plugin of the folder whose manifest, settings and place fit.
    pub(super) fn of(catalog: &Catalog, set: &settings::Plugins) -> Self {
        let mut plugins = Self::default();
        let twice = catalog.ids_declared_twice();
        let mut mounts: HashMap<String, PluginId> = HashMap::new();
        for entry in catalog.entries() {
            let manifest = match &entry.manifest {
                Ok(manifest) => manifest,
                Err(error) => {
                    plugins.leave_out(&entry.name(), error);
                    continue;
                }
            };
            let id = &manifest.plugin.id;
            if twice.contains(id) {
                let reason =
                    format!("it is in more than one folder of {}: take one of them out", catalog.folder().display());
                plugins.leave_out(id.as_str(), &reason);
                continue;
            }
            if let Some(first) = mounts.get(manifest.plugin.mount()) {
                let reason = format!(
                    "{first} has the address `{}` already: write another `mount` in its manifest",
                    manifest.plugin.mount()
                );
                plugins.leave_out(id.as_str(), &reason);
                continue;
            }
            match plugin_settings::values(manifest, set.settings.get(id.as_str())) {
                Ok(values) => plugins.settings.set(id.clone(), values),
                Err(error) => {
                    plugins.leave_out(id.as_str(), &error);
                    continue;
                }
            }
            mounts.insert(manifest.plugin.mount().to_owned(), id.clone());
            plugins.manifests.push(manifest.clone());
        }
        plugins
    }

    /// Brings the tables in line with what the plugins keep.
    pub(super) async fn open_collections(
        &mut self,
        storage: &Storage,
        tools: &CollectionTools,
    ) -> anyhow::Result<Collections> {
        loop {
            match Collections::open(storage.clone(), &self.manifests, tools.clone()).await {
                Err(error @ (DeclareError::Schema { .. } | DeclareError::Incompatible { .. })) => {
                    let (DeclareError::Schema { plugin, .. } | DeclareError::Incompatible { plugin, .. }) = &error
                    else {
                        return Err(error.into());
                    };
                    self.drop_plugin(plugin, &error);
                }
                opened => return Ok(opened?),
            }
        }
    }

    /// Loads the components.
    pub(super) async fn load(&mut self, host: &Host) {
        for manifest in self.manifests.clone() {
            if let Err(error) = host.load(&manifest).await {
                self.drop_plugin(&manifest.plugin.id, &error);
            }
        }
    }

    /// Returns what everybody may do, with the permissions of these plugins.
    pub(super) async fn policy(&mut self, host: &Host) -> anyhow::Result<Policy> {
        let mut defaults = Vec::new();
        for manifest in self.manifests.clone() {
            match defaults_of(&manifest) {
                Ok(theirs) => defaults.extend(theirs),
                Err(reason) => self.unload(host, &manifest.plugin.id, &reason).await,
            }
        }
        loop {
            match Policy::load(&defaults, &[]).await {
                Err(PolicyError::Default { permission: Permission::Plugin(of), role, reason }) => {
                    let error = PolicyError::Default { permission: of.clone().into(), role, reason };
                    self.unload(host, of.plugin(), &error).await;
                    defaults.retain(|default| default.permission.plugin() != of.plugin());
                }
                loaded => return Ok(loaded?),
            }
        }
    }

    /// Returns the values of the plugins' settings, once.
    pub(super) fn take_settings(&mut self) -> PluginSettings {
        std::mem::take(&mut self.settings)
    }

    /// Returns the plugins that came along, and the names of those that did not.
    pub(super) fn finish(self) -> (Vec<Manifest>, Vec<String>) {
        (self.manifests, self.left_out)
    }

    async fn unload(&mut self, host: &Host, plugin: &PluginId, reason: &dyn ToString) {
        host.unload(plugin).await;
        self.drop_plugin(plugin, reason);
    }

    fn drop_plugin(&mut self, plugin: &PluginId, reason: &dyn ToString) {
        self.manifests.retain(|manifest| manifest.plugin.id != *plugin);
        self.leave_out(plugin.as_str(), reason);
    }

    fn leave_out(&mut self, name: &str, reason: &dyn ToString) {
        error!("{name} is left out: {}", reason.to_string());
        self.left_out.push(name.to_owned());
    }
}

/// Returns a plugin's permissions with the roles that have them from the start.
fn defaults_of(manifest: &Manifest) -> Result<Vec<PluginDefault>, String> {
    let of = |(name, declared): (&String, &loadin_wit::manifest::PermissionDefault)| {
        let permission = PluginPermission::new(manifest.plugin.id.clone(), name).map_err(|error| error.to_string())?;
        let roles = declared.default.iter().map(|role| role.parse::<Role>().map_err(|error| error.to_string()));
        Ok(PluginDefault { permission, roles: roles.collect::<Result<_, String>>()? })
    };
    manifest.permissions.iter().map(of).collect()
}
