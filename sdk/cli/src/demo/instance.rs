//! The demonstration's own instance: its data, its password, and the server over it.
//!
//! Rule: data and password are kept between runs, so that what somebody tried is still there; when the one is without the
//! other, both are made anew. The password is in a file that only its owner may read, and is printed, never logged.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    net::TcpListener,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{DemoError, visitor::Visitor};
use crate::{
    process::{Invocation, Running},
    workspace::Workspace,
};

/// Who runs the demonstration. The names stand on its pages.
pub(super) const LOGIN_NAME: &str = "demo";
const DISPLAY_NAME: &str = "Robin Demo";
const SPACE_NAME: &str = "The Demo Band";

/// The port that people find it at, where it is free.
const PORT: u16 = 8080;
/// How often it is asked whether it is ready, and for how long.
const ASKED_EVERY: Duration = Duration::from_millis(50);
const ASKED_TIMES: u32 = 2400;

/// The folder with everything that is kept.
pub(super) struct Home {
    folder: PathBuf,
}

/// A server that runs, and somebody who has signed in.
pub(super) struct Instance {
    pub(super) origin: String,
    pub(super) password: String,
    /// The space's name in addresses.
    pub(super) space: String,
    pub(super) visitor: Visitor,
    pub(super) server: Running,
}

impl Home {
    pub(super) fn at(out: &Path) -> Self {
        Self { folder: out.join("instance") }
    }

