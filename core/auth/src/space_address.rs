//! A space's name in URLs, made from its name for people.

use loadin_types::people::Slug;

/// Characters that a slug has at most.
const MOST: usize = 40;

/// Makes a name for URLs from a name for people: its letters and digits in plain Latin, joined by hyphens.
#[must_use]
pub fn space_address(name: &str) -> Slug {
    let mut words: Vec<String> = Vec::new();
    for word in any_ascii::any_ascii(name).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let length: usize = words.iter().map(|word| word.len() + 1).sum();
        words.push(word.to_ascii_lowercase().chars().take(MOST.saturating_sub(length)).collect());
    }
    let joined = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    // A slug begins with a letter and has two characters.
    let with_letter = format!("space-{}", joined.chars().take(MOST - 6).collect::<String>());
    let tried = [joined.as_str(), with_letter.trim_end_matches('-'), "space"];
    #[expect(clippy::expect_used, reason = "`space` is a slug")]
    tried.iter().find_map(|text| text.parse().ok()).expect("the last one fits")
}

#[cfg(test)]
mod tests {
    use super::space_address;

    #[test]
    fn a_spaces_address_is_made_from_its_name() {
        for (name, expected) in [
            ("Green Mountain Noise", "green-mountain-noise"),
            ("  The  Foundry! ", "the-foundry"),
            ("9th Ward", "space-9th-ward"),
            ("!!!", "space"),
            ("X", "space-x"),
            ("", "space"),
            ("Гражданская Оборона", "grazhdanskaya-oborona"),
            ("Motörhead & Friends’ Very Long Name That Never Ends", "motorhead-friends-very-long-name-that-ne"),
        ] {
            assert_eq!(space_address(name).as_str(), expected, "{name}");
        }
    }
}
