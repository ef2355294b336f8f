//! The queue: orders that are kept with their change, fair turns, leases that fence, ends of every kind.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use loadin_types::{Caller, Held, JobState, NewJob, PrincipalKind};

use super::*;
use crate::testing::{NOW, TestStore, space_id};

/// A clock that is moved by hand, and random bytes that are counted.
struct Hand {
    now_ms: AtomicU64,
    count: Mutex<u64>,
}

impl Clock for Hand {
    fn now_ms(&self) -> u64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

impl Entropy for Hand {
    fn fill(&self, bytes: &mut [u8]) {
        let mut count = self.count.lock().unwrap();
        for byte in bytes.chunks_mut(8) {
            *count += 1;
            byte.copy_from_slice(&count.to_be_bytes()[8 - byte.len()..]);
        }
    }
}

struct Bench {
    store: TestStore,
    queue: Queue,
    hand: Arc<Hand>,
}

impl Bench {
    async fn new() -> Self {
        let store = TestStore::new().await;
        let hand = Arc::new(Hand { now_ms: AtomicU64::new(NOW.millis()), count: Mutex::new(0) });
        let queue = Queue::open(store.storage.clone(), hand.clone(), hand.clone()).await.unwrap();
        Self { store, queue, hand }
    }

    fn pass(&self, time: Duration) {
        self.hand.now_ms.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }

    async fn try_order(&self, job: NewJob) -> Result<JobId, PluginError> {
        let mut random = [0; 10];
        self.hand.fill(&mut random);
        let (new_id, now) =
            (JobId::from_parts(self.hand.now_ms(), &random), Timestamp::from_millis(self.hand.now_ms()));
        let ordered = self.store.storage.write(move |tx| Box::pin(async move { order(tx, &job, new_id, now).await }));
        ordered.await.map_err(|error| match error {
            OrderError::Refused(refusal) => refusal,
            OrderError::Storage(error) => panic!("{error}"),
        })
    }

    async fn order(&self, plugin: &str, space: u8) -> JobId {
        self.try_order(job(plugin, space)).await.unwrap()
    }

    /// Takes one job that must be there.
    async fn take(&self) -> Claimed {
        let mut claimed = self.queue.claim(1).await.unwrap();
        claimed.pop().expect("a job is due")
    }

    async fn state(&self, space: u8, job: JobId) -> Option<JobState> {
        self.queue.status(None, space_id(space), job).await.unwrap().map(|status| status.state)
    }

