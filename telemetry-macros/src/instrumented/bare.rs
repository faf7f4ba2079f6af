//! Trait objects as edition 2018 may write them: `&Fn(u8)` without `dyn`. The parser does not
//! read those of `Fn(…)`, so it is given a `dyn` in front, and a mark by which what is
//! written finds it again and leaves it out: the compiler gets the user's own words.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Signature,
    parse::{ParseStream, discouraged::Speculative},
};

use super::tokens;

/// In front of the first name of a path that got a `dyn`.
const MARK: &str = "__telemetry_bare_";

/// The signature that follows, and whether it is one that got a `dyn`.
pub(super) fn signature(input: ParseStream<'_>) -> syn::Result<(Signature, bool)> {
    let ahead = input.fork();
    let parsed: syn::Result<Signature> = ahead.parse();
    let mistake = match parsed {
        Ok(signature) => {
            input.advance_to(&ahead);
            return Ok((signature, false));
        }
        Err(mistake) => mistake,
    };
    let ahead = input.fork();
    let mut written = Vec::new();
    while !ahead.is_empty() && !ends_signature(&ahead) {
        written.push(ahead.parse()?);
    }
    let Ok(signature) = syn::parse2(with_dyn(written)) else { return Err(mistake) };
    input.advance_to(&ahead);
    Ok((signature, true))
}

/// Whether the body is next, perhaps as a fragment of a `macro_rules!`, or the `;` instead of
/// it. A const argument in braces is taken for one: such a signature is not read here.
fn ends_signature(input: ParseStream<'_>) -> bool {
    let body = |(inside, _, _): (syn::buffer::Cursor<'_>, _, _)| {
        inside.token_stream().into_iter().last().is_some_and(
            |last| matches!(last, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace),
        )
    };
    input.peek(syn::Token![;])
        || input.peek(syn::token::Brace)
        || input.cursor().group(Delimiter::None).is_some_and(body)
}

/// `dyn` and the mark in front of each `Fn(…)` that has none.
fn with_dyn(words: Vec<TokenTree>) -> TokenStream {
    let is_call = |at: usize| {
        let name = matches!(&words[at], TokenTree::Ident(name)
            if ["Fn", "FnMut", "FnOnce"].iter().any(|like| name == like));
        name && matches!(words.get(at + 1), Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Parenthesis)
    };
    let starts: Vec<usize> = (0..words.len())
        .filter(|at| is_call(*at))
        .map(|at| path_start(&words, at))
        .filter(|start| is_type(&words[..*start]))
        .collect();
    let mut written = TokenStream::new();
    for (at, word) in words.into_iter().enumerate() {
        match word {
            TokenTree::Ident(name) if starts.contains(&at) => {
                Ident::new("dyn", Span::mixed_site()).to_tokens(&mut written);
                Ident::new(&format!("{MARK}{name}"), name.span()).to_tokens(&mut written);
            }
            TokenTree::Group(group) => regroup(&group, with_dyn).to_tokens(&mut written),
            other => other.to_tokens(&mut written),
        }
    }
    written
}

/// Where the path begins whose last name is at `end`.
fn path_start(words: &[TokenTree], end: usize) -> usize {
    let mut start = end;
    let is_colon = |at: usize| tokens::is_sign(words.get(at), ':');
    while start >= 3
        && is_colon(start - 1)
        && is_colon(start - 2)
        && matches!(words[start - 3], TokenTree::Ident(_))
    {
        start -= 3;
    }
    start
}

/// Whether a type may stand behind `before`, and no bound.
fn is_type(before: &[TokenTree]) -> bool {
    match before.last() {
        None => true,
        Some(TokenTree::Punct(sign)) => {
            let arrow = sign.as_char() == '>'
                && tokens::is_sign(before.get(before.len().wrapping_sub(2)), '-');
            arrow || "<&,=*".contains(sign.as_char())
        }
        // `&mut Fn()`, `*const Fn()`, and a lifetime's name.
        Some(TokenTree::Ident(word)) => {
            let lifetime = tokens::is_sign(before.get(before.len().wrapping_sub(2)), '\'');
            word == "mut" || word == "const" || lifetime
        }
        Some(_) => false,
    }
}

/// Whether something in it got a `dyn`.
pub(super) fn is_in(written: TokenStream) -> bool {
    tokens::any_ident(written, &mut |name| name.to_string().starts_with(MARK))
}

/// What was written for a signature that got a `dyn`, without it.
pub(super) fn restored(written: TokenStream) -> TokenStream {
    let mut found: Vec<TokenTree> = Vec::new();
    for word in written {
        match word {
            TokenTree::Ident(name) => match name.to_string().strip_prefix(MARK) {
                // A name of the user's may look like a mark.
                Some(own) if found.pop_if(|before| is_dyn(before)).is_some() => {
                    found.push(TokenTree::Ident(Ident::new(own, name.span())));
                }
                _ => found.push(TokenTree::Ident(name)),
            },
            TokenTree::Group(group) => {
                let inside = |words: Vec<TokenTree>| restored(words.into_iter().collect());
                found.push(TokenTree::Group(regroup(&group, inside)));
            }
            other => found.push(other),
        }
    }
    found.into_iter().collect()
}

fn is_dyn(word: &TokenTree) -> bool {
    matches!(word, TokenTree::Ident(word) if word == "dyn")
}

fn regroup(group: &Group, change: impl FnOnce(Vec<TokenTree>) -> TokenStream) -> Group {
    let inside = change(group.stream().into_iter().collect());
    let mut changed = Group::new(group.delimiter(), inside);
    changed.set_span(group.span());
    changed
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::instrumented::expand;

    #[test]
    fn what_is_written_has_the_users_words() {
        let signature = quote! {
            fn take<'a, __telemetry_bare_T>(
                t: __telemetry_bare_T, f: &'a Fn(u8) -> u8, g: Box<std::ops::FnMut() + 'a>, h: Option<(&mut FnOnce(), u8)>,
            ) -> Result<Box<Fn(&Fn())>, String>
            where
                Self: Fn(u8),
                u8: Send + Fn(u8)
        };
        let written = expand(quote!(), &quote!(#signature { Err(String::new()) })).to_string();
        assert!(written.starts_with(&signature.to_string()), "{written}");
        let inside = quote!(Result<Box<Fn(&Fn())>, String>).to_string();
        let times = if cfg!(feature = "off") { 1 } else { 2 };
        assert_eq!(written.matches(&inside).count(), times, "{written}");
        assert!(!written.contains("dyn") && !written.contains("bare_F"), "{written}");
    }

    #[test]
    fn what_is_no_signature_is_reported_where_it_is_wrong() {
        let written = expand(quote!(), &quote!(fn take(f: &Fn(u8) u8) {})).to_string();
        assert!(written.contains("compile_error"), "{written}");
    }
}
