//! Passwords: what is accepted, how it is hashed, and the queue that keeps hashing from starving everybody else.
//!
//! Rule: a password is verified exactly as typed, and a sign-in to a name that does not exist costs the same work as one
//! that does. Nothing longer than [`MAX_CHARACTERS`] is ever hashed.

mod hashing;
mod queue;
mod rules;

pub use hashing::{Costs, HashError, Passwords, Pepper, Verdict};
pub use queue::{Busy, HashQueue, QueueError, Urgency};
pub use rules::{MAX_CHARACTERS, MIN_CHARACTERS, PasswordError, check_new_password};
