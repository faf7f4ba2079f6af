//! `#[derive(Anonymize)]`: attributes and fields are read, checked together, and
//! written as one impl.

mod attr;
mod bounds;
mod check;
mod class;
mod expand;
mod input;
mod names;
mod rule;
mod serde_attr;
mod shape;
mod value;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use self::{input::Input, value::Context};
use crate::{errors::Errors, names::Names, paths::Home};

/// The impl for the type in `item`, or all mistakes in it.
pub(crate) fn derive(item: TokenStream, home: Home) -> TokenStream {
    try_derive(item, home).unwrap_or_else(syn::Error::into_compile_error)
}

fn try_derive(item: TokenStream, home: Home) -> syn::Result<TokenStream> {
    let own = Names::beside([&item]);
    let item: DeriveInput = syn::parse2(item)?;
    let mut errors = Errors::new();
    let input = Input::read(item, &mut errors);
    check::check(&input, &mut errors);
    errors.finish()?;
    let private = home.private(input.root.as_ref());
    Ok(expand::expand(&input, &Context::new(quote::quote!(#private::anonymize), own)))
}
