//! A plugin's reply as an HTTP answer.
//!
//! Rule: what a plugin answers is data. A page is checked and drawn by core, an address must stay below the mount, a file is
//! saved and never shown, and no reply sets a header of its own choice.

pub(super) mod api;
mod etag;
mod file;
pub(super) mod page;

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use loadin_profile::{
    html::{Cleaned, Limits, Mount, as_written, clean},
    page::Page,
};
use loadin_types::{ProblemKind, people::Preferences};
use loadin_web::Words;

use super::{MayCallPlugin, address};
use crate::{
    App,
    context::Context,
    problem::{FieldFault, Problem},
    shell,
    told::told,
};

/// What was asked, for whoever answers.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) app: &'a App,
    pub(super) context: &'a Context,
    pub(super) may: &'a MayCallPlugin,
    /// What whoever asks likes to have.
    pub(super) likes: &'a Preferences,
    pub(super) headers: &'a HeaderMap,
    pub(super) method: &'a Method,
}

impl Asked<'_> {
    /// Returns the words of whoever asks.
    pub(super) fn words(&self) -> Words {
        shell::likes(self.context, self.likes)
    }

    fn is_reading(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }

    /// Answers with a document; one that was read gets an `ETag`, and who has it already gets nothing else.
    fn document(&self, status: StatusCode, kind: &'static str, text: String) -> Response {
        if self.is_reading() && status == StatusCode::OK {
            return etag::revalidated(self.headers, kind, text);
        }
        (status, [(header::CONTENT_TYPE, kind)], text).into_response()
    }

    /// Answers with an address below the mount, whose pages start at `base`.
    fn located(&self, mut response: Response, base: &str, path: &str) -> Result<Response, Problem> {
        let address = address::out(base, path).and_then(|address| HeaderValue::from_str(&address).ok());
        let address = address.ok_or_else(|| self.bad_reply("the path it answers with leads out of its own pages"))?;
        response.headers_mut().insert(header::LOCATION, address);
        Ok(response)
    }

    /// Reads a page and checks that core would draw it.
    fn checked(&self, json: &str) -> Result<Page, Problem> {
        if json.len() > Page::MAX_JSON_BYTES {
            return Err(self.bad_reply(&format!(
                "its page has {} bytes, more than {}",
                json.len(),
                Page::MAX_JSON_BYTES
            )));
        }
        let page: Page = serde_json::from_str(json).map_err(|error| self.bad_reply(&format!("its page: {error}")))?;
        page.check().map_err(|flaws| self.flawed(&flaws))?;
        Ok(page)
    }

    /// Reads the HTML of a page: as it stands at `mount`, or as its author wrote it. Nothing where it has none.
    fn cleaned(&self, page: &Page, mount: Option<&Mount<'_>>) -> Result<Option<Cleaned>, Problem> {
        let Some(html) = &page.html else { return Ok(None) };
        let limits = Limits::default();
        let cleaned = mount.map_or_else(|| as_written(html, &limits), |mount| clean(html, mount, &limits));
        let version = self.app.plugin(&self.may.plugin).map_or("", |manifest| &manifest.plugin.version);
        self.app.markup().note(&self.may.plugin, version, &self.may.route, &cleaned);
        if cleaned.is_refused() {
            return Err(self.unusable(&cleaned.flaws));
        }
        page.check_html(&cleaned).map_err(|flaws| self.flawed(&flaws))?;
        Ok(Some(cleaned))
    }

    /// Returns the problem of a page with flaws.
    fn flawed<F: ToString>(&self, flaws: &[F]) -> Problem {
        let all: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        self.log(&format!("its page has flaws: {}", all.join("; ")));
        self.unusable(&all)
    }

    /// Logs why a reply cannot be used, and returns the problem.
    fn bad_reply(&self, why: &str) -> Problem {
        self.log(why);
        self.unusable(&[why])
    }

    fn log(&self, why: &str) {
        let may = self.may;
        tracing::warn!(plugin.id = %may.plugin, path = %may.path.escape_debug(), "a plugin's reply cannot be used: {}",
            why.escape_debug());
    }

    /// Returns the problem of a reply that cannot be used: the reasons are for its author, who looks at an instance for
    /// development; anybody else learns only that.
    fn unusable<F: ToString>(&self, reasons: &[F]) -> Problem {
        if !self.app.settings.is_development {
            return Problem::with_detail(ProblemKind::PluginBadReply, "its author finds the reason in the log")
                .telling(told("told-bad-reply", []));
        }
        let detail = "the plugin's answer cannot be used; this instance is for development, so here is why";
        let fault = |reason: &F| FieldFault { pointer: String::new(), detail: reason.to_string() };
        let errors = reasons.iter().map(fault).collect();
        let problem = Problem::with_detail(ProblemKind::PluginBadReply, detail);
        Problem { errors, ..problem.telling(told("told-bad-reply-why", [])) }
    }
}
