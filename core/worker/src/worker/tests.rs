//! How jobs end: done, tried again, given up, cancelled. Every wait is asked of a timer that takes no time.

use std::{
    future::pending,
    sync::{Mutex, atomic::AtomicU8},
};

use async_trait::async_trait;
use loadin_types::{Caller, Fault, Held, PluginId, PrincipalKind, Reply, Request, SpaceId};
use tokio::sync::Notify;

use super::*;

/// What the fake plugin does with each attempt.
type Script = Box<dyn Fn(&Job) -> Step + Send + Sync>;

enum Step {
    Answer(Result<String, JobError>),
    /// Reports progress until it is told to stop.
    ReportUntilCancelled(Result<String, JobError>),
    /// Neither answers nor reports.
    Hang,
    Panic,
}

struct FakePlugins {
    script: Script,
    calls: Mutex<Vec<Call>>,
    thread: Mutex<Option<String>>,
    reported: Notify,
}

#[async_trait]
impl Plugins for FakePlugins {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        true
    }

    async fn handle(&self, _: &PluginId, _: Call, _: Request) -> Result<Reply, CallError> {
        panic!("a job asks for no request");
    }

    async fn run_job(&self, _: &PluginId, call: Call, job: Job, watch: Arc<dyn JobWatch>) -> Result<String, JobError> {
        self.calls.lock().unwrap().push(call);
        *self.thread.lock().unwrap() = std::thread::current().name().map(str::to_owned);
        match (self.script)(&job) {
            Step::Answer(answer) => answer,
            Step::ReportUntilCancelled(answer) => {
                let mut done = 0;
                while watch.progress(Progress { done, total: 9, message: "working".into() }) {
                    self.reported.notify_one();
                    done += 1;
                    tokio::task::yield_now().await;
                }
                answer
            }
            Step::Hang => {
                self.reported.notify_one();
                pending().await
            }
            Step::Panic => panic!("boom"),
        }
    }
}

/// Takes no time, and remembers how long it was asked to wait; or never returns.
struct FakeTimer {
    waits: Mutex<Vec<Duration>>,
    is_stuck: bool,
    asked: Notify,
}

#[async_trait]
impl Timer for FakeTimer {
    async fn sleep(&self, time: Duration) {
        self.waits.lock().unwrap().push(time);
        self.asked.notify_one();
        if self.is_stuck {
            pending::<()>().await;
        }
    }
}

struct Fixed;

impl Clock for Fixed {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
}

struct Bench {
    worker: Worker,
    plugins: Arc<FakePlugins>,
    timer: Arc<FakeTimer>,
}

fn bench(is_stuck: bool, script: impl Fn(&Job) -> Step + Send + Sync + 'static) -> Bench {
    let plugins = Arc::new(FakePlugins {
        script: Box::new(script),
        calls: Mutex::default(),
        thread: Mutex::default(),
        reported: Notify::new(),
    });
    let timer = Arc::new(FakeTimer { waits: Mutex::default(), is_stuck, asked: Notify::new() });
    let worker = Worker::new(plugins.clone(), Handle::current(), Arc::new(Fixed), Arc::new(Counting(AtomicU8::new(0))))
        .with_timer(timer.clone());
    Bench { worker, plugins, timer }
}

fn order(max_attempts: u8) -> Order {
    Order {
        plugin: PluginId::try_from("org.example.echo".to_owned()).unwrap(),
        kind: "plan".into(),
        input: "{}".into(),
        caller: Caller {
            kind: PrincipalKind::System,
            id: String::new(),
            space: SpaceId::from_parts(1, &[1; 10]),
            roles: vec![],
            held: Held::All,
        },
        locale: "en".into(),
        zone: "UTC".into(),
        max_attempts,
    }
}

fn retry() -> Result<String, JobError> {
    Err(JobError::Retry(None))
}

#[tokio::test]
async fn a_job_that_asks_is_tried_again_until_it_is_done() {
    let bench = bench(false, |job| Step::Answer(if job.attempt < 3 { retry() } else { Ok("[3]".into()) }));
    let done = bench.worker.run(order(5)).await.unwrap();
    assert_eq!((done.output.as_str(), done.attempts), ("[3]", 3));
    assert_eq!(bench.timer.waits.lock().unwrap().len(), 2);
    let calls = bench.plugins.calls.lock().unwrap();
    assert!(calls[0].id != calls[1].id && calls[2].id == done.call, "every attempt is a call of its own");
}

