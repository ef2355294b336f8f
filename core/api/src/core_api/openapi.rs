//! The description of the API, made of the routes themselves: core's own and those of every plugin that is installed.
//!
//! Rule: who may call an operation is taken from the permission matrix, and a plugin's part from its manifest; nothing
//! about either is written here a second time.

mod plugin_paths;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::FromRequestParts,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use loadin_auth::{Audience, MATRIX, Matrix};
use loadin_wit::manifest::Manifest;
use utoipa::{
    OpenApi as _, ToSchema,
    openapi::{
        Content, OpenApi, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{health::Health, instance, members, plugins, spaces, storage, tokens};
use crate::{
    App,
    jobs::{JobProblem, JobView, OwnJobList, OwnJobView},
    pages::history::{DocumentVersion, DocumentVersions},
    permit::Anybody,
    problem::Problem,
    routes::Routes,
};

/// Where the description is.
const PATH: &str = "/api/openapi.json";

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_view_openapi, view_openapi)
}

/// What goes wrong, as RFC 9457 writes it: the media type is `application/problem+json`.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "describes what `answers::draw` writes")]
struct ProblemView {
    /// Which kind of problem: the address of its explanation.
    r#type: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong in this case.
    detail: Option<String>,
    /// The id of the request, as the log has it: `urn:uuid:…`.
    instance: String,
    /// The fields at fault.
    errors: Option<Vec<FieldFaultView>>,
    /// The version that a document is at, where somebody else changed it first.
    current_version: Option<u64>,
    /// Seconds after which trying again may help.
    retry_after_s: Option<u64>,
}

/// A field at fault.
#[derive(ToSchema)]
#[schema(as = FieldFault)]
#[expect(dead_code, reason = "describes what `problem` writes")]
struct FieldFaultView {
    /// JSON pointer into the request's body, or `/` and the name of a parameter.
    pointer: String,
    /// What is wrong with it.
    detail: String,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Loadin", version = env!("CARGO_PKG_VERSION"), license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "The API of one installation: core's own operations, and those of the plugins that are installed. \
            Every answer that is not 2xx or 3xx is a problem (RFC 9457). Fields that are not described are refused."),
    tags((name = "spaces"), (name = "members"), (name = "tokens"), (name = "plugins"), (name = "jobs"), (name = "instance")),
    components(schemas(
        DocumentVersion, DocumentVersions, FieldFaultView, Health, instance::InstalledPlugin, instance::InstanceView, JobProblem, JobView, OwnJobList, OwnJobView, ProblemView, members::MemberPage, members::MemberView, plugins::PluginList,
        plugins::PluginRoute, plugins::PluginView, spaces::SpaceList, spaces::SpaceView, storage::CollectionView, storage::CopyView, storage::DatabaseView,
        storage::IndexView, storage::MigrationView, storage::SlowQuestionView, storage::SlowView, storage::StorageView, tokens::MadeToken,
        tokens::NewToken, tokens::TokenList, tokens::TokenView
    ))
)]
struct Frame;

/// The description, written once for all requests.
#[derive(Debug, Clone)]
pub(crate) struct Description(Arc<Written>);

#[derive(Debug)]
struct Written {
    json: Bytes,
    etag: HeaderValue,
}

impl Description {
    /// Describes the documented routes and the plugins.
    pub(crate) fn new(documented: OpenApi, manifests: &[Manifest], cookie: &str) -> Self {
        let json = serde_json::to_vec(&describe(documented, manifests, cookie)).unwrap_or_default();
        let etag = HeaderValue::from_maybe_shared(format!("\"{:016x}\"", fingerprint(&json)));
        Self(Arc::new(Written { json: json.into(), etag: etag.unwrap_or(HeaderValue::from_static("\"\"")) }))
    }
}

impl FromRequestParts<App> for Description {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::fault("the router lacks its description"))
    }
}

