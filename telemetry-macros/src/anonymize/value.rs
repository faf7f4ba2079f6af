//! The expression that anonymizes one field.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{attr::Merge, input::Field, rule::Rule};
use crate::{names::Names, paths::shown_at};

/// What the expressions of one impl have in common.
#[derive(Debug)]
pub(super) struct Context {
    /// The hidden module of the runtime crate.
    pub(super) private: TokenStream,
    /// The anonymizer's name in the generated function.
    pub(super) anonymizer: Ident,
    /// What else is given a name.
    pub(super) own: Names,
}

impl Context {
    pub(super) fn new(private: TokenStream, own: Names) -> Self {
        Self { private, anonymizer: own.local("anonymizer"), own }
    }

    /// The name that the field at `index` of a variant is bound to, at `span`.
    pub(super) fn bound(&self, index: usize, span: Span) -> Ident {
        let mut name = self.own.local(&index.to_string());
        name.set_span(span);
        name
    }

    /// The hidden module, for errors at `span`.
    pub(super) fn private_at(&self, span: Span) -> TokenStream {
        shown_at(&self.private, span)
    }

    /// The anonymized field, from a reference to it.
    pub(super) fn value(&self, field: &Field, reference: &TokenStream) -> TokenStream {
        let (ty, decision, span) = (&field.ty, &field.decision, field.span());
        let value = if decision.merge.is_some() || decision.keys.is_some() {
            self.keyed(field, reference)
        } else {
            let on = On { field, ty: quote!(#ty), reference: quote!(#reference) };
            self.ruled(&decision.rule, decision.free_text.is_some(), &on)
        };
        let Some(level) = &decision.level else { return value };
        let (private, anonymizer) = (self.private_at(span), &self.anonymizer);
        quote_spanned! {span=>
            if #private::Anonymizer::details_level(#anonymizer) >= #level {
                #value
            } else {
                #private::Default::default()
            }
        }
    }

    /// A value under a rule. Its type is spelled out, so that this and the
    /// manifest's expression make one error where the rule does not fit.
    fn ruled(&self, rule: &Rule, argued: bool, on: &On<'_>) -> TokenStream {
        let On { field, ty, reference } = on;
        let span = field.span();
        let (private, anonymizer) = (&self.private_at(span), &self.anonymizer);
        match rule {
            Rule::Default => quote_spanned! {span=>
                <#ty as #private::Anonymize>::anonymize_with(#reference, #anonymizer)
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
                let applied = rule.applied(private, &field.path, span);
                let marker = rule.marker(private);
                quote_spanned! {span=>
                    <#ty as #private::Apply<#marker>>::apply(#reference, &#applied, #anonymizer)
                }
            }
        }
    }

    /// A map that says what becomes of its keys.
    fn keyed(&self, field: &Field, reference: &TokenStream) -> TokenStream {
        let (ty, decision, span) = (&field.ty, &field.decision, field.span());
        let private = self.private_at(span);
        let keyed = quote_spanned!(span=> <#ty as #private::Keyed>);
        let part = self.own.local("part");
        let closure = |rule: &Rule, argued, ty: TokenStream| {
            let body = self.ruled(rule, argued, &On { field, ty, reference: quote!(#part) });
            quote_spanned!(span=> |#part| #body)
        };
        let key_rule = decision.keys.as_ref().map_or(&Rule::Default, |keys| &keys.rule);
        let argued = decision.keys.as_ref().is_some_and(|keys| keys.free_text.is_some());
        let key = closure(key_rule, argued, quote!(#keyed::Key));
        let value = closure(&decision.rule, false, quote!(#keyed::Value));
        let merging = match decision.merge {
            Some(Merge::Sum) => quote!(#private::MergeSum),
            Some(Merge::Count) => quote!(#private::MergeCount),
            Some(Merge::KeepFirst) | None => {
                return quote_spanned!(span=> #keyed::keep_first(#reference, #key, #value));
            }
        };
        quote_spanned!(span=> #keyed::merge(#reference, #merging, #key, #value))
    }
}

/// What a rule is applied to: a field, or the keys or values in it.
struct On<'a> {
    field: &'a Field,
    ty: TokenStream,
    reference: TokenStream,
}
