//! Labels that each call chooses among a few.

/// A closed set of label values: a fieldless enum with `#[derive(Label)]`.
///
/// The set is fixed when the program is compiled, so that no input can make the
/// number of series grow, and a call finds its series by the variant's number.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use telemetry_core::{Label, instrumented};
///
/// #[derive(Clone, Copy, Label)]
/// enum Op { Read, Write, #[label = "compact_full"] Compact }
///
/// #[instrumented(labels(op = op))]
/// fn apply(op: Op) {}
///
/// assert_eq!(Op::NAMES, ["read", "write", "compact_full"]);
/// assert_eq!(Op::Write.index(), 1);
/// # apply(Op::Read); apply(Op::Compact);
/// # }
/// ```
pub trait Label {
    /// The values, by number.
    const NAMES: &'static [&'static str];

    /// The number of this value, below the length of [`Label::NAMES`].
    fn index(&self) -> usize;
}

impl<T: Label + ?Sized> Label for &T {
    const NAMES: &'static [&'static str] = T::NAMES;

    #[inline]
    fn index(&self) -> usize {
        (**self).index()
    }
}

impl Label for bool {
    const NAMES: &'static [&'static str] = &["false", "true"];

    #[inline]
    fn index(&self) -> usize {
        usize::from(*self)
    }
}

/// A label's value, its type forgotten.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub(super) index: usize,
    pub(super) names: &'static [&'static str],
}

/// The value that a call chose.
#[inline]
pub fn choice<L: Label + ?Sized>(label: &L) -> Choice {
    Choice { index: label.index(), names: L::NAMES }
}
