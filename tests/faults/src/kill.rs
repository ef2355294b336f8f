//! Kills a node while it writes, again and again, and looks after each start.
//!
//! This proves that writes are whole and that the start is quick. It does not prove that anything reached the disk: what
//! the process handed to the system outlives it. That is what `power_cut` is for.

use std::{fs, io::Write, thread, time::Duration};

use crate::{
    How,
    books::Place,
    dice::Dice,
    folder,
    ledger::Told,
    node::{LookFor, Setting},
};

const SHORTEST: u64 = 30;
/// How often everything is looked for and the file is inspected.
const INSPECTED: u32 = 20;
const BAR: Duration = Duration::from_secs(2);

pub(crate) fn run(how: How, is_postgres: bool, longest: u64, out: &mut impl Write) -> anyhow::Result<()> {
    let work = folder()?;
    let (store, acks) = (work.path().join("store"), work.path().join("acks"));
    fs::create_dir(&acks)?;
    #[cfg(feature = "postgres")]
    let database = if is_postgres { Some(crate::cluster::Database::new(work.path())?) } else { None };
    #[cfg(feature = "postgres")]
    let place = database.as_ref().map_or(Place::Folder(store), |database| Place::Server(database.url.clone()));
    #[cfg(not(feature = "postgres"))]
    let place = {
        anyhow::ensure!(!is_postgres, "built without PostgreSQL: add `--features postgres`");
        Place::Folder(store)
    };
    let setting = Setting { place, acks: acks.clone(), seed: how.seed, shim: None };
    let mut dice = Dice::new(how.seed);
    let mut starts = Vec::new();
    for run in 0..how.runs {
        let look_for = match run {
            0 => LookFor::Nothing,
            run if run % INSPECTED == 0 => LookFor::Everything,
            run => LookFor::Run(run - 1),
        };
        let mut node = setting.start(run, look_for, false)?;
        let start = node.until_open()?;
        // The first one makes the tables.
        starts.extend((run > 0).then_some(start));
        node.until("writing")?;
        thread::sleep(Duration::from_millis(dice.between(SHORTEST, longest.max(SHORTEST))));
        node.kill()?;
    }
    let mut last = setting.start(how.runs, LookFor::Everything, true)?;
    starts.push(last.until_open()?);
    last.stop()?;
    let told = Told::read(&acks, None)?;
    starts.sort_unstable();
    let (middle, slowest) = (starts.get(starts.len() / 2), starts.last());
    let (middle, slowest) = (middle.copied().unwrap_or_default(), slowest.copied().unwrap_or_default());
    writeln!(
        out,
        "{} kills, {} answered writes ({} holds, {} batches), none lost, no half batch; start after a kill p50 {:.0}, most {:.0} ms",
        how.runs,
        told.answers,
        told.holds.len(),
        told.batches.values().filter(|batch| batch.is_written).count(),
        middle.as_secs_f64() * 1e3,
        slowest.as_secs_f64() * 1e3
    )?;
    anyhow::ensure!(slowest <= BAR, "a start after a kill took {:.1} s; 2 is the bar", slowest.as_secs_f64());
    Ok(())
}
