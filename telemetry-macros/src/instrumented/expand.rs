//! From the attribute's input to its output.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

use super::{
    args::Args,
    around::Around,
    codegen, conditional,
    function::Function,
    item::{Block, Item, Kind, Member},
};
use crate::{errors::Errors, names::Names, paths::Home};

/// The item with its functions measured. After a mistake: the item as it was, and
/// all mistakes, each under the word at fault.
pub(crate) fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
    let (mut errors, names) = (Errors::new(), Names::beside([&args, item]));
    let parsed: syn::Result<Item> = syn::parse2(item.clone());
    let Some(mut parsed) = errors.take(parsed) else {
        let mistakes = errors.finish().expect_err("the item is one").into_compile_error();
        return quote!(#mistakes #item);
    };
    let off = cfg!(feature = "off");
    let measured = match &mut parsed {
        Item::Function(function) => {
            let args = Args::of_function(args, &mut errors);
            check(function, &args, &mut errors);
            (!off && args.skip.is_none()).then(|| measure(function, &args, &Around::unseen(&names)))
        }
        Item::Block(block) => {
            let args = Args::of_block(args, &mut errors);
            let written = members(block, &args, &names, &mut errors);
            (!off).then_some(written)
        }
    };
    match errors.finish() {
        Ok(()) => measured.unwrap_or_else(|| parsed.into_token_stream()),
        Err(mistakes) => {
            let mistakes = mistakes.into_compile_error();
            quote!(#mistakes #parsed)
        }
    }
}

fn measure(function: &Function, args: &Args, around: &Around<'_>) -> TokenStream {
    let private = Home::Core.private(args.root.as_ref());
    codegen::generate(function, args, &private, around)
}

fn check(function: &Function, args: &Args, errors: &mut Errors) {
    if args.skip.is_some() {
        return;
    }
    if let Some(constness) = &function.sig.constness {
        errors.push_at(
            constness,
            "a `const fn` may run at compile time, where nothing can be measured: remove \
             `#[instrumented]`, or call it from a measured function",
        );
    }
    if function.body.is_none() {
        errors.push_at(
            &function.sig,
            "there is no body to measure: put `#[instrumented]` on the implementation, or on the \
             whole trait for its default methods",
        );
    }
    if function.has("naked") {
        errors.push_at(&function.sig.ident, "a naked function has no room for a measurement");
    }
}

/// The block with each member measured; `block` itself loses the attributes that
/// spoke to us.
fn members(block: &mut Block, args: &Args, names: &Names, errors: &mut Errors) -> TokenStream {
    let keeps_async = is_public_trait(block) || block.attrs.iter().any(is_foreign);
    let around = Around::block(names, block, keeps_async);
    let mut written = TokenStream::new();
    block.members = conditional::split(std::mem::take(&mut block.members));
    for member in &mut block.members {
        match member {
            Member::Other(other) => other.to_tokens(&mut written),
            Member::Block(inner) if is_test_only(&inner.attrs) => inner.to_tokens(&mut written),
            Member::Block(inner) => {
                let own = Args::of_block(take_own(&mut inner.attrs, errors), errors).within(args);
                let skipped = own.skip.is_some();
                let measured = members(inner, &own, names, errors);
                written.extend(if skipped { inner.to_token_stream() } else { measured });
            }
            Member::Function(function) => {
                let own = take_own(&mut function.attrs, errors);
                let given = !own.is_empty();
                let own = Args::of_function(own, errors).within(args);
                if given && !function.is_const() {
                    check(function, &own, errors);
                }
                let leave = own.skip.is_some()
                    || function.is_const()
                    || function.body.is_none()
                    || function.has("naked")
                    || is_test_only(&function.attrs);
                if leave {
                    function.to_tokens(&mut written);
                } else {
                    measure(function, &own, &around).to_tokens(&mut written);
                }
            }
        }
    }
    let Block { attrs, head, braces, .. } = block;
    let braces = super::function::braces(braces, written);
    quote!(#(#attrs)* #head #braces)
}

/// Whether there is a lint of each `async fn` in it.
fn is_public_trait(block: &Block) -> bool {
    let mut head = block.head.clone().into_iter();
    let is_public = matches!(head.next(), Some(TokenTree::Ident(first)) if first == "pub");
    block.kind == Kind::Trait && is_public && !matches!(head.next(), Some(TokenTree::Group(_)))
}

/// The arguments of our attribute on a member, which is taken away.
fn take_own(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> TokenStream {
    let own = |attr: &Attribute| conditional::is_ours(attr.path());
    let mut arguments = TokenStream::new();
    for attr in attrs.iter().filter(|attr| own(attr)) {
        match &attr.meta {
            Meta::Path(_) => {}
            Meta::List(list) => {
                if !arguments.is_empty() {
                    arguments.extend(quote!(,));
                }
                arguments.extend(list.tokens.clone());
            }
            Meta::NameValue(pair) => {
                errors.push_at(pair, "expected `#[instrumented(…)]`");
            }
        }
    }
    attrs.retain(|attr| !own(attr));
    arguments
}

/// Whether another attribute macro may look at the members after us.
fn is_foreign(attr: &Attribute) -> bool {
    const INERT: &[&str] = &[
        "doc",
        "allow",
        "warn",
        "deny",
        "forbid",
        "expect",
        "cfg",
        "automatically_derived",
        "rustfmt",
        "clippy",
        "diagnostic",
        "rustdoc",
        "deprecated",
        "must_use",
    ];
    let first = attr.path().segments.first();
    !first.is_some_and(|first| INERT.iter().any(|name| first.ident == name))
}

/// `#[test]` and `#[cfg(test)]`: measuring those would only add noise.
fn is_test_only(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("test")
            || (attr.path().is_ident("cfg")
                && attr.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test")))
    })
}
