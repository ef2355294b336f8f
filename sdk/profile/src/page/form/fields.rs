//! A way to make each kind of field.

use super::{Choice, Field, Input};

impl Field {
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
        Self::new(name, label, Input::Select { choices: choice_list(choices) })
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
        Self::new(name, label, Input::File { accept: owned(accept), max_bytes })
    }

    /// Returns a value that is sent without being shown.
    #[must_use]
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::new(name, "", Input::Hidden {}) }
    }

    /// Returns a field for an e-mail address.
    #[must_use]
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Email {})
    }

    /// Returns a field for a telephone number.
    #[must_use]
    pub fn phone(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Phone {})
    }

    /// Returns a field for a web address.
    #[must_use]
    pub fn web(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Web {})
    }

    /// Returns a field for a time of the day.
    #[must_use]
    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Time {})
    }

    /// Returns a field for a number with decimals.
    #[must_use]
    pub fn decimal(name: impl Into<String>, label: impl Into<String>, decimals: u8) -> Self {
        Self::new(name, label, Input::Decimal { min: None, max: None, unit: None, decimals })
    }

    /// Returns a field for an amount in one of several currencies, the likeliest first.
    #[must_use]
    pub fn money_in<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        currencies: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(name, label, Input::MoneyIn { currencies: owned(currencies) })
    }

    /// Returns a field for a day and a time where the clocks show it; without zones core offers the usual ones.
    #[must_use]
    pub fn zoned<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        zones: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(name, label, Input::Zoned { zones: owned(zones) })
    }

    /// Returns a field for hours and minutes.
    #[must_use]
    pub fn duration(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Duration {})
    }

    /// Returns a field of one line with suggestions.
    #[must_use]
    pub fn search<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        suggestions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(name, label, Input::Search { suggestions: owned(suggestions) })
    }

    /// Returns a field to choose any number of several, given as value and label.
    #[must_use]
    pub fn checkboxes<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self::new(name, label, Input::Checkboxes { choices: choice_list(choices) })
    }

    /// Returns a field to choose one of a few, given as value and label.
    #[must_use]
    pub fn radio<'a>(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self::new(name, label, Input::Radio { choices: choice_list(choices) })
    }

    /// Returns a field for a place on the Earth.
    #[must_use]
    pub fn geo(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Geo {})
    }

    /// Says what is counted, such as `km`; a field that counts nothing stays as it is.
    #[must_use]
    pub fn unit(mut self, counted: impl Into<String>) -> Self {
        if let Input::Number { unit, .. } | Input::Decimal { unit, .. } = &mut self.input {
            *unit = Some(counted.into());
        }
        self
    }
}

fn owned<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

fn choice_list<'a>(choices: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    choices.into_iter().map(|(value, label)| Choice { value: value.into(), label: label.into() }).collect()
}
