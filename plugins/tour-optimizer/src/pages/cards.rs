//! The first page, and the list of plans.

use loadin_guest::{
    Stored,
    collections::Found,
    ui::{Action, Card, Cell, NoticeKind, Page, Span, page},
};

use super::{counted, money, title, turning};
use crate::kept::PlanCard;

/// Returns the first page: where one stands and what to do next.
pub(crate) fn home(latest: &[Stored<PlanCard>], states: &[&str], venues: usize) -> Page {
    let start = page("Tours");
    if venues == 0 && latest.is_empty() {
        return start
            .text(
                "Which venues, on which days, in what order leave you the most money? Start with your list of venues.",
            )
            .actions([Action::go("Upload your venues", "venues").primary()])
            .text("A CSV file with name, latitude and longitude is enough; capacity and money make better plans.");
    }
    let start = if venues == 0 {
        start
            .notice(
                NoticeKind::Warning,
                "There are no venues here any more. Upload a list before you plan the next tour.",
            )
            .actions([Action::go("Upload your venues", "venues").primary(), Action::go("All plans", "plans")])
    } else {
        start
            .text([
                Span::plain("You can choose from "),
                Span::link(counted(venues, "venue"), "venues"),
                Span::plain("."),
            ])
            .actions([
                Action::go("Plan a tour", "plans/new").primary(),
                Action::go("All plans", "plans"),
                Action::go("Venues", "venues"),
            ])
    };
    start.heading("Latest plans").list(cards(latest, states), "No plans yet. Plan a tour: it takes less than a minute.")
}

/// Returns a page of the list of plans.
pub(crate) fn plans(found: &Found<PlanCard>, states: &[&str]) -> Page {
    let list = page("Plans")
        .actions([Action::go("Plan a tour", "plans/new").primary(), Action::go("Venues", "venues")])
        .list(cards(&found.documents, states), "No plans yet. Plan a tour: it takes less than a minute.");
    let turn = turning("plans", (found.prev.as_deref(), "Newer plans"), (found.next.as_deref(), "Older plans"));
    if turn.is_empty() { list } else { list.actions(turn) }
}

fn cards(plans: &[Stored<PlanCard>], states: &[&str]) -> Vec<Card> {
    plans.iter().zip(states).map(|(plan, state)| card(plan, state)).collect()
}

fn card(plan: &Stored<PlanCard>, state: &str) -> Card {
    let data = &plan.data;
    let mut card = Card::new(title(&data.title), format!("plans/{}", plan.id));
    if let Some(summary) = data.summary {
        let shows = u32::try_from(summary.shows).unwrap_or(u32::MAX);
        card = card.fact("Left for the band", money(summary.net)).fact("Shows", shows);
        card = card.fact("On the road", Cell::Km(f64::from(summary.drive_km)));
    }
    if let Ok(from) = data.request.from.trim().parse::<jiff::civil::Date>() {
        card = card.fact("From", Cell::date(from));
    }
    match state {
        "planned" => card,
        "planning" => card.note("Being planned right now"),
        "interrupted" => card.note("Planning was interrupted: open it to plan again"),
        "infeasible" => card.note("No such tour is possible: open it to see what would help"),
        "cancelled" => card.note("Planning was stopped"),
        _ => card.note("It could not be planned: open it to see why"),
    }
}
