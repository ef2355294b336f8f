//! Somebody who uses the server over HTTP as a browser does: with a cookie, with forms, saying where requests come from.
//!
//! Rule: an answer that is not what was hoped for becomes one line with what the server says about it.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    time::Duration,
};

use serde::Deserialize;
use ureq::{
    Agent, Body,
    http::{Response, StatusCode, header},
};

/// The largest page or file that is read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why a request came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitError {
    #[error("the server does not answer at {path}: {reason}")]
    Silent { path: String, reason: String },
    #[error("{path} was answered with {status}: {said}")]
    Refused { path: String, status: u16, said: String },
    #[error("the page {path} has no form to send")]
    NoForm { path: String },
    #[error("the job ended as {state}: {said}")]
    Job { state: String, said: String },
}

/// An answer, read whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// Where it leads, without the server's own address.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

/// How far a job is, as the server tells it.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct JobNews {
    #[serde(default)]
    pub(super) done: u64,
    #[serde(default)]
    pub(super) total: u64,
    #[serde(default)]
    pub(super) message: String,
    pub(super) state: String,
}

/// A visitor with one cookie.
pub(super) struct Visitor {
    agent: Agent,
    origin: String,
    cookie: Option<String>,
    /// The token that goes with the cookie; every form and the API want it.
    token: String,
}

impl Visitor {
    /// Returns a visitor of the server at `origin` who has not been there.
    pub(super) fn new(origin: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(900)))
            .build()
            .new_agent();
        Self { agent, origin: origin.to_owned(), cookie: None, token: String::new() }
    }

    /// Gets a path; every answer is one.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer, VisitError> {
        let response = self.request(path)?;
        self.read(path, response)
    }

    /// Gets a page that must be there, and remembers the token of its forms.
    pub(super) fn page(&mut self, path: &str) -> Result<Answer, VisitError> {
        let answer = self.get(path)?.must_be_good(path)?;
        if let Some(token) = form_token(&String::from_utf8_lossy(&answer.body)) {
            self.token = token;
        }
        Ok(answer)
    }

    /// Opens the page of a form, fills it in and sends it.
    pub(super) fn fill_in(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Result<Answer, VisitError> {
        self.token.clear();
        self.page(page)?;
        if self.token.is_empty() {
            return Err(VisitError::NoForm { path: page.to_owned() });
        }
        let token = ("_csrf", self.token.as_str());
        let request = self.agent.post(self.url(action)).header(header::ORIGIN, &self.origin);
        let request = request.header(header::COOKIE, self.cookie.as_deref().unwrap_or_default());
        let sent = request.send_form([token].into_iter().chain(fields.iter().copied()));
        let response = sent.map_err(|error| silent(action, &error))?;
        self.read(action, response)
    }

    /// Sends something to the API and returns its answer, which must be a good one.
    pub(super) fn post(&mut self, path: &str, content_type: &str, body: &[u8]) -> Result<Answer, VisitError> {
        let request = self.agent.post(self.url(path)).header(header::ORIGIN, &self.origin);
        let request = request.header(header::COOKIE, self.cookie.as_deref().unwrap_or_default());
        let request = request.header("x-csrf-token", &self.token).header(header::CONTENT_TYPE, content_type);
        let response = request.send(body).map_err(|error| silent(path, &error))?;
        self.read(path, response)?.must_be_good(path)
    }

    /// Listens to a job until it ends; `told` hears how far it is.
    pub(super) fn follow(&self, path: &str, told: &mut dyn FnMut(&JobNews)) -> Result<(), VisitError> {
        let mut last = JobNews::default();
        // The server may end a long answer; whoever asks again is told where the job is now.
        for _ in 0..100 {
            let response = self.request(path)?;
            if !response.status().is_success() {
                let body = response.into_body().read_to_vec().unwrap_or_default();
                let answer = Answer { status: StatusCode::NOT_FOUND, location: None, body };
                return Err(answer.refusal(path));
            }
            for line in BufReader::new(response.into_body().into_reader()).lines().map_while(Result::ok) {
                let Some(news) = line.strip_prefix("data:").and_then(|data| serde_json::from_str(data.trim()).ok())
                else {
                    continue;
                };
                last = news;
                told(&last);
                if last.state != "running" {
                    return ended(last);
                }
            }
        }
        ended(last)
    }

    fn request(&self, path: &str) -> Result<Response<Body>, VisitError> {
        let request = self.agent.get(self.url(path));
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        request.call().map_err(|error| silent(path, &error))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn read(&mut self, path: &str, response: Response<Body>) -> Result<Answer, VisitError> {
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(cookie) = text(header::SET_COOKIE) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        let location = text(header::LOCATION).map(|place| place.strip_prefix(&self.origin).unwrap_or(place).to_owned());
        let mut bytes = Vec::new();
        let read = body.into_reader().take(MOST_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| VisitError::Silent { path: path.to_owned(), reason: error.to_string() })?;
        Ok(Answer { status: parts.status, location, body: bytes })
    }
}

impl Answer {
    /// Returns the answer if it is a good one or leads elsewhere.
    pub(super) fn must_be_good(self, path: &str) -> Result<Self, VisitError> {
        if self.status.is_success() || self.status.is_redirection() { Ok(self) } else { Err(self.refusal(path)) }
    }

    /// Returns what the server says, from a problem or from an error page.
    pub(super) fn refusal(&self, path: &str) -> VisitError {
        let text = String::from_utf8_lossy(&self.body);
        let problem: Option<serde_json::Value> = serde_json::from_str(&text).ok();
        let detail =
            problem.as_ref().and_then(|problem| problem.get("detail").or_else(|| problem.get("title"))?.as_str());
        let said = detail.map_or_else(|| heading(&text).unwrap_or_default().to_owned(), str::to_owned);
        VisitError::Refused { path: path.to_owned(), status: self.status.as_u16(), said }
    }
}

fn ended(news: JobNews) -> Result<(), VisitError> {
    match news.state.as_str() {
        "done" => Ok(()),
        _ => Err(VisitError::Job { state: news.state, said: news.message }),
    }
}

fn silent(path: &str, error: &ureq::Error) -> VisitError {
    VisitError::Silent { path: path.to_owned(), reason: error.to_string() }
}

/// Returns the token of the first form on a page.
fn form_token(page: &str) -> Option<String> {
    let field = page.split("<input").find(|field| field.contains("name=\"_csrf\""))?;
    let value = field.split_once("value=\"")?.1.split('"').next()?;
    Some(value.to_owned())
}

/// Returns the heading of an error page.
fn heading(page: &str) -> Option<&str> {
    page.split_once("<h1>")?.1.split("</h1>").next()
}

#[cfg(test)]
mod tests;
