//! The generated impls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{
    bounds,
    input::{Body, Data, Field, Input, Style, Variant},
    names::names,
    rule::Rule,
    shape::shape,
    value::Context,
};

/// `impl Anonymize`, and `impl MapKey` where values stay apart.
pub(super) fn expand(input: &Input, context: &Context) -> TokenStream {
    let Context { private, anonymizer, .. } = context;
    let (ident, this) = (&input.ident, this(Span::mixed_site()));
    let (impl_generics, type_generics, _) = input.generics.split_for_impl();
    let clause = bounds::clause(input, private);
    let types = context.own.local("types");
    let (body, shape) = (copy(input, context), shape(input, context, &types));
    let deprecated = input.deprecated.then(|| quote!(#[allow(deprecated)]));
    let key = map_key(input, context);
    let (randomize, names) = (randomize(input, context), names(input, context));
    quote! {
        #[automatically_derived]
        #deprecated
        impl #impl_generics #private::Anonymize for #ident #type_generics #clause {
            fn anonymize_with(&#this, #anonymizer: &#private::Anonymizer) -> Self {
                #body
            }

            fn shape(#types: &mut #private::Types) -> #private::Shape {
                #shape
            }

            #names
        }
        #key
        #randomize
    }
}

/// `impl Apply<Randomize>`, for enums of bare words.
fn randomize(input: &Input, context: &Context) -> Option<TokenStream> {
    let Data::Enum(variants) = &input.data else { return None };
    if variants.is_empty() || variants.iter().any(|v| v.body.style != Style::Unit) {
        return None;
    }
    let Context { private, anonymizer, .. } = context;
    let ident = &input.ident;
    let (impl_generics, type_generics, clause) = input.generics.split_for_impl();
    let deprecated = input.deprecated.then(|| quote!(#[allow(deprecated)]));
    let words: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let numbers: Vec<_> = (0..words.len()).collect();
    let (count, last) = (words.len(), words[words.len() - 1]);
    let (earlier, earlier_numbers) = (&words[..count - 1], &numbers[..count - 1]);
    Some(quote! {
        #[automatically_derived]
        #deprecated
        impl #impl_generics #private::Apply<#private::rules::Randomize> for #ident #type_generics
        #clause
        {
            fn apply(
                &self,
                rule: &#private::rules::Randomize,
                #anonymizer: &#private::Anonymizer,
            ) -> Self {
                let truth = match self { #(Self::#words => #numbers,)* };
                match #private::randomized(truth, #count, rule, #anonymizer) {
                    #(#earlier_numbers => Self::#earlier,)*
                    _ => Self::#last,
                }
            }

            fn shape_under(
                rule: &#private::rules::Randomize,
                types: &mut #private::Types,
            ) -> #private::Shape {
                let shape = <Self as #private::Anonymize>::shape(types);
                #private::Shape::under(shape, #private::Policy::Randomize(*rule))
            }
        }
    })
}

/// `self`, as expressions of the user's that stand beside it do not see it.
fn this(span: Span) -> Ident {
    Ident::new("self", span)
}

/// The anonymized copy of `self`.
fn copy(input: &Input, context: &Context) -> TokenStream {
    match &input.data {
        Data::Struct(body) => {
            let fields = body.fields.iter().map(|field| {
                let (member, this) = (&field.member, this(field.span()));
                // A packed field cannot be borrowed; a copy of it can.
                let reference = if input.packed {
                    quote_spanned!(field.span()=> &{ #this.#member })
                } else {
                    quote_spanned!(field.span()=> &#this.#member)
                };
                let value = context.value(field, &reference);
                quote!(#member: #value)
            });
            quote!(Self { #(#fields),* })
        }
        Data::Enum(variants) => {
            let this = this(Span::mixed_site());
            if variants.is_empty() {
                return quote!(match *#this {});
            }
            let arms = variants.iter().map(|variant| arm(variant, context));
            quote!(match #this { #(#arms)* })
        }
    }
}

fn arm(variant: &Variant, context: &Context) -> TokenStream {
    let ident = &variant.ident;
    let Body { style, fields } = &variant.body;
    if *style == Style::Unit {
        return quote!(Self::#ident => Self::#ident,);
    }
    let (patterns, values): (Vec<_>, Vec<_>) = fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let binding = context.bound(index, field.span());
            let member = &field.member;
            let pattern = if reads(field) { quote!(#binding) } else { quote!(_) };
            let value = context.value(field, &quote!(#binding));
            (quote!(#member: #pattern), quote!(#member: #value))
        })
        .unzip();
    quote!(Self::#ident { #(#patterns),* } => Self::#ident { #(#values),* },)
}

/// Whether the field's value is looked at; a binding that is not would warn.
fn reads(field: &Field) -> bool {
    let decision = &field.decision;
    let keyed = decision.merge.is_some() || decision.keys.is_some();
    keyed || !matches!(decision.rule, Rule::Skip | Rule::Value(_))
}

/// `impl MapKey`: for enums that hold nothing, and where the attribute says so
/// for types whose fields are all map keys themselves.
fn map_key(input: &Input, context: &Context) -> Option<TokenStream> {
    let closed_enum = matches!(input.data, Data::Enum(_)) && input.fields().next().is_none();
    if !closed_enum && !input.map_key {
        return None;
    }
    let private = &context.private;
    let ident = &input.ident;
    let (impl_generics, type_generics, _) = input.generics.split_for_impl();
    let mut clause = bounds::clause(input, private);
    for field in input.fields().filter(|field| !matches!(field.decision.rule, Rule::Keep)) {
        let ty = &field.ty;
        let spanned = quote_spanned!(field.span()=> #ty: #private::MapKey);
        clause.predicates.push(syn::parse_quote!(#spanned));
    }
    Some(quote! {
        #[automatically_derived]
        impl #impl_generics #private::MapKey for #ident #type_generics #clause {}
    })
}
