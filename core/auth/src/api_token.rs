//! API tokens: made by a person for a program, shown once, worth at most what that person may do at the moment of use.
//!
//! Rule: the owner comes from the session, never from the request; a token names its spaces and its permissions, and what
//! it may do is decided anew each time, so it weakens with its owner at once.

use std::time::Duration;

use loadin_types::{PersonId, SpaceId, Timestamp, TokenId, ports::Entropy};

use loadin_storage::tokens::NewToken;

use crate::{
    permission::{CorePermission, Level, Permission},
    random_token::{RandomToken, new_api_token},
    secret::Secret,
    snapshot::Snapshot,
};

/// Days that a token is good unless its owner says otherwise.
pub const DEFAULT_DAYS: u32 = 90;

/// Days that a token is good at most.
pub const MAX_DAYS: u32 = 366;

/// Tokens that a person has at most.
pub const MAX_TOKENS: usize = 100;

const NAME_CHARACTERS: usize = 64;
const MAX_SPACES: usize = 50;
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// What somebody wants a token for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenWish {
    /// What to call it.
    pub name: String,
    /// Where it is to work.
    pub spaces: Vec<SpaceId>,
    /// The permissions it is to have, by name.
    pub scopes: Vec<String>,
    /// For how many days; [`DEFAULT_DAYS`] when absent.
    pub days: Option<u32>,
}

/// Why there is no such token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The name.
    #[error("a token's name has 1 to {NAME_CHARACTERS} characters: say which program it is for")]
    Name,
    /// The spaces.
    #[error("a token names 1 to {MAX_SPACES} spaces")]
    Spaces,
    /// A space that its owner does not belong to, or only as somebody who makes no tokens.
    #[error("there is no space {0}, or you may not make tokens for it")]
    Stranger(SpaceId),
    /// No scope.
    #[error("a token names at least one permission, such as plugins:call")]
    NoScope,
    /// A scope that no permission has.
    #[error("there is no permission `{0}` in a space: write whole names, such as plugins:call")]
    UnknownScope(String),
    /// A scope that no token may have.
    #[error("no token can have the permission {0}: whoever holds it could make itself stronger")]
    ForbiddenScope(CorePermission),
    /// The days.
    #[error("a token is good for 1 to {MAX_DAYS} days, not {0}")]
    Days(u32),
}

/// Makes a token for `owner`, who may make tokens for the spaces `allowed`.
///
/// # Errors
///
/// When the wish is not one that a token can fulfil.
pub(crate) fn make_api_token(
    wish: &TokenWish,
    owner: PersonId,
    allowed: &[SpaceId],
    snapshot: &Snapshot,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<(NewToken, Secret), TokenError> {
    let name = wish.name.trim();
    if name.is_empty() || name.chars().nth(NAME_CHARACTERS).is_some() || name.chars().any(char::is_control) {
        return Err(TokenError::Name);
    }
    let spaces = without_doubles(&wish.spaces);
    if spaces.is_empty() || spaces.len() > MAX_SPACES {
        return Err(TokenError::Spaces);
    }
    if let Some(stranger) = spaces.iter().find(|space| !allowed.contains(space)) {
        return Err(TokenError::Stranger(*stranger));
    }
    let scopes = without_doubles(&wish.scopes);
    if scopes.is_empty() {
        return Err(TokenError::NoScope);
    }
    scopes.iter().try_for_each(|scope| refuse_scope(scope, snapshot))?;
    let days = wish.days.unwrap_or(DEFAULT_DAYS);
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(TokenError::Days(days));
    }
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let RandomToken { token, hash } = new_api_token(entropy);
    let row = NewToken {
        id: TokenId::from_parts(now.millis(), &random),
        token: hash,
        owner,
        name: name.to_owned(),
        spaces,
        scopes,
        expires: now.after(DAY * days),
    };
    Ok((row, token))
}

