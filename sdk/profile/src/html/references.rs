//! Character references: `&amp;`, `&#8211;`, `&nbsp;`.
//!
//! Rule: a reference that a browser would read in one way in text and in another in an attribute, or that it would mend,
//! is refused. That leaves references with their semicolon, of a name in the list below or of a number that is a character
//! one may write. Source: <https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state>.

use std::borrow::Cow;

/// The names of the characters U+00A0 to U+00FF, in their order.
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// Names of other characters.
pub(crate) const NAMED: [(&str, char); 42] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("OElig", '\u{152}'),
    ("oelig", '\u{153}'),
    ("Scaron", '\u{160}'),
    ("scaron", '\u{161}'),
    ("Yuml", '\u{178}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '\u{201a}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("bdquo", '\u{201e}'),
    ("dagger", '\u{2020}'),
    ("bull", '\u{2022}'),
    ("hellip", '\u{2026}'),
    ("permil", '\u{2030}'),
    ("prime", '\u{2032}'),
    ("Prime", '\u{2033}'),
    ("lsaquo", '\u{2039}'),
    ("rsaquo", '\u{203a}'),
    ("euro", '\u{20ac}'),
    ("trade", '\u{2122}'),
    ("larr", '\u{2190}'),
    ("uarr", '\u{2191}'),
    ("rarr", '\u{2192}'),
    ("darr", '\u{2193}'),
    ("harr", '\u{2194}'),
    ("minus", '\u{2212}'),
    ("asymp", '\u{2248}'),
    ("ne", '\u{2260}'),
    ("le", '\u{2264}'),
    ("ge", '\u{2265}'),
    ("check", '\u{2713}'),
];

/// A reference that is refused: where it begins in the text, and how it reads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// Bytes before it.
    pub(crate) at: usize,
    /// The reference, as far as it goes.
    pub(crate) text: String,
}

/// Returns whether a character has no place in a page: controls, the byte order mark, and what is no character.
pub(crate) fn is_unfit(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || c == '\u{feff}'
        || (0xfdd0..=0xfdef).contains(&code)
        || code & 0xfffe == 0xfffe
}

/// Returns the text with its references replaced by what they stand for.
pub(crate) fn decode(raw: &str) -> Result<Cow<'_, str>, Unreadable> {
    let Some(mut next) = raw.find('&') else { return Ok(Cow::Borrowed(raw)) };
    let mut out = String::with_capacity(raw.len());
    let mut done = 0;
    loop {
        let (plain, rest) = (raw.get(done..next).unwrap_or_default(), raw.get(next + 1..).unwrap_or_default());
        out.push_str(plain);
        let body: &str = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next().unwrap_or_default();
        if body.is_empty() {
            // A browser reads an ampersand before anything else as itself, here and in an attribute.
            out.push('&');
            done = next + 1;
        } else {
            let ends = rest.get(body.len()..).is_some_and(|after| after.starts_with(';'));
            let Some(c) = character(body).filter(|_| ends) else {
                return Err(Unreadable { at: next, text: format!("&{}", body.chars().take(24).collect::<String>()) });
            };
            out.push(c);
            done = next + 1 + body.len() + 1;
        }
        let Some(ahead) = raw.get(done..).and_then(|rest| rest.find('&')) else { break };
        next = done + ahead;
    }
    out.push_str(raw.get(done..).unwrap_or_default());
    Ok(Cow::Owned(out))
}

fn character(body: &str) -> Option<char> {
    if let Some(number) = body.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
            None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
            _ => return None,
        };
        return char::from_u32(code).filter(|c| !is_unfit(*c));
    }
    if let Some((_, c)) = NAMED.iter().find(|(name, _)| *name == body) {
        return Some(*c);
    }
    let at = LATIN_1.iter().position(|name| *name == body)?;
    char::from_u32(0xa0 + u32::try_from(at).ok()?)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_replaced_by_what_they_stand_for() {
        for (raw, text) in [
            ("plain", "plain"),
            ("a &amp; b &lt;c&gt; &quot;&apos;", "a & b <c> \"'"),
            ("&eacute;&Eacute;&nbsp;&szlig;&yuml;&divide;", "éÉ\u{a0}ßÿ÷"),
            ("&#8211;&#x2013;&#X2014;&euro;", "––—€"),
            ("fish & chips, R&", "fish & chips, R&"),
            ("&amp;lt;", "&lt;"),
            ("&&amp;&", "&&&"),
        ] {
            assert_eq!(decode(raw).as_deref(), Ok(text), "{raw}");
        }
    }

    #[test]
    fn references_that_a_browser_would_mend_are_refused() {
        let probes = [
            "&lt",
            "a&amp",
            "&copy2;",
            "&nosuch;",
            "&#;",
            "&#x;",
            "&#0;",
            "&#128;",
            "&#xD800;",
            "&#x110000;",
            "&#13;",
            "&#99999999999;",
            "&#xFFFE;",
            "&#12a;",
            "&#-1;",
            "?a=1&b=2",
            "&lt&gt;",
            "&#x26#x3c;",
            "&#1f;",
            "&Lt",
        ];
        for raw in probes {
            assert!(decode(raw).is_err(), "{raw}");
        }
        assert_eq!(decode("ab &lt").unwrap_err().at, 3);
    }
}
