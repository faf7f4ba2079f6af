//! Text to terms: identifiers, the parts of identifiers, and numbers.
//!
//! `HashMap`, `hash_map` and `HASH_MAP` are all `hashmap`, `hash` and `map`, so
//! that a query finds a name in any style, and by its parts.

use std::ops::Range;

/// Longer terms are cut here, in documents and in queries alike: what is longer
/// is encoded data, of which nobody types more.
pub(crate) const MAX_TERM_BYTES: usize = 64;

/// Parts below this many bytes say too little to be terms of their own.
const MIN_PART_BYTES: usize = 2;

/// Calls `emit` with every term of `text` and the span of the word it is from.
pub(crate) fn each_term(text: &str, mut emit: impl FnMut(&str, Range<usize>)) {
    let mut term = String::new();
    let mut from = 0;
    while let Some(span) = next_word(text, from) {
        from = span.end;
        let word = &text[span.clone()];
        fold_into(&mut term, word);
        if term.is_empty() {
            continue;
        }
        emit(cut(&term), span.clone());
        if !starts_with_digit(word) {
            each_part(word, &mut term, |part| emit(part, span.clone()));
        }
    }
}

/// The next run of letters, digits and `_`. A number goes on behind a point if
/// a digit follows: `3.14` and `1.2.3` are one word, `0..9` is two.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(is_word)?;
    let mut end = word_end(text, start);
    if starts_with_digit(&text[start..]) {
        while text[end..].strip_prefix('.').is_some_and(starts_with_digit) {
            end = word_end(text, end + 1);
        }
    }
    Some(start..end)
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || (!c.is_ascii() && c.is_alphanumeric())
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Emits the parts of an identifier that has more than one.
fn each_part(word: &str, term: &mut String, mut emit: impl FnMut(&str)) {
    let word = word.trim_matches('_');
    if !word.contains('_') && first_part(word) == word.len() {
        return;
    }
    for mut rest in word.split('_') {
        while !rest.is_empty() {
            let (part, behind) = rest.split_at(first_part(rest));
            rest = behind;
            if part.len() >= MIN_PART_BYTES {
                fold_into(term, part);
                emit(cut(term));
            }
        }
    }
}

/// Where the first part of `word` ends: before a capital that follows a small
/// letter or a digit (`hash|Map`), or that ends an acronym (`HTTP|Server`).
fn first_part(word: &str) -> usize {
    let mut previous = None;
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_uppercase()
            && previous.is_some_and(|p: char| {
                !p.is_uppercase() || chars.peek().is_some_and(|(_, next)| next.is_lowercase())
            })
        {
            return at;
        }
        previous = Some(c);
    }
    word.len()
}

/// Replaces `term` by `word` in lower case and without `_`.
fn fold_into(term: &mut String, word: &str) {
    term.clear();
    for c in word.chars().filter(|c| *c != '_') {
        if c.is_ascii() {
            term.push(c.to_ascii_lowercase());
        } else {
            term.extend(c.to_lowercase());
        }
    }
}

fn cut(term: &str) -> &str {
    &term[..term.floor_char_boundary(MAX_TERM_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each_term(text, |term, _| found.push(term.to_owned()));
        found
    }

    #[test]
    fn every_style_of_a_name_gives_the_same_terms() {
        for name in ["HashMap", "hashMap", "hash_map", "HASH_MAP", "__hash__map_"] {
            assert_eq!(terms(name), ["hashmap", "hash", "map"], "{name}");
        }
    }

    #[test]
    fn an_acronym_ends_before_the_capital_of_the_next_part() {
        assert_eq!(terms("HTTPServer2Go"), ["httpserver2go", "http", "server2", "go"]);
        assert_eq!(terms("parseJSON"), ["parsejson", "parse", "json"]);
    }

    #[test]
    fn a_name_of_one_part_is_one_term() {
        assert_eq!(terms("tokio sha256 _x u64"), ["tokio", "sha256", "x", "u64"]);
    }

    #[test]
    fn numbers_are_terms_and_ranges_are_two_of_them() {
        assert_eq!(terms("0xFF 1_000 3.14 1.2.3"), ["0xff", "1000", "3.14", "1.2.3"]);
        assert_eq!(terms("0..10 7.max(8)"), ["0", "10", "7", "max", "8"]);
    }

    #[test]
    fn text_without_words_has_no_terms() {
        assert_eq!(terms(" {}; ___ -> \u{1f980} \n"), Vec::<String>::new());
        assert_eq!(terms(""), Vec::<String>::new());
    }

    #[test]
    fn letters_of_any_script_are_found_in_either_case() {
        assert_eq!(terms("Größe ДЛИНА"), ["größe", "длина"]);
    }

    #[test]
    fn spans_point_at_the_word() {
        let text = "let größeMax = 3.5;";
        let mut words = Vec::new();
        each_term(text, |_, span| words.push(&text[span]));
        assert_eq!(words, ["let", "größeMax", "größeMax", "größeMax", "3.5"]);
    }

    #[test]
    fn a_long_term_is_cut_between_characters() {
        let found = terms(&"é".repeat(100));
        assert_eq!(found, ["é".repeat(MAX_TERM_BYTES / 2)]);
    }
}
