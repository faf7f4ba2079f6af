//! The macros of `telemetry-core` and `telemetry-anonymize`.

mod anonymize;
mod errors;
mod paths;

use proc_macro::TokenStream;

use crate::paths::Home;

/// `telemetry_core::Anonymize`.
#[proc_macro_derive(AnonymizeInCore, attributes(anonymize))]
pub fn derive_anonymize_in_core(item: TokenStream) -> TokenStream {
    anonymize::derive(item.into(), Home::Core).into()
}

/// `telemetry_anonymize::Anonymize`.
#[proc_macro_derive(Anonymize, attributes(anonymize))]
pub fn derive_anonymize(item: TokenStream) -> TokenStream {
    anonymize::derive(item.into(), Home::Anonymize).into()
}
