//! People, the spaces they share, and what they sign in with, as they leave storage.
//!
//! Rule: nothing here can be turned back into a secret. Tokens exist as SHA-256 digests, passwords as argon2 strings that
//! `Debug` does not print; neither has a `Serialize`, so no view can leak one by mistake.

use std::{fmt, str::FromStr};

use crate::{PersonId, SessionId, SpaceId, Timestamp, TokenId};

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub id: PersonId,
    /// The name they sign in with, as they wrote it.
    pub login: String,
    /// The name others see.
    pub display_name: String,
    /// When the account was made.
    pub created: Timestamp,
    /// Since when they may not sign in, if so.
    pub disabled: Option<Timestamp>,
}

/// What a person likes to have; what is `None` is left to their browser and their language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language, as a tag such as `de`.
    pub language: Option<String>,
    /// How they count distances.
    pub distances: Option<Distances>,
    /// Where their clock stands: the name of a time zone, such as `Europe/Berlin`.
    pub zone: Option<String>,
}

/// How somebody counts distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Distances {
    /// In kilometres.
    Kilometres,
    /// In miles.
    Miles,
}

impl Distances {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Kilometres, Self::Miles];

    /// Returns the unit, as it is stored and stands in forms.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Kilometres => "km",
            Self::Miles => "mi",
        }
    }

    /// Returns the way that counts in a unit.
    #[must_use]
    pub fn of_unit(unit: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.unit() == unit)
    }
}

/// A sign-in name: as written, and folded so that look-alikes are one.
///
/// `core/auth` folds (case, width, marks); storage compares the folded form only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginName {
    /// As the person wrote it.
    pub shown: String,
    /// What is compared.
    pub folded: String,
}

/// The stored form of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    /// The argon2 string (PHC format), with its own salt and costs.
    pub phc: String,
    /// Which pepper went into it; hashes under an old pepper are made anew at sign-in.
    pub pepper_id: String,
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordHash {{ pepper_id: {:?}, .. }}", self.pepper_id)
    }
}

/// The SHA-256 of a token; the token itself is shown once and kept nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// What kind of group shares a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpaceKind {
    /// People who run things together.
    Collective,
    /// A band.
    Band,
    /// A place with a door.
    Venue,
    /// People who work for others' shows.
    Crew,
}

impl SpaceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Collective, Self::Band, Self::Venue, Self::Crew];

    /// Returns the name, as it is stored and stands in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collective => "collective",
            Self::Band => "band",
            Self::Venue => "venue",
            Self::Crew => "crew",
        }
    }
}

impl FromStr for SpaceKind {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| NameError::Kind(text.to_owned()))
    }
}

/// A space: whatever owns data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// The space's id.
    pub id: SpaceId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// What kind of group shares it.
    pub kind: SpaceKind,
    /// When it was made.
    pub created: Timestamp,
}

/// A space's name in URLs: 2 to 40 lower-case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Returns the slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        // URLs accept an id in a slug's place: ids begin with a digit (until the year 6429), slugs with a letter.
        let fits = (2..=40).contains(&text.len()) && is_word(text);
        fits.then(|| Self(text.to_owned())).ok_or_else(|| NameError::Slug(text.to_owned()))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a role; what it allows is the policy's matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Role(String);

impl Role {
    /// The role that every space needs at least one of.
    pub const OWNER: &str = "owner";
    /// The role on the instance that administers it.
    pub const OPERATOR: &str = "operator";

    /// Returns the owner's role.
    #[must_use]
    pub fn owner() -> Self {
        Self(Self::OWNER.to_owned())
    }

    /// Returns the operator's role on the instance.
    #[must_use]
    pub fn operator() -> Self {
        Self(Self::OPERATOR.to_owned())
    }

    /// Returns the role as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Role {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = (2..=32).contains(&text.len()) && is_word(text);
        fits.then(|| Self(text.to_owned())).ok_or_else(|| NameError::Role(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is lower-case letters and digits, in words parted by single hyphens, starting with a letter.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Why a text is not a name of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Not a slug.
    #[error("`{0}` cannot stand in a URL: write 2 to 40 lower-case letters, digits and single hyphens, a letter first")]
    Slug(String),
    /// Not a role's name.
    #[error("`{0}` is not a role: write 2 to 32 lower-case letters, digits and single hyphens, a letter first")]
    Role(String),
    /// Not a kind of space.
    #[error("`{0}` is not a kind of space: write collective, band, venue or crew")]
    Kind(String),
}

/// A person's place in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Which space.
    pub space: SpaceId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Goes up with each change; an edit carries the one it saw.
    pub version: u64,
    /// Since when.
    pub created: Timestamp,
}

/// A sign-in, in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session's id, for lists and logs.
    pub id: SessionId,
    /// Who signed in; nobody before that (the sign-in form needs a session for its token).
    pub person: Option<PersonId>,
    /// Random bytes that form tokens are bound to; they change when the session's id does.
    pub csrf_id: [u8; 16],
    /// When it began.
    pub created: Timestamp,
    /// When the person last proved who they are in it.
    pub proved: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// When it ends unless it is used.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends: Timestamp,
    /// The browser, in a few words, for the list of devices.
    pub user_agent: String,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The token's id, for lists and logs.
    pub id: TokenId,
    /// Whose rights it can use.
    pub owner: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// The spaces it works in.
    pub spaces: Vec<SpaceId>,
    /// The permissions it was given; what it may do is what these and its owner's rights share, at each use.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was revoked, if so.
    pub revoked: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::{PasswordHash, Role, Slug, SpaceKind, TokenHash};

    #[test]
    fn slugs_and_roles_are_plain_words_and_never_ids() {
        for good in ["the-foundry", "k9", "a1-b2"] {
            assert_eq!(good.parse::<Slug>().unwrap().as_str(), good);
        }
        let id = crate::SpaceId::from_parts(1_800_000_000_000, &[3; 10]).to_string();
        for wrong in ["", "a", "The-Foundry", "-a", "a-", "a--b", "ä-b", "9a", id.as_str(), &"a".repeat(41)] {
            assert!(wrong.parse::<Slug>().is_err(), "{wrong}");
        }
        assert!("lights".parse::<Role>().is_ok() && "Owner".parse::<Role>().is_err());
        assert_eq!("band".parse(), Ok(SpaceKind::Band));
    }

    #[test]
    fn a_log_line_shows_no_secret() {
        let hash = PasswordHash { phc: "$argon2id$secret".to_owned(), pepper_id: "p1".to_owned() };
        assert!(!format!("{hash:?}{:?}", TokenHash([115; 32])).contains("115"));
        assert!(!format!("{hash:?}").contains("secret"));
    }
}
