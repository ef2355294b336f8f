//! The requests that the plugin answers; `plugin.toml` declares the same list.
//!
//! Rule: a path answers people and programs alike: a page for whoever wants one, JSON for everybody else. What changes
//! something has a `POST` of its own beside `PUT` and `DELETE`, because that is all that a form can send.

use loadin_guest::Router;

use crate::{plans, venues, views};

/// Returns the routes.
pub fn routes() -> Router {
    Router::new()
        .get("/", plans::home)
        .get("/plans", plans::list)
        .post("/plans", plans::ask)
        .get("/plans/new", plans::form)
        .get("/plans/{id}", plans::show)
        .route("PUT", "/plans/{id}", plans::rename_json)
        .delete("/plans/{id}", plans::delete)
        .post("/plans/{id}/title", plans::rename_form)
        .post("/plans/{id}/again", plans::again)
        .post("/plans/{id}/cancel", plans::cancel)
        .post("/plans/{id}/delete", plans::delete)
        .get("/plans/{id}/tour.ics", plans::calendar)
        .get("/plans/{id}/tour.geojson", plans::map_data)
        .get("/plans/{id}/tour.csv", plans::table)
        .get("/venues", venues::list)
        .get("/venues.csv", venues::file)
        .post("/venues/import", venues::import)
        .post("/venues/clear", venues::clear)
        .get("/venues/{id}", venues::show)
        .delete("/venues/{id}", venues::delete)
        .post("/venues/{id}/delete", venues::delete)
        .post("/views/plan", views::plan)
}
