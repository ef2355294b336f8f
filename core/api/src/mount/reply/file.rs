//! A file that a plugin answers with.
//!
//! Rule: it is saved, never shown: as an attachment, under a name that cannot lead elsewhere or pretend to be another kind,
//! in a sandbox should a browser show it after all, and kept nowhere on the way.

use axum::{
    body::Body as HttpBody,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, header};
use loadin_types::{Body, FileReply};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 lets stand as it is.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

const NAME_CHARACTERS: usize = 150;
const UNKNOWN: HeaderValue = HeaderValue::from_static("application/octet-stream");
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// Answers with the file; `None` when it holds something that only requests have.
pub(super) fn answer(file: FileReply) -> Option<Response> {
    let body = match file.content {
        Body::Empty => HttpBody::empty(),
        Body::Text(text) => HttpBody::from(text),
        Body::Bytes(bytes) => HttpBody::from(bytes),
        Body::Form(_) => return None,
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type(&file.mime));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&file.name));
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(header::CACHE_CONTROL, NOT_KEPT);
    Some(response)
}

fn media_type(text: &str) -> HeaderValue {
    let (kind, parameters) = text.split_once(';').map_or((text, ""), |(kind, rest)| (kind, rest));
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let is_kind = kind.trim().split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub));
    let is_plain = parameters.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let is_sound = is_kind && is_plain && text.len() <= 200;
    if is_sound { HeaderValue::from_str(text.trim()).unwrap_or(UNKNOWN) } else { UNKNOWN }
}

fn disposition(name: &str) -> HeaderValue {
    let name = tame(name);
    let ascii: String = name.chars().map(|c| if c.is_ascii() && !matches!(c, '"' | '%') { c } else { '_' }).collect();
    let text = if ascii == name {
        format!("attachment; filename=\"{ascii}\"")
    } else {
        format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, &ESCAPED))
    };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Takes out of a name what leads elsewhere or hides its ending.
fn tame(name: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let letters = name.chars().filter(|c| !is_hidden(*c));
    let plain = letters.map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '<' | '>' | '|') { '_' } else { c });
    let plain: String = plain.collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let cut: String = match plain.rsplit_once('.') {
        // The ending says what it is, so a long name loses its middle.
        Some((stem, ending)) if plain.chars().count() > NAME_CHARACTERS && ending.chars().count() <= 10 => {
            let stem: String = stem.chars().take(NAME_CHARACTERS - 11).collect();
            format!("{stem}.{ending}")
        }
        _ => plain.chars().take(NAME_CHARACTERS).collect(),
    };
    if cut.is_empty() { "download".to_owned() } else { cut }
}

#[cfg(test)]
mod tests {
    use super::{disposition, media_type};

    #[test]
    fn names_of_files_are_tamed_and_keep_their_letters() {
        for (name, expected) in [
            ("tour.ics", "attachment; filename=\"tour.ics\""),
            (
                "Göteborg 2027.csv",
                "attachment; filename=\"G_teborg 2027.csv\"; filename*=UTF-8''G%C3%B6teborg%202027.csv",
            ),
            ("a\"b%41.csv", "attachment; filename=\"a_b_41.csv\"; filename*=UTF-8''a%22b%2541.csv"),
            ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\""),
            ("a.csv\r\nSet-Cookie: x=1", "attachment; filename=\"a.csvSet-Cookie_ x=1\""),
            ("photo\u{202e}gpj.exe", "attachment; filename=\"photogpj.exe\""),
            (" .. ", "attachment; filename=\"download\""),
            ("", "attachment; filename=\"download\""),
        ] {
            assert_eq!(disposition(name).to_str().unwrap(), expected, "{name:?}");
        }
        let long = disposition(&format!("{}.csv", "x".repeat(500)));
        assert!(long.to_str().unwrap().ends_with("x.csv\"") && long.len() < 200);
    }

    #[test]
    fn a_media_type_is_one_or_unknown() {
        assert_eq!(media_type("text/calendar; charset=utf-8"), "text/calendar; charset=utf-8");
        assert_eq!(media_type("application/geo+json"), "application/geo+json");
        for wrong in ["", "text", "text/", "text/html\r\nx: y", "a b/c", "text/x;\u{7f}"] {
            assert_eq!(media_type(wrong), "application/octet-stream", "{wrong:?}");
        }
    }
}
