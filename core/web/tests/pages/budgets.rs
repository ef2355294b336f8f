//! What a page may weigh, and how well it can be read. The bytes are those of brotli at its highest level.

use std::collections::BTreeMap;

use crate::samples;

fn brotli_bytes(text: &str) -> usize {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &params).unwrap();
    packed.len()
}

#[test]
fn stylesheet_script_map_and_page_keep_their_budgets() {
    let plan = loadin_web::render(&samples::plan(), &samples::member_shell(), &samples::frame());
    let map = plan.split_once("<figure class=\"map\">").and_then(|(_, rest)| rest.split_once("</figure>")).unwrap().0;
    let script = loadin_web::assets::all().iter().find(|asset| asset.path.ends_with(".js")).unwrap();
    let sizes = [
        ("the stylesheet", brotli_bytes(loadin_web::css()), 6 * 1024),
        ("the script", brotli_bytes(std::str::from_utf8(script.bytes).unwrap()), 10 * 1024),
        ("the map of 25 stops with its table", brotli_bytes(map), 7 * 1024),
        ("the plan of 25 stops", brotli_bytes(&plan), 30 * 1024),
    ];
    for (what, bytes, most) in sizes {
        println!("{what}: {bytes} of {most} bytes");
        assert!(bytes <= most, "{what} has {bytes} bytes, at most {most}");
    }
    // The kit shows twenty things on a page; what each of them weighs is looked at below.
    for (name, page) in samples::all().into_iter().filter(|(name, _)| !name.starts_with("kit-")) {
        let bytes = brotli_bytes(&page);
        assert!(bytes <= 18 * 1024, "{name}: {bytes} bytes do not fit into a first answer");
    }
}

#[test]
fn every_picture_of_the_kit_keeps_its_budget() {
    for (name, page) in samples::all().into_iter().filter(|(name, _)| name.starts_with("kit-")) {
        for figure in page.split("<figure class=\"").skip(1).map(|rest| rest.split("</figure>").next().unwrap()) {
            let bytes = brotli_bytes(figure);
            // A year of days with its table of 336 rows is no usual chart.
            assert!(bytes <= 7 * 1024, "{name}: {bytes} bytes: {}", figure.chars().take(200).collect::<String>());
        }
    }
}

/// Tokens that stand on one another somewhere, with the least contrast (WCAG 2.2, 1.4.3 for text and 1.4.11 for the rest).
const PAIRS: [(&str, &str, f64); 45] = [
    ("ink", "paper", 4.5),
    ("ink", "card", 4.5),
    ("dim", "paper", 4.5),
    ("dim", "card", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "card", 4.5),
    ("accent", "accenttint", 4.5),
    ("onaccent", "accent", 4.5),
    ("ink", "accenttint", 4.5),
    ("dim", "accenttint", 4.5),
    ("ink", "goodtint", 4.5),
    ("ink", "warntint", 4.5),
    ("ink", "dangertint", 4.5),
    ("danger", "dangertint", 4.5),
    ("danger", "paper", 4.5),
    ("danger", "card", 4.5),
    ("ondanger", "danger", 4.5),
    ("onaccent", "fixed", 4.5),
    ("ink", "land", 4.5),
    ("dim", "land", 4.5),
    ("ink", "sea", 4.5),
    ("dim", "sea", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "card", 3.0),
    ("good", "goodtint", 3.0),
    ("warn", "warntint", 3.0),
    ("danger", "dangertint", 3.0),
    ("accent", "land", 3.0),
    ("accent", "sea", 3.0),
    ("fixed", "land", 3.0),
    ("fixed", "sea", 3.0),
    ("accent", "accenttint", 3.0),
    ("good", "paper", 3.0),
    ("warn", "paper", 3.0),
    ("good", "goodtint", 4.5),
    ("warn", "warntint", 4.5),
    ("s1", "card", 4.5),
    ("s2", "card", 4.5),
    ("s3", "card", 4.5),
    ("s4", "card", 4.5),
    ("s5", "card", 4.5),
    ("s6", "card", 4.5),
    ("s7", "card", 4.5),
    ("s8", "card", 4.5),
    ("ink", "card", 7.0),
];

#[test]
fn every_pair_of_colours_can_be_told_apart_in_light_and_dark() {
    let tokens = tokens();
    for (front, back, least) in PAIRS {
        for (scheme, pick) in [("light", 0), ("dark", 1)] {
            let contrast = contrast(tokens[front][pick], tokens[back][pick]);
            assert!(contrast >= least, "{front} on {back}, {scheme}: {contrast:.2} of {least}");
        }
    }
}

/// The colours of the stylesheet by name, light and dark.
fn tokens() -> BTreeMap<&'static str, [f64; 2]> {
    let declared = loadin_web::css().split("--").filter_map(|part| part.split_once(":light-dark("));
    declared
        .map(|(name, rest)| {
            let (light, dark) = rest.split_once(')').unwrap().0.split_once(", ").unwrap();
            (name, [luminance(light), luminance(dark)])
        })
        .collect()
}

/// Relative luminance, as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let number = u32::from_str_radix(colour.strip_prefix('#').unwrap(), 16).unwrap();
    let part = |shift: u32| {
        let value = f64::from((number >> shift) & 255) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
