//! The traits: what a type does about leaving the machine.

use crate::{
    ahead::{Batches, Names},
    anonymizer::Anonymizer,
    manifest::{Shape, Types},
};

/// A value that knows what of it may leave the machine.
///
/// Derive it; the default of each type is the strict one (text is hashed,
/// numbers are rounded, times lose their minutes), and `#[anonymize(…)]` on a
/// field says otherwise. A type without this trait does not compile inside a
/// derived one, so no field leaves undecided.
#[diagnostic::on_unimplemented(
    message = "nobody has decided what of `{Self}` may leave the machine",
    label = "no policy for `{Self}`",
    note = "for a type of yours, write `#[derive(Anonymize)]` on it",
    note = "for a foreign one, decide on the field: `#[anonymize(skip)]`, `#[anonymize(with = function)]` or `#[anonymize(keep, reason = \"…\")]`",
    note = "addresses, paths, `OsString` and `Instant` have none on purpose: they tell persons and machines apart however they are altered; skip them, or report a class"
)]
pub trait Anonymize: Sized {
    /// A copy that may leave, under `anonymizer`'s key and level of detail.
    ///
    /// For implementations, which are called inside a [`seal`](Anonymizer::seal). Called
    /// by itself in a process that forks, give it [`Anonymizer::here`]: nothing below asks
    /// whose process this is.
    #[must_use = "the value itself is unchanged; the copy may leave"]
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self;

    /// A copy that may leave, under the key of this process, in all details.
    #[must_use = "the value itself is unchanged; the copy may leave"]
    fn anonymize(&self) -> Self {
        self.anonymize_with(&Anonymizer::process())
    }

    /// What the type looks like when it is serialized, and what is done to each
    /// part. The derive writes it; without it the manifest says `custom`.
    fn shape(types: &mut Types) -> Shape {
        _ = types;
        Shape::custom::<Self>()
    }

    /// Whether many values in a row are data together, as bytes are: hashed like text,
    /// not anonymized one by one.
    #[doc(hidden)]
    const IS_DATA: bool = false;

    /// Many values in a row.
    #[doc(hidden)]
    fn anonymize_all<'a>(
        items: impl ExactSizeIterator<Item = &'a Self>,
        anonymizer: &Anonymizer,
    ) -> Vec<Self>
    where
        Self: 'a,
    {
        if Self::HAS_NAMES && !anonymizer.has_ahead() {
            Batches::new(items, anonymizer).collect()
        } else {
            items.map(|item| item.anonymize_with(anonymizer)).collect()
        }
    }

    /// Whether [`names_ahead`](Self::names_ahead) has any to tell. The derive says so of a
    /// type without a look at its fields' types, which may contain the type itself.
    #[doc(hidden)]
    const HAS_NAMES: bool = false;

    /// Tells the names that `anonymize_with` will hash by the default rule, in its order,
    /// as far as that can be told. Those that are left out are hashed when it comes
    /// to them.
    #[doc(hidden)]
    fn names_ahead<'a>(&'a self, names: &mut Names<'a>) {
        _ = names;
    }

    /// The shape of one of many values.
    #[doc(hidden)]
    fn shape_of_all(types: &mut Types) -> Shape {
        Self::shape(types)
    }
}

/// A type to which the rule `R` can be applied: what stands behind an attribute
/// such as `#[anonymize(class)]`.
///
/// Containers pass the rule on to what they hold, maps to their values.
#[diagnostic::on_unimplemented(
    message = "`{R}` says nothing about `{Self}`",
    label = "this rule does not fit the type",
    note = "`hash` and `url` are for text, `round` and `class` for numbers and durations, `time` for timestamps",
    note = "`noise` is for signed integers from 16 bits on, for it can go below zero: report a counter as `i64`; `randomize` is for `bool` and enums of bare words",
    note = "other types: `skip`, `with = function` or `keep, reason = \"…\"`"
)]
pub trait Apply<R>: Sized {
    /// A copy that may leave under `rule`.
    #[must_use = "the value itself is unchanged; the copy may leave"]
    fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self;

    /// As [`Anonymize::shape`], under `rule`.
    fn shape_under(rule: &R, types: &mut Types) -> Shape;
}
