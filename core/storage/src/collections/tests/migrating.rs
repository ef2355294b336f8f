//! A plugin brings its documents to a new version: whole, resumed, refused, and with others writing meanwhile.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use loadin_types::{
    CallError, Chunk, Fault, PluginId,
    data::{Query, Reach},
    ports::Migrator,
};
use sea_orm::ConnectionTrait as _;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::{
    StoreError,
    collections::{MigrateError, Migrated, migrations},
    dialect::Dialect,
};

/// The city is called town, each hold has a size, and nobody else has the same rank in a town.
const SECOND: &str = r#"
schema = "holds.json"
version = 2
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { town = "text", rank = "integer", size = "integer", on = "date", tags = "text-list" }
indexes = [["town"], ["size"]]
unique = [["town", "rank"]]
text = ["note"]
"#;

fn second_schema() -> Value {
    json!({
        "type": "object",
        "required": ["town", "rank", "size"],
        "additionalProperties": false,
        "properties": {
            "town": {"type": "string"},
            "rank": {"type": "integer"},
            "size": {"type": "integer", "maximum": 1_000},
            "fee": {"type": "number"},
            "on": {"type": "string", "format": "date"},
            "open": {"type": "boolean"},
            "note": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    })
}

type Answer = Box<dyn Fn(&Value) -> Result<Option<Value>, CallError> + Send + Sync>;

/// Brings a document at a time, and counts.
struct Hands {
    answer: Answer,
    documents: AtomicUsize,
    /// Called before each chunk but the first.
    between: Mutex<Option<Box<dyn FnMut() + Send>>>,
    /// Leaves the last answer of each chunk out.
    is_short: bool,
}

impl Hands {
    fn new(answer: impl Fn(&Value) -> Result<Option<Value>, CallError> + Send + Sync + 'static) -> Self {
        Self { answer: Box::new(answer), documents: AtomicUsize::new(0), between: Mutex::new(None), is_short: false }
    }

    fn good() -> Self {
        Self::new(|document| Ok(Some(moved(document))))
    }

    fn count(&self) -> usize {
        self.documents.load(Ordering::SeqCst)
    }
}

fn moved(document: &Value) -> Value {
    let mut new = document.clone();
    let object = new.as_object_mut().unwrap();
    let city = object.remove("city").unwrap();
    object.insert("size".into(), json!(city.as_str().unwrap().len()));
    object.insert("tags".into(), json!(["old", city]));
    object.insert("town".into(), city);
    new
}

#[async_trait]
impl Migrator for Hands {
    async fn migrate(&self, plugin: &PluginId, _: SpaceId, chunk: Chunk) -> Result<Vec<Option<String>>, CallError> {
        assert_eq!((plugin.as_str(), chunk.collection.as_str()), ("org.example.book", "holds"));
        if self.count() > 0
            && let Some(between) = self.between.lock().unwrap().as_mut()
        {
            between();
        }
        let mut answers = Vec::new();
        for document in &chunk.documents {
            assert_eq!(document.since, 1);
            self.documents.fetch_add(1, Ordering::SeqCst);
            let new = (self.answer)(&serde_json::from_str(&document.data).unwrap())?;
            answers.push(new.map(|new| new.to_string()));
        }
        if self.is_short {
            answers.pop();
        }
        Ok(answers)
    }
}

impl Shop {
    async fn migrate(&self, hands: &Hands) -> Result<Migrated, MigrateError> {
        self.migrate_with("a", hands).await
    }

    async fn migrate_with(&self, digest: &str, hands: &Hands) -> Result<Migrated, MigrateError> {
        let manifest = manifest(self.plugin.path(), SECOND, &second_schema());
        Collections::migrate(&self.store.storage, &manifest, &self.tools, hands, digest).await
    }

    /// Begins to migrate and panics after about so many documents, as a process that is killed.
    async fn die_after(&self, documents: usize) {
        let stopping = StopAt { hands: Hands::good(), after: documents };
        let second = manifest(self.plugin.path(), SECOND, &second_schema());
        let run = Collections::migrate(&self.store.storage, &second, &self.tools, &stopping, "a");
        assert!(AssertUnwindSafe(run).catch_unwind().await.is_err());
    }

    /// Makes holds of two spaces, with ranks from 0.
    async fn fill(&self, count: i64) -> Vec<Document> {
        let mut all = Vec::new();
        for rank in 0..count {
            let who = member(u8::try_from(rank % 2).unwrap() + 1);
            let on = format!("2027-{:02}-{:02}", 1 + rank / 28 % 12, 1 + rank % 28);
            let data = json!({"city": format!("Town {}", rank % 7), "rank": rank, "on": on, "note": "load-in at noon"});
            all.push(self.put(&who, hold(&data)).await.unwrap());
        }
        all
    }

    /// Returns a digest of everything that the plugin has: each row of each table, and what the registry says.
    async fn digest(&self) -> String {
        let db = self.store.storage.reader();
        let registry = "SELECT id, plugin, name, version, definition, schema FROM collections ORDER BY id";
        let (mut names, mut digest) = (Vec::new(), Sha256::new());
        for row in db.rows().query_all_raw(db.statement(registry, [])).await.unwrap() {
            let (id, name): (i64, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(2).unwrap());
            let (plugin, schema): (String, String) =
                (row.try_get_by_index(1).unwrap(), row.try_get_by_index(5).unwrap());
            digest.update(format!("{id} {plugin} {name} {schema}"));
            names.extend(["", "_p"].map(|table| format!("c{id}_{name}{table}")));
        }
        for table in names {
            let read = match db.dialect() {
                Dialect::Postgres => format!("SELECT t::text FROM {table} t ORDER BY 1"),
                Dialect::Sqlite if table.ends_with("_p") => {
                    format!("SELECT hex(party) || hex(id) FROM {table} ORDER BY 1")
                }
                Dialect::Sqlite => format!(
                    "SELECT hex(id) || hex(space) || visibility || doc || version || schema || created_at || updated_at || \
                     coalesce(deleted_at, '-') || coalesce(hex(created_by), '-') FROM {table} ORDER BY 1"
                ),
            };
            for row in db.rows().query_all_raw(db.statement(&read, [])).await.unwrap() {
                digest.update(row.try_get_by_index::<String>(0).unwrap());
            }
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Opens the collections as the second version has them.
    async fn open_second(&mut self) {
        self.redeclare(SECOND, &second_schema()).await.unwrap();
    }

    async fn count_where(&self, who: &DataContext, filter: &Value) -> u64 {
        self.collections.count(who, "holds", Reach::Mine, Some(&filter.to_string())).await.unwrap()
    }
}

fn fault() -> CallError {
    let plugin = PluginId::try_from("org.example.book".to_owned()).unwrap();
    CallError::Fault { plugin, fault: Fault::Trapped("unreachable".to_owned()) }
}

#[tokio::test]
async fn documents_come_out_in_their_new_form_with_everything_else_as_it_was() {
    let mut shop = Shop::new().await;
    let all = shop.fill(30).await;
    let shared = Put {
        parties: vec![space_id(2)],
        visibility: Some(Visibility::Parties),
        ..hold(&json!({"city": "Hull", "rank": 99}))
    };
    let shared = shop.put(&member(1), shared).await.unwrap();
    let edited = shop.put(&member(1), edit(&all[2], &json!({"city": "York", "rank": 2}))).await.unwrap();
    shop.delete(&member(1), all[0].id, None).await.unwrap();

    let hands = Hands::good();
    let done = shop.migrate(&hands).await.unwrap();
    assert_eq!((done.collections, done.documents, hands.count()), (vec!["holds".to_owned()], 31, 31));
    shop.open_second().await;
    let town = |name: &str| json!({"field": "town", "op": "eq", "value": name});
    let who = member(1);
    assert_eq!(shop.count_where(&who, &town("York")).await, 1);
    assert_eq!(shop.count_where(&who, &json!({"field": "size", "op": "eq", "value": 6})).await, 13);
    assert_eq!(shop.count_where(&who, &json!({"field": "tags", "op": "contains", "value": "Hull"})).await, 1);
    assert_eq!(
        shop.count_where(&who, &json!({"text": "noon"})).await,
        13,
        "the deleted and the edited one say it no more"
    );
    let after = shop.get(&who, edited.id).await.unwrap();
    assert_eq!((after.version, after.created, after.updated), (edited.version, edited.created, edited.updated));
    assert_eq!(after.data, json!({"rank": 2, "size": 4, "tags": ["old", "York"], "town": "York"}).to_string());
    assert_eq!(shop.get(&member(2), shared.id).await.unwrap().version, 1, "a party reads it still");
    let gone = Query { reach: Reach::Deleted, filter: None, order_by: vec![], fields: vec![], limit: 9, cursor: None };
    assert_eq!(shop.collections.find(&who, "holds", &gone).await.unwrap().documents.len(), 1);
    // An edit that was begun before the upgrade is no conflict after it.
    shop.put(&who, edit(&edited, &json!({"town": "York", "rank": 3, "size": 1}))).await.unwrap();
    assert_eq!(shop.migrate(&hands).await.unwrap(), Migrated::default(), "there is nothing left to do");
}

#[tokio::test]
async fn a_failure_leaves_everything_as_it_was_byte_for_byte() {
    let shop = Shop::new().await;
    shop.fill(40).await;
    let before = shop.digest().await;
    let at = |rank: i64, how: fn(&Value) -> Result<Option<Value>, CallError>| {
        Hands::new(move |document| if document["rank"] == rank { how(document) } else { Ok(Some(moved(document))) })
    };
    let trap = shop.migrate(&at(33, |_| Err(fault()))).await.unwrap_err();
    assert!(matches!(&trap, MigrateError::Plugin { .. }), "{trap}");
    assert_eq!(shop.digest().await, before);
    for (hands, said) in [
        (at(33, |_| Ok(Some(json!([])))), "a document is a JSON object"),
        (at(33, |_| Ok(None)), "town"),
        (at(33, |document| Ok(Some(json!({"town": document["city"], "rank": 1, "size": 2_000})))), "/size"),
        (at(33, |document| Ok(Some(json!({"town": document["city"], "rank": 5, "size": 2})))), "share [town, rank]"),
        (Hands { is_short: true, ..Hands::good() }, "was given 20 documents"),
    ] {
        let error = shop.migrate(&hands).await.unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("Town 5"), "{said}: {error}");
        assert_eq!(shop.digest().await, before, "{said}");
    }
    assert_eq!(migrations(shop.store.storage.reader()).await.unwrap(), []);
    let error = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 200}))).await;
    assert!(error.is_ok(), "the version before goes on: {error:?}");
}

