//! The permission matrix: every operation, and who may call it, as a file that people review.
//!
//! Rule: the file says nothing that the policy does not say; a test compares each row's roles with the compiled policy, and
//! the HTTP room compares the rows with its routes. A row that leaves something open is refused when it is read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Deserialize;

use crate::{
    permission::{CorePermission, Level},
    snapshot::Snapshot,
};

/// The matrix that core ships.
pub const MATRIX: &str = include_str!("../../../config/permission-matrix.toml");

/// The permission of an operation that forwards to a plugin.
const PLUGINS_OWN: &str = "plugin";

/// Whom an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anybody.
    Public,
    /// Whoever holds a link to one object.
    Link,
    /// Any person who has signed in, about what is their own.
    SignedIn,
    /// Members of the space in the address.
    Space,
    /// People with a role on the installation.
    Instance,
}

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// No permission: the audience is all there is to it.
    Nothing,
    /// One of core's permissions.
    Core(CorePermission),
    /// The permission that a plugin's manifest names for its route.
    PluginsOwn,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id in OpenAPI.
    pub id: String,
    /// Whom it is for.
    pub audience: Audience,
    /// What it asks for.
    pub asked: Asked,
    /// The roles that have the permission, as the reviewer sees them.
    pub allow: BTreeSet<String>,
    /// The answer to a person who does not belong to the space, as a status.
    pub stranger: Option<u16>,
    /// The answer to whoever has not signed in, as a status.
    pub anonymous: Option<u16>,
    /// Whether the password must have been confirmed in the last ten minutes.
    pub needs_fresh_proof: bool,
    /// The act, as the log names it.
    pub audit: Option<String>,
}

/// The operations, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix(BTreeMap<String, Operation>);

/// Why a matrix cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// Not TOML of this shape.
    #[error("the permission matrix cannot be read")]
    Shape(#[source] Box<toml::de::Error>),
    /// A row leaves something open or says too much.
    #[error("the operation `{id}` of the permission matrix {reason}")]
    Row {
        /// Which.
        id: String,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    operation: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    permission: Option<String>,
    scope: Audience,
    allow: Option<BTreeSet<String>>,
    stranger: Option<u16>,
    anonymous: Option<u16>,
    #[serde(default)]
    reauth: bool,
    audit: Option<String>,
}

impl Matrix {
    /// Reads a matrix.
    ///
    /// # Errors
    ///
    /// When it has another shape, or a row leaves something open.
    pub fn read(text: &str) -> Result<Self, MatrixError> {
        let file: File = toml::from_str(text).map_err(|error| MatrixError::Shape(Box::new(error)))?;
        let mut operations = BTreeMap::new();
        for row in file.operation {
            let id = row.id.clone();
            let refused = |reason: String| MatrixError::Row { id: id.clone(), reason };
            let operation = row.check().map_err(refused)?;
            if operations.insert(id.clone(), operation).is_some() {
                return Err(refused("stands there twice".to_owned()));
            }
        }
        Ok(Self(operations))
    }

    /// Returns every operation, by id.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.0.values()
    }

    /// Returns one operation.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Operation> {
        self.0.get(id)
    }

    /// Returns the ids, to be compared with those of the routes.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Returns every operation whose roles are not those of the policy, with the roles that the policy has.
    #[must_use]
    pub fn disagreements(&self, snapshot: &Snapshot) -> Vec<Disagreement> {
        let differs = |operation: &Operation| {
            let Asked::Core(permission) = operation.asked else { return None };
            let roles = snapshot.roles_with(&permission.into());
            let policy: BTreeSet<String> = roles.into_iter().map(ToString::to_string).collect();
            let matrix = operation.allow.clone();
            (policy != matrix).then(|| Disagreement { id: operation.id.clone(), permission, matrix, policy })
        };
        self.0.values().filter_map(differs).collect()
    }
}

/// An operation about which matrix and policy differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The operation.
    pub id: String,
    /// What it asks for.
    pub permission: CorePermission,
    /// The roles in the matrix.
    pub matrix: BTreeSet<String>,
    /// The roles that have the permission.
    pub policy: BTreeSet<String>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, permission, matrix, policy } = self;
        write!(f, "{id}: the matrix allows {matrix:?}, but {permission} is what {policy:?} have")
    }
}

impl Row {
    fn check(self) -> Result<Operation, String> {
        let asked = self.asked()?;
        match (asked, &self.allow) {
            (Asked::Core(_), None) => return Err("lacks `allow`: name the roles that have its permission".to_owned()),
            (Asked::Nothing | Asked::PluginsOwn, Some(_)) => {
                return Err("has `allow`, but no permission of core's: leave it out".to_owned());
            }
            (Asked::Core(_), Some(_)) | (Asked::Nothing | Asked::PluginsOwn, None) => {}
        }
        let (stranger, anonymous) = match self.scope {
            Audience::Public | Audience::Link => (None, None),
            Audience::SignedIn | Audience::Instance => (None, Some(401)),
            Audience::Space => (Some(404), Some(401)),
        };
        if (self.stranger, self.anonymous) != (stranger, anonymous) {
            let wanted = match (stranger, anonymous) {
                (Some(_), _) => "`stranger = 404` and `anonymous = 401`",
                (None, Some(_)) => "`anonymous = 401` and no `stranger`",
                (None, None) => "neither `stranger` nor `anonymous`",
            };
            return Err(format!("must have {wanted} for its scope"));
        }
        let is_proof_possible = !matches!(self.scope, Audience::Public | Audience::Link);
        if self.reauth && !is_proof_possible {
            return Err("asks for a fresh password of somebody who has not signed in".to_owned());
        }
        Ok(Operation {
            id: self.id,
            audience: self.scope,
            asked,
            allow: self.allow.unwrap_or_default(),
            stranger: self.stranger,
            anonymous: self.anonymous,
            needs_fresh_proof: self.reauth,
            audit: self.audit,
        })
    }

