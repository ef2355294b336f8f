//! Charts of every kind and state.

use loadin_profile::page::{Axis, Chart, Page, Series, Unit, page, section};

use super::{LEFTWARD, LONG, UNBROKEN};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Charts as they mostly are.
pub(super) fn charts() -> Page {
    page("Charts")
        .section(section("Lines").chart(sold()).chart(draw()))
        .section(section("Bars").chart(weekdays()).chart(venues()))
        .section(section("Bars on one another").chart(costs()).chart(income()))
        .section(section("What is likely").chart(forecast()))
        .section(section("Each one").chart(drives()))
}

fn weeks(count: u32) -> Vec<String> {
    (0..count).map(|week| format!("2027-{:02}-{:02}", 1 + week / 4, 1 + week % 4 * 7)).collect()
}

fn sold() -> Chart {
    let values = [4.0, 9.0, 15.0, 22.0, 26.0, 41.0, 57.0, 61.0, 74.0, 98.0, 127.0, 168.0].map(Some);
    Chart::line("Tickets sold before the show", Unit::Number, Axis::days(weeks(12)))
        .series("Sold", values)
        .reference("Break-even", 110.0)
        .summary("Two of three tickets were sold in the last four weeks.")
}

fn draw() -> Chart {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"];
    Chart::line("People who paid, by town", Unit::Number, Axis::labels(months))
        .series("Leipzig", [Some(42.0), Some(48.0), None, Some(61.0), Some(70.0), Some(74.0), Some(69.0), Some(88.0)])
        .series("Brno", [30.0, 28.0, 35.0, 39.0, 37.0, 45.0, 52.0, 57.0])
        .series("Gent", [12.0, 18.0, 25.0, 22.0, 31.0, 36.0, 40.0, 54.0])
}

fn weekdays() -> Chart {
    Chart::bar("Net by weekday", Unit::money("EUR"), Axis::labels(WEEKDAYS))
        .series("Net", [Some(-40.0), Some(35.0), Some(60.0), Some(140.0), Some(310.0), Some(385.0), None])
        .summary("Fridays and Saturdays bring what the other days cost.")
}

fn venues() -> Chart {
    let rooms = ["Kulturfabrik Löseke, Hildesheim", "The Cellar", "Town Hall Brandon", "Divadlo 29, Pardubice"];
    Chart::bar("Money promised and money paid", Unit::money("EUR"), Axis::labels(rooms))
        .series("Promised", [500.0, 350.0, 280.0, 420.0])
        .series("Paid", [500.0, 350.0, 120.0, 460.0])
}

fn costs() -> Chart {
    Chart::stacked("What a week on the road costs", Unit::money("EUR"), Axis::labels(["W 1", "W 2", "W 3", "W 4"]))
        .series("Fuel", [310.0, 280.0, 420.0, 250.0])
        .series("Beds", [240.0, 240.0, 180.0, 300.0])
        .series("Food", [150.0, 160.0, 150.0, 170.0])
        .series("Strings", [20.0, 0.0, 45.0, 12.0])
}

fn income() -> Chart {
    Chart::stacked(
        "Where the money comes from",
        Unit::money("EUR"),
        Axis::labels(["Guarantees", "Share of the door", "Merchandise", "Support of the town"]),
    )
    .series("Booked", [2_400.0, 900.0, 0.0, 500.0])
    .series("Expected", [600.0, 1_400.0, 1_100.0, 0.0])
}

fn forecast() -> Chart {
    let days = (0..20_u32).map(|day| format!("2027-03-{:02}", day + 1));
    let at = |day: u32| 40.0 + 6.0 * f64::from(day);
    let from = 8;
    let later = |spread: f64| {
        (0..20_u32).map(move |day| {
            let wide = spread * f64::from(day.saturating_sub(from) + 1).sqrt();
            (day >= from).then(|| (at(day) - wide, at(day) + wide * 1.3))
        })
    };
    let median = Series::new("Most likely", (0..20).map(|day| (day >= from).then(|| at(day))));
    Chart::fan("How many will come", Unit::Number, Axis::days(days), median)
        .series("Sold so far", (0..20).map(|day| (day <= from).then(|| at(day) - f64::from(day * 7 % 5))))
        .band(50, later(4.0))
        .band(80, later(8.0))
        .band(95, later(13.0))
        .reference("Room for", 160.0)
}

