//! What clippy and the compiler say of an `async fn`, and in another way if the function
//! returns a future instead.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LifetimeParam, Signature};

use super::tokens;

/// Whether clippy would ask for a method of such a name to be one of the trait that has it:
/// it does so of a function that is not `async`.
pub(super) fn is_named_like_an_operator(sig: &Signature) -> bool {
    const NAMES: &[&str] = &[
        "add",
        "as_mut",
        "as_ref",
        "bitand",
        "bitor",
        "bitxor",
        "borrow",
        "borrow_mut",
        "clone",
        "cmp",
        "default",
        "deref",
        "deref_mut",
        "div",
        "drop",
        "eq",
        "from_iter",
        "from_str",
        "hash",
        "index",
        "index_mut",
        "into_iter",
        "mul",
        "neg",
        "next",
        "not",
        "rem",
        "shl",
        "shr",
        "sub",
    ];
    NAMES.iter().any(|name| sig.ident == name)
}

/// Whether clippy has more to say of the signature if it is `async`: that there is a `len`
/// and no `is_empty`, or that a lifetime need not be named.
pub(super) fn says_more_as_async(sig: &Signature) -> bool {
    let words = tokens::flat(sig.inputs.to_token_stream());
    let is_named_in_vain = |given: &LifetimeParam| {
        let name = &given.lifetime.ident;
        let is_it = |word: &&TokenTree| matches!(word, TokenTree::Ident(word) if word == name);
        words.iter().filter(is_it).count() == 1
    };
    sig.ident == "len" || sig.generics.lifetimes().any(is_named_in_vain)
}

/// Whether the body seems to wait for a call of the function `name` itself: of the function the
/// compiler says that it has no end, or of the block that is its future, if that is another.
pub(super) fn waits_for_itself(name: &Ident, body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    let is = |at: usize, like: &str| matches!(words.get(at), Some(TokenTree::Ident(word)) if word == like);
    let sign = |at: usize, like| tokens::is_sign(words.get(at), like);
    let is_own = |at: usize| match at {
        0 => true,
        _ if sign(at - 1, '.') => at > 1 && is(at - 2, "self"),
        _ if sign(at - 1, ':') => at > 2 && is(at - 3, "Self"),
        _ => true,
    };
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(word) => {
            let is_called = matches!(words.get(at + 1), Some(TokenTree::Group(_)));
            word == name && is_called && sign(at + 2, '.') && is(at + 3, "await") && is_own(at)
        }
        TokenTree::Group(group) => waits_for_itself(name, group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
