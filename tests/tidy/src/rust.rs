//! One Rust file, parsed: its functions, its words, and which of its lines are tests.
//!
//! Words are tokens, so what stands in a comment or a string never counts. That is why the rules can be strict without
//! a list of excuses.

use std::ops::RangeInclusive;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemFn, ItemMod, ItemUse, Signature, TraitItemFn, UseTree,
    spanned::Spanned as _,
    visit::{self, Visit},
};

/// A function and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its first line, attributes and comments apart.
    pub line: usize,
    /// Lines from there to the closing brace.
    pub lines: usize,
}

/// A token: an identifier, keyword, literal or punctuation mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The token.
    pub text: String,
    /// Its line.
    pub line: usize,
}

/// A parsed file.
pub struct Rust {
    /// The syntax tree.
    pub file: syn::File,
    /// Every function, nested and test functions included.
    pub functions: Vec<Function>,
    /// Every token in order.
    pub words: Vec<Word>,
    /// Every path that a `use` brings in, written out: `use std::{fs, io}` is `std::fs` and `std::io`.
    pub uses: Vec<Word>,
    tests: Vec<RangeInclusive<usize>>,
}

impl Rust {
    /// Parses a file.
    ///
    /// # Errors
    /// When the text is not Rust.
    pub fn parse(text: &str) -> Result<Self, syn::Error> {
        let file = syn::parse_file(text)?;
        let mut words = Vec::new();
        flatten(text.parse::<TokenStream>()?, &mut words);
        let mut seen = Seen::default();
        seen.visit_file(&file);
        let Seen { functions, uses, tests } = seen;
        Ok(Self { file, functions, words, uses, tests })
    }

    /// Whether a line lies in something that is compiled for tests only.
    #[must_use]
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&line))
    }

    /// Returns how many lines of the file are tests.
    #[must_use]
    pub fn test_lines(&self) -> usize {
        self.tests.iter().map(|range| range.end() + 1 - range.start()).sum()
    }

    /// Returns the lines, tests apart, on which the code uses `path` (`async`, `std::fs`, `SystemTime`).
    #[must_use]
    pub fn lines_using(&self, path: &str) -> Vec<usize> {
        let wanted: Vec<&str> = path.split("::").collect();
        let spoken = positions(&self.words, &wanted).map(|at| self.words[at].line);
        let imported = self.uses.iter().filter(|using| contains(&using.text, &wanted)).map(|using| using.line);
        let mut lines: Vec<usize> = spoken.chain(imported).filter(|line| !self.is_test(*line)).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// Returns where `wanted` stands among the words, its parts joined by `::`.
fn positions<'a>(words: &'a [Word], wanted: &[&'a str]) -> impl Iterator<Item = usize> + 'a {
    let mut pattern = Vec::new();
    for part in wanted {
        if !pattern.is_empty() {
            pattern.extend([":", ":"]);
        }
        pattern.push(*part);
    }
    let starts = 0..(words.len() + 1).saturating_sub(pattern.len());
    starts.filter(move |at| pattern.iter().zip(&words[*at..]).all(|(part, word)| word.text == *part))
}

fn contains(path: &str, wanted: &[&str]) -> bool {
    let parts: Vec<&str> = path.split("::").collect();
    parts.windows(wanted.len()).any(|window| window == wanted)
}

fn flatten(tokens: TokenStream, words: &mut Vec<Word>) {
    for token in tokens {
        let line = token.span().start().line;
        match token {
            TokenTree::Group(group) => flatten(group.stream(), words),
            TokenTree::Ident(ident) => words.push(Word { text: ident.to_string(), line }),
            TokenTree::Punct(punct) => words.push(Word { text: punct.as_char().to_string(), line }),
            TokenTree::Literal(literal) => words.push(Word { text: literal.to_string(), line }),
        }
    }
}

#[derive(Default)]
struct Seen {
    functions: Vec<Function>,
    uses: Vec<Word>,
    tests: Vec<RangeInclusive<usize>>,
}

impl Seen {
    fn function(&mut self, signature: &Signature, body: &Block) {
        let line = signature.span().start().line;
        let end = body.span().end().line;
        self.functions.push(Function { name: signature.ident.to_string(), line, lines: end + 1 - line });
    }

    fn import(&mut self, tree: &UseTree, before: &str) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &format!("{before}{}::", path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.import(item, before)),
            UseTree::Name(name) => self.imported(&format!("{before}{}", name.ident), tree),
            UseTree::Rename(name) => self.imported(&format!("{before}{}", name.ident), tree),
            _ => self.imported(&format!("{before}*"), tree),
        }
    }

    fn imported(&mut self, path: &str, tree: &UseTree) {
        let path = path.trim_end_matches("::self");
        self.uses.push(Word { text: path.to_owned(), line: tree.span().start().line });
    }

    fn test(&mut self, attributes: &[Attribute], item: &impl syn::spanned::Spanned) {
        if let Some(first) = attributes.iter().find(|attribute| is_for_tests(attribute)) {
            self.tests.push(first.span().start().line..=item.span().end().line);
        }
    }
}

