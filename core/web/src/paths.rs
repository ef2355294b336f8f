//! Where core's own pages are.
//!
//! Rule: the one list; `api` routes these paths and the pages link them, so a link cannot outlive its page.

/// Where somebody lands: their only space, or the list of them.
pub const START: &str = "/";
/// The list of somebody's spaces.
pub const ALL_SPACES: &str = "/?find=";
/// The name of what is looked for in the address of the list.
pub const FIND: &str = "find";
/// The set-up of a new instance.
pub const SET_UP: &str = "/set-up";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Signing out: a POST.
pub const SIGN_OUT: &str = "/sign-out";
/// The person's own page; its tokens are made by a POST to [`TOKENS`].
pub const ACCOUNT: &str = "/account";
/// Making an API token: a POST.
pub const TOKENS: &str = "/account/tokens";

/// Confirming the password, before something that only its owner may do.
pub const CONFIRM: &str = "/account/confirm";
/// Changing the password: a POST.
pub const PASSWORD: &str = "/account/password";
/// Saving what somebody likes to have: a POST.
pub const PREFERENCES: &str = "/account/preferences";
/// Signing out every other browser: a POST.
pub const SIGN_OUT_OTHERS: &str = "/account/devices/sign-out-others";

/// The store of the instance, for those who operate it.
pub const STORAGE: &str = "/admin/storage";

/// The kit's components, where authors look at the instance.
pub const KIT: &str = "/kit";

/// Returns a page of the kit.
#[must_use]
pub fn kit_page(name: &str) -> String {
    format!("{KIT}/{}", segment(name))
}

/// Returns where one other browser is signed out: a POST.
#[must_use]
pub fn sign_out_device(id: &str) -> String {
    format!("/account/devices/{}/sign-out", segment(id))
}

/// Returns where a token is taken back: a POST.
#[must_use]
pub fn revoke_token(id: &str) -> String {
    format!("{TOKENS}/{}/revoke", segment(id))
}

/// Returns the home of a space.
#[must_use]
pub fn space(slug: &str) -> String {
    format!("/s/{}", segment(slug))
}

/// Returns the administration of a space.
#[must_use]
pub fn administration(slug: &str) -> String {
    format!("{}/administration", space(slug))
}

/// Returns where a plugin's pages are in a space, with a slash at its end.
#[must_use]
pub fn mount(slug: &str, mount: &str) -> String {
    format!("{}/p/{}/", space(slug), segment(mount))
}

/// Returns what somebody has ordered in a space.
#[must_use]
pub fn own_jobs(slug: &str) -> String {
    format!("{}/jobs", space(slug))
}

/// Returns where one of somebody's own jobs is stopped: a POST.
#[must_use]
pub fn cancel_job(slug: &str, job: &str) -> String {
    format!("{}/{}/cancel", own_jobs(slug), segment(job))
}

/// Returns where a job of a space tells how far it is, as server-sent events.
///
/// Each event's data is JSON: `{"done": 3, "total": 10, "message": "…", "state": "running"}`; with any other state the page is
/// loaded again, and shows what came of it.
#[must_use]
pub fn job_events(slug: &str, job: &str) -> String {
    format!("{}/jobs/{}/events", space(slug), segment(job))
}

/// Percent-encodes what may not stand in a segment of a path.
fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{job_events, mount};

    #[test]
    fn a_name_cannot_leave_its_segment() {
        assert_eq!(mount("green-mountains", "tour-optimizer"), "/s/green-mountains/p/tour-optimizer/");
        assert_eq!(mount("..", "a/b?c#d"), "/s/%2E%2E/p/a%2Fb%3Fc%23d/");
        assert_eq!(job_events("a", "b"), "/s/a/jobs/b/events");
    }
}
