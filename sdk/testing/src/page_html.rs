//! Whether core would show a plugin's HTML as it is.
//!
//! Rule: the judge is the one that core asks, so a page that passes here is shown whole, and one that core would cut or
//! refuse fails its test with the line that is to be changed.

use loadin_profile::html::{Limits, as_written};

/// Looks whether core would show this HTML as it is.
///
/// # Errors
///
/// Everything that would be taken out or refused, each with its line, what to write instead, and the line itself.
pub fn check_html(html: &str) -> Result<(), String> {
    let cleaned = as_written(html, &Limits::default());
    if cleaned.is_clean() {
        return Ok(());
    }
    let mut told: Vec<String> = cleaned
        .flaws
        .iter()
        .map(|flaw| {
            let line = html.lines().nth(flaw.line - 1).unwrap_or_default().trim();
            format!("{flaw}\n    {}", line.chars().take(120).collect::<String>())
        })
        .collect();
    if cleaned.unlisted_flaws > 0 {
        told.push(format!("and {} more", cleaned.unlisted_flaws));
    }
    Err(told.join("\n"))
}

/// Fails the test unless core would show this HTML as it is.
///
/// ```
/// loadin_testing::assert_clean("<p>Two nights, <a href=\"plans/7\">one plan</a>.</p>");
/// ```
///
/// # Panics
///
/// When anything would be taken out or refused, with all that [`check_html`] says.
#[track_caller]
pub fn assert_clean(html: &str) {
    let checked = check_html(html);
    assert!(checked.is_ok(), "core would not show this HTML as it is:\n{}", checked.err().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::{assert_clean, check_html};

    #[test]
    fn a_sound_page_passes() {
        assert_clean("<h1>Plans</h1><ul><li><a href=\"plans/7\">May</a></li></ul>");
    }

    #[test]
    fn what_would_be_taken_out_is_told_with_its_line() {
        let told = check_html("<p>a</p>\n  <p style=\"color: red\">b</p>").unwrap_err();
        assert_eq!(
            told,
            "line 2, column 6: `style` on <p> (taken out): the look is core's; use a class of the list\n    \
             <p style=\"color: red\">b</p>"
        );
    }

    #[test]
    #[should_panic(expected = "<div> inside <p>")]
    fn a_page_that_would_be_refused_fails_the_test() {
        assert_clean("<p><div>a</div></p>");
    }
}
