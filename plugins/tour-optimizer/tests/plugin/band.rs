//! A band with its own space: requests as a browser and as a program, and the jobs that they start.
//!
//! Rule: every page that passes through here is one that core would draw.

use std::{path::Path, rc::Rc};

use loadin_guest::{
    Body, Call, Error, Failure, Form, Job, JobParts, JobState, JobStatus, Principal, Reply, Request, Upload,
    host::native::with_host,
    ui::{Action, Page, Piece},
};
use loadin_testing::TestHost;
use loadin_tour_optimizer::{jobs, routes::routes};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

use crate::asking::{ROOMS, host};

/// A space of its own.
pub(crate) struct Band {
    pub(crate) host: Rc<TestHost>,
}

impl Band {
    /// Returns a space without anything in it.
    pub(crate) fn new() -> Self {
        let manifest = Manifest::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        Self { host: Rc::new(host().with_manifest(&manifest)) }
    }

    /// Returns a space without anything in it, whose plugin's words stand between marks.
    pub(crate) fn with_marked_words() -> Self {
        let manifest = Manifest::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        Self { host: Rc::new(host().with_manifest(&manifest).marking_texts()) }
    }

    /// Returns a space with the five rooms.
    pub(crate) fn with_rooms() -> Self {
        let band = Self::new();
        band.import(ROOMS, "?currency=USD").unwrap();
        band
    }

    /// Returns the same host, acting in another space.
    pub(crate) fn elsewhere(self) -> Self {
        let host = Rc::into_inner(self.host).unwrap().in_space("01963d5e-7c00-7000-8000-000000000002");
        Self { host: Rc::new(host) }
    }

    pub(crate) fn send(&self, request: &Request) -> Result<Reply, Error> {
        let reply = with_host(Rc::clone(&self.host) as _, || routes().handle(request));
        if let Ok(Reply::Page(json) | Reply::InvalidPage(json)) = &reply {
            assert!(json.len() <= Page::MAX_JSON_BYTES, "a page of {} bytes", json.len());
            let page: Page = serde_json::from_str(json).unwrap();
            assert_eq!(
                page.check().map_err(|flaws| flaws.into_iter().map(|f| f.to_string()).collect::<Vec<_>>()),
                Ok(())
            );
        }
        reply
    }

