//! What a plugin's calls may use.
//!
//! A manifest can only lower what the host allows: the effective limit is the lower of both, taken in `core/host`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error as _};

/// Limits by what is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// For a request.
    #[serde(default)]
    pub request: CallLimits,
    /// For one attempt at a job.
    #[serde(default)]
    pub job: CallLimits,
}

/// Limits of one call; what is not said is the host's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallLimits {
    /// Wall-clock time, such as `"2s"` or `"15m"`.
    #[serde(default, deserialize_with = "duration")]
    pub wall: Option<Duration>,
    /// Linear memory in bytes, such as `"64MiB"`.
    #[serde(default, deserialize_with = "bytes")]
    pub memory: Option<u64>,
    /// Size of the request or the job's input, in bytes.
    #[serde(default, deserialize_with = "bytes")]
    pub body: Option<u64>,
    /// Size of the answer, in bytes.
    #[serde(default, deserialize_with = "bytes")]
    pub reply: Option<u64>,
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let said = humantime::parse_duration(&text)
        .map_err(|_| D::Error::custom(format!("`{text}` is not a duration: write \"2s\", \"500ms\" or \"15m\"")))?;
    if said.is_zero() {
        return Err(D::Error::custom("a limit of no time at all stops every call: leave the line out for the default"));
    }
    Ok(Some(said))
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse::<bytesize::ByteSize>()
        .map(|size| Some(size.as_u64()))
        .map_err(|_| D::Error::custom(format!("`{text}` is not a size: write \"64MiB\", \"512KiB\" or \"2GiB\"")))
}
