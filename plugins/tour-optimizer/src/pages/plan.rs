//! The page of a plan, whatever became of it.

use loadin_guest::{
    JobStatus,
    ui::{Action, Cell, Fact, Field, Form, Notice, NoticeKind, Page, Piece, Progress, Section, page, section},
};

use super::{counted, left_out, money, sentence, title, tour};
use crate::{
    kept::{PlanDocument, PlanState, Trouble},
    plans::{ChangedVenues, Live, Plan},
    reply::{Infeasible, PlanReply},
    views::words,
    wishes::field_of,
};

/// Returns the page of a plan.
pub(crate) fn plan(plan: &Plan, changed: &ChangedVenues) -> Page {
    let (id, data) = (plan.kept.id.as_str(), &plan.kept.data);
    let start = page(title(&data.title)).up("Plans", "plans");
    match (&plan.live, &data.outcome) {
        (Live::Running(status), _) => running(start, id, data, status),
        (Live::Ended(_), Some(PlanReply::Planned(planned))) => {
            let page = tour::tour(start, plan, planned, changed);
            page.section(renaming(plan)).actions(keep_or_not(id, Action::go("Change and plan again", again_with(id))))
        }
        (Live::Ended(_), Some(PlanReply::Infeasible(answer))) => {
            let page = infeasible(start, plan, answer);
            page.section(renaming(plan)).actions(keep_or_not(id, change(id).primary()))
        }
        (Live::Ended(PlanState::Cancelled), None) => unfinished(
            start.notice(NoticeKind::Info, "Planning was stopped. Nothing of it was kept but what you asked for."),
            plan,
        ),
        (Live::Interrupted | Live::Ended(PlanState::Planning), _) => unfinished(
            start.notice(
                NoticeKind::Warning,
                "Planning was interrupted, because the server was started again. Plan it once more: what you asked for is \
                 still here.",
            ),
            plan,
        ),
        (Live::Broken(_) | Live::Ended(_), _) => failed(start, plan),
    }
}

fn running(start: Page, id: &str, data: &PlanDocument, status: &JobStatus) -> Page {
    let (done, total) = (status.done, status.total);
    let progress = Progress { job: data.job.clone(), done, total, message: sentence(&status.message) };
    start
        .text("You can leave this page: the plan will be in your list.")
        .progress(progress)
        .section(asked(data))
        .actions([Action::post("Stop planning", format!("plans/{id}/cancel"))
            .danger("Stop planning? What was found so far is dropped.")])
}

fn unfinished(start: Page, plan: &Plan) -> Page {
    let id = plan.kept.id.as_str();
    let again = Action::post("Plan again", format!("plans/{id}/again")).primary();
    let first = if plan.kept.data.inputs.is_sent_list { change(id).primary() } else { again };
    start.section(asked(&plan.kept.data)).section(renaming(plan)).actions(keep_or_not(id, first))
}

fn failed(start: Page, plan: &Plan) -> Page {
    let nothing = Trouble::new("planning ended without saying why");
    let trouble = plan.failure().unwrap_or(&nothing);
    let details = trouble.errors.iter().map(|fault| match label(field_of(&fault.pointer)) {
        Some(label) => format!("{label}: {}", sentence(&fault.detail)),
        None => sentence(&fault.detail),
    });
    let details: Vec<String> = details.take(20).collect();
    let text = match details.as_slice() {
        [] => format!("This could not be planned. {}", sentence(&trouble.detail)),
        _ => "This could not be planned as it was asked for:".to_owned(),
    };
    let (id, data) = (plan.kept.id.as_str(), &plan.kept.data);
    let again = Action::post("Plan again", format!("plans/{id}/again"));
    let mut actions = vec![change(id).primary()];
    actions.extend((!data.inputs.is_sent_list).then_some(again));
    actions.extend(trouble.errors.iter().any(|fault| field_of(&fault.pointer) == "venues").then(to_venues));
    actions.push(deletion(id));
    start
        .piece(Notice { kind: NoticeKind::Problem, text, details })
        .section(asked(data))
        .section(renaming(plan))
        .actions(actions)
}

fn to_venues() -> Action {
    Action::go("Look at the venues", "venues")
}

fn infeasible(start: Page, plan: &Plan, infeasible: &Infeasible) -> Page {
    let answer = &infeasible.answer;
    let start = start.notice(NoticeKind::Problem, sentence(&answer.sentence));
    let start = if answer.is_proven {
        start
    } else {
        start.text("This is not proven: the search was not finished. Searching longer may still find a tour.")
    };
    let others = answer.causes.iter().filter(|cause| !answer.sentence.contains(&cause.sentence)).take(30);
    let why = others.fold(section("What stands in the way"), |section, cause| section.text(sentence(&cause.sentence)));
    let helps = answer.relaxations.iter().take(30);
    let helps = helps.fold(section("Any one of these would help"), |section, change| {
        section.text(sentence(&in_your_words(&change.sentence)))
    });
    let mut page = start;
    for section in [helps, why].into_iter().filter(|section| !section.pieces.is_empty()) {
        page = page.section(section);
    }
    let page = page.section(asked(&plan.kept.data));
    let left_out = plan.kept.data.left_out.as_ref();
    let page = match left_out::dropped(&answer.dropped, left_out, "Venues that no such tour can play") {
        Some(section) => page.section(section),
        None => page,
    };
    left_out::notes(&infeasible.intake, left_out).into_iter().fold(page, Page::section)
}

