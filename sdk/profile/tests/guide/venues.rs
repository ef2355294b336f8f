//! The page that docs/guides/add-a-page.md shows. Rule: what follows stands there to the letter.

use loadin_profile::page::{
    Axis, Badge, BadgeTone, Chart, ColumnKind, Empty, Field, Filter, Form, Icon, Map, Money, Page, Point, Table, Unit,
    page,
};

/// A venue as the plugin stores it.
pub(crate) struct Venue {
    pub(crate) name: String,
    pub(crate) place: (f64, f64),
    pub(crate) net: f64,
}

/// Returns the page of the venues whose name holds what was looked for.
pub(crate) fn venues_page(venues: &[Venue], looked_for: &str) -> Page {
    let form = Form::new("add", "venues", "Add the venue")
        .field(Field::text("venue", "What it is called").required())
        .field(Field::geo("place", "Where it is").required())
        .field(Field::money_in("fee", "What they pay", ["EUR", "USD"]))
        .field(Field::zoned("doors", "Next show", []).help("As the clocks there show it."));
    if venues.is_empty() {
        let empty = Empty::new("No venues yet", "Write the first one down.").icon(Icon::Pin);
        return page("Venues").empty(empty).form(form);
    }
    let found: Vec<&Venue> = venues.iter().filter(|venue| venue.name.contains(looked_for)).collect();
    page("Venues").table(table(&found, looked_for)).map(map(&found)).chart(chart(&found)).form(form)
}

fn table(venues: &[&Venue], looked_for: &str) -> Table {
    let columns = [("Venue", ColumnKind::Text), ("Net", ColumnKind::Money), ("Last show", ColumnKind::Badge)];
    let filter = Filter::new("find", "venues").field(Field::text("q", "Name").value(looked_for)).clear("venues");
    let table = Table::new("All venues", columns).empty("No venue is called that.").filter(filter);
    venues.iter().fold(table, |table, venue| {
        let (word, tone) = if venue.net < 0.0 { ("a loss", BadgeTone::Bad) } else { ("a gain", BadgeTone::Good) };
        let net = Money::new(format!("{:.2}", venue.net), "EUR");
        table.row([venue.name.as_str().into(), net.into(), Badge::new(word, tone).into()])
    })
}

fn map(venues: &[&Venue]) -> Map {
    let dots = venues.iter().map(|venue| Point::dot(&venue.name, venue.place.0, venue.place.1));
    Map::new("Where they are", format!("{} venues on the map.", venues.len())).points(dots).clustered()
}

fn chart(venues: &[&Venue]) -> Chart {
    Chart::bar("Net of the last show", Unit::money("EUR"), Axis::labels(venues.iter().map(|venue| &venue.name)))
        .series("Net", venues.iter().map(|venue| venue.net))
        .reference("Worth the drive", 200.0)
}
