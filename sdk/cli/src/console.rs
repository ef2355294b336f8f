//! What the tool prints: one line for each step, with how long it took.
//!
//! Rule: only the main thread prints, and a child gets the terminal only after `close_line`; otherwise the line of a
//! running step and the child's output end up in one another.

use std::{
    cell::{Cell, RefCell},
    io::{self, IsTerminal as _, Write},
    time::{Duration, Instant},
};

/// A finished step.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) title: String,
    pub(crate) time: Duration,
    pub(crate) passed: bool,
}

/// Where steps are printed and remembered.
pub(crate) struct Console {
    out: RefCell<Box<dyn Write>>,
    is_terminal: bool,
    has_colour: bool,
    is_line_open: Cell<bool>,
    depth: Cell<usize>,
    detail: RefCell<Option<String>>,
    taken: RefCell<Vec<Taken>>,
}

impl Console {
    /// Returns the console of this process: standard output, coloured only on a terminal and without `NO_COLOR`.
    pub(crate) fn of_process() -> Self {
        let is_terminal = io::stdout().is_terminal() && io::stderr().is_terminal();
        let has_colour = is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self::new(Box::new(io::stdout()), is_terminal, has_colour)
    }

    /// Returns a console that prints to `out` as it would to a file.
    #[cfg(test)]
    pub(crate) fn quiet(out: Box<dyn Write>) -> Self {
        Self::new(out, false, false)
    }

    fn new(out: Box<dyn Write>, is_terminal: bool, has_colour: bool) -> Self {
        Self {
            out: RefCell::new(out),
            is_terminal,
            has_colour,
            is_line_open: Cell::new(false),
            depth: Cell::new(0),
            detail: RefCell::new(None),
            taken: RefCell::new(Vec::new()),
        }
    }

    /// Returns true when somebody is watching.
    pub(crate) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Runs `work` as a step: prints its title, then how long it took.
    pub(crate) fn step<T, E>(&self, title: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.close_line();
        let indent = "  ".repeat(self.depth.get());
        self.print(&format!("{indent}{} {title} … ", self.paint("36", "▸")));
        self.is_line_open.set(true);
        self.depth.set(self.depth.get() + 1);
        let start = Instant::now();
        let result = work();
        let time = start.elapsed();
        self.depth.set(self.depth.get() - 1);
        self.finish(&indent, title, time, result.is_ok());
        let taken = Taken { title: title.to_owned(), time, passed: result.is_ok() };
        self.taken.borrow_mut().push(taken);
        result
    }

    fn finish(&self, indent: &str, title: &str, time: Duration, passed: bool) {
        let detail = self.detail.take().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let mark = if passed { self.paint("36", "▸") } else { self.paint("31", "✗") };
        let words = if passed { seconds(time) } else { format!("failed after {}", seconds(time)) };
        if self.is_line_open.replace(false) {
            self.print(&format!("{words}{detail}\n"));
        } else {
            self.print(&format!("{indent}{mark} {title} … {words}{detail}\n"));
        }
    }

    /// Adds what the running step found, printed behind its time.
    pub(crate) fn detail(&self, detail: impl Into<String>) {
        self.detail.replace(Some(detail.into()));
    }

    /// Prints a remark about the running step on a line of its own.
    pub(crate) fn note(&self, text: &str) {
        self.close_line();
        let indent = "  ".repeat(self.depth.get());
        for line in text.lines() {
            self.print(&format!("{indent}{line}\n"));
        }
    }

    /// Prints a line as it stands.
    pub(crate) fn line(&self, text: &str) {
        self.close_line();
        self.print(&format!("{text}\n"));
    }

    /// Ends the line of the running step, so that somebody else can print.
    pub(crate) fn close_line(&self) {
        if self.is_line_open.replace(false) {
            self.print("\n");
        }
    }

    /// Returns the steps that have ended, in the order in which they did.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.borrow().clone()
    }

    /// Returns `text` in the given ANSI colour, or as it is where colours are not wanted.
    pub(crate) fn paint(&self, colour: &str, text: &str) -> String {
        if self.has_colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A reader that went away (`cargo loadin check | head`) must not fail the build, so errors are dropped.
    fn print(&self, text: &str) {
        let mut out = self.out.borrow_mut();
        let _ = out.write_all(text.as_bytes());
        let _ = out.flush();
    }
}

/// Returns a duration for people: `0.4 s`, `2 min 03 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs_f64().round() as u64;
    if whole < 60 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}

/// Returns a size for people: `812 kB`, `1.6 MB`.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::{Console, seconds, size};

    /// A writer whose text the test can read afterwards.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn printed(use_console: impl FnOnce(&Console)) -> String {
        let paper = Paper::default();
        use_console(&Console::quiet(Box::new(paper.clone())));
        String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_step_is_one_line_with_its_time_and_detail() {
        let text = printed(|console| {
            console
                .step("build zoo", || {
                    console.detail("82 kB");
                    Ok::<_, ()>(())
                })
                .unwrap();
        });
        assert_eq!(text, "▸ build zoo … 0.0 s (82 kB)\n");
    }

    #[test]
    fn a_remark_ends_the_line_and_the_step_repeats_its_title() {
        let text = printed(|console| {
            console
                .step("download", || {
                    console.note("138 MB to go");
                    Err::<(), _>(())
                })
                .unwrap_err();
        });
        assert_eq!(text, "▸ download … \n  138 MB to go\n✗ download … failed after 0.0 s\n");
    }

    #[test]
    fn steps_inside_a_step_are_indented() {
        let text = printed(|console| {
            console.step("plugins", || console.step("build zoo", || Ok::<_, ()>(()))).unwrap();
        });
        assert_eq!(text, "▸ plugins … \n  ▸ build zoo … 0.0 s\n▸ plugins … 0.0 s\n");
    }

    #[test]
    fn times_and_sizes_are_written_for_people() {
        assert_eq!(seconds(Duration::from_millis(12_345)), "12.3 s");
        assert_eq!(seconds(Duration::from_millis(59_990)), "1 min 00 s");
        assert_eq!(seconds(Duration::from_secs(123)), "2 min 03 s");
        assert_eq!(size(812), "812 B");
        assert_eq!(size(811_001), "812 kB");
        assert_eq!(size(1_640_000), "1.6 MB");
    }
}
