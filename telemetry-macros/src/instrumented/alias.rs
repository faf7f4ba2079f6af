//! Functions that return a type whose name says that it is a future: perhaps a name of the
//! user's for `Pin<Box<dyn Future>>`. What it is, the compiler knows.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{ReturnType, Type};

use super::{codegen::Task, noted, parameters, returns, site};

/// Whether the declared type is called a future, and a closure around the body is not seen.
pub(super) fn is_possible(task: &Task<'_>) -> bool {
    let args = task.site.args;
    is_called_future(&task.function.sig.output)
        && args.sample.is_none()
        && args.span.is_none()
        && !noted::asks(task)
        && !noted::is_needed(task.function, task.body)
}

fn is_called_future(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else { return false };
    let Type::Path(path) = returns::naked(ty) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident.to_string().contains("Fut"))
}

/// `Made::new(|| -> Alias { body }).__telemetry_measured(site, |ret| …)`.
pub(super) fn generate(task: &Task<'_>) -> TokenStream {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let bound = parameters::move_needed(&task.function.sig, task.body);
    let body = task.bound_body(&bound);
    let declared = returns::declared(&task.function.sig.output);
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let records = task.site.records(|record| !record.of_return);
    let (made, probe) = (site::own("made"), task.probe(None, None));
    let body = quote_spanned!(task.body.span()=> || -> #declared #body);
    task.with(
        &bound,
        quote_spanned!(at=>
            #prelude
            #records
            let #made = #private::Made::new(#body);
            use #private::MadePlain as _;
            #made.__telemetry_measured(#site, #probe)
        ),
    )
}
