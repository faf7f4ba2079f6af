//! A link and its code.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use url::Url;

/// Of a code: every digit and letter.
const RADIX: u32 = 36;

/// The longest address that is shortened.
const MAX_URL_BYTES: usize = 2048;

/// What stands in a short link: a number in digits and letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Code(pub(crate) u64);

/// A code that no link can have.
#[derive(Debug)]
pub(crate) struct NoCode;

/// Where a link leads, and how often it was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    pub(crate) code: Code,
    pub(crate) url: String,
    pub(crate) hits: u64,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut digits) = (self.0, Vec::new());
        loop {
            let digit = u32::try_from(rest % u64::from(RADIX)).expect("below the radix");
            digits.push(char::from_digit(digit, RADIX).expect("below the radix"));
            rest /= u64::from(RADIX);
            if rest == 0 {
                return f.write_str(&digits.iter().rev().collect::<String>());
            }
        }
    }
}

impl FromStr for Code {
    type Err = NoCode;

    /// As it was displayed: one code has one spelling.
    fn from_str(text: &str) -> Result<Self, NoCode> {
        let code = u64::from_str_radix(text, RADIX).map(Self).map_err(|_| NoCode)?;
        if code.to_string() == text { Ok(code) } else { Err(NoCode) }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The address in its normal form, if it can be shortened.
pub(crate) fn target(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let usable = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_URL_BYTES;
    usable.then(|| url.into())
}

/// The host that a stored address leads to.
pub(crate) fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_in_its_one_spelling() {
        for (number, text) in [(0, "0"), (35, "z"), (36, "10"), (u64::MAX, "3w5e11264sgsf")] {
            assert_eq!(Code(number).to_string(), text);
            assert_eq!(text.parse::<Code>().expect(text), Code(number));
        }
        for text in ["", "Z", "01", "+1", "a b", "3w5e11264sgsg"] {
            assert!(text.parse::<Code>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_web_addresses_are_shortened() {
        assert_eq!(target("HTTP://Example.org").as_deref(), Some("http://example.org/"));
        let long = format!("http://example.org/{}", "x".repeat(MAX_URL_BYTES));
        for text in ["", "example.org", "javascript:alert(1)", "file:///etc/passwd", &long] {
            assert_eq!(target(text), None, "{text}");
        }
    }
}
