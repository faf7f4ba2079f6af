//! From the call of a recording macro to its output.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::call::{Call, Change, Value};
use crate::{
    errors::Errors,
    instrumented::{Kind, OF_COUNTER, OF_GAUGE, OF_SCOPE, OF_VALUES, Site, amount, reading},
    names::Names,
    paths::Home,
};

/// `scope!("name", …)`: a guard.
pub(crate) fn scope(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::No, OF_SCOPE, |call, with| {
        let (at, root) = (Span::mixed_site(), &with.root);
        if cfg!(feature = "off") {
            return quote_spanned!(at=> #root::inert());
        }
        let started = with.site(call, Kind::Calls).started();
        quote_spanned!(at=> #root::enter(#started))
    })
}

/// `callsite!("name", …)`: a reference to a callsite. With feature `off` it is there,
/// and what would record at it does not.
pub(crate) fn callsite(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::No, OF_SCOPE, |call, with| {
        let site = with.site(call, Kind::Calls);
        let (prelude, reference) = (site.prelude(), site.reference());
        quote_spanned!(Span::mixed_site()=> { #prelude #reference })
    })
}

/// `count!("name", n, …)`: adds to a counter.
pub(crate) fn count(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Optional, OF_COUNTER, |call, with| {
        let at = Span::mixed_site();
        let one = || quote_spanned!(at=> 1);
        let amount = call.value.as_ref().map_or_else(one, |value| amount(&with.private, value));
        if cfg!(feature = "off") {
            return with.never(&amount);
        }
        let site = with.site(call, Kind::Counter);
        let (prelude, counter) = (site.prelude(), site.site());
        quote_spanned!(at=> { #prelude (&#counter).add(#amount) })
    })
}

/// `observe!("name", value, …)`: records a value.
pub(crate) fn observe(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Required, OF_VALUES, |call, with| {
        let at = Span::mixed_site();
        let amount = call.value.as_ref().map(|value| amount(&with.private, value));
        if cfg!(feature = "off") {
            return with.never(&amount);
        }
        let site = with.site(call, Kind::Values);
        let (prelude, values) = (site.prelude(), site.site());
        quote_spanned!(at=> { #prelude (&#values).record(#amount) })
    })
}

/// `gauge!("name", value, …)`: sets a gauge, or changes it by `+=` and `-=`.
pub(crate) fn gauge(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Changing, OF_GAUGE, |call, with| {
        let at = Span::mixed_site();
        let reading = call.value.as_ref().map(|value| reading(&with.private, value));
        if cfg!(feature = "off") {
            return with.never(&reading);
        }
        let change = match call.change {
            None => quote_spanned!(at=> set(#reading)),
            Some(Change::Add) => quote_spanned!(at=> add(#reading)),
            Some(Change::Subtract) => quote_spanned!(at=> add(-#reading)),
        };
        let site = with.site(call, Kind::Gauge);
        let (prelude, gauge) = (site.prelude(), site.site());
        quote_spanned!(at=> { #prelude (&#gauge).#change })
    })
}

/// What a call is written with.
struct Written {
    root: TokenStream,
    private: TokenStream,
    names: Names,
}

impl Written {
    /// Checks the types and evaluates nothing.
    fn never(&self, value: impl quote::ToTokens) -> TokenStream {
        let brought_in = self.names.brought_in(&self.root);
        quote_spanned!(Span::mixed_site()=> if false {
            #brought_in
            let _ = #value;
        })
    }

    fn site<'a>(&'a self, call: &'a Call, kind: Kind) -> Site<'a> {
        let Self { root, private, names } = self;
        let (args, place) = (&call.args, call.name.span());
        Site { root, private, names, args, description: None, place, kind, is_shared: false }
    }
}

fn expand(
    tokens: TokenStream,
    value: Value,
    known: &[&str],
    write: impl FnOnce(&Call, &Written) -> TokenStream,
) -> TokenStream {
    let (mut errors, names) = (Errors::new(), Names::beside([&tokens]));
    let call = Call::parse(tokens, value, known, &mut errors);
    match (errors.finish(), call) {
        (Ok(()), Some(call)) => {
            let root = Home::Core.private(call.args.root.as_ref());
            write(&call, &Written { root, private: names.module(), names })
        }
        (Ok(()), None) => unreachable!("a call that does not parse leaves a mistake"),
        (Err(mistakes), _) => mistakes.into_compile_error(),
    }
}
