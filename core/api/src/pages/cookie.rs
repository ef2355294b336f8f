//! The one cookie: what it is called and how it is set.
//!
//! Rule: no script reads it, no other site sends it along with a form, and with TLS its name ties it to this host.

use http::HeaderValue;
use loadin_auth::{NewSession, Secret};

use crate::{App, context::cookie_name};

/// Returns the cookie of a session that has just begun.
pub(super) fn session(app: &App, new: &NewSession) -> HeaderValue {
    let seconds = new.session.ends.since(app.now()).as_secs();
    set(app, new.cookie.expose(), &format!("; Max-Age={seconds}"))
}

/// Returns the cookie of a browser in which nobody has signed in: it is gone when the browser is closed.
pub(crate) fn anonymous(app: &App, value: &Secret) -> HeaderValue {
    set(app, value.expose(), "")
}

/// Returns what takes the cookie away.
pub(super) fn none(app: &App) -> HeaderValue {
    set(app, "", "; Max-Age=0")
}

fn set(app: &App, value: &str, more: &str) -> HeaderValue {
    let secure = if app.settings.origin.is_https() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", cookie_name(app));
    // Values are base64 and numbers, so there is nothing that a header could not hold.
    let mut cookie = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    cookie.set_sensitive(true);
    cookie
}
