//! `#[anonymize(…)]` as it stands in the source.

use proc_macro2::Ident;
use syn::{
    Attribute, LitBool, LitInt, LitStr, Path, Token, WherePredicate, parenthesized,
    parse::ParseStream, punctuated::Punctuated,
};

use super::rule::{RULES, Rule, assigned};
use crate::{
    errors::{Errors, expected_one_of, set_once},
    paths::{Root, key},
};

/// Where an attribute stands; not every word is for every place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Container,
    Variant,
    Field,
}

/// What becomes of entries whose keys merge.
#[derive(Clone, Copy, Debug)]
pub(super) enum Merge {
    Sum,
    KeepFirst,
    Count,
}

/// All `#[anonymize(…)]` of one place, joined.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    /// The rule and the word that named it.
    pub(super) rule: Option<(Ident, Rule)>,
    pub(super) reason: Option<LitStr>,
    pub(super) free_text: Option<LitStr>,
    pub(super) level: Option<LitInt>,
    pub(super) merge: Option<Merge>,
    pub(super) keys: Option<Keys>,
    pub(super) root: Option<Path>,
    pub(super) bound: Option<Punctuated<WherePredicate, Token![,]>>,
    pub(super) map_key: Option<()>,
    /// Where the first attribute stands.
    pub(super) at: Option<Ident>,
}

/// `keys(rule, reason = "…", free_text = "…")`
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) rule: Rule,
    pub(super) word: Ident,
    pub(super) reason: Option<LitStr>,
    pub(super) free_text: Option<LitStr>,
}

const ON_FIELDS: [&str; 5] = ["reason", "free_text", "level", "merge", "keys"];
const ON_VARIANTS: [&str; 3] = ["reason", "free_text", "level"];
const ON_CONTAINERS: [&str; 6] = ["reason", "free_text", "level", "crate", "bound", "map_key"];

impl Attributes {
    /// What `attributes` say; mistakes go to `errors`.
    pub(super) fn read(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("anonymize")) {
            let parser = |input: ParseStream<'_>| read.list(input, place, errors);
            let parsed =
                attribute.meta.require_list().and_then(|list| list.parse_args_with(parser));
            errors.take(parsed);
        }
        read.without_reason();
        read
    }

    fn list(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(LitBool) {
                self.vendor(&input.parse()?)?;
            } else {
                let word = key(input)?;
                self.at.get_or_insert_with(|| word.clone());
                let known = self.word(&word, input, place)?;
                if !known {
                    errors.push(expected_one_of(&word, &words(place)));
                    skip_argument(input)?;
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    /// `true` and `false`, as the seed's vendor writes them. `false` needs no reason,
    /// and the manifest says that there is none; text it does not keep without one.
    fn vendor(&mut self, anonymize: &LitBool) -> syn::Result<()> {
        let word = Ident::new(if anonymize.value { "true_" } else { "false_" }, anonymize.span);
        let rule = if anonymize.value { Rule::Default } else { Rule::Keep };
        self.set_rule(&word, rule)
    }

    /// What is said of a `false` that nobody gave a reason for.
    fn without_reason(&mut self) {
        if let (Some((word, _)), None) = (&self.rule, &self.reason)
            && word == "false_"
        {
            self.reason = Some(LitStr::new(UNARGUED, word.span()));
        }
    }

    /// Whether `word` is for this place; its argument is read if so.
    fn word(&mut self, word: &Ident, input: ParseStream<'_>, place: Place) -> syn::Result<bool> {
        if let Some(rule) = Rule::parse(word, input)? {
            self.set_rule(word, rule)?;
            return Ok(true);
        }
        let name = word.to_string();
        if !extras(place).contains(&name.as_str()) {
            return Ok(false);
        }
        match name.as_str() {
            "reason" => set_once(&mut self.reason, word, argued(input)?)?,
            "free_text" => set_once(&mut self.free_text, word, argued(input)?)?,
            "level" => set_once(&mut self.level, word, level(input)?)?,
            "merge" => set_once(&mut self.merge, word, merge(input)?)?,
            "keys" => set_once(&mut self.keys, word, keys(input)?)?,
            "crate" => set_once(&mut self.root, word, assigned::<Root>(input)?.0)?,
            "bound" => set_once(&mut self.bound, word, bound(input)?)?,
            "map_key" => set_once(&mut self.map_key, word, ())?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_rule(&mut self, word: &Ident, rule: Rule) -> syn::Result<()> {
        if let Some((first, _)) = &self.rule {
            let (first, word_text) = (plain(first), plain(word));
            let message = format!("`{first}` and `{word_text}` exclude each other");
            return Err(syn::Error::new_spanned(word, message));
        }
        self.rule = Some((word.clone(), rule));
        Ok(())
    }
}

/// The reason in the manifest of what the seed's vendor keeps without one.
const UNARGUED: &str = "none given: `#[anonymize(false)]`";

/// A word as it is written; `true` and `false` are kept as identifiers.
fn plain(word: &Ident) -> String {
    word.to_string().trim_end_matches('_').to_owned()
}

fn extras(place: Place) -> &'static [&'static str] {
    match place {
        Place::Container => &ON_CONTAINERS,
        Place::Variant => &ON_VARIANTS,
        Place::Field => &ON_FIELDS,
    }
}

fn words(place: Place) -> Vec<&'static str> {
    RULES.iter().chain(extras(place)).copied().collect()
}

/// Passes over the argument of a word that nobody knows.
fn skip_argument(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// `= "text"`, where the text says something.
fn argued(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let text: LitStr = assigned(input)?;
    if text.value().trim().is_empty() {
        return Err(syn::Error::new_spanned(text, "say why"));
    }
    Ok(text)
}

fn level(input: ParseStream<'_>) -> syn::Result<LitInt> {
    let level: LitInt = assigned(input)?;
    match level.base10_parse::<u8>() {
        Ok(_) => Ok(level),
        Err(_) => Err(syn::Error::new_spanned(level, "a level is from 0 to 255")),
    }
}

fn merge(input: ParseStream<'_>) -> syn::Result<Merge> {
    input.parse::<Token![=]>()?;
    let word = key(input)?;
    match word.to_string().as_str() {
        "sum" => Ok(Merge::Sum),
        "keep_first" => Ok(Merge::KeepFirst),
        "count" => Ok(Merge::Count),
        _ => Err(expected_one_of(&word, &["sum", "keep_first", "count"])),
    }
}

fn keys(input: ParseStream<'_>) -> syn::Result<Keys> {
    let content;
    parenthesized!(content in input);
    let word = key(&content)?;
    let Some(mut rule) = Rule::parse(&word, &content)? else {
        return Err(expected_one_of(&word, &RULES));
    };
    let (mut reason, mut free_text) = (None, None);
    while !content.is_empty() {
        content.parse::<Token![,]>()?;
        if content.is_empty() {
            break;
        }
        let word = key(&content)?;
        match word.to_string().as_str() {
            "reason" => set_once(&mut reason, &word, argued(&content)?)?,
            "free_text" => set_once(&mut free_text, &word, argued(&content)?)?,
            _ => return Err(expected_one_of(&word, &["reason", "free_text"])),
        }
    }
    rule.argue(reason.as_ref());
    Ok(Keys { rule, word, reason, free_text })
}

/// `= "T: Trait, U: Trait"`
fn bound(input: ParseStream<'_>) -> syn::Result<Punctuated<WherePredicate, Token![,]>> {
    let text: LitStr = assigned(input)?;
    let parser = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
    text.parse_with(|input: ParseStream<'_>| parser(input))
}
