//! How the tests ask: requests with sensible parts, a host with a few towns.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use loadin_guest::{Call, Error, Failure, FieldError, Job, JobParts, host::places::Place};
use loadin_testing::TestHost;
use loadin_tour_optimizer::{
    jobs,
    reply::{Infeasible, PlanReply, Planned},
};
use serde_json::{Value, json};

/// Five rooms along one road, with everything known.
pub(crate) const ROOMS: &str = "\
name,lat,lon,city,region,country,capacity,net,dates,radius_km
Nectar's,44.4759,-73.2121,Burlington,VT,US,300,500.00,,
Charlie-O's,44.2601,-72.5754,Montpelier,VT,US,90,260.00,,
The Stone Church,42.8509,-72.5579,Brattleboro,VT,US,220,420.00,,
Merchants Hall,43.6106,-72.9726,Rutland,VT,US,160,330.00,2027-03-08..2027-03-10,
Café Lena,43.0831,-73.7846,Saratoga Springs,NY,US,110,300.00,,10
";

fn town(name: &str, region: (&str, &str), country: &str, (lat, lon): (f64, f64), population: u32) -> Place {
    Place {
        id: population,
        name: name.into(),
        country: country.into(),
        region: Some(region.0.into()),
        region_code: Some(region.1.into()),
        lat,
        lon,
        population,
        zone: "America/New_York".into(),
    }
}

/// A host that knows the towns of the rooms, and Burlington twice.
pub(crate) fn host() -> TestHost {
    let vermont = ("Vermont", "VT");
    [
        town("Burlington", vermont, "US", (44.4759, -73.2121), 44_743),
        town("Burlington", ("North Carolina", "NC"), "US", (36.0957, -79.4378), 57_303),
        town("Montpelier", vermont, "US", (44.2601, -72.5754), 8_074),
        town("Brattleboro", vermont, "US", (42.8509, -72.5579), 12_184),
        town("Rutland", vermont, "US", (43.6106, -72.9726), 15_807),
        town("Milton", vermont, "US", (44.6398, -73.1104), 10_723),
        town("Saratoga Springs", ("New York", "NY"), "US", (43.0831, -73.7846), 28_491),
        town("Plattsburgh", ("New York", "NY"), "US", (44.6995, -73.4529), 19_841),
        town("Toronto", ("Ontario", "08"), "CA", (43.7001, -79.4163), 2_731_571),
        town("Tokyo", ("Tokyo", "40"), "JP", (35.6895, 139.6917), 8_336_599),
    ]
    .into_iter()
    .fold(TestHost::new().with_words_of(Path::new(env!("CARGO_MANIFEST_DIR"))), TestHost::with_place)
}

/// Returns a request over these bytes of a venue list.
pub(crate) fn request(csv: impl AsRef<[u8]>) -> Value {
    json!({
        "venues": STANDARD.encode(csv),
        "venues_name": "venues.csv",
        "home": "Burlington, VT",
        "from": "2027-03-05",
        "to": "2027-03-12",
        "radius_km": 25,
        "work_units": 20_000,
    })
}

/// Returns a request with some fields set anew; `null` takes one away.
pub(crate) fn with(mut request: Value, changes: Value) -> Value {
    let (fields, Value::Object(changes)) = (request.as_object_mut().unwrap(), changes) else { panic!("not objects") };
    for (name, value) in changes {
        if value.is_null() {
            fields.remove(&name);
        } else {
            fields.insert(name, value);
        }
    }
    request
}

pub(crate) fn job(kind: &str, input: &Value) -> Job {
    let parts = JobParts { id: "1".into(), kind: kind.into(), input: input.to_string(), attempt: 1, checkpoint: None };
    Job::new(Call::default(), parts)
}

pub(crate) fn ask(request: &Value) -> Result<PlanReply, Failure> {
    host().run(|| jobs::plan(&job("plan", request))).1
}

pub(crate) fn planned(request: &Value) -> Planned {
    match ask(request).unwrap() {
        PlanReply::Planned(planned) => *planned,
        PlanReply::Infeasible(infeasible) => panic!("no tour: {}", infeasible.answer.sentence),
    }
}

pub(crate) fn infeasible(request: &Value) -> Infeasible {
    match ask(request).unwrap() {
        PlanReply::Infeasible(infeasible) => *infeasible,
        PlanReply::Planned(planned) => panic!("a tour of {} shows", planned.plan.stops.len()),
    }
}

/// Returns the fields at fault.
pub(crate) fn refused(request: &Value) -> Vec<FieldError> {
    match ask(request) {
        Err(Failure::GiveUp(Error::Invalid(invalid))) => invalid.errors,
        other => panic!("not refused: {other:?}"),
    }
}

/// Returns the one field at fault and its sentence.
pub(crate) fn refusal(request: &Value) -> (String, String) {
    let mut errors = refused(request);
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = errors.remove(0);
    (error.pointer, error.detail)
}
