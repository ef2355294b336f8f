//! The reference of the profile, written from the tables.
//!
//! Rule: `docs/reference/html-profile.md` is what this writes; `WRITE_PROFILE=1` writes it anew.

use std::{env, fmt::Write as _, fs, path::Path};

use super::super::{
    Limits,
    attributes::{AUTOCOMPLETE, REFRESH_SECONDS, RULES, Value, refuses},
    classes::CLASSES,
    elements::{ELEMENTS, Holds, PARTS_OF_FLOW, REFUSED, Stands},
    names::SHADOWING,
};

const OPENING: &str = "# The HTML of a plugin

What a plugin may send where the pieces of `loadin_guest::ui` are not enough. Core reads it strictly, takes out or refuses
what is not listed here, and writes it anew. This page is written from the tables of `sdk/profile/src/html`
(`WRITE_PROFILE=1 cargo nextest run -p loadin-profile reference`).

Two things can happen to what is not allowed. It is **taken out** when the page still says the same without it: an unknown
attribute, class or element (its content stays), a comment. The page is **refused** when it could be read in two ways, when
a browser would mend it, or when it would do something else than its author wrote: a wrong end tag, a block inside `<p>`, an
attribute without quotes, a form that sends elsewhere, a script. Either way the flaw names line, column and what to write,
and `loadin_testing::assert_clean` fails a plugin's test.

## How it is written

- Send what stands inside the page: no `<!doctype>`, `<html>`, `<head>` or `<body>`. Headings begin at `<h1>`; core moves
  them down below its own title.
- Close every element yourself, the last one opened first; `<br>`, `<col>`, `<hr>`, `<img>`, `<input>` and `<wbr>` have no
  end tag, and `/>` closes nothing else.
- Every value has quotes, every attribute stands once, with a space before it. An attribute that says yes by being there
  (`required`) needs no value.
- Write `&lt;` and `&amp;` for `<` and for an `&` before a letter. References end with a semicolon and have a name of HTML 4
  for Western letters and signs, or a number; any other character is written as itself. Controls other than tab and line
  end, U+FEFF and what is no character of Unicode refuse the page.
- A template engine such as maud does most of this by itself.
- What comes out is the same text in one form: names in small letters, values in double quotes, `<`, `>`, `&` and `\"` as
  references.
";

const LINKS: &str = "
## Links and addresses

| where | what may stand there | what core makes of it |
|---|---|---|
| `href` | a path below the mount (`plans/7?page=2#day-3`), a place (`#day-3`), `https://`, `tel:`, `mailto:`, `geo:`, \
`webcal://` | the mount in front of a path, the plugin's prefix in front of a place; `rel=\"noopener noreferrer\"` and \
`data-outside` on `https:` |
| `action`, `data-from` | a path below the mount, no `#` | the mount in front |
| `src` of `<img>` | a path below the mount, no `#`, not empty | the mount in front |

A path is relative to the mount, not to the page it stands on. It never begins with `/`, has no `.`, `..` or empty segment
and no `:`, also not percent-encoded, however often; no space, control, backslash, quote, `<`, `>`, `{`, `}`, `^`, `|` or
backtick; 1,000 characters at most. Schemes are written in small letters, and no address names a user before its host.

## Ids and names

- An id has small letters, digits, `-` and `_`, a letter first, 64 characters at most, and stands once. Core puts the
  plugin's prefix in front of it and of every reference to it (`for`, `list`, `headers`, `aria-…`, `#place`), so nothing of a
  plugin can label or stand in for anything else.
