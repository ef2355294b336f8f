//! A request on its way through the whole router, and what came back.

use std::str::from_utf8;

use axum::body::{Body, Bytes, to_bytes};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use loadin_auth::Mount;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{House, Visit};
use crate::context::cookie_name;

/// A request that is being put together.
pub(crate) struct Ask<'h> {
    house: &'h House,
    request: Request<Body>,
}

impl<'h> Ask<'h> {
    pub(super) fn new(house: &'h House, method: &str, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        Self { house, request }
    }

    /// Sent by somebody's browser from our own page, with the token for core's own API.
    pub(crate) fn by(self, visit: &Visit) -> Self {
        let cookie = format!("{}={}", cookie_name(&self.house.app), visit.cookie);
        let token = self.house.form_token(visit, Mount::Core);
        self.header("cookie", &cookie).header("sec-fetch-site", "same-origin").header("x-csrf-token", &token)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sets a header; an empty value takes it away.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        if value.is_empty() {
            self.request.headers_mut().remove(&name);
        } else {
            self.request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let encoded = |text: &str| -> String {
            let each = text.bytes().map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            });
            each.collect()
        };
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let response = self.house.router.clone().oneshot(self.request).await.unwrap();
        let (head, body) = response.into_parts();
        Answer { status: head.status, headers: head.headers, body: to_bytes(body, usize::MAX).await.unwrap() }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Checks that this is a whole problem of this status and slug, and returns it.
    pub(crate) fn problem(&self, status: u16, slug: &str) -> Value {
        assert_eq!(
            (self.status(), self.header(header::CONTENT_TYPE.as_str())),
            (status, "application/problem+json"),
            "{}",
            self.text()
        );
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{problem}");
        assert_eq!(problem["instance"], format!("urn:uuid:{}", self.header("x-request-id")), "{problem}");
        problem
    }
}
