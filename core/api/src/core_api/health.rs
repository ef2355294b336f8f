//! Whether the process is up, and whether it can do its work.
//!
//! Rule: neither tells more than a name of what is missing, for both are open to everybody.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{permit::Anybody, routes::Routes};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_health, health)
}

/// How the instance is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`
    status: &'static str,
}

/// Tells that the process is up.
#[utoipa::path(get, path = "/healthz", operation_id = "health", tag = "instance",
    responses((status = 200, body = Health)))]
async fn health(_: Anybody) -> Json<Health> {
    Json(Health { status: "ok" })
}

#[cfg(test)]
mod tests {
    use crate::testing::House;

    #[tokio::test]
    async fn the_process_says_that_it_is_up() {
        let house = House::new().await;
        let answer = house.get("/healthz").send().await;
        assert_eq!((answer.status(), answer.text()), (200, r#"{"status":"ok"}"#));
        let answer = house.get("/nowhere").send().await;
        assert_eq!(answer.status(), 404);
        house.get("/api/v1/nowhere").send().await.problem(404, "not-found");
        house.ask("POST", "/healthz").send().await.problem(405, "method-not-allowed");
    }
}
