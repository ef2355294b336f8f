//! Something to fill in and send.
//!
//! Rule: a form posts to a path below the plugin's mount. Core adds what keeps strangers from posting it; a plugin reads
//! names and values only.

use serde::{Deserialize, Serialize};

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
    /// What stands in it: for a checkbox `on`, for a file nothing.
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
}

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// One line.
    Text {
        /// The longest answer, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_chars: Option<u32>,
    },
    /// Several lines.
    Textarea {
        /// How many lines show.
        rows: u32,
        /// The longest answer, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_chars: Option<u32>,
    },
    /// A day.
    Date {
        /// The first that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The last that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// A whole number.
    Number {
        /// The least that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The most that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What is counted, such as `km`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// An amount in a currency.
    Money {
        /// ISO 4217.
        currency: String,
    },
    /// One of several.
    Select {
        /// What there is to choose from.
        choices: Vec<Choice>,
    },
    /// Yes or no.
    Checkbox {},
    /// A file.
    File {
        /// What may be chosen: endings such as `.csv` or types such as `text/csv`.
        accept: Vec<String>,
        /// The largest that is taken.
        max_bytes: u64,
    },
    /// Sent without being shown.
    Hidden {},
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub label: String,
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
        }
    }

    /// Returns a field of one line.
    #[must_use]
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Text { max_chars: None })
    }

    /// Returns a field of several lines.
    #[must_use]
    pub fn textarea(name: impl Into<String>, label: impl Into<String>, rows: u32) -> Self {
        Self::new(name, label, Input::Textarea { rows, max_chars: None })
    }

    /// Returns a field for a day.
    #[must_use]
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Date { min: None, max: None })
    }

    /// Returns a field for a whole number.
    #[must_use]
    pub fn number(name: impl Into<String>, label: impl Into<String>, min: i64, max: i64) -> Self {
        Self::new(name, label, Input::Number { min: Some(min), max: Some(max), unit: None })
    }

    /// Returns a field for an amount.
    #[must_use]
    pub fn money(name: impl Into<String>, label: impl Into<String>, currency: impl Into<String>) -> Self {
        Self::new(name, label, Input::Money { currency: currency.into() })
    }

    /// Returns a field to choose one of several, given as value and label.
    #[must_use]
    pub fn select<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let choices = choices.into_iter().map(|(value, label)| Choice { value: value.into(), label: label.into() });
        Self::new(name, label, Input::Select { choices: choices.collect() })
    }

    /// Returns a field for yes or no.
    #[must_use]
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Checkbox {})
    }

    /// Returns a field for a file.
    #[must_use]
    pub fn file<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        accept: impl IntoIterator<Item = &'a str>,
        max_bytes: u64,
    ) -> Self {
        let accept = accept.into_iter().map(str::to_owned).collect();
        Self::new(name, label, Input::File { accept, max_bytes })
    }

    /// Returns a value that is sent without being shown.
    #[must_use]
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::new(name, "", Input::Hidden {}) }
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
}
