//! What is told of the errors of other rooms, where somebody who filled in a form can do something about them.
//!
//! Rule: every variant is named, without `_`, so that a new one is put into words before it is shown.

use loadin_auth::{
    CrossSiteError, CsrfError, LoginNameError, MAX_CHARACTERS, MAX_DAYS, MAX_TOKENS, MIN_CHARACTERS, NameError,
    PasswordError, TokenError,
};
use loadin_words::key;

use super::{Tell, Told, told};

impl Tell for NameError {
    fn told(&self) -> Told {
        match self {
            Self::Empty => told("told-name-empty", []),
            Self::TooLong => told("told-name-long", []),
            Self::Hidden(letter) => told("told-name-hidden", [("code", letter.escape_unicode().to_string().into())]),
        }
    }
}

impl Tell for LoginNameError {
    fn told(&self) -> Told {
        match self {
            Self::Length(count) => told("told-login-length", [("count", (*count).into())]),
            Self::Character(letter) => {
                told("told-login-character", [("letter", letter.escape_default().to_string().into())])
            }
            Self::MixedScripts(letter) => told("told-login-scripts", [("letter", letter.to_string().into())]),
            Self::Reserved(name) => told("told-login-reserved", [("name", name.clone().into())]),
        }
    }
}

impl Tell for PasswordError {
    fn told(&self) -> Told {
        match self {
            Self::TooShort { has } => {
                told("told-password-short", [("count", (*has).into()), ("least", MIN_CHARACTERS.into())])
            }
            Self::TooLong => told("told-password-long", [("most", MAX_CHARACTERS.into())]),
            Self::TooEasy(why) => told(why.as_deref().map_or(key("told-password-easy"), easy), []),
        }
    }
}

/// Returns what is told of a password that is among the first to be tried, by the estimator's own words.
fn easy(why: &str) -> &'static str {
    let why = why.to_ascii_lowercase();
    let is_about = |words: &[&str]| words.iter().any(|word| why.contains(word));
    if is_about(&["keyboard", "rows of keys"]) {
        key("told-password-keyboard")
    } else if is_about(&["repeats"]) {
        key("told-password-repeats")
    } else if is_about(&["common password", "commonly used"]) {
        key("told-password-common")
    } else if is_about(&["sequences"]) {
        key("told-password-sequence")
    } else if is_about(&["years", "dates"]) {
        key("told-password-dates")
    } else if is_about(&["names"]) {
        key("told-password-names")
    } else if is_about(&["word by itself"]) {
        key("told-password-word")
    } else {
        key("told-password-easy")
    }
}

impl Tell for TokenError {
    fn told(&self) -> Told {
        match self {
            Self::Name => told("told-token-name", []),
            Self::Spaces | Self::Stranger(_) => told("told-token-space", []),
            Self::NoScope | Self::UnknownScope(_) | Self::ForbiddenScope(_) => told("told-token-scope", []),
            Self::Days(days) => told("told-token-days", [("count", (*days).into()), ("most", MAX_DAYS.into())]),
        }
    }
}

/// What is told of somebody who has as many tokens as one may have.
pub(crate) fn too_many_tokens() -> Told {
    told("told-token-many", [("count", MAX_TOKENS.into())])
}

impl Tell for CrossSiteError {
    fn told(&self) -> Told {
        match self {
            Self::OtherSite => told("told-other-site", []),
            Self::NoOrigin => told("told-no-origin", []),
            Self::ContentType => told("told-content-type", []),
            Self::Token(CsrfError::Missing) => told("told-form-missing", []),
            Self::Token(CsrfError::Foreign) => told("told-form-foreign", []),
            Self::Token(CsrfError::Expired) => told("told-form-expired", []),
        }
    }
}

#[cfg(test)]
mod tests {
    use loadin_auth::{PasswordError, check_new_password};

    use super::{Tell as _, easy};

    #[test]
    fn a_password_that_is_easy_to_guess_is_told_why() {
        for (password, expected) in [
            ("qwertyuiopasdfghjkl", "told-password-common"),
            ("aaaaaaaaaaaaaaaaaaaa", "told-password-repeats"),
            ("abcdefghijklmnopqr", "told-password-sequence"),
        ] {
            let refused = check_new_password(password, &[]).unwrap_err();
            let PasswordError::TooEasy(why) = &refused else { panic!("{password}: {refused:?}") };
            assert_eq!(why.as_deref().map(easy), Some(expected), "{password}: {why:?}");
            assert!(refused.told().say(loadin_web::catalogue().english()).starts_with("The password would be guessed"));
        }
    }
}
