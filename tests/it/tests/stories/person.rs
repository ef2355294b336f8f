//! Somebody at a server: with a browser's cookie and forms, or with a program's token.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::{
    Agent, Body,
    http::{Request, Response, header},
};

use super::{
    binary::checkout,
    server::{Instance, Server},
};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "seven loud vans in the rain";

/// The API of the band's planner.
pub(crate) const PLANNER: &str = "/api/v1/s/night-shift/p/tour-optimizer";

/// A list of venues in dollars.
pub(crate) const VENUES: &str =
    "name,lat,lon,net\nHigher Ground,44.46,-73.18,600\nThe Met,43.61,-72.97,700\nThe Stone,43.0,-72.5,500\n";

/// How long a job may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// Somebody at one server.
#[derive(Clone)]
pub(crate) struct Person {
    agent: Agent,
    address: String,
    origin: String,
    cookie: Option<String>,
    /// Of the forms of core's own pages, and for the API.
    form_token: String,
    bearer: Option<String>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) content_type: String,
    pub(crate) text: String,
}

impl Person {
    /// Returns somebody whom the server does not know.
    pub(crate) fn at(server: &Server) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .new_agent();
        let address = format!("http://{}", server.address());
        let (origin, form_token) = (server.origin.clone(), String::new());
        Self { agent, address, origin, cookie: None, form_token, bearer: None }
    }

    /// Sets the instance up as Ada of Night Shift, who is signed in then.
    pub(crate) fn set_up(server: &Server, instance: &Instance) -> Self {
        let mut ada = Self::at(server);
        let done = ada.fill_in_set_up(&instance.setup_token());
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/s/night-shift")), "{done:?}");
        ada.page("/account");
        ada
    }

    pub(crate) fn fill_in_set_up(&mut self, token: &str) -> Answer {
        let fields = [
            ("setup_token", token),
            ("space_name", "Night Shift"),
            ("space_kind", "band"),
            ("display_name", "Ada Moreau"),
            ("login_name", "ada"),
            ("password", PASSWORD),
        ];
        self.fill_in(&format!("/set-up?token={token}"), "/set-up", &fields)
    }

    pub(crate) fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.fill_in("/sign-in", "/sign-in", &[("login_name", login), ("password", password)])
    }

    /// Returns a program that has a token of this person's for the band.
    pub(crate) fn program(&self, scopes: &[&str]) -> Self {
        let made = self.post("/api/v1/s/night-shift/tokens", &json!({ "name": "A program", "scopes": scopes }));
        assert_eq!(made.status, 201, "{made:?}");
        let bearer = made.json()["token"].as_str().unwrap().to_owned();
        Self { cookie: None, form_token: String::new(), bearer: Some(bearer), ..self.clone() }
    }

    /// Returns the header line that shows the token of a program.
    pub(crate) fn authorization(&self) -> String {
        format!("Authorization: Bearer {}", self.bearer.as_deref().unwrap())
    }

    /// Returns the same person, with the same browser, at the server that came after.
    pub(crate) fn moved_to(&self, server: &Server) -> Self {
        Self { address: format!("http://{}", server.address()), origin: server.origin.clone(), ..self.clone() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", Vec::new()).1
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, "application/json", body.to_string().into()).1
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, "application/json", body.to_string().into()).1
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, "application/json", Vec::new()).1
    }

    /// Sends a list of venues in dollars.
    pub(crate) fn upload(&self, list: impl Into<Vec<u8>>) -> Answer {
        self.send("POST", &format!("{PLANNER}/venues/import?currency=USD"), "text/csv", list.into()).1
    }

    /// Gets a page that must be there, and keeps its cookie and the token of its forms.
    pub(crate) fn page(&mut self, path: &str) -> Answer {
        let (cookie, answer) = self.send("GET", path, "", Vec::new());
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        self.cookie = cookie.or_else(|| self.cookie.take());
        let token = answer.text.split("name=\"_csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        self.form_token = token.unwrap_or_default().to_owned();
        answer
    }

    /// Opens a page, fills its form in and sends it.
    pub(crate) fn fill_in(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.page(page);
        self.send_form(action, fields)
    }

    /// Sends a form with the token of the page that was opened last.
    pub(crate) fn send_form(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let with_token = [("_csrf", self.form_token.as_str())].into_iter().chain(fields.iter().copied());
        let pairs: Vec<String> = with_token.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let (cookie, answer) =
            self.send("POST", action, "application/x-www-form-urlencoded", pairs.join("&").into_bytes());
        self.cookie = cookie.or_else(|| self.cookie.take());
        answer
    }

    /// Sends the venues of the demonstration: enough for plans that take a while.
    pub(crate) fn upload_vermont(&self) {
        let vermont = fs::read(checkout().join("plugins/tour-optimizer/demo/venues.csv")).unwrap();
        assert_eq!(self.upload(vermont).status, 200);
    }

    /// Asks for a plan and returns its id.
    pub(crate) fn plan(&self, work: u32) -> String {
        let asked = self.post(
            &format!("{PLANNER}/plans"),
            &json!({ "home": "44.4759,-73.2121", "from": "2027-03-05", "to": "2027-03-28", "work_units": work }),
        );
        assert_eq!(asked.status, 202, "{asked:?}");
        asked.json()["id"].as_str().unwrap().to_owned()
    }

    /// Waits until a plan is not being planned any more, and returns it.
    pub(crate) fn planned(&self, id: &str) -> Value {
        let path = format!("{PLANNER}/plans/{id}");
        let start = Instant::now();
        loop {
            let plan = self.get(&path).json();
            if plan["state"] != "planning" {
                return plan;
            }
            assert!(start.elapsed() < PATIENCE, "{plan}");
            // Follows the job until it has something new to say: no need to ask all the time.
            let job = plan["job"].as_str().map(|job| format!("/api/v1/s/night-shift/jobs/{job}/events"));
            job.map(|events| self.get(&events));
        }
    }

    fn send(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> (Option<String>, Answer) {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(bearer) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if method == "GET" {
            return read(self.agent.run(request.body(()).unwrap()).unwrap());
        }
        request = request.header(header::ORIGIN, &self.origin).header("x-csrf-token", &self.form_token);
        let request = request.header(header::CONTENT_TYPE, content_type).body(body).unwrap();
        read(self.agent.run(request).unwrap())
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that this is a problem of that status and kind, and returns it.
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!((self.status, self.content_type.as_str()), (status, "application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        problem
    }
}

fn read(response: Response<Body>) -> (Option<String>, Answer) {
    let (parts, mut body) = response.into_parts();
    let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let cookie = text(header::SET_COOKIE).map(|cookie| cookie.split(';').next().unwrap().to_owned());
    let answer = Answer {
        status: parts.status.as_u16(),
        location: text(header::LOCATION),
        content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
        text: body.with_config().limit(64 << 20).read_to_string().unwrap(),
    };
    (cookie, answer)
}

fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
