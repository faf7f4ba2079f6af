//! Tuples, to twelve.

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    manifest::{Shape, Types},
};

macro_rules! tuples {
    ($(($($name:ident $index:tt)*))*) => {$(
        impl<$($name: Anonymize),*> Anonymize for ($($name,)*) {
            fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
                ($(self.$index.anonymize_with(anonymizer),)*)
            }

            fn shape(types: &mut Types) -> Shape {
                Shape::Tuple(vec![$($name::shape(types)),*])
            }
        }

        impl<Rule, $($name: Apply<Rule>),*> Apply<Rule> for ($($name,)*) {
            fn apply(&self, rule: &Rule, anonymizer: &Anonymizer) -> Self {
                ($(self.$index.apply(rule, anonymizer),)*)
            }

            fn shape_under(rule: &Rule, types: &mut Types) -> Shape {
                Shape::Tuple(vec![$($name::shape_under(rule, types)),*])
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
}
