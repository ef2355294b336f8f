//! A stated model for what a venue list does not say: how many people a room holds, what a night there earns.
//!
//! Rule: deterministic, simple enough to say in a sentence, and marked: whatever comes from here carries
//! its assumption and is replaced by the first real figure. These are weak priors, not forecasts.

mod room;

pub use room::{Assumed, Assumption, BandProfile, RoomFacts, RoomKind, WEEKDAY_PERCENT, room};
