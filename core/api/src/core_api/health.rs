//! Whether the process is up, and whether it can do its work.
//!
//! Rule: neither tells more than the name of what is missing, for both are open to everybody.

use axum::extract::State;
use loadin_storage::setup;
use loadin_types::{PluginId, ProblemKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, HeldBack, extract::Json, permit::Anybody, problem::Problem, routes::Routes};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_health, health).with(__path_readiness, readiness)
}

/// How the instance is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`.
    status: &'static str,
    /// Plugins of which an earlier version goes on, because the upgrade failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held_back: Vec<HeldBackPlugin>,
}

/// A plugin of which an earlier version goes on. The log tells why.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HeldBackPlugin {
    /// Which plugin.
    #[schema(value_type = String)]
    plugin: PluginId,
    /// The version that runs.
    runs: String,
    /// The version that should; absent when that cannot even be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    upgrade: Option<String>,
}

const fn ok(held_back: Vec<HeldBackPlugin>) -> Json<Health> {
    Json(Health { status: "ok", held_back })
}

/// Tells that the process is up.
#[utoipa::path(get, path = "/healthz", operation_id = "health",
    responses((status = 200, body = Health)))]
async fn health(_: Anybody) -> Json<Health> {
    ok(Vec::new())
}

/// Tells that the instance can do its work: the database answers and every plugin is loaded, be it in an earlier version.
#[utoipa::path(get, path = "/readyz", operation_id = "readiness",
    responses((status = 200, body = Health)))]
async fn readiness(_: Anybody, State(app): State<App>) -> Result<Json<Health>, Problem> {
    let mut missing: Vec<String> = app.left_out.iter().map(|name| format!("the plugin {name}")).collect();
    if !is_database_up(&app).await {
        missing.push("the database".to_owned());
    }
    for manifest in &app.manifests {
        if !app.plugins.is_loaded(&manifest.plugin.id).await {
            missing.push(format!("the plugin {}", manifest.plugin.id));
        }
    }
    if missing.is_empty() {
        let held_back = app.held_back.iter().cloned().map(|held| {
            let HeldBack { plugin, runs, upgrade, reason: _ } = held;
            HeldBackPlugin { plugin, runs, upgrade }
        });
        return Ok(ok(held_back.collect()));
    }
    Err(Problem::with_detail(ProblemKind::Unavailable, format!("missing: {}", missing.join(", "))))
}

/// Asks the database something small.
pub(super) async fn is_database_up(app: &App) -> bool {
    let answer = setup::is_open(app.storage.reader()).await;
    if let Err(error) = &answer {
        tracing::error!(error = error as &dyn std::error::Error, "the database does not answer");
    }
    answer.is_ok()
}

#[cfg(test)]
mod tests {
    use crate::testing::House;

    #[tokio::test]
    async fn the_process_says_that_it_is_up() {
        let house = House::new().await;
        for path in ["/healthz", "/readyz"] {
            let answer = house.get(path).send().await;
            assert_eq!((answer.status(), answer.text()), (200, r#"{"status":"ok"}"#), "{path}");
        }
    }

    #[tokio::test]
    async fn what_is_missing_is_named_and_nothing_more() {
        let house = House::new().await;
        house.plugins.unload();
        let problem = house.get("/readyz").send().await.problem(503, "unavailable");
        assert_eq!(problem["detail"], "missing: the plugin org.example.notes");
        house.app.storage.close().await;
        let problem = house.get("/readyz").send().await.problem(503, "unavailable");
        assert_eq!(problem["detail"], "missing: the database, the plugin org.example.notes");
        assert_eq!(house.get("/healthz").send().await.status(), 200);
    }
}