    fn asked(&self) -> Result<Asked, String> {
        let needed = match self.scope {
            Audience::Public | Audience::Link | Audience::SignedIn => None,
            Audience::Space => Some(Level::Space),
            Audience::Instance => Some(Level::Instance),
        };
        match (needed, self.permission.as_deref()) {
            (None, None) => Ok(Asked::Nothing),
            (None, Some(_)) => Err("names a permission, but its scope asks for none".to_owned()),
            (Some(_), None) => Err("lacks `permission`".to_owned()),
            (Some(Level::Space), Some(PLUGINS_OWN)) => Ok(Asked::PluginsOwn),
            (Some(level), Some(name)) => match CorePermission::of_name(name) {
                Some(permission) if permission.level() == level => Ok(Asked::Core(permission)),
                Some(_) => Err(format!("asks for {name}, which means nothing in its scope")),
                None => Err(format!("asks for `{name}`, which is no permission of core's")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, MATRIX, Matrix};
    use crate::{permission::CorePermission, testing::snapshot};

    #[test]
    fn matrix_and_policy_agree() {
        let disagreements = Matrix::read(MATRIX).unwrap().disagreements(&snapshot());
        let shown: Vec<String> = disagreements.iter().map(ToString::to_string).collect();
        assert!(shown.is_empty(), "change one of them and say why:\n{}", shown.join("\n"));
    }

    #[test]
    fn what_makes_somebody_stronger_asks_for_a_fresh_password() {
        let matrix = Matrix::read(MATRIX).unwrap();
        for operation in matrix.operations() {
            let makes_stronger = matches!(
                operation.asked,
                Asked::Core(
                    CorePermission::ManageTokens | CorePermission::ChangeMembers | CorePermission::ManagePlugins
                )
            );
            // The page of the account makes tokens too; its form names the space, so its row has no permission.
            let makes_stronger = makes_stronger || operation.id == "make_token";
            assert_eq!(operation.needs_fresh_proof, makes_stronger, "{}", operation.id);
        }
        assert!(matrix.get("create_token").unwrap().needs_fresh_proof);
    }

    #[test]
    fn a_matrix_that_differs_from_the_policy_is_named() {
        let row = r#"
            [[operation]]
            id = "invite"
            permission = "members:invite"
            scope = "space"
            allow = ["owner"]
            stranger = 404
            anonymous = 401
        "#;
        let found = Matrix::read(row).unwrap().disagreements(&snapshot());
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        let expected = r#"invite: the matrix allows {"owner"}, but members:invite is what {"admin", "owner"} have"#;
        assert_eq!(shown, [expected]);
    }

    #[test]
    fn a_row_that_leaves_something_open_is_refused() {
        let full =
            "permission = \"members:list\"\nscope = \"space\"\nallow = [\"owner\"]\nstranger = 404\nanonymous = 401\n";
        let line = |from: &str, to: &str| full.replace(from, to);
        for (row, reason) in [
            (line("permission = \"members:list\"\n", ""), "lacks `permission`"),
            (line("allow = [\"owner\"]\n", ""), "lacks `allow`"),
            (line("stranger = 404\n", ""), "`stranger = 404` and `anonymous = 401`"),
            (line("404", "403"), "`stranger = 404` and `anonymous = 401`"),
            (line("members:list", "members:*"), "`members:*`, which is no permission of core's"),
            (line("members:list", "plugin"), "has `allow`, but no permission"),
            (line("members:list", "plugins:manage"), "which means nothing in its scope"),
            (line("\"space\"", "\"public\""), "names a permission, but its scope asks for none"),
            ("scope = \"public\"\nreauth = true\n".into(), "asks for a fresh password of somebody who"),
            ("scope = \"signed-in\"\n".into(), "`anonymous = 401` and no `stranger`"),
        ] {
            let refused = Matrix::read(&format!("[[operation]]\nid = \"x\"\n{row}")).unwrap_err().to_string();
            assert!(refused.starts_with("the operation `x`") && refused.contains(reason), "{row}\n{refused}");
        }
        let twice = format!("[[operation]]\nid = \"x\"\n{full}[[operation]]\nid = \"x\"\n{full}");
        assert!(Matrix::read(&twice).unwrap_err().to_string().contains("stands there twice"));
        assert!(Matrix::read(&format!("[[operation]]\nid = \"x\"\nalow = []\n{full}")).is_err());
    }
}
