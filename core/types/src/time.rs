//! Points in time, as they are stored and compared.
//!
//! Rule: a point in time is UTC in whole microseconds, everywhere below the doors; zones and formats belong to whoever
//! shows it. Nothing here reads a clock: the time arrives as an argument.

use std::{fmt, time::Duration};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Returns the time so many microseconds after (or, negative, before) 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns the time so many milliseconds after 1970, as [`Clock`](crate::ports::Clock) tells it.
    #[must_use]
    pub fn from_millis(millis: u64) -> Self {
        Self(i64::try_from(millis).unwrap_or(i64::MAX).saturating_mul(1_000))
    }

    /// Returns the microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the milliseconds since 1970; 0 for anything before.
    #[must_use]
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }

    /// Returns the time so much later; the last representable one when that is beyond it.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Returns how long ago `earlier` was; nothing when it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} µs", self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Timestamp;

    #[test]
    fn time_does_not_wrap_at_its_ends() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        assert_eq!((now.micros(), now.millis()), (1_700_000_000_000_000, 1_700_000_000_000));
        assert_eq!(now.after(Duration::from_secs(2)).since(now), Duration::from_secs(2));
        assert_eq!(now.since(now.after(Duration::from_secs(2))), Duration::ZERO);
        assert_eq!(Timestamp::from_millis(u64::MAX).after(Duration::MAX), Timestamp::from_micros(i64::MAX));
    }
}
