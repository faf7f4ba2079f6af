//! Names that Prometheus takes, from names of any kind.

use std::collections::BTreeMap;

use crate::export::units::{NUMBER, Unit, base_unit};

/// Labels by name.
pub(super) type Labels = BTreeMap<String, String>;

/// `text` in the letters of a name: `wal::syncAll` becomes `wal_sync_all`.
pub(super) fn snake(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut before = '_';
    for c in text.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            made.push('_');
        }
        if c.is_ascii_alphanumeric() {
            made.push(c.to_ascii_lowercase());
        } else if !made.is_empty() && !made.ends_with('_') {
            made.push('_');
        }
        before = c;
    }
    let made = made.trim_end_matches('_');
    match made.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{made}"),
        Some(_) => made.to_owned(),
    }
}

/// A metric's name with its base unit at the end, and that unit: from
/// `flush_ms` comes `flush_seconds`. `unit` is what the recording side said.
pub(super) fn with_unit(name: &str, unit: &str) -> (String, Unit) {
    let name = snake(name);
    let (stem, last) = name.rsplit_once('_').unwrap_or(("", &name));
    let in_name = base_unit(last);
    let Some(base) = base_unit(unit).or(in_name) else {
        return (name, NUMBER);
    };
    let stem = match in_name {
        Some(of_name) if of_name.word == base.word => stem,
        _ => &name,
    };
    let made = if stem.is_empty() { base.word.to_owned() } else { format!("{stem}_{}", base.word) };
    (made, base)
}

/// A recorded entry's labels under names that Prometheus takes and that are not
/// among `own`, which come with them.
pub(super) fn labels(recorded: &BTreeMap<String, String>, own: &[(&str, &str)]) -> Labels {
    let mut made: Labels =
        own.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in recorded {
        let mut name = snake(name);
        // `le` and `quantile` mean something to Prometheus.
        while made.contains_key(&name) || RESERVED_LABELS.contains(&name.as_str()) {
            name.insert_str(0, "exported_");
        }
        made.insert(name, value.clone());
    }
    made
}

const RESERVED_LABELS: [&str; 3] = ["le", "quantile", "job"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_snake_case() {
        assert_eq!(snake("mydb::Segment::searchAll"), "mydb_segment_search_all");
        assert_eq!(snake("<Wal as Log>::append"), "wal_as_log_append");
        assert_eq!(snake("2pc.commits"), "_2pc_commits");
        assert_eq!(snake("::"), "unnamed");
    }

    #[test]
    fn a_unit_stands_once_at_the_end_of_the_name() {
        let made = |name, unit| {
            let (name, unit) = with_unit(name, unit);
            (name, unit.word, unit.factor)
        };
        assert_eq!(made("flush_ms", ""), ("flush_seconds".into(), "seconds", 1e-3));
        assert_eq!(made("flush", "us"), ("flush_seconds".into(), "seconds", 1e-6));
        assert_eq!(made("flush_bytes", "bytes"), ("flush_bytes".into(), "bytes", 1.0));
        assert_eq!(made("bytes", ""), ("bytes".into(), "bytes", 1.0));
        assert_eq!(made("rows_read", "rows"), ("rows_read".into(), "", 1.0));
    }

    #[test]
    fn no_label_hides_another() {
        let recorded = [("callsite", "x"), ("Le", "1"), ("a-b", "2"), ("a.b", "3")];
        let recorded = recorded.map(|(name, value)| (name.into(), value.into())).into();
        let made = labels(&recorded, &[("callsite", "f")]);
        let names: Vec<_> = made.keys().map(String::as_str).collect();
        let expected = ["a_b", "callsite", "exported_a_b", "exported_callsite", "exported_le"];
        assert_eq!(names, expected);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_valid_name(text: String) {
            let made = snake(&text);
            let mut letters = made.chars();
            let first = letters.next().expect("not empty");
            prop_assert!(first.is_ascii_lowercase() || first == '_');
            prop_assert!(letters.all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')));
            prop_assert!(!made.starts_with("__"));
        }
    }
}
