//! Checks what goes into a plugin and what comes out.
//!
//! Rule: whatever a plugin answers is hostile until it has passed here: its size, its JSON, its paths, its file names.

use loadin_types::{Body, CallError, Fault, FileReply, JobError, PluginError, PluginId, Reply};
use serde::de::IgnoredAny;

use super::fault;

/// Bytes of a file name or a media type.
const MAX_NAME: usize = 200;

/// Bytes of a sentence that a plugin says when it refuses.
const MAX_SENTENCE: usize = 4_000;

pub(super) fn size(plugin: &PluginId, size: u64, limit: u64) -> Result<(), CallError> {
    if size > limit {
        return Err(CallError::TooLarge { plugin: plugin.clone(), size, limit });
    }
    Ok(())
}

pub(super) fn reply(plugin: &PluginId, reply: Reply, limit: u64) -> Result<Reply, CallError> {
    let size = match &reply {
        Reply::Json(text)
        | Reply::Text(text)
        | Reply::Redirect(text)
        | Reply::Page(text)
        | Reply::InvalidPage(text) => text.len(),
        Reply::Created { path, json } | Reply::Accepted { path, json } => path.len() + json.len(),
        Reply::Done => 0,
        Reply::File(file) => file.name.len() + file.mime.len() + file.content.len(),
    };
    let flaw = size_flaw(size, limit).or_else(|| match &reply {
        Reply::Json(json) | Reply::Page(json) | Reply::InvalidPage(json) => json_flaw(json),
        Reply::Created { path, json } | Reply::Accepted { path, json } => path_flaw(path).or_else(|| json_flaw(json)),
        Reply::Redirect(path) => path_flaw(path),
        Reply::File(file) => file_flaw(file),
        Reply::Text(_) | Reply::Done => None,
    });
    flaw.map_or(Ok(reply), |flaw| Err(fault(plugin, Fault::BadReply(flaw))))
}

pub(super) fn json(plugin: &PluginId, json: String, limit: u64) -> Result<String, CallError> {
    let flaw = size_flaw(json.len(), limit).or_else(|| json_flaw(&json));
    flaw.map_or(Ok(json), |flaw| Err(fault(plugin, Fault::BadReply(flaw))))
}

/// Checks that there is one answer for each of the `wanted` documents, and that each is JSON.
pub(super) fn migrated(
    plugin: &PluginId,
    documents: Vec<Option<String>>,
    wanted: usize,
    limit: u64,
) -> Result<Vec<Option<String>>, CallError> {
    let count = documents.len();
    let size = documents.iter().flatten().map(String::len).sum();
    let flaw = (count != wanted)
        .then(|| format!("it has {count} documents for the {wanted} that were to be migrated"))
        .or_else(|| size_flaw(size, limit))
        .or_else(|| documents.iter().flatten().find_map(|json| json_flaw(json)));
    flaw.map_or(Ok(documents), |flaw| Err(fault(plugin, Fault::BadReply(flaw))))
}

/// Keeps a plugin's refusal to a sentence, and its `invalid` to JSON.
pub(super) fn error(plugin: &PluginId, error: PluginError, limit: u64) -> CallError {
    let short = |text: String| text.chars().filter(|c| !c.is_control()).take(MAX_SENTENCE).collect::<String>();
    CallError::Answered(match error {
        PluginError::Invalid(text) if text.len() as u64 > limit || json_flaw(&text).is_some() => {
            return fault(plugin, Fault::BadReply("its `invalid` error is not JSON".into()));
        }
        PluginError::Denied(reason) => PluginError::Denied(short(reason)),
        PluginError::Duplicate(constraint) => PluginError::Duplicate(short(constraint)),
        PluginError::Limit(which) => PluginError::Limit(short(which)),
        PluginError::Unavailable(what) => PluginError::Unavailable(short(what)),
        PluginError::Internal(what) => PluginError::Internal(short(what)),
        PluginError::NotFound
        | PluginError::Conflict(_)
        | PluginError::Invalid(_)
        | PluginError::Timeout
        | PluginError::Cancelled => error,
    })
}