fn refuse_scope(scope: &str, snapshot: &Snapshot) -> Result<(), TokenError> {
    let unknown = || TokenError::UnknownScope(scope.chars().take(NAME_CHARACTERS).collect());
    let permission = snapshot.permission(scope).ok_or_else(unknown)?;
    match permission.level() {
        Level::Space => {}
        Level::Instance => return Err(unknown()),
    }
    match permission {
        Permission::Core(core @ (CorePermission::ManageTokens | CorePermission::ChangeMembers)) => {
            Err(TokenError::ForbiddenScope(*core))
        }
        Permission::Core(
            CorePermission::ViewSpace
            | CorePermission::ListMembers
            | CorePermission::InviteMembers
            | CorePermission::ViewAdministration
            | CorePermission::ChangeSettings
            | CorePermission::CallPlugins
            | CorePermission::ViewInstance
            | CorePermission::ChangeInstance
            | CorePermission::ManagePlugins
            | CorePermission::ManagePeople,
        )
        | Permission::Plugin(_) => Ok(()),
    }
}

fn without_doubles<T: Clone + Ord>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_storage::tokens::NewToken;
    use loadin_types::{PersonId, SpaceId, Timestamp};

    use super::{TokenError, TokenWish, make_api_token};
    use crate::{
        permission::CorePermission,
        random_token::read_api_token,
        secret::Secret,
        testing::{Counting, snapshot},
    };

    const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn space(number: u8) -> SpaceId {
        SpaceId::from_parts(1, &[number; 10])
    }

    fn wish() -> TokenWish {
        TokenWish {
            name: " calendar sync ".into(),
            spaces: vec![space(2), space(1), space(2)],
            scopes: vec!["plugins:call".into(), "space:view".into(), "plugins:call".into()],
            days: None,
        }
    }

    fn make(wish: &TokenWish) -> Result<(NewToken, Secret), TokenError> {
        let owner = PersonId::from_parts(1, &[1; 10]);
        make_api_token(wish, owner, &[space(1), space(2)], &snapshot(), &Counting::default(), START)
    }

    #[test]
    fn sec_14_a_token_is_named_bounded_and_kept_as_a_digest() {
        let (token, secret) = make(&wish()).unwrap();
        assert_eq!((token.name.as_str(), token.spaces.len(), token.scopes.len()), ("calendar sync", 2, 2));
        assert_eq!(read_api_token(secret.expose()), Some(token.token));
        assert!(!format!("{token:?}{secret:?}").contains(secret.expose()));
        assert_eq!(token.expires, START.after(Duration::from_secs(90 * 86_400)));
    }

    #[test]
    fn sec_14_wishes_that_no_token_can_fulfil_are_refused() {
        let stranger = TokenError::Stranger(space(3));
        let scope = |name: &str| TokenWish { scopes: vec![name.into()], ..wish() };
        for (wish, refused) in [
            (TokenWish { name: " ".into(), ..wish() }, TokenError::Name),
            (TokenWish { name: "x".repeat(65), ..wish() }, TokenError::Name),
            (TokenWish { name: "a\nb".into(), ..wish() }, TokenError::Name),
            (TokenWish { spaces: vec![], ..wish() }, TokenError::Spaces),
            (TokenWish { spaces: vec![space(1), space(3)], ..wish() }, stranger),
            (TokenWish { scopes: vec![], ..wish() }, TokenError::NoScope),
            (scope("plugins:*"), TokenError::UnknownScope("plugins:*".into())),
            (scope("people:manage"), TokenError::UnknownScope("people:manage".into())),
            (scope("tokens:manage"), TokenError::ForbiddenScope(CorePermission::ManageTokens)),
            (scope("members:change"), TokenError::ForbiddenScope(CorePermission::ChangeMembers)),
            (TokenWish { days: Some(0), ..wish() }, TokenError::Days(0)),
            (TokenWish { days: Some(367), ..wish() }, TokenError::Days(367)),
        ] {
            assert_eq!(make(&wish).err(), Some(refused));
        }
        assert!(make(&TokenWish { days: Some(366), ..wish() }).is_ok());
    }
}
