//! The attributes a plugin's HTML may have, on which elements, and what their values may be.
//!
//! Rule: an attribute that is not in this table is taken out, whatever it is called: there is no list of bad ones to keep
//! up with. No row lets a value act by itself, load anything from elsewhere, style, or name what is core's.

use Value::{
    Accept, Action, Bound, Classes, Confirm, Decimal, FieldName, Flag, Fragment, Href, Id, IdRef, IdRefs, Image, Kind,
    Language, Name, OneOf, Piece, Source, Text, Topic, Whole,
};

/// What the value of an attribute may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing: the attribute says yes by being there.
    Flag,
    /// Any text of so many characters at most.
    Text(usize),
    /// A question that the reader answers with yes or no.
    Confirm,
    /// A whole number within bounds.
    Whole(i64, i64),
    /// A number, perhaps with a fraction.
    Decimal,
    /// A number, a date or a time, as fields of that type have it.
    Bound,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or the page is refused: without it the element is another thing.
    Kind(&'static [&'static str]),
    /// A place on the page.
    Id,
    /// The id of another element.
    IdRef,
    /// Ids of other elements, with spaces between them.
    IdRefs,
    /// Classes of the list.
    Classes,
    /// Where a link leads.
    Href,
    /// A picture below the mount.
    Image,
    /// Where a form below the mount sends.
    Action,
    /// A path below the mount that answers with a part of the page.
    Fragment,
    /// What a field is called.
    FieldName,
    /// What a region is called.
    Name,
    /// What a piece is called.
    Piece,
    /// A topic of the plugin's events.
    Topic,
    /// A language, such as `en-GB`.
    Language,
    /// Kinds of files.
    Accept,
    /// What a browser may fill in.
    Source,
}

/// An attribute and what it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: &'static str,
    /// The elements that may have it; all of them, if none is named.
    pub(crate) on: &'static [&'static str],
    /// What its value may be.
    pub(crate) value: Value,
}

const fn rule(name: &'static str, on: &'static [&'static str], value: Value) -> Rule {
    Rule { name, on, value }
}

const ANY: &[&str] = &[];
const FIELDS: &[&str] = &["input", "select", "textarea"];
const TYPED: &[&str] = &["input", "textarea"];
const CELLS: &[&str] = &["td", "th"];
/// Elements that can be exchanged as a part of the page.
const REGIONS: &[&str] = &["article", "aside", "div", "section"];

const TRUTH: Value = OneOf(&["true", "false"]);
/// The least that `data-refresh` may ask for, in seconds, and the most.
pub(crate) const REFRESH_SECONDS: (i64, i64) = (10, 86_400);

/// The kinds of `<input>`. There is no `password`, for a plugin has no business asking for one, and no `image`, `reset`
/// or `button`.
const INPUT_KINDS: &[&str] = &[
    "checkbox",
    "color",
    "date",
    "datetime-local",
    "email",
    "file",
    "hidden",
    "month",
    "number",
    "radio",
    "range",
    "search",
    "submit",
    "tel",
    "text",
    "time",
    "url",
    "week",
];

/// What a browser may fill in: who somebody is and where, never cards, passwords or codes.
pub(crate) const AUTOCOMPLETE: &[&str] = &[
    "address-level1",
    "address-level2",
    "address-line1",
    "address-line2",
    "country",
    "country-name",
    "email",
    "family-name",
    "given-name",
    "name",
    "off",
    "on",
    "organization",
    "organization-title",
    "postal-code",
    "street-address",
    "tel",
    "url",
];

/// Roles that name a thing without pretending to be core's.
const ROLES: &[&str] =
    &["group", "img", "list", "listitem", "none", "note", "presentation", "region", "search", "status"];

/// Every allowed attribute, by name.
pub(crate) const RULES: &[Rule] = &[
    rule("abbr", &["th"], Text(200)),
    rule("accept", &["input"], Accept),
    rule("action", &["form"], Action),
    rule("alt", &["img"], Text(1_000)),
    rule("aria-atomic", ANY, TRUTH),
    rule("aria-busy", ANY, TRUTH),
    rule("aria-controls", ANY, IdRefs),
    rule("aria-current", ANY, OneOf(&["page", "step", "location", "date", "time", "true", "false"])),
    rule("aria-describedby", ANY, IdRefs),
    rule("aria-details", ANY, IdRefs),
    rule("aria-errormessage", ANY, IdRefs),
    rule("aria-expanded", ANY, TRUTH),
    rule("aria-hidden", ANY, TRUTH),
    rule("aria-invalid", ANY, OneOf(&["true", "false", "grammar", "spelling"])),
    rule("aria-label", ANY, Text(200)),
    rule("aria-labelledby", ANY, IdRefs),
    rule("aria-live", ANY, OneOf(&["polite", "off"])),
    rule("aria-pressed", &["button"], OneOf(&["true", "false", "mixed"])),
    rule("aria-sort", &["th"], OneOf(&["ascending", "descending", "none", "other"])),
    rule("autocomplete", &["form"], OneOf(&["on", "off"])),
    rule("autocomplete", FIELDS, Source),
    rule("checked", &["input"], Flag),
    rule("class", ANY, Classes),
    rule("cols", &["textarea"], Whole(1, 200)),
    rule("colspan", CELLS, Whole(1, 100)),
    rule("data-confirm", &["button", "form"], Confirm),
    rule("data-from", REGIONS, Fragment),
    rule("data-live", REGIONS, Topic),
    rule("data-piece", &["div"], Piece),
    rule("data-refresh", REGIONS, Whole(REFRESH_SECONDS.0, REFRESH_SECONDS.1)),
    rule("data-region", REGIONS, Name),
    rule("datetime", &["del", "ins", "time"], Bound),
    rule("dir", ANY, OneOf(&["ltr", "rtl", "auto"])),
    rule("disabled", &["button", "fieldset", "input", "optgroup", "option", "select", "textarea"], Flag),
    rule("download", &["a"], Flag),
    rule("enctype", &["form"], Kind(&["application/x-www-form-urlencoded", "multipart/form-data"])),
    rule("for", &["label"], IdRef),
    rule("for", &["output"], IdRefs),
    rule("headers", CELLS, IdRefs),
    rule("height", &["img"], Whole(1, 8_192)),
    rule("hidden", ANY, Flag),
    rule("high", &["meter"], Decimal),
    rule("href", &["a"], Href),
    rule("id", ANY, Id),
    rule("inputmode", TYPED, OneOf(&["none", "text", "decimal", "numeric", "tel", "search", "email", "url"])),
    rule("label", &["optgroup", "option"], Text(200)),
    rule("lang", ANY, Language),
    rule("list", &["input"], IdRef),
    rule("loading", &["img"], OneOf(&["lazy", "eager"])),
    rule("low", &["meter"], Decimal),
    rule("max", &["input"], Bound),
    rule("max", &["meter", "progress"], Decimal),
    rule("maxlength", TYPED, Whole(0, 1_000_000)),
    rule("method", &["form"], Kind(&["get", "post"])),
    rule("min", &["input"], Bound),
    rule("min", &["meter"], Decimal),
    rule("minlength", TYPED, Whole(0, 1_000_000)),
    rule("multiple", &["input", "select"], Flag),
    rule("name", &["button", "input", "select", "textarea"], FieldName),
    rule("novalidate", &["form"], Flag),
    rule("open", &["details"], Flag),
    rule("optimum", &["meter"], Decimal),
    rule("placeholder", TYPED, Text(200)),
    rule("readonly", TYPED, Flag),
    rule("required", FIELDS, Flag),
    rule("reversed", &["ol"], Flag),
    rule("role", ANY, OneOf(ROLES)),
    rule("rows", &["textarea"], Whole(1, 100)),
    rule("rowspan", CELLS, Whole(1, 1_000)),
    rule("scope", &["th"], OneOf(&["col", "row", "colgroup", "rowgroup"])),
    rule("selected", &["option"], Flag),
    rule("size", &["input", "select"], Whole(1, 200)),
    rule("span", &["col", "colgroup"], Whole(1, 100)),
    rule("src", &["img"], Image),
    rule("start", &["ol"], Whole(-1_000_000, 1_000_000)),
    rule("step", &["input"], Bound),
    rule("tabindex", ANY, OneOf(&["0", "-1"])),
    rule("title", ANY, Text(1_000)),
    rule("translate", ANY, OneOf(&["yes", "no"])),
    rule("type", &["button"], Kind(&["submit", "reset"])),
    rule("type", &["input"], Kind(INPUT_KINDS)),
    rule("value", &["button", "data", "input", "option"], Text(100_000)),
    rule("value", &["li"], Whole(-1_000_000, 1_000_000)),
    rule("value", &["meter", "progress"], Decimal),
    rule("width", &["img"], Whole(1, 8_192)),
];

/// Attributes whose loss would change what the page does, so that a value that is not allowed refuses the page.
pub(crate) fn refuses(value: Value) -> bool {
    matches!(value, Kind(_) | Action | FieldName | Piece)
}

/// Returns the rule for an attribute on an element.
pub(crate) fn rule_for(element: &str, name: &str) -> Option<&'static Rule> {
    let first = RULES.partition_point(|rule| rule.name < name);
    RULES.get(first..)?.iter().take_while(|rule| rule.name == name).find(|rule| fits(rule, element))
}

