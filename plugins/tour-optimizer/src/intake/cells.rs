//! Single cells: coordinates, head counts, money, dates.
//!
//! Rule: a cell is understood exactly or refused with its text; the sentence says how to write it.

use jiff::civil::Date;
use loadin_domain::{Currency, LatLon, LatLonError, Money, MoneyError};
use loadin_guest::{Said, said};
use serde::{Deserialize, Serialize};

/// The largest room that is believed.
const MAX_CAPACITY: u32 = 200_000;
/// The widest radius clause that is believed; a festival's is about 500 km.
const MAX_RADIUS_KM: f64 = 2_000.0;

/// Days from one date to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateSpan {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// Reads a decimal number; a comma counts as the point when there is no point.
fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let pointed = if cell.contains('.') { cell.to_owned() } else { cell.replacen(',', ".", 1) };
    let plain = pointed.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    let value: f64 = if plain { pointed.parse().ok()? } else { return None };
    value.is_finite().then_some(value)
}

/// Reads a point.
pub(super) fn position(lat: &str, lon: &str) -> Result<LatLon, Said> {
    let read = |cell: &str, keys: [&str; 2]| match cell.trim() {
        "" => Err(said!(keys[0])),
        text => number(text).ok_or_else(|| said!(keys[1], typed = text)),
    };
    let lat = read(lat, ["cell-no-latitude", "cell-latitude"])?;
    let lon = read(lon, ["cell-no-longitude", "cell-longitude"])?;
    if lat == 0.0 && lon == 0.0 {
        return Err(said!("cell-zero"));
    }
    LatLon::new(lat, lon).map_err(|error| no_point(&error))
}

/// Says why two numbers are no point on Earth.
pub(crate) fn no_point(error: &LatLonError) -> Said {
    match error {
        LatLonError::Latitude { lat, lon } if LatLon::new(*lon, *lat).is_ok() => {
            said!("cell-swapped", latitude = lat.to_string())
        }
        LatLonError::Latitude { lat, .. } => said!("point-latitude", latitude = lat.to_string()),
        LatLonError::Longitude { lon } => said!("point-longitude", longitude = lon.to_string()),
    }
}

/// Reads a head count.
pub(super) fn capacity(cell: &str) -> Result<Option<u32>, Said> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let whole = cell.strip_suffix(".0").unwrap_or(cell);
    match whole.parse::<u32>() {
        Ok(0) => Err(said!("cell-capacity-zero")),
        Ok(heads) if heads <= MAX_CAPACITY => Ok(Some(heads)),
        Ok(heads) => Err(said!("cell-capacity-too-large", people = heads, most = MAX_CAPACITY)),
        Err(_) => Err(said!("cell-capacity", typed = cell)),
    }
}

/// Reads an amount that may not be negative, in minor units.
pub(super) fn net(column: &str, cell: &str, currency: Currency) -> Result<Option<i64>, Said> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let pointed = if cell.contains('.') { cell.to_owned() } else { cell.replacen(',', ".", 1) };
    let amount = Money::parse(&pointed, currency).map_err(|error| no_amount(column, &error))?;
    if amount.minor() < 0 {
        return Err(said!("cell-net-negative", column = column, typed = cell));
    }
    Ok(Some(amount.minor()))
}

fn no_amount(column: &str, error: &MoneyError) -> Said {
    match error {
        MoneyError::TooPrecise { text, found, allowed, currency } => said!(
            "cell-net-decimals",
            column = column,
            typed = text,
            found = *found,
            allowed = *allowed,
            currency = currency.code()
        ),
        MoneyError::TooLarge { text } => said!("cell-net-too-large", column = column, typed = text),
        // A sum of two currencies and an unknown one cannot come of reading one amount.
        other @ (MoneyError::NotDecimal { .. } | MoneyError::MixedCurrencies { .. } | MoneyError::Currency(_)) => {
            let typed = if let MoneyError::NotDecimal { text } = other { text.clone() } else { other.to_string() };
            said!("cell-net", column = column, typed = typed)
        }
    }
}

/// Reads a radius in whole kilometres, rounded up: a clause is kept, not nearly kept.
pub(super) fn radius_km(cell: &str) -> Result<Option<u32>, Said> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    match number(cell) {
        Some(km) if (0.0..=MAX_RADIUS_KM).contains(&km) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2,000")]
            let whole = km.ceil() as u32;
            Ok(Some(whole))
        }
        _ => Err(said!("cell-radius", typed = cell, most = MAX_RADIUS_KM)),
    }
}

