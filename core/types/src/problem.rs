//! The one list of problems: what can go wrong, by slug and title.
//!
//! Rule: every kind has a line in `docs/reference/problems.md`; statuses belong to the door that answers (HTTP in `api`,
//! exit codes in `server`), never here.

/// A kind of problem, as RFC 9457 means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The request is well-formed but its content is not valid.
    Invalid,
    /// The request is larger than allowed.
    TooLarge,
    /// Nobody is signed in, and this needs somebody who is.
    Unauthenticated,
    /// The act needs a fresh proof of who somebody is.
    Reauthenticate,
    /// The request may have been sent by a page that is not ours, or its form is too old.
    CrossSite,
    /// The request cannot be read: half a JSON, a broken form.
    Malformed,
    /// There is something here, but not for this method.
    MethodNotAllowed,
    /// The body is of a kind that is not taken here.
    UnsupportedMediaType,
    /// The request did not arrive in time.
    SlowRequest,
    /// The disk, or what may be stored, is full.
    StorageFull,
    /// The caller may not do this.
    Forbidden,
    /// No such thing, or none that the caller may know of.
    NotFound,
    /// Somebody else changed it first.
    Conflict,
    /// There is one already.
    Duplicate,
    /// A limit was reached.
    Limit,
    /// It took too long.
    Timeout,
    /// It was cancelled.
    Cancelled,
    /// Not available now.
    Unavailable,
    /// The plugin reports a fault of its own.
    PluginFailed,
    /// The plugin was stopped: its time was over.
    PluginTimeout,
    /// The plugin was stopped: it asked for too much memory.
    PluginMemory,
    /// The plugin crashed.
    PluginTrapped,
    /// The plugin's answer cannot be used.
    PluginBadReply,
    /// The plugin was stopped: it asked too much of the host.
    PluginLimit,
    /// The plugin cannot be installed: manifest or component break the contract.
    PackageRefused,
    /// A fault of the host.
    Internal,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 26] = [
        Self::Invalid,
        Self::TooLarge,
        Self::Unauthenticated,
        Self::Reauthenticate,
        Self::CrossSite,
        Self::Malformed,
        Self::MethodNotAllowed,
        Self::UnsupportedMediaType,
        Self::SlowRequest,
        Self::StorageFull,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::Duplicate,
        Self::Limit,
        Self::Timeout,
        Self::Cancelled,
        Self::Unavailable,
        Self::PluginFailed,
        Self::PluginTimeout,
        Self::PluginMemory,
        Self::PluginTrapped,
        Self::PluginBadReply,
        Self::PluginLimit,
        Self::PackageRefused,
        Self::Internal,
    ];

    /// Returns the slug, as it ends the problem's `type`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::TooLarge => "too-large",
            Self::Unauthenticated => "unauthenticated",
            Self::Reauthenticate => "reauthenticate",
            Self::CrossSite => "cross-site",
            Self::Malformed => "malformed",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::SlowRequest => "slow-request",
            Self::StorageFull => "storage-full",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Duplicate => "duplicate",
            Self::Limit => "limit",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::Unavailable => "unavailable",
            Self::PluginFailed => "plugin-failed",
            Self::PluginTimeout => "plugin-timeout",
            Self::PluginMemory => "plugin-memory",
            Self::PluginTrapped => "plugin-trapped",
            Self::PluginBadReply => "plugin-bad-reply",
            Self::PluginLimit => "plugin-limit",
            Self::PackageRefused => "package-refused",
            Self::Internal => "internal",
        }
    }

    /// Returns the title, the same for every occurrence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invalid => "Something in the request is not valid",
            Self::TooLarge => "The request is too large",
            Self::Unauthenticated => "Sign in first",
            Self::Reauthenticate => "Confirm your password first",
            Self::CrossSite => "This did not come from our own page",
            Self::Malformed => "The request cannot be read",
            Self::MethodNotAllowed => "This cannot be done here",
            Self::UnsupportedMediaType => "The content type does not fit",
            Self::SlowRequest => "The request came too slowly",
            Self::StorageFull => "There is no room left",
            Self::Forbidden => "You may not do this",
            Self::NotFound => "There is nothing here",
            Self::Conflict => "Somebody changed it first",
            Self::Duplicate => "There is one already",
            Self::Limit => "A limit was reached",
            Self::Timeout => "It took too long",
            Self::Cancelled => "It was cancelled",
            Self::Unavailable => "Not available right now",
            Self::PluginFailed => "The plugin reports a fault",
            Self::PluginTimeout => "The plugin took too long and was stopped",
            Self::PluginMemory => "The plugin asked for too much memory and was stopped",
            Self::PluginTrapped => "The plugin crashed",
            Self::PluginBadReply => "The plugin gave an answer that cannot be used",
            Self::PluginLimit => "The plugin asked too much of the host and was stopped",
            Self::PackageRefused => "The plugin cannot be used here",
            Self::Internal => "Something failed on our side",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ProblemKind;

    #[test]
    fn every_problem_has_its_own_slug_and_title() {
        let slugs: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.slug()).collect();
        let titles: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.title()).collect();
        assert_eq!((slugs.len(), titles.len()), (ProblemKind::ALL.len(), ProblemKind::ALL.len()));
    }
}
