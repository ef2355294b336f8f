//! Making and revoking API tokens, over the database.
//!
//! Rule: whose token it is comes from the proof that the caller may make one, never from the request.

use loadin_storage::{StoreError, spaces, tokens};
use loadin_types::{SpaceId, TokenId, people::ApiToken};

use crate::{
    access::Access,
    accounts::Accounts,
    api_token::{MAX_TOKENS, TokenError, TokenWish, make_api_token},
    grant::Authorised,
    permission::{CorePermission, ask::ManageTokens},
    policy::Domain,
    principal::SignedIn,
    secret::Secret,
};

/// Why there is no new token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MakeTokenError {
    /// The wish is not one that a token can fulfil.
    #[error(transparent)]
    Wish(#[from] TokenError),
    /// Too many already.
    #[error("you have {MAX_TOKENS} tokens that work: revoke one that you do not need")]
    TooMany,
    /// The store failed.
    #[error("cannot make the token")]
    Storage(#[from] StoreError),
}

impl Accounts {
    /// Makes an API token for the caller and returns it with its text, which is shown this once.
    ///
    /// # Errors
    ///
    /// See [`MakeTokenError`].
    pub async fn make_token(
        &self,
        access: &Access,
        proof: &Authorised<ManageTokens>,
        wish: &TokenWish,
    ) -> Result<(ApiToken, Secret), MakeTokenError> {
        let (db, owner, now) = (self.storage.reader(), proof.grant().person(), self.now());
        let has = tokens::list_of_owner(db, owner).await?;
        let working = has.iter().filter(|token| token.revoked.is_none() && now < token.expires).count();
        if working >= MAX_TOKENS {
            return Err(MakeTokenError::TooMany);
        }
        let snapshot = access.snapshot();
        let may_there =
            |space: SpaceId, role| snapshot.allows([role], Domain::Space(space), &CorePermission::ManageTokens.into());
        let mine = spaces::list_of_person(db, owner).await?;
        let allowed: Vec<SpaceId> =
            mine.iter().filter(|(space, role)| may_there(space.id, role)).map(|(space, _)| space.id).collect();
        let (row, text) = make_api_token(wish, owner, &allowed, &snapshot, &*self.entropy, now)?;
        let token = self.storage.write(move |tx| Box::pin(async move { tokens::create(tx, &row, now).await })).await?;
        Ok((token, text))
    }

    /// Lists a person's own tokens, the newest first; those that no longer work too.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn list_tokens(&self, owner: &SignedIn) -> Result<Vec<ApiToken>, StoreError> {
        tokens::list_of_owner(self.storage.reader(), owner.person()).await
    }

    /// Revokes one of a person's own tokens. Returns true when there was one that still worked.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn revoke_token(&self, owner: &SignedIn, id: TokenId) -> Result<bool, StoreError> {
        let (owner, now) = (owner.person(), self.now());
        self.storage.write(move |tx| Box::pin(tokens::revoke(tx, owner, id, now))).await
    }
}
