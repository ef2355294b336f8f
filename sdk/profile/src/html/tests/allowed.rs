//! Both halves of the rule: what is on a list comes out as it went in, and nothing else does.
//!
//! Rule: the samples are made from the tables, so that a new row is tested by being there.

use super::super::{
    Cleaned, Flaw, FlawKind, Limits, Mount, Segment, as_written,
    attributes::{RULES, Value, rule_for},
    classes::CLASSES,
    clean,
    elements::{ELEMENTS, Holds, REFUSED, element},
};

fn written(html: &str) -> Cleaned {
    as_written(html, &Limits::default())
}

/// Every element there is or was, from the index of the standard and its list of obsolete ones:
/// <https://html.spec.whatwg.org/multipage/indices.html#elements-3>, <https://html.spec.whatwg.org/multipage/obsolete.html>.
const ALL_ELEMENTS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink \
    blockquote body br button canvas caption center cite code col colgroup command data datalist dd del details dfn dialog \
    dir div dl dt em embed fencedframe fieldset figcaption figure font footer form frame frameset geolocation h1 h2 h3 h4 \
    h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map \
    mark marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option \
    output p param picture plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section select \
    selectedcontent slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea \
    tfoot th thead time title tr track tt u ul var video wbr xmp";

/// Attributes that act, load, style or name, and a few plain ones, wherever the standard allows them.
const OTHER_ATTRIBUTES: &str = "accesskey allow allowfullscreen as async autofocus autoplay background bgcolor border \
    charset cite classid codebase command commandfor content contenteditable controls coords crossorigin data \
    data-anything datafld decoding default defer dirname draggable dynsrc enterkeyhint exportparts fetchpriority form \
    formaction formenctype formmethod formnovalidate formtarget hreflang http-equiv imagesizes imagesrcset inert integrity \
    interestfor is ismap itemid itemprop itemref itemscope itemtype kind longdesc lowsrc manifest media muted name nonce \
    nomodule onclick onload ontoggle part pattern ping playsinline popover popovertarget popovertargetaction poster \
    preload profile property referrerpolicy rel sandbox shape shadowrootmode sizes slot spellcheck srcdoc srclang srcset \
    style summary target usemap virtualkeyboardpolicy wrap writingsuggestions xlink:href xml:base xmlns hx-get data-hx-get \
    x-data v-on:click @click :class ng-app aria-modal aria-owns aria-flowto aria-activedescendant";

/// Returns an element with attributes where it may stand, with what it must have.
fn placed(name: &str, attributes: &str) -> String {
    let own = match name {
        "img" if !attributes.contains(" alt=") => " alt=\"\"",
        "form" if !attributes.contains(" action=") => " action=\"\"",
        _ => "",
    };
    let inside = if name == "details" { "<summary></summary>" } else { "" };
    let row = element(name).unwrap();
    let it = match row.holds {
        Holds::Void => format!("<{name}{own}{attributes}>"),
        _ => format!("<{name}{own}{attributes}>{inside}</{name}>"),
    };
    let around: &[&str] = match name {
        "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => &["table"],
        "tr" => &["table", "tbody"],
        "td" | "th" => &["table", "tbody", "tr"],
        "col" => &["table", "colgroup"],
        "li" => &["ul"],
        "dt" | "dd" => &["dl"],
        "option" | "optgroup" => &["select"],
        "summary" => &["details"],
        "legend" => &["fieldset"],
        "figcaption" => &["figure"],
        _ => &[],
    };
    around.iter().rev().fold(it, |inner, outer| format!("<{outer}>{inner}</{outer}>"))
}

