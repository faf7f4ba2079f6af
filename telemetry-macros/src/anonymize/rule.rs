//! What an attribute asks of a value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Expr, LitFloat, LitInt, LitStr, Path, Token, parenthesized,
    parse::{Parse, ParseStream},
    token::Paren,
};

use super::class::{self, Class};
use crate::{errors::expected_one_of, paths::key};

/// What an attribute asks of a value.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// Nothing was said, or `true`: the type's own policy.
    Default,
    Hash(Option<LitStr>),
    Round(Option<LitInt>),
    Class(Class),
    Noise(LitFloat),
    Randomize(LitFloat),
    Url {
        keep_port: bool,
        /// Why that is harmless, for the manifest.
        reason: Option<LitStr>,
    },
    Time(TimeUnit),
    /// `keep` or `false`: a clone.
    Keep,
    Skip,
    Value(Box<Expr>),
    With(Path),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum TimeUnit {
    Hour,
    Day,
}

/// The words that name a rule; those of attributes beside it are in `attr`.
pub(super) const RULES: [&str; 11] = [
    "hash",
    "round",
    "class",
    "url",
    "time",
    "keep",
    "skip",
    "value",
    "with",
    "noise",
    "randomize",
];

impl Rule {
    /// The rule that `word` names, with its arguments; nothing if it names none.
    pub(super) fn parse(word: &Ident, input: ParseStream<'_>) -> syn::Result<Option<Self>> {
        Ok(Some(match word.to_string().as_str() {
            "hash" => Self::Hash(argument(input, "domain")?),
            "round" => Self::Round(digits(input)?),
            "class" => Self::Class(class::parse(input)?),
            "noise" => Self::Noise(epsilon(word, input)?),
            "randomize" => Self::Randomize(epsilon(word, input)?),
            "url" => Self::Url { keep_port: flag(input, "keep_port")?, reason: None },
            "time" => Self::Time(time_unit(input)?),
            "keep" => Self::Keep,
            "skip" => Self::Skip,
            "value" => Self::Value(Box::new(assigned(input)?)),
            "with" => Self::With(assigned(input)?),
            _ => return Ok(None),
        }))
    }

    /// Whether the value leaves in a form that has to be argued for.
    pub(super) fn needs_reason(&self) -> bool {
        matches!(self, Self::Keep | Self::Url { keep_port: true, .. })
    }

    /// Hands a rule that shows it in its own policy the reason that stands beside it.
    pub(super) fn argue(&mut self, why: Option<&LitStr>) {
        if let Self::Url { reason, .. } = self {
            *reason = why.cloned();
        }
    }

