//! Labels: `op = "append"`, known when the program is compiled, or `op = expr`, a
//! value of a type that derives `Label`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token, ext::IdentExt, parse::ParseStream};

use crate::errors::must_follow;

/// One label.
#[derive(Clone)]
pub(super) struct Label {
    pub(super) key: LitStr,
    pub(super) value: Value,
}

/// What stands behind the `=`.
#[derive(Clone)]
pub(super) enum Value {
    Fixed(LitStr),
    Chosen(Expr),
}

impl Label {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = if input.peek(LitStr) {
            input.parse()?
        } else {
            let word = input.call(Ident::parse_any)?;
            must_follow(&word, " = …", input.peek(Token![=]))?;
            LitStr::new(&word.unraw().to_string(), word.span())
        };
        input.parse::<Token![=]>()?;
        let value = match input.parse()? {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Value::Fixed(text),
            Expr::Lit(other) => {
                let message = "expected a string literal, or a value whose type derives `Label`";
                return Err(syn::Error::new_spanned(other, message));
            }
            chosen => Value::Chosen(chosen),
        };
        Ok(Self { key, value })
    }
}

/// `&[("op", "append")]`: the labels that do not change.
pub(super) fn fixed(labels: &[Label]) -> TokenStream {
    let pairs = labels.iter().filter_map(|label| match &label.value {
        Value::Fixed(value) => Some((&label.key, value)),
        Value::Chosen(_) => None,
    });
    let (keys, values): (Vec<_>, Vec<_>) = pairs.unzip();
    quote_spanned!(Span::mixed_site()=> &[#((#keys, #values)),*])
}

/// Keys and values of those that are chosen by each call.
pub(super) fn chosen(labels: &[Label]) -> (Vec<&LitStr>, Vec<&Expr>) {
    let pairs = labels.iter().filter_map(|label| match &label.value {
        Value::Fixed(_) => None,
        Value::Chosen(value) => Some((&label.key, value)),
    });
    pairs.unzip()
}
