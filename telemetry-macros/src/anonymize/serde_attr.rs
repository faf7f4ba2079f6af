//! The part of `#[serde(…)]` that decides what a report looks like.
//!
//! Only read, never judged: what is wrong with it serde says. Without serde's
//! derive there are no such attributes, and names are those of the source.

use syn::{
    Attribute, Expr, ExprLit, Lit, LitStr, Token, ext::IdentExt, meta::ParseNestedMeta,
    parenthesized, token::Paren,
};

#[derive(Debug, Default)]
pub(super) struct SerdeContainer {
    pub(super) rename: Option<String>,
    pub(super) rename_all: Option<Case>,
    pub(super) rename_all_fields: Option<Case>,
    pub(super) tag: Option<String>,
    pub(super) content: Option<String>,
    pub(super) untagged: bool,
    pub(super) transparent: bool,
    /// `into`, `remote` and the like: the form is another type's.
    pub(super) foreign: bool,
}

#[derive(Debug, Default)]
pub(super) struct SerdeVariant {
    pub(super) rename: Option<String>,
    pub(super) rename_all: Option<Case>,
    pub(super) skip: bool,
    pub(super) untagged: bool,
    pub(super) foreign: bool,
}

#[derive(Debug, Default)]
pub(super) struct SerdeField {
    pub(super) rename: Option<String>,
    pub(super) presence: Presence,
    pub(super) flatten: bool,
    pub(super) foreign: bool,
}

/// Whether a field is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Presence {
    #[default]
    Always,
    /// `skip_serializing_if`
    Sometimes,
    /// `skip`
    Never,
}

pub(super) fn container(attributes: &[Attribute]) -> SerdeContainer {
    let mut read = SerdeContainer::default();
    each(attributes, |word, text| match word {
        "rename" => said(&mut read.rename, text),
        "rename_all" => said(&mut read.rename_all, case(text)),
        "rename_all_fields" => said(&mut read.rename_all_fields, case(text)),
        "tag" => read.tag = text,
        "content" => read.content = text,
        "untagged" => read.untagged = true,
        "transparent" => read.transparent = true,
        "into" | "remote" => read.foreign = true,
        _ => {}
    });
    read
}

pub(super) fn variant(attributes: &[Attribute]) -> SerdeVariant {
    let mut read = SerdeVariant::default();
    each(attributes, |word, text| match word {
        "rename" => said(&mut read.rename, text),
        "rename_all" => said(&mut read.rename_all, case(text)),
        "skip" | "skip_serializing" => read.skip = true,
        "untagged" => read.untagged = true,
        "with" | "serialize_with" => read.foreign = true,
        _ => {}
    });
    read
}

pub(super) fn field(attributes: &[Attribute]) -> SerdeField {
    let mut read = SerdeField::default();
    each(attributes, |word, text| match word {
        "rename" => said(&mut read.rename, text),
        "skip" | "skip_serializing" => read.presence = Presence::Never,
        "skip_serializing_if" if read.presence == Presence::Always => {
            read.presence = Presence::Sometimes;
        }
        "flatten" => read.flatten = true,
        "with" | "serialize_with" => read.foreign = true,
        _ => {}
    });
    read
}

/// What another attribute says of serializing; one that is silent on it takes nothing back.
fn said<T>(known: &mut Option<T>, new: Option<T>) {
    *known = new.or(known.take());
}

fn case(name: Option<String>) -> Option<Case> {
    Case::named(&name?)
}

/// Calls `visit` with each word and its text; of `rename(serialize = "…")` the
/// serializing half.
fn each(attributes: &[Attribute], mut visit: impl FnMut(&str, Option<String>)) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            let word =
                meta.path.get_ident().map(|word| word.unraw().to_string()).unwrap_or_default();
            let text = if meta.input.peek(Paren) { serializing(&meta)? } else { text(&meta)? };
            visit(&word, text);
            Ok(())
        });
        // Serde's own derive says what is wrong.
        drop(parsed);
    }
}

fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if !meta.input.peek(Token![=]) {
        return Ok(None);
    }
    match meta.value()?.parse()? {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(Some(text.value())),
        _ => Ok(None),
    }
}

fn serializing(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    let content;
    parenthesized!(content in meta.input);
    let mut found = None;
    while !content.is_empty() {
        let word = content.call(syn::Ident::parse_any)?;
        content.parse::<Token![=]>()?;
        let text: LitStr = content.parse()?;
        if word == "serialize" {
            found = Some(text.value());
        }
        content.parse::<Option<Token![,]>>()?;
    }
    Ok(found)
}

/// How serde spells all names of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// A field's name, written in `snake_case`.
    pub(super) fn of_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => uncapitalized(&pascal(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, written in `PascalCase`.
    pub(super) fn of_variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => uncapitalized(name),
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(name: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('_').filter_map(capitalized).collect()
}

fn uncapitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_serde_spells_them() {
        for (case, field, variant) in [
            ("lowercase", "very_tasty", "verytasty"),
            ("UPPERCASE", "VERY_TASTY", "VERYTASTY"),
            ("PascalCase", "VeryTasty", "VeryTasty"),
            ("camelCase", "veryTasty", "veryTasty"),
            ("snake_case", "very_tasty", "very_tasty"),
            ("SCREAMING_SNAKE_CASE", "VERY_TASTY", "VERY_TASTY"),
            ("kebab-case", "very-tasty", "very-tasty"),
            ("SCREAMING-KEBAB-CASE", "VERY-TASTY", "VERY-TASTY"),
        ] {
            let rule = Case::named(case).unwrap();
            assert_eq!(rule.of_field("very_tasty"), field, "{case}");
            assert_eq!(rule.of_variant("VeryTasty"), variant, "{case}");
        }
        assert_eq!(Case::named("other"), None);
    }

    #[test]
    fn the_serializing_half_of_a_rename_counts() {
        let attribute: Attribute = syn::parse_quote!(#[serde(default, rename(deserialize = "a", serialize = "b"), skip_serializing_if = "Option::is_none")]);
        let read = field(std::slice::from_ref(&attribute));
        assert_eq!(read.rename.as_deref(), Some("b"));
        assert_eq!(read.presence, Presence::Sometimes);
        let other: Attribute = syn::parse_quote!(#[serde(rename(deserialize = "c"))]);
        assert_eq!(field(&[attribute, other]).rename.as_deref(), Some("b"));
    }
}
