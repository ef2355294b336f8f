//! API tokens: a person's own, made for one space.
//!
//! Rule: a token's text is in the answer that made it and nowhere else; making one needs the password of the last ten
//! minutes, so neither a token nor a forgotten browser makes tokens.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use loadin_auth::{MakeTokenError, Principal, TokenError, TokenWish, ask::ManageTokens};
use loadin_types::{ProblemKind, TokenId, people::ApiToken};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    App,
    core_api::time,
    extract::{Json, Path},
    permit::{May, Somebody},
    problem::{FieldFault, Problem},
    routes::Routes,
    told::too_many_tokens,
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .with(__path_list_tokens, list_tokens)
        .with(__path_create_token, create_token)
        .with(__path_revoke_token, revoke_token)
}

/// What a token is wanted for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    /// What to call it, such as the program that it is for.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// The permissions that it is to have, such as `plugins:call`.
    #[schema(min_items = 1)]
    scopes: Vec<String>,
    /// For how many days; 90 when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u32>,
}

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenView {
    /// The token's id.
    id: String,
    /// What its owner calls it.
    name: String,
    /// The ids of the spaces that it works in.
    spaces: Vec<String>,
    /// The permissions that it was given; it never does more than its owner may at the moment.
    scopes: Vec<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created: String,
    /// When it ends.
    #[schema(format = DateTime)]
    expires: String,
    /// When it was taken back, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    revoked: Option<String>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    last_used: Option<String>,
}

/// The caller's tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenList {
    items: Vec<TokenView>,
}

/// A token with its text, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeToken {
    /// What goes into `Authorization: Bearer …`.
    token: String,
    #[serde(flatten)]
    about: TokenView,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            spaces: token.spaces.iter().map(ToString::to_string).collect(),
            scopes: token.scopes,
            created: time(token.created),
            expires: time(token.expires),
            revoked: token.revoked.map(time),
            last_used: token.last_used.map(time),
        }
    }
}

impl From<MakeTokenError> for Problem {
    fn from(error: MakeTokenError) -> Self {
        match error {
            MakeTokenError::Wish(wish) => wish.into(),
            MakeTokenError::TooMany => {
                Self::with_detail(ProblemKind::Limit, error.to_string()).telling(too_many_tokens())
            }
            MakeTokenError::Storage(error) => error.into(),
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        let pointer = match error {
            TokenError::Name => "/name",
            TokenError::NoScope | TokenError::UnknownScope(_) | TokenError::ForbiddenScope(_) => "/scopes",
            TokenError::Days(_) => "/days",
            // The space is the one of the address, and the caller may make tokens there.
            TokenError::Spaces | TokenError::Stranger(_) => "",
        };
        Self::of_fields(vec![FieldFault { pointer: pointer.to_owned(), detail: error.to_string() }])
    }
}

/// Lists the caller's own tokens, the newest first.
#[utoipa::path(get, path = "/api/v1/tokens", responses((status = 200, body = TokenList)))]
async fn list_tokens(somebody: Somebody, State(app): State<App>) -> Result<Json<TokenList>, Problem> {
    let tokens = app.accounts.list_tokens(&somebody.0).await?;
    Ok(Json(TokenList { items: tokens.into_iter().map(TokenView::from).collect() }))
}

/// Makes a token for a program that is to work in a space.
#[utoipa::path(post, path = "/api/v1/s/{space}/tokens",
    params(("space" = String, Path, description = "The space's slug or id")), request_body = NewToken,
    responses((status = 201, body = MadeToken, headers(("location" = String, description = "Where it can be taken back")))))]
async fn create_token(
    may: May<ManageTokens>,
    State(app): State<App>,
    axum::Extension(principal): axum::Extension<Principal>,
    Json(wish): Json<NewToken>,
) -> Result<Response, Problem> {
    principal.require_fresh_proof(app.now())?;
    let wish = TokenWish { name: wish.name, spaces: vec![may.scope().space()], scopes: wish.scopes, days: wish.days };
    let (token, text) = app.accounts.make_token(&app.access, &may.proof, &wish).await?;
    let location = format!("/api/v1/tokens/{}", token.id);
    let made = MadeToken { token: text.expose().to_owned(), about: token.into() };
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, Json(made)).into_response())
}

