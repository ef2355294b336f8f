//! Money: an exact amount in one currency.
//!
//! Rule: integer minor units inside, decimal text on the wire, never a float in between; an amount with
//! more decimals than the currency has is refused, not rounded.

mod currency;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use currency::{Currency, CurrencyError};

/// An amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why text is not an amount, or two amounts do not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not decimal digits with an optional sign and point.
    #[error("`{text}` is not an amount: write digits with a decimal point, such as 12.50")]
    NotDecimal {
        /// The text.
        text: String,
    },
    /// More decimals than the currency has.
    #[error("`{text}` has {found} decimals, {currency} has {allowed}")]
    TooPrecise {
        /// The text.
        text: String,
        /// Decimals found.
        found: usize,
        /// The currency.
        currency: Currency,
        /// Decimals it has.
        allowed: u8,
    },
    /// Beyond what is counted.
    #[error("`{text}` is too large")]
    TooLarge {
        /// The text.
        text: String,
    },
    /// Two currencies in one sum.
    #[error("{left} and {right} cannot be added without an exchange rate")]
    MixedCurrencies {
        /// Currency of the first amount.
        left: Currency,
        /// Currency of the second.
        right: Currency,
    },
    /// Not a currency.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
}

impl Money {
    /// Returns so many minor units (cents, yen, fils) of the currency.
    #[must_use]
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal amount, exactly.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = || amount.to_owned();
        let (negative, digits) = match amount.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, amount),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || (digits.contains('.') && !is_number(decimals)) {
            return Err(MoneyError::NotDecimal { text: text() });
        }
        let allowed = currency.decimals();
        if decimals.len() > usize::from(allowed) {
            return Err(MoneyError::TooPrecise { text: text(), found: decimals.len(), currency, allowed });
        }
        let padded = format!("{whole}{decimals:0<width$}", width = usize::from(allowed));
        let minor = i64::from_str(&padded).map_err(|_| MoneyError::TooLarge { text: text() })?;
        Ok(Self::from_minor(if negative { -minor } else { minor }, currency))
    }

    /// Returns the amount in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Returns the currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Returns the amount as decimal text with all the currency's decimals, without the currency.
    #[must_use]
    pub fn amount(self) -> String {
        let decimals = usize::from(self.currency.decimals());
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// Adds two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies { left: self.currency, right: other.currency });
        }
        let sum = self.minor.checked_add(other.minor);
        sum.map(|minor| Self::from_minor(minor, self.currency))
            .ok_or_else(|| MoneyError::TooLarge { text: format!("{} + {}", self.amount(), other.amount()) })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// The wire form, before it is checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Money"))]
struct Wire {
    /// Decimal text with at most the currency's decimals.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$")))]
    amount: String,
    /// The currency.
    currency: Currency,
}

impl From<Money> for Wire {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency }
    }
}

impl TryFrom<Wire> for Money {
    type Error = MoneyError;

    fn try_from(wire: Wire) -> Result<Self, MoneyError> {
        Self::parse(&wire.amount, wire.currency)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Wire::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy as _, any, prop_assert_eq, proptest};

    use super::{Currency, Money, MoneyError};

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, code, minor) in [
            ("12.50", "EUR", 1250),
            ("12.5", "EUR", 1250),
            ("-0.05", "USD", -5),
            ("0", "USD", 0),
            ("1200", "JPY", 1200),
            ("1.234", "KWD", 1234),
            ("007", "GBP", 700),
        ] {
            let money = Money::parse(text, currency(code)).unwrap();
            assert_eq!(money.minor(), minor, "{text} {code}");
        }
    }

    #[test]
    fn an_amount_with_too_many_decimals_is_refused_not_rounded() {
        let error = Money::parse("12.505", currency("EUR")).unwrap_err();
        assert_eq!(error.to_string(), "`12.505` has 3 decimals, EUR has 2");
        assert!(Money::parse("12.0", currency("JPY")).is_err());
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1,5", "+1", "1e3", " 1", "£1", "--1"] {
            let error = Money::parse(text, currency("EUR")).unwrap_err();
            assert!(matches!(error, MoneyError::NotDecimal { .. }), "{text}");
        }
        let error = Money::parse("999999999999999999999", currency("EUR")).unwrap_err();
        assert!(matches!(error, MoneyError::TooLarge { .. }));
    }

    #[test]
    fn the_wire_form_is_text_and_closed() {
        let wire = r#"{"amount":"12.50","currency":"EUR"}"#;
        let money: Money = serde_json::from_str(wire).unwrap();
        assert_eq!(serde_json::to_string(&money).unwrap(), wire);
        for bad in [
            r#"{"amount":12.5,"currency":"EUR"}"#,
            r#"{"amount":"12.50","currency":"eur"}"#,
            r#"{"amount":"12.50","currency":"EUR","tax":"1"}"#,
            r#"{"amount":"12.50"}"#,
        ] {
            assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn two_currencies_do_not_add() {
        let euros = Money::from_minor(100, currency("EUR"));
        let pounds = Money::from_minor(100, currency("GBP"));
        assert_eq!(euros.plus(pounds).unwrap_err().to_string(), "EUR and GBP cannot be added without an exchange rate");
        assert_eq!(euros.plus(euros).unwrap().to_string(), "2.00 EUR");
    }

    proptest! {
        #[test]
        fn text_and_minor_units_are_the_same_amount(
            minor in any::<i64>().prop_filter("has an absolute value", |&m| m != i64::MIN),
            code in proptest::sample::select(vec!["EUR", "JPY", "KWD", "CLF"]),
        ) {
            let money = Money::from_minor(minor, currency(code));
            prop_assert_eq!(Money::parse(&money.amount(), currency(code)), Ok(money));
        }
    }
}
