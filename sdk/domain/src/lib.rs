//! The field's nouns, as every plugin writes them: money, places, weekdays.
//!
//! Rule: pure values with one wire form each. A type that parses refuses what it would have to guess or round.

pub mod money;
pub mod place;
pub mod weekday;

pub use money::{Currency, CurrencyError, Money, MoneyError};
pub use place::{LatLon, LatLonError};
pub use weekday::{ByWeekday, Weekday};
