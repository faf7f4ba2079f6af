//! What can leave this program is what the files under version control say: the
//! lock, the page and the schema of its whole report, settings and sections
//! included.
//!
//! `TELEMETRY_LOCK=accept cargo test --test codesearch_library` writes all three.

use clap::Parser as _;
use telemetry_anonymize::{
    manifest::{Manifest, Policy},
    testing::{assert_lock, assert_page},
};

use super::{super::cli::Cli, builder::telemetry, run::Run};

fn manifest() -> Manifest {
    telemetry(&Cli::parse_from(["codesearch"]), &Run::default()).manifest()
}

#[test]
fn what_can_leave_is_what_the_lock_says() {
    assert_lock(&manifest(), concat!(env!("CARGO_MANIFEST_DIR"), "/telemetry.lock"));
}

#[test]
fn the_page_is_what_the_types_generate() {
    let page = manifest().page("What we collect");
    assert_page(&page, concat!(env!("CARGO_MANIFEST_DIR"), "/docs/what-we-collect.md"));
}

#[test]
fn the_schema_is_what_the_types_generate() {
    let schema = manifest().json_schema("urn:codesearch:report:1");
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    assert_page(&text, concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json"));
}

#[test]
fn settings_and_sections_are_listed_path_by_path() {
    let entries = manifest().entries();
    assert!(entries.iter().all(|entry| entry.policy != Policy::Custom), "{entries:#?}");
    for path in ["configuration.roots[]", "sections.index.collections[].name"] {
        let entry = entries.iter().find(|entry| entry.path == path).expect(path);
        assert_eq!(entry.policy.to_string(), "hash", "{path}");
    }
}
