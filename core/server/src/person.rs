//! The language and the time zone of whoever types, as the system has them.

use std::{collections::BTreeMap, path::Path};

/// Returns the BCP 47 tag of the language; English when none is set.
pub(crate) fn locale(variables: &BTreeMap<String, String>) -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| variables.get(*name));
    let Some(set) = set.map(String::as_str).find(|value| !value.is_empty()) else { return "en".into() };
    // `de_AT.UTF-8@euro`: language and region stand before the encoding.
    let tag = set.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    let is_tag = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_tag && tag != "C" && tag != "POSIX" { tag } else { "en".into() }
}

/// Returns the IANA time zone; UTC when none is set.
pub(crate) fn zone(variables: &BTreeMap<String, String>) -> String {
    let set = variables.get("TZ").map(|zone| zone.trim_start_matches(':'));
    set.and_then(zone_name).or_else(system_zone).unwrap_or_else(|| "UTC".into())
}

/// Reads where the system's link to its zone points.
fn system_zone() -> Option<String> {
    zone_name(std::fs::read_link("/etc/localtime").ok()?.to_str()?)
}

/// Returns the zone's name in a name or in the path of its file.
fn zone_name(text: &str) -> Option<String> {
    let name = text.split_once("zoneinfo/").map_or(text, |(_, name)| name);
    let name = name.strip_prefix("Etc/UTC").map_or(name, |_| "UTC");
    let is_name = name == "UTC" || (name.contains('/') && !Path::new(name).is_absolute() && !name.contains(".."));
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{locale, zone};

    fn with(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn languages_become_tags() {
        for (set, tag) in [("de_AT.UTF-8", "de-AT"), ("en_GB", "en-GB"), ("C.UTF-8", "en"), ("POSIX", "en"), ("", "en")]
        {
            assert_eq!(locale(&with("LANG", set)), tag, "{set}");
        }
        let both = BTreeMap::from([("LC_ALL".into(), "fr".into()), ("LANG".into(), "de".into())]);
        assert_eq!(locale(&both), "fr");
        assert_eq!(locale(&BTreeMap::new()), "en");
    }

    #[test]
    fn zones_are_names_however_they_are_written() {
        for (set, name) in [
            ("Europe/Vienna", "Europe/Vienna"),
            (":America/New_York", "America/New_York"),
            ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
            ("UTC", "UTC"),
            ("Etc/UTC", "UTC"),
        ] {
            assert_eq!(zone(&with("TZ", set)), name, "{set}");
        }
    }
}
