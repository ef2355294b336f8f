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
