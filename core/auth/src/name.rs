//! The names that others see: of people, and of spaces.
//!
//! Rule: a name is shown beside other people's, so it cannot hide, turn the line round, or be empty to the eye.

/// Characters that a name has at most.
const MAX_CHARACTERS: usize = 64;

/// Why a name cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty to the eye.
    #[error("the name is empty")]
    Empty,
    /// Too long.
    #[error("the name has more than {MAX_CHARACTERS} characters")]
    TooLong,
    /// A character that cannot be seen, or that changes how its neighbours are read.
    #[error("the name has a character that cannot be seen ({}): type it anew", .0.escape_unicode())]
    Hidden(char),
}

/// Returns the name as it will be shown: without space around it.
///
/// # Errors
///
/// When it is empty, too long, or hides something.
pub fn check_name(text: &str) -> Result<String, NameError> {
    let name = text.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().nth(MAX_CHARACTERS).is_some() {
        return Err(NameError::TooLong);
    }
    match name.chars().find(|c| is_hidden(*c)) {
        Some(hidden) => Err(NameError::Hidden(hidden)),
        None => Ok(name.to_owned()),
    }
}

/// Control characters, line ends, marks of direction and characters without a width. The joiners stay: several scripts
/// and many emoji are written with them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
                | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        )
}

#[cfg(test)]
mod tests {
    use super::{NameError, check_name};

    #[test]
    fn sec_01_names_may_be_anything_that_can_be_seen() {
        for good in ["Anna", "The Foundry!", "Ōoioo", "Гражданская Оборона", "גן חיות", "می‌خواهم", "👩‍🎤", "!!!"]
        {
            assert_eq!(check_name(&format!("  {good} ")), Ok(good.to_owned()));
        }
    }

    #[test]
    fn sec_01_names_cannot_hide_or_turn_the_line_round() {
        assert_eq!(check_name(" \t "), Err(NameError::Empty));
        assert_eq!(check_name(&"x".repeat(65)), Err(NameError::TooLong));
        for hidden in ['\0', '\n', '\u{85}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{3164}', '\u{e0041}'] {
            let refused = check_name(&format!("An{hidden}na")).unwrap_err();
            assert_eq!(refused, NameError::Hidden(hidden));
            assert!(!refused.to_string().contains(hidden), "the message can be read");
        }
    }
}
