//! The host in memory: a fixed clock that moves when told, seeded randomness, towns and settings that the test names.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    path::Path,
    rc::Rc,
};

use loadin_guest::{
    Error, JobState, JobStatus, Reply,
    collections::raw,
    host::{
        log::Level,
        native::{NativeHost, with_host},
        places::{Match, Near, Place, Quality, Resolution},
    },
};
use loadin_query::memory::Change;
use loadin_wit::{locales, manifest::Manifest};
use loadin_words::{Catalogue, Distance, Locale, Source};

use crate::{
    documents::{self, Documents},
    marks::{CLOSE, OPEN},
    page_html::assert_shown,
};

/// The most that a place search may ask for.
const MAX_PLACE_NAME_BYTES: usize = 200;

/// A line that the plugin logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

/// A job that the plugin started. It does not run by itself: a test runs it when it likes.
#[derive(Debug, Clone, PartialEq)]
pub struct StartedJob {
    /// The job's id.
    pub id: String,
    /// The key under which it is there once, if it has one.
    pub key: Option<String>,
    /// Its kind.
    pub kind: String,
    /// Its input, JSON text.
    pub input: String,
    /// How it is; running until the test says otherwise.
    pub status: JobStatus,
}

/// A host for tests.
///
/// What a router answers in it is looked at as core looks at it: a page that core would not draw, or HTML that it would not
/// show as it is, fails the test.
///
/// ```
/// use loadin_guest::host;
/// use loadin_testing::TestHost;
///
/// let test = TestHost::new().with_now_ms(1_000).with_setting("greeting", "\"hello\"");
/// test.run(|| {
///     assert_eq!(host::now_ms(), 1_000);
///     assert_eq!(host::setting::<String>("greeting").unwrap().as_deref(), Some("hello"));
/// });
/// ```
#[derive(Debug, Default)]
pub struct TestHost {
    now_ms: Cell<u64>,
    monotonic_ns: Cell<u64>,
    tick_ns: Cell<u64>,
    random: Cell<u64>,
    settings: BTreeMap<String, String>,
    places: Vec<Place>,
    words: Option<Catalogue>,
    language: Option<Locale>,
    distances: Option<Distance>,
    marks_texts: bool,
    cancel_after: Option<usize>,
    pub(crate) space: String,
    pub(crate) documents: RefCell<Documents>,
    pub(crate) is_migrating: Cell<bool>,
    jobs: RefCell<Vec<StartedJob>>,
    log: RefCell<Vec<LogLine>>,
    progress: RefCell<Vec<(u64, u64, String)>>,
    checkpoint: RefCell<Option<String>>,
}

impl TestHost {
    /// The space that is acted in, unless the test says otherwise.
    pub const SPACE: &str = "01963d5e-7c00-7000-8000-000000000001";

    /// Returns a host at 2027-01-01T00:00:00Z that knows no towns and no settings.
    ///
    /// Its monotonic clock moves by one millisecond at each look, so that a loop that waits for time ends.
    #[must_use]
    pub fn new() -> Self {
        Self {
            now_ms: Cell::new(1_798_761_600_000),
            tick_ns: Cell::new(1_000_000),
            random: Cell::new(0x9E37_79B9_7F4A_7C15),
            space: Self::SPACE.to_owned(),
            ..Self::default()
        }
    }

    /// Sets the time, in milliseconds since 1970.
    #[must_use]
    pub fn with_now_ms(self, now_ms: u64) -> Self {
        self.now_ms.set(now_ms);
        self
    }

    /// Sets how far the monotonic clock moves at each look.
    #[must_use]
    pub fn with_tick_ns(self, tick_ns: u64) -> Self {
        self.tick_ns.set(tick_ns);
        self
    }

    /// Declares the collections of a manifest, with the schemas beside it, and reads the plugin's words.
    ///
    /// # Panics
    ///
    /// As [`TestHost::with_words_of`].
    #[must_use]
    pub fn with_manifest(self, manifest: &Manifest) -> Self {
        self.documents.replace(Documents::of(manifest));
        self.with_words_of(&manifest.folder)
    }

    /// Reads the words of the plugin in a folder, from its `locales`.
    ///
    /// # Panics
    ///
    /// When a file cannot be used, with the file, the line and what is wrong: the real host would not load the plugin.
    #[must_use]
    #[expect(clippy::panic, reason = "a test of a plugin that would not be loaded must fail")]
    pub fn with_words_of(mut self, plugin: &Path) -> Self {
        let files = locales::read(plugin).unwrap_or_else(|error| panic!("the plugin would not be loaded: {error}"));
        let names: Vec<String> = files.iter().map(|file| format!("{}.ftl", file.tag)).collect();
        let sources = files.iter().zip(&names).map(|(file, name)| Source::new(&file.tag, name, &file.text));
        let words =
            Catalogue::build(sources).unwrap_or_else(|error| panic!("the plugin would not be loaded:\n{error}"));
        self.words = Some(words);
        self
    }

