//! A writer: makes, changes and deletes holds, writes batches, and writes down what it was told.
//!
//! Rule: nobody else touches its documents, so their versions are what it was told, or one change further.

use std::time::{Duration, Instant};

use loadin_types::{
    DocumentId, PluginError,
    data::{DataContext, Put, Target, Visibility, Write, Written},
    ports::Collections as _,
};
use serde_json::{Value, json};

use crate::{
    books::{Books, member, space},
    dice::Dice,
    ledger::{Ledger, Line, State},
};

/// One writer at work.
pub(crate) struct Client {
    who: DataContext,
    dice: Dice,
    ledger: Ledger,
    name: String,
    count: u64,
    own: Vec<(DocumentId, State)>,
}

/// How it went.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Went {
    pub(crate) answers: u64,
    pub(crate) refusals: u64,
    /// The longest time between two answers.
    pub(crate) longest: Duration,
}

impl Client {
    pub(crate) fn new(ledger: Ledger, (run, number): (u32, u8), seed: u64) -> anyhow::Result<Self> {
        Ok(Self {
            who: member(number % 3)?,
            dice: Dice::new(seed ^ (u64::from(run) << 8) ^ u64::from(number)),
            ledger,
            name: format!("r{run}c{number}"),
            count: 0,
            own: Vec::new(),
        })
    }

    /// Writes until `is_over`; a database that is away for a while is asked again.
    pub(crate) async fn work(&mut self, books: &Books, is_over: impl Fn() -> bool) -> anyhow::Result<Went> {
        let (mut went, mut last) = (Went::default(), Instant::now());
        while !is_over() {
            match self.step(books).await? {
                Ok(()) => {
                    went.answers += 1;
                    went.longest = went.longest.max(last.elapsed());
                    last = Instant::now();
                }
                Err(PluginError::Unavailable(_) | PluginError::Internal(_)) => {
                    went.refusals += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(other) => anyhow::bail!("a write was refused: {other}"),
            }
        }
        Ok(went)
    }

    async fn step(&mut self, books: &Books) -> anyhow::Result<Result<(), PluginError>> {
        match self.dice.roll(10) {
            0..=3 => self.make(books).await,
            4..=5 => self.change(books).await,
            6 => self.delete(books).await,
            _ => self.batch(books).await,
        }
    }

    fn hold(&mut self) -> (Value, u64) {
        self.count += 1;
        let words = ["dark", "room", "loud", "small", "late", "café"];
        let note: Vec<&str> = (0..self.dice.roll(12)).filter_map(|_| self.dice.of(&words).copied()).collect();
        (json!({"n": self.count, "note": note.join(" ")}), self.count)
    }

    async fn make(&mut self, books: &Books) -> anyhow::Result<Result<(), PluginError>> {
        let (data, n) = self.hold();
        let mut put = put("holds", &data);
        if self.dice.is_one_in(4) {
            put.visibility = Some(Visibility::Parties);
            put.parties = vec![space(3), space(4)];
        }
        let written = match books.collections.commit(&self.who, vec![Write::Put(put)]).await {
            Ok(written) => written,
            Err(error) => return Ok(Err(error)),
        };
        for document in documents(written) {
            self.ledger.write(&Line::Changed(document, (1, n)))?;
            self.own.push((document, (1, n)));
        }
        Ok(Ok(()))
    }

    /// Takes one of its holds; it is put back when the answer is known.
    fn take(&mut self) -> Option<(DocumentId, State)> {
        let at = usize::try_from(self.dice.roll(self.own.len().max(1) as u64)).ok()?;
        (at < self.own.len()).then(|| self.own.swap_remove(at))
    }

    async fn change(&mut self, books: &Books) -> anyhow::Result<Result<(), PluginError>> {
        let Some((id, (version, _))) = self.take() else { return self.make(books).await };
        let (data, n) = self.hold();
        let next = (version + 1, n);
        self.ledger.write(&Line::Changing(id, next))?;
        let put = Put { id: Some(id), expect_version: Some(version), ..put("holds", &data) };
        if let Err(error) = books.collections.commit(&self.who, vec![Write::Put(put)]).await {
            return Ok(Err(error));
        }
        self.ledger.write(&Line::Changed(id, next))?;
        self.own.push((id, next));
        Ok(Ok(()))
    }

    async fn delete(&mut self, books: &Books) -> anyhow::Result<Result<(), PluginError>> {
        let Some((id, (version, _))) = self.take() else { return self.make(books).await };
        self.ledger.write(&Line::Deleting(id))?;
        let target = Target { collection: "holds".to_owned(), id, expect_version: Some(version) };
        if let Err(error) = books.collections.commit(&self.who, vec![Write::Delete(target)]).await {
            return Ok(Err(error));
        }
        self.ledger.write(&Line::Deleted(id))?;
        Ok(Ok(()))
    }

    /// Writes entries, and a hold in the middle of them: a batch over two tables and more.
    async fn batch(&mut self, books: &Books) -> anyhow::Result<Result<(), PluginError>> {
        self.count += 1;
        let (batch, size) = (format!("{}b{}", self.name, self.count), self.dice.between(2, 20));
        let middle = self.dice.roll(size);
        let writes: Vec<Write> = (0..size)
            .map(|n| {
                let data = json!({"batch": batch, "n": n, "note": "batch"});
                Write::Put(put(if n == middle { "holds" } else { "entries" }, &data))
            })
            .collect();
        self.ledger.write(&Line::Batching(batch.clone(), size))?;
        if let Err(error) = books.collections.commit(&self.who, writes).await {
            return Ok(Err(error));
        }
        self.ledger.write(&Line::Batched(batch))?;
        Ok(Ok(()))
    }
}

fn put(collection: &str, data: &Value) -> Put {
    Put {
        collection: collection.to_owned(),
        id: None,
        data: data.to_string(),
        parties: Vec::new(),
        visibility: None,
        expect_version: None,
    }
}

fn documents(written: Vec<Written>) -> impl Iterator<Item = DocumentId> {
    written.into_iter().filter_map(|written| match written {
        Written::Document(document) => Some(document.id),
        Written::Done | Written::Job(_) => None,
    })
}