#[tokio::test]
async fn a_run_that_died_is_gone_on_with() {
    let shop = Shop::new().await;
    shop.fill(1_200).await;
    shop.die_after(600).await;
    let [progress] = &migrations(shop.store.storage.reader()).await.unwrap()[..] else { panic!("it is under way") };
    assert_eq!((progress.done, progress.total, progress.collection.as_str()), (500, 1_200, "holds"));
    let rest = Hands::good();
    assert_eq!(shop.migrate(&rest).await.unwrap().documents, 700);
    assert_eq!(rest.count(), 700, "only the rest is asked for");
}

/// Panics, as a process that is killed, once so many documents were brought.
struct StopAt {
    hands: Hands,
    after: usize,
}

#[async_trait]
impl Migrator for StopAt {
    async fn migrate(&self, plugin: &PluginId, space: SpaceId, chunk: Chunk) -> Result<Vec<Option<String>>, CallError> {
        assert!(self.hands.count() < self.after, "killed");
        self.hands.migrate(plugin, space, chunk).await
    }
}

#[tokio::test]
async fn another_build_of_the_plugin_begins_anew() {
    let shop = Shop::new().await;
    shop.fill(1_100).await;
    shop.die_after(600).await;
    let rest = Hands::good();
    assert_eq!(shop.migrate_with("b", &rest).await.unwrap().documents, 1_100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_meanwhile_is_brought_along() {
    let mut shop = Shop::new().await;
    let all = shop.fill(700).await;
    // Between two chunks, somebody at the old version changes, deletes, purges and adds.
    let first = [manifest(shop.plugin.path(), HOLDS, &holds_schema())];
    let collections = Collections::open(shop.store.storage.clone(), &first, shop.tools.clone()).await.unwrap();
    let (runtime, ids) = (tokio::runtime::Handle::current(), [all[0].clone(), all[2].clone(), all[4].clone()]);
    let mut is_first = true;
    let hands = Hands::good();
    *hands.between.lock().unwrap() = Some(Box::new(move || {
        if !std::mem::take(&mut is_first) {
            return;
        }
        let writes = async {
            let who = member(1);
            let put = Write::Put(edit(&ids[0], &json!({"city": "York", "rank": 0})));
            let new = Write::Put(hold(&json!({"city": "Leeds", "rank": 5_000})));
            let target =
                |document: &Document| Target { collection: "holds".into(), id: document.id, expect_version: None };
            let (delete, gone) = (Write::Delete(target(&ids[1])), target(&ids[2]));
            collections
                .commit(&who, vec![put, new, delete, Write::Delete(gone.clone()), Write::Purge(gone)])
                .await
                .unwrap();
        };
        tokio::task::block_in_place(|| runtime.block_on(writes));
    }));
    shop.migrate(&hands).await.unwrap();
    shop.open_second().await;
    let (who, town) = (member(1), |name: &str| json!({"field": "town", "op": "eq", "value": name}));
    assert_eq!((shop.count_where(&who, &town("York")).await, shop.count_where(&who, &town("Leeds")).await), (1, 1));
    let whole = shop.collections.count(&who, "holds", Reach::Mine, None).await.unwrap();
    let deleted = shop.collections.count(&who, "holds", Reach::Deleted, None).await.unwrap();
    assert_eq!((whole, deleted), (349, 1));
}

#[tokio::test]
async fn whoever_still_runs_the_version_before_is_told_to_start_again() {
    let mut shop = Shop::new().await;
    shop.fill(3).await;
    shop.migrate(&Hands::good()).await.unwrap();
    // These collections are still those of the version before.
    let told = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 7}))).await.unwrap_err();
    match shop.store.storage.reader().dialect() {
        Dialect::Postgres => {
            assert!(matches!(&told, PluginError::Unavailable(say) if say.contains("start this node again")), "{told}");
        }
        // One process has the file.
        Dialect::Sqlite => assert!(matches!(told, PluginError::Internal(_)), "{told}"),
    }
    shop.open_second().await;
    shop.put(&member(1), hold(&json!({"town": "Hull", "rank": 7, "size": 1}))).await.unwrap();
}

