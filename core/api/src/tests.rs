//! What holds for every request and every answer, through the whole router.

mod arrivals;
mod headers;
mod intent;
mod matrix;
mod problems;
mod serving;
mod sessions;
mod unruly;
