//! What a plugin may put on the screen, as plain values that travel as JSON.
//!
//! A plugin says what is on a page ([`page`]); core decides how it looks. Rule: nothing in here carries markup, styles or
//! scripts, every link stays below the plugin's mount or is plainly an outside one ([`links`]), and unknown fields are
//! refused, so that a page means the same to its author and to the core that draws it.

pub mod links;
pub mod page;
