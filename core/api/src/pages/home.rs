//! Where somebody lands: the start, and the home of a space.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_auth::{CorePermission, Permission, Principal, ask::ViewSpace};
use loadin_storage::{PageRequest, memberships};
use loadin_web::{
    pages::{self, Member, SpaceHome, Spaces, ToolCard},
    paths,
};
use serde::Deserialize;

use super::{page, see_other};
use crate::{
    App,
    context::Context,
    extract::Query,
    permit::{May, Somebody},
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
};

/// Letters of what is looked for that count.
const ASKED_LETTERS: usize = 80;
/// Members that a home shows.
const MEMBERS: u32 = 200;

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_show_start, show_start).with(__path_show_space, show_space)
}

/// Which spaces are wanted.
#[derive(Debug, Deserialize)]
struct Wanted {
    find: Option<String>,
}

/// Leads to the only space of somebody, or shows all of them, or those that are looked for by name.
#[utoipa::path(get, path = "/", operation_id = "show_start", tag = "pages",
    params(("find" = Option<String>, Query, description = "A part of the spaces' names; empty for all of them")),
    responses((status = 200, description = "The spaces"), (status = 303, description = "To the space, or to the door")))]
async fn show_start(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let principal = Principal::Person(signed_in);
    let words = shell::words_of(&app, &context, &principal).await?;
    let shell = shell::of_nowhere(&app, &principal, words).await?;
    if let ([only], None) = (shell.spaces.as_slice(), &wanted.find) {
        return Ok(see_other(&paths::space(&only.slug), None));
    }
    let asked: String = wanted.find.unwrap_or_default().trim().chars().take(ASKED_LETTERS).collect();
    let part = asked.to_lowercase();
    let shown = shell.spaces.iter().filter(|space| space.name.to_lowercase().contains(&part)).cloned().collect();
    Ok(page(StatusCode::OK, (pages::spaces(&Spaces { shown, asked }, &shell), words), None))
}

/// Shows the home of a space: what can be done here, and who belongs to it.
#[utoipa::path(get, path = "/s/{space}", operation_id = "show_space", tag = "pages",
    params(("space" = String, Path, description = "The space's name in addresses, or its id")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such space")))]
async fn show_space(
    may: May<ViewSpace>,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    let (space, grant) = (may.space(&app).await?, may.grant());
    let words = shell::words_of(&app, &context, &principal).await?;
    let tools = shell::reachable(&app, grant).into_iter().map(|manifest| ToolCard {
        title: app.labels().name(manifest, words).into_owned(),
        text: app.labels().summary(manifest, words).into_owned(),
        href: paths::mount(space.slug.as_str(), manifest.plugin.mount()),
    });
    let tools = tools.collect();
    let sees_members = grant.also_allows(&app.access.snapshot(), &Permission::Core(CorePermission::ListMembers));
    let members = if sees_members { members(&app, &may).await? } else { Vec::new() };
    let shell = shell::of_space(&app, &context, &principal, grant, &space, words).await?;
    Ok(page(StatusCode::OK, (pages::space_home(&SpaceHome { tools, members }, &shell), words), None))
}

async fn members(app: &App, may: &May<ViewSpace>) -> Result<Vec<Member>, Problem> {
    let first = PageRequest { after: None, limit: MEMBERS };
    let found = memberships::list(app.storage.reader(), &may.scope(), &first).await?;
    let me = may.grant().person();
    let member = |member: memberships::Member| Member {
        name: member.display_name,
        role: member.membership.role.to_string(),
        is_you: member.membership.person == me,
    };
    Ok(found.items.into_iter().map(member).collect())
}
