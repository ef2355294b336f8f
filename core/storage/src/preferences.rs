//! What each person likes to have: their language, how they count distances, where their clock stands.
//!
//! Rule: a person who never said anything has no row, and no row is the same as one that says nothing.

use loadin_types::{
    PersonId,
    people::{Distances, Preferences},
};
use sea_orm::{ActiveValue::Set, EntityTrait as _, sea_query::OnConflict};

use crate::{
    Db, PersonError, StoreError, Tx,
    rows::{ColumnId as _, preferences},
};

/// Returns what a person likes to have.
///
/// # Errors
/// The store's.
pub async fn of_person(db: &Db, person: PersonId) -> Result<Preferences, StoreError> {
    let row = preferences::Entity::find_by_id(person.column()).one(db.rows()).await?;
    Ok(row.map_or_else(Preferences::default, |row| Preferences {
        language: row.language,
        distances: row.distances.as_deref().and_then(Distances::of_unit),
        zone: row.zone,
    }))
}

/// Sets what a person likes to have.
///
/// # Errors
/// [`PersonError::NotFound`], or the store's.
pub async fn set(tx: &Tx, person: PersonId, wish: &Preferences) -> Result<(), PersonError> {
    let row = preferences::ActiveModel {
        person: Set(person.column()),
        language: Set(wish.language.clone()),
        distances: Set(wish.distances.map(|way| way.unit().to_owned())),
        zone: Set(wish.zone.clone()),
    };
    let columns = [preferences::Column::Language, preferences::Column::Distances, preferences::Column::Zone];
    let conflict = OnConflict::column(preferences::Column::Person).update_columns(columns).to_owned();
    let done = preferences::Entity::insert(row).on_conflict(conflict).exec_without_returning(tx.rows()).await;
    match done.map_err(StoreError::from) {
        Ok(_) => Ok(()),
        Err(StoreError::Dangling) => Err(PersonError::NotFound),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::people::{Distances, Preferences};

    use super::{of_person, set};
    use crate::{
        PersonError,
        testing::{TestStore, person_id},
    };

    #[tokio::test]
    async fn somebody_who_never_said_anything_likes_nothing_special_and_may_change_their_mind() {
        let store = TestStore::new().await;
        let id = store.person(1).await.id;
        let db = store.storage.reader();
        assert_eq!(of_person(db, id).await.unwrap(), Preferences::default());
        let all = Preferences {
            language: Some("de".to_owned()),
            distances: Some(Distances::Miles),
            zone: Some("Europe/Berlin".to_owned()),
        };
        for wish in [all, Preferences { distances: Some(Distances::Kilometres), ..Preferences::default() }] {
            let new = wish.clone();
            let done = store.storage.write(move |tx| {
                let new = new.clone();
                Box::pin(async move { set(tx, id, &new).await })
            });
            done.await.unwrap();
            assert_eq!(of_person(db, id).await.unwrap(), wish);
        }
    }

    #[tokio::test]
    async fn nobody_has_no_preferences() {
        let store = TestStore::new().await;
        let nobody = person_id(9);
        let done =
            store.storage.write(move |tx| Box::pin(async move { set(tx, nobody, &Preferences::default()).await }));
        let error = done.await.unwrap_err();
        assert!(matches!(error, PersonError::NotFound), "{error}");
    }
}
