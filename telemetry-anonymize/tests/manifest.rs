//! The manifest: what can leave, the lock, the page, the schema.

use std::collections::{BTreeMap, HashMap};

use boon::{Compiler, Schemas};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

#[derive(Clone, Copy, Debug, Serialize, Anonymize)]
#[serde(rename_all = "snake_case")]
enum Distance {
    Cosine,
    DotProduct,
}

#[derive(Clone, Debug, Serialize, Anonymize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Index {
    Plain,
    /// A graph.
    Hnsw {
        m: u64,
        #[serde(rename = "ef")]
        construct: u64,
    },
}

#[derive(Clone, Debug, Serialize, Anonymize)]
enum Payload {
    Word,
    Text(String),
    Pair(u64, f64),
    Named { count: u64 },
}

#[derive(Clone, Debug, Serialize, Anonymize)]
struct Shared {
    #[anonymize(class)]
    disk_bytes: u64,
}

/// A section of a report.
#[derive(Clone, Debug, Serialize, Anonymize)]
#[serde(rename_all = "camelCase")]
struct Collection {
    /// The collection's name.
    name: String,
    vector_count: u64,
    #[anonymize(keep, reason = "one of two words")]
    distance: Distance,
    #[anonymize(url)]
    peer: Option<String>,
    #[anonymize(skip)]
    last_error: String,
    #[serde(skip)]
    internal: u64,
    #[serde(flatten)]
    shared: Shared,
    #[anonymize(level = 3)]
    by_name: BTreeMap<String, u64>,
    #[anonymize(merge = sum)]
    by_port: HashMap<u32, u64>,
    index: Index,
    payload: Vec<Payload>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    children: Vec<Collection>,
    #[anonymize(value = 0)]
    constant: u32,
}

fn manifest() -> Manifest {
    Manifest::of::<Collection>()
}

#[test]
fn every_path_is_listed_with_its_policy() {
    let entries = manifest().entries();
    let list: Vec<String> = entries
        .iter()
        .map(|entry| {
            format!("{}: {}, {}, {}", entry.path, entry.type_name, entry.policy, entry.level)
        })
        .collect();
    assert_eq!(
        list,
        [
            "name: String, hash, 0",
            "vectorCount: u64, round, 0",
            "distance: cosine | dot_product, keep, 0",
            "peer: String, url, 0",
            "lastError: String, skip, 0",
            "disk_bytes: u64, class, 0",
            "byName.<key>: String, hash, 3",
            "byName.*: u64, round, 3",
            "byPort.<key>: u32, round, 0",
            "byPort.*: u64, round, 0",
            "index.kind: plain | hnsw, closed, 0",
            "index.m: u64, round, 0",
            "index.ef: u64, round, 0",
            "payload[]: Word | Text | Pair | Named, closed, 0",
            "payload[].Text: String, hash, 0",
            "payload[].Pair[0]: u64, round, 0",
            "payload[].Pair[1]: f64, round, 0",
            "payload[].Named.count: u64, round, 0",
            "ratio: f64, round, 0",
            "children[]: Collection, as the whole, 0",
            "constant: u32, value = 0, 0",
        ]
    );
    assert_eq!(entries[0].doc, "The collection's name.");
    assert_eq!(entries[2].policy.reason(), Some("one of two words"));
}

