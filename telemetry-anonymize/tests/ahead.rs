//! Names in lists are hashed many at once: nothing about the result may show it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymizer};

#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
struct Collection {
    name: String,
    points: u64,
    alias: Option<String>,
    #[anonymize(level = 2)]
    detail: String,
    #[anonymize(hash(domain = "owner"))]
    owner: String,
    #[anonymize(skip)]
    secret: String,
    #[anonymize(merge = keep_first)]
    by_size: BTreeMap<u64, String>,
    fields: Vec<Field>,
    index: BTreeMap<String, Box<str>>,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
struct Field(String, [Box<str>; 2], Vec<u8>);

#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
enum State {
    Idle,
    Moving { to: String, parts: Vec<String> },
    Failed(String),
}

/// Names of every length around that of a block, and without one.
fn name(random: &mut fastrand::Rng) -> String {
    let length = if random.bool() { random.usize(..12) } else { random.usize(..200) };
    (0..length).map(|_| random.alphabetic()).collect()
}

fn collection(random: &mut fastrand::Rng) -> Collection {
    let some = |random: &mut fastrand::Rng| random.usize(..5);
    Collection {
        name: name(random),
        points: random.u64(..),
        alias: random.bool().then(|| name(random)),
        detail: name(random),
        owner: name(random),
        secret: name(random),
        by_size: (0..some(random)).map(|_| (random.u64(..), name(random))).collect(),
        fields: (0..some(random))
            .map(|_| Field(name(random), [name(random).into(), name(random).into()], vec![1; 9]))
            .collect(),
        index: (0..some(random)).map(|_| (name(random), name(random).into())).collect(),
        state: match random.u8(..3) {
            0 => State::Idle,
            1 => State::Moving {
                to: name(random),
                parts: (0..some(random)).map(|_| name(random)).collect(),
            },
            _ => State::Failed(name(random)),
        },
    }
}

#[test]
fn a_list_is_its_elements_one_by_one() {
    let mut random = fastrand::Rng::with_seed(1);
    let anonymizer = Anonymizer::new();
    for count in (0..40).chain([700]) {
        let list: Vec<_> = (0..count).map(|_| collection(&mut random)).collect();
        for anonymizer in [anonymizer.clone(), anonymizer.at_level(1)] {
            let alone: Vec<_> = list.iter().map(|one| one.anonymize_with(&anonymizer)).collect();
            assert_eq!(*anonymizer.seal(&list), alone);
            let streamed = serde_json::to_string(&anonymizer.seal_each(&list)).unwrap();
            assert_eq!(streamed, serde_json::to_string(&alone).unwrap());
            let map: HashMap<_, _> = list.iter().map(|one| (one.name.clone(), one)).collect();
            for (name, one) in map {
                let of_one = BTreeMap::from([(name.clone(), one.clone())]);
                let tag = anonymizer.name(&name);
                assert_eq!(anonymizer.seal(&of_one)[&tag], one.anonymize_with(&anonymizer));
            }
        }
    }
}

#[test]
fn bytes_are_hashed_together_whoever_serializes_them() {
    let anonymizer = Anonymizer::new();
    let bytes = vec![1_u8, 2, 3];
    assert_eq!(
        serde_json::to_string(&anonymizer.seal_each(&bytes)).unwrap(),
        serde_json::to_string(&anonymizer.seal(&bytes)).unwrap(),
    );
}

/// Keeps the anonymizer that it was given.
#[derive(Clone, Debug, Default)]
struct Hoarder(std::sync::Arc<std::sync::Mutex<Option<Anonymizer>>>, String);

impl Anonymize for Hoarder {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        *self.0.lock().expect("no panic under it") = Some(anonymizer.clone());
        Self(self.0.clone(), self.1.anonymize_with(anonymizer))
    }

    const HAS_NAMES: bool = true;

    fn names_ahead<'a>(
        &'a self,
        names: &mut telemetry_anonymize::__telemetry::anonymize::Names<'a>,
    ) {
        names.add(&self.1);
    }
}

/// The name that comes to lie where another was must not get its tag.
#[test]
fn a_kept_anonymizer_does_not_remember_places() {
    let anonymizer = Anonymizer::new();
    let (kept, mut names) = (Hoarder::default(), Vec::new());
    names.extend((0..100).map(|n| Hoarder(kept.0.clone(), format!("name {n:03}"))));
    drop(anonymizer.seal(&names));
    let kept = kept.0.lock().unwrap().take().expect("it was given one");
    for hoarder in &mut names {
        hoarder.1.replace_range(..4, "else");
        assert_eq!(hoarder.1.anonymize_with(&kept), anonymizer.name(&hoarder.1));
    }
}

/// A type in itself tells its names to the end.
#[derive(Clone, Debug, PartialEq, Anonymize)]
struct Tree {
    name: String,
    left: Option<Box<Self>>,
    children: Vec<Tree>,
}

#[test]
fn a_recursive_type_can_be_told() {
    let leaf = |name: &str| Tree { name: name.into(), left: None, children: Vec::new() };
    let children: Vec<Tree> = (0..30).map(|n| leaf(&n.to_string())).collect();
    let tree = Tree { name: "root".into(), left: Some(Box::new(leaf("left"))), children };
    let anonymizer = Anonymizer::new();
    let sealed = anonymizer.seal(&vec![tree.clone()]);
    assert_eq!(sealed[0], tree.anonymize_with(&anonymizer));
    assert_eq!(sealed[0].children[7].name, anonymizer.name("7"));
}
