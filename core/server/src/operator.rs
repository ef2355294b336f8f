//! What the operator does at the terminal with the people and spaces of the data folder, also while the server runs.
//!
//! Rule: each command is one short transaction; a running server sees it at its next request. A password is printed once, on
//! standard output, and is nowhere else.

use std::io::{self, Write};

use anyhow::Context as _;
use loadin_auth::{Accounts, CorePermission, LetIn, Newcomer, NewcomerError, Place, Policy, Snapshot, space_address};
use loadin_storage::{PageRequest, Storage, people, spaces};
use loadin_types::people::{Person, Role, Slug, Space, SpaceKind};

use crate::{
    command::ending::{Ending, Failure},
    ground::Ground,
    listing,
    serve::accounts,
    settings::Settings,
    store,
};

/// Rows asked for at once.
const PAGE: u32 = 200;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    AddPerson(NewPerson),
    ListPeople,
    ListSpaces,
}

/// Somebody who is to get an account, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewPerson {
    pub(crate) login: String,
    pub(crate) display_name: String,
    pub(crate) place: NewPlace,
}

/// Where they belong from the start, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NewPlace {
    Nowhere,
    Member { space: String, role: String },
    Owner { name: String, kind: String },
}

/// Why it cannot be done: the input is at fault, or the machine.
enum Fault {
    Input(String),
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Does it and prints the outcome.
pub(crate) fn run(task: &Task, settings: &Settings, out: &mut dyn Write) -> Result<Ending, Failure> {
    let told = |error: anyhow::Error| Failure::broken(format!("{error:#}"));
    let ground = Ground::lay(settings).map_err(told)?;
    let done = ground.runtime.block_on(async {
        let storage = store::open_beside_a_server(settings, &ground).await?;
        let done = perform(task, &ground, &storage, out).await;
        storage.close().await;
        done
    });
    match done {
        Ok(()) => Ok(Ending::Done),
        Err(Fault::Input(line)) => Err(Failure::bad_input(line)),
        Err(Fault::Other(error)) => Err(told(error)),
    }
}

async fn perform(task: &Task, ground: &Ground, storage: &Storage, out: &mut dyn Write) -> Result<(), Fault> {
    match task {
        Task::AddPerson(new) => {
            let made = add(new, &accounts(ground, storage.clone())?).await?;
            printed(welcome(&made, out))?;
        }
        Task::ListPeople => {
            let mut rows = vec![["NAME", "DISPLAY NAME", "SPACES", ""].map(str::to_owned)];
            for person in all_people(storage).await? {
                rows.push(row(storage, person).await?);
            }
            printed(listing::table(&rows, out))?;
        }
        Task::ListSpaces => {
            let mut rows = vec![["ADDRESS", "NAME", "KIND"].map(str::to_owned)];
            let all = all_spaces(storage).await?;
            rows.extend(all.into_iter().map(|space| [space.slug.to_string(), space.name, space.kind.name().into()]));
            printed(listing::table(&rows, out))?;
        }
    }
    Ok(())
}

async fn add(new: &NewPerson, accounts: &Accounts) -> Result<LetIn, Fault> {
    let input = |error: &dyn ToString| Fault::Input(error.to_string());
    let place = match &new.place {
        NewPlace::Nowhere => Place::Nowhere,
        NewPlace::Member { space, role } => {
            let space: Slug = space.parse().map_err(|error| Fault::Input(format!("--space: {error}")))?;
            Place::Member { space, role: space_role(role).await? }
        }
        NewPlace::Owner { name, kind } => {
            let kind: SpaceKind = kind.parse().map_err(|error| Fault::Input(format!("--kind: {error}")))?;
            Place::Owner { name, slug: space_address(name), kind }
        }
    };
    let newcomer = Newcomer { login: &new.login, display_name: &new.display_name, place };
    accounts.let_in(newcomer).await.map_err(|error| match error {
        NewcomerError::Busy(_) | NewcomerError::Hash(_) | NewcomerError::Storage(_) => Fault::Other(error.into()),
        NewcomerError::Login(error) => Fault::Input(format!("--login: {error}")),
        NewcomerError::DisplayName(error) => Fault::Input(format!("--display-name: {error}")),
        NewcomerError::SpaceName(error) => Fault::Input(format!("--new-space: {error}")),
        NewcomerError::Person(error) => match error {
            people::PersonError::Storage(error) => Fault::Other(error.into()),
            other => input(&other),
        },
        NewcomerError::Space(error) => match error {
            spaces::SpaceError::Storage(error) => Fault::Other(error.into()),
            spaces::SpaceError::NotFound => {
                Fault::Input("--space: there is no such space; `loadin space list` has them all".into())
            }
            taken @ spaces::SpaceError::SlugTaken { .. } => Fault::Input(format!("--new-space: {taken}")),
        },
        NewcomerError::Member(error) => Fault::Other(error.into()),
    })
}

/// Reads a role that people can have in a space.
async fn space_role(text: &str) -> Result<Role, Fault> {
    let snapshot = Snapshot::compile(&Policy::load(&[], &[]).await?);
    let known = snapshot.roles_with(&CorePermission::ViewSpace.into());
    let asked = known.iter().find(|role| role.as_str() == text);
    asked.map(|role| (*role).clone()).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|role| role.as_str()).collect();
        Fault::Input(format!("--role: `{text}` is no role in a space: write one of {}", names.join(", ")))
    })
}

fn welcome(made: &LetIn, out: &mut dyn Write) -> io::Result<()> {
    let at = made.space.as_ref().map(|space| format!(" in {} (/s/{})", space.name, space.slug)).unwrap_or_default();
    writeln!(out, "Made an account for {}{at}.", made.person.display_name)?;
    writeln!(out, "Sign-in name: {}", made.person.login)?;
    writeln!(out, "Password:     {}", made.password.expose())?;
    writeln!(out, "It is not shown again; they can change it under their name, top right.")
}

async fn row(storage: &Storage, person: Person) -> anyhow::Result<[String; 4]> {
    let places = spaces::list_of_person(storage.reader(), person.id).await?;
    let places: Vec<String> = places.into_iter().map(|(space, role)| format!("{} ({role})", space.slug)).collect();
    let places = if places.is_empty() { "-".to_owned() } else { places.join(", ") };
    let state = if person.disabled.is_some() { "may not sign in" } else { "" };
    Ok([person.login, person.display_name, places, state.to_owned()])
}

async fn all_people(storage: &Storage) -> anyhow::Result<Vec<Person>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = people::list_of_instance(storage.reader(), &PageRequest { after, limit: PAGE }).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn all_spaces(storage: &Storage) -> anyhow::Result<Vec<Space>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = spaces::list_of_all_spaces(storage.reader(), &PageRequest { after, limit: PAGE }).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// A reader who has gone away is no fault.
fn printed(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}
