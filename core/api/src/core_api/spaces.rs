//! Spaces, as their members see them.
//!
//! Rule: a list holds the caller's own spaces and no others; a space that the caller does not belong to is not there.

use axum::extract::State;
use loadin_auth::{Grant, ask::ViewSpace};
use loadin_storage::spaces;
use loadin_types::people::{Role, Space};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App,
    core_api::time,
    extract::Json,
    permit::{May, Somebody},
    problem::Problem,
    routes::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_list_spaces, list_spaces).with(__path_view_space, view_space)
}

/// A space, as one of its members sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpaceView {
    /// The space's id.
    id: String,
    /// Its name in addresses.
    slug: String,
    /// Its name for people.
    name: String,
    /// `collective`, `band`, `venue` or `crew`.
    kind: &'static str,
    /// The caller's role in it.
    role: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created: String,
}

/// The caller's spaces.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpaceList {
    items: Vec<SpaceView>,
}

impl SpaceView {
    fn of(space: Space, role: &Role) -> Self {
        Self {
            id: space.id.to_string(),
            slug: space.slug.to_string(),
            name: space.name,
            kind: space.kind.name(),
            role: role.to_string(),
            created: time(space.created),
        }
    }
}

/// Lists the spaces that the caller belongs to, by name.
#[utoipa::path(get, path = "/api/v1/spaces", responses((status = 200, body = SpaceList)))]
async fn list_spaces(somebody: Somebody, State(app): State<App>) -> Result<Json<SpaceList>, Problem> {
    let spaces = spaces::list_of_person(app.storage.reader(), somebody.0.person()).await?;
    Ok(Json(SpaceList { items: spaces.into_iter().map(|(space, role)| SpaceView::of(space, &role)).collect() }))
}

/// Shows a space.
#[utoipa::path(get, path = "/api/v1/s/{space}",
    params(("space" = String, Path, description = "The space's slug or id")),
    responses((status = 200, body = SpaceView)))]
async fn view_space(may: May<ViewSpace>, State(app): State<App>) -> Result<Json<SpaceView>, Problem> {
    let space = may.space(&app).await?;
    Ok(Json(SpaceView::of(space, Grant::role(may.grant()))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::House;

    #[tokio::test]
    async fn members_see_their_space_and_strangers_none() {
        let house = House::new().await;
        let space = json!({
            "id": house.foundry.to_string(), "slug": "foundry", "name": "The Foundry", "kind": "venue",
            "role": "owner", "created": "2023-11-14T22:13:20Z",
        });
        assert_eq!(house.get("/api/v1/spaces").by(&house.anna).send().await.json(), json!({ "items": [space] }));
        for named in ["foundry".to_owned(), house.foundry.to_string()] {
            assert_eq!(house.get(&format!("/api/v1/s/{named}")).by(&house.anna).send().await.json(), space);
        }
        let guest = house.member("greta", "guest").await;
        assert_eq!(house.get("/api/v1/s/foundry").by(&guest).send().await.json()["role"], "guest");
        let stranger = house.neighbour("nora", "attic").await;
        let mine = house.get("/api/v1/spaces").by(&stranger).send().await.json();
        assert_eq!((mine["items"].as_array().unwrap().len(), &mine["items"][0]["slug"]), (1, &json!("attic")));
        house.get("/api/v1/s/foundry").by(&stranger).send().await.problem(404, "not-found");
    }

    #[tokio::test]
    async fn a_space_of_others_answers_as_one_that_is_not_there() {
        let house = House::new().await;
        let stranger = house.neighbour("nora", "attic").await;
        let mut answers = Vec::new();
        for path in ["/api/v1/s/foundry", "/api/v1/s/nowhere", "/api/v1/s/foundry/members", "/api/v1/s/NO/members"] {
            let answer = house.get(path).by(&stranger).send().await;
            let id = answer.header("x-request-id").to_owned();
            let headers = format!("{:?}", answer.headers).replace(&id, "ID");
            answers.push((answer.status(), headers, answer.text().replace(&id, "ID")));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    }
}
