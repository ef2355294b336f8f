//! What a plugin or the host says when there is no answer, in the words of the command line.
//!
//! Rule: a plugin names a property by JSON pointer; the person typed a flag. What a plugin says is printed on one line
//! and without control characters, so that it cannot drive the terminal.

use loadin_types::{CallError, CallId, JobError, PluginError};
use loadin_worker::JobFailure;
use serde::Deserialize;
use serde_json::Value;

use super::{
    ending::Failure,
    schema::{Arguments, Field},
    values::Given,
};

/// Knows how each property was given.
pub(crate) struct Names<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) given: &'a Given,
}

/// The JSON of [`PluginError::Invalid`].
#[derive(Deserialize)]
struct Invalid {
    #[serde(default)]
    detail: String,
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    pointer: String,
    detail: String,
}

impl Names<'_> {
    /// Returns how a job that was not done is told.
    pub(crate) fn of_job(&self, failure: &JobFailure) -> Failure {
        match (&failure.error, failure.call_error()) {
            (JobError::Cancelled, _) => Failure::Cancelled,
            (_, Some(error)) => self.of_call(&error, failure.call),
            (_, None) => broken(&failure.to_string(), failure.call),
        }
    }

    /// Returns how a call without an answer is told.
    pub(crate) fn of_call(&self, error: &CallError, call: CallId) -> Failure {
        match error {
            CallError::Answered(answer) => self.of_answer(answer, call),
            CallError::TooLarge { .. } => Failure::bad_input(error),
            CallError::Fault { .. } => {
                let title = error.problem().title();
                broken(&format!("{} ({error})", title.replacen("The plugin", "the plugin", 1)), call)
            }
            CallError::NoHandler { .. } | CallError::Busy { .. } | CallError::Host(_) => {
                broken(&error.to_string(), call)
            }
        }
    }

    fn of_answer(&self, error: &PluginError, call: CallId) -> Failure {
        match error {
            PluginError::Invalid(json) => Failure::BadInput(self.problems(json)),
            PluginError::Denied(_) | PluginError::NotFound | PluginError::Conflict(_) | PluginError::Duplicate(_) => {
                Failure::bad_input(one_line(&error.to_string()))
            }
            PluginError::Cancelled => Failure::Cancelled,
            PluginError::Limit(_) | PluginError::Timeout | PluginError::Unavailable(_) | PluginError::Internal(_) => {
                broken(&format!("the plugin says: {error}"), call)
            }
        }
    }

    /// Returns one line for each problem in the JSON of an invalid input.
    fn problems(&self, json: &str) -> Vec<String> {
        let Ok(invalid) = serde_json::from_str::<Invalid>(json) else { return vec![one_line(json)] };
        if invalid.errors.is_empty() {
            return vec![one_line(&invalid.detail)];
        }
        let line = |fault: &Fault| match self.label(&fault.pointer) {
            Some(label) => one_line(&format!("{label}: {}", fault.detail)),
            None => one_line(&fault.detail),
        };
        invalid.errors.iter().map(line).collect()
    }

    /// Returns what the person knows a pointer's place by; `None` for the whole.
    fn label(&self, pointer: &str) -> Option<String> {
        let path = pointer.trim_start_matches('#').strip_prefix('/')?;
        if let (true, [body], None) =
            (self.arguments.is_one_body(), &*self.arguments.fields, &self.given.arguments_file)
        {
            return Some(format!("{} (/{path})", body.dashed()));
        }
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let property = first.replace("~1", "/").replace("~0", "~");
        let rest = rest.map(|rest| format!(" (/{rest})")).unwrap_or_default();
        let file = self.given.arguments_file.as_deref().filter(|_| !self.given.by_flag.contains(&property));
        Some(match (self.arguments.field(&property), file) {
            (_, Some(file)) => format!("{property}{rest} in {file}"),
            (Some(field), None) => format!("{}{}", field.dashed(), self.which(field, &rest)),
            (None, None) => format!("{property}{rest}"),
        })
    }

    /// Returns which of a repeated flag's values is meant, when there are several.
    fn which(&self, field: &Field, rest: &str) -> String {
        let values = self.given.arguments.get(&field.property).and_then(Value::as_array).filter(|_| field.repeats);
        let index = rest.trim_start_matches(" (/").trim_end_matches(')').parse::<usize>();
        match (values, index) {
            (Some(values), Ok(_)) if values.len() == 1 => String::new(),
            (Some(values), Ok(index)) => format!(" ({} of {})", index + 1, values.len()),
            _ => rest.to_owned(),
        }
    }
}

fn broken(line: &str, call: CallId) -> Failure {
    let hint = format!("the log has more under call {call}; LOADIN_LOG__FILTER=debug makes it say more");
    Failure::Broken(vec![one_line(line), hint])
}