#[tokio::test]
async fn a_copy_that_nobody_goes_on_with_is_taken_away_at_the_next_start() {
    let mut shop = Shop::new().await;
    shop.fill(600).await;
    shop.die_after(100).await;
    shop.redeclare(HOLDS, &holds_schema()).await.unwrap();
    assert_eq!(migrations(shop.store.storage.reader()).await.unwrap(), []);
    let tables = match shop.store.storage.reader().dialect() {
        Dialect::Sqlite => {
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'c%\\_holds' ESCAPE '\\'"
        }
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'c%\\_holds'"
        }
    };
    let db = shop.store.storage.reader();
    let row = db.rows().query_one_raw(db.statement(tables, [])).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 1);
}

/// Prints how fast documents are migrated, and how long a write waits meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: LOADIN_MIGRATE_DOCUMENTS=100000, with --nocapture"]
async fn a_hundred_thousand_documents() {
    let count: i64 = std::env::var("LOADIN_MIGRATE_DOCUMENTS").map_or(10_000, |count| count.parse().unwrap());
    let shop = Shop::new().await;
    for first in (0..count).step_by(500) {
        let writes = (first..(first + 500).min(count)).map(|rank| {
            Write::Put(hold(&json!({"city": format!("Town {}", rank % 997), "rank": rank, "note": "load-in"})))
        });
        shop.collections.commit(&member(1), writes.collect()).await.unwrap();
    }
    let storage = shop.store.storage.clone();
    let longest = Arc::new(AtomicU64::new(0));
    let writer = tokio::spawn({
        let longest = Arc::clone(&longest);
        async move {
            loop {
                let began = Instant::now();
                let write = crate::testing::batch(|tx: &crate::Tx| {
                    Box::pin(async move {
                        tx.rows().execute_unprepared("DELETE FROM epochs WHERE kind = 'none'").await?;
                        Ok::<_, StoreError>(())
                    })
                });
                storage.write(write).await.unwrap();
                longest.fetch_max(u64::try_from(began.elapsed().as_millis()).unwrap(), Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    let began = Instant::now();
    let done = shop.migrate(&Hands::good()).await.unwrap();
    let took = began.elapsed().as_secs_f64();
    writer.abort();
    let (longest, rate) = (longest.load(Ordering::SeqCst), done.documents as f64 / took);
    println!(
        "{} documents migrated in {took:.1} s ({rate:.0}/s); another write waited {longest} ms at most",
        done.documents
    );
    assert_eq!(done.documents, u64::try_from(count).unwrap());
}
