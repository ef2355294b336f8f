//! A PostgreSQL server of one's own, from the programs that are installed on this machine.
//!
//! Rule: nobody else's server is touched. It has a socket in a folder of its own and no port, and ends with the value.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;
use loadin_storage::trial;
use tempfile::TempDir;

/// Whom the server runs as when we are root, which it refuses to be.
const USER: &str = "postgres";
const DEBIAN: &str = "/usr/lib/postgresql";

/// An empty database: on the server that `LOADIN_TEST_POSTGRES` names, or on one of its own.
pub(crate) struct Database {
    pub(crate) url: String,
    _cluster: Option<Cluster>,
}

impl Database {
    /// `work` is a temporary folder; its random name is the database's.
    pub(crate) fn new(work: &Path) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        if let Some(url) = runtime.block_on(trial::new_database(work))? {
            return Ok(Self { url, _cluster: None });
        }
        let cluster = Cluster::start()?;
        Ok(Self { url: cluster.database()?, _cluster: Some(cluster) })
    }
}

/// A running server.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let cluster = Self { folder: crate::folder()?, programs: programs()? };
        if is_root() {
            // The folder is ours, for the user that the server runs as.
            let given = Command::new("chown").arg(USER).arg(cluster.folder.path()).status()?;
            anyhow::ensure!(given.success(), "cannot give a folder to the user {USER}");
        }
        let data = cluster.data();
        let data = data.to_string_lossy();
        cluster
            .run("initdb", &["-D", &data, "-U", "loadin", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync"])?;
        let mut settings = fs::OpenOptions::new().append(true).open(cluster.data().join("postgresql.conf"))?;
        let socket = cluster.folder.path().display();
        writeln!(settings, "listen_addresses=''\nunix_socket_directories='{socket}'\nmax_connections=60")?;
        cluster.again()?;
        Ok(cluster)
    }

    /// Starts the server, after a crash or for the first time.
    pub(crate) fn again(&self) -> anyhow::Result<()> {
        let (data, log) = (self.data(), self.folder.path().join("log"));
        let (data, log) = (data.to_string_lossy(), log.to_string_lossy());
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-t", "30", "start"])
    }

    /// Ends the server as a crash would: nothing is finished, nothing is written.
    pub(crate) fn crash(&self) -> anyhow::Result<()> {
        self.run("pg_ctl", &["-D", &self.data().to_string_lossy(), "-m", "immediate", "-w", "stop"])
    }

    /// Makes an empty database; returns its address.
    pub(crate) fn database(&self) -> anyhow::Result<String> {
        let host = self.folder.path().to_string_lossy();
        self.run("createdb", &["-h", &host, "-U", "loadin", "faults"])?;
        Ok(format!("postgres:///faults?host={host}&user=loadin"))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(&path);
            command
        } else {
            Command::new(&path)
        };
        // Into a file: the server inherits the output, and would keep a pipe open for as long as it lives.
        let said = tempfile::tempfile()?;
        let ending = command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(said.try_clone()?)
            .stderr(said)
            .status()
            .with_context(|| format!("cannot start {}", path.display()))?;
        anyhow::ensure!(
            ending.success(),
            "{program} ended with {ending}; its log is in {}",
            self.folder.path().display()
        );
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.crash();
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Returns the folder of the newest installed release.
fn programs() -> anyhow::Result<PathBuf> {
    let missing = || format!("there is no PostgreSQL in {DEBIAN}: install it (`apt-get install postgresql`)");
    let releases = fs::read_dir(DEBIAN).with_context(missing)?;
    let found = releases.filter_map(|entry| {
        let path = entry.ok()?.path();
        let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
        Path::is_file(&path.join("bin/initdb")).then(|| (number, path.join("bin")))
    });
    found.max().map(|(_, path)| path).with_context(missing)
}
