//! Prints what geocoding costs: `cargo bench -p loadin-places` (the dev profile: add `--profile dev`).
//!
//! Goal: a name resolved in 2 ms at the 95th percentile; all data and indexes ready in well under a second.

use std::{
    error::Error,
    hint::black_box,
    io::Write,
    time::{Duration, Instant},
};

use loadin_places::{EMBEDDED, Gazetteer, Query};

const NAMES: &[&str] = &[
    "Burlington, VT",
    "Burlington, Vermont, USA",
    "Springfield",
    "München",
    "Frankfurt am Main",
    "St. Albans",
    "Paris TX",
    "Hackney, London",
    "San",
    "B",
];
const TYPOS: &[&str] =
    &["Burlingtn, VT", "Sprngfield", "Mnchester", "Frankfrut am Main", "Minneapols", "Lepizig", "Lodnon"];
const POINTS: &[(f64, f64)] = &[(44.476, -73.212), (51.508, -0.126), (35.69, 139.69), (-33.87, 151.21), (52.52, 13.41)];

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();

    let decode = sample(9, |_| drop(black_box(Gazetteer::decode(EMBEDDED))));
    report(&mut out, "decode the file", decode)?;
    let fresh: Vec<Gazetteer> = (0..9).map(|_| Gazetteer::decode(EMBEDDED)).collect::<Result<_, _>>()?;
    let paris = Query { text: "Paris", country: None, limit: 1 };
    report(
        &mut out,
        "first search (builds names)",
        sample(9, |run| drop(black_box(fresh.get(run).map(|new| new.search(&paris))))),
    )?;
    report(
        &mut out,
        "other indexes (typos, grid)",
        sample(9, |run| fresh.get(run).map(Gazetteer::prepare).unwrap_or_default()),
    )?;

    let places = Gazetteer::embedded();
    places.prepare();
    let texts = |list: &'static [&str]| move |run: usize| list.get(run % list.len()).copied().unwrap_or_default();
    for (label, list) in [("name", texts(NAMES)), ("typo", texts(TYPOS))] {
        let search =
            sample(2000, |run| drop(black_box(places.search(&Query { text: list(run), country: None, limit: 10 }))));
        report(&mut out, &format!("search, {label}"), search)?;
        report(
            &mut out,
            &format!("resolve, {label}"),
            sample(2000, |run| drop(black_box(places.resolve(list(run), None)))),
        )?;
    }
    let point = |run: usize| POINTS.get(run % POINTS.len()).copied().unwrap_or_default();
    let nearby = |(lat, lon)| drop(black_box(places.nearby(lat, lon, 50.0, 20)));
    report(&mut out, "nearby, 50 km, best 20", sample(2000, |run| nearby(point(run))))?;
    let nearest = |(lat, lon)| drop(black_box(places.nearest(lat, lon)));
    report(&mut out, "nearest", sample(2000, |run| nearest(point(run))))?;
    let zone = |(lat, lon)| places.zone_at(lat, lon).map(str::len);
    report(&mut out, "zone_at", sample(2000, |run| _ = black_box(zone(point(run)))))?;
    let people = |(lat, lon)| places.population_within(lat, lon, 50.0);
    report(&mut out, "population_within, 50 km", sample(2000, |run| _ = black_box(people(point(run)))))?;
    Ok(())
}

fn sample(runs: usize, mut work: impl FnMut(usize)) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..runs)
        .map(|run| {
            let start = Instant::now();
            work(run);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn report(out: &mut impl Write, label: &str, times: Vec<Duration>) -> std::io::Result<()> {
    let at =
        |share: usize| times.get(times.len() * share / 100).map(|time| time.as_secs_f64() * 1e3).unwrap_or_default();
    writeln!(out, "{label:30} p50 {:9.3} ms   p95 {:9.3} ms", at(50), at(95))
}
