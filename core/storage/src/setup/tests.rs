//! The first run happens once.

use std::time::Duration;

use loadin_types::{
    PersonId, Timestamp,
    people::{Role, TokenHash},
};

use crate::{
    PersonError, Storage, StoreError, instance_roles, people,
    setup::{self, SetupError},
    testing::{NOW, TestStore, new_person, person_id},
};

#[derive(Debug, thiserror::Error)]
enum FirstRun {
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Person(#[from] PersonError),
    #[error(transparent)]
    Storage(#[from] StoreError),
}

const TOKEN: TokenHash = TokenHash([7; 32]);

async fn offer(storage: &Storage, token: TokenHash, expires: Timestamp) -> Result<(), SetupError> {
    storage.write(move |tx| Box::pin(async move { setup::offer(tx, &token, expires).await })).await
}

async fn set_up(storage: &Storage, token: TokenHash, number: u8) -> Result<PersonId, FirstRun> {
    let new = new_person(number);
    let batch = storage.write(move |tx| {
        Box::pin(async move {
            setup::claim(tx, &token, NOW).await?;
            let person = people::create(tx, &new, NOW).await?;
            instance_roles::grant(tx, person.id, &Role::operator(), NOW).await?;
            Ok(person.id)
        })
    });
    batch.await
}

#[tokio::test]
async fn of_two_set_ups_at_the_same_moment_exactly_one_wins() {
    let store = TestStore::new().await;
    let end = NOW.after(Duration::from_secs(86_400));
    offer(&store.storage, TOKEN, end).await.unwrap();
    assert!(setup::is_open(store.storage.reader()).await.unwrap());
    let attempts = (1..=8).map(|number| {
        let storage = store.storage.clone();
        tokio::spawn(async move { set_up(&storage, TOKEN, number).await })
    });
    let mut won = Vec::new();
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(person) => won.push(person),
            Err(error) => assert!(matches!(error, FirstRun::Setup(SetupError::AlreadyDone)), "{error}"),
        }
    }
    assert_eq!(won.len(), 1);
    let db = store.storage.reader();
    let mut people_there = 0;
    for number in 1..=8 {
        people_there += usize::from(people::by_id(db, person_id(number)).await.unwrap().is_some());
    }
    assert_eq!(people_there, 1, "the losers leave nobody behind");
    assert!(!setup::is_open(db).await.unwrap());
    assert!(matches!(offer(&store.storage, TOKEN, end).await, Err(SetupError::AlreadyDone)));
}

#[tokio::test]
async fn a_wrong_or_old_token_opens_nothing() {
    let store = TestStore::new().await;
    let claim = |token| set_up(&store.storage, token, 1);
    assert!(matches!(claim(TOKEN).await, Err(FirstRun::Setup(SetupError::WrongToken))), "none was offered");
    offer(&store.storage, TOKEN, NOW).await.unwrap();
    assert!(matches!(claim(TOKEN).await, Err(FirstRun::Setup(SetupError::Expired))));
    let newer = TokenHash([8; 32]);
    offer(&store.storage, newer, NOW.after(Duration::from_secs(1))).await.unwrap();
    assert!(matches!(claim(TOKEN).await, Err(FirstRun::Setup(SetupError::WrongToken))));
    claim(newer).await.unwrap();
}

#[tokio::test]
async fn a_set_up_that_fails_half_way_can_be_tried_again() {
    let store = TestStore::new().await;
    store.person(1).await;
    offer(&store.storage, TOKEN, NOW.after(Duration::from_secs(1))).await.unwrap();
    let taken = set_up(&store.storage, TOKEN, 1).await;
    assert!(matches!(taken, Err(FirstRun::Person(_))), "{taken:?}");
    assert!(setup::is_open(store.storage.reader()).await.unwrap());
    set_up(&store.storage, TOKEN, 2).await.unwrap();
}
