//! A forked child has a key of its own: its tags cannot be joined with those of
//! its parent, nor with those of a brother.
#![cfg(unix)]

use std::fs;

use serde::Serialize;
use telemetry_core::{
    Anonymize, Anonymizer, Telemetry, consent::Environment, report::DetailsLevel,
};

#[path = "outside/fork.rs"]
mod fork;

#[derive(Serialize, Anonymize)]
struct Section {
    name: String,
}

/// What `tag` says in a forked child.
fn in_child(tag: impl Fn() -> String) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tag");
    let status = fork::in_child(|| u8::from(fs::write(&file, tag()).is_err()));
    assert_eq!(status, 0, "the child wrote its tag");
    fs::read_to_string(&file).expect("the tag was written")
}

#[test]
fn a_forked_child_seals_under_another_key() {
    let section = || Section { name: "customers".to_owned() };
    let telemetry = Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .section("one", section)
        .start()
        .expect("the settings are valid");
    let anonymizer = Anonymizer::new();
    let tag_of_report = || {
        let report = telemetry.report(DetailsLevel::SENT).expect("there is entropy");
        let sealed = telemetry.seal(&report).to_value().expect("it serializes");
        sealed["sections"]["one"]["name"].as_str().expect("a tag").to_owned()
    };
    let sealed = || anonymizer.seal(&section()).name.clone();
    let process_wide = || Anonymizer::process().seal(&section()).name.clone();
    for tag in [&tag_of_report as &dyn Fn() -> String, &sealed, &process_wide] {
        let (ours, again) = (tag(), tag());
        assert_eq!(ours, again, "the parent keeps its key");
        let (child, brother) = (in_child(tag), in_child(tag));
        assert_eq!(child.len(), 16, "{child}");
        assert!(child != ours && brother != ours && child != brother);
        assert_eq!(tag(), ours);
    }
}
