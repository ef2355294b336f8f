//! People, and what they are allowed: passwords, sessions, tokens, and the policy by which a right is given or refused.
//!
//! Rule: a right exists only as a value that this room made after it found the person, the membership and the permission.
//! Nothing is allowed because something was missing, unreadable or unknown, and no `match` over roles, permissions or
//! principals has a wildcard arm: a new kind of anything must be decided, not inherited.

mod access;
mod accounts;
mod api_token;
mod bits;
mod cross_site;
mod csrf;
mod first_run;
mod grant;
mod login_name;
mod matrix;
mod name;
mod newcomer;
mod password;
mod permission;
mod policy;
mod principal;
mod random_token;
mod secret;
mod session;
mod snapshot;
mod space_address;
#[cfg(test)]
mod testing;
mod throttle;
mod token_desk;

pub use access::{Access, AccessError, Credentials, SpaceName};
pub use accounts::{Accounts, ChangePasswordError, NewSession, SignIn, SignInError, Visitor};
pub use api_token::{DEFAULT_DAYS, MAX_DAYS, MAX_TOKENS, TokenError, TokenWish};
pub use cross_site::{BodyKind, Credential, CrossSiteError, NotAnOrigin, Origin, UnsafeRequest, check_unsafe_request};
pub use csrf::{Csrf, CsrfError, FormOwner, Mount};
pub use first_run::{FirstPeople, FirstRun, FirstRunError, SETUP_TOKEN_LIFETIME};
pub use grant::{Authorised, Grant, OnInstance, Refusal};
pub use login_name::{LoginNameError, fold_login, new_login_name};
pub use matrix::{Asked, Audience, Disagreement, MATRIX, Matrix, MatrixError, Operation};
pub use name::{NameError, check_name};
pub use newcomer::{LetIn, Newcomer, NewcomerError, Place};
pub use password::{
    Busy, Costs, HashError, HashQueue, MAX_CHARACTERS, MIN_CHARACTERS, PasswordError, Passwords, Pepper, QueueError,
    Urgency, Verdict, check_new_password,
};
pub use permission::{
    Ask, AskInSpace, AskOnInstance, CorePermission, Level, NotAPermission, Permission, PluginPermission, ask,
};
pub use policy::{Domain, MODEL, POLICY, PluginDefault, Policy, PolicyError, Reach, SpaceRule};
pub use principal::{Principal, Reauthenticate, SignedIn, TokenHolder};
pub use random_token::RandomToken;
pub use secret::{Key, Secret};
pub use session::{Lifetime, SessionCookie};
pub use snapshot::{Rights, Snapshot};
pub use space_address::space_address;
pub use throttle::{Attempt, MemoryThrottle, Target, Throttle, Wait};
pub use token_desk::MakeTokenError;
