//! The one pass over a plugin's HTML.
//!
//! Rule: an event is added only after the stack and the tables agreed to it; a finding that comes back as an error ends the
//! pass and there is no page, any other is noted and what it names is left out.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Limits, Mount,
    attributes::{INSTEAD, Value, refuses, rule_for},
    elements::{self, Element, Holds},
    flaws::{Finding, shown},
    nesting::Nesting,
    tokens::{Attribute, Token, Tokens},
    values::{Verdict, judge},
    write::Event,
};

type Attributes<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// What the pass came to.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    /// What is left.
    pub(crate) events: Vec<Event<'a>>,
    /// The ids that were given, sorted, without a prefix.
    pub(crate) ids: Vec<String>,
    /// What was taken out.
    pub(crate) stripped: Vec<Finding>,
    /// Why there is no page.
    pub(crate) refusal: Option<Finding>,
}

/// The form that is open.
#[derive(Debug)]
struct OpenForm {
    /// Which event opened it.
    event: usize,
    is_post: bool,
}

/// The pass, as far as it has come.
#[derive(Debug)]
pub(crate) struct Pass<'a, 'm> {
    tokens: Tokens<'a>,
    nesting: Nesting<'a>,
    mount: Option<&'m Mount<'m>>,
    limits: &'m Limits,
    events: Vec<Event<'a>>,
    stripped: Vec<Finding>,
    elements: usize,
    /// Ids, regions and pieces that have been named, each with what it is.
    named: BTreeSet<(&'static str, String)>,
    form: Option<OpenForm>,
}

impl<'a, 'm> Pass<'a, 'm> {
    pub(crate) fn new(html: &'a str, mount: Option<&'m Mount<'m>>, limits: &'m Limits) -> Self {
        Self {
            tokens: Tokens::new(html, limits.attributes),
            nesting: Nesting::new(limits.depth),
            mount,
            limits,
            events: Vec::with_capacity(html.len() / 12),
            stripped: Vec::new(),
            elements: 0,
            named: BTreeSet::new(),
            form: None,
        }
    }

    pub(crate) fn run(mut self) -> Outcome<'a> {
        let refusal = self.all().err();
        let ids = self.named.into_iter().filter_map(|(what, name)| (what == "id").then_some(name)).collect();
        Outcome { events: self.events, ids, stripped: self.stripped, refusal }
    }

    fn all(&mut self) -> Result<(), Finding> {
        let mut drops_line_end = false;
        while let Some(token) = self.tokens.next()? {
            let begins_lines = std::mem::take(&mut drops_line_end);
            match token {
                Token::Comment { at } => self.strip(at, "a comment", "leave it out: readers need not load it"),
                Token::Text { text, at } => self.text(if begins_lines { without_line_end(text) } else { text }, at)?,
                Token::Close { name, at } => self.close(&name, at)?,
                Token::Open { name, attributes, is_self_closed, at } => {
                    self.count(at)?;
                    drops_line_end = name == "pre";
                    let Some(element) = elements::element(&name) else {
                        self.unknown(name, is_self_closed, at)?;
                        continue;
                    };
                    if is_self_closed && element.holds != Holds::Void {
                        let what = format!("<{name}/> as if that closed it");
                        return Err(Finding::new(at, what, format!("write <{name}></{name}>")));
                    }
                    self.open(element, attributes, at)?;
                }
            }
        }
        self.nesting.finish()
    }

