//! How a language writes values, read from its `format-…` messages.
//!
//! Rule: a format is text and the arguments that its English has, so that it is read once and costs nothing afterwards;
//! anything else is a flaw of its file.

use std::borrow::Cow;

use fluent_syntax::{
    ast::{Expression, InlineExpression, Pattern, PatternElement},
    unicode::unescape_unicode_to_string,
};

use crate::{
    source::{Flaw, Read},
    words::Distance,
};

/// Text with places for arguments.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Place(String),
}

impl Template {
    /// Returns the text with the arguments in it.
    pub(crate) fn fill(&self, args: &[(&str, &str)]) -> String {
        self.fill_by(|name| args.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value).into())
    }

    /// Returns the text with the arguments in it, each worked out only where it stands.
    pub(crate) fn fill_by<'a>(&self, value: impl Fn(&str) -> Cow<'a, str>) -> String {
        let mut text = String::with_capacity(24);
        for part in &self.0 {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Place(name) => text.push_str(&value(name)),
            }
        }
        text
    }

    /// Returns whether one argument stands before another.
    pub(crate) fn has_first(&self, first: &str) -> bool {
        let places = self.0.iter().filter_map(|part| if let Part::Place(name) = part { Some(name) } else { None });
        places.into_iter().next().is_some_and(|name| name == first)
    }

    fn is_text(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// How a language writes values.
#[derive(Debug)]
pub(crate) struct Format {
    /// The mark before decimals.
    pub decimal: String,
    /// The mark between thousands.
    pub group: String,
    /// How many digits stand before the first such mark at least.
    pub group_from: usize,
    /// The sign below zero.
    pub minus: String,
    /// A percentage.
    pub percent: Template,
    /// A sum with its currency.
    pub money: Template,
    /// Bytes, and the three next steps.
    pub sizes: [Template; 4],
    /// A huge number by its name.
    pub huge: Template,
    /// Names from a million on.
    pub huge_names: Vec<String>,
    /// What a new reader is shown.
    pub distance: Distance,
    /// A distance, and the name of its unit.
    pub kilometres: (Template, String),
    /// A distance, and the name of its unit.
    pub miles: (Template, String),
    /// Less than an hour.
    pub minutes: Template,
    /// Whole hours.
    pub hours: Template,
    /// Hours and minutes.
    pub hours_minutes: Template,
    /// From Monday on.
    pub weekdays: Vec<String>,
    /// As they stand in a date.
    pub months: Vec<String>,
    /// As they stand alone.
    pub months_alone: Vec<String>,
    /// A whole day.
    pub date: Template,
    /// A day without its year.
    pub short_date: Template,
    /// A month of a year.
    pub month_year: Template,
    /// Before and after noon.
    pub halves: Vec<String>,
    /// A time of day.
    pub time: Template,
    /// A day and a time.
    pub date_time: Template,
    /// Names one after another.
    pub list: Template,
}

const OF_DAY: &[&str] = &["weekday", "day", "day2", "month", "month-alone", "month-number", "month2", "year"];

impl Format {
    /// Reads the formats; of several files the first that has one counts.
    pub(crate) fn read<'a>(files: impl Iterator<Item = &'a Read> + Clone) -> Result<Self, Vec<Flaw>> {
        let mut reader = Reader { files, flaws: Vec::new() };
        let format = Self::with(&mut reader);
        if reader.flaws.is_empty() { Ok(format) } else { Err(reader.flaws) }
    }

    fn with<'a>(reader: &mut Reader<impl Iterator<Item = &'a Read> + Clone>) -> Self {
        Self {
            decimal: reader.text("format-decimal"),
            group: reader.text("format-group"),
            group_from: reader.choice("format-group-from", &[("1", 1), ("2", 2)], 1),
            minus: reader.text("format-minus"),
            percent: reader.template("format-percent", &["number"]),
            money: reader.template("format-money", &["amount", "currency"]),
            sizes: ["format-size-bytes", "format-size-kilobytes", "format-size-megabytes", "format-size-gigabytes"]
                .map(|key| reader.template(key, &["number"])),
            huge: reader.template("format-huge", &["number", "name"]),
            huge_names: reader.names("format-huge-names", 4),
            distance: reader.choice(
                "format-distance-unit",
                &[("km", Distance::Kilometres), ("mi", Distance::Miles)],
                Distance::Kilometres,
            ),
            kilometres: (
                reader.template("format-kilometres", &["number", "unit"]),
                reader.text("format-kilometres-unit"),
            ),
            miles: (reader.template("format-miles", &["number", "unit"]), reader.text("format-miles-unit")),
            minutes: reader.template("format-minutes", &["minutes"]),
            hours: reader.template("format-hours", &["hours"]),
            hours_minutes: reader.template("format-hours-minutes", &["hours", "minutes", "minutes2"]),
            weekdays: reader.names("format-weekdays", 7),
            months: reader.names("format-months", 12),
            months_alone: reader.names("format-months-alone", 12),
            date: reader.template("format-date", OF_DAY),
            short_date: reader.template("format-short-date", OF_DAY),
            month_year: reader.template("format-month-year", OF_DAY),
            halves: reader.names("format-halves", 2),
            time: reader.template("format-time", &["hour", "hour2", "hour12", "minute2", "half"]),
            date_time: reader.template("format-date-time", &["date", "time"]),
            list: reader.template("format-list", &["before", "next"]),
        }
    }
}

