//! A node: a process that opens the store, looks for what an earlier one was told, and writes until it is ended.
//!
//! Rule: it never closes the store in order unless it is asked to stop, so that every start but the first is one after a
//! fault.

use std::{
    io::{self, BufRead as _, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::Args;

use crate::{
    books::{Books, Place},
    check,
    client::{Client, Went},
    ledger::{Ledger, Told},
    own_program,
};

const CLIENTS: u8 = 8;

/// What a node is told to do.
#[derive(Debug, Clone, Args)]
pub(crate) struct Orders {
    /// The folder of the database
    #[arg(long)]
    store: PathBuf,
    /// The database does not wait for the disk
    #[arg(long)]
    careless: bool,
    /// The address of a PostgreSQL server, instead of the folder
    #[cfg(feature = "postgres")]
    #[arg(long)]
    server: Option<String>,
    /// Where the writers write down what they were told
    #[arg(long)]
    acks: PathBuf,
    /// The number of this run
    #[arg(long)]
    run: u32,
    /// Looks for what this run was told, or all
    #[arg(long)]
    look_for: Option<String>,
    /// Looks through the whole file for damage
    #[arg(long)]
    inspect: bool,
    /// Only looks
    #[arg(long)]
    only_look: bool,
    /// Where the dice begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How a node is started.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) place: Place,
    pub(crate) acks: PathBuf,
    pub(crate) seed: u64,
    /// A library that is loaded into the process first, and where it writes.
    pub(crate) shim: Option<(PathBuf, PathBuf)>,
}

/// What a node looks for before it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LookFor {
    Nothing,
    Run(u32),
    /// What all runs were told, and damage in the file.
    Everything,
}

/// A node that runs.
pub(crate) struct Node {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    input: Option<ChildStdin>,
    begun: Instant,
}

impl Setting {
    /// Starts a node.
    pub(crate) fn start(&self, run: u32, look_for: LookFor, only_look: bool) -> anyhow::Result<Node> {
        let mut command = Command::new(own_program()?);
        command.arg("node").arg("--acks").arg(&self.acks);
        command.args(["--run", &run.to_string(), "--seed", &self.seed.to_string()]);
        match &self.place {
            Place::Folder(folder) => command.arg("--store").arg(folder),
            Place::Careless(folder) => command.arg("--careless").arg("--store").arg(folder),
            #[cfg(feature = "postgres")]
            Place::Server(url) => command.args(["--store", "none", "--server", url]),
        };
        match look_for {
            LookFor::Nothing => {}
            LookFor::Run(run) => drop(command.args(["--look-for", &run.to_string()])),
            LookFor::Everything => drop(command.args(["--look-for", "all", "--inspect"])),
        }
        if only_look {
            command.arg("--only-look");
        }
        if let Some((library, trace)) = &self.shim {
            command.env("LD_PRELOAD", library).env("LOADIN_FAULTS_TRACE", trace);
        }
        let begun = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot start a node")?;
        let output = child.stdout.take().context("a node without an output")?;
        let input = child.stdin.take();
        Ok(Node { child, lines: BufReader::new(output).lines(), input, begun })
    }
}

impl Node {
    /// Waits for a word at the beginning of a line; returns the rest of it.
    pub(crate) fn until(&mut self, word: &str) -> anyhow::Result<String> {
        for line in self.lines.by_ref() {
            let line = line?;
            if let Some(rest) = line.strip_prefix(word) {
                return Ok(rest.trim().to_owned());
            }
        }
        let ending = self.child.wait()?;
        anyhow::bail!("a node ended with {ending} before it said `{word}`; what it said stands above");
    }

    /// Waits until the store is open; returns how long that took, the start of the process included.
    pub(crate) fn until_open(&mut self) -> anyhow::Result<Duration> {
        self.until("open")?;
        Ok(self.begun.elapsed())
    }

    /// Ends it at once. It must not have ended by itself.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        if let Some(ending) = self.child.try_wait()? {
            anyhow::bail!("a node ended by itself with {ending}; what it said stands above");
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to stop, waits, and returns its last words.
    pub(crate) fn stop(mut self) -> anyhow::Result<String> {
        drop(self.input.take());
        let said = self.until("stopped")?;
        anyhow::ensure!(self.child.wait()?.success(), "a node failed; what it said stands above");
        Ok(said)
    }
}

#[cfg(feature = "postgres")]
impl Node {
    /// Asks it to stop; returns how its writing went.
    pub(crate) fn stop_and_tell(mut self) -> anyhow::Result<String> {
        drop(self.input.take());
        let went = self.until("went")?;
        self.stop()?;
        Ok(went)
    }
}

/// Does what a node does.
pub(crate) fn run(orders: &Orders, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(live(orders, out))
}

async fn live(orders: &Orders, out: &mut impl Write) -> anyhow::Result<()> {
    let books = Arc::new(Books::open(&orders.place()).await?);
    writeln!(out, "open")?;
    if let Some(run) = &orders.look_for {
        let told = Told::read(&orders.acks, run.parse().ok())?;
        report(out, check::losses(&books, &told).await?)?;
        writeln!(out, "looked {} {} {}", told.answers, told.holds.len(), told.batches.len())?;
    }
    if orders.inspect {
        report(out, books.storage.damage().await?)?;
    }
    if !orders.only_look {
        let went = write(orders, &books, out).await?;
        let longest = went.longest.as_secs_f64();
        writeln!(out, "went {} answers, {} refusals, longest pause {longest:.2} s", went.answers, went.refusals)?;
    }
    writeln!(out, "stopped")?;
    if let Some(books) = Arc::into_inner(books) {
        books.storage.close().await;
    }
    Ok(())
}

fn report(out: &mut impl Write, losses: Vec<String>) -> anyhow::Result<()> {
    for loss in losses.iter().take(20) {
        writeln!(io::stderr(), "LOST {loss}")?;
    }
    writeln!(out, "lost {}", losses.len())?;
    anyhow::ensure!(losses.is_empty(), "{} things are not as they were answered", losses.len());
    Ok(())
}

async fn write(orders: &Orders, books: &Arc<Books>, out: &mut impl Write) -> anyhow::Result<Went> {
    let is_over = Arc::new(AtomicBool::new(false));
    let clients = (0..CLIENTS).map(|number| {
        let ledger = Ledger::open(&orders.acks, orders.run, number)?;
        let mut client = Client::new(ledger, (orders.run, number), orders.seed)?;
        let (books, is_over) = (Arc::clone(books), Arc::clone(&is_over));
        Ok(tokio::spawn(async move {
            match client.work(&books, || is_over.load(Ordering::Relaxed)).await {
                Ok(went) => went,
                Err(error) => {
                    let _ = writeln!(io::stderr(), "a writer gave up: {error:#}");
                    std::process::exit(3)
                }
            }
        }))
    });
    let clients: Vec<_> = clients.collect::<anyhow::Result<_>>()?;
    writeln!(out, "writing")?;
    out.flush()?;
    // The end of the input is the word to stop.
    tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await??;
    is_over.store(true, Ordering::Relaxed);
    let mut all = Went::default();
    for client in clients {
        let went = client.await?;
        all.answers += went.answers;
        all.refusals += went.refusals;
        all.longest = all.longest.max(went.longest);
    }
    Ok(all)
}

impl Orders {
    fn place(&self) -> Place {
        #[cfg(feature = "postgres")]
        if let Some(url) = &self.server {
            return Place::Server(url.clone());
        }
        let folder = Path::to_path_buf(&self.store);
        if self.careless { Place::Careless(folder) } else { Place::Folder(folder) }
    }
}
