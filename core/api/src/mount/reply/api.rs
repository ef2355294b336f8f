//! Replies as programs read them.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use loadin_profile::page::{Form, Page, Piece};
use loadin_types::Reply;

use super::{Asked, file};
use crate::problem::{FieldFault, Problem};

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
const PAGE: &str = "application/vnd.loadin.page+json";

/// Answers a program.
pub(in crate::mount) fn answer(asked: &Asked<'_>, reply: Reply) -> Result<Response, Problem> {
    let base = format!("/api/v1/s/{}/p/{}/", asked.may.space_name, asked.may.mount);
    let json = |status, json: String| (status, [(header::CONTENT_TYPE, JSON)], json).into_response();
    match reply {
        Reply::Json(json) => Ok(asked.document(StatusCode::OK, JSON, json)),
        Reply::Text(text) => Ok(asked.document(StatusCode::OK, TEXT, text)),
        Reply::Created { path, json: body } => asked.located(json(StatusCode::CREATED, body), &base, &path),
        Reply::Accepted { path, json: body } => asked.located(json(StatusCode::ACCEPTED, body), &base, &path),
        Reply::Page(json) => {
            let mut page = asked.checked(&json)?;
            let Some(body) = asked.cleaned(&page, None)? else { return Ok(asked.document(StatusCode::OK, PAGE, json)) };
            // A program that shows it shall see what a browser does.
            page.html = Some(body.html);
            let json = serde_json::to_string(&page).map_err(|error| asked.bad_reply(&format!("its page: {error}")))?;
            Ok(asked.document(StatusCode::OK, PAGE, json))
        }
        Reply::InvalidPage(json) => {
            let page = asked.checked(&json)?;
            asked.cleaned(&page, None)?;
            Err(Problem::of_fields(faults(&page)))
        }
        Reply::Done => Ok(StatusCode::NO_CONTENT.into_response()),
        Reply::Redirect(path) => asked.located(StatusCode::SEE_OTHER.into_response(), &base, &path),
        Reply::File(reply) => file::answer(reply).ok_or_else(|| asked.bad_reply("its file is a form")),
    }
}

/// Returns what is wrong in the forms of a page.
fn faults(page: &Page) -> Vec<FieldFault> {
    let mut forms = Vec::new();
    collect(&page.pieces, &mut forms);
    page.data.values().for_each(|piece| collect(std::slice::from_ref(piece), &mut forms));
    let of_form = |form: &Form| {
        let whole = form.error.iter().map(|text| FieldFault { pointer: String::new(), detail: text.clone() });
        let fields = form
            .fields
            .iter()
            .filter_map(|field| Some(FieldFault { pointer: format!("/{}", field.name), detail: field.error.clone()? }));
        whole.chain(fields).collect::<Vec<_>>()
    };
    let of_html = page.errors.iter().map(|mistake| FieldFault {
        pointer: mistake.field.as_ref().map(|field| format!("/{field}")).unwrap_or_default(),
        detail: mistake.text.clone(),
    });
    of_html.chain(forms.into_iter().flat_map(of_form)).collect()
}

fn collect<'a>(pieces: &'a [Piece], forms: &mut Vec<&'a Form>) {
    for piece in pieces {
        match piece {
            Piece::Form(form) => forms.push(form),
            Piece::Section(section) => collect(&section.pieces, forms),
            Piece::Columns(columns) => columns.columns.iter().for_each(|pieces| collect(pieces, forms)),
            _ => {}
        }
    }
}
