//! The names that an expansion gives to what it writes. Locals are hygienic, items and labels
//! are not, and even a local is kept from being one by an item of its name: so none of them is
//! a name that stands among the user's words.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};

/// Every name of ours begins so, in small letters or in capitals.
const OURS: &str = "__telemetry";

/// Names that nobody has.
#[derive(Debug)]
pub(crate) struct Names {
    /// Behind each, where the user has names like ours.
    ending: String,
}

impl Names {
    /// Names that do not occur in any of `words`.
    pub(crate) fn beside<'a>(words: impl IntoIterator<Item = &'a TokenStream>) -> Self {
        let mut taken = Vec::new();
        for words in words {
            collect(words.clone(), &mut taken);
        }
        if taken.is_empty() {
            return Self { ending: String::new() };
        }
        let is_free = |ending: &String| !taken.iter().any(|name| name.ends_with(ending));
        // A name has one number at its end, so of one more than there are names one is free.
        let mut endings = (1..=taken.len() + 1).map(|number| format!("_{number}"));
        Self { ending: endings.find(is_free).unwrap_or_default() }
    }

    /// What is bound by an expansion.
    pub(crate) fn local(&self, name: &str) -> Ident {
        format_ident!("{OURS}_{name}{}", self.ending, span = Span::mixed_site())
    }

    /// A static.
    pub(crate) fn item(&self, name: &str) -> Ident {
        let (ours, name) = (OURS.to_uppercase(), name.to_uppercase());
        format_ident!("{ours}_{name}{}", self.ending, span = Span::mixed_site())
    }

    /// The name of a block or a lifetime, at `place`.
    pub(crate) fn label(&self, name: &str, place: Span) -> syn::Lifetime {
        syn::Lifetime::new(&format!("'{OURS}_{name}{}", self.ending), place)
    }

    /// The runtime's module, as it is called behind [`Names::brought_in`].
    pub(crate) fn module(&self) -> TokenStream {
        format_ident!("{OURS}{}", self.ending, span = Span::mixed_site()).into_token_stream()
    }

    /// `use root;`: the module's short name.
    pub(crate) fn brought_in(&self, root: &TokenStream) -> TokenStream {
        let (at, module) = (Span::mixed_site(), self.module());
        if self.ending.is_empty() {
            return quote_spanned!(at=> use #root;);
        }
        quote_spanned!(at=> use #root as #module;)
    }
}

/// Adds the names that look like ours.
fn collect(words: TokenStream, found: &mut Vec<String>) {
    for word in words {
        match word {
            TokenTree::Ident(name) => {
                let name = name.to_string().to_lowercase();
                if name.trim_start_matches("r#").starts_with(OURS) {
                    found.push(name);
                }
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn a_name_that_the_user_has_is_not_taken() {
        let usual = Names::beside([&quote!(
            fn f(telemetry: u8) {}
        )]);
        assert_eq!(usual.item("site"), "__TELEMETRY_SITE");
        assert_eq!(usual.module().to_string(), "__telemetry");
        let inside = quote!(
            fn f() {
                g(|| __TELEMETRY_SITE + '__telemetry_1: { r#__telemetry_4 })
            }
        );
        let beside = Names::beside([&quote!(record(x = __telemetry_2)), &inside]);
        assert_eq!(beside.item("site"), "__TELEMETRY_SITE_3");
        assert_eq!(beside.module().to_string(), "__telemetry_3");
        let root = quote!(::telemetry_core::__telemetry);
        let brought = quote!(
            use ::telemetry_core::__telemetry as __telemetry_3;
        );
        assert_eq!(beside.brought_in(&root).to_string(), brought.to_string());
    }
}
