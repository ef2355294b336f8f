//! Cuts the power: records what a node writes, and replays the record to random places.
//!
//! Rule: run twice, with the setting of the product and with one that does not wait for the disk. The second must lose
//! something that was answered, or the harness finds nothing.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::{
    How,
    books::{Books, Place},
    check,
    dice::Dice,
    folder,
    node::{LookFor, Setting},
    replay::Disk,
    trace::{Deed, Trace, shim},
};

/// What was found at all places together.
#[derive(Debug, Default)]
struct Found {
    answers: u64,
    deeds: u64,
    flushes: u64,
    checkpoints: u64,
    /// Places where something answered was not there.
    lossy: u32,
    /// Places where the database did not open, or was damaged.
    broken: u32,
}

pub(crate) fn run(how: How, writing: u64, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut look = |is_careless: bool| {
        let work = folder()?;
        let trace = record(work.path(), (how, writing), is_careless)?;
        let found = runtime.block_on(replay(work.path(), &trace, how))?;
        let name = if is_careless { "NORMAL" } else { "FULL" };
        writeln!(
            out,
            "synchronous={name}: {} cuts of {} deeds ({} flushes, {} writes to the main file), {} answered writes: \
             something answered lost at {}, damaged at {}",
            how.runs, found.deeds, found.flushes, found.checkpoints, found.answers, found.lossy, found.broken
        )?;
        anyhow::ensure!(found.answers > 0 && found.flushes > 0, "nothing was recorded, so nothing is proved");
        Ok(found)
    };
    let careful = look(false)?;
    let careless = look(true)?;
    anyhow::ensure!(careful.lossy == 0, "{} cuts lost what was answered; what was lost stands above", careful.lossy);
    anyhow::ensure!(careful.broken == 0, "{} cuts left a database that is damaged", careful.broken);
    anyhow::ensure!(
        careless.lossy > 0,
        "nothing was lost with synchronous=NORMAL: either the cuts are too few, or the harness is blind"
    );
    Ok(())
}

/// Lets a node write for a while; returns the record.
fn record(work: &Path, (how, writing): (How, u64), is_careless: bool) -> anyhow::Result<PathBuf> {
    let (store, acks, trace) = (work.join("store"), work.join("acks"), work.join("trace"));
    fs::create_dir(&acks)?;
    let place = if is_careless { Place::Careless(store) } else { Place::Folder(store) };
    let setting = Setting { place, acks, seed: how.seed, shim: Some((shim(work)?, trace.clone())) };
    let mut node = setting.start(0, LookFor::Nothing, false)?;
    node.until("writing")?;
    thread::sleep(Duration::from_millis(writing));
    node.kill()?;
    Ok(trace)
}

/// Cuts at random places, in order, and looks at each.
async fn replay(work: &Path, trace: &Path, how: How) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut reader = Trace::open(trace)?;
    while let Some((name, deed)) = reader.next()? {
        found.deeds += 1;
        found.flushes += u64::from(deed == Deed::Flush);
        found.checkpoints += u64::from(name == "loadin.db" && deed != Deed::Flush);
    }
    let mut dice = Dice::new(how.seed);
    let mut places: Vec<u64> = (0..how.runs).map(|_| 1 + dice.roll(found.deeds.max(1))).collect();
    places.sort_unstable();
    let (mut disk, mut at) = (Disk::default(), 0);
    let mut reader = Trace::open(trace)?;
    for place in places {
        while at < place {
            let Some((name, deed)) = reader.next()? else { break };
            disk.take(name, deed)?;
            at += 1;
        }
        let folder = work.join("cut");
        fs::create_dir(&folder)?;
        disk.cut(&folder, &mut dice)?;
        match look(&folder, &disk).await {
            Ok(losses) if losses.is_empty() => {}
            Ok(losses) => {
                found.lossy += 1;
                tell(place, &losses)?;
            }
            Err(error) => {
                found.broken += 1;
                tell(place, &[format!("{error:#}")])?;
            }
        }
        fs::remove_dir_all(&folder)?;
    }
    found.answers = disk.told().answers;
    Ok(found)
}

/// Opens what a cut left and returns what is lost of what was told by then.
async fn look(folder: &Path, disk: &Disk) -> anyhow::Result<Vec<String>> {
    let books = Books::open(&Place::Folder(folder.to_owned())).await?;
    let losses = check::losses(&books, &disk.told()).await;
    let damage = books.storage.damage().await;
    books.storage.close().await;
    let damage = damage?;
    anyhow::ensure!(damage.is_empty(), "damaged: {}", damage.join("; "));
    losses
}

fn tell(place: u64, what: &[String]) -> anyhow::Result<()> {
    let first = what.first().map(String::as_str).unwrap_or_default();
    writeln!(std::io::stderr(), "cut after deed {place}: {} lost, such as {first}", what.len())?;
    Ok(())
}
