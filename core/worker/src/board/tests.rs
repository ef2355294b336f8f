//! Who is told of a job, how it is stopped, and what becomes of it.

use std::{collections::VecDeque, sync::Mutex as StdMutex};

use loadin_types::{
    Call, CallError, Caller, Claimed, Ending, Held, Hold, Job, JobError, Lease, NewJob, PrincipalKind, Progress, Reply,
    Request,
    ports::{Clock, Entropy, JobWatch, Plugins},
};
use tokio::runtime::Handle;

use super::*;

/// Reports once, then ends as the kind of the job says: `hang` when it is told to stop, anything else at once.
struct Fake {
    reported: Notify,
    is_loaded: bool,
}

#[async_trait]
impl Plugins for Fake {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        self.is_loaded
    }

    async fn handle(&self, _: &PluginId, _: Call, _: Request) -> Result<Reply, CallError> {
        panic!("a job asks for no request");
    }

    async fn run_job(&self, _: &PluginId, call: Call, job: Job, watch: Arc<dyn JobWatch>) -> Result<String, JobError> {
        let half = || Progress { done: 1, total: 2, message: "half".to_owned() };
        let mut goes_on = watch.progress(half());
        self.reported.notify_one();
        match job.kind.as_str() {
            "fail" => return Err(JobError::GaveUp(PluginError::NotFound)),
            "again" => return Err(JobError::Retry(Some(Duration::ZERO))),
            "busy" => return Err(JobError::Call(CallError::Busy { plugin: plugin("tours") })),
            "who" => return Ok(call.caller.roles.join(",")),
            "keep" => {
                assert_eq!(watch.checkpoint("7".to_owned()).await, Ok(true));
                return Ok(job.checkpoint.unwrap_or_default());
            }
            "panic" => panic!("boom"),
            _ => {}
        }
        while job.kind == "hang" && goes_on {
            tokio::task::yield_now().await;
            goes_on = watch.progress(half());
        }
        if goes_on { Ok("{}".to_owned()) } else { Err(JobError::Cancelled) }
    }
}

/// A queue in memory: first come, first served.
#[derive(Default)]
struct Line {
    waiting: StdMutex<VecDeque<Claimed>>,
    kept: StdMutex<Vec<(JobId, Ending)>>,
    states: StdMutex<HashMap<JobId, JobStatus>>,
    reports: StdMutex<u32>,
    /// What is said of every lease.
    hold: StdMutex<Option<Hold>>,
    asked: StdMutex<u32>,
    put: Notify,
}

impl Line {
    fn put(&self, number: u8, kind: &str) -> JobId {
        let id = JobId::from_parts(1, &[number; 10]);
        let lease = Lease { job: id, token: [number; 16] };
        self.waiting.lock().unwrap().push_back(Claimed { lease, order: job(kind), attempt: 1, checkpoint: None });
        let first = JobStatus { state: JobState::Running, progress: Progress::default(), error: None, revision: 1 };
        self.states.lock().unwrap().insert(id, first);
        self.put.notify_one();
        id
    }

    fn hold(&self) -> Hold {
        self.hold.lock().unwrap().unwrap_or(Hold::Good)
    }

    fn ended(&self, job: JobId) -> Option<Ending> {
        self.kept.lock().unwrap().iter().find(|(id, _)| *id == job).map(|(_, ending)| ending.clone())
    }
}

#[async_trait]
impl JobQueue for Line {
    async fn claim(&self, most: usize) -> Result<Vec<Claimed>, PluginError> {
        *self.asked.lock().unwrap() += 1;
        let mut waiting = self.waiting.lock().unwrap();
        let many = most.min(waiting.len());
        Ok(waiting.drain(..many).collect())
    }

    async fn renew(&self, leases: &[Lease]) -> Result<Vec<Hold>, PluginError> {
        Ok(leases.iter().map(|_| self.hold()).collect())
    }

    async fn report(&self, _: Lease, _: &Progress) -> Result<Hold, PluginError> {
        *self.reports.lock().unwrap() += 1;
        Ok(self.hold())
    }

    async fn checkpoint(&self, _: Lease, _: &str) -> Result<Hold, PluginError> {
        Ok(self.hold())
    }

    async fn end(&self, lease: Lease, ending: Ending, message: &str) -> Result<Hold, PluginError> {
        if let Some(status) = self.states.lock().unwrap().get_mut(&lease.job) {
            status.revision += 1;
            status.progress.message = message.to_owned();
            status.state = match &ending {
                Ending::Done(_) => JobState::Done,
                Ending::Failed(_) => JobState::Failed,
                Ending::Cancelled => JobState::Cancelled,
                Ending::Again(_) | Ending::PutBack(_) => JobState::Running,
            };
            status.error = if let Ending::Failed(error) = &ending { Some(error.clone()) } else { None };
        }
        self.kept.lock().unwrap().push((lease.job, ending));
        Ok(Hold::Good)
    }

