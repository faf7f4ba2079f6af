//! The names that are hashed by the default rule, told before they are hashed.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::{
    input::{Body, Data, Field, Input},
    rule::Rule,
    value::Context,
};

/// Types of the standard library without names. Others are asked, and say nothing.
const NAMELESS: [&str; 18] = [
    "bool",
    "char",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "Duration",
    "SystemTime",
];

/// `HAS_NAMES` and `names_ahead`, or nothing where there are no names.
pub(super) fn names(input: &Input, context: &Context) -> Option<TokenStream> {
    if input.packed || !input.fields().any(is_told) {
        return None;
    }
    let private = &context.private;
    let names = context.own.local("names");
    let told = match &input.data {
        Data::Struct(body) => {
            let told = body.fields.iter().filter(|field| is_told(field)).map(|field| {
                let member = &field.member;
                tell(field, &quote_spanned!(field.call_span()=> &self.#member), context, &names)
            });
            quote!(#(#told)*)
        }
        Data::Enum(variants) => {
            let arms = variants.iter().map(|variant| {
                let (ident, (patterns, told)) =
                    (&variant.ident, bound(&variant.body, context, &names));
                quote!(Self::#ident { #(#patterns,)* .. } => { #(#told)* })
            });
            quote!(match self { #(#arms)* })
        }
    };
    let lent = context.own.label("lent", Span::mixed_site());
    Some(quote! {
        const HAS_NAMES: bool = true;

        fn names_ahead<#lent>(&#lent self, #names: &mut #private::Names<#lent>) {
            #told
        }
    })
}

/// The fields of a variant that are told: patterns that bind them, and the calls.
fn bound(body: &Body, context: &Context, names: &Ident) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let told = body.fields.iter().filter(|field| is_told(field)).enumerate();
    told.map(|(index, field)| {
        let binding = context.bound(index, field.call_span());
        let member = &field.member;
        (quote!(#member: #binding), tell(field, &quote!(#binding), context, names))
    })
    .unzip()
}

fn tell(field: &Field, reference: &TokenStream, context: &Context, names: &Ident) -> TokenStream {
    let (ty, span) = (&field.ty, field.span());
    let private = context.private_at(span);
    quote_spanned!(span=> <#ty as #private::Anonymize>::names_ahead(#reference, #names);)
}

/// Whether the field is anonymized by its type alone, and always.
fn is_told(field: &Field) -> bool {
    let decision = &field.decision;
    let by_type = matches!(decision.rule, Rule::Default);
    let keyed = decision.merge.is_some() || decision.keys.is_some();
    by_type && !keyed && decision.level.is_none() && !is_nameless(&field.ty)
}

fn is_nameless(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| NAMELESS.iter().any(|nameless| last.ident == nameless))
}
