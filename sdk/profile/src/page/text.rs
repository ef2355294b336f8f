//! Headings, paragraphs, messages, and texts to be copied.

use serde::{Deserialize, Serialize};

/// A heading; its level follows from where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// What it says.
    pub text: String,
    /// The name of the place on the page, for links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Each paragraph.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph: stretches of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Paragraph {
    /// The stretches, in their order; nothing is put between them.
    pub spans: Vec<Span>,
}

/// A stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Whether it is said with stress.
    #[serde(default)]
    pub is_strong: bool,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// A message that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// How much it matters.
    pub kind: NoticeKind,
    /// What it says.
    pub text: String,
    /// More, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// Something went well.
    Success,
    /// Something to look at.
    Warning,
    /// Something went wrong.
    Problem,
}

/// A text to be copied as it stands: a token, an address, a line of code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verbatim {
    /// What it is.
    pub label: String,
    /// The text.
    pub text: String,
}

impl Span {
    /// Returns plain text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Returns text said with stress.
    #[must_use]
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_strong: true, href: None }
    }

    /// Returns a link.
    #[must_use]
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), is_strong: false, href: Some(href.into()) }
    }
}

impl From<&str> for Paragraph {
    fn from(text: &str) -> Self {
        Self { spans: vec![Span::plain(text)] }
    }
}

impl From<String> for Paragraph {
    fn from(text: String) -> Self {
        Self { spans: vec![Span::plain(text)] }
    }
}

impl<const N: usize> From<[Span; N]> for Paragraph {
    fn from(spans: [Span; N]) -> Self {
        Self { spans: spans.into() }
    }
}

impl From<Vec<Span>> for Paragraph {
    fn from(spans: Vec<Span>) -> Self {
        Self { spans }
    }
}
