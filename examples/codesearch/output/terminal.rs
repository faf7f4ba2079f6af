//! Text that is safe on a terminal, with highlights if it is one.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    ops::Range,
};

const HIGHLIGHT: &str = "\x1b[1;33m";
const PLAIN: &str = "\x1b[0m";

/// Whether standard output is a terminal whose user has not declined colour.
pub(crate) fn has_colour() -> bool {
    io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// `text` without anything that a terminal would obey, and with `marks`
/// highlighted if `colour` says so.
pub(crate) fn shown(text: &str, marks: &[Range<usize>], colour: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if colour && marks.iter().any(|mark| mark.start == at) {
            shown.push_str(HIGHLIGHT);
        }
        match c {
            '\t' => shown.push(' '),
            c if c.is_control() => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
        if colour && marks.iter().any(|mark| mark.end == at + c.len_utf8()) {
            shown.push_str(PLAIN);
        }
    }
    shown
}

/// A path for people; what is not UTF-8 in it is shown as `\u{fffd}`.
pub(crate) fn shown_path(path: &[u8]) -> String {
    shown(&String::from_utf8_lossy(path), &[], false)
}

/// Says something on standard error; if that is closed, nobody wants to know.
pub(crate) fn warn(message: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "codesearch: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_highlighted_only_in_colour() {
        let mark = 4..7;
        assert_eq!(shown("let max;", std::slice::from_ref(&mark), false), "let max;");
        assert_eq!(shown("let max;", &[mark], true), "let \x1b[1;33mmax\x1b[0m;");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(shown("a\tb\x1b[2Jc\r", &[], false), "a b\\u{1b}[2Jc\\r");
        assert_eq!(shown_path(b"a\xff\x07"), "a\u{fffd}\\u{7}");
    }
}