    /// Answers in a language from now on, by its tag such as `de` or `en-u-ms-ussystem` (in miles); in English without this.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.language = Locale::read(tag);
        self.distances = Distance::read(tag);
        self
    }

    /// Puts every text between ⟦ and ⟧ from now on, so that [`untranslated`](crate::untranslated) finds what a page says
    /// beside them.
    #[must_use]
    pub fn marking_texts(mut self) -> Self {
        self.marks_texts = true;
        self
    }

    /// Acts in another space from now on, with the same collections: what was written before is somebody else's.
    #[must_use]
    pub fn in_space(mut self, space: &str) -> Self {
        space.clone_into(&mut self.space);
        self
    }

    /// Returns the jobs that were started.
    #[must_use]
    pub fn started_jobs(&self) -> Vec<StartedJob> {
        self.jobs.borrow().clone()
    }

    /// Says how a job is from now on.
    pub fn set_job_status(&self, id: &str, status: JobStatus) {
        for job in self.jobs.borrow_mut().iter_mut().filter(|job| job.id == id) {
            job.status = status.clone();
        }
    }

    /// Forgets all jobs, as a host does that was started again.
    pub fn forget_jobs(&self) {
        self.jobs.borrow_mut().clear();
    }

    /// Adds a town.
    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// Sets a setting to a JSON text.
    #[must_use]
    pub fn with_setting(mut self, key: &str, json: &str) -> Self {
        self.settings.insert(key.to_owned(), json.to_owned());
        self
    }

    /// Cancels the job at its progress report of that number, counted from 0.
    #[must_use]
    pub const fn cancelled_after(mut self, reports: usize) -> Self {
        self.cancel_after = Some(reports);
        self
    }

    /// Runs `work` against this host and returns the host, so that the test can look at it afterwards.
    pub fn run<T>(self, work: impl FnOnce() -> T) -> (Rc<Self>, T) {
        let host = Rc::new(self);
        let done = with_host(Rc::clone(&host) as Rc<dyn NativeHost>, work);
        (host, done)
    }

    /// Returns the lines that were logged.
    #[must_use]
    pub fn log_lines(&self) -> Vec<LogLine> {
        self.log.borrow().clone()
    }

    /// Returns the last checkpoint, JSON text: what another attempt would be given.
    #[must_use]
    pub fn last_checkpoint(&self) -> Option<String> {
        self.checkpoint.borrow().clone()
    }

    /// Returns the reports of progress: done, total, message.
    #[must_use]
    pub fn reports(&self) -> Vec<(u64, u64, String)> {
        self.progress.borrow().clone()
    }

    /// Lists the towns that fit, best first: all qualifiers behind a comma must name region or country.
    fn find(&self, text: &str, country: Option<&str>) -> Vec<Match> {
        let mut parts = text.split(',').map(|part| part.trim().to_lowercase());
        let name = parts.next().unwrap_or_default();
        let qualifiers: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let fits = |place: &&Place| {
            let known = [Some(&place.country), place.region.as_ref(), place.region_code.as_ref()];
            country.is_none_or(|code| place.country.eq_ignore_ascii_case(code))
                && qualifiers.iter().all(|q| known.iter().flatten().any(|word| word.to_lowercase() == *q))
        };
        let rank = |place: &Place| {
            let known = place.name.to_lowercase();
            let prefix = !name.is_empty() && known.starts_with(&name);
            if known == name { Some(Quality::Exact) } else { prefix.then_some(Quality::Prefix) }
        };
        let mut found: Vec<Match> = self
            .places
            .iter()
            .filter(fits)
            .filter_map(|place| Some(Match { quality: rank(place)?, place: place.clone() }))
            .collect();
        found.sort_by_key(|hit| (hit.quality != Quality::Exact, std::cmp::Reverse(hit.place.population)));
        found
    }
}

impl NativeHost for TestHost {
    fn log(&self, level: Level, message: &str, fields: &[(&str, &str)]) {
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.log.borrow_mut().push(LogLine { level, message: message.to_owned(), fields });
    }

    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    fn monotonic_ns(&self) -> u64 {
        self.monotonic_ns.set(self.monotonic_ns.get() + self.tick_ns.get());
        self.monotonic_ns.get()
    }

