//! Functions that return a type whose name says that it is a future: perhaps a name of the
//! user's for `Pin<Box<dyn Future>>`. What it is, the compiler knows.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote_spanned};
use syn::{ReturnType, Type};

use super::{codegen::Task, noted, parameters, returns, tokens};

/// Whether the declared type is called a future, and a closure around the body is not seen.
pub(super) fn is_possible(task: &Task<'_>) -> bool {
    let args = task.site.args;
    is_called_future(task)
        && args.sample.is_none()
        && args.span.is_none()
        && !noted::asks(task)
        && !noted::is_needed(task.function, task.body)
}

/// A type that a parameter may be a part of is none: a box around the future would have to
/// outlive what nobody says outlives it.
fn is_called_future(task: &Task<'_>) -> bool {
    let sig = &task.function.sig;
    let ReturnType::Type(_, ty) = &sig.output else { return false };
    let Type::Path(path) = returns::naked(ty) else { return false };
    let mut may_be_parameter = |name: &Ident| task.around.may_be_parameter(name, &sig.generics);
    path.path.segments.last().is_some_and(|last| last.ident.to_string().contains("Fut"))
        && !tokens::any_ident(path.to_token_stream(), &mut may_be_parameter)
}

/// `Made::new(|| -> Alias { body }).__telemetry_measured(site, |ret| …)`.
pub(super) fn generate(task: &Task<'_>) -> TokenStream {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let bound = parameters::move_needed(task);
    let body = task.bound_body(&bound);
    let declared = returns::declared(&task.function.sig);
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let records = task.site.records(|record| !record.of_return);
    let (made, probe) = (task.site.names.local("made"), task.probe(None, None));
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
