//! From the call of a recording macro to its output.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::call::{Call, Change, Value};
use crate::{
    errors::Errors,
    instrumented::{Kind, OF_COUNTER, OF_GAUGE, OF_SCOPE, OF_VALUES, Site, alias, amount, reading},
    paths::Home,
};

/// `scope!("name", …)`: a guard.
pub(crate) fn scope(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::No, OF_SCOPE, |call, root, private| {
        let at = Span::mixed_site();
        if cfg!(feature = "off") {
            return quote_spanned!(at=> #root::inert());
        }
        let started = site(call, root, private, Kind::Calls).started();
        quote_spanned!(at=> #root::enter(#started))
    })
}

/// `callsite!("name", …)`: a reference to a callsite. With feature `off` it is there,
/// and what would record at it does not.
pub(crate) fn callsite(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::No, OF_SCOPE, |call, root, private| {
        let site = site(call, root, private, Kind::Calls);
        let (prelude, reference) = (site.prelude(), site.reference());
        quote_spanned!(Span::mixed_site()=> { #prelude #reference })
    })
}

/// `count!("name", n, …)`: adds to a counter.
pub(crate) fn count(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Optional, OF_COUNTER, |call, root, private| {
        let at = Span::mixed_site();
        let one = || quote_spanned!(at=> 1);
        let amount = call.value.as_ref().map_or_else(one, |value| amount(private, value));
        if cfg!(feature = "off") {
            return never(root, &amount);
        }
        let site = site(call, root, private, Kind::Counter);
        let (prelude, counter) = (site.prelude(), site.site());
        quote_spanned!(at=> { #prelude (&#counter).add(#amount) })
    })
}

/// `observe!("name", value, …)`: records a value.
pub(crate) fn observe(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Required, OF_VALUES, |call, root, private| {
        let at = Span::mixed_site();
        let amount = call.value.as_ref().map(|value| amount(private, value));
        if cfg!(feature = "off") {
            return never(root, &amount);
        }
        let site = site(call, root, private, Kind::Values);
        let (prelude, values) = (site.prelude(), site.site());
        quote_spanned!(at=> { #prelude (&#values).record(#amount) })
    })
}

/// `gauge!("name", value, …)`: sets a gauge, or changes it by `+=` and `-=`.
pub(crate) fn gauge(tokens: TokenStream) -> TokenStream {
    expand(tokens, Value::Changing, OF_GAUGE, |call, root, private| {
        let at = Span::mixed_site();
        let reading = call.value.as_ref().map(|value| reading(private, value));
        if cfg!(feature = "off") {
            return never(root, &reading);
        }
        let change = match call.change {
            None => quote_spanned!(at=> set(#reading)),
            Some(Change::Add) => quote_spanned!(at=> add(#reading)),
            Some(Change::Subtract) => quote_spanned!(at=> add(-#reading)),
        };
        let prelude = site(call, root, private, Kind::Gauge).prelude();
        quote_spanned!(at=> { #prelude (&__TELEMETRY_SITE).#change })
    })
}

/// Checks the types and evaluates nothing.
fn never(root: &TokenStream, value: impl quote::ToTokens) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> if false {
        use #root;
        let _ = #value;
    })
}

fn site<'a>(
    call: &'a Call,
    root: &'a TokenStream,
    private: &'a TokenStream,
    kind: Kind,
) -> Site<'a> {
    let (args, place) = (&call.args, call.name.span());
    Site { root, private, args, description: None, place, kind, is_shared: false }
}

fn expand(
    tokens: TokenStream,
    value: Value,
    known: &[&str],
    write: impl FnOnce(&Call, &TokenStream, &TokenStream) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::new();
    let call = Call::parse(tokens, value, known, &mut errors);
    match (errors.finish(), call) {
        (Ok(()), Some(call)) => {
            write(&call, &Home::Core.private(call.args.root.as_ref()), &alias())
        }
        (Ok(()), None) => unreachable!("a call that does not parse leaves a mistake"),
        (Err(mistakes), _) => mistakes.into_compile_error(),
    }
}
