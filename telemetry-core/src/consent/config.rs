//! The switch in a configuration file: the top-level key `telemetry_disabled`.

use std::{ffi::OsStr, io};

use serde_json::Value;

use crate::consent::{
    files::Files,
    layers::Layer,
    near_miss,
    source::{Source, SourceKind},
    statement::{Says, Statement},
};

/// The key that turns telemetry off.
pub(super) const KEY: &str = "telemetry_disabled";

/// Deeper than any configuration is nested; a guard for the stack.
const MAX_DEPTH: usize = 32;

/// What the file of `layer` says: its switch, and everything in it that looks
/// like one.
pub(super) fn statements(layer: &Layer, files: &dyn Files) -> Vec<Statement> {
    let shown = layer.path.display();
    let file = Source::new(SourceKind::Config, shown.to_string());
    let bytes = match files.read(&layer.path) {
        Ok(bytes) => bytes,
        Err(error) if is_absent(&error) && !layer.required => {
            return vec![Statement::new(file, Says::Nothing)];
        }
        Err(error) => return vec![Statement::doubt(file, &format!("unreadable: {error}"))],
    };
    match parse(&bytes) {
        Ok(document) => {
            let source = Source::new(SourceKind::Config, format!("{shown}: {KEY}"));
            let mut found = vec![of_document(source, &document)];
            near_misses(&document, "", 0, &file, &mut found);
            found
        }
        Err(why) => vec![Statement::doubt(file, &why)],
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The document, or where it stops being one. The parser's own words are left
/// out: they quote the file, and a configuration holds passwords.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = str::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    serde_saphyr::from_str::<Value>(text).map_err(|error| match error.location() {
        Some(at) => format!("not readable as YAML at line {}, column {}", at.line(), at.column()),
        None => "not readable as YAML".to_owned(),
    })
}

fn of_document(source: Source, document: &Value) -> Statement {
    match document {
        // An empty file is an empty set of settings.
        Value::Null => Statement::new(source, Says::Nothing),
        Value::Object(settings) => match settings.get(KEY) {
            None => Statement::new(source, Says::Nothing),
            // Vendors ship `false` in their default file: it opts nobody in.
            Some(value) => match text(value) {
                Some(text) => Statement::of_switch(source, OsStr::new(&text), Says::NotDisabled),
                None => Statement::doubt(source, "expected `true` or `false`, found a collection"),
            },
        },
        _ => Statement::doubt(source, "the file is not a set of keys and values"),
    }
}

