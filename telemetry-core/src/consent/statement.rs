//! What one source says, and how its words are read.

use std::ffi::OsStr;

use crate::consent::source::Source;

/// One source's word on whether telemetry may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) source: Source,
    pub(super) says: Says,
    /// What the operator should read about this source, place included.
    pub(super) warning: Option<String>,
}

/// The words a source can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing either way.
    Nothing,
    /// Telemetry is not disabled here.
    NotDisabled,
    /// The operator wants telemetry, here and by name.
    OptIn,
    /// Off, unless the operator opted in.
    OffByDefault,
    /// Off.
    Off,
    /// It cannot be told what the operator wants.
    Doubt,
}

impl Statement {
    pub(super) fn new(source: Source, says: Says) -> Self {
        Self { source, says, warning: None }
    }

    /// A source that cannot be understood.
    pub(super) fn doubt(source: Source, why: &str) -> Self {
        let warning = format!("{source}: {why}; telemetry is off until this is settled");
        Self { source, says: Says::Doubt, warning: Some(warning) }
    }

    /// The word of a `disabled` switch with the text `value`; `if_false` is what
    /// a clear no means at this source.
    pub(super) fn of_switch(source: Source, value: &OsStr, if_false: Says) -> Self {
        match read_switch(value) {
            Ok(true) => Self::new(source, Says::Off),
            Ok(false) => Self::new(source, if_false),
            Err(why) => Self::doubt(source, &why),
        }
    }
}

/// The truth of a switch: `true`, `1`, `yes`, `on` and their opposites, in any
/// case, blanks around them ignored. The error says what is wrong.
pub(super) fn read_switch(value: &OsStr) -> Result<bool, String> {
    let Some(text) = value.to_str() else { return Err("the value is not UTF-8".into()) };
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" => Ok(true),
        "false" | "0" | "no" | "n" | "off" => Ok(false),
        "" => Err("the value is empty, expected `true` or `false`".into()),
        _ => Err(format!("the value {} is neither `true` nor `false`", quote(text))),
    }
}

/// `text` for a message: escaped and at most [`QUOTED_CHARS`] long.
fn quote(text: &str) -> String {
    let head: String = text.chars().take(QUOTED_CHARS).collect();
    let rest = if head.len() < text.len() { "…" } else { "" };
    format!("{head:?}{rest}")
}

/// Long enough for a typing error, too short for a key or a token.
const QUOTED_CHARS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_yes_and_no_is_understood() {
        for yes in ["true", "TRUE", " True ", "1", "yes", "Y", "on"] {
            assert_eq!(read_switch(OsStr::new(yes)), Ok(true), "{yes}");
        }
        for no in ["false", "False", "0", "no", "n", "OFF\n"] {
            assert_eq!(read_switch(OsStr::new(no)), Ok(false), "{no}");
        }
    }

    #[test]
    fn a_long_value_is_not_repeated_in_full() {
        let why = read_switch(OsStr::new("sk-0123456789abcdef-secret")).expect_err("nonsense");
        assert!(why.contains("sk-0123456789abc") && !why.contains("secret"), "{why}");
    }

    #[test]
    fn control_characters_of_a_value_are_escaped() {
        let why = read_switch(OsStr::new("\u{1b}[31mx")).expect_err("nonsense");
        assert!(!why.contains('\u{1b}'), "{why}");
    }
}
