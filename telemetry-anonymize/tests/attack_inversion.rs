//! The attacker who reads reports and computes: why names are hashed under a
//! key, shown by undoing the hashes that have none.
//!
//! XXH64 and XXH3-64 are not one-way for short inputs: every step is a bijection
//! and is run backwards here. `SipHash` with a fixed key is one-way, and falls to a
//! dictionary. Neither finds anything in what this crate sends.

#[path = "attack/xxh.rs"]
mod xxh;

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use telemetry_anonymize::{Anonymize, Anonymizer, testing::plain_hashes};
use xxhash_rust::{xxh3::xxh3_64, xxh64::xxh64};

/// Names of collections as they are given, of one to eight bytes.
const NAMES: [&str; 12] = [
    "a", "db", "img", "docs", "users", "orders", "vectors", "products", "x1", "q_3", "acme-7",
    "zz-top-9",
];

/// The letters that such names are made of.
const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789_-";

fn tag_value(anonymizer: &Anonymizer, name: &str) -> u64 {
    let tag = name.to_owned().anonymize_with(anonymizer);
    u64::from_str_radix(&tag, 16).expect("a tag is hex")
}

#[test]
fn xxh3_is_inverted_exactly() {
    for name in NAMES {
        let found = xxh::invert_xxh3(xxh3_64(name.as_bytes()), name.len());
        assert_eq!(found.as_deref(), Some(name.as_bytes()), "{name}");
    }
}

#[test]
fn xxh64_is_inverted_exactly() {
    for name in NAMES {
        let found = xxh::invert_xxh64(xxh64(name.as_bytes(), 0), name.len(), ALPHABET);
        assert_eq!(found.as_deref(), Some(name.as_bytes()), "{name}");
    }
}

#[test]
fn the_same_programs_find_nothing_in_our_tags() {
    let anonymizer = Anonymizer::new();
    for name in NAMES {
        let tag = tag_value(&anonymizer, name);
        for value in [tag, tag.swap_bytes()] {
            for length in 1..=8 {
                let found = xxh::invert_xxh3(value, length);
                assert_ne!(found.as_deref(), Some(name.as_bytes()));
            }
            let found = xxh::invert_xxh64(value, name.len(), ALPHABET);
            assert_ne!(found.as_deref(), Some(name.as_bytes()));
        }
    }
}

fn siphash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Every name of up to three letters, and common words.
fn dictionary() -> impl Iterator<Item = String> {
    let letters = || ALPHABET.iter().map(|byte| char::from(*byte));
    let one = letters().map(String::from);
    let two = letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}")));
    let three = letters().flat_map(move |a| {
        letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}")))
    });
    one.chain(two).chain(three).chain(NAMES.map(str::to_owned))
}

#[test]
fn siphash_with_a_fixed_key_falls_to_a_dictionary_and_our_tags_do_not() {
    let table: HashMap<u64, String> = dictionary().map(|name| (siphash(&name), name)).collect();
    let anonymizer = Anonymizer::new();
    for name in NAMES {
        assert_eq!(table.get(&siphash(name)).map(String::as_str), Some(name));
        let tag = tag_value(&anonymizer, name);
        assert!(!table.contains_key(&tag) && !table.contains_key(&tag.swap_bytes()));
    }
}

#[test]
fn the_same_name_is_another_tag_in_every_start_and_instance() {
    let tags: std::collections::HashSet<_> =
        (0..1000).map(|_| tag_value(&Anonymizer::new(), "users")).collect();
    assert_eq!(tags.len(), 1000);
    assert_eq!(plain_hashes(b"users"), plain_hashes(b"users"));
}
