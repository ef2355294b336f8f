//! The screen: values in, HTML out.
//!
//! [`render`] and [`render_html`] draw a plugin's page inside the [`Shell`]; [`pages`] holds core's own pages; [`assets`] and [`headers`] are what
//! has to be served with them. Rules: nothing here reads, stores or fetches; every text is escaped by the template; no page
//! carries a `style=` attribute, an inline handler or an inline script; every page is useful without the script
//! (`core/web/script`), which sends forms without leaving the page, watches running jobs and renews what says that it changes.

pub mod assets;
mod chart;
mod document;
mod draw;
pub mod headers;
mod kit;
mod map;
pub mod pages;
pub mod paths;
mod shell;
mod style;
mod words;

pub use loadin_words::{Distance, Locale};

pub use self::{
    draw::{html_mount, render, render_html},
    kit::kit,
    map::attribution,
    shell::{Current, NavGroup, NavItem, Person, PluginFrame, Shell, Space},
    style::{CSS_HASH, css},
    words::{Words, catalogue, words},
};
