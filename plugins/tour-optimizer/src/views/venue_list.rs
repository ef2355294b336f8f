//! The venue list as CSV (RFC 4180), so that it can be changed elsewhere and uploaded again.
//!
//! Rule: what is written here is read by the intake as the same venues; a text cell never begins like a formula.

use loadin_guest::Stored;

use super::table::harmless;
use crate::kept::VenueDocument;

const TITLES: [&str; 17] = [
    "name",
    "lat",
    "lon",
    "city",
    "region",
    "country",
    "capacity",
    "net_mon",
    "net_tue",
    "net_wed",
    "net_thu",
    "net_fri",
    "net_sat",
    "net_sun",
    "currency",
    "dates",
    "radius_km",
];

/// Returns the lines, each ended by CRLF.
///
/// # Errors
///
/// What the writer says; it writes to memory.
pub fn venue_list(venues: &[Stored<VenueDocument>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(TITLES)?;
    for venue in venues {
        writer.write_record(record(&venue.data))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn record(venue: &VenueDocument) -> Vec<String> {
    let said = |text: &Option<String>| text.as_deref().map(harmless).unwrap_or_default();
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut record = vec![
        harmless(&venue.name),
        venue.position.lat().to_string(),
        venue.position.lon().to_string(),
        said(&venue.city),
        said(&venue.region),
        said(&venue.country),
        number(venue.capacity),
    ];
    let net = venue.net.as_ref().map(crate::kept::WeekNet::days).unwrap_or_default();
    record.extend(net.map(|day| day.map(|sum| sum.amount()).unwrap_or_default()));
    record.push(venue.net.as_ref().map(|net| net.currency.code().to_owned()).unwrap_or_default());
    record.push(venue.dates.join("; "));
    record.push(number(venue.radius_km));
    record
}
