//! Compiled components: made by the child, kept on disk with a MAC, loaded from there.
//!
//! Invariant: compiled code is native code. [`Store::load`] deserialises only bytes whose MAC it has just checked
//! with the host's secret, and this is the only `unsafe` of the project. A file that was altered, truncated or made by
//! another version is compiled again.

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
};
use wasmtime::{Engine, component::Component};

/// How long the child may take.
const COMPILE_LIMIT: Duration = Duration::from_secs(60);

const MAC_BYTES: usize = 32;

/// Why a component has no compiled form.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The child could not be started, or broke off.
    #[error("cannot run the compiler: {0}")]
    Child(#[source] io::Error),
    /// The child ran out of time.
    #[error("compiling took longer than {} s and was stopped", COMPILE_LIMIT.as_secs())]
    TooLong,
    /// The compiler refused the component.
    #[error("{0}")]
    Refused(String),
    /// The compiled code does not load.
    #[error("the compiled code does not load: {0}")]
    Load(String),
}

/// Where compiled components are kept.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    secret: [u8; 32],
    compiler: Vec<OsString>,
}

impl Store {
    pub(crate) fn new(folder: PathBuf, secret: [u8; 32], compiler: Vec<OsString>) -> Self {
        Self { folder, secret, compiler }
    }

    /// Returns the component ready to run: from the cache when its MAC holds, else freshly compiled.
    pub(crate) async fn component(&self, engine: &Engine, wasm: &[u8]) -> Result<Component, CompileError> {
        let key = cache_key(engine, wasm);
        let path = self.folder.join(format!("{key}.cwasm"));
        if let Some(code) = self.cached(&path, &key) {
            match load(engine, &code) {
                Ok(component) => return Ok(component),
                Err(error) => tracing::warn!("a cached component does not load and is compiled again: {error}"),
            }
        }
        let started = Instant::now();
        let code = self.compile(wasm).await?;
        tracing::info!(took_ms = started.elapsed().as_millis(), "compiled a component of {} bytes", wasm.len());
        if let Err(error) = self.keep(&path, &key, &code) {
            tracing::warn!("cannot keep a compiled component in {}: {error}", self.folder.display());
        }
        load(engine, &code)
    }

    /// Reads compiled code and returns it only if its MAC holds for this key.
    fn cached(&self, path: &Path, key: &str) -> Option<Vec<u8>> {
        let mut file = fs::read(path).ok()?;
        let code_bytes = file.len().checked_sub(MAC_BYTES)?;
        let mac = file.split_off(code_bytes);
        if self.mac(key, &file).verify_slice(&mac).is_err() {
            tracing::warn!("{} was altered and is compiled again", path.display());
            return None;
        }
        Some(file)
    }

    fn mac(&self, key: &str, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.secret) {
            Ok(mac) => mac,
            Err(impossible) => unreachable!("HMAC takes keys of any length: {impossible}"),
        };
        mac.update(key.as_bytes());
        mac.update(code);
        mac
    }

    /// Writes code and MAC beside the final name, then renames: a reader never sees half a file.
    fn keep(&self, path: &Path, key: &str, code: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let temporary = path.with_extension(format!("tmp{}", std::process::id()));
        let mac = self.mac(key, code).finalize().into_bytes();
        let mut file = fs::File::create(&temporary)?;
        file.write_all(code)?;
        file.write_all(&mac)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    }

    async fn compile(&self, wasm: &[u8]) -> Result<Vec<u8>, CompileError> {
        tokio::time::timeout(COMPILE_LIMIT, self.run_child(wasm)).await.map_err(|_| CompileError::TooLong)?
    }

    async fn run_child(&self, wasm: &[u8]) -> Result<Vec<u8>, CompileError> {
        let Some((program, arguments)) = self.compiler.split_first() else {
            return Err(CompileError::Refused("no compiler is set".into()));
        };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(CompileError::Child)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(mut stdout), Some(mut stderr)) = (stdin, stdout, stderr) else {
            return Err(CompileError::Refused("the compiler has no pipes".into()));
        };
        let feed = async move {
            // A child that refuses early closes its end; its message says more than our broken pipe.
            let _ = stdin.write_all(wasm).await;
            drop(stdin);
        };
        let (mut code, mut message) = (Vec::new(), String::new());
        let ((), code_read, message_read) =
            tokio::join!(feed, stdout.read_to_end(&mut code), stderr.read_to_string(&mut message));
        code_read.and(message_read).map_err(CompileError::Child)?;
        let status = child.wait().await.map_err(CompileError::Child)?;
        if status.success() { Ok(code) } else { Err(CompileError::Refused(refusal(&message, &status.to_string()))) }
    }
}

fn refusal(message: &str, status: &str) -> String {
    match message.trim() {
        "" => format!("the compiler stopped ({status}): the component needs more than 1 GiB or 60 s to compile"),
        said => said.to_owned(),
    }
}

/// Names the compiled form: by the component, and by everything that decides what code comes out.
fn cache_key(engine: &Engine, wasm: &[u8]) -> String {
    let mut version = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut version);
    let digest = Sha256::digest(wasm);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}-{:016x}", version.finish())
}

fn load(engine: &Engine, code: &[u8]) -> Result<Component, CompileError> {
    #[expect(unsafe_code, reason = "the MAC over this code was checked, or our own child has just made it")]
    // SAFETY: `code` is what our compile child wrote: either it comes straight from the child, or its MAC, keyed with the
    // host's secret, was verified over these very bytes (not over the file, which might change in between).
    let component = unsafe { Component::deserialize(engine, code) };
    component.map_err(|error| CompileError::Load(format!("{error:#}")))
}
