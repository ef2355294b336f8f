//! The rows of the venue list that are looked at.

use std::cmp::Ordering;

use loadin_domain::Money;
use loadin_guest::{
    Stored, text,
    ui::{Cell, Column as Head, ColumnChoice, ColumnKind, Field, Filter, Order, Paging, Sort, Table},
};

use super::{
    super::{money, title},
    look::{Column, Lacking, Look, PAGE},
};
use crate::{
    intake::fold,
    kept::{VenueDocument, WeekNet},
    pages::venue::{country, dates, town},
};

/// Returns the table of the venues that are looked at.
pub(super) fn table(all: &[Stored<VenueDocument>], look: &Look) -> Table {
    let (wanted, (column, order)) = (fold(&look.words), look.sort);
    let venues = all.iter().filter(|venue| is_wanted(&venue.data, look.lacking, &wanted));
    // What a venue is sorted by is put into words once for each, not once for each comparison.
    let mut found: Vec<_> = venues.map(|venue| (key(&venue.data, column), venue)).collect();
    found.sort_by(|(one, this), (other, that)| {
        directed(one.as_ref(), other.as_ref(), order).then_with(|| this.data.key.cmp(&that.data.key))
    });
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = look.page.min(pages);
    let first = (page - 1) * PAGE;
    let shown: Vec<&Stored<VenueDocument>> = found.iter().map(|(_, venue)| *venue).skip(first).take(PAGE).collect();
    let columns = look.columns.iter().map(|column| head(*column, look)).collect();
    let rows = shown.iter().map(|venue| look.columns.iter().map(|column| cell(*column, venue)).collect());
    let mut table = Table { caption: text("venues-title"), columns, ..Table::default() }
        .rows(rows)
        .empty(text("venues-none-found"))
        .filter(filter(look))
        .column_choice(choice(look))
        .csv("venues.csv")
        .as_cards();
    if !shown.is_empty() {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let at = |page: usize| look.at(page).href();
        table = table.paging(
            Paging::new(number(first + 1), number(first + shown.len()), Some(number(found.len())))
                .previous((page > 1).then(|| at(page - 1)))
                .next((page < pages).then(|| at(page + 1))),
        );
    }
    table
}

fn is_wanted(venue: &VenueDocument, lacking: Lacking, wanted: &str) -> bool {
    let is_lacking = match lacking {
        Lacking::Any => true,
        Lacking::Money => venue.net.is_none(),
        Lacking::Room => venue.capacity.is_none(),
    };
    let said = [Some(&venue.name), venue.city.as_ref(), venue.region.as_ref(), venue.country.as_ref()];
    is_lacking && (wanted.is_empty() || said.into_iter().flatten().any(|text| fold(text).contains(wanted)))
}

/// What a venue is sorted by; all of one column are of one kind.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    Number(i64),
}

/// Returns what a venue is sorted by, if its list says it.
fn key(venue: &VenueDocument, column: Column) -> Option<Key> {
    let said = |text: String| (!text.is_empty()).then(|| Key::Text(fold(&text)));
    match column {
        Column::Name => Some(Key::Text(venue.key.clone())),
        Column::Town => said(town(venue)),
        Column::Country => said(country(venue)),
        Column::Dates => said(dates(venue)),
        Column::Holds => venue.capacity.map(|people| Key::Number(people.into())),
        Column::Radius => venue.radius_km.map(|km| Key::Number(km.into())),
        Column::Earns => best(venue).map(|sum| Key::Number(sum.minor())),
        Column::Least => least(venue).map(|sum| Key::Number(sum.minor())),
    }
}

/// Compares two values; what a list does not say stands last, whichever way it is sorted.
fn directed<T: Ord>(one: Option<T>, other: Option<T>, order: Order) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if order == Order::Falling => other.cmp(&one),
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

/// Returns what a show earns on the best day of the week.
fn best(venue: &VenueDocument) -> Option<Money> {
    venue.net.iter().flat_map(WeekNet::days).flatten().max_by_key(|sum| sum.minor())
}

/// Returns what it earns on the worst one.
fn least(venue: &VenueDocument) -> Option<Money> {
    venue.net.iter().flat_map(WeekNet::days).flatten().min_by_key(|sum| sum.minor())
}

fn head(column: Column, look: &Look) -> Head {
    let key = Column::ALL.iter().find(|(known, ..)| *known == column).map_or("venue-name", |(_, _, key)| key);
    let kind = match column {
        Column::Name | Column::Town | Column::Country | Column::Dates => ColumnKind::Text,
        Column::Holds => ColumnKind::Number,
        Column::Earns | Column::Least => ColumnKind::Money,
        Column::Radius => ColumnKind::Distance,
    };
    let (now, order) = look.sort;
    let sort = Sort { href: look.by(column).href(), now: (now == column).then_some(order) };
    Head { title: text(key), kind, sort: Some(sort) }
}

fn cell(column: Column, venue: &Stored<VenueDocument>) -> Cell {
    let data = &venue.data;
    match column {
        Column::Name => Cell::link(title(&data.name), format!("venues/{}", venue.id)),
        Column::Town => town(data).into(),
        Column::Country => country(data).into(),
        Column::Dates => dates(data).chars().take(200).collect::<String>().into(),
        Column::Holds => data.capacity.map_or(Cell::Empty, Cell::from),
        Column::Radius => data.radius_km.map_or(Cell::Empty, |km| Cell::Km(f64::from(km))),
        Column::Earns => best(data).map_or(Cell::Empty, |sum| money(sum).into()),
        Column::Least => least(data).map_or(Cell::Empty, |sum| money(sum).into()),
    }
}

fn filter(look: &Look) -> Filter {
    let (any, no_money, no_room) = (text("lacking-any"), text("lacking-money"), text("lacking-room"));
    let choices = [("", any.as_str()), ("money", no_money.as_str()), ("room", no_room.as_str())];
    let filter = Filter::new("find", "venues")
        .field(Field::text("words", text("field-words")).value(&look.words))
        .field(Field::select("lacking", text("field-lacking"), choices).value(look.lacking.name()));
    // What the fields say themselves, and the page, start anew.
    let kept = look.values().into_iter().filter(|(name, _)| !["words", "lacking", "page"].contains(name));
    let filter = kept.fold(filter, |filter, (name, value)| filter.value(name, value));
    if look.is_narrowed() { filter.clear(look.at_all().href()) } else { filter }
}

fn choice(look: &Look) -> ColumnChoice {
    let choice = ColumnChoice::new("columns", "venues", "column");
    let choice = Column::ALL
        .iter()
        .skip(1)
        .fold(choice, |choice, (column, name, key)| choice.option(*name, text(key), look.columns.contains(column)));
    let kept = look.values().into_iter().filter(|(name, _)| !["column", "page"].contains(name));
    kept.fold(choice, |choice, (name, value)| choice.value(name, value))
}
