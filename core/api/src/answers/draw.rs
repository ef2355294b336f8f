//! A problem, drawn for whoever reads it.
//!
//! Rule: the cause of a fault of ours is in the log under the number that is drawn here, and nowhere else.

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use loadin_types::ProblemKind;
use loadin_web::{Shell, pages, paths};
use serde::Serialize;

use crate::{
    App,
    context::{Context, Reader},
    pages::language,
    problem::{FieldFault, Problem, kind_of},
    shell::shell_for_problem,
    told::sentence,
};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A problem as RFC 9457 writes it.
#[derive(Debug, Serialize)]
struct View<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    instance: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldFault],
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u64>,
}

/// Draws the problem that an answer is, and leaves every other answer alone.
pub(super) async fn problem(mut answer: Response, app: &App, context: &Context, method: &Method) -> Response {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let problem = match answer.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_page(answer.headers()) => return answer,
        None => Problem::new(kind_of(status)),
    };
    let (mut head, _) = answer.into_parts();
    head.status = problem.status();
    let body = match context.reader {
        Reader::Person if is_for_the_door(&problem, context, method) => {
            head.status = StatusCode::SEE_OTHER;
            head.headers.insert(header::LOCATION, sign_in(&context.uri));
            head.headers.remove(header::CONTENT_TYPE);
            String::new()
        }
        Reader::Person => {
            head.headers.insert(header::CONTENT_TYPE, HTML);
            let shell = around(&problem, app, context).await;
            head.headers.insert(header::CONTENT_LANGUAGE, language(shell.words));
            page(&problem, context, &shell)
        }
        Reader::Program => {
            head.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
            if head.status == StatusCode::UNAUTHORIZED {
                head.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"loadin\""));
            }
            json(&problem, context)
        }
    };
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}

fn json(problem: &Problem, context: &Context) -> String {
    let view = View {
        r#type: format!("/problems/{}", problem.kind.slug()),
        title: problem.kind.title(),
        status: problem.status().as_u16(),
        detail: problem.detail.as_deref(),
        instance: format!("urn:uuid:{}", context.id),
        errors: &problem.errors,
        current_version: problem.current_version,
        retry_after_s: seconds(problem),
    };
    serde_json::to_string(&view).unwrap_or_default()
}

/// Returns what stands around the page; little where something failed, for finding more out could fail as well.
async fn around(problem: &Problem, app: &App, context: &Context) -> Shell {
    match problem.kind {
        ProblemKind::Internal | ProblemKind::Unavailable | ProblemKind::Timeout | ProblemKind::SlowRequest => {
            Shell::new(context.words())
        }
        _ => shell_for_problem(app, context).await,
    }
}

fn page(problem: &Problem, context: &Context, shell: &Shell) -> String {
    let faults = match problem.errors.as_slice() {
        // What is told already is not told again.
        [only] if only.pointer.is_empty() && problem.detail.as_deref() == Some(&only.detail) => Vec::new(),
        all => all.iter().map(|fault| sentence(&named(fault))).collect(),
    };
    let view = pages::Trouble {
        kind: problem.kind,
        detail: problem.told.as_ref().map(|told| told.say(shell.words)),
        faults,
        retry_after_seconds: seconds(problem),
        request_id: context.id.to_string(),
    };
    pages::trouble(&view, shell)
}

/// Returns what is wrong with a field, the field first.
fn named(fault: &FieldFault) -> String {
    let field = fault.pointer.trim_matches('/').replace('/', ", ").replace('_', " ");
    if field.is_empty() { fault.detail.clone() } else { format!("{field}: {}", fault.detail) }
}

fn seconds(problem: &Problem) -> Option<u64> {
    problem.retry_after.map(|wait| wait.as_secs().max(1))
}

/// Returns true when the answer is a page that its handler drew.
pub(super) fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Returns true when somebody looks at a page and has only to sign in to see it.
fn is_for_the_door(problem: &Problem, context: &Context, method: &Method) -> bool {
    problem.kind == ProblemKind::Unauthenticated
        && matches!(*method, Method::GET | Method::HEAD)
        && context.uri.path() != paths::SIGN_IN
}

/// Returns the address of the sign-in page, from which somebody comes back to where they wanted to go.
fn sign_in(wanted: &http::Uri) -> HeaderValue {
    let wanted = wanted.path_and_query().map_or("/", |address| address.as_str());
    let next = form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
    let address = HeaderValue::from_maybe_shared(format!("{}?{next}", paths::SIGN_IN));
    address.unwrap_or(HeaderValue::from_static(paths::SIGN_IN))
}
