//! The answers that a plugin can give.

use loadin_profile::page::{Page, html_page};
use serde::Serialize;

use crate::{Error, Form};

/// What a request or a reply carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Text in UTF-8.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
    /// A form: in requests only.
    Form(Form),
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Name to save it under.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Content.
    pub content: Body,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// JSON text.
    Json(String),
    /// Plain text.
    Text(String),
    /// A new object.
    Created {
        /// Its path below the mount.
        path: String,
        /// Its JSON text.
        json: String,
    },
    /// A job was started.
    Accepted {
        /// Path below the mount where its outcome will be. Browsers are sent there at once.
        path: String,
        /// JSON text about it.
        json: String,
    },
    /// A page: JSON text of a [`Page`].
    Page(String),
    /// The page again that a form was sent from, with what is wrong in it.
    InvalidPage(String),
    /// Done, with nothing to say.
    Done,
    /// Look at this path below the mount instead.
    Redirect(String),
    /// A file.
    File(File),
}

impl Reply {
    /// Returns `value` as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when it has no JSON form (a map with keys that are not text, say).
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        write_json(value).map(Self::Json)
    }

    /// Returns plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns a new object: its path below the mount and its JSON.
    ///
    /// # Errors
    ///
    /// As [`Reply::json`].
    pub fn created<T: Serialize + ?Sized>(path: impl Into<String>, value: &T) -> Result<Self, Error> {
        Ok(Self::Created { path: path.into(), json: write_json(value)? })
    }

    /// Returns that a job was started: the path below the mount where its outcome will be, and JSON about it.
    ///
    /// # Errors
    ///
    /// As [`Reply::json`].
    pub fn accepted<T: Serialize + ?Sized>(path: impl Into<String>, value: &T) -> Result<Self, Error> {
        Ok(Self::Accepted { path: path.into(), json: write_json(value)? })
    }

    /// Returns a page.
    ///
    /// # Errors
    ///
    /// As [`Reply::json`].
    pub fn page(page: &Page) -> Result<Self, Error> {
        write_json(page).map(Self::Page)
    }

    /// Returns a page of HTML of the profile (`docs/reference/html-profile.md`).
    ///
    /// A page with pieces in its HTML is built with [`crate::ui::html_page`] and given to [`Reply::page`].
    ///
    /// # Errors
    ///
    /// As [`Reply::json`].
    pub fn html_page(title: impl Into<String>, html: impl Into<String>) -> Result<Self, Error> {
        Self::page(&html_page(title, html))
    }

    /// Returns the page again that a form was sent from; the form says what is wrong in it. The status is 422.
    ///
    /// # Errors
    ///
    /// As [`Reply::json`].
    pub fn invalid_page(page: &Page) -> Result<Self, Error> {
        write_json(page).map(Self::InvalidPage)
    }

    /// Returns that one should look at another path below the mount.
    pub fn redirect(path: impl Into<String>) -> Self {
        Self::Redirect(path.into())
    }

    /// Returns a file to save.
    pub fn file(name: impl Into<String>, mime: impl Into<String>, content: impl Into<Body>) -> Self {
        Self::File(File { name: name.into(), mime: mime.into(), content: content.into() })
    }

    /// Returns an answer with nothing in it.
    #[must_use]
    pub const fn done() -> Self {
        Self::Done
    }
}

pub(crate) fn write_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(format!("the answer has no JSON form: {error}")))
}
