//! Text to terms: identifiers, the parts of identifiers, and numbers.
//!
//! `HashMap`, `hash_map` and `HASH_MAP` are all `hashmap`, `hash` and `map`, so
//! that a query finds a name in any style, and by its parts.

use std::ops::Range;

use telemetry_core::instrumented;

/// Longer terms are cut here, in documents and in queries alike: what is longer
/// is encoded data, of which nobody types more.
pub(crate) const MAX_TERM_BYTES: usize = 64;

/// Parts below this many bytes say too little to be terms of their own.
const MIN_PART_BYTES: usize = 2;

/// Calls `emit` with every term of `text` and the span of the word it is from.
#[instrumented(sample = auto)]
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
    let start = skip(text, from, false);
    let mut end = skip(text, start, true);
    if starts_with_digit(&text[start..]) {
        while text[end..].strip_prefix('.').is_some_and(starts_with_digit) {
            end = skip(text, end + 1, true);
        }
    }
    (start < end).then_some(start..end)
}

/// The first place from `at` on where a word begins or ends, whichever `in_word`
/// asks for. Source code is nearly all ASCII, so that is looked up in a table.
fn skip(text: &str, mut at: usize, in_word: bool) -> usize {
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii() {
            if IS_WORD[usize::from(byte)] != in_word {
                break;
            }
            at += 1;
        } else {
            let c = text[at..].chars().next().expect("a byte follows");
            if c.is_alphanumeric() != in_word {
                break;
            }
            at += c.len_utf8();
        }
    }
    at
}

/// Which ASCII characters words are made of.
const IS_WORD: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

fn starts_with_digit(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Emits the parts of an identifier that has more than one.
fn each_part(word: &str, term: &mut String, mut emit: impl FnMut(&str)) {
    let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if word.as_bytes()[1..].iter().all(is_plain) {
        return;
    }
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
    if word.is_ascii() {
        term.push_str(word);
        term.make_ascii_lowercase();
    } else {
        term.extend(word.chars().flat_map(char::to_lowercase));
    }
    if term.contains('_') {
        term.retain(|c| c != '_');
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
