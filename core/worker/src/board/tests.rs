//! Who is told of a job, and what remains of it.

use std::sync::Mutex as StdMutex;

use loadin_types::{
    Call, Caller, Held, Job, PrincipalKind, Reply, Request,
    ports::{Entropy, JobWatch, Plugins},
};
use tokio::{runtime::Handle, sync::Notify};

use super::*;

/// Reports once, then ends as the kind of the job says: `hang` when it is cancelled, anything else at once.
struct Fake {
    reported: Notify,
}

#[async_trait]
impl Plugins for Fake {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        true
    }

    async fn handle(&self, _: &PluginId, _: Call, _: Request) -> Result<Reply, CallError> {
        panic!("a job asks for no request");
    }

    async fn run_job(&self, _: &PluginId, _: Call, job: Job, watch: Arc<dyn JobWatch>) -> Result<String, JobError> {
        let mut goes_on = watch.progress(Progress { done: 1, total: 2, message: "half".to_owned() });
        self.reported.notify_one();
        if job.kind == "fail" {
            return Err(JobError::GaveUp(PluginError::NotFound));
        }
        while job.kind == "hang" && goes_on {
            tokio::task::yield_now().await;
            goes_on = watch.progress(Progress { done: 1, total: 2, message: "half".to_owned() });
        }
        if goes_on { Ok("{}".to_owned()) } else { Err(JobError::Cancelled) }
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
        plugin: plugin("tours"),
        kind: kind.to_owned(),
        input: "{}".to_owned(),
        caller,
        locale: "en".to_owned(),
        zone: "UTC".to_owned(),
    }
}

fn board() -> (Arc<Board>, Arc<Fake>, Arc<Hand>) {
    let clock = Arc::new(Hand(StdMutex::new(1_800_000_000_000)));
    let fake = Arc::new(Fake { reported: Notify::new() });
    let board = Arc::new(Board::new(clock.clone(), HashMap::new()));
    let entropy = Arc::new(Counting(StdMutex::new(0)));
    board.attach(Worker::new(fake.clone(), Handle::current(), clock.clone(), entropy));
    (board, fake, clock)
}

async fn end_of(board: &Board, id: JobId) -> JobStatus {
    let mut seen = 0;
    loop {
        let status = board.changed(space(1), id, seen).await.unwrap();
        if status.state != JobState::Running {
            return status;
        }
        seen = status.revision;
    }
}

#[tokio::test]
async fn a_job_is_told_of_to_its_own_plugin_and_space_only() {
    let (board, _, _) = board();
    let id = board.enqueue(job("count")).unwrap();
    assert_eq!(end_of(&board, id).await.state, JobState::Done);
    assert_eq!(board.status(&plugin("tours"), space(1), id).unwrap().state, JobState::Done);
    assert_eq!(board.status(&plugin("other"), space(1), id), None);
    assert_eq!(board.status(&plugin("tours"), space(2), id), None);
    assert_eq!(board.changed(space(2), id, 0).await, None);
    assert!(!board.cancel(&plugin("tours"), space(1), id), "it has ended");
}

#[tokio::test]
async fn a_failed_job_says_why_and_a_cancelled_one_that_it_was() {
    let (board, fake, _) = board();
    let failed = board.enqueue(job("fail")).unwrap();
    let status = end_of(&board, failed).await;
    assert_eq!((status.state, status.error), (JobState::Failed, Some(CallError::Answered(PluginError::NotFound))));
    fake.reported.notified().await;

    let hanging = board.enqueue(job("hang")).unwrap();
    fake.reported.notified().await;
    assert!(!board.cancel(&plugin("tours"), space(2), hanging), "another space may not");
    assert!(board.cancel(&plugin("tours"), space(1), hanging));
    assert_eq!(end_of(&board, hanging).await.state, JobState::Cancelled);
}

#[tokio::test]
async fn one_space_cannot_take_every_thread() {
    let (board, _, _) = board();
    let first = board.enqueue(job("hang")).unwrap();
    for _ in 1..MOST_OF_A_SPACE {
        board.enqueue(job("hang")).unwrap();
    }
    let refused = board.enqueue(job("hang")).unwrap_err();
    assert!(matches!(&refused, PluginError::Limit(most) if most.starts_with("8 jobs")), "{refused}");
    assert!(board.cancel(&plugin("tours"), space(1), first));
    end_of(&board, first).await;
    board.enqueue(job("hang")).unwrap();
    board.cancel_all();
}

#[tokio::test]
async fn an_id_is_used_once_and_forgotten_after_an_hour() {
    let (board, _, clock) = board();
    let id = JobId::from_parts(1_800_000_000_000, &[9; 10]);
    let named = || NewJob { id: Some(id), ..job("count") };
    assert_eq!(board.enqueue(named()), Ok(id));
    assert!(matches!(board.enqueue(named()), Err(PluginError::Duplicate(_))));
    end_of(&board, id).await;
    *clock.0.lock().unwrap() += KEPT_MS;
    board.enqueue(job("count")).unwrap();
    assert_eq!(board.status(&plugin("tours"), space(1), id), None);
}
