//! The door itself: every route, and around them what holds for every request and every answer.
//!
//! Rule: [`all`] is the one list of routes. The order of the layers is part of what they promise: whatever fails inside is
//! drawn as a problem, whatever is answered gets the headers, and only then is it compressed.

use axum::{Extension, Router, extract::DefaultBodyLimit, middleware::from_fn_with_state};
use tower_http::compression::CompressionLayer;

use crate::{
    App, answers, arrival, context::cookie_name, core_api, entry, jobs, mount, pages, problem::Problem, routes::Routes,
    unsafe_requests,
};

/// Returns everything that this instance answers over HTTP.
pub fn router(app: App) -> Router {
    with_layers(app, all())
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

/// Returns every route.
pub(crate) fn all() -> Routes {
    core_api::routes().and(pages::routes()).and(mount::routes()).and(jobs::routes())
}

async fn nothing_here() -> Problem {
    Problem::not_found()
}
