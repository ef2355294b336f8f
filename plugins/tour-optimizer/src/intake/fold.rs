//! Text as people type it: cleaned for showing, folded for comparing.
//!
//! Rule: what `clean` returns can be printed on a terminal and pasted into a page: no control characters, no
//! direction overrides, no line breaks.

/// Returns the text with blanks collapsed and without characters that are not for showing.
#[must_use]
pub fn clean(text: &str) -> String {
    let shown: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters, direction overrides and marks of no width: they make text look like something else.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns the text without case, accents, punctuation and runs of blanks, for comparing names.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(plain).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push(c);
            gap = false;
        } else if c != '\'' && c != '’' {
            gap = true;
        }
    }
    folded
}

/// Returns a Latin letter without its accent; anything else as it is.
///
/// Latin-1 and Latin Extended-A by hand: the tables of full Unicode decomposition would weigh more than the whole reader.
fn plain(c: char) -> impl Iterator<Item = char> {
    let letters: &'static str = match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Ź'..='ž' => "z",
        '&' => " and ",
        // Combining marks stand alone in decomposed text.
        '\u{300}'..='\u{36f}' => return None.into_iter().chain("".chars()),
        other => return Some(other).into_iter().chain("".chars()),
    };
    None.into_iter().chain(letters.chars())
}

#[cfg(test)]
mod tests {
    use super::{clean, fold};

    #[test]
    fn names_compare_without_case_accents_and_punctuation() {
        for (one, other) in [
            ("Café  Léna", "cafe lena"),
            ("Nectar's", "NECTARS"),
            ("Rock & Roll Bar", "Rock and Roll Bar"),
            ("Skatepark-Halle", "skatepark halle"),
            ("Cafe\u{301}", "café"),
            ("Straße 7", "STRASSE 7"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
        assert_ne!(fold("1/2 Lounge"), fold("12 Lounge"));
    }

    #[test]
    fn what_is_shown_has_no_control_characters() {
        assert_eq!(clean("Red\u{1b}[31m \n\tRoom\u{202e}"), "Red [31m Room");
    }
}
