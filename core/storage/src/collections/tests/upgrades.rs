//! Every released version's database, opened with the present code.
//!
//! Rule: a stored dump is never made again. The next release adds a folder beside it (`docs/guides/add-a-migration.md`).

use std::{fs, path::PathBuf};

use loadin_query::Filter;
use loadin_types::{
    Scope, SessionId, Timestamp, TokenId,
    data::{Query, Reach},
    people::{Distances, Preferences, Role, TokenHash},
    ports::Collections as _,
};
use sea_orm::ConnectionTrait as _;

use super::*;
use crate::{
    PageRequest, Storage, StoreError, memberships, people, preferences,
    sessions::{self, NewSession},
    space_settings::{self, SpaceSetting},
    spaces,
    testing::{NOW, batch, settings},
    tokens::{self, NewToken},
};

const MANIFEST: &str = r#"
[plugin]
id = "org.example.book"
name = "Book"
version = "1.0.0"
api = "0.1"

[collections.venues]
schema = "venues.json"
version = 1
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { city = "text", rank = "integer", fee = "number", open = "boolean", on = "date", at = "date-time", tags = "text-list" }
indexes = [["city"], ["rank"], ["fee"], ["open"], ["at"]]
unique = [["on", "rank"]]
aggregates = [{ by = ["city"], measures = ["fee"] }]
text = ["note"]
point = "place"

[collections.holds]
schema = "holds.json"
version = 1
read = "public"
write = "public"
fields = { venue = "ref" }
references = { venue = { to = "venues", on_delete = "restrict" } }
"#;

fn stored() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/upgrades")
}

