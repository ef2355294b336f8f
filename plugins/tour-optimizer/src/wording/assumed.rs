//! What was assumed and how, in the reader's language.
//!
//! Rule: every number of the stated model that stands behind a figure is said.

use loadin_guest::text;
use loadin_tour_engine::{
    assume::{Assumption, RoomKind, WEEKDAY_PERCENT},
    tour::Stop,
};

use crate::reply::AssumedFact;

/// Says how a figure was made; an older plan's as it was kept.
pub(crate) fn how(assumption: Option<&Assumption>, kept: &str) -> String {
    match assumption {
        None => kept.to_owned(),
        Some(Assumption::Capacity { room, usual, population, capacity }) => {
            let room = text(name(*room));
            text!("how-capacity", room = room, usual = *usual, town = town(*population), people = *capacity)
        }
        Some(Assumption::Net { room, draw, population, pull_percent, door_share_percent }) => text!(
            "how-net",
            draw = *draw,
            town = town(*population),
            pull = *pull_percent,
            room = text(name(*room)),
            week = WEEKDAY_PERCENT.0.map(|percent| percent.to_string()).join(", "),
            share = *door_share_percent
        ),
    }
}

/// Says how a field was filled, by the example of the first stop for which it was.
pub(crate) fn of_fact(fact: &AssumedFact, stops: &[Stop]) -> String {
    if fact.how.is_none() {
        return fact.sentence.clone();
    }
    let example = fact.stops.first().and_then(|first| stops.get(first.stop));
    match example {
        Some(stop) => text!("how-for", venue = &stop.name, how = how(fact.how.as_ref(), "")),
        None => how(fact.how.as_ref(), ""),
    }
}

fn town(population: Option<u32>) -> String {
    match population {
        Some(people) => text!("how-population", people = people),
        None => text("how-population-unknown"),
    }
}

/// Returns the key of what a room is called.
const fn name(room: RoomKind) -> &'static str {
    match room {
        RoomKind::Unknown => "room-unknown",
        RoomKind::House => "room-house",
        RoomKind::Cafe => "room-cafe",
        RoomKind::Bar => "room-bar",
        RoomKind::Dining => "room-dining",
        RoomKind::Club => "room-club",
        RoomKind::Quiet => "room-quiet",
        RoomKind::Hall => "room-hall",
        RoomKind::Theatre => "room-theatre",
        RoomKind::School => "room-school",
        RoomKind::Outdoor => "room-outdoor",
        RoomKind::Large => "room-large",
    }
}
