//! The three shapes of random tokens, and how each is read back.
//!
//! Rule: a token is made here, shown once, and kept only as its SHA-256. What is not exactly of the shape is no token: a
//! malformed cookie or header is answered like none that was ever made, before anything is looked up.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use loadin_types::{people::TokenHash, ports::Entropy};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// What every API token begins with, so that scanners and people know one when they see it.
const API_PREFIX: &str = "ldn_";

/// 43 characters of 62 are 256 bits.
const API_CHARACTERS: usize = 43;

/// A CRC-32 in base 62.
const CHECK_CHARACTERS: usize = 6;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Letters and digits that nobody mistakes for another when typing them from a terminal (Crockford's base 32).
const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new token and what is kept of it.
#[derive(Debug, Clone)]
pub struct RandomToken {
    /// The token, to be shown or sent once.
    pub token: Secret,
    /// What is stored.
    pub hash: TokenHash,
}

impl RandomToken {
    fn of(token: String) -> Self {
        let hash = hash_of(&token);
        Self { token: Secret::new(token), hash }
    }
}

/// Returns the SHA-256 of a token's text.
#[must_use]
pub(crate) fn hash_of(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

/// Makes a session's token: 256 bits, base64url.
pub(crate) fn new_session_token(entropy: &dyn Entropy) -> RandomToken {
    let mut bytes = Zeroizing::new([0; 32]);
    entropy.fill(&mut *bytes);
    RandomToken::of(URL_SAFE_NO_PAD.encode(*bytes))
}

/// Returns the digest to look a session up by, or `None` when the text cannot be a session's token.
#[must_use]
pub(crate) fn read_session_token(text: &str) -> Option<TokenHash> {
    let mut bytes = Zeroizing::new([0; 32]);
    let is_one = text.len() == 43 && URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) == Ok(32);
    is_one.then(|| hash_of(text))
}

/// Makes an API token: `ldn_`, 256 bits in base 62, and a check that catches a typing or copying mistake.
pub(crate) fn new_api_token(entropy: &dyn Entropy) -> RandomToken {
    let mut text = String::from(API_PREFIX);
    let mut bytes = Zeroizing::new([0_u8; 64]);
    while text.len() < API_PREFIX.len() + API_CHARACTERS {
        entropy.fill(&mut *bytes);
        // 248 is four times 62: taking larger bytes too would make some characters likelier than others.
        let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| base62(u32::from(*byte)));
        text.extend(fair.take(API_PREFIX.len() + API_CHARACTERS - text.len()));
    }
    text.push_str(&check_of(&text));
    RandomToken::of(text)
}

/// Returns the digest to look an API token up by, or `None` when the text cannot be one.
#[must_use]
pub(crate) fn read_api_token(text: &str) -> Option<TokenHash> {
    let is_length = text.len() == API_PREFIX.len() + API_CHARACTERS + CHECK_CHARACTERS;
    if !is_length || !text.starts_with(API_PREFIX) || !text.bytes().skip(API_PREFIX.len()).all(|b| BASE62.contains(&b))
    {
        return None;
    }
    let (said, check) = text.split_at(text.len() - CHECK_CHARACTERS);
    // No secret: anybody can compute it.
    (check_of(said) == check).then(|| hash_of(text))
}

/// Makes the token that opens the first run: 128 bits in groups that can be typed from a terminal.
pub(crate) fn new_setup_token(entropy: &dyn Entropy) -> RandomToken {
    let digits = random_digits(entropy, 26);
    // Hashed as it is read back: without the hyphens.
    let hash = hash_of(&digits);
    RandomToken { token: Secret::new(in_groups(&digits)), hash }
}

/// Makes a password for somebody: 100 bits in groups that can be read out and typed.
pub(crate) fn new_password(entropy: &dyn Entropy) -> Secret {
    Secret::new(in_groups(&random_digits(entropy, 20)))
}

/// Returns up to 26 random digits of base 32.
fn random_digits(entropy: &dyn Entropy, count: u32) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 16]);
    entropy.fill(&mut *bytes);
    let number = u128::from_be_bytes(*bytes);
    let digit =
        |place: u32| BASE32.get(((number >> (5 * place)) & 31) as usize).map_or('0', |digit| char::from(*digit));
    Zeroizing::new((0..count).rev().map(digit).collect())
}

