//! The list of problem kinds in code against its reference page.
//!
//! Rule: a kind is found in the source of `core/types`, not by linking it, so the judge depends on nobody it judges.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Expr, ExprMatch, Item, ItemFn, Lit, Pat,
    visit::{self, Visit},
};

use crate::{Finding, House, rust::Rust};

const SOURCE: &str = "core/types/src/problem.rs";
const PAGE: &str = "docs/reference/problems.md";

/// Returns kinds without a slug, slugs without a line on the page, and lines for kinds that are gone.
#[must_use]
pub fn every_problem_is_explained(house: &House) -> Vec<Finding> {
    let Some(rust) = house.text(SOURCE).and_then(|text| Rust::parse(text).ok()) else {
        return vec![Finding::new(SOURCE, "is missing or does not parse: `ProblemKind` and its slugs live there")];
    };
    let (kinds, slugs) = (kinds(&rust), slugs(&rust));
    let mut findings = Vec::new();
    if kinds.is_empty() {
        findings.push(Finding::new(SOURCE, "has no `pub enum ProblemKind`"));
    }
    let nameless = kinds.iter().filter(|kind| !slugs.contains_key(*kind));
    findings.extend(nameless.map(|kind| Finding::new(SOURCE, format!("`slug` does not name `ProblemKind::{kind}`"))));
    let explained = house.text(PAGE).map(explained).unwrap_or_default();
    let known: BTreeSet<&str> = slugs.values().map(String::as_str).collect();
    let silent = known.iter().filter(|slug| !explained.contains(**slug));
    findings.extend(silent.map(|slug| {
        Finding::new(PAGE, format!("explain `{slug}`: a row `| `{slug}` | what happened | what to do |`"))
    }));
    let dead = explained.iter().filter(|slug| !known.contains(slug.as_str()));
    findings.extend(dead.map(|slug| Finding::new(PAGE, format!("explains `{slug}`, which no `ProblemKind` has"))));
    findings
}

fn kinds(rust: &Rust) -> BTreeSet<String> {
    let enums = rust.file.items.iter().filter_map(|item| match item {
        Item::Enum(item) if item.ident == "ProblemKind" => Some(item),
        _ => None,
    });
    enums.flat_map(|item| &item.variants).map(|variant| variant.ident.to_string()).collect()
}

/// Returns the slug of each kind, as the `match` in `fn slug` tells.
fn slugs(rust: &Rust) -> BTreeMap<String, String> {
    let mut arms = SlugArms::default();
    arms.visit_file(&rust.file);
    arms.slugs
}

#[derive(Default)]
struct SlugArms {
    inside: bool,
    slugs: BTreeMap<String, String>,
}

impl SlugArms {
    fn arm(&mut self, pattern: &Pat, slug: &str) {
        match pattern {
            Pat::Or(either) => either.cases.iter().for_each(|case| self.arm(case, slug)),
            Pat::Path(path) => self.kind(&path.path, slug),
            Pat::Struct(fields) => self.kind(&fields.path, slug),
            Pat::TupleStruct(fields) => self.kind(&fields.path, slug),
            _ => {}
        }
    }

    fn kind(&mut self, path: &syn::Path, slug: &str) {
        if let Some(last) = path.segments.last() {
            self.slugs.insert(last.ident.to_string(), slug.to_owned());
        }
    }
}

impl<'ast> Visit<'ast> for SlugArms {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.inside = item.sig.ident == "slug";
        visit::visit_item_fn(self, item);
        self.inside = false;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.inside = item.sig.ident == "slug";
        visit::visit_impl_item_fn(self, item);
        self.inside = false;
    }

    fn visit_expr_match(&mut self, matching: &'ast ExprMatch) {
        for arm in matching.arms.iter().filter(|_| self.inside).collect::<Vec<_>>() {
            if let Expr::Lit(literal) = &*arm.body
                && let Lit::Str(slug) = &literal.lit
            {
                self.arm(&arm.pat, &slug.value());
            }
        }
        visit::visit_expr_match(self, matching);
    }
}

/// Returns the slugs that have a row on the page.
fn explained(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(slug, _)| slug.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{PAGE, SOURCE, every_problem_is_explained};
    use crate::{House, report};

    const KINDS: &str = "
        pub enum ProblemKind { NotFound, Denied, Timeout }
        impl ProblemKind {
            pub const fn slug(self) -> &'static str {
                match self { Self::NotFound => \"not-found\", Self::Denied => \"denied\", Self::Timeout => \"timeout\" }
            }
            pub const fn title(self) -> &'static str { match self { Self::NotFound => \"Not found\", _ => \"Other\" } }
        }";

    #[test]
    fn a_silent_and_a_dead_kind_are_named() {
        let page =
            "| kind | what | do |\n|---|---|---|\n| `not-found` | a | b |\n| `timeout` | a | b |\n| `gone` | a | b |\n";
        let found = report(&every_problem_is_explained(&House::of([(SOURCE, KINDS), (PAGE, page)])));
        assert!(found.starts_with("2 broken"), "{found}");
        assert!(found.contains("explain `denied`") && found.contains("explains `gone`"), "{found}");
    }

    #[test]
    fn a_kind_without_a_slug_is_named() {
        let source = KINDS.replace("Timeout }", "Timeout, Fresh }");
        let page = "| `not-found` |\n| `denied` |\n| `timeout` |\n";
        let found = report(&every_problem_is_explained(&House::of([(SOURCE, source.as_str()), (PAGE, page)])));
        assert!(found.contains("does not name `ProblemKind::Fresh`"), "{found}");
    }

    #[test]
    fn a_missing_list_is_named() {
        assert!(report(&every_problem_is_explained(&House::default())).contains("is missing or does not parse"));
    }
}
