//! Random histories and random questions against `sdk/query`'s memory: the same answers, word for word.
//!
//! `LOADIN_MODEL_STEPS` says how many steps a run has (600 without it; 100,000 is the long form), `LOADIN_MODEL_SEED` where
//! the dice begin.

use std::{fs, sync::Arc};

use loadin_query::{
    Definition, Schema, Shape,
    aggregate::{Accumulated, Answer},
    memory::{self, Asked, Change, Kept, Memory, Refusal, Standing, Viewer},
};
use loadin_types::{
    DocumentId, PluginError, PrincipalKind,
    data::{self, DataContext, Document, Query, Reach, Visibility, Write, Written},
    ports::Collections as _,
};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

use super::{member, stranger, tools, visitor};
use crate::{
    collections::{Collections, commit},
    testing::{TestStore, space_id},
};

const MANIFEST: &str = r#"
[plugin]
id = "org.example.book"
name = "Book"
version = "1.0.0"
api = "0.1"

[collections.holds]
schema = "holds.json"
version = 1
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { at = "date-time", city = "text", fee = "number", on = "date", open = "boolean", rank = "integer", tags = "text-list", room = "ref", owner = "ref", after = "ref" }
indexes = [["city", "rank"], ["on"], ["fee"], ["rank"]]
unique = [["on", "rank"]]
aggregates = [{ by = ["city"], measures = ["rank", "fee"] }]
text = ["name", "note"]
point = "place"
references = { room = { to = "rooms", on_delete = "restrict" }, owner = { to = "rooms", on_delete = "cascade" }, after = { to = "holds", on_delete = "set-null" } }

[collections.rooms]
schema = "rooms.json"
version = 1
visibility = ["instance", "space"]
read = "public"
write = "public"
fields = { city = "text" }
unique = [["city"]]
"#;

