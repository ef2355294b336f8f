//! The texts of every language that is offered.
//!
//! Rule: a region's files lie over those of its language, so that it holds only what differs; a language never falls back on
//! another one but English. English is complete, or the catalogue is refused.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::{
    Arg, CatalogueError, Flaw, Locale, Source, Words,
    arg::NUMBER,
    format::Format,
    source::{self, Read},
};

/// How English values are written, and what the regions of English change.
const OWN: [Source<'static>; 3] = [
    Source::new("en", "format.ftl", include_str!("../locales/en/format.ftl")),
    Source::new("en-GB", "format.ftl", include_str!("../locales/en-GB/format.ftl")),
    Source::new("en-US", "format.ftl", include_str!("../locales/en-US/format.ftl")),
];
/// More gaps than this are not written down: somebody else's files may lack everything.
const MOST_GAPS: usize = 500;

/// The texts of every language that is offered.
pub struct Catalogue {
    english: Language,
    others: Vec<Language>,
    gaps: Mutex<BTreeSet<(usize, String)>>,
}

/// One language, as one region writes it.
struct Language {
    locale: Locale,
    format: Format,
    bundle: FluentBundle<Arc<FluentResource>>,
}

impl Catalogue {
    /// Builds a catalogue of files; how English is written is there already.
    ///
    /// # Errors
    ///
    /// When a file cannot be read as Fluent, a key stands twice in one language, or a format is not what a format may be.
    pub fn build<'a>(sources: impl IntoIterator<Item = Source<'a>>) -> Result<Self, CatalogueError> {
        let (mut files, mut flaws) = (Vec::new(), Vec::new());
        for source in OWN.into_iter().chain(sources) {
            match Read::of(source) {
                Ok(file) => files.push(file),
                Err(wrong) => flaws.extend(wrong),
            }
        }
        flaws.extend(source::doubles(&files));
        let mut locales: Vec<&Locale> = Vec::new();
        for file in &files {
            if !locales.contains(&&file.locale) {
                locales.push(&file.locale);
            }
        }
        let english: Vec<&Read> = files.iter().filter(|file| file.locale.tag() == "en").collect();
        let mut languages = Vec::new();
        for locale in locales {
            match Language::of(locale, &files, &english) {
                Ok(language) => languages.push(language),
                Err(wrong) => flaws.extend(wrong),
            }
        }
        // The files of this crate come first, and the first of them is English.
        let mut languages = languages.into_iter();
        match languages.next() {
            Some(english) if flaws.is_empty() => {
                Ok(Self { english, others: languages.collect(), gaps: Mutex::default() })
            }
            _ => Err(CatalogueError { flaws }),
        }
    }

    /// Returns the words of English.
    #[must_use]
    pub fn english(&self) -> Words<'_> {
        Words::new(self, 0)
    }

    /// Returns the words of the offered language that a reader takes: the one they chose themselves, else the first that
    /// their browser names in an `Accept-Language` header, else English.
    #[must_use]
    pub fn negotiate(&self, accept_language: &str, chosen: Option<&Locale>) -> Words<'_> {
        let accepted = Locale::accepted(accept_language);
        let found = chosen.into_iter().chain(&accepted).find_map(|wanted| self.place(wanted));
        Words::new(self, found.unwrap_or_default())
    }

    /// Returns the languages that are offered, English first.
    pub fn offered(&self) -> impl Iterator<Item = &Locale> + Clone {
        self.languages().map(|language| &language.locale)
    }

    /// Returns what was asked for and not there: tag of the language and key.
    #[must_use]
    pub fn gaps(&self) -> Vec<(String, String)> {
        let gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        gaps.iter().map(|(language, key)| (self.locale(*language).to_string(), key.clone())).collect()
    }

    /// Returns whether English has such a text; what English lacks nobody has.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.english.bundle.has_message(key)
    }

    fn place(&self, wanted: &Locale) -> Option<usize> {
        let nearest = wanted.nearest(self.offered())?;
        self.languages().position(|language| language.locale == *nearest)
    }

    fn languages(&self) -> impl Iterator<Item = &Language> + Clone {
        [&self.english].into_iter().chain(&self.others)
    }

    fn language(&self, at: usize) -> &Language {
        at.checked_sub(1).and_then(|at| self.others.get(at)).unwrap_or(&self.english)
    }

    pub(crate) fn locale(&self, at: usize) -> &Locale {
        &self.language(at).locale
    }

    pub(crate) fn format(&self, at: usize) -> &Format {
        &self.language(at).format
    }

    /// Says a text; numbers still stand between their marks.
    pub(crate) fn said<'c>(&'c self, at: usize, key: &str, args: &[(&str, Arg<'_>)]) -> Cow<'c, str> {
        let args = (!args.is_empty()).then(|| {
            let args: FluentArgs<'_> =
                args.iter().map(|(name, value)| (*name, value.value(Words::new(self, at)))).collect();
            args
        });
        if let Some(text) = self.language(at).say(key, args.as_ref()) {
            return text;
        }
        self.note(at, key);
        let english = if at == 0 { None } else { self.english.say(key, args.as_ref()) };
        english.unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    fn note(&self, at: usize, key: &str) {
        let mut gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        if gaps.len() < MOST_GAPS && gaps.insert((at, key.to_owned())) {
            tracing::warn!(language = self.locale(at).tag(), key, "a text is missing; English stands in for it");
        }
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.offered().map(Locale::tag)).finish()
    }
}

impl Language {
    fn of(locale: &Locale, files: &[Read], english: &[&Read]) -> Result<Self, Vec<Flaw>> {
        let chain = locale.chain();
        let of = |wanted: &Locale| files.iter().filter(|file| file.locale == *wanted).collect::<Vec<_>>();
        // The nearest first; English formats stand under everything.
        let layers: Vec<Vec<&Read>> = chain.iter().map(of).filter(|layer| !layer.is_empty()).collect();
        let format = Format::read(layers.iter().flatten().chain(english).copied())?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale.id().clone()]);
        // The marks that keep directions apart are needed where scripts of both meet, and seen by whoever compares texts.
        bundle.set_use_isolating(locale.is_leftward());
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(format!("{NUMBER}{}{NUMBER}", number.value)),
            _ => None,
        }));
        for file in layers.iter().rev().flatten() {
            bundle.add_resource_overriding(Arc::clone(&file.resource));
        }
        Ok(Self { locale: locale.clone(), format, bundle })
    }

    fn say<'c>(&'c self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'c, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        // A text without arguments is lent, which costs nothing; one with arguments holds what was lent for this call alone.
        let text = match args {
            None => self.bundle.format_pattern(pattern, None, &mut errors),
            Some(_) => Cow::Owned(self.bundle.format_pattern(pattern, args, &mut errors).into_owned()),
        };
        for error in errors {
            tracing::warn!(language = self.locale.tag(), key, "a text is not whole: {error}");
        }
        Some(text)
    }
}
