//! How many streams each person has open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use loadin_types::PersonId;

/// Streams of one person at most.
pub(super) const MOST: usize = 20;

/// Counts open streams.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<PersonId, usize>>>);

/// One open stream; it is closed when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    streams: Streams,
    person: PersonId,
}

impl Streams {
    /// Opens a stream; `None` when the person has too many.
    pub(super) fn open(&self, person: PersonId) -> Option<Seat> {
        let mut open = self.counts();
        let count = open.entry(person).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Seat { streams: self.clone(), person })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<PersonId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.counts();
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::PersonId;

    use super::{MOST, Streams};

    #[test]
    fn a_person_has_so_many_streams_and_another_as_many() {
        let (anna, ben) = (PersonId::from_parts(1, &[1; 10]), PersonId::from_parts(2, &[2; 10]));
        let streams = Streams::default();
        let mut seats: Vec<_> = (0..MOST).map(|_| streams.open(anna).unwrap()).collect();
        assert!(streams.open(anna).is_none() && streams.open(ben).is_some());
        seats.pop();
        assert!(streams.open(anna).is_some());
        drop(seats);
        assert!(streams.counts().is_empty(), "nobody is remembered");
    }
}
