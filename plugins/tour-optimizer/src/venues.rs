//! The venues of a space: the list, uploading one, taking venues away.
//!
//! Rule: a list that is refused changes nothing, and says which line is at fault and what to write instead.

use loadin_domain::Currency;
use loadin_guest::{
    Body, Error, FieldError, Form, Invalid, Reply, Request, Stored,
    collections::{Query, Write, commit},
    text,
    ui::Page,
};
use serde_json::{Value, json};

use crate::{
    importing::{self, List, Mode},
    kept::{self, VENUES, VenueDocument},
    pages::{self, Look},
};

/// Venues on one page.
const PAGE: u32 = 50;

/// `GET /venues`: the list as somebody looks at it, and the form to upload one.
pub(crate) fn list(request: &Request) -> Result<Reply, Error> {
    if request.wants_page() {
        let page = page(&Look::of(request), &upload_form(None, &[])?)?;
        return pages::shown(request, page);
    }
    let query = Query::new().by("key").limit(PAGE).at(request.query_value("cursor"));
    let found = VENUES.find(&query)?;
    let venues: Vec<Value> = found.documents.iter().map(view).collect::<Result<_, _>>()?;
    Reply::json(&json!({ "venues": venues, "next": found.next, "prev": found.prev }))
}

fn page(look: &Look, upload: &pages::Upload) -> Result<Page, Error> {
    Ok(pages::venues(&pages::Venues { all: &kept::all_venues()?, look, upload }))
}

/// `GET /venues.csv`: every venue, as a list that can be uploaded again.
pub(crate) fn file(_request: &Request) -> Result<Reply, Error> {
    let csv = crate::views::venue_list(&kept::all_venues()?).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Reply::file("venues.csv", "text/csv; charset=utf-8", csv))
}

fn view(venue: &Stored<VenueDocument>) -> Result<Value, Error> {
    let data = serde_json::to_value(&venue.data).map_err(|error| Error::Internal(error.to_string()))?;
    let Value::Object(mut data) = data else { return Ok(Value::Null) };
    data.remove("key");
    data.insert("id".to_owned(), venue.id.clone().into());
    data.insert("version".to_owned(), venue.version.into());
    Ok(Value::Object(data))
}

/// `GET /venues/{id}`: one venue.
pub(crate) fn show(request: &Request) -> Result<Reply, Error> {
    let venue = VENUES.fetch(request.param("id"))?;
    if request.wants_page() { pages::shown(request, pages::venue(&venue)) } else { Reply::json(&view(&venue)?) }
}

/// `DELETE /venues/{id}` and `POST /venues/{id}/delete`.
pub(crate) fn delete(request: &Request) -> Result<Reply, Error> {
    VENUES.delete(request.param("id"), None)?;
    Ok(if request.wants_page() { Reply::redirect("/venues") } else { Reply::done() })
}

/// `POST /venues/clear`: takes every venue away.
pub(crate) fn clear(request: &Request) -> Result<Reply, Error> {
    let venues = kept::all_venues()?;
    let removals: Vec<Write> = venues.iter().map(|venue| VENUES.removal(&venue.id, Some(venue.version))).collect();
    if !removals.is_empty() {
        commit(removals)?;
    }
    if request.wants_page() {
        return Ok(Reply::redirect("/venues"));
    }
    Reply::json(&json!({ "deleted": venues.len() }))
}

/// `POST /venues/import`: reads a list, from a form or as the body itself.
pub(crate) fn import(request: &Request) -> Result<Reply, Error> {
    let done = read(request).and_then(importing::import);
    match done {
        Ok(report) if request.wants_page() => pages::shown(request, pages::imported(&report)),
        Ok(report) => Reply::json(&report),
        Err(Error::Invalid(Invalid { errors, .. })) if request.wants_page() => {
            Reply::invalid_page(&page(&Look::default(), &upload_form(request.form(), &errors)?)?)
        }
        Err(other) => Err(other),
    }
}

fn upload_form(typed: Option<&Form>, errors: &[FieldError]) -> Result<pages::Upload, Error> {
    let last = kept::last_import()?;
    Ok(pages::Upload {
        mode: typed.map(|form| form.value("mode").to_owned()).unwrap_or_default(),
        currency: typed.map(|form| form.value("currency").to_owned()).unwrap_or_default(),
        last_currency: last.and_then(|last| last.data.currency),
        errors: errors.to_vec(),
    })
}

/// Reads the list and the choices that belong to it.
fn read(request: &Request) -> Result<List<'_>, Error> {
    let said = |name: &str| match request.form() {
        Some(form) => form.filled(name).map(str::to_owned),
        None => request.query_value(name).filter(|value| !value.trim().is_empty()),
    };
    let mode = match said("mode").as_deref() {
        None | Some("update") => Mode::Update,
        Some("replace") => Mode::Replace,
        Some(other) => {
            return Err(Error::invalid("/mode", text!("fault-mode", typed = other)));
        }
    };
    let currency = said("currency").map(|code| code.trim().to_ascii_uppercase().parse::<Currency>()).transpose();
    let currency = currency.map_err(|error| Error::invalid("/currency", error.to_string()))?;
    let (bytes, file_name) = bytes(request)?;
    Ok(List { bytes, file_name: file_name.or_else(|| said("file_name")), mode, currency })
}

fn bytes(request: &Request) -> Result<(&[u8], Option<String>), Error> {
    let kind = request.header("content-type").unwrap_or_default();
    match request.body() {
        Body::Form(form) => {
            let upload = form.upload("venues").ok_or_else(|| Error::invalid("/venues", text("fault-no-file")))?;
            Ok((&upload.content, Some(crate::intake::clean(&upload.name)).filter(|name| !name.is_empty())))
        }
        _ if kind.contains("json") => Err(Error::invalid("/venues", text("fault-json-list"))),
        Body::Text(text) => Ok((text.as_bytes(), None)),
        Body::Bytes(bytes) => Ok((bytes, None)),
        Body::Empty => Err(Error::invalid("/venues", text("fault-empty-body"))),
    }
}
