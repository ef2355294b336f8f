//! The names of what can be allowed.
//!
//! Rule: core's own permissions are an enum and a plugin's carry the plugin's id in front, so that no manifest can name one
//! of core's. A name never comes from a request, and a pattern (`members:*`) is never a name: casbin would answer it with
//! yes.

use std::fmt;

use loadin_types::PluginId;

/// Longest name of a plugin's permission, without the plugin's id.
const NAME_BYTES: usize = 64;

/// Where a permission means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// In a space.
    Space,
    /// In the installation as a whole.
    Instance,
}

/// Names a permission as a type, so that a handler can ask for it in its first argument.
pub trait Ask: fmt::Debug + Send + Sync + 'static {
    /// The permission.
    const PERMISSION: CorePermission;
}

/// A permission that means something in a space.
pub trait AskInSpace: Ask {}

/// A permission that means something for the installation as a whole.
pub trait AskOnInstance: Ask {}

macro_rules! ask_at {
    (Space, $name:ident) => {
        impl super::AskInSpace for $name {}
    };
    (Instance, $name:ident) => {
        impl super::AskOnInstance for $name {}
    };
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $level:ident;)*) => {
        /// A permission of core's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum CorePermission {
            $($(#[$doc])* $name,)*
        }

        impl CorePermission {
            /// Every permission of core, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the name, as policy and matrix write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Returns where it means something.
            #[must_use]
            pub const fn level(self) -> Level {
                match self {
                    $(Self::$name => Level::$level,)*
                }
            }
        }

        /// One type for each permission of core, to ask for it.
        pub mod ask {
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy)]
                pub enum $name {}

                impl super::Ask for $name {
                    const PERMISSION: super::CorePermission = super::CorePermission::$name;
                }

                ask_at!($level, $name);
            )*
        }
    };
}

permissions! {
    /// See that the space exists, its name and its front page.
    ViewSpace = "space:view", Space;
    /// See who belongs to the space.
    ListMembers = "members:list", Space;
    /// Ask somebody into the space.
    InviteMembers = "members:invite", Space;
    /// Change roles in the space, and end memberships.
    ChangeMembers = "members:change", Space;
    /// Make, list and revoke one's own API tokens for the space.
    ManageTokens = "tokens:manage", Space;
    /// See how the space is run: its members' roles, its plugins and what each of them may do.
    ViewAdministration = "administration:view", Space;
    /// Change the space's name and settings.
    ChangeSettings = "settings:change", Space;
    /// See which plugins the space has, and run their jobs.
    CallPlugins = "plugins:call", Space;
    /// See how the installation is doing.
    ViewInstance = "instance:view", Instance;
    /// Change the installation's settings.
    ChangeInstance = "instance:change", Instance;
    /// Install, grant and remove plugins.
    ManagePlugins = "plugins:manage", Instance;
    /// Make, lock and remove accounts.
    ManagePeople = "people:manage", Instance;
}

impl CorePermission {
    /// Returns the permission of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    /// Returns its number.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize
    }
}

impl fmt::Display for CorePermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A permission that a plugin's manifest declares.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PluginPermission {
    plugin: PluginId,
    name: String,
}

impl PluginPermission {
    /// Returns the permission `name` of a plugin.
    ///
    /// # Errors
    ///
    /// When the name is not lower-case words with one `:`, such as `plans:read`.
    pub fn new(plugin: PluginId, name: &str) -> Result<Self, NotAPermission> {
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match name.split_once(':') {
            Some((thing, act)) if name.len() <= NAME_BYTES && is_word(thing) && is_word(act) => {
                Ok(Self { plugin, name: name.into() })
            }
            Some(_) | None => Err(NotAPermission { plugin, name: name.chars().take(NAME_BYTES).collect() }),
        }
    }

    /// Returns whose permission it is.
    #[must_use]
    pub const fn plugin(&self) -> &PluginId {
        &self.plugin
    }

    /// Returns the name without the plugin's id.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for PluginPermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.plugin, self.name)
    }
}

/// A manifest names a permission in a way that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{plugin} declares the permission `{name}`: write lower-case words as `thing:act`, such as `plans:read`")]
pub struct NotAPermission {
    plugin: PluginId,
    name: String,
}

/// Any permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// One of core's.
    Core(CorePermission),
    /// One of a plugin's.
    Plugin(PluginPermission),
}

impl Permission {
    /// Returns where it means something. A plugin has no permissions over the installation.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::Core(permission) => permission.level(),
            Self::Plugin(_) => Level::Space,
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(permission) => permission.fmt(f),
            Self::Plugin(permission) => permission.fmt(f),
        }
    }
}

impl From<CorePermission> for Permission {
    fn from(permission: CorePermission) -> Self {
        Self::Core(permission)
    }
}

impl From<PluginPermission> for Permission {
    fn from(permission: PluginPermission) -> Self {
        Self::Plugin(permission)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use loadin_types::PluginId;

    use super::{Ask as _, CorePermission, PluginPermission, ask};

    fn plugin() -> PluginId {
        PluginId::try_from("org.example.lights".to_owned()).unwrap()
    }

    #[test]
    fn every_core_permission_is_found_by_its_own_name() {
        let names: HashSet<_> = CorePermission::ALL.iter().map(|permission| permission.name()).collect();
        assert_eq!(names.len(), CorePermission::ALL.len());
        for (number, permission) in CorePermission::ALL.iter().enumerate() {
            assert_eq!(CorePermission::of_name(permission.name()), Some(*permission));
            assert_eq!(permission.number(), number);
        }
        assert_eq!(CorePermission::of_name("space:*"), None);
        assert_eq!(ask::InviteMembers::PERMISSION.name(), "members:invite");
    }

    #[test]
    fn a_plugins_permission_carries_its_plugin_and_never_reads_like_cores() {
        for core in CorePermission::ALL {
            let theirs = PluginPermission::new(plugin(), core.name()).unwrap();
            assert_eq!(theirs.to_string(), format!("org.example.lights/{core}"));
            assert_eq!(CorePermission::of_name(&theirs.to_string()), None);
        }
    }

    #[test]
    fn patterns_and_other_peoples_names_are_not_plugin_permissions() {
        let long = format!("plans:{}", "x".repeat(80));
        for name in
            ["", "plans", "plans:", ":read", "plans:*", "*", "Plans:read", "a:b:c", "../a:b", "org.x/a:b", &long]
        {
            let refused = PluginPermission::new(plugin(), name).unwrap_err().to_string();
            assert!(refused.contains("such as `plans:read`"), "{refused}");
        }
    }
}