    /// Lets every lease run out. The time of PostgreSQL cannot be moved, so its rows are.
    async fn let_leases_run_out(&self) {
        self.pass(LEASE * 2);
        let old = crate::testing::batch(move |tx: &crate::Tx| {
            Box::pin(async move {
                tx.rows().execute_unprepared("UPDATE jobs SET lease_until = lease_until - 60000000").await?;
                Ok::<_, StoreError>(())
            })
        });
        self.store.storage.write(old).await.unwrap();
    }
}

fn plugin(name: &str) -> PluginId {
    PluginId::try_from(format!("org.example.{name}")).unwrap()
}

fn job(name: &str, space: u8) -> NewJob {
    let held = Held::These(vec!["plans:write".to_owned()]);
    let caller =
        Caller { kind: PrincipalKind::System, id: String::new(), space: space_id(space), roles: Vec::new(), held };
    NewJob {
        id: None,
        plugin: plugin(name),
        kind: "plan".to_owned(),
        input: "{\"towns\":3}".to_owned(),
        caller,
        locale: "de".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        max_attempts: 3,
        dedupe: None,
    }
}

#[tokio::test]
async fn what_was_ordered_comes_back_whole_and_once() {
    let bench = Bench::new().await;
    let id = bench.order("tours", 1).await;
    let claimed = bench.take().await;
    assert_eq!(claimed.order, NewJob { id: Some(id), ..job("tours", 1) });
    assert_eq!((claimed.attempt, &claimed.checkpoint, claimed.lease.job), (1, &None, id));
    assert_eq!(bench.queue.claim(8).await.unwrap(), [], "it is taken");
    assert_eq!(bench.queue.end(claimed.lease, Ending::Done("{}".into()), "").await, Ok(Hold::Good));
    assert_eq!(bench.state(1, id).await, Some(JobState::Done));
    assert_eq!(bench.queue.next_due().await, Ok(None));
}

#[tokio::test]
async fn a_job_is_told_of_to_its_own_space_and_plugin_only() {
    let bench = Bench::new().await;
    let id = bench.order("tours", 1).await;
    let status = async |name: &str, space| bench.queue.status(Some(&plugin(name)), space_id(space), id).await.unwrap();
    assert!(status("tours", 1).await.is_some());
    assert_eq!((status("other", 1).await, status("tours", 2).await), (None, None));
    assert_eq!(bench.queue.cancel(Some(&plugin("other")), space_id(1), id).await, Ok(false));
    assert_eq!(bench.queue.cancel(None, space_id(2), id).await, Ok(false));
    assert_eq!(bench.queue.cancel(Some(&plugin("tours")), space_id(1), id).await, Ok(true));
    assert_eq!(bench.state(1, id).await, Some(JobState::Cancelled), "it waited, so it has ended");
    assert_eq!(bench.queue.cancel(None, space_id(1), id).await, Ok(false), "there is nothing left to stop");
}

#[tokio::test]
async fn a_key_is_there_once_until_its_job_ends() {
    let bench = Bench::new().await;
    let keyed = |space| NewJob { dedupe: Some("tour-7".to_owned()), ..job("tours", space) };
    let first = bench.try_order(keyed(1)).await.unwrap();
    assert_eq!(bench.try_order(keyed(1)).await, Ok(first));
    assert_ne!(bench.try_order(keyed(2)).await, Ok(first), "another space has keys of its own");
    let claimed = bench.queue.claim(2).await.unwrap();
    assert_eq!(bench.try_order(keyed(1)).await, Ok(first), "it runs");
    for one in claimed {
        bench.queue.end(one.lease, Ending::Done("1".into()), "").await.unwrap();
    }
    assert_ne!(bench.try_order(keyed(1)).await, Ok(first));
    let named = NewJob { id: Some(first), ..job("tours", 1) };
    assert_eq!(bench.try_order(named).await, Err(PluginError::Duplicate("the id of a job".to_owned())));
}

#[tokio::test]
async fn whoever_lost_the_lease_changes_nothing() {
    let bench = Bench::new().await;
    let id = bench.order("tours", 1).await;
    let lost = bench.take().await.lease;
    bench.let_leases_run_out().await;
    let taken_over = bench.take().await;
    assert_eq!((taken_over.lease.job, taken_over.attempt), (id, 1), "a crash is no attempt of the plugin's");
    assert_eq!(bench.queue.report(lost, &Progress::default()).await, Ok(Hold::Lost));
    assert_eq!(bench.queue.checkpoint(lost, "1").await, Ok(Hold::Lost));
    assert_eq!(bench.queue.end(lost, Ending::Done("old".into()), "").await, Ok(Hold::Lost));
    assert_eq!(bench.queue.renew(&[lost, taken_over.lease]).await, Ok(vec![Hold::Lost, Hold::Good]));
    let fenced = async |lease| {
        bench.store.storage.write(move |tx| Box::pin(async move { holds(tx, lease).await })).await.unwrap()
    };
    assert_eq!((fenced(lost).await, fenced(taken_over.lease).await), (false, true));
    assert_eq!(bench.state(1, id).await, Some(JobState::Running));
}

#[tokio::test]
async fn a_job_goes_on_from_its_checkpoint_and_is_given_up_after_three_crashes() {
    let bench = Bench::new().await;
    let id = bench.order("tours", 1).await;
    let first = bench.take().await;
    assert_eq!(bench.queue.checkpoint(first.lease, "{\"at\":4}").await, Ok(Hold::Good));
    bench.let_leases_run_out().await;
    assert_eq!(bench.take().await.checkpoint.as_deref(), Some("{\"at\":4}"));
    bench.let_leases_run_out().await;
    bench.take().await;
    bench.let_leases_run_out().await;
    assert_eq!(bench.queue.claim(1).await.unwrap(), []);
    let status = bench.queue.status(None, space_id(1), id).await.unwrap().unwrap();
    assert_eq!(status.state, JobState::Failed);
    assert!(status.error.unwrap().to_string().contains("the server stopped 3 times"));
}

#[tokio::test]
async fn a_job_that_asks_is_due_again_later_and_a_cancelled_one_never() {
    let bench = Bench::new().await;
    let (again, cancelled) = (bench.order("tours", 1).await, bench.order("tours", 1).await);
    let claimed = bench.queue.claim(2).await.unwrap();
    assert_eq!(bench.queue.cancel(None, space_id(1), cancelled).await, Ok(true));
    assert_eq!(bench.state(1, cancelled).await, Some(JobState::Running), "it is asked to stop");
    for one in &claimed {
        let hold =
            bench.queue.end(one.lease, Ending::Again(Duration::from_secs(3_600)), "waiting 3600 s").await.unwrap();
        assert_eq!(hold, if one.lease.job == cancelled { Hold::Cancelled } else { Hold::Good });
    }
    assert_eq!(bench.state(1, cancelled).await, Some(JobState::Cancelled));
    let waits = bench.queue.status(None, space_id(1), again).await.unwrap().unwrap();
    assert_eq!((waits.state, waits.progress.message.as_str()), (JobState::Running, "waiting 3600 s"));
    assert_eq!(bench.queue.claim(1).await.unwrap(), []);
    let due = bench.queue.next_due().await.unwrap().unwrap();
    assert!(due > Duration::from_secs(3_000) && due <= Duration::from_secs(3_600), "{due:?}");
}

#[tokio::test]
async fn what_is_put_back_counts_as_no_attempt() {
    let bench = Bench::new().await;
    bench.order("tours", 1).await;
    let first = bench.take().await;
    bench.queue.end(first.lease, Ending::PutBack(Duration::ZERO), "").await.unwrap();
    let second = bench.take().await;
    assert_eq!(second.attempt, 1);
    bench.queue.end(second.lease, Ending::Again(Duration::ZERO), "").await.unwrap();
    assert_eq!(bench.take().await.attempt, 2);
}

#[tokio::test]
async fn a_long_queue_of_one_space_lets_others_have_their_turn() {
    let bench = Bench::new().await;
    for _ in 0..40 {
        bench.order("tours", 1).await;
    }
    let crowd = bench.queue.claim(16).await.unwrap();
    assert_eq!(crowd.len(), 8, "one plugin runs eight jobs of a space at once");
    bench.order("tours", 2).await;
    bench.order("mail", 1).await;
    let others = bench.queue.claim(16).await.unwrap();
    let of = |one: &Claimed| (one.order.plugin.to_string(), one.order.caller.space);
    let mut who: Vec<_> = others.iter().map(of).collect();
    who.sort();
    let expected = [("org.example.mail".to_owned(), space_id(1)), ("org.example.tours".to_owned(), space_id(2))];
    assert_eq!(who, expected);
    for one in crowd.into_iter().chain(others) {
        bench.queue.end(one.lease, Ending::Done("1".into()), "").await.unwrap();
    }
    bench.order("tours", 2).await;
    let next = bench.queue.claim(2).await.unwrap();
    assert!(next.iter().any(|one| one.order.caller.space == space_id(2)), "whoever had least is next: {next:?}");
}

#[tokio::test]
async fn a_queue_that_is_full_says_so_and_keeps_what_it_has() {
    let bench = Bench::new().await;
    for _ in 0..MOST_OF_A_PLUGIN {
        bench.order("tours", 1).await;
    }
    let refused = bench.try_order(job("tours", 1)).await.unwrap_err();
    assert!(
        matches!(&refused, PluginError::Limit(most) if most.starts_with("1000 jobs of a plugin wait")),
        "{refused}"
    );
    bench.order("tours", 2).await;
}

#[tokio::test]
async fn what_ended_is_remembered_for_a_week_and_what_failed_for_a_month() {
    let bench = Bench::new().await;
    let (done, failed) = (bench.order("tours", 1).await, bench.order("tours", 1).await);
    for one in bench.queue.claim(2).await.unwrap() {
        let ending = match one.lease.job == done {
            true => Ending::Done("1".into()),
            false => Ending::Failed(loadin_types::CallError::Host("broken".into())),
        };
        bench.queue.end(one.lease, ending, "").await.unwrap();
    }
    bench.queue.sweep().await.unwrap();
    assert_eq!(
        (bench.state(1, done).await, bench.state(1, failed).await),
        (Some(JobState::Done), Some(JobState::Failed))
    );
    let old = |days: i64| {
        let past = format!("UPDATE jobs SET ended_at = ended_at - {}", days * 24 * 60 * 60 * 1_000_000);
        crate::testing::batch(move |tx: &crate::Tx| {
            let past = past.clone();
            Box::pin(async move {
                tx.rows().execute_unprepared(&past).await?;
                Ok::<_, StoreError>(())
            })
        })
    };
    // The server's clock is today, the test's another day.
    let today = moment(bench.store.storage.reader(), NOW).await.unwrap();
    bench.hand.now_ms.store(today.millis(), Ordering::Relaxed);
    bench.store.storage.write(old(8)).await.unwrap();
    bench.queue.sweep().await.unwrap();
    assert_eq!((bench.state(1, done).await, bench.state(1, failed).await), (None, Some(JobState::Failed)));
    bench.store.storage.write(old(30)).await.unwrap();
    bench.queue.sweep().await.unwrap();
    assert_eq!(bench.state(1, failed).await, None);
}

#[tokio::test]
async fn on_one_node_a_new_start_puts_back_what_was_under_way() {
    let bench = Bench::new().await;
    let id = bench.order("tours", 1).await;
    let before = bench.take().await.lease;
    let again = Queue::open(bench.store.storage.clone(), bench.hand.clone(), bench.hand.clone()).await.unwrap();
    let claimed = again.claim(1).await.unwrap();
    if again.is_shared() {
        assert_eq!(claimed, [], "the other node may still be at it");
        return;
    }
    assert_eq!(claimed.len(), 1);
    assert_eq!(again.end(before, Ending::Cancelled, "").await, Ok(Hold::Lost));
    assert_eq!(bench.state(1, id).await, Some(JobState::Running));
}

#[tokio::test]
async fn operators_count_jobs_and_run_what_failed_again_or_forget_it() {
    let bench = Bench::new().await;
    let (again, gone, waits) =
        (bench.order("tours", 1).await, bench.order("tours", 1).await, bench.order("mail", 2).await);
    let claimed = bench.queue.claim(3).await.unwrap();
    for one in claimed.iter().filter(|one| one.lease.job != waits) {
        let broken = loadin_types::CallError::Host("broken".into());
        bench.queue.end(one.lease, Ending::Failed(broken), "").await.unwrap();
    }
    let db = bench.store.storage.reader();
    let counted = count_in_all_spaces(db).await.unwrap();
    let of = |name: &str| counted.iter().find(|one| one.plugin == plugin(name)).unwrap().clone();
    assert_eq!((of("tours").failed, of("tours").waiting, of("mail").running), (2, 0, 1));
    let failed = failed_in_any_space(db, 10).await.unwrap();
    assert_eq!(failed.len(), 2);
    assert!(failed.iter().all(|one| one.error.is_some() && one.state == JobState::Failed), "{failed:?}");

    let storage = &bench.store.storage;
    let run_again =
        async |job| storage.write(move |tx| Box::pin(async move { run_again_in_any_space(tx, job, NOW).await })).await;
    let discard =
        async |job| storage.write(move |tx| Box::pin(async move { discard_in_any_space(tx, job).await })).await;
    assert_eq!((run_again(again).await.unwrap(), discard(gone).await.unwrap()), (true, true));
    assert_eq!((run_again(waits).await.unwrap(), discard(waits).await.unwrap()), (false, false), "it has not failed");
    assert_eq!(bench.state(1, gone).await, None);
    let once_more = bench.take().await;
    assert_eq!((once_more.lease.job, once_more.attempt), (again, 1), "with all its attempts");
}

/// Prints how many jobs go through the queue, from their order to their kept end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints a figure: with --nocapture"]
async fn jobs_a_second() {
    let bench = Bench::new().await;
    let (spaces, each) = (20_u8, 200);
    let began = std::time::Instant::now();
    for space in 0..spaces {
        for _ in 0..each {
            bench.order("tours", space).await;
        }
    }
    let ordered = began.elapsed().as_secs_f64();
    let (began, mut done, mut longest) = (std::time::Instant::now(), 0, Duration::ZERO);
    loop {
        let asked = std::time::Instant::now();
        let claimed = bench.queue.claim(16).await.unwrap();
        longest = longest.max(asked.elapsed());
        if claimed.is_empty() {
            break;
        }
        done += claimed.len();
        let ends = claimed.iter().map(|one| bench.queue.end(one.lease, Ending::Done("{}".into()), ""));
        for end in futures_util::future::join_all(ends).await {
            end.unwrap();
        }
    }
    let all = f64::from(spaces) * f64::from(each);
    assert_eq!(done as f64, all);
    let took = began.elapsed().as_secs_f64();
    println!(
        "{:.0} orders/s one by one, {:.0} jobs/s taken and ended, a claim of 16 took {longest:?} at most",
        all / ordered,
        all / took
    );
}
