//! Which town a venue belongs to, and whether its coordinates agree with the town that its row names.
//!
//! Rule: a venue is never moved. Coordinates far from the named town are flagged; when they fit only the other way
//! round, the row is left out, because a plan to the wrong continent helps nobody.

use std::collections::BTreeMap;

use loadin_domain::LatLon;
use loadin_guest::{
    Error, Failure, Said,
    host::places::{self, Place, Quality},
    said,
    ui::Cell,
};
use loadin_tour_engine::roads::great_circle_metres;

use crate::intake::{Intake, Severity, VenueRow, fold};

/// Farther than this from its town, a venue's coordinates are doubted.
const FAR_KM: f64 = 100.0;
/// A town at most this far away is the one that a venue draws from.
const TOWN_KM: f64 = 30.0;

/// What is known about a venue's surroundings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// People in its town.
    pub population: Option<u32>,
    /// Its town, for rows that do not name one.
    pub town: Option<String>,
    /// Its IANA time zone.
    pub zone: Option<String>,
}

/// Asks the host about places, each question once.
#[derive(Default)]
struct Gazetteer {
    by_name: BTreeMap<(String, Option<String>), Vec<Place>>,
    by_cell: BTreeMap<(i64, i64), Vec<Place>>,
}

enum Verdict {
    Fits(Surroundings),
    Doubtful(Surroundings, Said),
    Swapped(Said),
}

/// Finds the surroundings of every venue; doubtful rows are noted in the report and swapped ones leave the list.
///
/// # Errors
///
/// What the host says, or `progress` when the job was cancelled.
pub fn place(
    intake: &mut Intake,
    mut progress: impl FnMut(usize, usize) -> Result<(), Failure>,
) -> Result<Vec<Surroundings>, Failure> {
    let venues = std::mem::take(&mut intake.venues);
    let total = venues.len();
    let mut gazetteer = Gazetteer::default();
    let mut surroundings = Vec::with_capacity(total);
    for (index, venue) in venues.into_iter().enumerate() {
        if index % 100 == 0 {
            progress(index, total)?;
        }
        let mut note = |severity, what: Said| intake.report.notes.push(venue.note(severity, what));
        match gazetteer.judge(&venue)? {
            Verdict::Fits(found) => surroundings.push(found),
            Verdict::Doubtful(found, what) => {
                note(Severity::Warning, what);
                surroundings.push(found);
            }
            Verdict::Swapped(what) => {
                note(Severity::LeftOut, what);
                intake.report.used -= 1;
                continue;
            }
        }
        intake.venues.push(venue);
    }
    Ok(surroundings)
}

impl Gazetteer {
    fn judge(&mut self, venue: &VenueRow) -> Result<Verdict, Error> {
        let named = self.named(venue)?;
        if let Some((town, km)) = nearest(&named, venue.position) {
            if km <= TOWN_KM {
                return Ok(Verdict::Fits(of_town(town)));
            }
            let around = self.around(venue.position)?;
            let found = nearest(&around, venue.position).map(|(town, _)| of_town(town)).unwrap_or_default();
            if km <= FAR_KM {
                return Ok(Verdict::Fits(found));
            }
            return Ok(far_away(venue, &named, km, found));
        }
        let around = self.around(venue.position)?;
        let nearest = nearest(&around, venue.position).map(|(town, _)| town);
        let found = nearest.map(of_town).unwrap_or_default();
        match (nearest, said_region(venue)) {
            (Some(town), Some(region)) if !around.iter().any(|place| is_in(place, venue)) => {
                let (name, at) = (&venue.name, point(venue.position));
                let what = said!("place-elsewhere", venue = name, at = at, town = called(town), region = region);
                Ok(Verdict::Doubtful(found, what))
            }
            _ => Ok(Verdict::Fits(found)),
        }
    }

