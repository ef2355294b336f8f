//! The progress of a job, on standard error.
//!
//! Rule: standard output carries the answer and nothing else. On a terminal one line is rewritten in place and gone at
//! the end; elsewhere (a log, a pipe) a line now and then is enough.

use std::{io::Write, time::Duration};

use loadin_types::Progress;

use super::refusal::one_line;

/// A terminal is redrawn at most so often.
const REDRAW: Duration = Duration::from_millis(80);
/// Elsewhere, lines are at least so far apart.
const LINES: Duration = Duration::from_secs(2);
/// What fits on a line of any terminal.
const WIDTH: usize = 79;

/// Where progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Terminal,
    Elsewhere,
    /// `--quiet`.
    Nowhere,
}

/// Shows progress. Times are what a monotonic clock says, in nanoseconds.
pub(crate) struct ProgressLine<'a> {
    err: &'a mut dyn Write,
    place: Place,
    /// What stands in front, such as `loadin plan`.
    name: String,
    began_ns: u64,
    shown_ns: Option<u64>,
}

impl<'a> ProgressLine<'a> {
    pub(crate) fn new(err: &'a mut dyn Write, place: Place, name: String, now_ns: u64) -> Self {
        Self { err, place, name, began_ns: now_ns, shown_ns: None }
    }

    /// Shows how far it has come, unless something was shown a moment ago.
    pub(crate) fn show(&mut self, progress: &Progress, now_ns: u64) {
        let apart = if self.place == Place::Terminal { REDRAW } else { LINES };
        let is_early = self.shown_ns.is_some_and(|shown| u128::from(now_ns.saturating_sub(shown)) < apart.as_nanos());
        if !is_early {
            self.say(&text(progress), now_ns);
        }
    }

    /// Shows a line at once.
    pub(crate) fn say(&mut self, text: &str, now_ns: u64) {
        let seconds = now_ns.saturating_sub(self.began_ns) / 1_000_000_000;
        let line = if seconds > 0 { format!("{text} · {seconds} s") } else { text.to_owned() };
        // Whoever closed standard error does not want to know.
        let _ = match self.place {
            Place::Terminal => {
                let line: String = format!("{}: {line}", self.name).chars().take(WIDTH).collect();
                write!(self.err, "\r\x1b[2K{line}").and_then(|()| self.err.flush())
            }
            Place::Elsewhere => writeln!(self.err, "{}: {line}", self.name),
            Place::Nowhere => Ok(()),
        };
        self.shown_ns = Some(now_ns);
    }

    /// Takes the line away from a terminal.
    pub(crate) fn clear(&mut self) {
        if self.place == Place::Terminal && self.shown_ns.is_some() {
            let _ = write!(self.err, "\r\x1b[2K").and_then(|()| self.err.flush());
        }
    }
}

fn text(progress: &Progress) -> String {
    let message = one_line(&progress.message);
    match (u128::from(progress.done) * 100).checked_div(u128::from(progress.total)) {
        Some(percent) if message.is_empty() => format!("{} %", percent.min(100)),
        Some(percent) => format!("{:>3} %  {message}", percent.min(100)),
        None if message.is_empty() => "working".into(),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::Progress;

    use super::{Place, ProgressLine};

    const SECOND: u64 = 1_000_000_000;

    fn shown(place: Place, steps: &[(u64, u64, &str, u64)]) -> String {
        let mut err = Vec::new();
        let mut line = ProgressLine::new(&mut err, place, "loadin plan".into(), 0);
        for (done, total, message, now_ns) in steps {
            line.show(&Progress { done: *done, total: *total, message: (*message).into() }, *now_ns);
        }
        line.clear();
        String::from_utf8(err).unwrap()
    }

    #[test]
    fn a_terminal_has_one_line_that_goes_away() {
        let text =
            shown(Place::Terminal, &[(1, 4, "searching", 0), (2, 4, "searching", 1), (3, 4, "proving", 2 * SECOND)]);
        assert_eq!(text, "\r\x1b[2Kloadin plan:  25 %  searching\r\x1b[2Kloadin plan:  75 %  proving · 2 s\r\x1b[2K");
    }

    #[test]
    fn a_log_has_a_line_now_and_then() {
        let steps: Vec<_> = (0..6).map(|second| (second, 6, "searching", second * SECOND)).collect();
        let text = shown(Place::Elsewhere, &steps);
        assert_eq!(
            text,
            "loadin plan:   0 %  searching\nloadin plan:  33 %  searching · 2 s\nloadin plan:  66 %  searching · 4 s\n"
        );
    }

    #[test]
    fn quiet_says_nothing() {
        assert_eq!(shown(Place::Nowhere, &[(1, 4, "searching", 0)]), "");
    }

    #[test]
    fn odd_reports_are_shown_sensibly() {
        assert!(shown(Place::Elsewhere, &[(9, 4, "", 0)]).contains(": 100 %\n"));
        assert!(shown(Place::Elsewhere, &[(0, 0, "", 0)]).contains(": working\n"));
        assert!(shown(Place::Elsewhere, &[(u64::MAX, u64::MAX, "a\u{1b}[2J\nb", 0)]).contains(": 100 %  a[2J b\n"));
        assert!(shown(Place::Terminal, &[(0, 0, &"long ".repeat(99), 0)]).len() < 100);
    }
}
