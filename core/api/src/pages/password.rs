//! Changing the password.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_auth::{ChangePasswordError, Secret, SignInError};
use loadin_web::pages::fields;

use super::{
    account::{self, Beside},
    cookie, visitor,
};
use crate::{
    App,
    context::Context,
    form::CoreForm,
    permit::Somebody,
    problem::Problem,
    routes::Routes,
    told::{Tell as _, told},
};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_change_password, change_password)
}

/// Changes somebody's own password; the one they have is asked for in the form itself.
#[utoipa::path(post, path = "/account/password", operation_id = "change_password", tag = "pages",
    responses((status = 303, description = "Changed"), (status = 401, description = "The old password is wrong"),
        (status = 422, description = "The new password is not good enough"),
        (status = 429, description = "Too many attempts"), (status = 503, description = "Too many people at once")))]
async fn change_password(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
    form: CoreForm,
) -> Result<Response, Problem> {
    let secret = |field| Secret::new(form.text(field).to_owned());
    let (old, new) = (secret(fields::CURRENT_PASSWORD), secret(fields::NEW_PASSWORD));
    let (status, wrong) = match app.accounts.change_password(&signed_in, old, new, visitor(&context)).await {
        Ok(begun) => return Ok(account::done("password", Some(cookie::session(&app, &begun)))),
        Err(ChangePasswordError::New(error)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, (fields::NEW_PASSWORD, error.told()))
        }
        Err(ChangePasswordError::Old(SignInError::Wrong)) => {
            (StatusCode::UNAUTHORIZED, (fields::CURRENT_PASSWORD, told("told-not-current-password", [])))
        }
        Err(ChangePasswordError::Old(error)) => return Err(error.into()),
    };
    account::draw(&app, &context, signed_in, status, Beside { wrong: vec![wrong], ..Beside::default() }).await
}
