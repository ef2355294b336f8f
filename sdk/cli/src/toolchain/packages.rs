//! Which of Debian's or Ubuntu's packages make a compiler for plugins.
//!
//! Rule: no version is written down here. The newest `rustc` of the distribution leads, through what it depends on, to
//! its library, LLVM and linker. Debian's stable releases call it `rustc-web` (kept current for browsers), Ubuntu
//! `rustc-1.96`, Debian's testing release `rustc`.

use std::collections::{BTreeMap, BTreeSet};

use super::version::Version;

/// What `apt-cache search` is asked for.
pub(super) const COMPILERS: &str = "^rustc(-web|-[0-9.]+)?$";

/// Parts of a package's dependencies that every machine with Rust has, or that are only for building in C.
const NOT_NEEDED: [&str; 4] = ["gcc", "binutils", "libc6", "libc-dev"];

/// One package as `apt-cache show` describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) bytes: u64,
    /// Each dependency with its alternatives, without versions.
    pub(super) depends: Vec<Vec<String>>,
}

/// The packages to unpack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packages {
    /// The compiler's version.
    pub(super) version: Version,
    /// Every package with its version, in the order of their names.
    pub(super) all: Vec<Package>,
    /// The linker's name in `usr/bin`, such as `lld-22`.
    pub(super) linker: String,
    /// False when the distribution ships the compiled library for WebAssembly.
    pub(super) builds_library: bool,
}

impl Packages {
    /// Returns how much is downloaded.
    pub(super) fn bytes(&self) -> u64 {
        self.all.iter().map(|package| package.bytes).sum()
    }
}

/// Reads what `apt-cache show` prints.
pub(super) fn parse(text: &str) -> Vec<Package> {
    let stanzas = text.split("\n\n").filter(|stanza| !stanza.trim().is_empty());
    stanzas.map(parse_one).filter(|package| !package.name.is_empty()).collect()
}

fn parse_one(stanza: &str) -> Package {
    let mut package = Package::default();
    for (field, value) in stanza.lines().filter_map(|line| line.split_once(": ")) {
        match field {
            "Package" => value.clone_into(&mut package.name),
            "Version" => value.clone_into(&mut package.version),
            "Size" => package.bytes = value.trim().parse().unwrap_or(0),
            "Depends" | "Pre-Depends" => package.depends.extend(parse_depends(value)),
            _ => {}
        }
    }
    package
}

/// Reads `a (>= 1), b | c:any` as `[[a], [b, c]]`.
fn parse_depends(value: &str) -> impl Iterator<Item = Vec<String>> {
    let name = |text: &str| text.trim().split([' ', '(', ':']).next().unwrap_or_default().to_owned();
    value.split(',').map(move |dependency| dependency.split('|').map(name).collect())
}

/// Returns the newest compiler among `compilers`, or why there is none.
pub(super) fn newest(compilers: Vec<Package>, minimum: &Version) -> Result<Package, String> {
    let known = compilers.into_iter().filter_map(|package| Some((Version::parse(&package.version)?, package)));
    match known.max_by(|(a, _), (b, _)| a.cmp(b)) {
        None => Err("the package lists know no rustc".to_owned()),
        Some((version, package)) if version < *minimum => {
            Err(format!("the distribution's newest compiler is {} {version}, and {minimum} is needed", package.name))
        }
        Some((_, package)) => Ok(package),
    }
}

/// Returns everything that `compiler` needs for building plugins and that this machine lacks.
///
/// `show` describes packages by name, and leaves out those that do not exist; `is_installed` knows the machine's.
pub(super) fn complete(
    compiler: Package,
    show: &mut dyn FnMut(&[String]) -> Vec<Package>,
    is_installed: &dyn Fn(&str) -> bool,
) -> Result<Packages, String> {
    let version = Version::parse(&compiler.version).ok_or("the compiler's package has no version")?;
    let (name, release) = (compiler.name.clone(), compiler.version.clone());
    let mut chosen = BTreeMap::from([(name.clone(), compiler.clone())]);
    let library = first_dependency(&compiler, |name| name.starts_with("libstd-rust") && name.ends_with("-dev"))
        .ok_or_else(|| format!("{name} does not say which standard library it belongs to"))?;
    let ready = show(&[format!("{library}-wasm32")]).into_iter().find(|package| package.version == release);
    let builds_library = ready.is_none();
    let extra = ready.unwrap_or_else(|| Package { name: source_of(&name), ..Package::default() });
    let described = show(&[library.clone(), extra.name.clone()]);
    if described.len() < 2 {
        return Err(format!("the package lists lack {library} or {}", extra.name));
    }
    chosen.extend(described.into_iter().map(|package| (package.name.clone(), package)));
    close(&mut chosen, show, is_installed);
    let llvm = chosen.values().flat_map(|package| package.depends.iter().flatten()).find_map(|name| llvm_of(name));
    let linker = format!("lld-{}", llvm.ok_or_else(|| format!("{name} does not say which LLVM it uses"))?);
    let found = show(std::slice::from_ref(&linker)).into_iter().next();
    chosen.insert(linker.clone(), found.ok_or_else(|| format!("the package lists lack {linker}"))?);
    close(&mut chosen, show, is_installed);
    Ok(Packages { version, all: chosen.into_values().collect(), linker, builds_library })
}

/// Adds the packages that the chosen ones depend on, until nothing is missing.
fn close(
    chosen: &mut BTreeMap<String, Package>,
    show: &mut dyn FnMut(&[String]) -> Vec<Package>,
    is_installed: &dyn Fn(&str) -> bool,
) {
    let mut asked = BTreeSet::new();
    loop {
        let missing: Vec<String> = chosen
            .values()
            .flat_map(|package| &package.depends)
            .filter(|names| !names.iter().any(|name| chosen.contains_key(name) || is_installed(name)))
            .filter_map(|names| names.first())
            .filter(|name| !NOT_NEEDED.contains(&name.as_str()) && !asked.contains(*name))
            .filter(|name| !name.ends_with("-dev") || name.starts_with("libstd-rust"))
            .cloned()
            .collect();
        if missing.is_empty() {
            return;
        }
        chosen.extend(show(&missing).into_iter().map(|package| (package.name.clone(), package)));
        asked.extend(missing);
    }
}

fn first_dependency(package: &Package, fits: impl Fn(&str) -> bool) -> Option<String> {
    package.depends.iter().flatten().find(|name| fits(name)).cloned()
}

/// Returns `22` for `libllvm22` and for `libllvm22t64`.
fn llvm_of(name: &str) -> Option<String> {
    let rest = name.strip_prefix("libllvm")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Returns the package with the library's source: `rust-web-src` for `rustc-web`, `rust-1.96-src` for `rustc-1.96`.
fn source_of(compiler: &str) -> String {
    format!("{}-src", compiler.replacen("rustc", "rust", 1))
}

#[cfg(test)]
mod tests;
