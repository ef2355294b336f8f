//! Forms that somebody filled in.
//!
//! Rule: the core has read the form and taken out its own token; here are only the fields that the plugin named.

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Names and values, in the order of the form; a name may come several times.
    pub fields: Vec<(String, String)>,
    /// Files; a file input that was left empty is none.
    pub uploads: Vec<Upload>,
}

/// A file in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of the input.
    pub field: String,
    /// The name of the file, as the browser gives it. It names nothing here: show it, never open it.
    pub name: String,
    /// The media type, as the browser gives it.
    pub mime: String,
    /// What is in it.
    pub content: Vec<u8>,
}

impl Form {
    /// Returns the first value of that name without blanks around it; empty when the form has none.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Returns the first value of that name, unless it is missing or blank.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.value(name)).filter(|value| !value.is_empty())
    }

    /// Returns true when a checkbox of that name is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// Returns the file of an input.
    #[must_use]
    pub fn upload(&self, field: &str) -> Option<&Upload> {
        self.uploads.iter().find(|upload| upload.field == field)
    }
}

/// Reads a query, `a=1&b=two+words`; what is not UTF-8 becomes the replacement character.
pub(crate) fn read_query(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), decode(value))
    })
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                at += 2;
            }
            (b'+', _, _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Form, read_query};

    #[test]
    fn a_query_is_decoded_and_half_an_escape_stays_as_it_is() {
        let read: Vec<_> = read_query("city=Saint+Albans&x=%C3%A4%2&flag").collect();
        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read, [text("city", "Saint Albans"), text("x", "ä%2"), text("flag", "")]);
    }

    #[test]
    fn blank_fields_count_as_left_empty() {
        let form =
            Form { fields: vec![("end".into(), "  ".into()), ("home".into(), " Hull ".into())], uploads: vec![] };
        assert_eq!((form.filled("end"), form.filled("home"), form.value("none")), (None, Some("Hull"), ""));
        assert!(form.is_ticked("end") && !form.is_ticked("none"));
    }
}
