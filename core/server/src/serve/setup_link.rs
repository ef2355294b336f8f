//! The link that opens the first run, on the terminal; its token also in a file that only the server's own user reads.
//!
//! Invariant: the file is there while its token works, and no longer: it goes when the set-up is done, when the token is too
//! old, when the server stops, and at the next start if a crash left it behind.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use loadin_auth::{Accounts, Origin, SETUP_TOKEN_LIFETIME};
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

/// How often it looks whether somebody has set the instance up; one small query.
const LOOK: Duration = Duration::from_secs(1);

/// A link that opens the set-up. Dropping it takes its file away.
pub(super) struct SetupLink {
    url: String,
    file: PathBuf,
}

impl SetupLink {
    /// Offers a new token; `None` when the instance is set up.
    pub(super) async fn offer(accounts: &Accounts, origin: &Origin, data: &Path) -> anyhow::Result<Option<Self>> {
        let file = data.join("set-up-token");
        let Some(token) = accounts.offer_setup().await.context("cannot offer the set-up")? else {
            remove(&file);
            return Ok(None);
        };
        let url = format!("{origin}/set-up?token={}", token.expose());
        write(data, &file, token.expose()).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Some(Self { url, file }))
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Returns once the instance is set up or the token too old, and takes the file away.
    pub(super) async fn until_used(self, accounts: Arc<Accounts>) {
        let used = async {
            // A store that fails is no sign of a set-up; whoever writes to it next tells.
            while accounts.is_setup_open().await.unwrap_or(true) {
                sleep(LOOK).await;
            }
        };
        let ended = timeout(SETUP_TOKEN_LIFETIME, used).await;
        // Before anything is said of it: whoever reads the log finds the file gone.
        drop(self);
        match ended {
            Ok(()) => info!("the instance is set up"),
            Err(_) => warn!("the link for the set-up is too old: restart the server for a new one"),
        }
    }
}

impl Drop for SetupLink {
    fn drop(&mut self) {
        remove(&self.file);
    }
}

/// Writes the token beside its place and moves it there, so that nobody reads half of it.
fn write(data: &Path, file: &Path, token: &str) -> io::Result<()> {
    // A temporary file is made with mode 0600.
    let mut temporary = tempfile::NamedTempFile::new_in(data)?;
    writeln!(temporary, "{token}")?;
    temporary.persist(file).map(drop).map_err(|error| error.error)
}

fn remove(file: &Path) {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            warn!("cannot take {} away ({error}): delete it, it is of no use any more", file.display());
        }
        _ => {}
    }
}
