//! Signing in and out, and confirming that it still is you.
//!
//! Rule: nothing here tells a wrong name from a wrong password, and the cookie changes each time somebody proves who they
//! are.

use axum::{extract::State, response::Response};
use http::{HeaderName, HeaderValue, StatusCode};
use loadin_auth::{Mount, Principal, Secret, SignIn, SignInError, SignedIn};
use loadin_storage::people;
use loadin_types::ProblemKind;
use loadin_web::{
    Shell,
    pages::{self, FieldError, fields},
    paths,
};

use super::{Wrong, cookie, next, not_kept, page, said, see_other, visitor};
use crate::{
    App,
    context::Context,
    form::{self, CoreForm, query_value},
    permit::{Anybody, Somebody},
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
    told::told,
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .with(__path_show_sign_in, show_sign_in)
        .with(__path_sign_in, sign_in)
        .with(__path_sign_out, sign_out)
        .with(__path_show_confirm, show_confirm)
        .with(__path_confirm_password, confirm_password)
}

/// Shows the form to sign in.
#[utoipa::path(get, path = "/sign-in", operation_id = "show_sign_in", tag = "pages",
    params(("next" = Option<String>, Query, description = "Where to go afterwards")),
    responses((status = 200, description = "The form"), (status = 303, description = "Already signed in, or not set up")))]
async fn show_sign_in(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    let asked = query_value(&context, fields::NEXT);
    let next = asked.as_deref().and_then(next::own);
    if matches!(principal, Principal::Person(_)) {
        return Ok(see_other(next.unwrap_or("/"), None));
    }
    if app.accounts.is_setup_open().await? {
        return Ok(see_other(paths::SET_UP, None));
    }
    let view = pages::SignIn { next: next.map(str::to_owned), ..pages::SignIn::default() };
    Ok(draw_sign_in(&app, &context, &principal, StatusCode::OK, view))
}

/// Signs somebody in.
#[utoipa::path(post, path = "/sign-in", operation_id = "sign_in", tag = "pages",
    responses((status = 303, description = "Signed in"), (status = 401, description = "Name or password is wrong"),
        (status = 429, description = "Too many attempts"), (status = 503, description = "Too many people at once")))]
async fn sign_in(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
    form: CoreForm,
) -> Result<Response, Problem> {
    let next = next::own(form.text(fields::NEXT));
    let login = form.text(fields::LOGIN_NAME);
    let password = Secret::new(form.text(fields::PASSWORD).to_owned());
    match app.accounts.sign_in(SignIn { login, password, from: visitor(&context) }).await {
        Ok(new) => Ok(see_other(next.unwrap_or("/"), Some(cookie::session(&app, &new)))),
        Err(SignInError::Wrong) => {
            let errors = vec![FieldError::new("", context.words().say("told-sign-in-wrong"))];
            let login_name = login.chars().take(200).collect();
            let view = pages::SignIn { csrf: String::new(), login_name, next: next.map(str::to_owned), errors };
            Ok(draw_sign_in(&app, &context, &principal, StatusCode::UNAUTHORIZED, view))
        }
        Err(error) => Err(error.into()),
    }
}

/// Signs out: ends the session, and empties what the browser has kept.
#[utoipa::path(post, path = "/sign-out", operation_id = "sign_out", tag = "pages",
    responses((status = 303, description = "Signed out")))]
async fn sign_out(_: Somebody, State(app): State<App>, context: Context, _form: CoreForm) -> Result<Response, Problem> {
    if let Some(held) = &context.cookie {
        app.accounts.sign_out(held).await?;
    }
    let mut response = see_other(paths::SIGN_IN, Some(cookie::none(&app)));
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), kept);
    Ok(response)
}

/// Asks for the password again.
#[utoipa::path(get, path = "/account/confirm", operation_id = "show_confirm", tag = "pages",
    params(("next" = Option<String>, Query, description = "Where to go afterwards")),
    responses((status = 200, description = "The form")))]
async fn show_confirm(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
) -> Result<Response, Problem> {
    let asked = query_value(&context, fields::NEXT).unwrap_or_default();
    draw_confirm(&app, &context, signed_in, StatusCode::OK, (&asked, &[])).await
}

/// Confirms that whoever is signed in still is that person.
#[utoipa::path(post, path = "/account/confirm", operation_id = "confirm_password", tag = "pages",
    responses((status = 303, description = "Confirmed"), (status = 401, description = "The password is wrong"),
        (status = 429, description = "Too many attempts"), (status = 503, description = "Too many people at once")))]
async fn confirm_password(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
    form: CoreForm,
) -> Result<Response, Problem> {
    let asked = form.text(fields::NEXT);
    let password = Secret::new(form.text(fields::PASSWORD).to_owned());
    match app.accounts.confirm(&signed_in, password, visitor(&context)).await {
        Ok(new) => Ok(see_other(next::own(asked).unwrap_or(paths::ACCOUNT), Some(cookie::session(&app, &new)))),
        Err(SignInError::Wrong) => {
            let wrong = [(fields::PASSWORD, told("told-not-your-password", []))];
            draw_confirm(&app, &context, signed_in, StatusCode::UNAUTHORIZED, (asked, &wrong)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn draw_sign_in(
    app: &App,
    context: &Context,
    principal: &Principal,
    status: StatusCode,
    view: pages::SignIn,
) -> Response {
    let token = form::issue(app, context, principal, Mount::Core);
    let shell = Shell::new(context.words());
    let html = pages::sign_in(&pages::SignIn { csrf: token.csrf, ..view }, &shell);
    not_kept(page(status, (html, shell.words), token.cookie))
}

async fn draw_confirm(
    app: &App,
    context: &Context,
    signed_in: SignedIn,
    status: StatusCode,
    (asked, wrong): (&str, &[Wrong]),
) -> Result<Response, Problem> {
    let person = people::by_id(app.storage.reader(), signed_in.person()).await?;
    let principal = Principal::Person(signed_in);
    let words = shell::words_of(app, context, &principal).await?;
    let token = form::issue(app, context, &principal, Mount::Core);
    let view = pages::Confirm {
        csrf: token.csrf,
        login_name: person.map(|person| person.login).unwrap_or_default(),
        next: next::own(asked).unwrap_or(paths::ACCOUNT).to_owned(),
        errors: said(wrong, words),
    };
    let shell = shell::of_nowhere(app, &principal, words).await?;
    Ok(not_kept(page(status, (pages::confirm(&view, &shell), words), token.cookie)))
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        let said = error.to_string();
        match error {
            SignInError::Wrong => {
                Self::with_detail(ProblemKind::Unauthenticated, said).telling(told("told-sign-in-wrong", []))
            }
            SignInError::Wait(wait) => Self::with_detail(ProblemKind::Limit, said)
                .telling(told("told-sign-in-wait", []))
                .retry_after(wait.retry_after),
            SignInError::Busy(busy) => Self::with_detail(ProblemKind::Unavailable, said)
                .telling(told("told-sign-in-busy", []))
                .retry_after(busy.retry_after),
            SignInError::Hash(_) => Self::of_error(&error),
            SignInError::Storage(error) => error.into(),
        }
    }
}
