//! What is known of a request before anybody asks what it wants: its id, where it comes from, what it shows, how it
//! wants to be answered.
//!
//! Rule: a request with an `Authorization` header has no other credential: its cookies are not read.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request};
use http::{HeaderMap, HeaderName, Uri, header, request::Parts};
use ipnet::IpNet;
use loadin_auth::{Credential, Credentials};
use loadin_types::CallId;
use loadin_web::{Locale, Words};

use crate::{App, problem::Problem};

/// How the caller reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A person, in a browser.
    Person,
    /// A program.
    Program,
}

/// The circumstances of a request.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The request's id; the calls that it makes carry it, and every problem shows it.
    pub(crate) id: CallId,
    /// The client's address, as the trusted proxies tell it.
    pub(crate) address: IpAddr,
    /// Who reads the answer.
    pub(crate) reader: Reader,
    /// Where the request goes, with its query.
    pub(crate) uri: Uri,
    /// What the browser calls itself.
    pub(crate) user_agent: String,
    /// What languages the browser takes, as it says so itself.
    pub(crate) accept_language: String,
    /// The value of the session cookie.
    pub(crate) cookie: Option<String>,
    bearer: Option<String>,
    has_authorization: bool,
}

impl Context {
    /// Reads the circumstances of a request; `peer` is the other end of its connection.
    pub(crate) fn of(app: &App, request: &Request, peer: IpAddr) -> Self {
        let (headers, path) = (request.headers(), request.uri().path());
        let is_api = path.starts_with("/api/") || path == "/healthz" || path == "/readyz";
        let authorization = headers.get(header::AUTHORIZATION);
        let has_authorization = authorization.is_some();
        let bearer = authorization.and_then(|value| value.to_str().ok()).and_then(bearer_of).map(str::to_owned);
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            id: app.call_id(),
            address: client_address(headers, peer, &app.settings.trusted_proxies),
            reader: if is_api { Reader::Program } else { Reader::Person },
            uri: request.uri().clone(),
            user_agent: user_agent.chars().take(200).collect(),
            accept_language: joined(headers, &header::ACCEPT_LANGUAGE).unwrap_or_default(),
            cookie: if has_authorization { None } else { cookie(headers, cookie_name(app)).map(str::to_owned) },
            bearer,
            has_authorization,
        }
    }

    /// Returns what the request shows to prove who makes it.
    pub(crate) fn credentials(&self) -> Credentials<'_> {
        match (&self.bearer, &self.cookie) {
            (Some(token), _) => Credentials::Bearer(token),
            (None, Some(cookie)) => Credentials::Cookie(cookie),
            (None, None) => Credentials::Nothing,
        }
    }

    /// Returns the words of whoever reads the answer, as far as their browser tells; what somebody chose themselves comes with
    /// [`crate::shell::words_of`].
    pub(crate) fn words(&self) -> Words {
        self.words_in(None)
    }

    /// Returns the words of whoever chose a language themselves, or none.
    pub(crate) fn words_in(&self, chosen: Option<&Locale>) -> Words {
        loadin_web::words(&self.accept_language, chosen)
    }

    /// Returns what the request relies on, for the check of requests that change something.
    pub(crate) fn relies_on(&self) -> Credential {
        match (self.has_authorization, &self.cookie) {
            (true, _) => Credential::Bearer,
            (false, Some(_)) => Credential::Cookie,
            (false, None) => Credential::Nothing,
        }
    }
}

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::fault("a request came around the outer layers"))
    }
}

/// Returns the name of the session cookie: with the prefix that ties it to host and TLS wherever there is TLS.
pub(crate) fn cookie_name(app: &App) -> &'static str {
    if app.settings.origin.is_https() { "__Host-loadin" } else { "loadin" }
}

/// Returns the values of a header that may be sent in pieces, as one; nothing where it was not sent.
pub(crate) fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<&str> = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn bearer_of(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(';')).find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        (known == name).then_some(value)
    })
}

/// Returns the address of the client: the peer's own, or behind trusted proxies the last one that none of them is.
fn client_address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let chain = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<Option<IpAddr>> =
        chain.flat_map(|value| value.split(',')).map(|hop| hop.trim().parse().ok()).collect();
    let mut nearest = peer;
    for hop in hops.into_iter().rev() {
        // What a proxy wrote that is no address ends the chain that can be believed.
        let Some(hop) = hop else { return nearest };
        nearest = hop;
        if !is_trusted(&hop) {
            return hop;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{bearer_of, client_address, cookie};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_trusted_proxies_are_believed_about_addresses() {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let of = |peer: &str, forwarded: &'static str| {
            client_address(&headers(&[("x-forwarded-for", forwarded)]), peer.parse().unwrap(), &trusted).to_string()
        };
        assert_eq!(of("203.0.113.9", "198.51.100.1"), "203.0.113.9", "a stranger's word counts for nothing");
        assert_eq!(of("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2"), "198.51.100.1", "what the client wrote in front");
        assert_eq!(of("10.0.0.1", "unknown, 10.0.0.2"), "10.0.0.2");
        assert_eq!(of("::1", ""), "::1");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let sent = headers(&[("cookie", "xloadin=1; loadin=good; b=2"), ("cookie", "loadin=second")]);
        assert_eq!(cookie(&sent, "loadin"), Some("good"));
        assert_eq!(cookie(&sent, "__Host-loadin"), None);
    }

    #[test]
    fn a_bearer_token_follows_its_scheme() {
        assert_eq!(bearer_of("bearer abc "), Some("abc"));
        assert_eq!((bearer_of("Basic abc"), bearer_of("Bearer")), (None, None));
    }
}
