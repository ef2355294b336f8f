//! Who the operator lets in, and what is refused before anything is made.

use loadin_storage::{PageRequest, memberships, people};
use loadin_types::people::{Role, SpaceKind};

use super::{LetIn, Newcomer, NewcomerError, Place};
use crate::{
    SignIn, check_new_password,
    testing::{House, visitor},
};

async fn let_in(house: &House, login: &str, place: Place<'_>) -> Result<LetIn, NewcomerError> {
    house.accounts.let_in(Newcomer { login, display_name: "Ben Ochoa", place }).await
}

fn member(space: &str, role: &str) -> Place<'static> {
    Place::Member { space: space.parse().unwrap(), role: role.parse().unwrap() }
}

#[tokio::test]
async fn somebody_new_signs_in_with_the_password_that_was_shown_and_is_a_member() {
    let (house, first) = House::set_up().await;
    let ben = let_in(&house, "ben", member("foundry", "booker")).await.unwrap();
    check_new_password(ben.password.expose(), &["ben", "foundry"]).unwrap();
    let wish = SignIn { login: "Ben", password: ben.password.clone(), from: visitor(None) };
    assert_eq!(house.accounts.sign_in(wish).await.unwrap().session.person, Some(ben.person.id));
    let place =
        memberships::in_any_space(house.storage.reader(), first.space.id, ben.person.id).await.unwrap().unwrap();
    assert_eq!(place.role.as_str(), "booker");
}

#[tokio::test]
async fn somebody_new_can_own_a_space_of_their_own_and_operates_nothing() {
    let (house, first) = House::set_up().await;
    let place = Place::Owner { name: "Night Shift", slug: "night-shift".parse().unwrap(), kind: SpaceKind::Band };
    let ben = let_in(&house, "ben", place).await.unwrap();
    let space = ben.space.unwrap();
    let db = house.storage.reader();
    let role = memberships::in_any_space(db, space.id, ben.person.id).await.unwrap().unwrap().role;
    assert_eq!((space.name.as_str(), role), ("Night Shift", Role::owner()));
    assert_eq!(memberships::in_any_space(db, first.space.id, ben.person.id).await.unwrap(), None);
    assert!(loadin_storage::instance_roles::of_person(db, ben.person.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_cannot_be_let_in_leaves_no_account_behind() {
    let (house, _) = House::set_up().await;
    let taken = Place::Owner { name: "X", slug: "foundry".parse().unwrap(), kind: SpaceKind::Band };
    for (login, place, said) in [
        ("anna", Place::Nowhere, "that sign-in name is taken: choose another"),
        ("b", Place::Nowhere, "a sign-in name has 3 to 32 characters, not 1"),
        ("ben", member("no-such-space", "member"), "there is no such space"),
        ("ben", taken, "the address `foundry` is taken: choose another"),
    ] {
        assert_eq!(let_in(&house, login, place).await.unwrap_err().to_string(), said);
    }
    let all = people::list_of_instance(house.storage.reader(), &PageRequest::default()).await.unwrap();
    assert_eq!(all.items.len(), 1);
}