    fn count(&mut self, at: usize) -> Result<(), Finding> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            let what = format!("more than {} elements", self.limits.elements);
            return Err(Finding::new(at, what, "page long lists, and hand tables over as pieces"));
        }
        Ok(())
    }

    fn strip(&mut self, at: usize, what: impl Into<String>, advice: impl Into<String>) {
        self.stripped.push(Finding::new(at, what, advice));
    }

    fn unknown(&mut self, name: Cow<'a, str>, is_self_closed: bool, at: usize) -> Result<(), Finding> {
        let shown = shown(&name);
        if let Some(advice) = elements::refused(&name) {
            return Err(Finding::new(at, format!("<{shown}>"), advice));
        }
        if is_self_closed {
            return Err(Finding::new(at, format!("<{shown}/> as if that closed it"), "leave it out"));
        }
        self.strip(at, format!("<{shown}>"), "use an element of the list in docs/reference/html-profile.md");
        self.nesting.enter_stripped(name, at)
    }

    fn text(&mut self, text: Cow<'a, str>, at: usize) -> Result<(), Finding> {
        if text.is_empty() {
            return Ok(());
        }
        self.nesting.text(&text, at)?;
        // Two texts next to each other are one to a browser.
        if let Some(Event::Text(before)) = self.events.last_mut() {
            before.to_mut().push_str(&text);
        } else {
            self.events.push(Event::Text(text));
        }
        Ok(())
    }

    fn close(&mut self, name: &str, at: usize) -> Result<(), Finding> {
        if let Some(element) = self.nesting.leave(name, at)? {
            if name == "form" {
                self.form = None;
            }
            self.events.push(Event::Close { name: self.written(element) });
        }
        Ok(())
    }

    /// Returns the name that an element gets, which differs for headings.
    fn written(&self, element: &'static Element) -> &'static str {
        match (elements::heading_level(element.name), self.mount) {
            (Some(level), Some(mount)) => elements::heading(level.saturating_add(mount.heading_offset)),
            _ => element.name,
        }
    }

    fn open(&mut self, element: &'static Element, written: Vec<Attribute<'a>>, at: usize) -> Result<(), Finding> {
        let takes_piece = self.nesting.takes_piece();
        self.nesting.enter(element, at)?;
        let mut attributes = self.attributes(element.name, written)?;
        self.demand(element.name, &mut attributes, at)?;
        let piece = attributes.iter().find(|(name, _)| *name == "data-piece").map(|(_, piece)| piece.to_string());
        if piece.is_some() {
            if !takes_piece {
                let advice = "place it among blocks, outside of forms, labels and links";
                return Err(Finding::new(at, "a piece where core cannot draw it", advice));
            }
            self.nesting.keep_empty();
        }
        self.events.push(Event::Open { name: self.written(element), attributes });
        self.events.extend(piece.map(Event::Place));
        match element.name {
            "form" => self.begin_form(),
            "textarea" => {
                if let Some(Token::Text { text, at }) = self.tokens.raw_text("textarea")? {
                    self.text(without_line_end(text), at)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn attributes(&mut self, element: &'static str, written: Vec<Attribute<'a>>) -> Result<Attributes<'a>, Finding> {
        let mut attributes = Vec::with_capacity(written.len());
        let mut leaves = false;
        for Attribute { name, value, at } in written {
            let Some(rule) = rule_for(element, &name) else {
                let advice = INSTEAD.iter().find(|(each, _)| *each == name).map_or(ADVICE, |(_, advice)| advice);
                self.strip(at, format!("`{}` on <{element}>", shown(&name)), advice);
                continue;
            };
            let value = value.unwrap_or_default();
            let original = value.clone();
            match judge(rule.value, rule.name, value, self.mount) {
                Verdict::Stands(value) => {
                    self.note(rule.value, &original, at)?;
                    attributes.push((rule.name, value));
                }
                Verdict::Leaves(value) => {
                    leaves = true;
                    attributes.push((rule.name, value));
                }
                Verdict::Partly(value, others) => {
                    for word in others {
                        self.strip(at, format!("`{word}` in `{}` on <{element}>", rule.name), of_list(rule.value));
                    }
                    if !value.is_empty() {
                        attributes.push((rule.name, value));
                    }
                }
                Verdict::Falls(advice) => {
                    let finding = Finding::new(at, pair(&name, &original, element), advice);
                    if refuses(rule.value) {
                        return Err(finding);
                    }
                    self.stripped.push(finding);
                }
            }
        }
        if leaves && self.mount.is_some() {
            attributes.extend([("rel", "noopener noreferrer".into()), ("data-outside", "".into())]);
        }
        Ok(attributes)
    }

    /// Takes a name that may be given once only.
    fn note(&mut self, kind: Value, name: &str, at: usize) -> Result<(), Finding> {
        let what = match kind {
            Value::Id => "id",
            Value::Name => "region",
            Value::Piece => "piece",
            _ => return Ok(()),
        };
        if self.named.insert((what, name.to_owned())) {
            return Ok(());
        }
        Err(Finding::new(at, format!("the {what} `{}` is there twice", shown(name)), "give each a name of its own"))
    }

    /// Looks for what an element needs beside its single attributes.
    fn demand(&mut self, element: &str, attributes: &mut Attributes<'a>, at: usize) -> Result<(), Finding> {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_ref());
        match element {
            "img" if value("alt").is_none() => {
                let advice = "say in `alt` what it shows, or write alt=\"\" if it adds nothing";
                Err(Finding::new(at, "<img> without `alt`", advice))
            }
            "form" if value("action").is_none() => {
                Err(Finding::new(at, "<form> without `action`", "name the path below the mount that it sends to"))
            }
            "input" if value("type") == Some("file") && self.nesting.is_in_form() => self.file(at),
            "div" | "section" | "article" | "aside" if value("data-piece").is_some() => {
                self.keep_only(
                    attributes,
                    at,
                    |name| name == "data-piece",
                    "core draws the piece and its surroundings",
                );
                Ok(())
            }
            "div" | "section" | "article" | "aside" if value("data-region").is_none() => {
                let advice = "name the region with `data-region` on the same element";
                let keeps = |name: &str| !matches!(name, "data-from" | "data-live" | "data-refresh");
                self.keep_only(attributes, at, keeps, advice);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn keep_only(&mut self, attributes: &mut Attributes<'a>, at: usize, keeps: fn(&str) -> bool, advice: &str) {
        for (name, _) in attributes.extract_if(.., |(name, _)| !keeps(name)) {
            self.stripped.push(Finding::new(at, format!("`{name}` where it means nothing"), advice));
        }
    }

    fn begin_form(&mut self) {
        let event = self.events.len().saturating_sub(1);
        let is_post = self.form_value(event, "method").is_some_and(|method| method == "post");
        self.form = Some(OpenForm { event, is_post });
        if let Some(token) = self.mount.and_then(|mount| mount.csrf).filter(|_| is_post) {
            let attributes =
                vec![("type", "hidden".into()), ("name", "_csrf".into()), ("value", token.to_owned().into())];
            self.events.push(Event::Open { name: "input", attributes });
        }
    }

    /// A file goes with its form only in one way of sending.
    fn file(&mut self, at: usize) -> Result<(), Finding> {
        const MULTIPART: &str = "multipart/form-data";
        let Some(form) = self.form.as_ref().filter(|form| form.is_post) else {
            return Err(Finding::new(at, "a file in a form that is not posted", "write method=\"post\" on the form"));
        };
        let (event, is_decorated) = (form.event, self.mount.is_some());
        match self.form_value(event, "enctype") {
            Some(MULTIPART) => {}
            Some(_) => {
                let advice = "leave `enctype` out of the form; core sets it";
                return Err(Finding::new(at, "a file in a form whose `enctype` cannot carry it", advice));
            }
            None if is_decorated => {
                if let Some(Event::Open { attributes, .. }) = self.events.get_mut(event) {
                    attributes.push(("enctype", MULTIPART.into()));
                }
            }
            None => {}
        }
        Ok(())
    }

    fn form_value(&self, event: usize, wanted: &str) -> Option<&str> {
        let Some(Event::Open { attributes, .. }) = self.events.get(event) else { return None };
        attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_ref())
    }
}

const ADVICE: &str = "use an attribute of the list in docs/reference/html-profile.md";

fn of_list(kind: Value) -> &'static str {
    match kind {
        Value::Classes => "use a class of the list in docs/reference/html-profile.md",
        _ => "name ids of the page: small letters, digits, - and _, a letter first",
    }
}

fn pair(name: &str, value: &str, element: &str) -> String {
    if value.is_empty() {
        format!("`{name}` without a value on <{element}>")
    } else {
        format!("{name}=\"{}\" on <{element}>", shown(value))
    }
}

fn without_line_end(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\n').unwrap_or(text)),
        Cow::Owned(text) => text.strip_prefix('\n').map(str::to_owned).unwrap_or(text).into(),
    }
}
