//! What waits behind a button, and what stands where there is nothing yet.
//!
//! Rule: each of these works without a script: a sheet unfolds, a menu unfolds, an upload is a form.

use serde::{Deserialize, Serialize};

use super::{Action, Hidden, Icon, Piece, Tone};

/// Pieces behind a button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialog {
    /// The name of the place on the page, for links.
    pub id: String,
    /// What the button says.
    pub button: String,
    /// How much the button draws the eye.
    #[serde(default)]
    pub tone: Tone,
    /// What the sheet is about.
    pub title: String,
    /// What stands in it.
    pub pieces: Vec<Piece>,
}

/// Links and buttons behind one button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// What the button says.
    pub label: String,
    /// What it offers.
    pub actions: Vec<Action>,
}

/// What stands where there is nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {
    /// What is not there.
    pub title: String,
    /// Why, and what will be there.
    #[serde(default)]
    pub text: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// A picture for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
}

/// A file to bring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Its name on the page.
    pub id: String,
    /// Where it posts: a path below the plugin's mount.
    pub action: String,
    /// The file's name in what is sent.
    pub name: String,
    /// What to bring.
    pub label: String,
    /// What may be chosen: endings such as `.csv` or types such as `text/csv`.
    pub accept: Vec<String>,
    /// The largest that is taken.
    pub max_bytes: u64,
    /// What happens with it next.
    pub next: String,
    /// What the button says.
    pub submit: String,
    /// What was wrong with the file that came last: a sentence of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What is sent along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Hidden>,
}

impl Dialog {
    /// Returns an empty sheet behind a button.
    #[must_use]
    pub fn new(id: impl Into<String>, button: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), button: button.into(), tone: Tone::Plain, title: title.into(), pieces: Vec::new() }
    }

    /// Makes the button the thing that most people came for.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.tone = Tone::Primary;
        self
    }
}

impl Menu {
    /// Returns links and buttons behind one button.
    #[must_use]
    pub fn new(label: impl Into<String>, actions: impl IntoIterator<Item = Action>) -> Self {
        Self { label: label.into(), actions: actions.into_iter().collect() }
    }
}

impl Empty {
    /// Returns what stands where there is nothing yet.
    #[must_use]
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), action: None, icon: None }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }

    /// Puts a picture above it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl Upload {
    /// Returns a file to bring.
    #[must_use]
    pub fn new<'a>(
        id: impl Into<String>,
        action: impl Into<String>,
        label: impl Into<String>,
        accept: impl IntoIterator<Item = &'a str>,
        max_bytes: u64,
    ) -> Self {
        Self {
            id: id.into(),
            action: action.into(),
            name: "file".to_owned(),
            label: label.into(),
            accept: accept.into_iter().map(str::to_owned).collect(),
            max_bytes,
            next: String::new(),
            submit: "Upload".to_owned(),
            error: None,
            values: Vec::new(),
        }
    }

    /// Says what happens with it next.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// Sets what the button says.
    #[must_use]
    pub fn submit(mut self, submit: impl Into<String>) -> Self {
        self.submit = submit.into();
        self
    }

    /// Says what was wrong with the file that came last.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Sends a value along.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push(Hidden { name: name.into(), value: value.into() });
        self
    }
}
