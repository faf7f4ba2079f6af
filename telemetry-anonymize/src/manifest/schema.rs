//! The manifest as a JSON Schema, draft 2020-12: a report holds what the
//! manifest lists and nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    entry::Manifest,
    policy::Policy,
    shape::{Field, Json, Leaf, Shape, Tagging, Types, Variant},
};

/// A tag, or nothing where a level or `skip` left the default.
const TAG: &str = "^([0-9a-f]{16}|redacted)?$";

/// A URL of which only scheme and port are readable. `url::Url` ends one without a path
/// in a slash.
const URL: &str =
    "^(([a-z0-9]+://)?([0-9a-f]{16}|redacted)(:[0-9]{1,5})?(/([0-9a-f]{16}|redacted)?)?)?$";

impl Manifest {
    /// The schema, named by `id`.
    pub fn json_schema(&self, id: &str) -> Value {
        let mut writer = Writer { types: &self.types, definitions: BTreeMap::new() };
        let root = writer.shape(&self.root, None);
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": id,
        });
        let Some(object) = schema.as_object_mut() else { return schema };
        object.extend(root.as_object().cloned().unwrap_or_default());
        if !writer.definitions.is_empty() {
            let definitions = writer.definitions.into_values();
            let definitions: Map<String, Value> =
                definitions.map(|known| (known.key, known.schema)).collect();
            object.insert("$defs".to_owned(), Value::Object(definitions));
        }
        schema
    }
}

struct Writer<'a> {
    types: &'a Types,
    /// By type and the policy around it, which changes what its text looks like.
    definitions: BTreeMap<(String, String), Definition>,
}

struct Definition {
    key: String,
    schema: Value,
}

impl Writer<'_> {
    fn shape(&mut self, shape: &Shape, policy: Option<&Policy>) -> Value {
        match shape {
            Shape::Leaf(leaf) => leaf_schema(leaf, policy.unwrap_or(&leaf.policy)),
            Shape::Object(fields) => self.object(fields, policy),
            Shape::List(element) => {
                json!({ "type": "array", "items": self.shape(element, policy) })
            }
            Shape::Tuple(shapes) => self.tuple(shapes, policy),
            Shape::Map(key, value) => json!({
                "type": "object",
                "propertyNames": key_schema(key, policy),
                "additionalProperties": self.shape(value, policy),
            }),
            Shape::Optional(inner) => {
                json!({ "anyOf": [self.shape(inner, policy), { "type": "null" }] })
            }
            Shape::Choice(variants, tagging) => self.choice(variants, tagging, policy),
            Shape::Named(name) => self.named(name, policy),
            Shape::Under(inner, own) => self.shape(inner, policy.or(Some(own))),
        }
    }

    fn tuple(&mut self, shapes: &[Shape], policy: Option<&Policy>) -> Value {
        let items: Vec<_> = shapes.iter().map(|shape| self.shape(shape, policy)).collect();
        let count = items.len();
        if count == 0 {
            return json!({ "type": "array", "maxItems": 0 });
        }
        json!({ "type": "array", "prefixItems": items, "items": false, "minItems": count })
    }

    fn object(&mut self, fields: &[Field], policy: Option<&Policy>) -> Value {
        let mut parts = Parts::default();
        self.collect(fields, policy, true, &mut parts);
        parts.schema()
    }

    /// The properties of an object, with those of flattened fields in between.
    fn collect(
        &mut self,
        fields: &[Field],
        policy: Option<&Policy>,
        sure: bool,
        parts: &mut Parts,
    ) {
        for field in fields {
            if field.flatten {
                self.flattened(&field.shape, policy, sure && field.required, parts);
                continue;
            }
            let mut schema = self.shape(&field.shape, policy);
            if let (false, Some(described)) = (field.doc.is_empty(), schema.as_object_mut()) {
                described.insert("description".to_owned(), json!(field.doc));
            }
            parts.properties.insert(field.name.clone(), schema);
            if sure && field.required {
                parts.required.push(field.name.clone());
            }
        }
    }

    fn flattened(&mut self, shape: &Shape, policy: Option<&Policy>, sure: bool, parts: &mut Parts) {
        match shape {
            Shape::Object(fields) => self.collect(fields, policy, sure, parts),
            Shape::Optional(inner) => self.flattened(inner, policy, false, parts),
            Shape::Under(inner, own) => {
                self.flattened(inner, policy.or(Some(own)), sure, parts);
            }
            Shape::Named(name) => {
                if let Some(shape) = self.types.get(name).cloned() {
                    self.flattened(&shape, policy, sure, parts);
                }
            }
            Shape::Map(_, value) => parts.others = Some(self.shape(value, policy)),
            _ => parts.others = Some(json!({})),
        }
    }

    fn choice(
        &mut self,
        variants: &[Variant],
        tagging: &Tagging,
        policy: Option<&Policy>,
    ) -> Value {
        if *tagging == Tagging::External && variants.iter().all(|v| v.content.is_none()) {
            let words: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
            return json!({ "enum": words });
        }
        let forms: Vec<_> = variants.iter().map(|v| self.variant(v, tagging, policy)).collect();
        json!({ "anyOf": forms })
    }

    fn variant(&mut self, variant: &Variant, tagging: &Tagging, policy: Option<&Policy>) -> Value {
        let Variant { name, content, .. } = variant;
        let mut parts = Parts::default();
        match tagging {
            Tagging::External => {
                let Some(content) = content else { return json!({ "const": name }) };
                parts.require(name, self.shape(content, policy));
            }
            Tagging::Adjacent(tag, key) => {
                parts.require(tag, json!({ "const": name }));
                if let Some(content) = content {
                    parts.require(key, self.shape(content, policy));
                }
            }
            Tagging::Internal(tag) => {
                if let Some(content) = content {
                    self.flattened(content, policy, true, &mut parts);
                }
                parts.require(tag, json!({ "const": name }));
            }
            Tagging::Untagged => {
                let nothing = || json!({ "type": "null" });
                return content.as_ref().map_or_else(nothing, |shape| self.shape(shape, policy));
            }
        }
        parts.schema()
    }

    /// A reference to the type's definition, which is written when first met.
    fn named(&mut self, name: &str, policy: Option<&Policy>) -> Value {
        let around = policy.map(ToString::to_string).unwrap_or_default();
        let known = (name.to_owned(), around);
        if !self.definitions.contains_key(&known) {
            let key = self.free_key(name);
            let definition = Definition { key, schema: json!({}) };
            self.definitions.insert(known.clone(), definition);
            let shape = self.types.get(name).cloned();
            let schema = shape.map_or_else(|| json!({}), |shape| self.shape(&shape, policy));
            self.definitions.entry(known.clone()).and_modify(|found| found.schema = schema);
        }
        json!({ "$ref": format!("#/$defs/{}", self.definitions[&known].key) })
    }

    /// The type's last name, with a number if it is taken.
    fn free_key(&self, name: &str) -> String {
        let path = name.split('<').next().unwrap_or(name);
        let last = path.rsplit("::").next().unwrap_or(path);
        let taken = |key: &str| self.definitions.values().any(|known| known.key == key);
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let mut keys = std::iter::once(last.to_owned()).chain(numbered);
        keys.find(|key| !taken(key)).expect("there is always a next number")
    }
}