    async fn status(
        &self,
        of: Option<&PluginId>,
        where_: SpaceId,
        job: JobId,
    ) -> Result<Option<JobStatus>, PluginError> {
        let is_told = where_ == space(1) && of.is_none_or(|of| *of == plugin("tours"));
        Ok(self.states.lock().unwrap().get(&job).cloned().filter(|_| is_told))
    }

    async fn cancel(&self, of: Option<&PluginId>, where_: SpaceId, job: JobId) -> Result<bool, PluginError> {
        let status = self.status(of, where_, job).await?;
        Ok(status.is_some_and(|status| status.state == JobState::Running))
    }

    async fn next_due(&self) -> Result<Option<Duration>, PluginError> {
        Ok((!self.waiting.lock().unwrap().is_empty()).then_some(Duration::ZERO))
    }

    async fn put_in(&self) {
        self.put.notified().await;
    }

    async fn sweep(&self) -> Result<(), PluginError> {
        Ok(())
    }

    fn is_shared(&self) -> bool {
        false
    }
}

/// Lets members do what they did, but for those of the space 9.
struct Bouncer;

#[async_trait]
impl Rights for Bouncer {
    async fn by_now(&self, _: &PluginId, then: &Caller) -> Result<Option<Caller>, PluginError> {
        let roles = vec!["member".to_owned()];
        Ok((then.id != "gone").then(|| Caller { roles, ..then.clone() }))
    }
}

struct Hand(StdMutex<u64>);

impl Clock for Hand {
    fn now_ms(&self) -> u64 {
        *self.0.lock().unwrap()
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

struct Counting(StdMutex<u8>);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        bytes.fill(*count);
    }
}

fn space(number: u8) -> SpaceId {
    SpaceId::from_parts(1, &[number; 10])
}

fn plugin(name: &str) -> PluginId {
    PluginId::try_from(format!("org.example.{name}")).unwrap()
}

fn job(kind: &str) -> NewJob {
    let caller =
        Caller { kind: PrincipalKind::System, id: String::new(), space: space(1), roles: Vec::new(), held: Held::All };
    NewJob {
        id: None,
        dedupe: None,
        max_attempts: 2,
        plugin: plugin("tours"),
        kind: kind.to_owned(),
        input: "{}".to_owned(),
        caller,
        locale: "en".to_owned(),
        zone: "UTC".to_owned(),
    }
}

struct Bench {
    board: Arc<Board>,
    line: Arc<Line>,
    fake: Arc<Fake>,
}

fn bench_with(is_loaded: bool) -> Bench {
    let line = Arc::new(Line::default());
    let fake = Arc::new(Fake { reported: Notify::new(), is_loaded });
    let board = Arc::new(Board::new(line.clone()));
    let clock = Arc::new(Hand(StdMutex::new(1_800_000_000_000)));
    let entropy = Arc::new(Counting(StdMutex::new(0)));
    board.attach(Worker::new(fake.clone(), Handle::current(), clock, entropy), Arc::new(Bouncer));
    tokio::spawn(Arc::clone(&board).work());
    Bench { board, line, fake }
}

fn bench() -> Bench {
    bench_with(true)
}

impl Bench {
    /// Follows a job until its end is kept.
    async fn ending(&self, id: JobId) -> Ending {
        let mut seen = u64::MAX;
        loop {
            if let Some(ending) = self.line.ended(id) {
                return ending;
            }
            tokio::task::yield_now().await;
            seen = self.board.changed(space(1), id, seen).await.unwrap().map_or(u64::MAX, |status| status.revision);
        }
    }
}

#[tokio::test]
async fn a_job_is_told_of_to_its_own_plugin_and_space_only() {
    let bench = bench();
    let id = bench.line.put(1, "hang");
    bench.fake.reported.notified().await;
    let state = async |of: &str, where_| {
        bench.board.status(&plugin(of), space(where_), id).await.unwrap().map(|status| status.state)
    };
    assert_eq!(state("tours", 1).await, Some(JobState::Running));
    assert_eq!((state("other", 1).await, state("tours", 2).await), (None, None));
    assert_eq!(bench.board.changed(space(2), id, 0).await, Ok(None));
    assert_eq!(bench.board.cancel(&plugin("tours"), space(2), id).await, Ok(false));
    assert_eq!(bench.board.cancel(&plugin("tours"), space(1), id).await, Ok(true));
    assert_eq!(bench.ending(id).await, Ending::Cancelled);
    assert_eq!(state("tours", 1).await, Some(JobState::Cancelled));
}

