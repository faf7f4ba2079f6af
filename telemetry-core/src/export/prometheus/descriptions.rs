//! What each callsite does, as part of a HELP text.

use std::fmt::Write;

use crate::snapshot::snapshot::Snapshot;

/// The most that the callsites' descriptions add to one HELP text, in bytes.
/// Prometheus keeps one text per family and target.
const DESCRIPTIONS: usize = 4096;

/// `help`, and after it what each callsite does: the first sentences of the doc
/// comments. They are in full in the family `callsite`.
pub(super) fn after(help: &str, snapshot: &Snapshot) -> String {
    let mut text = help.to_owned();
    for site in snapshot.callsites() {
        let sentence = first_sentence(site.description());
        if sentence.is_empty() {
            continue;
        }
        if text.len() + site.name().len() + sentence.len() > DESCRIPTIONS {
            text.push_str(" …");
            break;
        }
        write!(text, " {}: {sentence}", site.name()).expect("writing to a string cannot fail");
    }
    text
}

fn first_sentence(text: &str) -> &str {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_ends_at_the_paragraph_or_the_full_stop() {
        assert_eq!(first_sentence(" Finds 1.5 things. And more."), "Finds 1.5 things.");
        assert_eq!(first_sentence("Finds\nthings\n\nMore."), "Finds\nthings");
        assert_eq!(first_sentence(""), "");
    }
}
