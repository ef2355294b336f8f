//! The code that says texts, read token by token: macros hold most of it, so it is not parsed.

use std::{collections::BTreeSet, fs, path::PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Attributes of HTML that people read or hear.
const READ: [&str; 6] = ["title", "alt", "placeholder", "label", "aria-label", "data-label"];
/// What takes a key first.
const SAYS: [&str; 5] = ["say", "say_known", "say_with", "told", "around"];

/// A text that is said.
pub(crate) struct Use {
    pub key: String,
    /// File and line.
    pub place: String,
    /// The names of its arguments; nothing where they do not stand there.
    pub given: Option<BTreeSet<String>>,
}

/// Returns what the files of a folder say, without their tests.
pub(crate) fn uses(folder: &str) -> Vec<Use> {
    files(folder).into_iter().flat_map(|(name, code)| uses_of(&name, &code)).collect()
}

/// Returns what a file says.
pub(crate) fn uses_of(name: &str, code: &str) -> Vec<Use> {
    let mut found = Vec::new();
    walk_uses(name, tokens(code), &mut found);
    found
}

/// Returns words that people would read, with their place.
pub(crate) fn words(folder: &str) -> Vec<(String, String)> {
    // The kit's pages are samples of what a plugin says.
    let is_ours = |name: &str| !name.contains("/kit");
    files(folder)
        .into_iter()
        .filter(|(name, _)| is_ours(name))
        .flat_map(|(name, code)| words_of(&name, &code))
        .collect()
}

/// Returns the words of a file.
pub(crate) fn words_of(name: &str, code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk_words(name, tokens(code), false, &mut found);
    found
}

fn files(folder: &str) -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            if path.is_dir() && !name.ends_with("/tests") && !name.ends_with("/testing") {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.ends_with("testing.rs") {
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Returns the tokens of a file without its attributes (comments are among them) and its tests.
fn tokens(code: &str) -> Vec<TokenTree> {
    let all: TokenStream = code.parse().unwrap();
    without(all)
}

fn without(stream: TokenStream) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in stream {
        let is = |at: usize, what: &str| {
            kept.len().checked_sub(at).and_then(|at| kept.get(at)).is_some_and(|token| token.to_string() == what)
        };
        match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && (is(1, "#") || is(1, "!")) => {
                // `html![…]` does not occur; `#[…]` and `#![…]` do.
                if is(1, "!") && !is(2, "#") {
                    kept.push(token);
                }
            }
            TokenTree::Group(_) if is(1, "tests") && is(2, "mod") => {}
            _ => kept.push(token),
        }
    }
    kept
}

fn inside(group: &Group) -> Vec<TokenTree> {
    without(group.stream())
}

fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let written = literal.to_string();
    let text = written.strip_prefix('"')?.strip_suffix('"')?;
    Some(text.to_owned())
}

fn place(name: &str, token: &TokenTree) -> String {
    format!("{name}:{}", token.span().start().line)
}

fn walk_uses(name: &str, tokens: Vec<TokenTree>, found: &mut Vec<Use>) {
    let mut before = String::new();
    for token in tokens {
        let TokenTree::Group(group) = &token else {
            before = token.to_string();
            continue;
        };
        let parts = inside(group);
        let is_call = group.delimiter() == Delimiter::Parenthesis;
        if is_call && (SAYS.contains(&before.as_str()) || before == "key") {
            // Only `around` has something before the key.
            let at = if before == "around" { parts.iter().position(|part| text(part).is_some()) } else { Some(0) };
            if let Some(key) = at.and_then(|at| parts.get(at)).and_then(text) {
                let given = if before == "key" { None } else { given(&before, &parts) };
                found.push(Use { key, place: place(name, &token), given });
            }
        }
        walk_uses(name, parts, found);
        before.clear();
    }
}

/// Returns the names in lists of pairs, if there is a list for each that the call takes.
fn given(call: &str, parts: &[TokenTree]) -> Option<BTreeSet<String>> {
    let lists: Vec<&Group> = parts
        .iter()
        .filter_map(|part| match part {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group),
            _ => None,
        })
        .collect();
    let takes = match call {
        "say" | "say_known" => 0,
        "around" => 2,
        _ => 1,
    };
    let pairs = lists.iter().flat_map(|list| inside(list)).filter_map(|pair| match pair {
        TokenTree::Group(pair) => inside(&pair).first().map(text),
        // A pair that was made elsewhere.
        TokenTree::Ident(_) => Some(None),
        _ => None,
    });
    if lists.len() == takes { pairs.collect() } else { None }
}

fn walk_words(name: &str, tokens: Vec<TokenTree>, is_markup: bool, found: &mut Vec<(String, String)>) {
    let mut past: Vec<String> = Vec::new();
    for token in tokens {
        let last = |at: usize| past.len().checked_sub(at).and_then(|at| past.get(at)).map_or("", String::as_str);
        let is_value = is_markup && last(1) == "=";
        let attribute = if last(3) == "-" { format!("{}-{}", last(4), last(2)) } else { last(2).to_owned() };
        if let Some(text) = text(&token) {
            let is_read = is_markup && (!is_value || READ.contains(&attribute.as_str()));
            if if is_read { has_letters(&text) } else { !is_value && is_said(&text) } {
                found.push((place(name, &token), text));
            }
        } else if let TokenTree::Group(group) = &token {
            let is_macro = last(1) == "!" && last(2) == "html";
            let is_attribute = is_value && group.delimiter() == Delimiter::Brace;
            let is_code = matches!(last(1), "expect") || group.delimiter() != Delimiter::Brace;
            if is_attribute && !READ.contains(&attribute.as_str()) {
                // Classes and addresses.
            } else if last(1) != "expect" {
                walk_words(name, inside(group), is_macro || (is_markup && !is_code), found);
            }
        }
        past.push(token.to_string());
    }
}

fn has_letters(text: &str) -> bool {
    let text = text.replace("\\u{a0}", "").replace("\\n", "");
    text.chars().any(char::is_alphabetic)
}

/// Whether a text of the code is one that people read: words with blanks between them, a capital first.
fn is_said(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let is_word = |word: &&str| {
        word.len() > 1 && word.trim_end_matches(['.', ',', ':', '!', '?']).chars().all(char::is_alphabetic)
    };
    text.starts_with(char::is_uppercase) && words.len() > 1 && words.iter().filter(|word| is_word(word)).count() > 1
}