/// Returns a change in the words of the form.
fn in_your_words(change: &str) -> String {
    change.replacen("drop the anchor", "give up the show that stands at", 1)
}

/// Says what was asked for, as it was typed.
fn asked(data: &PlanDocument) -> Section {
    let request = &data.request;
    let mut facts = vec![Fact::new("Start", title(&request.home))];
    facts.extend(request.end.as_ref().map(|end| Fact::new("End", title(end))));
    for (name, day) in [("First day", &request.from), ("Last day", &request.to)] {
        let date = day.trim().parse::<jiff::civil::Date>();
        facts.push(Fact::new(name, date.map_or_else(|_| Cell::Text(title(day)), Cell::date)));
    }
    facts.push(Fact::new("People", request.people));
    facts.push(Fact::new("Most driving in a day", minutes(request.max_drive_hours_per_day)));
    let radius = f64::from(request.radius_km);
    facts.push(Fact::new("Radius clause", Cell::Km(radius)));
    facts.extend((!request.anchors.is_empty()).then(|| listed("Shows that stand", &request.anchors)));
    facts.extend((!request.must_play.is_empty()).then(|| listed("Must be played", &request.must_play)));
    facts.extend((!request.must_not.is_empty()).then(|| listed("Must not be played", &request.must_not)));
    section("What you asked for").facts(facts)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be at most 240 hours")]
fn minutes(hours: f64) -> Cell {
    Cell::Minutes((hours * 60.0).round() as u32)
}

fn listed(label: &str, entries: &[String]) -> Fact {
    let text: String = entries.join("; ").chars().take(1_000).collect();
    Fact::new(label, text)
}

fn renaming(plan: &Plan) -> Section {
    let form = Form::new("rename", format!("plans/{}/title", plan.kept.id), "Rename")
        .field(Field::text("plan_title", "What to call it").value(&plan.kept.data.title).required())
        .field(Field::hidden("version", plan.kept.version.to_string()));
    section("Rename").folded().form(form)
}

/// Puts a title that was refused back into the page's form.
pub(crate) fn with_wrong_title(mut page: Page, typed: &str, detail: &str) -> Page {
    for piece in &mut page.pieces {
        let Piece::Section(section) = piece else { continue };
        for piece in &mut section.pieces {
            let Piece::Form(form) = piece else { continue };
            section.is_folded = false;
            for field in form.fields.iter_mut().filter(|field| field.name == "plan_title") {
                field.value = Some(typed.to_owned());
                field.error = Some(sentence(detail));
            }
        }
    }
    page
}

fn again_with(id: &str) -> String {
    format!("plans/new?from={id}")
}

fn change(id: &str) -> Action {
    Action::go("Change and plan again", again_with(id))
}

fn deletion(id: &str) -> Action {
    Action::post("Delete this plan", format!("plans/{id}/delete"))
        .danger("Delete this plan? It cannot be brought back here.")
}

fn keep_or_not(id: &str, first: Action) -> Vec<Action> {
    let is_change = matches!(&first, Action::Go { .. });
    let mut actions = vec![first];
    actions.extend((!is_change).then(|| change(id)));
    actions.push(deletion(id));
    actions
}

/// Returns what a field of the request is called on the form.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "home" => "Where you start",
        "end" => "Where you end",
        "from" => "First day",
        "to" => "Last day",
        "venues" => "Venues",
        "anchors" => "Shows that stand already",
        "must_play" => "Venues that must be played",
        "must_not" => "Venues that must not be played",
        "currency" => "Currency",
        _ => return None,
    })
}

/// Says how the venues changed since, if they did.
pub(super) fn changed_notice(plan: &Plan, changed: &ChangedVenues) -> Option<Notice> {
    let mut details = Vec::new();
    if !changed.deleted.is_empty() {
        details.push(format!("No longer in your list: {}.", some(&changed.deleted)));
    }
    if !changed.changed.is_empty() {
        details.push(format!("Changed in your list: {}.", some(&changed.changed)));
    }
    let inputs = &plan.kept.data.inputs;
    let gone = inputs.venues_planned.map_or(0, |planned| inputs.venues_asked.saturating_sub(planned));
    if gone > 0 {
        let were = if gone == 1 { "was" } else { "were" };
        details.push(format!(
            "{} {were} deleted before the tour was planned and could not be chosen.",
            counted(gone, "venue")
        ));
    }
    let text = "Your venue list is not the one that this tour was asked for with. Plan again to take it in.".to_owned();
    (!details.is_empty()).then_some(Notice { kind: NoticeKind::Warning, text, details })
}

fn some(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(SHOWN);
    if more == 0 { shown } else { format!("{shown} and {} more", words::count(more)) }
}

/// Says an amount in words.
pub(super) fn fact_money(label: &str, amount: loadin_domain::Money) -> Fact {
    Fact::new(label, money(amount))
}