/// A scalar as it could stand in the environment; nothing for a collection.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn near_misses(
    value: &Value,
    above: &str,
    depth: usize,
    file: &Source,
    found: &mut Vec<Statement>,
) {
    let Value::Object(settings) = value else { return };
    if depth == MAX_DEPTH {
        return;
    }
    for (key, value) in settings {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        if path != KEY
            && let Some(sense) = near_miss::key(&path)
            && let Some(text) = text(value)
        {
            let source = Source::new(SourceKind::Config, format!("{}: {path}", file.place()));
            found.push(near_miss::statement(source, sense, OsStr::new(&text), KEY));
        }
        near_misses(value, &path, depth + 1, file, found);
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;

    use super::*;

    struct One(io::Result<&'static [u8]>);

    impl Files for One {
        fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
            match &self.0 {
                Ok(bytes) => Ok(bytes.to_vec()),
                Err(error) => Err(error.kind().into()),
            }
        }
    }

    fn read(text: &'static str) -> Vec<Statement> {
        let layer = Layer { path: PathBuf::from("config/config.yaml"), required: false };
        statements(&layer, &One(Ok(text.as_bytes())))
    }

    fn says(text: &'static str) -> Vec<Says> {
        read(text).iter().map(|statement| statement.says).collect()
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_take_the_host_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let layer = Layer { path: PathBuf::from("x.yaml"), required: false };
            let found = statements(&layer, &One(Ok(bytes.leak())));
            let explained = |s: &Statement| (s.says == Says::Doubt) <= s.warning.is_some();
            prop_assert!(!found.is_empty() && found.iter().all(explained));
        }

        #[test]
        fn text_like_yaml_is_read_or_doubted(text in "[a-z:{}\\[\\] \n&*!|>'\"#-]{0,80}") {
            let text: &'static str = text.leak();
            prop_assert!(!read(text).is_empty());
        }
    }

    #[test]
    fn the_key_is_read_in_every_spelling_of_yaml() {
        for text in [
            "telemetry_disabled: true",
            "telemetry_disabled: yes",
            "telemetry_disabled: 1",
            "telemetry_disabled: 'true'",
            "{\"telemetry_disabled\": true}",
            "\u{feff}service: {host: x}\ntelemetry_disabled: true\n",
            "base: &base {telemetry_disabled: true}\n<<: *base\n",
        ] {
            assert!(says(text).contains(&Says::Off), "{text}");
        }
        assert_eq!(says("telemetry_disabled: false"), [Says::NotDisabled]);
    }

    #[test]
    fn a_file_without_the_key_says_nothing() {
        for text in ["", "# nothing", "service:\n  host: 0.0.0.0\n", "exporters: {telemetry: x}"] {
            assert_eq!(says(text), [Says::Nothing], "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_a_doubt_that_names_file_and_place() {
        for (text, place) in [
            ("telemetry_disabled:", "config/config.yaml: telemetry_disabled"),
            ("telemetry_disabled: maybe", "config/config.yaml: telemetry_disabled"),
            ("telemetry_disabled: [true]", "config/config.yaml: telemetry_disabled"),
            ("telemetry_disabled: 2", "config/config.yaml: telemetry_disabled"),
            ("a: 1\n\tb: 2\n", "line 1, column"),
            ("telemetry_disabled: true\ntelemetry_disabled: false\n", "line 2, column 1"),
            ("a: 1\n---\nb: 2\n", "config/config.yaml"),
            ("- 1\n- 2\n", "config/config.yaml"),
        ] {
            let found = read(text);
            assert_eq!(found[0].says, Says::Doubt, "{text:?}");
            let warning = found[0].warning.as_deref().expect("a doubt is explained");
            assert!(warning.contains(place), "{warning}");
        }
    }

    #[test]
    fn a_warning_does_not_quote_the_file() {
        let found = read("password: swordfish\n\tapi_key: [swordfish\n");
        let warning = found[0].warning.as_deref().expect("a doubt is explained");
        assert!(!warning.contains("swordfish"), "{warning}");
    }

    #[test]
    fn a_missing_file_is_silence_unless_it_was_named() {
        let mut layer = Layer { path: PathBuf::from("x.yaml"), required: false };
        let missing = One(Err(io::ErrorKind::NotFound.into()));
        assert_eq!(statements(&layer, &missing)[0].says, Says::Nothing);
        layer.required = true;
        assert_eq!(statements(&layer, &missing)[0].says, Says::Doubt);
    }

    #[test]
    fn a_file_without_rights_and_bytes_that_are_no_text_are_doubts() {
        let layer = Layer { path: PathBuf::from("x.yaml"), required: false };
        for one in [One(Err(io::ErrorKind::PermissionDenied.into())), One(Ok(b"a: \xff"))] {
            assert_eq!(statements(&layer, &one)[0].says, Says::Doubt);
        }
    }

    #[test]
    fn a_nearly_right_key_counts_and_is_explained() {
        let found = read("service:\n  telemetry_disabled: true\n");
        assert_eq!(found[1].says, Says::Off);
        let warning = found[1].warning.as_deref().expect("a near miss is explained");
        assert!(warning.contains("service.telemetry_disabled"), "{warning}");
        assert!(warning.contains("`telemetry_disabled`"), "{warning}");
    }

    #[test]
    fn nesting_without_end_is_a_doubt_and_no_crash() {
        let deep: &'static str = "[".repeat(100_000).leak();
        assert_eq!(says(deep)[0], Says::Doubt);
    }
}
