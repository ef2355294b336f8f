//! Members: each space by itself, never without an owner, never two edits at once.

use loadin_types::{PersonId, Scope, people::Role};

use crate::{
    PageRequest, Work,
    epochs::{self, Epoch},
    memberships::{self, MemberError},
    space_settings::{self, SettingError, SpaceSetting},
    testing::{NOW, TestStore},
};

fn add<'t>(tx: &'t crate::Tx, scope: Scope, person: PersonId, role: &'static str) -> Work<'t, (), MemberError> {
    Box::pin(async move { memberships::add(tx, &scope, person, &role.parse().unwrap(), NOW).await.map(drop) })
}

#[tokio::test]
async fn a_space_shows_its_own_members_only() {
    let store = TestStore::new().await;
    let (a, b) = (store.person(1).await.id, store.person(2).await.id);
    let (_, scope_a) = store.space(1, a).await;
    let (_, scope_b) = store.space(2, b).await;
    let db = store.storage.reader();
    let page = PageRequest::default();
    let names = |list: crate::Page<memberships::Member>| -> Vec<String> {
        list.items.into_iter().map(|member| member.display_name).collect()
    };
    assert_eq!(names(memberships::list(db, &scope_a, &page).await.unwrap()), ["Person 1"]);
    assert_eq!(names(memberships::list(db, &scope_b, &page).await.unwrap()), ["Person 2"]);
    assert_eq!(memberships::get(db, &scope_a, b).await.unwrap(), None);
    let error = store
        .storage
        .write(move |tx| Box::pin(async move { memberships::remove(tx, &scope_a, b, None).await }))
        .await
        .unwrap_err();
    assert!(matches!(error, MemberError::NotFound), "{error}");
    assert!(memberships::get(db, &scope_b, b).await.unwrap().is_some());
}

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let store = TestStore::new().await;
    let (a, b) = (store.person(1).await.id, store.person(2).await.id);
    let (_, scope) = store.space(1, a).await;
    store.storage.write(move |tx| add(tx, scope, b, "owner")).await.unwrap();
    let leave = |person| {
        store.storage.write(move |tx| Box::pin(async move { memberships::remove(tx, &scope, person, None).await }))
    };
    let (first, second) = tokio::join!(leave(a), leave(b));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert!(matches!(first.and(second), Err(MemberError::LastOwner)));
    let left = memberships::list(store.storage.reader(), &scope, &PageRequest::default()).await.unwrap();
    assert_eq!(left.items.len(), 1);
}

#[tokio::test]
async fn of_two_edits_at_once_the_second_is_told_the_version() {
    let store = TestStore::new().await;
    let (a, b) = (store.person(1).await.id, store.person(2).await.id);
    let (_, scope) = store.space(1, a).await;
    store.storage.write(move |tx| add(tx, scope, b, "member")).await.unwrap();
    let again = store.storage.write(move |tx| add(tx, scope, b, "guest")).await;
    assert!(matches!(again, Err(MemberError::AlreadyMember)));
    let before = epochs::of(store.storage.reader(), Epoch::Person(b)).await.unwrap();
    let edit = |role: &'static str| {
        store.storage.write(move |tx| {
            Box::pin(async move { memberships::change_role(tx, &scope, b, &role.parse().unwrap(), 1).await })
        })
    };
    let (first, second) = tokio::join!(edit("booker"), edit("admin"));
    assert_eq!(first.unwrap().version, 2);
    assert!(matches!(second, Err(MemberError::Conflict { current: 2 })));
    let after = epochs::of(store.storage.reader(), Epoch::Person(b)).await.unwrap();
    assert_eq!(after, before + 1, "one change was made, one cache entry is stale");
    let demoted = store
        .storage
        .write(move |tx| {
            Box::pin(
                async move { memberships::change_role(tx, &scope, a, &"member".parse::<Role>().unwrap(), 1).await },
            )
        })
        .await;
    assert!(matches!(demoted, Err(MemberError::LastOwner)), "an owner cannot be talked out of the last ownership");
}

#[tokio::test]
async fn settings_belong_to_one_space_and_know_their_version() {
    let store = TestStore::new().await;
    let owner = store.person(1).await.id;
    let (_, scope) = store.space(1, owner).await;
    let (_, other) = store.space(2, owner).await;
    let put = |value: &'static str, version| {
        let wish = SpaceSetting { key: "units".to_owned(), value: value.into(), version };
        store.storage.write(move |tx| Box::pin(async move { space_settings::put(tx, &scope, wish, NOW).await }))
    };
    assert_eq!(put("km", 0).await.unwrap().version, 1);
    assert!(matches!(put("miles", 0).await, Err(SettingError::Conflict { current: 1 })));
    assert_eq!(put("miles", 1).await.unwrap().version, 2);
    let db = store.storage.reader();
    assert_eq!(space_settings::get(db, &scope, "units").await.unwrap().unwrap().value, "miles");
    assert_eq!(space_settings::list(db, &scope).await.unwrap().len(), 1);
    assert_eq!(space_settings::get(db, &other, "units").await.unwrap(), None);
}
