//! Runs jobs: attempt after attempt, with progress to whoever watches, until done, given up or cancelled.
//!
//! Rules: only a plugin's own "try again" is tried again. A crash, a loop or a flood would do the same a second time, so
//! a fault ends the job. A cancelled job learns of it at its next report of progress; one that never reports is dropped
//! after [`GRACE`].

use std::{future::pending, sync::Arc, time::Duration};

use async_trait::async_trait;
use loadin_types::{
    Call, CallError, CallId, Caller, Job, JobError, JobId, PluginError, PluginId, Progress,
    ports::{Clock, Entropy, JobWatch, Plugins},
};
use tokio::{runtime::Handle, sync::watch, task::JoinHandle};
use tracing::{debug, info, warn};

use crate::{JobFailure, JobOutcome, Order, Timer, TokioTimer, backoff::wait_after, job::waiting_for_the_next};

/// What a cancelled job has to stop by itself.
pub(crate) const GRACE: Duration = Duration::from_secs(2);

/// Runs jobs on the low-priority runtime.
#[derive(Clone)]
pub struct Worker {
    tools: Arc<Tools>,
    low_priority: Handle,
}

pub(crate) struct Tools {
    pub(crate) plugins: Arc<dyn Plugins>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) timer: Arc<dyn Timer>,
}

/// A job under way. Dropping this does not stop it; a [`Canceller`] does.
#[derive(Debug)]
pub struct RunningJob {
    id: JobId,
    cancel: Arc<watch::Sender<bool>>,
    progress: watch::Receiver<Option<Progress>>,
    task: JoinHandle<Result<JobOutcome, JobFailure>>,
}

/// Stops a job.
#[derive(Debug, Clone)]
pub struct Canceller(Arc<watch::Sender<bool>>);

impl Canceller {
    /// Asks the job to stop. Asking twice is as good as once.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

impl Worker {
    /// Returns a worker that computes on `low_priority`.
    #[must_use]
    pub fn new(
        plugins: Arc<dyn Plugins>,
        low_priority: Handle,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { tools: Arc::new(Tools { plugins, clock, entropy, timer: Arc::new(TokioTimer) }), low_priority }
    }

    /// Waits with `timer` from now on.
    #[must_use]
    pub fn with_timer(self, timer: Arc<dyn Timer>) -> Self {
        let Tools { plugins, clock, entropy, .. } = &*self.tools;
        let tools = Tools { plugins: plugins.clone(), clock: clock.clone(), entropy: entropy.clone(), timer };
        Self { tools: Arc::new(tools), ..self }
    }

    pub(crate) fn tools(&self) -> &Tools {
        &self.tools
    }

    /// Runs something on the threads of the jobs.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.low_priority.spawn(work);
    }

    /// Starts a job that nobody keeps.
    #[must_use]
    pub fn start(&self, order: Order) -> RunningJob {
        let tools = Arc::clone(&self.tools);
        let id = tools.job_id();
        let (cancel, cancelled) = watch::channel(false);
        let (report, progress) = watch::channel(None);
        let feed = Arc::new(Feed { report, cancelled: cancelled.clone() });
        let task = self.low_priority.spawn(async move { Run { tools, id, order, feed, cancelled }.all().await });
        RunningJob { id, cancel: Arc::new(cancel), progress, task }
    }

    /// Runs a job to its end. To watch or cancel it, use [`Self::start`].
    ///
    /// # Errors
    ///
    /// When it is not done and not tried again.
    pub async fn run(&self, order: Order) -> Result<JobOutcome, JobFailure> {
        self.start(order).outcome().await
    }
}

impl RunningJob {
    /// Returns the job's id.
    #[must_use]
    pub const fn id(&self) -> JobId {
        self.id
    }

    /// Returns a receiver of progress, `None` until the first report. Any number of them may watch; a slow one sees
    /// the latest report and misses older ones.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Option<Progress>> {
        self.progress.clone()
    }

    /// Returns what stops the job.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.cancel))
    }

    /// Waits for the job's end.
    ///
    /// # Errors
    ///
    /// When it is not done and not tried again.
    pub async fn outcome(self) -> Result<JobOutcome, JobFailure> {
        self.task.await.unwrap_or_else(|lost| {
            let error = JobError::Call(CallError::Host(format!("the task that ran the job was lost: {lost}")));
            Err(JobFailure { job: self.id, call: CallId::from_parts(0, &[0; 10]), attempts: 0, error })
        })
    }
}

/// What the plugin's reports go through.
struct Feed {
    report: watch::Sender<Option<Progress>>,
    cancelled: watch::Receiver<bool>,
}

impl Feed {
    fn say_waiting(&self, wait: Duration) {
        let message = waiting_for_the_next(wait);
        self.report.send_replace(Some(Progress { done: 0, total: 0, message }));
    }
}

