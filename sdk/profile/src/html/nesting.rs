//! The stack of open elements, and what may stand where.
//!
//! Rule: an element ends where its author ended it, and stands where its author put it. Whatever a browser would close,
//! open or move by itself is refused here, never mended.

use std::borrow::Cow;

use super::{
    elements::{Element, Holds, INTERACTIVE, PARTS_OF_FLOW, Stands, TERM_GROUP},
    flaws::Finding,
};

/// Elements that may not stand anywhere inside themselves or inside one another.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    form: bool,
    label: bool,
    /// Inside something that one acts on by touching it.
    control: bool,
}

/// An open element.
#[derive(Debug)]
struct Frame<'a> {
    name: Cow<'a, str>,
    /// The row of the table; nothing for an element that is taken out.
    element: Option<&'static Element>,
    holds: Holds,
    around: Around,
    /// How far its parts have come, and whether it has any content.
    stage: usize,
    is_begun: bool,
    at: usize,
}

/// The open elements, the innermost last.
#[derive(Debug)]
pub(crate) struct Nesting<'a> {
    root: Frame<'a>,
    open: Vec<Frame<'a>>,
    max_depth: usize,
}

impl<'a> Nesting<'a> {
    pub(crate) fn new(max_depth: usize) -> Self {
        let root = Frame {
            name: Cow::Borrowed("the page"),
            element: None,
            holds: Holds::Flow,
            around: Around::default(),
            stage: 0,
            is_begun: false,
            at: 0,
        };
        Self { root, open: Vec::new(), max_depth }
    }

    /// Opens an element of the table.
    pub(crate) fn enter(&mut self, element: &'static Element, at: usize) -> Result<(), Finding> {
        let name = element.name;
        let parent = self.parent();
        if let Some(advice) = misplaced(element, parent) {
            let what = format!("<{name}> inside {}", tag(parent));
            return Err(Finding::new(at, what, advice));
        }
        let holds = match (element.holds, parent.holds) {
            (Holds::AsParent, Holds::Flow) => Holds::Flow,
            (Holds::AsParent, _) => Holds::Phrasing,
            _ if name == "div" && parent.name == "dl" => TERM_GROUP,
            (holds, _) => holds,
        };
        let mut around = parent.around;
        around.form |= name == "form";
        around.label |= name == "label";
        around.control |= matches!(name, "a" | "button" | "summary");
        self.parent_mut().take_part(name, at)?;
        if holds != Holds::Void {
            self.push(Frame {
                name: name.into(),
                element: Some(element),
                holds,
                around,
                stage: 0,
                is_begun: false,
                at,
            })?;
        }
        Ok(())
    }

    /// Opens an element that is taken out, so that its end tag is found; its content stands in its parent.
    pub(crate) fn enter_stripped(&mut self, name: Cow<'a, str>, at: usize) -> Result<(), Finding> {
        let parent = self.parent();
        let (holds, around) = (parent.holds, parent.around);
        self.push(Frame { name, element: None, holds, around, stage: 0, is_begun: false, at })
    }

    /// Says that the innermost element stays as empty as it is.
    pub(crate) fn keep_empty(&mut self) {
        self.parent_mut().holds = Holds::Empty;
    }

    /// Takes text; the innermost element may hold spaces only.
    pub(crate) fn text(&mut self, text: &str, at: usize) -> Result<(), Finding> {
        let parent = self.parent_mut();
        let is_blank = text.bytes().all(super::tokens::is_space);
        match parent.holds {
            Holds::Void | Holds::Empty => {
                Err(Finding::new(at, format!("text inside {}", tag(parent)), "close it right away; core fills it"))
            }
            Holds::Only(names) if !is_blank => {
                let advice = format!("it holds {} and nothing else", listed(names));
                Err(Finding::new(at, format!("text right inside {}", tag(parent)), advice))
            }
            _ => {
                parent.is_begun |= !is_blank;
                Ok(())
            }
        }
    }

