//! The dependency table: who may import whom, and which outside crates only some rooms may know.
//!
//! Invariant: every crate of the workspace has an entry, so a new room cannot be born outside the table.

use std::collections::BTreeSet;

use crate::{
    Finding, Rules,
    house::lies_in,
    manifests::{Crate, Dependency, Kind, Workspace},
    rules::CrateRule,
};

/// Returns the edges between workspace crates that the table forbids, and entries that are missing or dead.
#[must_use]
pub fn only_allowed_edges(workspace: &Workspace, rules: &Rules) -> Vec<Finding> {
    let ours: BTreeSet<&str> = workspace.crates.iter().map(|each| each.name.as_str()).collect();
    let mut findings = Vec::new();
    for each in &workspace.crates {
        match rules.crates.iter().find(|rule| rule.name == each.name) {
            Some(rule) => findings.extend(check_crate(each, rule, &ours)),
            None => {
                let message =
                    format!("`{}` has no entry in tests/tidy/rules.toml: say what it may import, and why", each.name);
                findings.push(Finding::new(&each.room, message));
            }
        }
    }
    for rule in rules.crates.iter().filter(|rule| !ours.contains(rule.name.as_str())) {
        findings.push(Finding::new(
            "tests/tidy/rules.toml",
            format!("the crate `{}` is gone: remove its entry", rule.name),
        ));
    }
    findings
}

fn check_crate(each: &Crate, rule: &CrateRule, ours: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if rule.room != each.room {
        findings.push(Finding::new(
            "tests/tidy/rules.toml",
            format!("`{}` lives in {}, not in {}", each.name, each.room, rule.room),
        ));
    }
    let inner = each.dependencies.iter().filter(|dependency| ours.contains(dependency.package.as_str()));
    for dependency in inner.filter(|dependency| !may_import(rule, dependency)) {
        let (verb, list) = match dependency.kind {
            Kind::Code => ("import", &rule.imports),
            Kind::Tests => ("import in its tests", &rule.tests_import),
        };
        let allowed = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
        let message = format!("may not {verb} {} (allowed: {allowed}): {}", dependency.package, rule.why);
        findings.push(Finding::new(format!("{} → {}", each.room, dependency.package), message));
    }
    findings
}

fn may_import(rule: &CrateRule, dependency: &Dependency) -> bool {
    let in_list = |list: &[String]| list.iter().any(|name| name == "*" || *name == dependency.package);
    // A crate may name itself among its dev-dependencies, and its tests may use what the crate itself may.
    let tests = dependency.kind == Kind::Tests && (in_list(&rule.tests_import) || dependency.package == rule.name);
    tests || in_list(&rule.imports)
}

/// Returns the crates that depend on an external crate outside the rooms that may know it.
#[must_use]
pub fn externals_stay_in_their_rooms(workspace: &Workspace, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in &rules.externals {
        let outside = |each: &&Crate| !rule.rooms.iter().any(|room| lies_in(&each.room, room));
        for each in workspace.crates.iter().filter(outside) {
            for dependency in each.dependencies.iter().filter(|dependency| rule.crates.contains(&dependency.package)) {
                let message = format!("only {} may depend on it: {}", rule.rooms.join(" and "), rule.why);
                findings.push(Finding::new(format!("{} → {}", each.room, dependency.package), message));
            }
        }
    }
    findings
}

