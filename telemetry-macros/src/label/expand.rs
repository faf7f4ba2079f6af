//! The impl.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::DeriveInput;

use super::input::Label;
use crate::{errors::Errors, paths::Home};

/// `impl Label for Enum`, or all mistakes.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let label = errors
        .take(syn::parse2::<DeriveInput>(input))
        .map(|input| Label::read(&input, &mut errors));
    match (errors.finish(), label) {
        (Ok(()), Some(label)) => generate(&label),
        (Ok(()), None) => TokenStream::new(),
        (Err(mistakes), _) => mistakes.into_compile_error(),
    }
}

fn generate(label: &Label) -> TokenStream {
    let Label { ident, root, variants } = label;
    let private = Home::Core.private(root.as_ref());
    let (names, numbers) = (variants.iter().map(|(_, name)| name), 0_usize..);
    let arms = variants.iter().zip(numbers).map(
        |((variant, _), number)| quote_spanned!(Span::mixed_site()=> Self::#variant => #number,),
    );
    quote_spanned!(Span::mixed_site()=>
        #[automatically_derived]
        impl #private::Label for #ident {
            const NAMES: &'static [&'static #private::str] = &[#(#names),*];

            fn index(&self) -> #private::usize {
                match *self { #(#arms)* }
            }
        }
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn variants_are_numbered_and_named() {
        let generated = expand(quote!(
            enum Op {
                Read,
                #[label = "w"]
                Write,
            }
        ));
        let expected = quote!(
            #[automatically_derived]
            impl ::telemetry_core::__telemetry::Label for Op {
                const NAMES: &'static [&'static ::telemetry_core::__telemetry::str] =
                    &["read", "w"];

                fn index(&self) -> ::telemetry_core::__telemetry::usize {
                    match *self {
                        Self::Read => 0usize,
                        Self::Write => 1usize,
                    }
                }
            }
        );
        assert_eq!(generated.to_string(), expected.to_string());
    }

    #[test]
    fn all_mistakes_are_reported() {
        let generated = expand(quote!(
            enum Op<T> {
                Read(T),
                #[label("w")]
                Write,
                #[label = "read"]
                Other,
            }
        ));
        assert_eq!(generated.to_string().matches("compile_error").count(), 4);
    }
}
