//! The questions that are measured, each through the collections and as the same SQL sent by hand.
//!
//! Rule: the SQL is the text that `Collections` makes; a question that changes there changes here. Both answers are read
//! whole, and must have as many rows.

use std::time::{Duration, Instant};

use loadin_query::{
    Filter,
    earth::{Circle, Point},
};
use loadin_types::{
    DocumentId,
    data::{Query, Reach},
    ports::Collections as _,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    bookings::{CITIES, Dice, member, space},
    stores::{Bound, Shape, Store},
    times::Times,
};

const ROUNDS: usize = 1_000;
const PAGE: u32 = 50;

/// A question, drawn anew each time.
struct Drawn {
    ask: Ask,
    sql: String,
    values: Vec<Bound>,
    shape: Shape,
}

enum Ask {
    Get(DocumentId),
    Find(Query),
    Group(Value),
}

/// What is measured, and the bar in milliseconds: the median, and the slowest of twenty.
struct Case {
    name: &'static str,
    bar: (f64, Option<f64>),
    rounds: usize,
    draw: fn(&Store, &[DocumentId], &mut Dice) -> Drawn,
}

const CASES: [Case; 6] = [
    Case { name: "get by id", bar: (0.3, None), rounds: ROUNDS, draw: get },
    Case { name: "page of 50, filtered and sorted by an index", bar: (1.0, Some(5.0)), rounds: ROUNDS, draw: page },
    Case { name: "groups of 20,000, as declared", bar: (30.0, None), rounds: 200, draw: groups },
    Case { name: "page of 50 with a word, best first", bar: (5.0, None), rounds: ROUNDS, draw: one_word },
    Case { name: "page of 50 with a word and a beginning", bar: (5.0, None), rounds: ROUNDS, draw: two_words },
    Case { name: "page of 50 within 50 km", bar: (5.0, None), rounds: ROUNDS, draw: near },
];

fn columns(store: &Store) -> &'static str {
    if store.hand.is_sqlite() {
        "d.id, d.space, d.visibility, d.version, d.doc, d.created_at, d.updated_at, d.deleted_at, \
         (SELECT group_concat(hex(p.party), ',') FROM c1_bookings_p p WHERE p.id = d.id)"
    } else {
        "d.id, d.space, d.visibility, d.version, d.doc, d.created_at, d.updated_at, d.deleted_at, \
         (SELECT string_agg(replace(p.party::text, '-', ''), ',') FROM c1_bookings_p p WHERE p.id = d.id)"
    }
}

fn own() -> Bound {
    Bound::Id(Uuid::from_bytes(space(0).bytes()))
}

fn find(filter: &Value, order_by: &[&str]) -> Ask {
    Ask::Find(Query {
        reach: Reach::Mine,
        filter: Some(filter.to_string()),
        order_by: order_by.iter().map(|field| (*field).to_owned()).collect(),
        fields: Vec::new(),
        limit: PAGE,
        cursor: None,
    })
}

/// Writes a page of the own space's documents; `rest` is the condition and the order.
fn own_page(store: &Store, more: &str, rest: &str) -> String {
    let columns = columns(store);
    let text =
        format!("SELECT {columns}{more} FROM c1_bookings d WHERE d.deleted_at IS NULL AND d.space = ? AND {rest}");
    store.hand.sql(&text)
}

fn get(store: &Store, ids: &[DocumentId], dice: &mut Dice) -> Drawn {
    let at = usize::try_from(dice.roll(ids.len() as u64)).unwrap_or(0);
    let id = ids.get(at).copied().unwrap_or(DocumentId::from_bytes([0; 16]));
    let text = format!(
        "SELECT {} FROM c1_bookings d WHERE d.deleted_at IS NULL AND (d.space = ? OR d.visibility >= 2 OR d.visibility = 1 \
         AND d.id IN (SELECT p.id FROM c1_bookings_p p WHERE p.party = ?)) AND d.id IN (?)",
        columns(store)
    );
    let values = vec![own(), own(), Bound::Id(Uuid::from_bytes(id.bytes()))];
    Drawn { ask: Ask::Get(id), sql: store.hand.sql(&text), values, shape: Shape::Document }
}

