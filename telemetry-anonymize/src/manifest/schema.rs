//! The manifest as a JSON Schema, draft 2020-12: a report holds what the
//! manifest lists and nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    entry::Manifest,
    policy::Policy,
    schema_parts::{Parts, TAG, URL, leaf_schema, literally},
    shape::{Field, Json, Leaf, Shape, Tagging, Types, Variant},
};

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
            Shape::Leaf(leaf) | Shape::Rewritten(leaf, _) => {
                leaf_schema(leaf, policy.unwrap_or(&leaf.policy))
            }
            Shape::Object(fields) => self.object(fields, policy),
            Shape::List(element) => {
                json!({ "type": "array", "items": self.shape(element, policy) })
            }
            Shape::Tuple(shapes) => self.tuple(shapes, policy),
            Shape::Array(element, count) => {
                let items = self.shape(element, policy);
                json!({ "type": "array", "items": items, "minItems": count, "maxItems": count })
            }
            Shape::Map(key, value) => json!({
                "type": "object",
                "propertyNames": self.key(key, policy),
                "additionalProperties": self.shape(value, policy),
            }),
            Shape::Optional(inner) => {
                json!({ "anyOf": [self.shape(inner, policy), { "type": "null" }] })
            }
            Shape::Choice(variants, tagging) => self.choice(variants, tagging, policy),
            Shape::Named(name) => self.named(name, policy),
            Shape::Under(inner, own) => self.shape(inner, policy.or(Some(own))),
            Shape::From(_, inner) => self.shape(inner, policy),
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
        parts.closed()
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

    /// What stands in an object beside its own fields.
    fn flattened(&mut self, shape: &Shape, policy: Option<&Policy>, sure: bool, parts: &mut Parts) {
        match shape {
            Shape::Object(fields) => self.collect(fields, policy, sure, parts),
            Shape::Optional(inner) => self.flattened(inner, policy, false, parts),
            Shape::From(_, inner) => self.flattened(inner, policy, sure, parts),
            Shape::Under(inner, own) => {
                self.flattened(inner, policy.or(Some(own)), sure, parts);
            }
            Shape::Named(name) => {
                if let Some(shape) = self.types.get(name).cloned() {
                    self.flattened(&shape, policy, sure, parts);
                }
            }
            Shape::Map(key, value) => {
                let value = self.shape(value, policy);
                match self.key_pattern(key, policy) {
                    Some(pattern) => drop(parts.patterns.insert(pattern, value)),
                    None => parts.others = Some(value),
                }
            }
            Shape::Choice(variants, tagging) => {
                let mut forms: Vec<_> =
                    variants.iter().map(|v| self.beside(v, tagging, policy).open()).collect();
                if !sure {
                    forms.push(json!({}));
                }
                parts.choices.push(json!({ "anyOf": forms }));
            }
            // `null` adds nothing to an object.
            Shape::Leaf(Leaf { json: Json::Null, .. }) => {}
            Shape::Leaf(Leaf { json: Json::Any, .. }) | Shape::Rewritten(..) => {
                parts.others = Some(json!({}));
            }
            // What is no object cannot stand in one.
            _ if sure => parts.choices.push(Value::Bool(false)),
            _ => {}
        }
    }

    /// A variant as it stands in an object beside other fields.
    fn beside(&mut self, variant: &Variant, tagging: &Tagging, policy: Option<&Policy>) -> Parts {
        let Variant { name, content, .. } = variant;
        let mut parts = Parts::default();
        match tagging {
            Tagging::External => {
                let nothing = || json!({ "type": "null" });
                let content = content.as_ref().map_or_else(nothing, |c| self.shape(c, policy));
                parts.require(name, content);
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
                if let Some(content) = content {
                    self.flattened(content, policy, true, &mut parts);
                }
            }
        }
        parts
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
        match (tagging, &variant.content) {
            (Tagging::External, None) => json!({ "const": variant.name }),
            (Tagging::Untagged, None) => json!({ "type": "null" }),
            (Tagging::Untagged, Some(content)) => self.shape(content, policy),
            _ => self.beside(variant, tagging, policy).closed(),
        }
    }

    /// What the keys of a map look like, which are strings whatever they are in Rust; nothing
    /// where that cannot be told.
    fn key_pattern(&self, key: &Shape, policy: Option<&Policy>) -> Option<String> {
        match key {
            Shape::Leaf(leaf) => match (leaf.json, policy.unwrap_or(&leaf.policy)) {
                (Json::String, Policy::Hash(_)) => Some(TAG.to_owned()),
                (Json::String, Policy::Url(_)) => Some(URL.to_owned()),
                (Json::Formatted(pattern), _) => Some(pattern.to_owned()),
                (Json::Boolean, _) => Some("^(true|false)$".to_owned()),
                (Json::Unsigned, _) => Some("^[0-9]+$".to_owned()),
                (Json::Integer, _) => Some("^-?[0-9]+$".to_owned()),
                _ => None,
            },
            Shape::Under(inner, own) => self.key_pattern(inner, policy.or(Some(own))),
            Shape::From(_, inner) => self.key_pattern(inner, policy),
            Shape::Named(name) => self.key_pattern(self.types.get(name)?, policy),
            Shape::Choice(words, Tagging::External)
                if words.iter().all(|w| w.content.is_none()) =>
            {
                let words: Vec<_> = words.iter().map(|word| literally(&word.name)).collect();
                Some(format!("^({})$", words.join("|")))
            }
            _ => None,
        }
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

    fn key(&self, key: &Shape, policy: Option<&Policy>) -> Value {
        let pattern = self.key_pattern(key, policy);
        pattern.map_or_else(
            || json!({ "type": "string" }),
            |pattern| json!({ "type": "string", "pattern": pattern }),
        )
    }

    /// The type's last name, with a number if it is taken.
    fn free_key(&self, name: &str) -> String {
        let path = name.split(['<', '#']).next().unwrap_or(name);
        let last = path.rsplit("::").next().unwrap_or(path);
        let taken = |key: &str| self.definitions.values().any(|known| known.key == key);
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let mut keys = std::iter::once(last.to_owned()).chain(numbered);
        keys.find(|key| !taken(key)).expect("there is always a next number")
    }
}
