//! What stands in `#[instrumented(…)]`, and in the parentheses of the recording
//! macros behind their first arguments.

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, Ident, LitInt, LitStr, Path, Token, parenthesized,
    parse::{ParseStream, Parser},
};

use super::{labels::Label, outcome::ErrorRule, outcome::OutcomeRule};
use crate::{
    errors::{Errors, expected_one_of, must_follow, set_once},
    paths::{Root, key},
};

/// The arguments, each as the user wrote it.
#[derive(Clone, Default)]
pub(crate) struct Args {
    pub(crate) name: Option<LitStr>,
    pub(crate) root: Option<Path>,
    pub(super) sample: Option<Sample>,
    pub(super) level: Option<LitInt>,
    pub(super) labels: Option<Vec<Label>>,
    pub(super) record: Option<Vec<Record>>,
    pub(super) err: Option<ErrorRule>,
    pub(super) outcome: Option<OutcomeRule>,
    pub(super) unit: Option<LitStr>,
    pub(super) span: Option<TracingLevel>,
    pub(super) skip: Option<Ident>,
}

/// How many calls are timed.
#[derive(Clone)]
pub(super) enum Sample {
    Auto,
    Never,
    OneIn(LitInt),
}

/// The level of the `tracing` span that is to be opened.
#[derive(Clone)]
pub(super) struct TracingLevel(pub(super) Ident);

/// A value to record: `bytes = buf.len()`.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) name: Ident,
    pub(super) value: Expr,
    /// Whether it looks at `ret` and so waits for the end.
    pub(super) of_return: bool,
}

/// The arguments of a function, in the order in which they are suggested.
const OF_FUNCTION: &[&str] =
    &["name", "labels", "record", "sample", "level", "err", "outcome", "span", "skip", "crate"];

/// Those that make sense for all functions of a block at once.
const OF_BLOCK: &[&str] = &["labels", "sample", "level", "outcome", "span", "skip", "crate"];

/// Those of the macros that stand in the middle of a function.
pub(crate) const OF_SCOPE: &[&str] = &["labels", "sample", "level", "crate"];

/// Those of `count!`.
pub(crate) const OF_COUNTER: &[&str] = &["labels", "level", "crate"];

/// Those of `observe!`.
pub(crate) const OF_VALUES: &[&str] = &["labels", "unit", "level", "crate"];

/// Those of `gauge!`.
pub(crate) const OF_GAUGE: &[&str] = &["labels", "crate"];

impl Args {
    /// The arguments of an attribute on a function.
    pub(super) fn of_function(tokens: TokenStream, errors: &mut Errors) -> Self {
        let args = Self::parse(tokens, OF_FUNCTION, errors);
        args.check(errors);
        args
    }

    /// The arguments of an attribute on a block.
    pub(super) fn of_block(tokens: TokenStream, errors: &mut Errors) -> Self {
        Self::parse(tokens, OF_BLOCK, errors)
    }

