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
    let mut found: Vec<&Stored<VenueDocument>> = all.iter().filter(|venue| is_wanted(&venue.data, look)).collect();
    found.sort_by(|one, other| compare(&one.data, &other.data, look.sort));
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = look.page.min(pages);
    let first = (page - 1) * PAGE;
    let shown: Vec<&Stored<VenueDocument>> = found.iter().copied().skip(first).take(PAGE).collect();
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

fn is_wanted(venue: &VenueDocument, look: &Look) -> bool {
    let is_lacking = match look.lacking {
        Lacking::Any => true,
        Lacking::Money => venue.net.is_none(),
        Lacking::Room => venue.capacity.is_none(),
    };
    let wanted = fold(&look.words);
    let said = [Some(&venue.name), venue.city.as_ref(), venue.region.as_ref(), venue.country.as_ref()];
    is_lacking && (wanted.is_empty() || said.into_iter().flatten().any(|text| fold(text).contains(&wanted)))
}

/// Compares two venues; what a list does not say stands last, whichever way it is sorted.
fn compare(one: &VenueDocument, other: &VenueDocument, (column, order): (Column, Order)) -> Ordering {
    let by_text = |text: fn(&VenueDocument) -> String| directed(filled(text(one)), filled(text(other)), order);
    let by_number = |number: fn(&VenueDocument) -> Option<i64>| directed(number(one), number(other), order);
    let compared = match column {
        Column::Name => directed(Some(&one.key), Some(&other.key), order),
        Column::Town => by_text(town),
        Column::Country => by_text(country),
        Column::Dates => by_text(dates),
        Column::Holds => by_number(|venue| venue.capacity.map(i64::from)),
        Column::Radius => by_number(|venue| venue.radius_km.map(i64::from)),
        Column::Earns => by_number(|venue| best(venue).map(Money::minor)),
        Column::Least => by_number(|venue| least(venue).map(Money::minor)),
    };
    compared.then_with(|| one.key.cmp(&other.key))
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then(|| fold(&text))
}

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
