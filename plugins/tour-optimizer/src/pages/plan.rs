//! The page of a plan, whatever became of it.

use loadin_guest::{
    JobStatus, text,
    ui::{Action, Icon, NavLink, Notice, NoticeKind, Page, Piece, Progress, Section, Tabs, page},
};

use super::{
    asked::{asked, change, deletion, renaming},
    fields, infeasible, ledger, left_out, sentence, title, tour,
};
use crate::{
    kept::{PlanDocument, PlanState, Trouble},
    plans::{ChangedVenues, Live, Plan},
    reply::{PlanReply, Planned},
    wishes::field_of,
};

/// What is wanted of a plan's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Which view of a tour: `money`, `rest` or `wish`; anything else is the tour itself.
    pub(crate) tab: Option<String>,
    /// What the map shows.
    pub(crate) view: Option<String>,
    /// Which page of the venues that are not played, counted from one.
    pub(crate) page: usize,
}

impl Shown {
    /// Returns whether the tour itself is wanted, which alone tells what has changed since.
    pub(crate) fn is_tour(&self) -> bool {
        !matches!(self.tab.as_deref(), Some("money" | "rest" | "wish"))
    }
}

/// Returns the page of a plan; what has changed since is told where the tour itself is shown.
pub(crate) fn plan(plan: &Plan, changed: &ChangedVenues, shown: &Shown) -> Page {
    let (id, data) = (plan.kept.id.as_str(), &plan.kept.data);
    let start = page(title(&data.title)).up(text("plans-title"), "plans");
    match (&plan.live, &data.outcome) {
        (Live::Running(status), _) => running(start, id, data, status),
        (Live::Ended(_), Some(PlanReply::Planned(planned))) => planned_page(start, plan, planned, changed, shown),
        (Live::Ended(_), Some(PlanReply::Infeasible(answer))) => {
            infeasible::infeasible(start, plan, answer, shown.page)
        }
        (Live::Ended(PlanState::Cancelled), None) => {
            unfinished(start.notice(NoticeKind::Info, text("plan-stopped")), plan)
        }
        (Live::Interrupted | Live::Ended(PlanState::Planning), _) => {
            unfinished(start.notice(NoticeKind::Warning, text("plan-interrupted")), plan)
        }
        (Live::Broken(_) | Live::Ended(_), _) => failed(start, plan),
    }
}

fn planned_page(start: Page, plan: &Plan, planned: &Planned, changed: &ChangedVenues, shown: &Shown) -> Page {
    let id = plan.kept.id.as_str();
    let tab = shown.tab.as_deref().unwrap_or_default();
    let left_out = plan.kept.data.left_out.as_ref();
    let start = start.piece(tabs(plan, planned, shown));
    match tab {
        "money" => ledger::ledger(start, planned),
        "rest" => left_out::rest(start, planned, left_out, &left_out::Turned { id, page: shown.page }),
        "wish" => {
            start.section(asked(&plan.kept.data)).section(renaming(plan)).actions([change(id).primary(), deletion(id)])
        }
        _ => tour::tour(start, plan, planned, changed, shown.view.as_deref()),
    }
}

/// Returns the views of a tour; without money, say, there is still its tab, so that nobody has to search.
fn tabs(plan: &Plan, planned: &Planned, shown: &Shown) -> Tabs {
    let id = &plan.kept.id;
    let rest = left_out::total(&planned.plan.dropped, plan.kept.data.left_out.as_ref());
    let at = |key: &str, name: &str| {
        NavLink::new(text(key), format!("plans/{id}?tab={name}")).current_if(shown.tab.as_deref() == Some(name))
    };
    let links = [
        NavLink::new(text("tab-tour"), format!("plans/{id}")).current_if(shown.is_tour()),
        at("tab-money", "money"),
        at("tab-rest", "rest").count(u64::try_from(rest).unwrap_or(u64::MAX)),
        at("tab-wish", "wish"),
    ];
    Tabs { label: text("tabs"), links: links.into() }
}

