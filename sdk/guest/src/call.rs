//! The circumstances of a call. Informative: the host decides what is allowed.

/// What kind of caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrincipalKind {
    /// Nobody who has signed in.
    Anonymous,
    /// The holder of a link.
    Link,
    /// A member of the space.
    Person,
    /// A plugin acting for itself.
    Service,
    /// The host or the operator's command line.
    #[default]
    System,
}

/// The caller as the host knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Principal {
    /// What kind of caller.
    pub kind: PrincipalKind,
    /// The caller's id; empty for anonymous callers.
    pub id: String,
    /// The id of the space that is acted in.
    pub space: String,
    /// Roles in that space.
    pub roles: Vec<String>,
    /// Which of the plugin's own permissions the caller has there.
    pub permissions: Vec<String>,
}

impl Principal {
    /// Returns true when the caller has one of the plugin's permissions, such as `plans:write`: for what to show. Whether
    /// something is allowed the host decides anew when it is done.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.iter().any(|held| held == permission)
    }
}

/// Given to every handler.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The call's id, as it stands in the logs.
    pub id: String,
    /// W3C trace context.
    pub traceparent: String,
    /// Who calls.
    pub caller: Principal,
    /// Ids of the plugins that called on the way, the nearest last.
    pub via: Vec<String>,
    /// What a link opens.
    pub object: Option<String>,
    /// BCP 47 tag of the language to answer in.
    pub locale: String,
    /// IANA time zone of the caller.
    pub zone: String,
    /// Milliseconds left of the time allowed when the call began.
    pub deadline_ms: u32,
}