- A field's name has the same form and is not the name of a member of the form, which it would hide from scripts: those
  listed below, the handlers (`onsubmit`, `onclick`, …), and all names with capitals, which are not allowed anyway. `name`
  stands on fields and buttons only, so no member of the document can be hidden. Sources:
  [the form element](https://html.spec.whatwg.org/multipage/forms.html#the-form-element),
  [Element](https://dom.spec.whatwg.org/#interface-element), [Node](https://dom.spec.whatwg.org/#interface-node).

";

const FORMS: &str = "
## Forms

- `<form action=\"plans/7\" method=\"post\">`: the action is required and below the mount, the method is `get` or `post`. Core
  puts its token (`_csrf`) first into every form that is posted, and reads it before the plugin sees the form.
- A form with `<input type=\"file\">` is posted, and core sets how it is sent.
- A form sends to one place: there is no `formaction`, and no `form=` on a field. Forms do not stand in forms, and nothing
  that one acts on stands inside a link, a button or a summary.
- There is no `type=\"password\"`, no `type=\"image\"`, and browsers are asked to fill in only who somebody is.

## What core draws into it

`<div data-piece=\"map1\"></div>`, empty and with no other attribute, is the place of the piece `map1` that travels beside the
HTML: a map, a chart, a table, a form. Each name stands once, among blocks, outside of forms, labels and links. Headings in
the piece have the level below the heading before it.

## What it can do

";

fn reference() -> String {
    let mut out = OPENING.to_owned();
    limits(&mut out);
    elements(&mut out);
    attributes(&mut out);
    out.push_str(LINKS);
    out.push_str(&paragraph(SHADOWING));
    out.push_str(FORMS);
    let (least, most) = REFRESH_SECONDS;
    let behaviours = [
        ("`data-region=\"name\"`".to_owned(), "a part of the page that is exchanged by itself".to_owned()),
        (
            "`data-from=\"path\"`".to_owned(),
            "where that part is asked for; without it, the page is loaded again and the part taken from it".to_owned(),
        ),
        (format!("`data-refresh=\"{least}\"`"), format!("asks again every so many seconds, {least} to {most}")),
        (
            "`data-live=\"topic\"`".to_owned(),
            "names the topic that the part is about; there is no stream of topics yet, so `data-refresh` says how often to ask".to_owned(),
        ),
        ("`data-confirm=\"Question?\"`".to_owned(), "asks before a form or a button sends".to_owned()),
    ];
    table(&mut out, "attribute | what it does", behaviours.map(|(name, what)| format!("{name} | {what}")));
    out.push_str("\n`data-from`, `data-refresh` and `data-live` need `data-region` on the same element. Without a script the page is whole and nothing moves.\n");
    classes(&mut out);
    instead(&mut out);
    out
}

fn table(out: &mut String, head: &str, rows: impl IntoIterator<Item = String>) {
    writeln!(out, "| {head} |\n|{}", "---|".repeat(head.matches('|').count() + 1)).unwrap();
    rows.into_iter().for_each(|row| writeln!(out, "| {row} |").unwrap());
}

/// Words in code type, in lines of a readable length.
fn paragraph(words: &[&str]) -> String {
    let (mut out, mut line) = (String::new(), String::new());
    for word in words {
        if line.len() + word.len() > 114 {
            out.push_str(line.trim_end());
            out.push('\n');
            line.clear();
        }
        write!(line, "`{word}` ").unwrap();
    }
    out + line.trim_end() + "\n"
}

fn limits(out: &mut String) {
    let Limits { bytes, bytes_out, depth, elements, attributes, flaws } = Limits::default();
    out.push_str("\n## Limits\n\n");
    let rows = [
        format!("bytes that come in | {bytes}"),
        format!("bytes that come out | {bytes_out}"),
        format!("elements inside one another | {depth}"),
        format!("elements in all | {elements}"),
        format!("attributes of an element | {attributes}"),
        format!("flaws that are listed; the others are counted | {flaws}"),
    ];
    table(out, "what | at most", rows);
}

fn elements(out: &mut String) {
    out.push_str("\n## Elements\n\n");
    let rows = ELEMENTS.iter().map(|row| {
        let stands = match row.stands {
            Stands::Block => "a block".to_owned(),
            Stands::Heading => "a block, or in a title".to_owned(),
            Stands::Inline => "in a line".to_owned(),
            Stands::Part => format!("in {}", homes(row.name)),
        };
        let holds = match row.holds {
            Holds::Void => "nothing; no end tag".to_owned(),
            Holds::Empty => "nothing".to_owned(),
            Holds::Text => "text".to_owned(),
            Holds::Phrasing => "text and what stands in a line".to_owned(),
            Holds::Titled => "text, what stands in a line, headings".to_owned(),
            Holds::Flow => "anything".to_owned(),
            Holds::AsParent => "what may stand around it".to_owned(),
            Holds::Only(names) => tags(names),
        };
        format!("`<{}>` | {stands} | {holds}", row.name)
    });
    table(out, "element | stands | holds", rows);
    out.push_str(
        "\nIn `<dl>`, a `<div>` may go around `<dt>` and `<dd>` and holds nothing else. A table has its parts in the order of the\n\
         table above, at most one `<caption>`, `<thead>` and `<tfoot>`; `<details>` begins with its `<summary>`, `<fieldset>` with\n\
         its `<legend>` if it has one, and `<img>` has an `alt`.\n",
    );
}

fn homes(name: &str) -> String {
    let of_flow = PARTS_OF_FLOW.iter().filter(|(part, _)| *part == name).map(|(_, whole)| *whole);
    let named = ELEMENTS.iter().filter(|row| matches!(row.holds, Holds::Only(names) if names.contains(&name)));
    tags(&of_flow.chain(named.map(|row| row.name)).collect::<Vec<_>>())
}

fn tags(names: &[&str]) -> String {
    names.iter().map(|name| format!("`<{name}>`")).collect::<Vec<_>>().join(" ")
}

fn attributes(out: &mut String) {
    out.push_str("\n## Attributes\n\nA value that is not allowed is taken out with its attribute; where the last column says so, the page is refused.\n\n");
    let rows = RULES.iter().map(|rule| {
        let on = if rule.on.is_empty() { "any".to_owned() } else { tags(rule.on) };
        let refused = if refuses(rule.value) { "refused" } else { "" };
        format!("`{}` | {on} | {} | {refused}", rule.name, value(rule.value))
    });
    table(out, "attribute | on | value | else", rows);
    writeln!(out, "\nWhat browsers may be asked to fill in:\n{}", paragraph(AUTOCOMPLETE).trim_end()).unwrap();
}

fn value(value: Value) -> String {
    let words = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ");
    match value {
        Value::Flag => "none: it says yes by being there".to_owned(),
        Value::Text(chars) => format!("text of {chars} characters at most"),
        Value::Confirm => "a question of 200 characters at most".to_owned(),
        Value::Whole(least, most) => format!("{least} to {most}"),
        Value::Decimal => "a number such as `12` or `-0.5`".to_owned(),
        Value::Bound => "a number, a date or a time".to_owned(),
        Value::OneOf(of) | Value::Kind(of) => words(of),
        Value::Id => "an id".to_owned(),
        Value::IdRef => "an id of the page".to_owned(),
        Value::IdRefs => "ids of the page".to_owned(),
        Value::Classes => "classes of the list".to_owned(),
        Value::Href => "see links".to_owned(),
        Value::Image | Value::Action | Value::Fragment => "a path below the mount".to_owned(),
        Value::FieldName => "see names".to_owned(),
        Value::Name | Value::Piece => "a name, in the form of an id".to_owned(),
        Value::Topic => "small letters, digits, `.`, `-` and `_`".to_owned(),
        Value::Language => "a language such as `pt-BR`".to_owned(),
        Value::Accept => "endings and types such as `.csv,image/*`".to_owned(),
        Value::Source => "see below".to_owned(),
    }
}

fn classes(out: &mut String) {
    out.push_str("\n## Classes\n\nEach has a rule in the stylesheet of core; none positions, covers or hides what is core's.\n\n");
    table(out, "class | for", CLASSES.iter().map(|(name, what)| format!("`{name}` | {what}")));
}

fn instead(out: &mut String) {
    out.push_str("\n## Elements that refuse the page\n\n");
    table(out, "elements | instead", REFUSED.iter().map(|(names, advice)| format!("{} | {advice}", tags(names))));
}

#[test]
fn the_reference_is_written_from_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/html-profile.md");
    let wanted = reference();
    if env::var_os("WRITE_PROFILE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == wanted,
        "docs/reference/html-profile.md is not what the tables say: run this test with WRITE_PROFILE=1"
    );
}
