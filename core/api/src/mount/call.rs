//! The call itself: what a plugin gets to see of a request.
//!
//! Rule: headers are let through by name, one by one. A caller who goes away takes the call along: nobody would read the
//! answer.

use http::{HeaderMap, HeaderName, header};
use loadin_types::{Body, Call, Header, Reply, Request};

use super::reply::Asked;
use crate::{context::joined, problem::Problem};

/// What a plugin sees as it came, beside `accept`.
const SEEN: [HeaderName; 3] = [header::CONTENT_TYPE, header::IF_MATCH, header::IF_NONE_MATCH];

/// Where the clock stands of somebody who never said where theirs does.
const DEFAULT_ZONE: &str = "UTC";

/// Hands a request to the plugin.
pub(super) async fn plugin(asked: &Asked<'_>, accept: String, body: Body) -> Result<Reply, Problem> {
    let (app, may, headers) = (asked.app, asked.may, asked.headers);
    let seen = SEEN.iter().filter_map(|name| Some(Header { name: name.to_string(), value: joined(headers, name)? }));
    let method = if asked.method == http::Method::HEAD { "GET" } else { asked.method.as_str() };
    let request = Request {
        method: method.to_owned(),
        path: may.path.clone(),
        query: asked.context.uri.query().unwrap_or_default().to_owned(),
        headers: [Header { name: "accept".to_owned(), value: accept }].into_iter().chain(seen).collect(),
        body,
    };
    let call = Call {
        id: asked.context.id,
        traceparent: traceparent(headers),
        caller: may.caller.clone(),
        via: Vec::new(),
        object: None,
        locale: locale(asked),
        zone: asked.likes.zone.clone().unwrap_or_else(|| DEFAULT_ZONE.to_owned()),
    };
    Ok(app.plugins.handle(&may.plugin, call, request).await?)
}

/// Returns the language to answer in, with how distances are counted where whoever asks chose that.
fn locale(asked: &Asked<'_>) -> String {
    let words = asked.words();
    match asked.likes.distances {
        Some(_) => words.counts().wished(words.locale()),
        None => words.locale().to_string(),
    }
}

/// Returns what a page's reader takes: a page first of all.
pub(super) fn page_accept(headers: &HeaderMap) -> String {
    let asked = joined(headers, &header::ACCEPT).unwrap_or_default();
    if asked.to_ascii_lowercase().contains("text/html") { asked } else { "text/html,*/*;q=0.8".to_owned() }
}

/// Returns what a program takes: never a page as a browser shows it, JSON where it names nothing else.
pub(super) fn api_accept(headers: &HeaderMap) -> String {
    let asked = joined(headers, &header::ACCEPT).unwrap_or_default();
    let named = asked.split(',').map(str::trim).filter(|range| {
        let kind = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml" | "text/*" | "*/*")
    });
    let named: Vec<&str> = named.collect();
    if named.is_empty() { "application/json".to_owned() } else { named.join(", ") }
}

/// Returns the trace that the caller belongs to, where it is written as W3C has it.
fn traceparent(headers: &HeaderMap) -> String {
    let sent = headers.get("traceparent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let is_sound = match sent.split('-').collect::<Vec<_>>().as_slice() {
        ["00", trace, parent, flags] => is_hex(trace, 32) && is_hex(parent, 16) && is_hex(flags, 2),
        _ => false,
    };
    if is_sound { sent.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{api_accept, page_accept, traceparent};

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let value = HeaderValue::from_str(value).unwrap();
        HeaderMap::from_iter([(HeaderName::from_static(name), value)])
    }

    #[test]
    fn the_api_never_asks_for_a_page() {
        for (sent, expected) in [
            ("", "application/json"),
            ("*/*", "application/json"),
            ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
            ("text/calendar", "text/calendar"),
            ("TEXT/HTML;q=1, application/geo+json;q=0.9", "application/geo+json;q=0.9"),
            ("application/vnd.loadin.page+json", "application/vnd.loadin.page+json"),
        ] {
            assert_eq!(api_accept(&with("accept", sent)), expected, "{sent}");
        }
    }

    #[test]
    fn a_page_is_asked_for_where_a_browser_asks_for_anything() {
        assert_eq!(page_accept(&HeaderMap::new()), "text/html,*/*;q=0.8");
        assert_eq!(page_accept(&with("accept", "application/json")), "text/html,*/*;q=0.8");
        assert_eq!(page_accept(&with("accept", "text/html,image/webp")), "text/html,image/webp");
    }

    #[test]
    fn a_trace_is_passed_on_as_it_is_or_not_at_all() {
        let sound = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(traceparent(&with("traceparent", sound)), sound);
        for wrong in ["", "00-4bf9-00f0-01", "zz", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"] {
            assert_eq!(traceparent(&with("traceparent", wrong)), "");
        }
    }
}