fn running(start: Page, id: &str, data: &PlanDocument, status: &JobStatus) -> Page {
    let (done, total) = (status.done, status.total);
    let progress = Progress { job: data.job.clone(), done, total, message: sentence(&status.message) };
    start
        .progress(progress)
        .text(text("plan-you-can-leave"))
        .actions([Action::post(text("plan-stop"), format!("plans/{id}/cancel")).danger(text("plan-stop-question"))])
        .section(asked(data))
}

fn unfinished(start: Page, plan: &Plan) -> Page {
    let id = plan.kept.id.as_str();
    let again = Action::post(text("plan-again"), format!("plans/{id}/again")).primary();
    let actions = if plan.kept.data.inputs.is_sent_list {
        vec![change(id).primary(), deletion(id)]
    } else {
        vec![again, change(id), deletion(id)]
    };
    start.actions(actions).section(asked(&plan.kept.data)).section(renaming(plan))
}

fn failed(start: Page, plan: &Plan) -> Page {
    let nothing = Trouble::new(text("plan-failed-unsaid"));
    let trouble = plan.failure().unwrap_or(&nothing);
    let details = trouble.errors.iter().map(|fault| match fields::label(field_of(&fault.pointer)) {
        Some(label) => format!("{label}: {}", sentence(&fault.detail)),
        None => sentence(&fault.detail),
    });
    let details: Vec<String> = details.take(20).collect();
    let said = match details.as_slice() {
        [] => text!("plan-failed", why = sentence(&trouble.detail)),
        _ => text("plan-failed-as-asked"),
    };
    let (id, data) = (plan.kept.id.as_str(), &plan.kept.data);
    let again = Action::post(text("plan-again"), format!("plans/{id}/again"));
    let mut actions = vec![change(id).primary()];
    actions.extend((!data.inputs.is_sent_list).then_some(again));
    actions.extend(trouble.errors.iter().any(|fault| field_of(&fault.pointer) == "venues").then(to_venues));
    actions.push(deletion(id));
    start
        .piece(Notice { kind: NoticeKind::Problem, text: said, details })
        .actions(actions)
        .section(asked(data))
        .section(renaming(plan))
}

fn to_venues() -> Action {
    Action::go(text("plan-to-venues"), "venues").icon(Icon::Pin)
}

/// Puts a title that was refused back into the page's form.
pub(crate) fn with_wrong_title(mut page: Page, typed: &str, detail: &str) -> Page {
    fn put(section: &mut Section, typed: &str, detail: &str) {
        for piece in &mut section.pieces {
            let Piece::Form(form) = piece else { continue };
            section.is_folded = false;
            for field in form.fields.iter_mut().filter(|field| field.name == "plan_title") {
                field.value = Some(typed.to_owned());
                field.error = Some(sentence(detail));
            }
        }
    }
    for piece in &mut page.pieces {
        if let Piece::Section(section) = piece {
            put(section, typed, detail);
        }
    }
    page
}

/// Says how the venues changed since, if they did.
pub(super) fn changed_notice(plan: &Plan, changed: &ChangedVenues) -> Option<Notice> {
    let mut details = Vec::new();
    if !changed.deleted.is_empty() {
        details.push(text!("changed-deleted", venues = some(&changed.deleted)));
    }
    if !changed.changed.is_empty() {
        details.push(text!("changed-changed", venues = some(&changed.changed)));
    }
    let inputs = &plan.kept.data.inputs;
    let gone = inputs.venues_planned.map_or(0, |planned| inputs.venues_asked.saturating_sub(planned));
    if gone > 0 {
        details.push(text!("changed-gone", venues = gone));
    }
    (!details.is_empty()).then(|| Notice { kind: NoticeKind::Warning, text: text("changed"), details })
}

fn some(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => text!("and-more-names", names = shown, more = more),
    }
}
