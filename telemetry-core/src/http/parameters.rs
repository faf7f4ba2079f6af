//! The parameters of a query: known names, each once, with values that can be
//! used.

use std::{str::FromStr, time::Duration};

use crate::http::answer::Refusal;

/// Parameters by name.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

/// Of a name that is not known so many characters are repeated in the answer.
const QUOTED_CHARS: usize = 40;

impl Parameters {
    /// Reads `query`; all names must be among `known`.
    pub(super) fn read(query: Option<&str>, known: &[&str]) -> Result<Self, Refusal> {
        let mut read: Vec<(String, String)> = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name), decode(value));
            let name = name.unwrap_or_default();
            let quoted: String = name.chars().take(QUOTED_CHARS).collect();
            let bad = |fault: &str| Refusal::of_parameter(&quoted, fault);
            if !known.contains(&name.as_str()) {
                let fault = match known {
                    [] => "this endpoint has no parameters".to_owned(),
                    known => format!("unknown; there are {}", known.join(", ")),
                };
                return Err(bad(&fault));
            }
            let Some(value) = value else { return Err(bad("broken percent-encoding")) };
            if read.iter().any(|(earlier, _)| *earlier == name) {
                return Err(bad("given twice"));
            }
            read.push((name, value));
        }
        Ok(Self(read))
    }

    /// `true` or `false`; false if it is not given.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Refusal::of_parameter(name, "expected true or false")),
        }
    }

    /// A value that can be read from text.
    pub(super) fn parsed<T: FromStr<Err: ToString>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        let parsed = self.text(name).map(str::parse).transpose();
        parsed.map_err(|error: T::Err| Refusal::of_parameter(name, &error.to_string()))
    }

    /// Whole seconds, at least one and at most an hour.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<Duration>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let seconds = text.parse().ok().filter(|seconds| (1..=3600).contains(seconds));
        let seconds = seconds
            .ok_or_else(|| Refusal::of_parameter(name, "expected whole seconds from 1 to 3600"))?;
        Ok(Some(Duration::from_secs(seconds)))
    }

    /// Names with commas between them, all of them among `known`.
    pub(super) fn names(&self, name: &str, known: &[&str]) -> Result<Option<Vec<String>>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let names: Vec<_> = text.split(',').map(|name| name.trim().to_owned()).collect();
        if names.iter().all(|name| known.contains(&name.as_str())) {
            return Ok(Some(names));
        }
        Err(Refusal::of_parameter(
            name,
            &format!("expected names of {}, with commas", known.join(", ")),
        ))
    }

    /// One of a few words; the first of them if it is not given.
    pub(super) fn word<'w>(&self, name: &str, words: &[&'w str]) -> Result<&'w str, Refusal> {
        let given = self.text(name).unwrap_or(words[0]);
        let found = words.iter().find(|word| **word == given);
        found
            .copied()
            .ok_or_else(|| Refusal::of_parameter(name, &format!("expected {}", words.join(", "))))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// Percent-encoded UTF-8, `+` for a blank; nothing if it is broken.
fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
                u8::try_from(high * 16 + low).expect("two hex digits are one byte")
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: &[&str] = &["anonymize", "timeout", "sections"];

    fn read(query: &str) -> Result<Parameters, Refusal> {
        Parameters::read(Some(query), KNOWN)
    }

    #[test]
    fn values_are_decoded() {
        let read = read("sections=a%2Cb+c&anonymize=true&").expect("all of it is known");
        assert_eq!(read.text("sections"), Some("a,b c"));
        assert_eq!(read.flag("anonymize"), Ok(true));
        assert_eq!(read.seconds("timeout"), Ok(None));
    }

    #[test]
    fn the_fault_has_the_name_of_the_parameter() {
        for (query, name) in [
            ("details=1", "details"),
            ("anonymize=true&anonymize=true", "anonymize"),
            ("anonymize=%zz", "anonymize"),
            ("timeout", "timeout"),
            ("timeout=0", "timeout"),
            ("timeout=3601", "timeout"),
            ("anonymize=", "anonymize"),
            ("anonymize=yes", "anonymize"),
            ("sections=a,,b", "sections"),
        ] {
            let fault = read(query).and_then(|read| {
                read.flag("anonymize")?;
                read.seconds("timeout")?;
                read.names("sections", &["a", "b"])
            });
            assert_eq!(fault.expect_err(query).parameter(), Some(name), "{query}");
        }
    }

    #[test]
    fn a_long_name_is_not_repeated_in_full() {
        let fault = read(&"x".repeat(10_000)).expect_err("unknown");
        assert_eq!(fault.parameter().map(str::len), Some(QUOTED_CHARS));
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(query in ".*") {
            drop(read(&query));
        }
    }
}
