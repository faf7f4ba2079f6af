//! What rustc and clippy say of a wrong program, they say of it instrumented too: the
//! same codes, levels, messages and places, and nothing else; and where the compiler can,
//! it explains and mends them in the same words.
//!
//! Each file of `cases/diagnostics` is one program. Its first line says what is found in
//! it, and the line `// with #[instrumented]` becomes the attribute. All of them are
//! compiled with and without it, by one call of `cargo clippy`.

mod said;
mod twice;

use std::{collections::BTreeMap, fmt::Debug, fs, path::Path};

use self::{
    said::{Said, said},
    twice::Package,
};

/// Programs of which something else is said, and why. One that has become the same must
/// leave this list.
const KNOWN: &[(&str, &str)] = &[
    (
        "async_in_trait_alone",
        "a method does not know that it is in a trait; where the attribute is on the trait, it does",
    ),
    (
        "clippy_docs",
        "an attribute macro gets `///` as `#[doc]`, whose layout clippy does not judge",
    ),
    ("clippy_ends_of_kept", "in what must stay an async fn, each `?` is in a call that notes it"),
    (
        "clippy_large_error_inside",
        "of ours it would be said too, and what is allowed of a closure is allowed in it",
    ),
    (
        "clippy_missing_docs_of_errors_waiting",
        "clippy says it of an `async fn`, not of `impl Future`",
    ),
    ("clippy_useless_conversion", "clippy says it nowhere in a call that a macro wrote"),
    (
        "hidden_lifetime_async",
        "what returns `impl Future` may hide a lifetime where an `async fn` may not (E0726)",
    ),
    (
        "wrong_type_of_awaited",
        "where the function stays `async`, E0308 ends at the first word of what is awaited",
    ),
];

/// Programs of which the same is said, but which is explained or mended in other words.
const EXPLAINED: &[(&str, &str)] = &[
    ("await_of_no_future", "in what must stay an async fn, what is awaited is measured"),
    ("block_borrows", "no clone is suggested in a closure, and no other receiver in a block"),
    ("if_without_else", "the closure's type is behind its arrow"),
    ("missing_tail", "a closure has no name to point at"),
    ("missing_tail_in_result", "a closure has no name to point at"),
    ("module_types", "an async block has its type from where it is used"),
    ("moved_async", "no clone of what a block has captured is suggested"),
    ("moved_plain", "no clone of what a closure has captured is suggested"),
    (
        "own_changing_method",
        "of a reference that a closure has, no `&mut` is suggested where it is declared",
    ),
    ("question_mark_conversion", "the declared type is not pointed at in a closure"),
    ("recursion_async", "where the function calls itself, what is awaited is measured"),
    ("trait_signatures", "the future is that of a block, not of a function"),
];

#[test]
fn the_compiler_says_the_same_of_instrumented_programs() {
    let cases = cases();
    let stale = KNOWN.iter().chain(EXPLAINED).find(|(known, _)| !cases.contains_key(*known));
    assert_eq!(stale, None, "there is no such case");
    assert!(cases.len() >= 30, "{} cases", cases.len());
    let said = said(&Package::new("diagnostics", "2024", "", &cases));
    let mut different = differences(&said, cases.keys(), KNOWN, messages);
    let alike = cases.keys().filter(|name| listed(KNOWN, name).is_none());
    different.extend(differences(&said, alike, EXPLAINED, Said::clone));
    for (name, text) in &cases {
        let bare = &said[&format!("bare_{name}")];
        let code = text.trim_start_matches("//! ").split(':').next().unwrap_or_default();
        let code = text.strip_prefix("//! clippy::").map_or(code, |lint| {
            &text[4..12 + lint.find(':').expect("a colon ends the lint's name")]
        });
        if !bare.iter().any(|(message, _)| message.contains(code)) {
            different.push(format!("{name}: no `{code}` in {bare:#?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn the_compiler_says_the_same_in_edition_2018() {
    let cases = cases();
    let said = said(&Package::new("diagnostics_2018", "2018", "", &cases));
    let different = differences(&said, cases.keys(), KNOWN, messages);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// The programs of which something else is said, as far as `seen` looks, and that are not
/// on the list; and those that are there and should no longer be.
fn differences<'a, Seen: PartialEq + Debug>(
    said: &BTreeMap<String, Said>,
    names: impl Iterator<Item = &'a String>,
    list: &[(&str, &str)],
    seen: impl Fn(&Said) -> Seen,
) -> Vec<String> {
    let difference = |name: &String| {
        let nothing = Said::new();
        let [bare, with] = ["bare", "with"]
            .map(|kind| seen(said.get(&format!("{kind}_{name}")).unwrap_or(&nothing)));
        match listed(list, name) {
            Some(reason) if bare == with => {
                Some(format!("{name} is the same now, although {reason}"))
            }
            None if bare != with => Some(format!("{name}\n bare: {bare:#?}\n with: {with:#?}")),
            _ => None,
        }
    };
    names.filter_map(difference).collect()
}

/// The reason for which the program is on the list.
fn listed<'a>(list: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    list.iter().find(|(listed, _)| *listed == name).map(|(_, reason)| *reason)
}

/// What is said, however it is explained.
fn messages(said: &Said) -> Vec<String> {
    said.iter().map(|(message, _)| message.clone()).collect()
}

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
