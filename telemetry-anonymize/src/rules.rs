//! The rules that attributes name, as types: `Apply<Round>` is what
//! `#[anonymize(round)]` asks of a field's type.

/// Keyed hash; the default of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hash {
    /// Fields of different domains cannot be joined. Usually empty.
    pub domain: &'static str,
}

/// Floor to a few leading digits; the default of numbers and durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Leading decimal digits that stay: 6 for integers, 3 for floats unless
    /// told otherwise.
    pub digits: Option<u32>,
}

impl Round {
    /// The rule of DESIGN: six digits of an integer, three of a float.
    pub const DEFAULT: Self = Self { digits: None };
}

/// The nearest power of two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class;

/// The scheme stays, everything else is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// Keep a numeric port too.
    pub keep_port: bool,
}

/// Truncate a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Time {
    /// To the full hour, UTC; the default of timestamps.
    Hour,
    /// To midnight, UTC.
    Day,
}

impl Time {
    /// Length of the unit.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Hour => 3600,
            Self::Day => 86_400,
        }
    }
}
