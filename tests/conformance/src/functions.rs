//! Where the functions of a file are.

use std::ops::Range;

use syn::{
    AttrStyle, Attribute, Block, ImplItemFn, ItemFn, ItemMacro, Signature, TraitItemFn, Visibility,
    spanned::Spanned,
    visit::{self, Visit},
};

/// A function with a body.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// From where the attribute is put, behind all others, to the end of the body.
    pub(crate) extent: Range<usize>,
    /// Where its first attribute is, or its documentation: what is wrong may be said there.
    pub(crate) first: usize,
    /// Whether it may run at compile time.
    pub(crate) is_const: bool,
}

/// All functions with a body: free ones, methods, default methods, in modules and
/// in other functions. Not those that a macro writes.
pub(crate) fn of(text: &str) -> syn::Result<Vec<Function>> {
    let mut finder = Finder::default();
    finder.visit_file(&syn::parse_file(text)?);
    finder.found.sort_by_key(|function| function.extent.start);
    Ok(finder.found)
}

#[derive(Default)]
struct Finder {
    found: Vec<Function>,
}

impl Finder {
    fn push(&mut self, attrs: &[Attribute], vis: &Visibility, sig: &Signature, body: &Block) {
        let written = match vis {
            Visibility::Inherited => sig.span(),
            vis => vis.span(),
        };
        // Those of the body, `#![…]`, are among them.
        let outer = attrs.iter().filter(|attr| matches!(attr.style, AttrStyle::Outer));
        let outer: Vec<_> = outer.map(|attr| attr.span().byte_range()).collect();
        let behind = outer.iter().map(|attr| attr.end).max().unwrap_or(0);
        let start = written.byte_range().start.max(behind);
        self.found.push(Function {
            name: sig.ident.to_string(),
            extent: start..body.span().byte_range().end,
            first: outer.iter().map(|attr| attr.start).min().unwrap_or(start),
            is_const: sig.constness.is_some(),
        });
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.push(&function.attrs, &function.vis, &function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.push(&function.attrs, &function.vis, &function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.push(&function.attrs, &Visibility::Inherited, &function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }

    /// `cfg_rt! { items }`, as the crates around tokio write `#[cfg]`.
    fn visit_item_macro(&mut self, call: &'ast ItemMacro) {
        let name = call.mac.path.segments.last().map(|last| last.ident.to_string());
        if name.is_some_and(|name| name.starts_with("cfg_"))
            && let Ok(file) = syn::parse2::<syn::File>(call.mac.tokens.clone())
        {
            // Its spans are those of this file.
            let mut inner = Self::default();
            inner.visit_file(&file);
            self.found.append(&mut inner.found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_with_a_body_is_found_where_its_attribute_goes() {
        let text = r#"
            //! File.
            /// Documented.
            #[inline] pub(crate) fn free() { fn nested() {} }
            #[cold] const fn constant() { #![allow(unused)] }
            impl A { #[cold] async unsafe fn method(&self) {} }
            trait T { fn required(&self); fn default(&self) {} }
            mod m { extern "C" fn deep() {} }
            cfg_rt! { fn behind_a_cfg() {} }
            macro_rules! made { () => { fn invisible() {} } }
        "#;
        let found = of(text).unwrap();
        let starts: Vec<_> = found.iter().map(|f| &text[f.extent.start..][..6]).collect();
        assert_eq!(starts, ["pub(cr", "fn nes", "const ", "async ", "fn def", "extern", "fn beh"]);
        assert!(found.iter().all(|f| text[..f.extent.end].ends_with('}')));
        let firsts: Vec<_> = found.iter().map(|f| &text[f.first..][..6]).collect();
        assert_eq!(firsts, ["/// Do", "fn nes", "#[cold", "#[cold", "fn def", "extern", "fn beh"]);
        assert_eq!(
            found.iter().filter(|f| f.is_const).map(|f| &*f.name).collect::<Vec<_>>(),
            ["constant"]
        );
    }
}