/// Returns text that stays on its line: runs of white space become one space, control characters go.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, time::Duration};

    use loadin_types::{Fault, JobId, PluginId};
    use serde_json::json;

    use super::*;

    fn arguments() -> Arguments {
        let schema = json!({ "properties": {
            "from": { "type": "string" },
            "max_drive_km": { "type": "number" },
            "anchors": { "type": "array", "items": { "type": "string" }, "x-loadin-flag": "anchor" },
            "limits": { "type": "object" },
        } });
        Arguments::parse(&schema, &[]).unwrap()
    }

    fn given(by_flag: &[&str], arguments_file: Option<&str>) -> Given {
        Given {
            arguments: json!({ "anchors": ["one", "two"] }).as_object().unwrap().clone(),
            by_flag: by_flag.iter().map(|name| (*name).to_owned()).collect::<HashSet<_>>(),
            arguments_file: arguments_file.map(str::to_owned),
        }
    }

    fn id() -> CallId {
        CallId::from_parts(1, &[0; 10])
    }

    fn failure(given: &Given, error: PluginError) -> Failure {
        Names { arguments: &arguments(), given }.of_call(&CallError::Answered(error), id())
    }

    fn problems(given: &Given, json: Value) -> Vec<String> {
        match failure(given, PluginError::Invalid(json.to_string())) {
            Failure::BadInput(lines) => lines,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pointers_become_the_flags_that_were_typed() {
        let errors = json!({ "detail": "four things", "errors": [
            { "pointer": "/from", "detail": "is after --to" },
            { "pointer": "/max_drive_km", "detail": "must not be negative" },
            { "pointer": "/anchors/1", "detail": "no such venue" },
            { "pointer": "/limits/km", "detail": "too many" },
            { "pointer": "", "detail": "nothing fits" },
        ] });
        assert_eq!(
            problems(&given(&[], None), errors),
            [
                "--from: is after --to",
                "--max-drive-km: must not be negative",
                "--anchor (2 of 2): no such venue",
                "--limits (/km): too many",
                "nothing fits",
            ]
        );
    }

    #[test]
    fn what_came_from_a_file_is_named_by_the_file() {
        let errors = json!({ "errors": [
            { "pointer": "/from", "detail": "bad" },
            { "pointer": "/odd~1one", "detail": "unknown field" },
            { "pointer": "/max_drive_km", "detail": "negative" },
        ] });
        assert_eq!(
            problems(&given(&["max_drive_km"], Some("plan.json")), errors),
            ["from in plan.json: bad", "odd/one in plan.json: unknown field", "--max-drive-km: negative",]
        );
    }

    #[test]
    fn places_in_a_file_that_is_all_that_was_sent_stand_behind_its_flag() {
        let schema = json!({ "properties": {
            "body": { "type": "object", "contentMediaType": "application/json", "x-loadin-flag": "plan" },
        } });
        let (arguments, given) = (Arguments::parse(&schema, &[]).unwrap(), given(&["body"], None));
        let names = Names { arguments: &arguments, given: &given };
        let json = json!({ "errors": [{ "pointer": "/stops/0", "detail": "has no date" }] });
        assert_eq!(names.problems(&json.to_string()), ["--plan (/stops/0): has no date"]);
    }

    #[test]
    fn a_refusal_without_a_list_still_says_why() {
        let given = given(&[], None);
        assert_eq!(problems(&given, json!({ "detail": "no venue is left" })), ["no venue is left"]);
        assert_eq!(failure(&given, PluginError::Invalid("not JSON".into())), Failure::bad_input("not JSON"));
    }

    #[test]
    fn a_plugin_cannot_drive_the_terminal() {
        let errors = json!({ "errors": [{ "pointer": "/from", "detail": "bad\u{1b}[2J\r\nloadin: all is well" }] });
        assert_eq!(problems(&given(&[], None), errors), ["--from: bad[2J loadin: all is well"]);
    }

    #[test]
    fn refusals_are_bad_input_and_faults_are_not() {
        let plugin = PluginId::try_from("org.example.zoo".to_owned()).unwrap();
        let names = Names { arguments: &arguments(), given: &given(&[], None) };
        let code = |error: CallError| names.of_call(&error, id()).exit_code();
        assert_eq!(code(PluginError::NotFound.into()), 2);
        assert_eq!(code(PluginError::Denied("no".into()).into()), 2);
        assert_eq!(code(CallError::TooLarge { plugin: plugin.clone(), size: 9, limit: 1 }), 2);
        assert_eq!(code(PluginError::Internal("oops".into()).into()), 4);
        assert_eq!(code(PluginError::Unavailable("x".into()).into()), 4);
        assert_eq!(code(CallError::NoHandler { plugin: plugin.clone(), reason: "is not loaded".into() }), 4);
        assert_eq!(code(CallError::Host("x".into())), 4);
        assert_eq!(code(PluginError::Cancelled.into()), 130);

        let fault = Fault::TimedOut(Duration::from_millis(2000));
        let told = names.of_call(&CallError::Fault { plugin, fault }, id());
        let words = "the plugin took too long and was stopped (org.example.zoo: stopped after 2000 ms: the time allowed is over)";
        assert_eq!(told.lines()[0], words);
        assert!(told.lines()[1].contains(&id().to_string()) && told.exit_code() == 4);
    }

    #[test]
    fn jobs_end_with_the_code_of_their_last_attempt() {
        let names = Names { arguments: &arguments(), given: &given(&[], None) };
        let code = |error| {
            let failure = JobFailure { job: JobId::from_parts(1, &[0; 10]), call: id(), attempts: 3, error };
            names.of_job(&failure).exit_code()
        };
        assert_eq!(code(JobError::Cancelled), 130);
        assert_eq!(code(JobError::GaveUp(PluginError::Invalid("{}".into()))), 2);
        assert_eq!(code(JobError::Retry(None)), 4);
        assert_eq!(code(JobError::Call(CallError::Host("x".into()))), 4);
    }
}
