//! What stands in `class(…)`: powers of which base, and where the classes end.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{LitInt, Token, parenthesized, parse::ParseStream, token::Paren};

use super::rule::{assigned, end};
use crate::{
    errors::{expected_one_of, set_once},
    paths::key,
};

/// Exponents of two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    base: u32,
    least: Option<u32>,
    most: Option<u32>,
}

impl Class {
    /// The rule as a value of the runtime crate's type.
    pub(super) fn applied(self, private: &TokenStream, span: Span) -> TokenStream {
        let Self { base, least, most } = self;
        let end = |end: Option<u32>| {
            let some = end.map(|log2| quote!(#private::Option::Some(#log2)));
            some.unwrap_or_else(|| quote!(#private::Option::None))
        };
        let (least, most) = (end(least), end(most));
        quote_spanned! {span=>
            #private::rules::Class { log2_base: #base, log2_least: #least, log2_most: #most }
        }
    }
}

/// Nothing, or `(base = 16, least = 256, most = 65536)`, each of them optional.
pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Class> {
    const WORDS: [&str; 3] = ["base", "least", "most"];
    let mut given: [Option<LitInt>; 3] = [const { None }; 3];
    if input.peek(Paren) {
        let content;
        parenthesized!(content in input);
        loop {
            let word = key(&content)?;
            let Some(place) = WORDS.iter().position(|known| word == known) else {
                return Err(expected_one_of(&word, &WORDS));
            };
            set_once(&mut given[place], &word, assigned(&content)?)?;
            if content.parse::<Option<Token![,]>>()?.is_none() || content.is_empty() {
                break;
            }
        }
        end(&content)?;
    }
    let base = given[0].as_ref().map_or(Ok(1), base)?;
    let [least, most] = [&given[1], &given[2]].map(|literal| end_of(literal.as_ref(), base));
    let class = Class { base, least: least?, most: most? };
    match (&given[2], class.least > class.most) {
        (Some(most), true) => Err(syn::Error::new_spanned(most, "`most` is not below `least`")),
        _ => Ok(class),
    }
}

/// The exponent of a class's base.
fn base(literal: &LitInt) -> syn::Result<u32> {
    match literal.base10_parse::<u32>() {
        Ok(number) if number.is_power_of_two() && (2..=1 << 16).contains(&number) => {
            Ok(number.trailing_zeros())
        }
        _ => Err(syn::Error::new_spanned(literal, "`base` is a power of two from 2 to 65536")),
    }
}

/// The exponent of a class's least or greatest power.
fn end_of(literal: Option<&LitInt>, base: u32) -> syn::Result<Option<u32>> {
    let Some(literal) = literal else { return Ok(None) };
    match literal.base10_parse::<u128>() {
        Ok(number) if number.is_power_of_two() && number.trailing_zeros() % base == 0 => {
            Ok(Some(number.trailing_zeros()))
        }
        _ => Err(syn::Error::new_spanned(literal, "`least` and `most` are powers of the base")),
    }
}