    /// Closes the innermost element, which must be this one, and returns its row unless it was taken out.
    pub(crate) fn leave(&mut self, name: &str, at: usize) -> Result<Option<&'static Element>, Finding> {
        let Some(frame) = self.open.pop_if(|frame| frame.name == name) else {
            let (what, advice) = match self.open.last() {
                Some(open) => (
                    format!("</{name}> where <{}> is open", open.name),
                    format!("write </{}> first: what is opened last is closed first", open.name),
                ),
                None => (format!("</{name}> where nothing is open"), "take it out, or open the element".to_owned()),
            };
            return Err(Finding::new(at, what, advice));
        };
        if frame.element.is_some() && frame.name == "details" && frame.stage == 0 {
            return Err(Finding::new(frame.at, "<details> without a <summary>", "begin it with what is seen of it"));
        }
        Ok(frame.element)
    }

    /// Looks whether everything is closed.
    pub(crate) fn finish(&self) -> Result<(), Finding> {
        match self.open.last() {
            None => Ok(()),
            Some(frame) => Err(Finding::new(
                frame.at,
                format!("<{0}> is never closed", frame.name),
                format!("write </{}>", frame.name),
            )),
        }
    }

    /// Returns whether something stands inside a form.
    pub(crate) fn is_in_form(&self) -> bool {
        self.parent().around.form
    }

    /// Returns whether what core draws may stand here: not in a form, a label or a link, for it may have its own.
    pub(crate) fn takes_piece(&self) -> bool {
        let parent = self.parent();
        parent.holds == Holds::Flow && !parent.around.form && !parent.around.label && !parent.around.control
    }

    fn parent(&self) -> &Frame<'a> {
        self.open.iter().rev().find(|frame| frame.element.is_some()).unwrap_or(&self.root)
    }

    fn parent_mut(&mut self) -> &mut Frame<'a> {
        self.open.iter_mut().rev().find(|frame| frame.element.is_some()).unwrap_or(&mut self.root)
    }

    fn push(&mut self, frame: Frame<'a>) -> Result<(), Finding> {
        if self.open.len() >= self.max_depth {
            let what = format!("elements are nested deeper than {}", self.max_depth);
            return Err(Finding::new(frame.at, what, "take out some of the elements around it"));
        }
        self.open.push(frame);
        Ok(())
    }
}

impl Frame<'_> {
    /// Notes what came in, where the order matters.
    fn take_part(&mut self, name: &str, at: usize) -> Result<(), Finding> {
        let (stage, is_once, advice) = match (self.name.as_ref(), name) {
            ("table", "caption") => (1, true, TABLE_ORDER),
            ("table", "colgroup") => (2, false, TABLE_ORDER),
            ("table", "thead") => (3, true, TABLE_ORDER),
            ("table", "tbody") => (4, false, TABLE_ORDER),
            ("table", "tfoot") => (5, true, TABLE_ORDER),
            ("details", "summary") => (1, true, "a <details> begins with its one <summary>"),
            ("fieldset", "legend") => (1, true, "a <fieldset> begins with its one <legend>"),
            ("figure", "figcaption") => (1, true, "a <figure> has one <figcaption>"),
            _ => {
                self.is_begun = true;
                return Ok(());
            }
        };
        let is_late = self.stage > stage || (is_once && self.stage == stage);
        let must_begin = matches!(name, "summary" | "legend");
        if self.element.is_none() || is_late || (must_begin && self.is_begun) {
            return Err(Finding::new(at, format!("<{name}> out of turn in {}", tag(self)), advice));
        }
        (self.stage, self.is_begun) = (stage, true);
        Ok(())
    }
}

const TABLE_ORDER: &str = "a table has <caption>, <colgroup>, <thead>, <tbody> and <tfoot>, in this order";

/// Returns what would be right if an element may not stand in this parent.
fn misplaced(element: &Element, parent: &Frame<'_>) -> Option<String> {
    let name = element.name;
    let is_held = match (parent.holds, element.stands) {
        (Holds::Only(names), _) => names.contains(&name),
        (Holds::Flow, Stands::Part) => {
            PARTS_OF_FLOW.iter().any(|(part, whole)| *part == name && parent.element.is_some() && *whole == parent.name)
        }
        (Holds::Flow, Stands::Block | Stands::Heading | Stands::Inline)
        | (Holds::Titled, Stands::Heading | Stands::Inline)
        | (Holds::Phrasing, Stands::Inline) => true,
        _ => false,
    };
    if !is_held {
        return Some(match parent.holds {
            Holds::Only(names) => format!("{} holds {}", tag(parent), listed(names)),
            Holds::Flow => format!("<{name}> belongs in {}", homes(name)),
            Holds::Titled => format!("{} holds text, inline elements and headings", tag(parent)),
            Holds::Text | Holds::Void | Holds::Empty => format!("{} holds no elements", tag(parent)),
            Holds::Phrasing | Holds::AsParent => {
                format!("{} holds text and inline elements, no blocks: close it first", tag(parent))
            }
        });
    }
    let around = parent.around;
    if around.control && (INTERACTIVE.contains(&name) || name == "form") {
        return Some("nothing that one acts on stands inside a link, a button or a summary".to_owned());
    }
    if around.form && name == "form" {
        return Some("a form holds no form; close the first one".to_owned());
    }
    (around.label && name == "label").then(|| "a label holds no label; close the first one".to_owned())
}

/// Returns where a part belongs, in words.
fn homes(name: &str) -> String {
    if let Some((_, whole)) = PARTS_OF_FLOW.iter().find(|(part, _)| *part == name) {
        return format!("<{whole}>");
    }
    let homes: Vec<&str> = super::elements::ELEMENTS
        .iter()
        .filter(|each| matches!(each.holds, Holds::Only(names) if names.contains(&name)))
        .map(|each| each.name)
        .collect();
    listed(&homes)
}

fn tag(frame: &Frame<'_>) -> String {
    if frame.element.is_some() { format!("<{}>", frame.name) } else { frame.name.to_string() }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(", ")
}
