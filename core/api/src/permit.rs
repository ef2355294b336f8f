//! The proofs that stand first in every handler.
//!
//! Rule: a proof is an extractor that asks `core/auth`; a new kind of proof is a new type here with its own [`Permit`], and
//! nothing else may stand first. Requests that change something are checked for where they come from before anything else.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use loadin_auth::{AskInSpace, AskOnInstance, Authorised, Grant, OnInstance, Principal, SignedIn, SpaceName};
use loadin_types::{Scope, people::Space};

use crate::{App, context::Context, problem::Problem, told::told};

/// A proof that may stand first in a handler.
pub(crate) trait Permit {}

/// Anybody may: the operation is public.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anybody;

/// Some person has signed in, in a browser; API tokens are not enough.
#[derive(Debug, Clone)]
pub(crate) struct Somebody(pub(crate) SignedIn);

/// The caller has the permission `P` in the space of the address.
#[derive(Debug)]
pub(crate) struct May<P> {
    pub(crate) proof: Authorised<P>,
}

/// The caller has the permission `P` over the installation.
#[derive(Debug)]
pub(crate) struct MayOnInstance<P> {
    pub(crate) proof: OnInstance<P>,
}

impl Permit for Anybody {}
impl Permit for Somebody {}
impl<P> Permit for May<P> {}
impl<P> Permit for MayOnInstance<P> {}

impl<P: AskInSpace> May<P> {
    /// Returns what opens the space's rows.
    pub(crate) const fn scope(&self) -> Scope {
        self.proof.scope()
    }

    /// Returns everything that was found out about the caller.
    pub(crate) const fn grant(&self) -> &Grant {
        self.proof.grant()
    }

    /// Returns the space.
    ///
    /// # Errors
    ///
    /// The store's.
    pub(crate) async fn space(&self, app: &App) -> Result<Space, Problem> {
        space(app, &self.scope()).await
    }
}

/// Returns the space that a scope opens.
pub(crate) async fn space(app: &App, scope: &Scope) -> Result<Space, Problem> {
    use loadin_storage::spaces::SpaceError;
    match loadin_storage::spaces::get(app.storage.reader(), scope).await {
        Ok(space) => Ok(space),
        Err(SpaceError::Storage(error)) => Err(error.into()),
        // It was there when the caller was checked.
        Err(_) => Err(Problem::not_found()),
    }
}

/// Finds out who makes a request, once for all that ask.
pub(crate) async fn principal(parts: &mut Parts, app: &App) -> Result<Principal, Problem> {
    if let Some(known) = parts.extensions.get::<Principal>() {
        return Ok(known.clone());
    }
    let context = Context::from_request_parts(parts, app).await?;
    let principal = app.access.principal(context.credentials()).await?;
    parts.extensions.insert(principal.clone());
    Ok(principal)
}

/// Returns the space that the address names.
pub(crate) async fn space_name(parts: &mut Parts, app: &App) -> Result<SpaceName, Problem> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::not_found())?;
    let named = params.iter().find(|(name, _)| *name == "space").and_then(|(_, value)| SpaceName::read(value));
    named.ok_or_else(Problem::not_found)
}

impl FromRequestParts<App> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self)
    }
}

impl FromRequestParts<App> for Somebody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match principal(parts, app).await? {
            Principal::Person(signed_in) => Ok(Self(signed_in)),
            Principal::Anonymous => Err(loadin_auth::Refusal::SignInFirst.into()),
            Principal::Token(_) => Err(Problem::with_detail(
                loadin_types::ProblemKind::Forbidden,
                "an API token cannot do this: sign in with a browser",
            )
            .telling(told("told-token-person", []))),
        }
    }
}

impl<P: AskInSpace> FromRequestParts<App> for May<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = principal(parts, app).await?;
        // Whoever has not signed in is told so, whether there is such a space or not.
        if matches!(principal, Principal::Anonymous) {
            return Err(loadin_auth::Refusal::SignInFirst.into());
        }
        let space = space_name(parts, app).await?;
        Ok(Self { proof: app.access.authorise::<P>(&principal, &space).await? })
    }
}

impl<P: AskOnInstance> FromRequestParts<App> for MayOnInstance<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = principal(parts, app).await?;
        Ok(Self { proof: app.access.authorise_on_instance::<P>(&principal).await? })
    }
}
