//! Parameters on their way into a closure or an `async` block around the body.
//!
//! A parameter that the body moves on some paths only is dropped with the closure
//! on the others, and no longer in its turn among the parameters. So where that
//! could be seen, all but the first are moved in and bound anew, in order: locals are
//! dropped like parameters, the last one first.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    FnArg, GenericArgument, Ident, Pat, PatIdent, PatType, PathArguments, Receiver, ReceiverKind,
    Signature, Token, Type, TypePath,
};

use super::{body, codegen::Task, returns, tokens};
use crate::names::Names;

/// A signature and what stands in front of the body to match it.
pub(super) struct Bound {
    /// The signature, its patterns and `mut`s moved into `lets`.
    pub(super) sig: Signature,
    pub(super) lets: TokenStream,
    /// `self`, if what is around the body has to own it.
    pub(super) own: Option<Token![self]>,
}

/// Binds all parameters anew: for a block that outlives the call.
pub(super) fn move_all(task: &Task<'_>) -> Bound {
    let sig = &task.function.sig;
    let owns_self = sig.receiver().is_some_and(is_by_value);
    bind(task, &tokens::flat(task.body.stream()), owns_self, |_| true)
}

/// Binds anew what a closure or block that borrows the rest must own.
pub(super) fn move_needed(task: &Task<'_>) -> Bound {
    move_some(task, tokens::flat(task.body.stream()).iter().any(lends))
}

/// Binds anew what a closure in an `async fn` must own. That the function's future is left
/// by what borrows a parameter, the compiler says of a closure in it in the same words.
pub(super) fn move_inside_async(task: &Task<'_>) -> Bound {
    move_some(task, false)
}

fn move_some(task: &Task<'_>, lends: bool) -> Bound {
    let (sig, words) = (&task.function.sig, tokens::flat(task.body.stream()));
    let returns_borrow = returns::may_borrow(&sig.output);
    // The first one is dropped last, wherever it is.
    let mut is_behind_another = sig.receiver().is_some_and(is_by_value);
    let owns_self = match sig.receiver() {
        Some(receiver) if is_by_value(receiver) => {
            has_field_access(&words, "self") || (is_plain(receiver) && returns_borrow)
        }
        Some(receiver) => is_exclusive(receiver) && (returns_borrow || names_lifetime(receiver)),
        None => false,
    };
    bind(task, &words, owns_self, |typed| {
        let simple = simple(&typed.pat);
        let drops = has_drop(&typed.ty);
        let out_of_turn = drops && std::mem::replace(&mut is_behind_another, true);
        simple.is_some_and(|simple| simple.mutability.is_some() || lends)
            || (may_be_exclusive(&typed.ty) && (returns_borrow || names_lifetime(&typed.ty)))
            || out_of_turn
            || (drops && simple.is_none_or(|s| has_field_access(&words, &s.ident.to_string())))
    })
}

/// Whether a closure or an `async` block may begin here. If it outlives the call, the
/// compiler is to say that it borrows a parameter, not what is around the body.
fn lends(word: &TokenTree) -> bool {
    match word {
        TokenTree::Punct(punct) => punct.as_char() == '|',
        TokenTree::Ident(ident) => ident == "async",
        _ => false,
    }
}

fn bind(
    task: &Task<'_>,
    words: &[TokenTree],
    owns_self: bool,
    mut moves: impl FnMut(&PatType) -> bool,
) -> Bound {
    let (mut sig, mut lets) = (task.function.sig.clone(), TokenStream::new());
    for (index, input) in sig.inputs.iter_mut().enumerate() {
        if let FnArg::Typed(typed) = input
            && moves(typed)
        {
            lets.extend(rebind(typed, index, words, task.site.names));
        }
    }
    let own = sig.receiver().filter(|_| owns_self).map(|receiver| receiver.self_token);
    Bound { sig, lets, own }
}

