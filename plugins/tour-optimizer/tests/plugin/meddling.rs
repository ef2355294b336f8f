//! A host where somebody else writes at the worst moment: just before the plugin does.
//!
//! Rule: everything but that one moment is the test host's.

use std::{cell::Cell, rc::Rc};

use loadin_guest::{
    Error, Job, JobParts,
    collections::raw,
    host::{
        log::Level,
        native::{NativeHost, with_host},
    },
};
use loadin_testing::TestHost;
use loadin_tour_optimizer::jobs;
use serde_json::json;

use crate::band::Band;

/// Does something to the space before each of the next commits.
struct Meddler {
    inner: Rc<TestHost>,
    plan: String,
    times: Cell<u32>,
}

impl Meddler {
    fn rename(&self) -> Result<(), Error> {
        let found = self.inner.documents_get("plans", std::slice::from_ref(&self.plan))?;
        let Some(Some(plan)) = found.into_iter().next() else { return Ok(()) };
        let mut data: serde_json::Value = serde_json::from_str(&plan.data).unwrap();
        data["title"] = format!("Name {}", self.times.get()).into();
        let put = raw::Put {
            collection: "plans".into(),
            id: Some(plan.id),
            data: data.to_string(),
            parties: Vec::new(),
            visibility: None,
            expect_version: Some(plan.version),
        };
        self.inner.documents_commit(vec![raw::Write::Put(put)]).map(drop)
    }
}

impl NativeHost for Meddler {
    fn log(&self, level: Level, message: &str, fields: &[(&str, &str)]) {
        self.inner.log(level, message, fields);
    }
    fn now_ms(&self) -> u64 {
        self.inner.now_ms()
    }
    fn monotonic_ns(&self) -> u64 {
        self.inner.monotonic_ns()
    }
    fn random(&self, n: u32) -> Vec<u8> {
        self.inner.random(n)
    }
    fn setting(&self, key: &str) -> Option<String> {
        self.inner.setting(key)
    }
    fn places_search(&self, text: &str, country: Option<&str>, limit: u32) -> Result<String, Error> {
        self.inner.places_search(text, country, limit)
    }
    fn places_resolve(&self, text: &str, country: Option<&str>) -> Result<String, Error> {
        self.inner.places_resolve(text, country)
    }
    fn places_nearby(&self, lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error> {
        self.inner.places_nearby(lat, lon, km, limit)
    }
    fn text(&self, key: &str, args: &str) -> String {
        self.inner.text(key, args)
    }

    fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), Error> {
        self.inner.progress(done, total, message)
    }
    fn checkpoint(&self, state: &str) -> Result<(), Error> {
        self.inner.checkpoint(state)
    }
    fn job_status(&self, id: &str) -> Result<Option<String>, Error> {
        self.inner.job_status(id)
    }
    fn job_cancel(&self, id: &str) -> Result<(), Error> {
        self.inner.job_cancel(id)
    }
    fn documents_get(&self, collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error> {
        self.inner.documents_get(collection, ids)
    }
    fn documents_find(&self, collection: &str, query: &raw::Query) -> Result<raw::Found, Error> {
        self.inner.documents_find(collection, query)
    }
    fn documents_count(&self, collection: &str, reach: raw::Reach, filter: Option<&str>) -> Result<u64, Error> {
        self.inner.documents_count(collection, reach, filter)
    }

    fn documents_aggregate(&self, collection: &str, question: &str) -> Result<String, Error> {
        self.inner.documents_aggregate(collection, question)
    }

    fn documents_commit(&self, writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error> {
        if self.times.get() > 0 {
            self.rename()?;
            self.times.set(self.times.get() - 1);
        }
        self.inner.documents_commit(writes)
    }
}

/// Runs the job of a plan while somebody renames the plan so many times, each time just before the job writes.
fn run_while_renamed(band: &Band, plan: &str, times: u32) -> bool {
    let meddler = Meddler { inner: Rc::clone(&band.host), plan: plan.to_owned(), times: Cell::new(times) };
    let started = band.host.started_jobs().pop().unwrap();
    let (id, kind, input) = (started.id, started.kind, started.input);
    let parts = JobParts { id, kind, input, attempt: 1, checkpoint: None };
    let job = Job::new(loadin_guest::Call::default(), parts);
    with_host(Rc::new(meddler), || job.run(jobs::plan_tour)).is_ok()
}

#[test]
fn a_name_given_in_the_last_moment_stays_and_the_tour_is_written_all_the_same() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    assert!(run_while_renamed(&band, &id, 1));
    let plan = band.get(&format!("/plans/{id}"));
    assert_eq!((&plan["title"], &plan["state"]), (&json!("Name 1"), &json!("planned")));
}

#[test]
fn who_meddles_for_ever_gets_no_half_written_plan() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    assert!(!run_while_renamed(&band, &id, 9));
    let plan = band.get(&format!("/plans/{id}"));
    assert_eq!((&plan["state"], &plan["outcome"]), (&json!("planning"), &json!(null)));
}
