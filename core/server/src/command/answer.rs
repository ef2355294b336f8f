//! A plugin's answer as the bytes that are printed.
//!
//! Rule: an answer in another form than was asked for is a fault of the plugin, not something to print and hope.

use loadin_types::{Body, Reply};
use loadin_wit::manifest::Format;
use serde_json::Value;

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    /// True when the answer is that there is no way.
    pub(crate) is_infeasible: bool,
}

/// Returns a job's output, or another JSON text, for reading.
pub(crate) fn from_json(text: &str) -> Result<Answer, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("the plugin's answer is not JSON: {error}"))?;
    let mut bytes = serde_json::to_vec_pretty(&value).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(Answer { bytes, is_infeasible: is_infeasible(&value) })
}

/// Returns true when a JSON text says that there is no way.
pub(crate) fn says_infeasible(text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|value| is_infeasible(&value))
}

/// Returns a route's reply in the form that was asked for.
pub(crate) fn from_reply(reply: Reply, format: Format) -> Result<Answer, String> {
    let is_json = matches!(format, Format::Json | Format::Geojson);
    let plain = |bytes| Answer { bytes, is_infeasible: false };
    match reply {
        Reply::Json(json) | Reply::Created { json, .. } | Reply::Accepted { json, .. } if is_json => from_json(&json),
        Reply::Text(text) if format == Format::Text => Ok(plain(for_a_terminal(&text).into_bytes())),
        Reply::Text(text) if !is_json => Ok(plain(text.into_bytes())),
        Reply::File(file) if is_media_type(&file.mime, format) => Ok(match (file.content, format) {
            (Body::Text(text), Format::Text) => plain(for_a_terminal(&text).into_bytes()),
            (Body::Text(text), _) => plain(text.into_bytes()),
            (Body::Bytes(bytes), _) => plain(bytes),
            // The host has refused a form as a file already.
            (Body::Empty | Body::Form(_), _) => plain(Vec::new()),
        }),
        Reply::Done => Ok(plain(Vec::new())),
        other => {
            Err(format!("{} was asked for, and the plugin answered with {}", format.media_type(), form_of(&other)))
        }
    }
}

fn is_infeasible(value: &Value) -> bool {
    value.get("outcome").and_then(Value::as_str) == Some("infeasible")
}

fn is_media_type(mime: &str, format: Format) -> bool {
    mime.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case(format.media_type()))
}

/// Returns plain text: what could drive a terminal goes, and it ends its line.
fn for_a_terminal(text: &str) -> String {
    let mut plain: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
    plain
}

fn form_of(reply: &Reply) -> String {
    match reply {
        Reply::Json(_) | Reply::Created { .. } | Reply::Accepted { .. } => "JSON".into(),
        Reply::Page(_) | Reply::InvalidPage(_) => "a page".into(),
        Reply::Text(_) => "text".into(),
        Reply::Done => "nothing".into(),
        Reply::Redirect(path) => format!("a redirect to {path}"),
        Reply::File(file) => format!("a file of type {}", file.mime),
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::FileReply;

    use super::*;

    fn text(reply: Reply, format: Format) -> Result<String, String> {
        from_reply(reply, format).map(|answer| String::from_utf8(answer.bytes).unwrap())
    }

    fn file(mime: &str, content: Body) -> Reply {
        Reply::File(FileReply { name: "x".into(), mime: mime.into(), content })
    }

    #[test]
    fn json_is_laid_out_in_the_order_it_came() {
        let answer = from_json(r#"{"b":1,"a":[0.1,"2.50"],"outcome":"found"}"#).unwrap();
        let text = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(text, "{\n  \"b\": 1,\n  \"a\": [\n    0.1,\n    \"2.50\"\n  ],\n  \"outcome\": \"found\"\n}\n");
        assert!(!answer.is_infeasible);
        assert!(from_json("{").unwrap_err().starts_with("the plugin's answer is not JSON"));
    }

    #[test]
    fn an_infeasible_outcome_is_seen_only_at_the_top() {
        assert!(from_json(r#"{"outcome":"infeasible"}"#).unwrap().is_infeasible);
        assert!(says_infeasible(r#"{"outcome":"infeasible"}"#));
        assert!(!says_infeasible(r#"{"plan":{"outcome":"infeasible"}}"#) && !says_infeasible("{"));
    }

    #[test]
    fn text_cannot_drive_the_terminal_and_ends_its_line() {
        assert_eq!(text(Reply::Text("a\tb\u{1b}[2J\r\nc".into()), Format::Text).unwrap(), "a\tb[2J\nc\n");
        assert_eq!(text(Reply::Text(String::new()), Format::Text).unwrap(), "");
    }

    #[test]
    fn files_are_printed_byte_for_byte() {
        let ics = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
        assert_eq!(text(file("text/calendar; charset=utf-8", Body::Text(ics.into())), Format::Ics).unwrap(), ics);
        assert_eq!(text(file("image/svg+xml", Body::Bytes(b"<svg/>".to_vec())), Format::Svg).unwrap(), "<svg/>");
        assert_eq!(text(Reply::Text(ics.into()), Format::Ics).unwrap(), ics);
        assert_eq!(text(Reply::Json("{}".into()), Format::Geojson).unwrap(), "{}\n");
    }

    #[test]
    fn an_answer_in_another_form_is_a_fault() {
        for (reply, format, said) in [
            (Reply::Json("{}".into()), Format::Text, "text/plain was asked for, and the plugin answered with JSON"),
            (
                Reply::Text("x".into()),
                Format::Json,
                "application/json was asked for, and the plugin answered with text",
            ),
            (file("image/png", Body::Empty), Format::Svg, "answered with a file of type image/png"),
            (Reply::Redirect("/x".into()), Format::Csv, "answered with a redirect to /x"),
        ] {
            let message = text(reply, format).unwrap_err();
            assert!(message.contains(said), "{message}");
        }
    }
}
