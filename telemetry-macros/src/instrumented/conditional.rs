//! `#[cfg_attr(condition, instrumented(…))]` on a member of a block. What the condition comes
//! to is not known yet, so the member is written twice: once for either case.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Meta, Path, Token, parse::Parser, punctuated::Punctuated};

use super::item::Member;

/// The members, those with a condition in both their forms.
pub(super) fn split(members: Vec<Member>) -> Vec<Member> {
    members.into_iter().flat_map(both).collect()
}

fn both(mut member: Member) -> Vec<Member> {
    let attrs = match &mut member {
        Member::Function(function) => &mut function.attrs,
        Member::Block(block) => &mut block.attrs,
        Member::Other(_) => return vec![member],
    };
    let found = attrs.iter().enumerate().find_map(|(at, attr)| Some((at, conditional(attr)?)));
    let Some((at, (condition, given))) = found else { return vec![member] };
    let mut otherwise = member.clone();
    replace(&mut member, at, &quote!(#[cfg(#condition)] #(#[#given])*));
    replace(&mut otherwise, at, &quote!(#[cfg(not(#condition))]));
    // There may be another one.
    [both(member), both(otherwise)].concat()
}

/// Whether the path is that of our attribute.
pub(super) fn is_ours(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident == "instrumented")
}

/// The condition, and the attributes under it, if ours is among them.
fn conditional(attr: &Attribute) -> Option<(Meta, Vec<TokenStream>)> {
    let Meta::List(list) = &attr.meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let parts = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()?;
    let mut parts = parts.into_iter();
    let condition = parts.next()?;
    let given: Vec<Meta> = parts.collect();
    let is_there = given.iter().any(|meta| is_ours(meta.path()));
    is_there.then(|| (condition, given.iter().map(ToTokens::to_token_stream).collect()))
}

fn replace(member: &mut Member, at: usize, by: &TokenStream) {
    let attrs = match member {
        Member::Function(function) => &mut function.attrs,
        Member::Block(block) => &mut block.attrs,
        Member::Other(_) => return,
    };
    let new = Attribute::parse_outer.parse2(by.clone()).unwrap_or_default();
    attrs.splice(at..=at, new);
}
