//! Two versions of a document side by side: what is known beside what would leave.

use std::io::{self, Write};

use serde_json::Value;

use super::terminal::shown;

/// Elements of a list that are shown.
const FIRST: usize = 2;
/// Characters of a value, and of a name with its indentation, that are shown.
const VALUE_CHARS: usize = 36;
const NAME_CHARS: usize = 34;

/// Prints every value of the JSON document `raw` beside that of `anonymized`;
/// `=` says that they are the same. Of a list the first few elements are shown.
///
/// # Errors
///
/// If `out` fails, or one of them is not JSON.
pub(crate) fn print(out: &mut dyn Write, raw: &[u8], anonymized: &[u8]) -> io::Result<()> {
    let (raw, anonymized) = (serde_json::from_slice(raw)?, serde_json::from_slice(anonymized)?);
    writeln!(out)?;
    write_row(out, "report", "raw", "anonymized: what would leave")?;
    Comparison { out, depth: 0 }.members(&raw, &anonymized)
}

struct Comparison<'a> {
    out: &'a mut dyn Write,
    depth: usize,
}

impl Comparison<'_> {
    /// One value under its name, or a heading and what is inside.
    fn value(&mut self, name: &str, raw: &Value, anonymized: &Value) -> io::Result<()> {
        let name = format!("{}{name}", "  ".repeat(self.depth));
        if !has_members(raw) && !has_members(anonymized) {
            let (raw, anonymized) = (leaf(raw), leaf(anonymized));
            let beside = if raw == anonymized { "=".to_owned() } else { anonymized };
            return write_row(self.out, &name, &raw, &beside);
        }
        writeln!(self.out, "  {}", cut(&name, NAME_CHARS))?;
        self.depth += 1;
        self.members(raw, anonymized)?;
        self.depth -= 1;
        Ok(())
    }

    fn members(&mut self, raw: &Value, anonymized: &Value) -> io::Result<()> {
        let names = names(raw, anonymized);
        let is_list = raw.is_array() || anonymized.is_array();
        let first = if is_list { FIRST } else { names.len() };
        for name in names.iter().take(first) {
            self.value(name, member(raw, name), member(anonymized, name))?;
        }
        match names.len().saturating_sub(first) {
            0 => Ok(()),
            more => writeln!(self.out, "  {}… {more} more", "  ".repeat(self.depth)),
        }
    }
}

/// Whether `value` is shown in several rows: lists of numbers are not.
fn has_members(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(elements) => elements.iter().any(Value::is_object),
        _ => false,
    }
}

/// The names of all members, those of `raw` first; of elements, their places.
fn names(raw: &Value, anonymized: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for value in [raw, anonymized] {
        let own: Vec<String> = match value {
            Value::Object(members) => members.keys().cloned().collect(),
            Value::Array(elements) => (0..elements.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        };
        names.extend(own.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
    }
    names
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    let found = match value {
        Value::Array(elements) => name.parse().ok().and_then(|at: usize| elements.get(at)),
        value => value.get(name),
    };
    found.unwrap_or(&Value::Null)
}

/// A value in one row.
fn leaf(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => shown(text, &[], false),
        Value::Array(elements) if elements.is_empty() => "none".to_owned(),
        Value::Object(_) => "none".to_owned(),
        Value::Array(elements) => {
            let all = elements.iter().map(leaf).collect::<Vec<_>>().join(", ");
            if all.chars().count() > VALUE_CHARS {
                format!("{} items", elements.len())
            } else {
                all
            }
        }
        value => value.to_string(),
    }
}

fn write_row(out: &mut dyn Write, name: &str, raw: &str, anonymized: &str) -> io::Result<()> {
    let (name, raw) = (cut(name, NAME_CHARS), cut(raw, VALUE_CHARS));
    let anonymized = cut(anonymized, VALUE_CHARS);
    writeln!(out, "  {name:<NAME_CHARS$}  {raw:<VALUE_CHARS$}  {anonymized}")
}

fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    text.chars().take(chars - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compared(raw: &Value, anonymized: &Value) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        print(&mut out, raw.to_string().as_bytes(), anonymized.to_string().as_bytes()).unwrap();
        let rows = String::from_utf8(out).unwrap();
        let cells = |row: &str| row.split("  ").map(str::trim).map(str::to_owned).collect();
        let filled = |cells: Vec<String>| cells.into_iter().filter(|c| !c.is_empty()).collect();
        rows.lines().skip(2).map(|row| filled(cells(row))).collect()
    }

    #[test]
    fn what_was_changed_is_told_from_what_was_not() {
        let raw = json!({"name": "docs", "system": {"cores": 2}, "seen": 123_456_789});
        let sealed = json!({"name": "0fdc444e", "system": {"cores": 2}, "seen": 123_456_000});
        let expected = vec![
            vec!["name", "docs", "0fdc444e"],
            vec!["seen", "123456789", "123456000"],
            vec!["system"],
            vec!["cores", "2", "="],
        ];
        assert_eq!(compared(&raw, &sealed), expected);
    }

    #[test]
    fn long_lists_and_values_are_cut_and_say_so() {
        let long: Vec<u32> = (0..100).collect();
        let raw =
            json!({"a": [{"x": 1}, {"x": 2}, {"x": 3}, {"x": 4}], "b": long, "c": "é".repeat(99)});
        let rows = compared(&raw, &raw);
        assert!(rows.contains(&vec!["… 2 more".to_owned()]), "{rows:?}");
        assert!(rows.contains(&vec!["b".into(), "100 items".into(), "=".into()]), "{rows:?}");
        assert!(rows.contains(&vec!["c".into(), format!("{}…", "é".repeat(35)), "=".into()]));
    }

    #[test]
    fn what_only_one_side_has_is_shown_as_missing_on_the_other() {
        let rows = compared(&json!({"level": 3, "list": [1]}), &json!({"added": true}));
        assert!(rows.contains(&vec!["level".into(), "3".into(), "-".into()]), "{rows:?}");
        assert!(rows.contains(&vec!["added".into(), "-".into(), "true".into()]), "{rows:?}");
        assert!(rows.contains(&vec!["list".into(), "1".into(), "-".into()]), "{rows:?}");
    }
}
