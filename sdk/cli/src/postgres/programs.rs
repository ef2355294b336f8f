//! Finding `postgres` and `initdb`.
//!
//! Rule: a folder counts only when both are in it, start, and are new enough.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use super::{PostgresError, VARIABLE};
use crate::{
    apt,
    console::Console,
    debs::{self, DebsError},
    process::Invocation,
    toolchain,
};

/// The oldest release that Loadin works with.
pub(super) const OLDEST: u32 = 15;
/// Debian's package, whose version is the distribution's choice.
const PACKAGE: &str = "postgresql";
/// Where distributions keep each release in a folder of its own.
const VERSIONED: [&str; 2] = ["/usr/lib/postgresql", "/usr/pgsql"];

/// A folder with both programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) folder: PathBuf,
    /// What the server calls itself.
    pub(super) version: String,
}

/// Returns the programs, by the first way that works.
pub(super) fn provide(console: &Console) -> Result<Programs, PostgresError> {
    if let Some(path) = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        return examine(console, &path).map_err(|reason| PostgresError::Named { path, reason });
    }
    let path = env::var_os("PATH");
    let find = || places(path.as_deref()).iter().find_map(|folder| examine(console, folder).ok());
    if let Some(found) = find() {
        return Ok(found);
    }
    let cache = toolchain::cache_of_process().map(|cache| cache.join("postgres"));
    let unpacked = cache.as_deref().map(|cache| cache.join(folder_name()).join("bin"));
    if let Some(found) = unpacked.and_then(|folder| examine(console, &folder).ok()) {
        return Ok(found);
    }
    let nowhere = |reasons: &str| PostgresError::Nowhere { reasons: reasons.to_owned() };
    if !apt::is_here() {
        return Err(nowhere("not Debian or Ubuntu"));
    }
    let reason = match apt::means(console) {
        Some(means) => match apt::install(console, means, &[PACKAGE]) {
            Ok(()) => return find().ok_or_else(|| nowhere("the installed package is too old or does not start")),
            Err(error) => error.to_string(),
        },
        None => "not root, and sudo asks for a password".to_owned(),
    };
    let cache = cache.ok_or_else(|| nowhere(&reason))?;
    unpack(console, &cache).map_err(|error| nowhere(&format!("{reason}; {error}")))
}

/// Returns the folders where the programs may be, the newest release of each place first.
fn places(path: Option<&OsStr>) -> Vec<PathBuf> {
    let named: Vec<PathBuf> = path.map(|path| env::split_paths(path).collect()).unwrap_or_default();
    named.into_iter().chain(VERSIONED.iter().flat_map(|place| releases(Path::new(place)))).collect()
}

/// Returns the `bin` of each release below a place, the newest first.
fn releases(place: &Path) -> Vec<PathBuf> {
    let mut releases: Vec<u32> = debs::entries(place).iter().filter_map(|name| name.parse().ok()).collect();
    releases.sort_unstable_by(|one, other| other.cmp(one));
    releases.into_iter().map(|release| place.join(release.to_string()).join("bin")).collect()
}

/// Returns the programs of a folder, or why they are of no use.
fn examine(console: &Console, folder: &Path) -> Result<Programs, String> {
    let (postgres, initdb) = (folder.join("postgres"), folder.join("initdb"));
    if !postgres.is_file() || !initdb.is_file() {
        return Err("`postgres` and `initdb` are not both there".to_owned());
    }
    let asked = Invocation::new(&postgres).arg("--version").capture(console).map_err(|error| error.to_string())?;
    match release(&asked.stdout) {
        Some(number) if asked.is_success() && number >= OLDEST => {
            Ok(Programs { folder: folder.to_path_buf(), version: asked.stdout.trim().to_owned() })
        }
        Some(number) if asked.is_success() => Err(format!("it is release {number}; {OLDEST} is the oldest that works")),
        _ => Err(asked.reason()),
    }
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian …)`.
fn release(said: &str) -> Option<u32> {
    let number = said.strip_prefix("postgres (PostgreSQL) ")?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn folder_name() -> String {
    format!("postgres-{}", env::consts::ARCH)
}

/// Unpacks the package and everything it needs that this machine lacks.
fn unpack(console: &Console, cache: &Path) -> Result<Programs, PostgresError> {
    let is_whole = |folder: &Path| folder.join("bin/initdb").is_file();
    let finished = debs::make(console, cache, &folder_name(), is_whole, |staging| fill(console, staging))?;
    examine(console, &finished.join("bin")).map_err(|reason| broken("run the unpacked PostgreSQL", reason))
}

fn fill(console: &Console, staging: &Path) -> Result<(), PostgresError> {
    let packages = apt::planned(console, PACKAGE).map_err(|reason| broken("find PostgreSQL's packages", reason))?;
    debs::unpack(console, staging, &packages, "PostgreSQL")?;
    let release = releases(&staging.join("usr/lib/postgresql")).into_iter().next();
    let release =
        release.ok_or_else(|| broken("find PostgreSQL in its packages", "no release is in them".to_owned()))?;
    let below = release.strip_prefix(staging).unwrap_or(&release);
    // `initdb` comes last: with it the folder counts as whole.
    for name in ["postgres", "initdb"] {
        let wrapper = staging.join("bin").join(name);
        debs::write_wrapper(&wrapper, &debs::library_folders(staging), "", &below.join(name))?;
    }
    Ok(())
}

fn broken(doing: &'static str, reason: String) -> PostgresError {
    PostgresError::Debs(DebsError::Child { doing: doing.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use std::{fs, io, os::unix::fs::PermissionsExt as _, path::Path};

    use super::{examine, release, releases};
    use crate::console::Console;

    fn put_script(path: &Path, script: &str) {
        fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn a_folder_counts_with_both_programs_and_a_release_that_works() {
        let folder = tempfile::tempdir().unwrap();
        let console = Console::quiet(Box::new(io::sink()));
        let examined = || examine(&console, folder.path());
        put_script(&folder.path().join("postgres"), "echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'");
        assert_eq!(examined().unwrap_err(), "`postgres` and `initdb` are not both there");
        put_script(&folder.path().join("initdb"), "true");
        assert_eq!(examined().unwrap().version, "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)");
        put_script(&folder.path().join("postgres"), "echo 'postgres (PostgreSQL) 13.4'");
        assert_eq!(examined().unwrap_err(), "it is release 13; 15 is the oldest that works");
        put_script(&folder.path().join("postgres"), "echo 'libicu is missing' >&2; exit 127");
        assert_eq!(examined().unwrap_err(), "libicu is missing");
    }

    #[test]
    fn the_newest_release_comes_first() {
        let place = tempfile::tempdir().unwrap();
        for name in ["9", "15", "17", "common"] {
            fs::create_dir(place.path().join(name)).unwrap();
        }
        let expected = ["17", "15", "9"].map(|name| place.path().join(name).join("bin"));
        assert_eq!(releases(place.path()), expected);
        assert_eq!(release("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(release("PostgreSQL"), None);
    }
}
