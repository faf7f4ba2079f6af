//! Where generated code finds the runtime crates.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Ident, LitStr, Path,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

/// The module that generated code names, in the crate that the user depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// `::telemetry_core::__telemetry`
    Core,
    /// `::telemetry_anonymize::__telemetry`
    Anonymize,
}

impl Home {
    /// The hidden module, below `root` if the user wrote `crate = root`.
    pub(crate) fn private(self, root: Option<&Path>) -> TokenStream {
        match (root, self) {
            (Some(root), _) => quote!(#root::__telemetry),
            (None, Self::Core) => quote!(::telemetry_core::__telemetry),
            (None, Self::Anonymize) => quote!(::telemetry_anonymize::__telemetry),
        }
    }
}

/// A path as it stands after `crate =`: `::a::b`, `crate::a` or `"a::b"`.
#[derive(Debug)]
pub(crate) struct Root(pub(crate) Path);

impl Parse for Root {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            return text.parse_with(Path::parse_mod_style).map(Self);
        }
        input.call(Path::parse_mod_style).map(Self)
    }
}

/// `tokens` as they are, shown at `span` when the compiler has something to say.
pub(crate) fn shown_at(tokens: &TokenStream, span: Span) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut tree| {
        tree.set_span(tree.span().located_at(span));
        tree
    });
    moved.collect()
}

/// The word in front of `=` or `(`, also when it is a keyword such as `crate`.
pub(crate) fn key(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.call(Ident::parse_any)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(home: Home, root: Option<&str>) -> String {
        let root = root.map(|text| syn::parse_str::<Root>(text).unwrap().0);
        home.private(root.as_ref()).to_string().replace(' ', "")
    }

    #[test]
    fn each_entry_point_has_its_own_default() {
        assert_eq!(private(Home::Core, None), "::telemetry_core::__telemetry");
        assert_eq!(private(Home::Anonymize, None), "::telemetry_anonymize::__telemetry");
    }

    #[test]
    fn a_given_root_wins() {
        assert_eq!(private(Home::Core, Some("::my::stats")), "::my::stats::__telemetry");
        assert_eq!(private(Home::Anonymize, Some("\"crate::inner\"")), "crate::inner::__telemetry");
    }
}
