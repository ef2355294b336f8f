//! A plan for a terminal of 80 to 100 columns: what a tired drummer has to know, most important first.
//!
//! Rule: says what is assumed and what is estimated next to the figures it concerns; no line is wider than `WIDTH`.

mod itinerary;
mod rejected;

use std::fmt::Write as _;

use loadin_guest::{
    text,
    ui::{Cell, Money},
};
use loadin_tour_engine::tour::{Plan, Stop};

use super::words::{amount, count, right, sentence, wrap};
use crate::{
    intake::{IntakeReport, Note, Severity},
    reply::{AssumedFact, Infeasible, Planned},
    wording::{needed, of_cause, of_fact, of_infeasible, of_stop, relaxation},
};

/// The widest line.
pub(super) const WIDTH: usize = 98;
/// Warnings and left-out rows shown one by one; the JSON has all of them.
const SHOWN_NOTES: usize = 6;

/// Returns the plan as text.
#[must_use]
pub fn plan(planned: &Planned) -> String {
    let mut out = String::new();
    title(&mut out, planned);
    itinerary::table(&mut out, planned);
    budget(&mut out, planned);
    reasons(&mut out, planned);
    rejected::groups(&mut out, &planned.plan);
    warnings(&mut out, &planned.intake);
    assumptions(&mut out, &planned.assumed, &planned.plan.stops);
    out
}

/// Returns why there is no plan, as text.
#[must_use]
pub fn infeasible(infeasible: &Infeasible) -> String {
    let mut out = String::new();
    let (asked, answer) = (&infeasible.asked, &infeasible.answer);
    let (from, to) = (Cell::date(asked.from), Cell::date(asked.to));
    wrap(&mut out, "", &text!("text-no-tour", home = &asked.home.name, from = from, to = to), WIDTH);
    wrap(&mut out, "", &sentence(&of_infeasible(answer)), WIDTH);
    if !answer.is_proven {
        wrap(&mut out, "", &text("text-unproven"), WIDTH);
    }
    // The first cause stands in the answer itself.
    let other_causes: Vec<String> = answer.causes.iter().skip(1).map(of_cause).collect();
    bullets(&mut out, &text("text-why"), &other_causes);
    let changes: Vec<String> = answer.relaxations.iter().map(relaxation).collect();
    bullets(&mut out, &text("text-helps"), &changes);
    warnings(&mut out, &infeasible.intake);
    assumptions(&mut out, &infeasible.assumed, &[]);
    out
}

fn bullets(out: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    for line in lines {
        wrap(out, "  - ", &sentence(line), WIDTH);
    }
}

fn typed(sum: loadin_domain::Money) -> Money {
    Money::new(sum.amount(), sum.currency().code())
}

fn road(planned: &Planned) -> Cell {
    Cell::Km(f64::from(planned.plan.drive_km))
}

fn title(out: &mut String, planned: &Planned) {
    let (asked, plan) = (&planned.asked, &planned.plan);
    let (home, from, to) = (&asked.home.name, Cell::date(asked.from), Cell::date(asked.to));
    let headline = match &asked.end {
        Some(end) => text!("text-tour-to", home = home, end = &end.name, from = from, to = to),
        None => text!("text-tour", home = home, from = from, to = to),
    };
    wrap(out, "", &headline, WIDTH);
    let figures = text!("text-figures", shows = plan.stops.len(), road = road(planned), sum = typed(plan.value));
    wrap(out, "", &format!("{figures} {}", gap(plan)), WIDTH);
    let mut labels = text("estimates-roads");
    let assumed: Vec<&str> =
        planned.assumed.iter().filter(|fact| !fact.stops.is_empty()).map(|fact| fact.field.as_str()).collect();
    if let Some(key) = match assumed.as_slice() {
        [] => None,
        ["net"] => Some("text-assumed-net"),
        ["capacity"] => Some("text-assumed-capacity"),
        _ => Some("text-assumed-both"),
    } {
        let _ = write!(labels, " {}", text(key));
    }
    wrap(out, "", &labels, WIDTH);
    out.push('\n');
}