fn fits(rule: &Rule, element: &str) -> bool {
    rule.on.is_empty() || rule.on.contains(&element)
}

/// Attributes that people write all the same, with what to do instead; the others get a general answer.
pub(crate) const INSTEAD: &[(&str, &str)] = &[
    ("style", "the look is core's; use a class of the list"),
    ("rel", "core says `noopener noreferrer` on every link that leaves the plugin"),
    ("target", "a link opens where the reader wants it"),
    ("form", "a field stands inside its form"),
    ("formaction", "a form sends to one place; make a second form"),
    ("formmethod", "a form sends in one way; make a second form"),
    ("formenctype", "core sets it where a form has a file"),
    ("pattern", "check the value when the form arrives"),
    ("autofocus", "core moves the focus to what went wrong"),
    ("accesskey", "browsers and screen readers need these keys"),
    ("contenteditable", "use `<textarea>`"),
    ("srcset", "use one picture below the mount"),
    ("popovertarget", "use `<details>`"),
    ("scope", "it belongs on `<th>`"),
];

#[cfg(test)]
mod tests {
    use super::{AUTOCOMPLETE, RULES, Value, rule_for};
    use crate::html::elements::element;

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(RULES.is_sorted_by(|a, b| a.name <= b.name));
        assert!(AUTOCOMPLETE.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_rule_is_for_elements_that_are_allowed() {
        for rule in RULES {
            assert!(rule.on.iter().all(|name| element(name).is_some()), "{}", rule.name);
        }
    }

    #[test]
    fn the_rule_depends_on_the_element() {
        assert_eq!(rule_for("li", "value").map(|rule| rule.value), Some(Value::Whole(-1_000_000, 1_000_000)));
        assert_eq!(rule_for("progress", "value").map(|rule| rule.value), Some(Value::Decimal));
        assert_eq!(rule_for("div", "value"), None);
        assert_eq!(rule_for("form", "name"), None, "a form with a name hides a member of the document");
    }
}
