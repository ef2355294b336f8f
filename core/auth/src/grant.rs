//! The decision, and the proof of it that the rest of the house works with.
//!
//! Rule: a grant exists only when the principal, a membership row and the policy together allow the permission in this very
//! space; everything else is a refusal. There is no other way to a [`Scope`], and a stranger to a space gets the same
//! refusal whether the space exists or not.

use std::marker::PhantomData;

use loadin_types::{
    Caller, Held, PersonId, PluginId, PrincipalKind, Scope, SpaceId, TokenId,
    people::{Membership, Role},
};

use crate::{
    permission::{AskInSpace, AskOnInstance, CorePermission, Permission},
    policy::Domain,
    principal::Principal,
    snapshot::{Rights, Snapshot},
};

/// Why a request is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody has signed in.
    #[error("sign in first")]
    SignInFirst,
    /// The caller has no place in the space, if there is such a space at all.
    #[error("there is no such space, or you do not belong to it")]
    Stranger,
    /// The caller belongs here but may not do this.
    #[error("this needs the permission {0}, which your role or your token does not have here")]
    Forbidden(Permission),
}

/// A permission that was found to hold in one space, for one caller.
#[derive(Debug, Clone)]
pub struct Grant {
    scope: Scope,
    person: PersonId,
    role: Role,
    rights: Rights,
    token: Option<TokenId>,
}

/// The proof that the caller has the permission `P` in a space.
#[derive(Debug, Clone)]
pub struct Authorised<P> {
    grant: Grant,
    permission: PhantomData<fn() -> P>,
}

/// The proof that the caller has the permission `P` over the installation.
#[derive(Debug, Clone, Copy)]
pub struct OnInstance<P> {
    person: PersonId,
    permission: PhantomData<fn() -> P>,
}

impl Grant {
    /// Returns what opens the space's rows.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Returns the space.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.scope.space()
    }

    /// Returns who acts.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Returns the caller's role in the space.
    #[must_use]
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// Returns the API token that was used, if one was.
    #[must_use]
    pub const fn token(&self) -> Option<TokenId> {
        self.token
    }

    /// Returns true when the caller may do something else here too, such as seeing a button.
    #[must_use]
    pub fn also_allows(&self, snapshot: &Snapshot, permission: &Permission) -> bool {
        snapshot.holds(&self.rights, permission)
    }

    /// Returns the caller as a plugin gets to know it.
    #[must_use]
    pub fn caller(&self, snapshot: &Snapshot, plugin: &PluginId) -> Caller {
        Caller {
            held: Held::These(snapshot.names_held(&self.rights, plugin)),
            kind: PrincipalKind::Person,
            id: self.person.to_string(),
            space: self.scope.space(),
            roles: vec![self.role.to_string()],
        }
    }
}

impl<P: AskInSpace> Authorised<P> {
    /// Only for the one caller that has just had `P` decided.
    pub(crate) const fn of(grant: Grant) -> Self {
        Self { grant, permission: PhantomData }
    }

    /// Returns the permission that was asked for.
    #[must_use]
    pub const fn permission(&self) -> CorePermission {
        P::PERMISSION
    }

    /// Returns what opens the space's rows.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.grant.scope
    }

    /// Returns everything that was found out about the caller.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }
}

impl<P: AskOnInstance> OnInstance<P> {
    /// Returns the permission that was asked for.
    #[must_use]
    pub const fn permission(&self) -> CorePermission {
        P::PERMISSION
    }

    /// Returns who acts.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

/// Returns who somebody with that membership is now, with no more rights than `then`; `None` when they may not call plugins.
pub(crate) fn by_now(snapshot: &Snapshot, plugin: &PluginId, then: &Caller, membership: &Membership) -> Option<Caller> {
    let rights = snapshot.rights([&membership.role], Domain::Space(then.space));
    if !snapshot.holds(&rights, &CorePermission::CallPlugins.into()) {
        return None;
    }
    let now = snapshot.names_held(&rights, plugin);
    let held = match &then.held {
        Held::All => now,
        Held::These(names) => names.iter().filter(|name| now.contains(name)).cloned().collect(),
    };
    Some(Caller { held: Held::These(held), roles: vec![membership.role.to_string()], ..then.clone() })
}

/// Decides about any permission in a space. `space` is `None` when there is no such space.
pub(crate) fn decide(
    snapshot: &Snapshot,
    principal: &Principal,
    space: Option<SpaceId>,
    membership: Option<&Membership>,
    permission: &Permission,
) -> Result<Grant, Refusal> {
    let (person, token) = match principal {
        Principal::Anonymous => return Err(Refusal::SignInFirst),
        Principal::Person(signed_in) => (signed_in.person(), None),
        Principal::Token(holder) => (holder.owner(), Some(holder)),
    };
    let space = space.ok_or(Refusal::Stranger)?;
    // The row was asked for by these two; a query that answers with another one must not open anything.
    let membership = membership.filter(|row| row.person == person && row.space == space).ok_or(Refusal::Stranger)?;
    let mut rights = snapshot.rights([&membership.role], Domain::Space(space));
    if let Some(holder) = token {
        if !holder.works_in(space) {
            return Err(Refusal::Stranger);
        }
        rights = rights.and(&snapshot.rights_named(holder.scopes()));
    }
    if !snapshot.holds(&rights, permission) {
        return Err(Refusal::Forbidden(permission.clone()));
    }
    let scope = Scope::for_auth_only(space, Some(person));
    Ok(Grant { scope, person, role: membership.role.clone(), rights, token: token.map(|holder| holder.id()) })
}

/// Decides about a permission over the installation. API tokens name spaces, so none of them has any.
pub(crate) fn on_instance<P: AskOnInstance>(
    snapshot: &Snapshot,
    principal: &Principal,
    roles: &[Role],
) -> Result<OnInstance<P>, Refusal> {
    let permission = Permission::Core(P::PERMISSION);
    let signed_in = match principal {
        Principal::Anonymous => return Err(Refusal::SignInFirst),
        Principal::Token(_) => return Err(Refusal::Forbidden(permission)),
        Principal::Person(signed_in) => signed_in,
    };
    if !snapshot.allows(roles, Domain::Instance, &permission) {
        return Err(Refusal::Forbidden(permission));
    }
    Ok(OnInstance { person: signed_in.person(), permission: PhantomData })
}

#[cfg(test)]
mod tests;
