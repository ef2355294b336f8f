//! API tokens, as somebody makes and takes them back on their own page.
//!
//! Rule: what a form can ask for is a word (`read`, `write`), never the name of a permission; which permissions a word means
//! is decided here, from those that the plugins declare. No token made here can make anybody stronger.

use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use loadin_auth::{
    AccessError, MakeTokenError, Principal, SignedIn, SpaceName, TokenError, TokenWish, ask::ManageTokens,
};
use loadin_types::{
    TokenId,
    people::{ApiToken, Role, Space},
};
use loadin_web::{
    Words,
    pages::{Token, fields},
    paths,
};
use loadin_words::key;

use super::{
    Wrong,
    account::{self, Beside, day_in, minute_in},
    see_other,
};
use crate::{
    App,
    context::Context,
    form::CoreForm,
    path_id::PathId,
    permit::Somebody,
    problem::Problem,
    routes::Routes,
    told::{Tell as _, told, too_many_tokens},
};

/// What a token may do beside what plugins declare: see the space, its people and its plugins.
const CORE_SCOPES: [&str; 3] = ["space:view", "members:list", "plugins:call"];

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_make_token, make_token).with(__path_take_back_token, take_back_token)
}

/// Makes a token and shows it this once.
#[utoipa::path(post, path = "/account/tokens", operation_id = "make_token", tag = "pages",
    responses((status = 200, description = "The page with the new token"),
        (status = 303, description = "The password must be confirmed first"),
        (status = 422, description = "The page with what is wrong")))]
async fn make_token(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
    form: CoreForm,
) -> Result<Response, Problem> {
    let principal = Principal::Person(signed_in.clone());
    if principal.require_fresh_proof(app.now()).is_err() {
        return Ok(see_other(&format!("{}?{}={}", paths::CONFIRM, fields::NEXT, paths::ACCOUNT), None));
    }
    let token_name = form.text(fields::TOKEN_NAME).chars().take(200).collect();
    let (status, beside) = match make(&app, &principal, &form).await? {
        Ok(text) => (StatusCode::OK, Beside { new_token: Some(text), ..Beside::default() }),
        Err(wrong) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Beside { token_name, wrong: vec![wrong], ..Beside::default() })
        }
    };
    account::draw(&app, &context, signed_in, status, beside).await
}

/// Takes one of somebody's own tokens back.
#[utoipa::path(post, path = "/account/tokens/{id}/revoke", operation_id = "take_back_token", tag = "pages",
    params(("id" = String, Path, description = "The token's id")),
    responses((status = 303, description = "Taken back"), (status = 404, description = "There is no such token")))]
async fn take_back_token(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    PathId(id): PathId<TokenId>,
    _form: CoreForm,
) -> Result<Response, Problem> {
    let did_work = app.accounts.revoke_token(&signed_in, id).await?;
    if did_work { Ok(account::done("token", None)) } else { Err(Problem::not_found()) }
}

/// Returns somebody's tokens that work, as their page shows them.
pub(super) async fn views(
    app: &App,
    signed_in: &SignedIn,
    spaces: &[(Space, Role)],
    (words, zone): (Words, &TimeZone),
) -> Result<Vec<Token>, Problem> {
    let (tokens, now) = (app.accounts.list_tokens(signed_in).await?, app.now());
    let working = tokens.into_iter().filter(|token| token.revoked.is_none() && now < token.expires);
    Ok(working.map(|token| view(token, spaces, (words, zone))).collect())
}

fn view(token: ApiToken, spaces: &[(Space, Role)], (words, zone): (Words, &TimeZone)) -> Token {
    let name_of = |id| spaces.iter().find(|(space, _)| space.id == id).map(|(space, _)| space.name.as_str());
    let names: Vec<&str> = token.spaces.iter().filter_map(|id| name_of(*id)).collect();
    let reads_only = token.scopes.iter().all(|scope| is_reading(scope));
    Token {
        id: token.id.to_string(),
        name: token.name,
        space: if names.is_empty() { words.say("told-token-left").into_owned() } else { words.list(names) },
        rights: words.say(if reads_only { key("account-token-read") } else { key("account-token-write") }).into_owned(),
        expires: day_in(token.expires, zone),
        last_used: token.last_used.map(|used| minute_in(used, zone)),
    }
}

async fn make(app: &App, principal: &Principal, form: &CoreForm) -> Result<Result<String, Wrong>, Problem> {
    let no_space = || (fields::TOKEN_SPACE, told("told-token-space", []));
    let Some(space) = SpaceName::read(form.text(fields::TOKEN_SPACE)) else { return Ok(Err(no_space())) };
    let proof = match app.access.authorise::<ManageTokens>(principal, &space).await {
        Ok(proof) => proof,
        Err(AccessError::Refused(_)) => return Ok(Err(no_space())),
        Err(AccessError::Storage(error)) => return Err(error.into()),
    };
    let may_change = match form.text(fields::TOKEN_SCOPE) {
        "read" => false,
        "write" => true,
        _ => return Ok(Err((fields::TOKEN_SCOPE, told("told-token-scope", [])))),
    };
    let Ok(days) = form.text(fields::TOKEN_DAYS).parse() else {
        return Ok(Err((fields::TOKEN_DAYS, told("told-token-ends", []))));
    };
    let wish = TokenWish {
        name: form.text(fields::TOKEN_NAME).to_owned(),
        spaces: vec![proof.grant().space()],
        scopes: scopes(app, may_change),
        days: Some(days),
    };
    match app.accounts.make_token(&app.access, &proof, &wish).await {
        Ok((_, text)) => Ok(Ok(text.expose().to_owned())),
        Err(MakeTokenError::Wish(error)) => Ok(Err((field_of(&error), error.told()))),
        Err(MakeTokenError::TooMany) => Ok(Err(("", too_many_tokens()))),
        Err(MakeTokenError::Storage(error)) => Err(error.into()),
    }
}

fn field_of(error: &TokenError) -> &'static str {
    match error {
        TokenError::Name => fields::TOKEN_NAME,
        TokenError::Spaces | TokenError::Stranger(_) => fields::TOKEN_SPACE,
        TokenError::NoScope | TokenError::UnknownScope(_) | TokenError::ForbiddenScope(_) => fields::TOKEN_SCOPE,
        TokenError::Days(_) => fields::TOKEN_DAYS,
    }
}

/// Returns the permissions that a word of the form means.
fn scopes(app: &App, may_change: bool) -> Vec<String> {
    let of_plugins = app
        .manifests
        .iter()
        .flat_map(|manifest| manifest.permissions.keys().map(|name| format!("{}/{name}", manifest.plugin.id)));
    let wanted = of_plugins.filter(|name| may_change || is_reading(name));
    CORE_SCOPES.iter().map(|name| (*name).to_owned()).chain(wanted).collect()
}

fn is_reading(scope: &str) -> bool {
    CORE_SCOPES.contains(&scope) || [":read", ":view", ":list"].iter().any(|act| scope.ends_with(act))
}
