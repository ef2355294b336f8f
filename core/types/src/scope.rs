//! The proof that somebody may look into a space.
//!
//! Rule: only `core/auth` makes one, after it has checked the caller; a test in `tests/tidy` fails when another room
//! names the constructor. Every query over the contents of a space takes a scope, so a query that forgot to ask
//! does not compile, and a bare id from a URL opens nothing.

use crate::{PersonId, SpaceId};

/// One space, opened for one caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    space: SpaceId,
    person: Option<PersonId>,
}

impl Scope {
    /// Opens a space for a caller who was checked. Called in `core/auth` and nowhere else.
    ///
    /// `person` is `None` when a plugin, a link or the operator's command line acts.
    #[must_use]
    pub const fn for_auth_only(space: SpaceId, person: Option<PersonId>) -> Self {
        Self { space, person }
    }

    /// Returns the space that is open.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// Returns who acts, when it is a person.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        self.person
    }
}
