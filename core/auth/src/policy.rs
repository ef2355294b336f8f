//! The policy: which role may do what, loaded by casbin from `config/access-model.conf` and `config/access-policy.csv`.
//!
//! Rule: rows only allow, and a row that means nothing is refused when it is read, because casbin skips lines it does not
//! understand and a typing mistake would silently take a right away. Memberships are no rows; they stay in the database.

use std::{collections::BTreeSet, fmt};

use casbin::{CoreApi as _, DefaultModel, Enforcer, MgmtApi as _, RbacApi as _, StringAdapter};
use loadin_types::{SpaceId, people::Role};

use crate::permission::{CorePermission, Level, Permission, PluginPermission};

/// The model that core ships.
pub const MODEL: &str = include_str!("../../../config/access-model.conf");

/// The rows that core ships.
pub const POLICY: &str = include_str!("../../../config/access-policy.csv");

/// The highest role that a plugin may give a permission to by itself.
const HIGHEST_DEFAULT: &str = "admin";

/// Casbin follows roles of roles so far and no further.
const DEEPEST_CHAIN: usize = 10;

/// Where a request asks for a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// The installation as a whole.
    Instance,
    /// One space.
    Space(SpaceId),
}

/// Where a row allows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// In every space.
    EverySpace,
    /// In one domain.
    Only(Domain),
}

/// A permission that a plugin declares, and the roles that have it until a space's owner says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginDefault {
    /// The permission.
    pub permission: PluginPermission,
    /// Roles that have it in every space, at most `admin`.
    pub roles: Vec<Role>,
}

/// A row that one space adds to what core and plugins allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceRule {
    /// The role.
    pub role: Role,
    /// Where.
    pub space: SpaceId,
    /// What it may do there.
    pub permission: Permission,
}

/// A row as the snapshot reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) role: Role,
    pub(crate) reach: Reach,
    pattern: String,
}

impl Row {
    /// Returns true when the row's name or pattern covers a permission.
    pub(crate) fn covers(&self, permission: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(start) => permission.starts_with(start),
            None => permission == self.pattern,
        }
    }
}

/// The loaded policy.
pub struct Policy {
    enforcer: Enforcer,
    permissions: Vec<Permission>,
    roles: BTreeSet<Role>,
    rows: Vec<Row>,
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A line of the file means nothing.
    #[error("line {number} of the access policy (`{line}`): {reason}")]
    Line {
        /// Its number, from 1.
        number: usize,
        /// The line.
        line: String,
        /// What is wrong with it and what to write instead.
        reason: String,
    },
    /// A plugin's manifest gives a permission to a role that it may not give it to.
    #[error("{permission} is to be had by the role `{role}` from the start: {reason}")]
    Default {
        /// The permission.
        permission: Permission,
        /// The role.
        role: Role,
        /// Why not.
        reason: &'static str,
    },
    /// A role leads to itself, or through too many others.
    #[error(
        "the role `{0}` leads to itself or through {DEEPEST_CHAIN} others or more: shorten its `g` rows in the access policy"
    )]
    Roles(Role),
    /// Casbin does not take it.
    #[error("casbin does not take the access model or policy")]
    Casbin(#[source] Box<casbin::Error>),
}

impl From<casbin::Error> for PolicyError {
    fn from(error: casbin::Error) -> Self {
        Self::Casbin(Box::new(error))
    }
}

impl Policy {
    /// Loads what core ships together with what the installed plugins declare and what spaces have adjusted.
    ///
    /// # Errors
    ///
    /// When a row means nothing, or a plugin's default reaches too high.
    pub async fn load(plugins: &[PluginDefault], spaces: &[SpaceRule]) -> Result<Self, PolicyError> {
        Self::load_from(MODEL, POLICY, plugins, spaces).await
    }

    /// Loads from the given texts.
    ///
    /// # Errors
    ///
    /// When a row means nothing, a plugin's default reaches too high, or casbin does not take the model.
    pub async fn load_from(
        model: &str,
        policy: &str,
        plugins: &[PluginDefault],
        spaces: &[SpaceRule],
    ) -> Result<Self, PolicyError> {
        let permissions: Vec<Permission> = CorePermission::ALL
            .iter()
            .map(|core| Permission::Core(*core))
            .chain(plugins.iter().map(|default| Permission::Plugin(default.permission.clone())))
            .collect();
        let lines = with_rules(policy, plugins, spaces);
        // A plugin's default must name a role of the file: naming one is not a way to make one.
        refuse_unknown_roles(policy, plugins)?;
        let mut roles = BTreeSet::new();
        let mut rows = Vec::new();
        for (index, line) in lines.lines().enumerate() {
            let refused = |reason| PolicyError::Line { number: index + 1, line: line.trim().to_owned(), reason };
            match read_line(line, &permissions).map_err(refused)? {
                Line::Nothing => {}
                Line::Allows(row) => {
                    roles.insert(row.role.clone());
                    rows.push(row);
                }
                Line::Includes(role, other) => roles.extend([role, other]),
            }
        }
        let model = DefaultModel::from_str(model).await?;
        let policy =
            Self { enforcer: Enforcer::new(model, StringAdapter::new(lines)).await?, permissions, roles, rows };
        policy.refuse_long_chains()?;
        policy.refuse_high_defaults(plugins)?;
        Ok(policy)
    }

    /// Returns what casbin itself answers. Slow (a few rows of script per question): the [`Snapshot`](crate::Snapshot)
    /// answers requests, and this is what it must agree with.
    ///
    /// # Errors
    ///
    /// When casbin cannot evaluate the model.
    pub fn casbin_allows(&self, role: &Role, domain: Domain, permission: &Permission) -> Result<bool, PolicyError> {
        Ok(self.enforcer.enforce((role.as_str(), domain.to_string(), permission.to_string()))?)
    }

