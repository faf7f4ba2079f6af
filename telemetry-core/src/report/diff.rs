//! A raw and a sealed report side by side, value by value.

use serde::Serialize;
use serde_json::Value;

/// One value of a report: as it is, and as it leaves.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// Where it stands, as a JSON pointer.
    pub path: String,
    /// The value on this machine; nothing where only the sealed report has one.
    pub raw: Option<Value>,
    /// The value that leaves; nothing where none leaves.
    pub leaves: Option<Value>,
}

impl Difference {
    /// Whether the value leaves as it is.
    pub fn is_unchanged(&self) -> bool {
        self.raw == self.leaves
    }
}

/// Every value of a raw report beside what leaves of it, in the order of their
/// paths. An object or list that stands in one of them only is one value.
pub fn difference(raw: &Value, sealed: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(String::new(), Some(raw), Some(sealed), &mut found);
    found
}

fn walk(path: String, raw: Option<&Value>, sealed: Option<&Value>, found: &mut Vec<Difference>) {
    match (raw, sealed) {
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let only_theirs = theirs.keys().filter(|key| !ours.contains_key(*key));
            for key in ours.keys().chain(only_theirs) {
                walk(format!("{path}/{}", escape(key)), ours.get(key), theirs.get(key), found);
            }
        }
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
            for at in 0..ours.len().max(theirs.len()) {
                walk(format!("{path}/{at}"), ours.get(at), theirs.get(at), found);
            }
        }
        (raw, sealed) => {
            found.push(Difference { path, raw: raw.cloned(), leaves: sealed.cloned() });
        }
    }
}

/// As RFC 6901 has it.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_of_both_sides_is_listed_once() {
        let raw = json!({"name": "users", "n": 1234, "only/raw": 1, "list": [1, 2]});
        let sealed = json!({"name": "ab12", "n": 1234, "only_sealed": 2, "list": [1]});
        let found = difference(&raw, &sealed);
        let paths: Vec<_> = found.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(paths, ["/list/0", "/list/1", "/n", "/name", "/only~1raw", "/only_sealed"]);
        let unchanged: Vec<_> = found.iter().map(Difference::is_unchanged).collect();
        assert_eq!(unchanged, [true, false, true, false, false, false]);
        assert!(found.iter().all(|d| raw.pointer(&d.path) == d.raw.as_ref()));
        assert!(found.iter().all(|d| sealed.pointer(&d.path) == d.leaves.as_ref()));
    }
}
