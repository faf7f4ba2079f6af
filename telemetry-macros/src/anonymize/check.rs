//! Rules that need more than one word to be broken.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

use super::{
    attr::Keys,
    input::{Decision, Field, Input},
    rule::Rule,
};
use crate::errors::Errors;

/// Types that hold what somebody wrote, by the names they have everywhere.
/// Those behind aliases are found by type, in the generated code.
const FREE_TEXT: [&str; 26] = [
    "String",
    "str",
    "EcoString",
    "CompactString",
    "SmolStr",
    "ByteString",
    "BString",
    "Bytes",
    "BytesMut",
    "OsString",
    "OsStr",
    "PathBuf",
    "Path",
    "CString",
    "CStr",
    "Value",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "Url",
    "Uri",
    "HeaderName",
    "HeaderValue",
];

pub(super) fn check(input: &Input, errors: &mut Errors) {
    for field in input.fields() {
        kept_with_a_reason(field, errors);
        reason_for_something(&field.decision, errors);
        free_text_is_argued(field, errors);
        map_words_fit(&field.decision, errors);
        values_look_at_nothing(&field.decision, errors);
    }
    if input.map_key {
        map_keys_stay_apart(input, errors);
    }
}

/// `keep` says why.
fn kept_with_a_reason(field: &Field, errors: &mut Errors) {
    let Decision { rule, word: Some(word), reason: None, .. } = &field.decision else { return };
    if rule.needs_reason() {
        let what = if matches!(rule, Rule::Keep) { "keep" } else { "url(keep_port)" };
        let message = format!("`{what}` needs `reason = \"…\"`: why may this leave as it is?");
        errors.push_at(word, message);
    }
}

/// A reason without anything to argue for is a misunderstanding.
fn reason_for_something(decision: &Decision, errors: &mut Errors) {
    if decision.rule.needs_reason() {
        return;
    }
    if let Some(reason) = &decision.reason {
        errors.push_at(reason, "only `keep` and `url(keep_port)` take a reason");
    }
    if let Some(free_text) = &decision.free_text {
        errors.push_at(free_text, "only `keep` takes `free_text`");
    }
}

/// Text that is kept is argued twice, as a value and as a key.
fn free_text_is_argued(field: &Field, errors: &mut Errors) {
    let Decision { rule, free_text, keys, .. } = &field.decision;
    if let (Rule::Keep, None, Some(text)) = (rule, free_text, text_in(&field.ty)) {
        errors.push_at(text, unargued(text, "add `free_text = \"…\"`"));
    }
    let Some(Keys { rule: Rule::Keep, free_text: None, .. }) = keys else { return };
    if let Some(text) = keys_of(&field.ty).and_then(text_in) {
        errors.push_at(text, unargued(text, "add `free_text = \"…\"` in `keys(…)`"));
    }
}

fn unargued(text: &Ident, what: &str) -> String {
    format!(
        "`{text}` can hold a name, an address or somebody's words; to keep it all the same, \
         {what}: why can it not here?"
    )
}

/// What a map or set has for keys: the first type that it is generic over.
fn keys_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// `merge` and `keys` with rules for what a map holds.
fn map_words_fit(decision: &Decision, errors: &mut Errors) {
    let whole = matches!(decision.rule, Rule::Keep | Rule::Skip | Rule::Value(_) | Rule::With(_));
    if let (true, Some(word), true) =
        (whole, &decision.word, decision.merge.is_some() || decision.keys.is_some())
    {
        errors
            .push_at(word, format!("`{word}` replaces the whole map; it leaves no keys to merge"));
    }
    let Some(keys) = &decision.keys else { return };
    if let (false, Some(reason)) = (keys.rule.needs_reason(), &keys.reason) {
        errors.push_at(reason, "only `keep` and `url(keep_port)` take a reason");
    }
    if let (false, Some(argument)) = (matches!(keys.rule, Rule::Keep), &keys.free_text) {
        errors.push_at(argument, "only `keys(keep)` is argued for");
    }
    match &keys.rule {
        Rule::Keep if keys.reason.is_none() => {
            errors.push_at(&keys.word, "`keys(keep)` needs `reason = \"…\"`");
        }
        Rule::Keep | Rule::Hash(_) => {}
        Rule::Skip | Rule::Value(_) | Rule::With(_) => {
            errors.push_at(&keys.word, "keys are hashed, rounded, classed or kept");
        }
        _ if decision.merge.is_none() => errors.push_at(
            &keys.word,
            format!(
                "keys under `{}` may merge: add `merge = sum`, `keep_first` or `count`",
                keys.word
            ),
        ),
        _ => {}
    }
}

/// What `value = …` gives is the program's; what is said of it, in the manifest and to
/// people, does not hold for what is made of the report.
fn values_look_at_nothing(decision: &Decision, errors: &mut Errors) {
    let Rule::Value(expression) = &decision.rule else { return };
    if let Some(word) = looked_at(expression.to_token_stream()) {
        let message = "a value in the place of a field is made without a look at the report; \
                       `with = function` is given the field";
        errors.push_at(word, message);
    }
}

/// The first `self`. Where it is not seen, as within a format string, the compiler does
/// not find it either: that of the generated code has another hygiene.
fn looked_at(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Ident(word) if word == "self" => Some(word),
        TokenTree::Group(group) => looked_at(group.stream()),
        _ => None,
    })
}

/// A map key is made of nothing that merges by a rule of its own.
fn map_keys_stay_apart(input: &Input, errors: &mut Errors) {
    for field in input.fields() {
        let apart = matches!(field.decision.rule, Rule::Default | Rule::Hash(_) | Rule::Keep);
        if let (false, Some(word)) = (apart, &field.decision.word) {
            errors.push_at(word, format!("`{word}` can make two map keys one"));
        }
        if let Some(level) = &field.decision.level {
            errors.push_at(level, "a level can make two map keys one");
        }
    }
}

/// The first type within `ty` that holds what somebody wrote. What a function
/// takes and gives it does not hold.
fn text_in(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Array(array) => text_in(&array.elem),
        Type::Slice(slice) => text_in(&slice.elem),
        Type::Group(group) => text_in(&group.elem),
        Type::Paren(paren) => text_in(&paren.elem),
        Type::Reference(reference) => text_in(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(text_in),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if FREE_TEXT.iter().any(|name| last.ident == name) {
                return Some(&last.ident);
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            let held = last.ident != "PhantomData";
            arguments.args.iter().filter(|_| held).find_map(|argument| match argument {
                GenericArgument::Type(ty) => text_in(ty),
                _ => None,
            })
        }
        _ => None,
    }
}
