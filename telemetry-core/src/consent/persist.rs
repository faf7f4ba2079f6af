//! Writing the operator's no into the configuration, so that it outlives the
//! run.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    consent::{
        config::{self, KEY},
        files::{Disk, Files},
        layers::Layers,
    },
    error::{Error, ErrorKind},
};

/// Sets the switch in the last layer that exists, or in a new first one, and
/// gives its path. Nothing else in the file changes.
pub(super) fn disable(layers: &Layers) -> Result<PathBuf, Error> {
    let existing = layers.iter().map(|layer| &layer.path).filter(|path| path.is_file()).last();
    let in_place = |path: &&PathBuf| path.parent().is_some_and(Path::is_dir);
    let path = existing.or_else(|| layers.iter().map(|layer| &layer.path).find(in_place));
    let Some(path) = path else {
        let place = "no configuration directory to write `telemetry_disabled: true` to";
        return Err(Error::new(ErrorKind::InvalidSetting, place));
    };
    let fault = |kind, why: &str| Error::new(kind, format!("{}: {why}", path.display()));
    let before = match Disk.read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| fault(ErrorKind::Io, "not UTF-8"))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(fault(ErrorKind::Io, "unreadable").because(error)),
    };
    let after = with_switch(&before)
        .map_err(|why| fault(ErrorKind::Io, &format!("{why}; set `{KEY}: true` by hand")))?;
    replace(path, &after).map_err(|error| fault(ErrorKind::Io, "not writable").because(error))?;
    Ok(path.clone())
}

/// `text` with the switch on; an error if that would change anything else.
fn with_switch(text: &str) -> Result<String, String> {
    let line = format!("{KEY}: true");
    let is_switch = |line: &&str| line.trim_end().starts_with(&format!("{KEY}:"));
    let mut after = if let Some(old) = text.lines().find(is_switch) {
        text.replacen(old, &line, 1)
    } else if text.is_empty() || text.ends_with('\n') {
        format!("{text}{line}")
    } else {
        format!("{text}\n{line}")
    };
    if !after.ends_with('\n') {
        after.push('\n');
    }
    let written = config::parse(after.as_bytes())?;
    let intended = match config::parse(text.as_bytes())? {
        Value::Object(mut settings) => {
            settings.insert(KEY.to_owned(), Value::Bool(true));
            Value::Object(settings)
        }
        _ => serde_json::json!({ KEY: true }),
    };
    if written == intended { Ok(after) } else { Err("the form of the file is unusual".to_owned()) }
}

/// Whole or not at all: a crash in between leaves the old file.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    let written = fs::write(&draft, text)
        .and_then(|()| match fs::metadata(path) {
            Ok(old) => fs::set_permissions(&draft, old.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // The first fault is the one to tell.
        drop(fs::remove_file(&draft));
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_switch_is_added_or_turned_and_nothing_else_changes() {
        for (before, after) in [
            ("", "telemetry_disabled: true\n"),
            ("# settings\n", "# settings\ntelemetry_disabled: true\n"),
            ("a: 1 # one", "a: 1 # one\ntelemetry_disabled: true\n"),
            ("telemetry_disabled: false\nb: 2\n", "telemetry_disabled: true\nb: 2\n"),
            ("a:\n  b: 1\n", "a:\n  b: 1\ntelemetry_disabled: true\n"),
        ] {
            assert_eq!(with_switch(before).as_deref(), Ok(after), "{before:?}");
        }
    }

    /// A key that is text; `null` is none.
    fn key() -> impl Strategy<Value = String> {
        "[a-z]{1,8}".prop_filter("no text", |key| key != "null")
    }

    proptest! {
        #[test]
        fn other_settings_survive_the_edit(
            settings in prop::collection::btree_map(key(), "[a-z0-9: #'\"-]{0,12}", 0..6),
            switch in prop::option::of(any::<bool>()),
            comment in "(# [a-z]{1,9}\n)?",
        ) {
            let quoted = |(key, value)| format!("{key}: {}\n", serde_json::json!(value));
            let switch = switch.map(|switch: bool| format!("{KEY}: {switch}\n"));
            let lines = settings.iter().map(quoted).chain(switch);
            let text = comment + &lines.collect::<Vec<_>>().concat();
            let edited = with_switch(&text).expect("plain settings can be edited");
            let mut read = config::parse(edited.as_bytes()).expect("it is still YAML");
            prop_assert_eq!(read.as_object_mut().unwrap().remove(KEY), Some(Value::Bool(true)));
            prop_assert_eq!(read, serde_json::json!(settings));
        }
    }

    #[test]
    fn a_file_that_cannot_be_edited_safely_is_left_to_the_operator() {
        for text in [
            "{a: 1}",
            "- 1\n",
            "a: [\n",
            "\"telemetry_disabled\": false\n",
            "telemetry_disabled: no\n  way\n",
        ] {
            assert!(with_switch(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_last_layer_that_exists_is_written() {
        let folder = std::env::temp_dir().join(format!("telemetry-persist-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder is writable");
        let mut layers = Layers::default();
        layers.add_directory(&folder);
        assert_eq!(disable(&layers).expect("the folder is ours"), folder.join("config.yaml"));
        fs::write(folder.join("production.yaml"), "a: 1\n").expect("the folder is ours");
        assert_eq!(disable(&layers).expect("the folder is ours"), folder.join("production.yaml"));
        let names: Vec<_> = fs::read_dir(&folder).expect("it is there").flatten().collect();
        assert_eq!(names.len(), 2, "no draft is left behind");
        fs::remove_dir_all(&folder).expect("the folder was ours");
        assert_eq!(disable(&layers).expect_err("no folder").kind(), ErrorKind::InvalidSetting);
    }
}
