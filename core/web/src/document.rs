//! The page around a page: head, header, main part, foot.
//!
//! Rule: the main part comes first after the skip link's target, the title tells page, space and house, and the order of the
//! markup is the order of reading on every screen.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    assets, draw, paths,
    shell::{Person, Shell, Space},
    style,
    words::{Words, initials},
};

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

    /// Makes it one narrow column.
    pub(crate) fn narrow(mut self) -> Self {
        self.is_narrow = true;
        self
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
                body {
                    a class="skip" href="#main" { (words.say("shell-skip")) }
                    (header(shell))
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

fn header(shell: &Shell) -> Markup {
    let words = shell.words;
    let home = shell.space.as_ref().map_or_else(|| "/".to_owned(), |space| paths::space(&space.slug));
    let name = shell.space.as_ref().map_or("Loadin", |space| &space.name);
    html! {
        header class="top" {
            div class="masthead" {
                a class="brand" href=(home) {
                    img src=(assets::icon()) alt="" width="28" height="28";
                    span { (name) }
                }
                @if let Some(person) = &shell.person { (menu(person, &shell.others, words)) }
            }
            @if !shell.nav.is_empty() {
                nav class="nav" aria-label=(words.say("shell-nav")) {
                    ul {
                        @for item in &shell.nav {
                            li { a href=(item.href) aria-current=[item.is_current.then_some("page")] { (item.text) } }
                        }
                    }
                }
            }
        }
    }
}

fn menu(person: &Person, others: &[Space], words: Words) -> Markup {
    html! {
        details class="menu" {
            summary {
                span class="face" aria-hidden="true" { (initials(&person.name)) }
                span { (person.name) }
            }
            div class="sheet" {
                @for space in others { a href=(paths::space(&space.slug)) { (words.say_with("shell-to-space", &[("space", (&space.name).into())])) } }
                a href=(paths::ACCOUNT) { (words.say("shell-account")) }
                (sign_out(&person.csrf, words))
            }
        }
    }
}

/// Returns the button that signs somebody out.
pub(crate) fn sign_out(csrf: &str, words: Words) -> Markup {
    html! {
        form method="post" action=(paths::SIGN_OUT) {
            (draw::csrf(csrf))
            button type="submit" class="button" { (words.say("shell-sign-out")) }
        }
    }
}