/// Dice that fall the same way again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // Numbers of Knuth's MMIX; the upper half is random enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn is_one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.roll(all.len() as u64)).unwrap()]
    }

    fn word(&mut self, all: &[&'static str]) -> &'static str {
        let word: &&'static str = self.of(all);
        word
    }

    fn id(&mut self, collection: &str) -> DocumentId {
        let (offset, count) = if collection == "holds" { (0, 40) } else { (100, 6) };
        let number = u8::try_from(offset + self.roll(count)).unwrap();
        DocumentId::from_parts(1_000 + u64::from(number), &[number; 10])
    }

    fn city(&mut self) -> &'static str {
        self.word(&["Hull", "Hull ", "hull", "York", "Élan", "\u{10ffff}", "", "Leeds"])
    }

    fn day(&mut self) -> String {
        format!("2027-{:02}-{:02}", 1 + self.roll(12), 1 + self.roll(28))
    }

    fn instant(&mut self) -> String {
        format!("{}T{:02}:{:02}:00+0{}:00", self.day(), self.roll(24), self.roll(60), self.roll(3))
    }

    fn fee(&mut self) -> Value {
        self.of(&[json!(0), json!(-0.0), json!(0.5), json!(12.25), json!(-3), json!(1e16), json!(1.5e-7)]).clone()
    }

    fn rank(&mut self) -> Value {
        self.of(&[json!(1), json!(2), json!(3), json!(-4), json!(9_007_199_254_740_991_i64)]).clone()
    }

    fn words(&mut self) -> String {
        let words = ["Dark", "room", "café", "LOUD", "small", "o'neil", "2027", "дом"];
        (0..self.roll(5)).map(|_| *self.of(&words)).collect::<Vec<_>>().join(" ")
    }

    fn hold(&mut self) -> Value {
        let mut hold = json!({"city": self.city(), "rank": self.rank(), "fee": self.fee(), "on": self.day()});
        let object = hold.as_object_mut().unwrap();
        let mut maybe = |name: &str, is_there: bool, value: Value| {
            if is_there {
                object.insert(name.to_owned(), value);
            }
        };
        maybe("at", !self.is_one_in(3), self.instant().into());
        maybe("open", !self.is_one_in(3), self.is_one_in(2).into());
        let tags: Vec<&str> = (0..self.roll(3)).map(|_| self.word(&["loud", "small", "ö"])).collect();
        maybe("tags", self.is_one_in(2), json!(tags));
        maybe("name", self.is_one_in(2), self.words().into());
        maybe("note", self.is_one_in(2), self.words().into());
        let (lat, lon) = (self.roll(180) as f64 - 90.0, self.roll(360) as f64 - 180.0);
        maybe("place", self.is_one_in(2), json!({"lat": lat, "lon": lon}));
        for field in ["room", "owner"] {
            maybe(field, self.is_one_in(6), self.id("rooms").to_string().into());
        }
        maybe("after", self.is_one_in(4), self.id("holds").to_string().into());
        maybe("rank", self.is_one_in(40), json!("first"));
        hold
    }

    fn leaf(&mut self) -> Value {
        let op = self.word(&["eq", "ne", "lt", "le", "gt", "ge"]);
        let leaf = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
        match self.roll(18) {
            0 => leaf("city", op, self.city().into()),
            1 => leaf("rank", op, self.rank()),
            2 => leaf("fee", op, self.fee()),
            3 => leaf("on", op, self.day().into()),
            4 => leaf("at", op, self.instant().into()),
            5 => leaf("open", self.word(&["eq", "ne"]), self.of(&[json!(true), json!(false), Value::Null]).clone()),
            6 => leaf("city", "prefix", self.word(&["H", "h", "", "Él", "\u{10ffff}"]).into()),
            7 => leaf("rank", "in", json!([self.rank(), self.rank(), self.rank()])),
            8 => leaf("tags", "contains", json!(self.word(&["loud", "ö", "none"]))),
            9 => leaf(self.word(&["at", "tags", "name", "open", "room"]), "exists", self.is_one_in(2).into()),
            10 => {
                json!({"text": self.word(&["dark", "ro*", "cafe loud", "\"dark room\"", "ДОМ", "2027 *", "o'neil", "…"])})
            }
            11 => {
                let (lat, lon) = (self.roll(181) as f64 - 90.0, self.roll(361) as f64 - 180.0);
                leaf("place", "within", json!({"lat": lat, "lon": lon, "km": self.roll(12_000)}))
            }
            12 => {
                let (south, west) = (self.roll(100) as f64 - 90.0, self.roll(361) as f64 - 180.0);
                let (north, east) = (south + self.roll(80) as f64, self.roll(361) as f64 - 180.0);
                leaf("place", "box", json!({"south": south, "west": west, "north": north, "east": east}))
            }
            13 => {
                let zone = self.word(&["Europe/Paris", "America/New_York", "UTC", "Nowhere"]);
                leaf("at", "during", json!({"from": self.day(), "to": self.day(), "zone": zone}))
            }
            14 => leaf("on", "between", json!([self.day(), self.day()])),
            15 => leaf("id", self.word(&["eq", "ne", "in", "gt"]), self.id("holds").to_string().into()),
            16 => leaf("room", self.word(&["eq", "ne"]), self.id("rooms").to_string().into()),
            _ => leaf(self.word(&["note", "city", "rank"]), "eq", self.of(&[Value::Null, json!(5)]).clone()),
        }
    }

    fn filter(&mut self, depth: u64) -> Value {
        match self.roll(3 + depth) {
            0 if depth < 4 => json!({"not": self.filter(depth + 1)}),
            1 if depth < 4 => json!({"and": [self.filter(depth + 1), self.filter(depth + 1)]}),
            2 if depth < 4 => json!({"or": [self.filter(depth + 1), self.filter(depth + 1)]}),
            _ => self.leaf(),
        }
    }

    fn some_filter(&mut self) -> Option<String> {
        (!self.is_one_in(4)).then(|| self.filter(0).to_string())
    }

    fn question(&mut self) -> Value {
        let keys = [
            json!("city"),
            json!("open"),
            json!("rank"),
            json!({"field": "on", "bucket": "month"}),
            json!({"field": "on", "bucket": "week"}),
            json!({"field": "at", "bucket": "day"}),
            json!({"field": "at", "bucket": "day", "zone": "Europe/Paris"}),
        ];
        let measures = [
            json!({"op": "count"}),
            json!({"op": "count", "field": "at"}),
            json!({"op": "sum", "field": "rank"}),
            json!({"op": "avg", "field": "rank"}),
            json!({"op": "sum", "field": "fee"}),
            json!({"op": "avg", "field": "fee"}),
            json!({"op": "min", "field": "city"}),
            json!({"op": "max", "field": "at"}),
            json!({"op": "min", "field": "fee"}),
            json!({"op": "percentile", "field": "rank", "at": 0.75}),
        ];
        let mut question = json!({
            "reach": *self.of(&["mine", "visible"]),
            "by": (0..self.roll(3)).map(|_| self.of(&keys).clone()).collect::<Vec<_>>(),
            "measures": (0..=self.roll(4)).map(|_| self.of(&measures).clone()).collect::<Vec<_>>(),
        });
        if self.is_one_in(2) {
            question["filter"] = self.filter(0);
        }
        question
    }
}

