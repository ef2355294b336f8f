//! The Fluent files of `core/web/locales`, read as they lie there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

/// A text: its file, and the arguments that it takes.
pub(crate) struct Text {
    pub file: String,
    pub places: BTreeSet<String>,
}

/// Returns the folder of all languages.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales")
}

/// Returns the languages that have files.
pub(crate) fn languages() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Returns the texts of a language.
pub(crate) fn texts(language: &str) -> BTreeMap<String, Text> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder().join(language)).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = fs::read_to_string(&path).unwrap();
        let resource = parser::parse(source.as_str()).map_err(|(_, errors)| (&file, errors)).unwrap();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut places = BTreeSet::new();
            gather(message.value.as_ref().unwrap(), &mut places);
            texts.insert(message.id.name.to_owned(), Text { file: file.clone(), places });
        }
    }
    texts
}

fn gather(pattern: &Pattern<&str>, places: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            gather_expression(expression, places);
        }
    }
}

fn gather_expression(expression: &Expression<&str>, places: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => gather_inline(inline, places),
        Expression::Select { selector, variants } => {
            gather_inline(selector, places);
            variants.iter().for_each(|variant| gather(&variant.value, places));
        }
    }
}

fn gather_inline(inline: &InlineExpression<&str>, places: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            places.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => gather_expression(expression, places),
        _ => {}
    }
}
