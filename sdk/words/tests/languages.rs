//! What readers of several languages are told: a German catalogue is made of files alone.
//!
//! Rule: what English says here is what every page says, so a change of it is a change of every page.

#![expect(clippy::unwrap_used, reason = "a test stops where it learns nothing more")]

use loadin_words::{Arg, Catalogue, CatalogueError, Distance, Locale, Said, Source, Words};

const EN: &str = "tour-stops = { $count ->
    [0] no stop yet
    [one] one stop
   *[other] { $count } stops
 }
tour-by = { $name }’s { $link }
tour-only-here = Only in English, { $count } times
";

fn catalogue() -> Catalogue {
    Catalogue::build([
        Source::new("en", "tour.ftl", EN),
        Source::new("de", "format.ftl", include_str!("de/format.ftl")),
        Source::new("de", "tour.ftl", include_str!("de/tour.ftl")),
    ])
    .unwrap()
}

fn flaws(sources: &[Source<'_>]) -> Vec<String> {
    let refused: CatalogueError = Catalogue::build(sources.iter().copied()).unwrap_err();
    refused.flaws.iter().map(ToString::to_string).collect()
}

fn stops(words: Words<'_>, count: usize) -> String {
    words.say_with("tour-stops", &[("count", count.into())])
}

#[test]
fn english_reads_as_it_always_has() {
    let catalogue = catalogue();
    let words = catalogue.english();
    assert_eq!(words.date("2027-03-05"), "Fri 5\u{a0}Mar 2027");
    assert_eq!(words.money("-1234567.50", "EUR"), "\u{2212}1,234,567.50\u{a0}EUR");
    assert_eq!([words.number(0.0), words.number(1234.5), words.number(-0.126)], ["0", "1,234.5", "\u{2212}0.13"]);
    assert_eq!(
        [words.number(0.000_02), words.number(1.5e18), words.number(-2e-9)],
        ["0.00002", "1.5\u{a0}×\u{a0}10¹⁸", "\u{2212}2\u{a0}×\u{a0}10⁻⁹"]
    );
    assert_eq!(
        [words.minutes(45), words.minutes(120), words.minutes(125)],
        ["45\u{a0}min", "2\u{a0}h", "2\u{a0}h\u{a0}05"]
    );
    assert_eq!(words.distance(1234.4), "1,234\u{a0}km");
    assert_eq!(words.counting(Distance::Miles).distance(100.0), "62\u{a0}mi");
    assert_eq!([words.size(999), words.size(10_485_760)], ["999\u{a0}bytes", "10\u{a0}MB"]);
    assert_eq!([words.percent(12.5), words.compact(1_250_000.0)], ["12.5\u{a0}%", "1.3\u{a0}M"]);
    assert_eq!([words.time("19:30"), words.date_time("2027-03-05T19:30")], ["19:30", "Fri 5\u{a0}Mar 2027, 19:30"]);
    assert_eq!(words.list(["Ada", "Grace", "Lin"]), "Ada, Grace, Lin");
}

#[test]
fn a_region_changes_what_differs_and_nothing_else() {
    let catalogue = catalogue();
    let american = catalogue.negotiate("en-US,en;q=0.9", None);
    assert_eq!(american.locale().tag(), "en-US");
    assert_eq!([american.date("2027-03-05"), american.time("19:30")], ["Fri, Mar\u{a0}5, 2027", "7:30\u{a0}PM"]);
    assert_eq!([american.time("00:05"), american.time("12:00")], ["12:05\u{a0}AM", "12:00\u{a0}PM"]);
    assert_eq!((american.counts(), stops(american, 1200)), (Distance::Miles, "1,200 stops".to_owned()));
    let british = catalogue.negotiate("en-GB", None);
    assert_eq!((british.counts(), british.date("2027-03-05")), (Distance::Miles, "Fri 5\u{a0}Mar 2027".to_owned()));
}

#[test]
fn a_language_is_added_by_files_alone() {
    let catalogue = catalogue();
    let words = catalogue.negotiate("de-AT, en;q=0.5", None);
    assert_eq!(words.locale().tag(), "de");
    assert_eq!([0, 1, 1234].map(|count| stops(words, count)), ["noch kein Halt", "ein Halt", "1.234 Halte"]);
    assert_eq!([words.number(1234.5), words.money("1234.50", "EUR")], ["1.234,5", "1.234,50\u{a0}EUR"]);
    assert_eq!(words.date("2027-03-05"), "Fr, 5.\u{a0}März 2027");
    assert_eq!([words.percent(12.5), words.compact(1_250_000.0)], ["12,5\u{202f}%", "1,3\u{a0}Mio."]);
    // What the files leave out is English.
    assert_eq!(words.minutes(45), "45\u{a0}min");
}

#[test]
fn a_missing_text_is_english_and_noted_once() {
    let catalogue = catalogue();
    let words = catalogue.negotiate("de", None);
    for _ in 0..3 {
        assert_eq!(words.say_with("tour-only-here", &[("count", 1200.into())]), "Only in English, 1.200 times");
    }
    assert_eq!(catalogue.gaps(), [("de".to_owned(), "tour-only-here".to_owned())]);
    assert_eq!(words.say("nowhere"), "nowhere");
}

#[test]
fn a_persons_choice_goes_before_what_the_browser_says() {
    let catalogue = catalogue();
    let tag = |header: &str, chosen: Option<&str>| {
        catalogue.negotiate(header, chosen.and_then(Locale::read).as_ref()).locale().tag().to_owned()
    };
    assert_eq!(tag("en-US", Some("de")), "de");
    assert_eq!(tag("ja, de;q=0.2, en;q=0.1", None), "de");
    assert_eq!(tag("de", Some("ja")), "de", "what is not offered cannot be had");
    assert_eq!([tag("ja", None), tag("", None)], ["en", "en"]);
}

#[test]
fn things_that_are_no_text_stand_where_the_language_wants_them() {
    let catalogue = catalogue();
    let said = |header: &str, name: &str| {
        catalogue.negotiate(header, None).around("tour-by", &[("name", name.into())], &["link"])
    };
    assert_eq!(said("en", "Ada"), [Said::Text("Ada’s ".into()), Said::Place(0)]);
    assert_eq!(said("de", "Ada"), [Said::Place(0), Said::Text(" von Ada".into())]);
    // A name cannot bring a place of its own.
    assert_eq!(said("de", "\u{fdd1}0\u{fdd1}\u{fdd0}"), [Said::Place(0), Said::Text(" von 0".into())]);
}

#[test]
fn mistakes_are_told_with_file_and_line_all_at_once() {
    let found = flaws(&[
        Source::new("de", "a.ftl", "good = gut\n\nbad = { $count ->\n"),
        Source::new("fr", "a.ftl", "one = un\n"),
        Source::new("fr", "b.ftl", "\n\none = une\n"),
        Source::new("not a tag", "a.ftl", ""),
    ]);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("de/a.ftl:3:") || found[0].starts_with("de/a.ftl:4:"), "{}", found[0]);
    assert_eq!(found[1], "not a tag/a.ftl:1: `not a tag` is no language: write a tag such as `de` or `en-US`");
    assert_eq!(found[2], "fr/b.ftl:3: `one` stands in fr/a.ftl already: take one of them out");
}

