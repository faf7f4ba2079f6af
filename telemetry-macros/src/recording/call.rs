//! The arguments of the recording macros: a name, perhaps a value, and then the
//! same `key = value` as in `#[instrumented(…)]`.

use proc_macro2::TokenStream;
use syn::{
    Expr, Ident, LitStr, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{errors::Errors, instrumented::Args};

/// What stands in the parentheses.
pub(super) struct Call {
    pub(super) name: LitStr,
    /// `+=` or `-=` in front of the value.
    pub(super) change: Option<Change>,
    pub(super) value: Option<Expr>,
    pub(super) args: Args,
}

/// How a value changes a gauge.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Add,
    Subtract,
}

/// What may stand between the name and the arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    No,
    Optional,
    Required,
    /// Required, and `+=` or `-=` may stand in front.
    Changing,
}

impl Call {
    /// Parses a call; `None` if there is not even a name or a required value.
    pub(super) fn parse(
        tokens: TokenStream,
        value: Value,
        known: &[&str],
        errors: &mut Errors,
    ) -> Option<Self> {
        let head = |input: ParseStream<'_>| {
            let name = name(input)?;
            input.parse::<Option<Token![,]>>()?;
            let change = change(input, value)?;
            let wanted = match value {
                Value::No => false,
                Value::Optional => !input.is_empty() && !is_argument(input, known),
                Value::Required | Value::Changing => true,
            };
            let value = if wanted { Some(input.parse::<Expr>()?) } else { None };
            if value.is_some() {
                input.parse::<Option<Token![,]>>()?;
            }
            Ok((name, change, value, input.parse::<TokenStream>()?))
        };
        let (name, change, value, rest) = errors.take(head.parse2(tokens))?;
        let mut args = Args::parse(rest, known, errors);
        args.name = Some(name.clone());
        Some(Self { name, change, value, args })
    }
}

fn name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let name: LitStr = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), "expected a name as a string literal"))?;
    if name.value().trim().is_empty() {
        return Err(syn::Error::new_spanned(name, "the name is empty"));
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error("expected `,`"));
    }
    Ok(name)
}

fn change(input: ParseStream<'_>, value: Value) -> syn::Result<Option<Change>> {
    if value != Value::Changing {
        return Ok(None);
    }
    if input.peek(Token![+=]) {
        input.parse::<Token![+=]>()?;
        return Ok(Some(Change::Add));
    }
    if input.peek(Token![-=]) {
        input.parse::<Token![-=]>()?;
        return Ok(Some(Change::Subtract));
    }
    Ok(None)
}

/// Whether `key = …` or `key(…)` with a known key follows, and no expression.
fn is_argument(input: ParseStream<'_>, known: &[&str]) -> bool {
    let ahead = input.fork();
    let Ok(key) = ahead.call(Ident::parse_any) else { return false };
    known.iter().any(|name| key == name)
        && (ahead.peek(syn::token::Paren) || (ahead.peek(Token![=]) && !ahead.peek(Token![==])))
}
