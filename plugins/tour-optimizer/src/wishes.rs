//! What a plan is asked for with, from a form or from JSON.
//!
//! Rule: a form has the fields of [`PlanRequest`] by their own names, and what somebody typed comes back as it was when it
//! is refused. A list in a form is one entry a line.

use std::collections::BTreeMap;

use loadin_guest::{Body, Error, FieldError, Form, Invalid, Request, text};
use serde_json::{Map, Value};

use crate::{intake::clean, request::PlanRequest};

/// Characters of a plan's title.
pub const MOST_TITLE: usize = 120;

/// What a field of the form is read as.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Whole,
    Decimal,
    Lines,
}

/// The fields of a form, in their order.
const FIELDS: [(&str, Kind); 26] = [
    ("home", Kind::Text),
    ("end", Kind::Text),
    ("country", Kind::Text),
    ("from", Kind::Text),
    ("to", Kind::Text),
    ("people", Kind::Whole),
    ("max_drive_hours_per_day", Kind::Decimal),
    ("max_drive_hours_per_leg", Kind::Decimal),
    ("max_drive_hours_home_at_night", Kind::Decimal),
    ("longest_gap_days", Kind::Whole),
    ("anchors", Kind::Lines),
    ("must_play", Kind::Lines),
    ("must_not", Kind::Lines),
    ("radius_km", Kind::Whole),
    ("radius_days", Kind::Whole),
    ("radius_days_before", Kind::Whole),
    ("radius_days_after", Kind::Whole),
    ("currency", Kind::Text),
    ("cost_per_km", Kind::Text),
    ("lodging", Kind::Text),
    ("per_diem", Kind::Text),
    ("vehicle_per_day", Kind::Text),
    ("draw", Kind::Whole),
    ("ticket_price", Kind::Text),
    ("door_share", Kind::Whole),
    ("show_cost", Kind::Text),
];
/// Fields that a form carries along without showing them, and the time to search.
const MORE_FIELDS: [(&str, Kind); 3] = [("seconds", Kind::Decimal), ("work_units", Kind::Whole), ("seed", Kind::Whole)];

/// Fields that must be filled in, and the key of what to say when they are not.
const NEEDED: [(&str, &str); 3] = [("home", "fault-no-home"), ("from", "fault-no-from"), ("to", "fault-no-to")];

/// A plan that somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What to call it.
    pub title: Option<String>,
    /// What is asked.
    pub request: PlanRequest,
}

/// What stands in a form, by the name of the field.
pub type Typed = BTreeMap<String, String>;

fn fields() -> impl Iterator<Item = (&'static str, Kind)> {
    FIELDS.into_iter().chain(MORE_FIELDS)
}

/// Reads the JSON body of a request: a [`PlanRequest`] and perhaps a `title`.
///
/// # Errors
///
/// [`Error::Invalid`] with the field at fault.
pub fn of_json(request: &Request) -> Result<Wish, Error> {
    let mut body: Map<String, Value> = request.json()?;
    let title = match body.remove("title") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => title(&text, "/title")?,
        Some(_) => return Err(Error::invalid("/title", text("fault-title-kind"))),
    };
    let rest = Request::new("POST", "/").with_body(Body::Text(Value::Object(body).to_string()));
    Ok(Wish { title, request: rest.json()? })
}

/// Reads a form. What cannot be read is left out of the wish and named.
///
/// # Errors
///
/// [`Error::Internal`] when the form and the request disagree about a field, which would be a fault of this plugin.
pub fn of_form(form: &Form) -> Result<(Wish, Vec<FieldError>), Error> {
    let mut faults = Vec::new();
    let mut body = Map::new();
    for (name, kind) in fields() {
        let Some(typed) = form.filled(name) else { continue };
        match read(kind, typed) {
            Ok(value) => drop(body.insert(name.to_owned(), value)),
            Err(detail) => faults.push(FieldError { pointer: format!("/{name}"), detail }),
        }
    }
    for (name, key) in NEEDED {
        if !body.contains_key(name) {
            body.insert(name.to_owned(), Value::String(String::new()));
            faults.push(FieldError { pointer: format!("/{name}"), detail: text(key) });
        }
    }
    let title = match title(form.value("plan_title"), "/plan_title") {
        Ok(title) => title,
        Err(Error::Invalid(invalid)) => {
            faults.extend(invalid.errors);
            None
        }
        Err(other) => return Err(other),
    };
    let request = settle(body, &mut faults)?;
    Ok((Wish { title, request }, faults))
}

