//! From bytes to text: which encoding it is, and what the file is when it is not CSV at all.
//!
//! Rule: every kind of file that people send instead of CSV gets a sentence that says how to make CSV of it. Three
//! encodings occur and the standard library knows two of them; a library of all would weigh more than the reader itself.

use super::{MAX_BYTES, Note, Refusal, Severity};

/// What an empty file is told.
pub(super) const EMPTY: &str =
    "the file is empty: write a first line with the titles name, lat, lon and then one line for each venue";

/// How to make CSV of a spreadsheet.
const EXPORT: &str = "save it as CSV first (Excel: File, Save As, \"CSV UTF-8\"; LibreOffice: File, Save As, \"Text CSV\"; \
     Google Sheets: File, Download, \"Comma-separated values\")";

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
        return Err(Refusal::new(format!(
            "the file has {}; at most {} are read: leave out columns and regions that are not needed",
            mebibytes(bytes.len()),
            mebibytes(MAX_BYTES)
        )));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Refusal::new(EMPTY));
    }
    if let Some(reason) = other_kind(bytes) {
        return Err(Refusal::new(reason));
    }
    let decoded = text(bytes)?;
    if decoded.text.trim().is_empty() {
        return Err(Refusal::new(EMPTY));
    }
    if decoded.text.contains('\0') {
        return Err(Refusal::new(format!("the file holds NUL bytes, so it is not text: {EXPORT}")));
    }
    Ok(decoded)
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn mebibytes(bytes: usize) -> String {
    let mebibytes = bytes as f64 / (1024.0 * 1024.0);
    if bytes.is_multiple_of(1024 * 1024) { format!("{mebibytes:.0} MiB") } else { format!("{mebibytes:.1} MiB") }
}

/// Returns what to do about a file that is not CSV, by its first bytes.
fn other_kind(bytes: &[u8]) -> Option<String> {
    let start = bytes.trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(format!("this is a spreadsheet (.xlsx, .ods) or another zip file, not CSV: {EXPORT}"));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(format!("this is an old spreadsheet (.xls), not CSV: {EXPORT}"));
    }
    if bytes.starts_with(b"%PDF") {
        return Some("this is a PDF, not CSV: ask for the list as a spreadsheet and save that as CSV".to_owned());
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Some("this file is compressed (gzip): unpack it first".to_owned());
    }
    if lower.starts_with(b"<!doctype") || lower.starts_with(b"<html") || lower.starts_with(b"<?xml") {
        return Some(
            "this is a web page or XML, not CSV: download the list itself (look for \"Export\" or \"Download CSV\")"
                .to_owned(),
        );
    }
    if lower.starts_with(b"{") || lower.starts_with(b"[") {
        return Some(
            "this is JSON, not CSV: write one line for each venue, under the titles name, lat, lon".to_owned(),
        );
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
    let broken = || Refusal::new(format!("the file says it is UTF-16 and is broken: {EXPORT}"));
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
    let note = "the file is not UTF-8 and was read as Windows-1252 (Latin-1): check the accents in the names";
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