    /// The rule as a value of the runtime crate's type, for `Apply`.
    /// `field` keeps the noise of two fields apart.
    pub(super) fn applied(
        &self,
        private: &TokenStream,
        field: &str,
        span: Span,
    ) -> Option<TokenStream> {
        let field = || quote!(#private::concat!(#private::module_path!(), "::", #field));
        Some(match self {
            Self::Hash(domain) => {
                let domain = domain.clone().unwrap_or_else(|| LitStr::new("", span));
                quote_spanned!(span=> #private::rules::Hash { domain: #domain })
            }
            Self::Round(None) => quote_spanned!(span=> #private::rules::Round::DEFAULT),
            Self::Round(Some(digits)) => quote_spanned! {span=>
                #private::rules::Round { digits: #private::Option::Some(#digits) }
            },
            Self::Class(class) => class.applied(private, span),
            Self::Noise(epsilon) => {
                let field = field();
                quote_spanned!(span=> #private::rules::Noise { epsilon: #epsilon, field: #field })
            }
            Self::Randomize(epsilon) => {
                let field = field();
                quote_spanned! {span=>
                    #private::rules::Randomize { epsilon: #epsilon, field: #field }
                }
            }
            Self::Url { keep_port, reason } => {
                let reason = reason.clone().unwrap_or_else(|| LitStr::new("", span));
                quote_spanned! {span=>
                    #private::rules::Url { keep_port: #keep_port, reason: #reason }
                }
            }
            Self::Time(TimeUnit::Hour) => quote_spanned!(span=> #private::rules::Time::Hour),
            Self::Time(TimeUnit::Day) => quote_spanned!(span=> #private::rules::Time::Day),
            _ => return None,
        })
    }

    /// The type of [`applied`](Self::applied)'s value.
    pub(super) fn marker(&self, private: &TokenStream) -> Option<TokenStream> {
        let name = match self {
            Self::Hash(_) => quote!(Hash),
            Self::Round(_) => quote!(Round),
            Self::Class(_) => quote!(Class),
            Self::Noise(_) => quote!(Noise),
            Self::Randomize(_) => quote!(Randomize),
            Self::Url { .. } => quote!(Url),
            Self::Time(_) => quote!(Time),
            _ => return None,
        };
        Some(quote!(#private::rules::#name))
    }
}

/// `= thing`
pub(super) fn assigned<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// Nothing, or `(name = "text")`.
fn argument<T: Parse>(input: ParseStream<'_>, name: &str) -> syn::Result<Option<T>> {
    if !input.peek(Paren) {
        return Ok(None);
    }
    let content;
    parenthesized!(content in input);
    let word = key(&content)?;
    if word != name {
        return Err(expected_one_of(&word, &[name]));
    }
    let value = assigned(&content)?;
    end(&content)?;
    Ok(Some(value))
}

/// Nothing, or `(name)`.
fn flag(input: ParseStream<'_>, name: &str) -> syn::Result<bool> {
    if !input.peek(Paren) {
        return Ok(false);
    }
    let content;
    parenthesized!(content in input);
    let word = key(&content)?;
    if word != name {
        return Err(expected_one_of(&word, &[name]));
    }
    end(&content)?;
    Ok(true)
}

/// The most leading digits that a 128-bit integer has.
const MOST_DIGITS: u32 = 39;

fn digits(input: ParseStream<'_>) -> syn::Result<Option<LitInt>> {
    let Some(digits) = argument::<LitInt>(input, "digits")? else { return Ok(None) };
    match digits.base10_parse::<u32>() {
        Ok(1..=MOST_DIGITS) => Ok(Some(digits)),
        _ => Err(syn::Error::new_spanned(digits, "`digits` is from 1 to 39")),
    }
}

/// `(epsilon = 0.5)`
fn epsilon(word: &Ident, input: ParseStream<'_>) -> syn::Result<LitFloat> {
    let Some(epsilon) = argument::<LitFloat>(input, "epsilon")? else {
        let message = format!("`{word}` needs `(epsilon = …)`: the privacy loss of one value");
        return Err(syn::Error::new_spanned(word, message));
    };
    match epsilon.base10_parse::<f64>() {
        Ok(0.000_001..=20.0) => Ok(epsilon),
        _ => Err(syn::Error::new_spanned(epsilon, "`epsilon` is from 0.000001 to 20.0")),
    }
}

fn time_unit(input: ParseStream<'_>) -> syn::Result<TimeUnit> {
    if !input.peek(Paren) {
        return Ok(TimeUnit::Hour);
    }
    let content;
    parenthesized!(content in input);
    let word = key(&content)?;
    end(&content)?;
    match word.to_string().as_str() {
        "hour" => Ok(TimeUnit::Hour),
        "day" => Ok(TimeUnit::Day),
        _ => Err(expected_one_of(&word, &["hour", "day"])),
    }
}

/// A comma may follow, and nothing else.
pub(super) fn end(content: ParseStream<'_>) -> syn::Result<()> {
    content.parse::<Option<Token![,]>>()?;
    if content.is_empty() { Ok(()) } else { Err(content.error("nothing more is expected here")) }
}
