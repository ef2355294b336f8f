//! Something to fill in and send.
//!
//! Rule: a name must not hide a property of the form from a script, and no two parts of a form share one.

use std::collections::BTreeSet;

use super::{Walk, limits, shown};
use crate::{
    html::names::shadows,
    links,
    page::{Field, Form, Input, Money, Upload},
};

impl Walk {
    pub(super) fn name(&mut self, at: &str, name: &str) {
        if !links::is_id(name) {
            let what =
                format!("`{}` cannot name a field: use small letters, digits, - and _, a letter first", shown(name));
            self.flaw(at, what);
        } else if shadows(name) {
            self.flaw(at, format!("`{name}` would hide a property of the form: use something like `plan_{name}`"));
        }
    }

    pub(super) fn form(&mut self, at: &str, form: &Form) {
        self.id(&format!("{at}.id"), &form.id);
        self.action(&format!("{at}.action"), &form.action);
        self.title(&format!("{at}.submit"), &form.submit);
        form.error.iter().for_each(|error| self.text(&format!("{at}.error"), error));
        self.folds(at, form);
        self.fields(at, &form.id, &form.fields);
    }

    /// A folded group has fields, and none that a browser could miss without showing where.
    fn folds(&mut self, at: &str, form: &Form) {
        self.each(&format!("{at}.folded"), "folded groups", &form.folded, limits::ITEMS, |walk, at, title| {
            let mut fields = form.fields.iter().filter(|field| field.group.as_ref() == Some(title)).peekable();
            if fields.peek().is_none() {
                walk.flaw(at, format!("no field stands in the group `{}`", shown(title)));
            } else if let Some(field) = fields.find(|field| field.is_required) {
                walk.flaw(at, format!("`{}` is required: take it out of the folded group", shown(&field.name)));
            }
        });
    }

    /// Fields; those of one form are sent under names of their own.
    pub(super) fn fields(&mut self, at: &str, form: &str, fields: &[Field]) {
        let mut names = BTreeSet::new();
        self.each(&format!("{at}.fields"), "fields", fields, limits::FIELDS, |walk, at, field| {
            for name in field.sent_names() {
                if !names.insert(name.clone()) {
                    walk.flaw(&format!("{at}.name"), format!("`{}` is there twice in the form", shown(&name)));
                }
                // The field's own id on the page: nothing else may have it.
                if links::is_id(&name) && links::is_id(form) {
                    walk.ids.insert(format!("{form}-{name}"));
                }
            }
            walk.field(at, field);
        });
    }

    fn field(&mut self, at: &str, field: &Field) {
        self.name(&format!("{at}.name"), &field.name);
        if field.input != (Input::Hidden {}) {
            self.title(&format!("{at}.label"), &field.label);
        }
        field.help.iter().for_each(|help| self.text(&format!("{at}.help"), help));
        field.error.iter().for_each(|error| self.text(&format!("{at}.error"), error));
        field.group.iter().for_each(|group| self.title(&format!("{at}.group"), group));
        // What somebody filled in comes back as it was, so only its size is looked at.
        self.text_bytes = self.text_bytes.saturating_add(field.value.as_ref().map_or(0, String::len));
        let at = format!("{at}.input");
        match &field.input {
            Input::Text { .. }
            | Input::Textarea { .. }
            | Input::Checkbox {}
            | Input::Hidden {}
            | Input::Email {}
            | Input::Phone {}
            | Input::Web {}
            | Input::Time {}
            | Input::Duration {}
            | Input::Geo {} => {}
            Input::Decimal { unit, decimals, .. } => {
                unit.iter().for_each(|unit| self.title(&format!("{at}.unit"), unit));
                if !(1..=6).contains(decimals) {
                    self.flaw(&at, format!("decimals is {decimals}; use 1 to 6"));
                }
            }
            Input::MoneyIn { currencies } => {
                if currencies.is_empty() {
                    self.flaw(&at, "has no currencies");
                }
                self.each(
                    &format!("{at}.currencies"),
                    "currencies",
                    currencies,
                    limits::ITEMS,
                    |walk, at, currency| {
                        walk.money(at, &Money::new("0", currency));
                    },
                );
            }
            Input::Zoned { zones } => {
                self.each(&format!("{at}.zones"), "zones", zones, limits::CHOICES, |walk, at, zone| {
                    if !is_zone(zone) {
                        walk.flaw(at, format!("`{}` is no time zone: write it like Europe/Berlin", shown(zone)));
                    }
                });
            }
            Input::Search { suggestions } => {
                self.each(
                    &format!("{at}.suggestions"),
                    "suggestions",
                    suggestions,
                    limits::CHOICES,
                    |walk, at, text| walk.title(at, text),
                );
            }
            Input::Number { unit, .. } => unit.iter().for_each(|unit| self.title(&format!("{at}.unit"), unit)),
            Input::Date { min, max } => min.iter().chain(max).for_each(|date| self.date(&at, date)),
            Input::Money { currency } => self.money(&at, &Money::new("0", currency)),
            Input::Select { choices } | Input::Checkboxes { choices } | Input::Radio { choices } => {
                self.each(&at, "choices", choices, limits::CHOICES, |walk, _, choice| {
                    walk.title(&format!("{at}.choices"), &choice.label);
                    walk.text(&format!("{at}.choices"), &choice.value);
                });
                if matches!(field.input, Input::Checkboxes { .. })
                    && choices.iter().any(|choice| choice.value.contains('\n'))
                {
                    self.flaw(&at, "a value holds a line end, which stands between values");
                }
            }
            Input::File { accept, max_bytes } => self.file_kinds(&at, accept, *max_bytes),
        }
    }

    fn file_kinds(&mut self, at: &str, accept: &[String], max_bytes: u64) {
        if max_bytes == 0 || max_bytes > limits::FILE_BYTES {
            self.flaw(at, format!("max_bytes is {max_bytes}; use 1 to {}", limits::FILE_BYTES));
        }
        let is_sound = |kind: &String| {
            !kind.is_empty()
                && kind.len() <= 100
                && kind.chars().all(|c| c.is_ascii_alphanumeric() || "./+-*".contains(c))
        };
        if !accept.iter().all(is_sound) {
            self.flaw(at, "accept holds something else than endings (.csv) and types (text/csv)");
        }
    }

    pub(super) fn upload(&mut self, at: &str, upload: &Upload) {
        self.id(&format!("{at}.id"), &upload.id);
        self.action(&format!("{at}.action"), &upload.action);
        self.name(&format!("{at}.name"), &upload.name);
        self.title(&format!("{at}.label"), &upload.label);
        self.text(&format!("{at}.next"), &upload.next);
        self.title(&format!("{at}.submit"), &upload.submit);
        upload.error.iter().for_each(|error| self.text(&format!("{at}.error"), error));
        self.each(&format!("{at}.values"), "values", &upload.values, limits::ITEMS, Self::hidden);
        self.file_kinds(at, &upload.accept, upload.max_bytes);
    }
}

/// The shape of a name in the time zone database; core knows which ones there are.
fn is_zone(zone: &str) -> bool {
    zone.len() <= 64
        && zone.starts_with(|c: char| c.is_ascii_uppercase())
        && zone.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c))
}