    fn password_file(&self) -> PathBuf {
        self.folder.join("password")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts the server over what is kept, or over nothing, and signs in.
    pub(super) fn open(&self, loadin: &Path, workspace: &Workspace) -> Result<Instance, DemoError> {
        if let Some(password) = self.kept_password() {
            let (origin, server) = self.start(loadin, workspace)?;
            let mut visitor = Visitor::new(&origin);
            if let Some(space) = sign_in(&mut visitor, &password)? {
                return Ok(Instance { origin, password, space, visitor, server });
            }
        }
        self.clear()?;
        let password = new_password()?;
        let (origin, server) = self.start(loadin, workspace)?;
        let mut visitor = Visitor::new(&origin);
        let space = self.set_up(&mut visitor, &password)?;
        self.keep_password(&password)?;
        Ok(Instance { origin, password, space, visitor, server })
    }

    fn kept_password(&self) -> Option<String> {
        let password = fs::read_to_string(self.password_file()).ok()?;
        self.data().is_dir().then(|| password.trim().to_owned())
    }

    fn clear(&self) -> Result<(), DemoError> {
        let clear = || {
            match fs::remove_dir_all(&self.folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)
        };
        clear().map_err(|source| DemoError::Unwritable { path: self.folder.clone(), source })
    }

    fn keep_password(&self, password: &str) -> Result<(), DemoError> {
        let path = self.password_file();
        let mut options = OpenOptions::new();
        let keep = || {
            let mut file = options.write(true).create_new(true).mode(0o600).open(&path)?;
            writeln!(file, "{password}")
        };
        let mut keep = keep;
        keep().map_err(|source| DemoError::Unwritable { path: path.clone(), source })
    }

    fn start(&self, loadin: &Path, workspace: &Workspace) -> Result<(String, Running), DemoError> {
        let port = free_port().map_err(DemoError::NoPort)?;
        let origin = format!("http://localhost:{port}");
        let log = self.folder.join("server.log");
        let file = File::create(&log).map_err(|source| DemoError::Unwritable { path: log.clone(), source })?;
        let invocation = Invocation::new(loadin)
            .arg("serve")
            .env("LOADIN_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("LOADIN_SERVER__PUBLIC_URL", &origin)
            .env("LOADIN_PLUGINS__DIR", workspace.root.join("plugins"))
            .env("LOADIN_DATA__DIR", self.data())
            .folder(&workspace.root);
        let mut server = invocation.start(&file)?;
        let mut visitor = Visitor::new(&format!("http://127.0.0.1:{port}"));
        for _ in 0..ASKED_TIMES {
            if let Some(finished) = server.ended() {
                let said = fs::read_to_string(&log).unwrap_or_default();
                let said = said.lines().next_back().unwrap_or_default().to_owned();
                return Err(DemoError::NotServing { ending: finished.ending(), said, log });
            }
            if visitor.get("/readyz").is_ok_and(|answer| answer.status.is_success()) {
                return Ok((origin, server));
            }
            thread::sleep(ASKED_EVERY);
        }
        Err(DemoError::NotServing { ending: "no sign of being ready".to_owned(), said: String::new(), log })
    }

    /// Does what whoever starts an instance does first, by the one-time token that it leaves them.
    fn set_up(&self, visitor: &mut Visitor, password: &str) -> Result<String, DemoError> {
        let path = self.data().join("set-up-token");
        let token = fs::read_to_string(&path).map_err(|source| DemoError::Unreadable { path, source })?;
        let token = token.trim();
        let fields = [
            ("setup_token", token),
            ("space_name", SPACE_NAME),
            ("space_kind", "band"),
            ("display_name", DISPLAY_NAME),
            ("login_name", LOGIN_NAME),
            ("password", password),
        ];
        let answer = visitor.fill_in(&format!("/set-up?token={token}"), "/set-up", &fields)?;
        let space = answer.location.as_deref().and_then(space_in).map(str::to_owned);
        space.ok_or_else(|| answer.refusal("/set-up").into())
    }
}

/// Signs in; returns the first space, or nothing when the server does not know this person.
fn sign_in(visitor: &mut Visitor, password: &str) -> Result<Option<String>, DemoError> {
    let fields = [("login_name", LOGIN_NAME), ("password", password)];
    let Ok(answer) = visitor.fill_in("/sign-in", "/sign-in", &fields) else { return Ok(None) };
    if !answer.status.is_redirection() {
        return Ok(None);
    }
    let account = visitor.page("/account")?;
    let text = String::from_utf8_lossy(&account.body).into_owned();
    Ok(text.split("href=\"").skip(1).find_map(|link| space_in(link.split('"').next()?)).map(str::to_owned))
}

/// Returns the space's name in an address such as `/s/the-band/p/x`.
fn space_in(path: &str) -> Option<&str> {
    path.strip_prefix("/s/")?.split(['/', '?', '#']).next().filter(|name| !name.is_empty())
}

/// Returns the port that people find the demonstration at, or any that is free.
fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", PORT)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    Ok(listener.local_addr()?.port())
}

/// Returns four groups of five characters that cannot be taken for one another: 98 bits.
fn new_password() -> Result<String, DemoError> {
    const ALPHABET: &[u8; 30] = b"abcdefghjkmnpqrstuvwxyz2345678";
    let mut groups = Vec::new();
    while groups.len() < 4 {
        let mut group = String::new();
        while group.len() < 5 {
            let mut random = [0_u8; 1];
            getrandom::fill(&mut random).map_err(DemoError::NoRandomness)?;
            // The alphabet goes eight times into what a byte can be; the rest is thrown away.
            let at = usize::from(random[0]);
            if at < 240 {
                group.extend(ALPHABET.get(at % ALPHABET.len()).map(|byte| char::from(*byte)));
            }
        }
        groups.push(group);
    }
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::{Home, new_password, space_in};

    #[test]
    fn a_password_is_long_readable_and_never_the_same() {
        let (one, two) = (new_password().unwrap(), new_password().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 23);
        assert!(one.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit()), "{one}");
    }

    #[test]
    fn the_password_is_kept_for_its_owner_only_and_goes_with_the_data() {
        let out = tempfile::tempdir().unwrap();
        let home = Home::at(out.path());
        home.clear().unwrap();
        home.keep_password("four-loud-vans").unwrap();
        assert_eq!(home.kept_password(), None, "without data it opens nothing");
        fs::create_dir(home.data()).unwrap();
        assert_eq!(home.kept_password().as_deref(), Some("four-loud-vans"));
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(home.password_file()), mode(home.folder.clone())), (0o600, 0o700));
        home.clear().unwrap();
        assert_eq!(home.kept_password(), None);
    }

    #[test]
    fn the_space_is_read_off_an_address() {
        assert_eq!(space_in("/s/the-demo-band"), Some("the-demo-band"));
        assert_eq!(space_in("/s/a/p/tour?x=1"), Some("a"));
        assert_eq!((space_in("/account"), space_in("/s/")), (None, None));
    }
}
