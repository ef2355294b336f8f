//! The pages of the gallery, judged: sound markup, budgets and contrast, escaping, and how they looked before.

#![expect(clippy::unwrap_used, reason = "a test stops where it learns nothing more")]

mod budgets;
mod escaping;
mod everywhere;
mod golden;
mod markup;
mod reading;
#[path = "../../examples/gallery/samples.rs"]
mod samples;
