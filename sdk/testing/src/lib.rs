//! Runs a plugin natively against a host in memory.
//!
//! Rule: whatever the real host refuses, this one refuses with the same variant, so that a plugin that passes here does
//! not fail on its first real call.

mod documents;
mod host;
mod marks;
mod migrating;
mod page_html;

pub use host::{LogLine, StartedJob, TestHost};
pub use marks::untranslated;
pub use page_html::{assert_clean, check_html, check_page};
