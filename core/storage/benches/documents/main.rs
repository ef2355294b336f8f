//! What documents cost, on both databases: `cargo bench -p loadin-storage --features postgres --bench documents`.
//!
//! PostgreSQL is measured when `LOADIN_TEST_POSTGRES` names a server, as for the tests. After `--` may come `sqlite` or
//! `postgres` for one of the two, `reads` or `writes` for one half, and a number of documents (100,000 without it).
//!
//! Rule: every figure is printed beside its bar and beside the same work by hand, measured in turn in the same run. A ratio
//! holds on any machine; a time holds on this one.

mod bookings;
mod questions;
mod stores;
mod times;
mod writers;

use std::{
    io::{self, Write as _},
    sync::Arc,
    time::Instant,
};

use crate::stores::Store;

/// What is asked for on the command line.
struct Wanted {
    words: Vec<String>,
    documents: usize,
}

impl Wanted {
    fn read() -> Self {
        let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
        let documents = words.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
        Self { words, documents }
    }

    /// Returns true when this was asked for, or nothing instead of it.
    fn has(&self, word: &str, other: &str) -> bool {
        let named = |word: &str| self.words.iter().any(|own| own == word);
        named(word) || !named(other)
    }
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(measure(&Wanted::read())).unwrap();
}

async fn measure(wanted: &Wanted) -> io::Result<()> {
    let mut out = io::stdout();
    let folder = tempfile::tempdir()?;
    let manifest = bookings::manifest(folder.path());
    if wanted.has("sqlite", "postgres") {
        all(Store::sqlite(&manifest).await, wanted, &mut out).await?;
    }
    if !wanted.has("postgres", "sqlite") {
        return Ok(());
    }
    #[cfg(feature = "postgres")]
    if let Ok(server) = std::env::var("LOADIN_TEST_POSTGRES") {
        return all(Store::postgres(&server, &manifest).await, wanted, &mut out).await;
    }
    writeln!(out, "PostgreSQL is left out: name a server in LOADIN_TEST_POSTGRES and add `--features postgres`")
}

#[expect(clippy::cast_precision_loss, reason = "a rate needs no more")]
async fn all(store: Store, wanted: &Wanted, out: &mut io::Stdout) -> io::Result<()> {
    let begun = Instant::now();
    let ids = bookings::fill(&store, wanted.documents).await;
    let rate = wanted.documents as f64 / begun.elapsed().as_secs_f64();
    writeln!(out, "{}: {} documents in batches of 500, {rate:.0}/s", store.name, wanted.documents)?;
    store.look_around().await;
    if wanted.has("reads", "writes") {
        questions::measure(&store, &ids, out).await?;
    }
    let store = Arc::new(store);
    if wanted.has("writes", "reads") {
        writers::measure(&store, &ids, out).await?;
    }
    if let Some(store) = Arc::into_inner(store) {
        store.close().await;
    }
    Ok(())
}
