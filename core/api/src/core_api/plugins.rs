//! The plugins that a space has, and what each of them answers.
//!
//! Rule: a list of doors, not of what is behind them: nothing of a plugin's data or settings is shown here.

use axum::extract::State;
use loadin_auth::ask::CallPlugins;
use loadin_wit::manifest::{Manifest, Route};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, extract::Json, permit::May, problem::Problem, routes::Routes};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_list_plugins, list_plugins)
}

/// A plugin of a space.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PluginView {
    /// The plugin's id.
    id: String,
    /// What it is called.
    name: String,
    /// What it does, in a sentence.
    summary: String,
    /// Its version.
    version: String,
    /// Its name in addresses.
    mount: String,
    /// What it answers.
    routes: Vec<PluginRoute>,
}

/// Something that a plugin answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PluginRoute {
    /// The operation's id, unique in the plugin.
    id: String,
    /// The address, with `{name}` for a part that varies.
    path: String,
    /// The methods.
    methods: Vec<String>,
    /// The permission that it needs, or `public`.
    permission: String,
}

/// The plugins of a space.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PluginList {
    items: Vec<PluginView>,
}

impl PluginView {
    fn of(manifest: &Manifest, space: &str) -> Self {
        let (plugin, mount) = (&manifest.plugin, manifest.plugin.mount());
        let route = |route: &Route| PluginRoute {
            id: route.id.clone(),
            path: format!("/api/v1/s/{space}/p/{mount}{}", route.path),
            methods: route.methods.clone(),
            permission: match route.permission.as_str() {
                "public" => "public".to_owned(),
                permission => format!("{}/{permission}", plugin.id),
            },
        };
        Self {
            id: plugin.id.to_string(),
            name: plugin.name.clone(),
            summary: plugin.summary.clone(),
            version: plugin.version.clone(),
            mount: mount.to_owned(),
            routes: manifest.http.route.iter().map(route).collect(),
        }
    }
}

/// Lists the plugins of a space and what they answer.
#[utoipa::path(get, path = "/api/v1/s/{space}/plugins",
    params(("space" = String, Path, description = "The space's slug or id")),
    responses((status = 200, body = PluginList)))]
async fn list_plugins(may: May<CallPlugins>, State(app): State<App>) -> Result<Json<PluginList>, Problem> {
    let space = may.space(&app).await?;
    let items = app.manifests.iter().map(|manifest| PluginView::of(manifest, space.slug.as_str())).collect();
    Ok(Json(PluginList { items }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::House;

    #[tokio::test]
    async fn members_see_what_plugins_answer() {
        let house = House::new().await;
        let member = house.member("bob", "member").await;
        let list = house.get("/api/v1/s/foundry/plugins").by(&member).send().await.json();
        let notes = &list["items"][0];
        assert_eq!((&notes["id"], &notes["mount"]), (&json!("org.example.notes"), &json!("notes")));
        let add = json!({
            "id": "add", "path": "/api/v1/s/foundry/p/notes/notes", "methods": ["POST"],
            "permission": "org.example.notes/notes:write",
        });
        assert_eq!(notes["routes"][2], add);
        assert_eq!(notes["routes"][3]["permission"], "public");
    }
}