impl<'ast> Visit<'ast> for Seen {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(ItemMod { attrs, .. }) | Item::Fn(ItemFn { attrs, .. }) | Item::Use(ItemUse { attrs, .. }) => {
                attrs
            }
            Item::Impl(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        let before = self.tests.len();
        self.test(attributes, item);
        let nested = self.tests.len();
        visit::visit_item(self, item);
        if nested > before {
            self.tests.truncate(nested); // What lies inside a test is counted once.
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, "");
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// Whether an attribute is `#[test]` or a `#[cfg(…)]` that holds in tests only.
fn is_for_tests(attribute: &Attribute) -> bool {
    if attribute.path().is_ident("test") {
        return true;
    }
    let Ok(list) = attribute.meta.require_list() else { return false };
    let mut words = Vec::new();
    flatten(list.tokens.clone(), &mut words);
    let says = |text: &str| words.iter().any(|word| word.text == text);
    list.path.is_ident("cfg") && says("test") && !says("not") && !says("any")
}

#[cfg(test)]
mod tests {
    use super::{Function, Rust};

    const SAMPLE: &str = "\
use std::{fs, io::Read as _};

/// Says `std::net` in a comment only.
pub fn outer() {
    let text = \"std::process\";
    std::thread::yield_now();
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;
    #[test]
    fn inner() {
        std::thread::yield_now();
    }
}
";

    #[test]
    fn functions_are_measured_to_their_closing_brace() {
        let rust = Rust::parse(SAMPLE).unwrap();
        let outer = Function { name: "outer".to_owned(), line: 4, lines: 4 };
        assert_eq!(rust.functions[0], outer);
        assert_eq!(rust.functions.len(), 2);
    }

    #[test]
    fn words_in_comments_strings_and_tests_do_not_count() {
        let rust = Rust::parse(SAMPLE).unwrap();
        assert_eq!(rust.lines_using("std::fs"), [1], "a grouped import is written out");
        assert_eq!(rust.lines_using("std::io"), [1]);
        assert_eq!(rust.lines_using("std::thread"), [6]);
        for unused in ["std::net", "std::process", "std::time", "SystemTime", "async"] {
            assert_eq!(rust.lines_using(unused), [0; 0], "{unused}");
        }
    }

    #[test]
    fn test_modules_are_counted_once() {
        let rust = Rust::parse(SAMPLE).unwrap();
        assert_eq!(rust.test_lines(), 8);
        assert!(rust.is_test(9) && rust.is_test(16) && !rust.is_test(7));
    }

    #[test]
    fn code_for_everything_but_tests_is_no_test() {
        let rust = Rust::parse("#[cfg(not(test))]\nfn shipped() { std::fs::read(\"a\"); }\n").unwrap();
        assert_eq!(rust.lines_using("std::fs"), [2]);
    }
}