#[tokio::test]
async fn after_the_last_attempt_nobody_tries_again() {
    for (allowed, tried) in [(2, 2), (1, 1), (0, 1)] {
        let bench = bench(false, |_| Step::Answer(retry()));
        let failure = bench.worker.run(order(allowed)).await.unwrap_err();
        assert_eq!((failure.error.clone(), failure.attempts), (JobError::Retry(None), tried));
        assert!(failure.to_string().starts_with(&format!("not done after {tried} attempt")), "{failure}");
    }
}

#[tokio::test]
async fn faults_and_refusals_are_not_tried_again() {
    let plugin = order(1).plugin;
    for error in [
        JobError::Call(CallError::Fault { plugin: plugin.clone(), fault: Fault::Trapped("unreachable".into()) }),
        JobError::Call(CallError::Busy { plugin }),
        JobError::GaveUp(PluginError::Invalid("{}".into())),
    ] {
        let answer = error.clone();
        let bench = bench(false, move |_| Step::Answer(Err(answer.clone())));
        let failure = bench.worker.run(order(9)).await.unwrap_err();
        assert_eq!((failure.attempts, &failure.error), (1, &error));
        assert!(failure.call_error().is_some());
    }
}

#[tokio::test]
async fn a_cancelled_job_learns_of_it_at_its_next_report() {
    for said in [JobError::Cancelled, JobError::GaveUp(PluginError::Cancelled)] {
        let bench = bench(true, move |_| Step::ReportUntilCancelled(Err(said.clone())));
        let job = bench.worker.start(order(3));
        let mut progress = job.progress();
        bench.plugins.reported.notified().await;
        assert_eq!(progress.borrow_and_update().clone().unwrap().total, 9);
        job.canceller().cancel();
        let failure = job.outcome().await.unwrap_err();
        assert_eq!((failure.error, failure.attempts), (JobError::Cancelled, 1));
    }
}

#[tokio::test]
async fn a_job_that_never_reports_is_dropped_after_its_grace() {
    let bench = bench(false, |_| Step::Hang);
    let job = bench.worker.start(order(3));
    bench.plugins.reported.notified().await;
    job.canceller().cancel();
    assert_eq!(job.outcome().await.unwrap_err().error, JobError::Cancelled);
    assert_eq!(*bench.timer.waits.lock().unwrap(), [GRACE]);
}

#[tokio::test]
async fn a_job_that_waits_for_its_next_attempt_is_cancelled_at_once() {
    let bench = bench(true, |_| Step::Answer(retry()));
    let job = bench.worker.start(order(3));
    bench.timer.asked.notified().await;
    assert!(job.progress().borrow().clone().unwrap().message.starts_with("waiting 1 s before"));
    job.canceller().cancel();
    let failure = job.outcome().await.unwrap_err();
    assert_eq!((failure.error, failure.attempts), (JobError::Cancelled, 1));
}

#[tokio::test]
async fn a_host_that_panics_costs_the_job_and_not_the_worker() {
    let bench = bench(false, |job| if job.input == "{}" { Step::Panic } else { Step::Answer(Ok("1".into())) });
    let failure = bench.worker.run(order(3)).await.unwrap_err();
    assert!(failure.to_string().contains("the task that ran the job was lost"), "{failure}");
    let next = bench.worker.run(Order { input: "1".into(), ..order(3) }).await.unwrap();
    assert_eq!(next.output, "1");
}

#[tokio::test]
async fn jobs_run_on_the_threads_they_were_given() {
    let low = crate::LowPriority::start().unwrap();
    let bench = bench(false, |_| Step::Answer(Ok("1".into())));
    let worker = Worker { low_priority: low.handle(), ..bench.worker };
    worker.run(order(1)).await.unwrap();
    assert_eq!(bench.plugins.thread.lock().unwrap().as_deref(), Some("loadin-jobs"));
}
