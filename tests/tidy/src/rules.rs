//! The shape of `rules.toml`.
//!
//! Rule: unknown keys are refused, so a misspelt rule cannot be one that never fails.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Why the rules could not be read.
#[derive(Debug, thiserror::Error)]
#[error("tests/tidy/rules.toml is not what its reader expects")]
pub struct RulesError(#[from] toml::de::Error);

/// All rules that are data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Who may import whom, one entry per crate of the workspace.
    pub crates: Vec<CrateRule>,
    /// Other people's crates that only some rooms may know.
    pub externals: Vec<ExternalRule>,
    /// Words that only some rooms may say.
    pub words: Vec<WordRule>,
    /// Rooms that are arithmetic on values.
    pub pure: PureRules,
    /// Sizes, headers and names of source files.
    pub source: SourceRules,
    /// What the maps in the documents must agree with.
    pub map: MapRules,
    /// Where public items must be documented.
    pub public_docs: PublicDocsRules,
    /// The released texts of the contract.
    pub contract: ContractRules,
}

/// What one crate of the workspace may import.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrateRule {
    /// The package.
    pub name: String,
    /// Its folder.
    pub room: String,
    /// Workspace crates it may import.
    pub imports: Vec<String>,
    /// Workspace crates that its tests may import besides; `*` for any.
    #[serde(default)]
    pub tests_import: Vec<String>,
    /// Why the line is drawn here; part of the message when it is crossed.
    pub why: String,
}

/// Which rooms may depend on some external crates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalRule {
    /// The external crates.
    pub crates: Vec<String>,
    /// The rooms that may depend on them.
    pub rooms: Vec<String>,
    /// Why.
    pub why: String,
}

/// Which rooms may say a word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordRule {
    /// The word, as code says it.
    pub word: String,
    /// The rooms that may.
    pub rooms: Vec<String>,
    /// Why.
    pub why: String,
}

/// What may not appear in pure rooms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PureRules {
    /// The rooms, with `*` for one folder name.
    pub rooms: Vec<String>,
    /// Crates they may not depend on (their tests may).
    pub forbidden_crates: Vec<String>,
    /// Words and paths their code may not use, each with the reason.
    pub forbidden_words: BTreeMap<String, String>,
}

/// Sizes, headers and names of source files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRules {
    /// A file of this many lines needs a header.
    pub header_from_lines: usize,
    /// The longest file, its inline tests apart.
    pub max_file_lines: usize,
    /// The longest function, from its first line to its closing brace.
    pub max_function_lines: usize,
    /// Words that name a bag and not an idea.
    pub bag_names: Vec<String>,
    /// The only files that may contain `unsafe`.
    pub unsafe_allowed: Vec<String>,
}

/// What the maps must agree with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapRules {
    /// Visible entries of the root.
    pub root: Vec<String>,
    /// Folders whose sub-folders are rooms.
    pub floors: Vec<String>,
}

/// Where public items must be documented.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicDocsRules {
    /// The rooms, with `*` for one folder name.
    pub rooms: Vec<String>,
    /// Files that hold only what a macro generates.
    pub generated: Vec<String>,
}

/// The released texts of the contract.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRules {
    /// The folder with one sub-folder per version.
    pub folder: String,
    /// Version to SHA-256 of its text, in hexadecimal.
    pub released: BTreeMap<String, String>,
}

impl Rules {
    /// Reads the rules this crate was built with.
    ///
    /// # Errors
    /// When the file has an unknown or missing key.
    pub fn embedded() -> Result<Self, RulesError> {
        Ok(toml::from_str(include_str!("../rules.toml"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::{CrateRule, Rules};

    #[test]
    fn the_rules_of_the_house_can_be_read() {
        assert!(Rules::embedded().unwrap().crates.len() > 10);
    }

    #[test]
    fn a_misspelt_rule_is_refused() {
        let wrong = "name = 'a'\nroom = 'a'\nimports = []\ntest_imports = ['b']\nwhy = 'w'";
        let message = toml::from_str::<CrateRule>(wrong).unwrap_err().to_string();
        assert!(message.contains("test_imports"), "{message}");
    }
}
