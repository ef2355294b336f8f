//! Capacity from the kind of room its name suggests and the size of its town; net from the band's draw.
//!
//! Rule: every constant is a named, weak prior, said in the assumption's text. Sources: mean grassroots room
//! in Britain about 316 people (Music Venue Trust, 2023); small rooms of collectives 30-400; weekday factors
//! are the unpublished priors that the whole product labels as assumptions.

use loadin_domain::ByWeekday;
use serde::{Deserialize, Serialize};

/// How many paying people come, by weekday, as percent of a usual night.
pub const WEEKDAY_PERCENT: ByWeekday<i64> = ByWeekday([75, 80, 85, 95, 120, 125, 90]);

/// What a band brings and asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandProfile {
    /// Paying people on a usual night in a town of 10,000.
    pub draw: u32,
    /// Price of a ticket, minor units.
    pub ticket_price: i64,
    /// The band's share of the door in percent.
    pub door_share_percent: u32,
    /// What a show costs the band by itself (strings, sound person, support), minor units.
    pub show_cost: i64,
}

/// What is known about a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoomFacts<'a> {
    /// Its name.
    pub name: &'a str,
    /// People in its town.
    pub town_population: Option<u32>,
    /// How many people it holds, if the list says so.
    pub capacity: Option<u32>,
    /// What a show earns by weekday, if the list says so; each day by itself.
    pub net: ByWeekday<Option<i64>>,
}

/// A room with everything filled in, and what was assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumed {
    /// How many people it holds.
    pub capacity: u32,
    /// Whether that is assumed.
    pub capacity_is_assumed: bool,
    /// What a show earns after its own costs, by weekday, minor units.
    pub net: ByWeekday<i64>,
    /// Which weekdays are assumed.
    pub net_is_assumed: ByWeekday<bool>,
    /// What the name suggests.
    pub kind: RoomKind,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
}

/// How a figure was made that nobody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Assumption {
    /// How many people it holds: what a room of its kind usually does, scaled with the size of its town.
    Capacity {
        /// What the name suggests.
        room: RoomKind,
        /// How many people such a room usually holds.
        usual: u32,
        /// People in its town; `None` = unknown, and 10,000 taken.
        population: Option<u32>,
        /// What comes of it.
        capacity: u32,
    },
    /// What a show earns: the band's draw, more in larger towns, of which a share comes to such a room.
    Net {
        /// What the name suggests.
        room: RoomKind,
        /// Paying people on a usual night in a town of 10,000.
        draw: u32,
        /// People in its town; `None` = unknown, and 10,000 taken.
        population: Option<u32>,
        /// How much of its draw a band brings to such a room, in percent.
        pull_percent: u32,
        /// The band's share of the door in percent.
        door_share_percent: u32,
    },
}

impl Assumption {
    /// Returns which field it fills: `capacity` or `net`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Capacity { .. } => "capacity",
            Self::Net { .. } => "net",
        }
    }
}

/// The kind of room a name suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RoomKind {
    /// Nothing in the name says.
    Unknown,
    /// Living room, house, barn.
    House,
    /// Café, bakery, book or record shop.
    Cafe,
    /// Pub, tavern, brewery, inn.
    Bar,
    /// Restaurant or hotel: people come for something else.
    Dining,
    /// Music club, lounge.
    Club,
    /// Church, library, museum.
    Quiet,
    /// Town hall, grange, legion, community centre.
    Hall,
    /// Theatre, opera house, arts centre.
    Theatre,
    /// School or university.
    School,
    /// Park, green, fairground, farm, ski resort.
    Outdoor,
    /// Arena, ballroom.
    Large,
}

