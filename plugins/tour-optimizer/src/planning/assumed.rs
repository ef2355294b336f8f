//! Rooms with everything filled in that the venue list leaves open, and what was assumed for it.
//!
//! Rule: the figures and what stands behind them are the engine's; this file only keeps them beside the venues they belong to.

use loadin_domain::ByWeekday;
use loadin_tour_engine::{
    assume::{Assumed, BandProfile, RoomFacts, room},
    tour::Stop,
};

use crate::{
    intake::VenueRow,
    placing::Surroundings,
    reply::{AssumedFact, AssumedStop},
};

/// A room, its town and its zone.
#[derive(Clone, Debug)]
pub(super) struct FilledRoom {
    pub(super) assumed: Assumed,
    pub(super) town: Option<String>,
    pub(super) zone: Option<String>,
}

/// All rooms, in the order of the list.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) rooms: Vec<FilledRoom>,
}

impl Filled {
    /// Fills in the rooms of a list.
    pub(super) fn of(venues: &[VenueRow], surroundings: &[Surroundings], band: &BandProfile) -> Self {
        let rooms = venues.iter().zip(surroundings).map(|(venue, around)| {
            let facts = RoomFacts {
                name: &venue.name,
                town_population: around.population,
                capacity: venue.capacity,
                net: ByWeekday(venue.net),
            };
            FilledRoom {
                assumed: room(&facts, band),
                town: venue.city.clone().or_else(|| around.town.clone()),
                zone: around.zone.clone(),
            }
        });
        Self { rooms: rooms.collect() }
    }

    /// Returns what was assumed: for how many venues, for which stops, and how.
    pub(super) fn facts(&self, stops: &[Stop]) -> Vec<AssumedFact> {
        ["capacity", "net"].into_iter().filter_map(|field| self.fact(field, stops)).collect()
    }

    fn fact(&self, field: &str, stops: &[Stop]) -> Option<AssumedFact> {
        let how = |room: &FilledRoom| room.assumed.assumptions.iter().find(|how| how.field() == field).copied();
        let venues = self.rooms.iter().filter(|room| how(room).is_some()).count();
        let of_stops = stops.iter().enumerate().filter_map(|(stop, played)| {
            let room = self.rooms.get(played.venue.0)?;
            Some(AssumedStop { stop, how: Some(how(room)?), text: String::new() })
        });
        let of_stops: Vec<AssumedStop> = of_stops.collect();
        let example = of_stops.first().and_then(|first| first.how);
        let example = example.or_else(|| self.rooms.iter().find_map(how))?;
        let (field, how) = (field.to_owned(), Some(example));
        Some(AssumedFact { field, venues, stops: of_stops, how, sentence: String::new() })
    }
}
