//! Form tokens: proof that a form was drawn for this person, in this session, for this part of the site.
//!
//! Rule: a token of a plugin's page opens nothing of core's or of another plugin's, because the mount is in the MAC.
//! Nothing is stored; a token lives at most twelve hours and never longer than its session.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use loadin_types::{PersonId, PluginId, SpaceId, Timestamp, people::Session};
use sha2::Sha256;

use crate::secret::Key;

const HOUR_MS: u64 = 3_600_000;

/// How many hours a token is good for. It is made in some minute of its first hour, so it lives 11 to 12.
const HOURS: u64 = 12;

/// A token before base64: the hour, then the MAC.
const TOKEN_BYTES: usize = 4 + 32;

/// The part of the site that a form belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mount<'a> {
    /// Core's own pages.
    Core,
    /// A plugin's pages in one space.
    Plugin {
        /// The space.
        space: SpaceId,
        /// The plugin.
        plugin: &'a PluginId,
    },
}

/// Who a form is drawn for.
#[derive(Debug, Clone, Copy)]
pub struct FormOwner<'a> {
    /// The session's secret bytes for forms.
    pub csrf_id: &'a [u8; 16],
    /// Who has signed in, if somebody has.
    pub person: Option<PersonId>,
}

impl<'a> From<&'a Session> for FormOwner<'a> {
    fn from(session: &'a Session) -> Self {
        Self { csrf_id: &session.csrf_id, person: session.person }
    }
}

/// Why a form is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsrfError {
    /// It carries no token.
    #[error("the form carries no token: load its page again and send it from there")]
    Missing,
    /// The token was drawn for somebody else, another session or another part of the site, or was made up.
    #[error("the form's token was not made for you here: load the page again and send it from there")]
    Foreign,
    /// The token is too old.
    #[error("the form was open for more than {HOURS} hours: load the page again and send it from there")]
    Expired,
}

/// Makes and checks form tokens.
#[derive(Debug, Clone)]
pub struct Csrf(Key);

impl Csrf {
    /// Returns the maker of form tokens under the instance's key with the label `csrf`.
    #[must_use]
    pub const fn new(key: Key) -> Self {
        Self(key)
    }

    /// Makes a token.
    #[must_use]
    pub fn token(&self, owner: FormOwner<'_>, mount: Mount<'_>, now: Timestamp) -> String {
        let hour = hour_of(now);
        let mut token = [0; TOKEN_BYTES];
        let (start, mac) = token.split_at_mut(4);
        start.copy_from_slice(&hour.to_be_bytes());
        if let Some(hmac) = self.mac(owner, mount, hour) {
            mac.copy_from_slice(&hmac.finalize().into_bytes());
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Checks the token that came with a form.
    ///
    /// # Errors
    ///
    /// When it is missing, foreign or too old.
    pub fn check(
        &self,
        token: Option<&str>,
        owner: FormOwner<'_>,
        mount: Mount<'_>,
        now: Timestamp,
    ) -> Result<(), CsrfError> {
        let token = token.filter(|token| !token.is_empty()).ok_or(CsrfError::Missing)?;
        let mut bytes = [0; TOKEN_BYTES];
        if token.len() != 48 || URL_SAFE_NO_PAD.decode_slice(token, &mut bytes) != Ok(TOKEN_BYTES) {
            return Err(CsrfError::Foreign);
        }
        let (start, mac) = bytes.split_at(4);
        let hour = u32::from_be_bytes(start.try_into().map_err(|_| CsrfError::Foreign)?);
        let hmac = self.mac(owner, mount, hour).ok_or(CsrfError::Foreign)?;
        // Compares in constant time.
        hmac.verify_slice(mac).map_err(|_| CsrfError::Foreign)?;
        match u64::from(hour_of(now)).checked_sub(u64::from(hour)) {
            Some(age) if age < HOURS => Ok(()),
            Some(_) => Err(CsrfError::Expired),
            // Made by a clock that has since been put back.
            None => Err(CsrfError::Foreign),
        }
    }

    /// Feeds everything that a token is bound to; each part has a fixed length or its length in front.
    fn mac(&self, owner: FormOwner<'_>, mount: Mount<'_>, hour: u32) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.bytes()).ok()?;
        mac.update(b"loadin form 1");
        mac.update(owner.csrf_id);
        match owner.person {
            None => mac.update(&[0]),
            Some(person) => {
                mac.update(&[1]);
                mac.update(&person.bytes());
            }
        }
        match mount {
            Mount::Core => mac.update(&[0]),
            Mount::Plugin { space, plugin } => {
                mac.update(&[1]);
                mac.update(&space.bytes());
                mac.update(&u16::try_from(plugin.as_str().len()).unwrap_or(u16::MAX).to_be_bytes());
                mac.update(plugin.as_str().as_bytes());
            }
        }
        mac.update(&hour.to_be_bytes());
        Some(mac)
    }
}

