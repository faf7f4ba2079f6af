//! The deriving type: its fields, each with what was decided about it.

use proc_macro2::{Ident, Span};
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, Fields, Generics, Index, Lit, LitInt, LitStr, Member,
    Meta, Path, Token, Type, WherePredicate, punctuated::Punctuated, spanned::Spanned,
};

use super::{
    attr::{Attributes, Keys, Merge, Place},
    rule::Rule,
    serde_attr::{self, SerdeContainer, SerdeField, SerdeVariant},
};
use crate::errors::Errors;

/// The type under the derive.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) root: Option<Path>,
    pub(super) bound: Option<Punctuated<WherePredicate, Token![,]>>,
    pub(super) map_key: bool,
    /// Fields cannot be borrowed, only copied out.
    pub(super) packed: bool,
    /// Something in it is `#[deprecated]`, and naming it would warn.
    pub(super) deprecated: bool,
    pub(super) serde: SerdeContainer,
    pub(super) data: Data,
}

#[derive(Debug)]
pub(super) enum Data {
    Struct(Body),
    Enum(Vec<Variant>),
}

#[derive(Debug)]
pub(super) struct Variant {
    pub(super) ident: Ident,
    pub(super) doc: String,
    pub(super) serde: SerdeVariant,
    pub(super) body: Body,
}

/// The fields of a struct or variant.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) style: Style,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Named,
    Tuple,
    Unit,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) member: Member,
    /// `Type.field` or `Type.Variant.field`: what its noise is drawn for.
    pub(super) path: String,
    pub(super) ty: Type,
    pub(super) doc: String,
    pub(super) serde: SerdeField,
    pub(super) decision: Decision,
}

/// What is done to a field, after its own attributes and those around it.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) rule: Rule,
    /// The word that named the rule, for errors.
    pub(super) word: Option<Ident>,
    pub(super) reason: Option<LitStr>,
    pub(super) free_text: Option<LitStr>,
    pub(super) level: Option<LitInt>,
    pub(super) merge: Option<Merge>,
    pub(super) keys: Option<Keys>,
}

impl Input {
    /// Reads the type; mistakes in attributes go to `errors`.
    pub(super) fn read(input: DeriveInput, errors: &mut Errors) -> Self {
        let own = Attributes::read(&input.attrs, Place::Container, errors);
        let serde = serde_attr::container(&input.attrs);
        let outer = Decision::undecided().under(&own);
        let mut deprecated = is_deprecated(&input.attrs);
        let data = match input.data {
            syn::Data::Struct(data) => {
                deprecated |= data.fields.iter().any(|field| is_deprecated(&field.attrs));
                Data::Struct(Body::read(data.fields, &input.ident.to_string(), &outer, errors))
            }
            syn::Data::Enum(data) => {
                deprecated |= data.variants.iter().any(|variant| {
                    is_deprecated(&variant.attrs)
                        || variant.fields.iter().any(|field| is_deprecated(&field.attrs))
                });
                let variants = data.variants.into_iter();
                Data::Enum(
                    variants.map(|v| Variant::read(v, &input.ident, &outer, errors)).collect(),
                )
            }
            syn::Data::Union(data) => {
                errors.push_at(
                    data.union_token,
                    "a union does not say which field it holds; implement `Anonymize` by hand",
                );
                Data::Enum(Vec::new())
            }
        };
        Self {
            packed: is_packed(&input.attrs),
            ident: input.ident,
            generics: input.generics,
            root: own.root,
            bound: own.bound,
            map_key: own.map_key.is_some(),
            deprecated,
            serde,
            data,
        }
    }

    /// All fields, of all variants.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        let bodies: Vec<&Body> = match &self.data {
            Data::Struct(body) => vec![body],
            Data::Enum(variants) => variants.iter().map(|variant| &variant.body).collect(),
        };
        bodies.into_iter().flat_map(|body| &body.fields)
    }
}

impl Variant {
    fn read(variant: syn::Variant, of: &Ident, outer: &Decision, errors: &mut Errors) -> Self {
        let own = Attributes::read(&variant.attrs, Place::Variant, errors);
        Self {
            doc: doc(&variant.attrs),
            serde: serde_attr::variant(&variant.attrs),
            body: Body::read(
                variant.fields,
                &format!("{of}.{}", variant.ident),
                &outer.under(&own),
                errors,
            ),
            ident: variant.ident,
        }
    }
}

impl Body {
    fn read(fields: Fields, of: &str, outer: &Decision, errors: &mut Errors) -> Self {
        let style = match fields {
            Fields::Named(_) => Style::Named,
            Fields::Unnamed(_) => Style::Tuple,
            Fields::Unit => Style::Unit,
        };
        let read =
            |(index, field): (usize, syn::Field)| Field::read(index, field, of, outer, errors);
        Self { style, fields: fields.into_iter().enumerate().map(read).collect() }
    }
}

impl Field {
    fn read(
        index: usize,
        field: syn::Field,
        of: &str,
        outer: &Decision,
        errors: &mut Errors,
    ) -> Self {
        let own = Attributes::read(&field.attrs, Place::Field, errors);
        let span = field.ty.span();
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let index = Index { index: u32::try_from(index).unwrap_or(u32::MAX), span };
        Self {
            doc: doc(&field.attrs),
            serde: serde_attr::field(&field.attrs),
            decision: outer.under(&own),
            path: format!("{of}.{name}"),
            member: field.ident.map_or(Member::Unnamed(index), Member::Named),
            ty: field.ty,
        }
    }

    /// Whether it is one by name, which serde passes over in a transparent type.
    pub(super) fn is_phantom(&self) -> bool {
        let Type::Path(path) = &self.ty else { return false };
        path.path.segments.last().is_some_and(|last| last.ident == "PhantomData")
    }

    /// Where the compiler's errors about this field point.
    pub(super) fn span(&self) -> Span {
        Span::mixed_site().located_at(self.ty.span())
    }

    /// The same place for what must see the names around the derive, as `self`.
    pub(super) fn call_span(&self) -> Span {
        Span::call_site().located_at(self.ty.span())
    }
}

impl Decision {
    fn undecided() -> Self {
        Self {
            rule: Rule::Default,
            word: None,
            reason: None,
            free_text: None,
            level: None,
            merge: None,
            keys: None,
        }
    }

    /// What `own` attributes say, and where they are silent this. A reason
    /// belongs to the rule it stands with.
    fn under(&self, own: &Attributes) -> Self {
        let level = own.level.clone().or_else(|| self.level.clone());
        let (merge, keys) = (own.merge, own.keys.clone());
        let Some((word, mut rule)) = own.rule.clone() else {
            let reason = own.reason.clone().or_else(|| self.reason.clone());
            let free_text = own.free_text.clone().or_else(|| self.free_text.clone());
            let mut rule = self.rule.clone();
            rule.argue(reason.as_ref());
            return Self { rule, reason, free_text, level, merge, keys, ..self.clone() };
        };
        let (reason, free_text) = (own.reason.clone(), own.free_text.clone());
        rule.argue(reason.as_ref());
        Self { rule, word: Some(word), reason, free_text, level, merge, keys }
    }
}

fn is_deprecated(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"))
}

fn is_packed(attributes: &[Attribute]) -> bool {
    let mut packed = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            packed |= meta.path.is_ident("packed");
            if meta.input.peek(syn::token::Paren) {
                let content;
                syn::parenthesized!(content in meta.input);
                content.parse::<proc_macro2::TokenStream>()?;
            }
            Ok(())
        });
        // What is wrong with a `repr` the compiler says.
        drop(parsed);
    }
    packed
}

/// The doc comment as one text.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
