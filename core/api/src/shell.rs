//! What stands around a page: the space, its plugins, whoever has signed in.
//!
//! Rule: nothing is shown that the reader could not reach: a page stands in the navigation when its route is open to them.

use axum::extract::FromRequestParts;
use http::request::Parts;
use loadin_auth::{
    CorePermission, Grant, Mount, Permission, PluginPermission, Principal, SignedIn, SpaceName, ask::ViewSpace,
};
use loadin_storage::{StoreError, people, preferences, spaces};
use loadin_types::people::{Distances, Preferences, Space};
use loadin_web::{Current, Distance, Locale, NavGroup, NavItem, Person, Shell, Words, paths};
use loadin_wit::manifest::{Manifest, NavEntry};

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

/// Returns the words of whoever makes the request: the language that they chose, else the one that their browser takes.
///
/// Whatever is said to somebody, and the language that a plugin is asked to answer in, comes from here.
pub(crate) async fn words_of(app: &App, context: &Context, principal: &Principal) -> Result<Words, StoreError> {
    Ok(likes(context, &preferences_of(app, principal).await?))
}

/// Returns what whoever makes the request likes to have; programs and strangers like nothing special.
pub(crate) async fn preferences_of(app: &App, principal: &Principal) -> Result<Preferences, StoreError> {
    match principal {
        Principal::Person(signed_in) => preferences::of_person(app.storage.reader(), signed_in.person()).await,
        Principal::Anonymous | Principal::Token(_) => Ok(Preferences::default()),
    }
}

/// Returns the words of somebody who likes to have it so.
pub(crate) fn likes(context: &Context, wish: &Preferences) -> Words {
    let words = context.words_in(wish.language.as_deref().and_then(Locale::read).as_ref());
    match wish.distances {
        Some(Distances::Kilometres) => words.counting(Distance::Kilometres),
        Some(Distances::Miles) => words.counting(Distance::Miles),
        None => words,
    }
}

/// Returns the shell of a page that belongs to no space.
pub(crate) async fn of_nowhere(app: &App, principal: &Principal, words: Words) -> Result<Shell, Problem> {
    Ok(around(app, principal, None, words).await?)
}

/// Returns the shell of a page of a space.
pub(crate) async fn of_space(
    app: &App,
    context: &Context,
    principal: &Principal,
    grant: &Grant,
    space: &Space,
    words: Words,
) -> Result<Shell, Problem> {
    let mut shell = around(app, principal, Some(space), words).await?;
    shell.nav = nav(app, grant, space, context.uri.path(), words);
    Ok(shell)
}

/// Returns the shell of the page of a problem, as far as it can be found out: never a second problem.
pub(crate) async fn shell_for_problem(app: &App, context: &Context) -> Shell {
    let bare = Shell::new(context.words());
    let Ok(principal) = app.access.principal(context.credentials()).await else { return bare };
    let Ok(words) = words_of(app, context, &principal).await else { return bare };
    let Some(name) = space_of(context.uri.path()) else {
        return of_nowhere(app, &principal, words).await.unwrap_or(bare);
    };
    let space = match app.access.authorise::<ViewSpace>(&principal, &name).await {
        Ok(proof) => permit::space(app, &proof.scope()).await.ok().map(|space| (proof, space)),
        Err(_) => None,
    };
    let shell = match space {
        Some((proof, space)) => of_space(app, context, &principal, proof.grant(), &space, words).await,
        None => of_nowhere(app, &principal, words).await,
    };
    shell.unwrap_or(bare)
}

/// Returns the plugins whose first page the holder of the grant can open.
pub(crate) fn reachable<'a>(app: &'a App, grant: &Grant) -> Vec<&'a Manifest> {
    app.manifests.iter().filter(|manifest| opens(app, grant, manifest, "/")).collect()
}

/// Returns true when the holder of the grant can open a page of a plugin.
fn opens(app: &App, grant: &Grant, manifest: &Manifest, path: &str) -> bool {
    manifest.route("GET", path).is_some_and(|route| allows(app, grant, manifest, &route.permission))
}

