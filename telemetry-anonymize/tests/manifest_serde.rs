//! Whatever serde's attributes make of a type, the manifest lists it, the schema takes it,
//! and takes nothing else.

use std::{collections::BTreeMap, marker::PhantomData};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

#[path = "manifest_of/told.rs"]
mod told;

use self::told::{Told, assert_told};

#[derive(Serialize, Anonymize)]
struct Held {
    n: u64,
}

#[derive(Serialize, Anonymize)]
struct Unit;

#[test]
fn a_newtype_leaves_although_serde_is_told_to_skip_its_field() {
    #[derive(Serialize, Anonymize)]
    struct Newtype(
        #[serde(skip)]
        #[anonymize(keep, reason = "a test")]
        u64,
    );
    assert_told(&[": u64, keep (a test)"], [Newtype(123_456_789)]);
    assert_eq!(serde_json::to_string(&Newtype(123_456_789)).unwrap(), "123456789");
}

#[test]
fn fields_of_tuples_that_are_skipped_are_gone() {
    #[derive(Serialize, Anonymize)]
    struct Pair(u64, #[serde(skip)] u64);
    #[derive(Serialize, Anonymize)]
    struct Some3(u64, #[serde(skip_serializing_if = "Option::is_none")] Option<String>, bool);
    #[derive(Serialize, Anonymize)]
    enum Words {
        One(#[serde(skip)] u64),
        Two(u64, #[serde(skip)] u64),
    }
    assert_told(&["[0]: u64, round"], [Pair(1, 2)]);
    assert_told(
        &["[]: u64, round", "[]: String, hash", "[]: bool, closed"],
        [Some3(1, None, true), Some3(1, Some("bob".to_owned()), true)],
    );
    assert_told(&[": One | Two, closed", "Two[0]: u64, round"], [Words::One(1), Words::Two(1, 2)]);
}

#[test]
fn the_tag_of_a_struct_is_told() {
    #[derive(Serialize, Anonymize)]
    #[serde(tag = "type")]
    struct Plain {
        n: u64,
    }
    #[derive(Serialize, Anonymize)]
    #[serde(tag = "type", rename = "other")]
    struct Renamed {
        n: u64,
    }
    assert_told(&["type: Plain, closed", "n: u64, round"], [Plain { n: 1 }]);
    assert_told(&["type: other, closed", "n: u64, round"], [Renamed { n: 1 }]);
}

#[test]
fn a_transparent_type_is_what_it_holds() {
    #[derive(Serialize, Anonymize)]
    #[serde(transparent)]
    struct Typed<T> {
        n: u64,
        of: PhantomData<T>,
    }
    assert_told(&[": u64, round"], [Typed::<String> { n: 1, of: PhantomData }]);
}

#[test]
fn two_attributes_that_rename_are_one() {
    #[derive(Serialize, Anonymize)]
    struct Renamed {
        #[serde(rename(serialize = "written"))]
        #[serde(rename(deserialize = "read"))]
        n: u64,
    }
    assert_told(&["written: u64, round"], [Renamed { n: 1 }]);
}

#[derive(Serialize, Anonymize)]
enum External {
    Plain,
    Named { n: u64 },
    New(String),
}

#[derive(Serialize, Anonymize)]
#[serde(tag = "kind")]
enum Internal {
    Plain,
    Named { n: u64 },
    New(Held),
    Nothing(Unit),
    Inner(Box<Other>),
    Names(BTreeMap<String, u64>),
}

#[derive(Serialize, Anonymize)]
#[serde(tag = "other", content = "with")]
enum Other {
    Plain,
    New(u64),
    Two(u64, u64),
}

#[derive(Serialize, Anonymize)]
enum Mixed {
    Word,
    New(u64),
    #[serde(untagged)]
    Bare {
        n: u64,
    },
}

fn internal() -> [Internal; 8] {
    [
        Internal::Plain,
        Internal::Named { n: 1 },
        Internal::New(Held { n: 1 }),
        Internal::Nothing(Unit),
        Internal::Inner(Box::new(Other::Plain)),
        Internal::Inner(Box::new(Other::New(1))),
        Internal::Inner(Box::new(Other::Two(1, 1))),
        Internal::Names(BTreeMap::from([("bob".to_owned(), 1)])),
    ]
}

const INTERNAL: [&str; 10] = [
    "kind: Plain | Named | New | Nothing | Inner | Names, closed",
    "n: u64, round",
    "n: u64, round",
    ": Unit, closed",
    "other: Plain | New | Two, closed",
    "with: u64, round",
    "with[0]: u64, round",
    "with[1]: u64, round",
    "<key>: String, hash",
    "*: u64, round",
];

const DOCUMENT: [&str; 7] = [
    ": (), closed",
    ": bool, closed",
    ": f64, round",
    ": String, hash",
    "[]: Value<round>, as the whole",
    "<key>: String, hash",
    "*: Value<round>, as the whole",
];

#[test]
fn enums_are_told_however_they_are_tagged() {
    assert_told(&INTERNAL, internal());
    assert_told(
        &[": Word | New, closed", "New: u64, round", "n: u64, round"],
        [Mixed::Word, Mixed::New(1), Mixed::Bare { n: 1 }],
    );
}

#[test]
fn flattened_enums_and_maps_let_nothing_else_in() {
    #[derive(Serialize, Anonymize)]
    struct Beside<T> {
        #[serde(flatten)]
        held: T,
    }
    let words = [": Plain | Named | New, closed", "Named.n: u64, round", "New: String, hash"];
    let external = || [External::Plain, External::Named { n: 1 }, External::New("x".to_owned())];
    assert_told(&words, external().map(|held| Beside { held }));
    assert_told(&words, external().map(|held| Beside { held: Some(held) }));
    assert_told(&words, [Beside { held: None::<External> }]);
    assert_told(&INTERNAL, internal().map(|held| Beside { held }));
    let document = || json!({ "bob": ["bob", 1, { "bob": null }] });
    assert_told(&DOCUMENT, [Beside { held: document() }]);
    assert_told(&DOCUMENT, [Beside { held: Value::Null }]);
    assert!(!Told::of::<Beside<Value>>().takes(&document()), "a raw key");
    let names = Beside { held: BTreeMap::from([("bob".to_owned(), 1_u64)]) };
    assert!(!Told::of::<Beside<BTreeMap<String, u64>>>().takes(&json!(names)), "a raw key");
    assert_told(&["<key>: String, hash", "*: u64, round"], [names]);
}

#[test]
fn keys_have_the_form_of_their_type() {
    #[derive(Serialize, Anonymize, PartialEq, Eq, PartialOrd, Ord)]
    enum Word {
        #[serde(rename = "a.b")]
        First,
    }
    type Map<K> = BTreeMap<K, u64>;
    let valid = |told: &Told, key: &str| told.takes(&json!({ key: 1 }));
    let words = Told::of::<Map<Word>>();
    assert!(valid(&words, "a.b") && !valid(&words, "axb") && !valid(&words, "bob"));
    let truths = Told::of::<Map<bool>>();
    assert!(valid(&truths, "true") && !valid(&truths, "bob"));
}

/// What the functions below make of a value.
fn in_words<T: Serialize, S: Serializer>(held: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&serde_json::to_string(held).unwrap_or_default())
}

#[test]
fn what_is_written_by_code_of_its_own_still_tells_what_it_is_made_of() {
    #[derive(Clone, Serialize, Anonymize)]
    #[serde(into = "String")]
    struct Into {
        #[anonymize(keep, reason = "a test")]
        n: u64,
    }
    impl From<Into> for String {
        fn from(held: Into) -> Self {
            held.n.to_string()
        }
    }
    #[derive(Serialize, Anonymize)]
    struct With {
        #[serde(serialize_with = "in_words")]
        held: Held,
    }
    #[derive(Serialize, Anonymize)]
    enum Choice {
        #[serde(serialize_with = "in_words")]
        One(Held),
    }
    assert_told(&[": Into, custom", "n: u64, keep (a test)"], [Into { n: 1 }]);
    assert_told(&["held: Held, custom", "held.n: u64, round"], [With { held: Held { n: 1 } }]);
    let lines = [": One, closed", "One: Choice, custom", "One.n: u64, round"];
    assert_told(&lines, [] as [Choice; 0]);
    let sealed = serde_json::to_value(Anonymizer::new().seal(&Choice::One(Held { n: 1 })));
    assert!(Told::of::<Choice>().takes(&sealed.unwrap()));
}

#[test]
fn a_type_that_holds_itself_says_where() {
    #[derive(Serialize, Anonymize)]
    struct Node {
        name: String,
        #[anonymize(level = 3)]
        below: Vec<Node>,
    }
    #[derive(Serialize, Anonymize)]
    struct Tree {
        root: Node,
    }
    let leaf = || Node { name: "bob".to_owned(), below: Vec::new() };
    let node = Node { below: vec![leaf(), leaf()], ..leaf() };
    assert_told(
        &["root.name: String, hash", "root.below[]: Node, as root, from level 3"],
        [Tree { root: leaf() }],
    );
    assert_told(&["name: String, hash", "below[]: Node, as the whole, from level 3"], [node]);
}

#[test]
fn what_holds_nothing_stands_in_the_manifest_too() {
    #[derive(Serialize, Anonymize)]
    struct Empty {}
    #[derive(Serialize, Anonymize)]
    struct Counted {
        of: Vec<Empty>,
    }
    assert_told(&["of[]: Empty, closed"], [Counted { of: vec![Empty {}, Empty {}] }]);
}

#[test]
fn an_array_is_one_line_and_has_its_length() {
    assert_told(&["[]: u64, round"], [[1_u64; 4]]);
    let array = Told::of::<[u64; 4]>();
    assert!(!array.takes(&json!([1, 2, 3])) && !array.takes(&json!([1, 2, 3, 4, 5])));
    assert_eq!(Manifest::of::<[u64; 1 << 40]>().entries().len(), 1);
}
