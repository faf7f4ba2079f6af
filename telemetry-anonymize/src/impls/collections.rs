//! Containers of many values.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    hash::{BuildHasher, Hash},
    rc::Rc,
    sync::Arc,
};

use super::forward::forward;
use crate::{keys::MapKey, manifest::Shape};

fn list(element: Shape) -> Shape {
    Shape::List(Box::new(element))
}

forward! {
    [T] Vec<T>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] VecDeque<T>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] LinkedList<T>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] BinaryHeap<T> where [T: Ord], |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] Box<[T]>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] Rc<[T]>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] Arc<[T]>, |this, each| this.iter().map(each).collect(), |inner| list(inner);
    ['a, T] Cow<'a, [T]> where [T: Clone], |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T, const N: usize] [T; N], |this, each| this.each_ref().map(each), |inner| Shape::Tuple(vec![inner; N]);
    [T, S] HashSet<T, S> where [T: Eq + Hash + MapKey, S: BuildHasher + Default],
        |this, each| this.iter().map(each).collect(), |inner| list(inner);
    [T] BTreeSet<T> where [T: Ord + MapKey],
        |this, each| this.iter().map(each).collect(), |inner| list(inner);
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

maps! {
    [K, V, S] HashMap<K, V, S> where [K: Eq + Hash, S: BuildHasher + Default];
    [K, V] BTreeMap<K, V> where [K: Ord];
}
