//! Links and buttons, and how far a job is.
//!
//! Rule: a link only shows something; whatever changes something is a button that posts, and asks first where `confirm`
//! says what is at stake.

use serde::{Deserialize, Serialize};

use super::Icon;

/// Links and buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Each of them, the likeliest first.
    pub actions: Vec<Action>,
}

/// A link or a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Shows something.
    Go {
        /// What it says.
        text: String,
        /// Where it leads.
        href: String,
        /// How much it draws the eye.
        #[serde(default)]
        tone: Tone,
        /// A picture for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        icon: Option<Icon>,
    },
    /// Changes something.
    Do {
        /// What it says.
        text: String,
        /// Where it posts: a path below the plugin's mount.
        action: String,
        /// How much it draws the eye.
        #[serde(default)]
        tone: Tone,
        /// What is at stake, asked before it posts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm: Option<String>,
        /// What is sent along.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<Hidden>,
        /// A picture for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        icon: Option<Icon>,
    },
}

/// How much a link or a button draws the eye.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As most do.
    #[default]
    Plain,
    /// The thing that most people came for.
    Primary,
    /// Something that cannot be undone.
    Danger,
}

/// A value that is sent without being shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The job.
    pub job: String,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to do; zero where nobody knows.
    pub total: u64,
    /// What it is doing.
    pub message: String,
}

impl Action {
    /// Returns a link.
    #[must_use]
    pub fn go(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Go { text: text.into(), href: href.into(), tone: Tone::Plain, icon: None }
    }

    /// Returns a button.
    #[must_use]
    pub fn post(text: impl Into<String>, action: impl Into<String>) -> Self {
        Self::Do {
            text: text.into(),
            action: action.into(),
            tone: Tone::Plain,
            confirm: None,
            values: Vec::new(),
            icon: None,
        }
    }

    /// Makes it the thing that most people came for.
    #[must_use]
    pub fn primary(mut self) -> Self {
        let (Self::Go { tone, .. } | Self::Do { tone, .. }) = &mut self;
        *tone = Tone::Primary;
        self
    }

    /// Makes a button something that cannot be undone: it says what is at stake and asks first. A link stays as it is.
    #[must_use]
    pub fn danger(mut self, question: impl Into<String>) -> Self {
        if let Self::Do { tone, confirm, .. } = &mut self {
            *tone = Tone::Danger;
            *confirm = Some(question.into());
        }
        self
    }

    /// Sends a value along with a button. A link stays as it is.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Self::Do { values, .. } = &mut self {
            values.push(Hidden { name: name.into(), value: value.into() });
        }
        self
    }

    /// Puts a picture beside its words.
    #[must_use]
    pub fn icon(mut self, shown: Icon) -> Self {
        let (Self::Go { icon, .. } | Self::Do { icon, .. }) = &mut self;
        *icon = Some(shown);
        self
    }
}
