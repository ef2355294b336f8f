//! From bytes to text: which encoding it is, and what the file is when it is not CSV at all.
//!
//! Rule: every kind of file that people send instead of CSV gets a sentence that says how to make CSV of it. Three
//! encodings occur and the standard library knows two of them; a library of all would weigh more than the reader itself.

use loadin_guest::{Said, said};

use super::{MAX_BYTES, Note, Refusal, Severity};

/// Text, and what was noticed on the way to it.
pub(super) struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What the owner of the file should know.
    pub notes: Vec<Note>,
}

/// Makes text of the bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    if bytes.len() > MAX_BYTES {
        let (size, most) = (mebibytes(bytes.len()), mebibytes(MAX_BYTES));
        return Err(Refusal::new(said!("list-too-large", size = size, most = most)));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Refusal::new(said!("list-empty")));
    }
    if let Some(reason) = other_kind(bytes) {
        return Err(Refusal::new(reason));
    }
    let decoded = text(bytes)?;
    if decoded.text.trim().is_empty() {
        return Err(Refusal::new(said!("list-empty")));
    }
    if decoded.text.contains('\0') {
        return Err(Refusal::new(said!("list-nul")));
    }
    Ok(decoded)
}

/// Returns how many mebibytes that is, rounded to one decimal.
#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn mebibytes(bytes: usize) -> f64 {
    (bytes as f64 / (1024.0 * 1024.0) * 10.0).round() / 10.0
}

/// Returns what to do about a file that is not CSV, by its first bytes.
fn other_kind(bytes: &[u8]) -> Option<Said> {
    let start = bytes.trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(said!("list-is-spreadsheet"));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(said!("list-is-xls"));
    }
    if bytes.starts_with(b"%PDF") {
        return Some(said!("list-is-pdf"));
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Some(said!("list-is-gzip"));
    }
    if lower.starts_with(b"<!doctype") || lower.starts_with(b"<html") || lower.starts_with(b"<?xml") {
        return Some(said!("list-is-page"));
    }
    if lower.starts_with(b"{") || lower.starts_with(b"[") {
        return Some(said!("list-is-json"));
    }
    None
}

fn text(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let whole = |text: String| Decoded { text, notes: Vec::new() };
    if let Some(units) = bytes.strip_prefix(b"\xff\xfe") {
        return utf_16(units, u16::from_le_bytes).map(whole);
    }
    if let Some(units) = bytes.strip_prefix(b"\xfe\xff") {
        return utf_16(units, u16::from_be_bytes).map(whole);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Ok(std::str::from_utf8(bytes).map_or_else(|_| windows(bytes), |text| whole(text.to_owned())))
}

fn utf_16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> Result<String, Refusal> {
    let broken = || Refusal::new(said!("list-utf-16"));
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken());
    }
    let units = pairs.iter().map(|&pair| order(pair));
    char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| broken())
}

/// What Windows-1252 has where Latin-1 has control characters, 0x80 to 0x9f (encoding.spec.whatwg.org).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Windows-1252 gives every byte a meaning, so it is the last resort, and the reader says so.
fn windows(bytes: &[u8]) -> Decoded {
    let text = bytes.iter().map(|&byte| {
        let index = usize::from(byte).wrapping_sub(0x80);
        WINDOWS_1252.get(index).copied().unwrap_or(char::from(byte))
    });
    let note = said!("list-windows");
    Decoded { text: text.collect(), notes: vec![Note::of_file(Severity::Warning, note)] }
}

#[cfg(test)]
mod tests {
    use super::windows;

    #[test]
    fn every_byte_of_windows_1252_is_the_standards() {
        let bytes: Vec<u8> = (0..=255).collect();
        let (standard, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        assert_eq!(windows(&bytes).text, standard);
    }
}
