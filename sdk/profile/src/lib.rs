//! What a plugin may put on the screen, as plain values that travel as JSON.
//!
//! A plugin says what is on a page ([`page`]); core decides how it looks. Where words and structure of its own are wanted,
//! a plugin sends HTML of a strict profile ([`html`]), which is read, judged and written anew before anybody sees it.
//! Rule: nothing in here carries styles or scripts, every link stays below the plugin's mount or is plainly an outside one
//! ([`links`]), and what is unknown is refused or reported, so that a page means the same to its author and to the core
//! that draws it.

pub mod html;
pub mod links;
pub mod page;
