//! Containers of one type, which do to each element what is asked of them.

/// Implements `Anonymize` and `Apply<R>` for containers of `T`: `each` anonymizes
/// one element, `inner` is the shape of an element, and the last, where it can be told,
/// is what the container holds.
macro_rules! forward {
    ($(
        [$($generics:tt)*] $container:ty $(where [$($bound:tt)*])?,
        |$this:ident, $each:ident| $body:expr,
        |$inner:ident| $shape:expr
        $(, |$holder:ident| $held:expr)?;
    )*) => {$(
        impl<$($generics)*> $crate::anonymize::Anonymize for $container
        where
            T: $crate::anonymize::Anonymize,
            $($($bound)*)?
        {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                let $this = self;
                let $each = |item: &T| $crate::anonymize::Anonymize::anonymize_with(item, anonymizer);
                $body
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                let $inner = <T as $crate::anonymize::Anonymize>::shape(types);
                $shape
            }

            $(
                const HAS_NAMES: bool = T::HAS_NAMES;

                fn names_ahead<'names>(&'names self, names: &mut $crate::ahead::Names<'names>) {
                    let $holder = self;
                    for held in $held {
                        <T as $crate::anonymize::Anonymize>::names_ahead(held, names);
                    }
                }
            )?
        }

        impl<$($generics)*, R> $crate::anonymize::Apply<R> for $container
        where
            T: $crate::anonymize::Apply<R>,
            $($($bound)*)?
        {
            fn apply(&self, rule: &R, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                let $this = self;
                let $each = |item: &T| $crate::anonymize::Apply::apply(item, rule, anonymizer);
                $body
            }

            fn shape_under(rule: &R, types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                let $inner = <T as $crate::anonymize::Apply<R>>::shape_under(rule, types);
                $shape
            }
        }
    )*};
}
pub(crate) use forward;
