//! A report and the schema of its manifest: each that is sent validates, by a
//! validator that is not ours, and whatever is added to one is refused.
//!
//! The lock, the page and the schema under version control are those of a whole
//! program; `examples/codesearch/reporting/lock.rs` compares them.

use boon::{Compiler, SchemaIndex, Schemas};
use serde::Serialize;
use serde_json::{Value, json};
use telemetry_core::{
    Anonymize, Telemetry, TelemetryBuilder, consent::Environment, count, gauge, instrumented,
    observe, report::DetailsLevel,
};

#[path = "outside/schema.rs"]
mod schema;

use crate::schema::{Schema, leaves_that_can_be_more, open_places};

#[derive(Serialize, Anonymize)]
struct Settings {
    threads: u32,
    #[anonymize(url)]
    peer: Option<String>,
}

#[derive(Serialize, Anonymize)]
struct Collection {
    name: String,
    #[anonymize(level = 3)]
    segments: Vec<Segment>,
}

#[derive(Serialize, Anonymize)]
#[serde(rename_all = "lowercase")]
enum Segment {
    Plain { vectors: u64 },
    Mapped { vectors: u64 },
}

#[instrumented(labels(kind = "test"), record(size = 7_u64))]
fn work() {
    count!("report_lock.things", 2);
    gauge!("report_lock.height", 1.5);
    observe!("report_lock.size", 3);
}

fn builder() -> TelemetryBuilder {
    let segments = || vec![Segment::Plain { vectors: 7 }, Segment::Mapped { vectors: 1_234_567 }];
    let collection = move || Collection { name: "users".into(), segments: segments() };
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .features([("gpu", true)])
        .configuration(&Settings { threads: 3, peer: Some("https://a.example/b".into()) })
        .section("collections", move || vec![collection()])
        .section("broken", || -> u64 { panic!("what fails keeps to the schema too") })
}

fn compiled(schemas: &mut Schemas) -> SchemaIndex {
    let mut compiler = Compiler::new();
    let schema = builder().manifest().json_schema("urn:mydb:report:1");
    compiler.add_resource("urn:mydb:report:1", schema).expect("a schema is added once");
    compiler.compile("urn:mydb:report:1", schemas).expect("the schema is a schema")
}

fn sealed(level: DetailsLevel) -> Value {
    work();
    let telemetry = builder().start().expect("the settings are valid");
    let report = telemetry.report(level).expect("there is entropy");
    telemetry.seal(&report).to_value().expect("it serializes")
}

#[test]
fn the_report_of_every_level_validates() {
    let mut schemas = Schemas::new();
    let index = compiled(&mut schemas);
    for level in DetailsLevel::all() {
        let report = sealed(level);
        schemas.validate(&report, index).unwrap_or_else(|error| panic!("{error:#}\n{report:#}"));
    }
}

/// Every object inside `value`, as a pointer; not maps, whose keys are free.
fn objects(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if !path.ends_with("/labels") && !path.ends_with("/values") {
                found.push(path.to_owned());
            }
            fields
                .iter()
                .for_each(|(name, value)| objects(value, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                objects(item, &format!("{path}/{at}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_field_more_is_refused_wherever_it_stands() {
    let mut schemas = Schemas::new();
    let index = compiled(&mut schemas);
    let report = sealed(DetailsLevel::MOST);
    let mut places = Vec::new();
    objects(&report, "", &mut places);
    for part in ["/sections/collections/0/segments/0/plain", "/sections/broken", "/configuration"] {
        assert!(places.iter().any(|place| place == part), "{part} is not in {places:?}");
    }
    for place in places {
        let mut changed = report.clone();
        changed.pointer_mut(&place).expect("it was found there")["surplus"] = json!(1);
        assert!(schemas.validate(&changed, index).is_err(), "{place} takes one more");
    }
}

#[test]
fn an_object_in_the_place_of_any_value_is_refused() {
    let schema = builder().manifest().json_schema("urn:mydb:report:1");
    assert_eq!(open_places(&schema), [""; 0]);
    let (schema, report) = (Schema::new(schema), sealed(DetailsLevel::MOST));
    assert!(schema.takes(&report), "{report:#}");
    let ids = ["/id", "/report_id", "/app/name", "/system/cpu/architecture"];
    for place in ids {
        assert!(schema::leaves(&report).iter().any(|leaf| leaf == place), "{place}");
    }
    assert_eq!(leaves_that_can_be_more(&schema, &report), [""; 0]);
}

#[test]
fn a_name_that_was_not_hashed_is_refused() {
    let mut schemas = Schemas::new();
    let index = compiled(&mut schemas);
    for place in ["/sections/collections/0/name", "/configuration/peer"] {
        let mut report = sealed(DetailsLevel::MOST);
        *report.pointer_mut(place).expect("it is there") = json!("customer-products");
        assert!(schemas.validate(&report, index).is_err(), "{place}");
    }
}
