//! What finding out the caller costs: `cargo bench -p loadin-auth --bench session`.
//!
//! Rule: measured over a database on the disk with as many sessions as a busy installation has; the budget for one session
//! look-up is 150 µs at the median.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use loadin_auth::{
    Access, Accounts, Costs, Credentials, FirstRun, HashQueue, Key, MemoryThrottle, Passwords, Pepper, Policy, Secret,
    Snapshot, SpaceName, Visitor, ask,
};
use loadin_storage::{Storage, StoreSettings, sessions};
use loadin_types::{
    SessionId, Timestamp,
    people::{SpaceKind, TokenHash},
    ports::{Clock, Entropy},
};

const SESSIONS: u64 = 5_000;
const LOOK_UPS: usize = 3_000;

#[derive(Debug)]
struct System;

impl Clock for System {
    fn now_ms(&self) -> u64 {
        u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(0)
    }

    fn monotonic_ns(&self) -> u64 {
        self.now_ms() * 1_000_000
    }
}

/// Not random at all: this database is thrown away.
#[derive(Debug, Default)]
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        bytes.iter_mut().zip(number.to_be_bytes().into_iter().cycle()).for_each(|(byte, random)| *byte = random);
    }
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
async fn house(folder: &std::path::Path) -> (Access, String, Storage) {
    let (clock, entropy) = (Arc::new(System), Arc::new(Counter::default()));
    let now = Timestamp::from_millis(clock.now_ms());
    let settings = StoreSettings { folder: folder.to_owned(), max_bytes: None };
    let storage = Storage::open(&settings, now).await.unwrap();
    let costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };
    let passwords = Passwords::new(costs, Pepper::new(Key::new([1; 32])), vec![], &*entropy).unwrap();
    let queue = HashQueue::start(passwords, Arc::clone(&clock) as _, Arc::clone(&entropy) as _).unwrap();
    let throttle = Arc::new(MemoryThrottle::default());
    let accounts = Accounts::new(storage.clone(), queue, throttle, Arc::clone(&clock) as _, entropy);
    let snapshot = Snapshot::compile(&Policy::load(&[], &[]).await.unwrap());
    let access = Access::new(storage.clone(), clock, snapshot);
    let token = accounts.offer_setup().await.unwrap().unwrap();
    let wish = FirstRun {
        token: token.expose(),
        login: "anna",
        display_name: "Anna",
        password: Secret::new("quartz llama teapot".into()),
        space_name: "The Foundry",
        slug: "foundry".parse().unwrap(),
        kind: SpaceKind::Venue,
    };
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let from = Visitor { address, user_agent: "bench", cookie: None, known_browser: None };
    let first = accounts.set_up(wish, from).await.unwrap();
    (access, first.session.cookie.expose().to_owned(), storage)
}

#[expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench is run by hand and prints its figures")]
fn main() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (access, cookie, storage) = house(folder.path()).await;
        let now = Timestamp::from_millis(System.now_ms());
        let fill = storage.write(move |tx| {
            Box::pin(async move {
                for number in 0..SESSIONS {
                    let mut hash = [0; 32];
                    hash.iter_mut()
                        .zip(number.wrapping_mul(0x9e37_79b9).to_be_bytes())
                        .for_each(|(to, from)| *to = from);
                    let new = sessions::NewSession {
                        id: SessionId::from_parts(number, &[0; 10]),
                        token: TokenHash(hash),
                        person: None,
                        csrf_id: [0; 16],
                        idle_until: now.after(Duration::from_secs(3_600)),
                        ends: now.after(Duration::from_secs(3_600)),
                        user_agent: String::new(),
                    };
                    sessions::create(tx, &new, now).await?;
                }
                Ok::<_, loadin_storage::StoreError>(())
            })
        });
        fill.await.unwrap();
        let space = SpaceName::read("foundry").unwrap();
        let (mut look_ups, mut decisions) = (Vec::new(), Vec::new());
        for _ in 0..LOOK_UPS {
            let begun = Instant::now();
            let principal = access.principal(Credentials::Cookie(&cookie)).await.unwrap();
            look_ups.push(begun.elapsed());
            let begun = Instant::now();
            access.authorise::<ask::ListMembers>(&principal, &space).await.unwrap();
            decisions.push(begun.elapsed());
        }
        for (what, mut times) in [("session look-up", look_ups), ("space, membership and permission", decisions)] {
            times.sort_unstable();
            let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
            println!("{what}: p50 {:?}, p95 {:?} over {SESSIONS} sessions", at(50), at(95));
        }
    });
}
