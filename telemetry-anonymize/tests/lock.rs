//! The check of the lock file: what it says when it fails.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use telemetry_anonymize::{Anonymize, manifest::Manifest, testing::assert_lock};

#[derive(Anonymize)]
struct Sound {
    name: String,
    vectors: u64,
    #[anonymize(keep, reason = "ours", free_text = "a constant")]
    program: String,
    #[anonymize(keep, reason = "ours", free_text = "constants")]
    parts: Part,
}

type Name = String;

#[derive(Clone, Anonymize)]
struct Part {
    owner: Option<Name>,
    size: u64,
}

#[derive(Clone)]
struct Foreign;

/// What the derive alone does not see.
#[derive(Anonymize)]
struct Leaking {
    #[anonymize(keep, reason = "numbers")]
    part: Part,
    #[anonymize(keep, reason = "numbers")]
    owners: BTreeMap<bool, Name>,
    #[anonymize(keep, reason = "numbers")]
    pair: (u64, Name),
    #[anonymize(keep, reason = "one of two words")]
    foreign: Foreign,
    #[anonymize(false)]
    old: Vec<Part>,
    #[anonymize(keys(keep, reason = "one of two"))]
    by_part: HashMap<Key, u64>,
    #[anonymize(keep, reason = "numbers")]
    sizes: Vec<Option<u64>>,
    #[anonymize(keep, reason = "drawn at start")]
    id: uuid::Uuid,
    tree: Node,
}

#[derive(Clone, Anonymize)]
struct Node {
    name: Name,
    #[anonymize(keep, reason = "numbers")]
    children: Vec<Node>,
}

#[derive(Clone, PartialEq, Eq, Hash, Anonymize)]
#[anonymize(map_key)]
struct Key(Name);

/// A lock file of this text.
fn lock(test: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.lock"));
    fs::write(&path, text).expect("the tests' own folder is writable");
    path
}

/// What the check says as it fails.
fn said(manifest: &Manifest, path: &PathBuf) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| assert_lock(manifest, path)));
    *failed.expect_err("it fails").downcast::<String>().expect("it says a text")
}

#[test]
fn the_same_types_pass() {
    let manifest = Manifest::of::<Sound>();
    assert_lock(&manifest, lock("same", &manifest.lock()));
}

#[test]
fn a_difference_is_told_line_by_line_with_the_command_that_accepts_it() {
    let manifest = Manifest::of::<Sound>();
    let changed = manifest.lock().replace("vectors: u64, round", "vectors: u64, class");
    let path = lock("differs", &changed);
    let said = said(&manifest, &path);
    for part in [
        path.to_str().expect("the path is text"),
        "\n  - vectors: u64, class\n",
        "\n  + vectors: u64, round\n",
        "TELEMETRY_LOCK=accept cargo test",
    ] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    assert!(!said.contains("name: String"), "only what differs: {said}");
}

#[test]
fn a_lock_that_is_not_there_differs_in_every_line() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nowhere.lock");
    assert!(said(&Manifest::of::<Sound>(), &path).contains("\n  + name: String, hash\n"));
}

#[test]
fn text_that_is_kept_out_of_the_derive_s_sight_is_refused_with_its_path() {
    let manifest = Manifest::of::<Leaking>();
    let said = said(&manifest, &lock("leaking", &manifest.lock()));
    let paths: Vec<_> =
        said.lines().filter_map(|line| Some(line.strip_prefix('`')?.split_once('`')?.0)).collect();
    assert_eq!(
        paths,
        [
            "part.owner",
            "owners.*",
            "pair[1]",
            "foreign",
            "old[].owner",
            "by_part.<key>",
            "tree.children[].name",
        ],
        "{said}"
    );
    assert!(said.contains("free_text = ") && said.contains("#[derive(Anonymize)]"), "{said}");
}

#[test]
fn nothing_hides_in_a_comment_or_behind_a_line_s_end() {
    #[derive(serde::Serialize, Anonymize)]
    struct Hidden {
        #[serde(rename = "# of users")]
        users: u64,
        #[anonymize(keep, reason = "one\n# two")]
        words: u64,
    }
    let manifest = Manifest::of::<Hidden>();
    let lock = manifest.lock();
    assert_eq!(lock.lines().count(), 4, "{lock}");
    let class = lock.replace("# of users: u64, round", "# of users: u64, class");
    assert_eq!(manifest.check_lock(&class).unwrap_err().added(), ["# of users: u64, round"]);
    let three = manifest.check_lock(&lock.replace("# two", "# three")).unwrap_err();
    assert_eq!(three.added(), ["words: u64, keep (one # two)"]);
}

#[test]
fn bytes_that_are_kept_are_argued_for_as_words_are() {
    #[derive(Clone, Anonymize)]
    struct Token {
        bytes: [u8; 32],
    }
    #[derive(Anonymize)]
    struct Kept {
        #[anonymize(keep, reason = "short")]
        token: Token,
    }
    let manifest = Manifest::of::<Kept>();
    let paths: Vec<_> = manifest.unargued().into_iter().map(|entry| entry.path).collect();
    assert_eq!(paths, ["token.bytes[]"]);
}

#[test]
fn a_change_of_type_reason_level_or_policy_changes_the_lock() {
    macro_rules! lines {
        ($({ $($field:tt)* })*) => {[$({
            #[derive(Anonymize)]
            struct Inner {
                $($field)*
            }
            #[derive(Anonymize)]
            struct Outer {
                #[anonymize(level = 2)]
                inner: Vec<Inner>,
            }
            Manifest::of::<Outer>().lock().lines().last().unwrap_or_default().to_owned()
        }),*]};
    }
    let lines = lines! {
        { n: u64 }
        { n: u32 }
        { #[anonymize(class)] n: u64 }
        { #[anonymize(keep, reason = "one")] n: u64 }
        { #[anonymize(keep, reason = "two")] n: u64 }
        { #[anonymize(level = 1)] n: u64 }
        { #[anonymize(level = 3)] n: u64 }
        { #[anonymize(keep, reason = "one", free_text = "two")] n: String }
    };
    assert_eq!(
        lines,
        [
            "inner[].n: u64, round, from level 2",
            "inner[].n: u32, round, from level 2",
            "inner[].n: u64, class, from level 2",
            "inner[].n: u64, keep, from level 2 (one)",
            "inner[].n: u64, keep, from level 2 (two)",
            "inner[].n: u64, round, from level 2",
            "inner[].n: u64, round, from level 3",
            "inner[].n: String, keep, from level 2 (one) (text: two)",
        ]
    );
}
