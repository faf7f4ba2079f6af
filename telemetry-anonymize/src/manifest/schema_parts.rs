//! What a schema is put together from: objects in the making, and leaves.

use serde_json::{Map, Value, json};

use super::{
    policy::Policy,
    shape::{Json, Leaf},
};

/// A tag, or nothing where a level or `skip` left the default.
pub(super) const TAG: &str = "^([0-9a-f]{16}|redacted)?$";

/// A URL of which only scheme and port are readable. `url::Url` ends one without a path
/// in a slash.
pub(super) const URL: &str =
    "^(([a-z0-9]+://)?([0-9a-f]{16}|redacted)(:[0-9]{1,5})?(/([0-9a-f]{16}|redacted)?)?)?$";

/// An object in the making.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) properties: Map<String, Value>,
    pub(super) required: Vec<String>,
    /// What keys of a certain form hold.
    pub(super) patterns: Map<String, Value>,
    /// What keys that are not listed hold, if there may be any.
    pub(super) others: Option<Value>,
    /// What stands beside them in one of several forms.
    pub(super) choices: Vec<Value>,
}

impl Parts {
    pub(super) fn require(&mut self, name: &str, schema: Value) {
        self.properties.insert(name.to_owned(), schema);
        self.required.push(name.to_owned());
    }

    /// The object, and no other key.
    pub(super) fn closed(mut self) -> Value {
        let keyword =
            if self.choices.is_empty() { "additionalProperties" } else { "unevaluatedProperties" };
        let others = self.others.take().unwrap_or(Value::Bool(false));
        let mut schema = self.open();
        schema[keyword] = others;
        schema
    }

    /// As a part of an object.
    pub(super) fn open(self) -> Value {
        let mut schema = json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
        });
        if !self.patterns.is_empty() {
            schema["patternProperties"] = Value::Object(self.patterns);
        }
        if !self.choices.is_empty() {
            schema["allOf"] = Value::Array(self.choices);
        }
        if let Some(others) = self.others {
            schema["additionalProperties"] = others;
        }
        schema
    }
}

/// The regular expression for exactly this text.
pub(super) fn literally(text: &str) -> String {
    text.chars().fold(String::new(), |mut pattern, c| {
        if r"\^$.|?*+()[]{}/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
        pattern
    })
}

pub(super) fn leaf_schema(leaf: &Leaf, policy: &Policy) -> Value {
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
