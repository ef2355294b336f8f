//! A language as it is named (BCP 47), and what a browser says about languages.
//!
//! Rule: what cannot be read as a language is passed over, never an error: the header is a stranger's.

use std::{fmt, str::FromStr as _};

use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::Distance;

/// The longest header that is read; browsers send a tenth of it.
const LONGEST: usize = 1_000;

/// A language, perhaps as one region writes it: `en`, `en-US`, `de-AT`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Locale {
    id: LanguageIdentifier,
    tag: String,
}

impl Locale {
    /// Returns the language of a tag, if it is one; what else the tag wishes (`-u-…`) is passed over.
    #[must_use]
    pub fn read(tag: &str) -> Option<Self> {
        let language = split(tag).0;
        let id = LanguageIdentifier::from_str(language.trim()).ok().filter(|id| !id.language.is_empty())?;
        Some(Self { tag: id.to_string(), id })
    }

    /// Returns its tag, as HTML and HTTP want it.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Returns whether its script runs from right to left.
    #[must_use]
    pub fn is_leftward(&self) -> bool {
        self.id.character_direction() == CharacterDirection::RTL
    }

    /// Returns the languages that a reader takes, by an `Accept-Language` header, the dearest first.
    #[must_use]
    pub fn accepted(header: &str) -> Vec<Self> {
        let ranges = header.get(..LONGEST).unwrap_or(header).split(',').take(50);
        let mut accepted: Vec<(f32, Self)> = ranges.filter_map(range).filter(|(weight, _)| *weight > 0.0).collect();
        accepted.sort_by(|one, other| other.0.total_cmp(&one.0));
        accepted.into_iter().map(|(_, locale)| locale).collect()
    }

    pub(crate) fn id(&self) -> &LanguageIdentifier {
        &self.id
    }

    /// Returns itself and what it falls back on: `de-AT`, `de`.
    pub(crate) fn chain(&self) -> Vec<Self> {
        let mut chain = vec![self.clone()];
        let cuts: [fn(&mut LanguageIdentifier); 3] =
            [LanguageIdentifier::clear_variants, |id| id.region = None, |id| id.script = None];
        for cut in cuts {
            let mut id = chain.last().map(|last| last.id.clone()).unwrap_or_default();
            cut(&mut id);
            if chain.iter().all(|known| known.id != id) {
                chain.push(Self { tag: id.to_string(), id });
            }
        }
        chain
    }

    /// Returns which of the offered languages comes nearest, if any is this language at all.
    pub(crate) fn nearest<'a>(&self, offered: impl Iterator<Item = &'a Self> + Clone) -> Option<&'a Self> {
        let of_chain = self.chain().iter().find_map(|wanted| offered.clone().find(|each| each.id == wanted.id));
        let is_script = |each: &Self| self.id.script.is_none() || each.id.script == self.id.script;
        // Somebody who reads Portuguese reads that of Brazil, if there is no other.
        of_chain.or_else(|| offered.clone().find(|each| each.id.language == self.id.language && is_script(each)))
    }
}

/// Splits a tag into the language and the wishes behind `-u-` (BCP 47, extension U).
fn split(tag: &str) -> (&str, &str) {
    tag.split_once("-u-").unwrap_or((tag, ""))
}

impl Distance {
    /// Returns how a tag wishes distances to be counted (`en-u-ms-metric`), if it says so.
    #[must_use]
    pub fn read(tag: &str) -> Option<Self> {
        let mut wishes = split(tag).1.split('-').skip_while(|part| *part != "ms").skip(1);
        match wishes.next()? {
            "metric" => Some(Self::Kilometres),
            "ussystem" | "uksystem" => Some(Self::Miles),
            _ => None,
        }
    }

    /// Returns the tag of a language with the wish to have distances counted so.
    #[must_use]
    pub fn wished(self, language: &Locale) -> String {
        let system = match self {
            Self::Kilometres => "metric",
            Self::Miles => "ussystem",
        };
        format!("{language}-u-ms-{system}")
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.tag)
    }
}

/// Reads `de-AT;q=0.8`.
fn range(text: &str) -> Option<(f32, Locale)> {
    let mut parts = text.split(';');
    let locale = Locale::read(parts.next()?)?;
    let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok());
    weight.filter(|weight| (0.0..=1.0).contains(weight)).map(|weight| (weight, locale))
}

#[cfg(test)]
mod tests {
    use super::{Distance, Locale};

    fn tags(header: &str) -> Vec<String> {
        Locale::accepted(header).iter().map(Locale::to_string).collect()
    }

    #[test]
    fn a_header_is_read_by_weight_and_what_is_no_language_is_passed_over() {
        assert_eq!(tags("en;q=0.3, de-AT, de;q=0.9"), ["de-AT", "de", "en"]);
        assert_eq!(tags("*, , <script>, de;q=7, fr;q=0, EN_gb;q=1.0"), ["en-GB"]);
        assert!(tags(&"x".repeat(9_000)).is_empty());
    }

    #[test]
    fn a_region_falls_back_on_its_language_and_scripts_do_not_mix() {
        let read = |tag: &str| Locale::read(tag).unwrap();
        let offered = [read("en"), read("pt-BR"), read("zh-Hans"), read("en-US")];
        let nearest = |tag: &str| read(tag).nearest(offered.iter()).map(Locale::to_string);
        assert_eq!(nearest("en-AU").as_deref(), Some("en"));
        assert_eq!(nearest("en-us").as_deref(), Some("en-US"));
        assert_eq!(nearest("pt").as_deref(), Some("pt-BR"));
        assert_eq!(nearest("zh-Hans-SG").as_deref(), Some("zh-Hans"));
        assert_eq!((nearest("zh-Hant"), nearest("ja")), (None, None));
    }

    #[test]
    fn a_tag_may_wish_how_distances_are_counted() {
        let american = Locale::read("en-US").unwrap();
        assert_eq!(Distance::Kilometres.wished(&american), "en-US-u-ms-metric");
        for distance in [Distance::Kilometres, Distance::Miles] {
            let tag = distance.wished(&american);
            assert_eq!((Locale::read(&tag).as_ref(), Distance::read(&tag)), (Some(&american), Some(distance)));
        }
        assert_eq!(Distance::read("de-u-hc-h23-ms-uksystem"), Some(Distance::Miles));
        for silent in ["", "en", "ms-metric", "en-u-ms", "en-u-ms-ells", "en-u-hc-h23"] {
            assert_eq!(Distance::read(silent), None, "{silent}");
        }
    }

    #[test]
    fn the_direction_follows_from_the_language() {
        assert!(Locale::read("he").unwrap().is_leftward() && Locale::read("ar-EG").unwrap().is_leftward());
        assert!(!Locale::read("en").unwrap().is_leftward());
    }
}
