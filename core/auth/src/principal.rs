//! Who makes a request, as far as its credentials prove it.
//!
//! Rule: only this room makes a principal, and only from a row that is good at this moment. What cannot be read (a broken
//! cookie, an unknown token) is [`Principal::Anonymous`], never an error that a caller might step over.

use std::time::Duration;

use loadin_types::{
    Caller, Held, PersonId, PrincipalKind, SpaceId, Timestamp, TokenId,
    people::{ApiToken, Session},
};

/// How long a proof of who somebody is counts for the acts that need a fresh one.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Who makes a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Nobody who has signed in.
    Anonymous,
    /// A person, in a browser.
    Person(SignedIn),
    /// A program that holds a person's API token.
    Token(TokenHolder),
}

/// A person who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    person: PersonId,
    session: Session,
}

/// A program that holds a person's API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHolder {
    token: ApiToken,
}

/// The act needs a fresh proof of who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs your password again: confirm it in the browser, then repeat what you did within ten minutes")]
pub struct Reauthenticate;

impl Principal {
    /// Returns the person behind the request, directly or through a token.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Anonymous => None,
            Self::Person(signed_in) => Some(signed_in.person),
            Self::Token(holder) => Some(holder.owner()),
        }
    }

    /// Returns who calls a plugin's page that is open to everybody. Roles come with a grant only.
    #[must_use]
    pub fn caller_without_roles(&self, space: SpaceId) -> Caller {
        let kind = match self {
            Self::Anonymous => PrincipalKind::Anonymous,
            Self::Person(_) | Self::Token(_) => PrincipalKind::Person,
        };
        let id = self.person().map(|person| person.to_string()).unwrap_or_default();
        Caller { kind, id, space, roles: Vec::new(), held: Held::These(Vec::new()) }
    }

    /// Checks that the person has proved who they are within the last ten minutes, in this very session. A token never has.
    ///
    /// # Errors
    ///
    /// When the password must be confirmed first.
    pub fn require_fresh_proof(&self, now: Timestamp) -> Result<(), Reauthenticate> {
        match self {
            Self::Person(signed_in) if now.since(signed_in.session.proved) < FRESH => Ok(()),
            Self::Person(_) | Self::Token(_) | Self::Anonymous => Err(Reauthenticate),
        }
    }
}

impl SignedIn {
    /// Returns the person of a session; `None` for a session in which nobody has signed in.
    pub(crate) fn of(session: Session) -> Option<Self> {
        session.person.map(|person| Self { person, session })
    }

    /// Returns who.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Returns in which session.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }
}

impl TokenHolder {
    pub(crate) const fn new(token: ApiToken) -> Self {
        Self { token }
    }

    /// Returns whose rights the token can use.
    #[must_use]
    pub const fn owner(&self) -> PersonId {
        self.token.owner
    }

    /// Returns the token's id, for logs.
    #[must_use]
    pub const fn id(&self) -> TokenId {
        self.token.id
    }

    pub(crate) fn works_in(&self, space: SpaceId) -> bool {
        self.token.spaces.contains(&space)
    }

    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.token.scopes.iter().map(String::as_str)
    }
}
