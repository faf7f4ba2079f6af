//! What a report can hold is what the lock file, the page and the schema say.
//! `TELEMETRY_LOCK=accept cargo test --test report_lock` writes all three.

use telemetry_anonymize::{
    manifest::Manifest,
    testing::{assert_lock, assert_page},
};
use telemetry_core::report::Report;

fn manifest() -> Manifest {
    Manifest::of::<Report>()
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
    let schema = manifest().json_schema("urn:telemetry:report:1");
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    assert_page(&text, concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json"));
}