#[async_trait]
impl JobWatch for Feed {
    fn progress(&self, progress: Progress) -> bool {
        self.report.send_replace(Some(progress));
        !*self.cancelled.borrow()
    }

    /// A job that nobody keeps has no later attempt in another process; the next one in this process begins anew.
    async fn checkpoint(&self, _: String) -> Result<bool, PluginError> {
        Ok(!*self.cancelled.borrow())
    }
}

/// Returns the circumstances of an attempt at a job.
pub(crate) fn call_of(id: CallId, caller: Caller, (locale, zone): (&str, &str)) -> Call {
    Call {
        id,
        traceparent: String::new(),
        caller,
        via: Vec::new(),
        object: None,
        locale: locale.to_owned(),
        zone: zone.to_owned(),
    }
}

impl Tools {
    /// Has a plugin run an attempt at a job.
    pub(crate) async fn run(
        &self,
        plugin: &PluginId,
        call: Call,
        job: Job,
        watch: Arc<dyn JobWatch>,
    ) -> Result<String, JobError> {
        match self.plugins.run_job(plugin, call, job, watch).await {
            // What the plugin was told at its last report of progress, handed on.
            Err(JobError::GaveUp(PluginError::Cancelled)) => Err(JobError::Cancelled),
            done => done,
        }
    }

    fn job_id(&self) -> JobId {
        JobId::from_parts(self.clock.now_ms(), &self.ten_random_bytes())
    }

    pub(crate) fn call_id(&self) -> CallId {
        CallId::from_parts(self.clock.now_ms(), &self.ten_random_bytes())
    }

    fn ten_random_bytes(&self) -> [u8; 10] {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        random
    }
}

/// One job, from its first attempt to its end.
struct Run {
    tools: Arc<Tools>,
    id: JobId,
    order: Order,
    feed: Arc<Feed>,
    cancelled: watch::Receiver<bool>,
}

impl Run {
    async fn all(self) -> Result<JobOutcome, JobFailure> {
        let (plugin, kind, last) = (&self.order.plugin, &self.order.kind, self.order.max_attempts.max(1));
        let mut attempts = 1;
        loop {
            let call = self.tools.call_id();
            let (job, began) = (self.id, self.tools.clock.monotonic_ns());
            let error = match self.attempt(call, attempts).await {
                Ok(output) => {
                    let took_ms = self.tools.clock.monotonic_ns().saturating_sub(began) / 1_000_000;
                    info!(job.id = %job, call.id = %call, attempts, took_ms, "{plugin} did a job `{kind}`");
                    return Ok(JobOutcome { job, call, attempts, output });
                }
                Err(error) => error,
            };
            match error {
                JobError::Retry(asked) if attempts < last => {
                    let wait = wait_after(attempts, asked, &*self.tools.entropy);
                    let wait_ms = wait.as_millis();
                    warn!(job.id = %job, call.id = %call, attempts, wait_ms, "{plugin} asks to try `{kind}` again");
                    self.feed.say_waiting(wait);
                    if self.cancelled_within(wait).await {
                        return Err(JobFailure { job, call, attempts, error: JobError::Cancelled });
                    }
                    attempts += 1;
                }
                error => {
                    debug!(job.id = %job, call.id = %call, attempts, %error, "{plugin} did not do a job `{kind}`");
                    return Err(JobFailure { job, call, attempts, error });
                }
            }
        }
    }

    async fn attempt(&self, call: CallId, attempt: u8) -> Result<String, JobError> {
        if *self.cancelled.borrow() {
            return Err(JobError::Cancelled);
        }
        let order = &self.order;
        let job = Job {
            id: self.id,
            kind: order.kind.clone(),
            input: order.input.clone(),
            attempt,
            checkpoint: None,
            lease: None,
        };
        let call = call_of(call, order.caller.clone(), (&order.locale, &order.zone));
        let watch: Arc<dyn JobWatch> = Arc::clone(&self.feed) as _;
        tokio::select! {
            done = self.tools.run(&order.plugin, call, job, watch) => done,
            () = self.grace_is_over() => Err(JobError::Cancelled),
        }
    }

    /// Returns true as soon as the job is cancelled, false when `time` has passed without that.
    async fn cancelled_within(&self, time: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.is_cancelled() => true,
            () = self.tools.timer.sleep(time) => false,
        }
    }

    async fn grace_is_over(&self) {
        self.is_cancelled().await;
        self.tools.timer.sleep(GRACE).await;
    }

    /// Returns once the job is cancelled, and never when everybody who could cancel it is gone.
    async fn is_cancelled(&self) {
        if self.cancelled.clone().wait_for(|cancelled| *cancelled).await.is_err() {
            pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests;
