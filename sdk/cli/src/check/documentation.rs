//! Whether any crate has examples in its documentation that are tests.
//!
//! Rule: when in doubt, yes; running none costs seconds, missing one hides a failure.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Returns true when a library of the workspace has an example that `cargo test --doc` would run.
///
/// # Errors
///
/// Returns the file or folder that cannot be read.
pub(super) fn has_examples(root: &Path) -> Result<bool, (String, io::Error)> {
    for room in ["core", "sdk", "plugins", "tests"] {
        let mut folders = vec![root.join(room)];
        while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
            for path in entries(&folder)? {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ext| ext == "rs")
                    && has_example(&fs::read_to_string(&path).map_err(|error| (path.display().to_string(), error))?)
                {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, (String, io::Error)> {
    let read = || fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>();
    read().map_err(|error| (folder.display().to_string(), error))
}

/// Returns true when a doc comment opens a block of code that is Rust.
fn has_example(source: &str) -> bool {
    let mut is_open = false;
    for line in source.lines().map(str::trim_start) {
        let Some(text) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            is_open = false;
            continue;
        };
        let Some(language) = text.trim_start().strip_prefix("```") else { continue };
        if !is_open && is_test(language.trim()) {
            return true;
        }
        is_open = !is_open;
    }
    false
}

/// Returns true for what rustdoc compiles: no language, or Rust with its own words.
fn is_test(language: &str) -> bool {
    const RUST: [&str; 6] = ["rust", "no_run", "should_panic", "compile_fail", "edition", "E0"];
    let mut words = language.split([',', ' ']).filter(|word| !word.is_empty());
    words.all(|word| RUST.iter().any(|known| word.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::has_example;

    #[test]
    fn rust_in_a_doc_comment_is_a_test() {
        for example in
            ["/// ```\n/// f();\n/// ```", "//! ```rust,no_run\n//! f();\n//! ```", "    /// ```compile_fail,E0277"]
        {
            assert!(has_example(example), "{example}");
        }
    }

    #[test]
    fn other_languages_and_plain_comments_are_not() {
        for text in [
            "/// ```text\n/// a\n/// ```\nfn f() {}",
            "// ```\n// f();\n// ```",
            "//! ```toml\n//! a = 1\n//! ```",
            "/// ```ignore\n/// ```",
        ] {
            assert!(!has_example(text), "{text}");
        }
    }
}
