//! Whether a request that changes something was meant by the person whose browser sends it.
//!
//! Rule: a browser that says where a request comes from is believed when it says "from here" and refused otherwise; one
//! that says nothing must at least name our own origin. That comes *before* the form token and never instead of it.

use std::fmt;

use crate::csrf::CsrfError;

/// The scheme, host and port that this installation is reached at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// A public URL that is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address to be reached at: write scheme, host and port only, such as https://tour.example.org")]
pub struct NotAnOrigin(String);

impl Origin {
    /// Reads the origin of the configured public URL, spelled as browsers spell it.
    ///
    /// # Errors
    ///
    /// When it is not `http` or `https`, or carries a path, a query or a user.
    pub fn of_public_url(url: &str) -> Result<Self, NotAnOrigin> {
        let lower = url.trim().to_ascii_lowercase();
        let refused = || NotAnOrigin(url.chars().take(200).collect());
        let (scheme, rest) = lower.split_once("://").ok_or_else(refused)?;
        let default_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(refused()),
        };
        let host = rest.strip_suffix('/').unwrap_or(rest);
        let host = host.strip_suffix(default_port).unwrap_or(host);
        let is_host = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
        if host.is_empty() || host.starts_with(':') || !host.bytes().all(is_host) {
            return Err(refused());
        }
        Ok(Self(format!("{scheme}://{host}")))
    }

    /// Returns the origin as text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true when the browser is to be told never to come without TLS, and cookies can be `__Host-` ones.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a request relies on to be allowed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A cookie, which a browser sends whoever made it send the request.
    Cookie,
    /// An `Authorization` header, which no foreign page can add; cookies of such a request are not read.
    Bearer,
    /// Nothing: a route that everybody may use and that reads no cookie.
    Nothing,
}

/// What the operation takes, and what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// The operation takes JSON, and `application/json` came.
    Json,
    /// The operation takes a form or a file, and one of the form types came.
    Form,
    /// There is no body.
    Empty,
    /// Something else than the operation takes, such as a form that pretends to be JSON.
    Other,
}

/// A request with a method other than GET, HEAD and OPTIONS, as far as this check needs it.
#[derive(Debug, Clone, Copy)]
pub struct UnsafeRequest<'a> {
    /// What it relies on.
    pub credential: Credential,
    /// The header `Sec-Fetch-Site`; several of them joined with commas.
    pub sec_fetch_site: Option<&'a str>,
    /// The header `Origin`; several of them joined with commas.
    pub origin: Option<&'a str>,
    /// Our own origin.
    pub own_origin: &'a Origin,
    /// The body.
    pub body: BodyKind,
    /// What [`Csrf::check`](crate::Csrf::check) says about its form token.
    pub token: Result<(), CsrfError>,
}

/// Why a request is refused before anybody asks who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CrossSiteError {
    /// The browser says that another site sent it, or a page that is not ours.
    #[error("another site sent this request: open this site's own page and send it from there")]
    OtherSite,
    /// The browser does not say where it comes from.
    #[error("the browser does not say which page sent this request: use a current browser, or an API token")]
    NoOrigin,
    /// The content type is not the one that the operation takes.
    #[error("the content type is not one that this operation takes")]
    ContentType,
    /// The form token.
    #[error(transparent)]
    Token(#[from] CsrfError),
}

/// Checks a request that changes something.
///
/// # Errors
///
/// When it may have been sent by somebody else's page, or has no good form token.
pub fn check_unsafe_request(request: &UnsafeRequest<'_>) -> Result<(), CrossSiteError> {
    match request.body {
        BodyKind::Other => return Err(CrossSiteError::ContentType),
        BodyKind::Json | BodyKind::Form | BodyKind::Empty => {}
    }
    match request.credential {
        Credential::Bearer | Credential::Nothing => return Ok(()),
        Credential::Cookie => {}
    }
    match (request.sec_fetch_site, request.origin) {
        (Some("same-origin"), _) => {}
        (Some(_), _) => return Err(CrossSiteError::OtherSite),
        (None, Some(origin)) if origin == request.own_origin.as_str() => {}
        (None, Some(_)) => return Err(CrossSiteError::OtherSite),
        (None, None) => return Err(CrossSiteError::NoOrigin),
    }
    Ok(request.token?)
}

