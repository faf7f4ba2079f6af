//! What the attribute stands on: one function, or a block of them, split into
//! members without looking into any body.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Token,
    parse::{Parse, ParseStream},
};

use super::function::Function;

/// What the attribute stands on.
pub(super) enum Item {
    Function(Box<Function>),
    Block(Block),
}

/// An `impl`, a trait or a module with its members.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) attrs: Vec<Attribute>,
    /// From the visibility up to the braces.
    pub(super) head: TokenStream,
    pub(super) kind: Kind,
    pub(super) braces: Group,
    pub(super) members: Vec<Member>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Impl,
    Trait,
    Module,
}

/// One item inside a block.
#[derive(Clone)]
pub(super) enum Member {
    Function(Box<Function>),
    Block(Block),
    Other(TokenStream),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if let Some(item) = fragment(input) {
            return syn::parse2(item);
        }
        if Function::follows(input) {
            return Ok(Self::Function(Box::new(input.parse()?)));
        }
        match kind(input) {
            Some(kind) => Ok(Self::Block(block(input, kind)?)),
            None => Err(not_an_item(input)),
        }
    }
}

fn not_an_item(input: ParseStream<'_>) -> syn::Error {
    let _ = input.call(Attribute::parse_outer);
    input.error("expected a function, an `impl` block, a trait or a module with a body")
}

/// Which block follows, if one does; nothing is consumed.
fn kind(input: ParseStream<'_>) -> Option<Kind> {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer).ok()?;
    ahead.parse::<syn::Visibility>().ok()?;
    let mut found = None;
    while found.is_none() {
        let word: syn::Ident = ahead.call(syn::ext::IdentExt::parse_any).ok()?;
        found = match word.to_string().as_str() {
            "impl" => Some(Kind::Impl),
            "trait" => Some(Kind::Trait),
            "mod" => Some(Kind::Module),
            "unsafe" | "default" | "auto" => None,
            _ => return None,
        };
    }
    let has_body = found != Some(Kind::Module) || !declared_elsewhere(&ahead);
    found.filter(|_| has_body)
}

/// `mod x;`: the contents are in another file, out of reach.
fn declared_elsewhere(after_mod: ParseStream<'_>) -> bool {
    after_mod.peek2(Token![;])
}

fn block(input: ParseStream<'_>, kind: Kind) -> syn::Result<Block> {
    let attrs = input.call(Attribute::parse_outer)?;
    let mut head = TokenStream::new();
    let braces = loop {
        let token: TokenTree = next_outside_angles(input, &mut head)?;
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break group,
            other => other.to_tokens(&mut head),
        }
    };
    let members = syn::parse::Parser::parse2(members, braces.stream())?;
    Ok(Block { attrs, head, kind, braces, members })
}

/// The next token that is not inside `<…>`; what is inside goes to `head`, so
/// that the braces of a const argument are not taken for the body.
fn next_outside_angles(input: ParseStream<'_>, head: &mut TokenStream) -> syn::Result<TokenTree> {
    let mut depth = 0_usize;
    let mut after_minus = false;
    loop {
        let token: TokenTree = input.parse()?;
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => depth += 1,
            '>' if !after_minus && depth > 0 => depth -= 1,
            _ if depth == 0 => return Ok(token),
            _ => {}
        }
        after_minus = sign == '-';
        token.to_tokens(head);
    }
}

fn members(input: ParseStream<'_>) -> syn::Result<Vec<Member>> {
    let mut members = Vec::new();
    while !input.is_empty() {
        match fragment(input) {
            Some(item) => members.extend(syn::parse::Parser::parse2(self::members, item)?),
            None => members.push(member(input)?),
        }
    }
    Ok(members)
}

/// The contents of an `$item:item` that a `macro_rules!` passed on: an item in an
/// invisible group. Other fragments, such as `$vis`, do not end like an item.
fn fragment(input: ParseStream<'_>) -> Option<TokenStream> {
    let (contents, _, _) = input.cursor().group(Delimiter::None)?;
    let contents = contents.token_stream();
    let is_item = match contents.clone().into_iter().last()? {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    if !is_item {
        return None;
    }
    input.parse::<TokenTree>().ok()?;
    Some(contents)
}

fn member(input: ParseStream<'_>) -> syn::Result<Member> {
    if Function::follows(input) {
        return Ok(Member::Function(Box::new(input.parse()?)));
    }
    if let Some(kind) = kind(input) {
        return Ok(Member::Block(block(input, kind)?));
    }
    other(input).map(Member::Other)
}

/// Any other item, up to the `;` or the braces that end it. Initializers and
/// `use` trees have braces inside and end with `;` only.
fn other(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let inner = input.call(Attribute::parse_inner)?;
    if !inner.is_empty() {
        return Ok(quote!(#(#inner)*));
    }
    let mut tokens = TokenStream::new();
    for attr in input.call(Attribute::parse_outer)? {
        attr.to_tokens(&mut tokens);
    }
    let until_semicolon = ends_with_semicolon(input);
    while !input.is_empty() {
        let token = next_outside_angles_or(input, &mut tokens, until_semicolon)?;
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !until_semicolon,
            _ => false,
        };
        token.to_tokens(&mut tokens);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

/// In an initializer `<` may be a comparison, so only item heads count angles.
fn next_outside_angles_or(
    input: ParseStream<'_>,
    head: &mut TokenStream,
    plain: bool,
) -> syn::Result<TokenTree> {
    if plain { input.parse() } else { next_outside_angles(input, head) }
}

fn ends_with_semicolon(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let _ = ahead.parse::<syn::Visibility>();
    ahead.peek(Token![use])
        || ahead.peek(Token![const])
        || ahead.peek(Token![static])
        || ahead.peek(Token![type])
        || (ahead.peek(Token![extern]) && ahead.peek2(Token![crate]))
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attrs, head, braces, members, .. } = self;
        let braces = super::function::braces(braces, quote!(#(#members)*));
        tokens.extend(quote!(#(#attrs)* #head #braces));
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Block(block) => block.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Block(block) => block.to_tokens(tokens),
        }
    }
}
