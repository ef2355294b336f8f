//! Running a child and keeping what it prints.
//!
//! Rule: both pipes are read at the same time by threads of their own; a child that fills one while we wait on the other
//! would hang for ever.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use super::{Finished, Invocation, Patience, RunError, interrupt::Listed};
use crate::console::{Console, seconds};

/// How often somebody who reads a log is told that a long step is still going on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

enum Heard {
    Out(String),
    Err(String),
}

pub(super) fn run(invocation: &Invocation, console: &Console, shows_stderr: bool) -> Result<Finished, RunError> {
    let mut command = invocation.command();
    command.stdout(Stdio::piped());
    if shows_stderr {
        console.close_line();
    } else {
        command.stderr(Stdio::piped());
    }
    let mut child = command.spawn().map_err(|source| invocation.not_started(source))?;
    let _listed = Listed::new(child.id());
    let mut finished = listen(invocation, console, &mut child)?;
    let status = child.wait().map_err(|source| invocation.not_started(source))?;
    finished.code = status.code();
    Ok(finished)
}

fn listen(invocation: &Invocation, console: &Console, child: &mut Child) -> Result<Finished, RunError> {
    let (sender, heard) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        pass_on(stdout, sender.clone(), Heard::Out);
    }
    if let Some(stderr) = child.stderr.take() {
        pass_on(stderr, sender, Heard::Err);
    } else {
        drop(sender);
    }
    let start = Instant::now();
    let (mut finished, mut told) = (Finished::default(), start);
    let mut watch = invocation.patience.as_ref().map(|patience| Watch::new(patience, start));
    loop {
        match heard.recv_timeout(Duration::from_millis(500)) {
            Ok(Heard::Out(line)) => finished.stdout.push_str(&line),
            Ok(Heard::Err(line)) => finished.stderr.push_str(&line),
            Err(RecvTimeoutError::Disconnected) => return Ok(finished),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let printed = finished.stdout.len() + finished.stderr.len();
        if let Some(limit) = watch.as_mut().and_then(|watch| watch.has_run_out(printed)) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(RunError::Silent { program: invocation.name(), limit });
        }
        if told.elapsed() >= SIGN_OF_LIFE && !console.is_terminal() {
            told = Instant::now();
            let last = finished.stderr.lines().next_back().unwrap_or_default().trim();
            console.note(format!("still at it after {}: {last}", seconds(start.elapsed())).trim_end_matches(": "));
        }
    }
}

fn pass_on(pipe: impl Read + Send + 'static, sender: Sender<Heard>, wrap: fn(String) -> Heard) {
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).into_owned();
            line.clear();
            if sender.send(wrap(text)).is_err() {
                return;
            }
        }
    });
}

/// Notices when a child has shown no sign of life for too long.
struct Watch<'a> {
    patience: &'a Patience,
    last_sign: Instant,
    looked: Instant,
    seen: (usize, u64),
}

impl<'a> Watch<'a> {
    fn new(patience: &'a Patience, now: Instant) -> Self {
        Self { patience, last_sign: now, looked: now, seen: (0, 0) }
    }

    /// Returns the limit when it has passed without anything printed and without a file growing.
    fn has_run_out(&mut self, printed: usize) -> Option<Duration> {
        if self.looked.elapsed() < Duration::from_millis(250) {
            return None;
        }
        self.looked = Instant::now();
        let seen = (printed, self.patience.folder.as_deref().map_or(0, size_of_files));
        if seen != self.seen {
            (self.seen, self.last_sign) = (seen, self.looked);
        }
        (self.last_sign.elapsed() >= self.patience.limit).then_some(self.patience.limit)
    }
}

/// Returns the size of the files in a folder, without those in folders below it.
fn size_of_files(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}
