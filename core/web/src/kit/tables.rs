//! Tables: with everything round them, as cards, empty, and without room.

use loadin_profile::page::{
    Action, Badge, BadgeTone, Cell, ColumnChoice, ColumnKind, Field, Filter, Icon, Money, Order, Page, Paging, Spark,
    Table, Unit, page, section,
};

use super::{LEFTWARD, LONG, UNBROKEN};

const ROOMS: [(&str, &str, u32); 6] = [
    ("Kulturfabrik Löseke", "Hildesheim", 400),
    ("Divadlo 29", "Pardubice", 220),
    ("Town Hall", "Brandon", 180),
    ("The Cellar", "Burlington", 90),
    ("Club Wakuum", "Graz", 120),
    ("DNA", "Brussels", 150),
];

/// As they mostly are.
pub(super) fn tables() -> Page {
    page("Tables").section(section("Compared").table(venues())).section(section("Read one by one").table(offers()))
}

fn venues() -> Table {
    let table = Table::new(
        "Venues",
        [
            ("Venue", ColumnKind::Text),
            ("Town", ColumnKind::Text),
            ("Room", ColumnKind::Number),
            ("Net", ColumnKind::Money),
            ("Full", ColumnKind::Percent),
            ("Drive", ColumnKind::Duration),
            ("Doors", ColumnKind::Time),
            ("Trend", ColumnKind::Spark),
        ],
    )
    .sort(0, "venues?sort=name", None)
    .sort(2, "venues?sort=room", Some(Order::Falling))
    .sort(3, "venues?sort=net", None)
    .filter(
        Filter::new("find", "venues")
            .field(Field::text("q", "Name or town").value("a"))
            .field(Field::select("land", "Country", [("", "All"), ("de", "Germany"), ("cz", "Czechia")]).value("de"))
            .value("sort", "room")
            .clear("venues"),
    )
    .column_choice(
        ColumnChoice::new("choose", "venues", "column")
            .option("town", "Town", true)
            .option("net", "Net", true)
            .option("mail", "E-mail", false),
    )
    .csv("venues.csv")
    .paging(Paging::new(51, 56, Some(1_312)).previous("venues?page=1".to_owned()).next("venues?page=3".to_owned()));
    (1_u32..).zip(ROOMS).fold(table, |table, (number, (name, town, room))| {
        let cells = [
            Cell::link(name, format!("venues/{number}")),
            town.into(),
            room.into(),
            Money::new(format!("{}.00", i64::from(number) * 130 - 200), "EUR").into(),
            Cell::Percent(f64::from(number * 17 % 100)),
            Cell::Minutes(number * 43),
            Cell::time("19:30"),
            Spark::new(Unit::Number, (0..8).map(|at| f64::from((at * number * 7) % 11))).into(),
        ];
        table.row_with(
            cells,
            [
                Action::go("Change", format!("venues/{number}/edit")).icon(Icon::Edit),
                Action::post("Delete", format!("venues/{number}/delete"))
                    .danger("Delete this venue?")
                    .icon(Icon::Trash),
            ],
        )
    })
}

fn offers() -> Table {
    Table::new(
        "Offers",
        [
            ("Venue", ColumnKind::Text),
            ("Status", ColumnKind::Badge),
            ("Day", ColumnKind::Date),
            ("Guarantee", ColumnKind::Money),
            ("Last word", ColumnKind::Text),
        ],
    )
    .as_cards()
    .row_with(
        [
            Cell::link("Divadlo 29", "offers/1"),
            Badge::new("First hold", BadgeTone::Accent).into(),
            Cell::date("2027-03-12"),
            Money::new("420.00", "EUR").into(),
            "They ask for a local support and would share the door after costs.".into(),
        ],
        [Action::go("Answer", "offers/1/answer")],
    )
    .row_with(
        [
            "The Cellar".into(),
            Badge::new("No answer", BadgeTone::Warning).into(),
            Cell::date("2027-03-14"),
            Cell::Empty,
            Cell::Empty,
        ],
        [Action::go("Write again", "offers/2/again")],
    )
}

/// The hard ones.
pub(super) fn states() -> Page {
    let wide = [
        ("What it is", ColumnKind::Text),
        ("Sum", ColumnKind::Money),
        ("Count", ColumnKind::Number),
        ("Far", ColumnKind::Distance),
        ("Why", ColumnKind::Text),
    ];
    let row = |name: &str| {
        [name.into(), Money::new("-123456789012345678.99", "JPY").into(), 1e300.into(), Cell::Km(1e9), LONG.into()]
    };
    page("Tables, the hard ones")
        .table(
            Table::new("Nothing found", wide).empty("No venue has that name. Look for a part of it.").filter(
                Filter::new("find", "venues")
                    .field(Field::text("q", "Name").value("xyz").error("No venue has that name."))
                    .clear("venues"),
            ),
        )
        .table(Table::new(LONG, wide).row(row(LONG)).row(row(UNBROKEN)).row(row(LEFTWARD)))
        .table(Table::new("As cards", wide).as_cards().row(row(LONG)).row(row(LEFTWARD)))
        .table(
            Table::new("The first of many", [("Line", ColumnKind::Number)])
                .row([1_u32.into()])
                .paging(Paging::new(1, 1, None).next("lines?from=2".to_owned())),
        )
}
