//! The money of a request, in minor units of one currency.
//!
//! Rule: a default amount is only assumed in a currency whose unit buys about what a euro or a dollar does; in any
//! other the amount has to be said, because 25 a day for food means nothing in yen.

use loadin_domain::{Currency, CurrencyError, Money, MoneyError};
use loadin_guest::{FieldError, text};
use loadin_tour_engine::{assume::BandProfile, tour::Costs};

use super::PlanRequest;

/// Currencies whose unit is near a euro or a dollar.
const NEAR_PAR: [&str; 7] = ["EUR", "USD", "GBP", "CAD", "AUD", "NZD", "CHF"];

/// Countries that pay in one of them.
const COUNTRIES: &[(&str, &str)] = &[
    ("EUR", "AD AT BE BG CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MQ MT NL PT RE SI SK SM VA XK YT"),
    ("USD", "EC GU PR SV US VI"),
    ("GBP", "GB GG IM JE"),
    ("CAD", "CA"),
    ("AUD", "AU"),
    ("NZD", "NZ"),
    ("CHF", "CH LI"),
];

/// The money of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// What being on tour costs.
    pub costs: Costs,
    /// What the band brings and asks for.
    pub band: BandProfile,
}

/// Returns the currency that is asked for, or that of the home's country.
///
/// # Errors
///
/// When the code is no currency, or none is said and the country is not one with a currency near par.
pub fn currency_for(said: Option<&str>, country: Option<&str>) -> Result<Currency, FieldError> {
    let error = |detail: String| FieldError { pointer: "/currency".to_owned(), detail };
    if let Some(said) = said {
        let code = said.trim().to_ascii_uppercase();
        return code.parse().map_err(|_: CurrencyError| error(text!("fault-currency", typed = &code)));
    }
    let known = country.and_then(|country| {
        let of_country = |(_, countries): &&(&str, &str)| countries.split(' ').any(|known| known == country);
        COUNTRIES.iter().find(of_country).and_then(|(code, _)| code.parse().ok())
    });
    known.ok_or_else(|| error(text("fault-no-currency")))
}

impl Amounts {
    /// Reads every amount of the request.
    ///
    /// # Errors
    ///
    /// One for each amount that is not one, is negative or is missing without a default.
    pub fn read(request: &PlanRequest, currency: Currency) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader { currency, errors: Vec::new() };
        let amounts = Self {
            costs: Costs {
                currency,
                drive_per_1000_km: reader.per_1000("cost_per_km", request.cost_per_km.as_deref(), "0.22"),
                lodging_per_night: reader.amount("lodging", request.lodging.as_deref(), "80"),
                per_diem_per_person_day: reader.amount("per_diem", request.per_diem.as_deref(), "20"),
                people: request.people,
                vehicle_per_day: reader.amount("vehicle_per_day", request.vehicle_per_day.as_deref(), "0"),
            },
            band: BandProfile {
                draw: request.draw,
                ticket_price: reader.amount("ticket_price", request.ticket_price.as_deref(), "10"),
                door_share_percent: request.door_share,
                show_cost: reader.amount("show_cost", request.show_cost.as_deref(), "40"),
            },
        };
        if reader.errors.is_empty() { Ok(amounts) } else { Err(reader.errors) }
    }
}

struct Reader {
    currency: Currency,
    errors: Vec<FieldError>,
}

impl Reader {
    fn amount(&mut self, field: &str, said: Option<&str>, default: &str) -> i64 {
        let Some(text) = self.text(field, said, default) else { return 0 };
        let amount = Money::parse(&text, self.currency).map_err(|error| unreadable(&error));
        self.checked(field, &text, amount)
    }

    /// Reads a price per kilometre as one per 1,000 km, which gives it three more decimals.
    fn per_1000(&mut self, field: &str, said: Option<&str>, default: &str) -> i64 {
        let Some(text) = self.text(field, said, default) else { return 0 };
        let amount = Money::parse(&times_1000(&text), self.currency).map_err(|_| {
            let decimals = self.currency.decimals() + 3;
            text!("fault-amount-per-km", typed = &text, decimals = decimals)
        });
        self.checked(field, &text, amount)
    }

