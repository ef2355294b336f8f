//! The store of the instance as its operator sees it.
//!
//! Rule: counts and kinds, never contents; the page does not wait for a large store to be counted.

use std::{collections::BTreeMap, time::Duration};

use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use loadin_auth::ask::ViewInstance;
use loadin_storage::{CollectionSurvey, IndexKind, IndexSurvey, PartState, Remedy, Served, SlowQuestion, Survey};
use loadin_types::Timestamp;
use loadin_web::{
    Words,
    pages::{
        self, CollectionOf, CopyOfAll, Counted, Helps, IndexFor, IndexOf, MigratingThing, PluginsThings, ServedBy,
        SlowThing, StoredThings, ThingState,
    },
};

use super::{
    account::{minute_in, zone_of},
    not_kept, page,
};
use crate::{
    App,
    context::Context,
    permit::MayOnInstance,
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
};

/// How long the page waits for the count; it shows the one before, or says that it is under way.
const PATIENCE: Duration = Duration::from_millis(700);
const DAY_US: i64 = 86_400_000_000;

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_show_storage, show_storage)
}

/// Shows the store of the instance: counts, sizes, indexes, slow questions.
#[utoipa::path(get, path = "/admin/storage", operation_id = "show_storage", tag = "pages",
    responses((status = 200, description = "The page")))]
async fn show_storage(
    may: MayOnInstance<ViewInstance>,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    tracing::debug!(person.id = %may.proof.person(), "an operator looks at the store");
    let wish = shell::preferences_of(&app, &principal).await?;
    let (words, zone) = (shell::likes(&context, &wish), zone_of(&wish));
    let survey = app.storage.survey(app.now(), PATIENCE).await?;
    let slow = app.storage.slow_questions();
    let view = StoredThings {
        counted: survey.as_deref().map(|survey| counted(&app, survey, (words, &zone))),
        slow_ms: app.storage.slow_ms(),
        slow: slow.into_iter().map(|slow| slow_thing(&app, slow, (words, &zone))).collect(),
    };
    let shell = shell::of_nowhere(&app, &principal, words).await?;
    Ok(not_kept(page(StatusCode::OK, (pages::stored_things(&view, &shell), words), None)))
}

/// Returns what a plugin is called; one that is not installed by its id.
fn name_of(app: &App, id: &str, words: Words) -> (String, bool) {
    match app.manifests.iter().find(|manifest| manifest.plugin.id.as_str() == id) {
        Some(manifest) => (app.labels().name(manifest, words).into_owned(), true),
        None => (id.to_owned(), false),
    }
}

fn counted(app: &App, survey: &Survey, (words, zone): (Words, &TimeZone)) -> Counted {
    let mut plugins: BTreeMap<&str, Vec<CollectionOf>> = BTreeMap::new();
    for each in &survey.collections {
        plugins.entry(&each.plugin).or_default().push(collection(each));
    }
    let now = app.now();
    let copies = survey.copies.iter().map(|copy| CopyOfAll {
        before: copy.before.clone(),
        made: minute_in(copy.made, zone),
        days: days(copy.made, now),
        bytes: copy.bytes,
    });
    let migrations = survey.migrations.iter().map(|each| MigratingThing {
        plugin: name_of(app, each.plugin.as_str(), words).0,
        collection: each.collection.clone(),
        done: each.done,
        total: each.total,
        began: minute_in(each.began, zone),
    });
    let plugins = plugins.into_iter().map(|(id, collections)| {
        let (name, is_installed) = name_of(app, id, words);
        PluginsThings { name, id: id.to_owned(), is_installed, collections }
    });
    Counted {
        at: minute_in(survey.made, zone),
        database: format!("{} {}", survey.database.kind, survey.database.version),
        bytes: survey.database.bytes,
        free: survey.database.free,
        reusable: survey.database.reusable,
        step: survey.database.step,
        copies: survey.keeps_copies.then(|| copies.collect()),
        migrations: migrations.collect(),
        plugins: plugins.collect(),
    }
}

fn days(then: Timestamp, now: Timestamp) -> u64 {
    u64::try_from((now.micros() - then.micros()) / DAY_US).unwrap_or(0)
}

fn collection(each: &CollectionSurvey) -> CollectionOf {
    let state = each.state();
    let done = each.indexes.iter().find(|index| index.state == state).and_then(|index| index.done);
    CollectionOf {
        name: each.name.clone(),
        version: each.version,
        live: each.live,
        deleted: each.deleted,
        spaces: each.spaces,
        is_estimate: each.is_estimate,
        bytes: each.bytes,
        index_bytes: each.index_bytes,
        state: state_of(state, done),
        indexes: each.indexes.iter().map(index).collect(),
    }
}

fn index(index: &IndexSurvey) -> IndexOf {
    let kind = match index.kind {
        IndexKind::Lookup => IndexFor::Lookup,
        IndexKind::Unique => IndexFor::Unique,
        IndexKind::Aggregate => IndexFor::Aggregate,
        IndexKind::Words => IndexFor::Words,
        IndexKind::Point => IndexFor::Point,
        IndexKind::Lists => IndexFor::Lists,
        IndexKind::Own => IndexFor::Own,
    };
    IndexOf { kind, fields: index.fields.clone(), state: state_of(index.state, index.done), bytes: index.bytes }
}

const fn state_of(state: PartState, done: Option<f64>) -> ThingState {
    match state {
        PartState::Adding => ThingState::Adding,
        PartState::Backfilling => ThingState::Backfilling(done),
        PartState::Indexing => ThingState::Indexing,
        PartState::Ready => ThingState::Ready,
    }
}

fn slow_thing(app: &App, slow: SlowQuestion, (words, zone): (Words, &TimeZone)) -> SlowThing {
    let remedy = match (slow.remedy.declaration(), &slow.remedy) {
        (Some(line), _) => Helps::Declare(line),
        (None, Remedy::Narrow) => Helps::Narrow,
        (None, Remedy::Wait) => Helps::Wait,
        (None, _) => Helps::Less,
    };
    SlowThing {
        plugin: name_of(app, slow.shape.plugin.as_str(), words).0,
        collection: slow.shape.collection.clone(),
        question: slow.shape.to_string(),
        count: slow.count,
        median_ms: in_ms(slow.median_us),
        worst_ms: in_ms(slow.worst_us),
        seen: minute_in(slow.last_seen, zone),
        served: match slow.served {
            Served::Index => ServedBy::Index,
            Served::Sorted => ServedBy::Sorted,
            Served::Order => ServedBy::Order,
            Served::Walk => ServedBy::Walk,
            Served::Unknown => ServedBy::Unknown,
        },
        remedy,
    }
}

/// Returns microseconds in milliseconds, to a tenth.
pub(crate) fn in_ms(us: u64) -> f64 {
    f64::from(u32::try_from(us / 100).unwrap_or(u32::MAX)) / 10.0
}

#[cfg(test)]
mod tests;
