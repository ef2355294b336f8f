//! One call of a plugin: who calls, what is asked, what comes back, how it fails.
//!
//! Rule: what a plugin *answers* ([`PluginError`]) and what the host *did to it* ([`Fault`]) stay apart. A plugin cannot
//! claim that it was stopped, and a fault never carries a plugin's words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{CallId, PluginId, ProblemKind, SpaceId};

/// Who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    System,
}

/// The caller as the host knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// What kind of caller.
    pub kind: PrincipalKind,
    /// The caller's id; empty for anonymous callers.
    pub id: String,
    /// The space that is acted in.
    pub space: SpaceId,
    /// Roles in that space.
    pub roles: Vec<String>,
    /// Which of the called plugin's permissions the caller has there.
    pub held: Held,
}

/// Which of a plugin's permissions somebody has, as `core/auth` found them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// All: the host itself, or the operator at the command line.
    All,
    /// Those of these names (`plans:read`), without the plugin's id.
    These(Vec<String>),
}

impl Caller {
    /// Returns true when the caller has a permission of the called plugin; everybody has `public`.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        permission == "public"
            || match &self.held {
                Held::All => true,
                Held::These(names) => names.iter().any(|name| name == permission),
            }
    }
}

/// The circumstances of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The call's id.
    pub id: CallId,
    /// W3C trace context; empty when nobody traces.
    pub traceparent: String,
    /// Who calls.
    pub caller: Caller,
    /// The plugins that called on the way, the nearest last.
    pub via: Vec<PluginId>,
    /// What a link opens.
    pub object: Option<String>,
    /// BCP 47 tag of the language to answer in; with `-u-ms-…` where the caller chose how distances are counted.
    pub locale: String,
    /// IANA time zone of the caller.
    pub zone: String,
}

/// A header; the name is lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Lower-case name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// What a request or a reply carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Text in UTF-8.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
    /// A form that somebody filled in: requests only.
    Form(Form),
}

/// A form that somebody filled in, read by the core (which has checked and taken out its own token).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Names and values, in the order of the form; a name may come several times.
    pub fields: Vec<(String, String)>,
    /// Files; a file input that was left empty is none.
    pub uploads: Vec<Upload>,
}

/// A file in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of the input.
    pub field: String,
    /// The name of the file, as the browser gives it.
    pub name: String,
    /// The media type, as the browser gives it.
    pub mime: String,
    /// What is in it.
    pub content: Vec<u8>,
}

impl Form {
    /// Returns the size in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        let fields = self.fields.iter().map(|(name, value)| name.len() + value.len());
        let uploads = self
            .uploads
            .iter()
            .map(|upload| upload.field.len() + upload.name.len() + upload.mime.len() + upload.content.len());
        fields.chain(uploads).sum()
    }

    /// Returns true when there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.uploads.is_empty()
    }
}

impl Body {
    /// Returns the size in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Form(form) => form.len(),
        }
    }

    /// Returns true when there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A request below a plugin's mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Upper-case method.
    pub method: String,
    /// Path below the mount, starting with `/`.
    pub path: String,
    /// Query without the `?`.
    pub query: String,
    /// Headers that the plugin may see.
    pub headers: Vec<Header>,
    /// Body.
    pub body: Body,
}

/// A file that a plugin answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReply {
    /// Name to save it under.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Content.
    pub content: Body,
}

/// A plugin's answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// JSON text.
    Json(String),
    /// Plain text.
    Text(String),
    /// A new object: its path below the mount, and its JSON.
    Created {
        /// Path below the mount.
        path: String,
        /// JSON text.
        json: String,
    },
    /// A job was started: the path below the mount where its outcome will be, and JSON about it.
    Accepted {
        /// Path below the mount.
        path: String,
        /// JSON text.
        json: String,
    },
    /// A page: JSON text of a `Page` of `sdk/profile`.
    Page(String),
    /// The page again that a form was sent from, with what is wrong in it; JSON text as in [`Reply::Page`].
    InvalidPage(String),
    /// Done, with nothing to say.
    Done,
    /// Look at this path below the mount instead.
    Redirect(String),
    /// A file.
    File(FileReply),
}