/// Takes one of the caller's tokens back; it stops working at once.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}",
    params(("id" = String, Path, description = "The token's id")), responses((status = 204)))]
async fn revoke_token(
    somebody: Somebody,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: TokenId = id.parse().map_err(|_| Problem::not_found())?;
    let was_there = app.accounts.revoke_token(&somebody.0, id).await?;
    was_there.then_some(StatusCode::NO_CONTENT).ok_or_else(Problem::not_found)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::House;

    const TOKENS: &str = "/api/v1/s/foundry/tokens";

    #[tokio::test]
    async fn a_token_does_what_it_was_given_and_no_more() {
        let house = House::new().await;
        let token = house.token(&house.anna, &["space:view"]).await;
        assert_eq!(house.get("/api/v1/s/foundry").bearer(&token).send().await.status(), 200);
        house.get("/api/v1/s/foundry/members").bearer(&token).send().await.problem(403, "forbidden");
        // What is a person's own is for browsers.
        house.get("/api/v1/tokens").bearer(&token).send().await.problem(403, "forbidden");
        house.get("/api/v1/spaces").bearer(&token).send().await.problem(403, "forbidden");
        // A bearer's cookies are not read, even when the token is nobody's.
        house.get("/api/v1/spaces").by(&house.anna).bearer("ldn_made-up").send().await.problem(401, "unauthenticated");
    }

    #[tokio::test]
    async fn a_revoked_token_is_nobodys() {
        let house = House::new().await;
        let token = house.token(&house.anna, &["space:view"]).await;
        let listed = house.get("/api/v1/tokens").by(&house.anna).send().await.json();
        let item = &listed["items"][0];
        assert_eq!((&item["name"], &item["scopes"]), (&json!("a program"), &json!(["space:view"])));
        assert!(!listed.to_string().contains(&token), "the text is shown once");
        let path = format!("/api/v1/tokens/{}", item["id"].as_str().unwrap());
        let stranger = house.neighbour("nora", "attic").await;
        house.ask("DELETE", &path).by(&stranger).send().await.problem(404, "not-found");
        assert_eq!(house.ask("DELETE", &path).by(&house.anna).send().await.status(), 204);
        house.ask("DELETE", &path).by(&house.anna).send().await.problem(404, "not-found");
        house.get("/api/v1/s/foundry").bearer(&token).send().await.problem(401, "unauthenticated");
    }

    #[tokio::test]
    async fn making_a_token_needs_a_fresh_password() {
        let house = House::new().await;
        let wish = json!({ "name": "cli", "scopes": ["plugins:call"], "days": 7 });
        let answer = house.ask("POST", TOKENS).by(&house.anna).json(&wish).send().await;
        assert_eq!((answer.status(), answer.header("cache-control")), (201, "no-store"), "{}", answer.text());
        assert!(answer.header("location").starts_with("/api/v1/tokens/"));
        house.pass(Duration::from_secs(601));
        house.ask("POST", TOKENS).by(&house.anna).json(&wish).send().await.problem(403, "reauthenticate");
    }

    #[tokio::test]
    async fn what_a_token_cannot_be_is_named_by_field() {
        let house = House::new().await;
        for (wish, pointer) in [
            (json!({ "name": " ", "scopes": ["space:view"] }), "/name"),
            (json!({ "name": "x", "scopes": [] }), "/scopes"),
            (json!({ "name": "x", "scopes": ["space:*"] }), "/scopes"),
            (json!({ "name": "x", "scopes": ["tokens:manage"] }), "/scopes"),
            (json!({ "name": "x", "scopes": ["space:view"], "days": 367 }), "/days"),
            (json!({ "name": "x", "scopes": ["space:view"], "owner": "me" }), "/owner"),
            (json!({ "name": 7, "scopes": ["space:view"] }), "/name"),
        ] {
            let problem = house.ask("POST", TOKENS).by(&house.anna).json(&wish).send().await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
    }
}