/// Returns the hours since 1970, which fit until the year 491936.
fn hour_of(now: Timestamp) -> u32 {
    u32::try_from(now.millis() / HOUR_MS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_types::{PersonId, PluginId, SpaceId, Timestamp};

    use super::{Csrf, CsrfError, FormOwner, Mount};
    use crate::secret::Key;

    const SESSION: [u8; 16] = [3; 16];

    fn csrf() -> Csrf {
        Csrf::new(Key::new([7; 32]))
    }

    fn person(number: u8) -> Option<PersonId> {
        Some(PersonId::from_parts(1, &[number; 10]))
    }

    fn space(number: u8) -> SpaceId {
        SpaceId::from_parts(1, &[number; 10])
    }

    fn at_minute(minute: u64) -> Timestamp {
        Timestamp::from_millis(1_699_999_200_000).after(Duration::from_secs(60 * minute))
    }

    #[test]
    fn a_token_opens_only_what_it_was_made_for() {
        let plugin = PluginId::try_from("org.example.lights".to_owned()).unwrap();
        let other_plugin = PluginId::try_from("org.example.sound".to_owned()).unwrap();
        let here = Mount::Plugin { space: space(1), plugin: &plugin };
        let mounts = [
            Mount::Core,
            here,
            Mount::Plugin { space: space(2), plugin: &plugin },
            Mount::Plugin { space: space(1), plugin: &other_plugin },
        ];
        let owners = [(SESSION, person(1)), (SESSION, person(2)), (SESSION, None), ([4; 16], person(1))];
        let mut opened = 0;
        for (made_id, made_person) in &owners {
            for made in &mounts {
                let token = csrf().token(FormOwner { csrf_id: made_id, person: *made_person }, *made, at_minute(0));
                for (id, person) in &owners {
                    for used in &mounts {
                        let owner = FormOwner { csrf_id: id, person: *person };
                        let fits = id == made_id && person == made_person && used == made;
                        let expected = if fits { Ok(()) } else { Err(CsrfError::Foreign) };
                        assert_eq!(csrf().check(Some(&token), owner, *used, at_minute(1)), expected);
                        opened += usize::from(fits);
                    }
                }
            }
        }
        assert_eq!(opened, owners.len() * mounts.len());
    }

    #[test]
    fn a_token_lives_at_most_twelve_hours() {
        let owner = FormOwner { csrf_id: &SESSION, person: person(1) };
        let token = csrf().token(owner, Mount::Core, at_minute(30));
        let at = |minute| csrf().check(Some(&token), owner, Mount::Core, at_minute(minute));
        assert_eq!(at(30), Ok(()));
        assert_eq!(at(12 * 60 - 1), Ok(()));
        assert_eq!(at(12 * 60), Err(CsrfError::Expired));
        let early = csrf().token(owner, Mount::Core, at_minute(600));
        assert_eq!(csrf().check(Some(&early), owner, Mount::Core, at_minute(0)), Err(CsrfError::Foreign));
    }

    #[test]
    fn changed_missing_and_foreign_keys_tokens_are_refused() {
        let owner = FormOwner { csrf_id: &SESSION, person: person(1) };
        let check = |token: Option<&str>| csrf().check(token, owner, Mount::Core, at_minute(0));
        assert_eq!(check(None), Err(CsrfError::Missing));
        assert_eq!(check(Some("")), Err(CsrfError::Missing));
        let token = csrf().token(owner, Mount::Core, at_minute(0));
        for at in 0..token.len() {
            let changed: String =
                token.char_indices().map(|(i, c)| if i == at { if c == 'A' { 'B' } else { 'A' } } else { c }).collect();
            assert_eq!(check(Some(&changed)), Err(CsrfError::Foreign), "{changed}");
        }
        let theirs = Csrf::new(Key::new([8; 32])).token(owner, Mount::Core, at_minute(0));
        for wrong in [theirs.as_str(), "x", &format!("{token}A"), &"é".repeat(24)] {
            assert_eq!(check(Some(wrong)), Err(CsrfError::Foreign), "{wrong}");
        }
    }
}
