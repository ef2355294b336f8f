//! Unpacking the packages and building the WebAssembly library from their source, once per machine.
//!
//! Rule: everything happens in a staging folder that is renamed when the result has compiled a program, so an
//! interrupted run leaves no half-made toolchain. One run at a time: the others wait for the lock and use the result.

mod library;

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use super::{
    TARGET,
    distribution::{folder_name, rustc_in},
    packages::Packages,
};
use crate::{
    console::{Console, size},
    process::{Finished, Invocation, RunError},
};

const STAGING: &str = "staging-";

/// Why a toolchain could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnpackError {
    #[error("cannot write to {}: {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("cannot {doing}: {reason}")]
    Child { doing: String, reason: String },
    #[error("cannot build the standard library for {TARGET}: {reason}")]
    Library { reason: String },
    #[error("the distribution's compiler does not work here: {reason}")]
    Broken { reason: String },
}

/// Makes the toolchain of these packages in the cache and returns its compiler.
pub(super) fn unpack(console: &Console, packages: &Packages, cache: &Path) -> Result<PathBuf, UnpackError> {
    fs::create_dir_all(cache).map_err(at(cache))?;
    let _lock = lock(console, cache)?;
    let finished = cache.join(folder_name(&packages.version));
    if rustc_in(&finished).is_file() {
        return Ok(rustc_in(&finished));
    }
    remove_left_overs(cache);
    let staging = cache.join(format!("{STAGING}{}", std::process::id()));
    let made = fill(console, packages, &staging);
    if let Err(error) = made {
        let _ = fs::remove_dir_all(&staging);
        return Err(error);
    }
    let _ = fs::remove_dir_all(&finished); // A toolchain without its compiler: somebody deleted a part of it.
    fs::rename(&staging, &finished).map_err(at(&finished))?;
    Ok(rustc_in(&finished))
}

fn fill(console: &Console, packages: &Packages, staging: &Path) -> Result<(), UnpackError> {
    let debs = staging.join("debs");
    fs::create_dir_all(&debs).map_err(at(&debs))?;
    let title = format!("download Rust {} and {} more packages", packages.version, packages.all.len() - 1);
    console.step(&title, || download(console, packages, &debs))?;
    console.step("unpack them", || extract(console, staging, &debs))?;
    write_wrapper(staging)?;
    link_linker(packages, staging)?;
    if packages.builds_library {
        let title = format!("build the standard library for {TARGET}, once per machine");
        console.step(&title, || library::build(console, staging))?;
    }
    console.step("try the compiler", || compile_something(console, staging))?;
    for folder in ["usr/src", "usr/share", "usr/libexec"] {
        let _ = fs::remove_dir_all(staging.join(folder));
    }
    Ok(())
}

fn download(console: &Console, packages: &Packages, debs: &Path) -> Result<(), UnpackError> {
    console.detail(size(packages.bytes()));
    let names = packages.all.iter().map(|package| format!("{}={}", package.name, package.version));
    let asked = Invocation::new("apt-get").arg("download").args(names).env("LC_ALL", "C").folder(debs);
    succeed("download the packages", asked.capture(console)).map(|_| ())
}

fn extract(console: &Console, staging: &Path, debs: &Path) -> Result<(), UnpackError> {
    for deb in fs::read_dir(debs).map_err(at(debs))?.flatten() {
        let asked = Invocation::new("dpkg").arg("-x").arg(deb.path()).arg(staging);
        succeed(&format!("unpack {}", deb.file_name().display()), asked.capture(console))?;
    }
    fs::remove_dir_all(debs).map_err(at(debs))
}

/// Writes the `rustc` that knows where its libraries are. Paths are relative to it, because the folder is renamed.
fn write_wrapper(staging: &Path) -> Result<(), UnpackError> {
    let libraries: Vec<String> = library_folders(staging).iter().map(|folder| format!("$root/usr/{folder}")).collect();
    let script = format!(
        "#!/bin/sh\nroot=\"${{0%/*}}/..\"\n\
         export LD_LIBRARY_PATH=\"{}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\"\n\
         exec \"$root/{}\" \"$@\"\n",
        libraries.join(":"),
        compiler_in(staging).display(),
    );
    let path = rustc_in(staging);
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(staging))?;
        File::create(&path)?.write_all(script.as_bytes())?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
    };
    write().map_err(at(&path))
}

