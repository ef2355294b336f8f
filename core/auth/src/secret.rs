//! Secrets in memory: texts and keys that `Debug` does not show and that are wiped when dropped.
//!
//! Rule: a secret is compared in constant time or by its digest, never with `==`.

use std::fmt;

use zeroize::Zeroizing;

/// A text that nobody may see in a log: a password, a token.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Returns the text, to be shown once or hashed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A key for one purpose, derived from the instance's root key under its own label.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// Wraps a derived key.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Secret};

    #[test]
    fn debug_shows_neither_texts_nor_keys() {
        let shown = format!("{:?} {:?}", Secret::new("canary".into()), Key::new([99; 32]));
        assert_eq!(shown, "Secret(..) Key(..)");
    }
}
