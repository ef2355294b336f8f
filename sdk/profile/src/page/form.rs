//! Something to fill in and send.
//!
//! Rule: a form posts to a path below the plugin's mount. Core adds what keeps strangers from posting it; a plugin reads
//! names and values only.

mod fields;
mod input;

use serde::{Deserialize, Serialize};

pub use self::input::{Autofill, Choice, Input};

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name on the page.
    pub id: String,
    /// Where it posts: a path below the plugin's mount.
    pub action: String,
    /// What is filled in.
    pub fields: Vec<Field>,
    /// Titles of the groups that show only their title until the reader opens them, or something in them is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folded: Vec<String>,
    /// What the button says.
    pub submit: String,
    /// What was wrong with it as a whole when it came last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in what is sent: small letters, digits, `_` and `-`.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What kind of answer it takes.
    pub input: Input,
    /// How to fill it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What stands in it: for a checkbox `on`, for a file nothing; the kinds of [`Input`] say what theirs look like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was wrong with the value: a sentence of its own, for it stands in the list at the top too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether it must be filled in.
    #[serde(default)]
    pub is_required: bool,
    /// Fields next to one another with the same group stand together under that title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What browsers may fill in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autofill: Option<Autofill>,
}

impl Form {
    /// Returns a form without fields.
    #[must_use]
    pub fn new(id: impl Into<String>, action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self { id: id.into(), action: action.into(), submit: submit.into(), ..Self::default() }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds fields that stand together under a title.
    #[must_use]
    pub fn group(mut self, title: &str, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields.into_iter().map(|field| Field { group: Some(title.to_owned()), ..field }));
        self
    }

    /// Adds fields that only a few have to touch: their title shows, and they when it is opened. None of them is required.
    #[must_use]
    pub fn folded(mut self, title: &str, fields: impl IntoIterator<Item = Field>) -> Self {
        self.folded.push(title.to_owned());
        self.group(title, fields)
    }

    /// Says what was wrong with it as a whole.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Returns whether it sends a file.
    #[must_use]
    pub fn has_file(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.input, Input::File { .. }))
    }
}

impl Field {
    /// Returns a field.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            input,
            help: None,
            value: None,
            error: None,
            is_required: false,
            group: None,
            autofill: None,
        }
    }

    /// Says how to fill it in.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets what stands in it.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// Says what was wrong with the value.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Says that it must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// Says what browsers may fill in.
    #[must_use]
    pub fn autofill(mut self, autofill: Autofill) -> Self {
        self.autofill = Some(autofill);
        self
    }

    /// Returns the names under which the answer is sent: more than one where it has parts.
    #[must_use]
    pub fn sent_names(&self) -> Vec<String> {
        self.input.parts().iter().map(|part| input::part_name(&self.name, part)).collect()
    }

    /// Puts the parts of an answer together, in the form that [`Field::value`] takes; nothing where nothing was filled in.
    ///
    /// `sent` looks a name up in what was sent.
    #[must_use]
    pub fn answer<'a>(&self, sent: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
        let parts: Vec<&str> = self.sent_names().iter().map(|name| sent(name).unwrap_or_default().trim()).collect();
        self.input.joined(&parts)
    }
}