fn page(store: &Store, _: &[DocumentId], dice: &mut Dice) -> Drawn {
    let (city, on) = (format!("City {}", dice.roll(CITIES)), format!("2026-{:02}-01", 1 + dice.roll(12)));
    let (is_there, is_later) =
        (Filter::eq("city", city.as_str()).json(), json!({"field": "on", "op": "ge", "value": on}));
    let rest = "(d.f_city = ? AND d.f_on >= ?) ORDER BY d.f_on ASC, d.id ASC LIMIT ?";
    let values = vec![own(), Bound::Text(city), Bound::Text(on), Bound::Whole(i64::from(PAGE) + 1)];
    let ask = find(&json!({"and": [is_there, is_later]}), &["on"]);
    Drawn { ask, sql: own_page(store, ", d.f_on", rest), values, shape: Shape::Document }
}

fn groups(store: &Store, _: &[DocumentId], _: &mut Dice) -> Drawn {
    let text = "SELECT g.f_city, count(*), CAST(sum(g.f_fee_minor >> 26) AS bigint), \
                CAST(sum(g.f_fee_minor & 67108863) AS bigint), count(g.f_fee_minor) FROM (SELECT d.f_city AS f_city, \
                d.f_fee_minor AS f_fee_minor FROM c1_bookings d WHERE d.deleted_at IS NULL AND d.space = ?) g \
                GROUP BY g.f_city LIMIT ?";
    let measures = json!([{"op": "count"}, {"op": "sum", "field": "fee_minor"}]);
    let ask = Ask::Group(json!({"by": ["city"], "measures": measures}));
    Drawn { ask, sql: store.hand.sql(text), values: vec![own(), Bound::Whole(1_001)], shape: Shape::Group }
}

/// Returns the search as the database reads it, in all searched fields and in the first.
fn search(store: &Store, word: &str, beginning: Option<&str>) -> [String; 2] {
    let space: String = space(0).bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let fts = |columns: &str| {
        let beginning = beginning.map(|begin| format!(" AND {{{columns}}} : \"{begin}\" *")).unwrap_or_default();
        format!("sp : \"s{space}\" AND {{{columns}}} : \"{word}\"{beginning}")
    };
    let ts = |weights: &str| {
        let colon = if weights.is_empty() { "" } else { ":" };
        let either = |begin: &str| format!(" & ('{begin}'{colon}{weights} | '_{begin}'{colon}{weights})");
        let beginning = beginning.map(either).unwrap_or_default();
        format!("'_s{space}' & ('{word}'{colon}{weights}){beginning}")
    };
    if store.hand.is_sqlite() { [fts("t_name t_note"), fts("t_name")] } else { [ts(""), ts("A")] }
}

/// Returns how the own space is tested beside words, and how words are.
fn word_tests(store: &Store) -> (&'static str, &'static str) {
    if store.hand.is_sqlite() {
        ("d.space = ?", "d.rid IN (SELECT rowid FROM c1_bookings_t WHERE c1_bookings_t MATCH ?)")
    } else {
        ("(d.space = ?) IS TRUE", "d.words @@ ?::tsquery")
    }
}

fn one_word(store: &Store, _: &[DocumentId], dice: &mut Dice) -> Drawn {
    let word = dice.word();
    let [all, first] = search(store, &word, None);
    let ((is_own, test), columns) = (word_tests(store), columns(store));
    let rank = format!("CASE WHEN {} THEN 0 ELSE 1 END", test.replace("?::tsquery", "(SELECT ?::tsquery)"));
    let text = format!(
        "SELECT {columns}, {rank} FROM c1_bookings d WHERE d.deleted_at IS NULL AND {is_own} AND {test} \
         ORDER BY {rank} ASC, d.id ASC LIMIT ?"
    );
    let (first, all) = (Bound::Text(first), Bound::Text(all));
    let values = vec![first.clone(), own(), all, first, Bound::Whole(i64::from(PAGE) + 1)];
    let ask = find(&json!({"text": word}), &["$rank"]);
    Drawn { ask, sql: store.hand.sql(&text), values, shape: Shape::Document }
}

