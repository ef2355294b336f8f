//! Which plugins come along, in which version, and why the others do not.
//!
//! Rule: one plugin never keeps the instance, or another plugin, from starting. A version that cannot be used is left for the
//! one that served before, on its documents as they were; a plugin without one is left out. Either is said once in the log
//! with its reason, and named to whoever asks how the instance is.

use loadin_api::HeldBack;
use loadin_auth::{Permission, PluginDefault, PluginPermission, Policy, PolicyError};
use loadin_host::Host;
use loadin_storage::{CollectionTools, Collections, DeclareError, Storage};
use loadin_types::{PluginId, people::Role};
use loadin_wit::manifest::Manifest;
use tracing::{error, warn};

use super::generations::{Digest, Generations};
use crate::{adapters::PluginSettings, catalog::Catalog, command::refusal::one_line, plugin_settings, settings};

/// The plugins that come along so far.
#[derive(Debug)]
pub(super) struct Plugins<'a> {
    coming: Vec<Coming>,
    set: &'a settings::Plugins,
    left_out: Vec<String>,
    held_back: Vec<HeldBack>,
}

/// A plugin that comes along.
#[derive(Debug)]
pub(super) struct Coming {
    pub(super) manifest: Manifest,
    /// Names what its folder holds, if that could be read.
    pub(super) digest: Option<Digest>,
    /// Whether that has not served yet.
    pub(super) is_news: bool,
    /// The version that served before it.
    before: Option<Manifest>,
}

impl<'a> Plugins<'a> {
    /// Takes every plugin of the folder whose manifest, settings and place fit.
    pub(super) fn of(catalog: &Catalog, set: &'a settings::Plugins, kept: &Generations) -> Self {
        let mut plugins = Self { coming: Vec::new(), set, left_out: Vec::new(), held_back: Vec::new() };
        let twice = catalog.ids_declared_twice();
        for entry in catalog.entries() {
            match &entry.manifest {
                Err(error) => match kept.of_folder(&entry.name()) {
                    Some(before) => plugins.go_on_with(before, None, &error.to_string()),
                    None => plugins.leave_out(&entry.name(), error),
                },
                Ok(manifest) if twice.contains(&manifest.plugin.id) => {
                    let folder = catalog.folder().display();
                    let reason = format!("it is in more than one folder of {folder}: take one of them out");
                    plugins.leave_out(manifest.plugin.id.as_str(), &reason);
                }
                Ok(manifest) => plugins.take(manifest, kept),
            }
        }
        plugins
    }

    fn take(&mut self, manifest: &Manifest, kept: &Generations) {
        let id = &manifest.plugin.id;
        let digest =
            Digest::of(manifest).map_err(|error| warn!("{id} is not compared with what served before: {error}"));
        let digest = digest.ok();
        let before = kept.other_than(id, digest.as_ref()).unwrap_or_else(|error| {
            warn!("the version of {id} that served before cannot be gone back to: {error}");
            None
        });
        let is_news = digest.as_ref().is_none_or(|digest| !kept.is_present(id, digest));
        self.coming.push(Coming { manifest: manifest.clone(), digest, is_news, before });
        if let Err(reason) = self.place(manifest) {
            self.fail(id, &reason);
        }
    }

    /// Checks that a plugin's settings are understood and that its address and its permissions are to be had.
    fn place(&self, manifest: &Manifest) -> Result<(), String> {
        let (id, mount) = (&manifest.plugin.id, manifest.plugin.mount());
        let others = self.coming.iter().map(|coming| &coming.manifest.plugin).filter(|other| other.id != *id);
        if let Some(first) = others.clone().find(|other| other.mount() == mount) {
            let first = &first.id;
            return Err(format!("{first} has the address `{mount}` already: write another `mount` in its manifest"));
        }
        plugin_settings::values(manifest, self.set.settings.get(id.as_str())).map_err(|error| error.to_string())?;
        defaults_of(manifest).map(drop)
    }

    /// Lists the plugins that come along.
    pub(super) fn coming(&self) -> &[Coming] {
        &self.coming
    }

    /// Brings the tables in line with what the plugins keep.
    pub(super) async fn open_collections(
        &mut self,
        storage: &Storage,
        tools: &CollectionTools,
    ) -> anyhow::Result<Collections> {
        loop {
            match Collections::open(storage.clone(), &self.manifests(), tools.clone()).await {
                Err(error @ (DeclareError::Schema { .. } | DeclareError::Incompatible { .. })) => {
                    let (DeclareError::Schema { plugin, .. } | DeclareError::Incompatible { plugin, .. }) = &error
                    else {
                        return Err(error.into());
                    };
                    self.fail(plugin, &error);
                }
                opened => return Ok(opened?),
            }
        }
    }