async fn open(storage: &Storage) -> Collections {
    let folder = tempfile::tempdir().unwrap();
    let text = json!({"type": "string"});
    let venues = json!({"type": "object", "required": ["city", "rank"], "properties": {
        "city": text, "rank": {"type": "integer"}, "fee": {"type": "number"}, "open": {"type": "boolean"},
        "on": {"type": "string", "format": "date"}, "at": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": text}, "note": text, "place": {"type": "object"}}});
    fs::write(folder.path().join("venues.json"), venues.to_string()).unwrap();
    fs::write(folder.path().join("holds.json"), json!({"type": "object", "properties": {"venue": text}}).to_string())
        .unwrap();
    let manifest = Manifest::parse(MANIFEST, &folder.path().join("plugin.toml")).unwrap();
    let collections = Collections::open(storage.clone(), &[manifest], tools()).await.unwrap();
    collections.settle().await.unwrap();
    collections
}

/// Fills a new database with something of everything.
async fn fill(storage: Storage) {
    let store = TestStore { storage, folder: tempfile::tempdir().unwrap() };
    let ada = store.operator(1).await;
    let (ben, gone) = (store.person(2).await, store.person(3).await);
    let (_, scope) = store.space(1, ada.id).await;
    store.space(2, ben.id).await;
    let later = Timestamp::from_micros(NOW.micros() + 86_400_000_000);
    let fill = batch(move |tx| {
        Box::pin(async move {
            memberships::add(tx, &scope, ben.id, &"member".parse::<Role>().unwrap(), NOW).await.unwrap();
            people::disable(tx, gone.id, NOW).await.unwrap();
            let setting = SpaceSetting { key: "colour".to_owned(), value: json!({"hue": 210}), version: 0 };
            space_settings::put(tx, &scope, setting, NOW).await.unwrap();
            let likes = Preferences {
                language: Some("de".to_owned()),
                distances: Distances::of_unit("km"),
                zone: Some("Europe/Berlin".to_owned()),
            };
            preferences::set(tx, ada.id, &likes).await.unwrap();
            let session = NewSession {
                id: SessionId::from_parts(1, &[1; 10]),
                token: TokenHash([1; 32]),
                person: Some(ada.id),
                csrf_id: [7; 16],
                idle_until: later,
                ends: later,
                user_agent: "Firefox on Linux".to_owned(),
            };
            sessions::create(tx, &session, NOW).await?;
            let token = NewToken {
                id: TokenId::from_parts(1, &[1; 10]),
                token: TokenHash([2; 32]),
                owner: ada.id,
                name: "calendar".to_owned(),
                spaces: vec![space_id(1)],
                scopes: vec!["holds.read".to_owned()],
                expires: later,
            };
            tokens::create(tx, &token, NOW).await?;
            Ok::<_, StoreError>(())
        })
    });
    store.storage.write(fill).await.unwrap();
    let collections = open(&store.storage).await;
    let all = [Visibility::Space, Visibility::Parties, Visibility::Instance, Visibility::Public];
    for rank in 0..12_i64 {
        let on = format!("2027-03-{:02}", rank + 1);
        let city = ["Hull", "Köln", "Łódź"][usize::try_from(rank % 3).unwrap()];
        let (fee, lat) = (12.5 * f64::from(u8::try_from(rank).unwrap()), 50.0 + f64::from(u8::try_from(rank).unwrap()));
        let size = if rank % 4 == 0 { "small" } else { "large" };
        let data = json!({"city": city, "rank": rank, "fee": fee,
            "open": rank % 2 == 0, "on": on, "at": format!("{on}T20:00:00Z"), "tags": ["loud", size],
            "note": format!("Room {rank}: a dark cellar"), "place": {"lat": lat, "lon": -0.3}});
        let visibility = all[usize::try_from(rank % 4).unwrap()];
        let parties = if visibility == Visibility::Parties { vec![space_id(2)] } else { Vec::new() };
        let put = Put { collection: "venues".to_owned(), visibility: Some(visibility), parties, ..hold(&data) };
        let written = collections.commit(&member(1), vec![Write::Put(put)]).await.unwrap();
        let Written::Document(venue) = &written[0] else { panic!("{written:?}") };
        if rank < 3 {
            let put = Put { collection: "holds".to_owned(), ..hold(&json!({"venue": venue.id.to_string()})) };
            collections.commit(&member(1), vec![Write::Put(put)]).await.unwrap();
        }
        if rank == 11 {
            let delete = Target { collection: "venues".to_owned(), id: venue.id, expect_version: None };
            collections.commit(&member(1), vec![Write::Delete(delete)]).await.unwrap();
        }
    }
}

fn asked(reach: Reach, filter: Option<Value>) -> Query {
    Query {
        reach,
        filter: filter.map(|filter| filter.to_string()),
        order_by: Vec::new(),
        fields: Vec::new(),
        limit: 200,
        cursor: None,
    }
}

/// Reads everything back, and asks the questions, as text.
async fn told(storage: &Storage, collections: &Collections) -> Vec<String> {
    let (db, mut told) = (storage.reader(), Vec::new());
    for number in 1..=3 {
        told.push(format!("{:?}", people::by_id(db, person_id(number)).await.unwrap()));
        told.push(people::password_of(db, person_id(number)).await.unwrap().map_or_else(String::new, |hash| hash.phc));
        told.push(format!("{:?}", preferences::of_person(db, person_id(number)).await.unwrap()));
        told.push(format!("{:?}", crate::instance_roles::of_person(db, person_id(number)).await.unwrap()));
        told.push(format!("{:?}", spaces::list_of_person(db, person_id(number)).await.unwrap()));
        told.push(format!("{:?}", tokens::list_of_owner(db, person_id(number)).await.unwrap()));
        told.push(format!("{:?}", sessions::list_of_person(db, person_id(number), NOW).await.unwrap()));
    }
    let scope = Scope::for_auth_only(space_id(1), Some(person_id(1)));
    told.push(format!("{:?}", memberships::list(db, &scope, &PageRequest::default()).await.unwrap()));
    told.push(format!("{:?}", space_settings::list(db, &scope).await.unwrap()));
    told.push(format!("{:?}", tokens::by_hash(db, &TokenHash([2; 32]), NOW).await.unwrap()));
    for (who, collection, query) in [
        (member(1), "venues", asked(Reach::Mine, None)),
        (member(1), "holds", asked(Reach::Mine, None)),
        (member(1), "venues", asked(Reach::Deleted, None)),
        (member(2), "venues", asked(Reach::Visible, None)),
        (stranger(2), "venues", asked(Reach::Visible, None)),
        (member(1), "venues", asked(Reach::Mine, Some(json!({"text": "dark cell*"})))),
        (member(1), "venues", asked(Reach::Mine, Some(json!({"field": "tags", "op": "contains", "value": "small"})))),
        (
            member(1),
            "venues",
            asked(
                Reach::Mine,
                Some(json!({"field": "place", "op": "within", "value": {"lat": 52.0, "lon": -0.3, "km": 150}})),
            ),
        ),
        (member(1), "venues", asked(Reach::Mine, Some(Filter::eq("city", "Łódź").json()))),
        (member(1), "venues", asked(Reach::Mine, Some(Filter::eq("open", true).json()))),
    ] {
        let found = collections.find(&who, collection, &query).await.unwrap();
        let filter = query.filter.clone().unwrap_or_default();
        told.push(format!("{} {:?} {filter}: {}", collection, query.reach, found.documents.len()));
        told.extend(found.documents.iter().map(|document| format!("{document:?}")));
    }
    told
}

/// Returns the tables, columns and indexes, as text.
async fn shape(storage: &Storage) -> Vec<String> {
    let db = storage.reader();
    let listed = match db.dialect() {
        crate::dialect::Dialect::Sqlite => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"
        }
        crate::dialect::Dialect::Postgres => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns \
             WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
             UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE connamespace = 'public'::regnamespace UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
        }
    };
    let rows = db.rows().query_all_raw(db.statement(listed, [])).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Opens a restored database twice, and holds it against what was written and against a new one.
async fn hold_against(reopen: impl AsyncFn() -> Storage, expected: &[String], fresh: &Storage) {
    open(fresh).await;
    let wanted = shape(fresh).await;
    for _ in 0..2 {
        let storage = reopen().await;
        let collections = open(&storage).await;
        let found = told(&storage, &collections).await;
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected);
        }
        assert_eq!(found.len(), expected.len());
        assert_eq!(shape(&storage).await, wanted, "the tables are those of a new database");
        storage.close().await;
    }
}

