//! Which new passwords are accepted.
//!
//! Rule: length and guessability only. No composition rule and no expiry: they make passwords worse (NIST SP 800-63B-4,
//! 3.1.1.2). The estimate is zxcvbn's, which also knows the person's and the site's own words.

use std::collections::BTreeSet;

use zxcvbn::Score;

/// Characters that a password has at least when it is all that proves who somebody is.
pub const MIN_CHARACTERS: usize = 15;

/// Characters that a password has at most.
pub const MAX_CHARACTERS: usize = 128;

/// Bytes that `MAX_CHARACTERS` take at most in UTF-8.
const MAX_BYTES: usize = 4 * MAX_CHARACTERS;

/// Why a new password is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error(
        "the password has {has} characters and needs {MIN_CHARACTERS}: four or five words that do not belong together are easy to keep"
    )]
    TooShort {
        /// How many it has.
        has: usize,
    },
    /// Too long to be hashed.
    #[error("the password has more than {MAX_CHARACTERS} characters: shorten it")]
    TooLong,
    /// Long enough, but among the first that somebody would try.
    #[error("the password would be guessed soon{}: add words that have nothing to do with you or with each other", reason(.0.as_deref()))]
    TooEasy(Option<String>),
}

fn reason(warning: Option<&str>) -> String {
    warning.map(|warning| format!(" ({})", warning.trim_end_matches('.').to_lowercase())).unwrap_or_default()
}

/// Checks a new password. `words` are what somebody who knows the person would try: names, the site, the space.
///
/// # Errors
///
/// When it is too short, too long or too easy to guess.
pub fn check_new_password(password: &str, words: &[&str]) -> Result<(), PasswordError> {
    refuse_too_long(password)?;
    let has = password.chars().count();
    if has < MIN_CHARACTERS {
        return Err(PasswordError::TooShort { has });
    }
    let words = single_words(words);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // Zxcvbn takes each space for a hard guess, so that "x y x y" looks stronger than "xyxy": both forms must hold.
    let joined: String = password.chars().filter(|c| c.is_alphanumeric()).collect();
    for form in [password, joined.as_str()] {
        let estimate = zxcvbn::zxcvbn(form, &words);
        if estimate.score() < Score::Three {
            let warning = estimate.feedback().and_then(|feedback| feedback.warning());
            return Err(PasswordError::TooEasy(warning.map(|warning| warning.to_string())));
        }
    }
    Ok(())
}

/// Returns names whole, in their words and without spaces, as zxcvbn compares them: in lower case.
fn single_words(names: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in names {
        let lower = name.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().nth(1).is_some());
        words.extend(parts.map(str::to_owned));
        words.insert(lower.split_whitespace().collect());
        words.insert(lower);
    }
    words
}

/// Refuses what is too long to be hashed, looking at no more of it than needed.
pub(crate) fn refuse_too_long(password: &str) -> Result<(), PasswordError> {
    let is_too_long = password.len() > MAX_BYTES || password.chars().nth(MAX_CHARACTERS).is_some();
    if is_too_long { Err(PasswordError::TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{PasswordError, check_new_password};

    #[test]
    fn sec_02_long_passwords_that_nobody_guesses_are_accepted_as_they_are() {
        for good in [
            "correct horse battery staple",
            "quartz-llama-teapot-9",
            "ölen überall Zwieback Mond",
            "六弦琴和三个朋友去旅行吧今天晚上",
            "  moss & kestrel, verandah  ",
            "XyZ7!kd0_qWmP4r",
            &"voynich ".repeat(2).replace(' ', "q"),
        ] {
            assert_eq!(check_new_password(good, &["anna", "loadin"]), Ok(()), "{good}");
        }
    }

    #[test]
    fn sec_02_short_passwords_are_refused_by_characters_not_bytes() {
        assert_eq!(check_new_password("", &[]), Err(PasswordError::TooShort { has: 0 }));
        assert_eq!(check_new_password("kd0_qWmP4rXyZ7", &[]), Err(PasswordError::TooShort { has: 14 }));
        assert_eq!(check_new_password(&"é".repeat(14), &[]), Err(PasswordError::TooShort { has: 14 }));
    }

    #[test]
    fn sec_02_long_but_easy_passwords_are_refused_with_a_reason() {
        for easy in [
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "123456789012345678",
            "passwordpassword",
            "password12345678",
            "qwertyuiopasdfghjkl",
            "abcdefghijklmnopqrstuvwxyz",
            "iloveyouiloveyouiloveyou",
            "annaloadinannaloadin",
            "the foundry the foundry",
            "abcabcabcabcabcabcabc",
        ] {
            let refused = check_new_password(easy, &["Anna", "loadin", "The Foundry"]).unwrap_err();
            assert!(matches!(refused, PasswordError::TooEasy(_)), "{easy}: {refused}");
            assert!(refused.to_string().contains("add words that have nothing to do with you"), "{refused}");
        }
    }

    #[test]
    fn sec_02_a_password_of_a_megabyte_is_refused_without_reading_it_through() {
        let long = "x".repeat(1 << 20);
        let start = std::time::Instant::now();
        assert_eq!(check_new_password(&long, &[]), Err(PasswordError::TooLong));
        assert!(start.elapsed().as_millis() < 5);
        assert_eq!(
            check_new_password(&"kd0_qWmP4rXyZ7 ".repeat(9), &[]),
            Err(PasswordError::TooLong),
            "135 characters"
        );
    }
}