    /// Returns the towns that the row can mean; none when it names none or an unknown one.
    fn named(&mut self, venue: &VenueRow) -> Result<Vec<Place>, Error> {
        let Some(city) = &venue.city else { return Ok(Vec::new()) };
        let query = venue.region.as_ref().map_or_else(|| city.clone(), |region| format!("{city}, {region}"));
        let country = venue.country.clone();
        let key = (fold(&query), country.clone());
        if let Some(known) = self.by_name.get(&key) {
            return Ok(known.clone());
        }
        let found = match places::search(&query, country.as_deref(), 20) {
            Ok(found) => found,
            Err(Error::Invalid(_)) => Vec::new(), // Too long for a town's name, so it is none.
            Err(other) => return Err(other),
        };
        let exact = found.into_iter().filter(|hit| hit.quality == Quality::Exact).map(|hit| hit.place);
        let towns: Vec<Place> = exact.filter(|place| venue.region.is_none() || is_in(place, venue)).collect();
        self.by_name.insert(key, towns.clone());
        Ok(towns)
    }

    /// Returns the towns around a point. Neighbours share an answer: venues of one street have one town.
    fn around(&mut self, at: LatLon) -> Result<Vec<Place>, Error> {
        #[expect(clippy::cast_possible_truncation, reason = "hundredths of a degree")]
        let cell = ((at.lat() * 100.0).round() as i64, (at.lon() * 100.0).round() as i64);
        if let Some(known) = self.by_cell.get(&cell) {
            return Ok(known.clone());
        }
        let near = places::nearby(at.lat(), at.lon(), FAR_KM, 25)?;
        let towns: Vec<Place> = near.into_iter().map(|near| near.place).collect();
        self.by_cell.insert(cell, towns.clone());
        Ok(towns)
    }
}

fn far_away(venue: &VenueRow, named: &[Place], km: f64, found: Surroundings) -> Verdict {
    let Some(town) = named.first() else { return Verdict::Fits(found) };
    let turned = LatLon::new(venue.position.lon(), venue.position.lat()).ok();
    let fits_turned = turned.and_then(|turned| nearest(named, turned)).is_some_and(|(_, km)| km <= FAR_KM);
    let (name, at, town) = (&venue.name, point(venue.position), called(town));
    if fits_turned {
        return Verdict::Swapped(said!("place-swapped", venue = name, town = town));
    }
    Verdict::Doubtful(found, said!("place-far", venue = name, at = at, km = Cell::Km(km.round()), town = town))
}

fn nearest(towns: &[Place], at: LatLon) -> Option<(&Place, f64)> {
    let km = |place: &Place| {
        LatLon::new(place.lat, place.lon).ok().map(|there| f64::from(great_circle_metres(at, there)) / 1_000.0)
    };
    let measured = towns.iter().filter_map(|place| Some((place, km(place)?)));
    measured.min_by(|one, other| one.1.total_cmp(&other.1))
}

fn of_town(place: &Place) -> Surroundings {
    Surroundings {
        population: Some(place.population),
        town: Some(place.name.clone()),
        zone: Some(place.zone.clone()).filter(|zone| !zone.is_empty()),
    }
}

/// Returns whether a town lies in the region and country that the row names.
fn is_in(place: &Place, venue: &VenueRow) -> bool {
    let region = venue.region.as_deref().map(fold);
    let codes = [place.region.as_deref(), place.region_code.as_deref()];
    let region_fits = region.is_none_or(|region| codes.iter().flatten().any(|known| fold(known) == region));
    let code = venue.country.as_deref().filter(|country| country.len() == 2);
    region_fits && code.is_none_or(|code| code.eq_ignore_ascii_case(&place.country))
}

fn said_region(venue: &VenueRow) -> Option<String> {
    let country = venue.country.as_ref().filter(|country| country.len() == 2);
    venue.region.clone().or_else(|| country.cloned())
}

fn called(place: &Place) -> String {
    let region = place.region.as_deref().or(place.region_code.as_deref()).map(|region| format!(", {region}"));
    format!("{}{} ({})", place.name, region.unwrap_or_default(), place.country)
}

fn point(at: LatLon) -> String {
    format!("{:.4}, {:.4}", at.lat(), at.lon())
}