/// An object in the making.
#[derive(Default)]
struct Parts {
    properties: Map<String, Value>,
    required: Vec<String>,
    /// What keys that are not listed hold, if there may be any.
    others: Option<Value>,
}

impl Parts {
    fn require(&mut self, name: &str, schema: Value) {
        self.properties.insert(name.to_owned(), schema);
        self.required.push(name.to_owned());
    }

    fn schema(self) -> Value {
        json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": self.others.unwrap_or(Value::Bool(false)),
        })
    }
}

fn leaf_schema(leaf: &Leaf, policy: &Policy) -> Value {
    match (leaf.json, policy) {
        (Json::Null, _) => json!({ "type": "null" }),
        (Json::Boolean, _) => json!({ "type": "boolean" }),
        (Json::Integer, _) => json!({ "type": "integer" }),
        (Json::Unsigned, _) => json!({ "type": "integer", "minimum": 0 }),
        // JSON has no NaN and no infinities; null stands for them.
        (Json::Number, _) => json!({ "type": ["number", "null"] }),
        (Json::String, Policy::Hash(_)) => json!({ "type": "string", "pattern": TAG }),
        (Json::String, Policy::Url(_)) => json!({ "type": "string", "pattern": URL }),
        (Json::String, _) => json!({ "type": "string" }),
        (Json::Formatted(pattern), _) => json!({ "type": "string", "pattern": pattern }),
        (Json::Numbers, _) => json!({
            "type": ["array", "string"],
            "items": { "type": "integer" },
            "pattern": "^[-+0-9:. ]*$",
        }),
        (Json::Any, _) => json!({}),
    }
}

/// Keys are strings, whatever type they have in Rust.
fn key_schema(key: &Shape, policy: Option<&Policy>) -> Value {
    match key {
        Shape::Leaf(leaf) if matches!(leaf.json, Json::String | Json::Formatted(_)) => {
            leaf_schema(leaf, policy.unwrap_or(&leaf.policy))
        }
        _ => json!({ "type": "string" }),
    }
}
