//! What would break without a stop.
//!
//! Rule: documents written before this was a value have a sentence in its place; they are read without it.

use serde::{Deserialize, Deserializer, Serialize};

/// The rule that a tour would break without a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Needed {
    /// The stretch around it would be too long.
    Gap {
        /// The show before it.
        from: String,
        /// The show after it.
        to: String,
        /// Days from the one to the other.
        days: u32,
        /// The most allowed.
        limit_days: u32,
    },
    /// The drive around it would be too long.
    Drive {
        /// The show before it; `None` = where the tour starts.
        from: Option<String>,
        /// The show after it; `None` = where the tour ends.
        to: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Value(Needed),
    #[expect(dead_code, reason = "a sentence in one language, which cannot be said in another")]
    Sentence(String),
}

/// Reads what is a value and passes over what was a sentence.
pub(super) fn or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Needed>, D::Error> {
    let written = Option::<Written>::deserialize(deserializer)?;
    Ok(match written {
        Some(Written::Value(needed)) => Some(needed),
        Some(Written::Sentence(_)) | None => None,
    })
}