fn callers() -> Vec<DataContext> {
    let mut all: Vec<DataContext> = (1..=3).chain(1..=3).map(member).collect();
    all.extend([visitor(1), stranger(1), stranger(2)]);
    all
}

fn viewer(who: &DataContext) -> Viewer {
    let standing = match (who.caller.kind, who.caller.roles.is_empty()) {
        (PrincipalKind::Anonymous, _) => Standing::Stranger,
        (_, true) => Standing::SignedIn,
        (_, false) => Standing::Insider,
    };
    Viewer { space: who.caller.space.to_string(), standing }
}

fn refusal(refusal: Refusal) -> PluginError {
    match refusal {
        Refusal::NotFound => PluginError::NotFound,
        Refusal::Denied(reason) => PluginError::Denied(reason),
        Refusal::Conflict(version) => PluginError::Conflict(version),
        Refusal::Duplicate(constraint) => PluginError::Duplicate(constraint),
        Refusal::Limit(which) => PluginError::Limit(which),
        Refusal::Invalid(mistakes) => commit::invalid(&mistakes),
    }
}

/// What both sides say of a document; times are theirs alone.
type Told = (String, String, Vec<String>, Visibility, u64, Value, bool);

fn told(document: &Document) -> Told {
    (
        document.id.to_string(),
        document.space.to_string(),
        document.parties.iter().map(ToString::to_string).collect(),
        document.visibility,
        document.version,
        serde_json::from_str(&document.data).unwrap(),
        document.deleted.is_some(),
    )
}

fn meant(kept: &Kept) -> Told {
    let parties = kept.parties.iter().cloned().collect();
    let data = Value::Object(kept.data.clone());
    (kept.id.clone(), kept.space.clone(), parties, kept.visibility, kept.version, data, kept.deleted_ms.is_some())
}

struct Pair {
    collections: Collections,
    memory: Memory,
    _plugin: tempfile::TempDir,
}

