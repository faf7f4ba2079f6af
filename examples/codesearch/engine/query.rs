//! A question to the index: the terms of what somebody typed.

use std::{error, fmt, ops::Range, str};

use telemetry_core::instrumented;

use super::tokenize::each_term;

/// One or more terms to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    text: String,
    terms: Vec<String>,
}

/// The text holds no letter and no digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoWord;

impl Query {
    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The terms to look for, each once: those of the words, and each two words in
    /// a row as one, so that `binary search` finds `binary_search` first.
    pub(crate) fn terms(&self) -> &[String] {
        &self.terms
    }
}

impl str::FromStr for Query {
    type Err = NoWord;

    #[instrumented]
    fn from_str(text: &str) -> Result<Self, NoWord> {
        let mut terms: Vec<String> = Vec::new();
        let mut add = |term: String| {
            if !terms.contains(&term) {
                terms.push(term);
            }
        };
        let mut last: Option<(Range<usize>, String)> = None;
        each_term(text, |term, span| {
            add(term.to_owned());
            if last.as_ref().is_none_or(|(word, _)| *word != span) {
                if let Some((_, before)) = &last {
                    each_term(&format!("{before}{term}"), |joined, _| add(joined.to_owned()));
                }
                last = Some((span, term.to_owned()));
            }
        });
        if terms.is_empty() { Err(NoWord) } else { Ok(Self { text: text.to_owned(), terms }) }
    }
}

impl fmt::Display for NoWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no word to look for")
    }
}

impl error::Error for NoWord {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_each_term_once() {
        let query: Query = "HashMap hash insert".parse().expect("three words");
        assert_eq!(
            query.terms(),
            ["hashmap", "hash", "map", "hashmaphash", "insert", "hashinsert"]
        );
        assert_eq!(query.text(), "HashMap hash insert");
    }

    #[test]
    fn two_words_in_a_row_are_also_looked_for_as_one() {
        let query: Query = "binary tree search".parse().expect("three words");
        assert_eq!(query.terms(), ["binary", "tree", "binarytree", "search", "treesearch"]);
    }

    #[test]
    fn a_query_without_a_word_is_an_error() {
        for text in ["", "  ", "}", "-> ::", "__"] {
            assert_eq!(text.parse::<Query>(), Err(NoWord), "{text:?}");
        }
    }
}
