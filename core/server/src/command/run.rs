//! Runs a command: its job through the worker, or its route, and then the answer in the form asked for.
//!
//! Rule: the first interrupt cancels and waits for the job to stop; the second one waits for nothing.

use std::{future::pending, sync::Arc};

use loadin_types::{
    Call, CallId, Caller, Held, PluginId, PrincipalKind, Reply, Request, SpaceId,
    ports::{Clock, Entropy, Plugins},
};
use loadin_wit::manifest::{Command, Format, Manifest};
use loadin_worker::{JobOutcome, Order, Worker};
use tokio::sync::watch;

use super::{
    answer::{self, Answer},
    ending::Failure,
    progress::ProgressLine,
    refusal::Names,
    route,
    schema::Arguments,
    values::Given,
};

/// What commands are run with.
pub(crate) struct Services {
    pub(crate) plugins: Arc<dyn Plugins>,
    pub(crate) worker: Worker,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// Counts how often the person at the keyboard has asked to stop.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts(pub(crate) watch::Receiver<u32>);

/// One command, as it was typed.
pub(crate) struct Invocation<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) command: &'a Command,
    pub(crate) arguments: &'a Arguments,
    pub(crate) given: &'a Given,
    pub(crate) format: Format,
    /// BCP 47 tag of the language to answer in.
    pub(crate) locale: String,
    /// IANA time zone of the person.
    pub(crate) zone: String,
}

impl Interrupts {
    /// Returns once `times` interrupts have come.
    pub(crate) async fn reach(&self, times: u32) {
        if self.0.clone().wait_for(|count| *count >= times).await.is_err() {
            pending::<()>().await;
        }
    }
}

impl Invocation<'_> {
    /// Runs the command and returns its answer.
    pub(crate) async fn answer(
        &self,
        services: &Services,
        line: &mut ProgressLine<'_>,
        interrupts: &Interrupts,
    ) -> Result<Answer, Failure> {
        let answer = match (&self.command.job, &self.command.route) {
            (Some(kind), _) => self.by_job(kind, services, line, interrupts).await,
            (None, Some(path)) => self.by_route(path, services, interrupts).await,
            (None, None) => Err(Failure::broken("the manifest declares neither a job nor a route for this command")),
        };
        line.clear();
        answer
    }

    async fn by_route(&self, path: &str, services: &Services, interrupts: &Interrupts) -> Result<Answer, Failure> {
        let request =
            route::request(path, self.given.payload(self.arguments), self.format).map_err(Failure::bad_input)?;
        let reply = self.call(request, services, interrupts).await?;
        answer::from_reply(reply, self.format).map_err(|problem| self.broken(problem))
    }

    async fn by_job(
        &self,
        kind: &str,
        services: &Services,
        line: &mut ProgressLine<'_>,
        interrupts: &Interrupts,
    ) -> Result<Answer, Failure> {
        let done = self.work(kind, services, line, interrupts).await?;
        let Some(view) = self.command.view.as_deref().filter(|_| self.format != Format::Json) else {
            return answer::from_json(&done.output).map_err(|problem| self.broken(problem));
        };
        let is_infeasible = answer::says_infeasible(&done.output);
        let request = route::view(view, done.output, self.format).map_err(|problem| self.broken(problem))?;
        let reply = self.call(request, services, interrupts).await?;
        let shown = answer::from_reply(reply, self.format).map_err(|problem| self.broken(problem))?;
        Ok(Answer { is_infeasible, ..shown })
    }

    async fn work(
        &self,
        kind: &str,
        services: &Services,
        line: &mut ProgressLine<'_>,
        interrupts: &Interrupts,
    ) -> Result<JobOutcome, Failure> {
        let job = services.worker.start(self.order(kind, services));
        let (mut progress, canceller, clock) = (job.progress(), job.canceller(), &services.clock);
        let outcome = job.outcome();
        tokio::pin!(outcome);
        let mut is_cancelled = false;
        loop {
            tokio::select! {
                biased;
                done = &mut outcome => return done.map_err(|failure| self.names().of_job(&failure)),
                () = interrupts.reach(if is_cancelled { 2 } else { 1 }) => {
                    if is_cancelled {
                        return Err(Failure::Cancelled);
                    }
                    is_cancelled = true;
                    canceller.cancel();
                    line.say("stopping; once more stops at once", clock.monotonic_ns());
                }
                Ok(()) = progress.changed() => {
                    let reported = progress.borrow_and_update().clone();
                    if let Some(reported) = reported.filter(|_| !is_cancelled) {
                        line.show(&reported, clock.monotonic_ns());
                    }
                }
            }
        }
    }

    fn order(&self, kind: &str, services: &Services) -> Order {
        let declared = self.manifest.jobs.kind.iter().find(|declared| declared.name == kind);
        Order {
            plugin: self.plugin().clone(),
            kind: kind.to_owned(),
            input: self.given.payload(self.arguments).to_string(),
            caller: services.operator(),
            locale: self.locale.clone(),
            zone: self.zone.clone(),
            max_attempts: declared.map_or(1, |kind| kind.max_attempts),
        }
    }

    async fn call(&self, request: Request, services: &Services, interrupts: &Interrupts) -> Result<Reply, Failure> {
        let id = services.call_id();
        let call = Call {
            id,
            traceparent: String::new(),
            caller: services.operator(),
            via: Vec::new(),
            object: None,
            locale: self.locale.clone(),
            zone: self.zone.clone(),
        };
        tokio::select! {
            reply = services.plugins.handle(self.plugin(), call, request) => {
                reply.map_err(|error| self.names().of_call(&error, id))
            }
            () = interrupts.reach(1) => Err(Failure::Cancelled),
        }
    }

    const fn plugin(&self) -> &PluginId {
        &self.manifest.plugin.id
    }

    const fn names(&self) -> Names<'_> {
        Names { arguments: self.arguments, given: self.given }
    }

    fn broken(&self, problem: String) -> Failure {
        Failure::broken(format!("{}: {problem}", self.plugin()))
    }
}

impl Services {
    /// Returns the operator, in a space of the moment: without a server nothing is kept.
    fn operator(&self) -> Caller {
        let space = SpaceId::from_parts(self.clock.now_ms(), &self.ten_random_bytes());
        Caller { kind: PrincipalKind::System, id: String::new(), space, roles: Vec::new(), held: Held::All }
    }

    fn call_id(&self) -> CallId {
        CallId::from_parts(self.clock.now_ms(), &self.ten_random_bytes())
    }

    fn ten_random_bytes(&self) -> [u8; 10] {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        random
    }
}

#[cfg(test)]
mod tests;
