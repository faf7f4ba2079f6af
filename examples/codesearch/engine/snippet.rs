//! The line of a text that answers a query best, and what to highlight in it.

use std::ops::Range;

use telemetry_core::instrumented;

use super::tokenize::each_term;

/// Longer lines are cut to a window of this many bytes around the first match.
const MAX_LINE_BYTES: usize = 96;
/// How much of the line stays before the first match when it is cut.
const LEAD_BYTES: usize = 24;

/// After this much text any match is good enough.
const PATIENCE_BYTES: usize = 64 << 10;

/// A line and the spans of the words that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snippet {
    /// The number of the line, from 1.
    pub(crate) line: usize,
    /// The line without its indentation, or a window of it.
    pub(crate) text: String,
    /// Spans of `text`, ascending and disjoint.
    pub(crate) marks: Vec<Range<usize>>,
}

/// The line with the highest sum of weights over the terms it holds, each
/// counted once; the first of equals. None if no line holds a term.
///
/// It stops at a line that reaches `enough`, what all terms of the document sum
/// up to, and looks through [`PATIENCE_BYTES`] only if it finds nothing before.
#[instrumented]
pub(crate) fn snippet(text: &str, weights: &[(&str, f64)], enough: f64) -> Option<Snippet> {
    let mut best: Option<(f64, usize, &str)> = None;
    let (mut seen, mut passed) = (vec![false; weights.len()], 0);
    for (number, line) in (1..).zip(text.lines()) {
        let weight = weight(line, weights, &mut seen);
        if weight > best.map_or(0.0, |(most, ..)| most) {
            best = Some((weight, number, line));
        }
        passed += line.len();
        if weight >= enough || (passed > PATIENCE_BYTES && best.is_some()) {
            break;
        }
    }
    best.map(|(_, number, line)| mark(number, line.trim(), weights))
}

fn weight(line: &str, weights: &[(&str, f64)], seen: &mut [bool]) -> f64 {
    seen.fill(false);
    each_term(line, |term, _| {
        if let Some(known) = weights.iter().position(|(wanted, _)| *wanted == term) {
            seen[known] = true;
        }
    });
    weights.iter().zip(seen).filter(|(_, seen)| **seen).map(|((_, weight), _)| weight).sum()
}

fn mark(number: usize, line: &str, weights: &[(&str, f64)]) -> Snippet {
    let mut marks: Vec<Range<usize>> = Vec::new();
    each_term(line, |term, span| {
        if marks.last() != Some(&span) && weights.iter().any(|(wanted, _)| *wanted == term) {
            marks.push(span);
        }
    });
    let window = window(line, marks.first().map_or(0, |first| first.start));
    let marks = marks
        .into_iter()
        .map(|span| span.start.max(window.start)..span.end.min(window.end))
        .filter(|span| span.start < span.end)
        .map(|span| span.start - window.start..span.end - window.start)
        .collect();
    Snippet { line: number, text: line[window].to_owned(), marks }
}

/// The part of `line` to show so that the byte at `first` is in it.
fn window(line: &str, first: usize) -> Range<usize> {
    if line.len() <= MAX_LINE_BYTES {
        return 0..line.len();
    }
    let latest = line.len() - MAX_LINE_BYTES;
    let start = line.ceil_char_boundary(first.saturating_sub(LEAD_BYTES).min(latest));
    start..line.floor_char_boundary(start + MAX_LINE_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: &[(&str, f64)] = &[("hash", 1.0), ("insert", 3.0)];

    #[test]
    fn the_line_with_the_most_weight_wins_and_its_words_are_marked() {
        let text = "// hash\nfn f() {\n    map.insert(hash_of(key));\n}\n// insert\n";
        let found = snippet(text, WEIGHTS, 4.0).expect("three lines match");
        assert_eq!((found.line, &*found.text), (3, "map.insert(hash_of(key));"));
        let marked: Vec<&str> = found.marks.iter().map(|m| &found.text[m.clone()]).collect();
        assert_eq!(marked, ["insert", "hash_of"]);
    }

    #[test]
    fn the_first_of_equal_lines_wins() {
        assert_eq!(snippet("x\nhash\nhash", WEIGHTS, 4.0).map(|s| s.line), Some(2));
    }

    #[test]
    fn a_text_without_the_terms_has_no_snippet() {
        assert_eq!(snippet("fn main() {}", WEIGHTS, 4.0), None);
        assert_eq!(snippet("", WEIGHTS, 4.0), None);
    }

    #[test]
    fn a_match_is_found_wherever_it_is_but_a_better_one_only_in_time() {
        let filler = "x\n".repeat(PATIENCE_BYTES);
        let late = format!("{filler}hash\ninsert hash");
        assert_eq!(snippet(&late, WEIGHTS, 4.0).map(|s| s.line), Some(PATIENCE_BYTES + 1));
        let later = format!("hash\n{filler}insert hash");
        assert_eq!(snippet(&later, WEIGHTS, 4.0).map(|s| s.line), Some(1));
    }

    #[test]
    fn nothing_is_read_behind_a_line_with_all_terms_of_the_document() {
        assert_eq!(snippet("hash\ninsert", WEIGHTS, 1.0).map(|s| s.line), Some(1));
        assert_eq!(snippet("hash\ninsert", WEIGHTS, 4.0).map(|s| s.line), Some(2));
    }

    #[test]
    fn a_long_line_is_cut_around_its_first_match_between_characters() {
        for before in 0..200 {
            let line = format!("{}{} insert {}", "é".repeat(before), "", "ü".repeat(120));
            let found = snippet(&line, WEIGHTS, 4.0).expect("the line matches");
            assert!(found.text.len() <= MAX_LINE_BYTES);
            assert_eq!(&found.text[found.marks[0].clone()], "insert", "{before}");
        }
    }
}
