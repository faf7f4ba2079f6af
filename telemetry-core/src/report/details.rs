//! How much a report says.

use std::{fmt, str::FromStr};

use serde::Serialize;
use telemetry_anonymize::Anonymize;

/// How much a report says, from 0 to 10. Each level adds to the one before:
///
/// | level | what it adds |
/// |---|---|
/// | 0 | the envelope: schema version, report id and number, instance id, application and version |
/// | 1 | architecture and memory of the machine in classes, the application's sections, counts per callsite, counters |
/// | 2 | the configuration, distributions of durations: **what is sent by default** |
/// | 3 | the rest of the machine, compiled features, recorded values, busy times of futures, gauges |
/// | 4 | module and line of each callsite (not the file: for some crates its path names the build machine) |
/// | 5–10 | what the application itself marks with these levels |
///
/// A field marked `#[anonymize(level = n)]`, a section added by `section_at` and
/// a callsite with a level of its own come in at that level. A field's level
/// holds for what leaves: below it the sealed report has the type's default
/// where the raw one, which stays on the machine, has the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Anonymize)]
pub struct DetailsLevel(#[anonymize(keep, reason = "a number from 0 to 10")] u8);

impl DetailsLevel {
    /// The envelope only.
    pub const LEAST: Self = Self(0);
    /// What is sent unless the application asks for another level.
    pub const SENT: Self = Self(2);
    /// Everything.
    pub const MOST: Self = Self(10);

    pub(crate) const SECTIONS: Self = Self(1);
    pub(crate) const SYSTEM: Self = Self(1);
    pub(crate) const COUNTS: Self = Self(1);
    pub(crate) const CONFIGURATION: Self = Self(2);
    pub(crate) const DURATIONS: Self = Self(2);
    pub(crate) const VALUES: Self = Self(3);
    pub(crate) const RELEASE: Self = Self(3);
    pub(crate) const PLACES: Self = Self(4);

    /// The level of this number, up to 10.
    pub const fn new(level: u8) -> Option<Self> {
        if level <= Self::MOST.0 { Some(Self(level)) } else { None }
    }

    /// Its number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// All levels, from the least.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::LEAST.0..=Self::MOST.0).map(Self)
    }
}

impl fmt::Display for DetailsLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseLevelError(());

impl fmt::Display for ParseLevelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a details level from 0 to 10")
    }
}

impl std::error::Error for ParseLevelError {}

impl FromStr for DetailsLevel {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, ParseLevelError> {
        text.parse().ok().and_then(Self::new).ok_or(ParseLevelError(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_from_0_to_10_are_levels() {
        for level in 0..=u8::MAX {
            assert_eq!(DetailsLevel::new(level).is_some(), level <= 10);
        }
        for text in ["", "-1", "11", "2.5", "two", "256"] {
            assert!(text.parse::<DetailsLevel>().is_err(), "{text}");
        }
        assert_eq!("10".parse(), Ok(DetailsLevel::MOST));
    }
}
