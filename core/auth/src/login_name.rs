//! The names that people sign in with.
//!
//! Rule: two names that look alike are one name. The folded form is what is compared and stored; it uses only what Unicode
//! promises never to change (normalisation, case), so a name folded today is found by every later version.

use loadin_types::people::LoginName;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_script::{Script, ScriptExtension, UnicodeScript as _};

/// Characters that a name has at least.
const MIN_CHARACTERS: usize = 3;

/// Characters that a name has at most.
const MAX_CHARACTERS: usize = 32;

/// Why a name cannot be signed in with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginNameError {
    /// Too short or too long.
    #[error("a sign-in name has {MIN_CHARACTERS} to {MAX_CHARACTERS} characters, not {0}")]
    Length(usize),
    /// A character that names do not have.
    #[error("a sign-in name has letters, digits and, between them, single `.`, `-` or `_`; `{}` does not fit there", .0.escape_default())]
    Character(char),
    /// Letters of two scripts, which look alike too easily.
    #[error("a sign-in name is written in one script; `{0}` is of another one than the letters before it")]
    MixedScripts(char),
    /// Digits only, or reserved words that would read like the site itself.
    #[error("`{0}` is not free: add something that makes it yours")]
    Reserved(String),
}

/// Names that would read like the site speaking.
const RESERVED: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "everyone",
    "help",
    "loadin",
    "moderator",
    "nobody",
    "operator",
    "owner",
    "postmaster",
    "root",
    "security",
    "staff",
    "support",
    "system",
];

/// Reads a name that somebody wants to have.
///
/// # Errors
///
/// When it is too short or long, mixes scripts, has other characters, or reads like the site itself.
pub fn new_login_name(text: &str) -> Result<LoginName, LoginNameError> {
    // Looks at no more of a long text than is needed to call it long.
    let shown: String = text.trim().nfkc().take(MAX_CHARACTERS * 4).collect();
    let length = shown.chars().count();
    if !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&length) {
        return Err(LoginNameError::Length(length));
    }
    refuse_characters(&shown)?;
    refuse_mixed_scripts(&shown)?;
    let folded = fold(&shown);
    if RESERVED.contains(&folded.as_str()) || folded.chars().all(|c| c.is_ascii_digit()) {
        return Err(LoginNameError::Reserved(shown));
    }
    Ok(LoginName { shown, folded })
}

/// Returns what to look a name up by, however somebody typed it; `None` when nobody can have such a name.
#[must_use]
pub fn fold_login(text: &str) -> Option<String> {
    let shown: String = text.trim().nfkc().take(MAX_CHARACTERS * 4).collect();
    let is_possible =
        (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&shown.chars().count()) && refuse_characters(&shown).is_ok();
    is_possible.then(|| fold(&shown))
}

/// Folds width, case and the accents that sit on letters of several scripts. A vowel sign of Devanagari or Thai is part
/// of the word and stays.
fn fold(shown: &str) -> String {
    let lower = shown.nfkd().filter(|c| !is_accent(*c)).collect::<String>().to_lowercase();
    // `ß` and a final sigma are the same letters as `ss` and a sigma elsewhere; lower case alone keeps them apart.
    lower.replace('ß', "ss").replace('ς', "σ").nfkc().collect()
}

fn is_accent(c: char) -> bool {
    is_combining_mark(c) && c.script() == Script::Inherited
}

fn refuse_characters(shown: &str) -> Result<(), LoginNameError> {
    let mut after_letter = false;
    for c in shown.chars() {
        let is_letter = c.is_alphanumeric() || (after_letter && is_combining_mark(c));
        let joins = matches!(c, '.' | '-' | '_');
        if !(is_letter || (joins && after_letter)) {
            return Err(LoginNameError::Character(c));
        }
        after_letter = is_letter;
    }
    // The name ends as it began: with a letter or a digit.
    match shown.chars().next_back() {
        Some(last) if !after_letter => Err(LoginNameError::Character(last)),
        Some(_) | None => Ok(()),
    }
}

fn refuse_mixed_scripts(shown: &str) -> Result<(), LoginNameError> {
    let mut scripts: Option<ScriptExtension> = None;
    for c in shown.chars() {
        // Only our own digits, or `٣` beside Latin letters would pass as "no script in particular".
        if c.is_numeric() && !c.is_ascii_digit() {
            return Err(LoginNameError::Character(c));
        }
        let shared = scripts.map_or(c.script_extension(), |scripts| scripts.intersection(c.script_extension()));
        if shared.is_empty() {
            return Err(LoginNameError::MixedScripts(c));
        }
        scripts = Some(shared);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LoginNameError, fold_login, new_login_name};

    fn folded(text: &str) -> String {
        new_login_name(text).unwrap().folded
    }

    #[test]
    fn sec_01_look_alikes_are_one_name() {
        for (one, other) in [
            ("Anna.Larsen", "anna.larsen"),
            ("josé", "jose"),
            ("jose\u{301}", "José"),
            ("ＡＮＮＡ", "anna"),
            ("Straße", "STRASSE"),
            ("ﬁona", "fiona"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
            ("Зоя-бас", "зоя-бас"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
            assert_eq!(fold_login(&format!(" {one} ")), Some(folded(other)));
        }
        assert_ne!(folded("किरण"), folded("करण"), "a vowel sign is part of the word");
        assert_eq!(new_login_name(" José ").unwrap().shown, "José");
    }

    #[test]
    fn sec_01_names_that_could_pass_for_another_are_refused() {
        for mixed in ["pаypal", "аnna", "annа", "gооgle", "αnna", "annα", "bаnd99", "lоadin-x", "scοtt", "ЅCOTT"]
        {
            assert!(matches!(new_login_name(mixed), Err(LoginNameError::MixedScripts(_))), "{mixed}");
        }
        for wrong in [
            "an na",
            "anna\u{200b}b",
            "anna\u{202e}b",
            "anna\u{feff}",
            "anna\0",
            "anna@b",
            "anna/b",
            "anna..b",
            ".anna",
            "anna.",
            "-anna",
            "anna_",
            "a\u{ad}nna",
            "anna!",
            "<b>anna",
            "anna٣",
            "anna🎸",
            "\u{301}anna",
            "an\tna",
            "anna\u{2028}b",
        ] {
            assert!(matches!(new_login_name(wrong), Err(LoginNameError::Character(_))), "{wrong:?}");
        }
        for reserved in ["admin", "ADMIN", "Ａdmin", "ádmin", "Operator", "root", "loadin", "12345"] {
            assert!(matches!(new_login_name(reserved), Err(LoginNameError::Reserved(_))), "{reserved}");
        }
    }

    #[test]
    fn names_have_three_to_thirty_two_characters() {
        assert_eq!(new_login_name("ab"), Err(LoginNameError::Length(2)));
        assert_eq!(new_login_name(""), Err(LoginNameError::Length(0)));
        assert!(new_login_name("abc").is_ok() && new_login_name(&"x".repeat(32)).is_ok());
        assert_eq!(new_login_name(&"x".repeat(33)), Err(LoginNameError::Length(33)));
        assert!(new_login_name(&"x".repeat(1 << 20)).is_err());
        assert_eq!(fold_login(&"x".repeat(1 << 20)), None);
        assert_eq!(fold_login("' or 1=1 --"), None);
    }

    #[test]
    fn every_refusal_shows_a_hidden_character_in_a_way_that_can_be_read() {
        let refused = new_login_name("anna\u{202e}b").unwrap_err().to_string();
        assert!(refused.contains("`\\u{202e}` does not fit"), "{refused}");
    }
}