    fn request(method: &str, target: &str, accept: &str) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let permissions = ["plans:read", "plans:write", "venues:read", "venues:write"];
        Self::request_with(&permissions, method, path, accept).with_query(query)
    }

    /// Returns a request of somebody who has these permissions.
    fn request_with(permissions: &[&str], method: &str, path: &str, accept: &str) -> Request {
        let permissions = permissions.iter().map(|name| (*name).to_owned()).collect();
        let call = Call { caller: Principal { permissions, ..Principal::default() }, ..Call::default() };
        Request::new(method, path).with_call(call).with_header("accept", accept)
    }

    /// Returns a page as somebody sees it who may look and not change.
    pub(crate) fn page_of_a_reader(&self, path: &str) -> Page {
        let request = Self::request_with(&["plans:read", "venues:read"], "GET", path, BROWSER);
        let Reply::Page(json) = self.send(&request).unwrap() else { panic!("{path} is no page") };
        let page: Page = serde_json::from_str(&json).unwrap();
        page.check().unwrap();
        page
    }

    /// Asks as a program; a body is JSON.
    pub(crate) fn api(&self, method: &str, target: &str, body: &Value) -> Result<Value, Error> {
        let request = Self::request(method, target, "application/json").with_header("content-type", "application/json");
        let body = if body.is_null() { Body::Empty } else { Body::Text(body.to_string()) };
        Ok(match self.send(&request.with_body(body))? {
            Reply::Json(json) | Reply::Created { json, .. } | Reply::Accepted { json, .. } => {
                serde_json::from_str(&json).unwrap()
            }
            Reply::Done => Value::Null,
            other => panic!("no JSON: {other:?}"),
        })
    }

    pub(crate) fn get(&self, target: &str) -> Value {
        self.api("GET", target, &Value::Null).unwrap()
    }

    /// Sends a list as the body itself.
    pub(crate) fn import(&self, csv: impl AsRef<[u8]>, query: &str) -> Result<Value, Error> {
        let request = Self::request("POST", &format!("/venues/import{query}"), "application/json")
            .with_header("content-type", "text/csv")
            .with_body(Body::Bytes(csv.as_ref().to_vec()));
        match self.send(&request)? {
            Reply::Json(json) => Ok(serde_json::from_str(&json).unwrap()),
            other => panic!("no report: {other:?}"),
        }
    }

    /// Looks at a page.
    pub(crate) fn page(&self, target: &str) -> Page {
        match self.send(&Self::request("GET", target, BROWSER)).unwrap() {
            Reply::Page(json) => serde_json::from_str(&json).unwrap(),
            other => panic!("no page: {other:?}"),
        }
    }

    /// Sends a form as a browser does.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply, Error> {
        self.post_with(path, fields, None)
    }

    /// Sends a form with a file.
    pub(crate) fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Result<Reply, Error> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let upload = |(name, content): (&str, &[u8])| Upload {
            field: "venues".into(),
            name: name.into(),
            mime: "text/csv".into(),
            content: content.into(),
        };
        let form = Form { fields, uploads: file.map(upload).into_iter().collect() };
        self.send(&Self::request("POST", path, BROWSER).with_body(Body::Form(form)))
    }

    /// Asks for a plan over the space's venues, and returns its id.
    pub(crate) fn ask(&self, changes: &Value) -> String {
        self.api("POST", "/plans", &wish(changes)).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Runs the job that was started last, as the host would.
    pub(crate) fn run_last_job(&self) -> Result<Value, Failure> {
        let started = self.host.started_jobs().pop().unwrap();
        let (id, kind, input) = (started.id.clone(), started.kind.clone(), started.input);
        let parts = JobParts { id, kind, input, attempt: 1, checkpoint: None };
        let job = Job::new(Call::default(), parts);
        assert_eq!(started.kind, "plan-tour");
        let done = with_host(Rc::clone(&self.host) as _, || job.run(jobs::plan_tour));
        let state = match &done {
            Ok(_) => JobState::Done,
            Err(Failure::Cancelled) => JobState::Cancelled,
            Err(_) => JobState::Failed,
        };
        let status = JobStatus { state, ..started.status };
        self.host.set_job_status(&started.id, status);
        done.map(|json| serde_json::from_str(&json).unwrap())
    }

    /// Returns the id of a plan that was asked for and planned.
    pub(crate) fn planned(&self) -> String {
        let id = self.ask(&json!({}));
        self.run_last_job().unwrap();
        id
    }
}

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// A week from Burlington.
pub(crate) fn wish(changes: &Value) -> Value {
    let week = json!({
        "home": "Burlington, VT", "from": "2027-03-05", "to": "2027-03-12", "radius_km": 25, "work_units": 20_000,
    });
    crate::asking::with(week, changes.clone())
}

/// Returns everything that a page says.
pub(crate) fn text(page: &Page) -> String {
    serde_json::to_string(page).unwrap()
}

/// Returns every piece, those inside sections too.
pub(crate) fn pieces(page: &Page) -> Vec<&Piece> {
    fn walk<'a>(pieces: &'a [Piece], all: &mut Vec<&'a Piece>) {
        for piece in pieces {
            all.push(piece);
            match piece {
                Piece::Section(section) => walk(&section.pieces, all),
                Piece::Dialog(dialog) => walk(&dialog.pieces, all),
                Piece::Columns(columns) => columns.columns.iter().for_each(|pieces| walk(pieces, all)),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    walk(&page.pieces, &mut all);
    all
}

/// Returns what the page's links and buttons lead to.
pub(crate) fn actions(page: &Page) -> Vec<String> {
    let all = pieces(page).into_iter().flat_map(|piece| match piece {
        Piece::Actions(actions) => actions.actions.as_slice(),
        Piece::Empty(empty) => empty.action.as_slice(),
        _ => &[],
    });
    all.map(|action| match action {
        Action::Go { href, .. } => format!("go {href}"),
        Action::Do { action, .. } => format!("post {action}"),
    })
    .collect()
}

/// Returns the page of a reply that says 422.
pub(crate) fn invalid_page(reply: Result<Reply, Error>) -> Page {
    match reply.unwrap() {
        Reply::InvalidPage(json) => serde_json::from_str(&json).unwrap(),
        other => panic!("not refused: {other:?}"),
    }
}

/// Returns the page of a reply.
pub(crate) fn shown(reply: Result<Reply, Error>) -> Page {
    match reply.unwrap() {
        Reply::Page(json) => serde_json::from_str(&json).unwrap(),
        other => panic!("no page: {other:?}"),
    }
}

/// Returns the fields at fault.
pub(crate) fn faults<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<(String, String)> {
    match refused {
        Err(Error::Invalid(invalid)) => invalid.errors.into_iter().map(|error| (error.pointer, error.detail)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}
