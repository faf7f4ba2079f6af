//! A function: its signature parsed, its body left as the tokens the user
//! wrote, so that what is wrong in it stays the compiler's to say and an
//! unfinished body does not stop an editor.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Signature, Token, Visibility,
    parse::{Parse, ParseStream, discouraged::Speculative},
};

use super::bare;

/// A function with or without a body, as it stood in the source.
#[derive(Clone)]
pub(super) struct Function {
    /// Outer attributes, the inner ones of the body at the end.
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    /// `default`, where specialization uses it.
    pub(super) default: Option<TokenTree>,
    pub(super) sig: Signature,
    /// Whether a `dyn` in the signature is ours: see `bare.rs`.
    pub(super) bare: bool,
    /// Braces and contents; a required method of a trait has `;` instead.
    pub(super) body: Option<Group>,
    /// Where it stood in the source: a method that ended in a `;` of ours would be one that
    /// a macro wrote, and of those the compiler does not say that nobody calls them.
    pub(super) semicolon: Option<Token![;]>,
}

impl Function {
    /// Whether what follows, attributes skipped, is a function.
    pub(super) fn follows(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        if ahead.call(Attribute::parse_outer).is_err() || ahead.parse::<Visibility>().is_err() {
            return false;
        }
        let _ = take_default(&ahead);
        let _: Option<Token![const]> = ahead.parse().ok();
        let _: Option<Token![async]> = ahead.parse().ok();
        if ahead.peek(Token![unsafe]) {
            let _: Option<Token![unsafe]> = ahead.parse().ok();
        }
        if ahead.peek(Token![extern]) {
            let _: Option<syn::Abi> = ahead.parse().ok();
        }
        ahead.peek(Token![fn])
    }

    /// Whether it may run at compile time, where there is no clock.
    pub(super) fn is_const(&self) -> bool {
        self.sig.constness.is_some()
    }

    /// Whether it is one of the methods that clippy wants to be written in one way, and
    /// is written so.
    pub(super) fn is_canonical(&self) -> bool {
        let Some(body) = &self.body else { return false };
        let text = || body.stream().to_string().replace(' ', "");
        if self.sig.ident == "clone" {
            return text() == "*self";
        }
        let forms = ["Some(self.cmp(", "Some(Ord::cmp(self,", "self.cmp("];
        self.sig.ident == "partial_cmp" && forms.iter().any(|form| text().starts_with(form))
    }

    /// Whether any outer attribute is named `name`, also as `unsafe(name)`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attrs.iter().any(|attr| is_named(attr, name))
    }
}

fn is_named(attr: &Attribute, name: &str) -> bool {
    if attr.path().is_ident("unsafe") {
        return attr.parse_args::<syn::Meta>().is_ok_and(|inner| inner.path().is_ident(name));
    }
    attr.path().is_ident(name)
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let default = take_default(input);
        let (sig, bare) = bare::signature(input)?;
        let semicolon: Option<Token![;]> = input.parse()?;
        let body = if semicolon.is_some() {
            None
        } else {
            let (inner, body) = split_inner(&body(input)?)?;
            attrs.extend(inner);
            Some(body)
        };
        Ok(Self { attrs, vis, default, sig, bare, body, semicolon })
    }
}

/// The next group in braces, out of the invisible one that a `macro_rules!`
/// fragment leaves around it.
fn body(input: ParseStream<'_>) -> syn::Result<Group> {
    match input.parse::<TokenTree>()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Ok(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            syn::parse::Parser::parse2(body, group.stream())
        }
        other => Err(syn::Error::new_spanned(other, "expected the body of the function")),
    }
}

/// The inner attributes of a body as outer ones, and the body without them: they
/// must come first, and so must the code that is put in front.
fn split_inner(body: &Group) -> syn::Result<(Vec<Attribute>, Group)> {
    let split = |input: ParseStream<'_>| {
        let mut attrs = Vec::new();
        while input.peek(Token![#]) && input.peek2(Token![!]) {
            let inner = input.fork();
            match inner.call(Attribute::parse_inner) {
                Ok(found) if !found.is_empty() => {
                    attrs.extend(found);
                    input.advance_to(&inner);
                }
                _ => break,
            }
        }
        Ok((attrs, input.parse::<TokenStream>()?))
    };
    let (mut attrs, rest) = syn::parse::Parser::parse2(split, body.stream())?;
    for attr in &mut attrs {
        attr.style = syn::AttrStyle::Outer;
    }
    if attrs.is_empty() {
        return Ok((attrs, body.clone()));
    }
    Ok((attrs, braces(body, rest)))
}

/// `contents` in the braces of `like`, spans included.
pub(super) fn braces(like: &Group, contents: TokenStream) -> Group {
    let mut group = Group::new(Delimiter::Brace, contents);
    group.set_span(like.span());
    group
}

fn take_default(input: ParseStream<'_>) -> Option<TokenTree> {
    let ahead = input.fork();
    let word: syn::Ident = ahead.parse().ok()?;
    let item_follows = ["const", "async", "unsafe", "extern", "fn"];
    let next = ahead.cursor().ident().map(|(ident, _)| ident.to_string())?;
    if word != "default" || !item_follows.contains(&next.as_str()) {
        return None;
    }
    input.advance_to(&ahead);
    Some(TokenTree::Ident(word))
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, vis, default, sig, bare, body, semicolon } = self;
        for attr in attrs {
            attr.to_tokens(tokens);
        }
        vis.to_tokens(tokens);
        default.to_tokens(tokens);
        if *bare {
            tokens.extend(bare::restored(quote!(#sig #body)));
        } else {
            sig.to_tokens(tokens);
            body.to_tokens(tokens);
        }
        semicolon.to_tokens(tokens);
    }
}