/// The kinds with the words that suggest them, usual capacity, and the share of its draw a band brings there in percent.
const KINDS: &[(RoomKind, u32, u32, &[&str])] = &[
    (RoomKind::Large, 600, 95, &["arena", "ballroom", "coliseum", "stadium", "civic center"]),
    (
        RoomKind::Theatre,
        280,
        100,
        &[
            "theatre",
            "theater",
            "opera house",
            "playhouse",
            "arts",
            "performing",
            "stage",
            "concert hall",
            "music hall",
        ],
    ),
    (
        RoomKind::Outdoor,
        250,
        60,
        &[
            "park",
            "green",
            "fairground",
            "fair",
            "field",
            "farm",
            "gazebo",
            "bandstand",
            "festival",
            "resort",
            "mountain",
            "ski",
            "common",
            "beach",
            "orchard",
            "vineyard",
            "winery",
        ],
    ),
    (RoomKind::School, 220, 70, &["school", "college", "university", "academy", "auditorium", "campus", "gym"]),
    (
        RoomKind::Quiet,
        120,
        75,
        &[
            "church",
            "chapel",
            "cathedral",
            "library",
            "museum",
            "gallery",
            "meeting house",
            "meetinghouse",
            "synagogue",
            "monastery",
        ],
    ),
    (
        RoomKind::Hall,
        150,
        90,
        &[
            "hall",
            "grange",
            "vfw",
            "legion",
            "elks",
            "lodge",
            "community center",
            "boys and girls club",
            "country club",
            "golf club",
            "yacht club",
            "ski club",
            "community centre",
            "center",
            "centre",
            "masonic",
        ],
    ),
    (RoomKind::Club, 140, 115, &["club", "lounge", "nightclub", "music", "jazz", "rock", "cabaret", "underground"]),
    (
        RoomKind::Bar,
        80,
        100,
        &[
            "bar",
            "pub",
            "tavern",
            "brewery",
            "brewing",
            "brewhouse",
            "saloon",
            "ale house",
            "alehouse",
            "taproom",
            "cantina",
            "grill",
            "grille",
            "billiards",
        ],
    ),
    (
        RoomKind::Cafe,
        45,
        85,
        &[
            "cafe",
            "café",
            "coffee",
            "bakery",
            "bagel",
            "tea",
            "books",
            "bookstore",
            "bookshop",
            "records",
            "record shop",
            "store",
            "market",
            "co-op",
            "coop",
        ],
    ),
    (
        RoomKind::House,
        40,
        80,
        &["house concert", "house concerts", "living room", "barn", "homestead", "cottage", "loft"],
    ),
    (
        RoomKind::Dining,
        60,
        65,
        &[
            "restaurant",
            "inn",
            "hotel",
            "bistro",
            "diner",
            "pizza",
            "kitchen",
            "bed & breakfast",
            "b&b",
            "motel",
            "steakhouse",
            "eatery",
            "deli",
            "bbq",
            "house",
        ],
    ),
];

impl RoomKind {
    /// Returns the kind that a name suggests; the first kind of the table with one of its words wins.
    #[must_use]
    pub fn of(name: &str) -> Self {
        row_of(name).0
    }
}

type Row = (RoomKind, u32, u32);

fn row_of(name: &str) -> Row {
    let lower = name.to_lowercase();
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() || "&-".contains(c) { c } else { ' ' }).collect();
    let padded = format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "));
    let says = |word: &str| padded.contains(&format!(" {word} "));
    KINDS
        .iter()
        .find(|row| row.3.iter().any(|word| says(word)))
        .map_or((RoomKind::Unknown, 100, 85), |&(kind, capacity, pull, _)| (kind, capacity, pull))
}

/// Returns a room's capacity and net, assumed where the facts are silent.
#[must_use]
pub fn room(facts: &RoomFacts<'_>, band: &BandProfile) -> Assumed {
    let (kind, usual, pull_percent) = row_of(facts.name);
    let mut assumptions = Vec::new();
    let capacity = facts.capacity.unwrap_or_else(|| {
        let capacity = assumed_capacity(usual, facts.town_population);
        let population = facts.town_population;
        assumptions.push(Assumption::Capacity { room: kind, usual, population, capacity });
        capacity
    });
    let mut net = ByWeekday::every_day(0);
    let mut net_is_assumed = ByWeekday::every_day(false);
    for (day, &known) in facts.net.0.iter().enumerate() {
        net.0[day] = known.unwrap_or_else(|| {
            let usual_heads = usual_heads(band, facts.town_population, pull_percent.into());
            assumed_net(band, usual_heads, capacity, WEEKDAY_PERCENT.0[day])
        });
        net_is_assumed.0[day] = known.is_none();
    }
    if net_is_assumed.0.contains(&true) {
        assumptions.push(Assumption::Net {
            room: kind,
            draw: band.draw,
            population: facts.town_population,
            pull_percent,
            door_share_percent: band.door_share_percent,
        });
    }
    Assumed { capacity, capacity_is_assumed: facts.capacity.is_none(), net, net_is_assumed, kind, assumptions }
}

/// (population / 10,000) ^ power in thousandths, held between two limits.
fn town_permille(population: Option<u32>, power: f64, limits: (f64, f64)) -> i64 {
    let people = f64::from(population.unwrap_or(10_000).max(100));
    let factor = libm::pow(people / 10_000.0, power).clamp(limits.0, limits.1);
    #[expect(clippy::cast_possible_truncation, reason = "the factor is between the limits")]
    let permille = libm::round(factor * 1_000.0) as i64;
    permille
}

