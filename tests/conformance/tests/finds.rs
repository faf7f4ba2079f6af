//! The tool finds what it is there to find: a function that is refused, a test that ends
//! otherwise, a warning that is gone. A stand-in for `telemetry-core` does all three.

use std::{fs, path::Path};

use telemetry_conformance::{conform, list::Foreign, source::Workshop};

const MACRO: &str = r#"
use proc_macro::TokenStream;

#[proc_macro_attribute]
pub fn instrumented(_: TokenStream, item: TokenStream) -> TokenStream {
    let text = item.to_string();
    if text.contains("fn refused") {
        return "compile_error! { \"not this one\" }".parse().unwrap();
    }
    if text.contains("fn changed") {
        return text.replace('4', "5").parse().unwrap();
    }
    if text.contains("fn warned") {
        return text.parse().unwrap();
    }
    item
}
"#;

const FOREIGN: &str = r"
pub fn good() -> u32 { fn nested() -> u32 { 1 } nested() }
pub fn refused() -> u32 { 2 }
pub const fn constant() -> u32 { 3 }
pub fn changed() -> u32 { 4 }
pub fn warned() { let unused = 6; }
#[cfg(any())]
fn absent() {}

#[cfg(test)]
mod tests {
    #[test]
    fn good_is_one() { assert_eq!(super::good(), 1); }

    #[test]
    fn and_the_other_is_not() { assert_eq!(super::changed(), 2 + 2); }
}
";

fn package(folder: &Path, manifest: &str, source: &str) {
    fs::create_dir_all(folder.join("src")).expect("a folder can be made");
    let head = "[package]\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    fs::write(folder.join("Cargo.toml"), format!("{head}{manifest}"))
        .expect("a file can be written");
    fs::write(folder.join("src/lib.rs"), source).expect("a file can be written");
}

#[test]
fn refusals_changed_tests_and_lost_warnings_are_found() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("finds");
    let stand_in = "name = \"telemetry-core\"\n[lib]\nproc-macro = true\n[features]\nmacros = []\n[workspace]\n";
    package(&root.join("telemetry-core"), stand_in, MACRO);
    package(&root.join("foreign"), "name = \"foreign\"\n", FOREIGN);
    let tests = root.join("foreign/tests");
    fs::create_dir_all(&tests).unwrap();
    fs::write(tests.join("kept.rs"), "#[test] fn one() { assert_eq!(foreign::good(), 1); }")
        .unwrap();
    fs::write(tests.join("unpublished.rs"), "use unpublished_mock::expect;").unwrap();
    let workshop = Workshop::new(&root, &root.join("work")).unwrap();
    let foreign = Foreign::new("foreign", "0.0.0");
    let folder = workshop.copy(&foreign, &root.join("foreign")).unwrap();
    let outcome = conform::conform(&foreign, &folder, &workshop.target()).unwrap();

    let reason = "no code: not this one".to_owned();
    assert_eq!(outcome.refused, [("src/lib.rs:3 `refused`".to_owned(), reason)]);
    // `good`, `nested`, `changed`, `warned` and the two tests.
    assert_eq!((outcome.accepted, outcome.total()), (6, 7));
    assert_eq!((outcome.constant, outcome.absent), (1, 1));
    assert_eq!((outcome.before.count("ok"), outcome.after.count("ok")), (3, 2));
    assert_eq!(
        outcome.before.differences(&outcome.after),
        [
            "error: test failed, to rerun pass `--lib`: missing, then said",
            "unittests src/lib.rs: tests::and_the_other_is_not: ok, then FAILED",
        ]
    );
    // What a macro wrote anew is nobody's to warn of.
    assert_eq!((outcome.warnings, outcome.new_warnings.len()), (1, 0));
    assert_eq!(outcome.lost_warnings, ["src/lib.rs:6 unused_variables: unused variable: `unused`"]);
    assert!(!outcome.is_perfect());
}
