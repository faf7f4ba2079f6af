//! Containers of many values.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    hash::{BuildHasher, Hash},
    rc::Rc,
    sync::Arc,
};

use crate::{
    ahead::Names,
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    keys::MapKey,
    manifest::{Shape, Types},
};

/// Lists: all elements together by default, one by one under a rule.
macro_rules! lists {
    ($([$($generics:tt)*] $list:ty $(where [$($bound:tt)*])?;)*) => {$(
        impl<$($generics)*> $crate::anonymize::Anonymize for $list
        where
            T: $crate::anonymize::Anonymize,
            $($($bound)*)?
        {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                T::anonymize_all(self.iter(), anonymizer).into_iter().collect()
            }

            const HAS_NAMES: bool = T::HAS_NAMES;

            fn names_ahead<'names>(&'names self, names: &mut $crate::ahead::Names<'names>) {
                if T::HAS_NAMES {
                    for item in self.iter() {
                        if names.is_full() {
                            break;
                        }
                        item.names_ahead(names);
                    }
                }
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                $crate::manifest::Shape::List(Box::new(T::shape_of_all(types)))
            }
        }

        impl<$($generics)*, R> $crate::anonymize::Apply<R> for $list
        where
            T: $crate::anonymize::Apply<R>,
            $($($bound)*)?
        {
            fn apply(&self, rule: &R, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                self.iter().map(|item| item.apply(rule, anonymizer)).collect()
            }

            fn shape_under(
                rule: &R,
                types: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::List(Box::new(T::shape_under(rule, types)))
            }
        }
    )*};
}
#[cfg(any(
    feature = "ecow",
    feature = "hashbrown",
    feature = "indexmap",
    feature = "smallvec"
))]
pub(super) use lists;

lists! {
    [T] Vec<T>;
    [T] VecDeque<T>;
    [T] LinkedList<T>;
    [T] BinaryHeap<T> where [T: Ord];
    [T] Box<[T]>;
    [T] Rc<[T]>;
    [T] Arc<[T]>;
    ['a, T] Cow<'a, [T]> where [T: Clone];
    [T, S] HashSet<T, S> where [T: Eq + Hash + MapKey, S: BuildHasher + Default];
    [T] BTreeSet<T> where [T: Ord + MapKey];
}

impl<T: Anonymize, const N: usize> Anonymize for [T; N] {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let mut all = T::anonymize_all(self.iter(), anonymizer).into_iter();
        std::array::from_fn(|_| all.next().expect("as many come out as went in"))
    }

    fn shape(types: &mut Types) -> Shape {
        Shape::Array(Box::new(T::shape_of_all(types)), N)
    }

    const HAS_NAMES: bool = T::HAS_NAMES;

    fn names_ahead<'names>(&'names self, names: &mut Names<'names>) {
        for item in self {
            item.names_ahead(names);
        }
    }
}

impl<T: Apply<R>, R, const N: usize> Apply<R> for [T; N] {
    fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
        self.each_ref().map(|item| item.apply(rule, anonymizer))
    }

    fn shape_under(rule: &R, types: &mut Types) -> Shape {
        Shape::Array(Box::new(T::shape_under(rule, types)), N)
    }
}

/// Maps: keys by their own policy, which must keep them apart; a rule on the
/// field goes to the values.
macro_rules! maps {
    ($([$($generics:tt)*] $map:ty where [$($bound:tt)*];)*) => {$(
        impl<$($generics)*> $crate::anonymize::Anonymize for $map
        where
            K: $crate::anonymize::Anonymize + $crate::keys::MapKey,
            V: $crate::anonymize::Anonymize,
            $($bound)*
        {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                $crate::keys::Keyed::keep_first(
                    self,
                    |key| key.anonymize_with(anonymizer),
                    |value| value.anonymize_with(anonymizer),
                )
            }

            const HAS_NAMES: bool = K::HAS_NAMES || V::HAS_NAMES;

            fn names_ahead<'names>(&'names self, names: &mut $crate::ahead::Names<'names>) {
                if Self::HAS_NAMES {
                    for (key, value) in self {
                        if names.is_full() {
                            break;
                        }
                        key.names_ahead(names);
                        value.names_ahead(names);
                    }
                }
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                let key = Box::new(K::shape(types));
                $crate::manifest::Shape::Map(key, Box::new(V::shape(types)))
            }
        }

        impl<$($generics)*, R> $crate::anonymize::Apply<R> for $map
        where
            K: $crate::anonymize::Anonymize + $crate::keys::MapKey,
            V: $crate::anonymize::Apply<R>,
            $($bound)*
        {
            fn apply(&self, rule: &R, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                $crate::keys::Keyed::keep_first(
                    self,
                    |key| key.anonymize_with(anonymizer),
                    |value| value.apply(rule, anonymizer),
                )
            }

            fn shape_under(
                rule: &R,
                types: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                let key = Box::new(K::shape(types));
                $crate::manifest::Shape::Map(key, Box::new(V::shape_under(rule, types)))
            }
        }
    )*};
}
#[cfg(any(feature = "hashbrown", feature = "indexmap"))]
pub(super) use maps;

maps! {
    [K, V, S] HashMap<K, V, S> where [K: Eq + Hash, S: BuildHasher + Default];
    [K, V] BTreeMap<K, V> where [K: Ord];
}
