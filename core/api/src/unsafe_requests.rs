//! The check of requests that change something: whether the person whose browser sends them meant it.
//!
//! Rule: every request with a method other than GET, HEAD and OPTIONS passes [`guard`], which checks where it comes from
//! and what its body is. On the API it checks the token too, which comes in `x-csrf-token`. A page's token is in its form,
//! so whoever reads the form calls [`check_form`] with it before anything else is done with the form.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderName, Method, header, request::Parts};
use loadin_auth::{BodyKind, Credential, CsrfError, Mount, Principal, UnsafeRequest, check_unsafe_request};

use crate::{
    App,
    context::{Context, Reader},
    permit, policy_reports,
    problem::Problem,
};

/// Where a program that relies on a session's cookie shows its token.
pub(crate) const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// Lets a request through when it changes nothing or was meant.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match check(&mut parts, &app).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn check(parts: &mut Parts, app: &App) -> Result<(), Problem> {
    let Some(context) = parts.extensions.get::<Context>().cloned() else {
        return Err(Problem::fault("a request came around the outer layers"));
    };
    let Some(route) = parts.extensions.get::<MatchedPath>().cloned() else {
        // There is nothing at this address, and the answer will say so.
        return Ok(());
    };
    // Browsers send reports by themselves, with a cookie and without a token; what comes in there changes nothing of anybody's.
    if route.as_str() == policy_reports::PATH {
        return Ok(());
    }
    let body = body_kind(&parts.headers, takes(context.reader, route.as_str()));
    let token = match (context.reader, context.relies_on()) {
        (Reader::Program, Credential::Cookie) => header_token(parts, app).await?,
        // Its form has it.
        (Reader::Person, _) => Ok(()),
        (Reader::Program, Credential::Bearer | Credential::Nothing) => Ok(()),
    };
    Ok(ask(app, &context, &parts.headers, body, token)?)
}

/// Checks a form: where it comes from once more, and its token, which [`loadin_auth::Csrf::check`] has looked at.
///
/// # Errors
///
/// When it may have been sent by somebody else's page, or has no good token.
pub(crate) fn check_form(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    token: Result<(), CsrfError>,
) -> Result<(), Problem> {
    Ok(ask(app, context, headers, BodyKind::Form, token)?)
}

fn ask(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    body: BodyKind,
    token: Result<(), CsrfError>,
) -> Result<(), loadin_auth::CrossSiteError> {
    let (site, origin) = (joined(headers, "sec-fetch-site"), joined(headers, header::ORIGIN.as_str()));
    // A page's form always relies on a cookie, the one of a session in which nobody has signed in yet included: without
    // this, somebody could be signed in as somebody else by a form on another site.
    let credential = match (context.reader, context.relies_on()) {
        (Reader::Person, Credential::Nothing) => Credential::Cookie,
        (_, credential) => credential,
    };
    check_unsafe_request(&UnsafeRequest {
        credential,
        sec_fetch_site: site.as_deref(),
        origin: origin.as_deref(),
        own_origin: &app.settings.origin,
        body,
        token,
    })
}

async fn header_token(parts: &mut Parts, app: &App) -> Result<Result<(), CsrfError>, Problem> {
    let token = joined(&parts.headers, TOKEN_HEADER.as_str());
    Ok(match permit::principal(parts, app).await? {
        Principal::Person(signed_in) => {
            app.csrf.check(token.as_deref(), signed_in.session().into(), Mount::Core, app.now())
        }
        // The cookie opens nothing, so there is nothing to guard; the handler will say who has to sign in.
        Principal::Anonymous | Principal::Token(_) => Ok(()),
    })
}

/// What an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Json,
    Form,
    /// Whatever the plugin behind it takes.
    Anything,
}

fn takes(reader: Reader, route: &str) -> Takes {
    match reader {
        Reader::Person => Takes::Form,
        Reader::Program if route.starts_with("/api/v1/s/{space}/p/") => Takes::Anything,
        Reader::Program => Takes::Json,
    }
}

fn body_kind(headers: &HeaderMap, takes: Takes) -> BodyKind {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else {
        return BodyKind::Empty;
    };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match (takes, kind.as_str()) {
        (Takes::Json | Takes::Anything, "application/json") => BodyKind::Json,
        (Takes::Form, "application/x-www-form-urlencoded" | "multipart/form-data") | (Takes::Anything, _) => {
            BodyKind::Form
        }
        (Takes::Json | Takes::Form, _) => BodyKind::Other,
    }
}

/// Returns a header's values as one, so that a second one cannot hide behind a first.
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(","))
}
