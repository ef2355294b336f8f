//! How the installation is doing, for those who operate it.
//!
//! Rule: names, versions and counts; nothing of what any space keeps.

use std::collections::BTreeMap;

use axum::extract::State;
use loadin_auth::ask::ViewInstance;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, extract::Json, permit::MayOnInstance, routes::Routes};

use super::health;

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_view_instance, view_instance)
}

/// The installation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstanceView {
    /// The version of the core.
    version: &'static str,
    /// Where it is reached.
    origin: String,
    /// Whether the database answers.
    is_database_up: bool,
    /// The plugins that are installed.
    plugins: Vec<InstalledPlugin>,
    /// What browsers refused by the content policy since the instance started, by directive.
    policy_reports: BTreeMap<&'static str, u64>,
    /// Such reports that were not looked at, because there were too many in a minute.
    policy_reports_dropped: u64,
}

/// A plugin of the installation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstalledPlugin {
    /// The plugin's id.
    id: String,
    /// Its version.
    version: String,
    /// Whether it can be called.
    is_loaded: bool,
    /// Pages of which core took HTML out since the instance started; the log says what.
    pages_cut: u64,
    /// Pages that were not shown because of their HTML.
    pages_refused: u64,
}

/// Tells how the installation is doing.
#[utoipa::path(get, path = "/api/v1/instance", responses((status = 200, body = InstanceView)))]
async fn view_instance(may: MayOnInstance<ViewInstance>, State(app): State<App>) -> Json<InstanceView> {
    tracing::debug!(person.id = %may.proof.person(), "an operator looks at the installation");
    let mut plugins = Vec::new();
    for manifest in &app.manifests {
        let (id, version) = (manifest.plugin.id.to_string(), manifest.plugin.version.clone());
        let (is_loaded, counts) =
            (app.plugins.is_loaded(&manifest.plugin.id).await, app.markup().counts(&manifest.plugin.id));
        plugins.push(InstalledPlugin { id, version, is_loaded, pages_cut: counts.cut, pages_refused: counts.refused });
    }
    Json(InstanceView {
        version: env!("CARGO_PKG_VERSION"),
        origin: app.settings.origin.to_string(),
        is_database_up: health::is_database_up(&app).await,
        plugins,
        policy_reports: app.policy_reports().by_directive(),
        policy_reports_dropped: app.policy_reports().dropped(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{House, ORIGIN};

    #[tokio::test]
    async fn operators_see_how_it_is_doing_and_owners_of_spaces_do_not() {
        let house = House::new().await;
        house.plugins.unload();
        let seen = house.get("/api/v1/instance").by(&house.anna).send().await.json();
        let plugins = json!([{
            "id": "org.example.notes", "version": "0.3.1", "is_loaded": false, "pages_cut": 0, "pages_refused": 0,
        }]);
        assert_eq!(
            (&seen["plugins"], &seen["origin"], &seen["is_database_up"]),
            (&plugins, &json!(ORIGIN), &json!(true))
        );
        let owner = house.neighbour("nora", "attic").await;
        house.get("/api/v1/instance").by(&owner).send().await.problem(403, "forbidden");
        let token = house.token(&house.anna, &["space:view"]).await;
        house.get("/api/v1/instance").bearer(&token).send().await.problem(403, "forbidden");
        house.get("/api/v1/instance").send().await.problem(401, "unauthenticated");
    }
}
