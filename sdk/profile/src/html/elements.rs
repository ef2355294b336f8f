//! The elements a plugin's HTML may have, where each may stand and what each may hold.
//!
//! Rule: whatever this table allows, the tree builder of a browser leaves where it was written; every row is held to that
//! by the comparison with html5ever in `tests/trees.rs`. So a paragraph holds no block (a browser would close it), a table
//! holds rows only by way of `tbody` (a browser would put one in) and lists hold nothing but their items.
//! Source of the traps: <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody> and the modes after it.

/// What an element may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Nothing, and it has no end tag.
    Void,
    /// Nothing, not even a space, between its two tags.
    Empty,
    /// Text.
    Text,
    /// Text and inline elements.
    Phrasing,
    /// Text, inline elements and headings.
    Titled,
    /// Text, inline elements and blocks.
    Flow,
    /// What its parent may hold.
    AsParent,
    /// These elements, and spaces between them.
    Only(&'static [&'static str]),
}

/// Where an element may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Among blocks.
    Block,
    /// Among blocks, or in a title.
    Heading,
    /// Within a line of text.
    Inline,
    /// Only where its parent's row names it.
    Part,
}

/// An element that may stand in a plugin's HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name.
    pub(crate) name: &'static str,
    /// Where it may stand.
    pub(crate) stands: Stands,
    /// What it may hold.
    pub(crate) holds: Holds,
}

const fn row(name: &'static str, stands: Stands, holds: Holds) -> Element {
    Element { name, stands, holds }
}

use Holds::{AsParent, Flow, Only, Phrasing, Text, Titled, Void};
use Stands::{Block, Heading, Inline, Part};

/// Every allowed element, by name.
pub(crate) const ELEMENTS: &[Element] = &[
    row("a", Inline, AsParent),
    row("abbr", Inline, Phrasing),
    row("address", Block, Flow),
    row("article", Block, Flow),
    row("aside", Block, Flow),
    row("b", Inline, Phrasing),
    row("bdi", Inline, Phrasing),
    row("bdo", Inline, Phrasing),
    row("blockquote", Block, Flow),
    row("br", Inline, Void),
    row("button", Inline, Phrasing),
    row("caption", Part, Phrasing),
    row("cite", Inline, Phrasing),
    row("code", Inline, Phrasing),
    row("col", Part, Void),
    row("colgroup", Part, Only(&["col"])),
    row("data", Inline, Phrasing),
    row("datalist", Inline, Only(&["option"])),
    row("dd", Part, Flow),
    row("del", Inline, Phrasing),
    row("details", Block, Flow),
    row("dfn", Inline, Phrasing),
    row("div", Block, Flow),
    row("dl", Block, Only(&["dt", "dd", "div"])),
    row("dt", Part, Phrasing),
    row("em", Inline, Phrasing),
    row("fieldset", Block, Flow),
    row("figcaption", Part, Flow),
    row("figure", Block, Flow),
    row("footer", Block, Flow),
    row("form", Block, Flow),
    row("h1", Heading, Phrasing),
    row("h2", Heading, Phrasing),
    row("h3", Heading, Phrasing),
    row("h4", Heading, Phrasing),
    row("h5", Heading, Phrasing),
    row("h6", Heading, Phrasing),
    row("header", Block, Flow),
    row("hr", Block, Void),
    row("i", Inline, Phrasing),
    row("img", Inline, Void),
    row("input", Inline, Void),
    row("ins", Inline, Phrasing),
    row("kbd", Inline, Phrasing),
    row("label", Inline, Phrasing),
    row("legend", Part, Titled),
    row("li", Part, Flow),
    row("mark", Inline, Phrasing),
    row("meter", Inline, Phrasing),
    row("nav", Block, Flow),
    row("ol", Block, Only(&["li"])),
    row("optgroup", Part, Only(&["option"])),
    row("option", Part, Text),
    row("output", Inline, Phrasing),
    row("p", Block, Phrasing),
    row("pre", Block, Phrasing),
    row("progress", Inline, Phrasing),
    row("q", Inline, Phrasing),
    row("s", Inline, Phrasing),
    row("samp", Inline, Phrasing),
    row("section", Block, Flow),
    row("select", Inline, Only(&["option", "optgroup"])),
    row("small", Inline, Phrasing),
    row("span", Inline, Phrasing),
    row("strong", Inline, Phrasing),
    row("sub", Inline, Phrasing),
    row("summary", Part, Titled),
    row("sup", Inline, Phrasing),
    row("table", Block, Only(&["caption", "colgroup", "thead", "tbody", "tfoot"])),
    row("tbody", Part, Only(&["tr"])),
    row("td", Part, Flow),
    row("textarea", Inline, Text),
    row("tfoot", Part, Only(&["tr"])),
    row("th", Part, Flow),
    row("thead", Part, Only(&["tr"])),
    row("time", Inline, Phrasing),
    row("tr", Part, Only(&["th", "td"])),
    row("u", Inline, Phrasing),
    row("ul", Block, Only(&["li"])),
    row("var", Inline, Phrasing),
    row("wbr", Inline, Void),
];

