//! What a word of a report can be read as, and who is known by it.

use std::collections::{HashMap, HashSet};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use telemetry_anonymize::testing::plain_hashes;

/// Names, and every plain hash of them by its first eight bytes in either order.
pub(crate) struct Dictionary {
    names: HashSet<Vec<u8>>,
    hashes: HashMap<Vec<u8>, &'static str>,
}

impl Dictionary {
    pub(crate) fn of(names: &[String]) -> Self {
        let mut hashes = HashMap::new();
        for name in names {
            for (hash, digest) in plain_hashes(name.as_bytes()) {
                let swapped: Vec<u8> = digest.iter().rev().copied().collect();
                hashes.insert(head(&swapped).to_vec(), hash);
                hashes.insert(head(&digest).to_vec(), hash);
            }
        }
        let names = names.iter().map(|name| name.clone().into_bytes()).collect();
        Self { names, hashes }
    }

    /// What of `text` tells a name: each word, and the hash by which it is known.
    pub(crate) fn find(&self, text: &str) -> Vec<(String, &'static str)> {
        let found = words(text).filter_map(|word| Some((word.to_owned(), self.known(word)?)));
        found.collect()
    }

    fn known(&self, word: &str) -> Option<&'static str> {
        readings(word).iter().find_map(|bytes| {
            let name = self.names.contains(bytes).then_some("a name");
            // 32 bits are a word of their own and no beginning of a longer one.
            name.or_else(|| self.hashes.get(head(bytes)).copied())
        })
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(8)]
}

/// Runs of what a name, a number and either kind of base64 are made of.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let runs = |more: &'static str| {
        text.split(move |letter: char| !letter.is_ascii_alphanumeric() && !more.contains(letter))
    };
    runs("_-").chain(runs("+/")).filter(|word| !word.is_empty())
}

/// The word itself, and what it is as hex, as a decimal number and in base64.
fn readings(word: &str) -> Vec<Vec<u8>> {
    let mut readings = vec![word.as_bytes().to_vec()];
    if word.len().is_multiple_of(2) && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let pairs = (0..word.len()).step_by(2).map(|at| &word[at..at + 2]);
        readings.push(pairs.flat_map(|pair| u8::from_str_radix(pair, 16)).collect());
    }
    readings.extend(word.parse().map(|number: u32| number.to_be_bytes().to_vec()));
    readings.extend(word.parse().map(|number: i32| number.to_be_bytes().to_vec()));
    readings.extend(word.parse().map(|number: u64| number.to_be_bytes().to_vec()));
    readings.extend(word.parse().map(|number: i64| number.to_be_bytes().to_vec()));
    readings.extend(word.parse().map(|number: u128| number.to_be_bytes().to_vec()));
    readings.extend([&STANDARD_NO_PAD, &URL_SAFE_NO_PAD].iter().flat_map(|way| way.decode(word)));
    readings
}
