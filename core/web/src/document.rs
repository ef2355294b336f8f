//! The page around a page: head, header, navigation, main part, foot.
//!
//! Rule: the title tells page, space and house, and the order of the markup is the order of reading on every screen; the skip
//! link leads past everything that stands before the main part.

mod masthead;
mod navigation;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{assets, draw, shell::Shell, style, words::Words};

pub(crate) use self::masthead::{LISTED, find};

/// Seconds after which a page that watches a job is loaded again where scripts are off.
///
/// A `Refresh` header would do the same for everybody, and throw away what the script shows; inside `noscript` it reaches only
/// those who have nothing else.
const REFRESH_SECONDS: u32 = 10;

/// What a page is, beside its shell.
pub(crate) struct Document<'a> {
    /// The heading.
    pub title: &'a str,
    /// Whether something went wrong that the title of the window has to say first.
    pub has_errors: bool,
    /// Whether the page watches a job.
    pub watches: bool,
    /// Whether it is one narrow column, as a form is.
    pub is_narrow: bool,
    /// What stands above the heading.
    pub above: Markup,
    /// What stands under the heading.
    pub main: Markup,
    /// What stands at the foot.
    pub foot: Markup,
}

impl<'a> Document<'a> {
    /// Returns an empty page.
    pub(crate) fn new(title: &'a str, main: Markup) -> Self {
        Self { title, has_errors: false, watches: false, is_narrow: false, above: html! {}, main, foot: html! {} }
    }

    /// Returns the whole page.
    pub(crate) fn render(self, shell: &Shell) -> String {
        let words = shell.words;
        let markup = html! {
            (DOCTYPE)
            html lang=(words.locale().tag()) dir=[words.locale().is_leftward().then_some("rtl")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.window_title(shell)) }
                    meta name="color-scheme" content="light dark";
                    meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)";
                    meta name="theme-color" content="#161817" media="(prefers-color-scheme: dark)";
                    style { (PreEscaped(style::css())) }
                    link rel="icon" type="image/svg+xml" href=(assets::icon());
                    script type="module" src=(assets::script()) {}
                    @if self.watches {
                        noscript { meta http-equiv="refresh" content=(REFRESH_SECONDS); }
                    }
                }
                body class=[ground(shell)] {
                    a class="skip" href="#main" { (words.say("shell-skip")) }
                    (masthead::draw(shell))
                    (navigation::draw(&shell.nav, words))
                    main id="main" class=(if self.is_narrow { "narrow" } else { "wide" }) tabindex="-1" {
                        @for notice in &shell.notices { (draw::notice(notice, words)) }
                        (self.above)
                        h1 { (self.title) }
                        (self.main)
                    }
                    footer class="foot" {
                        (self.foot)
                        p { (words.say("shell-licence")) }
                        @for line in &shell.attribution { p { (line) } }
                    }
                    (voice(words))
                }
            }
        };
        markup.into_string()
    }

    fn window_title(&self, shell: &Shell) -> String {
        let space = shell.space.as_ref().map(|space| format!(" · {}", space.name)).unwrap_or_default();
        let title = format!("{}{space} · Loadin", self.title);
        if self.has_errors { shell.words.say_with("shell-error-title", &[("title", title.into())]) } else { title }
    }
}

/// Returns what the page stands on: beside its navigation, or before the door.
fn ground(shell: &Shell) -> Option<&'static str> {
    match (&shell.person, shell.nav.is_empty()) {
        (None, _) => Some("door"),
        (Some(_), true) => None,
        (Some(_), false) => Some("sided"),
    }
}

/// Where the script says what happens without the page being loaded, with all the words it has.
///
/// Words that are not here the script does not know, so that they are in the language of the page.
fn voice(words: Words) -> Markup {
    html! {
        div id="voice" role="status"
            data-sending=(words.say("script-sending"))
            data-sending-file=(words.say("script-sending-file"))
            data-not-sent=(words.say("script-not-sent"))
            data-no-answer=(words.say("script-no-answer"))
            data-yes=(words.say("script-yes"))
            data-cancel=(words.say("script-cancel")) {}
    }
}
