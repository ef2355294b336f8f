//! Every `Cargo.toml` of the workspace, and the rule that versions, lints and package facts live in the root alone.
//!
//! Invariant: a dependency is known here by its package name, also when a manifest gives it another key, so the
//! dependency table cannot be walked round by a rename.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::{Finding, House};

/// Package facts that every crate inherits.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// When a dependency counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In the crate or its build script.
    Code,
    /// In its tests, benches and examples.
    Tests,
}

/// One dependency of a crate.
#[derive(Debug)]
pub struct Dependency {
    /// The key in the manifest.
    pub key: String,
    /// The package.
    pub package: String,
    /// When it counts.
    pub kind: Kind,
    /// Whether version and source come from the workspace.
    pub inherits: bool,
}

/// One crate.
#[derive(Debug)]
pub struct Crate {
    /// The package.
    pub name: String,
    /// Its folder.
    pub room: String,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
    table: Table,
}

/// The root manifest and all crates.
#[derive(Debug)]
pub struct Workspace {
    /// The crates in the order of their folders.
    pub crates: Vec<Crate>,
    /// The members that the root names.
    pub members: BTreeSet<String>,
    /// The keys of `[workspace.dependencies]` with the package each stands for.
    pub versions: BTreeMap<String, String>,
    root: Table,
}

impl Workspace {
    /// Reads all manifests.
    ///
    /// # Errors
    /// With one finding for each manifest that cannot be read.
    pub fn of(house: &House) -> Result<Self, Vec<Finding>> {
        let root =
            parse("Cargo.toml", house.text("Cargo.toml").unwrap_or_default()).map_err(|finding| vec![finding])?;
        let versions: BTreeMap<String, String> = table(&root, &["workspace", "dependencies"])
            .iter()
            .map(|(key, value)| (key.clone(), package(key, value)))
            .collect();
        let members = root.get("workspace").and_then(|workspace| workspace.get("members")).and_then(Value::as_array);
        let members = members.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let (mut crates, mut findings) = (Vec::new(), Vec::new());
        for (path, text) in house.texts("toml") {
            let Some(room) = path.strip_suffix("/Cargo.toml") else { continue };
            match parse(path, text) {
                Ok(table) => crates.push(Crate::of(room, table, &versions)),
                Err(finding) => findings.push(finding),
            }
        }
        if findings.is_empty() { Ok(Self { crates, members, versions, root }) } else { Err(findings) }
    }
}

impl Crate {
    fn of(room: &str, table: Table, versions: &BTreeMap<String, String>) -> Self {
        let name = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
        let name = name.unwrap_or(room).to_owned();
        let mut dependencies = sections(&table, versions);
        for target in self::table(&table, &["target"]).values().filter_map(Value::as_table) {
            dependencies.extend(sections(target, versions));
        }
        Self { name, room: room.to_owned(), dependencies, table }
    }
}

/// Returns every place where a manifest says what the root should say.
#[must_use]
pub fn inherit_everything(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for each in &workspace.crates {
        let place = format!("{}/Cargo.toml", each.room);
        let inherits = |value: Option<&Value>| {
            value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
        };
        let package = each.table.get("package");
        for fact in INHERITED {
            if !inherits(package.and_then(|package| package.get(fact))) {
                findings
                    .push(Finding::new(&place, format!("write `{fact}.workspace = true`; the root manifest has it")));
            }
        }
        if !inherits(each.table.get("lints")) {
            findings
                .push(Finding::new(&place, "write `[lints] workspace = true`, or the crate escapes the house's lints"));
        }
        for dependency in each.dependencies.iter().filter(|dependency| !dependency.inherits) {
            let key = &dependency.key;
            let advice = format!(
                "write `{key}.workspace = true` and put version or path into the root's [workspace.dependencies]"
            );
            findings.push(Finding::new(&place, advice));
        }
    }
    findings
}

/// Returns the entries of `[workspace.dependencies]` that no crate uses.
#[must_use]
pub fn no_version_without_a_user(workspace: &Workspace) -> Vec<Finding> {
    let dependencies = workspace.crates.iter().flat_map(|each| &each.dependencies);
    let used: BTreeSet<&str> = dependencies.map(|dependency| dependency.key.as_str()).collect();
    let unused = workspace.versions.keys().filter(|key| !used.contains(key.as_str()));
    unused
        .map(|key| {
            Finding::new("Cargo.toml", format!("no crate uses `{key}`: remove it from [workspace.dependencies]"))
        })
        .collect()
}

/// Returns the crates that are no members, and members that are no crates.
#[must_use]
pub fn members_are_the_crates(workspace: &Workspace) -> Vec<Finding> {
    let rooms: BTreeSet<&str> = workspace.crates.iter().map(|each| each.room.as_str()).collect();
    let members: BTreeSet<&str> = workspace.members.iter().map(String::as_str).collect();
    let stray = rooms.difference(&members).map(|room| format!("`{room}` has a Cargo.toml but is not in `members`"));
    let dead = members.difference(&rooms).map(|member| format!("the member `{member}` has no Cargo.toml"));
    stray.chain(dead).map(|message| Finding::new("Cargo.toml", message)).collect()
}

/// Returns the lints of the house that the root manifest no longer sets.
#[must_use]
pub fn lints_stay_on(workspace: &Workspace) -> Vec<Finding> {
    let lints = [
        ("rust", "missing_docs"),
        ("rust", "unsafe_code"),
        ("clippy", "allow_attributes"),
        ("clippy", "expect_used"),
        ("clippy", "panic"),
        ("clippy", "too_many_lines"),
        ("clippy", "unwrap_used"),
    ];
    let level = |tool: &str, lint: &str| {
        let value = table(&workspace.root, &["workspace", "lints", tool]).get(lint);
        value.and_then(|value| value.as_str().or_else(|| value.get("level")?.as_str()))
    };
    let off = lints.iter().filter(|(tool, lint)| !matches!(level(tool, lint), Some("warn" | "deny" | "forbid")));
    off.map(|(tool, lint)| Finding::new("Cargo.toml", format!("[workspace.lints.{tool}] must set `{lint}`"))).collect()
}

fn parse(path: &str, text: &str) -> Result<Table, Finding> {
    text.parse().map_err(|error: toml::de::Error| Finding::new(path, format!("is not TOML: {}", error.message())))
}

/// Returns the table at a path of keys; an empty one where there is none.
fn table<'a>(root: &'a Table, keys: &[&str]) -> &'a Table {
    static EMPTY: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);
    keys.iter().try_fold(root, |table, key| table.get(*key)?.as_table()).unwrap_or(&EMPTY)
}

fn sections(of: &Table, versions: &BTreeMap<String, String>) -> Vec<Dependency> {
    let kinds = [("dependencies", Kind::Code), ("build-dependencies", Kind::Code), ("dev-dependencies", Kind::Tests)];
    let each =
        kinds.iter().flat_map(|(name, kind)| table(of, &[name]).iter().map(move |(key, value)| (key, value, *kind)));
    each.map(|(key, value, kind)| {
        let inherits = value.get("workspace").and_then(Value::as_bool) == Some(true)
            && value.get("version").is_none()
            && value.get("path").is_none();
        let package =
            if inherits { versions.get(key).cloned().unwrap_or_else(|| key.clone()) } else { package(key, value) };
        Dependency { key: key.clone(), package, kind, inherits }
    })
    .collect()
}

fn package(key: &str, value: &Value) -> String {
    value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned()
}

#[cfg(test)]
mod tests;