fn in_groups(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(5).map(|group| group.iter().collect()).collect::<Vec<String>>().join("-")
}

/// Returns the digest of a set-up token as somebody typed it, or `None` when it cannot be one.
#[must_use]
pub(crate) fn read_setup_token(text: &str) -> Option<TokenHash> {
    if text.len() > 64 {
        return None;
    }
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| *c != '-' && *c != ' ')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let is_one = plain.len() == 26 && plain.bytes().all(|byte| BASE32.contains(&byte));
    is_one.then(|| hash_of(&plain))
}

/// Returns the CRC-32 of a text in base 62.
fn check_of(text: &str) -> String {
    let crc = crc32fast::hash(text.as_bytes());
    let powers = (0..6_u32).rev().map(|place| 62_u32.pow(place.min(5)));
    powers.map(|power| base62((crc / power) % 62)).collect()
}

fn base62(number: u32) -> char {
    BASE62.get((number % 62) as usize).map_or('0', |digit| char::from(*digit))
}

#[cfg(test)]
mod tests {
    use super::{
        check_of, hash_of, new_api_token, new_session_token, new_setup_token, read_api_token, read_session_token,
        read_setup_token,
    };
    use crate::testing::Counting;

    #[test]
    fn tokens_are_long_random_and_read_back() {
        let entropy = Counting::default();
        let session = new_session_token(&entropy);
        assert_eq!(session.token.expose().len(), 43);
        assert_eq!(read_session_token(session.token.expose()), Some(session.hash));

        let api = new_api_token(&entropy);
        assert_eq!((api.token.expose().len(), &api.token.expose()[..4]), (53, "ldn_"));
        assert_eq!(read_api_token(api.token.expose()), Some(api.hash));
        assert_ne!(new_api_token(&entropy).token.expose(), api.token.expose());

        let setup = new_setup_token(&entropy);
        assert_eq!(setup.token.expose().len(), 26 + 5);
        assert_eq!(read_setup_token(setup.token.expose()), Some(setup.hash));
        let typed = setup.token.expose().to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l");
        assert_eq!(read_setup_token(&typed), Some(setup.hash), "as somebody types it");
    }

    #[test]
    fn what_is_not_exactly_a_token_is_none() {
        let good = new_session_token(&Counting::default()).token;
        let good = good.expose();
        for wrong in [
            "",
            "x",
            &good[1..],
            &format!("{good}="),
            &format!(" {good}"),
            &format!("{}+", &good[1..]),
            &"A".repeat(44),
        ] {
            assert_eq!(read_session_token(wrong), None, "{wrong}");
        }
        // The last character carries 4 bits; the other 2 must be nothing, or one session would have four spellings.
        assert_eq!(read_session_token(&format!("{}B", "A".repeat(42))), None);

        let good = new_api_token(&Counting::default()).token;
        let good = good.expose();
        let other = if good.as_bytes()[10] == b'x' { 'y' } else { 'x' };
        let changed: String = good.char_indices().map(|(at, c)| if at == 10 { other } else { c }).collect();
        for wrong in
            ["", "ldn_", &good[..52], &good.replace("ldn_", "ghp_"), &changed, &format!("{good}0"), &"é".repeat(26)]
        {
            assert_eq!(read_api_token(wrong), None, "{wrong}");
        }
        for wrong in ["", "abcde", &"u".repeat(26), &"0".repeat(27), &"0".repeat(500)] {
            assert_eq!(read_setup_token(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_check_is_the_crc_of_the_text_and_the_hash_its_sha_256() {
        // CRC-32 of "123456789" is 0xCBF43926 (the catalogue's check value), in base 62 "3jY9FO".
        assert_eq!(check_of("123456789"), in_base_62(0xCBF4_3926));
        // SHA-256 of "abc", FIPS 180-2, appendix B.1.
        assert_eq!(hash_of("abc").0[..4], [0xba, 0x78, 0x16, 0xbf]);
    }

    /// The schoolbook way, digits from the end.
    fn in_base_62(mut number: u32) -> String {
        let mut digits = Vec::new();
        for _ in 0..6 {
            digits.push(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(number % 62) as usize]);
            number /= 62;
        }
        digits.reverse();
        String::from_utf8(digits).unwrap()
    }
}
