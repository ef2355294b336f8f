//! Ids: bare lower-case UUIDv7, one type for each kind of thing.
//!
//! Rule: a new id takes its time and its random bits from the caller, so that tests can fix both.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Returns the id made of a time in milliseconds since 1970 and ten random bytes (RFC 9562, version 7).
            #[must_use]
            pub fn from_parts(unix_ms: u64, random: &[u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }
    };
}

id! {
    /// One call of a plugin, as it stands in the logs.
    CallId
}
id! {
    /// One job, over all its attempts.
    JobId
}
id! {
    /// A collective, band, venue or crew: whatever owns data.
    SpaceId
}

#[cfg(test)]
mod tests {
    use super::CallId;

    #[test]
    fn ids_are_version_seven_and_sort_by_time() {
        let (early, late) = (CallId::from_parts(1, &[255; 10]), CallId::from_parts(2, &[0; 10]));
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(early.to_string().as_bytes()[14], b'7');
    }
}
