//! The store of the installation, for those who operate it.
//!
//! Rule: counts, sizes, kinds and the names that manifests declare; nothing of what any space keeps.

use std::time::Duration;

use axum::extract::State;
use loadin_auth::ask::ViewInstance;
use loadin_storage::{CollectionSurvey, IndexSurvey, SlowQuestion};
use serde::Serialize;
use utoipa::ToSchema;

use super::time;
use crate::{App, extract::Json, pages::storage::in_ms, permit::MayOnInstance, problem::Problem, routes::Routes};

/// How long an answer waits for the count.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_view_storage, view_storage)
}

/// The store.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StorageView {
    /// When it was counted, RFC 3339 in UTC; `null` while it is counted for the first time.
    counted: Option<String>,
    /// The database; `null` as above.
    database: Option<DatabaseView>,
    /// The collections, by plugin and name.
    collections: Vec<CollectionView>,
    /// The migrations of plugins that are under way.
    migrations: Vec<MigrationView>,
    /// The copies from before changes, the newest first.
    copies: Vec<CopyView>,
    /// What took long.
    slow: SlowView,
}

/// The database as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DatabaseView {
    /// `SQLite` or `PostgreSQL`.
    kind: &'static str,
    /// Its version.
    version: String,
    /// The last step of the core's tables.
    step: u32,
    /// Its size.
    bytes: u64,
    /// Room that is left; `null` where only the database server knows.
    free_bytes: Option<u64>,
    /// Room inside that is used again before it grows; `null` on PostgreSQL.
    reusable_bytes: Option<u64>,
}

/// A collection of a plugin.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CollectionView {
    /// The plugin's id.
    plugin: String,
    /// Whether the plugin is installed now.
    is_installed: bool,
    /// The collection's name.
    name: String,
    /// The version that is declared.
    version: u32,
    /// Documents.
    documents: u64,
    /// Documents that are deleted and can be restored.
    deleted: u64,
    /// Spaces that have documents.
    spaces: u64,
    /// Whether these counts are the database's estimate.
    is_estimate: bool,
    /// What the documents take; `null` where the database does not tell.
    bytes: Option<u64>,
    /// What the indexes take.
    index_bytes: Option<u64>,
    /// `adding`, `backfilling`, `indexing` or `ready`: how far the index is that is least far.
    state: &'static str,
    /// Its indexes.
    indexes: Vec<IndexView>,
}

/// An index of a collection.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IndexView {
    /// `lookup`, `unique`, `aggregate`, `words`, `point`, `lists` or `own`.
    kind: &'static str,
    /// Its fields, in their order.
    fields: Vec<String>,
    /// `adding`, `backfilling`, `indexing` or `ready`.
    state: &'static str,
    /// What is done of the filling, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<f64>,
    /// What it takes.
    bytes: Option<u64>,
}

/// A migration of a plugin's documents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MigrationView {
    /// The plugin's id.
    plugin: String,
    /// Its collection.
    collection: String,
    /// Documents done.
    done: u64,
    /// Documents in all.
    total: u64,
    /// When it began, RFC 3339 in UTC.
    began: String,
}

/// A copy of the database from before a change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CopyView {
    /// Before what.
    before: String,
    /// When it was made, RFC 3339 in UTC.
    made: String,
    /// Its size.
    bytes: u64,
}

/// What took long, as this node of the instance has seen it since it was started.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlowView {
    /// From how many milliseconds on a question is slow.
    threshold_ms: u64,
    /// The questions, those first that took most time in all.
    questions: Vec<SlowQuestionView>,
}