#[test]
fn a_format_that_is_none_is_refused() {
    let found = flaws(&[Source::new(
        "de",
        "format.ftl",
        "format-months = Jan | Feb\nformat-money = { $sum } { $currency }\nformat-group-from = 7\nformat-decimal = { $x }",
    )]);
    assert_eq!(
        found,
        [
            "de/format.ftl:4: a format with no argument is text alone",
            "de/format.ftl:3: `7` is none of 1, 2",
            "de/format.ftl:2: a format holds text and these arguments alone: $amount, $currency",
            "de/format.ftl:1: 2 names where 12 are needed, with `|` between them",
        ]
    );
}

#[test]
fn what_is_not_what_it_claims_is_shown_as_it_came() {
    let catalogue = catalogue();
    let words = catalogue.negotiate("de", None);
    assert_eq!([words.date("soon"), words.time("late"), words.date_time("2027-03-05")], ["soon", "late", "2027-03-05"]);
    assert_eq!([words.decimal("a<b"), words.decimal("1,5"), words.decimal("-")], ["a<b", "1,5", "-"]);
    assert_eq!(words.number(f64::NAN), "–");
}

#[test]
fn scripts_that_run_leftward_keep_names_of_others_apart() {
    let catalogue = Catalogue::build([
        Source::new("en", "a.ftl", "hello = Hello { $name }"),
        Source::new("he", "a.ftl", "hello = שלום { $name }"),
    ])
    .unwrap();
    let hello = |tag: &str| catalogue.negotiate(tag, None).say_with("hello", &[("name", Arg::from("Ada"))]);
    assert_eq!((hello("en"), hello("he")), ("Hello Ada".to_owned(), "שלום \u{2068}Ada\u{2069}".to_owned()));
}
