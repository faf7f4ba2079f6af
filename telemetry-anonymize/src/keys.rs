//! Map keys: those that stay apart, and the choices for those that merge.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{BuildHasher, Hash},
    num::{NonZero, Wrapping},
    time::Duration,
};

use crate::manifest::Shape;

/// A type whose different values stay different when anonymized (up to a
/// collision of 64-bit hashes), so that a map does not lose entries.
///
/// Text is; a derived enum without fields is; a derived type becomes one by
/// `#[anonymize(map_key)]` if all its fields are. Numbers are not: rounding
/// merges them, and a field of such a map says how
/// (`#[anonymize(merge = sum | keep_first | count)]`) or which rule its keys have
/// (`keys(keep, reason = "…")`). Without entropy all names become `redacted`
/// and a map keeps the first entry of those that merge.
#[diagnostic::on_unimplemented(
    message = "map keys of type `{Self}` may merge when they are anonymized",
    label = "two keys may become one",
    note = "say what becomes of their entries: `#[anonymize(merge = sum)]`, `merge = keep_first` or `merge = count` on the field",
    note = "or keep the keys: `#[anonymize(keys(keep, reason = \"…\"))]`",
    note = "a derived type whose fields all stay apart takes `#[anonymize(map_key)]`"
)]
pub trait MapKey {}

/// A value that can take in that of a merged key: `#[anonymize(merge = sum)]`.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be summed",
    label = "`merge = sum` needs numbers or durations",
    note = "`merge = keep_first` takes any value"
)]
pub trait Sum: Clone {
    /// Adds `other`, saturating.
    fn add(&mut self, other: &Self);
}

/// A value that can say how many entries merged: `#[anonymize(merge = count)]`.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot hold a count",
    label = "`merge = count` needs an integer"
)]
pub trait Count {
    /// `entries`, saturating.
    fn of(entries: usize) -> Self;
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Sum for $int {
            fn add(&mut self, other: &Self) {
                *self = self.saturating_add(*other);
            }
        }
        impl Count for $int {
            fn of(entries: usize) -> Self {
                Self::try_from(entries).unwrap_or(Self::MAX)
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

macro_rules! nonzero {
    ($($int:ty)*) => {$(
        impl Sum for NonZero<$int> {
            fn add(&mut self, other: &Self) {
                *self = self.saturating_add(other.get());
            }
        }
    )*};
}

nonzero!(u8 u16 u32 u64 u128 usize);

impl Sum for f32 {
    fn add(&mut self, other: &Self) {
        *self += other;
    }
}

impl Sum for f64 {
    fn add(&mut self, other: &Self) {
        *self += other;
    }
}

impl Sum for Duration {
    fn add(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }
}

impl<T: Sum> Sum for Wrapping<T> {
    fn add(&mut self, other: &Self) {
        self.0.add(&other.0);
    }
}

/// What becomes of entries whose keys merge.
pub trait Merging<V> {
    /// The entry of two.
    fn merge(first: &mut V, second: &V);
    /// The first entry under a key.
    fn start(value: &V) -> V;
}

/// `merge = sum`
#[derive(Debug)]
pub struct MergeSum;
/// `merge = count`
#[derive(Debug)]
pub struct MergeCount;

impl<V: Sum> Merging<V> for MergeSum {
    fn merge(first: &mut V, second: &V) {
        first.add(second);
    }

    fn start(value: &V) -> V {
        value.clone()
    }
}

impl<V: Sum + Count> Merging<V> for MergeCount {
    fn merge(first: &mut V, _: &V) {
        first.add(&V::of(1));
    }

    fn start(_: &V) -> V {
        V::of(1)
    }
}

/// A map or set that can be rebuilt with other keys.
#[diagnostic::on_unimplemented(
    message = "`merge` and `keys` are for maps and sets, `{Self}` is neither",
    label = "not a map"
)]
pub trait Keyed: Sized {
    /// What entries are found by.
    type Key;
    /// What they hold; nothing for a set.
    type Value;

    /// The same entries under other keys; of those that merge, the first stays.
    #[must_use]
    fn keep_first(
        &self,
        key: impl FnMut(&Self::Key) -> Self::Key,
        value: impl FnMut(&Self::Value) -> Self::Value,
    ) -> Self;

    /// The same entries under other keys; those that merge become one as `M`
    /// says, before `value` is applied.
    #[must_use]
    fn merge<M: Merging<Self::Value>>(
        &self,
        merging: M,
        key: impl FnMut(&Self::Key) -> Self::Key,
        value: impl FnMut(&Self::Value) -> Self::Value,
    ) -> Self;

    /// What it looks like, of what its keys and values look like.
    fn shape(key: Shape, value: impl FnOnce() -> Shape) -> Shape {
        Shape::Map(Box::new(key), Box::new(value()))
    }
}

/// Both ways of rebuilding, for a map with std's interface.
macro_rules! keyed_map {
    ([$($generics:tt)*] $map:ty, $new:expr) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::keys::Keyed for $map {
            type Key = K;
            type Value = V;

            fn keep_first(
                &self,
                mut key: impl FnMut(&K) -> K,
                mut value: impl FnMut(&V) -> V,
            ) -> Self {
                let mut rebuilt: Self = $new(self.len());
                for (k, v) in self {
                    rebuilt.entry(key(k)).or_insert_with(|| value(v));
                }
                rebuilt
            }

            fn merge<M: $crate::keys::Merging<V>>(
                &self,
                _: M,
                mut key: impl FnMut(&K) -> K,
                mut value: impl FnMut(&V) -> V,
            ) -> Self {
                let mut rebuilt: Self = $new(self.len());
                for (k, v) in self {
                    let k = key(k);
                    if let Some(first) = rebuilt.get_mut(&k) {
                        M::merge(first, v);
                    } else {
                        rebuilt.insert(k, M::start(v));
                    }
                }
                for v in rebuilt.values_mut() {
                    *v = value(v);
                }
                rebuilt
            }
        }
    };
}

#[cfg(any(feature = "hashbrown", feature = "indexmap"))]
pub(crate) use keyed_map;

keyed_map!([K: Hash + Eq, V, S: BuildHasher + Default] HashMap<K, V, S>,
    |n| HashMap::with_capacity_and_hasher(n, S::default()));
keyed_map!([K: Ord, V] BTreeMap<K, V>, |_| BTreeMap::new());

/// Sets: equal elements are one, whatever the choice.
macro_rules! keyed_set {
    ([$($generics:tt)*] $set:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::keys::Keyed for $set {
            type Key = K;
            type Value = ();

            fn keep_first(&self, key: impl FnMut(&K) -> K, _: impl FnMut(&())) -> Self {
                self.iter().map(key).collect()
            }

            fn merge<M: $crate::keys::Merging<()>>(
                &self,
                _: M,
                key: impl FnMut(&K) -> K,
                value: impl FnMut(&()),
            ) -> Self {
                self.keep_first(key, value)
            }

            fn shape(
                key: $crate::manifest::Shape,
                _: impl FnOnce() -> $crate::manifest::Shape,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::List(Box::new(key))
            }
        }
    };
}

#[cfg(any(feature = "hashbrown", feature = "indexmap"))]
pub(crate) use keyed_set;

keyed_set!([K: Hash + Eq, S: BuildHasher + Default] HashSet<K, S>);
keyed_set!([K: Ord] BTreeSet<K>);
