//! Finding a Chromium for the stories over the pages and for their pictures.
//!
//! In order: the one that is named; the machine's own; one that an earlier run unpacked; the distribution's package,
//! installed by whoever may, else unpacked into our cache. Rule: a browser counts only when it starts and tells its version,
//! because some distributions have a `chromium-browser` that only says where to get it.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

use crate::{
    apt,
    console::Console,
    debs::{self, DebsError},
    process::Invocation,
    toolchain,
};

/// Names the browser, on machines with a reason.
pub(crate) const VARIABLE: &str = "LOADIN_CHROMIUM";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Debian's package; where it has another name, it is no browser but a pointer to another store.
const PACKAGE: &str = "chromium";

/// Why there is no browser.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChromiumError {
    #[error("{VARIABLE}={} is no Chromium that starts: {reason}", path.display())]
    Named { path: PathBuf, reason: String },
    #[error(
        "there is no Chromium: install your system's `chromium` or Google Chrome, or set {VARIABLE} to where it is ({reasons})"
    )]
    Nowhere { reasons: String },
    #[error(transparent)]
    Debs(#[from] DebsError),
    #[error("{0}")]
    Broken(String),
}

/// Returns a browser, by the first way that works.
pub(crate) fn provide(console: &Console) -> Result<PathBuf, ChromiumError> {
    if let Some(path) = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        return match version(console, &path) {
            Ok(_) => Ok(path),
            Err(reason) => Err(ChromiumError::Named { path, reason }),
        };
    }
    let path = env::var_os("PATH");
    let find = || in_path(path.as_deref()).into_iter().find(|path| version(console, path).is_ok());
    if let Some(found) = find() {
        return Ok(found);
    }
    let cache = toolchain::cache_of_process().map(|cache| cache.join("browser"));
    let unpacked = cache.as_deref().map(|cache| program_in(&cache.join(folder_name())));
    if let Some(unpacked) = unpacked.filter(|path| path.is_file()) {
        return Ok(unpacked);
    }
    if !apt::is_here() {
        return Err(ChromiumError::Nowhere { reasons: "not Debian or Ubuntu".to_owned() });
    }
    let reason = match apt::means(console) {
        Some(means) => match apt::install(console, means, &[PACKAGE]) {
            Ok(()) => return find().ok_or_else(|| nowhere("the installed package does not start")),
            Err(error) => error.to_string(),
        },
        None => "not root, and sudo asks for a password".to_owned(),
    };
    let cache = cache.ok_or_else(|| nowhere(&reason))?;
    unpack(console, &cache).map_err(|error| nowhere(&format!("{reason}; {error}")))
}

fn nowhere(reasons: &str) -> ChromiumError {
    ChromiumError::Nowhere { reasons: reasons.to_owned() }
}

/// Returns the programs in the path that may be a Chromium, by preference.
fn in_path(path: Option<&OsStr>) -> Vec<PathBuf> {
    let folders: Vec<PathBuf> = path.map(|path| env::split_paths(path).collect()).unwrap_or_default();
    let places = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.filter(|path| path.is_file()).collect()
}

/// Returns what the browser calls itself, or why it does not start.
fn version(console: &Console, program: &Path) -> Result<String, String> {
    let asked = Invocation::new(program).arg("--version").capture(console).map_err(|error| error.to_string())?;
    let said = asked.stdout.trim();
    if asked.is_success() && said.starts_with("Chrom") || said.starts_with("Google Chrome") {
        return Ok(said.to_owned());
    }
    Err(asked.reason())
}

fn folder_name() -> String {
    format!("chromium-{}", env::consts::ARCH)
}

/// Returns the browser's place inside the folder that packages were unpacked into.
fn program_in(folder: &Path) -> PathBuf {
    folder.join("bin/chromium")
}

