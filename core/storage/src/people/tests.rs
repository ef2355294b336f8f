//! Accounts and spaces: what is unique, and who cannot be locked out.

use loadin_types::people::{LoginName, PasswordHash, Role, Slug};

use crate::{
    PageRequest, PersonError, instance_roles, people, spaces,
    spaces::SpaceError,
    testing::{NOW, TestStore, batch, new_person, new_space, person_id},
    tokens::{self, NewToken},
};

#[tokio::test]
async fn a_name_that_looks_like_another_is_taken() {
    let store = TestStore::new().await;
    let first = store.person(1).await;
    let mut twin = new_person(2);
    twin.login = LoginName { shown: "PERSON1".to_owned(), folded: "person1".to_owned() };
    let error =
        store.storage.write(move |tx| Box::pin(async move { people::create(tx, &twin, NOW).await })).await.unwrap_err();
    assert!(matches!(error, PersonError::LoginTaken), "{error}");
    let db = store.storage.reader();
    assert_eq!(people::by_login(db, "person1").await.unwrap(), Some(first.clone()));
    assert_eq!(people::by_id(db, person_id(2)).await.unwrap(), None, "nothing of the twin stays");
    assert_eq!(first.login, "Person1", "a name is shown as it was written");
}

#[tokio::test]
async fn a_password_is_replaced_whole() {
    let store = TestStore::new().await;
    let id = store.person(1).await.id;
    let hash = PasswordHash { phc: "$argon2id$new".to_owned(), pepper_id: "p2".to_owned() };
    let new = hash.clone();
    let set = batch(move |tx| Box::pin(async move { people::set_password(tx, id, &new).await }));
    store.storage.write(set.clone()).await.unwrap();
    assert_eq!(people::password_of(store.storage.reader(), id).await.unwrap(), Some(hash));
    let nobody = person_id(9);
    let missing = store
        .storage
        .write(move |tx| Box::pin(async move { people::rename(tx, nobody, "Ghost").await }))
        .await
        .unwrap_err();
    assert!(matches!(missing, PersonError::NotFound), "{missing}");
}

#[tokio::test]
async fn the_last_operator_stays() {
    let store = TestStore::new().await;
    let (one, two) = (store.operator(1).await.id, store.operator(2).await.id);
    let disable = |id| batch(move |tx| Box::pin(async move { people::disable(tx, id, NOW).await }));
    store.storage.write(disable(one)).await.unwrap();
    let error = store.storage.write(disable(two)).await.unwrap_err();
    assert!(error.to_string().contains("make somebody else operator first"), "{error}");
    let revoke = batch(move |tx| Box::pin(async move { instance_roles::revoke(tx, two, &Role::operator()).await }));
    assert!(matches!(store.storage.write(revoke).await, Err(PersonError::LastOperator)));
    let enable = batch(move |tx| Box::pin(async move { people::enable(tx, one).await }));
    store.storage.write(enable).await.unwrap();
    store.storage.write(revoke).await.unwrap();
    let db = store.storage.reader();
    assert!(instance_roles::of_person(db, two).await.unwrap().is_empty());
    assert!(instance_roles::has_operator(db).await.unwrap());
}

#[tokio::test]
async fn a_space_has_its_address_alone_and_an_owner_from_the_start() {
    let store = TestStore::new().await;
    let owner = store.person(1).await.id;
    let (space, scope) = store.space(1, owner).await;
    let mut twin = new_space(2);
    twin.slug = space.slug.clone();
    let error = store
        .storage
        .write(move |tx| Box::pin(async move { spaces::create(tx, &twin, owner, NOW).await }))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the address `space-1` is taken: choose another");
    let db = store.storage.reader();
    assert_eq!(spaces::list_of_person(db, owner).await.unwrap(), [(space.clone(), Role::owner())]);
    assert_eq!(spaces::get(db, &scope).await.unwrap(), space);
    assert_eq!(spaces::any_by_slug(db, &"space-1".parse::<Slug>().unwrap()).await.unwrap(), Some(space));
    let nobody = person_id(9);
    let orphan = new_space(3);
    let error = store
        .storage
        .write(move |tx| Box::pin(async move { spaces::create(tx, &orphan, nobody, NOW).await }))
        .await
        .unwrap_err();
    assert!(matches!(error, SpaceError::Storage(crate::StoreError::Dangling)), "{error}");
    assert_eq!(spaces::list_of_all_spaces(db, &PageRequest::default()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn lists_go_on_where_the_page_before_ended() {
    let store = TestStore::new().await;
    for number in 1..=5 {
        store.person(number).await;
    }
    let (db, mut page, mut seen) = (store.storage.reader(), PageRequest { after: None, limit: 2 }, Vec::new());
    loop {
        let found = people::list_of_instance(db, &page).await.unwrap();
        seen.extend(found.items.into_iter().map(|person| person.login));
        let Some(next) = found.next else { break };
        page.after = Some(next);
    }
    assert_eq!(seen, ["Person1", "Person2", "Person3", "Person4", "Person5"]);
}

#[tokio::test]
async fn a_token_stops_with_its_owner_its_end_and_its_revocation() {
    let store = TestStore::new().await;
    let (keeper, owner) = (store.operator(1).await.id, store.person(2).await.id);
    let (space, _) = store.space(1, owner).await;
    let new = NewToken {
        id: loadin_types::TokenId::from_parts(1, &[1; 10]),
        token: loadin_types::people::TokenHash([1; 32]),
        owner,
        name: "calendar".to_owned(),
        spaces: vec![space.id, space.id],
        scopes: vec!["space:view".to_owned()],
        expires: NOW.after(std::time::Duration::from_secs(60)),
    };
    let (wish, hash, id) = (new.clone(), new.token, new.id);
    let token =
        store.storage.write(move |tx| Box::pin(async move { tokens::create(tx, &wish, NOW).await })).await.unwrap();
    assert_eq!((token.spaces.as_slice(), token.scopes.as_slice()), (&[space.id][..], &["space:view".to_owned()][..]));
    let db = store.storage.reader();
    assert_eq!(tokens::by_hash(db, &hash, NOW).await.unwrap(), Some(token));
    assert_eq!(tokens::by_hash(db, &hash, new.expires).await.unwrap(), None, "it is over");

    let disable = batch(move |tx| Box::pin(async move { people::disable(tx, owner, NOW).await }));
    store.storage.write(disable).await.unwrap();
    assert_eq!(tokens::by_hash(db, &hash, NOW).await.unwrap(), None, "its owner may not sign in");
    let enable = batch(move |tx| Box::pin(async move { people::enable(tx, owner).await }));
    store.storage.write(enable).await.unwrap();
    assert!(tokens::by_hash(db, &hash, NOW).await.unwrap().is_some());

    let revoke = |who| store.storage.write(move |tx| Box::pin(async move { tokens::revoke(tx, who, id, NOW).await }));
    assert!(!revoke(keeper).await.unwrap(), "somebody else's token");
    assert!(revoke(owner).await.unwrap());
    assert_eq!(tokens::by_hash(db, &hash, NOW).await.unwrap(), None, "it is revoked");
    assert_eq!(tokens::list_of_owner(db, owner).await.unwrap().len(), 1);
    assert!(tokens::list_of_owner(db, keeper).await.unwrap().is_empty());
}