/// What a plugin, or a host function, answers when it will not or cannot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PluginError {
    /// The caller may not do that.
    #[error("not allowed: {0}")]
    Denied(String),
    /// No such object.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it; carries the current version.
    #[error("changed meanwhile; the current version is {0}")]
    Conflict(u64),
    /// A unique constraint refused it.
    #[error("there is one already: {0}")]
    Duplicate(String),
    /// Well-formed but invalid: a JSON object with `detail` and `errors`.
    #[error("invalid: {0}")]
    Invalid(String),
    /// A limit was reached.
    #[error("limit reached: {0}")]
    Limit(String),
    /// The time allowed is over.
    #[error("out of time")]
    Timeout,
    /// The caller gave up.
    #[error("cancelled")]
    Cancelled,
    /// Try later.
    #[error("not available now: {0}")]
    Unavailable(String),
    /// A fault inside.
    #[error("internal: {0}")]
    Internal(String),
}

impl PluginError {
    /// Returns the problem that this is for whoever called.
    #[must_use]
    pub const fn problem(&self) -> ProblemKind {
        match self {
            Self::Denied(_) => ProblemKind::Forbidden,
            Self::NotFound => ProblemKind::NotFound,
            Self::Conflict(_) => ProblemKind::Conflict,
            Self::Duplicate(_) => ProblemKind::Duplicate,
            Self::Invalid(_) => ProblemKind::Invalid,
            Self::Limit(_) => ProblemKind::Limit,
            Self::Timeout => ProblemKind::Timeout,
            Self::Cancelled => ProblemKind::Cancelled,
            Self::Unavailable(_) => ProblemKind::Unavailable,
            Self::Internal(_) => ProblemKind::PluginFailed,
        }
    }
}

/// What the host did to a plugin that misbehaved. The host, the other plugins and the data are whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It ran longer than it may.
    #[error("stopped after {} ms: the time allowed is over", .0.as_millis())]
    TimedOut(Duration),
    /// It asked for more memory than it may have, and did not survive the refusal.
    #[error("stopped: it asked for more than its {limit} bytes of memory")]
    OutOfMemory {
        /// What it may have.
        limit: u64,
    },
    /// It trapped: a panic, a bad memory access, an endless recursion.
    #[error("it crashed: {0}")]
    Trapped(String),
    /// Its answer breaks the contract.
    #[error("its answer cannot be used: {0}")]
    BadReply(String),
    /// It used up a limit on what it may ask of the host.
    #[error("stopped: it reached its limit of {0}")]
    OverLimit(String),
}

impl Fault {
    /// Returns the problem that this is for whoever called.
    #[must_use]
    pub const fn problem(&self) -> ProblemKind {
        match self {
            Self::TimedOut(_) => ProblemKind::PluginTimeout,
            Self::OutOfMemory { .. } => ProblemKind::PluginMemory,
            Self::Trapped(_) => ProblemKind::PluginTrapped,
            Self::BadReply(_) => ProblemKind::PluginBadReply,
            Self::OverLimit(_) => ProblemKind::PluginLimit,
        }
    }
}

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallError {
    /// No plugin of that id is loaded, or it does not export the handler.
    #[error("{plugin} {reason}")]
    NoHandler {
        /// Which plugin.
        plugin: PluginId,
        /// Not installed, or without that handler.
        reason: String,
    },
    /// The plugin said no.
    #[error(transparent)]
    Answered(#[from] PluginError),
    /// The plugin was stopped, or crashed.
    #[error("{plugin}: {fault}")]
    Fault {
        /// Which plugin.
        plugin: PluginId,
        /// What happened.
        fault: Fault,
    },
    /// The request is larger than the plugin takes.
    #[error("the request has {size} bytes; {plugin} takes at most {limit}")]
    TooLarge {
        /// Which plugin.
        plugin: PluginId,
        /// Size in bytes.
        size: u64,
        /// Limit in bytes.
        limit: u64,
    },
    /// Too many calls at once.
    #[error("{plugin} is busy; try again")]
    Busy {
        /// Which plugin.
        plugin: PluginId,
    },
    /// The host itself failed.
    #[error("the plugin host failed: {0}")]
    Host(String),
}

impl CallError {
    /// Returns the problem that this is for whoever called.
    #[must_use]
    pub const fn problem(&self) -> ProblemKind {
        match self {
            Self::NoHandler { .. } => ProblemKind::NotFound,
            Self::Answered(error) => error.problem(),
            Self::Fault { fault, .. } => fault.problem(),
            Self::TooLarge { .. } => ProblemKind::TooLarge,
            Self::Busy { .. } => ProblemKind::Unavailable,
            Self::Host(_) => ProblemKind::Internal,
        }
    }
}
