//! How the installation is doing, for those who operate it.
//!
//! Rule: names, versions and counts; nothing of what any space keeps.

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
}

/// Tells how the installation is doing.
#[utoipa::path(get, path = "/api/v1/instance", responses((status = 200, body = InstanceView)))]
async fn view_instance(may: MayOnInstance<ViewInstance>, State(app): State<App>) -> Json<InstanceView> {
    tracing::debug!(person.id = %may.proof.person(), "an operator looks at the installation");
    let mut plugins = Vec::new();
    for manifest in &app.manifests {
        let (id, version) = (manifest.plugin.id.to_string(), manifest.plugin.version.clone());
        plugins.push(InstalledPlugin { id, version, is_loaded: app.plugins.is_loaded(&manifest.plugin.id).await });
    }
    Json(InstanceView {
        version: env!("CARGO_PKG_VERSION"),
        origin: app.settings.origin.to_string(),
        is_database_up: health::is_database_up(&app).await,
        plugins,
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
        let plugins = json!([{ "id": "org.example.notes", "version": "0.3.1", "is_loaded": false }]);
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
