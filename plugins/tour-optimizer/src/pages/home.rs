//! The first page, and the list of plans.

use loadin_guest::{
    Stored,
    collections::Found,
    text,
    ui::{Action, Badge, BadgeTone, Cell, ColumnKind, Empty, Icon, NoticeKind, Page, Paging, Table, page},
};

use super::{
    asked::{change, deletion},
    encoded, money, small, title,
};
use crate::kept::PlanCard;

/// Returns the first page: where one stands and what to do next.
pub(crate) fn home(latest: &[Stored<PlanCard>], states: &[&str], venues: usize) -> Page {
    let start = page(text("home-title"));
    if venues == 0 && latest.is_empty() {
        return start
            .empty(Empty::new(text("home-empty-title"), text("home-empty")).icon(Icon::Van).action(upload_venues()));
    }
    let start = if venues == 0 {
        start.notice(NoticeKind::Warning, text("home-no-venues")).actions([upload_venues()])
    } else {
        start.text(text!("home-choice", venues = venues)).actions([plan_a_tour()])
    };
    if latest.is_empty() {
        return start.empty(no_plans());
    }
    start.table(table("home-latest", latest, states)).actions([Action::go(text("home-all-plans"), "plans")])
}

/// Returns a page of the list of plans; `first` is the number of its first row.
pub(crate) fn plans(found: &Found<PlanCard>, states: &[&str], first: u64) -> Page {
    let start = page(text("plans-title"));
    if found.documents.is_empty() && found.prev.is_none() {
        return start.empty(no_plans());
    }
    let rows = u64::try_from(found.documents.len()).unwrap_or(u64::MAX);
    let at = |cursor: &Option<String>, first: u64| {
        cursor.as_ref().map(|cursor| format!("plans?cursor={}&first={first}", encoded(cursor)))
    };
    let table = table("plans-by-age", &found.documents, states);
    let start = start.actions([plan_a_tour()]);
    if found.prev.is_none() && found.next.is_none() {
        return start.table(table);
    }
    let paging = Paging::new(first, first + rows.saturating_sub(1), None)
        .previous(at(&found.prev, first.saturating_sub(crate::plans::PAGE.into()).max(1)))
        .next(at(&found.next, first + rows));
    start.table(table.paging(paging))
}

/// Returns the link that most people came for.
pub(super) fn plan_a_tour() -> Action {
    Action::go(text("plan-a-tour"), "plans/new").primary().icon(Icon::Plus)
}

/// Returns the link for whoever has no venues yet.
pub(super) fn upload_venues() -> Action {
    Action::go(text("upload-your-venues"), "venues").primary().icon(Icon::Upload)
}

fn no_plans() -> Empty {
    Empty::new(text("plans-empty-title"), text("plans-empty")).icon(Icon::Calendar).action(plan_a_tour())
}

fn table(caption: &str, plans: &[Stored<PlanCard>], states: &[&str]) -> Table {
    let columns = [
        (text("plans-plan"), ColumnKind::Text),
        (text("plans-state"), ColumnKind::Badge),
        (text("plans-first-day"), ColumnKind::Date),
        (text("plans-shows"), ColumnKind::Number),
        (text("left-for-the-band"), ColumnKind::Money),
        (text("on-the-road"), ColumnKind::Distance),
    ];
    let table = Table::new(text(caption), columns.each_ref().map(|(title, kind)| (title.as_str(), *kind))).as_cards();
    plans
        .iter()
        .zip(states)
        .fold(table, |table, (plan, state)| table.row_with(row(plan, state), [change(&plan.id), deletion(&plan.id)]))
}

fn row(plan: &Stored<PlanCard>, state: &str) -> [Cell; 6] {
    let data = &plan.data;
    let first_day = data.request.from.trim().parse::<jiff::civil::Date>().map_or(Cell::Empty, Cell::date);
    let of = |cell: fn(crate::kept::Summary) -> Cell| data.summary.map_or(Cell::Empty, cell);
    [
        Cell::link(title(&data.title), format!("plans/{}", plan.id)),
        state_badge(state).into(),
        first_day,
        of(|summary| small(summary.shows).into()),
        of(|summary| money(summary.net).into()),
        of(|summary| Cell::Km(f64::from(summary.drive_km))),
    ]
}

/// Says where a plan stands.
pub(super) fn state_badge(state: &str) -> Badge {
    let (key, tone) = match state {
        "planned" => ("state-planned", BadgeTone::Good),
        "planning" => ("state-planning", BadgeTone::Accent),
        "interrupted" => ("state-interrupted", BadgeTone::Warning),
        "infeasible" => ("state-infeasible", BadgeTone::Bad),
        "cancelled" => ("state-cancelled", BadgeTone::Plain),
        _ => ("state-failed", BadgeTone::Bad),
    };
    Badge::new(text(key), tone)
}