pub(super) fn failure(plugin: &PluginId, failure: JobError, limit: u64) -> JobError {
    match failure {
        JobError::GaveUp(reason) => match error(plugin, reason, limit) {
            CallError::Answered(reason) => JobError::GaveUp(reason),
            other => JobError::Call(other),
        },
        other => other,
    }
}

fn size_flaw(size: usize, limit: u64) -> Option<String> {
    (size as u64 > limit).then(|| format!("it has {size} bytes; at most {limit} are allowed"))
}

fn json_flaw(json: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(json).err().map(|error| format!("it is not JSON: {error}"))
}

fn path_flaw(path: &str) -> Option<String> {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
        && !path.split(['/', '?', '#']).any(|segment| segment == "..");
    (!inside).then(|| "its path leaves the plugin's mount".to_owned())
}

fn file_flaw(file: &FileReply) -> Option<String> {
    if matches!(file.content, Body::Form(_)) {
        return Some("a form is no file".to_owned());
    }
    let name_is_plain = !file.name.is_empty()
        && file.name.len() <= MAX_NAME
        && !file.name.starts_with('.')
        && !file.name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | '"'));
    if !name_is_plain {
        return Some("its file name is not a plain name".to_owned());
    }
    let is_token =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b));
    let essence = file.mime.split(';').next().unwrap_or_default().trim_end();
    let is_media_type = file.mime.len() <= MAX_NAME
        && !file.mime.chars().any(char::is_control)
        && essence.split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub));
    (!is_media_type).then(|| "its media type is none".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Body, FileReply, PluginId, file_flaw, json_flaw, migrated, path_flaw};

    #[test]
    fn paths_stay_below_the_mount() {
        for good in ["/", "/plans/7", "/plans?x=1#top", "/a..b"] {
            assert_eq!(path_flaw(good), None, "{good}");
        }
        for bad in ["", "plans", "//evil.example", "/../core", "/a/..", "/a\\b", "/a\r\nx: y", "https://evil.example"] {
            assert!(path_flaw(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn file_names_and_types_smuggle_nothing() {
        let file = |name: &str, mime: &str| FileReply { name: name.into(), mime: mime.into(), content: Body::Empty };
        assert_eq!(file_flaw(&file("tour.ics", "text/calendar; charset=utf-8")), None);
        for (name, mime) in [
            ("", "text/csv"),
            ("a\r\nset-cookie: x", "text/csv"),
            ("../a", "text/csv"),
            (".htaccess", "text/csv"),
            ("a\"b", "text/csv"),
            ("a", "text"),
            ("a", "text/csv\r\nx: y"),
            ("a", "te xt/csv"),
        ] {
            assert!(file_flaw(&file(name, mime)).is_some(), "{name:?} {mime:?}");
        }
    }

    #[test]
    fn a_migration_answers_each_document_once_in_json_and_within_bounds() {
        let plugin = PluginId::try_from("org.example.x".to_owned()).unwrap();
        let said = |documents: &[Option<&str>], wanted: usize| {
            let documents = documents.iter().map(|json| json.map(str::to_owned)).collect();
            migrated(&plugin, documents, wanted, 10).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(said(&[None, Some("{\"a\":1}")], 2), Ok(()));
        for (documents, wanted, flaw) in [
            (vec![None], 2, "it has 1 documents for the 2 that were to be migrated"),
            (vec![Some("{\"half\":")], 1, "it is not JSON"),
            (vec![Some("[1,2,3]"), Some("[1,2]")], 2, "it has 12 bytes; at most 10 are allowed"),
        ] {
            let refused = said(&documents, wanted).unwrap_err();
            assert!(refused.contains(flaw), "{refused}");
        }
    }

    #[test]
    fn half_a_json_is_none() {
        assert_eq!(json_flaw("{\"a\":[1,2]}"), None);
        assert!(json_flaw("{\"half\":").is_some() && json_flaw("").is_some());
    }
}
