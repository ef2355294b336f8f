//! What `apt-cache` prints on a Debian machine, shortened, and what is chosen from it.

use super::{Package, Version, complete, newest, parse};

const SHOWN: &str = include_str!("debian-12.txt");

fn described() -> Vec<Package> {
    parse(SHOWN)
}

fn package(name: &str) -> Package {
    described().into_iter().find(|package| package.name == name).unwrap()
}

/// Answers as `apt-cache show` does: for the names that it knows.
fn show(names: &[String]) -> Vec<Package> {
    described().into_iter().filter(|package| names.contains(&package.name)).collect()
}

fn names(packages: &[Package]) -> Vec<&str> {
    packages.iter().map(|package| package.name.as_str()).collect()
}

fn minimum() -> Version {
    Version::parse("1.95").unwrap()
}

#[test]
fn a_description_is_read_with_its_alternatives() {
    let lld = package("lld-22");
    assert_eq!((lld.version.as_str(), lld.bytes), ("1:22.1.8-1~deb12u1", 1_487_860));
    assert_eq!(lld.depends.first().unwrap(), &["libc6"]);
    let text = "Package: a\nPre-Depends: b:any (>= 1)\nDepends: c | d (= 2), e\nNote: no field\n without a name\n";
    let depends = [vec!["b"], vec!["c", "d"], vec!["e"]];
    assert_eq!(parse(text).first().unwrap().depends, depends);
}

#[test]
fn the_newest_compiler_is_taken_whatever_it_is_called() {
    let compilers = vec![package("rustc"), package("rustc-web")];
    assert_eq!(newest(compilers, &minimum()).unwrap().name, "rustc-web");
}

#[test]
fn a_compiler_that_is_too_old_is_named_with_its_version() {
    let reason = newest(vec![package("rustc")], &minimum()).unwrap_err();
    assert_eq!(reason, "the distribution's newest compiler is rustc 1.63.0, and 1.95.0 is needed");
    assert_eq!(newest(Vec::new(), &minimum()).unwrap_err(), "the package lists know no rustc");
}

#[test]
fn library_source_llvm_and_linker_follow_from_the_compiler() {
    let installed = |name: &str| !name.starts_with("libz3") && !name.starts_with("libllvm") && name != "lld-22";
    let packages =
        complete(package("rustc-web"), &mut show, &|name| installed(name) && !name.contains("rust")).unwrap();
    assert_eq!(
        names(&packages.all),
        ["libllvm22", "libstd-rust-web-1.96", "libstd-rust-web-dev", "libz3-4", "lld-22", "rust-web-src", "rustc-web"]
    );
    assert_eq!((packages.version.to_string().as_str(), packages.linker.as_str()), ("1.96.0", "lld-22"));
    assert!(packages.builds_library);
    assert_eq!(packages.bytes(), 29_378_692 + 21_977_620 + 35_890_200 + 7_216_172 + 1_487_860 + 45_012_756 + 4_450_500);
}

#[test]
fn a_library_that_the_distribution_has_compiled_is_taken_instead_of_the_source() {
    let ready = Package {
        name: "libstd-rust-web-dev-wasm32".to_owned(),
        version: package("rustc-web").version,
        ..Package::default()
    };
    let mut show = |names: &[String]| {
        let ready = names.contains(&ready.name).then(|| ready.clone());
        show(names).into_iter().chain(ready).collect()
    };
    let packages = complete(package("rustc-web"), &mut show, &|name| !name.contains("rust")).unwrap();
    assert!(!packages.builds_library);
    assert!(names(&packages.all).contains(&"libstd-rust-web-dev-wasm32"));
    assert!(!names(&packages.all).contains(&"rust-web-src"));
}

#[test]
fn a_package_that_the_lists_lack_is_named() {
    let mut show = |names: &[String]| show(names).into_iter().filter(|p| p.name != "rust-web-src").collect();
    let reason = complete(package("rustc-web"), &mut show, &|_| true).unwrap_err();
    assert_eq!(reason, "the package lists lack libstd-rust-web-dev or rust-web-src");
}