    /// Loads the components.
    pub(super) async fn load(&mut self, host: &Host) {
        for manifest in self.manifests() {
            if let Err(error) = host.load(&manifest).await {
                self.drop_plugin(&manifest.plugin.id, &error);
            }
        }
    }

    /// Returns what everybody may do, with the permissions of these plugins.
    pub(super) async fn policy(&mut self, host: &Host) -> anyhow::Result<Policy> {
        let mut defaults = Vec::new();
        for manifest in self.manifests() {
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

    /// Returns the values of the plugins' settings.
    pub(super) fn settings(&self) -> PluginSettings {
        let mut settings = PluginSettings::default();
        for manifest in self.coming.iter().map(|coming| &coming.manifest) {
            let id = &manifest.plugin.id;
            // They were understood when the plugin was placed.
            let values = plugin_settings::values(manifest, self.set.settings.get(id.as_str()));
            settings.set(id.clone(), values.unwrap_or_default());
        }
        settings
    }

    /// Keeps what has come to serve, so that the next version has something to be left for.
    pub(super) fn keep(&self, kept: &Generations) {
        for Coming { manifest, digest, is_news, .. } in &self.coming {
            let Some(digest) = digest.as_ref().filter(|_| *is_news) else { continue };
            if let Err(error) = kept.keep(manifest, digest) {
                let id = &manifest.plugin.id;
                warn!(plugin.id = %id, "{id} serves, but is not kept to be gone back to: {error}");
            }
        }
    }

    /// Returns the plugins that came along, and what is to be told of the others.
    pub(super) fn finish(self) -> (Vec<Manifest>, Vec<String>, Vec<HeldBack>) {
        (self.manifests(), self.left_out, self.held_back)
    }

    /// Leaves a version of a plugin for the one that served before, or the plugin out.
    pub(super) fn fail(&mut self, plugin: &PluginId, reason: &dyn ToString) {
        let Some(at) = self.coming.iter().position(|coming| coming.manifest.plugin.id == *plugin) else { return };
        let failed = self.coming.remove(at);
        match failed.before {
            Some(before) => self.go_on_with(before, Some(&failed.manifest), &reason.to_string()),
            None => self.leave_out(plugin.as_str(), reason),
        }
    }

    /// Takes the version that served before; `upgrade` is the one that cannot be used, unless its manifest is unreadable.
    fn go_on_with(&mut self, manifest: Manifest, upgrade: Option<&Manifest>, reason: &str) {
        let (id, runs) = (manifest.plugin.id.clone(), one_line(&manifest.plugin.version));
        if let Err(also) = self.place(&manifest) {
            let reason = format!("{reason}; and version {runs}, which served before, cannot be used any more: {also}");
            self.leave_out(id.as_str(), &reason);
            return;
        }
        let upgrade = upgrade.map(|upgrade| one_line(&upgrade.plugin.version));
        let next = upgrade.as_ref().map_or_else(|| "its next version".to_owned(), |next| format!("version {next}"));
        error!(
            plugin.id = %id,
            "{id} runs version {runs}, because the upgrade to {next} failed: {reason}. Its documents are as they were. Put a \
             mended version into its folder, or {runs} back, and start again"
        );
        self.held_back.push(HeldBack { plugin: id.clone(), runs, upgrade, reason: reason.to_owned() });
        self.coming.push(Coming { manifest, digest: None, is_news: false, before: None });
    }

    fn manifests(&self) -> Vec<Manifest> {
        self.coming.iter().map(|coming| coming.manifest.clone()).collect()
    }

    async fn unload(&mut self, host: &Host, plugin: &PluginId, reason: &dyn ToString) {
        host.unload(plugin).await;
        self.drop_plugin(plugin, reason);
    }

    /// Leaves a plugin out whose documents may be in its form already.
    fn drop_plugin(&mut self, plugin: &PluginId, reason: &dyn ToString) {
        self.coming.retain(|coming| coming.manifest.plugin.id != *plugin);
        self.leave_out(plugin.as_str(), reason);
    }

    fn leave_out(&mut self, name: &str, reason: &dyn ToString) {
        error!("{name} is left out: {}", reason.to_string());
        self.held_back.retain(|held| held.plugin.as_str() != name);
        self.left_out.push(name.to_owned());
    }
}

/// Returns a plugin's permissions with the roles that have them from the start.
pub(super) fn defaults_of(manifest: &Manifest) -> Result<Vec<PluginDefault>, String> {
    let of = |(name, declared): (&String, &loadin_wit::manifest::PermissionDefault)| {
        let permission = PluginPermission::new(manifest.plugin.id.clone(), name).map_err(|error| error.to_string())?;
        let roles = declared.default.iter().map(|role| role.parse::<Role>().map_err(|error| error.to_string()));
        Ok(PluginDefault { permission, roles: roles.collect::<Result<_, String>>()? })
    };
    manifest.permissions.iter().map(of).collect()
}
