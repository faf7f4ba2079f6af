//! What a schema leaves open, and documents with something else in a value's place.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

/// A schema that is ready to validate by a validator that is not ours.
pub(crate) struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

/// What a schema's own address is relative to.
const AT: &str = "https://vendor.example/schema";

impl Schema {
    pub(crate) fn new(schema: Value) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(AT, schema).expect("a schema is added once");
        let index = compiler.compile(AT, &mut schemas).expect("the schema is a schema");
        Self { schemas, index }
    }

    pub(crate) fn takes(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }
}

/// Where the leaves of `value` stand, as pointers.
pub(crate) fn leaves(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields
                    .iter()
                    .for_each(|(name, value)| walk(value, &format!("{path}/{name}"), found));
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}/{at}"), found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// Those leaves of a document in whose place `schema` takes an object too.
pub(crate) fn leaves_that_can_be_more(schema: &Schema, document: &Value) -> Vec<String> {
    let replaced = |pointer: &String| {
        let mut changed = document.clone();
        *changed.pointer_mut(pointer).expect("it was found there") = json!({ "user": "bob" });
        schema.takes(&changed)
    };
    leaves(document).into_iter().filter(replaced).collect()
}

/// Where `schema` says nothing of a value, as pointers into it.
pub(crate) fn open_places(schema: &Value) -> Vec<String> {
    fn walk(schema: &Value, path: &str, found: &mut Vec<String>) {
        if closes(schema) == Some(false) {
            found.push(path.to_owned());
        }
        for many in ["properties", "$defs"] {
            for (name, inner) in schema[many].as_object().into_iter().flatten() {
                walk(inner, &format!("{path}/{many}/{name}"), found);
            }
        }
        for many in ["anyOf", "prefixItems"] {
            for (at, inner) in schema[many].as_array().into_iter().flatten().enumerate() {
                walk(inner, &format!("{path}/{many}/{at}"), found);
            }
        }
        for one in ["items", "additionalProperties", "propertyNames"] {
            if let Some(inner) = schema.get(one) {
                walk(inner, &format!("{path}/{one}"), found);
            }
        }
    }
    let mut found = Vec::new();
    walk(schema, "", &mut found);
    found
}

/// Whether a schema says what a value is, as far as its own level goes; nothing for
/// `false`, which takes none.
fn closes(schema: &Value) -> Option<bool> {
    if *schema == Value::Bool(false) {
        return None;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
    Some(match schema["type"].as_str() {
        Some("object") => has(&["additionalProperties"]),
        Some("array") => has(&["items", "maxItems"]),
        _ => has(&["type", "enum", "const", "$ref", "anyOf"]),
    })
}
