//! Commands that a plugin adds to the `loadin` binary.
//!
//! The core knows no music: it turns flags into JSON by the argument schema, calls the job or the route, and prints
//! the answer. Rule: whatever a command can do, the same route or job can do over the API.

use std::path::PathBuf;

use serde::Deserialize;

/// One command.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The word behind `loadin`.
    pub name: String,
    /// One sentence for `--help`.
    pub summary: String,
    /// The job that it runs; its output is the JSON form of the answer.
    pub job: Option<String>,
    /// The route that it calls instead, such as `POST /import`.
    pub route: Option<String>,
    /// The route that turns a job's output into the formats other than JSON; `Accept` says which.
    pub view: Option<String>,
    /// JSON Schema of the arguments, beside the manifest. Each property is a flag; see `docs/guides/add-a-command.md`.
    pub arguments: PathBuf,
    /// JSON Schema of the answer in its JSON form, beside the manifest.
    pub reply: Option<PathBuf>,
    /// Formats that it can answer in; the first is the default.
    pub formats: Vec<Format>,
}

/// A format that a command can answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For reading in a terminal.
    Text,
    /// For programs.
    Json,
    /// iCalendar, RFC 5545.
    Ics,
    /// RFC 7946.
    Geojson,
    /// A picture.
    Svg,
    /// Comma-separated values, RFC 4180.
    Csv,
}

impl Format {
    /// Every format, in the order in which `--help` lists them.
    pub const ALL: [Self; 6] = [Self::Text, Self::Json, Self::Ics, Self::Geojson, Self::Svg, Self::Csv];

    /// Returns the name, as the flag has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Ics => "ics",
            Self::Geojson => "geojson",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }

    /// Returns the media type that stands in `Accept`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Json => "application/json",
            Self::Ics => "text/calendar",
            Self::Geojson => "application/geo+json",
            Self::Svg => "image/svg+xml",
            Self::Csv => "text/csv",
        }
    }
}

impl Command {
    /// Returns method and path of a route written as `POST /path`.
    #[must_use]
    pub fn split_route(route: &str) -> Option<(&str, &str)> {
        let (method, path) = route.split_once(' ')?;
        let is_method = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
        (is_method && path.starts_with('/')).then_some((method, path))
    }
}
