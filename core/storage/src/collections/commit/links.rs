//! References between the documents of one plugin and one space.
//!
//! Rule: at the end of a transaction every reference of a live document leads to a live document of the same space. A
//! deletion does to those that refer to it what their collection declares, and all of it or nothing.

use std::{future::Future, pin::Pin};

use loadin_query::{
    Mistake,
    memory::{MOST_FOLLOWERS, dangling, still_needed, too_many_followers},
};
use loadin_types::{DocumentId, PluginError};
use loadin_wit::manifest::{FieldType, OnDelete};
use sea_orm::ConnectionTrait as _;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    CommitError,
    apply::{Hand, text},
    invalid,
};
use crate::{
    StoreError,
    collections::{
        beside, contradictions,
        definition::Shelf,
        history, query,
        sql::{Sql, id_column},
    },
};

/// Refuses a document that refers to one that is not there, or not for this caller and this space.
pub(super) async fn refuse_dangling(
    hand: &Hand<'_>,
    shelf: &Shelf,
    data: &Map<String, Value>,
) -> Result<(), CommitError> {
    for (field, link) in &shelf.shape.definition.references {
        let Some(text) = data.get(field).and_then(Value::as_str) else { continue };
        let refused = || CommitError::Refused(invalid(&[Mistake::at(format!("/{field}"), dangling(&link.to))]));
        let (Ok(id), Some(target)) = (text.parse::<DocumentId>(), hand.batch.shelves.get(&link.to)) else {
            return Err(refused());
        };
        let context = hand.context();
        let mut sql = Sql::new(format!("SELECT 1 FROM {} d WHERE ", target.table.documents), []);
        let values = [id_column(id.bytes()), id_column(context.caller.space.bytes())];
        sql.append(&query::visible(target, context)).push(" AND d.id = ? AND d.space = ?", values);
        sql.push(hand.tx.dialect().rely_on(), []);
        if hand.tx.rows().query_one_raw(sql.statement(hand.tx.dialect())).await?.is_none() {
            return Err(refused());
        }
    }
    Ok(())
}

/// Deletes a live document of the caller's space and does to others what they asked for.
pub(super) async fn delete(hand: &Hand<'_>, shelf: &Shelf, id: Uuid) -> Result<(), CommitError> {
    let mut followers = 0;
    delete_and_follow(hand, shelf, id, &mut followers).await
}

type Step<'a> = Pin<Box<dyn Future<Output = Result<(), CommitError>> + Send + 'a>>;

fn delete_and_follow<'a>(hand: &'a Hand<'_>, shelf: &'a Shelf, id: Uuid, followers: &'a mut usize) -> Step<'a> {
    Box::pin(async move {
        history::keep(hand.tx, shelf, &hand.context().plugin, id).await?;
        let table = &shelf.table.documents;
        let update = format!(
            "UPDATE {table} SET deleted_at = ?, updated_at = ?, updated_by = ?, version = version + 1 \
             WHERE id = ? AND deleted_at IS NULL"
        );
        let now = hand.now.micros();
        hand.run(Sql::new(update, [now.into(), now.into(), hand.author(), id.into()])).await?;
        for (name, referrer) in hand.batch.shelves.iter() {
            for (field, link) in &referrer.shape.definition.references {
                if link.to != shelf.name {
                    continue;
                }
                let found = referrers(hand, referrer, field, id).await?;
                if link.on_delete == OnDelete::Restrict && !found.is_empty() {
                    let detail = Mistake::at("", still_needed(name, field));
                    return Err(CommitError::Refused(invalid(&[detail])));
                }
                for (follower, doc) in found {
                    *followers += 1;
                    if *followers > MOST_FOLLOWERS {
                        return Err(CommitError::Refused(PluginError::Limit(too_many_followers())));
                    }
                    if link.on_delete == OnDelete::Cascade {
                        delete_and_follow(hand, referrer, follower, followers).await?;
                    } else {
                        take_out(hand, referrer, (follower, &doc), field).await?;
                    }
                }
            }
        }
        Ok(())
    })
}

async fn referrers(
    hand: &Hand<'_>,
    referrer: &Shelf,
    field: &str,
    id: Uuid,
) -> Result<Vec<(Uuid, String)>, CommitError> {
    // A column that is still being filled would miss some.
    let value = match referrer.usable().definition.fields.contains_key(field) {
        true => format!("f_{field}"),
        false => contradictions::value(hand.tx.dialect(), field, FieldType::Ref),
    };
    let read = format!(
        "SELECT id, doc FROM {} WHERE space = ? AND {value} = ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
        referrer.table.documents
    );
    let most = i64::try_from(MOST_FOLLOWERS + 1).unwrap_or(i64::MAX);
    let space = id_column(hand.context().caller.space.bytes());
    let values = [space, id.hyphenated().to_string().into(), most.into()];
    let mut found = Vec::new();
    for row in hand.tx.rows().query_all_raw(hand.tx.dialect().statement(&read, values)).await? {
        found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    }
    Ok(found)
}

/// Takes a reference out of a document.
async fn take_out(hand: &Hand<'_>, shelf: &Shelf, (id, doc): (Uuid, &str), field: &str) -> Result<(), CommitError> {
    let mut data: Map<String, Value> =
        serde_json::from_str(doc).map_err(|_| StoreError::Unreadable { what: "document" })?;
    data.shift_remove(field);
    hand.set(shelf, id, (&data, text(&data)), None).await?;
    let space = hand.context().caller.space.bytes();
    beside::write(hand.tx, &shelf.table, &shelf.shape.definition, (id, space), (&data, false)).await?;
    Ok(())
}
