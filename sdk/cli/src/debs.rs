//! Unpacking a distribution's packages into a folder of ours, without installing them.
//!
//! Rule: everything happens in a staging folder that is renamed when it is finished, so an interrupted run leaves nothing
//! half-made; one run at a time: the others wait for the lock and use the result.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::{
    console::Console,
    process::{Finished, Invocation, RunError},
};

const STAGING: &str = "staging-";

/// Why packages could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DebsError {
    #[error("cannot write to {}: {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("cannot {doing}: {reason}")]
    Child { doing: String, reason: String },
}

/// Makes `cache/name` by filling a staging folder, unless `is_whole` finds it there; returns it.
pub(crate) fn make<E: From<DebsError>>(
    console: &Console,
    cache: &Path,
    name: &str,
    is_whole: impl Fn(&Path) -> bool,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<PathBuf, E> {
    fs::create_dir_all(cache).map_err(at(cache))?;
    let _lock = lock(console, cache)?;
    let finished = cache.join(name);
    if is_whole(&finished) {
        return Ok(finished);
    }
    remove_left_overs(cache);
    let staging = cache.join(format!("{STAGING}{}", std::process::id()));
    if let Err(error) = fill(&staging) {
        let _ = fs::remove_dir_all(&staging);
        return Err(error);
    }
    let _ = fs::remove_dir_all(&finished); // Somebody deleted a part of it.
    fs::rename(&staging, &finished).map_err(at(&finished))?;
    Ok(finished)
}

/// Downloads packages, each named `package=version`, into the folder.
pub(crate) fn download(console: &Console, packages: &[String], debs: &Path) -> Result<(), DebsError> {
    fs::create_dir_all(debs).map_err(at(debs))?;
    let asked = Invocation::new("apt-get").arg("download").args(packages).env("LC_ALL", "C").folder(debs);
    succeed("download the packages", asked.capture(console)).map(|_| ())
}

/// Unpacks the packages in `debs` below `staging` and removes them.
pub(crate) fn extract(console: &Console, staging: &Path, debs: &Path) -> Result<(), DebsError> {
    for deb in fs::read_dir(debs).map_err(at(debs))?.flatten() {
        let asked = Invocation::new("dpkg").arg("-x").arg(deb.path()).arg(staging);
        succeed(&format!("unpack {}", deb.file_name().display()), asked.capture(console))?;
    }
    fs::remove_dir_all(debs).map_err(at(debs))
}

/// Downloads packages and unpacks them below `staging`, without what nobody reads here; `called` names them on the screen.
pub(crate) fn unpack(console: &Console, staging: &Path, packages: &[String], called: &str) -> Result<(), DebsError> {
    let folder = staging.join("debs");
    let title = format!("download {called} and {} more packages", packages.len().saturating_sub(1));
    console.step(&title, || download(console, packages, &folder))?;
    console.step("unpack them", || extract(console, staging, &folder))?;
    for unread in ["usr/share/doc", "usr/share/icons", "usr/share/locale", "usr/share/man"] {
        let _ = fs::remove_dir_all(staging.join(unread));
    }
    Ok(())
}

/// Writes a program that starts `program` with the unpacked libraries. `$root` in `exports` is the unpacked folder; paths
/// are relative to the wrapper, because the folder is renamed.
pub(crate) fn write_wrapper(
    wrapper: &Path,
    libraries: &[String],
    exports: &str,
    program: &Path,
) -> Result<(), DebsError> {
    let libraries: Vec<String> = libraries.iter().map(|folder| format!("$root/usr/{folder}")).collect();
    let script = format!(
        "#!/bin/sh\nroot=\"${{0%/*}}/..\"\n\
         export LD_LIBRARY_PATH=\"{}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\"\n\
         {exports}exec \"$root/{}\" \"$@\"\n",
        libraries.join(":"),
        program.display(),
    );
    let write = || {
        fs::create_dir_all(wrapper.parent().unwrap_or(Path::new(".")))?;
        File::create(wrapper)?.write_all(script.as_bytes())?;
        fs::set_permissions(wrapper, fs::Permissions::from_mode(0o755))
    };
    write().map_err(at(wrapper))
}

/// Returns the names in a folder in alphabetical order; none when it is not there.
pub(crate) fn entries(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = found.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Returns the folders below `usr` with shared libraries; some packages keep theirs one folder further down.
pub(crate) fn library_folders(staging: &Path) -> Vec<String> {
    let lib = staging.join("usr/lib");
    let machines = entries(&lib).into_iter().filter(|name| name.contains("-linux-"));
    let below = |machine: String| {
        let inner = entries(&lib.join(&machine)).into_iter().filter(|name| lib.join(&machine).join(name).is_dir());
        let inner: Vec<String> = inner.map(|name| format!("lib/{machine}/{name}")).collect();
        std::iter::once(format!("lib/{machine}")).chain(inner)
    };
    machines.flat_map(below).chain([String::from("lib")]).collect()
}

pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> DebsError + '_ {
    move |source| DebsError::Folder { path: path.to_path_buf(), source }
}

fn lock(console: &Console, cache: &Path) -> Result<File, DebsError> {
    let path = cache.join("lock");
    let file = File::create(&path).map_err(at(&path))?;
    if file.try_lock().is_err() {
        console.note("another run is unpacking packages; waiting for it");
        file.lock().map_err(at(&path))?;
    }
    Ok(file)
}

/// Removes what interrupted runs have left. Only called under the lock, so no other run is using it; what cannot go now,
/// because a child of the dead run is still writing, goes next time.
fn remove_left_overs(cache: &Path) {
    for name in entries(cache).into_iter().filter(|name| name.starts_with(STAGING)) {
        let _ = fs::remove_dir_all(cache.join(name));
    }
}

fn succeed(doing: &str, finished: Result<Finished, RunError>) -> Result<Finished, DebsError> {
    let reason = match finished {
        Ok(finished) if finished.is_success() => return Ok(finished),
        Ok(finished) => finished.reason(),
        Err(error) => error.to_string(),
    };
    Err(DebsError::Child { doing: doing.to_owned(), reason })
}

#[cfg(test)]
mod tests;
