//! What people see: pages made of typed pieces, for somebody who is tired and on a phone.
//!
//! Rule: a page is a pure function of what was read; it says what is estimated beside the figure it concerns, and what to
//! do next where there is nothing to show.

mod ask;
mod cards;
mod left_out;
mod plan;
mod reader;
mod tour;
mod venues;

use loadin_domain::Money;
use loadin_guest::{Error, Reply, Request, ui};

pub(crate) use ask::{Asking, ask};
pub(crate) use cards::{home, plans};
pub(crate) use plan::{plan, with_wrong_title};
pub(crate) use venues::{Upload, imported, venue, venues};

use crate::views::words;

/// Bytes of a venue list; a request has at most 10 MiB, the form's other fields among them.
const MAX_UPLOAD: u64 = 10_000_000;

/// Answers with a page, without the buttons that its reader may not press.
pub(crate) fn shown(request: &Request, page: ui::Page) -> Result<Reply, Error> {
    Reply::page(&reader::for_caller(page, &request.call().caller))
}

fn money(money: Money) -> ui::Money {
    ui::Money::new(money.amount(), money.currency().code())
}

/// Cuts a name to what a title may have.
fn title(text: &str) -> String {
    const MOST: usize = 180;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(MOST).collect::<String>().trim_end())
}

fn sentence(text: &str) -> String {
    words::sentence(text)
}

/// Returns a count with its word: `1 venue`, `561 venues`.
fn counted(number: usize, word: &str) -> String {
    words::plural(number, word)
}

/// Returns a link to a page of a list; a cursor is the host's and may hold any character.
fn at_cursor(path: &str, cursor: &str) -> String {
    let encoded = cursor.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
        text
    });
    format!("{path}?cursor={encoded}")
}

/// Returns the links to the pages of a list before and after this one.
fn turning(path: &str, (prev, before): (Option<&str>, &str), (next, after): (Option<&str>, &str)) -> Vec<ui::Action> {
    let back = prev.map(|cursor| ui::Action::go(before, at_cursor(path, cursor)));
    let on = next.map(|cursor| ui::Action::go(after, at_cursor(path, cursor)));
    back.into_iter().chain(on).collect()
}
