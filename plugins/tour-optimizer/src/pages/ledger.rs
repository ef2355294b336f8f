//! The money of a tour: what comes in and goes out, what each show earns, what is assumed.

use loadin_domain::Money;
use loadin_guest::{
    text,
    ui::{Axis, Cell, Chart, Line, Page, Section, Unit, Waterfall, section},
};

use super::{money, sentence};
use crate::{
    reply::{Asked, Planned},
    views::words,
    wording::of_fact,
};

/// Shows whose bars can still be told apart.
const MOST_BARS: usize = 60;

/// Adds the view of the money.
pub(super) fn ledger(start: Page, planned: &Planned) -> Page {
    let page = start.waterfall(waterfall(planned));
    let page = chart(planned).into_iter().fold(page, Page::chart);
    assumptions(planned).into_iter().fold(page, Page::section)
}

fn waterfall(planned: &Planned) -> Waterfall {
    let (budget, Asked { people, .. }) = (&planned.plan.budget, &planned.asked);
    let days = || text!("count-days", days = budget.days);
    let lines = [
        ("money-shows", budget.shows, text!("count-shows", shows = planned.plan.stops.len())),
        ("money-driving", budget.driving, text!("money-driven", road = road(planned))),
        ("money-beds", budget.lodging, text!("count-nights", nights = budget.nights)),
        ("money-food", budget.per_diem, text!("money-eaters", days = budget.days, people = *people)),
        ("money-van", budget.vehicle, days()),
    ];
    let lines = lines.into_iter().filter(|(_, sum, _)| sum.minor() != 0);
    Waterfall {
        title: text("money-title"),
        lines: lines.map(|(key, sum, note)| Line::new(text(key), money(sum)).note(note)).collect(),
        total: Line::new(text("left-for-the-band"), money(budget.total)),
    }
}

fn road(planned: &Planned) -> Cell {
    Cell::Km(f64::from(planned.plan.drive_km))
}

/// Returns what each show earns; nothing where that is too few or too many to compare.
fn chart(planned: &Planned) -> Option<Chart> {
    let stops = &planned.plan.stops;
    if !(2..=MOST_BARS).contains(&stops.len()) {
        return None;
    }
    let names = stops.iter().map(|stop| words::cut(&stop.name, 40));
    let chart = Chart::bar(text("money-by-show"), Unit::money(planned.asked.currency.code()), Axis::labels(names));
    Some(chart.series(text("money-net"), stops.iter().map(|stop| decimal(stop.net))))
}

/// Returns a sum as a number for a picture.
fn decimal(sum: Money) -> Option<f64> {
    sum.amount().parse().ok()
}

fn assumptions(planned: &Planned) -> Option<Section> {
    let assumed = &planned.assumed;
    if assumed.is_empty() {
        return None;
    }
    Some(assumed.iter().fold(section(text("assumed-title")), |section, fact| {
        let key = if fact.field == "net" { "assumed-net" } else { "assumed-capacity" };
        section.text(text!(key, venues = fact.venues, how = sentence(&of_fact(fact, &planned.plan.stops))))
    }))
}
