//! What people see: pages made of typed pieces, for somebody who is tired and on a phone.
//!
//! Rule: a page is a pure function of what was read and of the language of the call; it says what is estimated beside the
//! figure it concerns, and what to do next where there is nothing to show. Its own words stand in `locales`, not here.

mod ask;
mod asked;
mod fields;
mod home;
mod infeasible;
mod ledger;
mod left_out;
mod plan;
mod reader;
mod tour;
mod venue;
mod venues;

use loadin_guest::{Error, Reply, Request, ui};

pub(crate) use ask::{Asking, ask};
pub(crate) use home::{home, plans};
pub(crate) use plan::{Shown, plan, with_wrong_title};
pub(crate) use venue::{imported, venue};
pub(crate) use venues::{Look, Upload, Venues, venues};

use crate::{views::words, wording::money};

/// Bytes of a venue list; a request has at most 10 MiB, the form's other fields among them.
const MAX_UPLOAD: u64 = 10_000_000;

/// Answers with a page, without the buttons that its reader may not press.
pub(crate) fn shown(request: &Request, page: ui::Page) -> Result<Reply, Error> {
    Reply::page(&reader::for_caller(page, &request.call().caller))
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

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Returns a value as it stands in an address: whatever is not plain is encoded.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
        text
    })
}
