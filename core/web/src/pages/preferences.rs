//! What somebody likes to have: their language, how they count distances, where their clock stands.
//!
//! Rule: each language is called what those who speak it call it, whatever language the page is in.

use std::borrow::Cow;

use loadin_profile::page::{Autofill, Field, Form};

use super::{below, chosen_from, fields};
use crate::{
    paths,
    words::{self, Words},
};

/// What somebody likes to have; what is empty is left to their browser and their language.
#[derive(Clone, Debug, Default)]
pub struct Preferences {
    /// The tag of the language.
    pub language: String,
    /// `km` or `mi`.
    pub distances: String,
    /// The time zone, or what was written instead of one.
    pub zone: String,
    /// The time zones that there are.
    pub zones: Vec<String>,
}

/// Returns the form.
pub(super) fn form(view: &Preferences, words: Words) -> Form {
    let offered = words::catalogue().offered().map(|locale| {
        let own = words::words("", Some(locale)).say("preferences-language-own");
        (Cow::from(locale.tag()), own)
    });
    let left = (Cow::from(""), words.say("preferences-language-browser"));
    let languages: Vec<_> = std::iter::once(left).chain(offered).collect();
    let language = Field::select(fields::LANGUAGE, words.say("preferences-language"), chosen_from(&languages))
        .value(&view.language);
    let units = [
        ("", words.say("preferences-distances-language")),
        ("km", words.say("preferences-kilometres")),
        ("mi", words.say("preferences-miles")),
    ];
    let distances = Field::select(fields::DISTANCES, words.say("preferences-distances"), chosen_from(&units))
        .value(&view.distances);
    let zones = view.zones.iter().map(String::as_str);
    let zone = Field::search(fields::ZONE, words.say("preferences-zone"), zones)
        .help(words.say("preferences-zone-help"))
        .value(&view.zone);
    [language, distances, zone]
        .into_iter()
        .map(|field| field.autofill(Autofill::Off))
        .fold(Form::new("preferences", below(paths::PREFERENCES), words.say("preferences-save")), Form::field)
}
