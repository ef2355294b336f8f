//! Sessions: a random cookie, its digest in a row, and the rules for how long both are good.
//!
//! Rule: a session begins at sign-in with a token that nobody has seen before, and ends by time, by sign-out or because its
//! person has too many; what a cookie held before sign-in is worth nothing afterwards. Before sign-in there is no row: the
//! random cookie itself is what form tokens are bound to, so a million visitors leave nothing behind.

use std::time::Duration;

use loadin_storage::sessions::NewSession;
use loadin_types::{
    PersonId, SessionId, Timestamp,
    people::{Session, TokenHash},
    ports::Entropy,
};
use sha2::{Digest as _, Sha256};

use crate::{
    csrf::FormOwner,
    random_token::{RandomToken, hash_of, new_session_token, read_session_token},
    secret::Secret,
};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A session's last use is written down at most this often.
const TOUCH: Duration = Duration::from_secs(60);

/// Characters of a browser's name that are kept.
const USER_AGENT_CHARACTERS: usize = 200;

/// How long a session is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Without being used.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
}

impl Lifetime {
    /// For people.
    pub const PERSON: Self = Self { idle: DAY.saturating_mul(14), absolute: DAY.saturating_mul(90) };

    /// For whoever administers the installation.
    pub const OPERATOR: Self = Self { idle: HOUR.saturating_mul(12), absolute: DAY.saturating_mul(7) };

    /// Returns the lifetime for somebody with or without a role on the installation.
    #[must_use]
    pub const fn of(has_instance_role: bool) -> Self {
        if has_instance_role { Self::OPERATOR } else { Self::PERSON }
    }
}

/// Begins a session for somebody who has just proved who they are: the row to store and the cookie's value.
#[must_use]
pub(crate) fn begin_session(
    entropy: &dyn Entropy,
    now: Timestamp,
    person: PersonId,
    lifetime: Lifetime,
    user_agent: &str,
) -> (NewSession, Secret) {
    let (mut random, mut csrf_id) = ([0; 10], [0; 16]);
    entropy.fill(&mut random);
    entropy.fill(&mut csrf_id);
    let RandomToken { token, hash } = new_session_token(entropy);
    let row = NewSession {
        id: SessionId::from_parts(now.millis(), &random),
        token: hash,
        person: Some(person),
        csrf_id,
        idle_until: now.after(lifetime.idle),
        ends: now.after(lifetime.absolute),
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARACTERS).collect(),
    };
    (row, token)
}

/// Returns when the session now ends for want of use, if its last use is worth writing down.
#[must_use]
pub(crate) fn touched(session: &Session, now: Timestamp) -> Option<Timestamp> {
    // The idle time it began with: a session of an operator stays a short one.
    let is_short = session.ends.since(session.created) <= Lifetime::OPERATOR.absolute;
    let is_due = now < session.idle_until && now < session.ends && now.since(session.last_seen) >= TOUCH;
    is_due.then(|| now.after(Lifetime::of(is_short).idle).min(session.ends))
}

/// What a browser's session cookie says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCookie {
    hash: TokenHash,
    anonymous: [u8; 16],
}

impl SessionCookie {
    /// Reads a cookie's value; `None` when it is not of the shape that ours have.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let hash = read_session_token(value)?;
        Some(Self { hash, anonymous: anonymous_id(value) })
    }

    /// Makes the cookie of a browser in which nobody has signed in.
    #[must_use]
    pub fn anonymous(entropy: &dyn Entropy) -> (RandomToken, Self) {
        let token = new_session_token(entropy);
        let cookie = Self { hash: token.hash, anonymous: anonymous_id(token.token.expose()) };
        (token, cookie)
    }

    /// Returns the digest to look the session up by.
    #[must_use]
    pub const fn hash(&self) -> TokenHash {
        self.hash
    }

    /// Returns what form tokens are bound to while nobody has signed in.
    #[must_use]
    pub const fn anonymous_form_owner(&self) -> FormOwner<'_> {
        FormOwner { csrf_id: &self.anonymous, person: None }
    }
}

