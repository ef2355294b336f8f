//! A store in a folder of its own, and people to put in it, for the tests of this crate.
//!
//! Which database it is, [`trial`] decides.
//!
//! Rule: ids and times are counted, never drawn, so a failing test fails again.

use std::path::Path;

use loadin_types::{
    PersonId, Scope, SpaceId, Timestamp,
    people::{LoginName, PasswordHash, Person, Space, SpaceKind},
};
use tempfile::TempDir;

use crate::{
    Storage, StoreSettings, Tx, Work, instance_roles, people,
    people::{NewPerson, PersonError},
    spaces::{self, NewSpace, SpaceError},
    trial,
};

/// Tells the compiler that a closure is a batch, where it does not stand in the call itself.
pub(crate) const fn batch<F, T, E>(work: F) -> F
where
    F: for<'t> FnOnce(&'t Tx) -> Work<'t, T, E> + Clone,
{
    work
}

pub(crate) struct TestStore {
    pub(crate) storage: Storage,
    pub(crate) folder: TempDir,
}

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

pub(crate) fn settings(folder: &Path) -> StoreSettings {
    StoreSettings { folder: folder.to_path_buf(), max_bytes: None }
}

impl TestStore {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { storage: trial::open(folder.path(), NOW).await.unwrap(), folder }
    }

    pub(crate) async fn at_most(max_bytes: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = StoreSettings { max_bytes, ..settings(folder.path()) };
        Self { storage: Storage::open(&settings, NOW).await.unwrap(), folder }
    }

    pub(crate) async fn person(&self, number: u8) -> Person {
        let new = new_person(number);
        self.storage
            .write(move |tx| Box::pin(async move { people::create(tx, &new, NOW).await }))
            .await
            .map_err(|error: PersonError| error)
            .unwrap()
    }

    pub(crate) async fn operator(&self, number: u8) -> Person {
        let person = self.person(number).await;
        let id = person.id;
        let grant = batch(move |tx| {
            Box::pin(async move { instance_roles::grant(tx, id, &loadin_types::people::Role::operator(), NOW).await })
        });
        self.storage.write(grant).await.unwrap();
        person
    }

    /// Returns a space that `owner` owns, opened for them.
    pub(crate) async fn space(&self, number: u8, owner: PersonId) -> (Space, Scope) {
        let new = new_space(number);
        let space: Result<Space, SpaceError> =
            self.storage.write(move |tx| Box::pin(async move { spaces::create(tx, &new, owner, NOW).await })).await;
        let space = space.unwrap();
        let scope = Scope::for_auth_only(space.id, Some(owner));
        (space, scope)
    }
}

pub(crate) fn person_id(number: u8) -> PersonId {
    PersonId::from_parts(u64::from(number), &[number; 10])
}

pub(crate) fn space_id(number: u8) -> SpaceId {
    SpaceId::from_parts(u64::from(number), &[number; 10])
}

pub(crate) fn new_person(number: u8) -> NewPerson {
    NewPerson {
        id: person_id(number),
        login: LoginName { shown: format!("Person{number}"), folded: format!("person{number}") },
        display_name: format!("Person {number}"),
        password: Some(PasswordHash { phc: format!("$argon2id${number}"), pepper_id: "p1".to_owned() }),
    }
}

pub(crate) fn new_space(number: u8) -> NewSpace {
    NewSpace {
        id: space_id(number),
        slug: format!("space-{number}").parse().unwrap(),
        name: format!("Space {number}"),
        kind: SpaceKind::Band,
    }
}
