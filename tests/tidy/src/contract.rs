//! The contract's text: released versions are frozen, and every item of the open one is documented.
//!
//! Invariant: the hash covers names and texts of all `.wit` files of a version, so a file that is added, removed or
//! renamed breaks it too.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::{Finding, House, Rules};

/// The folder of the version that is still open.
const OPEN: &str = "next";
/// What opens an item that plugin authors read about.
const ITEMS: [&str; 7] = ["interface ", "world ", "record ", "variant ", "enum ", "flags ", "resource "];

/// Returns released versions whose text changed, has no recorded hash, or is gone.
#[must_use]
pub fn released_texts_are_frozen(house: &House, rules: &Rules) -> Vec<Finding> {
    let (folder, recorded) = (&rules.contract.folder, &rules.contract.released);
    let mut findings = Vec::new();
    for (version, hash) in hashes(house, folder) {
        let place = format!("{folder}/{version}");
        match recorded.get(version) {
            Some(known) if *known == hash => {}
            Some(_) => {
                let message =
                    format!("is released, so its text is frozen: restore it and make the change in {folder}/{OPEN}");
                findings.push(Finding::new(place, message));
            }
            None => {
                let message =
                    format!("record it in tests/tidy/rules.toml under [contract.released]: \"{version}\" = \"{hash}\"");
                findings.push(Finding::new(place, message));
            }
        }
    }
    let present: BTreeSet<&str> = hashes(house, folder).into_keys().collect();
    let gone = recorded.keys().filter(|version| !present.contains(version.as_str()));
    findings.extend(gone.map(|version| {
        Finding::new(format!("{folder}/{version}"), "was released and is gone: plugins built for it still need it")
    }));
    if !house.has(&format!("{folder}/{OPEN}")) {
        findings
            .push(Finding::new(format!("{folder}/{OPEN}"), "is missing: the open version of the contract lives there"));
    }
    findings
}

/// Returns the hash of each released version's text.
fn hashes<'a>(house: &'a House, folder: &str) -> BTreeMap<&'a str, String> {
    let mut versions: BTreeMap<&str, Sha256> = BTreeMap::new();
    for (path, text) in house.texts("wit") {
        let Some((version, name)) = path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')?.split_once('/'))
        else {
            continue;
        };
        if version == OPEN {
            continue;
        }
        let hash = versions.entry(version).or_default();
        for part in [name, text] {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    let hexadecimal = |hash: Sha256| hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    versions.into_iter().map(|(version, hash)| (version, hexadecimal(hash))).collect()
}

/// Returns the items of the open contract without a `///` comment above them.
#[must_use]
pub fn every_item_is_documented(house: &House, rules: &Rules) -> Vec<Finding> {
    let open = format!("{}/{OPEN}/", rules.contract.folder);
    let mut findings = Vec::new();
    for (path, text) in house.texts("wit").filter(|(path, _)| path.starts_with(&open)) {
        let mut before = "";
        for (number, line) in text.lines().map(str::trim).enumerate() {
            let is_item = ITEMS.iter().any(|item| line.starts_with(item)) || line.contains(": func(");
            if is_item && !before.starts_with("///") {
                findings.push(Finding::at(
                    path,
                    number + 1,
                    format!("document `{}` with `///` above it", line.trim_end_matches(" {")),
                ));
            }
            if !line.starts_with('@') {
                before = line;
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{every_item_is_documented, hashes, released_texts_are_frozen};
    use crate::{House, Rules, report};

    const NEXT: (&str, &str) = ("sdk/wit/next/types.wit", "package loadin:plugin@0.2.0;");
    const RELEASED: &str = "package loadin:plugin@0.1.0;";

    fn judge(house: &House, recorded: Option<&str>) -> String {
        let mut rules = Rules::embedded().unwrap();
        rules.contract.released = recorded.map(|hash| ("0.1".to_owned(), hash.to_owned())).into_iter().collect();
        report(&released_texts_are_frozen(house, &rules))
    }

    #[test]
    fn a_released_text_is_recorded_and_then_frozen() {
        let released = House::of([NEXT, ("sdk/wit/0.1/types.wit", RELEASED)]);
        let hash = hashes(&released, "sdk/wit").remove("0.1").unwrap();
        assert!(judge(&released, None).contains(&format!("\"0.1\" = \"{hash}\"")));
        assert!(judge(&released, Some(&hash)).starts_with("0 broken"));
        let edited = House::of([NEXT, ("sdk/wit/0.1/types.wit", "package loadin:plugin@0.1.1;")]);
        let renamed = House::of([NEXT, ("sdk/wit/0.1/other.wit", RELEASED)]);
        let grown = House::of([NEXT, ("sdk/wit/0.1/types.wit", RELEASED), ("sdk/wit/0.1/more.wit", "")]);
        for changed in [edited, renamed, grown] {
            assert!(judge(&changed, Some(&hash)).contains("sdk/wit/0.1: is released, so its text is frozen"));
        }
        assert!(judge(&House::of([NEXT]), Some(&hash)).contains("was released and is gone"));
    }

    #[test]
    fn the_hash_is_taken_from_the_files_on_disk() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [NEXT, ("sdk/wit/0.1/types.wit", RELEASED)] {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let on_disk = House::read(root.path()).unwrap();
        let in_memory = House::of([NEXT, ("sdk/wit/0.1/types.wit", RELEASED)]);
        assert_eq!(hashes(&on_disk, "sdk/wit"), hashes(&in_memory, "sdk/wit"));
        std::fs::write(root.path().join("sdk/wit/0.1/types.wit"), "changed").unwrap();
        assert_ne!(hashes(&House::read(root.path()).unwrap(), "sdk/wit"), hashes(&in_memory, "sdk/wit"));
    }

    #[test]
    fn the_open_contract_must_exist() {
        assert!(judge(&House::default(), None).contains("sdk/wit/next: is missing"));
    }

    #[test]
    fn an_undocumented_item_is_named() {
        let text = "/// Logs.\ninterface log {\n  enum level { a }\n  /// Writes.\n  write: func(a: u8);\n  read: func();\n}\n";
        let house = House::of([("sdk/wit/next/log.wit", text)]);
        let found = report(&every_item_is_documented(&house, &Rules::embedded().unwrap()));
        assert!(found.starts_with("2 broken"), "{found}");
        assert!(
            found.contains("log.wit:3: document `enum level") && found.contains("log.wit:6: document `read"),
            "{found}"
        );
    }
}
