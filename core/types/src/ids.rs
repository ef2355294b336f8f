//! Ids: bare lower-case UUIDv7, one type for each kind of thing.
//!
//! Rule: a new id takes its time and its random bits from the caller, so that tests can fix both.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is a bare lower-case UUID of version 7, such as 0190a3f2-7c41-7e3b-9d5a-2f60c1b8e4d7")]
pub struct IdError;

/// Takes the one spelling that we write, so that two spellings never name one thing (caches, links, logs).
fn parse(text: &str) -> Result<Uuid, IdError> {
    let id = Uuid::try_parse(text).map_err(|_| IdError)?;
    let is_ours = id.get_version_num() == 7 && id.as_hyphenated().to_string() == text;
    is_ours.then_some(id).ok_or(IdError)
}

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

            /// Returns the id that was stored as these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// Returns the bytes to store.
            #[must_use]
            pub const fn bytes(&self) -> [u8; 16] {
                self.0.into_bytes()
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text).map(Self)
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
    /// One document of a plugin's collection.
    DocumentId
}
id! {
    /// One job, over all its attempts.
    JobId
}
id! {
    /// A human being with an account.
    PersonId
}
id! {
    /// One sign-in, in one browser.
    SessionId
}
id! {
    /// A collective, band, venue or crew: whatever owns data.
    SpaceId
}
id! {
    /// An API token, as it is listed and revoked.
    TokenId
}

#[cfg(test)]
mod tests {
    use super::{CallId, IdError, PersonId};

    #[test]
    fn ids_are_version_seven_and_sort_by_time() {
        let (early, late) = (CallId::from_parts(1, &[255; 10]), CallId::from_parts(2, &[0; 10]));
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(early.to_string().as_bytes()[14], b'7');
    }

    #[test]
    fn only_our_own_spelling_of_an_id_is_read() {
        let id = PersonId::from_parts(1_700_000_000_000, &[7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(PersonId::from_bytes(id.bytes()), id);
        for wrong in
            [id.to_string().to_uppercase(), id.to_string().replace('-', ""), format!("{{{id}}}"), String::new()]
        {
            assert_eq!(wrong.parse::<PersonId>(), Err(IdError), "{wrong}");
        }
        assert!("67e55044-10b1-426f-9247-bb680e5fe0c8".parse::<PersonId>().is_err(), "version 4 is not ours");
    }
}