/// Describes this API, with the plugins that are installed.
#[utoipa::path(get, path = PATH, responses((status = 200, description = "OpenAPI 3.1")))]
async fn view_openapi(_: Anybody, headers: HeaderMap, Description(written): Description) -> Response {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|etag| matches(etag, &written.etag));
    let etag = [(header::ETAG, written.etag.clone()), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if known {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (etag, kind, written.json.clone()).into_response()
}

/// Returns true when a browser's `If-None-Match` names what we have; compression makes the tag a weak one on the way.
fn matches(known: &HeaderValue, ours: &HeaderValue) -> bool {
    let (Ok(known), Ok(ours)) = (known.to_str(), ours.to_str()) else { return false };
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == ours || one == "*")
}

fn fingerprint(bytes: &[u8]) -> u64 {
    use std::hash::Hasher as _;
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn describe(documented: OpenApi, manifests: &[Manifest], cookie: &str) -> OpenApi {
    let mut api = Frame::openapi();
    // Pages are for people; what forwards to plugins is described route by route below.
    let is_api = |path: &str| path.starts_with("/api/") || matches!(path, "/healthz" | "/readyz");
    let own = documented.paths.paths.into_iter().filter(|(path, _)| is_api(path) && !path.contains("{mount}"));
    api.paths.paths.extend(own);
    let audiences = Matrix::read(MATRIX).ok();
    let each = api.paths.paths.iter_mut().flat_map(|(path, item)| operations(item).map(move |found| (path, found)));
    for (path, operation) in each {
        operation.tags = Some(vec![tag(path)]);
        describe_answers(operation);
        let id = operation.operation_id.as_deref().unwrap_or_default();
        let row = audiences.as_ref().and_then(|matrix| matrix.get(id));
        operation.security = Some(security(row.map_or(Audience::Space, |row| row.audience)));
        allow_problems(operation);
    }
    for manifest in manifests {
        plugin_paths::add(&mut api, manifest);
    }
    let components = api.components.get_or_insert_default();
    components.responses.insert("Problem".to_owned(), RefOr::T(problem_response()));
    let session = ApiKeyValue::with_description(
        cookie,
        "A browser's session. Requests that change something also carry the session's form token in `x-csrf-token`.",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token.")).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().filter_map(Option::as_mut)
}

/// Returns the ways to show who calls.
fn security(audience: Audience) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    let (session, token) = (SecurityRequirement::new("session", none), SecurityRequirement::new("token", none));
    match audience {
        Audience::Public | Audience::Link => vec![SecurityRequirement::default()],
        Audience::SignedIn | Audience::Instance => vec![session],
        Audience::Space => vec![session, token],
    }
}

/// Returns what an address is about: the last of its words that names something.
fn tag(path: &str) -> String {
    const KNOWN: [&str; 6] = ["spaces", "members", "tokens", "plugins", "jobs", "s"];
    let known = path.rsplit('/').find_map(|word| KNOWN.iter().find(|known| **known == word));
    match known {
        Some(&"s") => "spaces",
        Some(word) => word,
        None => "instance",
    }
    .to_owned()
}

/// Gives every answer the description that OpenAPI wants it to have.
fn describe_answers(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        if answer.description.is_empty() {
            let status = StatusCode::from_bytes(status.as_bytes()).ok();
            answer.description = status.and_then(|status| status.canonical_reason()).unwrap_or("Done").to_owned();
        }
    }
}

fn allow_problems(operation: &mut Operation) {
    let problem = RefOr::Ref(Ref::from_response_name("Problem"));
    operation.responses.responses.insert("default".to_owned(), problem);
}

fn problem_response() -> utoipa::openapi::Response {
    let schema = Content::new(Some(RefOr::Ref::<utoipa::openapi::Schema>(Ref::from_schema_name("Problem"))));
    ResponseBuilder::new().description("What went wrong").content("application/problem+json", schema).build()
}

#[cfg(test)]
mod tests;
