//! A plugin's own words, read when it is loaded.
//!
//! Rule: a file with a mistake in it keeps the plugin from being loaded, with the file and the line; a text that is missing
//! does not, because English stands in for it, and the key for English.

use std::path::Path;

use loadin_wit::locales::{self, LocalesError};
use loadin_words::{Catalogue, CatalogueError, Flaw, Locale, Source};

/// Why a plugin's words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// Its folder or a file cannot be read.
    #[error(transparent)]
    Files(#[from] LocalesError),
    /// What stands in the files is wrong.
    #[error("{}", lines(.0))]
    Texts(Vec<Flaw>),
}

fn lines(flaws: &[Flaw]) -> String {
    flaws.iter().map(Flaw::to_string).collect::<Vec<_>>().join("\n")
}

/// The texts of a plugin in each of its languages.
pub(crate) struct Words {
    catalogue: Catalogue,
}

impl Words {
    /// Reads the words of the plugin in a folder.
    pub(crate) fn read(plugin: &Path) -> Result<Self, WordsError> {
        let files = locales::read(plugin)?;
        let paths: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
        let sources = files.iter().zip(&paths).map(|(file, path)| Source::new(&file.tag, path, &file.text));
        let catalogue =
            Catalogue::build(sources).map_err(|CatalogueError { flaws }| WordsError::Texts(named(flaws)))?;
        Ok(Self { catalogue })
    }

    /// Says a text in a language.
    pub(crate) fn text(&self, locale: Option<&Locale>, key: &str, args: &str) -> Result<String, String> {
        self.catalogue.negotiate("", locale).say_json(key, args).map_err(|error| error.to_string())
    }
}

/// Returns the flaws with the path of their file alone: its name says the language already.
fn named(flaws: Vec<Flaw>) -> Vec<Flaw> {
    let without_language = |flaw: Flaw| match flaw.file.split_once('/') {
        Some((_, path)) => Flaw { file: path.to_owned(), ..flaw },
        None => flaw,
    };
    flaws.into_iter().map(without_language).collect()
}
