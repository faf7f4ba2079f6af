//! The derive on the shapes that report structs have.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymizer};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Anonymize)]
enum Distance {
    #[default]
    Cosine,
    Dot,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Anonymize)]
struct Segment {
    name: String,
    points: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Anonymize)]
struct Collection {
    name: String,
    vectors: u64,
    #[anonymize(keep, reason = "one of four words")]
    distance: Distance,
    #[anonymize(url)]
    peer: String,
    #[anonymize(class)]
    disk_bytes: u64,
    #[anonymize(skip)]
    last_error: String,
    #[anonymize(level = 3)]
    segments: Vec<Segment>,
}

fn collection() -> Collection {
    Collection {
        name: "users".to_owned(),
        vectors: 123_456_789,
        distance: Distance::Dot,
        peer: "https://acme.example/x".to_owned(),
        disk_bytes: 1_000_000,
        last_error: "cannot open users".to_owned(),
        segments: vec![Segment { name: "users".to_owned(), points: 4711 }],
    }
}

#[test]
fn the_example_of_the_design_comes_out_as_promised() {
    let anonymizer = Anonymizer::new();
    let report = collection().anonymize_with(&anonymizer);
    assert_eq!(report.name.len(), 16);
    assert_eq!(report.vectors, 123_456_000);
    assert_eq!(report.distance, Distance::Dot);
    assert!(report.peer.starts_with("https://") && !report.peer.contains("acme"));
    assert_eq!(report.disk_bytes, 1 << 20);
    assert_eq!(report.last_error, "");
    assert_eq!(report.segments, [Segment { name: report.name.clone(), points: 4000 }]);
}

#[test]
fn a_lower_level_leaves_the_default() {
    let report = collection().anonymize_with(&Anonymizer::new().at_level(2));
    assert_eq!(report.segments, []);
    assert_eq!(report.vectors, 123_456_000);
}

#[derive(Debug, PartialEq, Anonymize)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
    parent: Option<Box<Tree<T>>>,
}

#[test]
fn a_recursive_generic_type_is_anonymized_throughout() {
    let leaf = Tree { value: 4711_u32, children: vec![], parent: None };
    let tree = Tree { value: 1234, children: vec![leaf], parent: None };
    let tree = tree.anonymize();
    assert_eq!((tree.value, tree.children[0].value), (1000, 4000));
}

#[derive(Debug, PartialEq, Anonymize)]
struct Loads {
    #[anonymize(merge = sum)]
    by_port: BTreeMap<u32, u64>,
    #[anonymize(merge = keep_first)]
    first: BTreeMap<u32, u64>,
    #[anonymize(merge = count)]
    count: BTreeMap<u32, u64>,
    #[anonymize(class, keys(keep, reason = "bucket bounds are constants"))]
    buckets: BTreeMap<u32, u64>,
    named: HashMap<String, u64>,
}

#[test]
fn keys_that_merge_do_as_they_are_told() {
    let map = BTreeMap::from([(6000, 700), (6001, 800), (7000, 5)]);
    let loads = Loads {
        by_port: map.clone(),
        first: map.clone(),
        count: map.clone(),
        buckets: map,
        named: HashMap::from([("a".to_owned(), 1999), ("b".to_owned(), 5)]),
    };
    let loads = loads.anonymize();
    assert_eq!(loads.by_port, BTreeMap::from([(6000, 1000), (7000, 5)]));
    assert_eq!(loads.first, BTreeMap::from([(6000, 700), (7000, 5)]));
    assert_eq!(loads.count, BTreeMap::from([(6000, 2), (7000, 1)]));
    assert_eq!(loads.buckets, BTreeMap::from([(6000, 512), (6001, 1024), (7000, 4)]));
    let mut values: Vec<_> = loads.named.values().copied().collect();
    values.sort_unstable();
    assert_eq!(values, [5, 1000]);
}

