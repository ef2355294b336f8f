//! Replies as people see them: pages inside the shell, and the way to the next one.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use loadin_auth::Mount;
use loadin_profile::{
    html::Cleaned,
    page::{Notice, NoticeKind, Page},
};
use loadin_types::Reply;
use loadin_web::{PluginFrame, Shell, Words, paths};

use super::{Asked, file};
use crate::{form, pages::language, permit, problem::Problem, shell};

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// Answers a person.
pub(in crate::mount) async fn answer(asked: &Asked<'_>, reply: Reply) -> Result<Response, Problem> {
    let base = paths::mount(&asked.may.space_name, &asked.may.mount);
    let see = |path: &str| asked.located(StatusCode::SEE_OTHER.into_response(), &base, path);
    match reply {
        Reply::Page(json) => draw(asked, &asked.checked(&json)?, StatusCode::OK, base).await,
        Reply::InvalidPage(json) => draw(asked, &asked.checked(&json)?, StatusCode::UNPROCESSABLE_ENTITY, base).await,
        Reply::Created { path, .. } | Reply::Accepted { path, .. } | Reply::Redirect(path) => see(&path),
        // After a form, back to the plugin; a link that only does something stays where it is.
        Reply::Done if asked.is_reading() => Ok(StatusCode::NO_CONTENT.into_response()),
        Reply::Done => see(""),
        Reply::Json(json) => Ok(asked.document(StatusCode::OK, JSON, json)),
        Reply::Text(text) => Ok(asked.document(StatusCode::OK, TEXT, text)),
        Reply::File(reply) => file::answer(reply).ok_or_else(|| asked.bad_reply("its file is a form")),
    }
}

async fn draw(asked: &Asked<'_>, page: &Page, status: StatusCode, base: String) -> Result<Response, Problem> {
    let (app, may) = (asked.app, asked.may);
    let mount = Mount::Plugin { space: may.space, plugin: &may.plugin };
    let token = form::issue(app, asked.context, &may.principal, mount);
    let manifest = app.plugin(&may.plugin).ok_or_else(Problem::not_found)?;
    let mut shell = around(asked).await?;
    let frame = PluginFrame {
        name: app.labels().name(manifest, shell.words).into_owned(),
        version: manifest.plugin.version.clone(),
        base,
        csrf: token.csrf,
        space: may.space_name.clone(),
    };
    let body = asked.cleaned(page, Some(&loadin_web::html_mount(&frame)))?;
    if app.settings.is_development {
        shell.notices.extend(body.as_ref().and_then(|body| what_is_missing(body, shell.words)));
    }
    let html = match &body {
        Some(body) => loadin_web::render_html(page, body, &shell, &frame),
        None => loadin_web::render(page, &shell, &frame),
    };
    let mut response = asked.document(status, HTML, html);
    response.headers_mut().insert(header::CONTENT_LANGUAGE, language(shell.words));
    response.headers_mut().extend(token.cookie.map(|cookie: HeaderValue| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// Returns what the author of a page has to know: what of its HTML is not shown.
fn what_is_missing(body: &Cleaned, words: Words) -> Option<Notice> {
    let mut details: Vec<String> = body.flaws.iter().map(ToString::to_string).collect();
    if body.unlisted_flaws > 0 {
        details.push(words.say_with("told-more-flaws", &[("count", body.unlisted_flaws.into())]));
    }
    let text = words.say("told-html-flaws").into_owned();
    (!details.is_empty()).then_some(Notice { kind: NoticeKind::Warning, text, details })
}

/// Returns the shell: that of the space for whoever belongs to it, a bare one where the page is open to everybody.
async fn around(asked: &Asked<'_>) -> Result<Shell, Problem> {
    let (app, may) = (asked.app, asked.may);
    match &may.grant {
        Some(grant) => {
            let space = permit::space(app, &grant.scope()).await?;
            shell::of_space(app, asked.context, &may.principal, grant, &space, asked.words()).await
        }
        None => shell::of_nowhere(app, &may.principal, asked.words()).await,
    }
}
