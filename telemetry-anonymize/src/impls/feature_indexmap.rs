//! `indexmap`: as std's maps and sets; the order stays.

use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};

use super::collections::{lists, maps};
use crate::{
    keys::{MapKey, keyed_map, keyed_set},
    probe::FreeText,
};

maps! {
    [K, V, S] IndexMap<K, V, S> where [K: Eq + Hash, S: BuildHasher + Default];
}

lists! {
    [T, S] IndexSet<T, S> where [T: Eq + Hash + MapKey, S: BuildHasher + Default];
}

keyed_map!([K: Hash + Eq, V, S: BuildHasher + Default] IndexMap<K, V, S>,
    |n| IndexMap::with_capacity_and_hasher(n, S::default()));
keyed_set!([K: Hash + Eq, S: BuildHasher + Default] IndexSet<K, S>);

impl<K: FreeText, V, S> FreeText for IndexMap<K, V, S> {}

impl<T: FreeText, S> FreeText for IndexSet<T, S> {}
