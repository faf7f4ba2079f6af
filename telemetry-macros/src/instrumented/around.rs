//! What is known of the place of a function: the block that it stands in, if that is what has
//! the attribute.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Generics, Ident, Lifetime, Token, Type, TypeParam, TypeParamBound, WherePredicate,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
};

use super::{
    item::{Block, Kind},
    returns,
};
use crate::names::Names;

/// The surroundings of a function.
pub(super) struct Around<'a> {
    pub(super) names: &'a Names,
    /// Whether an attribute around may want to see an `async fn`.
    pub(super) keeps_async: bool,
    /// The type parameters that the block has; nothing where it is not seen.
    parameters: Option<Vec<Ident>>,
}

impl<'a> Around<'a> {
    /// Of a function that has the attribute itself.
    pub(super) fn unseen(names: &'a Names) -> Self {
        Self { names, keeps_async: false, parameters: None }
    }

    pub(super) fn block(names: &'a Names, block: &Block, keeps_async: bool) -> Self {
        Self { names, keeps_async, parameters: parameters(block) }
    }

    /// Whether `name` is a type of which nobody says how long it lives: a type parameter, the
    /// function's `own` or another, or `Self` where that may have one. Where the block is not
    /// seen, one that is called as type parameters mostly are.
    pub(super) fn may_be_parameter(&self, name: &Ident, own: &Generics) -> bool {
        let around = match &self.parameters {
            Some(seen) => seen.contains(name) || (name == "Self" && !seen.is_empty()),
            None => name == "Self" || returns::is_like_parameter(name),
        };
        match own.type_params().find(|one| one.ident == *name) {
            Some(parameter) => !is_static(parameter, own),
            None => around,
        }
    }
}

/// The type parameters in the head of a block that are not said to be `'static`, and `Self` of
/// a trait; nothing if the head does not parse.
fn parameters(block: &Block) -> Option<Vec<Ident>> {
    if block.kind == Kind::Module {
        return Some(Vec::new());
    }
    let generics = head.parse2(block.head.clone()).ok()?;
    let open = generics.type_params().filter(|parameter| !is_static(parameter, &generics));
    let own = (block.kind == Kind::Trait).then(|| Ident::new("Self", Span::call_site()));
    Some(open.map(|parameter| parameter.ident.clone()).chain(own).collect())
}

/// `impl<…> … where …`, `trait Name<…> … where …`.
fn head(input: ParseStream<'_>) -> syn::Result<Generics> {
    loop {
        match input.parse()? {
            TokenTree::Ident(word) if word == "impl" => break,
            TokenTree::Ident(word) if word == "trait" => {
                input.parse::<Ident>()?;
                break;
            }
            _ => {}
        }
    }
    let mut generics: Generics = input.parse()?;
    while !input.is_empty() && !input.peek(Token![where]) {
        input.parse::<TokenTree>()?;
    }
    generics.where_clause = input.parse()?;
    input.parse::<TokenStream>()?;
    Ok(generics)
}

fn is_static(parameter: &TypeParam, generics: &Generics) -> bool {
    let says_so = |bounds: &Punctuated<TypeParamBound, Token![+]>| {
        let is_it = |lifetime: &Lifetime| lifetime.ident == "static";
        bounds.iter().any(|bound| matches!(bound, TypeParamBound::Lifetime(one) if is_it(one)))
    };
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    says_so(&parameter.bounds) || clause.into_iter().any(|predicate| match predicate {
        WherePredicate::Type(bound) => {
            let is_it =
                matches!(&bound.bounded_ty, Type::Path(one) if one.path.is_ident(&parameter.ident));
            is_it && says_so(&bound.bounds)
        }
        _ => false,
    })
}
