//! What a plugin may ask of a collection and keep in it, as plain values: the tree of a filter, sorting, groups, documents
//! and their schema, and an answer to all of it in memory.
//!
//! Rule: this crate says what a question means. Storage compiles the checked question to SQL, and `sdk/testing` answers
//! it from [`memory`]; both check it here first, so they refuse the same things in the same words. No I/O, no clock.

pub mod aggregate;
mod buckets;
mod check;
mod definition;
pub mod document;
pub mod earth;
mod filter;
pub mod memory;
mod order;
mod schema;
mod value;
pub mod words;

pub use check::{Compare, Condition, Leaf, Test};
pub use definition::{Definition, Shape};
pub use document::Mistake;
pub use filter::{Filter, Op};
pub use order::{By, Key, Order, Place};
pub use schema::Schema;
pub use value::{Scalar, prefix_end};

/// How many documents a page has at most, and how many may be fetched by id at once.
pub const MOST_DOCUMENTS: u32 = 200;
