//! Texts that a plugin asks for: by key, with values in JSON.
//!
//! Rule: a value that a language writes in its own way arrives as what it is (`{"minutes":90}`), and is written here and
//! nowhere else; whatever else arrives is refused with its name.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::{Arg, Words};

/// Why a text cannot be said with these values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgError {
    /// What should be a JSON object is none.
    #[error("its values are no JSON object: {0}")]
    NoObject(String),
    /// A value is of no kind that a text takes.
    #[error(
        "its value `{name}` is none that a text takes: give words, a number, money, date, short_date, time, minutes, km or percent"
    )]
    NoValue {
        /// The value's name.
        name: String,
    },
}

impl Words<'_> {
    /// Says a text with the values of a JSON object; an empty one may also be left out.
    ///
    /// Words and numbers stand for themselves; `{"money":{"amount":"12.50","currency":"EUR"}}`, `{"date":"2027-03-05"}`,
    /// `{"short_date":"2027-03-05"}` (without weekday and year), `{"time":"18:30"}`, `{"minutes":90}`, `{"km":120.5}` and `{"percent":50}` are written in the reader's way.
    ///
    /// # Errors
    ///
    /// See [`ArgError`].
    pub fn say_json(self, key: &str, args: &str) -> Result<String, ArgError> {
        if args.is_empty() || args == "{}" {
            return Ok(self.say(key).into_owned());
        }
        let read: Map<String, Value> =
            serde_json::from_str(args).map_err(|error| ArgError::NoObject(error.to_string()))?;
        let mut args = Vec::with_capacity(read.len());
        for (name, value) in &read {
            let arg = self.arg(value).ok_or_else(|| ArgError::NoValue { name: name.clone() })?;
            args.push((name.as_str(), arg));
        }
        Ok(self.say_with(key, &args))
    }

    fn arg<'a>(self, value: &'a Value) -> Option<Arg<'a>> {
        match value {
            Value::String(text) => Some(Arg::from(text)),
            Value::Number(number) => number.as_f64().map(Arg::from),
            Value::Object(typed) if typed.len() == 1 => {
                let (kind, value) = typed.iter().next()?;
                self.typed(kind, value).map(|text| Arg::Text(Cow::Owned(text)))
            }
            _ => None,
        }
    }

    /// Writes a value of a kind that languages write in their own way.
    fn typed(self, kind: &str, value: &Value) -> Option<String> {
        let number = || value.as_f64();
        match kind {
            "money" => Some(self.money(value.get("amount")?.as_str()?, value.get("currency")?.as_str()?)),
            "date" => value.as_str().map(|day| self.date(day)),
            "short_date" => {
                value.as_str().map(|day| day.parse().map_or_else(|_| day.to_owned(), |day| self.short_date(day)))
            }
            "time" => value.as_str().map(|time| self.time(time)),
            "minutes" => {
                value.as_u64().and_then(|minutes| u32::try_from(minutes).ok()).map(|minutes| self.minutes(minutes))
            }
            "km" => number().map(|km| self.distance(km)),
            "percent" => number().map(|percent| self.percent(percent)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ArgError;
    use crate::{Catalogue, Source};

    const EN: &str = "\
plain = Plans
rest = { $count ->
    [one] one show in { $town }
   *[other] { $count } shows in { $town }
 }
typed = { $sum }, { $day }, { $short }, { $at }, { $drive }, { $road }, { $share }
";

    #[test]
    fn values_are_written_in_the_readers_way() {
        let catalogue = Catalogue::build([Source::new("en", "en.ftl", EN)]).unwrap();
        let words = catalogue.english();
        let say = |key: &str, args: &str| words.say_json(key, args).unwrap().replace('\u{a0}', " ");
        assert_eq!((say("plain", ""), say("plain", "{}")), ("Plans".to_owned(), "Plans".to_owned()));
        assert_eq!(say("rest", r#"{"count":1,"town":"Hull"}"#), "one show in Hull");
        assert_eq!(say("rest", r#"{"count":1200,"town":"Hull"}"#), "1,200 shows in Hull");
        let typed = r#"{"sum":{"money":{"amount":"-1200.50","currency":"EUR"}},"day":{"date":"2027-03-05"},"short":{"short_date":"2027-03-05"},
            "at":{"time":"18:30"},"drive":{"minutes":95},"road":{"km":1200.0},"share":{"percent":2.5}}"#;
        assert_eq!(say("typed", typed), "−1,200.50 EUR, Fri 5 Mar 2027, 5 Mar, 18:30, 1 h 35, 1,200 km, 2.5 %");
    }

    #[test]
    fn what_no_text_takes_is_refused_with_its_name() {
        let catalogue = Catalogue::build([Source::new("en", "en.ftl", EN)]).unwrap();
        let refusal = |args: &str| catalogue.english().say_json("rest", args).unwrap_err();
        for value in
            ["true", "null", "[1]", "{}", r#"{"miles":3}"#, r#"{"km":"3"}"#, r#"{"minutes":-1}"#, r#"{"km":1,"x":2}"#]
        {
            assert_eq!(
                refusal(&format!(r#"{{"count":{value}}}"#)),
                ArgError::NoValue { name: "count".to_owned() },
                "{value}"
            );
        }
        assert!(matches!(refusal("[]"), ArgError::NoObject(_)));
    }
}
