//! The compiled policy: what a request is answered from.
//!
//! Rule: it says exactly what casbin says, only faster; the tests ask both about every triple. A role, permission or
//! space that it does not know has no rights.

use std::collections::{BTreeSet, HashMap};

use loadin_types::{PluginId, SpaceId, people::Role};

use crate::{
    bits::Bits,
    permission::{Level, Permission, PluginPermission},
    policy::{Domain, Policy, Reach},
};

/// Which permissions each role has, as bits.
#[derive(Debug)]
pub struct Snapshot {
    permissions: Vec<Permission>,
    numbers: HashMap<PluginPermission, usize>,
    roles: HashMap<Role, RoleRights>,
    spaces: HashMap<SpaceId, HashMap<Role, Bits>>,
    empty: Bits,
}

#[derive(Debug)]
struct RoleRights {
    in_every_space: Bits,
    on_the_instance: Bits,
    includes: BTreeSet<String>,
}

/// A set of permissions, cut out of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights(Bits);

impl Snapshot {
    /// Compiles a policy.
    #[must_use]
    pub fn compile(policy: &Policy) -> Self {
        let permissions = policy.permissions().to_vec();
        let names: Vec<String> = permissions.iter().map(ToString::to_string).collect();
        let empty = Bits::below(permissions.len());
        let bits_of = |includes: &BTreeSet<String>, reach: Reach| {
            let mut bits = empty.clone();
            let rows = policy.rows().iter().filter(|row| row.reach == reach && includes.contains(row.role.as_str()));
            for row in rows {
                let covered = names.iter().enumerate().filter(|(_, name)| row.covers(name));
                covered.for_each(|(number, _)| bits.insert(number));
            }
            bits
        };
        let with_own_rows: BTreeSet<SpaceId> = policy.rows().iter().filter_map(|row| own_space(row.reach)).collect();
        let mut spaces: HashMap<SpaceId, HashMap<Role, Bits>> = HashMap::new();
        let mut roles = HashMap::new();
        for role in policy.roles() {
            let includes = policy.closure(role);
            for space in &with_own_rows {
                let bits = bits_of(&includes, Reach::Only(Domain::Space(*space)));
                if bits != empty {
                    spaces.entry(*space).or_default().insert(role.clone(), bits);
                }
            }
            let in_every_space = bits_of(&includes, Reach::EverySpace);
            let on_the_instance = bits_of(&includes, Reach::Only(Domain::Instance));
            roles.insert(role.clone(), RoleRights { in_every_space, on_the_instance, includes });
        }
        let numbers = permissions
            .iter()
            .enumerate()
            .filter_map(|(number, permission)| match permission {
                Permission::Plugin(theirs) => Some((theirs.clone(), number)),
                Permission::Core(_) => None,
            })
            .collect();
        Self { permissions, numbers, roles, spaces, empty }
    }

    /// Returns true when one of the roles has the permission in the domain.
    #[must_use]
    pub fn allows<'a>(
        &self,
        roles: impl IntoIterator<Item = &'a Role>,
        domain: Domain,
        permission: &Permission,
    ) -> bool {
        let Some(number) = self.number(permission) else { return false };
        let has = |bits: Option<&Bits>| bits.is_some_and(|bits| bits.contains(number));
        roles.into_iter().any(|role| has(self.general(role, domain)) || has(self.own_of_space(role, domain)))
    }

    /// Returns everything that the roles together may do in the domain.
    #[must_use]
    pub fn rights<'a>(&self, roles: impl IntoIterator<Item = &'a Role>, domain: Domain) -> Rights {
        let mut rights = self.empty.clone();
        for role in roles {
            let sets = [self.general(role, domain), self.own_of_space(role, domain)];
            sets.into_iter().flatten().for_each(|bits| rights.add_all(bits));
        }
        Rights(rights)
    }

    /// Returns the rights that a list of names stands for. Names that are not (or no longer) there are left out.
    #[must_use]
    pub fn rights_named<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Rights {
        let mut rights = self.empty.clone();
        for name in names {
            if let Some(number) = self.permissions.iter().position(|permission| permission.to_string() == name) {
                rights.insert(number);
            }
        }
        Rights(rights)
    }

    /// Returns true when the permission is among the rights.
    #[must_use]
    pub fn holds(&self, rights: &Rights, permission: &Permission) -> bool {
        self.number(permission).is_some_and(|number| rights.0.contains(number))
    }

    /// Lists the permissions of a plugin that are among the rights, without the plugin's id.
    #[must_use]
    pub fn names_held(&self, rights: &Rights, plugin: &PluginId) -> Vec<String> {
        let theirs = self.numbers.iter().filter(|(permission, _)| permission.plugin() == plugin);
        theirs
            .filter(|(_, number)| rights.0.contains(**number))
            .map(|(permission, _)| permission.name().to_owned())
            .collect()
    }

    /// Returns the permission of that name, if there is one.
    #[must_use]
    pub fn permission(&self, name: &str) -> Option<&Permission> {
        self.permissions.iter().find(|permission| permission.to_string() == name)
    }

    /// Returns the roles that have a permission wherever it means something.
    #[must_use]
    pub fn roles_with(&self, permission: &Permission) -> BTreeSet<&Role> {
        let Some(number) = self.number(permission) else { return BTreeSet::new() };
        let has = |rights: &RoleRights| match permission.level() {
            Level::Space => rights.in_every_space.contains(number),
            Level::Instance => rights.on_the_instance.contains(number),
        };
        self.roles.iter().filter(|(_, rights)| has(rights)).map(|(role, _)| role).collect()
    }

    /// Returns true when somebody with `role` may give away `other`: it is the same role, or one that it includes.
    #[must_use]
    pub fn may_give(&self, role: &Role, other: &Role) -> bool {
        self.roles.get(role).is_some_and(|rights| rights.includes.contains(other.as_str()))
    }

    /// Returns true when the policy knows the role.
    #[must_use]
    pub fn knows(&self, role: &Role) -> bool {
        self.roles.contains_key(role)
    }

    fn number(&self, permission: &Permission) -> Option<usize> {
        match permission {
            Permission::Core(core) => Some(core.number()),
            Permission::Plugin(theirs) => self.numbers.get(theirs).copied(),
        }
    }

    /// Returns what a role has in every domain of this kind.
    fn general(&self, role: &Role, domain: Domain) -> Option<&Bits> {
        let rights = self.roles.get(role)?;
        match domain {
            Domain::Instance => Some(&rights.on_the_instance),
            Domain::Space(_) => Some(&rights.in_every_space),
        }
    }

    /// Returns what a role has by the rules of one space.
    fn own_of_space(&self, role: &Role, domain: Domain) -> Option<&Bits> {
        match domain {
            Domain::Instance => None,
            Domain::Space(space) => self.spaces.get(&space)?.get(role),
        }
    }
}

impl Rights {
    /// Keeps what the other rights have too.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.0.keep_only(&other.0);
        self
    }
}

const fn own_space(reach: Reach) -> Option<SpaceId> {
    match reach {
        Reach::Only(Domain::Space(space)) => Some(space),
        Reach::Only(Domain::Instance) | Reach::EverySpace => None,
    }
}

#[cfg(test)]
mod tests;
