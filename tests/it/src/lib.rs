//! What the stories and the benchmarks share: the day-level benchmark files and a checker of tours.
//!
//! Rule: nothing here knows the engine. The checker reads the benchmark file's own words, so that a mistake in the
//! engine's idea of a feasible tour, or of money, cannot hide in it.

pub mod tourday;
