//! An `async fn` that never waits: it has one poll, which is measured like a call. So it
//! stays the `async fn` that the user wrote, for the compiler and clippy as well.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::{
    body,
    codegen::Task,
    noted, parameters,
    returns::{self, Returns},
    shared,
};

/// Whether the body never waits, and a closure around it is not seen.
pub(super) fn is_possible(task: &Task<'_>) -> bool {
    let sig = &task.function.sig;
    !body::may_wait(task.body.stream())
        && !returns::is_never(&sig.output)
        && !parameters::fixed(sig).any(|name| body::assigns(name, task.body))
}

/// Whether the compiler would speak of the closure: of what it lends to a closure of the
/// user's, or to what is returned, or of what it only has to read. Not where the value that leaves by a `?` would be noted,
/// of which clippy has more to say.
pub(super) fn is_seen(task: &Task<'_>) -> bool {
    let output = &task.function.sig.output;
    let is_noted = noted::looks_at(task, matches!(returns::of(output), Returns::Judged));
    let is_seen = returns::names_borrow(output)
        || body::lends(task.body.stream())
        || shared::is_changed(task);
    is_seen && !(is_noted && body::tries(task.body))
}

/// `async fn f(…) -> T { run_at_once(site, || -> T { body }, |ret| …) }`: what never waits
/// is measured like a function that is not `async`, and stays what it is.
pub(super) fn generate(task: &Task<'_>) -> TokenStream {
    let bound = parameters::move_inside_async(task);
    let (private, site) = (task.site.private, task.site.reference());
    let records = task.site.records(|record| !record.of_return);
    let probe = task.probe(None, None);
    task.closure(&bound, |closure| {
        quote_spanned!(Span::mixed_site()=>
            #records
            #private::run_at_once(#site, #closure, #probe)
        )
    })
}