    /// Returns every role that a row names.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter()
    }

    /// Returns every permission there is, core's first, in the order of their numbers.
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns a role and every role that it includes.
    pub(crate) fn closure(&self, role: &Role) -> BTreeSet<String> {
        let mut all: BTreeSet<_> = self.enforcer.get_implicit_roles_for_user(role.as_str(), None).into_iter().collect();
        all.insert(role.as_str().to_owned());
        all
    }

    fn refuse_long_chains(&self) -> Result<(), PolicyError> {
        let includes: Vec<(Role, Role)> = self
            .enforcer
            .get_grouping_policy()
            .iter()
            .filter_map(|row| Some((row.first()?.parse().ok()?, row.get(1)?.parse().ok()?)))
            .collect();
        for start in &self.roles {
            let mut reached = BTreeSet::from([start]);
            for _ in 0..DEEPEST_CHAIN {
                reached = includes.iter().filter(|(role, _)| reached.contains(role)).map(|(_, other)| other).collect();
                if reached.contains(start) {
                    return Err(PolicyError::Roles(start.clone()));
                }
            }
            if !reached.is_empty() {
                return Err(PolicyError::Roles(start.clone()));
            }
        }
        Ok(())
    }

    fn refuse_high_defaults(&self, plugins: &[PluginDefault]) -> Result<(), PolicyError> {
        let Ok(highest) = HIGHEST_DEFAULT.parse::<Role>() else { return Ok(()) };
        let reachable = self.closure(&highest);
        for default in plugins {
            for role in &default.roles {
                if reachable.contains(role.as_str()) {
                    continue;
                }
                let reason = "a plugin gives at most to `admin` and to the roles that admins have; an owner may give more in her own space";
                let permission = Permission::Plugin(default.permission.clone());
                return Err(PolicyError::Default { permission, role: role.clone(), reason });
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("roles", &self.roles).field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instance => f.write_str("instance"),
            Self::Space(space) => space.fmt(f),
        }
    }
}

/// Adds the rows of plugins and spaces behind those of the file, as casbin reads them.
fn with_rules(policy: &str, plugins: &[PluginDefault], spaces: &[SpaceRule]) -> String {
    let mut lines = policy.trim_end().to_owned();
    for default in plugins {
        for role in &default.roles {
            lines.push_str(&format!("\np, {role}, *, {}", default.permission));
        }
    }
    for rule in spaces {
        lines.push_str(&format!("\np, {}, {}, {}", rule.role, rule.space, rule.permission));
    }
    lines.push('\n');
    lines
}

fn refuse_unknown_roles(policy: &str, plugins: &[PluginDefault]) -> Result<(), PolicyError> {
    let known: BTreeSet<&str> = policy
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| {
            let mut columns = line.split(',').map(str::trim);
            let roles = if columns.next() == Some("g") { 2 } else { 1 };
            columns.take(roles)
        })
        .collect();
    for default in plugins {
        if let Some(role) = default.roles.iter().find(|role| !known.contains(role.as_str())) {
            let permission = Permission::Plugin(default.permission.clone());
            let reason = "there is no such role; write guest, volunteer, member, booker or admin";
            return Err(PolicyError::Default { permission, role: role.clone(), reason });
        }
    }
    Ok(())
}

/// What one line of the file says.
enum Line {
    Nothing,
    Allows(Row),
    Includes(Role, Role),
}

fn read_line(line: &str, permissions: &[Permission]) -> Result<Line, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(Line::Nothing);
    }
    let columns: Vec<&str> = line.split(',').map(str::trim).collect();
    let role = |text: &str| text.parse::<Role>().map_err(|error| error.to_string());
    match columns.as_slice() {
        ["p", of, reach, pattern] => {
            let reach = read_reach(reach)?;
            refuse_empty_pattern(pattern, reach, permissions)?;
            Ok(Line::Allows(Row { role: role(of)?, reach, pattern: (*pattern).to_owned() }))
        }
        ["g", of, other] => Ok(Line::Includes(role(of)?, role(other)?)),
        _ => Err("write `p, role, domain, permission` or `g, role, other role`".to_owned()),
    }
}

fn read_reach(text: &str) -> Result<Reach, String> {
    match text {
        "*" => Ok(Reach::EverySpace),
        "instance" => Ok(Reach::Only(Domain::Instance)),
        id => id
            .parse()
            .map(|space| Reach::Only(Domain::Space(space)))
            .map_err(|_| format!("the domain is `*`, `instance` or the id of a space, not `{id}`")),
    }
}

/// Refuses a permission that covers nothing, or something that means nothing where the row reaches.
fn refuse_empty_pattern(pattern: &str, reach: Reach, permissions: &[Permission]) -> Result<(), String> {
    let starts = pattern.strip_suffix('*');
    if starts.unwrap_or(pattern).contains('*') || starts.is_some_and(|start| !start.ends_with(':')) {
        return Err("a pattern is everything of one thing, such as `members:*`".to_owned());
    }
    let row_level = match reach {
        Reach::EverySpace | Reach::Only(Domain::Space(_)) => Level::Space,
        Reach::Only(Domain::Instance) => Level::Instance,
    };
    let covered = permissions.iter().filter(|permission| {
        let name = permission.to_string();
        starts.map_or(name == pattern, |start| name.starts_with(start))
    });
    let mut covers_any = false;
    for permission in covered {
        if permission.level() != row_level {
            return Err(format!("{permission} means nothing in this domain"));
        }
        covers_any = true;
    }
    // A plugin that is not installed may still have its row: it waits for the plugin's return.
    if covers_any || pattern.contains('/') { Ok(()) } else { Err(format!("there is no permission `{pattern}`")) }
}

#[cfg(test)]
mod tests;
