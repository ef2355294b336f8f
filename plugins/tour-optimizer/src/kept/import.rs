//! One import of a venue list.

use loadin_domain::Currency;
use serde::{Deserialize, Serialize};

/// An import: which file, how it was counted, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportDocument {
    /// The name of the file, as the browser gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub file_name: Option<String>,
    /// The currency of amounts whose row names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Rows in the file.
    pub rows: usize,
    /// Rows that became venues.
    pub used: usize,
    /// Venues that were new.
    pub added: usize,
    /// Venues that were there and were changed.
    pub updated: usize,
    /// Venues that were there just so.
    pub unchanged: usize,
    /// Venues that were taken away, because the list was replaced.
    pub removed: usize,
    /// Rows that were left out.
    pub left_out: usize,
}