/// Returns the crates that a pure room depends on and may not.
#[must_use]
pub fn pure_rooms_import_no_effects(workspace: &Workspace, rules: &Rules) -> Vec<Finding> {
    let pure = |each: &&Crate| rules.pure.rooms.iter().any(|room| lies_in(&each.room, room));
    let mut findings = Vec::new();
    for each in workspace.crates.iter().filter(pure) {
        let code = each.dependencies.iter().filter(|dependency| dependency.kind == Kind::Code);
        for dependency in code.filter(|dependency| rules.pure.forbidden_crates.contains(&dependency.package)) {
            let message = "this room is arithmetic on values: take what you need as an argument";
            findings.push(Finding::new(format!("{} → {}", each.room, dependency.package), message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{externals_stay_in_their_rooms, only_allowed_edges, pure_rooms_import_no_effects};
    use crate::{Finding, House, Rules, manifests::Workspace, report};

    /// The rules of the house over a workspace of two crates, `manifest` being the second.
    fn judge(check: fn(&Workspace, &Rules) -> Vec<Finding>, room: &str, manifest: &str) -> String {
        let types = "[package]\nname = 'loadin-types'";
        let manifest_path = format!("{room}/Cargo.toml");
        let house =
            House::of([("Cargo.toml", ""), ("core/types/Cargo.toml", types), (manifest_path.as_str(), manifest)]);
        let workspace = Workspace::of(&house).unwrap();
        let mut rules = Rules::embedded().unwrap();
        rules
            .crates
            .retain(|rule| manifest.contains(&format!("name = '{}'", rule.name)) || rule.name == "loadin-types");
        report(&check(&workspace, &rules))
    }

    #[test]
    fn an_engine_that_imports_core_is_stopped_by_name_and_reason() {
        let manifest = "[package]\nname = 'loadin-tour-engine'\n[dependencies]\nloadin-types.workspace = true";
        let found = judge(only_allowed_edges, "plugins/tour-optimizer/engine", manifest);
        assert!(found.contains("plugins/tour-optimizer/engine → loadin-types: may not import loadin-types"), "{found}");
        assert!(found.contains("knows values and arithmetic"), "{found}");
    }

    #[test]
    fn a_dev_dependency_is_an_edge_too() {
        let manifest = "[package]\nname = 'loadin-domain'\n[dev-dependencies]\nloadin-types.workspace = true";
        let found = judge(only_allowed_edges, "sdk/domain", manifest);
        assert!(found.contains("may not import in its tests loadin-types"), "{found}");
    }

    #[test]
    fn an_allowed_edge_passes() {
        let manifest = "[package]\nname = 'loadin-worker'\n[dependencies]\nloadin-types.workspace = true";
        assert!(judge(only_allowed_edges, "core/worker", manifest).starts_with("0 broken"));
        let story = "[package]\nname = 'loadin-it'\n[dev-dependencies]\nloadin-types.workspace = true";
        assert!(judge(only_allowed_edges, "tests/it", story).starts_with("0 broken"));
    }

    #[test]
    fn a_crate_outside_the_table_or_in_another_room_is_named() {
        let found = judge(only_allowed_edges, "core/new", "[package]\nname = 'loadin-new'");
        assert!(found.contains("`loadin-new` has no entry"), "{found}");
        let found = judge(only_allowed_edges, "core/other", "[package]\nname = 'loadin-worker'");
        assert!(found.contains("lives in core/other, not in core/worker"), "{found}");
    }

    #[test]
    fn a_dead_entry_is_named() {
        let workspace = Workspace::of(&House::of([("Cargo.toml", "")])).unwrap();
        let found = report(&only_allowed_edges(&workspace, &Rules::embedded().unwrap()));
        assert!(found.contains("the crate `loadin-host` is gone"), "{found}");
    }

    #[test]
    fn wasmtime_stays_in_the_host() {
        let manifest = "[package]\nname = 'loadin-worker'\n[dependencies]\nwasmtime.workspace = true";
        let found = judge(externals_stay_in_their_rooms, "core/worker", manifest);
        assert!(found.contains("core/worker → wasmtime: only core/host may depend on it"), "{found}");
        assert!(judge(externals_stay_in_their_rooms, "core/host", manifest).starts_with("0 broken"));
    }

    #[test]
    fn a_pure_room_may_have_effects_in_its_tests_only() {
        let code = "[package]\nname = 'e'\n[dependencies]\ntokio.workspace = true";
        let found = judge(pure_rooms_import_no_effects, "plugins/analytics/engine", code);
        assert!(found.contains("plugins/analytics/engine → tokio"), "{found}");
        let tests = "[package]\nname = 'e'\n[dev-dependencies]\ntempfile.workspace = true";
        assert!(judge(pure_rooms_import_no_effects, "plugins/analytics/engine", tests).starts_with("0 broken"));
    }
}
