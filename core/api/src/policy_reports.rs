//! What browsers refused by the content policy, as they tell it themselves.
//!
//! Rule: a report proves nothing, for anybody can send one: it is small, few are taken in a minute, and all that is kept of it
//! is which directive it was about. The log gets the directive, what kind of thing was refused, and whose page it was: no
//! address, no query, no sample, no person.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::to_bytes,
    extract::{Request as HttpRequest, State},
};
use http::{HeaderMap, StatusCode, header};
use loadin_types::{ProblemKind, Timestamp};
use serde::Deserialize;

use crate::{App, permit::Anybody, problem::Problem, routes::Routes};

/// Where browsers send their reports.
pub(crate) const PATH: &str = "/api/policy-reports";

/// Bytes of a report at most; one with long addresses has about two thousand.
const REPORT_BYTES: usize = 16 << 10;

/// Reports that are taken in a minute.
const IN_A_MINUTE: u32 = 60;

const MINUTE: Duration = Duration::from_secs(60);

/// The directives of our policy, and those that browsers name in their place.
const DIRECTIVES: [&str; 19] = [
    "base-uri",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "require-trusted-types-for",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
];

/// What stands for a directive that we do not know.
const OTHER: &str = "other";

pub(crate) fn routes() -> Routes {
    Routes::default().with(__path_report_policy_violation, report_policy_violation)
}

/// A report, as `report-uri` sends it.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(rename = "csp-report")]
    report: Report,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    #[serde(default)]
    effective_directive: String,
    #[serde(default)]
    violated_directive: String,
    #[serde(default)]
    blocked_uri: String,
    #[serde(default)]
    document_uri: String,
}

/// Takes a browser's report of what the content policy refused.
#[utoipa::path(post, path = "/api/policy-reports", operation_id = "report_policy_violation",
    request_body(content = Object, content_type = "application/csp-report", description = "As browsers write it"),
    responses((status = 204, description = "Counted"), (status = "4XX", description = "Not counted")))]
async fn report_policy_violation(
    _: Anybody,
    State(app): State<App>,
    request: HttpRequest,
) -> Result<StatusCode, Problem> {
    check_sender(request.headers())?;
    app.policy_reports().let_in(app.now())?;
    let too_large = |_| {
        let detail = format!("a report has {REPORT_BYTES} bytes at most");
        Problem::with_detail(ProblemKind::TooLarge, detail)
    };
    let bytes = to_bytes(request.into_body(), REPORT_BYTES).await.map_err(too_large)?;
    let Sent { report } = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::with_detail(ProblemKind::Malformed, format!("this is no report: {error}")))?;
    let directive = report.directive();
    app.policy_reports().count(directive);
    let (blocked, whose) = (report.blocked(), report.whose(&app));
    tracing::warn!(
        policy.directive = directive,
        policy.blocked = blocked,
        plugin.id = whose,
        "a browser refused something by the content policy: {directive} ({blocked})"
    );
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses what is no report, and what a page of another site lets its visitors send.
fn check_sender(headers: &HeaderMap) -> Result<(), Problem> {
    let site = headers.get("sec-fetch-site").map_or("same-origin", |site| site.to_str().unwrap_or_default());
    if site != "same-origin" {
        return Err(Problem::new(ProblemKind::CrossSite));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/csp-report")) {
        return Ok(());
    }
    let detail = "browsers send reports here, as application/csp-report";
    Err(Problem::with_detail(ProblemKind::UnsupportedMediaType, detail))
}

impl Report {
    fn directive(&self) -> &'static str {
        let told =
            if self.effective_directive.is_empty() { &self.violated_directive } else { &self.effective_directive };
        let name = told.split_ascii_whitespace().next().unwrap_or_default();
        DIRECTIVES.iter().find(|known| **known == name).unwrap_or(&OTHER)
    }

    /// Returns what kind of thing was refused: a word of the browser's own, or where it was.
    fn blocked(&self) -> &'static str {
        match self.blocked_uri.as_str() {
            "inline" => "inline",
            "eval" => "eval",
            "wasm-eval" => "wasm-eval",
            "trusted-types-policy" => "trusted-types-policy",
            "trusted-types-sink" => "trusted-types-sink",
            "" => "nothing named",
            address if origin(address) == origin(&self.document_uri) => "our own address",
            address if address.starts_with("http") => "another site",
            _ => "another scheme",
        }
    }

    /// Returns the plugin whose page it was; empty for core's own pages.
    fn whose(&self, app: &App) -> String {
        let path = self.document_uri.splitn(4, '/').nth(3).unwrap_or_default();
        let mut parts = path.split(['/', '?', '#']);
        let mount = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("s"), Some(_), Some("p"), Some(mount)) => mount,
            _ => return String::new(),
        };
        app.plugin_at(mount).map(|manifest| manifest.plugin.id.to_string()).unwrap_or_default()
    }
}

/// Returns the scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let after = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(after..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(address.len(), |at| after + at);
    address.get(..end).unwrap_or(address)
}

/// How many reports there were, since the instance started.
#[derive(Debug, Default)]
pub(crate) struct PolicyReports(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    by_directive: BTreeMap<&'static str, u64>,
    dropped: u64,
    minute: i64,
    in_this_minute: u32,
}

