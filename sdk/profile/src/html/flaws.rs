//! What is wrong with a plugin's HTML, said so that its author finds the place and knows what to write.
//!
//! Rule: every flaw names its line and column, what stands there and what would be right; what it quotes is cut short and
//! shows no control characters, for the text may come from a stranger.

use std::fmt;

/// What became of a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// It was taken out, and the page goes on without it.
    Stripped,
    /// It can be read in more than one way or changes what the page does, so there is no page.
    Refused,
}

/// Something in a plugin's HTML that is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What became of it.
    pub kind: FlawKind,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What stands there.
    pub what: String,
    /// What would be right.
    pub advice: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.kind {
            FlawKind::Stripped => "taken out",
            FlawKind::Refused => "refused",
        };
        write!(f, "line {}, column {}: {} ({outcome}): {}", self.line, self.column, self.what, self.advice)
    }
}

/// A flaw where it was found, by bytes.
#[derive(Debug)]
pub(crate) struct Finding {
    /// Bytes before it.
    pub(crate) at: usize,
    /// What stands there.
    pub(crate) what: String,
    /// What would be right.
    pub(crate) advice: String,
}

impl Finding {
    pub(crate) fn new(at: usize, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { at, what: what.into(), advice: advice.into() }
    }

    /// Returns the flaw with its line and column in the text.
    pub(crate) fn locate(self, kind: FlawKind, html: &str) -> Flaw {
        let before = html.get(..self.at).unwrap_or(html);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Flaw {
            kind,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
            what: self.what,
            advice: self.advice,
        }
    }
}

/// Returns a text as a flaw quotes it: short, and nothing in it that does not show.
pub(crate) fn shown(text: &str) -> String {
    const CHARS: usize = 60;
    let mut out: String = text.chars().take(CHARS).flat_map(char::escape_debug).collect();
    if text.chars().nth(CHARS).is_some() {
        out.push('…');
    }
    out.replace("\\'", "'").replace("\\\"", "\"")
}
