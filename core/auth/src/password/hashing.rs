//! Argon2id with a salt for each password and one pepper for the instance.
//!
//! Rule: the costs stand in each hash, so they can be raised; a hash of lower costs or an older pepper is made anew at the
//! next sign-in, the only moment when the password is known.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordVerifier as _, phc},
};
use loadin_types::{people::PasswordHash, ports::Entropy};
use sha2::{Digest as _, Sha256};

use super::rules::refuse_too_long;
use crate::secret::{Key, Secret};

const SALT_BYTES: usize = 16;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Costs {
    /// What OWASP's cheat sheet and ASVS 5.0.0 accept: 19 MiB, 2 passes, 1 lane.
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
}

/// The instance's secret that goes into every hash, so that a stolen database alone cannot be guessed at.
#[derive(Debug, Clone)]
pub struct Pepper {
    id: String,
    key: Key,
}

impl Pepper {
    /// Returns the pepper that is the instance's key with the label `pepper`.
    #[must_use]
    pub fn new(key: Key) -> Self {
        let digest = Sha256::new_with_prefix(b"loadin pepper id").chain_update(key.bytes()).finalize();
        let id = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Self { id, key }
    }

    /// Returns what a hash says about which pepper it has.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Whether a password is the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Right,
    /// It is, and its hash should be replaced by this one.
    RightButWeak(PasswordHash),
    /// It is not, or there is nobody of that name.
    Wrong,
}

/// Why a password cannot be hashed. Not a matter of the password: the costs or the library refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The password is longer than any that was ever accepted.
    #[error("the password is too long to be hashed")]
    TooLong,
    /// Argon2 does not take the costs, or has no memory.
    #[error("cannot hash the password: {0}")]
    Argon2(String),
}

/// Hashes and verifies passwords.
pub struct Passwords {
    costs: Costs,
    current: Pepper,
    older: Vec<Pepper>,
    dummy: PasswordHash,
}

impl Passwords {
    /// Returns a hasher; hashes under one of the `older` peppers still verify.
    ///
    /// # Errors
    ///
    /// When argon2 does not take the costs.
    pub fn new(costs: Costs, current: Pepper, older: Vec<Pepper>, entropy: &dyn Entropy) -> Result<Self, HashError> {
        let dummy = PasswordHash { phc: String::new(), pepper_id: String::new() };
        let mut passwords = Self { costs, current, older, dummy };
        let mut nobodys = [0; 32];
        entropy.fill(&mut nobodys);
        passwords.dummy =
            passwords.hash(&Secret::new(format!("{nobodys:02x?}").chars().take(100).collect()), entropy)?;
        Ok(passwords)
    }

    /// Hashes a password with a fresh salt.
    ///
    /// # Errors
    ///
    /// When it is too long, or argon2 refuses.
    pub fn hash(&self, password: &Secret, entropy: &dyn Entropy) -> Result<PasswordHash, HashError> {
        refuse_too_long(password.expose()).map_err(|_| HashError::TooLong)?;
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        let argon2 = self.argon2(&self.current)?;
        let mut output = zeroize::Zeroizing::new([0; Params::DEFAULT_OUTPUT_LEN]);
        argon2.hash_password_into(password.expose().as_bytes(), &salt, &mut *output).map_err(refused)?;
        let phc = phc::PasswordHash {
            algorithm: argon2::ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: phc::ParamsString::try_from(argon2.params()).map_err(refused)?,
            salt: Some(phc::Salt::new(&salt).map_err(refused)?),
            hash: Some(phc::Output::new(&*output).map_err(refused)?),
        };
        Ok(PasswordHash { phc: phc.to_string(), pepper_id: self.current.id.clone() })
    }

    /// Verifies a password. `stored` is `None` when nobody has that name: the same work is done, and the answer is no.
    ///
    /// # Errors
    ///
    /// When argon2 refuses.
    pub fn verify(
        &self,
        password: &Secret,
        stored: Option<&PasswordHash>,
        entropy: &dyn Entropy,
    ) -> Result<Verdict, HashError> {
        if refuse_too_long(password.expose()).is_err() {
            return Ok(Verdict::Wrong);
        }
        // A stored hash that nobody can read, or whose pepper is lost, is nobody's password, at the same price.
        let readable = stored.and_then(|stored| Some((stored, self.pepper(&stored.pepper_id)?)));
        let (stored, pepper, is_somebodys) = match readable {
            Some((stored, pepper)) => (stored, pepper, true),
            None => (&self.dummy, &self.current, false),
        };
        let Ok(parsed) = phc::PasswordHash::new(&stored.phc) else { return Ok(Verdict::Wrong) };
        let matches = self.argon2(pepper)?.verify_password(password.expose().as_bytes(), &parsed).is_ok();
        if !(matches && is_somebodys) {
            return Ok(Verdict::Wrong);
        }
        let is_current = pepper.id == self.current.id && self.is_strong(&parsed);
        if is_current { Ok(Verdict::Right) } else { self.hash(password, entropy).map(Verdict::RightButWeak) }
    }

    fn is_strong(&self, parsed: &phc::PasswordHash) -> bool {
        parsed.algorithm == argon2::ARGON2ID_IDENT
            && Params::try_from(parsed).is_ok_and(|params| {
                params.m_cost() >= self.costs.memory_kib
                    && params.t_cost() >= self.costs.passes
                    && params.p_cost() >= self.costs.lanes
            })
    }

