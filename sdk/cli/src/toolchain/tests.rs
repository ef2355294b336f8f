//! Which way is taken on which machine. A pretended machine answers, so nothing is run and nothing downloaded.

use std::{
    cell::RefCell,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{
    Machine, ToolchainError, Version, Way, Wish, cache_folder, find,
    packages::{self, Packages},
};
use crate::{
    console::Console,
    process::{Finished, Invocation, RunError},
};

const DEBIAN: [&str; 4] = ["apt-cache", "apt-get", "dpkg", "dpkg-query"];

/// A machine of which only the answers exist.
struct Pretended {
    folder: TempDir,
    programs: Vec<&'static str>,
    is_root: bool,
    /// What rustup does: adds the library, or fails with this.
    rustup: Result<(), &'static str>,
    /// What the package lists know before `apt-get update`, and after it.
    lists: [&'static str; 2],
    is_updated: RefCell<bool>,
    ran: RefCell<Vec<String>>,
    console: Console,
}

impl Pretended {
    fn new(programs: &[&'static str]) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            programs: programs.to_vec(),
            is_root: false,
            rustup: Err("error: could not download file"),
            lists: [include_str!("packages/debian-12.txt"); 2],
            is_updated: RefCell::new(false),
            ran: RefCell::default(),
            console: Console::quiet(Box::new(io::sink())),
        }
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("sysroot/lib/rustlib/wasm32-unknown-unknown/lib")
    }

    fn install_library(&self) {
        fs::create_dir_all(self.library()).unwrap();
        fs::write(self.library().join("libstd-1234.rlib"), "").unwrap();
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn find(&self, forced: Option<Way>) -> Result<Option<PathBuf>, ToolchainError> {
        let minimum = Version::parse("1.95").unwrap();
        let wish = Wish { forced, minimum, cache: self.cache(), folder: self.folder.path().to_path_buf() };
        find(self, &wish).map(|toolchain| toolchain.rustc)
    }

    fn has_run(&self, start: &str) -> bool {
        self.ran.borrow().iter().any(|line| line.starts_with(start))
    }

    fn apt(&self, arguments: &[String]) -> Finished {
        let known = packages::parse(self.lists[usize::from(*self.is_updated.borrow())]);
        let stdout = if arguments.first().is_some_and(|word| word == "search") {
            let compilers = known.iter().filter(|package| package.name.starts_with("rustc"));
            compilers.map(|package| format!("{} - a compiler\n", package.name)).collect()
        } else {
            let text = self.lists[usize::from(*self.is_updated.borrow())];
            let is_asked =
                |stanza: &&str| arguments.iter().any(|name| stanza.starts_with(&format!("Package: {name}\n")));
            text.split("\n\n").filter(is_asked).collect::<Vec<_>>().join("\n\n")
        };
        Finished { code: Some(0), stdout, ..Finished::default() }
    }
}

impl Machine for Pretended {
    fn run(&self, invocation: &Invocation) -> Result<Finished, RunError> {
        let arguments: Vec<String> =
            invocation.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let program = invocation.name();
        self.ran.borrow_mut().push(format!("{program} {}", arguments.join(" ")));
        let done = Finished { code: Some(0), ..Finished::default() };
        Ok(match program.as_str() {
            "rustup" => match self.rustup {
                Ok(()) => {
                    self.install_library();
                    done
                }
                Err(stderr) => Finished { code: Some(1), stderr: stderr.to_owned(), ..Finished::default() },
            },
            "apt-cache" => self.apt(&arguments),
            "apt-get" => {
                self.is_updated.replace(true);
                done
            }
            "dpkg-query" => done,
            _ => Finished { stdout: self.folder.path().join("sysroot\n").display().to_string(), ..done },
        })
    }

    fn has(&self, program: &str) -> bool {
        self.programs.contains(&program)
    }

    fn is_root(&self) -> bool {
        self.is_root
    }

    fn unpack(&self, packages: &Packages, wish: &Wish) -> Result<PathBuf, String> {
        self.ran.borrow_mut().push(format!("unpack {}", packages.version));
        Ok(wish.cache.join("made"))
    }

    fn console(&self) -> &Console {
        &self.console
    }
}

fn put_toolchain(cache: &Path, name: &str) -> PathBuf {
    let rustc = cache.join(format!("distribution-{name}-{}", std::env::consts::ARCH)).join("bin/rustc");
    fs::create_dir_all(rustc.parent().unwrap()).unwrap();
    fs::write(&rustc, "").unwrap();
    rustc
}

#[test]
fn whoever_has_the_library_waits_for_nothing() {
    let machine = Pretended::new(&[&["rustup"], &DEBIAN[..]].concat());
    machine.install_library();
    assert_eq!(machine.find(None).unwrap(), None);
    assert_eq!(machine.ran.borrow().len(), 1, "only the compiler was asked");
}

#[test]
fn rustup_is_asked_before_the_distribution() {
    let mut machine = Pretended::new(&[&["rustup"], &DEBIAN[..]].concat());
    machine.rustup = Ok(());
    assert_eq!(machine.find(None).unwrap(), None);
    assert!(machine.has_run("rustup target add wasm32-unknown-unknown"));
    assert!(!machine.has_run("apt"));
}

#[test]
fn without_rustups_servers_the_distribution_helps() {
    for programs in [&[&["rustup"], &DEBIAN[..]].concat(), &DEBIAN.to_vec()] {
        let machine = Pretended::new(programs);
        assert_eq!(machine.find(None).unwrap(), Some(machine.cache().join("made")));
        assert!(machine.has_run("unpack 1.96.0"));
    }
}

#[test]
fn a_toolchain_from_an_earlier_run_is_used_without_asking_anybody() {
    let machine = Pretended::new(&[&["rustup"], &DEBIAN[..]].concat());
    put_toolchain(&machine.cache(), "1.94.0"); // Too old.
    let older = put_toolchain(&machine.cache(), "1.96.0");
    assert_eq!(machine.find(None).unwrap(), Some(older));
    let newer = put_toolchain(&machine.cache(), "1.100.0");
    fs::create_dir_all(machine.cache().join("staging-77/bin")).unwrap();
    assert_eq!(machine.find(None).unwrap(), Some(newer));
    assert!(!machine.has_run("rustup") && !machine.has_run("apt"));
}

#[test]
fn a_forced_way_is_the_only_one() {
    let machine = Pretended::new(&[&["rustup"], &DEBIAN[..]].concat());
    machine.install_library();
    assert_eq!(machine.find(Some(Way::Distribution)).unwrap(), Some(machine.cache().join("made")));
    assert!(!machine.has_run("rustup"));

    let machine = Pretended::new(&[&["rustup"], &DEBIAN[..]].concat());
    let error = machine.find(Some(Way::Rustup)).unwrap_err().to_string();
    assert!(error.ends_with("(rustup: error: could not download file)"), "{error}");
    assert!(!machine.has_run("apt"));
}

#[test]
fn when_nothing_works_one_line_says_what_to_install() {
    let machine = Pretended::new(&["rustup"]);
    assert_eq!(
        machine.find(None).unwrap_err().to_string(),
        "there is no standard library for wasm32-unknown-unknown: run `rustup target add wasm32-unknown-unknown`, or \
         install Rust 1.95.0 or later with its `wasm32-unknown-unknown` library (rustup: error: could not download \
         file; not Debian or Ubuntu (no apt-cache))"
    );
}

#[test]
fn rustup_that_serves_another_compiler_is_no_success() {
    let mut machine = Pretended::new(&["rustup"]);
    machine.rustup = Ok(());
    fs::create_dir_all(machine.library()).unwrap();
    fs::write(machine.library().join("libstd-1234.rlib"), "").unwrap();
    fs::remove_dir_all(machine.folder.path().join("sysroot")).unwrap();
    assert_eq!(machine.find(None).unwrap(), None);
}

#[test]
fn empty_package_lists_are_fetched_by_root_and_named_to_others() {
    let mut machine = Pretended::new(&DEBIAN);
    machine.lists[0] = "";
    let error = machine.find(None).unwrap_err().to_string();
    assert!(error.contains("if the package lists are empty or old, run `sudo apt-get update`"), "{error}");
    assert!(!machine.has_run("apt-get"));

    machine.is_root = true;
    assert_eq!(machine.find(None).unwrap(), Some(machine.cache().join("made")));
    assert!(machine.has_run("apt-get update"));
}

#[test]
fn the_cache_is_where_the_variable_says_or_the_persons_own() {
    let folder = |known: &[(&str, &str)]| {
        cache_folder(|name| known.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value))).unwrap()
    };
    let all = [("LOADIN_TOOLCHAIN_DIR", "/t"), ("XDG_CACHE_HOME", "/c"), ("HOME", "/home/me")];
    assert_eq!(folder(&all), Path::new("/t"));
    assert_eq!(folder(&all[1..]), Path::new("/c/loadin/toolchains"));
    assert_eq!(folder(&all[2..]), Path::new("/home/me/.cache/loadin/toolchains"));
    assert_eq!(folder(&[("XDG_CACHE_HOME", "relative"), all[2]]), Path::new("/home/me/.cache/loadin/toolchains"));
}
