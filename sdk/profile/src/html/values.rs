//! Whether a value may stand in its attribute, and how it comes out.
//!
//! Rule: a value comes out as it was written or not at all; only what the mount decides is put in front of it (the base of
//! a path, the prefix of an id). Where links lead is decided by [`links::target`] alone.

use std::borrow::Cow;

use super::{
    Mount,
    attributes::{AUTOCOMPLETE, Value},
    classes::class,
    flaws::shown,
    names,
};
use crate::links::{self, Target};

/// What became of a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// It stands, like this.
    Stands(Cow<'a, str>),
    /// It stands, and leads away from this instance.
    Leaves(Cow<'a, str>),
    /// Some of it stands, if anything; the words that do not.
    Partly(Cow<'a, str>, Vec<String>),
    /// It does not stand; what would be right.
    Falls(String),
}

/// Judges a value; without a mount it stays as its author wrote it.
pub(crate) fn judge<'a>(kind: Value, name: &str, value: Cow<'a, str>, mount: Option<&Mount<'_>>) -> Verdict<'a> {
    match kind {
        Value::Flag if value.is_empty() || value.eq_ignore_ascii_case(name) => Verdict::Stands("".into()),
        Value::Flag => Verdict::Falls(format!("write `{name}` alone; to say no, leave it out")),
        Value::Text(chars) if value.len() <= chars || value.chars().count() <= chars => Verdict::Stands(value),
        Value::Text(chars) => Verdict::Falls(format!("say it in {chars} characters at most")),
        Value::Confirm => confirm(value),
        Value::Whole(least, most) => when(is_whole(&value, least, most), value, || {
            format!("write a whole number from {least} to {most}, digits only")
        }),
        Value::Decimal => when(is_decimal(&value), value, || "write a number such as 12 or 0.5".to_owned()),
        Value::Bound => {
            when(is_bound(&value), value, || "write a number, a date or a time such as 2026-11-22".to_owned())
        }
        Value::OneOf(words) | Value::Kind(words) => {
            let lower = lowered(value);
            when(words.contains(&lower.as_ref()), lower, || format!("write one of: {}", words.join(", ")))
        }
        Value::Id | Value::IdRef => reference(value, mount),
        Value::IdRefs => references(&value, mount),
        Value::Classes => classes(value),
        Value::Href => href(value, mount),
        Value::Image if value.is_empty() => Verdict::Falls("name a path below the mount, such as `media/7`".to_owned()),
        Value::Image => below(value, mount, "a picture comes from a path below the mount, such as `media/7`"),
        Value::Action => below(value, mount, "a form sends to a path below the mount, such as `plans/7`"),
        Value::Fragment => below(value, mount, "name a path below the mount, such as `plans/7/progress`"),
        Value::FieldName => field_name(value),
        Value::Name | Value::Piece => when(links::is_id(&value), value, || NAMES.to_owned()),
        Value::Topic => when(is_topic(&value), value, || {
            "name a topic with small letters, digits, dots, - and _, a letter first, 64 at most".to_owned()
        }),
        Value::Language => when(is_language(&value), value, || "write a language such as `en` or `pt-BR`".to_owned()),
        Value::Accept => when(value.split(',').map(str::trim).all(is_file_kind), value, || {
            "list endings and types such as `.csv,image/png`".to_owned()
        }),
        Value::Source => when(AUTOCOMPLETE.binary_search(&value.as_ref()).is_ok(), value, || {
            format!("write one of: {}", AUTOCOMPLETE.join(", "))
        }),
    }
}

const NAMES: &str = "use small letters, digits, - and _, a letter first, 64 at most";

fn when(stands: bool, value: Cow<'_, str>, advice: impl Fn() -> String) -> Verdict<'_> {
    if stands { Verdict::Stands(value) } else { Verdict::Falls(advice()) }
}

fn lowered(value: Cow<'_, str>) -> Cow<'_, str> {
    if value.bytes().any(|byte| byte.is_ascii_uppercase()) { value.to_ascii_lowercase().into() } else { value }
}

fn confirm(value: Cow<'_, str>) -> Verdict<'_> {
    const CHARS: usize = 200;
    let stands = !value.trim().is_empty() && value.chars().count() <= CHARS;
    when(stands, value, || format!("ask a question of {CHARS} characters at most"))
}

/// A number in its one form: `007`, `+7` and `7.0` would be others.
fn is_whole(value: &str, least: i64, most: i64) -> bool {
    value.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number) && number.to_string() == value)
}

fn is_decimal(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |text: &str| !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && are_digits(part)
}

fn is_bound(value: &str) -> bool {
    value.len() <= 40
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b':' | b' '))
}

fn is_topic(value: &str) -> bool {
    value.len() <= 64
        && value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte))
}

