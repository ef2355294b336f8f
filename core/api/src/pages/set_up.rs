//! The set-up of a new instance.
//!
//! Rule: it is there only while nobody operates the instance; afterwards the address leads nowhere, also for whoever had the
//! form open. Everything that is wrong is told at once, and a password never comes back.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_auth::{
    FirstRun, FirstRunError, Mount, NameError, Principal, Secret, check_name, check_new_password, new_login_name,
    space_address,
};
use loadin_storage::{PersonError, setup::SetupError, spaces::SpaceError};
use loadin_types::{
    ProblemKind,
    people::{Slug, SpaceKind},
};
use loadin_web::{
    Shell,
    pages::{self, fields},
    paths,
};

use super::{Wrong, cookie, not_kept, page, said, see_other, visitor};
use crate::{
    App,
    context::Context,
    form::{self, CoreForm, query_value},
    permit::Anybody,
    problem::Problem,
    routes::Routes,
    shell::Who,
    told::{Tell as _, told},
};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_show_set_up, show_set_up).with(__path_set_up, set_up)
}

/// Shows the set-up of a new instance.
#[utoipa::path(get, path = "/set-up", operation_id = "show_set_up", tag = "pages",
    params(("token" = Option<String>, Query, description = "The one-time token that the server printed")),
    responses((status = 200, description = "The form"), (status = 404, description = "The instance is set up")))]
async fn show_set_up(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    if !app.accounts.is_setup_open().await? {
        return Err(Problem::not_found());
    }
    let setup_token = query_value(&context, "token").unwrap_or_default();
    let view = pages::SetUp { setup_token, ..pages::SetUp::default() };
    Ok(draw(&app, &context, &principal, StatusCode::OK, view))
}

/// Sets the instance up: makes the operator and the first space, and signs them in.
#[utoipa::path(post, path = "/set-up", operation_id = "set_up", tag = "pages",
    responses((status = 303, description = "Done: to the space"), (status = 403, description = "The token is wrong"),
        (status = 404, description = "The instance is set up"), (status = 422, description = "The form, with what is wrong")))]
async fn set_up(
    _: Anybody,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
    form: CoreForm,
) -> Result<Response, Problem> {
    if !app.accounts.is_setup_open().await? {
        return Err(Problem::not_found());
    }
    let slug = space_address(form.text(fields::SPACE_NAME));
    let faults = faults(&form, &slug);
    if !faults.is_empty() {
        return Ok(again(&app, &context, &principal, &form, (StatusCode::UNPROCESSABLE_ENTITY, faults)));
    }
    let wish = FirstRun {
        token: form.text(fields::SET_UP_TOKEN).trim(),
        login: form.text(fields::LOGIN_NAME),
        display_name: form.text(fields::DISPLAY_NAME),
        password: Secret::new(form.text(fields::PASSWORD).to_owned()),
        space_name: form.text(fields::SPACE_NAME),
        slug,
        kind: form.text(fields::SPACE_KIND).parse().unwrap_or(SpaceKind::Band),
    };
    match app.accounts.set_up(wish, visitor(&context)).await {
        Ok(first) => {
            tracing::info!(space.id = %first.space.id, "the instance is set up");
            Ok(see_other(&paths::space(first.space.slug.as_str()), Some(cookie::session(&app, &first.session))))
        }
        Err(error) => Ok(again(&app, &context, &principal, &form, refused(error)?)),
    }
}

fn draw(app: &App, context: &Context, principal: &Principal, status: StatusCode, view: pages::SetUp) -> Response {
    let token = form::issue(app, context, principal, Mount::Core);
    let shell = Shell::new(context.words());
    let html = pages::set_up(&pages::SetUp { csrf: token.csrf, ..view }, &shell);
    not_kept(page(status, (html, shell.words), token.cookie))
}

