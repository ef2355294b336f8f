//! Cursors: where a page ended, sealed.
//!
//! Rule: a cursor opens only the question it was made for. The seal covers plugin, collection, space, standing, filter
//! and order, so one from elsewhere, or one that somebody wrote, is refused and never becomes a condition in a query.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use loadin_query::Place;
use loadin_types::data::{DataContext, Query};
use sha2::Sha256;

/// How much of the seal travels.
const SEAL: usize = 16;

/// The key that cursors are sealed with.
pub(super) struct CursorKey([u8; 32]);

impl CursorKey {
    pub(super) const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    pub(super) fn seal(&self, place: &Place, question: &str) -> String {
        let text = serde_json::to_vec(place).unwrap_or_default();
        let mut sealed = self.mac(&text, question).finalize().into_bytes()[..SEAL].to_vec();
        sealed.extend(text);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    pub(super) fn open(&self, cursor: &str, question: &str) -> Option<Place> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (seal, text) = sealed.split_at_checked(SEAL)?;
        self.mac(text, question).verify_truncated_left(seal).ok()?;
        serde_json::from_slice(text).ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, text: &[u8], question: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(&question.len().to_le_bytes());
        mac.update(question.as_bytes());
        mac.update(text);
        mac
    }
}

/// Returns what a cursor is bound to: everything about a question but the page.
pub(super) fn question(context: &DataContext, collection: &str, query: &Query) -> String {
    format!(
        "{}/{collection} {} {:?} {:?} {:?} {:?}",
        context.plugin,
        context.caller.space,
        context.standing(),
        query.reach,
        query.filter,
        query.order_by
    )
}

#[cfg(test)]
mod tests {
    use loadin_query::{Place, Scalar};

    use super::CursorKey;

    #[test]
    fn a_cursor_opens_only_the_question_it_was_made_for() {
        let key = CursorKey::new([1; 32]);
        let place = Place { values: vec![Scalar::Real(0.1)], id: "01900000".to_owned(), back: false };
        let cursor = key.seal(&place, "venues by city");
        assert_eq!(key.open(&cursor, "venues by city"), Some(place));
        assert_eq!(key.open(&cursor, "venues by name"), None);
        assert_eq!(CursorKey::new([2; 32]).open(&cursor, "venues by city"), None);
        for forged in ["", "AAAA", "!", &cursor[1..], &format!("{cursor}AA")] {
            assert_eq!(key.open(forged, "venues by city"), None, "{forged}");
        }
    }
}
