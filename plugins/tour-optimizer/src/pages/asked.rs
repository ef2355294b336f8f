//! What was asked for, as it was typed; calling a plan something else; deleting it.

use loadin_guest::{
    text,
    ui::{Action, Cell, Fact, Field, Form, Icon, Section, section},
};

use super::title;
use crate::{kept::PlanDocument, plans::Plan};

/// Says what was asked for.
pub(super) fn asked(data: &PlanDocument) -> Section {
    let request = &data.request;
    let mut facts = vec![Fact::new(text("asked-start"), title(&request.home))];
    facts.extend(request.end.as_ref().map(|end| Fact::new(text("asked-end"), title(end))));
    for (key, day) in [("asked-first-day", &request.from), ("asked-last-day", &request.to)] {
        let date = day.trim().parse::<jiff::civil::Date>();
        facts.push(Fact::new(text(key), date.map_or_else(|_| Cell::Text(title(day)), Cell::date)));
    }
    facts.push(Fact::new(text("asked-people"), request.people));
    facts.push(Fact::new(text("asked-drive-a-day"), minutes(request.max_drive_hours_per_day)));
    facts.push(Fact::new(text("asked-drive-a-leg"), minutes(request.max_drive_hours_per_leg)));
    facts.push(Fact::new(text("asked-radius"), Cell::Km(f64::from(request.radius_km))));
    let lists = [
        ("asked-anchors", &request.anchors),
        ("asked-must", &request.must_play),
        ("asked-must-not", &request.must_not),
    ];
    facts.extend(
        lists.into_iter().filter(|(_, entries)| !entries.is_empty()).map(|(key, entries)| listed(key, entries)),
    );
    section(text("asked-title")).facts(facts)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be at most 240 hours")]
fn minutes(hours: f64) -> Cell {
    Cell::Minutes((hours * 60.0).round() as u32)
}

fn listed(key: &str, entries: &[String]) -> Fact {
    let said: String = entries.join("; ").chars().take(1_000).collect();
    Fact::new(text(key), said)
}

/// Returns the form that gives a plan another name.
pub(super) fn renaming(plan: &Plan) -> Section {
    let form = Form::new("rename", format!("plans/{}/title", plan.kept.id), text("rename"))
        .field(Field::text("plan_title", text("field-title")).value(&plan.kept.data.title).required())
        .field(Field::hidden("version", plan.kept.version.to_string()));
    section(text("rename")).folded().form(form)
}

/// Returns the address of the form that starts from a plan.
pub(super) fn again_with(id: &str) -> String {
    format!("plans/new?from={id}")
}

/// Returns the link to the form that starts from a plan.
pub(super) fn change(id: &str) -> Action {
    Action::go(text("change-and-plan-again"), again_with(id)).icon(Icon::Edit)
}

/// Returns the button that deletes a plan.
pub(super) fn deletion(id: &str) -> Action {
    Action::post(text("delete-this-plan"), format!("plans/{id}/delete"))
        .danger(text("delete-this-plan-question"))
        .icon(Icon::Trash)
}
