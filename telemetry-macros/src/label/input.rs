//! The enum and what its attributes say.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Token, Variant,
    ext::IdentExt, parse::ParseStream,
};

use crate::{
    errors::{Errors, expected_one_of},
    paths::{Root, key},
};

/// A fieldless enum.
pub(super) struct Label {
    pub(super) ident: Ident,
    pub(super) root: Option<Path>,
    pub(super) variants: Vec<(Ident, LitStr)>,
}

impl Label {
    pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Self {
        let mut root = None;
        for attr in label_attributes(&input.attrs) {
            root = errors.take(attr.parse_args_with(crate_only)).map(|Root(path)| path);
        }
        if !input.generics.params.is_empty() {
            errors.push_at(&input.generics, "the values of a label are a closed set: no generics");
        }
        let variants = if let Data::Enum(data) = &input.data {
            data.variants.iter().map(|v| variant(v, errors)).collect()
        } else {
            errors.push_at(&input.ident, "expected an enum: its variants are the label's values");
            Vec::new()
        };
        refuse_twins(&variants, errors);
        Self { ident: input.ident.clone(), root, variants }
    }
}

fn crate_only(input: ParseStream<'_>) -> syn::Result<Root> {
    let key = key(input)?;
    if key != "crate" {
        return Err(expected_one_of(&key, &["crate"]));
    }
    input.parse::<Token![=]>()?;
    input.parse()
}

fn label_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("label"))
}

fn variant(variant: &Variant, errors: &mut Errors) -> (Ident, LitStr) {
    if !variant.fields.is_empty() {
        errors
            .push_at(&variant.fields, "a label's value has no fields: the set would not be closed");
    }
    let ident = &variant.ident;
    let mut name = LitStr::new(&snake_case(&ident.unraw().to_string()), ident.span());
    for attr in label_attributes(&variant.attrs) {
        if let Some(given) = errors.take(given_name(&attr.meta)) {
            name = given;
        }
    }
    (ident.clone(), name)
}

fn given_name(meta: &Meta) -> syn::Result<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => Ok(name.clone()),
            other => Err(expected_name(other.to_token_stream())),
        },
        other => Err(expected_name(other.to_token_stream())),
    }
}

fn expected_name(found: TokenStream) -> syn::Error {
    syn::Error::new_spanned(found, "expected `#[label = \"name\"]`")
}

fn refuse_twins(variants: &[(Ident, LitStr)], errors: &mut Errors) {
    for (index, (_, name)) in variants.iter().enumerate() {
        if variants[..index].iter().any(|(_, other)| other.value() == name.value()) {
            errors.push_at(name, format!("two variants are named `{}`", name.value()));
        }
    }
}

/// `CompactFull` -> `compact_full`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = c.is_lowercase() || c.is_numeric();
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_snake_case() {
        assert_eq!(snake_case("CompactFull"), "compact_full");
        assert_eq!(snake_case("HTTP2Get"), "http2_get");
        assert_eq!(snake_case("Read"), "read");
    }
}
