//! How a space is run: who belongs to it as what, and what each plugin may do and lets whom do.
//!
//! Rule: what is shown is what holds: roles come from the compiled policy, never from what a manifest wishes for.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_auth::{Permission, PluginPermission, Snapshot, ask::ViewAdministration};
use loadin_storage::{PageRequest, memberships};
use loadin_types::people::Role;
use loadin_web::{
    Words,
    pages::{self, AdministeredMember, AdministeredPlugin, Administration, HeldBackPlugin, PermissionOf},
};
use loadin_wit::manifest::{Capabilities, Manifest};
use serde::Deserialize;

use super::{account::day, page};
use crate::{
    App, HeldBack, context::Context, extract::Query, labels::Labels, permit::May, problem::Problem, routes::Routes,
    shell,
};

/// Members on a page.
const MEMBERS: u32 = 100;

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_show_administration, show_administration)
}

/// Which page of the members is wanted.
#[derive(Debug, Deserialize)]
struct Wanted {
    after: Option<String>,
}

/// Shows how a space is run.
#[utoipa::path(get, path = "/s/{space}/administration", operation_id = "show_administration", tag = "pages",
    params(("space" = String, Path, description = "The space's name in addresses, or its id"),
        ("after" = Option<String>, Query, description = "Where the page before ended")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such space")))]
async fn show_administration(
    may: May<ViewAdministration>,
    State(app): State<App>,
    shell::Who(principal): shell::Who,
    context: Context,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let (space, snapshot) = (may.space(&app).await?, app.access.snapshot());
    let is_first = wanted.after.is_none();
    let request = PageRequest { after: wanted.after, limit: MEMBERS };
    let found = memberships::list(app.storage.reader(), &may.scope(), &request).await?;
    let me = may.grant().person();
    let member = |member: memberships::Member| AdministeredMember {
        name: member.display_name,
        role: member.membership.role.to_string(),
        since: day(member.membership.created),
        is_you: member.membership.person == me,
    };
    let words = shell::words_of(&app, &context, &principal).await?;
    let view = Administration {
        members: found.items.into_iter().map(member).collect(),
        is_first,
        next: found.next,
        plugins: app.manifests.iter().map(|manifest| plugin(manifest, &snapshot, (app.labels(), words))).collect(),
        left_out: app.left_out.clone(),
        held_back: app.held_back.iter().map(|held| held_back(held, &app, words)).collect(),
    };
    let shell = shell::of_space(&app, &context, &principal, may.grant(), &space, words).await?;
    Ok(page(StatusCode::OK, (pages::administration(&view, &shell), words), None))
}

fn held_back(held: &HeldBack, app: &App, words: Words) -> HeldBackPlugin {
    let manifest = app.manifests.iter().find(|manifest| manifest.plugin.id == held.plugin);
    let name = manifest.map_or_else(|| held.plugin.to_string(), |it| app.labels().name(it, words).into_owned());
    HeldBackPlugin { name, runs: held.runs.clone(), upgrade: held.upgrade.clone() }
}

fn plugin(manifest: &Manifest, snapshot: &Snapshot, (labels, words): (&Labels, Words)) -> AdministeredPlugin {
    let asks = Capabilities::NAMES.iter().filter(|name| manifest.capabilities.asks_for(name));
    let permissions = manifest.permissions.iter().map(|(name, declared)| PermissionOf {
        name: name.clone(),
        label: labels.label(manifest, &declared.label, words).into_owned(),
        roles: roles_with(snapshot, manifest, name),
    });
    AdministeredPlugin {
        name: labels.name(manifest, words).into_owned(),
        summary: labels.summary(manifest, words).into_owned(),
        version: manifest.plugin.version.clone(),
        capabilities: asks.map(|name| (*name).to_owned()).collect(),
        permissions: permissions.collect(),
    }
}

/// Returns the roles that have a plugin's permission, those that may least first.
fn roles_with(snapshot: &Snapshot, manifest: &Manifest, name: &str) -> Vec<String> {
    let Ok(permission) = PluginPermission::new(manifest.plugin.id.clone(), name) else { return Vec::new() };
    let mut roles: Vec<&Role> = snapshot.roles_with(&Permission::Plugin(permission)).into_iter().collect();
    let all = roles.clone();
    roles.sort_by_key(|role| all.iter().filter(|other| snapshot.may_give(role, other)).count());
    roles.into_iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::House;

    #[tokio::test]
    async fn owners_see_members_with_roles_and_what_the_policy_gives_whom() {
        let house = House::new().await;
        house.member("bob", "booker").await;
        let page = house.get("/s/foundry/administration").by(&house.anna).send().await;
        assert_eq!(page.status(), 200);
        let text = page.text();
        for shown in ["Anna Larsen", "bob", "booker", "Read notes", "member, booker, treasurer, admin, owner", "0.3.1"]
        {
            assert!(text.contains(shown), "{shown}: {text}");
        }
        assert!(text.contains("aria-current=\"page\">Administration</a>"), "{text}");
    }

    #[tokio::test]
    async fn whoever_does_not_administer_sees_neither_the_page_nor_the_way_there() {
        let house = House::new().await;
        let member = house.member("bob", "treasurer").await;
        assert_eq!(house.get("/s/foundry/administration").by(&member).send().await.status(), 403);
        let home = house.get("/s/foundry").by(&member).send().await;
        assert!(!home.text().contains("/administration"), "{}", home.text());
        let owners = house.get("/s/foundry").by(&house.anna).send().await;
        assert!(owners.text().contains("href=\"/s/foundry/administration\""));
    }

    #[tokio::test]
    async fn a_long_list_of_members_goes_on_where_it_ended() {
        let house = House::new().await;
        for at in 0..101 {
            house.member(&format!("person-{at}"), "guest").await;
        }
        let first = house.get("/s/foundry/administration").by(&house.anna).send().await.text().to_owned();
        let (_, next) = first.split_once("href=\"/s/foundry/administration?after=").unwrap();
        let path = format!("/s/foundry/administration?after={}", next.split('"').next().unwrap());
        let second = house.get(&path).by(&house.anna).send().await;
        assert_eq!((second.status(), second.text().contains("after=")), (200, false), "{}", second.text());
        let wrong = house.get("/s/foundry/administration?after=x").by(&house.anna).send().await;
        assert_eq!(wrong.status(), 422);
    }
}
