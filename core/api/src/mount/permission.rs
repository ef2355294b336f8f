//! The proof that somebody may call a plugin's route.
//!
//! Rule: who does not belong to the space learns nothing: not which plugins there are, which routes or which methods.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use loadin_auth::{AccessError, Grant, PluginPermission, Principal, Refusal, SpaceName, ask::ViewSpace};
use loadin_types::{Caller, PluginId, ProblemKind, SpaceId};
use loadin_wit::manifest::Manifest;

use super::{
    address,
    route::{self, Meant},
};
use crate::{
    App,
    context::{Context, Reader},
    permit::{self, Permit},
    problem::Problem,
};

/// The permission of routes that are open to everybody.
const PUBLIC: &str = "public";

/// The proof that somebody may call the route of the address.
#[derive(Debug)]
pub(crate) struct MayCallPlugin {
    /// Whose route it is.
    pub(super) plugin: PluginId,
    /// In which space.
    pub(super) space: SpaceId,
    /// The space as the address names it.
    pub(super) space_name: String,
    /// The plugin's place in addresses.
    pub(super) mount: String,
    /// The route of the manifest that is meant.
    pub(super) route: String,
    /// The path below it, decoded.
    pub(super) path: String,
    /// The caller as the plugin gets to know it.
    pub(super) caller: Caller,
    /// Who calls.
    pub(super) principal: Principal,
    /// What they may in the space; nothing where the route is open to everybody.
    pub(super) grant: Option<Grant>,
}

impl Permit for MayCallPlugin {}

impl FromRequestParts<App> for MayCallPlugin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let principal = permit::principal(parts, app).await?;
        let context = Context::from_request_parts(parts, app).await?;
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::not_found())?;
        let param = |wanted| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
        let (space_name, mount) = param("space").zip(param("mount")).ok_or_else(Problem::not_found)?;
        let before = match context.reader {
            Reader::Person => 4,
            Reader::Program => 6,
        };
        let path = address::below(parts.uri.path(), before);
        let name = SpaceName::read(&space_name);
        let (Some(name), Some(path), Some(manifest)) = (name.clone(), path, app.plugin_at(&mount)) else {
            return Err(nothing(app, &principal, name.as_ref(), None).await);
        };
        let meant = route::find(manifest, parts.method.as_str(), &path);
        let route = match meant {
            Meant::Route(route) => route,
            Meant::OtherMethods(methods) => return Err(nothing(app, &principal, Some(&name), Some(methods)).await),
            Meant::Nothing => return Err(nothing(app, &principal, Some(&name), None).await),
        };
        let (caller, grant) = decide(app, &principal, &name, manifest, &route.permission).await?;
        let (plugin, space, route) = (manifest.plugin.id.clone(), caller.space, route.id.clone());
        Ok(Self { plugin, space, space_name, mount, route, path, caller, principal, grant })
    }
}

async fn decide(
    app: &App,
    principal: &Principal,
    space: &SpaceName,
    manifest: &Manifest,
    permission: &str,
) -> Result<(Caller, Option<Grant>), Problem> {
    if permission == PUBLIC {
        let space = app.access.open_to_everybody(space).await?;
        return Ok((principal.caller_without_roles(space), None));
    }
    let plugin = &manifest.plugin.id;
    let permission = PluginPermission::new(plugin.clone(), permission).map_err(|error| Problem::of_error(&error))?;
    let grant = app.access.authorise_plugin(principal, space, &permission).await?;
    Ok((grant.caller(&app.access.snapshot(), plugin), Some(grant)))
}

/// Returns the answer to a request that means no route: which one depends on whether the caller belongs to the space.
async fn nothing(app: &App, principal: &Principal, space: Option<&SpaceName>, methods: Option<String>) -> Problem {
    if matches!(principal, Principal::Anonymous) {
        return Refusal::SignInFirst.into();
    }
    let Some(space) = space else { return Problem::not_found() };
    let belongs = match app.access.authorise::<ViewSpace>(principal, space).await {
        Ok(_) | Err(AccessError::Refused(Refusal::Forbidden(_))) => true,
        Err(AccessError::Refused(Refusal::Stranger | Refusal::SignInFirst)) => false,
        Err(error @ AccessError::Storage(_)) => return error.into(),
    };
    match methods.filter(|_| belongs) {
        Some(methods) => Problem { allow: Some(methods), ..Problem::new(ProblemKind::MethodNotAllowed) },
        None => Problem::not_found(),
    }
}