fn releases() -> Vec<(PathBuf, Vec<String>)> {
    let folders = fs::read_dir(stored()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let read = |folder: PathBuf| {
        let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
        (folder, serde_json::from_str(&expected).unwrap())
    };
    let found: Vec<_> = folders.map(read).collect();
    assert!(!found.is_empty());
    found
}

#[tokio::test]
async fn the_file_of_every_release_opens_and_is_what_it_was() {
    for (stored, expected) in releases() {
        let (folder, fresh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::copy(stored.join("loadin.db"), folder.path().join("loadin.db")).unwrap();
        let fresh = Storage::open(&settings(fresh.path()), NOW).await.unwrap();
        hold_against(async || Storage::open(&settings(folder.path()), NOW).await.unwrap(), &expected, &fresh).await;
    }
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn the_server_of_every_release_opens_and_is_what_it_was() {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

    for (stored, expected) in releases() {
        let (folder, fresh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let Some(url) = crate::trial::new_database(folder.path()).await.unwrap() else { return };
        let mut admin = PgConnection::connect(&url).await.unwrap();
        admin.execute(AssertSqlSafe(fs::read_to_string(stored.join("postgres.sql")).unwrap())).await.unwrap();
        admin.close().await.unwrap();
        let mut server = crate::ServerAddress::parse(&url).unwrap();
        server.connections = 3;
        let fresh = crate::trial::open(fresh.path(), NOW).await.unwrap();
        hold_against(async || Storage::connect(&server, NOW).await.unwrap(), &expected, &fresh).await;
    }
}

/// Run by hand for a release, with a server named: it writes `tests/upgrades/<version>`.
#[cfg(feature = "postgres")]
#[tokio::test]
#[ignore = "writes the dump of a release"]
async fn makes_the_dump_of_this_release() {
    let place = stored().join(env!("CARGO_PKG_VERSION"));
    assert!(!place.exists(), "{} is there: a stored dump is never made again", place.display());
    let folder = tempfile::tempdir().unwrap();
    let url = crate::trial::new_database(folder.path()).await.unwrap().expect("name a server");
    let server = crate::ServerAddress::parse(&url).unwrap();
    fill(Storage::connect(&server, NOW).await.unwrap()).await;
    let dump = std::process::Command::new("pg_dump")
        .args(["--inserts", "--no-owner", "--no-privileges", "--dbname", &url])
        .output()
        .unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    let sql = String::from_utf8(dump.stdout).unwrap();
    let sql: String = sql
        .lines()
        .filter(|line| !line.starts_with('\\') && !line.starts_with("--") && !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    let storage = Storage::open(&settings(folder.path()), NOW).await.unwrap();
    fill(storage.clone()).await;
    let collections = open(&storage).await;
    let expected = told(&storage, &collections).await;
    let there = Storage::connect(&server, NOW).await.unwrap();
    assert_eq!(told(&there, &open(&there).await).await, expected, "both databases hold the same");
    storage.close().await;
    fs::create_dir_all(&place).unwrap();
    let db =
        crate::sqlite::writer(&folder.path().join("loadin.db"), None, crate::sqlite::Durability::Full).await.unwrap();
    let into = place.join("loadin.db");
    db.execute_unprepared(&format!("VACUUM INTO '{}'", into.display())).await.unwrap();
    fs::write(place.join("postgres.sql"), sql).unwrap();
    fs::write(place.join("expected.json"), serde_json::to_string_pretty(&expected).unwrap()).unwrap();
}
