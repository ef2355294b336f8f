//! The first run: the token works once, and two at the same moment have one winner.

use std::time::Duration;

use loadin_storage::{PageRequest, instance_roles, people, setup::SetupError};
use loadin_types::people::Role;

use super::FirstRunError;
use crate::{
    Credentials, Principal, SpaceName,
    permission::ask,
    testing::{House, visitor},
};

#[tokio::test]
async fn sec_19_the_first_run_makes_an_operator_who_owns_the_first_space() {
    let house = House::new().await;
    assert!(house.accounts.is_setup_open().await.unwrap());
    let token = house.accounts.offer_setup().await.unwrap().unwrap();
    let first = house.first_run(token.expose()).await.unwrap();
    assert_eq!((first.person.login.as_str(), first.space.slug.as_str()), ("Anna", "foundry"));
    let roles = instance_roles::of_person(house.storage.reader(), first.person.id).await.unwrap();
    assert_eq!(roles, [Role::operator()]);
    let life = first.session.session.ends.since(first.session.session.created);
    assert_eq!(life, Duration::from_secs(7 * 86_400), "an operator's session is a short one");

    let principal = house.access.principal(Credentials::Cookie(first.session.cookie.expose())).await.unwrap();
    assert_eq!(principal.person(), Some(first.person.id));
    house.access.authorise_on_instance::<ask::ManagePlugins>(&principal).await.unwrap();
    let here = SpaceName::read("foundry").unwrap();
    let proof = house.access.authorise::<ask::ChangeSettings>(&principal, &here).await.unwrap();
    assert_eq!((proof.scope().space(), proof.grant().role()), (first.space.id, &Role::owner()));

    assert!(!house.accounts.is_setup_open().await.unwrap());
    assert!(house.accounts.offer_setup().await.unwrap().is_none());
    let again = house.first_run(token.expose()).await.unwrap_err();
    assert!(matches!(again, FirstRunError::Setup(SetupError::AlreadyDone)), "{again:?}");
}

#[tokio::test]
async fn sec_19_of_two_at_the_same_moment_one_wins_and_the_other_changes_nothing() {
    let house = House::new().await;
    let token = house.accounts.offer_setup().await.unwrap().unwrap();
    let (one, other) = tokio::join!(house.first_run(token.expose()), house.first_run(token.expose()));
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    let lost = lost.unwrap_err();
    assert!(matches!(lost, FirstRunError::Setup(SetupError::AlreadyDone)), "{lost:?}");
    let page = PageRequest::default();
    let everybody = people::list_of_instance(house.storage.reader(), &page).await.unwrap();
    let ids: Vec<_> = everybody.items.into_iter().map(|person| person.id).collect();
    assert_eq!(ids, [won.unwrap().person.id]);
}

#[tokio::test]
async fn sec_19_wrong_old_and_replaced_tokens_open_nothing() {
    let house = House::new().await;
    let refused = |error: FirstRunError| match error {
        FirstRunError::Setup(error) => error,
        other => panic!("{other:?}"),
    };
    let replaced = house.accounts.offer_setup().await.unwrap().unwrap();
    let token = house.accounts.offer_setup().await.unwrap().unwrap();
    for wrong in ["", "letmein", replaced.expose(), &"0".repeat(26)] {
        let error = refused(house.first_run(wrong).await.unwrap_err());
        assert!(matches!(error, SetupError::WrongToken), "{wrong}: {error:?}");
    }
    house.clock.pass(Duration::from_secs(24 * 3_600));
    assert!(matches!(refused(house.first_run(token.expose()).await.unwrap_err()), SetupError::Expired));
    let fresh = house.accounts.offer_setup().await.unwrap().unwrap();
    house.first_run(fresh.expose()).await.unwrap();
}

#[tokio::test]
async fn a_refused_set_up_leaves_the_token_good() {
    let house = House::new().await;
    let token = house.accounts.offer_setup().await.unwrap().unwrap();
    let wish = |login, password: &str, space_name| crate::FirstRun {
        token: token.expose(),
        login,
        display_name: "Anna",
        password: crate::Secret::new(password.into()),
        space_name,
        slug: "foundry".parse().unwrap(),
        kind: loadin_types::people::SpaceKind::Band,
    };
    let asks = |wish| house.accounts.set_up(wish, visitor(None));
    let name = asks(wish("admin", "quartz llama teapot", "The Foundry")).await.unwrap_err();
    assert!(matches!(name, FirstRunError::Login(_)), "{name:?}");
    let password = asks(wish("anna", "annaannaannaanna", "The Foundry")).await.unwrap_err();
    assert!(matches!(password, FirstRunError::Password(_)), "{password:?}");
    let own = asks(wish("anna", "the foundry the foundry", "The Foundry")).await.unwrap_err();
    assert!(matches!(own, FirstRunError::Password(_)), "the space's own name is no password: {own:?}");
    let space = asks(wish("anna", "quartz llama teapot", " ")).await.unwrap_err();
    assert_eq!(space.to_string(), "the space: the name is empty");
    house.first_run(token.expose()).await.unwrap();
}

#[tokio::test]
async fn nobody_is_signed_in_by_a_set_up_token() {
    let house = House::new().await;
    let token = house.accounts.offer_setup().await.unwrap().unwrap();
    for credentials in [Credentials::Cookie(token.expose()), Credentials::Bearer(token.expose())] {
        assert_eq!(house.access.principal(credentials).await.unwrap(), Principal::Anonymous);
    }
}
