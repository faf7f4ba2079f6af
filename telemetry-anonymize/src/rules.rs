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

/// The nearest power of two, or of a greater power of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Two to this is the base: 1 for powers of two, 4 for powers of 16.
    pub log2_base: u32,
    /// Two to this is the least class, which takes in everything below it, zero
    /// too: what few have must not be a class of its own.
    pub log2_least: Option<u32>,
    /// Two to this is the greatest class, which takes in everything above it.
    pub log2_most: Option<u32>,
}

impl Class {
    /// Powers of two.
    pub const DEFAULT: Self = Self::of_base(1);

    /// Powers of `2^log2_base`, however small or large.
    pub const fn of_base(log2_base: u32) -> Self {
        Self { log2_base, log2_least: None, log2_most: None }
    }

    /// What is raised to powers.
    pub const fn base(self) -> u128 {
        1 << self.log2_base
    }
}

/// The scheme stays, everything else is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// Keep a numeric port too.
    pub keep_port: bool,
    /// Why that is harmless, for whoever reads what leaves. Empty if it is not kept.
    pub reason: &'static str,
}

/// Add noise of a two-sided geometric distribution: a sum over many reports is
/// right, and no single one is. For signed integers, since it goes below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// The privacy loss of one value: smaller is noisier.
    pub epsilon: f64,
    /// Keeps the noise of two fields apart.
    pub field: &'static str,
}

/// Tell the truth with a probability, else one of the other answers: for `bool`
/// and enums without fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Randomize {
    /// The privacy loss of one answer: smaller is less often the truth.
    pub epsilon: f64,
    /// Keeps the answers to two fields apart.
    pub field: &'static str,
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
