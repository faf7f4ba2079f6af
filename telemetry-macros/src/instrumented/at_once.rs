//! An `async fn` that never waits: it has one poll, which is measured like a call. So it
//! stays the `async fn` that the user wrote, for the compiler and clippy as well.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::{body, codegen::Task, parameters, returns};

/// Whether the body never waits, and a closure around it is not seen.
pub(super) fn is_possible(task: &Task<'_>) -> bool {
    let sig = &task.function.sig;
    !body::may_wait(task.body.stream())
        && !returns::is_never(&sig.output)
        && !parameters::fixed(sig).any(|name| body::assigns(name, task.body))
}

/// `async fn f(…) -> T { run_at_once(site, || -> T { body }, |ret| …) }`: what never waits
/// is measured like a function that is not `async`, and stays what it is.
pub(super) fn generate(task: &Task<'_>) -> TokenStream {
    let bound = parameters::move_inside_async(&task.function.sig, task.body);
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
