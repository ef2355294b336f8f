//! Runs the binary in a folder of its own and keeps what it said.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder with its own data, and the plugins of this checkout.
pub(crate) struct Loadin {
    folder: tempfile::TempDir,
    plugins: PathBuf,
}

/// What one run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Loadin {
    pub(crate) fn new() -> Self {
        Self::with_plugins(&checkout().join("plugins"))
    }

    pub(crate) fn with_plugins(plugins: &Path) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), plugins: plugins.to_path_buf() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder and returns its name.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with_input(arguments, "")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = Command::new(env!("CARGO_BIN_EXE_loadin-it"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LOADIN_PLUGINS__DIR", &self.plugins)
            .env("LOADIN_DATA__DIR", shared_data())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that refuses its arguments never reads its input: a broken pipe here is no fault.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Said::of(child.wait_with_output().unwrap())
    }
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts that the run refused with `code`, said `sentence` and put nothing on standard output.
    pub(crate) fn refused(&self, code: i32, sentence: &str) {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self:?}");
        assert!(self.err.contains(sentence), "wanted: {sentence}\nsaid: {}", self.err);
    }
}

pub(crate) fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Compiled components are shared by the stories: compiling is not what they test.
fn shared_data() -> PathBuf {
    let folder = checkout().join("target/stories-data");
    fs::create_dir_all(&folder).unwrap();
    folder
}
