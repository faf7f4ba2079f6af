//! Mistakes are collected, so that the user sees all of them in one compile,
//! each under the token at fault.

use std::{fmt::Display, thread};

use proc_macro2::Ident;
use quote::ToTokens;

/// The mistakes of one macro call. Dropping it unread is a bug of ours and
/// panics, so that no pass can forget what it found.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
    read: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds `error` to those found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }

    /// Adds `message`, underlining `tokens`.
    pub(crate) fn push_at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// The value, or nothing and one mistake more.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// All mistakes as one error.
    pub(crate) fn finish(mut self) -> syn::Result<()> {
        self.read = true;
        self.found.take().map_or(Ok(()), Err)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.read || thread::panicking(), "the mistakes of a macro call were not read");
    }
}

/// Fills `slot`, or says that `key` was given before.
pub(crate) fn set_once<T>(slot: &mut Option<T>, key: &Ident, value: T) -> syn::Result<()> {
    if slot.is_some() {
        return Err(syn::Error::new_spanned(key, format!("`{key}` is given twice")));
    }
    *slot = Some(value);
    Ok(())
}

/// Says, under `key`, that `what` must stand behind it.
pub(crate) fn must_follow(key: impl ToTokens, what: &str, follows: bool) -> syn::Result<()> {
    let message = || format!("expected `{}{what}`", key.to_token_stream());
    if follows { Ok(()) } else { Err(syn::Error::new_spanned(&key, message())) }
}

/// Says what could stand where `key` stands, the likeliest first.
pub(crate) fn expected_one_of(key: &Ident, known: &[&str]) -> syn::Error {
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = closest(&key.to_string(), known)
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    syn::Error::new_spanned(key, format!("unknown `{key}`{hint} (expected one of {list})"))
}

/// The known name that is at most a third of its letters away.
fn closest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = |name: &&&str| distance(given, name) <= name.len().max(given.len()).div_ceil(3);
    known.iter().filter(near).min_by_key(|name| distance(given, name)).copied()
}

/// Levenshtein's distance; the inputs are short words.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.bytes().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;

    #[test]
    fn all_mistakes_come_out_in_order() {
        let mut errors = Errors::new();
        errors.push_at(format_ident!("a"), "first");
        assert!(errors.take(Err::<(), _>(syn::Error::new_spanned("b", "second"))).is_none());
        let found: Vec<_> =
            errors.finish().unwrap_err().into_iter().map(|e| e.to_string()).collect();
        assert_eq!(found, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "were not read")]
    fn forgetting_the_mistakes_panics() {
        drop(Errors::new());
    }

    #[test]
    fn a_second_value_is_refused() {
        let (mut slot, key) = (None, format_ident!("name"));
        assert!(set_once(&mut slot, &key, 1).is_ok());
        assert_eq!(set_once(&mut slot, &key, 2).unwrap_err().to_string(), "`name` is given twice");
        assert_eq!(slot, Some(1));
    }

    #[test]
    fn a_typo_is_answered_with_the_closest_name() {
        let known = ["hash", "round", "class"];
        assert_eq!(closest("hahs", &known), Some("hash"));
        assert_eq!(closest("rounded", &known), Some("round"));
        assert_eq!(closest("frobnicate", &known), None);
        assert_eq!(
            expected_one_of(&format_ident!("hsh"), &known).to_string(),
            "unknown `hsh`; did you mean `hash`? (expected one of `hash`, `round`, `class`)"
        );
    }
}
