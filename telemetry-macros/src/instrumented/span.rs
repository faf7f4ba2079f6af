//! `span`: a `tracing` span around the same calls.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::codegen::Task;

impl Task<'_> {
    /// `let _span = span!(…).entered();`, or nothing.
    pub(super) fn entered_span(&self) -> TokenStream {
        let at = Span::mixed_site();
        let name = self.site.names.local("span");
        self.span()
            .map_or_else(TokenStream::new, |span| quote_spanned!(at=> let #name = #span.entered();))
    }

    /// `future`, in the span when it is polled; the first poll opens it.
    pub(super) fn in_span(&self, future: TokenStream) -> TokenStream {
        let (at, root) = (Span::mixed_site(), self.site.root);
        match self.span() {
            None => future,
            Some(span) => quote_spanned!(at=> #root::Spanned::new(#future, || #span)),
        }
    }

    fn span(&self) -> Option<TokenStream> {
        let (at, root, args) = (Span::mixed_site(), self.site.root, self.site.args);
        let level = &args.span.as_ref()?.0;
        let function = self.function.sig.ident.to_string();
        let name = args.name.as_ref().map_or(function, syn::LitStr::value);
        Some(quote_spanned!(at=> #root::tracing::span!(#root::tracing::Level::#level, #name)))
    }
}
