//! Calling plugins: their pages below `/s/{space}/p/{mount}/`, their API below `/api/v1/s/{space}/p/{mount}/`.
//!
//! Rule: core finds the manifest's route and checks its permission before the plugin is asked; the plugin sees the path below
//! its mount, four headers and the body, never a cookie or a token. What it answers is checked before it is shown.

mod address;
mod call;
mod markup;
mod permission;
mod reply;
mod route;

use axum::{
    body::to_bytes,
    extract::{Request as HttpRequest, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use loadin_auth::Mount;
use loadin_types::{Body, ProblemKind};

use self::reply::{Asked, api, page};
pub(crate) use self::{markup::Markup, permission::MayCallPlugin};
use crate::{App, context::Context, form, permit::Anybody, problem::Problem, routes::Routes, shell};

/// Returns the doors to the plugins.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .with(__path_go_to_plugin, go_to_plugin)
        .with(__path_show_plugin, show_plugin)
        .with(__path_show_plugin_below, show_plugin_below)
        .with(__path_call_plugin_root, call_plugin_root)
        .with(__path_call_plugin_first, call_plugin_first)
        .with(__path_call_plugin, call_plugin)
}

/// Leads to the first page of a plugin, whose address ends with a slash.
#[utoipa::path(get, path = "/s/{space}/p/{mount}", operation_id = "go_to_plugin", tag = "plugins",
    params(("space" = String, Path, description = "The space"), ("mount" = String, Path, description = "The plugin")),
    responses((status = 308, description = "To the address with a slash")))]
async fn go_to_plugin(_: Anybody, context: Context) -> Response {
    let query = context.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Ok(to) = HeaderValue::from_str(&format!("{}/{query}", context.uri.path())) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// Shows the first page of a plugin, or sends a form there.
#[utoipa::path(method(get, post), path = "/s/{space}/p/{mount}/", operation_id = "show_plugin", tag = "plugins",
    params(("space" = String, Path, description = "The space"), ("mount" = String, Path, description = "The plugin")),
    responses((status = 200, description = "The page")))]
async fn show_plugin(may: MayCallPlugin, State(app): State<App>, context: Context, request: HttpRequest) -> Answer {
    answer_page(may, app, context, request).await
}

/// Shows a page of a plugin, or sends a form to it.
#[utoipa::path(method(get, post), path = "/s/{space}/p/{mount}/{*path}", operation_id = "show_plugin_page",
    tag = "plugins", responses((status = 200, description = "The page")))]
async fn show_plugin_below(
    may: MayCallPlugin,
    State(app): State<App>,
    context: Context,
    request: HttpRequest,
) -> Answer {
    answer_page(may, app, context, request).await
}

/// Calls the first route of a plugin.
#[utoipa::path(method(get, post, put, patch, delete), path = "/api/v1/s/{space}/p/{mount}",
    operation_id = "call_plugin_root", tag = "plugins",
    params(("space" = String, Path, description = "The space"), ("mount" = String, Path, description = "The plugin")),
    responses((status = 200, description = "What the plugin answers")))]
async fn call_plugin_root(
    may: MayCallPlugin,
    State(app): State<App>,
    context: Context,
    request: HttpRequest,
) -> Answer {
    answer_api(may, app, context, request).await
}

/// Calls the first route of a plugin.
#[utoipa::path(method(get, post, put, patch, delete), path = "/api/v1/s/{space}/p/{mount}/",
    operation_id = "call_plugin_first", tag = "plugins",
    params(("space" = String, Path, description = "The space"), ("mount" = String, Path, description = "The plugin")),
    responses((status = 200, description = "What the plugin answers")))]
async fn call_plugin_first(
    may: MayCallPlugin,
    State(app): State<App>,
    context: Context,
    request: HttpRequest,
) -> Answer {
    answer_api(may, app, context, request).await
}

/// Calls a route of a plugin.
#[utoipa::path(method(get, post, put, patch, delete), path = "/api/v1/s/{space}/p/{mount}/{*path}",
    operation_id = "call_plugin", tag = "plugins", responses((status = 200, description = "What the plugin answers")))]
async fn call_plugin(may: MayCallPlugin, State(app): State<App>, context: Context, request: HttpRequest) -> Answer {
    answer_api(may, app, context, request).await
}

type Answer = Result<Response, Problem>;

async fn answer_page(may: MayCallPlugin, app: App, context: Context, request: HttpRequest) -> Answer {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let body = match method {
        Method::POST => page_body(&may, &app, &context, &headers, request).await?,
        _ => Body::Empty,
    };
    let accept = call::page_accept(&headers);
    let likes = shell::preferences_of(&app, &may.principal).await?;
    let asked = Asked { app: &app, context: &context, may: &may, likes: &likes, headers: &headers, method: &method };
    let reply = call::plugin(&asked, accept, body).await?;
    page::answer(&asked, reply).await
}

async fn page_body(
    may: &MayCallPlugin,
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    request: HttpRequest,
) -> Result<Body, Problem> {
    let posted = form::read(request, body_limit(app)).await?;
    let mount = Mount::Plugin { space: may.space, plugin: &may.plugin };
    form::check(app, context, &may.principal, headers, posted.token.as_deref(), mount)?;
    Ok(Body::Form(posted.form))
}

async fn answer_api(may: MayCallPlugin, app: App, context: Context, request: HttpRequest) -> Answer {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let body = api_body(&app, &headers, request).await?;
    let accept = call::api_accept(&headers);
    let likes = shell::preferences_of(&app, &may.principal).await?;
    let asked = Asked { app: &app, context: &context, may: &may, likes: &likes, headers: &headers, method: &method };
    let reply = call::plugin(&asked, accept, body).await?;
    api::answer(&asked, reply)
}

async fn api_body(app: &App, headers: &HeaderMap, request: HttpRequest) -> Result<Body, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or("?"));
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let bytes = to_bytes(request.into_body(), body_limit(app)).await.map_err(|_| broken_off())?;
    if bytes.is_empty() {
        return Ok(Body::Empty);
    }
    match kind.as_deref() {
        Some("application/json") => {
            let text = String::from_utf8(bytes.into()).map_err(|_| not_utf8())?;
            Ok(Body::Text(text))
        }
        Some("application/x-www-form-urlencoded" | "multipart/form-data") | None => Err(Problem::with_detail(
            ProblemKind::UnsupportedMediaType,
            "say what you send: application/json, or a file's own type; forms go to the pages under /s/",
        )),
        Some(_) => Ok(Body::Bytes(bytes.into())),
    }
}

fn body_limit(app: &App) -> usize {
    usize::try_from(app.settings.body_limit).unwrap_or(usize::MAX)
}

fn broken_off() -> Problem {
    Problem::with_detail(ProblemKind::Malformed, "what was sent broke off")
}

fn not_utf8() -> Problem {
    Problem::with_detail(ProblemKind::Malformed, "JSON is text in UTF-8, and this is not")
}

#[cfg(test)]
mod tests;
