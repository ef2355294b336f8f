//! Unpacking the compiler's packages and building the WebAssembly library from their source, once per machine.
//!
//! Rule: a toolchain counts as finished when it has compiled a program, and only then gets its name.

mod library;

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use super::{
    TARGET,
    distribution::{folder_name, rustc_in},
    packages::Packages,
};
use crate::{
    console::{Console, size},
    debs::{self, DebsError},
    process::Invocation,
};

/// Why a toolchain could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnpackError {
    #[error(transparent)]
    Debs(#[from] DebsError),
    #[error("cannot build the standard library for {TARGET}: {reason}")]
    Library { reason: String },
    #[error("the distribution's compiler does not work here: {reason}")]
    Broken { reason: String },
}

/// Makes the toolchain of these packages in the cache and returns its compiler.
pub(super) fn unpack(console: &Console, packages: &Packages, cache: &Path) -> Result<PathBuf, UnpackError> {
    let name = folder_name(&packages.version);
    let is_whole = |folder: &Path| rustc_in(folder).is_file();
    let finished = debs::make(console, cache, &name, is_whole, |staging| fill(console, packages, staging))?;
    Ok(rustc_in(&finished))
}

fn fill(console: &Console, packages: &Packages, staging: &Path) -> Result<(), UnpackError> {
    let folder = staging.join("debs");
    let names: Vec<String> =
        packages.all.iter().map(|package| format!("{}={}", package.name, package.version)).collect();
    let title = format!("download Rust {} and {} more packages", packages.version, packages.all.len() - 1);
    console.step(&title, || {
        console.detail(size(packages.bytes()));
        debs::download(console, &names, &folder)
    })?;
    console.step("unpack them", || debs::extract(console, staging, &folder))?;
    debs::write_wrapper(&rustc_in(staging), &library_folders(staging), "", &compiler_in(staging))?;
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

/// Returns the compiler's place below the folder: Debian's `usr/bin/rustc`, Ubuntu's `usr/lib/rust-1.96/bin/rustc`.
fn compiler_in(staging: &Path) -> PathBuf {
    let versioned = debs::entries(&staging.join("usr/lib")).into_iter().filter(|name| name.starts_with("rust-"));
    let candidates = versioned.map(|name| PathBuf::from(format!("usr/lib/{name}/bin/rustc")));
    candidates.into_iter().find(|path| staging.join(path).is_file()).unwrap_or_else(|| "usr/bin/rustc".into())
}

/// Returns the folders below `usr` with shared libraries: those of the architecture, then the plain one.
fn library_folders(staging: &Path) -> Vec<String> {
    let lib = staging.join("usr/lib");
    let mut folders: Vec<String> = debs::entries(&lib)
        .into_iter()
        .filter(|name| name.contains("-linux-"))
        .map(|name| format!("lib/{name}"))
        .collect();
    folders.extend(
        debs::entries(&lib).into_iter().filter(|name| name.starts_with("rust-")).map(|name| format!("lib/{name}/lib")),
    );
    folders.push("lib".to_owned());
    folders
}

/// Gives the linker the name and place at which the compiler looks for it.
fn link_linker(packages: &Packages, staging: &Path) -> Result<(), UnpackError> {
    let rustlib = rustlib(staging);
    for host in debs::entries(&rustlib).into_iter().filter(|name| name.contains("-linux-")) {
        let bin = rustlib.join(host).join("bin");
        let up = "../".repeat(bin.strip_prefix(staging).map_or(0, |below| below.components().count()));
        let link = bin.join("rust-lld");
        if !link.exists() {
            let target = format!("{up}usr/bin/{}", packages.linker);
            fs::create_dir_all(&bin).and_then(|()| symlink(target, &link)).map_err(debs::at(&link))?;
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
    fs::write(&source, program).map_err(debs::at(&source))?;
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
    Ok(fs::remove_file(&result).map_err(debs::at(&result))?)
}
