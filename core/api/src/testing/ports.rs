//! Time, randomness, plugins and jobs as a test wants them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use loadin_types::{
    Call, CallError, Job, JobError, JobId, JobStatus, PluginError, PluginId, Reply, Request, SpaceId,
    ports::{Clock, Entropy, JobDesk, JobWatch, Plugins},
};
use tokio::sync::Notify;

/// Bytes that are the same in every run.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // An odd step reaches every number once, and neighbours differ in all their bytes.
            let number = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&number.to_be_bytes()[..chunk.len()]);
        }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct Standing(AtomicU64);

impl Standing {
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(1_700_000_000_000))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl Clock for Standing {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn monotonic_ns(&self) -> u64 {
        self.now_ms() * 1_000_000
    }
}

type Answering = dyn Fn(&Call, &Request) -> Result<Reply, CallError> + Send + Sync;

/// Plugins that answer what the test says, and remember what they were asked.
#[derive(Default)]
pub(crate) struct FakePlugins {
    answer: Mutex<Option<Arc<Answering>>>,
    asked: Mutex<Vec<(PluginId, Call, Request)>>,
    is_unloaded: AtomicBool,
}

impl FakePlugins {
    pub(crate) fn answer(&self, answer: impl Fn(&Call, &Request) -> Result<Reply, CallError> + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Some(Arc::new(answer));
    }

    /// Forgets the plugins, as a host does that could not load them.
    pub(crate) fn unload(&self) {
        self.is_unloaded.store(true, Ordering::Relaxed);
    }

    /// Takes what was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<(PluginId, Call, Request)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Plugins for FakePlugins {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        !self.is_unloaded.load(Ordering::Relaxed)
    }

    async fn handle(&self, plugin: &PluginId, call: Call, request: Request) -> Result<Reply, CallError> {
        let answer = self.answer.lock().unwrap().clone();
        let reply = answer.map_or(Ok(Reply::Json("{}".to_owned())), |answer| answer(&call, &request));
        self.asked.lock().unwrap().push((plugin.clone(), call, request));
        reply
    }

    async fn run_job(&self, _: &PluginId, _: Call, _: Job, _: Arc<dyn JobWatch>) -> Result<String, JobError> {
        panic!("no test of the door runs a job");
    }
}

/// Jobs as the test puts them there.
#[derive(Default)]
pub(crate) struct Desk {
    jobs: Mutex<HashMap<JobId, (PluginId, SpaceId, JobStatus)>>,
    changed: Notify,
}

impl Desk {
    /// Puts a job there, or changes it.
    pub(crate) fn put(&self, plugin: PluginId, space: SpaceId, job: JobId, status: JobStatus) {
        self.jobs.lock().unwrap().insert(job, (plugin, space, status));
        self.changed.notify_waiters();
    }
}

#[async_trait]
impl JobDesk for Desk {
    async fn status(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<Option<JobStatus>, PluginError> {
        let jobs = self.jobs.lock().unwrap();
        Ok(jobs.get(&job).filter(|(whose, where_, _)| (whose, *where_) == (plugin, space)).map(|job| job.2.clone()))
    }

    async fn changed(&self, space: SpaceId, job: JobId, seen: u64) -> Result<Option<JobStatus>, PluginError> {
        loop {
            let changed = self.changed.notified();
            let status = {
                let jobs = self.jobs.lock().unwrap();
                jobs.get(&job).filter(|(_, where_, _)| *where_ == space).map(|job| job.2.clone())
            };
            if status.as_ref().is_none_or(|status| status.revision != seen) {
                return Ok(status);
            }
            changed.await;
        }
    }

    async fn cancel(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<bool, PluginError> {
        Ok(self.status(plugin, space, job).await?.is_some())
    }
}