fn two_words(store: &Store, _: &[DocumentId], dice: &mut Dice) -> Drawn {
    let (word, beginning) = (dice.word(), dice.word().chars().take(2).collect::<String>());
    let [all, _] = search(store, &word, Some(&beginning));
    let ((is_own, test), columns) = (word_tests(store), columns(store));
    let text = format!(
        "SELECT {columns} FROM c1_bookings d WHERE d.deleted_at IS NULL AND {is_own} AND {test} \
         ORDER BY d.id ASC LIMIT ?"
    );
    let values = vec![own(), Bound::Text(all), Bound::Whole(i64::from(PAGE) + 1)];
    let ask = find(&json!({"text": format!("{word} {beginning}*")}), &[]);
    Drawn { ask, sql: store.hand.sql(&text), values, shape: Shape::Document }
}

fn near(store: &Store, _: &[DocumentId], dice: &mut Dice) -> Drawn {
    let (lat, lon) = dice.place();
    let circle = Circle { centre: Point { lat, lon }, km: 50.0 };
    let ([x, y, z], bounds) = (circle.centre.on_sphere(), circle.bounds());
    let rest = "((d.p_lat >= ? AND d.p_lat <= ? AND d.p_lon >= ? AND d.p_lon <= ?) AND (d.p_x - ?) * (d.p_x - ?) + \
                (d.p_y - ?) * (d.p_y - ?) + (d.p_z - ?) * (d.p_z - ?) <= ?) ORDER BY d.id ASC LIMIT ?";
    let reals = [bounds.south, bounds.north, bounds.west, bounds.east, x, x, y, y, z, z, circle.most()];
    let mut values = vec![own()];
    values.extend(reals.map(Bound::Real));
    values.push(Bound::Whole(i64::from(PAGE) + 1));
    let filter = json!({"field": "place", "op": "within", "value": {"lat": lat, "lon": lon, "km": 50.0}});
    Drawn { ask: find(&filter, &[]), sql: own_page(store, "", rest), values, shape: Shape::Document }
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
async fn ours(store: &Store, ask: &Ask) -> usize {
    let who = member(0);
    match ask {
        Ask::Get(id) => store.collections.get(&who, "bookings", &[*id]).await.unwrap().into_iter().flatten().count(),
        Ask::Find(query) => store.collections.find(&who, "bookings", query).await.unwrap().documents.len(),
        Ask::Group(question) => {
            let answer = store.collections.aggregate(&who, "bookings", &question.to_string()).await.unwrap();
            answer.matches("\"by\"").count()
        }
    }
}

/// Asks every question many times, ours and by hand in turn, and prints how long it took.
pub(crate) async fn measure(store: &Store, ids: &[DocumentId], out: &mut impl std::io::Write) -> std::io::Result<()> {
    for case in &CASES {
        let mut dice = Dice(11);
        let (mut own, mut by_hand) = (Times::default(), Times::default());
        let mut rows = 0;
        for round in 0..case.rounds + case.rounds / 10 {
            let drawn = (case.draw)(store, ids, &mut dice);
            let begun = Instant::now();
            let found = ours(store, &drawn.ask).await;
            let took = begun.elapsed();
            let begun = Instant::now();
            let read = store.hand.read(&drawn.sql, &drawn.values, drawn.shape).await;
            let hand_took = begun.elapsed();
            assert_eq!(found, read.min(if matches!(drawn.ask, Ask::Find(_)) { 50 } else { read }), "{}", case.name);
            // The first tenth warms up.
            if round >= case.rounds / 10 {
                own.add(took);
                by_hand.add(hand_took);
                rows += found;
            }
        }
        report(case, (&mut own, &mut by_hand), rows / case.rounds, out)?;
    }
    Ok(())
}

fn report(
    case: &Case,
    (own, by_hand): (&mut Times, &mut Times),
    rows: usize,
    out: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let (p50, p95, hand) = (ms(own.share(50)), ms(own.share(95)), ms(by_hand.share(50)));
    let (bar, slow) = case.bar;
    let is_met = p50 <= bar && slow.is_none_or(|slow| p95 <= slow);
    let verdict = if is_met { "met" } else { "MISSED" };
    let slow = slow.map(|slow| format!(", p95 {slow}")).unwrap_or_default();
    let added = (p50 / hand - 1.0) * 100.0;
    writeln!(
        out,
        "{:<46} p50 {p50:>7.3}  p95 {p95:>7.3}  by hand {hand:>7.3} ms ({added:+.0} %)  {rows:>3} rows  bar p50 {bar}{slow}: {verdict}",
        case.name
    )
}
