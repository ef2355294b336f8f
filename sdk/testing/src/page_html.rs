//! Whether core would show a plugin's page and its HTML as they are.
//!
//! Rule: the judge is the one that core asks, so a page that passes here is shown whole, and one that core would cut or
//! refuse fails its test with the line that is to be changed.

use loadin_profile::{
    html::{Cleaned, Limits, as_written},
    page::Page,
};

/// Looks whether core would show this HTML as it is.
///
/// # Errors
///
/// Everything that would be taken out or refused, each with its line, what to write instead, and the line itself.
pub fn check_html(html: &str) -> Result<(), String> {
    let cleaned = as_written(html, &Limits::default());
    let told = flaws(html, &cleaned);
    if told.is_empty() { Ok(()) } else { Err(told.join("\n")) }
}

/// Looks whether core would show this page as it is, its HTML included.
///
/// # Errors
///
/// Everything that would not be shown, each with its place and what to write instead.
pub fn check_page(page: &Page) -> Result<(), String> {
    let mut told: Vec<String> = page.check().err().into_iter().flatten().map(|flaw| flaw.to_string()).collect();
    if let Some(html) = &page.html {
        let cleaned = as_written(html, &Limits::default());
        told.extend(flaws(html, &cleaned));
        told.extend(page.check_html(&cleaned).err().into_iter().flatten().map(|flaw| flaw.to_string()));
    }
    if told.is_empty() { Ok(()) } else { Err(told.join("\n")) }
}

fn flaws(html: &str, cleaned: &Cleaned) -> Vec<String> {
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
    told
}

/// Fails the test unless core would show this JSON text as a page.
#[track_caller]
pub(crate) fn assert_shown(json: &str) {
    let checked =
        serde_json::from_str(json).map_err(|error| error.to_string()).and_then(|page: Page| check_page(&page));
    assert!(checked.is_ok(), "core would not show this page as it is:\n{}", checked.err().unwrap_or_default());
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
    use loadin_guest::{
        Error, Reply, Request, Router,
        ui::{Empty, html_page},
    };

    use super::{assert_clean, check_html, check_page};
    use crate::TestHost;

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

    #[test]
    fn a_page_and_its_html_are_held_against_each_other() {
        let empty = Empty::new("Nothing yet", "Add one.");
        let page = html_page("Plans", "<div data-piece=\"map\"></div><input id=\"day\" name=\"day\" type=\"date\">");
        let told =
            check_page(&page.clone().data("plan", empty.clone()).mistake("night", "Say which night.")).unwrap_err();
        for text in [
            "html: places the piece `map`",
            "data.plan: is not placed",
            "errors[0].field: no element has the id `night`",
        ] {
            assert!(told.contains(text), "{text}: {told}");
        }
        assert_eq!(check_page(&page.data("map", empty).mistake("day", "Say which day.")), Ok(()));
    }

    fn routes() -> Router {
        fn sound(_: &Request) -> Result<Reply, Error> {
            Reply::html_page("Plans", "<p>Two nights.</p>")
        }
        fn loud(_: &Request) -> Result<Reply, Error> {
            Reply::html_page("Plans", "<p onclick=\"x()\">Two nights.</p>")
        }
        Router::new().get("/sound", sound).get("/loud", loud)
    }

    #[test]
    fn what_a_router_answers_is_looked_at_by_itself() {
        TestHost::new().run(|| routes().handle(&Request::new("GET", "/sound")).unwrap());
    }

    #[test]
    #[should_panic(expected = "`onclick` on <p>")]
    fn an_answer_that_core_would_cut_fails_the_test() {
        TestHost::new().run(|| routes().handle(&Request::new("GET", "/loud")).unwrap());
    }
}