    fn pepper(&self, id: &str) -> Option<&Pepper> {
        std::iter::once(&self.current).chain(&self.older).find(|pepper| pepper.id == id)
    }

    fn argon2<'key>(&self, pepper: &'key Pepper) -> Result<Argon2<'key>, HashError> {
        let Costs { memory_kib, passes, lanes } = self.costs;
        let params = Params::new(memory_kib, passes, lanes, None).map_err(refused)?;
        Argon2::new_with_secret(pepper.key.bytes(), Algorithm::Argon2id, Version::V0x13, params).map_err(refused)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").field("costs", &self.costs).finish_non_exhaustive()
    }
}

fn refused(error: impl fmt::Display) -> HashError {
    HashError::Argon2(error.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Argon2, ParamsBuilder, Version};
    use loadin_types::people::PasswordHash;

    use super::{Costs, HashError, Passwords, Pepper, Verdict};
    use crate::{
        secret::{Key, Secret},
        testing::Counting,
    };

    const CHEAP: Costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };

    fn pepper(number: u8) -> Pepper {
        Pepper::new(Key::new([number; 32]))
    }

    fn passwords(costs: Costs, current: u8, older: &[u8]) -> Passwords {
        let older = older.iter().map(|number| pepper(*number)).collect();
        Passwords::new(costs, pepper(current), older, &Counting::default()).unwrap()
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.into())
    }

    #[test]
    fn sec_04_argon2id_follows_rfc_9106() {
        // RFC 9106, 5.3: password 32 × 01, salt 16 × 02, secret 8 × 03, associated data 12 × 04, m 32, t 3, p 4.
        let params = ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data([4; 12].as_slice().try_into().unwrap())
            .build()
            .unwrap();
        let secret = [3; 8];
        let argon2 = Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        assert_eq!(tag[..8], [0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c]);
    }

    #[test]
    fn sec_04_a_hash_names_its_costs_and_has_its_own_salt() {
        let passwords = passwords(Costs::STANDARD, 1, &[]);
        let entropy = Counting::default();
        let first = passwords.hash(&secret("quartz llama teapot"), &entropy).unwrap();
        assert!(first.phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", first.phc);
        assert_eq!(first.pepper_id, pepper(1).id());
        assert_eq!(passwords.verify(&secret("quartz llama teapot"), Some(&first), &entropy), Ok(Verdict::Right));
        assert_eq!(passwords.verify(&secret("quartz llama teapots"), Some(&first), &entropy), Ok(Verdict::Wrong));
        assert_ne!(passwords.hash(&secret("quartz llama teapot"), &entropy).unwrap(), first);
    }

    #[test]
    fn sec_04_weaker_hashes_and_older_peppers_are_replaced_when_the_password_is_right() {
        let entropy = Counting::default();
        let old = passwords(CHEAP, 1, &[]).hash(&secret("quartz"), &entropy).unwrap();
        let dearer = Costs { memory_kib: 64, ..CHEAP };
        for new in [passwords(dearer, 1, &[]), passwords(CHEAP, 2, &[1]), passwords(dearer, 2, &[3, 1])] {
            let Verdict::RightButWeak(better) = new.verify(&secret("quartz"), Some(&old), &entropy).unwrap() else {
                panic!("the old hash is as good as the new one");
            };
            assert_eq!(new.verify(&secret("quartz"), Some(&better), &entropy), Ok(Verdict::Right));
            assert_eq!(new.verify(&secret("other"), Some(&old), &entropy), Ok(Verdict::Wrong));
        }
    }

    #[test]
    fn without_the_pepper_or_a_readable_hash_nobody_gets_in() {
        let entropy = Counting::default();
        let stored = passwords(CHEAP, 1, &[]).hash(&secret("quartz"), &entropy).unwrap();
        let ours = passwords(CHEAP, 2, &[]);
        assert_eq!(ours.verify(&secret("quartz"), Some(&stored), &entropy), Ok(Verdict::Wrong), "another pepper");
        for phc in ["", "quartz", "$argon2id$v=19$m=32,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA", "$2b$12$abcdefghijklmnopqrstuv"]
        {
            let broken = PasswordHash { phc: phc.into(), pepper_id: ours.current.id.clone() };
            assert_eq!(ours.verify(&secret(""), Some(&broken), &entropy), Ok(Verdict::Wrong), "{phc}");
        }
        assert_eq!(ours.verify(&secret("quartz"), None, &entropy), Ok(Verdict::Wrong));
    }

    #[test]
    fn what_is_too_long_is_never_hashed() {
        let ours = passwords(CHEAP, 1, &[]);
        let long = secret(&"x".repeat(1 << 20));
        assert_eq!(ours.hash(&long, &Counting::default()), Err(HashError::TooLong));
        assert_eq!(ours.verify(&long, None, &Counting::default()), Ok(Verdict::Wrong));
    }

    #[test]
    fn debug_shows_no_pepper() {
        let shown = format!("{:?} {:?}", passwords(CHEAP, 200, &[]), pepper(200));
        assert!(!shown.contains("200"), "{shown}");
    }
}
