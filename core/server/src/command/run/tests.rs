//! Commands with a plugin that answers as the test says.

use std::sync::Mutex;

use async_trait::async_trait;
use loadin_types::{Body, CallError, Fault, Job, JobError, PluginError, Progress, ports::JobWatch};
use serde_json::{Value, json};
use tokio::{runtime::Handle, sync::Notify};

use super::*;
use crate::{
    adapters::{SystemClock, SystemEntropy},
    command::progress::Place,
};

const MANIFEST: &str = r#"
[plugin]
id = "org.example.echo"
name = "Echo"
version = "1.0.0"
api = "0.1"
[[http.route]]
id = "show"
path = "/show"
methods = ["POST"]
permission = "public"
[[jobs.kind]]
name = "plan"
max_attempts = 2
[[command]]
name = "plan"
summary = "Plans"
job = "plan"
view = "POST /show"
arguments = "plan.json"
formats = ["text", "json", "svg"]
[[command]]
name = "show"
summary = "Shows"
route = "POST /show"
arguments = "show.json"
formats = ["json"]
"#;

/// What the plugin does with a job.
enum Work {
    Answer(Result<String, JobError>),
    /// Reports until it is told to stop.
    UntilCancelled,
    /// Hears nothing.
    Deaf,
}

struct Fake {
    work: Work,
    reply: Result<Reply, CallError>,
    requests: Mutex<Vec<Request>>,
    inputs: Mutex<Vec<String>>,
    is_working: Notify,
}

#[async_trait]
impl Plugins for Fake {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        true
    }

    async fn handle(&self, _: &PluginId, _: Call, request: Request) -> Result<Reply, CallError> {
        self.requests.lock().unwrap().push(request);
        self.reply.clone()
    }

    async fn run_job(&self, _: &PluginId, _: Call, job: Job, watch: Arc<dyn JobWatch>) -> Result<String, JobError> {
        self.inputs.lock().unwrap().push(job.input);
        match &self.work {
            Work::Answer(answer) => {
                watch.progress(Progress { done: 1, total: 2, message: "half".into() });
                tokio::task::yield_now().await;
                answer.clone()
            }
            Work::UntilCancelled => {
                while watch.progress(Progress { done: 0, total: 2, message: "searching".into() }) {
                    self.is_working.notify_one();
                    tokio::task::yield_now().await;
                }
                Err(JobError::Cancelled)
            }
            Work::Deaf => {
                self.is_working.notify_one();
                pending().await
            }
        }
    }
}

struct Told {
    result: Result<Answer, Failure>,
    err: String,
    fake: Arc<Fake>,
}

fn fake(work: Work, reply: Result<Reply, CallError>) -> Arc<Fake> {
    Arc::new(Fake { work, reply, requests: Mutex::default(), inputs: Mutex::default(), is_working: Notify::new() })
}

async fn tell(name: &str, format: Format, fake: Arc<Fake>, interrupts: u32) -> Told {
    let manifest = Manifest::parse(MANIFEST, "echo/plugin.toml".as_ref()).unwrap();
    let command = manifest.command.iter().find(|command| command.name == name).unwrap();
    let arguments = Arguments::parse(&json!({ "properties": { "from": { "type": "string" } } }), &[]).unwrap();
    let given = Given {
        arguments: json!({ "from": "x" }).as_object().unwrap().clone(),
        by_flag: ["from".to_owned()].into(),
        arguments_file: None,
    };
    let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let worker = Worker::new(fake.clone(), Handle::current(), clock.clone(), entropy.clone());
    let services = Services { plugins: fake.clone(), worker, clock, entropy };
    let (locale, zone) = ("en".into(), "UTC".into());
    let invocation =
        Invocation { manifest: &manifest, command, arguments: &arguments, given: &given, format, locale, zone };
    let mut err = Vec::new();
    let mut line = ProgressLine::new(&mut err, Place::Elsewhere, "loadin plan".into(), 0);
    let (count, counted) = watch::channel(0);
    let interrupts_later = async {
        for _ in 0..interrupts {
            fake.is_working.notified().await;
            count.send_modify(|count| *count += 1);
            fake.is_working.notify_one();
            tokio::task::yield_now().await;
        }
        pending::<()>().await
    };
    let interrupts = Interrupts(counted);
    let result = tokio::select! {
        result = invocation.answer(&services, &mut line, &interrupts) => result,
        () = interrupts_later => unreachable!(),
    };
    Told { result, err: String::from_utf8(err).unwrap(), fake }
}