fn is_language(value: &str) -> bool {
    value.len() <= 35
        && value
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_file_kind(kind: &str) -> bool {
    let is_word = |text: &str| {
        (1..=100).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte))
    };
    match (kind.strip_prefix('.'), kind.split_once('/')) {
        (Some(ending), _) => is_word(ending),
        (None, Some((kind, sub))) => is_word(kind) && (sub == "*" || is_word(sub)),
        (None, None) => false,
    }
}

fn prefixed<'a>(id: &str, mount: &Mount<'_>) -> Cow<'a, str> {
    format!("{}{id}", mount.id_prefix).into()
}

fn reference<'a>(value: Cow<'a, str>, mount: Option<&Mount<'_>>) -> Verdict<'a> {
    if !links::is_id(&value) {
        return Verdict::Falls(NAMES.to_owned());
    }
    Verdict::Stands(mount.map_or_else(|| value.clone(), |mount| prefixed(&value, mount)))
}

fn references<'a>(value: &str, mount: Option<&Mount<'_>>) -> Verdict<'a> {
    let (ids, others): (Vec<&str>, Vec<&str>) = value.split_ascii_whitespace().partition(|id| links::is_id(id));
    let ids: Vec<Cow<'_, str>> = ids
        .into_iter()
        .map(|id| mount.map_or_else(|| Cow::Owned(id.to_owned()), |mount| prefixed(id, mount)))
        .collect();
    some_of(ids.join(" ").into(), &others, "name ids of the page")
}

fn classes(value: Cow<'_, str>) -> Verdict<'_> {
    let is_plain = value.split(' ').all(|name| class(name).is_some());
    if is_plain {
        return Verdict::Stands(value);
    }
    let (known, others): (Vec<&str>, Vec<&str>) =
        value.split_ascii_whitespace().partition(|name| class(name).is_some());
    some_of(known.join(" ").into(), &others, "use classes of the list in docs/reference/html-profile.md")
}

/// An attribute of which nothing is left is gone, and that is a flaw only if something was in it.
fn some_of<'a>(left: Cow<'a, str>, others: &[&str], advice: &str) -> Verdict<'a> {
    if others.is_empty() && !left.is_empty() {
        return Verdict::Stands(left);
    }
    if left.is_empty() && !others.is_empty() {
        return Verdict::Falls(advice.to_owned());
    }
    Verdict::Partly(left, others.iter().map(|word| shown(word)).collect())
}

fn href<'a>(value: Cow<'a, str>, mount: Option<&Mount<'_>>) -> Verdict<'a> {
    let stands = match links::target(&value) {
        Some(Target::Outside(_)) if value.starts_with("https:") => return Verdict::Leaves(value),
        Some(Target::Outside(_)) => None,
        Some(Target::Here(id)) => mount.map(|mount| format!("#{}{id}", mount.id_prefix)),
        Some(Target::Below(path)) => match path.split_once('#') {
            Some((_, id)) if !links::is_id(id) => return Verdict::Falls(format!("for the place after `#`, {NAMES}")),
            Some((path, id)) => mount.map(|mount| format!("{}{path}#{}{id}", mount.base, mount.id_prefix)),
            None => mount.map(|mount| format!("{}{path}", mount.base)),
        },
        None => {
            let advice = "link to a path below the mount such as `plans/7`, a place such as `#day-3`, or write https:, \
                          tel:, mailto:, geo: or webcal: with small letters";
            return Verdict::Falls(advice.to_owned());
        }
    };
    Verdict::Stands(stands.map_or(value, Cow::Owned))
}

fn below<'a>(value: Cow<'a, str>, mount: Option<&Mount<'_>>, advice: &str) -> Verdict<'a> {
    if !links::is_action(&value) {
        return Verdict::Falls(advice.to_owned());
    }
    Verdict::Stands(mount.map_or_else(|| value.clone(), |mount| format!("{}{value}", mount.base).into()))
}

fn field_name(value: Cow<'_, str>) -> Verdict<'_> {
    if names::shadows(&value) {
        let advice = format!("it would hide a member of the form; call it something like `plan_{}`", shown(&value));
        return Verdict::Falls(advice);
    }
    when(links::is_id(&value), value, || NAMES.to_owned())
}