    /// `key = value` and `key(…)`, separated by commas. After a mistake it goes
    /// on behind the next comma, so that the others are found as well.
    pub(crate) fn parse(tokens: TokenStream, known: &[&str], errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let parse = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if errors.take(args.argument(input, known)).is_none() {
                    skip_to_comma(input);
                }
                errors.take(comma_or_end(input));
            }
            Ok(())
        };
        let parsed = parse.parse2(tokens);
        errors.take(parsed);
        args
    }

    fn argument(&mut self, input: ParseStream<'_>, known: &[&str]) -> syn::Result<()> {
        if !input.peek(<Ident as syn::ext::IdentExt>::peek_any) {
            let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            return Err(input.error(format!("expected one of {}", known.join(", "))));
        }
        let key = key(input)?;
        let word = key.to_string();
        if !known.contains(&word.as_str()) {
            return Err(expected_one_of(&key, known));
        }
        has_value(&key, input)?;
        match word.as_str() {
            "name" => set_once(&mut self.name, &key, name(input)?),
            "crate" => set_once(&mut self.root, &key, value::<Root>(input)?.0),
            "sample" => set_once(&mut self.sample, &key, sample(input)?),
            "unit" => set_once(&mut self.unit, &key, value(input)?),
            "level" => set_once(&mut self.level, &key, level(input)?),
            "labels" => set_once(&mut self.labels, &key, list(input)?),
            "record" => set_once(&mut self.record, &key, list(input)?),
            "err" => {
                input.parse::<Token![=]>()?;
                set_once(&mut self.err, &key, ErrorRule::parse(input)?)
            }
            "span" => set_once(&mut self.span, &key, span(&key, input)?),
            "outcome" => set_once(&mut self.outcome, &key, OutcomeRule::parse(input)?),
            _ => set_once(&mut self.skip, &key, key.clone()),
        }
    }

    fn check(&self, errors: &mut Errors) {
        if let (Some(_), Some(rule)) = (&self.err, &self.outcome)
            && rule.is_plain()
        {
            errors.push_at(rule, "`outcome = plain` says that no call fails, but `err` is given");
        }
        if let Some(skip) = &self.skip
            && !self.is_alone()
        {
            errors.push_at(skip, "`skip` leaves the function alone; remove it or the rest");
        }
    }

    fn is_alone(&self) -> bool {
        let Self { name, root, sample, level, labels, record, err, outcome, unit, span, skip: _ } =
            self;
        name.is_none()
            && root.is_none()
            && sample.is_none()
            && level.is_none()
            && labels.is_none()
            && record.is_none()
            && err.is_none()
            && outcome.is_none()
            && unit.is_none()
            && span.is_none()
    }

    /// These arguments, and those of the block around for what is not given.
    pub(super) fn within(mut self, block: &Self) -> Self {
        self.root = self.root.or_else(|| block.root.clone());
        self.sample = self.sample.or_else(|| block.sample.clone());
        self.level = self.level.or_else(|| block.level.clone());
        self.span = self.span.or_else(|| block.span.clone());
        self.outcome = self.outcome.or_else(|| block.outcome.clone());
        self.labels = match (block.labels.clone(), self.labels) {
            (Some(mut outer), Some(inner)) => {
                outer.retain(|label| inner.iter().all(|other| other.key != label.key));
                outer.extend(inner);
                Some(outer)
            }
            (outer, inner) => inner.or(outer),
        };
        self
    }
}

impl Args {
    /// The first of them that judges the returned value, instead of its type.
    pub(super) fn judged(&self) -> Option<&'static str> {
        let of_return = self.records_return();
        let option = self.outcome.as_ref().is_some_and(|rule| !rule.is_plain());
        [(self.err.is_some(), "err"), (option, "outcome"), (of_return, "record")]
            .into_iter()
            .find_map(|(is_there, word)| is_there.then_some(word))
    }

    fn records_return(&self) -> bool {
        self.record.iter().flatten().any(|record| record.of_return)
    }

    /// Whether they speak of the returned value by its name.
    pub(super) fn names_return(&self) -> bool {
        let condition = match &self.err {
            Some(ErrorRule::Pattern(_, condition)) => condition.as_ref(),
            _ => None,
        };
        self.records_return()
            || condition.is_some_and(|condition| mentions_return(quote::quote!(#condition)))
    }
}

impl Record {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = key(input)?;
        must_follow(&name, " = …", input.peek(Token![=]))?;
        input.parse::<Token![=]>()?;
        let value: Expr = input.parse()?;
        let of_return = mentions_return(quote::quote!(#value));
        Ok(Self { name, value, of_return })
    }
}

/// Whether the word `ret` occurs, also inside the arguments of a macro.
fn mentions_return(tokens: TokenStream) -> bool {
    super::tokens::any_ident(tokens, &mut |ident| ident == "ret")
}

/// Whether what must stand behind `key` does.
fn has_value(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    match key.to_string().as_str() {
        "labels" | "record" => must_follow(key, "(… = …)", input.peek(syn::token::Paren)),
        "span" | "skip" => Ok(()),
        _ => must_follow(key, " = …", input.peek(Token![=])),
    }
}

fn name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let name: LitStr = value(input)?;
    if name.value().trim().is_empty() {
        return Err(syn::Error::new_spanned(name, "the name is empty"));
    }
    Ok(name)
}

fn sample(input: ParseStream<'_>) -> syn::Result<Sample> {
    const EXPECTED: &str = "expected `auto`, `never`, or a number: one call in so many is timed";
    input.parse::<Token![=]>()?;
    if input.peek(LitInt) {
        let number: LitInt = input.parse()?;
        return match number.base10_parse::<u32>() {
            Ok(1..) => Ok(Sample::OneIn(number)),
            _ => Err(syn::Error::new_spanned(number, "expected a number from 1 to 4294967295")),
        };
    }
    let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), EXPECTED))?;
    match word.to_string().as_str() {
        "auto" => Ok(Sample::Auto),
        "never" => Ok(Sample::Never),
        _ => Err(syn::Error::new_spanned(word, EXPECTED)),
    }
}

