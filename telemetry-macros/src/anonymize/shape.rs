//! The expression that describes the type to the manifest.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
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
    let describe = Describe { input, private, types };
    let shape = match &input.data {
        Data::Struct(body) => describe.structure(body),
        Data::Enum(variants) => describe.choice(variants),
    };
    let foreign = input.serde.foreign.then(|| rewritten(&quote!(Self)));
    quote!(#private::Types::named::<Self>(#types, |#types| #shape #foreign))
}

struct Describe<'a> {
    input: &'a Input,
    private: &'a TokenStream,
    types: &'a Ident,
}

impl Describe<'_> {
    /// A struct as serde serializes it, which does not ask whether the one field of a
    /// newtype is to be skipped.
    fn structure(&self, body: &Body) -> TokenStream {
        let (private, serde) = (self.private, &self.input.serde);
        let told = |f: &&Field| f.serde.presence != Presence::Never && !f.is_phantom();
        let told: Vec<&Field> = body.fields.iter().filter(told).collect();
        if let (true, [field]) = (serde.transparent, told.as_slice()) {
            return self.unnamed(field);
        }
        if let (Style::Tuple, [field]) = (body.style, body.fields.as_slice()) {
            return self.unnamed(field);
        }
        let shape = self.body(body, serde.rename_all);
        let Some(tag) = &serde.tag else { return shape };
        let own_name = || self.input.ident.unraw().to_string();
        let name = serde.rename.clone().unwrap_or_else(own_name);
        quote! {
            #private::Shape::Choice(
                #private::vec![#private::Variant::new(#name, #private::Option::Some(#shape))],
                #private::Tagging::Internal(#private::text(#tag)),
            )
        }
    }

    /// The fields of a struct or variant.
    fn body(&self, body: &Body, case: Option<Case>) -> TokenStream {
        let private = self.private;
        let fields: Vec<&Field> =
            body.fields.iter().filter(|field| field.serde.presence != Presence::Never).collect();
        match body.style {
            Style::Named => {
                let fields = fields.iter().map(|field| self.field(field, case));
                quote!(#private::Shape::Object(#private::vec![#(#fields),*]))
            }
            Style::Unit => quote! {
                #private::Shape::leaf::<Self>(#private::Json::Null, #private::Policy::Closed)
            },
            Style::Tuple => {
                let fits = fields.iter().all(|field| field.serde.presence == Presence::Always);
                let shapes = fields.iter().map(|field| self.unnamed(field));
                match fields.as_slice() {
                    [field] if body.fields.len() == 1 => self.unnamed(field),
                    _ if fits => quote!(#private::Shape::Tuple(#private::vec![#(#shapes),*])),
                    // Without one in the middle those behind it move up.
                    _ => quote!(#private::Shape::list_of_any(#private::vec![#(#shapes),*])),
                }
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

    /// A field without a key to carry its level.
    fn unnamed(&self, field: &Field) -> TokenStream {
        let shape = self.field_shape(field);
        let Some(level) = &field.decision.level else { return shape };
        quote_spanned!(field.span()=> #shape.from_level(#level))
    }

    /// What stands in a field under its rule.
    fn field_shape(&self, field: &Field) -> TokenStream {
        let (private, ty) = (self.private, &field.ty);
        let (decision, span) = (&field.decision, field.span());
        let foreign = field.serde.foreign;
        let shape = match self.overridden(field) {
            _ if decision.merge.is_some() || decision.keys.is_some() => self.keyed(field, span),
            Some(policy) if foreign => {
                return quote_spanned! {span=>
                    #private::Shape::leaf::<#ty>(#private::Json::Any, #policy)
                };
            }
            Some(policy) => self.probed(&quote!(#ty), &policy, span),
            None => self.ruled(&decision.rule, &quote!(#ty), field),
        };
        let rewritten = foreign.then(|| rewritten(ty));
        quote_spanned!(span=> #shape #rewritten)
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
        let told = variants.iter().filter(|variant| !variant.serde.skip);
        let (bare, tagged): (Vec<_>, Vec<_>) = told.partition(|variant| variant.serde.untagged);
        let tagged = tagged.iter().map(|variant| self.variant(variant));
        let tagged = quote!(#private::Shape::Choice(#private::vec![#(#tagged),*], #tagging));
        if bare.is_empty() {
            return tagged;
        }
        let bare = bare.iter().map(|variant| self.variant(variant));
        quote! {
            #private::Shape::Choice(
                #private::vec![
                    #private::Variant::new("", #private::Option::Some(#tagged)),
                    #(#bare),*
                ],
                #private::Tagging::Untagged,
            )
        }
    }

    fn variant(&self, variant: &Variant) -> TokenStream {
        let (private, serde) = (self.private, &self.input.serde);
        let source = variant.ident.unraw().to_string();
        let cased =
            serde.rename_all.map_or_else(|| source.clone(), |case| case.of_variant(&source));
        let name = variant.serde.rename.clone().unwrap_or(cased);
        let case = variant.serde.rename_all.or(serde.rename_all_fields);
        let body = &variant.body;
        let skipped = |field: &Field| field.serde.presence == Presence::Never;
        let is_word = match (body.style, body.fields.as_slice()) {
            (Style::Unit, _) => true,
            // A newtype whose field is skipped is a bare word.
            (Style::Tuple, [field]) => skipped(field),
            _ => false,
        };
        let content = if is_word && !variant.serde.foreign {
            quote!(#private::Option::None)
        } else {
            let shape = self.body(body, case);
            let foreign = variant.serde.foreign.then(|| rewritten(&quote!(Self)));
            quote!(#private::Option::Some(#shape #foreign))
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

/// What code of the program's own makes of a shape: to be written behind it.
fn rewritten(ty: &impl ToTokens) -> TokenStream {
    quote!(.rewritten::<#ty>())
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