/// Returns values that are allowed, as they come out.
fn samples(value: Value) -> Vec<String> {
    let texts: &[&str] = match value {
        Value::Flag => &[""],
        Value::Text(_) | Value::Confirm => &["Two &lt;b&gt;nights&lt;/b&gt; &amp; &quot;a day off&quot;", "é 🎺"],
        Value::Decimal => &["0", "-1.5", "1000"],
        Value::Bound => &["2026-11-22", "2026-11-22T20:00", "12.5", "any"],
        Value::Id | Value::IdRef | Value::FieldName | Value::Name | Value::Piece => &["a", "day-3", "net_fee"],
        Value::IdRefs => &["a", "a b-1"],
        Value::Href => {
            &["", "plans/7", "?page=2&amp;sort=-date", "plans#day-3", "#a", "tel:+4930", "mailto:a@example.org"]
        }
        Value::Image | Value::Fragment => &["media/7", "media/7?size=2"],
        Value::Action => &["", "plans/7/delete", "plans?copy=1"],
        Value::Topic => &["plans", "plans.7_b-c"],
        Value::Language => &["en", "pt-BR", "zh-Hant-TW"],
        Value::Accept => &[".csv", ".csv,image/*,application/vnd.ms-excel"],
        Value::Source => &["email", "off"],
        Value::Whole(least, most) => return vec![least.to_string(), most.to_string()],
        Value::OneOf(words) | Value::Kind(words) => return words.iter().map(|word| (*word).to_owned()).collect(),
        Value::Classes => return CLASSES.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn every_allowed_element_comes_out_as_it_went_in() {
    for row in ELEMENTS {
        let html = placed(row.name, "");
        let cleaned = written(&html);
        assert_eq!((&cleaned.html, cleaned.flaws), (&html, vec![]));
    }
}

#[test]
fn every_allowed_attribute_comes_out_as_it_went_in() {
    let mut pairs = 0;
    for rule in RULES {
        let every: Vec<&str> = ELEMENTS.iter().map(|row| row.name).collect();
        for name in if rule.on.is_empty() { &every } else { rule.on } {
            for value in samples(rule.value) {
                let region = if matches!(rule.name, "data-from" | "data-live" | "data-refresh") {
                    " data-region=\"r\""
                } else {
                    ""
                };
                let html = placed(name, &format!("{region} {}=\"{value}\"", rule.name));
                let cleaned = written(&html);
                assert_eq!((&cleaned.html, cleaned.flaws), (&html, vec![]));
                pairs += 1;
            }
        }
    }
    assert!(pairs > 4_000, "{pairs}");
}

#[test]
fn every_other_element_is_reported() {
    for name in ALL_ELEMENTS.split_ascii_whitespace().filter(|name| element(name).is_none()) {
        let cleaned = written(&format!("a<{name}>b</{name}>c"));
        let is_refused = REFUSED.iter().any(|(names, _)| names.contains(&name));
        assert_eq!((cleaned.is_refused(), cleaned.flaws.len()), (is_refused, 1), "{name}");
        assert_eq!(cleaned.html, if is_refused { "" } else { "abc" }, "{name}");
    }
}

#[test]
fn every_other_attribute_is_reported_and_gone() {
    let known: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for row in ELEMENTS {
        let others = OTHER_ATTRIBUTES.split_ascii_whitespace().chain(known.iter().copied());
        for name in others.filter(|name| rule_for(row.name, name).is_none()) {
            let cleaned = written(&placed(row.name, &format!(" {name}=\"x\"")));
            assert_eq!(cleaned.html, placed(row.name, ""), "{name}");
            assert_eq!(cleaned.flaws.len(), 1, "{name} on {}", row.name);
            assert_eq!(cleaned.flaws[0].what, format!("`{name}` on <{}>", row.name));
        }
    }
}

#[test]
fn a_flaw_names_its_line_and_column_and_what_to_do() {
    let cleaned = written("<p>é</p>\r\n  <p class=\"card big\"\n   onclick=\"x()\">a</p>\n<script>");
    let told: Vec<String> = cleaned.flaws.iter().map(Flaw::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, column 6: `big` in `class` on <p> (taken out): use a class of the list in docs/reference/html-profile.md",
            "line 3, column 4: `onclick` on <p> (taken out): use an attribute of the list in docs/reference/html-profile.md",
            "line 4, column 1: <script> (refused): a page has no scripts; say what should happen with `data-region`, \
         `data-live` or `data-confirm`",
        ]
    );
    assert!(cleaned.is_refused() && !cleaned.is_clean() && cleaned.html.is_empty());
}

#[test]
fn what_a_stranger_wrote_is_quoted_short_and_without_controls() {
    let cleaned = written(&format!("<p lang=\"{}\u{202e}\n\">a</p>", "x".repeat(50)));
    assert_eq!(cleaned.flaws[0].what, format!("lang=\"{}\\u{{202e}}\\n\" on <p>", "x".repeat(50)));
    let cleaned = written(&format!("<p lang=\"{}\">a</p>", "x".repeat(500)));
    assert_eq!(cleaned.flaws[0].what, format!("lang=\"{}…\" on <p>", "x".repeat(60)));
}

#[test]
fn each_limit_holds_at_its_figure() {
    let limits = Limits { bytes: 2_000, bytes_out: 3_000, depth: 4, elements: 12, attributes: 3, flaws: 5 };
    let fits = |html: String| !as_written(&html, &limits).is_refused();
    for (fitting, over) in [
        (format!("<p>{}</p>", "x".repeat(1_993)), format!("<p>{}</p>", "x".repeat(1_994))),
        ("&".repeat(600), "&".repeat(601)),
        ("<b>".repeat(4) + &"</b>".repeat(4), "<b>".repeat(5) + &"</b>".repeat(5)),
        ("<br>".repeat(12), "<br>".repeat(13)),
        ("<x-y>".repeat(4) + &"</x-y>".repeat(4), "<x-y>".repeat(5) + &"</x-y>".repeat(5)),
        ("<p id=\"a\" x=\"\" y=\"\"></p>".to_owned(), "<p id=\"a\" x=\"\" y=\"\" z=\"\"></p>".to_owned()),
    ] {
        assert!(fits(fitting.clone()), "{fitting}");
        assert!(!fits(over.clone()), "{over}");
    }
    let cleaned = as_written(&"<!-- a -->".repeat(8), &limits);
    assert_eq!((cleaned.flaws.len(), cleaned.unlisted_flaws, cleaned.is_clean()), (5, 3, false));
}

#[test]
fn pieces_are_placed_where_their_author_put_them_with_the_level_of_their_headings() {
    let mount = Mount { base: "/s/a/p/b/", id_prefix: "p-", csrf: None, heading_offset: 1 };
    let html =
        "<div data-piece=\"first\"></div><section><h2>Map</h2><div data-piece=\"map\"></div></section><p>end</p>";
    let cleaned = clean(html, &mount, &Limits::default());
    assert_eq!(
        cleaned.segments(),
        [
            Segment::Html("<div data-piece=\"first\">"),
            Segment::Piece { name: "first", heading_level: 2 },
            Segment::Html("</div><section><h3>Map</h3><div data-piece=\"map\">"),
            Segment::Piece { name: "map", heading_level: 4 },
            Segment::Html("</div></section><p>end</p>"),
        ]
    );
    assert_eq!(written("<p>a</p>").segments(), [Segment::Html("<p>a</p>")]);
    assert_eq!(written("").segments(), []);
}

#[test]
fn core_adds_tokens_prefixes_and_marks_and_takes_levels() {
    let mount = Mount { base: "/s/a/p/b/", id_prefix: "p-tour-", csrf: Some("t"), heading_offset: 2 };
    let cleaned = clean(
        "<h1 id=\"a\">A</h1><h5>B</h5><label for=\"f\">C</label>\
         <form action=\"x?y=1\" method=\"post\"><input id=\"f\" name=\"n\" list=\"l\"><input type=\"file\" name=\"m\"></form>\
         <form action=\"\"><input name=\"q\"></form><a href=\"https://example.org/\">D</a><a href=\"x#a\">E</a>",
        &mount,
        &Limits::default(),
    );
    assert_eq!(cleaned.flaws, vec![]);
    assert_eq!(
        cleaned.html,
        "<h3 id=\"p-tour-a\">A</h3><h6>B</h6><label for=\"p-tour-f\">C</label>\
         <form action=\"/s/a/p/b/x?y=1\" method=\"post\" enctype=\"multipart/form-data\">\
         <input type=\"hidden\" name=\"_csrf\" value=\"t\"><input id=\"p-tour-f\" name=\"n\" list=\"p-tour-l\">\
         <input type=\"file\" name=\"m\"></form><form action=\"/s/a/p/b/\"><input name=\"q\"></form>\
         <a href=\"https://example.org/\" rel=\"noopener noreferrer\" data-outside=\"\">D</a>\
         <a href=\"/s/a/p/b/x#p-tour-a\">E</a>"
    );
    let kinds: Vec<FlawKind> =
        clean("<a href=\"/x\">a</a>", &mount, &Limits::default()).flaws.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FlawKind::Stripped]);
}
