//! The plans of a space: asking for one, looking at it, renaming, stopping and deleting it.
//!
//! Rule: a plan and its job are written in one commit, so there is never one without the other; what is wrong with a
//! request is said before anything is written.

mod exports;
mod live;

use jiff::civil::Date;
use loadin_guest::{
    Arg, Error, FieldError, Invalid, Reply, Request, Stored,
    collections::{Query, commit, start_job},
    host, text,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use exports::{calendar, map_data, table};
pub(crate) use live::{ChangedVenues, Live, Plan};

use crate::{
    jobs::PlanTour,
    kept::{self, Inputs, PLAN_CARDS, PLANS, PlanCard, PlanDocument, PlanState},
    pages,
    planning::{self, Venues},
    request::PlanRequest,
    wishes::{self, Typed, Wish},
};

/// Plans on one page.
pub(crate) const PAGE: u32 = 20;
/// Plans on the first page of all.
const LATEST: u32 = 5;

/// A plan in a list, for programs.
#[derive(Serialize)]
struct CardView {
    id: String,
    version: u64,
    state: &'static str,
    title: String,
    home: String,
    from: String,
    to: String,
    summary: Option<kept::Summary>,
    created_ms: u64,
    updated_ms: u64,
}

/// `GET /`: where one stands and what to do next.
pub(crate) fn home(request: &Request) -> Result<Reply, Error> {
    let venues = kept::venue_count()?;
    let cards = PLAN_CARDS.find(&Query::new().by("-id").limit(LATEST))?.documents;
    let states = live::states(&cards)?;
    if request.wants_page() {
        return pages::shown(request, pages::home(&cards, &states, venues));
    }
    let links = json!({ "plans": "/plans", "venues": "/venues", "import": "/venues/import" });
    let latest: Vec<CardView> = cards.iter().zip(&states).map(|(card, state)| view(card, state)).collect();
    Reply::json(&json!({ "venues": venues, "latest_plans": latest, "links": links }))
}

/// `GET /plans`: the plans, the newest first.
pub(crate) fn list(request: &Request) -> Result<Reply, Error> {
    let query = Query::new().by("-id").limit(PAGE).at(request.query_value("cursor"));
    let found = PLAN_CARDS.find(&query)?;
    let states = live::states(&found.documents)?;
    if request.wants_page() {
        let first = request.query_value("first").and_then(|first| first.parse().ok()).filter(|first| *first > 0);
        return pages::shown(request, pages::plans(&found, &states, first.unwrap_or(1)));
    }
    let plans: Vec<CardView> = found.documents.iter().zip(&states).map(|(card, state)| view(card, state)).collect();
    Reply::json(&json!({ "plans": plans, "next": found.next, "prev": found.prev }))
}

fn view(card: &Stored<PlanCard>, state: &'static str) -> CardView {
    let PlanCard { title, request, summary, .. } = card.data.clone();
    CardView {
        id: card.id.clone(),
        version: card.version,
        state,
        title,
        home: request.home,
        from: request.from,
        to: request.to,
        summary,
        created_ms: card.created_ms,
        updated_ms: card.updated_ms,
    }
}

/// `GET /plans/new`: the form, as it was filled in last, or as the plan `?from=` was asked for.
pub(crate) fn form(request: &Request) -> Result<Reply, Error> {
    let (typed, source) = match request.query_value("from") {
        Some(id) => {
            let plan = PLANS.fetch(&id)?;
            let mut typed = wishes::as_typed(&plan.data.request)?;
            typed.insert("plan_title".to_owned(), plan.data.title.clone());
            (typed, Some((id, plan.data.title)))
        }
        None => (first_values()?, None),
    };
    if !request.wants_page() {
        return Reply::json(&json!({ "fields": typed }));
    }
    let venues = kept::venue_count()?;
    pages::shown(request, pages::ask(&pages::Asking { typed: &typed, errors: &[], venues, source }))
}

/// Returns what was asked last, without what was about single shows, in the currency of the venues.
fn first_values() -> Result<Typed, Error> {
    let mut typed = match kept::last_plan()? {
        Some(last) => wishes::as_typed(&last.data.request)?,
        None => wishes::defaults()?,
    };
    if !typed.contains_key("currency")
        && let Some(currency) = kept::last_import()?.and_then(|import| import.data.currency)
    {
        typed.insert("currency".to_owned(), currency.code().to_owned());
    }
    Ok(typed)
}

/// `POST /plans`: asks for a plan.
pub(crate) fn ask(request: &Request) -> Result<Reply, Error> {
    let Some(form) = request.form() else {
        let wish = wishes::of_json(request)?;
        let venues = venues_for(&wish.request)?;
        planning::check(&wish.request, &venues).map_err(fault)?;
        return start(wish, &venues);
    };
    let (wish, mut faults) = wishes::of_form(form)?;
    let venues = venues_for(&wish.request)?;
    match planning::check(&wish.request, &venues).map_err(fault) {
        Ok(()) if faults.is_empty() => return start(wish, &venues),
        Ok(()) => {}
        Err(Error::Invalid(invalid)) => add(&mut faults, invalid.errors),
        Err(other) => return Err(other),
    }
    if !request.wants_page() {
        return Err(Error::Invalid(Invalid::of(faults)));
    }
    let count = if let Venues::Kept(venues) = &venues { venues.len() } else { 0 };
    let typed = wishes::typed(form);
    let asking = pages::Asking { typed: &typed, errors: &faults, venues: count, source: None };
    Reply::invalid_page(&pages::ask(&asking))
}

/// Adds faults of fields that have none yet: the first one said is the one to fix.
fn add(faults: &mut Vec<FieldError>, more: Vec<FieldError>) {
    let is_named = |fault: &FieldError, known: &[FieldError]| {
        known.iter().any(|known| wishes::field_of(&known.pointer) == wishes::field_of(&fault.pointer))
    };
    let named = faults.clone();
    faults.extend(more.into_iter().filter(|fault| !is_named(fault, &named)));
}

fn venues_for(request: &PlanRequest) -> Result<Venues, Error> {
    if request.venues.is_some() { Ok(Venues::sent(request)) } else { kept::all_venues().map(Venues::Kept) }
}

fn fault(failure: loadin_guest::Failure) -> Error {
    match failure {
        loadin_guest::Failure::GiveUp(error) => error,
        loadin_guest::Failure::Cancelled => Error::Cancelled,
        loadin_guest::Failure::Retry(_) => Error::Unavailable(text("fault-places")),
    }
}

/// Writes the plan and its job.
fn start(wish: Wish, venues: &Venues) -> Result<Reply, Error> {
    let (id, job) = (host::new_id(), host::new_id());
    let Wish { title, mut request } = wish;
    let sent = request.venues.take();
    let inputs = Inputs {
        is_sent_list: sent.is_some(),
        venues_asked: if let Venues::Kept(venues) = venues { venues.len() } else { 0 },
        ..Inputs::default()
    };
    let plan = PlanDocument {
        title: title.unwrap_or_else(|| usual_title(&request)),
        request,
        state: PlanState::Planning,
        job: job.clone(),
        inputs,
        summary: None,
        outcome: None,
        left_out: None,
        failure: None,
    };
    let order = PlanTour { plan: id.clone(), venues: sent };
    let started = commit(vec![PLANS.addition_as(&id, &plan)?, start_job(&job, "plan-tour", &order)?]);
    if let Err(error) = started {
        // A host that could not start the job may have written the plan, which would wait for ever.
        let _nothing_to_delete = PLANS.delete(&id, None);
        return Err(error);
    }
    Reply::accepted(format!("/plans/{id}"), &json!({ "id": id, "job": job, "state": "planning", "version": 1 }))
}

/// Returns what a plan is called when nobody says: `Burlington, VT, 5 Mar to 28 Mar 2027`.
fn usual_title(request: &PlanRequest) -> String {
    let home: String = request.home.trim().chars().take(60).collect();
    match (request.from.trim().parse::<Date>(), request.to.trim().parse::<Date>()) {
        (Ok(from), Ok(to)) => {
            let (from, year) = (Arg::short_date(from), to.year().to_string());
            // It is kept, and looked for with plain blanks.
            text!("usual-title", home = home, from = from, to = Arg::short_date(to), year = year).replace('\u{a0}', " ")
        }
        _ => home,
    }
}

/// `GET /plans/{id}`: how a plan is.
pub(crate) fn show(request: &Request) -> Result<Reply, Error> {
    let plan = Plan::load(request.param("id"))?;
    if request.wants_page() {
        let page = request.query_value("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let wanted = pages::Shown { tab: request.query_value("tab"), view: request.query_value("view"), page };
        let changed = if wanted.is_tour() { plan.changed_venues()? } else { ChangedVenues::default() };
        return pages::shown(request, pages::plan(&plan, &changed, &wanted));
    }
    Reply::json(&plan.view())
}

/// A new title, with the version that was seen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    title: String,
    version: u64,
}

/// `PUT /plans/{id}`: gives a plan another title.
pub(crate) fn rename_json(request: &Request) -> Result<Reply, Error> {
    let Rename { title, version } = request.json()?;
    rename(request.param("id"), &title, "/title", version)?;
    Reply::json(&Plan::load(request.param("id"))?.view())
}

/// `POST /plans/{id}/title`: the same from a form.
pub(crate) fn rename_form(request: &Request) -> Result<Reply, Error> {
    let id = request.param("id");
    let Some(form) = request.form() else { return rename_json(request) };
    let version = form.value("version").parse();
    let version = version.map_err(|_| Error::invalid("/version", text("fault-version")))?;
    match rename(id, form.value("plan_title"), "/plan_title", version) {
        Err(Error::Invalid(invalid)) if request.wants_page() => {
            let plan = Plan::load(id)?;
            // The form stands in the view of what was asked.
            let wanted = pages::Shown { tab: Some("wish".to_owned()), ..pages::Shown::default() };
            let page = pages::plan(&plan, &ChangedVenues::default(), &wanted);
            Reply::invalid_page(&pages::with_wrong_title(page, form.value("plan_title"), &invalid.detail))
        }
        Err(other) => Err(other),
        Ok(()) => Ok(Reply::redirect(format!("/plans/{id}"))),
    }
}

fn rename(id: &str, text: &str, pointer: &str, version: u64) -> Result<(), Error> {
    let title = wishes::title(text, pointer)?.ok_or_else(|| Error::invalid(pointer, text!("fault-no-title")))?;
    let mut plan = PLANS.fetch(id)?;
    if plan.version != version {
        return Err(Error::Conflict(plan.version));
    }
    plan.data.title = title;
    PLANS.save(&plan).map(drop)
}

/// `DELETE /plans/{id}` and `POST /plans/{id}/delete`: deletes a plan; a job that plans it is stopped.
pub(crate) fn delete(request: &Request) -> Result<Reply, Error> {
    let id = request.param("id");
    let plan = PLANS.fetch(id)?;
    PLANS.delete(id, None)?;
    if plan.data.state == PlanState::Planning {
        live::stop(&plan.data.job)?;
    }
    Ok(if request.wants_page() { Reply::redirect("/plans") } else { Reply::done() })
}

/// `POST /plans/{id}/cancel`: stops planning. A plan that is not being planned stays as it is.
pub(crate) fn cancel(request: &Request) -> Result<Reply, Error> {
    let id = request.param("id");
    let plan = PLANS.fetch(id)?;
    if plan.data.state == PlanState::Planning {
        live::stop(&plan.data.job)?;
        live::write_cancelled(plan)?;
    }
    answer(request, id)
}

/// `POST /plans/{id}/again`: plans once more what was asked; what came of it before is replaced.
pub(crate) fn again(request: &Request) -> Result<Reply, Error> {
    let plan = Plan::load(request.param("id"))?;
    if matches!(plan.live, Live::Running(_)) {
        return answer(request, request.param("id"));
    }
    let mut kept = plan.kept;
    if kept.data.inputs.is_sent_list {
        return Err(Error::invalid("/venues", text("fault-list-not-kept")));
    }
    let venues = kept::all_venues()?;
    let job = host::new_id();
    kept.data = PlanDocument {
        state: PlanState::Planning,
        job: job.clone(),
        inputs: Inputs { venues_asked: venues.len(), ..Inputs::default() },
        summary: None,
        outcome: None,
        left_out: None,
        failure: None,
        ..kept.data
    };
    let order = PlanTour { plan: kept.id.clone(), venues: None };
    commit(vec![PLANS.change(&kept)?, start_job(&job, "plan-tour", &order)?])?;
    let (id, version) = (kept.id, kept.version + 1);
    Reply::accepted(format!("/plans/{id}"), &json!({ "id": id, "job": job, "state": "planning", "version": version }))
}

fn answer(request: &Request, id: &str) -> Result<Reply, Error> {
    if request.wants_page() {
        return Ok(Reply::redirect(format!("/plans/{id}")));
    }
    Reply::json(&Plan::load(id)?.view())
}