/// Unpacks the package and everything it needs that this machine lacks.
fn unpack(console: &Console, cache: &Path) -> Result<PathBuf, ChromiumError> {
    let is_whole = |folder: &Path| program_in(folder).is_file();
    let finished = debs::make(console, cache, &folder_name(), is_whole, |staging| fill(console, staging))?;
    Ok(program_in(&finished))
}

fn fill(console: &Console, staging: &Path) -> Result<(), ChromiumError> {
    let packages = apt::planned(console, PACKAGE).map_err(ChromiumError::Broken)?;
    debs::unpack(console, staging, &packages, "Chromium")?;
    write_font_settings(staging)?;
    let exports = "export FONTCONFIG_FILE=\"$root/fonts.conf\"\n";
    let program = Path::new("usr/lib/chromium/chromium");
    debs::write_wrapper(&program_in(staging), &debs::library_folders(staging), exports, program)?;
    let started = console.step("try it", || version(console, &program_in(staging)));
    started
        .map(|_| ())
        .map_err(|reason| ChromiumError::Broken(format!("the unpacked Chromium does not start: {reason}")))
}

/// A machine without a screen has no fonts, and its settings would not know of ours.
fn write_font_settings(staging: &Path) -> Result<(), DebsError> {
    const SETTINGS: &str = r#"<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"#;
    let path = staging.join("fonts.conf");
    fs::write(&path, SETTINGS).map_err(debs::at(&path))
}

/// Takes a picture of a page that lies on the disk or is served.
pub(crate) struct Picture<'a> {
    pub(crate) url: &'a str,
    pub(crate) file: &'a Path,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Picture<'_> {
    /// Returns what the browser is started with; `profile` is a folder of its own, so that nobody's is touched.
    pub(crate) fn invocation(&self, chromium: &Path, profile: &Path) -> Invocation {
        let with = |name: &str, value: &OsStr| {
            let mut argument = OsString::from(name);
            argument.push(value);
            argument
        };
        Invocation::new(chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--hide-scrollbars", "--allow-file-access-from-files"])
            .arg(with("--user-data-dir=", profile.as_os_str()))
            .arg(format!("--window-size={},{}", self.width, self.height))
            .arg(with("--screenshot=", self.file.as_os_str()))
            .arg(self.url)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io, os::unix::fs::PermissionsExt as _, path::Path};

    use super::{Picture, in_path, version};
    use crate::console::Console;

    fn put_script(path: &Path, script: &str) {
        fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn a_browser_is_one_that_tells_its_version() {
        let folder = tempfile::tempdir().unwrap();
        let console = Console::quiet(Box::new(io::sink()));
        let (real, pointer) = (folder.path().join("chromium"), folder.path().join("chromium-browser"));
        put_script(&real, "echo Chromium 156.0.1 built on Debian");
        put_script(&pointer, "echo 'get it from the store' >&2; exit 1");
        assert_eq!(in_path(Some(folder.path().as_os_str())), [real.clone(), pointer.clone()]);
        assert_eq!(version(&console, &real).unwrap(), "Chromium 156.0.1 built on Debian");
        assert_eq!(version(&console, &pointer).unwrap_err(), "get it from the store");
        assert!(version(&console, &folder.path().join("none")).unwrap_err().contains("is not installed"));
    }

    #[test]
    fn a_picture_has_the_size_of_its_screen_and_a_profile_of_its_own() {
        let picture = Picture { url: "file:///p.html", file: Path::new("/out/p.png"), width: 360, height: 800 };
        let asked = picture.invocation(Path::new("/bin/chromium"), Path::new("/tmp/profile"));
        let words: Vec<String> = asked.arguments.into_iter().map(|word| word.into_string().unwrap()).collect();
        for wanted in
            ["--window-size=360,800", "--user-data-dir=/tmp/profile", "--screenshot=/out/p.png", "file:///p.html"]
        {
            assert!(words.iter().any(|word| word == wanted), "{wanted} in {words:?}");
        }
    }
}
