//! Many who write at once, against one connection that commits groups of the same rows; and who reads meanwhile.
//!
//! Rule: the two take turns in one run, so that their ratio holds on a machine that does other things as well.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use loadin_types::{
    DocumentId,
    data::{Query, Reach},
    ports::Collections as _,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    bookings::{CITIES, Dice, member, put, space},
    stores::{Bound, NOW, Store},
    times::Times,
};

const WRITERS: u8 = 64;
const GROUP: usize = 64;
const TURN: Duration = Duration::from_secs(2);
const TURNS: u32 = 3;

/// Writes so for a while; returns inserts a second, and how long each caller waited.
#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
async fn ours(store: &Arc<Store>) -> (f64, Times) {
    let begun = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let (who, mut dice) = (member(number % 5), Dice(u64::from(number)));
                let mut times = Times::default();
                while begun.elapsed() < TURN {
                    let write = put("notes", &dice.note(), None);
                    let asked = Instant::now();
                    store.collections.commit(&who, vec![write]).await.unwrap();
                    times.add(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Times::default();
    for writer in writers {
        times.extend(writer.await.unwrap());
    }
    (rate(times.len(), begun), times)
}

#[expect(clippy::cast_precision_loss, reason = "a rate needs no more")]
fn rate(count: usize, since: Instant) -> f64 {
    count as f64 / since.elapsed().as_secs_f64()
}

/// One connection, groups of 64 rows like ours, one commit each.
async fn by_hand(store: &Store, dice: &mut Dice) -> f64 {
    let sql = store.hand.sql(
        "INSERT INTO c2_notes (id, space, visibility, doc, version, schema, created_at, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    let (begun, mut count) = (Instant::now(), 0);
    while begun.elapsed() < TURN {
        let rows: Vec<Vec<Bound>> = (0..GROUP)
            .map(|_| {
                let mut random = [0; 10];
                random.iter_mut().for_each(|byte| *byte = u8::try_from(dice.roll(256)).unwrap_or(0));
                let id = DocumentId::from_parts(1_800_000_000_000, &random);
                let space = space(u8::try_from(dice.roll(5)).unwrap_or(0));
                let (id, space) = (Uuid::from_bytes(id.bytes()), Uuid::from_bytes(space.bytes()));
                let now = Bound::Whole(NOW.micros());
                let doc = Bound::Text(dice.note().to_string());
                let one = || Bound::Whole(1);
                vec![Bound::Id(id), Bound::Id(space), Bound::Whole(0), doc, one(), one(), now.clone(), now]
            })
            .collect();
        store.hand.insert(&sql, &rows).await;
        count += rows.len();
    }
    rate(count, begun)
}

/// Reads until it is told to stop: a document, then a page.
#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
async fn read(store: Arc<Store>, ids: Arc<[DocumentId]>, stop: Arc<AtomicBool>) -> Times {
    let (who, mut dice, mut times) = (member(0), Dice(5), Times::default());
    while !stop.load(Ordering::Relaxed) {
        let id = ids[usize::try_from(dice.roll(ids.len() as u64)).unwrap()];
        let filter = json!({"field": "city", "op": "eq", "value": format!("City {}", dice.roll(CITIES))});
        let query = Query {
            reach: Reach::Mine,
            filter: Some(filter.to_string()),
            order_by: vec!["on".to_owned()],
            fields: Vec::new(),
            limit: 50,
            cursor: None,
        };
        let begun = Instant::now();
        store.collections.get(&who, "bookings", &[id]).await.unwrap();
        times.add(begun.elapsed());
        let begun = Instant::now();
        store.collections.find(&who, "bookings", &query).await.unwrap();
        times.add(begun.elapsed());
    }
    times
}

/// Measures writers, the same by hand, and readers beside the writers.
#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
pub(crate) async fn measure(
    store: &Arc<Store>,
    ids: &[DocumentId],
    out: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let mut dice = Dice(3);
    let (mut own, mut hand, mut waits) = (0.0, 0.0, Times::default());
    for _ in 0..TURNS {
        hand += by_hand(store, &mut dice).await / f64::from(TURNS);
        let (rate, times) = ours(store).await;
        own += rate / f64::from(TURNS);
        waits.extend(times);
    }
    let ratio = own / hand * 100.0;
    let verdict = if own >= 2_000.0 || ratio >= 70.0 { "met" } else { "MISSED" };
    writeln!(
        out,
        "64 writers, one document a commit              {own:.0}/s  one connection, groups of 64 by hand {hand:.0}/s \
         ({ratio:.0} %)  bar 2000/s or 70 %: {verdict}; a writer waits p50 {:.1}, p95 {:.1} ms",
        waits.share(50).as_secs_f64() * 1e3,
        waits.share(95).as_secs_f64() * 1e3
    )?;
    let (stop, ids): (_, Arc<[DocumentId]>) = (Arc::new(AtomicBool::new(false)), ids.into());
    let reader = tokio::spawn(read(Arc::clone(store), ids, Arc::clone(&stop)));
    let (rate, _) = ours(store).await;
    stop.store(true, Ordering::Relaxed);
    let mut reads = reader.await.unwrap();
    let (p50, p95) = (reads.share(50).as_secs_f64() * 1e3, reads.share(95).as_secs_f64() * 1e3);
    let verdict = if p95 <= 10.0 { "met" } else { "MISSED" };
    writeln!(
        out,
        "reads beside 64 writers ({rate:.0}/s)                p50 {p50:>7.3}  p95 {p95:>7.3} ms, {} reads  bar p95 10: {verdict}",
        reads.len()
    )
}
