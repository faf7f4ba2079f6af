//! What counts as an error: by the returned type, or as the user says.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    Expr, Pat, Path, Token,
    parse::{ParseStream, discouraged::Speculative},
};

/// `err = …`: the returned values that are errors.
#[derive(Clone)]
pub(super) enum ErrorRule {
    /// A pattern, perhaps with an `if`.
    Pattern(Pat, Option<Expr>),
    /// A function or closure from a reference to the value to `bool`.
    Function(Expr),
}

/// `outcome = …`.
#[derive(Clone)]
pub(super) enum OutcomeRule {
    /// `None` is counted apart.
    Option(Ident),
    /// Whatever returns is a success.
    Plain(Ident),
}

impl ErrorRule {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![|]) || input.peek(Token![move]) {
            return input.parse().map(Self::Function);
        }
        if let Some(function) = function_path(input) {
            return Ok(Self::Function(function));
        }
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let condition = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Self::Pattern(pattern, condition))
    }
}

/// A path that stands alone and is written like a function: a path to a variant
/// or a constant, which is a pattern, ends in a capital letter's word.
fn function_path(input: ParseStream<'_>) -> Option<Expr> {
    let ahead = input.fork();
    let path: Path = ahead.parse().ok()?;
    let name = path.segments.last()?.ident.to_string();
    let alone = ahead.is_empty() || ahead.peek(Token![,]);
    if !alone || !name.trim_start_matches("r#").starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    input.advance_to(&ahead);
    Some(syn::parse_quote!(#path))
}

impl OutcomeRule {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const EXPECTED: &str = "expected `option` (`None` is counted apart) or `plain` (whatever \
                                returns is a success)";
        input.parse::<Token![=]>()?;
        let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), EXPECTED))?;
        match word.to_string().as_str() {
            "option" => Ok(Self::Option(word)),
            "plain" => Ok(Self::Plain(word)),
            _ => Err(syn::Error::new_spanned(word, EXPECTED)),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain(_))
    }
}

impl ToTokens for OutcomeRule {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (Self::Option(word) | Self::Plain(word)) = self;
        word.to_tokens(tokens);
    }
}

/// An expression of type `Outcome` over `ret`, a reference to the value.
pub(super) fn judge(
    private: &TokenStream,
    err: Option<&ErrorRule>,
    rule: Option<&OutcomeRule>,
    ret: &Ident,
) -> TokenStream {
    let at = Span::mixed_site();
    let otherwise = match (err, rule) {
        (_, Some(OutcomeRule::Option(word))) => {
            let probe = quote_spanned!(word.span()=> OptionProbe);
            let ret = Ident::new(&ret.to_string(), ret.span().located_at(word.span()));
            quote_spanned!(at=> #private::#probe(#ret).__telemetry_outcome())
        }
        (Some(_), _) => quote_spanned!(at=> #private::Outcome::Ok),
        _ => quote_spanned!(at=> #private::Probe(#ret).__telemetry_outcome()),
    };
    match err {
        None => otherwise,
        Some(ErrorRule::Function(failed)) => {
            quote_spanned!(at=> if #private::ask(#ret, #failed) { #private::Outcome::Error } else { #otherwise })
        }
        Some(ErrorRule::Pattern(pattern, condition)) => {
            let condition = condition.as_ref().map(|condition| quote_spanned!(at=> if #condition));
            quote_spanned!(at=> match #ret {
                #pattern #condition => #private::Outcome::Error,
                _ => #otherwise,
            })
        }
    }
}
