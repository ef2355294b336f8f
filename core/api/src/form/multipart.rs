//! Forms with files.
//!
//! Rule: a part is read chunk by chunk and refused as soon as it is over its limit, so nobody fills the memory with one
//! field; all parts together have the limit of the request.

use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, multipart::Field};
use loadin_types::{ProblemKind, Upload};

use super::{NAME_BYTES, Posted, TEXT_BYTES, broken_off, not_text, too_large};
use crate::{problem::Problem, told::told};

/// Bytes of a file's name at most, as the browser gives it.
const FILE_NAME_BYTES: usize = 1_000;

pub(super) async fn read(mut request: Request, most: usize) -> Result<Posted, Problem> {
    // The limit is ours, below, and told as one; axum's own would look like a broken form.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let (mut posted, mut room) = (Posted::default(), most);
    while let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().ok_or_else(unreadable)?.to_owned();
        posted.make_room(&name)?;
        let Some(file) = part.file_name().map(str::to_owned) else {
            let bytes = content(&mut part, TEXT_BYTES, &mut room, most).await?;
            posted.field(name, String::from_utf8(bytes).map_err(|_| not_text())?)?;
            continue;
        };
        let mime = part.content_type().unwrap_or_default().to_owned();
        if file.len() > FILE_NAME_BYTES || mime.len() > NAME_BYTES {
            let detail = format!("a file's name has more than {FILE_NAME_BYTES} bytes");
            return Err(too_large(detail, told("told-form-name-long", [])));
        }
        let bytes = content(&mut part, most, &mut room, most).await?;
        // What browsers send for a file input that was left empty.
        if !(file.is_empty() && bytes.is_empty()) {
            posted.form.uploads.push(Upload { field: name, name: file, mime, content: bytes });
        }
    }
    Ok(posted)
}

async fn content(part: &mut Field<'_>, limit: usize, room: &mut usize, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| unreadable())? {
        *room = room.checked_sub(chunk.len()).ok_or_else(|| broken_off(most))?;
        if bytes.len() + chunk.len() > limit {
            let detail = "a field has more than 1 MiB of text".to_owned();
            return Err(too_large(detail, told("told-form-field-long", [])));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unreadable() -> Problem {
    Problem::with_detail(ProblemKind::Malformed, "the form broke off, or its parts cannot be told apart: send it again")
        .telling(told("told-form-broken", []))
}