/// Turns the parameter into a plain name and gives the statements that bind what
/// stood there.
fn rebind(typed: &mut PatType, index: usize, words: &[TokenTree], names: &Names) -> TokenStream {
    let at = Span::mixed_site();
    let attrs = &typed.attrs;
    if let Some(simple) = simple(&typed.pat) {
        let PatIdent { mutability, ident, .. } = simple.clone();
        *typed.pat = Pat::Ident(PatIdent { mutability: None, ..simple.clone() });
        let is_unused = ident.to_string().starts_with('_');
        let given = if is_unused { ours(&ident) } else { ident.clone() };
        let bound = if is_unused && !is_mentioned(&ident, words) { &given } else { &ident };
        return quote_spanned!(at=> #(#attrs)* let #mutability #bound = #given;);
    }
    let [argument, held] = ["arg", "held"].map(|name| names.local(&format!("{name}{index}")));
    let pattern = std::mem::replace(&mut *typed.pat, syn::parse_quote!(#argument));
    let unpack = match pattern {
        Pat::Wild(_) => TokenStream::new(),
        pattern => quote_spanned!(at=> #(#attrs)* let #pattern = #held;),
    };
    if lends_mutably(&unpack) {
        // Behind a reference it need not be `mut`.
        return quote_spanned!(at=>
            #(#attrs)* #[allow(unused_mut)] let mut #held = #argument; #unpack
        );
    }
    quote_spanned!(at=> #(#attrs)* let #held = #argument; #unpack)
}

fn is_mentioned(ident: &Ident, words: &[TokenTree]) -> bool {
    words.iter().any(|word| matches!(word, TokenTree::Ident(word) if word == ident))
}

/// The same name, written by a macro. That a parameter is bound anew is no use of one
/// whose name says that it is not used, and lints are not to take it for one.
fn ours(ident: &Ident) -> Ident {
    Ident::new(&ident.to_string(), Span::call_site().located_at(ident.span()))
}

fn lends_mutably(pattern: &TokenStream) -> bool {
    let is_word = |word: &TokenTree, like| matches!(word, TokenTree::Ident(word) if word == like);
    let words = tokens::flat(pattern.clone());
    words.windows(2).any(|two| is_word(&two[0], "ref") && is_word(&two[1], "mut"))
}

/// The parameter if it is a name, with or without `mut`.
pub(super) fn simple(pat: &Pat) -> Option<&PatIdent> {
    match pat {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(ident),
        _ => None,
    }
}

/// `#[allow(…)]` for a closure or a block that owns `self`: that what is written to a part of
/// it is not read any more would be said although a destructor reads it.
pub(super) fn allowance(sig: &Signature, body: &Group) -> TokenStream {
    if writes_self(sig, body) {
        quote_spanned!(Span::mixed_site()=> #[allow(unused_assignments)])
    } else {
        TokenStream::new()
    }
}

/// Whether there is a `mut self` with a part that is assigned to.
pub(super) fn writes_self(sig: &Signature, body: &Group) -> bool {
    let is_owned = |receiver: &Receiver| receiver.mutability.is_some() && is_by_value(receiver);
    sig.receiver().is_some_and(is_owned) && body::assigns_part("self", body.stream())
}

/// Whether `name` is a parameter that is a shared reference, as far as one can see.
pub(super) fn is_shared(sig: &Signature, name: &Ident) -> bool {
    let is_shared = |ty: &Type| matches!(returns::naked(ty), Type::Reference(reference) if reference.mutability.is_none());
    sig.inputs.iter().any(|input| match input {
        FnArg::Typed(typed) => {
            simple(&typed.pat).is_some_and(|simple| simple.ident == *name) && is_shared(&typed.ty)
        }
        FnArg::Receiver(receiver) => {
            name == "self"
                && match &receiver.kind {
                    ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
                    ReceiverKind::Typed(_, ty) => is_shared(ty),
                    _ => false,
                }
        }
    })
}

/// The names of the parameters to which nothing can be assigned.
pub(super) fn fixed(sig: &Signature) -> impl Iterator<Item = &Ident> {
    names(sig).filter(|simple| simple.mutability.is_none()).map(|simple| &simple.ident)
}

/// The names of the parameters to which something can be assigned.
pub(super) fn assignable(sig: &Signature) -> impl Iterator<Item = &Ident> {
    names(sig).filter(|simple| simple.mutability.is_some()).map(|simple| &simple.ident)
}

fn names(sig: &Signature) -> impl Iterator<Item = &PatIdent> {
    sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => simple(&typed.pat),
        FnArg::Receiver(_) => None,
    })
}

fn is_by_value(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Value => true,
        ReceiverKind::Typed(_, ty) => !matches!(returns::naked(ty), Type::Reference(_)),
        _ => false,
    }
}

/// Whether it is `self` alone. `Self` may be an exclusive reference, which a closure of an
/// edition before 2021 would borrow where it stands.
fn is_plain(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Value)
}

fn is_exclusive(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
        ReceiverKind::Typed(_, ty) => is_exclusive_reference(ty),
        _ => false,
    }
}

fn is_exclusive_reference(ty: &Type) -> bool {
    matches!(returns::naked(ty), Type::Reference(reference) if reference.mutability.is_some())
}

/// Whether a lifetime is named in it: what is borrowed through it for so long may leave by
/// another way than by the value that returns.
fn names_lifetime(parameter: &impl ToTokens) -> bool {
    let words = tokens::flat(parameter.to_token_stream());
    words.windows(2).any(|two| {
        tokens::is_sign(two.first(), '\'')
            && matches!(&two[1], TokenTree::Ident(name) if name != "_")
    })
}

/// Whether it is an exclusive reference or has one in it, or has another name under which it
/// may be one.
fn may_be_exclusive(ty: &Type) -> bool {
    let Type::Path(TypePath { qself, path, .. }) = returns::naked(ty) else {
        return match returns::naked(ty) {
            Type::Tuple(tuple) => tuple.elems.iter().any(may_be_exclusive),
            Type::Array(array) => may_be_exclusive(&array.elem),
            _ => is_exclusive_reference(ty),
        };
    };
    let is_lifetime = |argument: &GenericArgument| matches!(argument, GenericArgument::Lifetime(_));
    qself.is_some()
        || path.segments.iter().any(|segment| {
            segment.ident == "Self"
                || matches!(&segment.arguments, PathArguments::AngleBracketed(given)
                    if given.args.iter().any(is_lifetime))
        })
}

/// Whether dropping a value of the type may do something, as far as one can see.
pub(super) fn has_drop(ty: &Type) -> bool {
    const WITHOUT: &[&str] = &[
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
        "i128", "isize", "f32", "f64", "Duration", "Instant",
    ];
    match returns::naked(ty) {
        Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) => false,
        Type::Array(array) => has_drop(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(has_drop),
        Type::Path(path) => {
            path.qself.is_some()
                || !path.path.segments.last().is_some_and(|s| WITHOUT.iter().any(|w| s.ident == w))
        }
        _ => true,
    }
}

/// Whether `name.field` occurs: a part of it may be moved out.
fn has_field_access(words: &[TokenTree], name: &str) -> bool {
    words.windows(4).any(|window| is_field(window, name))
        || (words.len() >= 3 && is_field(&words[words.len() - 3..], name))
}

fn is_field(window: &[TokenTree], name: &str) -> bool {
    let called = matches!(window.get(3), Some(TokenTree::Group(group))
        if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
    matches!(&window[0], TokenTree::Ident(ident) if ident == name)
        && tokens::is_sign(window.get(1), '.')
        && match &window[2] {
            TokenTree::Ident(_) => !called,
            TokenTree::Literal(_) => true,
            _ => false,
        }
}

/// `if false { return diverge(self); }`: makes a closure or an `async` block own
/// `self` as a whole, and tells an `async` block what it returns.
pub(super) fn never_taken(
    task: &Task<'_>,
    declared: Option<&TokenStream>,
    own: Option<&Token![self]>,
) -> TokenStream {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let own = own.map_or_else(|| quote!(()), ToTokens::into_token_stream);
    let Some(declared) = declared else {
        return quote_spanned!(at=> if false { return #private::diverge(#own); });
    };
    let never = task.site.names.local("never");
    // Where an unknown type is reported as it is in the signature, so only once.
    quote_spanned!(at=> if false {
        let #never: #declared = #private::diverge(#own);
        return #never;
    })
}