#[tokio::test]
async fn a_job_ends_as_its_plugin_says_and_whoever_waits_hears_of_it() {
    let bench = bench();
    for (number, kind, ending) in [
        (1, "count", Ending::Done("{}".to_owned())),
        (2, "fail", Ending::Failed(CallError::Answered(PluginError::NotFound))),
        (3, "again", Ending::Again(Duration::ZERO)),
        (4, "busy", Ending::PutBack(Duration::from_secs(1))),
        (5, "who", Ending::Done("member".to_owned())),
        (6, "keep", Ending::Done(String::new())),
    ] {
        let id = bench.line.put(number, kind);
        assert_eq!(bench.ending(id).await, ending, "{kind}");
    }
}

#[tokio::test]
async fn whoever_may_not_order_it_any_more_does_not_get_it_done() {
    let bench = bench();
    let id = JobId::from_parts(1, &[1; 10]);
    {
        let mut waiting = bench.line.waiting.lock().unwrap();
        let mut order = job("count");
        order.caller.id = "gone".to_owned();
        waiting.push_back(Claimed { lease: Lease { job: id, token: [1; 16] }, order, attempt: 1, checkpoint: None });
    }
    bench.line.put(2, "count");
    let Ending::Failed(error) = bench.ending(id).await else { panic!("it was run") };
    assert!(error.to_string().contains("may not do so here any more"), "{error}");
}

#[tokio::test]
async fn after_the_last_attempt_nobody_tries_again() {
    let bench = bench();
    let id = JobId::from_parts(1, &[1; 10]);
    let last = Claimed { lease: Lease { job: id, token: [1; 16] }, order: job("again"), attempt: 2, checkpoint: None };
    bench.line.waiting.lock().unwrap().push_back(last);
    bench.line.put.notify_one();
    let Ending::Failed(error) = bench.ending(id).await else { panic!("it is tried again") };
    assert!(error.to_string().contains("not done after 2 attempts"), "{error}");
}

#[tokio::test]
async fn a_plugin_that_is_not_here_keeps_its_jobs() {
    let bench = bench_with(false);
    let id = bench.line.put(1, "count");
    assert_eq!(bench.ending(id).await, Ending::PutBack(Duration::from_secs(60)));
}

#[tokio::test]
async fn a_host_that_panics_costs_the_attempt_and_not_the_board() {
    let bench = bench();
    let lost = bench.line.put(1, "panic");
    let next = bench.line.put(2, "count");
    assert_eq!(bench.ending(next).await, Ending::Done("{}".to_owned()));
    assert_eq!(bench.line.ended(lost), None, "its lease runs out");
}

#[tokio::test]
async fn what_runs_at_the_end_is_put_back_and_nothing_more_is_taken() {
    let bench = bench();
    let id = bench.line.put(1, "hang");
    bench.fake.reported.notified().await;
    let follows = tokio::spawn({
        let board = Arc::clone(&bench.board);
        async move {
            let mut seen = 0;
            while let Some(status) = board.changed(space(1), id, seen).await.unwrap() {
                seen = status.revision;
            }
        }
    });
    bench.board.drain();
    bench.board.drained().await;
    follows.await.unwrap();
    assert_eq!(bench.line.ended(id), Some(Ending::PutBack(Duration::ZERO)));
    let late = bench.line.put(2, "count");
    tokio::task::yield_now().await;
    assert_eq!(bench.line.ended(late), None);
}

#[tokio::test]
async fn an_attempt_that_lost_its_lease_stops_and_keeps_nothing() {
    let bench = bench();
    *bench.line.hold.lock().unwrap() = Some(Hold::Lost);
    let id = bench.line.put(1, "hang");
    bench.fake.reported.notified().await;
    bench.board.drained().await;
    assert_eq!(bench.line.ended(id), None);
}

#[tokio::test]
async fn a_queue_with_nothing_to_do_is_left_alone() {
    let bench = bench();
    let id = bench.line.put(1, "count");
    bench.ending(id).await;
    let asked = *bench.line.asked.lock().unwrap();
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert!(*bench.line.asked.lock().unwrap() <= asked + 2, "it waits to be told");
}

#[tokio::test]
async fn progress_is_kept_now_and_then_and_not_each_time() {
    let bench = bench();
    let id = bench.line.put(1, "hang");
    bench.fake.reported.notified().await;
    for _ in 0..2_000 {
        tokio::task::yield_now().await;
    }
    assert!(*bench.line.reports.lock().unwrap() <= 2, "at most twice a second");
    bench.board.cancel(&plugin("tours"), space(1), id).await.unwrap();
    assert_eq!(bench.ending(id).await, Ending::Cancelled);
}
