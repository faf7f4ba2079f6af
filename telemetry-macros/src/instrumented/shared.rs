//! Bodies that change what they were lent to read, or part of what is not `mut`: of those the
//! compiler speaks in other words when a closure is in between, so they stay in the function.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Ident, Pat, ReceiverKind, Signature, Type};

use super::{body, codegen::Task, parameters, returns, tokens};

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

/// Whether the body seems to change what a parameter lends it by `&`, or assigns to a part of
/// one that is not `mut`.
pub(super) fn is_changed(task: &Task<'_>) -> bool {
    let fixed: Vec<Fixed> = task.function.sig.inputs.iter().filter_map(fixed).collect();
    !fixed.is_empty() && changes(&fixed, task.body.stream())
}

/// A parameter of which nothing can be changed.
struct Fixed {
    name: Ident,
    /// Whether it is `&` and something.
    is_lent: bool,
}

fn fixed(input: &FnArg) -> Option<Fixed> {
    let lent = |ty: &Type| match returns::naked(ty) {
        Type::Reference(reference) => reference.mutability.is_none().then_some(true),
        _ => Some(false),
    };
    match input {
        FnArg::Receiver(receiver) => {
            let is_lent = match &receiver.kind {
                ReceiverKind::Reference(_, _, mutability) => mutability.is_none().then_some(true),
                ReceiverKind::Typed(_, ty) => lent(ty),
                _ => Some(false),
            };
            let is_fixed = receiver.mutability.is_none();
            let name = Ident::new("self", receiver.self_token.span);
            is_lent.filter(|_| is_fixed).map(|is_lent| Fixed { name, is_lent })
        }
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) if name.mutability.is_none() => {
                lent(&typed.ty).map(|is_lent| Fixed { name: name.ident.clone(), is_lent })
            }
            _ => None,
        },
    }
}

fn changes(fixed: &[Fixed], body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(word) => fixed
            .iter()
            .find(|fixed| fixed.name == *word)
            .is_some_and(|fixed| is_changed_at(&words, at, fixed.is_lent)),
        TokenTree::Group(group) => changes(fixed, group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether the place that begins at `at` is assigned to or, where it `is_lent`, lent on as
/// `&mut` or called a method on that changes it.
fn is_changed_at(words: &[TokenTree], at: usize, is_lent: bool) -> bool {
    let sign = |at: Option<usize>, like| at.is_some_and(|at| tokens::is_sign(words.get(at), like));
    let before = |back| at.checked_sub(back);
    if sign(before(1), '.') {
        return false;
    }
    let is_mut = |at: usize| matches!(&words[at], TokenTree::Ident(word) if word == "mut");
    let mut is_part = sign(before(1), '*');
    let lends = is_lent && before(1).is_some_and(is_mut) && sign(before(2), '&');
    let mut end = at + 1;
    loop {
        let called = group(words.get(end + 2), Delimiter::Parenthesis);
        match words.get(end + 1) {
            Some(TokenTree::Ident(method)) if sign(Some(end), '.') && called => {
                return is_lent && CHANGING.iter().any(|like| method == like);
            }
            Some(TokenTree::Ident(_) | TokenTree::Literal(_)) if sign(Some(end), '.') => end += 2,
            _ if group(words.get(end), Delimiter::Bracket) => end += 1,
            _ => break,
        }
        is_part = true;
    }
    is_part && (lends || body::is_assignment(words, end))
}

/// Whether all parameters are small and copied where they are moved, and one is a shared
/// reference: if the body changes what is behind it, the compiler says so where it does, in a
/// closure that has the reference itself; of one that borrows, it would say that the closure does.
pub(super) fn are_lent(sig: &Signature) -> bool {
    let is_copied = |input: &FnArg| match input {
        FnArg::Receiver(receiver) => parameters::is_shared(sig, &Ident::from(receiver.self_token)),
        FnArg::Typed(typed) => {
            let is_fixed =
                parameters::simple(&typed.pat).is_some_and(|simple| simple.mutability.is_none());
            let ty = returns::naked(&typed.ty);
            let is_small =
                !matches!(ty, Type::Array(_) | Type::Tuple(_)) && !parameters::has_drop(ty);
            is_fixed
                && is_small
                && !tokens::any_ident(ty.to_token_stream(), &mut |word| word == "mut")
        }
    };
    let is_reference = |input: &FnArg| match input {
        FnArg::Receiver(_) => true,
        FnArg::Typed(typed) => matches!(returns::naked(&typed.ty), Type::Reference(_)),
    };
    sig.inputs.iter().all(is_copied) && sig.inputs.iter().any(is_reference)
}

fn group(word: Option<&TokenTree>, like: Delimiter) -> bool {
    matches!(word, Some(TokenTree::Group(group)) if group.delimiter() == like)
}