/// Makes the request, leaving out one field after the other that it does not take (a number that is too large, say).
fn settle(mut body: Map<String, Value>, faults: &mut Vec<FieldError>) -> Result<PlanRequest, Error> {
    loop {
        let text = Value::Object(body.clone()).to_string();
        match Request::new("POST", "/").with_body(Body::Text(text)).json() {
            Ok(request) => return Ok(request),
            Err(Error::Invalid(Invalid { errors, .. })) => {
                let fault = errors.into_iter().find(|fault| body.remove(field_of(&fault.pointer)).is_some());
                faults.push(fault.ok_or_else(|| Error::Internal("the form does not fit the request".to_owned()))?);
            }
            Err(other) => return Err(other),
        }
    }
}

/// Returns the field of a form that a pointer into the request means: its first part.
#[must_use]
pub fn field_of(pointer: &str) -> &str {
    pointer.trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn read(kind: Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Text => Ok(text.into()),
        Kind::Lines => Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().into()),
        Kind::Whole => text.parse::<u64>().map(Value::from).map_err(|_| text!("fault-whole", typed = text)),
        Kind::Decimal => {
            let pointed = text.replacen(',', ".", 1);
            let number = pointed.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from);
            number.ok_or_else(|| text!("fault-number", typed = text))
        }
    }
}

/// Reads a title: one line of words; nothing when it is blank.
///
/// # Errors
///
/// [`Error::Invalid`] when it is too long.
pub fn title(text: &str, pointer: &str) -> Result<Option<String>, Error> {
    let title = clean(text);
    let length = title.chars().count();
    if length > MOST_TITLE {
        return Err(Error::invalid(pointer, text!("fault-title", most = MOST_TITLE, length = length)));
    }
    Ok(Some(title).filter(|title| !title.is_empty()))
}

/// Returns what was typed into a form.
#[must_use]
pub fn typed(form: &Form) -> Typed {
    let names = fields().map(|(name, _)| name).chain(["plan_title"]);
    names.filter_map(|name| Some((name.to_owned(), form.filled(name)?.to_owned()))).collect()
}

/// Returns a request as it would be typed into a form.
///
/// # Errors
///
/// [`Error::Internal`] when it has no JSON form.
pub fn as_typed(request: &PlanRequest) -> Result<Typed, Error> {
    let json = serde_json::to_value(request).map_err(|error| Error::Internal(error.to_string()))?;
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string().trim_end_matches(".0").to_owned()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")),
        _ => None,
    };
    let filled = fields().filter_map(|(name, _)| Some((name.to_owned(), text(json.get(name)?)?)));
    Ok(filled.filter(|(_, text)| !text.is_empty()).collect())
}

/// Returns what stands in a form that nobody has filled in yet.
///
/// # Errors
///
/// As [`as_typed`].
pub fn defaults() -> Result<Typed, Error> {
    let empty = Request::new("POST", "/").with_body(Body::Text(r#"{"home":"","from":"","to":""}"#.to_owned()));
    let mut typed = as_typed(&empty.json()?)?;
    typed.remove("seed");
    Ok(typed)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use loadin_guest::Form;
    use loadin_testing::TestHost;

    use super::{as_typed, of_form};

    fn form(fields: &[(&str, &str)]) -> Form {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Form { fields: fields.collect(), uploads: Vec::new() }
    }

    #[test]
    fn a_form_is_read_and_would_be_typed_just_so() {
        let fields = [
            ("home", "Hull"),
            ("from", "2027-03-05"),
            ("to", "2027-03-09"),
            ("anchors", "2027-03-06 = A\n\n 2027-03-07 = B "),
            ("max_drive_hours_per_day", "6,5"),
            ("people", "5"),
        ];
        let (wish, faults) = of_form(&form(&fields)).unwrap();
        assert_eq!(faults, []);
        assert_eq!(wish.request.anchors, ["2027-03-06 = A", "2027-03-07 = B"]);
        let typed = as_typed(&wish.request).unwrap();
        assert_eq!(typed["max_drive_hours_per_day"], "6.5");
        assert_eq!(typed["anchors"], "2027-03-06 = A\n2027-03-07 = B");
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named() {
        let fields = [("people", "many"), ("longest_gap_days", "70000"), ("to", "2027-03-09")];
        let host = TestHost::new().with_words_of(Path::new(env!("CARGO_MANIFEST_DIR")));
        let (_, faults) = host.run(|| of_form(&form(&fields)).unwrap()).1;
        let named: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(named, ["/people", "/home", "/from", "/longest_gap_days"]);
    }
}
