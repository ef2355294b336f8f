//! Which venue a name means.
//!
//! Rule: case, accents and punctuation do not matter; anything else does. A name that fits no venue, or several, is
//! answered with the names that are near.

use loadin_guest::text;
use loadin_tour_engine::tour::VenueIx;

use crate::{
    homes::either,
    intake::{VenueRow, fold},
};

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
            return Err(text!("fault-say-a-venue"));
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
                Err(text!("fault-which-venue", typed = text, venues = several.len(), names = names.join(", ")))
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
        match either(near.iter().take(SHOWN).filter_map(|&(_, index)| self.described(index))) {
            None => text!("fault-no-venue", typed = text),
            Some(names) => text!("fault-no-venue-but", typed = text, near = names),
        }
    }

    fn described(&self, index: usize) -> Option<String> {
        let venue = self.venues.get(index)?;
        Some(match &venue.city {
            Some(city) => text!("venue-in", venue = &venue.name, town = city),
            None => format!("\"{}\"", venue.name),
        })
    }
}
