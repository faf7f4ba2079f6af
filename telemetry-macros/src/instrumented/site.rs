//! The static behind a function or a macro call, each in a block expression of its
//! own: statics are not hygienic, and a function may have two.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use super::{
    args::{Args, Record, Sample},
    labels,
};
use crate::names::Names;

/// What is needed to write a callsite down.
pub(crate) struct Site<'a> {
    /// The path of the runtime's module.
    pub(crate) root: &'a TokenStream,
    /// The short name for it behind the prelude.
    pub(crate) private: &'a TokenStream,
    pub(crate) names: &'a Names,
    pub(crate) args: &'a Args,
    /// Doc comment of the function.
    pub(crate) description: Option<String>,
    /// Where the callsite is: file and line are taken from here.
    pub(crate) place: Span,
    pub(crate) kind: Kind,
    /// Whether other attributes stand on the function that may be macros.
    pub(crate) is_shared: bool,
}

/// What a callsite measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Calls,
    Counter,
    Values,
    Gauge,
}

impl Site<'_> {
    /// The short name of the runtime's module, the static, and with chosen labels the
    /// number of the slot that this call chooses.
    pub(crate) fn prelude(&self) -> TokenStream {
        let (at, private, site) = (Span::mixed_site(), self.private, self.names.item("site"));
        let (brought_in, description) = (self.names.brought_in(self.root), self.described());
        let Some((keys, values)) = self.chosen() else {
            let (ty, make) = match self.kind {
                Kind::Gauge => (quote_spanned!(at=> Gauge), quote_spanned!(at=> Gauge::new)),
                _ => (quote_spanned!(at=> Callsite), quote_spanned!(at=> site)),
            };
            return quote_spanned!(at=>
                #brought_in
                static #site: #private::#ty = #private::#make(|| #description);
            );
        };
        let choices = values.iter().map(|value| choice(private, value));
        let slot = self.names.local("slot");
        quote_spanned!(at=>
            #brought_in
            static #site: #private::Family =
                #private::Family::new(&[#(#keys),*], || #description);
            let #slot = (&#site).slot(&[#(#choices),*]);
        )
    }

    fn chosen(&self) -> Option<(Vec<&LitStr>, Vec<&Expr>)> {
        self.args.labels.as_deref().map(labels::chosen).filter(|(keys, _)| !keys.is_empty())
    }

    /// A block that counts the start, and gives what ends it.
    pub(crate) fn started(&self) -> TokenStream {
        let (prelude, start) = (self.prelude(), self.start());
        quote_spanned!(Span::mixed_site()=> { #prelude #start })
    }

    /// Behind the prelude: records the values known at the start, and says what is to be
    /// started: the callsite, if every call is timed, or what started one in some other way.
    pub(crate) fn start(&self) -> TokenStream {
        let (at, mut site) = (Span::mixed_site(), self.reference());
        let way = match self.args.sample {
            None => None,
            Some(Sample::Never) => Some(Ident::new("start_counted", at)),
            Some(_) => Some(Ident::new("start_sampled", at)),
        };
        if let Some(way) = way {
            // By an explicit reference: clippy takes a method of a static that may change
            // for an effect, and would no longer say that the result must be used.
            if self.chosen().is_none() {
                site = quote_spanned!(at=> (#site));
            }
            site = quote_spanned!(at=> #site.#way());
        }
        let records = self.records(|record| !record.of_return);
        if records.is_empty() { site } else { quote_spanned!(at=> { #records #site }) }
    }

    /// Behind the prelude: a reference to the callsite.
    pub(crate) fn reference(&self) -> TokenStream {
        let (at, site) = (Span::mixed_site(), self.site());
        if self.chosen().is_some() { site } else { quote_spanned!(at=> &#site) }
    }

    /// Behind the prelude: the callsite.
    pub(crate) fn site(&self) -> TokenStream {
        let site = self.names.item("site");
        if self.chosen().is_some() {
            let slot = self.names.local("slot");
            return quote_spanned!(Span::mixed_site()=> (&#site).at(#slot));
        }
        site.into_token_stream()
    }

    /// The expression of type `Description`. Without a name, it has the path of the type
    /// of a closure, which stands in the function.
    fn described(&self) -> TokenStream {
        let (at, private, args) = (Span::mixed_site(), self.private, self.args);
        let mut description = match &args.name {
            None => {
                let arguments = {
                    let module = self.module();
                    quote_spanned!(at=> || {}, #module)
                };
                self.called(private, "timed", arguments)
            }
            Some(name) => self.named(self.kind, &name.value()),
        };
        if let Some(unit) = &args.unit {
            description.extend(quote_spanned!(at=> .with_unit(#unit)));
        }
        if let Some(sample) = &args.sample {
            let sample = match sample {
                Sample::Auto => quote_spanned!(at=> #private::Sampling::Auto),
                Sample::Never => quote_spanned!(at=> #private::Sampling::Never),
                Sample::OneIn(number) => quote_spanned!(at=> #private::one_in(#number)),
            };
            description.extend(quote_spanned!(at=> .with_sampling(#sample)));
        }
        description.extend(self.decorations());
        description
    }

    /// Labels, level and description, as calls.
    fn decorations(&self) -> TokenStream {
        let (at, args) = (Span::mixed_site(), self.args);
        let mut calls = TokenStream::new();
        if let Some(labels) = &args.labels {
            let fixed = labels::fixed(labels);
            if labels.len() > labels::chosen(labels).0.len() {
                calls.extend(quote_spanned!(at=> .with_labels(#fixed)));
            }
        }
        if let Some(level) = &args.level {
            calls.extend(quote_spanned!(at=> .with_level(#level)));
        }
        if let Some(text) = &self.description {
            calls.extend(quote_spanned!(at=> .with_description(#text)));
        }
        calls
    }

    /// The path of the module. Where another macro may yet have its say, by a path that it
    /// cannot change: else what the compiler says of an unknown one it would say of ours too.
    fn module(&self) -> TokenStream {
        let (at, private) = (Span::mixed_site(), self.private);
        if self.is_shared {
            return quote_spanned!(at=> ::core::module_path!());
        }
        quote_spanned!(at=> #private::module_path!())
    }

    /// `Description::kind("name", module_path!())`.
    fn named(&self, kind: Kind, name: &str) -> TokenStream {
        let private = self.private;
        let kind = match kind {
            Kind::Calls => "timed",
            Kind::Counter => "counter",
            Kind::Values | Kind::Gauge => "values",
        };
        let module = self.module();
        let arguments = quote_spanned!(Span::mixed_site()=> #name, #module);
        self.called(&quote_spanned!(self.place=> #private::Description), kind, arguments)
    }

    /// `path::function(arguments)`, at the place of the callsite.
    fn called(&self, path: &TokenStream, function: &str, arguments: TokenStream) -> TokenStream {
        let place = self.place;
        let function = Ident::new(function, place);
        let path = respanned(path, place);
        let mut parens = Group::new(proc_macro2::Delimiter::Parenthesis, arguments);
        parens.set_span(place);
        quote_spanned!(place=> #path::#function #parens)
    }

    /// Behind the prelude: a statement that records the values for which `wanted`
    /// holds, or nothing if there are none.
    pub(super) fn records(&self, wanted: impl Fn(&Record) -> bool) -> TokenStream {
        let (at, private) = (Span::mixed_site(), self.private);
        let records = self.args.record.as_deref().unwrap_or_default();
        let statements: TokenStream = records
            .iter()
            .filter(|record| wanted(record))
            .map(|record| self.record(record))
            .collect();
        if statements.is_empty() {
            return statements;
        }
        quote_spanned!(at=> if #private::is_recording() { #statements })
    }

    fn record(&self, record: &Record) -> TokenStream {
        let (at, private) = (Span::mixed_site(), self.private);
        let name = syn::ext::IdentExt::unraw(&record.name).to_string();
        let values = self.named(Kind::Values, &name);
        let amount = amount(private, &record.value);
        let [site, own] = ["site", "values"].map(|name| self.names.item(name));
        if self.chosen().is_some() {
            let slot = self.names.local("slot");
            return quote_spanned!(at=> {
                static #own: #private::FamilyValues =
                    #private::FamilyValues::new(&#site, || #values);
                (&#own).at(#slot).record(#amount);
            });
        }
        quote_spanned!(at=> {
            static #own: #private::Callsite = #private::site(|| #values.of(&#site));
            (&#own).record(#amount);
        })
    }
}

/// The variant's number of a label's value.
fn choice(private: &TokenStream, value: &Expr) -> TokenStream {
    let place = syn::spanned::Spanned::span(value);
    let path = respanned(private, place);
    quote_spanned!(place=> #path::choice(&(#value)))
}

/// `value` as the recorder takes it; a type that is no number is reported there.
pub(crate) fn amount(private: &TokenStream, value: &Expr) -> TokenStream {
    let place = syn::spanned::Spanned::span(value);
    let path = respanned(private, place);
    quote_spanned!(place=> #path::Amount::amount(#value))
}

/// `value` as a gauge takes it.
pub(crate) fn reading(private: &TokenStream, value: &Expr) -> TokenStream {
    let place = syn::spanned::Spanned::span(value);
    let path = respanned(private, place);
    quote_spanned!(place=> #path::Reading::reading(#value))
}

/// The same tokens, all of them at `place`.
fn respanned(tokens: &TokenStream, place: Span) -> TokenStream {
    let tokens = tokens.clone().into_iter().map(|mut token| {
        token.set_span(place);
        token
    });
    tokens.collect()
}

/// The first paragraph of the doc comment.
pub(super) fn description(attrs: &[Attribute]) -> Option<String> {
    let lines = attrs.iter().filter(|attr| attr.path().is_ident("doc")).filter_map(line);
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    let paragraph: Vec<String> = lines
        .into_iter()
        .skip_while(String::is_empty)
        .take_while(|line| !line.is_empty())
        .collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}

fn line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attr.meta else { return None };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
