//! Public items of the rooms that strangers read are documented.
//!
//! `missing_docs` of the compiler finds reachable items; this rule sees to it that nobody switches the lint off there,
//! and looks at every `pub` item itself, so that the rule also holds where the compiler was not asked.

use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility, spanned::Spanned as _};

use crate::{Finding, House, Rules, house::lies_in, pure::is_test_file, rust::Rust};

/// Returns public items without a doc comment, and attributes that switch the lint off.
#[must_use]
pub fn public_items_are_documented(house: &House, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.texts("rs") {
        let watched = rules.public_docs.rooms.iter().any(|room| lies_in(path, &format!("{room}/src")));
        let generated = rules.public_docs.generated.iter().any(|file| file == path);
        if !watched || generated || is_test_file(path) {
            continue;
        }
        let Ok(rust) = Rust::parse(text) else { continue };
        let silent = rust.words.iter().find(|word| word.text == "missing_docs");
        findings.extend(silent.map(|word| {
            Finding::at(path, word.line, "switches `missing_docs` off; here every public item is documented")
        }));
        let mut found = Vec::new();
        rust.file.items.iter().for_each(|item| undocumented(item, &mut found));
        let product = found.into_iter().filter(|(line, _)| !rust.is_test(*line));
        findings.extend(
            product
                .map(|(line, name)| Finding::at(path, line, format!("document `{name}`: one sentence, third person"))),
        );
    }
    findings
}

/// Adds line and name of every public item in `item` that has no doc comment.
fn undocumented(item: &Item, found: &mut Vec<(usize, String)>) {
    let mut check = |attributes: &[Attribute], visibility: &Visibility, name: &syn::Ident| {
        if matches!(visibility, Visibility::Public(_)) && !is_documented(attributes) {
            found.push((name.span().start().line, name.to_string()));
        }
    };
    match item {
        Item::Const(item) => check(&item.attrs, &item.vis, &item.ident),
        Item::Static(item) => check(&item.attrs, &item.vis, &item.ident),
        Item::Type(item) => check(&item.attrs, &item.vis, &item.ident),
        Item::Fn(item) => check(&item.attrs, &item.vis, &item.sig.ident),
        Item::Struct(item) => {
            check(&item.attrs, &item.vis, &item.ident);
            if let Fields::Named(fields) = &item.fields {
                fields
                    .named
                    .iter()
                    .for_each(|field| field.ident.iter().for_each(|name| check(&field.attrs, &field.vis, name)));
            }
        }
        Item::Enum(item) => {
            check(&item.attrs, &item.vis, &item.ident);
            item.variants.iter().for_each(|variant| check(&variant.attrs, &item.vis, &variant.ident));
        }
        Item::Trait(item) => {
            check(&item.attrs, &item.vis, &item.ident);
            for method in &item.items {
                if let TraitItem::Fn(method) = method {
                    check(&method.attrs, &item.vis, &method.sig.ident);
                }
            }
        }
        Item::Impl(item) if item.trait_.is_none() => {
            for method in &item.items {
                match method {
                    ImplItem::Fn(method) => check(&method.attrs, &method.vis, &method.sig.ident),
                    ImplItem::Const(constant) => check(&constant.attrs, &constant.vis, &constant.ident),
                    _ => {}
                }
            }
        }
        Item::Mod(item) => {
            // `pub mod name;` is documented by the header of its file.
            if let Some((_, items)) = &item.content {
                check(&item.attrs, &item.vis, &item.ident);
                items.iter().for_each(|item| undocumented(item, found));
            }
        }
        Item::Macro(item) if is_exported(&item.attrs) && !is_documented(&item.attrs) => {
            let name = item.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            found.push((item.span().start().line, name));
        }
        _ => {}
    }
}

fn is_exported(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("macro_export"))
}

/// Whether a doc comment, or `#[doc(hidden)]`, stands above the item.
fn is_documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

#[cfg(test)]
mod tests {
    use super::public_items_are_documented;
    use crate::{House, Rules, report};

    fn judge(path: &str, text: &str) -> String {
        report(&public_items_are_documented(&House::of([(path, text)]), &Rules::embedded().unwrap()))
    }

    #[test]
    fn every_kind_of_public_item_is_looked_at() {
        let silent = "
            pub struct A { pub field: u8, private: u8 }
            pub enum B { Variant }
            pub trait C { fn method(&self); }
            impl A { pub fn inherent(&self) {} pub const LIMIT: u8 = 1; fn own(&self) {} }
            impl C for A { fn method(&self) {} }
            pub mod inner { pub const DEEP: u8 = 1; }
            pub(crate) fn ours() {}
            #[macro_export] macro_rules! exported { () => {} }";
        let found = judge("sdk/guest/src/lib.rs", silent);
        for name in ["A", "field", "B", "Variant", "C", "method", "inherent", "LIMIT", "inner", "DEEP", "exported"] {
            assert!(found.contains(&format!("document `{name}`")), "{name} in {found}");
        }
        assert!(found.starts_with("11 broken"), "{found}");
    }

    #[test]
    fn documented_items_and_other_rooms_pass() {
        assert!(judge("core/types/src/lib.rs", "/// Tells.\npub fn a() {}").starts_with("0 broken"));
        assert!(judge("core/host/src/lib.rs", "pub fn a() {}").starts_with("0 broken"));
        assert!(judge("core/types/src/lib.rs", "#[cfg(test)] mod tests { pub fn a() {} }").starts_with("0 broken"));
    }

    #[test]
    fn the_lint_may_not_be_switched_off() {
        let found = judge("core/types/src/lib.rs", "#![expect(missing_docs, reason = \"later\")]");
        assert!(found.contains("core/types/src/lib.rs:1: switches `missing_docs` off"), "{found}");
    }
}
