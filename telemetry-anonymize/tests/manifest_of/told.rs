//! What the manifest and the schema say of a type, against what it serializes to.

use boon::{Compiler, SchemaIndex, Schemas};
use serde::Serialize;
use serde_json::{Value, json};
use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

/// What can leave of a `T`, one path a line, and the schema.
pub(crate) struct Told {
    lines: Vec<String>,
    schemas: Schemas,
    index: SchemaIndex,
}

impl Told {
    pub(crate) fn of<T: Anonymize>() -> Self {
        const AT: &str = "https://example.com/told";
        let manifest = Manifest::of::<T>();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(AT, manifest.json_schema(AT)).expect("a JSON document");
        let index = compiler.compile(AT, &mut schemas).expect("a valid schema");
        let lines = manifest.lock().lines().skip(2).map(str::to_owned).collect();
        Self { lines, schemas, index }
    }

    pub(crate) fn takes(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }
}

/// Every object in `document`, as a pointer to it.
fn objects(document: &Value, at: &str, found: &mut Vec<String>) {
    match document {
        Value::Object(fields) => {
            found.push(at.to_owned());
            fields.iter().for_each(|(name, value)| objects(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, value)| objects(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// The manifest says `lines` and nothing else; each of `values` fits the schema once sealed, and
/// none does with one more field in any object of it.
#[track_caller]
pub(crate) fn assert_told<T: Anonymize + Serialize>(
    lines: &[&str],
    values: impl IntoIterator<Item = T>,
) {
    let told = Told::of::<T>();
    assert_eq!(told.lines, lines);
    for value in values {
        let sealed = serde_json::to_value(Anonymizer::new().seal(&value)).expect("it serializes");
        assert!(told.takes(&sealed), "{sealed}");
        let mut pointers = Vec::new();
        objects(&sealed, "", &mut pointers);
        for (pointer, surprise) in pointers.iter().flat_map(|p| [(p, json!("bob")), (p, json!(1))])
        {
            let mut more = sealed.clone();
            let object =
                more.pointer_mut(pointer).and_then(Value::as_object_mut).expect("it is one");
            object.insert("surprise".to_owned(), surprise);
            assert!(!told.takes(&more), "{more}");
        }
    }
}
