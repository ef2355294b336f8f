//! Which venue a name means.
//!
//! Rule: case, accents and punctuation do not matter; anything else does. A name that fits no venue, or several, is
//! answered with the names that are near.

use loadin_tour_engine::tour::VenueIx;

use crate::intake::{VenueRow, fold};

/// Names shown when none fits.
const SHOWN: usize = 3;
/// How alike two names are (0 to 1) that may be meant for each other.
const ALIKE: f64 = 0.84;

/// The venues of a list by name.
pub struct Names<'a> {
    venues: &'a [VenueRow],
    folded: Vec<String>,
}

impl<'a> Names<'a> {
    /// Returns the names of the venues.
    #[must_use]
    pub fn of(venues: &'a [VenueRow]) -> Self {
        Self { venues, folded: venues.iter().map(|venue| fold(&venue.name)).collect() }
    }

    /// Returns the venue of that name; `Higher Ground, Burlington` also names one by its town.
    ///
    /// # Errors
    ///
    /// A sentence for people when there is none or more than one.
    pub fn find(&self, text: &str) -> Result<VenueIx, String> {
        let text = text.trim();
        let wanted = fold(text);
        if wanted.is_empty() {
            return Err("say the name of a venue of the list".to_owned());
        }
        let is_meant = |index: usize, venue: &VenueRow| {
            let own = self.folded.get(index).map_or("", String::as_str);
            own == wanted || venue.city.as_deref().is_some_and(|city| format!("{own} {}", fold(city)) == wanted)
        };
        let found = self.venues.iter().enumerate().filter(|&(index, venue)| is_meant(index, venue));
        match found.map(|(index, _)| index).collect::<Vec<_>>().as_slice() {
            [one] => Ok(VenueIx(*one)),
            [] => Err(self.unknown(text, &wanted)),
            several => {
                let names: Vec<String> = several.iter().filter_map(|&index| self.described(index)).collect();
                Err(format!("`{text}` names {} venues: {}", several.len(), names.join(", ")))
            }
        }
    }

    fn unknown(&self, text: &str, wanted: &str) -> String {
        let mut near: Vec<(f64, usize)> = Vec::new();
        for (index, own) in self.folded.iter().enumerate() {
            let likeness = if own.contains(wanted) { 1.0 } else { strsim::jaro_winkler(own, wanted) };
            if likeness >= ALIKE {
                near.push((likeness, index));
            }
        }
        near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let names: Vec<String> = near.iter().take(SHOWN).filter_map(|&(_, index)| self.described(index)).collect();
        if names.is_empty() {
            format!("no venue of the list is called `{text}`")
        } else {
            format!("no venue of the list is called `{text}`; did you mean {}?", names.join(" or "))
        }
    }

    fn described(&self, index: usize) -> Option<String> {
        let venue = self.venues.get(index)?;
        let city = venue.city.as_ref().map(|city| format!(" in {city}")).unwrap_or_default();
        Some(format!("\"{}\"{city}", venue.name))
    }
}