impl Pair {
    async fn new(store: &TestStore) -> Self {
        let plugin = tempfile::tempdir().unwrap();
        let holds = json!({"type": "object", "required": ["city", "rank", "on", "fee"],
            "properties": {"city": {"type": "string"}, "name": {"type": "string"}, "rank": {"type": "integer"}}});
        fs::write(plugin.path().join("holds.json"), holds.to_string()).unwrap();
        fs::write(plugin.path().join("rooms.json"), r#"{"type":"object","required":["city"]}"#).unwrap();
        let manifest = Manifest::parse(MANIFEST, &plugin.path().join("plugin.toml")).unwrap();
        let shapes = manifest.collections.iter().map(|(name, declared)| {
            let schema = Schema::read(&plugin.path().join(&declared.schema)).unwrap();
            (name.clone(), Arc::new(Shape::new(1, Definition::from(declared), schema).unwrap()))
        });
        let memory = Memory::new(shapes);
        let collections = Collections::open(store.storage.clone(), &[manifest], tools()).await.unwrap();
        Self { collections, memory, _plugin: plugin }
    }

    async fn write(&mut self, dice: &mut Dice, who: &DataContext) {
        let (mut writes, mut changes) = (Vec::new(), Vec::new());
        for _ in 0..=dice.roll(3) {
            let collection = if dice.is_one_in(4) { "rooms" } else { "holds" }.to_owned();
            let (id, expect) = (dice.id(&collection), (!dice.is_one_in(3)).then(|| 1 + dice.roll(3)));
            let kind = dice.roll(10);
            if kind < 6 {
                let visibility = dice.is_one_in(2).then(|| {
                    *dice.of(&[Visibility::Space, Visibility::Parties, Visibility::Instance, Visibility::Public])
                });
                let parties: Vec<_> =
                    dice.is_one_in(3).then(|| space_id(u8::try_from(1 + dice.roll(3)).unwrap())).into_iter().collect();
                let data = if collection == "holds" { dice.hold() } else { json!({"city": dice.city()}) }.to_string();
                let expect = expect.filter(|_| dice.is_one_in(2));
                changes.push(Change::Put(memory::Put {
                    collection: collection.clone(),
                    id: Some(id.to_string()),
                    data: data.clone(),
                    parties: parties.iter().map(ToString::to_string).collect(),
                    visibility,
                    expect_version: expect,
                }));
                let put = data::Put { collection, id: Some(id), data, parties, visibility, expect_version: expect };
                writes.push(Write::Put(put));
                continue;
            }
            let expect = expect.filter(|_| dice.is_one_in(3));
            let meant = memory::Target { collection: collection.clone(), id: id.to_string(), expect_version: expect };
            let target = data::Target { collection, id, expect_version: expect };
            let (change, write) = match kind {
                6 | 7 => (Change::Delete(meant), Write::Delete(target)),
                8 => (Change::Restore(meant), Write::Restore(target)),
                _ => (Change::Purge(meant), Write::Purge(target)),
            };
            changes.push(change);
            writes.push(write);
        }
        let expected = self.memory.commit(&viewer(who), changes, 7, || unreachable!("ids are given"));
        let expected = expected.map_err(refusal).map(|all| all.iter().map(|kept| kept.as_ref().map(meant)).collect());
        let found = self.collections.commit(who, writes.clone()).await;
        let found: Result<Vec<Option<Told>>, PluginError> = found.map(|all| {
            let document = |written: &Written| match written {
                Written::Document(document) => Some(told(document)),
                Written::Done | Written::Job(_) => None,
            };
            all.iter().map(document).collect()
        });
        assert_eq!(found, expected, "{writes:?} by {:?}", who.caller);
    }

    async fn ask(&self, dice: &mut Dice, who: &DataContext) {
        let orders: [&[&str]; 9] = [
            &[],
            &["-id"],
            &["city"],
            &["-city", "rank"],
            &["on", "-fee"],
            &["fee", "on", "id"],
            &["-rank", "-on", "-id"],
            &["$rank"],
            &["note"],
        ];
        let reach = *dice.of(&[Reach::Mine, Reach::Visible, Reach::Deleted]);
        let mut query = Query {
            reach,
            filter: dice.some_filter(),
            order_by: dice.of(&orders).iter().map(|field| (*field).to_owned()).collect(),
            fields: if dice.is_one_in(4) { vec!["city".to_owned()] } else { Vec::new() },
            limit: u32::try_from(1 + dice.roll(6)).unwrap(),
            cursor: None,
        };
        let mut meant_cursor = None;
        for _ in 0..=dice.roll(4) {
            let asked = Asked {
                reach: match reach {
                    Reach::Mine => memory::Reach::Mine,
                    Reach::Visible => memory::Reach::Visible,
                    Reach::Deleted => memory::Reach::Deleted,
                },
                filter: query.filter.clone(),
                order_by: query.order_by.clone(),
                fields: query.fields.clone(),
                limit: query.limit,
                cursor: meant_cursor,
            };
            let found = self.collections.find(who, "holds", &query).await;
            let expected = self.memory.find(&viewer(who), "holds", &asked).map_err(refusal);
            let (Ok(found), Ok(expected)) = (&found, &expected) else {
                assert_eq!(found.as_ref().err(), expected.as_ref().err(), "{query:?} by {:?}", who.caller);
                return;
            };
            let documents: Vec<Told> = found.documents.iter().map(told).collect();
            let all: Vec<Told> = expected.documents.iter().map(meant).collect();
            assert_eq!(documents, all, "{query:?} by {:?}", who.caller);
            let ways = (found.prev.is_some(), found.next.is_some());
            assert_eq!(ways, (expected.prev.is_some(), expected.next.is_some()), "{query:?} by {:?}", who.caller);
            let is_back = dice.is_one_in(3);
            (query.cursor, meant_cursor) = match is_back {
                true => (found.prev.clone(), expected.prev.clone()),
                false => (found.next.clone(), expected.next.clone()),
            };
            if query.cursor.is_none() {
                break;
            }
        }
        let count = self.collections.count(who, "holds", reach, query.filter.as_deref()).await;
        let reach = match reach {
            Reach::Mine => memory::Reach::Mine,
            Reach::Visible => memory::Reach::Visible,
            Reach::Deleted => memory::Reach::Deleted,
        };
        let expected = self.memory.count(&viewer(who), "holds", reach, query.filter.as_deref()).map_err(refusal);
        assert_eq!(count, expected, "{query:?} by {:?}", who.caller);
    }

    async fn group(&self, dice: &mut Dice, who: &DataContext) {
        let question = dice.question().to_string();
        let found = self.collections.aggregate(who, "holds", &question).await;
        let expected = self.memory.aggregate(&viewer(who), "holds", &question).map_err(refusal);
        match (found, expected) {
            (Ok(found), Ok(expected)) => same(&found, &expected, &question),
            (found, expected) => assert_eq!(found.err(), expected.err(), "{question}"),
        }
    }
}

/// Doubles may be added up in another order.
fn same(found: &str, expected: &Answer, question: &str) {
    let found: Value = serde_json::from_str(found).unwrap();
    let meant = expected.json();
    let (found, meant) = (found["groups"].as_array().unwrap(), meant["groups"].as_array().unwrap());
    assert_eq!(found.len(), meant.len(), "{question}");
    for ((found, meant), accumulated) in found.iter().zip(meant).zip(expected.groups.values()) {
        assert_eq!(found["by"], meant["by"], "{question}");
        for (at, accumulated) in accumulated.iter().enumerate() {
            let (found, meant) = (&found["measures"][at], &meant["measures"][at]);
            match accumulated {
                Accumulated::Real(real) => {
                    let off = (found.as_f64().unwrap() - real).abs();
                    assert!(off <= 1e-9 * real.abs().max(1e16), "{question}: {found} for {real}");
                }
                _ => assert_eq!(found, meant, "{question}"),
            }
        }
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().map_or(otherwise, |text| text.parse().unwrap())
}

async fn compare(store: &TestStore) {
    let (steps, mut dice) = (number("LOADIN_MODEL_STEPS", 600), Dice(number("LOADIN_MODEL_SEED", 7)));
    let (mut pair, callers) = (Pair::new(store).await, callers());
    for step in 0..steps {
        let who = dice.of(&callers).clone();
        match dice.roll(5) {
            0 | 1 => pair.write(&mut dice, &who).await,
            2 | 3 => pair.ask(&mut dice, &who).await,
            _ => pair.group(&mut dice, &who).await,
        }
        if step > 0 && step % 20_000 == 0 {
            println!("{step} steps are alike");
        }
    }
}

#[tokio::test]
async fn every_answer_is_the_one_of_the_model() {
    compare(&TestStore::new().await).await;
}