    fn random(&self, n: u32) -> Vec<u8> {
        (0..n)
            .map(|_| {
                // xorshift64: the same bytes in every run.
                let mut x = self.random.get();
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                self.random.set(x);
                x.to_le_bytes()[0]
            })
            .collect()
    }

    fn setting(&self, key: &str) -> Option<String> {
        self.settings.get(key).cloned()
    }

    fn places_search(&self, text: &str, country: Option<&str>, limit: u32) -> Result<String, Error> {
        check_name(text)?;
        let found = self.find(text, country);
        json(&found[..found.len().min(limit as usize)])
    }

    fn places_resolve(&self, text: &str, country: Option<&str>) -> Result<String, Error> {
        check_name(text)?;
        let (exact, other): (Vec<Match>, Vec<Match>) =
            self.find(text, country).into_iter().partition(|hit| hit.quality == Quality::Exact);
        let places = |hits: Vec<Match>| hits.into_iter().map(|hit| hit.place).collect::<Vec<_>>();
        let mut exact = places(exact);
        json(&match exact.len() {
            0 => Resolution::Unknown { suggestions: places(other) },
            1 => Resolution::Found { place: exact.remove(0) },
            _ => Resolution::Ambiguous { places: exact },
        })
    }

    fn places_nearby(&self, lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error> {
        if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)) {
            return Err(Error::invalid("", "the point is not on Earth"));
        }
        let mut near: Vec<Near> = self
            .places
            .iter()
            .map(|place| Near { km: km_between((lat, lon), (place.lat, place.lon)), place: place.clone() })
            .filter(|near| near.km <= km.min(500.0))
            .collect();
        near.sort_by(|a, b| a.km.total_cmp(&b.km));
        near.truncate(limit as usize);
        json(&near)
    }

    /// A text that is not there, or not whole, fails the test: the real host would show its key, or a gap.
    #[expect(clippy::panic, reason = "a test that has no words must fail")]
    fn text(&self, key: &str, args: &str) -> String {
        let Some(words) = &self.words else {
            panic!("no text for `{key}`: give the host its words with `with_manifest` or `with_words_of`")
        };
        let language = words.negotiate("", self.language.as_ref());
        let language = self.distances.map_or(language, |distances| language.counting(distances));
        let said = language.say_json(key, args);
        let said = said.unwrap_or_else(|error| panic!("no text for `{key}`: {error}"));
        // A text may be the same word as its key, so the catalogue is asked as well.
        let is_missing = said == key && words.gaps().iter().any(|(_, missing)| missing == key);
        assert!(!is_missing, "no text for `{key}`: write it into locales/en.ftl");
        assert!(!said.contains("{$"), "the text for `{key}` lacks a value: {said}");
        if self.marks_texts { format!("{OPEN}{said}{CLOSE}") } else { said }
    }

    fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), Error> {
        self.outside_a_migration("jobs")?;
        let mut reports = self.progress.borrow_mut();
        reports.push((done, total, message.to_owned()));
        if self.cancel_after.is_some_and(|after| reports.len() > after) { Err(Error::Cancelled) } else { Ok(()) }
    }

    fn checkpoint(&self, state: &str) -> Result<(), Error> {
        self.outside_a_migration("jobs")?;
        *self.checkpoint.borrow_mut() = Some(state.to_owned());
        Ok(())
    }

    fn job_status(&self, id: &str) -> Result<Option<String>, Error> {
        self.outside_a_migration("jobs")?;
        let jobs = self.jobs.borrow();
        jobs.iter().find(|job| job.id == id).map(|job| json(&job.status)).transpose()
    }

    fn job_cancel(&self, id: &str) -> Result<(), Error> {
        self.outside_a_migration("jobs")?;
        let mut jobs = self.jobs.borrow_mut();
        let running = jobs.iter_mut().find(|job| job.id == id && job.status.state == JobState::Running);
        running.map(|job| job.status.state = JobState::Cancelled).ok_or(Error::NotFound)
    }

    fn answered(&self, reply: &Reply) {
        if let Reply::Page(json) | Reply::InvalidPage(json) = reply {
            assert_shown(json);
        }
    }

    fn documents_get(&self, collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error> {
        self.outside_a_migration("documents")?;
        self.documents.borrow().get(&self.space, collection, ids)
    }

    fn documents_find(&self, collection: &str, query: &raw::Query) -> Result<raw::Found, Error> {
        self.outside_a_migration("documents")?;
        self.documents.borrow().find(&self.space, collection, query)
    }

    fn documents_count(&self, collection: &str, reach: raw::Reach, filter: Option<&str>) -> Result<u64, Error> {
        self.outside_a_migration("documents")?;
        self.documents.borrow().count(&self.space, collection, reach, filter)
    }

    fn documents_aggregate(&self, collection: &str, question: &str) -> Result<String, Error> {
        self.outside_a_migration("documents")?;
        self.documents.borrow().aggregate(&self.space, collection, question)
    }

    fn documents_commit(&self, writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error> {
        self.outside_a_migration("documents")?;
        let (mut changes, mut plan, mut started) = (Vec::new(), Vec::new(), Vec::new());
        for write in writes {
            changes.push(match write {
                raw::Write::Put(put) => documents::put(put),
                raw::Write::Delete(target) => Change::Delete(documents::target(target)),
                raw::Write::Restore(target) => Change::Restore(documents::target(target)),
                raw::Write::Purge(target) => Change::Purge(documents::target(target)),
                raw::Write::Enqueue(job) => {
                    let (jobs, key) = (self.jobs.borrow(), &job.dedupe);
                    let is_meant = |other: &&StartedJob| {
                        key.is_some()
                            && (&other.key, &other.kind) == (key, &job.kind)
                            && other.status.state == JobState::Running
                    };
                    if let Some(there) = jobs.iter().chain(&started).find(is_meant) {
                        plan.push(Some(raw::Written::Job(there.id.clone())));
                        continue;
                    }
                    let id = job.id.unwrap_or_else(loadin_guest::host::new_id);
                    let message = String::new();
                    let status = JobStatus { state: JobState::Running, done: 0, total: 0, message, problem: None };
                    started.push(StartedJob {
                        id: id.clone(),
                        kind: job.kind,
                        input: job.input,
                        key: job.dedupe,
                        status,
                    });
                    plan.push(Some(raw::Written::Job(id)));
                    continue;
                }
            });
            plan.push(None);
        }
        let written = self.documents.borrow_mut().commit(&self.space, changes, self.now_ms())?;
        let mut written = written.into_iter();
        self.jobs.borrow_mut().extend(started);
        let answered = |job: Option<raw::Written>| {
            job.unwrap_or_else(|| written.next().flatten().map_or(raw::Written::Done, raw::Written::Document))
        };
        Ok(plan.into_iter().map(answered).collect())
    }
}

fn check_name(text: &str) -> Result<(), Error> {
    if text.len() > MAX_PLACE_NAME_BYTES {
        return Err(Error::invalid("", format!("a place name has at most {MAX_PLACE_NAME_BYTES} bytes")));
    }
    Ok(())
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

/// Great-circle distance on a sphere of 6,371 km.
fn km_between(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use loadin_guest::{
        Call, Failure, Job, JobParts, host,
        host::places::{Place, Resolution, nearby, resolve},
    };

    use super::TestHost;

    fn town(name: &str, region_code: &str, population: u32, lat: f64) -> Place {
        Place {
            id: population,
            name: name.into(),
            country: "US".into(),
            region: None,
            region_code: Some(region_code.into()),
            lat,
            lon: -73.2,
            population,
            zone: "America/New_York".into(),
        }
    }

    #[test]
    fn a_town_is_found_by_its_qualifier_and_ambiguous_without() {
        let test = TestHost::new().with_place(town("Burlington", "VT", 42_000, 44.48)).with_place(town(
            "Burlington",
            "NC",
            57_000,
            36.09,
        ));
        test.run(|| {
            let Resolution::Found { place } = resolve("burlington, vt", None).unwrap() else { panic!("not found") };
            assert_eq!(place.population, 42_000);
            let Resolution::Ambiguous { places } = resolve("Burlington", None).unwrap() else {
                panic!("not ambiguous")
            };
            assert_eq!(places[0].region_code.as_deref(), Some("NC"));
            assert_eq!(nearby(44.5, -73.2, 10.0, 5).unwrap().len(), 1);
        });
    }

    #[test]
    fn a_cancelled_job_ends_at_its_next_report() {
        fn count(job: &Job) -> Result<u64, Failure> {
            for done in 0..10 {
                job.progress(done, 10, "counting")?;
            }
            Ok(10)
        }
        let job = Job::new(Call::default(), JobParts::default());
        let (test, ended) = TestHost::new().cancelled_after(3).run(|| job.run(count));
        assert_eq!(ended, Err(Failure::Cancelled));
        assert_eq!(test.reports().len(), 4);
    }

    #[test]
    fn randomness_is_the_same_in_every_run() {
        let draw = || TestHost::new().run(|| host::random(16)).1;
        assert_eq!(draw(), draw());
    }
}
