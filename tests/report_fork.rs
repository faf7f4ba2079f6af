//! A forked child has a key of its own: its tags cannot be joined with those of
//! its parent, nor with those of a brother, and neither can its id.
#![cfg(unix)]

use std::fs;

use serde::Serialize;
use telemetry_core::{
    Anonymize, Anonymizer, Telemetry, consent::Environment, report::DetailsLevel,
};

#[path = "outside/alone.rs"]
mod alone;
#[path = "outside/fork.rs"]
mod fork;

// What another test's thread had locked at a fork would be locked for ever in the child.
use alone::alone;

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
    let _alone = alone();
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
    let (names, digits) = (["customers".to_owned()], |c: char| !c.is_ascii_hexdigit());
    let view = anonymizer.seal_each(&names);
    let streamed =
        || serde_json::to_string(&view).expect("it serializes").trim_matches(digits).to_owned();
    for tag in [&tag_of_report as &dyn Fn() -> String, &sealed, &process_wide, &streamed] {
        let (ours, again) = (tag(), tag());
        assert_eq!(ours, again, "the parent keeps its key");
        let (child, brother) = (in_child(tag), in_child(tag));
        assert_eq!(child.len(), 16, "{child}");
        assert!(child != ours && brother != ours && child != brother);
        assert_eq!(tag(), ours);
    }
}

/// A report as it leaves.
fn sealed(telemetry: &Telemetry) -> String {
    let report = telemetry.report(DetailsLevel::SENT).expect("there is entropy");
    String::from_utf8(telemetry.seal(&report).to_json().expect("it serializes")).expect("JSON")
}

#[test]
fn a_childs_report_has_no_tag_and_no_id_of_its_parents() {
    let _alone = alone();
    let settings = || Section { name: "customers".to_owned() };
    let telemetry = Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .configuration(&settings())
        .section("one", settings)
        .start()
        .expect("the settings are valid");
    let report = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let parent = report(&sealed(&telemetry));
    let tag = parent["configuration"]["name"].as_str().expect("a tag");
    assert_eq!(parent["sections"]["one"]["name"], tag, "one key, one tag");
    let (child, brother) = (in_child(|| sealed(&telemetry)), in_child(|| sealed(&telemetry)));
    assert!(!child.contains(tag) && !brother.contains(tag), "{child}");
    let (child, brother) = (report(&child), report(&brother));
    assert_eq!(child["configuration"], serde_json::json!({ "failed": "other_key" }));
    assert!(child["id"] != parent["id"] && brother["id"] != parent["id"]);
    assert_ne!(child["id"], brother["id"]);
    assert_eq!(report(&sealed(&telemetry))["configuration"], parent["configuration"]);
}

#[test]
fn a_child_proves_its_own_id_and_not_its_parents() {
    let _alone = alone();
    let telemetry = Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .start()
        .expect("the settings are valid");
    let shown = || {
        let (identity, status) = (telemetry.identity(), telemetry.status());
        format!("{} {} {}", identity.token(), identity.id(), status.id())
    };
    let (ours, child) = (shown(), in_child(shown));
    let words: Vec<_> = child.split(' ').collect();
    let token: telemetry_core::report::DeletionToken = words[0].parse().expect("a token");
    let proven = telemetry_core::report::Identity::of(token).id().to_string();
    assert_eq!((words[1], words[2]), (proven.as_str(), proven.as_str()));
    assert!(words.iter().all(|word| !ours.contains(word)), "{child}");
    assert_eq!(shown(), ours, "the parent stays who it is");
}

#[test]
fn a_child_that_goes_on_building_writes_its_configuration_under_its_own_key() {
    let _alone = alone();
    let builder = Telemetry::builder("mydb", "1.0").environment(Environment::empty());
    let mut builder = Some(builder);
    let file = tempfile::NamedTempFile::new().expect("a file");
    let status = fork::in_child(|| {
        let builder = builder.take().expect("it is there");
        let section = || Section { name: "customers".to_owned() };
        let started = builder.configuration(&section()).section("one", section).start();
        u8::from(fs::write(file.path(), sealed(&started.expect("valid"))).is_err())
    });
    assert_eq!(status, 0);
    let text = fs::read_to_string(file.path()).expect("it was written");
    let child: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(child["configuration"]["name"].as_str().map(str::len), Some(16), "{child}");
    assert_eq!(child["configuration"], child["sections"]["one"]);
}
