//! The requests that the plugin answers; `plugin.toml` declares the same list.

use loadin_guest::Router;

use crate::views;

/// Returns the routes.
pub fn routes() -> Router {
    Router::new().post("/views/plan", views::plan)
}
