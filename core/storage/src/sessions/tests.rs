//! Sessions end when they should, for whom they should.

use std::time::Duration;

use loadin_types::{PersonId, SessionId, Timestamp, people::TokenHash};

use crate::{
    people,
    sessions::{self, NewSession},
    testing::{NOW, TestStore, batch},
};

fn new(number: u8, person: Option<PersonId>) -> NewSession {
    NewSession {
        id: SessionId::from_parts(u64::from(number), &[number; 10]),
        token: TokenHash([number; 32]),
        person,
        csrf_id: [number; 16],
        idle_until: later(100),
        ends: later(1_000),
        user_agent: "Firefox on Android".to_owned(),
    }
}

fn later(seconds: u64) -> Timestamp {
    NOW.after(Duration::from_secs(seconds))
}

async fn begin(store: &TestStore, session: NewSession, at: Timestamp) {
    let begun = store.storage.write(move |tx| Box::pin(async move { sessions::create(tx, &session, at).await }));
    begun.await.unwrap();
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_its_time_is_over() {
    let store = TestStore::new().await;
    let person = store.person(1).await.id;
    begin(&store, new(1, Some(person)), NOW).await;
    let (db, token, id) = (store.storage.reader(), TokenHash([1; 32]), new(1, None).id);
    let found = sessions::by_token(db, &token, later(99)).await.unwrap().unwrap();
    assert_eq!((found.person, found.csrf_id), (Some(person), [1; 16]));
    assert_eq!(sessions::by_token(db, &token, later(100)).await.unwrap(), None);
    assert_eq!(sessions::by_token(db, &TokenHash([2; 32]), NOW).await.unwrap(), None);
    let touch = batch(move |tx| Box::pin(async move { sessions::touch(tx, id, later(90), later(5_000)).await }));
    store.storage.write(touch).await.unwrap();
    assert!(sessions::by_token(db, &token, later(999)).await.unwrap().is_some());
    assert_eq!(
        sessions::by_token(db, &token, later(1_000)).await.unwrap(),
        None,
        "use does not stretch the whole time"
    );
    let purged = store
        .storage
        .write(move |tx| Box::pin(async move { sessions::purge_ended_of_all_people(tx, later(1_000)).await }))
        .await
        .unwrap();
    assert_eq!(purged, 1);
}

#[tokio::test]
async fn a_disabled_person_is_signed_out_everywhere() {
    let store = TestStore::new().await;
    let (person, other) = (store.person(1).await.id, store.person(2).await.id);
    begin(&store, new(1, Some(person)), NOW).await;
    begin(&store, new(2, Some(other)), NOW).await;
    begin(&store, new(3, None), NOW).await;
    let disable = batch(move |tx| Box::pin(async move { people::disable(tx, person, NOW).await }));
    store.storage.write(disable).await.unwrap();
    let db = store.storage.reader();
    assert_eq!(sessions::by_token(db, &TokenHash([1; 32]), NOW).await.unwrap(), None);
    assert!(sessions::by_token(db, &TokenHash([2; 32]), NOW).await.unwrap().is_some());
    assert_eq!(sessions::by_token(db, &TokenHash([3; 32]), NOW).await.unwrap().unwrap().person, None);
}

#[tokio::test]
async fn the_thirty_first_session_ends_the_one_used_longest_ago() {
    let store = TestStore::new().await;
    let person = store.person(1).await.id;
    for number in 1..=31 {
        begin(&store, new(number, Some(person)), NOW.after(Duration::from_secs(u64::from(number)))).await;
    }
    let live = sessions::list_of_person(store.storage.reader(), person, later(31)).await.unwrap();
    assert_eq!(live.len(), 30);
    assert_eq!(live[0].id, new(31, None).id, "the one used last is first");
    assert!(!live.iter().any(|session| session.id == new(1, None).id));
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    let store = TestStore::new().await;
    let (person, other) = (store.person(1).await.id, store.person(2).await.id);
    for (number, whose) in [(1, person), (2, person), (3, other)] {
        begin(&store, new(number, Some(whose)), NOW).await;
    }
    let end = |who, number| {
        let id = new(number, None).id;
        store.storage.write(move |tx| Box::pin(async move { sessions::end_one_of_person(tx, who, id).await }))
    };
    assert!(!end(other, 1).await.unwrap());
    assert!(end(person, 1).await.unwrap());
    let kept = new(2, None).id;
    let ended = store
        .storage
        .write(move |tx| Box::pin(async move { sessions::end_all_of_person(tx, person, Some(kept)).await }))
        .await
        .unwrap();
    assert_eq!(ended, 0, "only the kept one was left");
    let signed_out =
        store.storage.write(|tx| Box::pin(async { sessions::end(tx, &TokenHash([3; 32])).await })).await.unwrap();
    assert!(signed_out);
    assert!(sessions::list_of_person(store.storage.reader(), other, NOW).await.unwrap().is_empty());
}
