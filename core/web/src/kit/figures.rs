//! Numbers that matter, words with a colour, cards and small pictures.

use loadin_profile::page::{
    Action, Badge, BadgeTone, Card, Cell, Direction, Fact, Icon, Money, Page, Piece, Spark, Stat, Unit, page, section,
};

use super::{LEFTWARD, LONG, UNBROKEN};

fn trend() -> Spark {
    Spark::new(Unit::money("EUR"), [120.0, 90.0, 180.0, 240.0, 210.0, 320.0])
}

fn money(amount: &str) -> Money {
    Money::new(amount, "EUR")
}

/// As they mostly are.
pub(super) fn figures() -> Page {
    page("Figures")
        .stats([
            Stat::new("Left for the band", money("9360.00"))
                .change(Direction::Up, BadgeTone::Good, "12 % since last tour")
                .spark(trend())
                .icon(Icon::Money),
            Stat::new("Shows", 25_u32)
                .change(Direction::Level, BadgeTone::Plain, "as last year")
                .href("plans")
                .icon(Icon::Mic),
            Stat::new("No answer yet", 4_u32)
                .change(Direction::Down, BadgeTone::Bad, "two weeks to go")
                .icon(Icon::Mail),
            Stat::new("On the road", Cell::Km(7_175.0)).note("in 29 days").icon(Icon::Van),
        ])
        .badges(tones())
        .section(section("Facts").facts([
            Fact::new("Doors", Cell::time("19:30")),
            Fact::new("Full", Cell::Percent(87.5)),
            Fact::new("Status", Badge::new("Confirmed", BadgeTone::Good)),
            Fact::new("Net, last six shows", trend()),
        ]))
        .section(
            section("Cards")
                .card(
                    Card::new("Kulturfabrik Löseke", "venues/1")
                        .icon(Icon::Pin)
                        .badge(Badge::new("Confirmed", BadgeTone::Good))
                        .badge(Badge::new("fixed date", BadgeTone::Plain))
                        .note("Hildesheim, room for 400. They have a bed for six.")
                        .fact("Guarantee", money("500.00"))
                        .action(Action::go("Advance", "venues/1/advance").icon(Icon::Edit))
                        .action(
                            Action::post("Cancel", "venues/1/cancel").danger("Cancel this show?").icon(Icon::Trash),
                        ),
                )
                .list(
                    [
                        Card::new("Spring tour", "plans/7")
                            .badge(Badge::new("Draft", BadgeTone::Warning))
                            .fact("Shows", 25_u32),
                        Card::new("Summer tour", "plans/8")
                            .badge(Badge::new("Booked", BadgeTone::Good))
                            .fact("Shows", 9_u32),
                    ],
                    "No plans yet.",
                ),
        )
        .section(section("Pictures").columns(icons()))
}

fn tones() -> [Badge; 5] {
    [
        Badge::new("Draft", BadgeTone::Plain),
        Badge::new("First hold", BadgeTone::Accent),
        Badge::new("Confirmed", BadgeTone::Good),
        Badge::new("Waiting", BadgeTone::Warning),
        Badge::new("Cancelled", BadgeTone::Bad),
    ]
}

/// Each small picture beside its name, in two stacks.
fn icons() -> [Vec<Piece>; 2] {
    let stack = |skip: usize| {
        let actions =
            Icon::ALL.iter().skip(skip).step_by(2).map(|icon| Action::go(format!("{icon:?}"), "kit").icon(*icon));
        vec![Piece::from(loadin_profile::page::Actions { actions: actions.collect() })]
    };
    [stack(0), stack(1)]
}

/// The hard ones.
pub(super) fn states() -> Page {
    page(LONG)
        .stats([
            Stat::new(LONG, Money::new("123456789012345678.99", "JPY"))
                .change(Direction::Up, BadgeTone::Good, LONG)
                .note(LONG),
            Stat::new(UNBROKEN, UNBROKEN),
            Stat::new(LEFTWARD, LEFTWARD),
            Stat::new("Nothing", Cell::Empty),
            Stat::new("Unknown", Spark::new(Unit::Number, [None::<f64>; 4])),
        ])
        .badges([
            Badge::new(LONG, BadgeTone::Warning),
            Badge::new(UNBROKEN, BadgeTone::Bad),
            Badge::new(LEFTWARD, BadgeTone::Accent),
        ])
        .card(
            Card::new(LONG, "venues/1")
                .badge(Badge::new(LONG, BadgeTone::Good))
                .note(LEFTWARD)
                .fact(UNBROKEN, Money::new("-123456789012345678.99", "JPY"))
                .action(Action::go(LONG, "venues/1")),
        )
        .card(Card { title: UNBROKEN.to_owned(), ..Card::default() })
        .facts([
            Fact::new("One value", Spark::new(Unit::Percent, [50.0])),
            Fact::new("With a gap", Spark::new(Unit::Minutes, [Some(10.0), None, Some(30.0), Some(20.0)])),
            Fact::new("All the same", Spark::new(Unit::Number, [4.0; 12])),
            Fact::new("Huge", 1e300),
        ])
}
