//! A running server in a folder of its own, and what it says.
//!
//! Rule: a port of its own, taken by the server and read from what it prints; nothing waits for a time, everything for a
//! word or the end, within a bound.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use loadin_storage::trial;
use rustix::process::{Pid, Signal, kill_process};

use super::binary::{Loadin, Said, checkout};

/// How long anything may take; on a busy machine most of it is compiling the plugin.
const PATIENCE: Duration = Duration::from_secs(90);

/// A folder with its data and settings, and the plugins of this checkout unless said otherwise.
pub(crate) struct Instance {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    said: Arc<Heard>,
    /// What browsers say they come from.
    pub(crate) origin: String,
}

/// Everything a process has said, on both outputs.
#[derive(Default)]
struct Heard {
    text: Mutex<(String, u8)>,
    news: Condvar,
}

impl Instance {
    /// Makes one on a database of its own: on the server that the tests are given, or in its folder.
    pub(crate) fn new() -> Self {
        let instance = Self::in_folder();
        match new_database(instance.folder.path()) {
            Some(url) => instance.with("LOADIN_DATABASE__URL", &url),
            None => instance,
        }
    }

    /// Makes another node of the same instance; `None` where it is kept in a folder, which has one.
    pub(crate) fn another_node(&self) -> Option<Self> {
        let url = self.database()?.to_owned();
        Some(Self::in_folder().with("LOADIN_DATABASE__URL", &url))
    }

    /// Returns the address of the database, unless it is a file.
    pub(crate) fn database(&self) -> Option<&str> {
        self.variables.iter().find(|(name, _)| name == "LOADIN_DATABASE__URL").map(|(_, url)| url.as_str())
    }

    /// Makes one whose database is a file in its folder.
    pub(crate) fn in_folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let instance = Self { folder, variables: Vec::new() };
        // Compiling the plugin is not what the stories test: they share what is compiled, and so the key that seals it.
        let shared = checkout().join("target/stories-data");
        let made = Loadin::new().run(&["person", "list"]);
        assert_eq!(made.code, 0, "{}", made.err);
        fs::create_dir_all(shared.join("compiled")).unwrap();
        fs::create_dir(instance.data()).unwrap();
        fs::copy(shared.join("root.key"), instance.data().join("root.key")).unwrap();
        symlink(shared.join("compiled"), instance.data().join("compiled")).unwrap();
        instance.with("LOADIN_PLUGINS__DIR", checkout().join("plugins").to_str().unwrap())
    }

    /// Sets a variable for everything that is run here.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Returns the one-time token, as the server leaves it for its own user.
    pub(crate) fn setup_token(&self) -> String {
        fs::read_to_string(self.data().join("set-up-token")).unwrap().trim().to_owned()
    }

    /// Starts the server and waits until it answers.
    pub(crate) fn serve(&self) -> Server {
        let mut server = self.start();
        server.until("ready in ");
        let text = server.until("(listening on ");
        let line = text.lines().find(|line| line.starts_with("Loadin ")).unwrap();
        server.origin = line.split(' ').find(|word| word.starts_with("http://")).unwrap().to_owned();
        server
    }

    /// Starts the server and does not wait.
    pub(crate) fn start(&self) -> Server {
        let mut child = self.command(&["serve"]).spawn().unwrap();
        let said = Arc::new(Heard::default());
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        Server { child, said, origin: String::new() }
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loadin-it"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LOADIN_DATA__DIR", self.data())
            .env("LOADIN_SERVER__LISTEN", "127.0.0.1:0")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl Server {
    /// Returns the address to connect to.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.origin.rsplit(':').next().unwrap())
    }

    /// Waits until the server has said something, and returns all that it said.
    pub(crate) fn until(&self, words: &str) -> String {
        let text = self.said.wait(|text, _| text.contains(words));
        assert!(text.contains(words), "no `{words}` in what was said:\n{text}");
        text
    }

    /// Asks the server to stop and waits for its end.
    pub(crate) fn stop(mut self) -> Said {
        self.ask_to_stop();
        self.end()
    }

    /// Sends TERM and does not wait.
    pub(crate) fn ask_to_stop(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Waits for the server's end.
    pub(crate) fn end(&mut self) -> Said {
        // Both outputs end with the process.
        let text = self.said.wait(|_, ended| ended == 2);
        assert_eq!(self.said.text.lock().unwrap().1, 2, "it does not end:\n{text}");
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        Said { code, out: text.clone(), err: text }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A story that failed half-way leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Heard {
    fn wait(&self, enough: impl Fn(&str, u8) -> bool) -> String {
        let heard = self.text.lock().unwrap();
        let waits = |(text, ended): &mut (String, u8)| !enough(text, *ended) && *ended < 2;
        let (heard, _) = self.news.wait_timeout_while(heard, PATIENCE, waits).unwrap();
        heard.0.clone()
    }
}

fn new_database(folder: &Path) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(trial::new_database(folder)).unwrap()
}

fn listen(output: impl Read + Send + 'static, said: &Arc<Heard>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let mut heard = said.text.lock().unwrap();
            heard.0.push_str(&line);
            heard.0.push('\n');
            said.news.notify_all();
        }
        said.text.lock().unwrap().1 += 1;
        said.news.notify_all();
    });
}
