//! The token in every form: given out with a page, checked when the form comes back.
//!
//! Rule: giving and checking use the same owner: the session where somebody has signed in, else the random cookie of a
//! browser in which nobody has. A bearer token needs none, for no foreign page can add it.

use http::{HeaderMap, HeaderValue};
use loadin_auth::{CsrfError, Mount, Principal, SessionCookie};

use crate::{App, context::Context, pages::cookie, problem::Problem, unsafe_requests::check_form};

/// A token for the forms of one page.
#[derive(Debug)]
pub(crate) struct FormToken {
    /// The token.
    pub(crate) csrf: String,
    /// The cookie that it is bound to, where the browser has none yet.
    pub(crate) cookie: Option<HeaderValue>,
}

/// Makes a token for the forms of a page.
pub(crate) fn issue(app: &App, context: &Context, principal: &Principal, mount: Mount<'_>) -> FormToken {
    let now = app.now();
    if let Principal::Person(signed_in) = principal {
        return FormToken { csrf: app.csrf.token(signed_in.session().into(), mount, now), cookie: None };
    }
    if let Some(held) = context.cookie.as_deref().and_then(SessionCookie::read) {
        return FormToken { csrf: app.csrf.token(held.anonymous_form_owner(), mount, now), cookie: None };
    }
    let (value, new) = SessionCookie::anonymous(&*app.entropy);
    let csrf = app.csrf.token(new.anonymous_form_owner(), mount, now);
    FormToken { csrf, cookie: Some(cookie::anonymous(app, &value.token)) }
}

/// Checks the token of a form that came back, and once more where it came from.
///
/// # Errors
///
/// When it was not drawn for this browser, this person and this part of the site, or too long ago.
pub(crate) fn check(
    app: &App,
    context: &Context,
    principal: &Principal,
    headers: &HeaderMap,
    token: Option<&str>,
    mount: Mount<'_>,
) -> Result<(), Problem> {
    let now = app.now();
    let found = match principal {
        Principal::Person(signed_in) => app.csrf.check(token, signed_in.session().into(), mount, now),
        Principal::Anonymous => match context.cookie.as_deref().and_then(SessionCookie::read) {
            Some(held) => app.csrf.check(token, held.anonymous_form_owner(), mount, now),
            None => Err(token.map_or(CsrfError::Missing, |_| CsrfError::Foreign)),
        },
        Principal::Token(_) => Ok(()),
    };
    check_form(app, context, headers, found)
}