/// `span`, or `span = "debug"`.
fn span(key: &Ident, input: ParseStream<'_>) -> syn::Result<TracingLevel> {
    const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];
    if !cfg!(feature = "tracing") {
        return Err(syn::Error::new_spanned(
            key,
            "`span` needs the feature `tracing` of telemetry-core",
        ));
    }
    if !input.peek(Token![=]) {
        return Ok(TracingLevel(Ident::new("INFO", key.span())));
    }
    let level: LitStr = value(input)?;
    if !LEVELS.contains(&level.value().as_str()) {
        let expected = LEVELS.map(|level| format!("`\"{level}\"`")).join(", ");
        return Err(syn::Error::new_spanned(level, format!("expected one of {expected}")));
    }
    Ok(TracingLevel(Ident::new(&level.value().to_uppercase(), level.span())))
}

fn level(input: ParseStream<'_>) -> syn::Result<LitInt> {
    let level: LitInt = value(input)?;
    match level.base10_parse::<u8>() {
        Ok(_) => Ok(level),
        Err(_) => Err(syn::Error::new_spanned(level, "expected a level from 0 to 255")),
    }
}

fn value<T: syn::parse::Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `(key = value, …)`, each key once. All mistakes in it are one error.
fn list<T: Keyed>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let content;
    let parens = parenthesized!(content in input);
    let (mut items, mut errors) = (Vec::<T>::new(), Errors::new());
    while !content.is_empty() {
        match errors.take(T::parse(&content)) {
            Some(item) => {
                let (key, span) = item.key();
                if items.iter().any(|other| other.key().0 == key) {
                    errors.push(syn::Error::new(span, format!("`{key}` is given twice")));
                }
                items.push(item);
            }
            None => skip_to_comma(&content),
        }
        errors.take(comma_or_end(&content));
    }
    errors.finish()?;
    if items.is_empty() {
        let span: Span = parens.span.join();
        return Err(syn::Error::new(span, "expected `key = value` between the parentheses"));
    }
    Ok(items)
}

/// What stands in a list.
trait Keyed: Sized {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self>;
    fn key(&self) -> (String, Span);
}

impl Keyed for Label {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::parse(input)
    }

    fn key(&self) -> (String, Span) {
        (self.key.value(), self.key.span())
    }
}

impl Keyed for Record {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::parse(input)
    }

    fn key(&self) -> (String, Span) {
        (self.name.to_string(), self.name.span())
    }
}

fn comma_or_end(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    if input.peek(Token![,]) {
        return input.parse::<Token![,]>().map(drop);
    }
    let error = input.error("expected `,`");
    skip_to_comma(input);
    let _ = input.parse::<Option<Token![,]>>();
    Err(error)
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<proc_macro2::TokenTree>();
    }
}
