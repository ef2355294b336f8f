//! A page as a browser's tokenizer reads it, strictly: whatever it would forgive is a fault here.

use std::{cell::RefCell, collections::BTreeMap};

use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, states::RawKind};

/// A tag with its attributes.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

/// What a page is made of, as a browser's tokenizer reads it, with whatever is wrong with it.
#[derive(Default)]
pub(crate) struct Reading {
    pub elements: Vec<Element>,
    open: Vec<String>,
    pub faults: Vec<String>,
}

#[derive(Default)]
struct Sink(RefCell<Reading>);

const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::ParseError(what) => page.faults.push(what.into_owned()),
            Token::TagToken(tag) => return page.tag(&tag),
            Token::EOFToken if !page.open.is_empty() => {
                let open = page.open.join(" ");
                page.faults.push(format!("never closed: {open}"));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Reading {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            if self.open.pop().as_deref() != Some(name.as_str()) {
                self.faults.push(format!("closed out of turn: {name}"));
            }
            return TokenSinkResult::Continue;
        }
        let attributes = tag.attrs.iter().map(|each| (each.name.local.to_string(), each.value.to_string())).collect();
        self.elements.push(Element { name: name.clone(), attributes });
        if !VOID.contains(&name.as_str()) {
            self.open.push(name.clone());
        }
        match name.as_str() {
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "title" if !self.open.contains(&"svg".to_owned()) => TokenSinkResult::RawData(RawKind::Rcdata),
            "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Reads a page.
pub(crate) fn read(html: &str) -> Reading {
    let tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}