/// Every attribute of the seed's vendor, as its own test has them.
mod vendor {
    use super::*;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that `with` asks for")]
    fn four(_: &u32) -> u32 {
        4
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Foreign(String);

    #[derive(Debug, PartialEq, Anonymize)]
    enum Seed {
        A,
        B(),
        C {},
        D(String, u32),
        F(#[anonymize(with = self::four)] u32, u32),
        H(#[anonymize(false)] Foreign, #[anonymize(true)] String),
        I(#[anonymize(value = 42)] u32, #[anonymize(value = None)] Option<String>),
        #[anonymize(with = four)]
        J(u32, #[anonymize(true)] u32, u32),
    }

    #[derive(Debug, PartialEq, Anonymize)]
    #[anonymize(false)]
    struct Kept {
        count: u64,
        #[anonymize(false, free_text = "a constant of this test")]
        name: String,
        #[anonymize(true)]
        hashed: String,
    }

    #[test]
    fn its_attributes_mean_what_they_meant() {
        assert_eq!(Seed::A.anonymize(), Seed::A);
        assert_eq!(Seed::B().anonymize(), Seed::B());
        assert_eq!(Seed::C {}.anonymize(), Seed::C {});
        assert!(
            matches!(Seed::D("x".to_owned(), 1999).anonymize(), Seed::D(tag, 1000) if tag != "x")
        );
        assert_eq!(Seed::F(1, 1999).anonymize(), Seed::F(4, 1000));
        let kept = Seed::H(Foreign("x".to_owned()), "x".to_owned()).anonymize();
        assert!(matches!(kept, Seed::H(Foreign(name), tag) if name == "x" && tag != "x"));
        assert_eq!(Seed::I(7, Some("x".to_owned())).anonymize(), Seed::I(42, None));
        assert_eq!(Seed::J(1, 1999, 1).anonymize(), Seed::J(4, 1000, 4));
        let kept = Kept { count: 1999, name: "x".to_owned(), hashed: "x".to_owned() }.anonymize();
        assert!(kept.count == 1999 && kept.name == "x" && kept.hashed != "x");
    }

    #[test]
    fn the_manifest_marks_what_false_keeps_without_a_reason() {
        let entries = telemetry_anonymize::manifest::Manifest::of::<Kept>().entries();
        let reasons: Vec<_> = entries.iter().map(|entry| entry.policy.reason()).collect();
        let marker = Some("none given: `#[anonymize(false)]`");
        assert_eq!(reasons, [marker, marker, None]);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Anonymize)]
enum Plan {
    Free,
    Paid,
    Trial,
}

#[derive(Debug, PartialEq, Anonymize)]
struct Budgeted {
    #[anonymize(noise(epsilon = 0.1))]
    logins: i64,
    #[anonymize(randomize(epsilon = 0.1))]
    plan: Plan,
    #[anonymize(randomize(epsilon = 0.1))]
    cluster: bool,
    #[anonymize(class(base = 16))]
    bytes: u64,
}

#[test]
fn a_privacy_budget_is_spent_once_a_start_and_told() {
    let budgeted = Budgeted { logins: 3, plan: Plan::Paid, cluster: true, bytes: 100 };
    let starts: Vec<_> = std::iter::repeat_with(Anonymizer::new).take(64).collect();
    let sent: Vec<_> = starts.iter().map(|start| budgeted.anonymize_with(start)).collect();
    assert!(sent.iter().any(|one| one.logins != 3) && sent.iter().all(|one| one.bytes == 256));
    assert!(sent.iter().any(|one| one.plan == Plan::Paid));
    assert!([Plan::Free, Plan::Trial].iter().all(|lie| sent.iter().any(|one| one.plan == *lie)));
    assert!(sent.iter().any(|one| !one.cluster) && sent.iter().any(|one| one.cluster));
    assert_eq!(sent[0], budgeted.anonymize_with(&starts[0]));
    let manifest = telemetry_anonymize::manifest::Manifest::of::<Budgeted>();
    assert!((manifest.epsilon() - 0.3).abs() < 1e-9);
    assert!(manifest.page("Page").contains("spends a privacy budget of 0.3 a start"));
    assert!(manifest.lock().contains("plan: Free | Paid | Trial, randomize(epsilon = 0.1)"));
}
