//! How long things took, sorted.

use std::time::Duration;

/// Times of one kind of thing.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the time that so many of a hundred did not pass.
    pub(crate) fn share(&mut self, percent: usize) -> Duration {
        self.0.sort_unstable();
        self.0.get(self.0.len() * percent / 100).copied().unwrap_or_default()
    }
}
