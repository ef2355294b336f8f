//! HTML as tags, texts and comments, in one strict reading.
//!
//! Rule: whatever the tokenizer of a browser calls a parse error is a finding here, and ends the reading. What is left,
//! every browser of any age cuts into the same tokens. Source: <https://html.spec.whatwg.org/multipage/parsing.html>.

use std::borrow::Cow;

use super::{
    flaws::{Finding, shown},
    references,
};

/// An attribute as written, its value decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Its name in small letters.
    pub(crate) name: Cow<'a, str>,
    /// Its value, if it has one.
    pub(crate) value: Option<Cow<'a, str>>,
    /// Bytes before it.
    pub(crate) at: usize,
}

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text between tags, decoded.
    Text { text: Cow<'a, str>, at: usize },
    /// The beginning of an element, its name in small letters.
    Open { name: Cow<'a, str>, attributes: Vec<Attribute<'a>>, is_self_closed: bool, at: usize },
    /// The end of an element.
    Close { name: Cow<'a, str>, at: usize },
    /// A comment.
    Comment { at: usize },
}

/// Reads HTML from its beginning to its end.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    max_attributes: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str, max_attributes: usize) -> Self {
        Self { html, at: 0, max_attributes }
    }

    /// Returns the next token, or nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, Finding> {
        let rest = self.rest();
        if rest.is_empty() {
            return Ok(None);
        }
        match rest.as_bytes() {
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => self.open().map(Some),
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => self.close().map(Some),
            [b'<', ..] if rest.starts_with("<!--") => self.comment().map(Some),
            [b'<', ..] => Err(self.stray(rest)),
            _ => {
                let at = self.at;
                let raw = rest.split('<').next().unwrap_or_default();
                self.at += raw.len();
                Ok(Some(Token::Text { text: decoded(raw, at)?, at }))
            }
        }
    }

    /// Returns the text up to the end tag of an element in which no other tag is read, and stands before that tag.
    pub(crate) fn raw_text(&mut self, name: &str) -> Result<Option<Token<'a>>, Finding> {
        let (at, rest) = (self.at, self.rest());
        let is_end = |(start, _): &(usize, &str)| {
            let after = rest.get(start + 2..).unwrap_or_default();
            let next = after.as_bytes().get(name.len());
            after.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name))
                && next.is_none_or(|byte| matches!(byte, b'\t' | b'\n' | b'\x0c' | b' ' | b'/' | b'>'))
        };
        let Some((end, _)) = rest.match_indices("</").find(is_end) else {
            return Err(Finding::new(at, format!("<{name}> is never closed"), format!("write </{name}>")));
        };
        self.at += end;
        let text = decoded(rest.get(..end).unwrap_or_default(), at)?;
        Ok((!text.is_empty()).then_some(Token::Text { text, at }))
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }

    /// Takes as much as fits, and returns it.
    fn take(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        // Only single-byte characters end a run, so it ends between characters.
        let len = rest.bytes().position(|byte| byte.is_ascii() && !fits(byte)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let len = rest.bytes().take_while(|byte| is_space(*byte)).count();
        self.at += len;
        len > 0
    }

    fn name(&mut self, tag: usize) -> Result<Cow<'a, str>, Finding> {
        let raw = self.take(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let ends_well = self.peek().is_none_or(|byte| is_space(byte) || matches!(byte, b'/' | b'>'));
        if !raw.is_ascii() || !ends_well {
            let what = format!("the name of the tag `{}`", shown(self.tag_at(tag)));
            return Err(Finding::new(tag, what, "a name has letters, digits and hyphens, then a space or `>`"));
        }
        Ok(lowered(raw))
    }

    fn open(&mut self) -> Result<Token<'a>, Finding> {
        let at = self.at;
        self.at += 1;
        let name = self.name(at)?;
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        loop {
            let is_apart = self.spaces();
            match self.peek() {
                None => return Err(self.unfinished(at)),
                Some(b'>') => {
                    self.at += 1;
                    return Ok(Token::Open { name, attributes, is_self_closed: false, at });
                }
                Some(b'/') if self.rest().starts_with("/>") => {
                    self.at += 2;
                    return Ok(Token::Open { name, attributes, is_self_closed: true, at });
                }
                Some(b'/') => return Err(Finding::new(self.at, format!("a slash inside <{name}>"), "take it out")),
                Some(_) if !is_apart => {
                    let what = format!("no space before an attribute of <{name}>");
                    return Err(Finding::new(self.at, what, "put one between two attributes"));
                }
                Some(_) => {
                    let attribute = self.attribute(at, &name)?;
                    self.admit(&name, &attributes, &attribute)?;
                    attributes.push(attribute);
                }
            }
        }
    }

    fn admit(&self, tag: &str, before: &[Attribute<'_>], attribute: &Attribute<'_>) -> Result<(), Finding> {
        if before.iter().any(|each| each.name == attribute.name) {
            let what = format!("`{}` is there twice on <{tag}>", shown(&attribute.name));
            return Err(Finding::new(attribute.at, what, "write it once"));
        }
        if before.len() >= self.max_attributes {
            let what = format!("<{tag}> has more than {} attributes", self.max_attributes);
            return Err(Finding::new(attribute.at, what, "leave some out"));
        }
        Ok(())
    }

    fn attribute(&mut self, tag: usize, element: &str) -> Result<Attribute<'a>, Finding> {
        let at = self.at;
        let raw = self.take(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        if raw.is_empty() || raw.contains(['"', '\'', '<', '`']) {
            let what = format!("`{}` where an attribute of <{element}> should be", shown(self.tag_at(at)));
            return Err(Finding::new(at, what, "write name=\"value\", and `&quot;` for a quote inside a value"));
        }
        let name = lowered(raw);
        let end_of_name = self.at;
        self.spaces();
        if self.peek() != Some(b'=') {
            // The spaces stay, for they part this attribute from the next.
            self.at = end_of_name;
            return Ok(Attribute { name, value: None, at });
        }
        self.at += 1;
        self.spaces();
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            let what = format!("the value of `{}` on <{element}> has no quotes", shown(&name));
            return Err(Finding::new(self.at, what, format!("write {}=\"…\"", shown(&name))));
        };
        self.at += 1;
        let start = self.at;
        let raw = self.take(|byte| byte != quote);
        if self.peek().is_none() {
            return Err(self.unfinished(tag));
        }
        self.at += 1;
        Ok(Attribute { name, value: Some(decoded(raw, start)?), at })
    }

    fn close(&mut self) -> Result<Token<'a>, Finding> {
        let at = self.at;
        self.at += 2;
        let name = self.name(at)?;
        self.spaces();
        match self.peek() {
            Some(b'>') => {
                self.at += 1;
                Ok(Token::Close { name, at })
            }
            None => Err(self.unfinished(at)),
            Some(_) => {
                let what = format!("something else inside the end tag </{name}>");
                Err(Finding::new(self.at, what, format!("write </{name}>")))
            }
        }
    }

    fn comment(&mut self) -> Result<Token<'a>, Finding> {
        let at = self.at;
        let inside = self.rest().get(4..).unwrap_or_default();
        let advice = "write <!-- text --> without `--` in the text, or leave it out";
        let end = inside.find("-->").filter(|end| {
            let text = inside.get(..*end).unwrap_or_default();
            !text.starts_with('>') && !text.starts_with("->") && !text.contains("--") && !text.ends_with("<!-")
        });
        let Some(end) = end else {
            return Err(Finding::new(at, "a comment that browsers end in different places", advice));
        };
        self.at += 4 + end + 3;
        Ok(Token::Comment { at })
    }

    fn stray(&self, rest: &str) -> Finding {
        let (what, advice) = match rest.get(..2) {
            Some("<!") if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) => {
                ("a document type", "send what stands inside the page; the document around it is core's")
            }
            Some("<!") if rest.starts_with("<![CDATA[") => {
                ("a CDATA section", "write `&lt;` and `&amp;` in plain text")
            }
            Some("<?") => ("a processing instruction", "leave it out"),
            Some("</") => ("an end tag without a name", "write the name of the element, or `&lt;/` for the text"),
            _ => ("`<` before something that is no tag", "write `&lt;`"),
        };
        Finding::new(self.at, what, advice)
    }

    fn unfinished(&self, tag: usize) -> Finding {
        let what = format!("the tag `{}` never ends", shown(self.tag_at(tag)));
        Finding::new(tag, what, "close its quotes and write `>`")
    }

    /// Returns the beginning of what stands there, for a quotation.
    fn tag_at(&self, at: usize) -> &'a str {
        let rest = self.html.get(at..).unwrap_or_default();
        let end = rest.char_indices().take(24).find(|(_, c)| matches!(c, '>' | '\n')).map(|(at, _)| at);
        let most = rest.char_indices().nth(24).map_or(rest.len(), |(at, _)| at);
        rest.get(..end.unwrap_or(most)).unwrap_or_default()
    }
}

/// Returns whether HTML calls this byte a space; form feeds are refused before anything is read.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b' ')
}

fn lowered(raw: &str) -> Cow<'_, str> {
    if raw.bytes().any(|byte| byte.is_ascii_uppercase()) { raw.to_ascii_lowercase().into() } else { raw.into() }
}

fn decoded(raw: &str, at: usize) -> Result<Cow<'_, str>, Finding> {
    references::decode(raw).map_err(|unreadable| {
        let what = format!("the character reference `{}`", shown(&unreadable.text));
        Finding::new(
            at + unreadable.at,
            what,
            "write the character itself, and `&amp;` for an ampersand before a letter",
        )
    })
}
