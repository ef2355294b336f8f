//! Crashes the PostgreSQL server under load and starts it again, while the node goes on.

use std::{
    fs,
    io::Write,
    thread,
    time::{Duration, Instant},
};

use crate::{
    How,
    books::Place,
    cluster::Cluster,
    dice::Dice,
    folder,
    ledger::Told,
    node::{LookFor, Setting},
};

pub(crate) fn run(how: How, out: &mut impl Write) -> anyhow::Result<()> {
    let (work, cluster) = (folder()?, Cluster::start()?);
    let acks = work.path().join("acks");
    fs::create_dir(&acks)?;
    let place = Place::Server(cluster.database()?);
    let setting = Setting { place, acks: acks.clone(), seed: how.seed, shim: None };
    let mut node = setting.start(0, LookFor::Nothing, false)?;
    node.until("writing")?;
    let (mut dice, mut away) = (Dice::new(how.seed), Duration::ZERO);
    for _ in 0..how.runs {
        thread::sleep(Duration::from_millis(dice.between(300, 1_500)));
        let begun = Instant::now();
        cluster.crash()?;
        cluster.again()?;
        away = away.max(begun.elapsed());
    }
    // Long enough for every writer to be answered again.
    thread::sleep(Duration::from_secs(1));
    let went = node.stop_and_tell()?;
    let mut last = setting.start(1, LookFor::Everything, true)?;
    last.until_open()?;
    last.stop()?;
    let told = Told::read(&acks, None)?;
    writeln!(
        out,
        "{} crashes of the server (away for {:.2} s at most), {} answered writes, none lost, no half batch; the node: {went}",
        how.runs,
        away.as_secs_f64(),
        told.answers
    )?;
    Ok(())
}
