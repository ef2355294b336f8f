//! Where a tour starts and ends: a town by name, or a point.
//!
//! Rule: a name that means several towns is never guessed; the answer lists them, each in the form that works.

use loadin_domain::LatLon;
use loadin_guest::{
    Error, FieldError,
    host::places::{self, Place, Resolution},
    text,
};

use crate::{intake::no_point, reply::Spot};

/// Longer names are not towns; the host refuses them too.
const MAX_NAME: usize = 200;
/// Towns listed when a name is ambiguous or unknown.
const SHOWN: usize = 6;
/// A point is named after a town at most this far away.
const NEAR_KM: f64 = 50.0;

/// A place that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Its name and where it is.
    pub spot: Spot,
    /// ISO 3166-1 alpha-2 code of its country, where known.
    pub country: Option<String>,
}

/// Why there is no place.
#[derive(Debug)]
pub enum NoPlace {
    /// The field is at fault.
    Field(FieldError),
    /// The host is.
    Host(Error),
}

/// Returns the place that the text of a field means.
///
/// # Errors
///
/// [`NoPlace`]: nothing of that name, several, or a host that does not answer.
pub fn find(pointer: &str, text: &str, country: Option<&str>) -> Result<Home, NoPlace> {
    let fault = |detail: String| NoPlace::Field(FieldError { pointer: pointer.to_owned(), detail });
    let text = text.trim();
    if text.is_empty() {
        return Err(fault(text!("fault-say-a-town")));
    }
    if text.len() > MAX_NAME {
        return Err(fault(text!("fault-town-name", most = MAX_NAME, length = text.len())));
    }
    if let Some((lat, lon)) = numbers(text) {
        let position = LatLon::new(lat, lon).map_err(|error| fault(no_point(&error).say()))?;
        return near(position).map_err(NoPlace::Host);
    }
    match places::resolve(text, country).map_err(NoPlace::Host)? {
        Resolution::Found { place } => of_town(&place).map_err(NoPlace::Host),
        Resolution::Ambiguous { places } => Err(fault(ambiguous(text, &places))),
        Resolution::Unknown { suggestions } => Err(fault(unknown(text, &suggestions))),
    }
}

/// Reads `44.476,-73.212`.
fn numbers(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?))
}

fn of_town(place: &Place) -> Result<Home, Error> {
    let position = LatLon::new(place.lat, place.lon).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Home { spot: Spot { name: label(place), position }, country: Some(place.country.clone()) })
}

fn near(position: LatLon) -> Result<Home, Error> {
    let town = places::nearby(position.lat(), position.lon(), NEAR_KM, 1)?.into_iter().next();
    let point = format!("{:.4}, {:.4}", position.lat(), position.lon());
    let name = town
        .as_ref()
        .map_or_else(|| point.clone(), |near| text!("point-near", point = &point, town = label(&near.place)));
    Ok(Home { spot: Spot { name, position }, country: town.map(|near| near.place.country) })
}

/// Returns the town's name as it can be asked for again: with its region, or its country.
fn label(place: &Place) -> String {
    let is_letters = |code: &&String| code.chars().all(|c| c.is_ascii_alphabetic());
    let region = place.region_code.as_ref().filter(is_letters).or(place.region.as_ref());
    format!("{}, {}", place.name, region.unwrap_or(&place.country))
}

fn described(place: &Place) -> String {
    let region = place.region.as_ref().or(place.region_code.as_ref());
    let region = region.map(|region| format!("{region}, ")).unwrap_or_default();
    text!("town-people", place = format!("{region}{}", place.country), people = place.population)
}

fn ambiguous(typed: &str, places: &[Place]) -> String {
    let labels: Vec<String> = places.iter().map(label).collect();
    let ways = places.iter().zip(&labels).take(SHOWN).map(|(place, label)| {
        let is_alone = labels.iter().filter(|other| *other == label).count() == 1;
        let way = if is_alone { label.clone() } else { format!("{:.3},{:.3}", place.lat, place.lon) };
        format!("\"{way}\" ({})", described(place))
    });
    let mut ways = ways.collect::<Vec<_>>().join(", ");
    if let Some(more @ 1..) = places.len().checked_sub(SHOWN) {
        ways = text!("and-more-names", names = ways, more = more);
    }
    text!("fault-which-town", typed = typed, towns = places.len(), ways = ways)
}

fn unknown(typed: &str, suggestions: &[Place]) -> String {
    let near = suggestions.iter().take(3).map(|place| format!("\"{}\"", label(place)));
    match either(near) {
        None => text!("fault-no-town", typed = typed),
        Some(near) => text!("fault-no-town-but", typed = typed, near = near),
    }
}

/// Returns names of which one is meant; nothing where there are none.
pub(crate) fn either(names: impl IntoIterator<Item = String>) -> Option<String> {
    names.into_iter().reduce(|before, next| text!("either", before = before, next = next))
}
