//! The bounds of the generated impl: on the types that fields hold, as narrowly
//! as the fields' types can be read.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, Generics, PathArguments, Token, Type, TypeParamBound, TypePath, WhereClause,
    WherePredicate, parse_quote, punctuated::Punctuated,
};

use super::{
    attr::Merge,
    input::{Field, Input},
    rule::Rule,
};

/// The where clause of the impl: the type's own, and what its fields ask for,
/// or what `bound = "…"` says.
pub(super) fn clause(input: &Input, private: &TokenStream) -> WhereClause {
    let mut clause = input.generics.where_clause.clone().unwrap_or_else(|| parse_quote!(where));
    if let Some(bound) = &input.bound {
        clause.predicates.extend(bound.clone());
        return clause;
    }
    let mut bounds = Bounds::of(input);
    for field in input.fields() {
        bounds.field(field, private);
    }
    for predicate in bounds.predicates {
        clause.predicates.push(parse_quote!(#predicate));
    }
    clause
}

struct Bounds {
    parameters: BTreeSet<Ident>,
    /// Those that are `?Sized`: behind a pointer they may be text or a list, which have no
    /// policy by themselves.
    unsized_parameters: BTreeSet<Ident>,
    predicates: Vec<TokenStream>,
    seen: BTreeSet<String>,
}

/// What a bound is for; some containers need nothing of what they hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Policy,
    Clone,
    Default,
}

impl Bounds {
    fn of(input: &Input) -> Self {
        let parameters = input.generics.type_params().map(|parameter| parameter.ident.clone());
        Self {
            parameters: parameters.collect(),
            unsized_parameters: unsized_parameters(&input.generics),
            predicates: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn field(&mut self, field: &Field, private: &TokenStream) {
        let (ty, decision) = (&field.ty, &field.decision);
        if !self.generic(ty.to_token_stream()) {
            return;
        }
        if decision.level.is_some() {
            self.leaves(ty, &quote!(#private::Default), For::Default);
        }
        if decision.merge.is_some() || decision.keys.is_some() {
            return self.keyed(field, private);
        }
        match &decision.rule {
            Rule::Default => self.leaves(ty, &quote!(#private::Anonymize), For::Policy),
            Rule::Keep => self.leaves(ty, &quote!(#private::Clone), For::Clone),
            Rule::Skip => self.leaves(ty, &quote!(#private::Default), For::Default),
            Rule::Value(_) | Rule::With(_) => {}
            rule => {
                let marker = rule.marker(private);
                self.leaves(ty, &quote!(#private::Apply<#marker>), For::Policy);
            }
        }
    }

    /// A map that says what becomes of its keys: bounds on its parts.
    fn keyed(&mut self, field: &Field, private: &TokenStream) {
        let (ty, decision) = (&field.ty, &field.decision);
        let bound_of = |rule: &Rule| match (rule, rule.marker(private)) {
            (Rule::Keep, _) => quote!(#private::Clone),
            (_, Some(marker)) => quote!(#private::Apply<#marker>),
            _ => quote!(#private::Anonymize),
        };
        let keys = bound_of(decision.keys.as_ref().map_or(&Rule::Default, |keys| &keys.rule));
        let values = bound_of(&decision.rule);
        self.add(quote!(#ty: #private::Keyed));
        self.add(quote!(<#ty as #private::Keyed>::Key: #keys));
        self.add(quote!(<#ty as #private::Keyed>::Value: #values));
        let merging = match decision.merge {
            Some(Merge::Sum) => quote!(#private::MergeSum),
            Some(Merge::Count) => quote!(#private::MergeCount),
            Some(Merge::KeepFirst) | None => return,
        };
        self.add(quote!(#merging: #private::Merging<<#ty as #private::Keyed>::Value>));
    }

    /// Bounds on the parameters and projections that `ty` is made of.
    fn leaves(&mut self, ty: &Type, bound: &TokenStream, purpose: For) {
        if !self.generic(ty.to_token_stream()) {
            return;
        }
        match ty {
            Type::Array(array) => self.leaves(&array.elem, bound, purpose),
            Type::Slice(slice) => self.leaves(&slice.elem, bound, purpose),
            Type::Group(group) => self.leaves(&group.elem, bound, purpose),
            Type::Paren(paren) => self.leaves(&paren.elem, bound, purpose),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| self.leaves(ty, bound, purpose)),
            Type::Path(path) => self.path(path, bound, purpose),
            Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) if purpose == For::Clone => {}
            _ => self.add(quote!(#ty: #bound)),
        }
    }

    fn path(&mut self, ty: &TypePath, bound: &TokenStream, purpose: For) {
        let first = ty.path.segments.first().map(|segment| &segment.ident);
        let projection = first.is_some_and(|first| self.parameters.contains(first));
        if ty.qself.is_some() || projection {
            return self.add(quote!(#ty: #bound));
        }
        let Some(last) = ty.path.segments.last() else { return };
        let name = last.ident.to_string();
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return };
        let nothing = match purpose {
            For::Policy => name == "PhantomData",
            For::Clone => matches!(name.as_str(), "PhantomData" | "Rc" | "Arc" | "Weak"),
            For::Default => needs_no_default(&name),
        };
        if nothing {
            return;
        }
        let types: Vec<&Type> = arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect();
        // What a map asks of its keys it says itself. One that holds other
        // generic types might hold this one, and its bound would never end.
        let keyed = purpose == For::Policy && (name.ends_with("Map") || name.ends_with("Set"));
        if keyed && types.iter().all(|ty| self.plain(ty)) {
            return self.add(quote!(#ty: #bound));
        }
        if types.iter().any(|ty| self.is_unsized(ty)) {
            return self.add(quote!(#ty: #bound));
        }
        for ty in types {
            self.leaves(ty, bound, purpose);
        }
    }

    fn is_unsized(&self, ty: &Type) -> bool {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else { return false };
        path.get_ident().is_some_and(|ident| self.unsized_parameters.contains(ident))
    }

    /// Whether `ty` is made of parameters and std's containers alone.
    fn plain(&self, ty: &Type) -> bool {
        if !self.generic(ty.to_token_stream()) {
            return true;
        }
        let Type::Path(TypePath { qself: None, path, .. }) = ty else { return false };
        let Some(last) = path.segments.last() else { return false };
        match &last.arguments {
            PathArguments::None => true,
            PathArguments::AngleBracketed(arguments) if is_container(&last.ident) => {
                arguments.args.iter().all(|argument| match argument {
                    GenericArgument::Type(ty) => self.plain(ty),
                    _ => true,
                })
            }
            _ => false,
        }
    }

    /// Whether a type parameter occurs in `tokens`.
    fn generic(&self, tokens: TokenStream) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(word) => self.parameters.contains(&word),
            TokenTree::Group(group) => self.generic(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }

    fn add(&mut self, predicate: TokenStream) {
        if self.seen.insert(predicate.to_string()) {
            self.predicates.push(predicate);
        }
    }
}

/// The parameters that are `?Sized`, in the list or in the where clause.
fn unsized_parameters(generics: &Generics) -> BTreeSet<Ident> {
    let relaxes = |bounds: &Punctuated<TypeParamBound, Token![+]>| {
        bounds.iter().any(|bound| bound.to_token_stream().to_string().starts_with('?'))
    };
    let listed = generics.type_params().filter(|parameter| relaxes(&parameter.bounds));
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let stated = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(ty) if relaxes(&ty.bounds) => {
            syn::parse2::<Ident>(ty.bounded_ty.to_token_stream()).ok()
        }
        _ => None,
    });
    listed.map(|parameter| parameter.ident.clone()).chain(stated).collect()
}

/// Whether the name is that of a container of std's, which holds no other type
/// than its arguments.
fn is_container(name: &Ident) -> bool {
    let pointers = ["Box", "Rc", "Arc", "Cow", "RefCell", "Mutex", "RwLock", "Reverse"];
    needs_no_default(&name.to_string()) || pointers.iter().any(|pointer| name == pointer)
}

/// Containers that are empty by default, whatever they would hold.
fn needs_no_default(name: &str) -> bool {
    matches!(
        name,
        "Option"
            | "Vec"
            | "VecDeque"
            | "LinkedList"
            | "HashMap"
            | "BTreeMap"
            | "HashSet"
            | "BTreeSet"
            | "OnceCell"
            | "OnceLock"
            | "PhantomData"
            | "Weak"
    )
}
