//! Sizes, headers and names of source files, and where `unsafe` may stand.
//!
//! Rule: limits are data in `rules.toml`. Clippy measures functions too, but leaves out blank and comment lines; a
//! reader's screen does not, so here a function is as long as it looks.

use crate::{Finding, House, Rules, pure::is_test_file, rust::Rust};

/// A note to do something later. Put together here so that the rule does not find itself.
const MARK: &str = concat!("TO", "DO");
/// Its cousins, which have no place at all.
const COUSINS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X:")];

/// Returns files that do not parse, have no header, or are too long, and functions that are too long.
#[must_use]
pub fn files_fit_a_head(house: &House, rules: &Rules) -> Vec<Finding> {
    let limits = &rules.source;
    let mut findings = Vec::new();
    for (path, text) in house.texts("rs") {
        let lines = text.lines().count();
        if lines >= limits.header_from_lines && !text.starts_with("//!") {
            findings
                .push(Finding::new(path, "open it with `//!`: what it is for and the rule a change must not break"));
        }
        let rust = match Rust::parse(text) {
            Ok(rust) => rust,
            Err(error) => {
                findings.push(Finding::new(path, format!("does not parse: {error}")));
                continue;
            }
        };
        let product = lines - rust.test_lines().min(lines);
        if product > limits.max_file_lines && !is_test_file(path) {
            let message = format!(
                "has {product} lines without its tests, the limit is {}: split it by what changes together",
                limits.max_file_lines
            );
            findings.push(Finding::new(path, message));
        }
        for function in rust.functions.iter().filter(|function| function.lines > limits.max_function_lines) {
            let message =
                format!("`{}` has {} lines, the limit is {}", function.name, function.lines, limits.max_function_lines);
            findings.push(Finding::at(path, function.line, message));
        }
    }
    findings
}

/// Returns files and folders that are named for a bag of things, and every `mod.rs`.
#[must_use]
pub fn names_say_what_is_inside(house: &House, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in house.paths() {
        if path.ends_with("/mod.rs") {
            findings.push(Finding::new(
                path,
                "name it after its module and put it beside the folder: `jobs.rs` beside `jobs/`",
            ));
        }
        let parts: Vec<&str> = path.split('/').collect();
        let bag = parts.iter().find(|part| {
            part.split(['-', '_', '.', ' ']).any(|word| rules.source.bag_names.iter().any(|bag| bag == word))
        });
        if let Some(part) = bag {
            findings.push(Finding::new(path, format!("`{part}` names a bag; name the idea that keeps it together")));
        }
        if parts.iter().any(|part| part.starts_with("new_")) {
            findings.push(Finding::new(path, "nothing stays new; name what it does"));
        }
    }
    findings
}

/// Returns notes to do something later that name no issue.
#[must_use]
pub fn notes_name_an_issue(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in ["rs", "toml", "wit", "sh"].iter().flat_map(|ending| house.texts(ending)) {
        for (number, line) in text.lines().enumerate() {
            let bare = line
                .match_indices(MARK)
                .any(|(at, _)| is_word(line, at, MARK.len()) && !names_issue(&line[at + MARK.len()..]));
            if bare || COUSINS.iter().any(|cousin| line.contains(cousin)) {
                findings.push(Finding::at(
                    path,
                    number + 1,
                    format!("write `{MARK}(#42): …` with the issue, or do it now"),
                ));
            }
        }
    }
    findings
}

fn is_word(line: &str, at: usize, length: usize) -> bool {
    let letter =
        |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric() || character == '_');
    !letter(line[..at].chars().next_back()) && !letter(line[at + length..].chars().next())
}

fn names_issue(rest: &str) -> bool {
    let number = rest.strip_prefix("(#").and_then(|rest| rest.split_once(')')).map(|(number, _)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns `unsafe` outside the files that may have it, and allowances that nobody needs.
#[must_use]
pub fn unsafe_stays_where_it_is_allowed(house: &House, rules: &Rules) -> Vec<Finding> {
    let allowed = &rules.source.unsafe_allowed;
    let mut findings = Vec::new();
    let mut needed = Vec::new();
    for (path, text) in house.texts("rs") {
        let Ok(rust) = Rust::parse(text) else { continue };
        let unsafe_word = rust.words.iter().find(|word| matches!(word.text.as_str(), "unsafe" | "unsafe_code"));
        let Some(word) = unsafe_word else { continue };
        if allowed.iter().any(|file| file == path) {
            needed.push(path);
        } else {
            let message = format!(
                "`{}` may stand in {} only: find a safe way, or argue for the file in tests/tidy/rules.toml",
                word.text,
                allowed.join(" and ")
            );
            findings.push(Finding::at(path, word.line, message));
        }
    }
    let idle = allowed.iter().filter(|file| !needed.contains(&file.as_str()));
    findings.extend(idle.map(|file| {
        Finding::new(file, "is allowed to be unsafe and is not (or is gone): remove it from tests/tidy/rules.toml")
    }));
    findings
}

#[cfg(test)]
mod tests;
