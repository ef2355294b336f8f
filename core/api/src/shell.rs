//! What stands around a page: the space, its plugins, whoever has signed in.
//!
//! Rule: nothing is shown that the reader could not reach: a plugin stands in the navigation when its first page is open to
//! them.

use axum::extract::FromRequestParts;
use http::request::Parts;
use loadin_auth::{Grant, Mount, Permission, PluginPermission, Principal, SignedIn, SpaceName, ask::ViewSpace};
use loadin_storage::{StoreError, people, spaces};
use loadin_types::{PluginId, people::Space};
use loadin_web::{NavItem, Person, Shell, Words, paths};
use loadin_wit::manifest::Manifest;

use crate::{App, context::Context, permit, problem::Problem};

/// Who makes the request; proves nothing about what they may.
#[derive(Debug, Clone)]
pub(crate) struct Who(pub(crate) Principal);

impl FromRequestParts<App> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        permit::principal(parts, app).await.map(Self)
    }
}

/// Returns the words of whoever makes the request: the language that their browser takes.
///
/// Whatever is said to somebody, and the language that a plugin is asked to answer in, comes from here.
pub(crate) async fn words_of(_: &App, context: &Context, _: &Principal) -> Result<Words, StoreError> {
    Ok(context.words())
}

/// Returns the shell of a page that belongs to no space.
pub(crate) async fn of_nowhere(app: &App, context: &Context, principal: &Principal) -> Result<Shell, Problem> {
    Ok(around(app, context, principal, None).await?)
}

/// Returns the shell of a page of a space; `at` is the plugin whose page it is.
pub(crate) async fn of_space(
    app: &App,
    context: &Context,
    principal: &Principal,
    grant: &Grant,
    space: &Space,
    at: Option<&PluginId>,
) -> Result<Shell, Problem> {
    let mut shell = around(app, context, principal, Some(space)).await?;
    shell.nav = nav(app, grant, space, at);
    Ok(shell)
}

/// Returns the shell of the page of a problem, as far as it can be found out: never a second problem.
pub(crate) async fn shell_for_problem(app: &App, context: &Context) -> Shell {
    let Ok(principal) = app.access.principal(context.credentials()).await else { return Shell::new(context.words()) };
    let Some(name) = space_of(context.uri.path()) else {
        return bare_of(context, around(app, context, &principal, None).await);
    };
    let space = match app.access.authorise::<ViewSpace>(&principal, &name).await {
        Ok(proof) => permit::space(app, &proof.scope()).await.ok().map(|space| (proof, space)),
        Err(_) => None,
    };
    let Some((proof, space)) = space else { return bare_of(context, around(app, context, &principal, None).await) };
    bare_of(context, of_space(app, context, &principal, proof.grant(), &space, None).await)
}

/// Returns the shell, or one with nothing in it where it could not be made.
fn bare_of<E>(context: &Context, shell: Result<Shell, E>) -> Shell {
    shell.unwrap_or_else(|_| Shell::new(context.words()))
}

/// Returns the plugins whose first page the holder of the grant can open.
pub(crate) fn reachable<'a>(app: &'a App, grant: &Grant) -> Vec<&'a Manifest> {
    let snapshot = app.access.snapshot();
    let opens = |manifest: &&Manifest| {
        let first =
            manifest.http.route.iter().find(|route| route.path == "/" && route.methods.iter().any(|m| m == "GET"));
        first.is_some_and(|route| {
            route.permission == "public"
                || PluginPermission::new(manifest.plugin.id.clone(), &route.permission)
                    .is_ok_and(|permission| grant.also_allows(&snapshot, &Permission::Plugin(permission)))
        })
    };
    app.manifests.iter().filter(opens).collect()
}

fn nav(app: &App, grant: &Grant, space: &Space, at: Option<&PluginId>) -> Vec<NavItem> {
    let items = reachable(app, grant).into_iter().map(|manifest| NavItem {
        text: manifest.plugin.name.clone(),
        href: paths::mount(space.slug.as_str(), manifest.plugin.mount()),
        is_current: at == Some(&manifest.plugin.id),
    });
    items.collect()
}

async fn around(
    app: &App,
    context: &Context,
    principal: &Principal,
    here: Option<&Space>,
) -> Result<Shell, StoreError> {
    let shell = Shell { space: here.map(shown), ..Shell::new(words_of(app, context, principal).await?) };
    let Principal::Person(signed_in) = principal else { return Ok(shell) };
    let person = person(app, signed_in).await?;
    let theirs = spaces::list_of_person(app.storage.reader(), signed_in.person()).await?;
    let others = theirs.iter().map(|(space, _)| space).filter(|space| here.is_none_or(|here| here.id != space.id));
    Ok(Shell { person: Some(person), others: others.map(shown).collect(), ..shell })
}

async fn person(app: &App, signed_in: &SignedIn) -> Result<Person, StoreError> {
    let known = people::by_id(app.storage.reader(), signed_in.person()).await?;
    Ok(Person {
        name: known.map(|person| person.display_name).unwrap_or_default(),
        csrf: app.csrf.token(signed_in.session().into(), Mount::Core, app.now()),
    })
}

/// Returns a space as pages show it.
pub(crate) fn shown(space: &Space) -> loadin_web::Space {
    loadin_web::Space { name: space.name.clone(), slug: space.slug.to_string() }
}

fn space_of(path: &str) -> Option<SpaceName> {
    SpaceName::read(path.strip_prefix("/s/")?.split('/').next()?)
}
