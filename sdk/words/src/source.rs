//! Fluent files as they come, and what is wrong with them.
//!
//! Rule: every flaw names its file and line, and all of them are found at once.

use std::{collections::HashMap, fmt, sync::Arc};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Pattern};

use crate::Locale;

/// A Fluent file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The tag of its language.
    pub locale: &'a str,
    /// What it is called, for messages.
    pub name: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// Returns a file.
    #[must_use]
    pub const fn new(locale: &'a str, name: &'a str, text: &'a str) -> Self {
        Self { locale, name, text }
    }
}

/// Why files are no catalogue.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", self.flaws.iter().map(Flaw::to_string).collect::<Vec<_>>().join("\n"))]
pub struct CatalogueError {
    /// Everything that is wrong.
    pub flaws: Vec<Flaw>,
}

/// Something wrong with a Fluent file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The file, with its language: `de/tour.ftl`.
    pub file: String,
    /// The line, from 1 on.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub text: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// A file that could be read.
#[derive(Clone)]
pub(crate) struct Read {
    /// Its language.
    pub locale: Locale,
    /// What it is called, with its language.
    pub file: String,
    /// What stands in it.
    pub resource: Arc<FluentResource>,
}

impl Read {
    /// Reads a file.
    pub(crate) fn of(source: Source<'_>) -> Result<Self, Vec<Flaw>> {
        let file = format!("{}/{}", source.locale, source.name);
        let Some(locale) = Locale::read(source.locale) else {
            let text = format!("`{}` is no language: write a tag such as `de` or `en-US`", source.locale);
            return Err(vec![Flaw { file, line: 1, text }]);
        };
        match FluentResource::try_new(source.text.to_owned()) {
            Ok(resource) => Ok(Self { locale, file, resource: Arc::new(resource) }),
            Err((_, errors)) => {
                let flaw = |at: usize, text: String| Flaw { file: file.clone(), line: line_at(source.text, at), text };
                Err(errors.iter().map(|error| flaw(error.pos.start, error.kind.to_string().to_lowercase())).collect())
            }
        }
    }

    /// Returns the messages that have a text, with their keys.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (&str, &Pattern<&str>)> {
        self.resource.entries().filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value.as_ref()?)),
            _ => None,
        })
    }

    /// Returns something wrong with one of its messages.
    pub(crate) fn flaw(&self, key: &str, text: impl Into<String>) -> Flaw {
        let lines = self.resource.source().lines().enumerate();
        let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        // Of two equal keys the second is the one too many.
        let line = lines.filter(|(_, line)| is_it(line)).last().map_or(1, |(at, _)| at + 1);
        Flaw { file: self.file.clone(), line, text: text.into() }
    }
}

/// Returns what stands twice in the files of one language.
pub(crate) fn doubles(files: &[Read]) -> Vec<Flaw> {
    let mut seen: HashMap<(&Locale, &str), &str> = HashMap::new();
    let mut flaws = Vec::new();
    for file in files {
        for (key, _) in file.messages() {
            if let Some(first) = seen.insert((&file.locale, key), &file.file) {
                flaws.push(file.flaw(key, format!("`{key}` stands in {first} already: take one of them out")));
            }
        }
    }
    flaws
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
