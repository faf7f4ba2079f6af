//! Bodies that change what they were lent to read: of those the compiler speaks in other
//! words when a closure is in between, so they stay in the function.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{FnArg, Ident, Pat, ReceiverKind, Signature, Type};

use super::{codegen::Task, returns, tokens};

/// Methods of the standard library that change what they are called on. A type that changes
/// inside may have them too: its functions are measured in place, which costs them little.
const CHANGING: &[&str] = &[
    "append",
    "clear",
    "dedup",
    "drain",
    "entry",
    "extend",
    "extend_from_slice",
    "get_mut",
    "insert",
    "iter_mut",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "reserve",
    "resize",
    "sort",
    "sort_by",
    "sort_by_key",
    "sort_unstable",
    "truncate",
    "values_mut",
];

/// Whether the body seems to change what a parameter lends it by `&`.
pub(super) fn is_changed(task: &Task<'_>) -> bool {
    let lent: Vec<Ident> = lent(&task.function.sig).collect();
    !lent.is_empty() && changes(&lent, task.body.stream())
}

/// The names of the parameters that are `&` and something.
fn lent(sig: &Signature) -> impl Iterator<Item = Ident> {
    let is_shared = |ty: &Type| matches!(returns::naked(ty), Type::Reference(reference) if reference.mutability.is_none());
    sig.inputs.iter().filter_map(move |input| match input {
        FnArg::Receiver(receiver) => {
            let shared = match &receiver.kind {
                ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
                ReceiverKind::Typed(_, ty) => is_shared(ty),
                _ => false,
            };
            shared.then(|| Ident::new("self", receiver.self_token.span))
        }
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) if is_shared(&typed.ty) => Some(name.ident.clone()),
            _ => None,
        },
    })
}

fn changes(lent: &[Ident], body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(word) => lent.contains(word) && is_changed_at(&words, at),
        TokenTree::Group(group) => changes(lent, group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether the place that begins at `at` is assigned to, lent as `&mut`, or called a method
/// on that changes it.
fn is_changed_at(words: &[TokenTree], at: usize) -> bool {
    let sign = |at: Option<usize>, like| at.is_some_and(|at| tokens::is_sign(words.get(at), like));
    let before = |back| at.checked_sub(back);
    if sign(before(1), '.') {
        return false;
    }
    let is_mut = |at: usize| matches!(&words[at], TokenTree::Ident(word) if word == "mut");
    let mut is_part = sign(before(1), '*');
    let is_lent = before(1).is_some_and(is_mut) && sign(before(2), '&');
    let mut end = at + 1;
    loop {
        let called = group(words.get(end + 2), Delimiter::Parenthesis);
        match words.get(end + 1) {
            Some(TokenTree::Ident(method)) if sign(Some(end), '.') && called => {
                return CHANGING.iter().any(|like| method == like);
            }
            Some(TokenTree::Ident(_) | TokenTree::Literal(_)) if sign(Some(end), '.') => end += 2,
            _ if group(words.get(end), Delimiter::Bracket) => end += 1,
            _ => break,
        }
        is_part = true;
    }
    is_part && (is_lent || assigns(words, end))
}

/// Whether `=`, or an operator with it, is at `at`.
fn assigns(words: &[TokenTree], at: usize) -> bool {
    let sign = |at: usize| match words.get(at) {
        Some(TokenTree::Punct(sign)) => sign.as_char(),
        _ => ' ',
    };
    let operator = if "+-*/%&|^".contains(sign(at)) { at + 1 } else { at };
    sign(operator) == '=' && !"=>".contains(sign(operator + 1))
}

fn group(word: Option<&TokenTree>, like: Delimiter) -> bool {
    matches!(word, Some(TokenTree::Group(group)) if group.delimiter() == like)
}
