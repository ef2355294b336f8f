//! The door itself: every route, and around them what holds for every request and every answer.
//!
//! Rule: [`all`] is the one list of routes. The order of the layers is part of what they promise: whatever fails inside is
//! drawn as a problem, whatever is answered gets the headers, and only then is it compressed.

use axum::{Extension, Router, extract::DefaultBodyLimit, middleware::from_fn_with_state};
use tower_http::compression::CompressionLayer;

use crate::{
    ApiSettings, App, answers, arrival, context::cookie_name, core_api, entry, jobs, kit, mount, pages, policy_reports,
    problem::Problem, routes::Routes, unsafe_requests,
};

/// Returns everything that this instance answers over HTTP.
pub fn router(app: App) -> Router {
    let routes = served(&app.settings);
    with_layers(app, routes)
}

/// Returns routes inside the layers.
pub(crate) fn with_layers(app: App, routes: Routes) -> Router {
    let (routes, documented) = routes.finish();
    let description = core_api::Description::new(documented, &app.manifests, cookie_name(&app));
    let answers = answers::Answers::new(&app);
    routes
        .fallback(nothing_here)
        .layer(Extension(description))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), unsafe_requests::guard))
        .layer(from_fn_with_state(app.clone(), arrival::limit))
        .layer(from_fn_with_state(answers, answers::complete))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), entry::enter))
        .with_state(app)
}

/// Returns every route that an instance with these settings has.
pub(crate) fn served(settings: &ApiSettings) -> Routes {
    if settings.is_development { all() } else { released() }
}

/// Returns every route there is.
pub(crate) fn all() -> Routes {
    released().and(kit::routes())
}

/// Returns the routes of an instance that people use.
fn released() -> Routes {
    core_api::routes().and(policy_reports::routes()).and(pages::routes()).and(mount::routes()).and(jobs::routes())
}

async fn nothing_here() -> Problem {
    Problem::not_found()
}