/// Questions of one shape that took long. No value of a filter is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlowQuestionView {
    /// The plugin's id.
    plugin: String,
    /// Its collection.
    collection: String,
    /// `find`, `count` or `aggregate`.
    asked: &'static str,
    /// `mine`, `visible` or `deleted`.
    reach: &'static str,
    /// The filter with `?` for each value; empty without one.
    filter: String,
    /// What is sorted by.
    order: Vec<String>,
    /// What is grouped by.
    by: Vec<String>,
    /// What is told of each group.
    measures: Vec<String>,
    /// How many there were.
    count: u64,
    /// The median of the latest.
    median_ms: f64,
    /// The longest.
    worst_ms: f64,
    /// When the last one was asked, RFC 3339 in UTC.
    last_seen: String,
    /// How the database answers it: `index`, `sorted`, `order`, `walk` or `unknown`.
    served: &'static str,
    /// What helps: `index`, `aggregate`, `narrow`, `less` or `wait`.
    remedy: &'static str,
    /// What to write into the plugin's manifest for the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    declare: Option<String>,
}

/// Tells what the store holds: counts, sizes, indexes and slow questions, never contents.
#[utoipa::path(get, path = "/api/v1/instance/storage", responses((status = 200, body = StorageView)))]
async fn view_storage(may: MayOnInstance<ViewInstance>, State(app): State<App>) -> Result<Json<StorageView>, Problem> {
    tracing::debug!(person.id = %may.proof.person(), "an operator looks at the store");
    let survey = app.storage.survey(app.now(), PATIENCE).await?;
    let slow = SlowView {
        threshold_ms: app.storage.slow_ms(),
        questions: app.storage.slow_questions().into_iter().map(slow).collect(),
    };
    let Some(survey) = survey else {
        let (collections, migrations, copies) = Default::default();
        return Ok(Json(StorageView { counted: None, database: None, collections, migrations, copies, slow }));
    };
    let is_installed = |plugin: &str| app.manifests.iter().any(|manifest| manifest.plugin.id.as_str() == plugin);
    let collections = survey.collections.iter().map(|each| collection(each, is_installed(&each.plugin)));
    let migrations = survey.migrations.iter().map(|each| MigrationView {
        plugin: each.plugin.to_string(),
        collection: each.collection.clone(),
        done: each.done,
        total: each.total,
        began: time(each.began),
    });
    let copies = survey.copies.iter().map(|copy| CopyView {
        before: copy.before.clone(),
        made: time(copy.made),
        bytes: copy.bytes,
    });
    Ok(Json(StorageView {
        counted: Some(time(survey.made)),
        database: Some(DatabaseView {
            kind: survey.database.kind,
            version: survey.database.version.clone(),
            step: survey.database.step,
            bytes: survey.database.bytes,
            free_bytes: survey.database.free,
            reusable_bytes: survey.database.reusable,
        }),
        collections: collections.collect(),
        migrations: migrations.collect(),
        copies: copies.collect(),
        slow,
    }))
}

fn collection(each: &CollectionSurvey, is_installed: bool) -> CollectionView {
    let index = |index: &IndexSurvey| IndexView {
        kind: index.kind.name(),
        fields: index.fields.clone(),
        state: index.state.name(),
        done: index.done,
        bytes: index.bytes,
    };
    CollectionView {
        plugin: each.plugin.clone(),
        is_installed,
        name: each.name.clone(),
        version: each.version,
        documents: each.live,
        deleted: each.deleted,
        spaces: each.spaces,
        is_estimate: each.is_estimate,
        bytes: each.bytes,
        index_bytes: each.index_bytes,
        state: each.state().name(),
        indexes: each.indexes.iter().map(index).collect(),
    }
}

fn slow(slow: SlowQuestion) -> SlowQuestionView {
    SlowQuestionView {
        plugin: slow.shape.plugin.to_string(),
        collection: slow.shape.collection,
        asked: slow.shape.asked.name(),
        reach: slow.shape.reach,
        filter: slow.shape.filter,
        order: slow.shape.order,
        by: slow.shape.by,
        measures: slow.shape.measures,
        count: slow.count,
        median_ms: in_ms(slow.median_us),
        worst_ms: in_ms(slow.worst_us),
        last_seen: time(slow.last_seen),
        served: slow.served.name(),
        remedy: slow.remedy.name(),
        declare: slow.remedy.declaration(),
    }
}