/// Derives what anonymous form tokens are bound to. Not the stored digest: that one is a look-up key.
fn anonymous_id(value: &str) -> [u8; 16] {
    let digest = Sha256::new_with_prefix(b"loadin anonymous form").chain_update(hash_of(value).0).finalize();
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, random)| *byte = random);
    id
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_types::{PersonId, Timestamp};

    use super::{Lifetime, SessionCookie, begin_session, touched};
    use crate::{
        csrf::{Csrf, CsrfError, Mount},
        secret::Key,
        testing::{Counting, as_stored},
    };

    const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn day(days: u64) -> Duration {
        Duration::from_secs(days * 86_400)
    }

    fn anna() -> PersonId {
        PersonId::from_parts(1, &[1; 10])
    }

    #[test]
    fn sec_12_a_session_ends_when_unused_and_at_last_whatever_happens() {
        for (lifetime, idle, absolute) in
            [(Lifetime::of(false), day(14), day(90)), (Lifetime::of(true), Duration::from_secs(12 * 3600), day(7))]
        {
            let (new, _) = begin_session(&Counting::default(), START, anna(), lifetime, "");
            let mut session = as_stored(&new, START);
            let end = START.after(absolute);
            assert_eq!((session.idle_until, session.ends), (START.after(idle), end));
            assert_eq!(touched(&session, START.after(idle)), None, "it is over");
            // Used every six hours, it lasts until its absolute end.
            let mut now = START;
            while let Some(until) = touched(&session, now.after(day(1) / 4)) {
                now = now.after(day(1) / 4);
                (session.last_seen, session.idle_until) = (now, until);
                assert!(until <= end);
            }
            assert_eq!(now.after(day(1) / 4), end);
        }
    }

    #[test]
    fn the_last_use_is_written_at_most_once_a_minute() {
        let (new, _) = begin_session(&Counting::default(), START, anna(), Lifetime::PERSON, "");
        let session = as_stored(&new, START);
        assert_eq!(touched(&session, START.after(Duration::from_secs(59))), None);
        let later = START.after(Duration::from_secs(60));
        assert_eq!(touched(&session, later), Some(later.after(day(14))));
    }

    #[test]
    fn sec_12_nothing_of_a_new_session_was_there_before() {
        let entropy = Counting::default();
        let (before, _) = SessionCookie::anonymous(&entropy);
        let (first, first_token) =
            begin_session(&entropy, START, anna(), Lifetime::PERSON, "Firefox\u{7}\nSet-Cookie: x");
        let (second, second_token) = begin_session(&entropy, START, anna(), Lifetime::PERSON, &"x".repeat(5_000));
        assert_eq!(first.user_agent, "FirefoxSet-Cookie: x");
        assert_eq!(second.user_agent.len(), 200);
        assert_ne!(first.id, second.id);
        assert_ne!(first.csrf_id, second.csrf_id);
        let tokens = [&before.token, &first_token, &second_token].map(|token| token.expose());
        assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2] && tokens[0] != tokens[2]);
    }

    #[test]
    fn a_form_drawn_before_sign_in_is_bound_to_that_browser_only() {
        let entropy = Counting::default();
        let csrf = Csrf::new(Key::new([1; 32]));
        let (token, mine) = SessionCookie::anonymous(&entropy);
        let (_, yours) = SessionCookie::anonymous(&entropy);
        assert_eq!(SessionCookie::read(token.token.expose()), Some(mine.clone()));
        let form = csrf.token(mine.anonymous_form_owner(), Mount::Core, START);
        let check = |cookie: &SessionCookie| csrf.check(Some(&form), cookie.anonymous_form_owner(), Mount::Core, START);
        assert_eq!((check(&mine), check(&yours)), (Ok(()), Err(CsrfError::Foreign)));
        assert_eq!(SessionCookie::read("not a session"), None);
    }
}