impl PolicyReports {
    /// Takes a report, unless there were enough in this minute.
    fn let_in(&self, now: Timestamp) -> Result<(), Problem> {
        let minute = now.micros() / 60_000_000;
        let mut counts = self.counts();
        if counts.minute != minute {
            (counts.minute, counts.in_this_minute) = (minute, 0);
        }
        if counts.in_this_minute >= IN_A_MINUTE {
            counts.dropped += 1;
            return Err(Problem::new(ProblemKind::Limit).retry_after(MINUTE));
        }
        counts.in_this_minute += 1;
        Ok(())
    }

    fn count(&self, directive: &'static str) {
        *self.counts().by_directive.entry(directive).or_default() += 1;
    }

    /// Returns how many reports there were about each directive.
    pub(crate) fn by_directive(&self) -> BTreeMap<&'static str, u64> {
        self.counts().by_directive.clone()
    }

    /// Returns how many more were sent than are taken.
    pub(crate) fn dropped(&self) -> u64 {
        self.counts().dropped
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{IN_A_MINUTE, MINUTE, PATH, REPORT_BYTES, Report};
    use crate::testing::{Answer, House};

    async fn send(house: &House, body: String) -> Answer {
        house.ask("POST", PATH).header("content-type", "application/csp-report").body(body).send().await
    }

    fn report(directive: &str, blocked: &str) -> String {
        let report = json!({
            "document-uri": "https://tour.example.org/s/foundry/p/notes/notes/7?q=secret", "blocked-uri": blocked,
            "effective-directive": directive, "disposition": "enforce", "status-code": 200, "script-sample": "secret",
        });
        json!({ "csp-report": report }).to_string()
    }

    #[tokio::test]
    async fn every_page_names_where_reports_go() {
        let house = House::new().await;
        for path in ["/sign-in", "/account", "/nowhere", "/healthz"] {
            let answer = house.get(path).by(&house.anna).send().await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.ends_with(&format!("; report-uri {PATH}")) && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
        }
    }

    #[tokio::test]
    async fn reports_are_counted_by_directive_for_those_who_operate_it() {
        let house = House::new().await;
        for (directive, blocked) in [
            ("img-src", "https://evil.test/x.gif"),
            ("img-src", "data"),
            ("require-trusted-types-for", "trusted-types-sink"),
            ("x".repeat(99).as_str(), ""),
        ] {
            assert_eq!(send(&house, report(directive, blocked)).await.status(), 204, "{directive}");
        }
        let seen = house.get("/api/v1/instance").by(&house.anna).send().await.json();
        let counts = json!({ "img-src": 2, "other": 1, "require-trusted-types-for": 1 });
        assert_eq!((&seen["policy_reports"], &seen["policy_reports_dropped"]), (&counts, &json!(0)));
    }

    #[tokio::test]
    async fn only_a_report_is_taken_and_only_from_our_own_pages() {
        let house = House::new().await;
        let good = || report("img-src", "data");
        send(&house, "{}".to_owned()).await.problem(400, "malformed");
        send(&house, format!("{}{}", good(), " ".repeat(REPORT_BYTES))).await.problem(413, "too-large");
        let as_json = house.ask("POST", PATH).header("content-type", "application/json").body(good());
        as_json.send().await.problem(415, "unsupported-media-type");
        let ask = house.ask("POST", PATH).header("content-type", "application/csp-report").body(good());
        ask.header("sec-fetch-site", "cross-site").send().await.problem(403, "cross-site");
        assert!(house.app.policy_reports().by_directive().is_empty());
        let by_somebody = house.ask("POST", PATH).by(&house.anna).header("x-csrf-token", "");
        let by_somebody = by_somebody.header("content-type", "application/csp-report").body(good()).send().await;
        assert_eq!(by_somebody.status(), 204, "a browser sends its cookie along, and no token");
    }

    #[tokio::test]
    async fn a_flood_is_dropped_and_a_minute_later_reports_are_taken_again() {
        let house = House::new().await;
        for _ in 0..IN_A_MINUTE {
            assert_eq!(send(&house, report("img-src", "data")).await.status(), 204);
        }
        send(&house, report("img-src", "data")).await.problem(429, "limit");
        assert_eq!(
            (house.app.policy_reports().dropped(), house.app.policy_reports().by_directive()["img-src"]),
            (1, 60)
        );
        house.pass(MINUTE);
        assert_eq!(send(&house, report("img-src", "data")).await.status(), 204);
    }

    #[tokio::test]
    async fn nothing_of_an_address_is_kept() {
        let house = House::new().await;
        let told = |blocked: &str, document: &str| Report {
            effective_directive: String::new(),
            violated_directive: "img-src 'self'".to_owned(),
            blocked_uri: blocked.to_owned(),
            document_uri: document.to_owned(),
        };
        for (blocked, document, kind, whose) in [
            ("https://evil.test/?who=anna", "https://t.test/s/foundry/p/notes/7", "another site", "org.example.notes"),
            ("https://t.test/x", "https://t.test/s/foundry/p/unknown/7", "our own address", ""),
            ("https://t.test.evil/x", "https://t.test/account?x", "another site", ""),
            ("inline", "https://t.test/", "inline", ""),
            ("chrome-extension", "", "another scheme", ""),
        ] {
            let report = told(blocked, document);
            let whose_it_is = report.whose(&house.app);
            assert_eq!((report.blocked(), whose_it_is.as_str(), report.directive()), (kind, whose, "img-src"));
        }
    }
}
