//! A plugin's own words, read when it is loaded.
//!
//! Rule: a file with a mistake in it keeps the plugin from being loaded, with the file and the line; a text that is missing
//! does not, because English stands in for it, and the key for English.

use std::path::Path;

use loadin_wit::locales::{self, LocalesError};
use loadin_words::{Catalogue, CatalogueError, Distance, Flaw, Locale, Source};

/// Why a plugin's words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// Its folder or a file cannot be read.
    #[error(transparent)]
    Files(#[from] LocalesError),
    /// What stands in the files is wrong.
    #[error(transparent)]
    Texts(CatalogueError),
}

/// The texts of a plugin in each of its languages.
pub(crate) struct Words {
    catalogue: Catalogue,
}

impl Words {
    /// Reads the words of the plugin in a folder.
    pub(crate) fn read(plugin: &Path) -> Result<Self, WordsError> {
        let files = locales::read(plugin)?;
        let sources = files.iter().map(|file| Source::new(&file.tag, &file.path, &file.text));
        let catalogue = Catalogue::build(sources).map_err(|error| WordsError::Texts(named(error)))?;
        Ok(Self { catalogue })
    }

    /// Says a text in a language, to somebody who may wish distances to be counted otherwise than it does.
    pub(crate) fn text(
        &self,
        (locale, distances): (Option<&Locale>, Option<Distance>),
        key: &str,
        args: &str,
    ) -> Result<String, String> {
        let words = self.catalogue.negotiate("", locale);
        let words = distances.map_or(words, |distances| words.counting(distances));
        words.say_json(key, args).map_err(|error| error.to_string())
    }
}

/// Returns the flaws with the path of their file alone: its name says the language already.
fn named(error: CatalogueError) -> CatalogueError {
    let without_language = |flaw: Flaw| match flaw.file.split_once('/') {
        Some((_, path)) => Flaw { file: path.to_owned(), ..flaw },
        None => flaw,
    };
    CatalogueError { flaws: error.flaws.into_iter().map(without_language).collect() }
}