/// Reads dates and ranges, separated by blanks, commas, semicolons or bars.
pub(super) fn dates(cell: &str) -> Result<Vec<DateSpan>, Said> {
    let words = cell.split([' ', ',', ';', '|', '\n', '\t']).filter(|word| !word.is_empty());
    words.map(span).collect()
}

/// Reads a date or a range, `2027-03-05..2027-03-08`.
pub(crate) fn span(word: &str) -> Result<DateSpan, Said> {
    let (from, to) = word.split_once("..").unwrap_or((word, word));
    let (from, to) = (date(from)?, date(to)?);
    if from > to {
        return Err(said!("cell-dates-end", typed = word));
    }
    Ok(DateSpan { from, to })
}

/// Reads `2027-03-05` and nothing else, so that 05/03 is never taken for the wrong month.
pub(crate) fn date(text: &str) -> Result<Date, Said> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    let wrong = || said!("fault-date", typed = text);
    if shaped { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use loadin_domain::Currency;
    use loadin_guest::Said;
    use loadin_testing::TestHost;

    use super::{capacity, dates, net, position, radius_km};

    /// Returns what a refusal is in English.
    fn english<T: std::fmt::Debug>(refused: Result<T, Said>) -> String {
        let host = TestHost::new().with_words_of(Path::new(env!("CARGO_MANIFEST_DIR")));
        host.run(|| refused.unwrap_err().say()).1
    }

    #[test]
    fn coordinates_are_read_with_point_or_comma() {
        let point = position("44,4759", " -73.2121 ").unwrap();
        assert_eq!((point.lat(), point.lon()), (44.4759, -73.2121));
    }

    #[test]
    fn bad_coordinates_say_what_is_wrong() {
        for (lat, lon, detail) in [
            ("", "-73.2", "latitude is empty"),
            ("44.4", "", "longitude is empty"),
            ("-118.2", "34.1", "latitude -118.2 is outside -90 to 90: latitude and longitude look swapped"),
            ("99", "190", "latitude 99 is outside -90 to 90"),
            ("44.4", "190", "longitude 190 is outside -180 to 180"),
            ("0", "0.0", "the coordinates are 0, 0, which is in the sea off Africa: fill in the real ones"),
            (
                "44°28'",
                "-73",
                "latitude `44°28'` is not a number: write degrees with a decimal point, such as 44.4759 or -73.2121",
            ),
            (
                "NaN",
                "-73",
                "latitude `NaN` is not a number: write degrees with a decimal point, such as 44.4759 or -73.2121",
            ),
        ] {
            assert_eq!(english(position(lat, lon)), detail);
        }
    }

    #[test]
    fn bad_capacities_say_what_is_wrong() {
        assert_eq!(capacity(" 250 "), Ok(Some(250)));
        assert_eq!(capacity(""), Ok(None));
        assert!(english(capacity("0")).starts_with("capacity is 0:"));
        assert_eq!(
            english(capacity("ca. 300")),
            "capacity `ca. 300` is not a whole number of people, such as 250; leave it empty if unknown"
        );
        assert!(english(capacity("9999999")).contains("more than any room holds"));
    }

    #[test]
    fn negative_money_is_refused() {
        assert_eq!(net("net", "350,50", Currency::EUR), Ok(Some(35_050)));
        assert_eq!(
            english(net("net", "-50", Currency::EUR)),
            "net -50 is negative: write what a show there earns, at least 0"
        );
        assert_eq!(
            english(net("net_fri", "$300", Currency::USD)),
            "net_fri: `$300` is not an amount: write digits with a decimal point, such as 12.50"
        );
    }

    #[test]
    fn dates_come_singly_and_in_ranges() {
        let spans = dates("2027-03-05..2027-03-09 2027-03-12|2027-03-13, 2027-03-14").unwrap();
        assert_eq!(spans.len(), 4);
        assert_eq!(spans[0].to.to_string(), "2027-03-09");
        assert_eq!(
            english(dates("05/03/2027")),
            "`05/03/2027` is not a date: write year-month-day, such as 2027-03-05"
        );
        assert!(dates("2027-02-30").is_err());
        assert_eq!(english(dates("2027-03-09..2027-03-05")), "dates `2027-03-09..2027-03-05` end before they begin");
    }

    #[test]
    fn a_radius_is_rounded_up() {
        assert_eq!(radius_km("24.2"), Ok(Some(25)));
        assert!(radius_km("-1").is_err());
        assert!(radius_km("far").is_err());
    }
}
