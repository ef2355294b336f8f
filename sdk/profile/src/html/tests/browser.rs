//! What a browser makes of HTML: html5ever's tree builder, its tree written as one line for each node.
//!
//! Rule: this knows nothing of the cleaner; it is the judge.

use std::{borrow::Cow, cell::RefCell};

use html5ever::{
    Attribute, LocalName, Namespace, ParseOpts, QualName,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    ns, parse_fragment,
    tendril::{StrTendril, TendrilSink as _},
};

#[derive(Clone, Debug)]
enum Kind {
    Root,
    Element(QualName, Vec<(String, String)>),
    Text(String),
    Other,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    parent: Option<usize>,
    children: Vec<usize>,
}

#[derive(Debug)]
struct Tree {
    nodes: RefCell<Vec<Node>>,
    errors: RefCell<Vec<String>>,
}

impl Tree {
    fn new() -> Self {
        let root = Node { kind: Kind::Root, parent: None, children: Vec::new() };
        Self { nodes: RefCell::new(vec![root]), errors: RefCell::default() }
    }

    fn make(&self, kind: Kind) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { kind, parent: None, children: Vec::new() });
        nodes.len() - 1
    }

    fn detach(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take() {
            nodes[parent].children.retain(|child| *child != node);
        }
    }

    fn insert(&self, parent: usize, at: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|at| nodes[parent].children.get(at).copied());
                if let Some(Kind::Text(known)) = before.map(|before| &mut nodes[before].kind) {
                    known.push_str(&text);
                    return;
                }
                drop(nodes);
                self.make(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        nodes[parent].children.insert(at, child);
    }
}

impl TreeSink for Tree {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.errors.borrow_mut().push(message.into_owned());
    }

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        match &self.nodes.borrow()[*target].kind {
            Kind::Element(name, _) => Name(name.clone()),
            other => panic!("{other:?} has no name"),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        let written =
            attributes.into_iter().map(|each| (each.name.local.to_string(), each.value.to_string())).collect();
        self.make(Kind::Element(name, written))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.make(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.make(Kind::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(*node);
        }
        let end = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(*node);
        }
        let nodes = self.nodes.borrow();
        let parent = nodes[*sibling].parent.unwrap();
        let at = nodes[parent].children.iter().position(|child| child == sibling).unwrap();
        drop(nodes);
        self.insert(parent, at, child);
    }

    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, from: &usize, to: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*from].children);
        for child in children {
            self.nodes.borrow_mut()[child].parent = None;
            self.append(to, NodeOrText::AppendNode(child));
        }
    }
}

/// The name of an element, as html5ever wants it lent.
#[derive(Debug)]
struct Name(QualName);

impl html5ever::interface::ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

/// What a browser makes of HTML inside a `<div>`.
pub(super) struct Reading {
    /// A line for each node, indented by its depth.
    pub tree: String,
    /// Every element with its attributes.
    pub elements: Vec<(String, Vec<(String, String)>)>,
    /// What the parser had to forgive.
    pub errors: Vec<String>,
}

/// Returns what a browser makes of HTML inside a `<div>`.
pub(super) fn read(html: &str) -> Reading {
    let context = QualName::new(None, ns!(html), LocalName::from("div"));
    let options = ParseOpts::default();
    let tree = parse_fragment(Tree::new(), options, context, Vec::new(), true).one(html);
    let nodes = tree.nodes.borrow();
    let mut reading = Reading { tree: String::new(), elements: Vec::new(), errors: tree.errors.take() };
    // The parser puts the fragment into an <html> of its own below the document.
    for top in &nodes[0].children {
        for child in &nodes[*top].children {
            reading.add(&nodes, *child, 0);
        }
    }
    reading
}

impl Reading {
    fn add(&mut self, nodes: &[Node], at: usize, depth: usize) {
        match &nodes[at].kind {
            Kind::Element(name, attributes) => {
                self.tree.push_str(&element_line(depth, &name.local, attributes));
                assert_eq!(name.ns, ns!(html), "{}", name.local);
                self.elements.push((name.local.to_string(), attributes.clone()));
            }
            Kind::Text(text) => self.tree.push_str(&text_line(depth, text)),
            Kind::Root | Kind::Other => self.tree.push_str("something else\n"),
        }
        for child in &nodes[at].children {
            self.add(nodes, *child, depth + 1);
        }
    }
}

/// Returns the line for an element.
pub(super) fn element_line(depth: usize, name: &str, attributes: &[(String, String)]) -> String {
    let attributes: String = attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
    format!("{}<{name}{attributes}>\n", "  ".repeat(depth))
}

/// Returns the line for a text.
pub(super) fn text_line(depth: usize, text: &str) -> String {
    format!("{}{text:?}\n", "  ".repeat(depth))
}
