//! A PostgreSQL server of our own, for the tests that are held against it.
//!
//! The programs are, in order: those of the folder that is named; the machine's own; ones that an earlier run unpacked; the
//! distribution's package, installed by whoever may, else unpacked into our cache. Rule: the server keeps its data below
//! `target`, listens on a socket in a folder of its own and on no network, and ends with its handle; a cluster of the
//! machine is never touched.

mod owner;
mod programs;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{
    console::Console,
    debs::DebsError,
    process::{Finished, RunError, Running},
};

use owner::Owner;
use programs::Programs;

/// Names the folder of `postgres` and `initdb`, on machines with a reason.
const VARIABLE: &str = "LOADIN_POSTGRES";
/// The role that owns everything.
const ROLE: &str = "loadin";
/// Below `target`: one folder for each server.
const FOLDER: &str = "postgres";
/// How long a start may take; it takes a quarter of a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Made for tests: nothing has to outlive a power cut, and many stores are open at once.
const SETTINGS: &str = "listen_addresses = ''\nmax_connections = 200\nshared_buffers = 64MB\nfsync = off\n\
                        full_page_writes = off\nmax_wal_size = 4GB\nlog_min_messages = fatal\n";

/// Who reaches the socket is trusted; but a test that makes the role `guarded` finds one who has to tell a password.
const ADMITTED: &str = "local all guarded scram-sha-256\nlocal all all trust\n";

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostgresError {
    #[error("{VARIABLE}={}: {reason}", path.display())]
    Named { path: PathBuf, reason: String },
    #[error(
        "there is no PostgreSQL {oldest} or later: install your system's `postgresql`, or set {VARIABLE} to the folder of its `initdb` and `postgres` ({reasons})",
        oldest = programs::OLDEST
    )]
    Nowhere { reasons: String },
    #[error("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")]
    NoOwner,
    #[error("cannot write to {}: {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("cannot {doing}: {reason}")]
    Server { doing: &'static str, reason: String },
    #[error(transparent)]
    Debs(#[from] DebsError),
    #[error(transparent)]
    Run(#[from] RunError),
}

/// A server that runs until it is dropped; then its data are gone.
pub(crate) struct Server {
    // Dropped in this order: the folders go when nobody writes there any more.
    _running: Running,
    socket: TempDir,
    _data: TempDir,
}

impl Server {
    /// Finds the programs and starts a new server whose data lie below `target`.
    pub(crate) fn start(console: &Console, target: &Path) -> Result<Self, PostgresError> {
        let programs = programs::provide(console)?;
        console.detail(&programs.version);
        let owner = Owner::of_process()?;
        let data = data_folder(console, &owner, target)?;
        // Not below `target`: the path of a socket may have a hundred bytes.
        let socket = tempfile::Builder::new().prefix("loadin-pg-").tempdir();
        let socket = socket.map_err(at(&std::env::temp_dir()))?;
        owner.give(socket.path()).map_err(at(socket.path()))?;
        initialise(console, &programs, &owner, data.path(), socket.path())?;
        let running = run(&programs, &owner, data.path())?;
        Ok(Self { _running: running, socket, _data: data })
    }

    /// Returns the address of the database from which others are made.
    pub(crate) fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user={ROLE}", self.socket.path().display())
    }
}

/// Makes a folder below `target`, or beside all other temporary files when the owner cannot get there.
fn data_folder(console: &Console, owner: &Owner, target: &Path) -> Result<TempDir, PostgresError> {
    let below = target.join(FOLDER);
    fs::create_dir_all(&below).map_err(at(&below))?;
    remove_left_overs(&below);
    let make = |place: &Path| {
        let folder = tempfile::Builder::new().prefix("server-").tempdir_in(place).map_err(at(place))?;
        owner.give(folder.path()).map_err(at(folder.path()))?;
        Ok::<_, PostgresError>(folder)
    };
    let folder = make(&below)?;
    if owner.reaches(console, folder.path()) { Ok(folder) } else { make(&std::env::temp_dir()) }
}

/// Removes what runs have left that were killed, unless their server still runs.
fn remove_left_overs(below: &Path) {
    for folder in fs::read_dir(below).into_iter().flatten().flatten() {
        let pid = fs::read_to_string(folder.path().join("data/postmaster.pid"));
        let pid = pid.ok().and_then(|text| text.lines().next()?.trim().parse::<u32>().ok());
        if pid.is_none_or(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

fn initialise(
    console: &Console,
    programs: &Programs,
    owner: &Owner,
    folder: &Path,
    socket: &Path,
) -> Result<(), PostgresError> {
    let data = folder.join("data");
    let made = owner
        .run(&programs.folder.join("initdb"))
        .args(["--username", ROLE, "--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync", "--pgdata"])
        .arg(&data)
        .folder(folder)
        .capture(console)?;
    if !made.is_success() {
        return Err(PostgresError::Server { doing: "make a PostgreSQL cluster", reason: made.reason() });
    }
    let settings = format!("{SETTINGS}unix_socket_directories = '{}'\n", socket.display());
    for (name, text) in [("postgresql.conf", settings.as_str()), ("pg_hba.conf", ADMITTED)] {
        let path = data.join(name);
        fs::write(&path, text).map_err(at(&path))?;
    }
    Ok(())
}

/// Starts the server and waits until it answers.
fn run(programs: &Programs, owner: &Owner, folder: &Path) -> Result<Running, PostgresError> {
    let (data, path) = (folder.join("data"), folder.join("log"));
    let log = File::create(&path).map_err(at(&path))?;
    let start = owner.run(&programs.folder.join("postgres")).arg("-D").arg(&data).folder(folder);
    // By this signal it ends its sessions instead of waiting for them.
    let mut running = start.start(&log)?.ended_by(Signal::INT);
    let began = Instant::now();
    while !is_ready(&data) {
        let said = || fs::read_to_string(&path).unwrap_or_default();
        let failed = |reason| PostgresError::Server { doing: "start PostgreSQL", reason };
        if let Some(ended) = running.ended() {
            return Err(failed(Finished { stderr: said(), ..ended }.reason()));
        }
        if began.elapsed() > PATIENCE {
            return Err(failed(format!("it is not ready after {} s", PATIENCE.as_secs())));
        }
        sleep(Duration::from_millis(20));
    }
    Ok(running)
}

/// The server writes its state into the eighth line.
fn is_ready(data: &Path) -> bool {
    let state = fs::read_to_string(data.join("postmaster.pid"));
    state.is_ok_and(|text| text.lines().nth(7).is_some_and(|line| line.trim() == "ready"))
}

fn at(path: &Path) -> impl Fn(io::Error) -> PostgresError + '_ {
    move |source| PostgresError::Folder { path: path.to_path_buf(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{is_ready, remove_left_overs};

    #[test]
    fn a_server_is_ready_when_it_says_so() {
        let data = tempfile::tempdir().unwrap();
        assert!(!is_ready(data.path()));
        for (state, expected) in [("starting", false), ("ready   ", true), ("stopping", false)] {
            let text = format!("71\n/data\n1800000000\n5432\n/run\n\n  1 2\n{state}\n");
            fs::write(data.path().join("postmaster.pid"), text).unwrap();
            assert_eq!(is_ready(data.path()), expected, "{state}");
        }
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_runs_is_not() {
        let below = tempfile::tempdir().unwrap();
        for (name, pid) in [("server-dead", 4_194_305), ("server-live", std::process::id())] {
            fs::create_dir_all(below.path().join(name).join("data")).unwrap();
            fs::write(below.path().join(name).join("data/postmaster.pid"), format!("{pid}\n/data\n")).unwrap();
        }
        fs::create_dir(below.path().join("server-unborn")).unwrap();
        remove_left_overs(below.path());
        let left: Vec<_> = fs::read_dir(below.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["server-live"]);
    }
}
