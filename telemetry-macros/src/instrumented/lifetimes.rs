//! A lifetime that has a name in vain: clippy says so, unless the body mentions it, and in the
//! body the declared type is to stand.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{Lifetime, LifetimeParam, Signature, Type, visit_mut::VisitMut};

use super::tokens;

/// Takes its name from the lifetime in the declared type, if clippy says that it needs none.
/// Where `'_` may be another lifetime, everything is left as it is.
pub(super) fn unname(sig: &Signature, declared: &mut Type) {
    const OTHERWISE: &[&str] = &["fn", "for", "dyn", "as", "Fn", "FnMut", "FnOnce"];
    let mut differs = |word: &Ident| OTHERWISE.iter().any(|like| word == like);
    let mut own = sig.generics.lifetimes();
    if let (Some(given), None) = (own.next(), own.next())
        && given.bounds.is_empty()
        && sig.generics.where_clause.is_none()
        && is_only_borrow(given, &tokens::flat(sig.inputs.to_token_stream()))
        && !tokens::any_ident(declared.to_token_stream(), &mut differs)
    {
        Unname(&given.lifetime).visit_type_mut(declared);
    }
}

/// Whether the lifetime is that of one parameter, and none of another can be seen.
fn is_only_borrow(given: &LifetimeParam, inputs: &[TokenTree]) -> bool {
    let count = |sign| inputs.iter().filter(|word| tokens::is_sign(Some(word), sign)).count();
    let is_lent =
        |two: &[TokenTree]| tokens::is_sign(two.first(), '&') && tokens::is_sign(two.last(), '\'');
    let name = &given.lifetime.ident;
    let is_it = |word: &TokenTree| matches!(word, TokenTree::Ident(word) if word == name);
    count('\'') == 1
        && inputs.iter().any(is_it)
        && (count('&') == 0 || (count('&') == 1 && inputs.windows(2).any(is_lent)))
}

struct Unname<'a>(&'a Lifetime);

impl VisitMut for Unname<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime == self.0 {
            lifetime.ident = Ident::new("_", lifetime.ident.span());
        }
    }
}
