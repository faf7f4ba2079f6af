//! What rustc and clippy say of a wrong program, they say of it instrumented too: the
//! same codes, levels, messages and places, and nothing else.
//!
//! Each file of `cases/diagnostics` is one program. Its first line says what is found in
//! it, and the line `// with #[instrumented]` becomes the attribute. All of them are
//! compiled with and without it, by one call of `cargo clippy`.

mod twice;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use self::twice::Package;

/// Programs of which something else is said, and why. One that has become the same must
/// leave this list.
const KNOWN: &[(&str, &str)] = &[
    (
        "async_in_trait_alone",
        "a method does not know that it is in a trait; where the attribute is on the trait, it does",
    ),
    (
        "block_outlives_waiting",
        "E0373 for E0597: the closure is in an async block that owns the rest",
    ),
    (
        "clippy_docs",
        "an attribute macro gets `///` as `#[doc]`, whose layout clippy does not judge",
    ),
    ("clippy_ends_of_kept", "in what must stay an async fn, each `?` is in a call that notes it"),
    (
        "clippy_missing_docs_of_errors_waiting",
        "clippy says it of an `async fn`, not of `impl Future`",
    ),
];

/// What is said of one program: level, code, message and primary places.
type Said = Vec<String>;

#[test]
fn the_compiler_says_the_same_of_instrumented_programs() {
    let cases = cases();
    let stale = KNOWN.iter().find(|(known, _)| !cases.contains_key(*known));
    assert_eq!(stale, None, "there is no such case");
    assert!(cases.len() >= 30, "{} cases", cases.len());
    let said = said(&Package::new("diagnostics", "", &cases));
    let mut different = Vec::new();
    for (name, text) in &cases {
        let [bare, instrumented] =
            ["bare", "with"].map(|kind| said.get(&format!("{kind}_{name}")).unwrap_or(&NOTHING));
        let code = text.trim_start_matches("//! ").split(':').next().unwrap_or_default();
        let code = text.strip_prefix("//! clippy::").map_or(code, |lint| {
            &text[4..12 + lint.find(':').expect("a colon ends the lint's name")]
        });
        if !bare.iter().any(|message| message.contains(code)) {
            different.push(format!("{name}: no `{code}` in {bare:#?}"));
        }
        let known = KNOWN.iter().find(|(known, _)| known == name);
        if let Some((_, reason)) = known {
            if bare == instrumented {
                different.push(format!("{name} is the same now, although {reason}"));
            }
        } else if bare != instrumented {
            different.push(format!("{name}\n bare: {bare:#?}\n with: {instrumented:#?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

static NOTHING: Said = Vec::new();

/// The programs, by name.
fn cases() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/diagnostics");
    let files = fs::read_dir(folder).expect("the folder exists");
    let read = |entry: Result<fs::DirEntry, _>| {
        let path = entry.expect("an entry is readable").path();
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a case is text");
        (name, text)
    };
    files.map(read).collect()
}

/// What is said of each program of the package.
fn said(package: &Package) -> BTreeMap<String, Said> {
    let output = package
        .cargo(&["clippy", "--bins", "--keep-going", "--message-format=json"])
        .env("CLIPPY_CONF_DIR", &package.folder)
        .output()
        .expect("cargo clippy runs");
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line).expect("cargo speaks JSON");
        let name = line["target"]["name"].as_str().unwrap_or_default();
        if line["reason"] == "compiler-message" && name.contains('_') {
            said.entry(name.to_owned()).or_default().extend(message(&line["message"], name));
        }
    }
    for messages in said.values_mut() {
        messages.sort();
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!said.is_empty(), "nothing was compiled: {stderr}");
    said
}

/// One message, the program's own name taken out; the last, "2 errors", has no place.
fn message(message: &Value, name: &str) -> Option<String> {
    let spans = message["spans"].as_array()?;
    if spans.is_empty() {
        return None;
    }
    let places = spans.iter().filter(|span| span["is_primary"] == true).map(|span| {
        let [line, column, end_line, end_column] =
            ["line_start", "column_start", "line_end", "column_end"].map(|key| &span[key]);
        format!("{line}:{column}-{end_line}:{end_column}")
    });
    let mut places: Vec<_> = places.collect();
    places.dedup();
    let text = message["message"].as_str()?.replace(name, "…");
    let code = message["code"]["code"].as_str().unwrap_or("no code");
    Some(format!("{} {code} at {}: {text}", message["level"].as_str()?, places.join(", ")))
}