#[cfg(test)]
mod tests {
    use super::{BodyKind, Credential, CrossSiteError, Origin, UnsafeRequest, check_unsafe_request};
    use crate::csrf::CsrfError;

    fn own() -> Origin {
        Origin::of_public_url("https://tour.example.org/").unwrap()
    }

    fn check(
        credential: Credential,
        site: Option<&str>,
        origin: Option<&str>,
        body: BodyKind,
        token: Result<(), CsrfError>,
    ) -> Result<(), CrossSiteError> {
        check_unsafe_request(&UnsafeRequest {
            credential,
            sec_fetch_site: site,
            origin,
            own_origin: &own(),
            body,
            token,
        })
    }

    #[test]
    fn sec_24_the_truth_table_for_cookies() {
        use CrossSiteError::{NoOrigin, OtherSite};
        let here = Some("https://tour.example.org");
        for (site, origin, expected) in [
            (Some("same-origin"), here, Ok(())),
            (Some("same-origin"), None, Ok(())),
            (Some("same-site"), here, Err(OtherSite)),
            (Some("cross-site"), here, Err(OtherSite)),
            (Some("none"), here, Err(OtherSite)),
            (Some(""), here, Err(OtherSite)),
            (Some("Same-Origin"), here, Err(OtherSite)),
            (Some("same-origin, cross-site"), here, Err(OtherSite)),
            (None, here, Ok(())),
            (None, Some("https://evil.example"), Err(OtherSite)),
            (None, Some("http://tour.example.org"), Err(OtherSite)),
            (None, Some("https://tour.example.org:8443"), Err(OtherSite)),
            (None, Some("https://tour.example.org.evil.example"), Err(OtherSite)),
            (None, Some("null"), Err(OtherSite)),
            (None, Some(""), Err(OtherSite)),
            (None, None, Err(NoOrigin)),
        ] {
            for body in [BodyKind::Form, BodyKind::Json, BodyKind::Empty] {
                let case = format!("{site:?} {origin:?} {body:?}");
                assert_eq!(check(Credential::Cookie, site, origin, body, Ok(())), expected, "{case}");
                for token in [CsrfError::Missing, CsrfError::Foreign, CsrfError::Expired] {
                    let refused = expected.and(Err(CrossSiteError::Token(token)));
                    assert_eq!(check(Credential::Cookie, site, origin, body, Err(token)), refused, "{case} {token}");
                }
            }
            let other = check(Credential::Cookie, site, origin, BodyKind::Other, Ok(()));
            assert_eq!(other, Err(CrossSiteError::ContentType), "a form that pretends to be JSON");
        }
    }

    #[test]
    fn sec_24_what_reads_no_cookie_needs_no_token_but_the_right_content_type() {
        for credential in [Credential::Bearer, Credential::Nothing] {
            for site in [None, Some("cross-site"), Some("same-origin")] {
                let missing = Err(CsrfError::Missing);
                assert_eq!(check(credential, site, Some("https://band.example"), BodyKind::Json, missing), Ok(()));
                let other = check(credential, site, None, BodyKind::Other, missing);
                assert_eq!(other, Err(CrossSiteError::ContentType));
            }
        }
    }

    #[test]
    fn the_public_url_is_read_as_browsers_spell_an_origin() {
        for (url, origin) in [
            ("https://Tour.Example.org/", "https://tour.example.org"),
            ("https://tour.example.org:443", "https://tour.example.org"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
        ] {
            assert_eq!(Origin::of_public_url(url).unwrap().as_str(), origin);
        }
        assert!(own().is_https() && !Origin::of_public_url("http://localhost").unwrap().is_https());
        for wrong in [
            "",
            "tour.example.org",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://u@a",
            "https://a?b",
            "https://:443",
            "https://a b",
        ] {
            let refused = Origin::of_public_url(wrong).unwrap_err().to_string();
            assert!(refused.contains("such as https://tour.example.org"), "{refused}");
        }
    }
}
