//! The kit, for whoever writes pages: every component in every state, at `/kit`.
//!
//! Rule: there only where the operator says that authors look at the instance; elsewhere the routes do not exist, so their
//! addresses answer like any that nobody knows. The pages show made-up values and nobody's data.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_auth::Principal;
use loadin_profile::page::{NavLink, Page, page};
use loadin_web::{Current, NavGroup, NavItem, PluginFrame, kit, paths};

use crate::{
    App,
    context::Context,
    extract::Path,
    pages,
    permit::Anybody,
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .with(__path_show_kit, show_kit)
        .with(__path_show_kit_page, show_kit_page)
        .with(__path_follow_kit_link, follow_kit_link)
}

/// Lists the pages of the kit.
#[utoipa::path(get, path = "/kit", operation_id = "show_kit", tag = "development",
    responses((status = 200, description = "The page")))]
async fn show_kit(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    draw(&app, &context, &principal, (&index(), None)).await
}

/// Shows a page of the kit.
#[utoipa::path(get, path = "/kit/{page}", operation_id = "show_kit_page", tag = "development",
    params(("page" = String, Path, description = "Its name in the list")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such page")))]
async fn show_kit_page(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let (name, page) = find(&name)?;
    draw(&app, &context, &principal, (&page, Some(name))).await
}

/// Shows the page of the kit that a made-up link stands on.
#[utoipa::path(get, path = "/kit/{page}/{*below}", operation_id = "follow_kit_link", tag = "development",
    params(("page" = String, Path, description = "Its name in the list"),
        ("below" = String, Path, description = "Where the link would lead in a plugin")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such page")))]
async fn follow_kit_link(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
    Path((name, _)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (name, page) = find(&name)?;
    draw(&app, &context, &principal, (&page, Some(name))).await
}

fn find(name: &str) -> Result<(&'static str, Page), Problem> {
    kit().into_iter().find(|(known, _)| *known == name).ok_or_else(Problem::not_found)
}

/// The list of pages, itself made of the kit.
fn index() -> Page {
    let links = kit().into_iter().map(|(name, _)| NavLink::new(name, name));
    page("The kit")
        .text("Every component in every state: normal, empty and wrong, with long words and huge numbers.")
        .nav("Pages of the kit", links)
}

/// Draws a page as a plugin's that stands below the kit's address; its links lead back to it.
async fn draw(
    app: &App,
    context: &Context,
    principal: &Principal,
    (page, at): (&Page, Option<&str>),
) -> Result<Response, Problem> {
    let words = shell::words_of(app, context, principal).await?;
    let mut shell = shell::of_nowhere(app, principal, words).await?;
    let link = |name: &str| {
        let current = if at == Some(name) { Current::Here } else { Current::Elsewhere };
        NavItem::new(name, paths::kit_page(name), current)
    };
    let items = kit().into_iter().map(|(name, _)| link(name)).collect();
    let current = if at.is_some() { Current::Below } else { Current::Here };
    shell.nav = vec![NavGroup { head: NavItem::new("The kit", paths::KIT, current), items }];
    let base = at.map_or_else(|| format!("{}/", paths::KIT), |name| format!("{}/", paths::kit_page(name)));
    let frame = PluginFrame {
        name: "the kit".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        base,
        csrf: String::new(),
        space: "kit".to_owned(),
    };
    let html = loadin_web::render(page, &shell, &frame);
    Ok(pages::not_kept(pages::page(StatusCode::OK, (html, words), None)))
}

#[cfg(test)]
mod tests {
    use crate::testing::House;

    #[tokio::test]
    async fn authors_see_every_page_of_the_kit_and_follow_its_links() {
        let house = House::with(|settings| settings.is_development = true).await;
        let index = house.get("/kit").send().await;
        assert_eq!(index.status(), 200);
        for (name, page) in loadin_web::kit() {
            let path = format!("/kit/{name}");
            assert!(index.text().contains(&format!("href=\"{path}\"")), "{path}");
            for address in [path.clone(), format!("{path}/plans/7?sort=date")] {
                let answer = house.get(&address).by(&house.anna).send().await;
                assert_eq!(answer.status(), 200, "{address}");
                assert!(answer.text().contains(&page.title), "{address}");
            }
        }
        assert_eq!(house.get("/kit/nothing").send().await.status(), 404);
    }

    #[tokio::test]
    async fn where_people_live_the_kit_is_an_address_like_any_that_nobody_knows() {
        let house = House::new().await;
        for path in ["/kit", "/kit/forms", "/kit/forms/plans"] {
            for method in ["GET", "POST"] {
                let (answer, unknown) =
                    (house.ask(method, path).send().await, house.ask(method, "/nowhere").send().await);
                assert_eq!((answer.status(), unknown.status()), (404, 404), "{method} {path}");
            }
        }
        assert!(!house.get("/api/openapi.json").send().await.text().contains("/kit"));
    }
}
