//! The commands of the operator: their flags, and what is to be done.

use clap::{Arg, ArgMatches, Command};

use crate::operator::{NewPerson, NewPlace, Task};

const LOGIN: &str = "login";
const DISPLAY_NAME: &str = "display-name";
const SPACE: &str = "space";
const ROLE: &str = "role";
const NEW_SPACE: &str = "new-space";
const KIND: &str = "kind";

/// Returns the commands.
pub(super) fn commands() -> [Command; 2] {
    let list_people = Command::new("list").about("Lists everybody with an account, and their spaces");
    let person = Command::new("person")
        .about("Accounts of people: makes and lists them")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(add_person())
        .subcommand(list_people);
    let space = Command::new("space")
        .about("Spaces: lists them")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about("Lists every space"));
    [person, space]
}

fn add_person() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("add")
        .about("Makes an account and prints its password, once")
        .arg(text(LOGIN, "NAME", "The name they sign in with").required(true))
        .arg(text(DISPLAY_NAME, "NAME", "The name others see").required(true))
        .arg(text(SPACE, "ADDRESS", "A space that they come to, by its name in addresses").requires(ROLE))
        .arg(text(ROLE, "ROLE", "What they are there, such as member, booker or admin").requires(SPACE))
        .arg(text(NEW_SPACE, "NAME", "A new space, which they own").conflicts_with(SPACE))
        .arg(
            text(KIND, "KIND", "What the new space is: collective, band, venue or crew [default: band]")
                .requires(NEW_SPACE),
        )
}

/// Returns what is to be done, with the command's whole name; `None` when the words are no command of ours.
pub(super) fn task(name: &str, matches: &ArgMatches) -> Option<(String, Task)> {
    let (verb, matches) = matches.subcommand()?;
    let task = match (name, verb) {
        ("person", "add") => Task::AddPerson(new_person(matches)),
        ("person", "list") => Task::ListPeople,
        ("space", "list") => Task::ListSpaces,
        _ => return None,
    };
    Some((format!("loadin {name} {verb}"), task))
}

fn new_person(matches: &ArgMatches) -> NewPerson {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let place = match (given(SPACE), given(NEW_SPACE)) {
        (Some(space), _) => NewPlace::Member { space, role: given(ROLE).unwrap_or_default() },
        (None, Some(name)) => NewPlace::Owner { name, kind: given(KIND).unwrap_or_else(|| "band".into()) },
        (None, None) => NewPlace::Nowhere,
    };
    NewPerson { login: given(LOGIN).unwrap_or_default(), display_name: given(DISPLAY_NAME).unwrap_or_default(), place }
}