#[test]
fn the_level_of_a_field_without_a_name_is_told() {
    #[derive(Default, Anonymize)]
    struct Newtype(#[anonymize(level = 3)] String);
    #[derive(Anonymize)]
    struct Kept(#[anonymize(level = 3, keep, reason = "a test")] u64);
    #[derive(Anonymize)]
    #[anonymize(level = 2)]
    enum Choice {
        One(u64),
        Two(u64, #[anonymize(level = 4)] Newtype),
    }
    let levels = |manifest: Manifest| -> Vec<(String, u8)> {
        manifest.entries().into_iter().map(|entry| (entry.path, entry.level)).collect()
    };
    assert_eq!(levels(Manifest::of::<Newtype>()), [(String::new(), 3)]);
    assert_eq!(levels(Manifest::of::<Kept>()), [(String::new(), 3)]);
    let expected = [("", 0), ("One", 2), ("Two[0]", 2), ("Two[1]", 4)];
    let expected = expected.map(|(path, level)| (path.to_owned(), level));
    assert_eq!(levels(Manifest::of::<Choice>()), expected);
}

#[test]
fn what_is_kept_is_kept_at_every_level_whatever_its_own_parts_say() {
    #[derive(Clone, Default, Anonymize)]
    struct Part {
        #[anonymize(level = 3)]
        size: u64,
    }
    #[derive(Anonymize)]
    struct Whole {
        #[anonymize(level = 1, keep, reason = "a test")]
        part: Part,
    }
    let sealed = Anonymizer::new().at_level(1).seal(&Whole { part: Part { size: 7 } });
    assert_eq!(sealed.part.size, 7);
    assert_eq!(Manifest::of::<Whole>().entries()[0].level, 1);
}

#[test]
fn a_part_that_is_registered_at_run_time_is_listed_too() {
    let manifest = manifest().with_field::<Shared>(&[], "section", "The application's.");
    let last = manifest.entries().pop().unwrap();
    assert_eq!(
        (last.path.as_str(), last.policy.to_string()),
        ("section.disk_bytes", "class".into())
    );
}

#[test]
fn the_lock_notices_what_is_new_and_what_is_gone() {
    let lock = manifest().lock();
    assert_eq!(manifest().check_lock(&lock), Ok(()));
    let changed = lock.replace("vectorCount: u64, round", "vectorCount: u64, keep (why not)");
    let error = manifest().check_lock(&changed).unwrap_err();
    assert_eq!(error.added(), ["vectorCount: u64, round"]);
    assert_eq!(error.removed(), ["vectorCount: u64, keep (why not)"]);
    let text = error.to_string();
    assert!(
        text.contains("  + vectorCount: u64, round\n") && text.contains("TELEMETRY_LOCK=accept")
    );
    let shorter =
        lock.lines().filter(|line| !line.starts_with("peer")).collect::<Vec<_>>().join("\n");
    assert_eq!(manifest().check_lock(&shorter).unwrap_err().added(), ["peer: String, url"]);
}

#[test]
fn the_page_says_it_in_words() {
    let page = manifest().page("What we collect");
    assert!(page.starts_with("# What we collect\n"));
    assert!(page.contains("\n## `vectorCount`\n"));
    assert!(
        page.contains("| `name` | The collection's name. | String | replaced by a keyed hash;")
    );
    assert!(page.contains("sent as it is: one of two words"));
    assert!(page.contains("cosine \\| dot_product"));
}

fn collection(depth: u32) -> impl Strategy<Value = Collection> {
    let payload = prop_oneof![
        Just(Payload::Word),
        any::<String>().prop_map(Payload::Text),
        any::<(u64, f64)>().prop_map(|(a, b)| Payload::Pair(a, b)),
        any::<u64>().prop_map(|count| Payload::Named { count }),
    ];
    let index = prop_oneof![
        Just(Index::Plain),
        any::<(u64, u64)>().prop_map(|(m, construct)| Index::Hnsw { m, construct }),
    ];
    let maps = any::<(BTreeMap<String, u64>, HashMap<u32, u64>)>();
    let scalars = any::<(String, u64, bool, Option<String>, Option<f64>)>();
    let parts = (scalars, maps, index, prop::collection::vec(payload, 0..4));
    parts.prop_map(move |((text, count, dot, peer, ratio), (by_name, by_port), index, payload)| {
        let one = Collection {
            name: text.clone(),
            vector_count: count,
            distance: if dot { Distance::DotProduct } else { Distance::Cosine },
            peer,
            last_error: text,
            internal: count,
            shared: Shared { disk_bytes: count },
            by_name,
            by_port,
            index,
            payload,
            ratio,
            children: Vec::new(),
            constant: 7,
        };
        let children = vec![one.clone(); depth as usize];
        Collection { children, ..one }
    })
}

fn validator() -> (Schemas, boon::SchemaIndex) {
    let schema = manifest().json_schema("https://example.com/report");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("https://example.com/report", schema).expect("a JSON document");
    let index = compiler.compile("https://example.com/report", &mut schemas);
    let index = index.expect("a valid schema");
    (schemas, index)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_report_at_any_level_is_valid(report in collection(2), level in 0_u8..5) {
        let (schemas, index) = validator();
        let sealed = Anonymizer::new().at_level(level).seal(&report);
        let json = serde_json::to_value(&sealed).unwrap();
        prop_assert!(schemas.validate(&json, index).is_ok(), "{json:#}");
    }

    #[test]
    fn a_raw_report_is_not_valid(mut report in collection(0)) {
        let (schemas, index) = validator();
        report.name = "users".to_owned();
        prop_assert!(schemas.validate(&serde_json::to_value(&report).unwrap(), index).is_err());
    }
}

#[test]
fn any_extra_or_missing_field_is_refused() {
    let (schemas, index) = validator();
    let report = json!({
        "name": "0123456789abcdef", "vectorCount": 1000, "distance": "cosine", "peer": null,
        "lastError": "", "disk_bytes": 8, "byName": {}, "byPort": {},
        "index": { "kind": "hnsw", "m": 16, "ef": 100 }, "payload": [], "children": [], "constant": 0,
    });
    assert!(schemas.validate(&report, index).is_ok());
    for pointer in ["", "/index"] {
        let mut changed = report.clone();
        let object = changed.pointer_mut(pointer).and_then(Value::as_object_mut).unwrap();
        object.insert("surprise".to_owned(), json!(1));
        assert!(schemas.validate(&changed, index).is_err(), "{pointer}");
    }
    for name in ["name", "index", "disk_bytes"] {
        let mut changed = report.clone();
        changed.as_object_mut().unwrap().remove(name);
        assert!(schemas.validate(&changed, index).is_err(), "{name}");
    }
}
