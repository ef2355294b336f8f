//! What `clean` lets through and what it does not.
//!
//! Rule: every probe says what must come out, to the byte; the trees are compared with those of html5ever.

mod allowed;
mod author;
mod browser;

mod probes;
mod reference;
mod trees;
