//! The expression that anonymizes one field.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{
    attr::Merge,
    input::{Decision, Field},
    rule::Rule,
};

/// What the expressions of one impl have in common.
#[derive(Debug)]
pub(super) struct Context {
    /// The hidden module of the runtime crate.
    pub(super) private: TokenStream,
    /// The anonymizer's name in the generated function.
    pub(super) anonymizer: Ident,
}

impl Context {
    pub(super) fn new(private: TokenStream) -> Self {
        let anonymizer = Ident::new("__telemetry_anonymizer", Span::mixed_site());
        Self { private, anonymizer }
    }

    /// The anonymized field, from a reference to it.
    pub(super) fn value(&self, field: &Field, reference: &TokenStream) -> TokenStream {
        let (decision, span) = (&field.decision, field.span());
        let value = if decision.merge.is_some() || decision.keys.is_some() {
            self.keyed(decision, reference, span)
        } else {
            self.ruled(&decision.rule, decision.free_text.is_some(), reference, span)
        };
        let Some(level) = &decision.level else { return value };
        let Self { private, anonymizer } = self;
        quote_spanned! {span=>
            if #private::Anonymizer::details_level(#anonymizer) >= #level {
                #value
            } else {
                #private::Default::default()
            }
        }
    }

    /// A value under a rule.
    fn ruled(&self, rule: &Rule, argued: bool, reference: &TokenStream, span: Span) -> TokenStream {
        let Self { private, anonymizer } = self;
        match rule {
            Rule::Default => quote_spanned! {span=>
                #private::Anonymize::anonymize_with(#reference, #anonymizer)
            },
            Rule::Keep if argued => quote_spanned!(span=> #private::Clone::clone(#reference)),
            Rule::Keep => quote_spanned! {span=> {
                use #private::NotText as _;
                #private::not_text(#private::TextProbe(#reference).probe());
                #private::Clone::clone(#reference)
            }},
            Rule::Skip => quote_spanned!(span=> #private::Default::default()),
            Rule::Value(expression) => quote!(#expression),
            Rule::With(path) => quote_spanned!(span=> #path(#reference)),
            rule => {
                let applied = rule.applied(private, span);
                quote_spanned!(span=> #private::Apply::apply(#reference, &#applied, #anonymizer))
            }
        }
    }

    /// A map that says what becomes of its keys.
    fn keyed(&self, decision: &Decision, reference: &TokenStream, span: Span) -> TokenStream {
        let private = &self.private;
        let part = Ident::new("__telemetry_part", Span::mixed_site());
        let closure = |rule: &Rule, argued| {
            let body = self.ruled(rule, argued, &quote!(#part), span);
            quote_spanned!(span=> |#part| #body)
        };
        let key = closure(decision.keys.as_ref().map_or(&Rule::Default, |keys| &keys.rule), true);
        let value = closure(&decision.rule, false);
        let merging = match decision.merge {
            Some(Merge::Sum) => quote!(#private::MergeSum),
            Some(Merge::Count) => quote!(#private::MergeCount),
            Some(Merge::KeepFirst) | None => {
                return quote_spanned! {span=>
                    #private::Keyed::keep_first(#reference, #key, #value)
                };
            }
        };
        quote_spanned!(span=> #private::Keyed::merge(#reference, #merging, #key, #value))
    }
}