fn drives() -> Chart {
    let dots = [vec![45.0, 70.0, 95.0, 180.0, 240.0], vec![60.0, 62.0, 75.0, 88.0, 90.0, 110.0], vec![300.0, 415.0]];
    Chart::strip(
        "How long the drives are",
        Unit::Minutes,
        Axis::labels(["Spring tour", "Summer tour", "The one with the ferry"]),
        dots,
    )
    .reference("Longest that we want", 360.0)
}

/// Charts that are hard.
pub(super) fn states() -> Page {
    page("Charts, the hard ones")
        .section(
            section("Nothing")
                .chart(
                    Chart::line("Nothing known", Unit::Number, Axis::labels(WEEKDAYS)).series("Sold", [None::<f64>; 7]),
                )
                .chart(Chart::bar("No steps", Unit::Number, Axis::labels([""; 0])).series("Sold", [0.0; 0])),
        )
        .section(
            section("One value")
                .chart(Chart::line("One day", Unit::Percent, Axis::days(["2027-03-05"])).series("Full", [62.5]))
                .chart(Chart::bar("One bar of nothing", Unit::Km, Axis::labels(["Here"])).series("Far", [0.0])),
        )
        .section(section("Eight lines").chart(eight()))
        .section(section("Long words").chart(long_words()))
        .section(
            section("Words that run to the left").chart(
                Chart::bar(LEFTWARD, Unit::Number, Axis::labels([LEFTWARD, "תל אביב", "Haifa"]))
                    .series(LEFTWARD, [3.0, 8.0, 5.0]),
            ),
        )
        .section(
            section("Huge and tiny")
                .chart(huge())
                .chart(Chart::bar("Tiny", Unit::Number, Axis::labels(["a", "b"])).series("Part", [0.000_02, 0.000_05])),
        )
        .section(
            section("Below zero").chart(
                Chart::bar(
                    "What was left of each show",
                    Unit::money("EUR"),
                    Axis::labels([LONG, "Town Hall", "Cellar"]),
                )
                .series("Left", [-120.0, 80.0, -15.5]),
            ),
        )
        .section(section("Many days").chart(year()))
}

fn eight() -> Chart {
    let names = ["Berlin", "Hamburg", "Leipzig", "Köln", "Wien", "Praha", "Brno", "Gent"];
    let chart = Chart::line("Eight towns", Unit::Km, Axis::labels(WEEKDAYS));
    (0_u32..).zip(names).fold(chart, |chart, (row, name)| {
        chart.series(name, (0..7_u32).map(|day| f64::from((row * 37 + day * 53) % 90 + row * 15)))
    })
}

fn long_words() -> Chart {
    Chart::line(LONG, Unit::money("EUR"), Axis::labels([LONG, UNBROKEN, "Short", LONG]))
        .series(LONG, [10.0, 20.0, 15.0, 30.0])
        .series(UNBROKEN, [12.0, 9.0, 25.0, 21.0])
        .reference(LONG, 18.0)
}

fn huge() -> Chart {
    Chart::line("Everything ever streamed", Unit::money("JPY"), Axis::days(["1999-12-31", "2010-01-01", "2027-03-05"]))
        .series("Streams", [1.0, 4_200_000_000.0, 9_876_543_210_123.0])
}

fn year() -> Chart {
    let days = (1..=12_u32).flat_map(|month| (1..=28_u32).map(move |day| format!("2027-{month:02}-{day:02}")));
    let values = (0..336_u32).map(|day| (day % 50 != 0).then(|| f64::from(day * 29 % 120) + f64::from(day)));
    Chart::line("A whole year", Unit::Minutes, Axis::days(days)).series("On the road", values)
}
