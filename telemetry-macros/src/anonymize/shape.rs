//! The expression that describes the type to the manifest.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{LitInt, LitStr, Member, ext::IdentExt};

use super::{
    input::{Body, Data, Field, Input, Style, Variant},
    rule::Rule,
    serde_attr::{Case, Presence},
    value::Context,
};
use crate::paths::shown_at;

/// The body of `Anonymize::shape`.
pub(super) fn shape(input: &Input, context: &Context, types: &Ident) -> TokenStream {
    let private = &context.private;
    if input.serde.foreign {
        return quote!(#private::Shape::custom::<Self>());
    }
    let describe = Describe { input, private, types };
    let shape = match &input.data {
        Data::Struct(body) => describe.body(body, input.serde.rename_all),
        Data::Enum(variants) => describe.choice(variants),
    };
    quote!(#private::Types::named::<Self>(#types, |#types| #shape))
}

struct Describe<'a> {
    input: &'a Input,
    private: &'a TokenStream,
    types: &'a Ident,
}

impl Describe<'_> {
    /// The fields of a struct or variant, as serde serializes them.
    fn body(&self, body: &Body, case: Option<Case>) -> TokenStream {
        let private = self.private;
        let fields: Vec<&Field> =
            body.fields.iter().filter(|field| field.serde.presence != Presence::Never).collect();
        match (body.style, fields.as_slice()) {
            (_, [field]) if self.input.serde.transparent => self.field_shape(field),
            (Style::Named, fields) => {
                let fields = fields.iter().map(|field| self.field(field, case));
                quote!(#private::Shape::Object(#private::vec![#(#fields),*]))
            }
            (Style::Unit, _) => quote! {
                #private::Shape::leaf::<Self>(#private::Json::Null, #private::Policy::Closed)
            },
            (Style::Tuple, [field]) if body.fields.len() == 1 => self.field_shape(field),
            (Style::Tuple, fields) => {
                let shapes = fields.iter().map(|field| self.field_shape(field));
                quote!(#private::Shape::Tuple(#private::vec![#(#shapes),*]))
            }
        }
    }

    fn field(&self, field: &Field, case: Option<Case>) -> TokenStream {
        let private = self.private;
        let Member::Named(ident) = &field.member else { return TokenStream::new() };
        let source = ident.unraw().to_string();
        let cased = case.map_or_else(|| source.clone(), |case| case.of_field(&source));
        let name = field.serde.rename.clone().unwrap_or(cased);
        let (shape, doc) = (self.field_shape(field), &field.doc);
        let level = field.decision.level.clone().unwrap_or_else(|| LitInt::new("0", field.span()));
        let (required, flatten) = (field.serde.presence == Presence::Always, field.serde.flatten);
        quote! {
            #private::Field {
                name: #private::text(#name),
                shape: #shape,
                level: #level,
                doc: #private::text(#doc),
                required: #required,
                flatten: #flatten,
            }
        }
    }

    /// What stands in a field under its rule.
    fn field_shape(&self, field: &Field) -> TokenStream {
        let (private, ty) = (self.private, &field.ty);
        let (decision, span) = (&field.decision, field.span());
        if field.serde.foreign {
            let policy = self.overridden(field).unwrap_or_else(|| quote!(#private::Policy::Custom));
            return quote_spanned!(span=> #private::Shape::leaf::<#ty>(#private::Json::Any, #policy));
        }
        if decision.merge.is_some() || decision.keys.is_some() {
            return self.keyed(field, span);
        }
        match self.overridden(field) {
            Some(policy) => self.probed(&quote!(#ty), &policy, span),
            None => self.ruled(&decision.rule, &quote!(#ty), field),
        }
    }

    /// A type under a rule that keeps its form.
    fn ruled(&self, rule: &Rule, ty: &TokenStream, field: &Field) -> TokenStream {
        let span = field.span();
        let (private, types) = (&shown_at(self.private, span), self.types);
        let applied = rule.applied(private, &field.path, span);
        if let (Some(marker), Some(applied)) = (rule.marker(private), applied) {
            return quote_spanned! {span=>
                <#ty as #private::Apply<#marker>>::shape_under(&#applied, #types)
            };
        }
        quote_spanned!(span=> <#ty as #private::Anonymize>::shape(#types))
    }

    /// The form of a type that may or may not have one, all under `policy`.
    fn probed(&self, ty: &TokenStream, policy: &TokenStream, span: Span) -> TokenStream {
        let (private, types) = (shown_at(self.private, span), self.types);
        quote_spanned! {span=> {
            use #private::{KnownForm as _, NoShape as _};
            let shape = (&#private::ShapeProbe::<#ty>::new()).probe(#types);
            #private::Shape::under(shape, #policy)
        }}
    }

    /// The policy of rules that do not ask the type.
    fn overridden(&self, field: &Field) -> Option<TokenStream> {
        let (private, decision) = (self.private, &field.decision);
        let text = |tokens: TokenStream| {
            let text = tokens.to_string();
            quote!(#private::text(#text))
        };
        Some(match &decision.rule {
            Rule::Keep => kept(private, decision.reason.as_ref(), decision.free_text.as_ref()),
            Rule::Skip => quote!(#private::Policy::Skip),
            Rule::Value(expression) => {
                let text = text(quote!(#expression));
                quote!(#private::Policy::Value(#text))
            }
            Rule::With(path) => {
                let text = text(quote!(#path));
                quote!(#private::Policy::With(#text))
            }
            _ => return None,
        })
    }

    /// A map that says what becomes of its keys.
    fn keyed(&self, field: &Field, span: Span) -> TokenStream {
        let (private, ty) = (&shown_at(self.private, span), &field.ty);
        let decision = &field.decision;
        let (key_type, value_type) = (
            quote_spanned!(span=> <#ty as #private::Keyed>::Key),
            quote_spanned!(span=> <#ty as #private::Keyed>::Value),
        );
        let key = match &decision.keys {
            Some(keys) if matches!(keys.rule, Rule::Keep) => {
                let policy = kept(private, keys.reason.as_ref(), keys.free_text.as_ref());
                self.probed(&key_type, &policy, span)
            }
            keys => {
                let rule = keys.as_ref().map_or(&Rule::Default, |keys| &keys.rule);
                self.ruled(rule, &key_type, field)
            }
        };
        let value = self.ruled(&decision.rule, &value_type, field);
        quote_spanned!(span=> { let key = #key; <#ty as #private::Keyed>::shape(key, || #value) })
    }

    fn choice(&self, variants: &[Variant]) -> TokenStream {
        let (private, serde) = (self.private, &self.input.serde);
        let tagging = match (&serde.tag, &serde.content, serde.untagged) {
            (_, _, true) => quote!(#private::Tagging::Untagged),
            (Some(tag), Some(content), _) => quote! {
                #private::Tagging::Adjacent(
                    #private::text(#tag),
                    #private::text(#content),
                )
            },
            (Some(tag), None, _) => {
                quote!(#private::Tagging::Internal(#private::text(#tag)))
            }
            _ => quote!(#private::Tagging::External),
        };
        let variants = variants.iter().filter(|v| !v.serde.skip).map(|v| self.variant(v));
        quote!(#private::Shape::Choice(#private::vec![#(#variants),*], #tagging))
    }

    fn variant(&self, variant: &Variant) -> TokenStream {
        let (private, serde) = (self.private, &self.input.serde);
        let source = variant.ident.unraw().to_string();
        let cased =
            serde.rename_all.map_or_else(|| source.clone(), |case| case.of_variant(&source));
        let name = variant.serde.rename.clone().unwrap_or(cased);
        let case = variant.serde.rename_all.or(serde.rename_all_fields);
        let content = if variant.serde.foreign {
            quote!(#private::Option::Some(#private::Shape::custom::<Self>()))
        } else if variant.body.style == Style::Unit {
            quote!(#private::Option::None)
        } else {
            let body = self.body(&variant.body, case);
            quote!(#private::Option::Some(#body))
        };
        let doc = &variant.doc;
        quote! {
            #private::Variant {
                name: #private::text(#name),
                content: #content,
                doc: #private::text(#doc),
            }
        }
    }
}

/// The policy of what leaves as it is.
fn kept(private: &TokenStream, reason: Option<&LitStr>, free_text: Option<&LitStr>) -> TokenStream {
    let reason = reason.map(LitStr::value).unwrap_or_default();
    let free_text = if let Some(why) = free_text {
        quote!(#private::Option::Some(#private::text(#why)))
    } else {
        quote!(#private::Option::None)
    };
    quote! {
        #private::Policy::Keep { reason: #private::text(#reason), free_text: #free_text }
    }
}