/// Returns true when the holder of the grant may do what needs a permission of a plugin; everybody may what is public.
pub(crate) fn allows(app: &App, grant: &Grant, manifest: &Manifest, permission: &str) -> bool {
    permission == "public" || holds(app, grant, manifest, permission)
}

fn holds(app: &App, grant: &Grant, manifest: &Manifest, permission: &str) -> bool {
    PluginPermission::new(manifest.plugin.id.clone(), permission)
        .is_ok_and(|permission| grant.also_allows(&app.access.snapshot(), &Permission::Plugin(permission)))
}

fn nav(app: &App, grant: &Grant, space: &Space, path: &str, words: Words) -> Vec<NavGroup> {
    let slug = space.slug.as_str();
    let here = Here::at(slug, path);
    let home = paths::space(slug);
    let is_home = if here.0 == home { Current::Here } else { Current::Elsewhere };
    let plugins = app.manifests.iter().filter_map(|manifest| of_plugin(app, (grant, words), manifest, slug, &here));
    let mut groups: Vec<NavGroup> =
        std::iter::once(NavItem::new(words.say("shell-home"), home, is_home).into()).chain(plugins).collect();
    if grant.also_allows(&app.access.snapshot(), &Permission::Core(CorePermission::CallPlugins))
        && app.manifests.iter().any(|manifest| !manifest.jobs.kind.is_empty())
    {
        groups.push(here.item(&words.say("jobs-title"), paths::own_jobs(slug)).into());
    }
    let administers = Permission::Core(CorePermission::ViewAdministration);
    if grant.also_allows(&app.access.snapshot(), &administers) {
        groups.push(here.item(&words.say("shell-administration"), paths::administration(slug)).into());
    }
    groups
}

/// Returns a plugin's places: what its manifest names, below its first page.
fn of_plugin(
    app: &App,
    (grant, words): (&Grant, Words),
    manifest: &Manifest,
    slug: &str,
    here: &Here,
) -> Option<NavGroup> {
    let base = paths::mount(slug, manifest.plugin.mount());
    let shown = manifest.http.nav.iter().filter(|entry| {
        opens(app, grant, manifest, &entry.path)
            && entry.permission.as_deref().is_none_or(|permission| holds(app, grant, manifest, permission))
    });
    let item = |entry: &NavEntry| {
        let text = app.labels().label(manifest, &entry.text, words);
        here.item(&text, format!("{base}{}", entry.path.trim_start_matches('/')))
    };
    let items: Vec<NavItem> = shown.map(item).collect();
    let first = if opens(app, grant, manifest, "/") { base } else { items.first()?.href.clone() };
    Some(NavGroup { head: here.item(&app.labels().name(manifest, words), first), items })
}

/// Where the reader is, with the space by its slug whatever the address calls it.
struct Here(String);

impl Here {
    fn at(slug: &str, path: &str) -> Self {
        let below = path.strip_prefix("/s/").and_then(|rest| rest.split_once('/')).map(|(_, below)| below);
        Self(match below {
            Some(below) if !below.is_empty() => format!("{}/{below}", paths::space(slug)),
            _ => paths::space(slug),
        })
    }

    fn item(&self, text: &str, href: String) -> NavItem {
        let current = Current::of(&href, &self.0);
        NavItem::new(text, href, current)
    }
}

async fn around(app: &App, principal: &Principal, here: Option<&Space>, words: Words) -> Result<Shell, StoreError> {
    let shell = Shell { space: here.map(shown), ..Shell::new(words) };
    let Principal::Person(signed_in) = principal else { return Ok(shell) };
    let person = person(app, signed_in).await?;
    let theirs = spaces::list_of_person(app.storage.reader(), signed_in.person()).await?;
    let spaces = theirs.iter().map(|(space, _)| shown(space)).collect();
    Ok(Shell { person: Some(person), spaces, ..shell })
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
