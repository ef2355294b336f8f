//! The plugin against a host in memory: what it plans, what it refuses and with which words, how it shows a plan.
//!
//! Rule: a refusal is tested with its exact sentence, because the sentence is what people get.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod asking;
mod bad_files;
mod bad_requests;
mod band;
mod forms;
mod manifest;
mod meddling;
mod other_language;
mod planning;
mod plans;
mod solving;
mod venue_lists;
mod vermont;
mod views;
mod words;