/// Returns the compiler's place below the folder: Debian's `usr/bin/rustc`, Ubuntu's `usr/lib/rust-1.96/bin/rustc`.
fn compiler_in(staging: &Path) -> PathBuf {
    let versioned = entries(&staging.join("usr/lib")).into_iter().filter(|name| name.starts_with("rust-"));
    let candidates = versioned.map(|name| PathBuf::from(format!("usr/lib/{name}/bin/rustc")));
    candidates.into_iter().find(|path| staging.join(path).is_file()).unwrap_or_else(|| "usr/bin/rustc".into())
}

/// Returns the folders below `usr` with shared libraries: those of the architecture, then the plain one.
fn library_folders(staging: &Path) -> Vec<String> {
    let lib = staging.join("usr/lib");
    let mut folders: Vec<String> =
        entries(&lib).into_iter().filter(|name| name.contains("-linux-")).map(|name| format!("lib/{name}")).collect();
    folders.extend(
        entries(&lib).into_iter().filter(|name| name.starts_with("rust-")).map(|name| format!("lib/{name}/lib")),
    );
    folders.push("lib".to_owned());
    folders
}

/// Gives the linker the name and place at which the compiler looks for it.
fn link_linker(packages: &Packages, staging: &Path) -> Result<(), UnpackError> {
    let rustlib = rustlib(staging);
    for host in entries(&rustlib).into_iter().filter(|name| name.contains("-linux-")) {
        let bin = rustlib.join(host).join("bin");
        let up = "../".repeat(bin.strip_prefix(staging).map_or(0, |below| below.components().count()));
        let link = bin.join("rust-lld");
        if !link.exists() {
            let target = format!("{up}usr/bin/{}", packages.linker);
            fs::create_dir_all(&bin).and_then(|()| symlink(target, &link)).map_err(at(&link))?;
        }
    }
    Ok(())
}

/// Returns the compiler's folder of libraries, one for each target.
fn rustlib(staging: &Path) -> PathBuf {
    let usr = compiler_in(staging);
    staging.join(usr.parent().and_then(Path::parent).unwrap_or(Path::new("usr"))).join("lib/rustlib")
}

/// Compiles and links a program the way plugins are built.
fn compile_something(console: &Console, staging: &Path) -> Result<(), UnpackError> {
    let (source, result) = (staging.join("try.rs"), staging.join("try.wasm"));
    let program = "#[unsafe(no_mangle)]\npub extern \"C\" fn answer(n: u32) -> usize { format!(\"{n}\").len() }\n";
    fs::write(&source, program).map_err(at(&source))?;
    let asked = Invocation::new(rustc_in(staging))
        .args(["--edition", "2024", "--crate-type", "cdylib", "--target", TARGET])
        .args(["-O", "-C", "lto=fat", "-C", "panic=abort", "-o"])
        .arg(&result)
        .arg(&source);
    let finished = asked.capture(console).map_err(|error| UnpackError::Broken { reason: error.to_string() })?;
    if !finished.is_success() {
        return Err(UnpackError::Broken { reason: finished.reason() });
    }
    let _ = fs::remove_file(source);
    fs::remove_file(&result).map_err(at(&result))
}

fn lock(console: &Console, cache: &Path) -> Result<File, UnpackError> {
    let path = cache.join("lock");
    let file = File::create(&path).map_err(at(&path))?;
    if file.try_lock().is_err() {
        console.note("another run is making the toolchain; waiting for it");
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

/// Returns the names in a folder in alphabetical order; none when it is not there.
fn entries(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = found.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn at(path: &Path) -> impl Fn(io::Error) -> UnpackError + '_ {
    move |source| UnpackError::Folder { path: path.to_path_buf(), source }
}

fn succeed(doing: &str, finished: Result<Finished, RunError>) -> Result<Finished, UnpackError> {
    let reason = match finished {
        Ok(finished) if finished.is_success() => return Ok(finished),
        Ok(finished) => finished.reason(),
        Err(error) => error.to_string(),
    };
    Err(UnpackError::Child { doing: doing.to_owned(), reason })
}

#[cfg(test)]
mod tests;
