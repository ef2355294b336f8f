//! Whether everything that somebody was told is there.
//!
//! Rule: asked through the same door that the writers used, as members of each space.

use std::collections::HashMap;

use loadin_types::{
    DocumentId,
    data::{DataContext, Reach},
    ports::Collections as _,
};
use serde_json::{Value, json};

use crate::{
    books::{Books, member},
    ledger::{Batch, Hold, State, Told},
};

/// How many spaces the writers work in.
const SPACES: u8 = 3;
const AT_ONCE: usize = 200;

/// What is wrong, in words; nothing when all is there.
pub(crate) async fn losses(books: &Books, told: &Told) -> anyhow::Result<Vec<String>> {
    let members: Vec<DataContext> = (0..SPACES).map(member).collect::<anyhow::Result<_>>()?;
    let mut losses = Vec::new();
    let ids: Vec<DocumentId> = told.holds.keys().copied().collect();
    for ids in ids.chunks(AT_ONCE) {
        let there = there(books, &members, ids).await?;
        for (id, hold) in ids.iter().filter_map(|id| Some((id, told.holds.get(id)?))) {
            losses.extend(lost_hold(hold, there.get(id).copied()).map(|what| format!("{id}: {what}")));
        }
    }
    for (name, batch) in &told.batches {
        let mut found = 0;
        let filter = json!({"field": "batch", "op": "eq", "value": name}).to_string();
        for who in &members {
            for collection in ["holds", "entries"] {
                found += books.collections.count(who, collection, Reach::Mine, Some(&filter)).await?;
            }
        }
        losses.extend(lost_batch(*batch, found).map(|what| format!("batch {name}: {what}")));
    }
    Ok(losses)
}

/// Returns the state of the live holds among these.
async fn there(
    books: &Books,
    members: &[DataContext],
    ids: &[DocumentId],
) -> anyhow::Result<HashMap<DocumentId, State>> {
    let mut there = HashMap::new();
    for who in members {
        for document in books.collections.get(who, "holds", ids).await?.into_iter().flatten() {
            let data: Value = serde_json::from_str(&document.data)?;
            there.insert(document.id, (document.version, data["n"].as_u64().unwrap_or(0)));
        }
    }
    Ok(there)
}

fn lost_hold(hold: &Hold, there: Option<State>) -> Option<String> {
    match (hold, there) {
        (Hold { is_deleted: true, .. }, None) => None,
        (Hold { is_deleted: true, .. }, Some(state)) => Some(format!("deleted, but it is there: {state:?}")),
        (Hold { is_deleting: true, .. }, None) => None,
        (Hold { changed, changing, .. }, None) => match changed {
            Some(state) => Some(format!("{state:?} was answered, and nothing is there")),
            None => changing.map(|state| format!("{state:?} was to be written over nothing")),
        },
        (Hold { changed, changing, .. }, Some(state)) => {
            let is_known = *changed == Some(state) || *changing == Some(state);
            (!is_known).then(|| format!("{changed:?} was answered, {changing:?} was under way, and {state:?} is there"))
        }
    }
}

fn lost_batch(batch: Batch, found: u64) -> Option<String> {
    match (batch.is_written, found) {
        (_, found) if found == batch.size => None,
        (false, 0) => None,
        (true, found) => Some(format!("{} documents were answered, and {found} are there", batch.size)),
        (false, found) => Some(format!("half of it is there: {found} of {}", batch.size)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, Hold, lost_batch, lost_hold};

    #[test]
    fn what_was_answered_must_be_there_and_what_was_under_way_may_be() {
        let hold = Hold { changed: Some((1, 5)), changing: Some((2, 6)), ..Hold::default() };
        assert!(lost_hold(&hold, Some((1, 5))).is_none() && lost_hold(&hold, Some((2, 6))).is_none());
        for wrong in [None, Some((2, 5)), Some((1, 6)), Some((3, 7))] {
            assert!(lost_hold(&hold, wrong).is_some(), "{wrong:?}");
        }
        let deleting = Hold { changed: Some((1, 5)), is_deleting: true, ..Hold::default() };
        assert!(lost_hold(&deleting, None).is_none() && lost_hold(&deleting, Some((1, 5))).is_none());
        let deleted = Hold { is_deleted: true, ..deleting };
        assert!(lost_hold(&deleted, None).is_none() && lost_hold(&deleted, Some((1, 5))).is_some());
    }

    #[test]
    fn a_batch_is_whole_or_absent() {
        let (answered, tried) = (Batch { size: 3, is_written: true }, Batch { size: 3, is_written: false });
        assert!(lost_batch(answered, 3).is_none() && lost_batch(tried, 3).is_none() && lost_batch(tried, 0).is_none());
        for (batch, found) in [(answered, 0), (answered, 2), (tried, 1), (tried, 4)] {
            assert!(lost_batch(batch, found).is_some(), "{batch:?} {found}");
        }
    }
}