fn no_reply() -> Result<Reply, CallError> {
    Err(CallError::Host("nobody should ask".into()))
}

fn text(told: &Told) -> &str {
    std::str::from_utf8(&told.result.as_ref().unwrap().bytes).unwrap()
}

#[tokio::test]
async fn json_is_the_jobs_output() {
    let told = tell("plan", Format::Json, fake(Work::Answer(Ok(r#"{"a":1}"#.into())), no_reply()), 0).await;
    assert_eq!(text(&told), "{\n  \"a\": 1\n}\n");
    assert_eq!(*told.fake.inputs.lock().unwrap(), [r#"{"from":"x"}"#]);
    assert_eq!(told.err, "loadin plan:  50 %  half\n");
}

#[tokio::test]
async fn other_formats_come_from_the_view() {
    let output = r#"{"outcome":"infeasible"}"#;
    let told =
        tell("plan", Format::Text, fake(Work::Answer(Ok(output.into())), Ok(Reply::Text("no way".into()))), 0).await;
    assert_eq!(text(&told), "no way\n");
    assert!(told.result.as_ref().unwrap().is_infeasible, "the job's output decides");
    let requests = told.fake.requests.lock().unwrap();
    assert_eq!((requests[0].path.as_str(), &requests[0].body), ("/show", &Body::Text(output.into())));
    assert_eq!(requests[0].headers[0].value, "text/plain");
}

#[tokio::test]
async fn a_route_gets_the_arguments_and_its_reply_is_the_answer() {
    let told =
        tell("show", Format::Json, fake(Work::Deaf, Ok(Reply::Json(r#"{"outcome":"infeasible"}"#.into()))), 0).await;
    assert!(told.result.as_ref().unwrap().is_infeasible);
    assert_eq!(told.fake.requests.lock().unwrap()[0].body, Body::Text(r#"{"from":"x"}"#.into()));
}

#[tokio::test]
async fn what_a_plugin_refuses_is_bad_input_under_the_flags_name() {
    let refusal: Value = json!({ "detail": "x", "errors": [{ "pointer": "/from", "detail": "is after --to" }] });
    let error = PluginError::Invalid(refusal.to_string());
    let told =
        tell("plan", Format::Json, fake(Work::Answer(Err(JobError::GaveUp(error.clone()))), no_reply()), 0).await;
    assert_eq!(told.result, Err(Failure::bad_input("--from: is after --to")));
    let told = tell("show", Format::Json, fake(Work::Deaf, Err(error.into())), 0).await;
    assert_eq!(told.result, Err(Failure::bad_input("--from: is after --to")));
}

#[tokio::test]
async fn a_crash_and_an_unusable_answer_are_the_plugins_fault() {
    let plugin = PluginId::try_from("org.example.echo".to_owned()).unwrap();
    let crash = CallError::Fault { plugin, fault: Fault::Trapped("unreachable".into()) };
    for (work, reply, said) in [
        (Work::Answer(Err(JobError::Call(crash.clone()))), no_reply(), "The plugin crashed"),
        (Work::Answer(Ok("{}".into())), Err(crash), "The plugin crashed"),
        (Work::Answer(Ok("{}".into())), Ok(Reply::Json("{}".into())), "text/plain was asked for"),
    ] {
        let failure = tell("plan", Format::Text, fake(work, reply), 0).await.result.unwrap_err();
        assert_eq!(failure.exit_code(), 4);
        assert!(failure.lines()[0].to_lowercase().contains(&said.to_lowercase()), "{failure:?}");
    }
    let failure =
        tell("plan", Format::Json, fake(Work::Answer(Ok("{".into())), no_reply()), 0).await.result.unwrap_err();
    assert!(failure.lines()[0].starts_with("org.example.echo: the plugin's answer is not JSON"), "{failure:?}");
}

#[tokio::test]
async fn an_interrupt_cancels_the_job() {
    let told = tell("plan", Format::Text, fake(Work::UntilCancelled, no_reply()), 1).await;
    assert_eq!(told.result.map_err(|failure| failure.exit_code()), Err(130));
    assert!(told.err.ends_with("stopping; once more stops at once\n"), "{}", told.err);
}

#[tokio::test]
async fn a_second_interrupt_waits_for_nothing() {
    let told = tell("plan", Format::Text, fake(Work::Deaf, no_reply()), 2).await;
    assert_eq!(told.result, Err(Failure::Cancelled));
}
