//! `hashbrown`: as std's maps and sets.

use std::hash::{BuildHasher, Hash};

use hashbrown::{HashMap, HashSet};

use super::collections::{lists, maps};
use crate::{
    keys::{MapKey, keyed_map, keyed_set},
    probe::FreeText,
};

maps! {
    [K, V, S] HashMap<K, V, S> where [K: Eq + Hash, S: BuildHasher + Default];
}

lists! {
    [T, S] HashSet<T, S> where [T: Eq + Hash + MapKey, S: BuildHasher + Default];
}

keyed_map!([K: Hash + Eq, V, S: BuildHasher + Default] HashMap<K, V, S>,
    |n| HashMap::with_capacity_and_hasher(n, S::default()));
keyed_set!([K: Hash + Eq, S: BuildHasher + Default] HashSet<K, S>);

impl<K: FreeText, V, S> FreeText for HashMap<K, V, S> {}

impl<T: FreeText, S> FreeText for HashSet<T, S> {}