fn again(
    app: &App,
    context: &Context,
    principal: &Principal,
    form: &CoreForm,
    (status, wrong): (StatusCode, Vec<Wrong>),
) -> Response {
    let text = |name| form.text(name).to_owned();
    let view = pages::SetUp {
        csrf: String::new(),
        setup_token: text(fields::SET_UP_TOKEN),
        login_name: text(fields::LOGIN_NAME),
        display_name: text(fields::DISPLAY_NAME),
        space_name: text(fields::SPACE_NAME),
        space_kind: text(fields::SPACE_KIND),
        errors: said(&wrong, context.words()),
    };
    draw(app, context, principal, status, view)
}

/// Finds everything that is wrong with the fields themselves, in the order of the form.
fn faults(form: &CoreForm, slug: &Slug) -> Vec<Wrong> {
    let text = |name| form.text(name);
    let named = |error: NameError| error.told();
    let mut words = vec!["loadin", slug.as_str()];
    words.extend([fields::LOGIN_NAME, fields::DISPLAY_NAME, fields::SPACE_NAME].map(text));
    let token = text(fields::SET_UP_TOKEN).trim().is_empty().then(|| told("told-set-up-token", []));
    let found = [
        (fields::SET_UP_TOKEN, token),
        (fields::SPACE_NAME, check_name(text(fields::SPACE_NAME)).err().map(named)),
        (fields::SPACE_KIND, text(fields::SPACE_KIND).parse::<SpaceKind>().err().map(|_| told("told-set-up-kind", []))),
        (fields::DISPLAY_NAME, check_name(text(fields::DISPLAY_NAME)).err().map(named)),
        (fields::LOGIN_NAME, new_login_name(text(fields::LOGIN_NAME)).err().map(|error| error.told())),
        (fields::PASSWORD, check_new_password(text(fields::PASSWORD), &words).err().map(|error| error.told())),
    ];
    found.into_iter().filter_map(|(field, error)| Some((field, error?))).collect()
}

/// Tells the person what was refused; what is no fault of theirs is a problem.
fn refused(error: FirstRunError) -> Result<(StatusCode, Vec<Wrong>), Problem> {
    let invalid = |field, told| Ok((StatusCode::UNPROCESSABLE_ENTITY, vec![(field, told)]));
    let forbidden = |told| Ok((StatusCode::FORBIDDEN, vec![(fields::SET_UP_TOKEN, told)]));
    match error {
        FirstRunError::Setup(SetupError::WrongToken) => forbidden(told("told-set-up-wrong-token", [])),
        FirstRunError::Setup(SetupError::Expired) => forbidden(told("told-set-up-old-token", [])),
        FirstRunError::Setup(SetupError::AlreadyDone) => Err(Problem::not_found()),
        FirstRunError::Login(login) => invalid(fields::LOGIN_NAME, login.told()),
        FirstRunError::Person(PersonError::LoginTaken) => invalid(fields::LOGIN_NAME, told("told-login-taken", [])),
        FirstRunError::DisplayName(name) => invalid(fields::DISPLAY_NAME, name.told()),
        FirstRunError::SpaceName(name) => invalid(fields::SPACE_NAME, name.told()),
        FirstRunError::Space(SpaceError::SlugTaken { slug }) => {
            invalid(fields::SPACE_NAME, told("told-address-taken", [("address", slug.to_string().into())]))
        }
        FirstRunError::Password(password) => invalid(fields::PASSWORD, password.told()),
        FirstRunError::Busy(busy) => Err(Problem::with_detail(ProblemKind::Unavailable, busy.to_string())
            .telling(told("told-sign-in-busy", []))
            .retry_after(busy.retry_after)),
        FirstRunError::Setup(SetupError::Storage(store))
        | FirstRunError::Person(PersonError::Storage(store))
        | FirstRunError::Space(SpaceError::Storage(store))
        | FirstRunError::Storage(store) => Err(store.into()),
        FirstRunError::Person(PersonError::NotFound | PersonError::LastOperator)
        | FirstRunError::Space(SpaceError::NotFound)
        | FirstRunError::Hash(_) => Err(Problem::of_error(&error)),
    }
}
