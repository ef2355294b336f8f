//! Times the day-level solver: first tour, value, bound and gap at each mark, time of proof.
//!
//! Rule: measures wall time outside the engine, which never sees a clock; files come from `--dir`, and the
//! made-up small state is always run.
#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a bench prints, and stops at bad files")]

#[path = "../tests/data/read.rs"]
mod read;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use loadin_tour_engine::{
    instance::Instance,
    solver::{Solver, Status},
};

struct Wish {
    dir: Option<PathBuf>,
    marks: Vec<f64>,
    only: String,
}

fn main() {
    let wish = wish();
    match &wish.dir {
        None => println!(
            "--dir DIR is missing: a folder of day-level instances (day_*.json), e.g. `-- --dir DATA --seconds 1,10`"
        ),
        Some(dir) => {
            for file in files(dir) {
                let name = file.file_stem().unwrap().to_string_lossy().into_owned();
                if name.contains(&wish.only) {
                    let text = std::fs::read_to_string(&file).unwrap();
                    run(&name, read::tourday(&text), &wish.marks);
                }
            }
        }
    }
    for (name, venues, towns, days) in [("state_561x22", 561, 60, 22), ("state_1000x31", 1000, 90, 31)] {
        if name.contains(&wish.only) {
            run(name, read::small_state(venues, towns, days), &wish.marks);
        }
    }
    if "state_no_clause".contains(&wish.only) {
        run("state_no_clause", read::without_clause(&read::small_state(561, 60, 22)), &wish.marks);
    }
}

fn wish() -> Wish {
    let mut wish = Wish { dir: None, marks: vec![1.0, 10.0], only: String::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--dir" => wish.dir = words.next().map(PathBuf::from),
            "--only" => wish.only = words.next().unwrap_or_default(),
            "--seconds" => {
                wish.marks = words.next().unwrap_or_default().split(',').filter_map(|mark| mark.parse().ok()).collect();
            }
            _ => {}
        }
    }
    wish
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", dir.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn run(name: &str, instance: Instance, marks: &[f64]) {
    let start = Instant::now();
    let mut solver = Solver::new(instance, 1);
    let (mut first, mut longest, mut marks) = (None, 0.0_f64, marks.iter().copied().peekable());
    let mut line = String::new();
    while marks.peek().is_some() {
        let before = start.elapsed().as_secs_f64();
        let progress = solver.step(1);
        let now = start.elapsed().as_secs_f64();
        longest = longest.max(now - before);
        if first.is_none() && progress.value.is_some_and(|value| value > 0) {
            first = Some((now, progress.value.unwrap_or(0)));
        }
        let over = progress.status != Status::Searching;
        while let Some(mark) = marks.next_if(|&mark| over || now >= mark) {
            let (value, bound) = (progress.value.unwrap_or(0), progress.bound.unwrap_or(i64::MAX));
            let gap = 100.0 * (bound - value) as f64 / value.max(1) as f64;
            line += &format!(" | {mark}s {:.2} of {:.2} gap {gap:.2} %", value as f64 / 100.0, bound as f64 / 100.0);
            if over {
                line += &format!(", {:?} at {now:.3} s, {} units", progress.status, progress.units);
                break;
            }
        }
        if over {
            break;
        }
    }
    let (first_at, first_value) = first.unwrap_or((f64::NAN, 0));
    let shows = solver.best().map_or(0, |tour| tour.shows.len());
    println!(
        "{name}: first {first_at:.3} s {:.2}, longest step {longest:.3} s, {shows} shows{line}",
        first_value as f64 / 100.0
    );
}
