//! What is done to a value before it leaves, as data.

use std::fmt;

use crate::rules::{Class, Hash, Noise, Randomize, Round, Time, Url};

/// What is done to a value before it leaves.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Policy {
    /// Replaced by a keyed hash.
    Hash(Hash),
    /// Cut to a few leading digits.
    Round(Round),
    /// The sum of counts of which each was rounded by itself.
    Summed,
    /// Replaced by the nearest power.
    Class(Class),
    /// The scheme is kept, the rest hashed.
    Url(Url),
    /// Truncated.
    Time(Time),
    /// Noise is added.
    Noise(Noise),
    /// Not always the truth.
    Randomize(Randomize),
    /// One of a closed set of words that the program's source lists.
    Closed,
    /// Leaves as it is, for a reason.
    Keep {
        /// Why that is harmless.
        reason: String,
        /// Why nobody's own words can stand in it, if it is text.
        free_text: Option<String>,
    },
    /// Replaced by the type's default.
    Skip,
    /// Replaced by a constant, whose source text this is.
    Value(String),
    /// Goes through a function of the program's own, whose path this is.
    With(String),
    /// A hand-written implementation decides.
    Custom,
    /// A value of a type that stands around it too, at this path (of the whole report it
    /// is empty): what was said of its parts there holds again.
    Again(String),
}

impl Policy {
    /// Whether something of the value itself leaves in a form that its owner
    /// would recognise.
    pub fn keeps(&self) -> bool {
        matches!(self, Self::Keep { .. })
    }

    /// What one value spends of a privacy budget.
    pub fn epsilon(&self) -> f64 {
        match self {
            Self::Noise(Noise { epsilon, .. }) | Self::Randomize(Randomize { epsilon, .. }) => {
                *epsilon
            }
            _ => 0.0,
        }
    }

    /// Why the value may leave as it is.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Keep { reason, .. } => Some(reason),
            Self::Url(Url { keep_port: true, reason }) => Some(reason),
            _ => None,
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(Hash { domain: "" }) => f.write_str("hash"),
            Self::Hash(Hash { domain }) => write!(f, "hash(domain = {domain:?})"),
            Self::Round(Round { digits: None }) => f.write_str("round"),
            Self::Round(Round { digits: Some(digits) }) => write!(f, "round(digits = {digits})"),
            Self::Summed => f.write_str("sum of rounded"),
            Self::Class(class) => class_source(class, f),
            Self::Noise(Noise { epsilon, .. }) => write!(f, "noise(epsilon = {epsilon})"),
            Self::Randomize(Randomize { epsilon, .. }) => {
                write!(f, "randomize(epsilon = {epsilon})")
            }
            Self::Url(Url { keep_port: false, .. }) => f.write_str("url"),
            Self::Url(Url { keep_port: true, .. }) => f.write_str("url(keep_port)"),
            Self::Time(Time::Hour) => f.write_str("time(hour)"),
            Self::Time(Time::Day) => f.write_str("time(day)"),
            Self::Closed => f.write_str("closed"),
            Self::Keep { .. } => f.write_str("keep"),
            Self::Skip => f.write_str("skip"),
            Self::Value(expression) => write!(f, "value = {expression}"),
            Self::With(path) => write!(f, "with = {path}"),
            Self::Custom => f.write_str("custom"),
            Self::Again(path) if path.is_empty() => f.write_str("as the whole"),
            Self::Again(path) => write!(f, "as {path}"),
        }
    }
}

/// `class(base = 16, least = 256)`, or bare where all is default.
fn class_source(class: &Class, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let base = Some(class.log2_base).filter(|base| *base != 1);
    let arguments = [("base", base), ("least", class.log2_least), ("most", class.log2_most)];
    let given = |(name, log2): (&str, Option<u32>)| Some(format!("{name} = {}", 1_u128 << log2?));
    let given: Vec<_> = arguments.into_iter().filter_map(given).collect();
    match given.as_slice() {
        [] => f.write_str("class"),
        given => write!(f, "class({})", given.join(", ")),
    }
}

macro_rules! from_rule {
    ($($rule:ident => $policy:expr;)*) => {$(
        impl From<$rule> for Policy {
            fn from(rule: $rule) -> Self {
                let make: fn($rule) -> Policy = $policy;
                make(rule)
            }
        }
    )*};
}

from_rule! {
    Hash => Policy::Hash;
    Round => Policy::Round;
    Class => Policy::Class;
    Noise => Policy::Noise;
    Randomize => Policy::Randomize;
    Url => Policy::Url;
    Time => Policy::Time;
}