/// Returns in few words how much more another plan could earn.
fn gap(plan: &Plan) -> String {
    let gap = &plan.gap;
    match (gap.bound, gap.permille) {
        _ if gap.is_proven_best => text("text-gap-none"),
        #[expect(clippy::cast_precision_loss, reason = "a share in thousandths")]
        (Some(_), Some(permille)) => text!("text-gap-percent", share = Cell::Percent(permille as f64 / 10.0)),
        (Some(bound), None) => text!("text-gap-sum", sum = typed(bound)),
        (None, _) => text("gap-unknown"),
    }
}

fn budget(out: &mut String, planned: &Planned) {
    let budget = &planned.plan.budget;
    let (days, people) = (budget.days, planned.asked.people);
    let lines = [
        (text!("text-net", shows = planned.plan.stops.len()), budget.shows),
        (text!("text-driving", road = road(planned)), budget.driving),
        (text!("text-beds", nights = budget.nights), budget.lodging),
        (text!("text-food", days = days, people = people), budget.per_diem),
        (text("text-van"), budget.vehicle),
    ];
    let _ = writeln!(out, "\n{}", text!("text-budget", currency = planned.asked.currency.code()));
    // In columns, a blank that does not break is one like any other.
    let column = |label: &str| label.replace('\u{a0}', " ");
    for (label, sum) in lines.iter().filter(|(_, sum)| sum.minor() != 0) {
        let _ = writeln!(out, "  {:<32}{}", column(label), right(&amount(*sum), 14));
    }
    let _ = writeln!(out, "  {:<32}{}", column(&text("text-left")), right(&amount(budget.total), 14));
}

fn reasons(out: &mut String, planned: &Planned) {
    let _ = writeln!(out, "\n{}", text("text-stops"));
    for (index, stop) in planned.plan.stops.iter().enumerate() {
        wrap(out, &format!("{:>4}  ", index + 1), &format!("{}: {}", stop.name, why(stop)), WIDTH);
    }
}

/// Returns the stop's reasons in few words; the JSON has them in full.
fn why(stop: &Stop) -> String {
    let size = |sum: loadin_domain::Money| amount(sum).trim_start_matches('-').to_owned();
    let mut words: Vec<String> = Vec::new();
    words.extend(stop.is_anchor.then(|| text("text-fixed")));
    words.extend((stop.is_must_play && !stop.is_anchor).then(|| text("text-asked-for")));
    let above = stop.why.above_usual;
    if above.minor() != 0 {
        let key = if above.minor() > 0 { "text-above" } else { "text-below" };
        words.push(text!(key, sum = size(above)));
    }
    words.extend(stop.why.worth.map(|worth| text!("text-worth", sum = amount(worth))));
    words.extend(stop.why.holds_together.as_ref().map(needed));
    words.extend(stop.why.runner_up.as_ref().map(|next| {
        let (venue, date, sum) = (&next.name, Cell::date(next.date), size(next.difference));
        match next.difference.minor() {
            0 => text!("text-next-same", venue = venue, date = date),
            1.. => text!("text-next-less", venue = venue, date = date, sum = sum),
            _ => text!("text-next-more", venue = venue, date = date, sum = sum),
        }
    }));
    if words.is_empty() { of_stop(stop).into_iter().next().unwrap_or_default() } else { words.join("; ") }
}

fn warnings(out: &mut String, intake: &IntakeReport) {
    for (severity, heading) in [(Severity::Warning, "text-check-entries"), (Severity::LeftOut, "text-lines-left-out")] {
        let notes: Vec<&Note> = intake.notes.iter().filter(|note| note.severity == severity).collect();
        if notes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{} ({})", text(heading), count(notes.len()));
        for note in notes.iter().take(SHOWN_NOTES) {
            wrap(out, "  - ", &note.say_with_line(), WIDTH);
        }
        if notes.len() > SHOWN_NOTES {
            let _ = writeln!(out, "  - {}", text!("text-more-in-json", more = notes.len() - SHOWN_NOTES));
        }
    }
}

fn assumptions(out: &mut String, assumed: &[AssumedFact], stops: &[Stop]) {
    if assumed.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", text("text-assumed"));
    for fact in assumed {
        let key = if fact.field == "net" { "text-assumption-net" } else { "text-assumption-capacity" };
        wrap(out, "  - ", &text!(key, venues = fact.venues, how = of_fact(fact, stops)), WIDTH);
    }
}
