//! A plan for a terminal of 80 to 100 columns: what a tired drummer has to know, most important first.
//!
//! Rule: says what is assumed and what is estimated next to the figures it concerns; no line is wider than `WIDTH`.

mod itinerary;
mod rejected;

use std::fmt::Write as _;

use loadin_tour_engine::tour::Stop;

use super::words::{amount, count, day, full_day, money, plural, right, sentence, wrap};
use crate::{
    intake::{IntakeReport, Note, Severity},
    reply::{Asked, AssumedFact, Infeasible, Planned},
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
    assumptions(&mut out, &planned.assumed);
    out
}

/// Returns why there is no plan, as text.
#[must_use]
pub fn infeasible(infeasible: &Infeasible) -> String {
    let mut out = String::new();
    let (asked, answer) = (&infeasible.asked, &infeasible.answer);
    wrap(&mut out, "", &format!("No tour from {}, {}", asked.home.name, span(asked)), WIDTH);
    wrap(&mut out, "", &sentence(&answer.sentence), WIDTH);
    if !answer.is_proven {
        wrap(&mut out, "", "This is not proven: the search was not finished.", WIDTH);
    }
    let other_causes: Vec<&str> = answer
        .causes
        .iter()
        .map(|cause| cause.sentence.as_str())
        .filter(|cause| !answer.sentence.contains(cause))
        .collect();
    bullets(&mut out, "Why", &other_causes);
    let changes: Vec<&str> = answer.relaxations.iter().map(|change| change.sentence.as_str()).collect();
    bullets(&mut out, "Any one of these changes makes a tour possible", &changes);
    warnings(&mut out, &infeasible.intake);
    assumptions(&mut out, &infeasible.assumed);
    out
}

fn bullets(out: &mut String, heading: &str, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    for line in lines {
        wrap(out, "  - ", &sentence(line), WIDTH);
    }
}

fn span(asked: &Asked) -> String {
    format!("{} to {}", full_day(asked.from), full_day(asked.to))
}

fn title(out: &mut String, planned: &Planned) {
    let (asked, plan) = (&planned.asked, &planned.plan);
    let end = match &asked.end {
        Some(end) => format!(" to {}", end.name),
        None => String::new(),
    };
    wrap(out, "", &format!("Tour from {}{end}, {}", asked.home.name, span(asked)), WIDTH);
    let shows = plural(plan.stops.len(), "show");
    let line = format!(
        "{shows}, {} km. Earns {} after travel, beds and food. {}",
        count(plan.drive_km),
        money(plan.value),
        sentence(&plan.gap.sentence)
    );
    wrap(out, "", &line, WIDTH);
    let mut labels = "Distances and driving times are estimates, ±15 %.".to_owned();
    let assumed: Vec<&str> =
        planned.assumed.iter().filter(|fact| !fact.stops.is_empty()).map(|fact| fact.field.as_str()).collect();
    if !assumed.is_empty() {
        let _ = write!(
            labels,
            " The list does not give the {} of every stop: ~ marks what is assumed.",
            assumed.join(" and ")
        );
    }
    wrap(out, "", &labels, WIDTH);
    out.push('\n');
}

fn budget(out: &mut String, planned: &Planned) {
    let budget = &planned.plan.budget;
    let people =
        plural(usize::try_from(planned.asked.people).unwrap_or(usize::MAX), "person").replace("persons", "people");
    let lines = [
        (format!("{}, net", plural(planned.plan.stops.len(), "show")), budget.shows),
        (format!("driving, {} km", count(planned.plan.drive_km)), budget.driving),
        (format!("beds, {}", plural(budget.nights as usize, "night")), budget.lodging),
        (format!("food, {} for {people}", plural(budget.days as usize, "day")), budget.per_diem),
        ("van".to_owned(), budget.vehicle),
    ];
    let _ = writeln!(out, "\nBudget in {}", planned.asked.currency);
    for (label, sum) in lines.iter().filter(|(_, sum)| sum.minor() != 0) {
        let _ = writeln!(out, "  {label:<32}{}", right(&amount(*sum), 14));
    }
    let _ = writeln!(out, "  {:<32}{}", "left at the end", right(&amount(budget.total), 14));
}

fn reasons(out: &mut String, planned: &Planned) {
    out.push_str("\nWhy these stops (worth: what the tour would earn less without it)\n");
    for (index, stop) in planned.plan.stops.iter().enumerate() {
        wrap(out, &format!("{:>4}  ", index + 1), &format!("{}: {}", stop.name, why(stop)), WIDTH);
    }
}

/// Returns the stop's reasons in few words; the JSON has them in full.
fn why(stop: &Stop) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(stop.is_anchor.then(|| "fixed by you".to_owned()));
    words.extend((stop.is_must_play && !stop.is_anchor).then(|| "asked for by you".to_owned()));
    let above = stop.why.above_usual;
    if above.minor() != 0 {
        let side = if above.minor() > 0 { "above" } else { "below" };
        words.push(format!("{} {side} its average date", amount(above).trim_start_matches('-')));
    }
    words.extend(stop.why.worth.map(|worth| format!("worth {}", amount(worth))));
    words.extend(stop.why.holds_together.as_ref().map(|rule| format!("without it {rule}")));
    words.extend(stop.why.runner_up.as_ref().map(|next| {
        let less = next.difference.minor();
        let size = amount(next.difference);
        let compared = match less {
            0 => "as good".to_owned(),
            1.. => format!("{size} less"),
            _ => format!("{} more", size.trim_start_matches('-')),
        };
        format!("next best {} on {}, {compared}", next.name, day(next.date).replace("  ", " "))
    }));
    if words.is_empty() { stop.reasons.first().cloned().unwrap_or_default() } else { words.join("; ") }
}

fn warnings(out: &mut String, intake: &IntakeReport) {
    for (severity, heading) in [
        (Severity::Warning, "Check these entries of the venue list"),
        (Severity::LeftOut, "Lines of the venue list that were left out"),
    ] {
        let notes: Vec<&Note> = intake.notes.iter().filter(|note| note.severity == severity).collect();
        if notes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{heading} ({})", count(notes.len()));
        for note in notes.iter().take(SHOWN_NOTES) {
            let line = note.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            wrap(out, "  - ", &format!("{line}{}", note.detail), WIDTH);
        }
        if notes.len() > SHOWN_NOTES {
            let _ = writeln!(out, "  - and {} more: the JSON form lists all", notes.len() - SHOWN_NOTES);
        }
    }
}

fn assumptions(out: &mut String, assumed: &[AssumedFact]) {
    if assumed.is_empty() {
        return;
    }
    out.push_str("\nAssumed\n");
    for fact in assumed {
        let line = format!("{} of {}: {}", fact.field, plural(fact.venues, "venue"), fact.sentence);
        wrap(out, "  - ", &line, WIDTH);
    }
}
