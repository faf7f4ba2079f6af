//! Questions about tokens that nobody parses.

use proc_macro2::{Ident, TokenStream, TokenTree};

/// Whether `wanted` holds for any identifier, inside groups as well.
pub(super) fn any_ident(tokens: TokenStream, wanted: &mut dyn FnMut(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => wanted(&ident),
        TokenTree::Group(group) => any_ident(group.stream(), wanted),
        _ => false,
    })
}

/// All tokens in reading order, groups opened and their delimiters left out.
pub(super) fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                found.push(TokenTree::Group(group.clone()));
                found.extend(flat(group.stream()));
            }
            other => found.push(other),
        }
    }
    found
}

/// Whether `token` is the character `sign`.
pub(super) fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}