fn assumed_capacity(usual: u32, population: Option<u32>) -> u32 {
    let scaled = i64::from(usual) * town_permille(population, 0.15, (0.7, 1.8)) / 1_000;
    let rounded = (scaled + 2) / 5 * 5;
    u32::try_from(rounded).unwrap_or(usual).max(20)
}

/// Thousandths of a paying person on a usual night.
fn usual_heads(band: &BandProfile, population: Option<u32>, pull_percent: i64) -> i64 {
    i64::from(band.draw) * town_permille(population, 0.25, (0.5, 2.5)) * pull_percent / 100
}

fn assumed_net(band: &BandProfile, usual: i64, capacity: u32, weekday_percent: i64) -> i64 {
    let heads = (usual * weekday_percent / 100).min(i64::from(capacity) * 900);
    let door = i128::from(heads) * i128::from(band.ticket_price);
    let share = door * i128::from(band.door_share_percent) / 100_000;
    i64::try_from(share).unwrap_or(i64::MAX).saturating_sub(band.show_cost)
}

#[cfg(test)]
mod tests {
    use loadin_domain::ByWeekday;

    use super::{Assumption, BandProfile, RoomFacts, RoomKind, room};

    const BAND: BandProfile = BandProfile { draw: 50, ticket_price: 1_000, door_share_percent: 70, show_cost: 5_000 };

    #[test]
    fn a_name_suggests_a_kind() {
        for (name, kind) in [
            ("Higher Ground Ballroom", RoomKind::Large),
            ("Barre Opera House", RoomKind::Theatre),
            ("Radio Bean Coffee", RoomKind::Cafe),
            ("Nectar's Bar", RoomKind::Bar),
            ("1811 House", RoomKind::Dining),
            ("St. Paul's Church", RoomKind::Quiet),
            ("Capitol Grange Hall #469", RoomKind::Hall),
            ("Barbara's", RoomKind::Unknown),
            ("Rutland Country Club", RoomKind::Hall),
            ("Second Floor Nightclub", RoomKind::Club),
            ("", RoomKind::Unknown),
        ] {
            assert_eq!(RoomKind::of(name), kind, "{name}");
        }
    }

    #[test]
    fn a_usual_friday_is_the_stated_arithmetic() {
        let facts = RoomFacts { name: "The Old Bar", town_population: Some(10_000), ..RoomFacts::default() };
        let assumed = room(&facts, &BAND);
        assert_eq!(assumed.capacity, 80);
        // 50 people × 120 % × 10.00 × 70 % - 50.00.
        assert_eq!(assumed.net.0[4], 37_000);
        assert_eq!(assumed.assumptions.len(), 2);
        let without_population = room(&RoomFacts { town_population: None, ..facts }, &BAND);
        assert_eq!(without_population.net, assumed.net);
        let net = Assumption::Net {
            room: RoomKind::Bar,
            draw: 50,
            population: None,
            pull_percent: 100,
            door_share_percent: 70,
        };
        assert_eq!(without_population.assumptions[1], net);
    }

    #[test]
    fn a_small_room_caps_the_door() {
        let facts = RoomFacts { name: "x", capacity: Some(20), ..RoomFacts::default() };
        // 18 of 20 places, however large the draw.
        assert_eq!(room(&facts, &BAND).net.0[5], 18 * 700 - 5_000);
    }

    #[test]
    fn known_figures_are_kept_and_not_called_assumed() {
        let mut net = ByWeekday::every_day(Some(7));
        net.0[2] = None;
        let facts = RoomFacts { name: "x", town_population: None, capacity: Some(33), net };
        let assumed = room(&facts, &BAND);
        assert_eq!((assumed.capacity, assumed.capacity_is_assumed), (33, false));
        assert_eq!((assumed.net.0[0], assumed.net_is_assumed.0[0]), (7, false));
        assert!(assumed.net_is_assumed.0[2]);
        assert_eq!(assumed.assumptions.len(), 1);
    }

    #[test]
    fn larger_towns_bring_more_people() {
        let nights: Vec<i64> = [500, 5_000, 45_000, 900_000]
            .into_iter()
            .map(|people| {
                let facts = RoomFacts { name: "Town Hall", town_population: Some(people), ..RoomFacts::default() };
                room(&facts, &BAND).net.0[5]
            })
            .collect();
        assert!(nights.is_sorted_by(|a, b| a < b), "{nights:?}");
    }
}