    fn text(&mut self, field: &str, said: Option<&str>, default: &str) -> Option<String> {
        if let Some(said) = said {
            return Some(said.trim().to_owned());
        }
        if default == "0" || NEAR_PAR.contains(&self.currency.code()) {
            return Some(default.to_owned());
        }
        let detail = text!("fault-no-default", currency = self.currency.code());
        self.errors.push(FieldError { pointer: format!("/{field}"), detail });
        None
    }

    fn checked(&mut self, field: &str, text: &str, amount: Result<Money, String>) -> i64 {
        let detail = match amount {
            Ok(amount) if amount.minor() < 0 => text!("fault-negative", typed = text),
            Ok(amount) if amount.minor() > MAX_MINOR => text!("fault-too-much", typed = text),
            Ok(amount) => return amount.minor(),
            Err(detail) => detail,
        };
        self.errors.push(FieldError { pointer: format!("/{field}"), detail });
        0
    }
}

/// Says why a text is no amount.
fn unreadable(error: &MoneyError) -> String {
    match error {
        MoneyError::NotDecimal { text } => text!("fault-amount", typed = text),
        MoneyError::TooPrecise { text, found, allowed, currency } => {
            text!("fault-decimals", typed = text, found = *found, allowed = *allowed, currency = currency.code())
        }
        MoneyError::TooLarge { text } => text!("fault-too-large", typed = text),
        // Only a sum of two currencies is refused so, and here is one amount alone.
        MoneyError::MixedCurrencies { .. } | MoneyError::Currency(_) => error.to_string(),
    }
}

/// Keeps every sum over a tour far inside what the engine counts.
const MAX_MINOR: i64 = 1_000_000_000;

/// Moves the decimal point three places; what is not a decimal number stays one that is refused.
fn times_1000(text: &str) -> String {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_decimal = !whole.is_empty()
        && all_digits(whole.strip_prefix('-').unwrap_or(whole))
        && all_digits(decimals)
        && (text.contains('.') != decimals.is_empty());
    if !is_decimal {
        return "not an amount".to_owned();
    }
    let padded = format!("{decimals:0<3}");
    let (moved, rest) = padded.split_at(3);
    if rest.is_empty() { format!("{whole}{moved}") } else { format!("{whole}{moved}.{rest}") }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use loadin_domain::Currency;
    use loadin_testing::TestHost;

    use super::{currency_for, times_1000};

    #[test]
    fn a_price_per_kilometre_keeps_its_fractions_of_a_cent() {
        for (text, moved) in
            [("0.30", "0300"), ("0.185", "0185"), ("0.1855", "0185.5"), ("1", "1000"), ("-0.3", "-0300")]
        {
            assert_eq!(times_1000(text), moved);
        }
        for text in ["", ".3", "0.", "a", "0,3", "0.3.1"] {
            assert_eq!(times_1000(text), "not an amount", "{text}");
        }
    }

    #[test]
    fn the_currency_is_the_homes_unless_said() {
        assert_eq!(currency_for(None, Some("US")), Ok(Currency::USD));
        assert_eq!(currency_for(None, Some("FR")), Ok(Currency::EUR));
        assert_eq!(currency_for(Some("gbp"), Some("US")), Ok(Currency::GBP));
        let refusal = |said, country| {
            let host = TestHost::new().with_words_of(Path::new(env!("CARGO_MANIFEST_DIR")));
            host.run(|| currency_for(said, country).unwrap_err().detail).1
        };
        assert_eq!(
            refusal(None, Some("JP")),
            "the home does not say which currency to count in: give one by its code, such as SEK or JPY"
        );
        assert_eq!(
            refusal(Some("xyz"), None),
            "`XYZ` is not a currency in use: write its ISO code in capitals, such as EUR, USD or GBP"
        );
    }
}
