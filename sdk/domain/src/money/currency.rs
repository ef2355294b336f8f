//! Currencies by their ISO 4217 codes.
//!
//! Rule: only codes in use are accepted, so a typing error is caught where it is made; the list is sorted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A currency in use, by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why text is not a currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a currency in use: write its ISO code in capitals, such as EUR, USD or GBP")]
pub struct CurrencyError {
    /// The text.
    pub text: String,
}

/// Active ISO 4217 codes of money one can be paid in (no metals, no test codes), sorted.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP \
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF \
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN \
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES \
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";
/// Codes without minor units.
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Codes whose unit has 1,000 parts.
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

fn lists(codes: &str, code: &str) -> bool {
    codes.split_ascii_whitespace().any(|known| known == code)
}

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// The pound sterling.
    pub const GBP: Self = Self(*b"GBP");

    /// Returns the three-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only `from_str` and the constants above make a value, so the bytes are ASCII capitals.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns how many decimals an amount has: 2 for most, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn decimals(self) -> u8 {
        match self.code() {
            "CLF" => 4,
            code if lists(NO_DECIMALS, code) => 0,
            code if lists(THREE_DECIMALS, code) => 3,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let error = || CurrencyError { text: text.to_owned() };
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| error())?;
        if lists(CODES, text) { Ok(Self(code)) } else { Err(error()) }
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Self, CurrencyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "ISO 4217 code of a currency in use",
            "pattern": "^[A-Z]{3}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, Currency, NO_DECIMALS, THREE_DECIMALS, lists};

    #[test]
    fn the_list_is_sorted_and_holds_the_exceptions() {
        let codes: Vec<_> = CODES.split_ascii_whitespace().collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(codes.iter().all(|code| code.len() == 3));
        for code in NO_DECIMALS.split(' ').chain(THREE_DECIMALS.split(' ')) {
            assert!(lists(CODES, code), "{code}");
        }
    }

    #[test]
    fn currencies_have_their_own_number_of_decimals() {
        for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("HUF", 2)] {
            assert_eq!(code.parse::<Currency>().unwrap().decimals(), decimals);
        }
    }

    #[test]
    fn a_code_nobody_uses_is_refused() {
        for text in ["", "EU", "EURO", "eur", "XXX", "DEM", "EU "] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
    }
}
