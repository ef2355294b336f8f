//! A plugin's page of HTML: what the profile left of it, with core's pieces drawn into it.
//!
//! Rule: only what came out of `loadin_profile::html::clean` with [`html_mount`] is sent as it is, inside an element that
//! nothing in it can leave (`.plugin-html` in the stylesheet); its ids begin otherwise than those of pieces and of core.

use loadin_profile::{
    html::{Cleaned, Mount, Segment},
    page::Page,
};
use maud::{Markup, PreEscaped, html};

use super::{ErrorLink, Pen, framed};
use crate::shell::{PluginFrame, Shell};

/// What stands before every id of a plugin's HTML.
const ID_PREFIX: &str = "h-";

/// The level of the heading above the HTML: the page's title.
const TITLE_LEVEL: u8 = 1;

/// Returns where a plugin's HTML will stand, for [`loadin_profile::html::clean`].
#[must_use]
pub fn html_mount(plugin: &PluginFrame) -> Mount<'_> {
    Mount { base: &plugin.base, id_prefix: ID_PREFIX, csrf: Some(&plugin.csrf), heading_offset: TITLE_LEVEL }
}

/// Draws a plugin's page whose body is `body`, which is what [`loadin_profile::html::clean`] left of the page's HTML.
#[must_use]
pub fn render_html(page: &Page, body: &Cleaned, shell: &Shell, plugin: &PluginFrame) -> String {
    let pen = Pen::new(plugin, shell.words);
    framed(page, pen.html(page, body), shell, pen)
}

/// Returns what is wrong with the forms of the HTML, each a link to its field.
pub(super) fn mistakes(page: &Page) -> impl Iterator<Item = ErrorLink> {
    page.errors.iter().map(|mistake| ErrorLink {
        id: mistake.field.as_ref().map_or_else(|| "main".to_owned(), |field| format!("{ID_PREFIX}{field}")),
        text: mistake.text.clone(),
    })
}

impl Pen<'_> {
    fn html(self, page: &Page, body: &Cleaned) -> Markup {
        html! {
            div class="plugin-html" {
                @for segment in body.segments() {
                    @match segment {
                        Segment::Html(html) => { (PreEscaped(html)) }
                        Segment::Piece { name, heading_level } => {
                            @if let Some(piece) = page.data.get(name) { (self.at(heading_level).piece(piece)) }
                        }
                    }
                }
            }
        }
    }

    /// Returns a pen for pieces whose headings have this level.
    fn at(self, level: u8) -> Self {
        Pen { level, ..self }
    }
}