/// What the `div` around a term and its descriptions holds.
pub(crate) const TERM_GROUP: Holds = Only(&["dt", "dd"]);

/// The parent that gives a part more than [`Holds`] says: it comes once, and where.
pub(crate) const PARTS_OF_FLOW: &[(&str, &str)] =
    &[("summary", "details"), ("legend", "fieldset"), ("figcaption", "figure")];

/// What one can act on; it may not stand inside another such thing.
pub(crate) const INTERACTIVE: &[&str] = &["a", "button", "details", "input", "label", "select", "textarea"];

/// Elements that end the page instead of being taken out: their content is not text, or they open a way of reading of
/// their own, or they act by being there. Each with what to write instead.
pub(crate) const REFUSED: &[(&[&str], &str)] = &[
    (&["script"], "a page has no scripts; say what should happen with `data-region`, `data-live` or `data-confirm`"),
    (&["style", "link", "basefont", "bgsound"], "the look is core's; use a class of the list"),
    (
        &["html", "head", "body", "title", "meta", "base", "frameset", "frame"],
        "send what stands inside the page; the document around it is core's",
    ),
    (
        &[
            "iframe",
            "object",
            "embed",
            "applet",
            "param",
            "portal",
            "fencedframe",
            "canvas",
            "audio",
            "video",
            "source",
            "track",
            "map",
            "area",
            "image",
        ],
        "embed nothing; link to it, or use `<img>` for a picture below the mount",
    ),
    (&["svg", "math"], "hand a drawing over as a piece and place it with `<div data-piece=\"…\"></div>`"),
    (
        &["template", "slot", "noscript", "noembed", "noframes", "xmp", "plaintext", "listing", "selectedcontent"],
        "browsers read the inside of it by rules of their own; use plain elements, and `<pre>` for text as it is",
    ),
    (&["keygen", "isindex", "command", "menuitem"], "use `<input>`, `<select>`, `<textarea>` or `<button>`"),
    (&["dialog", "marquee"], "nothing may lie over the page or move by itself; use `<details>`"),
];

/// Returns the element of this name, if it is allowed.
pub(crate) fn element(name: &str) -> Option<&'static Element> {
    ELEMENTS.binary_search_by(|each| each.name.cmp(name)).ok().and_then(|at| ELEMENTS.get(at))
}

/// Returns what to write instead of an element that ends the page.
pub(crate) fn refused(name: &str) -> Option<&'static str> {
    REFUSED.iter().find(|(names, _)| names.contains(&name)).map(|(_, advice)| *advice)
}

/// Returns the level of a heading.
pub(crate) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Returns the element that a heading becomes when the title above it takes some levels.
pub(crate) fn heading(level: u8) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"].get(usize::from(level.clamp(1, 6)) - 1).copied().unwrap_or("h6")
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, Holds, PARTS_OF_FLOW, REFUSED, Stands, element, heading, heading_level};

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name));
        assert!(ELEMENTS.iter().all(|each| element(each.name) == Some(each)));
    }

    #[test]
    fn nothing_is_allowed_and_refused() {
        for name in REFUSED.iter().flat_map(|(names, _)| *names) {
            assert_eq!(element(name), None, "{name}");
        }
    }

    #[test]
    fn every_part_has_a_parent_that_names_it() {
        for part in ELEMENTS.iter().filter(|each| each.stands == Stands::Part) {
            let is_named =
                ELEMENTS.iter().any(|each| matches!(each.holds, Holds::Only(names) if names.contains(&part.name)));
            assert!(is_named || PARTS_OF_FLOW.iter().any(|(name, _)| *name == part.name), "{}", part.name);
        }
    }

    #[test]
    fn headings_end_at_the_sixth_level() {
        assert_eq!((heading_level("h3"), heading_level("hr"), heading_level("h7")), (Some(3), None, None));
        assert_eq!((heading(0), heading(2), heading(9)), ("h1", "h2", "h6"));
    }
}