/// Reads formats and gathers what is wrong with them.
struct Reader<I> {
    files: I,
    flaws: Vec<Flaw>,
}

impl<'a, I: Iterator<Item = &'a Read> + Clone> Reader<I> {
    fn template(&mut self, key: &str, places: &[&str]) -> Template {
        let found = self.files.clone().find_map(|file| {
            let (_, pattern) = file.messages().find(|(known, _)| *known == key)?;
            Some((file, pattern))
        });
        // English has them all: a test of this crate reads it.
        let Some((file, pattern)) = found else { return Template(Vec::new()) };
        match template(pattern, places) {
            Ok(template) => template,
            Err(text) => {
                self.flaws.push(file.flaw(key, text));
                Template(Vec::new())
            }
        }
    }

    fn text(&mut self, key: &str) -> String {
        self.template(key, &[]).is_text().unwrap_or_default().to_owned()
    }

    fn names(&mut self, key: &str, count: usize) -> Vec<String> {
        let text = self.text(key);
        let names: Vec<String> = text.split('|').map(|name| name.trim().to_owned()).collect();
        if names.len() != count {
            self.wrong(key, format!("{} names where {count} are needed, with `|` between them", names.len()));
        }
        names
    }

    fn choice<T: Copy>(&mut self, key: &str, choices: &[(&str, T)], otherwise: T) -> T {
        let text = self.text(key);
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        found.unwrap_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.wrong(key, format!("`{text}` is none of {}", names.join(", ")));
            otherwise
        })
    }

    fn wrong(&mut self, key: &str, text: String) {
        let file = self.files.clone().find(|file| file.messages().any(|(known, _)| known == key));
        self.flaws.extend(file.map(|file| file.flaw(key, text)));
    }
}

fn template(pattern: &Pattern<&str>, places: &[&str]) -> Result<Template, String> {
    let mut parts: Vec<Part> = Vec::new();
    for element in &pattern.elements {
        let part = match element {
            PatternElement::TextElement { value } => Part::Text((*value).to_owned()),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                Part::Text(unescape_unicode_to_string(value).into_owned())
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } if places.contains(&id.name) => Part::Place(id.name.to_owned()),
            PatternElement::Placeable { .. } if places.is_empty() => {
                return Err("a format with no argument is text alone".to_owned());
            }
            PatternElement::Placeable { .. } => {
                return Err(format!("a format holds text and these arguments alone: ${}", places.join(", $")));
            }
        };
        match (parts.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => parts.push(part),
        }
    }
    Ok(Template(parts))
}
