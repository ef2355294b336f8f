//! What was wrong with the plugins' HTML, for whoever runs the instance and whoever wrote the plugin.
//!
//! Rule: every page counts, and each flaw of a route is logged once: a page that is asked for a thousand times a minute must
//! not fill the log, and one plugin must not crowd out another. The versions of plugins do not change while the instance runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use loadin_profile::html::{Cleaned, Flaw};
use loadin_types::PluginId;

/// Flaws of a plugin that are logged; more of them are counted only.
const LOGGED_FLAWS: usize = 200;

/// Counts pages whose HTML was cut or refused, by plugin.
#[derive(Debug, Default)]
pub(crate) struct Markup(Mutex<BTreeMap<PluginId, Seen>>);

/// What was seen of a plugin.
#[derive(Debug, Default)]
struct Seen {
    counts: MarkupCounts,
    logged: BTreeSet<(String, String)>,
}

/// How often a plugin's HTML could not be shown as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MarkupCounts {
    /// Pages of which something was taken out.
    pub(crate) cut: u64,
    /// Pages that were not shown.
    pub(crate) refused: u64,
}

impl Markup {
    /// Counts what became of a page's HTML, and logs what was not known yet.
    pub(super) fn note(&self, plugin: &PluginId, version: &str, route: &str, cleaned: &Cleaned) {
        if cleaned.is_clean() {
            return;
        }
        for flaw in self.count(plugin, route, cleaned) {
            tracing::warn!(plugin.id = %plugin, plugin.version = version, plugin.route = route, flaw.line = flaw.line,
                flaw.column = flaw.column, "the HTML of {plugin} is not shown as it is: {flaw}");
        }
    }

    fn count<'a>(&self, plugin: &PluginId, route: &str, cleaned: &'a Cleaned) -> Vec<&'a Flaw> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = all.entry(plugin.clone()).or_default();
        if cleaned.is_refused() {
            seen.counts.refused += 1;
        } else {
            seen.counts.cut += 1;
        }
        let is_new = |flaw: &&Flaw| {
            seen.logged.len() < LOGGED_FLAWS && seen.logged.insert((route.to_owned(), flaw.what.clone()))
        };
        cleaned.flaws.iter().filter(is_new).collect()
    }

    /// Returns the counts of a plugin.
    pub(crate) fn counts(&self, plugin: &PluginId) -> MarkupCounts {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(plugin).map(|seen| seen.counts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::html::{Limits, as_written};

    use super::{LOGGED_FLAWS, Markup, MarkupCounts};
    use crate::testing::manifest;

    #[test]
    fn every_page_counts_and_a_flaw_is_told_once() {
        let (markup, plugin) = (Markup::default(), manifest().plugin.id);
        let cut = as_written("<p onclick=\"x()\" style=\"y\">a</p>", &Limits::default());
        let refused = as_written("<script>x()</script>", &Limits::default());
        assert_eq!(markup.count(&plugin, "list", &cut).len(), 2);
        assert_eq!(markup.count(&plugin, "list", &cut).len(), 0);
        assert_eq!(markup.count(&plugin, "note", &cut).len(), 2, "another route has its own");
        assert_eq!(markup.count(&plugin, "list", &refused).len(), 1);
        assert_eq!(markup.counts(&plugin), MarkupCounts { cut: 3, refused: 1 });
    }

    #[test]
    fn a_plugin_that_invents_flaws_cannot_fill_the_log() {
        let (markup, plugin) = (Markup::default(), manifest().plugin.id);
        let told: usize = (0..2 * LOGGED_FLAWS)
            .map(|number| {
                let cut = as_written(&format!("<p x{number}=\"\">a</p>"), &Limits::default());
                markup.count(&plugin, "list", &cut).len()
            })
            .sum();
        assert_eq!(told, LOGGED_FLAWS);
        assert_eq!(markup.counts(&plugin).cut, 400);
    }
}
